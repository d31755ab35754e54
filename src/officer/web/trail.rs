//! บันทึกการเข้าถึง — the auditor's page: who looked at which file and what for, and what else officers did. Nothing
//! can be changed here.

use std::collections::HashMap;
use std::fmt::Write;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use chrono::{DateTime, Days, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::people::{inside, named};
use super::words::{read_day, role_name, span_summary, typed_day};
use crate::clock::{bangkok, thai_date_time};
use crate::office::Territory;
use crate::officer::trail::{self, Asked, EXPORTED, Entry, SHOWN};
use crate::officer::{Role, people, store};
use crate::registration::tracking::{TrackingNumber, TrackingProblem};
use crate::text::{ascii_digits, has};
use crate::web::form::{Choice, Fields, Problems, View};
use crate::web::{Error, Officer, Page, download, ok, unprocessable};
use crate::{App, audit};

/// How many days are shown unless others are asked for.
const DAYS: u64 = 30;

#[derive(Template)]
#[template(path = "office/trail.html")]
struct Trail {
    page: Page,
    deeds: bool,
    unit: View,
    from: View,
    to: View,
    officer: View,
    officers: Vec<Choice>,
    number: View,
    problems: Vec<(String, String)>,
    lines: Vec<Line>,
    /// The query of the next page.
    next: Option<String>,
    /// The query of this selection, for the other list and the download.
    looks_query: String,
    deeds_query: String,
    export: String,
}

/// One thing that was done.
struct Line {
    at: String,
    name: String,
    /// The query that shows this officer only.
    only: String,
    role: String,
    unit: String,
    action: String,
    subject: String,
    detail: String,
}

/// What the reader selected, and whether it could be read.
struct Selected {
    fields: Fields,
    asked: Asked,
    deeds: bool,
    file: Option<audit::File>,
    problems: Problems,
    officers: Vec<Uuid>,
}

/// `GET /office/audit`.
pub async fn show(
    officer: Officer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let mut conn = app.db.acquire().await?;
    let fields = Fields::read(query.unwrap_or_default().as_bytes());
    let selected = select(&app, &mut conn, &officer, fields, SHOWN + 1).await?;
    let mut entries = read(&mut conn, &selected).await?;
    let more = entries.len() > usize::try_from(SHOWN)?;
    entries.truncate(usize::try_from(SHOWN)?);
    let drawn = draw(&app, &mut conn, officer, &selected, &entries, more).await?;
    Ok(if selected.problems.is_empty() { ok(&drawn) } else { unprocessable(&drawn) })
}

/// `GET /office/audit.csv`: the same as a table for a spreadsheet, which is recorded.
pub async fn export(
    officer: Officer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let fields = Fields::read(query.unwrap_or_default().as_bytes());
    let selected = select(&app, &mut tx, &officer, fields, EXPORTED + 1).await?;
    if !selected.problems.is_empty() {
        return Ok(unprocessable(&draw(&app, &mut tx, officer, &selected, &[], false).await?));
    }
    let mut entries = read(&mut tx, &selected).await?;
    let more = entries.len() > usize::try_from(EXPORTED)?;
    entries.truncate(usize::try_from(EXPORTED)?);
    let names = names(&app, &mut tx, &entries, &[]).await?;
    let table = table(&officer.page, &entries, &names, more)?;
    let word = if selected.deeds { "deeds" } else { "looks" };
    let change = serde_json::json!({"lines": entries.len()});
    let subject = format!("trail:{word}");
    audit::deed(&mut tx, Some(officer.by()), "exported", &subject, Some(change), app.clock.now())
        .await?;
    tx.commit().await?;
    Ok(download("text/csv; charset=utf-8", &format!("plodnee-{word}.csv"), table))
}

/// Entries as a table for a spreadsheet; its last line says so when there are more.
fn table(
    page: &Page,
    entries: &[Entry],
    names: &HashMap<Uuid, String>,
    more: bool,
) -> anyhow::Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec()); // so that Excel reads Thai
    table.write_record(["at", "officer", "role", "unit", "action", "subject", "detail"])?;
    for entry in entries {
        let name = entry.officer_id.map_or_else(String::new, |id| named(page, names, id));
        table.write_record([
            bangkok(entry.at).to_rfc3339().as_str(),
            &plain(&name),
            entry.role.map_or("", Role::word),
            entry.unit.as_deref().unwrap_or_default(),
            &entry.action,
            &entry.subject,
            &entry.detail,
        ])?;
    }
    if more {
        let cut = page.t1("trail-cut", "most", EXPORTED);
        table.write_record([cut.as_str(), "", "", "", "", "", ""])?;
    }
    Ok(table.into_inner()?)
}

