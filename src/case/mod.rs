//! สำนวน — a registration on the desk of its office: what officers see in their lists, and their own part of it.
//!
//! The row is a projection of the registration ([`project`], made by a job after every change) beside the officers'
//! part: stage, assignment, calls. It is placed by the office, so that a desk reads one place (docs/decisions/0002).

pub mod call;
pub mod copy;
pub mod correction;
pub mod desk;
pub mod duplicate;
pub mod keys;
pub mod message;
pub mod presence;
pub mod project;
pub mod search;
pub mod share;
pub mod store;
pub mod team;
pub mod transfer;
pub mod web;

use std::cmp::Ordering;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::audit;
use crate::text::thai_order;

/// How far the officers' work on a file has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Stage {
    /// รอรับเรื่อง: nobody has taken it up yet.
    Submitted,
    /// รับเรื่องแล้ว: the office works on it.
    Accepted,
    /// รอหน่วยปลายทางรับโอน: offered to another office.
    Moving,
    /// ปิดเรื่อง.
    Closed,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Stage; 4] = [Stage::Submitted, Stage::Accepted, Stage::Moving, Stage::Closed];

    /// The word of addresses and the database; `stage-<word>` in `locales/`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Stage::Submitted => "submitted",
            Stage::Accepted => "accepted",
            Stage::Moving => "moving",
            Stage::Closed => "closed",
        }
    }

    /// The stage of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.word() == word)
    }
}

/// A file on a desk. Holds a name: it has no `Debug`.
#[derive(Clone)]
pub struct CaseFile {
    /// The office that has it.
    pub office_code: String,
    /// Which registration.
    pub registration_id: Uuid,
    /// Whose.
    pub debtor_id: Uuid,
    /// Its number.
    pub tracking_number: String,
    /// `online` or `onsite`.
    pub channel: String,
    /// When it was first submitted.
    pub submitted_at: DateTime<Utc>,
    /// The debtor's name, with their title.
    pub name: String,
    /// Where in it the title ends, in bytes.
    pub title_ends: usize,
    /// The names of the other officers who have it open now; none until a page opens it.
    pub present: Vec<String>,
    /// How many debts.
    pub debts: i16,
    /// How many things are missing in all debts before both sides can be invited.
    pub lacking: i16,
    /// Whether nothing is missing.
    pub ready: bool,
    /// Whether the debtor says that it is urgent.
    pub urgent: bool,
    /// When it is safe to call: words of the form's `contact-hours`.
    pub call_hours: Vec<String>,
    /// How far it has come.
    pub stage: Stage,
    /// Why it was closed: `withdrawn` or `duplicate`.
    pub closed_for: Option<String>,
    /// Who works on it.
    pub assigned_to: Option<Uuid>,
    /// Counts every change of the officers' part: a form that carries another one was overtaken.
    pub revision: i32,
    /// When an officer took it up.
    pub accepted_at: Option<DateTime<Utc>>,
    /// When the debtor was last called.
    pub last_call_at: Option<DateTime<Utc>>,
    /// When to call next (Bangkok).
    pub next_call_on: Option<NaiveDate>,
}

impl CaseFile {
    /// In the Thai order of names: titles stand apart, as in a dictionary of names, and decide last.
    #[must_use]
    pub fn by_name(&self, other: &CaseFile) -> Ordering {
        let [ours, theirs] = [self, other].map(|file| &file.name[file.title_ends..]);
        thai_order(ours, theirs).then_with(|| thai_order(&self.name, &other.name))
    }

    /// The debtor's file that it is, for the records.
    #[must_use]
    pub fn file(&self) -> audit::File {
        audit::File { debtor_id: self.debtor_id, registration_id: self.registration_id }
    }

    /// Where it counts.
    #[must_use]
    pub fn bucket(&self) -> Bucket {
        Bucket {
            office_code: self.office_code.clone(),
            stage: self.stage,
            ready: self.ready,
            urgent: self.urgent,
        }
    }
}

/// The files of one kind in one office, which are counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bucket {
    /// The office.
    pub office_code: String,
    /// The stage.
    pub stage: Stage,
    /// Whether nothing is missing.
    pub ready: bool,
    /// Whether it is urgent.
    pub urgent: bool,
}
