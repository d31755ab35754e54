//! The call list (รายการโทร): accepted files that lack something and are due, by when they may be called.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::CaseFile;
use super::super::store::{self, Row, files};
use super::{Period, in_office_hours};
use crate::seal::Keys;

/// Which files of the call list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// That may be called now.
    Now,
    /// That may be called at another time of the day.
    Later,
    /// That may never be called.
    Never,
}

impl Turn {
    /// Every turn, in the order in which they are offered.
    pub const ALL: [Turn; 3] = [Turn::Now, Turn::Later, Turn::Never];

    /// The word of addresses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Turn::Now => "now",
            Turn::Later => "later",
            Turn::Never => "never",
        }
    }
}

/// What a page of the call list shows.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// Of which office.
    pub office: &'a str,
    /// Nobody calls themselves: the officer's own id as a debtor.
    pub not_of: Uuid,
    /// Which files.
    pub turn: Turn,
    /// The time in Bangkok.
    pub at: DateTime<FixedOffset>,
    /// After which file.
    pub after: Option<Cursor>,
    /// How many.
    pub most: usize,
}

/// Where a file stands in the call list: its day (`None`: never called), when it was submitted, which it is.
pub type Cursor = (Option<NaiveDate>, DateTime<Utc>, Uuid);

/// The accepted files that lack something and are due: those with a day that has come, oldest day first, then those
/// never called.
pub async fn due(
    conn: &mut PgConnection,
    keys: &Keys,
    asked: &Asked<'_>,
) -> anyhow::Result<Vec<CaseFile>> {
    let mut found = match asked.after {
        Some((None, ..)) => Vec::new(),
        _ => dated(conn, asked).await?,
    };
    let left = asked.most - found.len();
    if left > 0 {
        found.extend(never_called(conn, asked, left).await?);
    }
    store::open_all(found, keys)
}

/// Words of the present period, for comparing with `call_hours`.
fn present(at: DateTime<FixedOffset>) -> Vec<String> {
    Period::at(at.time()).map(|period| period.word().to_owned()).into_iter().collect()
}

/// A number of rows, for the database.
fn limit(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// A query of an office's files in whose turn it is: which of them, and the values from `$6` on.
macro_rules! due {
    ($asked:expr, $which:tt, $($value:expr),+ $(,)?) => {
        files!(
            ["where office_code = $1 and stage = 'accepted' and not ready and debtor_id <> $2
                and case when 'no-calls' = any(call_hours) then 'never'
                         when call_hours && $3 or ($4 and call_hours <@ '{unknown}') then 'now'
                         else 'later' end = $5
                and " + $which],
            $asked.office,
            $asked.not_of,
            &present($asked.at),
            in_office_hours($asked.at),
            $asked.turn.word(),
            $($value),+
        )
    };
}

async fn dated(conn: &mut PgConnection, asked: &Asked<'_>) -> sqlx::Result<Vec<Row>> {
    let (day, submitted_at, id) = match asked.after {
        Some((Some(day), at, id)) => (day, at, id),
        _ => (NaiveDate::default(), DateTime::UNIX_EPOCH, Uuid::nil()),
    };
    due!(
        asked,
        "next_call_on <= $6 and (next_call_on, submitted_at, registration_id) > ($7, $8, $9)
         order by next_call_on, submitted_at, registration_id limit $10",
        asked.at.date_naive(),
        day,
        submitted_at,
        id,
        limit(asked.most)
    )
    .fetch_all(conn)
    .await
}

async fn never_called(
    conn: &mut PgConnection,
    asked: &Asked<'_>,
    most: usize,
) -> sqlx::Result<Vec<Row>> {
    let (submitted_at, id) = match asked.after {
        Some((None, at, id)) => (at, id),
        _ => (DateTime::UNIX_EPOCH, Uuid::nil()),
    };
    due!(
        asked,
        "next_call_on is null and last_call_at is null and (submitted_at, registration_id) > ($6, $7)
         order by submitted_at, registration_id limit $8",
        submitted_at,
        id,
        limit(most)
    )
    .fetch_all(conn)
    .await
}
