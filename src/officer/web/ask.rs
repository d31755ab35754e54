//! ขอรับการแต่งตั้ง — somebody without an appointment asks for one, sees where the request is, and may take it back.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::words::{read_place, read_words, role_choices, role_name};
use crate::clock::thai_date_time;
use crate::officer::request::{self, Outcome, PATIENCE_DAYS, Request};
use crate::officer::{Appointment, Role, store};
use crate::web::form::{Choice, Fields, Problems, View};
use crate::web::kept::{kept, release};
use crate::web::{Error, Page, Proved, ProvedForm, ok, see_other, unprocessable};
use crate::{App, audit};

/// Where one asks.
const PATH: &str = "/office/appointments/ask";
/// The most characters that somebody says of themselves.
const LONGEST: usize = 500;

#[derive(Template)]
#[template(path = "office/ask.html")]
struct Ask {
    page: Page,
    /// Whether the form was typed when the reader's time had run out.
    kept: bool,
    name: String,
    unit: View,
    role: View,
    roles: Vec<Choice>,
    words: View,
    problems: Vec<(String, String)>,
    requests: Vec<Line>,
    days: i32,
}

/// One request of the reader's own.
struct Line {
    /// `None` once it has ended.
    id: Option<Uuid>,
    role: String,
    unit: String,
    asked: String,
    state: String,
    /// A colour of the design system's tags.
    colour: &'static str,
    /// Why it was refused, or who has it now.
    more: String,
}

/// `GET /office/appointments/ask`.
pub async fn show(
    proved: Proved,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let mut asked = Fields::read(query.unwrap_or_default().as_bytes());
    let mut conn = app.db.acquire().await?;
    let waiting = kept(&mut conn, &app, proved.id, PATH).await?;
    let kept = waiting.is_some();
    asked.extend(waiting.map(|waiting| waiting.fields).unwrap_or_default());
    let page = draw(&app, &mut conn, proved, &asked, &Problems::default()).await?;
    Ok(ok(&Ask { kept, ..page }))
}

/// `POST /office/appointments/ask`. Twice is once: one request a unit is open at a time.
pub async fn ask(
    State(app): State<App>,
    ProvedForm { proved, fields }: ProvedForm,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let mut problems = Problems::default();
    let mut tx = app.db.begin().await?;
    let place = read_place(&mut tx, proved.page.lang, &fields, &mut problems).await?;
    if let Some((role, unit)) = &place {
        let held = |held: &Appointment| held.role == *role && held.unit.territory == *unit;
        if proved.appointments.iter().any(held) {
            problems.add("role", "problem-ask-held");
        }
    }
    let words = read_words(&fields, "ask-words", LONGEST, &mut problems);
    let (true, Some((role, unit))) = (problems.is_empty(), place) else {
        return Ok(unprocessable(&draw(&app, &mut tx, proved, &fields, &problems).await?));
    };
    let made = request::ask(&mut tx, &app.keys, proved.id, (role, &unit), &words, now).await?;
    let Some(id) = made else {
        problems.add("unit", "problem-ask-open");
        return Ok(unprocessable(&draw(&app, &mut tx, proved, &fields, &problems).await?));
    };
    let change = serde_json::json!({"role": role.word(), "unit": unit.key()});
    let subject = format!("request:{id}");
    audit::deed(&mut tx, Some(by(&proved)), "asked", &subject, Some(change), now).await?;
    release(&mut tx, proved.id, PATH).await?;
    tx.commit().await?;
    Ok(see_other(PATH))
}

/// `POST /office/appointments/ask/{id}/withdraw`.
pub async fn withdraw(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    ProvedForm { proved, .. }: ProvedForm,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if request::withdraw(&mut tx, proved.id, id, now).await? {
        let subject = format!("request:{id}");
        audit::deed(&mut tx, Some(by(&proved)), "ask-withdrawn", &subject, None, now).await?;
        tx.commit().await?;
    }
    Ok(see_other(PATH))
}

fn by(proved: &Proved) -> audit::By {
    let appointment_id = proved.appointment.as_ref().map(|used| used.id);
    audit::By { officer_id: proved.id, appointment_id }
}

async fn draw(
    app: &App,
    conn: &mut PgConnection,
    proved: Proved,
    fields: &Fields,
    problems: &Problems,
) -> Result<Ask, Error> {
    let Proved { page, person, id, .. } = proved;
    let requests = request::of(conn, &app.keys, id, app.clock.today()).await?;
    let keys: Vec<String> = requests.iter().map(|request| request.unit.key()).collect();
    let units = store::units(conn, &keys).await?;
    let now = app.clock.now();
    let line = |request: &Request| {
        let unit = units.get(&request.unit.key());
        line(&page, request, unit.map_or("", |unit| unit.name(page.lang)), now)
    };
    let of = |name: &str| View::of(&page, fields, problems, name);
    Ok(Ask {
        kept: false,
        name: person.names.full(),
        unit: of("unit"),
        role: of("role"),
        roles: role_choices(&page, Role::ALL),
        words: of("ask-words"),
        problems: problems.summary(&page),
        requests: requests.iter().map(line).collect(),
        days: PATIENCE_DAYS,
        page,
    })
}

fn line(page: &Page, request: &Request, unit: &str, now: DateTime<Utc>) -> Line {
    let (state, colour, more) = match &request.outcome {
        None => {
            let who = request.seen_by(now).into_iter().map(|role| role_name(page, role));
            let who = who.collect::<Vec<_>>().join(" · ");
            ("ask-open", "yellow", page.t1("ask-with", "who", who))
        }
        Some(Outcome::Granted) => ("ask-granted", "green", String::new()),
        Some(Outcome::Refused(why)) => ("ask-refused", "red", why.clone()),
        Some(Outcome::Withdrawn) => ("ask-taken-back", "grey", String::new()),
    };
    Line {
        id: request.outcome.is_none().then_some(request.id),
        role: role_name(page, request.role),
        unit: unit.to_owned(),
        asked: thai_date_time(request.asked_at, page.lang),
        state: page.t(state),
        colour,
        more,
    }
}
