//! การแต่งตั้งหนึ่งรายการ — changing its last day, and revoking it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use sqlx::PgConnection;
use uuid::Uuid;

use super::people::{PATH, named};
use super::words::{days, read_day, read_words, role_name, typed_day};
use crate::App;
use crate::clock::thai_date_time;
use crate::officer::people::Held;
use crate::officer::{appoint, people, store};
use crate::web::form::{Fields, Problems, View};
use crate::web::kept::{kept, release};
use crate::web::{Error, Officer, OfficerForm, Page, ok, see_other, unprocessable};

/// The most characters of a reason.
const LONGEST: usize = 500;

#[derive(Template)]
#[template(path = "office/appointment.html")]
struct One {
    page: Page,
    /// Whether the form was typed when the officer's time had run out.
    kept: bool,
    id: Uuid,
    name: String,
    role: String,
    unit: String,
    days: String,
    by: String,
    own: bool,
    ends: View,
    reason: View,
    problems: Vec<(String, String)>,
}

/// `GET /office/people/{id}`.
pub async fn show(
    officer: Officer,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let held = found(&mut tx, &officer, id).await?;
    if held.is_over(app.clock.today()) {
        return Ok(see_other(PATH));
    }
    let mut typed = Fields::default();
    if let Some(day) = held.ends_on {
        typed.set("ends-on", typed_day(day));
    }
    let waiting = kept(&mut tx, &app, officer.id, &officer.page.path).await?;
    let kept = waiting.is_some();
    typed.extend(waiting.map(|waiting| waiting.fields).unwrap_or_default());
    let page = draw(&app, &mut tx, officer, &held, &typed, &Problems::default()).await?;
    Ok(ok(&One { kept, ..page }))
}

/// `POST /office/people/{id}/revoke`: ends it at once.
pub async fn revoke(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    OfficerForm { officer, fields }: OfficerForm,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let held = found(&mut tx, &officer, id).await?;
    if held.is_over(app.clock.today()) {
        return Ok(see_other(PATH)); // a double click
    }
    let mut problems = Problems::default();
    let reason = read_words(&fields, "revoke-reason", LONGEST, &mut problems);
    if problems.is_empty() {
        let moment = (app.clock.today(), app.clock.now());
        let by = Some(&officer.appointment);
        let done = appoint::revoke(&mut tx, &app.keys, by, (&held, &reason), moment).await?;
        let Err(refusal) = done else {
            release(&mut tx, officer.id, &format!("{PATH}/{id}")).await?;
            tx.commit().await?;
            return Ok(see_other(&format!("{PATH}?done=revoked")));
        };
        problems.add("revoke-reason", refusal.key());
    }
    Ok(unprocessable(&draw(&app, &mut tx, officer, &held, &fields, &problems).await?))
}

/// `POST /office/people/{id}/end`: changes the last day; blank is until revoked.
pub async fn end(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    OfficerForm { officer, fields }: OfficerForm,
) -> Result<Response, Error> {
    let today = app.clock.today();
    let mut tx = app.db.begin().await?;
    let held = found(&mut tx, &officer, id).await?;
    if held.is_over(today) {
        return Ok(see_other(PATH));
    }
    let mut problems = Problems::default();
    let ends_on = read_day(&fields, "ends-on", today, &mut problems);
    if ends_on.is_some_and(|last| last < held.starts_on.max(today)) {
        problems.add("ends-on", "problem-day-order");
    }
    if problems.is_empty() {
        let by = &officer.appointment;
        let done = appoint::set_end(&mut tx, by, &held, ends_on, app.clock.now()).await?;
        let Err(refusal) = done else {
            release(&mut tx, officer.id, &format!("{PATH}/{id}")).await?;
            tx.commit().await?;
            return Ok(see_other(&format!("{PATH}?done=changed")));
        };
        problems.add("ends-on", refusal.key());
    }
    Ok(unprocessable(&draw(&app, &mut tx, officer, &held, &fields, &problems).await?))
}

/// An appointment that this officer may change; any other does not exist.
async fn found(tx: &mut PgConnection, officer: &Officer, id: Uuid) -> Result<Held, Error> {
    let found = people::lock(tx, id).await?;
    found.filter(|held| appoint::may_change(&officer.appointment, held)).ok_or(Error::NotFound)
}

async fn draw(
    app: &App,
    conn: &mut PgConnection,
    officer: Officer,
    held: &Held,
    fields: &Fields,
    problems: &Problems,
) -> Result<One, Error> {
    let page = officer.page;
    let ids: Vec<Uuid> = [Some(held.officer_id), held.granted_by].into_iter().flatten().collect();
    let names = store::names(conn, &app.keys, &ids).await?;
    let units = store::units(conn, &[held.unit.key()]).await?;
    let at = thai_date_time(held.granted_at, page.lang);
    let by =
        held.granted_by.map_or_else(|| page.t("people-by-command"), |by| named(&page, &names, by));
    Ok(One {
        kept: false,
        id: held.id,
        name: named(&page, &names, held.officer_id),
        role: role_name(&page, held.role),
        unit: units.get(&held.unit.key()).map_or("", |unit| unit.name(page.lang)).to_owned(),
        days: days(&page, held.starts_on, held.ends_on),
        by: format!("{by} · {at}"),
        own: held.officer_id == officer.id,
        ends: View::of(&page, fields, problems, "ends-on"),
        reason: View::of(&page, fields, problems, "revoke-reason"),
        problems: problems.summary(&page),
        page,
    })
}
