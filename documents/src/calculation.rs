//! The lawful balance (ผลคำนวณยอดหนี้ตามกฎหมาย) with its basis and every step, to take to a mediation.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{Error, Lang, Row, render};

/// What the document says. Strings are printed as they come.
#[derive(Serialize)]
pub struct Calculation {
    /// The language of the labels.
    pub lang: Lang,
    /// The moment written into the file's properties; the same moment gives the same bytes.
    #[serde(skip)]
    pub made_at: DateTime<Utc>,
    /// The authority that runs the service, at the head of the page.
    pub issuer: String,
    /// What stands at the foot of each page: the version of the rules, as nobody is named.
    pub tracking_number: String,
    /// When it was made, in words.
    pub made: String,
    /// The plain answer.
    pub answer: String,
    /// What the lender claims beyond it; may be empty.
    pub beyond: String,
    /// What was told.
    pub told: Vec<Row>,
    /// The agreed rate by the year against the ceiling.
    pub rate: String,
    /// What should be said beside the result.
    pub notes: Vec<String>,
    /// The methods.
    pub methods: Vec<Method>,
    /// Claims that may be too old.
    pub limitation: Vec<String>,
    /// How it is calculated, so that anyone can check by hand.
    pub convention: Vec<String>,
}

/// One method, what it comes to and what it rests on.
#[derive(Serialize)]
pub struct Method {
    /// Its name.
    pub name: String,
    /// What it does.
    pub what: String,
    /// What is owed, in baht.
    pub balance: String,
    /// What was paid beyond it; may be empty.
    pub overpaid: String,
    /// Why it is a range.
    pub doubts: Vec<String>,
    /// What it rests on.
    pub grounds: Vec<Ground>,
    /// Its steps.
    pub steps: Vec<Steps>,
    /// Whether it is only there to compare with.
    pub comparison: bool,
}

/// A section, a ruling or a rule.
#[derive(Serialize)]
pub struct Ground {
    /// What it says.
    pub words: String,
    /// The address where it can be read; may be empty.
    pub source: String,
    /// Whether a lawyer has to confirm it.
    pub confirm: bool,
}

/// A table of steps.
#[derive(Serialize)]
pub struct Steps {
    /// What it shows.
    pub caption: String,
    /// What it begins with.
    pub begins: String,
    /// The columns; the first says when.
    pub head: Vec<String>,
    /// One row a step.
    pub rows: Vec<Vec<String>>,
}

/// Makes the document as PDF/A-2a and PDF/UA-1.
pub fn calculation(calculation: &Calculation) -> Result<Vec<u8>, Error> {
    render::pdf(render::Template::Calculation, calculation, None, calculation.made_at)
}
