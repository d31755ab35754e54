//! The copy of all data (สำเนาข้อมูล) that a person may download: PDPA B.E. 2562, section 30.

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
    /// The newest tracking number, on every page; empty where there is none.
    pub tracking_number: String,
    /// The person the data are about.
    pub person: String,
    /// When the copy was made, in words (Buddhist Era in Thai).
    pub made: String,
    /// The data, part by part.
    pub sections: Vec<Section>,
}

/// One titled part of the copy.
#[derive(Serialize)]
pub struct Section {
    /// How deep it stands, from 1 to 3; one more than the section before at most.
    pub level: u8,
    /// The section's heading.
    pub title: String,
    /// Questions and answers, or moments and what happened; none where only deeper sections follow.
    pub rows: Vec<Row>,
}

/// Makes the copy as PDF/A-2a and PDF/UA-1.
pub fn answers(copy: &AnswersCopy) -> Result<Vec<u8>, Error> {
    render::pdf(render::Template::Answers, copy, None, copy.made_at)
}