/// A cell that no spreadsheet takes for a formula.
fn plain(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_owned() }
}

async fn select(
    app: &App,
    conn: &mut PgConnection,
    officer: &Officer,
    mut fields: Fields,
    most: i64,
) -> Result<Selected, Error> {
    let today = app.clock.today();
    let mut problems = Problems::default();
    if fields.get("from").is_empty() && fields.get("to").is_empty() {
        fields.set("from", typed_day(today - Days::new(DAYS)));
    }
    let from = read_day(&fields, "from", today, &mut problems).unwrap_or(today - Days::new(DAYS));
    let to = read_day(&fields, "to", today, &mut problems).unwrap_or(today);
    if to < from {
        problems.add("to", "problem-trail-order");
    }
    let mut units = people::units_in(conn, &officer.appointment.unit.territory).await?;
    let mut officers = Vec::new();
    let code = ascii_digits(fields.get("unit")).replace(' ', "");
    if !code.is_empty() {
        match inside(conn, officer, &code).await? {
            Some(territory) => {
                units = match &territory {
                    Territory::Nation => Some(vec![territory.key()]),
                    _ => people::units_in(conn, &territory).await?,
                };
                officers = trail::officers_at(conn, &territory.key()).await?;
            }
            None => problems.add("unit", "problem-unit-outside"),
        }
    }
    let officer_id: Option<Uuid> = fields.get("officer").parse().ok();
    let typed = fields.get("number");
    let number = TrackingNumber::parse(typed);
    let file = match &number {
        Ok(number) => trail::file(conn, number).await?,
        Err(_) => None,
    };
    let deeds = fields.get("show") == "deeds";
    match number {
        _ if typed.is_empty() => {}
        _ if deeds => problems.add("number", "problem-trail-deeds"),
        Err(TrackingProblem::Check) => problems.add("number", "problem-search-check"),
        _ if file.is_none() => problems.add("number", "problem-trail-number"),
        _ => {}
    }
    let (from, end) = Asked::days(from, to);
    let before = fields.get("before").split_once('~').and_then(|(at, id)| {
        Some((DateTime::from_timestamp_micros(at.parse().ok()?)?, id.parse().ok()?))
    });
    let (before, not_of) = (before.unwrap_or(end).min(end), officer.scope.not_of);
    let asked = Asked { units, officer_id, from, before, not_of, most };
    Ok(Selected { fields, asked, deeds, file, problems, officers })
}

async fn read(conn: &mut PgConnection, selected: &Selected) -> sqlx::Result<Vec<Entry>> {
    match selected.file {
        _ if !selected.problems.is_empty() => Ok(Vec::new()),
        _ if selected.deeds => trail::deeds(conn, &selected.asked).await,
        Some(file) => trail::looks_at(conn, &selected.asked, file).await,
        None => trail::looks(conn, &selected.asked).await,
    }
}

async fn names(
    app: &App,
    conn: &mut PgConnection,
    entries: &[Entry],
    others: &[Uuid],
) -> anyhow::Result<HashMap<Uuid, String>> {
    let mut ids: Vec<Uuid> = entries.iter().filter_map(|entry| entry.officer_id).collect();
    ids.extend(others);
    ids.sort_unstable();
    ids.dedup();
    store::names(conn, &app.keys, &ids).await
}

