//! ประกาศ — writing one, seeing it as everybody will, publishing and withdrawing it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::typed_before;
use crate::admin::announcements::{self, Announcement, Shown};
use crate::clock::thai_date;
use crate::officer::web::words::{read_day, read_words, typed_day};
use crate::registration::form::check::note_text;
use crate::text::{self, Lang};
use crate::web::form::{Fields, Problems, View};
use crate::web::kept::release;
use crate::web::{Error, Officer, OfficerForm, Page, ok, see_other, unprocessable};
use crate::{App, audit};

/// The page.
const PATH: &str = "/office/admin/announcements";

#[derive(Template)]
#[template(path = "admin/announcements.html")]
struct List {
    page: Page,
    /// Whether the form was typed when the officer's time had run out.
    kept: bool,
    /// The id that the next announcement will have, so that sending it twice publishes it once.
    id: Uuid,
    title_th: View,
    title_en: View,
    words_th: View,
    words_en: View,
    from: View,
    until: View,
    problems: Vec<(String, String)>,
    /// In Thai and in English, before it is published.
    preview: Option<[Shown; 2]>,
    /// What was published already from the form that came back changed.
    published: Option<[Shown; 2]>,
    lines: Vec<Line>,
}

/// One announcement that was published.
struct Line {
    id: Uuid,
    title: String,
    days: String,
    state: String,
    colour: &'static str,
    open: bool,
}

/// `GET /office/admin/announcements`.
pub async fn list(officer: Officer, State(app): State<App>) -> Result<Response, Error> {
    let mut conn = app.db.acquire().await?;
    let typed = typed_before(&app, &mut conn, &officer).await?;
    let kept = typed.is_some();
    let typed = typed.unwrap_or_else(|| {
        let mut typed = Fields::default();
        typed.set("shows-from", typed_day(app.clock.today()));
        typed
    });
    let page = officer.page;
    let drawn = draw(&app, &mut conn, page, &typed, &Problems::default(), None).await?;
    Ok(ok(&List { kept, ..drawn }))
}

/// `POST /office/admin/announcements`: shows it first; publishes it when told so.
pub async fn publish(
    State(app): State<App>,
    OfficerForm { officer, fields }: OfficerForm,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let mut problems = Problems::default();
    let read = read(&app, &fields, &mut problems);
    let Some(wanted) = read.filter(|_| problems.is_empty()) else {
        let drawn = draw(&app, &mut tx, officer.page, &fields, &problems, None).await?;
        return Ok(unprocessable(&drawn));
    };
    if fields.get("then") != "publish" {
        let drawn = draw(&app, &mut tx, officer.page, &fields, &problems, Some(wanted)).await?;
        return Ok(ok(&drawn));
    }
    if announcements::publish(&mut tx, &wanted, officer.id, now).await? {
        record(&mut tx, &officer, &wanted, now).await?;
    } else if let Some(there) = announcements::find(&mut tx, wanted.id).await?
        && there != wanted
    {
        return Ok(unprocessable(&draw_other(&app, &mut tx, officer.page, fields, &there).await?));
    }
    release(&mut tx, officer.id, &officer.page.path).await?;
    tx.commit().await?;
    Ok(see_other(PATH))
}

async fn record(
    tx: &mut PgConnection,
    officer: &Officer,
    it: &Announcement,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let change = json!({
        "title_th": it.title_th, "title_en": it.title_en,
        "shows_from": it.shows_from, "shows_until": it.shows_until,
    });
    let subject = format!("announcement:{}", it.id);
    audit::deed(tx, Some(officer.by()), "announced", &subject, Some(change), now).await
}

/// The form that came back changed after it was published, beside what was published. Sent again it is a new one.
async fn draw_other(
    app: &App,
    conn: &mut PgConnection,
    page: Page,
    mut fields: Fields,
    there: &Announcement,
) -> Result<List, Error> {
    fields.take("announcement");
    let mut problems = Problems::default();
    let withdrawn = there.withdrawn_at.is_some();
    let key =
        if withdrawn { "problem-announcement-withdrawn" } else { "problem-announcement-published" };
    problems.add("title-th", key);
    let drawn = draw(app, conn, page, &fields, &problems, None).await?;
    Ok(List { published: Some(both(there)), ..drawn })
}

/// An announcement in both languages.
fn both(it: &Announcement) -> [Shown; 2] {
    [it.shown(Lang::Th), it.shown(Lang::En)]
}

/// `POST /office/admin/announcements/{id}/withdraw`.
pub async fn withdraw(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    OfficerForm { officer, .. }: OfficerForm,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if announcements::withdraw(&mut tx, id, now).await? {
        let subject = format!("announcement:{id}");
        let by = Some(officer.by());
        audit::deed(&mut tx, by, "announcement-withdrawn", &subject, None, now).await?;
        tx.commit().await?;
    }
    Ok(see_other(PATH))
}

fn read(app: &App, fields: &Fields, problems: &mut Problems) -> Option<Announcement> {
    let today = app.clock.today();
    let mut title = |name: &str| {
        let title = text::clean_line(fields.get(name), 120);
        note_text(name, title.as_ref().err().copied(), problems);
        if title.as_ref().is_ok_and(String::is_empty) {
            problems.add(name, "problem-words-empty");
        }
        title.unwrap_or_default()
    };
    let (title_th, title_en) = (title("title-th"), title("title-en"));
    let words_th = read_words(fields, "words-th", 1_000, problems);
    let words_en = read_words(fields, "words-en", 1_000, problems);
    let from = read_day(fields, "shows-from", today, problems).unwrap_or(today);
    let until = read_day(fields, "shows-until", today, problems);
    match until {
        None if fields.get("shows-until").is_empty() => {
            problems.add("shows-until", "problem-day-whole");
        }
        Some(until) if until < from.max(today) => {
            problems.add("shows-until", "problem-day-order");
        }
        _ => {}
    }
    Some(Announcement {
        id: fields.get("announcement").parse().ok().unwrap_or_else(Uuid::now_v7),
        title_th,
        title_en,
        words_th,
        words_en,
        shows_from: from,
        shows_until: until?,
        withdrawn_at: None,
    })
}

async fn draw(
    app: &App,
    conn: &mut PgConnection,
    page: Page,
    fields: &Fields,
    problems: &Problems,
    preview: Option<Announcement>,
) -> Result<List, Error> {
    let today = app.clock.today();
    let line = |it: Announcement| {
        let (state, colour) = match it.withdrawn_at {
            Some(_) => ("announcements-withdrawn", "grey"),
            None if it.shows_until < today => ("announcements-over", "grey"),
            None if it.shows_from > today => ("rounds-coming", "blue"),
            None => ("announcements-shown", "green"),
        };
        let day = |day| thai_date(day, page.lang);
        Line {
            id: it.id,
            title: it.shown(page.lang).title,
            days: page.t2("appoint-days", "from", day(it.shows_from), "to", day(it.shows_until)),
            state: page.t(state),
            colour,
            open: it.withdrawn_at.is_none() && it.shows_until >= today,
        }
    };
    let of = |name: &str| View::of(&page, fields, problems, name);
    let lines = announcements::newest(conn).await?.into_iter().map(line).collect();
    Ok(List {
        kept: false,
        id: fields.get("announcement").parse().ok().unwrap_or_else(Uuid::now_v7),
        title_th: of("title-th"),
        title_en: of("title-en"),
        words_th: of("words-th"),
        words_en: of("words-en"),
        from: of("shows-from"),
        until: of("shows-until"),
        problems: problems.summary(&page),
        preview: preview.as_ref().map(both),
        published: None,
        lines,
        page,
    })
}
