//! แต่งตั้ง — appointing somebody by their citizen number, or who asked for it; refusing a request.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::people::PATH;
use super::words::{read_day, read_place, read_words, role_choices, role_name, typed_day};
use crate::clock::thai_date_time;
use crate::national_id::CitizenNumber;
use crate::office::Territory;
use crate::officer::request::{self, Request};
use crate::officer::store::{self, Grant};
use crate::officer::{Role, appoint};
use crate::registration::form::check::{note_number, note_text};
use crate::text;
use crate::web::form::{Choice, Fields, Problems, View};
use crate::web::kept::{kept, release};
use crate::web::{Error, Officer, OfficerForm, Page, ok, see_other, unprocessable};
use crate::{App, audit};

/// The most characters of a reason.
const LONGEST: usize = 500;

#[derive(Template)]
#[template(path = "office/grant.html")]
struct Draw {
    page: Page,
    /// The request that is decided on; `None` when appointing directly.
    asked: Option<Asked>,
    number: View,
    called: View,
    unit: View,
    role: View,
    roles: Vec<Choice>,
    starts: View,
    ends: View,
    reason: View,
    problems: Vec<(String, String)>,
}

/// A request, for whoever decides on it.
struct Asked {
    name: String,
    number: String,
    role: String,
    unit: String,
    words: String,
    at: String,
}

/// `GET /office/people/grant`.
pub async fn show(officer: Officer, State(app): State<App>) -> Result<Response, Error> {
    let mut conn = app.db.acquire().await?;
    let path = officer.page.path.clone();
    let typed = match kept(&mut conn, &app, officer.id, &path).await? {
        Some(kept) => kept.fields,
        None => blank(&officer, &app),
    };
    Ok(ok(&draw(officer, None, &typed, &Problems::default())))
}

/// `POST /office/people/grant`: appoints the holder of a citizen number, who may never have signed in.
pub async fn grant(
    State(app): State<App>,
    OfficerForm { officer, fields }: OfficerForm,
) -> Result<Response, Error> {
    let mut problems = Problems::default();
    let number = CitizenNumber::parse(fields.get("citizen-number"));
    note_number("citizen-number", number.as_ref().err().copied(), &mut problems);
    let called = text::clean_line(fields.get("called"), 200);
    note_text("called", called.as_ref().err().copied(), &mut problems);
    let mut tx = app.db.begin().await?;
    let place = read_place(&mut tx, officer.page.lang, &fields, &mut problems).await?;
    let own = &officer.appointment;
    if place.as_ref().is_some_and(|(role, unit)| !own.may_grant(*role, unit)) {
        problems.add("unit", "problem-appoint-beyond");
    }
    let (starts_on, ends_on) = term(&app, &fields, &mut problems);
    if let (true, Ok(number), Ok(called), Some((role, unit))) =
        (problems.is_empty(), number, called, place)
    {
        let officer_id = store::officer_id(&app.keys, &number);
        let wanted = Grant { officer_id, role, unit, starts_on, ends_on };
        let made = appoint::appoint(&mut tx, Some(own), &wanted, app.clock.now()).await?;
        let Err(refusal) = made else {
            if !called.is_empty() {
                store::call(&mut tx, &app.keys, officer_id, &called, Some(officer.id)).await?;
            }
            release(&mut tx, officer.id, &officer.page.path).await?;
            tx.commit().await?;
            return Ok(see_other(&format!("{PATH}?done=appointed")));
        };
        problems.add("citizen-number", refusal.key());
    }
    Ok(unprocessable(&draw(officer, None, &fields, &problems)))
}

/// `GET /office/people/requests/{id}`.
pub async fn request(
    officer: Officer,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let request = waiting(&app, &mut tx, &officer, id).await?;
    if request.outcome.is_some() {
        return Ok(see_other(PATH));
    }
    let asked = asked(&app, &mut tx, &officer, &request).await?;
    let path = officer.page.path.clone();
    let kept = kept(&mut tx, &app, officer.id, &path).await?;
    let typed = kept.map_or_else(
        || {
            let mut typed = blank(&officer, &app);
            typed.set("role", request.role.word());
            typed
        },
        |kept| kept.fields,
    );
    Ok(ok(&draw(officer, Some((asked, &request.unit)), &typed, &Problems::default())))
}

/// `POST /office/people/requests/{id}`: appoints, perhaps as something else, or refuses with a reason.
pub async fn decide(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    OfficerForm { officer, fields }: OfficerForm,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let request = match waiting(&app, &mut tx, &officer, id).await? {
        request if request.outcome.is_none() => request,
        _ => return Ok(see_other(PATH)), // a double click
    };
    let mut problems = Problems::default();
    let refuses = fields.get("decision") == "refuse";
    if refuses {
        refuse(&app, &mut tx, &officer, &request, &fields, &mut problems).await?;
    } else {
        grant_asked(&app, &mut tx, &officer, &request, &fields, &mut problems).await?;
    }
    if !problems.is_empty() {
        let asked = asked(&app, &mut tx, &officer, &request).await?;
        return Ok(unprocessable(&draw(officer, Some((asked, &request.unit)), &fields, &problems)));
    }
    release(&mut tx, officer.id, &officer.page.path).await?;
    tx.commit().await?;
    Ok(see_other(&format!("{PATH}?done={}", if refuses { "refused" } else { "appointed" })))
}

