//! ข้อมูลหน่วย — finding an office by its code or name, and what it tells the public of itself.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use chrono::{DateTime, Utc};

use super::typed_before;
use crate::admin::offices::{self, Detail};
use crate::office::{self, Office};
use crate::registration::form::check::note_text;
use crate::text;
use crate::web::form::{Fields, Problems, View};
use crate::web::kept::release;
use crate::web::{Error, Officer, OfficerForm, Page, ok, see_other, unprocessable};
use crate::{App, audit};

/// The most offices that a search shows.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "admin/offices.html")]
struct Find {
    page: Page,
    saved: bool,
    typed: View,
    problems: Vec<(String, String)>,
    /// Name and code.
    found: Vec<(String, String)>,
}

/// `GET /office/admin/offices`.
pub async fn find(
    officer: Officer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let asked = Fields::read(query.unwrap_or_default().as_bytes());
    let page = officer.page;
    let mut problems = Problems::default();
    let typed = text::clean_line(asked.get("q"), 80);
    note_text("q", typed.as_ref().err().copied(), &mut problems);
    let mut conn = app.db.acquire().await?;
    let mut found = office::search(&mut conn, &typed.unwrap_or_default()).await?;
    found.truncate(SHOWN);
    Ok(ok(&Find {
        saved: asked.get("done") == "saved",
        typed: View::of(&page, &asked, &problems, "q"),
        problems: problems.summary(&page),
        found: found
            .into_iter()
            .map(|office| (office.name(page.lang).to_owned(), office.code))
            .collect(),
        page,
    }))
}

#[derive(Template)]
#[template(path = "admin/office.html")]
struct Form {
    page: Page,
    /// Whether the form was typed when the officer's time had run out.
    kept: bool,
    name: String,
    code: String,
    /// When it was changed last, as the form carries it; empty for never.
    seen: String,
    phone: View,
    address: View,
    note_th: View,
    note_en: View,
    /// What somebody else saved meanwhile; to compare.
    other: Option<Detail>,
    problems: Vec<(String, String)>,
}

/// `GET /office/admin/offices/{code}`.
pub async fn show(
    officer: Officer,
    State(app): State<App>,
    Path(code): Path<String>,
) -> Result<Response, Error> {
    let mut conn = app.db.acquire().await?;
    let office = office::find(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    if let Some(typed) = typed_before(&app, &mut conn, &officer).await? {
        let drawn = draw(officer.page, &office, seen(&typed), &typed, &Problems::default(), None);
        return Ok(ok(&Form { kept: true, ..drawn }));
    }
    let (detail, at) = offices::detail(&mut conn, &code).await?.unzip();
    let typed = fields_of(&detail.unwrap_or_default());
    Ok(ok(&draw(officer.page, &office, at, &typed, &Problems::default(), None)))
}

/// When the office was changed last before the form was drawn.
fn seen(fields: &Fields) -> Option<DateTime<Utc>> {
    fields.get("seen").parse().ok().and_then(DateTime::from_timestamp_micros)
}

/// `POST /office/admin/offices/{code}`. What somebody else saved meanwhile is shown, not overwritten.
pub async fn save(
    State(app): State<App>,
    Path(code): Path<String>,
    OfficerForm { officer, fields }: OfficerForm,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let office = office::find(&mut tx, &code).await?.ok_or(Error::NotFound)?;
    let mut problems = Problems::default();
    let detail = read(&fields, &mut problems);
    let seen = seen(&fields);
    if !problems.is_empty() {
        return Ok(unprocessable(&draw(officer.page, &office, seen, &fields, &problems, None)));
    }
    let before = offices::detail(&mut tx, &code).await?.unwrap_or_default().0;
    if detail != before {
        if !offices::put(&mut tx, &code, &detail, seen, officer.id, now).await? {
            let (at, other) =
                offices::detail(&mut tx, &code).await?.map(|(it, at)| (at, it)).unzip();
            let theirs = fields_of(other.as_ref().unwrap_or(&before));
            let ours = fields_of(&detail);
            let differs = |name: &&str| theirs.get(name) != ours.get(name);
            let field = FIELDS.into_iter().find(differs).unwrap_or(FIELDS[0]);
            problems.add(field, "problem-detail-overtaken");
            return Ok(unprocessable(&draw(officer.page, &office, at, &fields, &problems, other)));
        }
        let (by, subject) = (Some(officer.by()), format!("office:{code}"));
        let change = Some(before.changes(&detail));
        audit::deed(&mut tx, by, "office-changed", &subject, change, now).await?;
    }
    release(&mut tx, officer.id, &officer.page.path).await?;
    tx.commit().await?;
    Ok(see_other("/office/admin/offices?done=saved"))
}

fn read(fields: &Fields, problems: &mut Problems) -> Detail {
    let mut read = |name: &str, most: usize, lines: bool| {
        let clean = if lines { text::clean_lines } else { text::clean_line };
        let cleaned = clean(fields.get(name), most);
        note_text(name, cleaned.as_ref().err().copied(), problems);
        cleaned.unwrap_or_default()
    };
    Detail {
        phone: read("office-phone", 100, false),
        address_th: read("office-address", 300, true),
        note_th: read("office-note-th", 500, true),
        note_en: read("office-note-en", 500, true),
    }
}

/// The fields of the form, in their order.
const FIELDS: [&str; 4] = ["office-phone", "office-address", "office-note-th", "office-note-en"];

fn fields_of(detail: &Detail) -> Fields {
    let mut fields = Fields::default();
    let Detail { phone, address_th, note_th, note_en } = detail;
    for (name, value) in FIELDS.into_iter().zip([phone, address_th, note_th, note_en]) {
        fields.set(name, value.as_str());
    }
    fields
}

fn draw(
    page: Page,
    office: &Office,
    seen: Option<DateTime<Utc>>,
    fields: &Fields,
    problems: &Problems,
    other: Option<Detail>,
) -> Form {
    let of = |name: &str| View::of(&page, fields, problems, name);
    Form {
        kept: false,
        name: office.name(page.lang).to_owned(),
        code: office.code.clone(),
        seen: seen.map_or_else(String::new, |at| at.timestamp_micros().to_string()),
        phone: of("office-phone"),
        address: of("office-address"),
        note_th: of("office-note-th"),
        note_en: of("office-note-en"),
        other,
        problems: problems.summary(&page),
        page,
    }
}
