//! สิ่งที่หน่วยบันทึกไว้ — what officers wrote about a registration, for the copy of their data that a debtor may ask for
//! (PDPA 2562 s.30). Offices stand in it, no officer's name.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use sqlx::PgConnection;

use super::{call, correction, message, transfer};
use crate::audit::File;
use crate::seal::Keys;
use crate::web::form::Fields;

/// The most entries of each kind.
const MOST: i64 = 1000;

/// What officers wrote about a registration, the newest first.
#[derive(Serialize)]
pub struct Written {
    /// Messages to the debtor.
    pub messages: Vec<Message>,
    /// Answers that were corrected.
    pub corrections: Vec<Correction>,
    /// Calls.
    pub calls: Vec<Call>,
    /// The last offer to another office.
    pub transfer: Option<Transfer>,
}

/// A message.
#[derive(Serialize)]
pub struct Message {
    /// When.
    pub at: DateTime<Utc>,
    /// What it says.
    pub words: String,
}

/// One page of answers that was corrected.
#[derive(Serialize)]
pub struct Correction {
    /// When.
    pub at: DateTime<Utc>,
    /// The debt; 0: the debtor's own page.
    pub debt: i16,
    /// The key of the page.
    pub page: String,
    /// The answers until then.
    pub before: Fields,
    /// The answers since.
    pub after: Fields,
    /// Why.
    pub reason: String,
}

/// A call.
#[derive(Serialize)]
pub struct Call {
    /// When.
    pub at: DateTime<Utc>,
    /// What came of it: a word of `call-result`.
    pub outcome: &'static str,
    /// What was noted.
    pub words: String,
    /// When to call next.
    pub next_on: Option<NaiveDate>,
    /// Whether it was outside the hours that the debtor allowed.
    pub outside_hours: bool,
}

/// An offer to another office.
#[derive(Serialize)]
pub struct Transfer {
    /// When.
    pub at: DateTime<Utc>,
    /// The code of the office that offered it.
    pub from_office: String,
    /// The code of the office it was offered to.
    pub to_office: String,
    /// Why.
    pub reason: String,
    /// Whether it was taken; `None` while undecided.
    pub accepted: Option<bool>,
    /// Why it was sent back.
    pub refusal: Option<String>,
}

/// Gathers what officers wrote about a registration.
pub async fn written(conn: &mut PgConnection, keys: &Keys, file: File) -> anyhow::Result<Written> {
    let messages = message::of_file(conn, keys, file, MOST).await?;
    let corrections = correction::of_file(conn, keys, file, MOST).await?;
    let calls = call::log(conn, keys, file, MOST).await?;
    let transfer = transfer::newest(conn, keys, file).await?;
    let corrected = |made: correction::Correction| Correction {
        at: made.at,
        debt: made.debt,
        page: made.page,
        before: made.before,
        after: made.after,
        reason: made.reason,
    };
    let called = |call: call::Call| Call {
        at: call.at,
        outcome: call.outcome.word(),
        words: call.words,
        next_on: call.next_on,
        outside_hours: call.outside_hours,
    };
    Ok(Written {
        messages: messages.into_iter().map(|m| Message { at: m.at, words: m.words }).collect(),
        corrections: corrections.into_iter().map(corrected).collect(),
        calls: calls.into_iter().map(called).collect(),
        transfer: transfer.map(|offer| Transfer {
            at: offer.asked_at,
            from_office: offer.from,
            to_office: offer.to,
            reason: offer.reason,
            accepted: offer.accepted,
            refusal: offer.refusal,
        }),
    })
}