async fn refuse(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    request: &Request,
    fields: &Fields,
    problems: &mut Problems,
) -> Result<(), Error> {
    let now = app.clock.now();
    let reason = read_words(fields, "refuse-reason", LONGEST, problems);
    if problems.is_empty() {
        request::decide(tx, &app.keys, request.id, Err(&reason), officer.id, now).await?;
        let change = json!({"role": request.role.word(), "unit": request.unit.key()});
        let subject = format!("request:{}", request.id);
        audit::deed(tx, Some(officer.by()), "refused", &subject, Some(change), now).await?;
    }
    Ok(())
}

async fn grant_asked(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    request: &Request,
    fields: &Fields,
    problems: &mut Problems,
) -> Result<(), Error> {
    let now = app.clock.now();
    let (starts_on, ends_on) = term(app, fields, problems);
    let Some(role) = Role::from_word(fields.get("role")) else {
        problems.add("role", "problem-choose");
        return Ok(());
    };
    if !role.fits(&request.unit) {
        problems.add("role", "problem-role-unit");
    }
    if problems.is_empty() {
        let (officer_id, unit) = (request.officer_id, request.unit.clone());
        let wanted = Grant { officer_id, role, unit, starts_on, ends_on };
        match appoint::appoint(tx, Some(&officer.appointment), &wanted, now).await? {
            Err(refusal) => problems.add("role", refusal.key()),
            Ok(id) => {
                request::decide(tx, &app.keys, request.id, Ok(id), officer.id, now).await?;
            }
        }
    }
    Ok(())
}

/// A request that waits for this officer, or did; any other does not exist.
async fn waiting(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    id: Uuid,
) -> Result<Request, Error> {
    let found = request::lock(tx, &app.keys, id, app.clock.today()).await?;
    let now = app.clock.now();
    found.filter(|found| found.is_for(&officer.appointment, now)).ok_or(Error::NotFound)
}

async fn asked(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    request: &Request,
) -> Result<Asked, Error> {
    let page = &officer.page;
    let person = store::person(tx, &app.keys, request.officer_id).await?;
    let units = store::units(tx, &[request.unit.key()]).await?;
    let unit = units.get(&request.unit.key()).map_or("", |unit| unit.name(page.lang));
    Ok(Asked {
        name: person.as_ref().map_or_else(String::new, |person| person.names.full()),
        number: person.map_or_else(String::new, |person| person.pid.masked()),
        role: role_name(page, request.role),
        unit: unit.to_owned(),
        words: request.words.clone(),
        at: thai_date_time(request.asked_at, page.lang),
    })
}

/// The first and last day that were typed; the first is today unless another is given.
fn term(
    app: &App,
    fields: &Fields,
    problems: &mut Problems,
) -> (chrono::NaiveDate, Option<chrono::NaiveDate>) {
    let today = app.clock.today();
    let starts_on = read_day(fields, "starts-on", today, problems).unwrap_or(today);
    let ends_on = read_day(fields, "ends-on", today, problems);
    if starts_on < today {
        problems.add("starts-on", "problem-day-past");
    }
    if ends_on.is_some_and(|last| last < starts_on) {
        problems.add("ends-on", "problem-day-order");
    }
    (starts_on, ends_on)
}

/// A form as it is first shown: from today on, at the officer's own office.
fn blank(officer: &Officer, app: &App) -> Fields {
    let mut fields = Fields::default();
    fields.set("unit", officer.appointment.office().unwrap_or_default());
    fields.set("starts-on", typed_day(app.clock.today()));
    fields
}

fn draw(
    officer: Officer,
    asked: Option<(Asked, &Territory)>,
    fields: &Fields,
    problems: &Problems,
) -> Draw {
    let page = officer.page;
    let own = officer.appointment;
    let grantable = |role: &Role| match &asked {
        Some((_, unit)) => own.may_grant(*role, unit),
        None => own.role.may_grant(*role),
    };
    let roles = role_choices(&page, Role::ALL.into_iter().filter(grantable));
    let of = |name: &str| View::of(&page, fields, problems, name);
    Draw {
        number: of("citizen-number"),
        called: of("called"),
        unit: of("unit"),
        role: of("role"),
        roles,
        starts: of("starts-on"),
        ends: of("ends-on"),
        reason: of("refuse-reason"),
        problems: problems.summary(&page),
        asked: asked.map(|(asked, _)| asked),
        page,
    }
}
