//! Official documents (เอกสารราชการ) as PDF, and QR codes.
//!
//! A document is a typed struct of finished strings ([`Receipt`], [`Poster`], [`AnswersCopy`], [`Calculation`]); its
//! labels, in Thai or English, and its look are in `templates/`. The walk of one document:
//! `receipt.rs` → [`text`] (hostile characters out, line breaks between Thai words in) →
//! `render/` (Typst lays it out, each glyph gets its own letter back, PDF/A-2a and PDF/UA-1 come out).
//!
//! The same input always gives the same bytes, so that a document can be made again instead of stored.

mod answers;
mod calculation;
mod error;
mod poster;
pub mod qr;
mod receipt;
mod render;
pub mod text;

pub use answers::{AnswersCopy, Section, answers};
pub use calculation::{Calculation, Ground, Method, Steps, calculation};
pub use error::Error;
pub use poster::{Bilingual, Poster, poster};
pub use receipt::{Debt, Receipt, receipt};

use serde::Serialize;

/// The language of a document's own words; what the caller hands in is printed as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Thai, with Thai numerals where official papers have them.
    Th,
    /// English.
    En,
}

/// A label and its value, such as an amount or an answer; both already in the document's language.
#[derive(Serialize)]
pub struct Row {
    /// What the value is.
    pub label: String,
    /// The value; line breaks in it are kept.
    pub value: String,
}
