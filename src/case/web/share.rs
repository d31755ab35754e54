//! แบ่งสำนวนให้ดู — with an observer or a legal aid, until a day, for a reason; and taking it back.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use sqlx::PgConnection;
use uuid::Uuid;

use super::duplicates::reason;
use super::show::{Head, member_name};
use super::{held, locked, opened};
use crate::case::share::{self, LONGEST, Share};
use crate::case::{CaseFile, team};
use crate::clock::parse_date;
use crate::officer::store as officers;
use crate::text::Lang;
use crate::web::form::{Choice, Fields, Problems, View};
use crate::web::{Error, Officer, OfficerForm, Page, kept as forms, ok, see_other, unprocessable};
use crate::{App, audit, clock};

#[derive(Template)]
#[template(path = "case/share.html")]
struct Sharing {
    page: Page,
    id: Uuid,
    head: Head,
    shares: Vec<Line>,
    to: View,
    options: Vec<Choice>,
    until: View,
    reason: View,
    problems: Vec<(String, String)>,
    kept: String,
}

/// A share that runs.
struct Line {
    id: Uuid,
    name: String,
    until: String,
    by: String,
    at: String,
    reason: String,
}

/// `GET /office/cases/{id}/share`.
pub async fn show(
    mut officer: Officer,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let file = opened(&app, &mut tx, &officer, id).await?;
    let (fields, note) = held::waiting(&app, &mut tx, &mut officer.page, id).await?;
    let mut drawn = draw(&app, &mut tx, officer.page, &file, &fields, &Problems::default()).await?;
    drawn.kept = note;
    tx.commit().await?;
    Ok(ok(&drawn))
}

/// `POST /office/cases/{id}/share`.
pub async fn share(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    OfficerForm { officer, fields }: OfficerForm,
) -> Result<Response, Error> {
    let (now, today) = (app.clock.now(), app.clock.today());
    let mut tx = app.db.begin().await?;
    let begun = locked(&app, &mut tx, &officer, id).await;
    let (mut tx, file) = held::or_keep(&app, tx, &officer, id, &fields, begun).await?;
    let mut problems = Problems::default();
    let observers = team::observers(&mut tx, &app.keys, &file, today).await?;
    let to = fields.get("to").parse().ok();
    let to = to.filter(|to: &Uuid| observers.iter().any(|member| member.id == *to));
    if to.is_none() {
        problems.add("to", "problem-share-to");
    }
    let last = match to {
        Some(to) => team::observes_until(&mut tx, &file, to, today).await?,
        None => None,
    };
    let until = until(&fields, today, last, officer.page.lang, &mut problems);
    let reason = reason(&fields, &mut problems);
    let (Some(officer_id), Some(until), true) = (to, until, problems.is_empty()) else {
        let drawn = draw(&app, &mut tx, officer.page, &file, &fields, &problems).await?;
        tx.commit().await?;
        return Ok(unprocessable(&drawn));
    };
    let (share_id, shared_by) = (Uuid::now_v7(), officer.id);
    let made = Share { id: share_id, officer_id, shared_by, shared_at: now, until, reason };
    share::share(&mut tx, &app.keys, file.file(), &made).await?;
    audit::officer(&mut tx, officer.by(), file.file(), "shared", None, now).await?;
    forms::release_shown(&mut tx, id, &officer.page.path, &officer).await?;
    tx.commit().await?;
    Ok(see_other(&format!("/office/cases/{id}/share")))
}

/// `POST /office/cases/{id}/share/{share}/revoke`. Twice is once.
pub async fn revoke(
    State(app): State<App>,
    Path((id, share_id)): Path<(Uuid, Uuid)>,
    OfficerForm { officer, .. }: OfficerForm,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let file = locked(&app, &mut tx, &officer, id).await?;
    if share::revoke(&mut tx, file.file(), share_id, now).await? {
        audit::officer(&mut tx, officer.by(), file.file(), "unshared", None, now).await?;
    }
    tx.commit().await?;
    Ok(see_other(&format!("/office/cases/{id}/share")))
}

/// The last day: a whole date from today on, not further than [`LONGEST`], nor than the `last` of who is shown it.
fn until(
    fields: &Fields,
    today: NaiveDate,
    last: Option<NaiveDate>,
    lang: Lang,
    problems: &mut Problems,
) -> Option<NaiveDate> {
    let day =
        parse_date(fields.get("until"), today).ok().and_then(crate::clock::PartialDate::exact);
    let Some(day) = day else {
        problems.add("until", "problem-share-until");
        return None;
    };
    if day < today || day > today + LONGEST {
        let most = vec![("days", LONGEST.num_days().to_string())];
        problems.add_with("until", "problem-share-days", most);
        return None;
    }
    if let Some(last) = last.filter(|last| day > *last) {
        let last = vec![("day", clock::thai_date(last, lang))];
        problems.add_with("until", "problem-share-appointment", last);
        return None;
    }
    Some(day)
}

async fn draw(
    app: &App,
    conn: &mut PgConnection,
    page: Page,
    file: &CaseFile,
    fields: &Fields,
    problems: &Problems,
) -> Result<Sharing, Error> {
    let today = app.clock.today();
    let shares = share::of(conn, &app.keys, file.file(), today).await?;
    let ids: Vec<Uuid> = shares.iter().flat_map(|one| [one.officer_id, one.shared_by]).collect();
    let names = officers::names(conn, &app.keys, &ids).await?;
    let name = |id| names.get(&id).cloned().unwrap_or_else(|| page.t("officer-unknown"));
    let lines = shares.into_iter().map(|one| Line {
        id: one.id,
        name: name(one.officer_id),
        until: clock::thai_date(one.until, page.lang),
        by: name(one.shared_by),
        at: clock::thai_date_time(one.shared_at, page.lang),
        reason: one.reason,
    });
    let observers = team::observers(conn, &app.keys, file, today).await?;
    let option = |member: team::Member| Choice {
        value: member.id.to_string(),
        label: member_name(&page, &member),
        hint: String::new(),
    };
    Ok(Sharing {
        id: file.registration_id,
        head: Head::of(&page, file),
        shares: lines.collect(),
        to: View::of(&page, fields, problems, "to"),
        options: observers.into_iter().map(option).collect(),
        until: View::of(&page, fields, problems, "until"),
        reason: View::of(&page, fields, problems, "reason"),
        problems: problems.summary(&page),
        kept: String::new(),
        page,
    })
}
