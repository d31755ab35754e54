//! มอบหมายและส่งมอบสำนวน — who works on a file. Two officers who decide at once see each other's decision.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use sqlx::PgConnection;
use uuid::Uuid;

use super::show::{Head, colleagues};
use super::{locked, opened};
use crate::case::{CaseFile, Stage, store, team};
use crate::officer::store as officers;
use crate::web::form::{Choice, Fields, Problems, View};
use crate::web::{Error, Officer, OfficerForm, Page, html, ok, see_other};
use crate::{App, audit, clock};

#[derive(Template)]
#[template(path = "case/show_assign.html")]
struct Assign {
    page: Page,
    id: Uuid,
    head: Head,
    /// Where somebody decided meanwhile: what it was, what it is, and by whom.
    overtaken: Option<Overtaken>,
    problems: Vec<(String, String)>,
    to: View,
    options: Vec<Choice>,
    revision: i32,
    was: String,
    stage: &'static str,
}

struct Overtaken {
    was: String,
    was_stage: String,
    is: String,
    is_stage: String,
    by: String,
    at: String,
}

/// `GET /office/cases/{id}/assign`.
pub async fn ask(
    officer: Officer,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let file = opened(&app, &mut tx, &officer, id).await?;
    let has_it = team::has_it(&mut tx, &file, app.clock.today()).await?;
    if !team::may_give(&file, has_it, officer.id, officer.appointment.role) {
        tx.commit().await?;
        return Ok(see_other(&format!("/office/cases/{id}")));
    }
    let fields = Fields::default();
    let drawn = draw(&app, &mut tx, officer, &file, &fields, &Problems::default()).await?;
    tx.commit().await?;
    Ok(ok(&drawn))
}

/// `POST /office/cases/{id}/assign`. The form carries what its reader saw; where that has changed, they are shown both
/// and choose again.
pub async fn assign(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    OfficerForm { officer, fields }: OfficerForm,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let role = officer.appointment.role;
    let mut tx = app.db.begin().await?;
    let mut file = locked(&app, &mut tx, &officer, id).await?;
    let to = fields.get("to").parse().ok();
    if to.is_some() && to == file.assigned_to {
        tx.commit().await?; // the second of two clicks
        return Ok(see_other(&format!("/office/cases/{id}")));
    }
    if let Some(overtaken) = overtaken(&app, &mut tx, &officer.page, &file, &fields).await? {
        let mut drawn = draw(&app, &mut tx, officer, &file, &fields, &Problems::default()).await?;
        drawn.overtaken = Some(overtaken);
        tx.commit().await?;
        return Ok(html(StatusCode::CONFLICT, &drawn));
    }
    let members = team::colleagues(&mut tx, &app.keys, &file, app.clock.today()).await?;
    let has_it = team::has_it(&mut tx, &file, app.clock.today()).await?;
    let allowed = to.filter(|to| {
        members.iter().any(|member| member.id == *to)
            && team::may_give_to(&file, has_it, officer.id, role, *to)
    });
    let Some(to) = allowed else {
        let mut problems = Problems::default();
        problems.add("to", "problem-assign");
        let drawn = draw(&app, &mut tx, officer, &file, &fields, &problems).await?;
        tx.commit().await?;
        return Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &drawn));
    };
    let (before, from) = (file.bucket(), file.assigned_to);
    file.assigned_to = Some(to);
    store::save(&mut tx, &before, &mut file).await?;
    audit::officer(&mut tx, officer.by(), file.file(), "assigned", None, now).await?;
    let change = serde_json::json!({ "from": from, "to": to });
    let subject = format!("case:{id}");
    audit::deed(&mut tx, Some(officer.by()), "assigned", &subject, Some(change), now).await?;
    tx.commit().await?;
    Ok(see_other(&format!("/office/cases/{id}")))
}

/// What has changed since the form was drawn: who works on the file, or how far it has come. Other changes of the
/// file do not matter to who decides this.
async fn overtaken(
    app: &App,
    conn: &mut PgConnection,
    page: &Page,
    file: &CaseFile,
    fields: &Fields,
) -> Result<Option<Overtaken>, Error> {
    let was: Option<Uuid> = fields.get("was").parse().ok();
    let was_stage = Stage::from_word(fields.get("stage"));
    let same = was == file.assigned_to && was_stage == Some(file.stage);
    if fields.get("revision") == file.revision.to_string() || same {
        return Ok(None);
    }
    let last = audit::last_deed(conn, file.file(), &["accepted", "assigned", "reopened"]).await?;
    let mut ids: Vec<Uuid> = was.into_iter().chain(file.assigned_to).collect();
    ids.extend(last.as_ref().map(|(who, _)| *who));
    let names = officers::names(conn, &app.keys, &ids).await?;
    let name = |id: Option<Uuid>| match id {
        None => page.t("desk-nobody"),
        Some(id) => names.get(&id).cloned().unwrap_or_else(|| page.t("officer-unknown")),
    };
    let stage = |stage: Stage| page.t(&format!("stage-{}", stage.word()));
    Ok(Some(Overtaken {
        was: name(was),
        was_stage: was_stage.map_or_else(String::new, stage),
        is: name(file.assigned_to),
        is_stage: stage(file.stage),
        by: last.as_ref().map_or_else(String::new, |(who, _)| name(Some(*who))),
        at: last.map_or_else(String::new, |(_, at)| clock::thai_date_time(at, page.lang)),
    }))
}

async fn draw(
    app: &App,
    conn: &mut PgConnection,
    officer: Officer,
    file: &CaseFile,
    fields: &Fields,
    problems: &Problems,
) -> Result<Assign, Error> {
    let page = officer.page;
    let has_it = team::has_it(conn, file, app.clock.today()).await?;
    let may = |to: &String| {
        let to = to.parse().unwrap_or_default();
        team::may_give_to(file, has_it, officer.id, officer.appointment.role, to)
    };
    let options = colleagues(app, conn, &page, file).await?;
    let choice = |(value, label)| Choice { value, label, hint: String::new() };
    Ok(Assign {
        id: file.registration_id,
        head: Head::of(&page, file),
        overtaken: None,
        problems: problems.summary(&page),
        to: View::of(&page, fields, problems, "to"),
        options: options.into_iter().filter(|(id, _)| may(id)).map(choice).collect(),
        revision: file.revision,
        was: file.assigned_to.map_or_else(String::new, |id| id.to_string()),
        stage: file.stage.word(),
        page,
    })
}
