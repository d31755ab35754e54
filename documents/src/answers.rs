//! The copy of all answers (สำเนาข้อมูล) that a person may download: PDPA B.E. 2562, section 30.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{Error, Lang, Row, render};

/// What the copy says.
#[derive(Serialize)]
pub struct AnswersCopy {
    /// The language of the labels.
    pub lang: Lang,
    /// The moment written into the file's properties; the same moment gives the same bytes.
    #[serde(skip)]
    pub made_at: DateTime<Utc>,
    /// The authority that keeps the data, at the head of the page.
    pub issuer: String,
    /// The tracking number, at the head of every page.
    pub tracking_number: String,
    /// The person the data are about.
    pub person: String,
    /// When the copy was made, in words (Buddhist Era in Thai).
    pub made: String,
    /// The answers, in the order of the form.
    pub sections: Vec<Section>,
}

/// One titled part of the copy.
#[derive(Serialize)]
pub struct Section {
    /// The section's heading.
    pub title: String,
    /// Questions and answers.
    pub rows: Vec<Row>,
}

/// Makes the copy as PDF/A-2a and PDF/UA-1.
pub fn answers(copy: &AnswersCopy) -> Result<Vec<u8>, Error> {
    render::pdf(render::Template::Answers, copy, None, copy.made_at)
}
