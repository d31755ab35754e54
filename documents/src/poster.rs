//! The poster (โปสเตอร์) of an entrance: one A4 page with a QR code, to hang up in an office.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{Error, render};

/// A text in both languages: Thai large, English smaller beneath it.
#[derive(Serialize)]
pub struct Bilingual {
    /// The Thai text.
    pub th: String,
    /// The English text.
    pub en: String,
}

/// What a poster says.
#[derive(Serialize)]
pub struct Poster {
    /// The moment written into the file's properties; the same moment gives the same bytes.
    #[serde(skip)]
    pub made_at: DateTime<Utc>,
    /// The authority that runs the service, in the band at the top.
    pub issuer: Bilingual,
    /// What the entrance is for, in a few words.
    pub title: Bilingual,
    /// One sentence under the title.
    pub lead: Bilingual,
    /// The address that the QR code opens.
    pub url: String,
    /// The same address as a person types it, without `https://`.
    pub short_url: String,
    /// Three to five steps.
    pub steps: Vec<Bilingual>,
}

/// Makes the poster as PDF/A-2a and PDF/UA-1.
pub fn poster(poster: &Poster) -> Result<Vec<u8>, Error> {
    render::pdf(render::Template::Poster, poster, Some(&poster.url), poster.made_at)
}
