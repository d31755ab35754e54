//! รายการโทรติดตาม — the accepted files that lack something, those that may be called at this hour first.
//!
//! The number and the word to ask for stand on the file's own page only, where the look is recorded.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::super::CaseFile;
use super::super::call::list::{self, Asked, Cursor, Turn};
use super::super::call::{Calling, Period, in_office_hours};
use super::desk;
use crate::registration::web::fields::option_label;
use crate::web::form::Fields;
use crate::web::{Error, Officer, Page, ok};
use crate::{App, clock};

/// How many files a page shows.
const MOST: usize = 25;

#[derive(Template)]
#[template(path = "case/call_list.html")]
struct CallList {
    page: Page,
    turn: &'static str,
    /// Word, label and address of each turn.
    turns: Vec<(&'static str, String, String)>,
    /// What time of the day it is, for calling.
    present: String,
    rows: Vec<Line>,
    /// The address of the next files; empty after the last.
    next: String,
}

/// A file of the list.
struct Line {
    address: String,
    number: String,
    name: String,
    urgent: bool,
    lacking: i16,
    hours: String,
    day: String,
    last: String,
}

/// `GET /office/calls`.
pub async fn show(
    officer: Officer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let asked = Fields::read(query.unwrap_or_default().as_bytes());
    let turn = Turn::ALL.into_iter().find(|turn| turn.word() == asked.get("turn"));
    let turn = turn.unwrap_or(Turn::Now);
    let at = clock::bangkok(app.clock.now());
    let mut tx = app.db.begin().await?;
    let wanted = Asked {
        office: officer.office()?,
        not_of: officer.scope.not_of,
        turn,
        at,
        after: read_cursor(asked.get("after")),
        most: MOST + 1,
    };
    let mut files = list::due(&mut tx, &app.keys, &wanted).await?;
    desk::note_listed(
        &app,
        &mut tx,
        &officer,
        serde_json::json!({"list": "calls", "turn": turn.word()}),
    )
    .await?;
    tx.commit().await?;
    let more = files.len() > MOST;
    files.truncate(MOST);
    let page = officer.page;
    let next = files.last().filter(|_| more).map(|last| {
        let after = write_cursor((last.next_call_on, last.submitted_at, last.registration_id));
        format!("/office/calls?turn={}&after={after}", turn.word())
    });
    let turns = Turn::ALL.into_iter().map(|turn| {
        let label = page.t(&format!("calls-turn-{}", turn.word()));
        (turn.word(), label, format!("/office/calls?turn={}", turn.word()))
    });
    Ok(ok(&CallList {
        turn: turn.word(),
        turns: turns.collect(),
        present: present(&page, at),
        rows: files.into_iter().map(|file| line(&page, turn, file)).collect(),
        next: next.unwrap_or_default(),
        page,
    }))
}

/// What time of the day it is, and who may be called in it.
fn present(page: &Page, at: DateTime<chrono::FixedOffset>) -> String {
    let period = Period::at(at.time());
    let period = period.map(|period| option_label(page, "contact-hours", period.word()));
    let period = period.unwrap_or_else(|| page.t("calls-night"));
    let key = if in_office_hours(at) { "calls-present-office" } else { "calls-present" };
    page.t1(key, "period", period)
}

fn line(page: &Page, turn: Turn, file: CaseFile) -> Line {
    let (page_of_file, no_day) = match turn {
        Turn::Never => ("messages", "calls-no-next"),
        _ => ("calls", "calls-never-called"),
    };
    let day = |day| clock::thai_date(day, page.lang);
    Line {
        address: format!("/office/cases/{}/{page_of_file}", file.registration_id),
        hours: hours(page, &Calling::of(&file.call_hours)),
        number: file.tracking_number,
        name: file.name,
        urgent: file.urgent,
        lacking: file.lacking,
        day: file.next_call_on.map_or_else(|| page.t(no_day), day),
        last: file.last_call_at.map_or_else(String::new, |at| clock::thai_date_time(at, page.lang)),
    }
}

/// When a debtor may be called, in words.
pub(super) fn hours(page: &Page, calling: &Calling) -> String {
    match calling {
        Calling::Never => option_label(page, "contact-hours", "no-calls"),
        Calling::Unknown => page.t("calls-hours-unknown"),
        Calling::In(periods) => {
            let words = periods.iter().map(|p| option_label(page, "contact-hours", p.word()));
            words.collect::<Vec<_>>().join(", ")
        }
    }
}

/// A place in the list as an address holds it: day, microseconds, id.
fn write_cursor((day, at, id): Cursor) -> String {
    let day = day.map_or_else(String::new, |day| day.to_string());
    format!("{day}~{}~{}", at.timestamp_micros(), id.simple())
}

/// What cannot be read begins at the beginning.
fn read_cursor(text: &str) -> Option<Cursor> {
    let mut parts = text.splitn(3, '~');
    let day = parts.next()?;
    let at = DateTime::<Utc>::from_timestamp_micros(parts.next()?.parse().ok()?)?;
    let id: Uuid = parts.next()?.parse().ok()?;
    let day = if day.is_empty() { None } else { Some(day.parse().ok()?) };
    Some((day, at, id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_list_survives_the_address() {
        let at = DateTime::from_timestamp_micros(1_763_780_400_000_001).unwrap();
        for day in [None, Some("2026-11-23".parse().unwrap())] {
            let place = (day, at, Uuid::from_u128(7));
            assert_eq!(read_cursor(&write_cursor(place)), Some(place));
        }
        for bad in ["", "x", "~~", "2026-11-23~1~", "2026-13-23~1~7"] {
            assert_eq!(read_cursor(bad), None, "{bad}");
        }
    }
}