async fn draw(
    app: &App,
    conn: &mut PgConnection,
    officer: Officer,
    selected: &Selected,
    entries: &[Entry],
    more: bool,
) -> Result<Trail, Error> {
    let page = officer.page;
    let names = names(app, conn, entries, &selected.officers).await?;
    let mut keys: Vec<String> = entries.iter().filter_map(|entry| entry.unit.clone()).collect();
    keys.sort_unstable();
    keys.dedup();
    let units = store::units(conn, &keys).await?;
    let line = |entry: &Entry| {
        let unit = entry.unit.as_ref().and_then(|key| units.get(key));
        Line {
            at: thai_date_time(entry.at, page.lang),
            name: entry
                .officer_id
                .map_or_else(|| page.t("people-by-command"), |id| named(&page, &names, id)),
            only: entry.officer_id.map_or_else(String::new, |id| {
                query(&selected.fields, &[("officer", &id.to_string()), ("before", "")])
            }),
            role: entry.role.map_or_else(String::new, |role| role_name(&page, role)),
            unit: unit.map_or("", |unit| unit.name(page.lang)).to_owned(),
            action: word(&page, "did", &entry.action),
            subject: entry.subject.clone(),
            detail: if selected.deeds {
                entry.detail.clone()
            } else {
                word(&page, "purpose", &entry.detail)
            },
        }
    };
    let choice = |id: &Uuid| Choice {
        value: id.to_string(),
        label: named(&page, &names, *id),
        hint: String::new(),
    };
    let of = |name: &str| View::of(&page, &selected.fields, &selected.problems, name);
    let last = entries.last().filter(|_| more).map(|last| place(last.at, last.id));
    Ok(Trail {
        deeds: selected.deeds,
        unit: of("unit"),
        from: of("from"),
        to: of("to"),
        officer: of("officer"),
        officers: selected.officers.iter().map(choice).collect(),
        number: of("number"),
        problems: span_summary(&page, &selected.problems),
        lines: entries.iter().map(line).collect(),
        next: last.map(|last| query(&selected.fields, &[("before", &last)])),
        looks_query: query(&selected.fields, &[("show", ""), ("before", "")]),
        deeds_query: query(&selected.fields, &[("show", "deeds"), ("number", ""), ("before", "")]),
        export: query(&selected.fields, &[("before", "")]),
        page,
    })
}

/// A place in the list: microseconds since 1970, and the id.
fn place(at: DateTime<Utc>, id: Uuid) -> String {
    let mut place = String::new();
    let _ = write!(place, "{}~{id}", at.timestamp_micros());
    place
}

/// The selection as a query, with some of it changed.
fn query(fields: &Fields, changes: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for name in ["show", "unit", "from", "to", "officer", "number", "before"] {
        let new = changes.iter().find(|(other, _)| *other == name);
        let value = new.map_or_else(|| fields.get(name), |(_, value)| value);
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    query.finish()
}

/// The sentence of a word of ours; the word itself where there is none.
fn word(page: &Page, kind: &str, word: &str) -> String {
    let key = format!("{kind}-{word}");
    if has(page.lang, &key) { page.t(&key) } else { word.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    /// The words that the code records by a function of the audit trail.
    fn recorded(function: &str) -> Vec<String> {
        fn sources(folder: &std::path::Path, found: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    sources(&path, found);
                } else {
                    found.push(std::fs::read_to_string(&path).unwrap());
                }
            }
        }
        let mut files = Vec::new();
        sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
        let calls = files.iter().flat_map(|file| file.split(function).skip(1));
        let word = |call: &str| {
            let call = call.split(';').next().unwrap_or_default();
            let word = call.split('"').nth(1)?;
            word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-').then(|| word.to_owned())
        };
        calls.filter_map(word).collect()
    }

    #[test]
    fn everything_that_is_recorded_has_words_in_both_languages() {
        let looks = recorded("audit::officer(");
        let deeds = recorded("audit::deed(");
        assert!(looks.len() > 15 && deeds.len() > 10, "{looks:?} {deeds:?}");
        for lang in Lang::ALL {
            for word in looks.iter().chain(&deeds) {
                assert!(has(lang, &format!("did-{word}")), "did-{word}");
            }
            for word in &looks {
                assert!(has(lang, &format!("deed-{word}")), "deed-{word}");
            }
        }
    }

    #[test]
    fn a_name_is_never_a_formula() {
        assert_eq!(plain("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(plain("นายพิทักษ์"), "นายพิทักษ์");
    }
}
