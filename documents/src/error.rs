//! Why a document was not made.

/// Why a document was not made. Its text never holds what the document says about a person.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The text is longer than a QR code of medium error correction can hold (2,331 bytes).
    #[error("the text is too long for a QR code")]
    QrTooLong,
    /// A QR code could not be written as PNG.
    #[error("the QR code could not be written as PNG: {0}")]
    Png(#[from] image::ImageError),
    /// The document's values could not be handed to its template.
    #[error("the document's values could not be written as JSON: {0}")]
    Values(#[from] serde_json::Error),
    /// The template could not be laid out, or the result breaks PDF/A or PDF/UA.
    #[error("the document could not be typeset: {0}")]
    Typesetting(String),
}
