//! เปิดสำนวนที่ปิดเพราะซ้ำอีกครั้ง — undoing the decision that a file is a duplicate, with its reason.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use uuid::Uuid;

use super::duplicates::{reason, tell};
use super::show::Head;
use super::{held, locked, opened};
use crate::case::duplicate::{self, Decision};
use crate::case::{CaseFile, Stage, store};
use crate::registration::{State as Standing, store as registrations};
use crate::web::form::{Fields, Problems, View};
use crate::web::{Error, Officer, OfficerForm, Page, kept as forms, ok, see_other, unprocessable};
use crate::{App, audit};

#[derive(Template)]
#[template(path = "case/reopen.html")]
struct Reopen {
    page: Page,
    id: Uuid,
    head: Head,
    reason: View,
    problems: Vec<(String, String)>,
    kept: String,
}

/// `GET /office/cases/{id}/reopen`; a file that is not closed as a duplicate is shown instead.
pub async fn ask(
    mut officer: Officer,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let file = opened(&app, &mut tx, &officer, id).await?;
    let (fields, kept) = held::waiting(&app, &mut tx, &mut officer.page, id).await?;
    tx.commit().await?;
    if kept.is_empty() && file.closed_for.as_deref() != Some("duplicate") {
        return Ok(see_other(&format!("/office/cases/{id}")));
    }
    let drawn = draw(officer.page, &file, &fields, &Problems::default());
    Ok(ok(&Reopen { kept, ..drawn }))
}

/// `POST /office/cases/{id}/reopen`: a file that was closed as a duplicate goes on.
pub async fn save(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    OfficerForm { officer, fields }: OfficerForm,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let mut decided = duplicate::same_as(&mut tx, id).await?;
    decided.push(id);
    duplicate::lock(&mut tx, &decided).await?;
    let begun = locked(&app, &mut tx, &officer, id).await;
    let (mut tx, mut file) = held::or_keep(&app, tx, &officer, id, &fields, begun).await?;
    let mut problems = Problems::default();
    let reason = reason(&fields, &mut problems);
    let pairs = duplicate::of(&mut tx, &app.keys, &file).await?;
    // The newest closed it: beside a closed file nothing is decided any more.
    let closed_it = pairs.iter().find(|pair| pair.decision.as_deref() == Some("same"));
    if closed_it.is_some_and(|pair| pair.is_of(officer.scope.not_of)) {
        problems.add("reason", "problem-duplicate-own");
    }
    if !problems.is_empty() {
        tx.commit().await?;
        return Ok(unprocessable(&draw(officer.page, &file, &fields, &problems)));
    }
    if file.closed_for.as_deref() == Some("duplicate") {
        let before = file.bucket();
        let registration = registrations::find(&mut tx, &app.keys, file.file()).await?;
        // A debtor who has withdrawn meanwhile stays withdrawn.
        let withdrawn = registration.is_some_and(|found| found.state == Standing::Withdrawn);
        (file.stage, file.closed_for) = match (withdrawn, file.accepted_at) {
            (true, _) => (Stage::Closed, Some("withdrawn".into())),
            (false, Some(_)) => (Stage::Accepted, None),
            (false, None) => (Stage::Submitted, None),
        };
        if let Some(pair) = closed_it {
            let by = officer.id;
            let instead = Decision { other: pair.other, same: false, reason: &reason, by };
            duplicate::decide(&mut tx, &app.keys, &file, &instead, now).await?;
        }
        store::save(&mut tx, &before, &mut file).await?;
        tell(&app, &mut tx, &file, "reopened").await?;
        audit::officer(&mut tx, officer.by(), file.file(), "reopened", None, now).await?;
    }
    forms::release_shown(&mut tx, id, &officer.page.path, &officer).await?;
    tx.commit().await?;
    Ok(see_other(&format!("/office/cases/{id}")))
}

fn draw(page: Page, file: &CaseFile, fields: &Fields, problems: &Problems) -> Reopen {
    Reopen {
        id: file.registration_id,
        head: Head::of(&page, file),
        reason: View::of(&page, fields, problems, "reason"),
        problems: problems.summary(&page),
        kept: String::new(),
        page,
    }
}
