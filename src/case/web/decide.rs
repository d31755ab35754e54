//! รับโอนหรือส่งกลับ — what other offices offer, what came back; and the decision about one offer.
//!
//! Until it is taken, the office that decides sees how much there is to do, and nothing of what the debtor said.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::project::project;
use super::super::transfer::list::{Cursor, Line, Side, incoming, list};
use super::super::transfer::{self, Decision, Transfer};
use super::super::{CaseFile, store};
use super::calls::note_text;
use super::{held, transfers};
use crate::officer::Scope;
use crate::registration::store as registrations;
use crate::text::clean_lines;
use crate::web::form::{Fields, Problems, View};
use crate::web::{Error, Officer, OfficerForm, Page, html, officer as web, ok, see_other};
use crate::{App, audit, clock, office};

/// How many transfers a page of a list shows.
const MOST: i64 = 25;
/// How long a file that came back stays in the list of those, in days.
const RETURNED_DAYS: i64 = 30;

#[derive(Template)]
#[template(path = "case/transfers.html")]
struct Transfers {
    page: Page,
    incoming: Vec<LineView>,
    /// The address of the next ones; empty after the last.
    more_incoming: String,
    outgoing: Vec<LineView>,
    more_outgoing: String,
    returned: Vec<LineView>,
    accepted: bool,
}

/// A transfer in a list.
struct LineView {
    address: String,
    number: String,
    office: String,
    reason: String,
    refusal: String,
    when: String,
    debts: i16,
    lacking: i16,
    urgent: bool,
}

/// `GET /office/transfers`.
pub async fn show_list(
    officer: Officer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let asked = Fields::read(query.unwrap_or_default().as_bytes());
    let own = (officer.office()?, officer.scope.not_of);
    let since = app.clock.now() - TimeDelta::days(RETURNED_DAYS);
    let mut conn = app.db.acquire().await?;
    let after = (cursor(asked.get("in")), cursor(asked.get("out")));
    let incoming = list(&mut conn, &app.keys, own, Side::Incoming, after.0, MOST + 1).await?;
    let outgoing = list(&mut conn, &app.keys, own, Side::Outgoing, after.1, MOST + 1).await?;
    let returned = list(&mut conn, &app.keys, own, Side::Returned(since), None, MOST).await?;
    let lines = incoming.iter().chain(&outgoing).chain(&returned);
    let codes: Vec<String> = lines.flat_map(|l| [l.from.clone(), l.to.clone()]).collect();
    let found = office::named(&mut conn, &codes).await?;
    let page = officer.page;
    let names: HashMap<String, String> =
        found.into_iter().map(|o| (o.code.clone(), o.name(page.lang).to_owned())).collect();
    let (incoming, more_incoming) = cut(incoming, "in");
    let (outgoing, more_outgoing) = cut(outgoing, "out");
    let view = |line, side| line_view(&page, &names, line, side);
    Ok(ok(&Transfers {
        incoming: incoming.into_iter().map(|line| view(line, Side::Incoming)).collect(),
        more_incoming,
        outgoing: outgoing.into_iter().map(|line| view(line, Side::Outgoing)).collect(),
        more_outgoing,
        returned: returned.into_iter().map(|line| view(line, Side::Returned(since))).collect(),
        accepted: asked.get("accepted") == "1",
        page,
    }))
}

fn line_view(page: &Page, offices: &HashMap<String, String>, line: Line, side: Side) -> LineView {
    let (address, office) = match side {
        Side::Incoming => (format!("/office/transfers/{}", line.id), line.from),
        _ => (format!("/office/cases/{}/transfer", line.registration_id), line.to),
    };
    LineView {
        address,
        number: line.tracking_number,
        office: offices.get(&office).cloned().unwrap_or(office),
        reason: line.reason,
        refusal: line.refusal.unwrap_or_default(),
        when: clock::thai_date_time(line.decided_at.unwrap_or(line.asked_at), page.lang),
        debts: line.debts,
        lacking: line.lacking,
        urgent: line.urgent,
    }
}

/// One page of a list, and the address of the next.
fn cut(mut lines: Vec<Line>, name: &str) -> (Vec<Line>, String) {
    let more = i64::try_from(lines.len()).is_ok_and(|found| found > MOST);
    lines.truncate(usize::try_from(MOST).unwrap_or_default());
    let last = lines.last().filter(|_| more);
    let next = last.map(|last| {
        let (at, id) = (last.asked_at.timestamp_micros(), last.id.simple());
        format!("/office/transfers?{name}={at}~{id}")
    });
    (lines, next.unwrap_or_default())
}

/// What cannot be read begins at the beginning.
fn cursor(text: &str) -> Option<Cursor> {
    let (at, id) = text.split_once('~')?;
    Some((DateTime::<Utc>::from_timestamp_micros(at.parse().ok()?)?, id.parse().ok()?))
}

#[derive(Template)]
#[template(path = "case/transfer_decide.html")]
struct Decide {
    page: Page,
    id: Uuid,
    kept: String,
    /// Whether it is still to be decided.
    open: bool,
    number: String,
    office: String,
    reason: String,
    when: String,
    submitted: String,
    debts: i16,
    lacking: i16,
    urgent: bool,
    refusal: View,
    problems: Vec<(String, String)>,
}

/// `GET /office/transfers/{id}`.
pub async fn show(
    officer: Officer,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let offer = offered(&app, &mut tx, &officer, id).await?;
    let waiting = held::waiting(&app, &mut tx, &officer.page, officer.id).await?;
    let (typed, kept) = waiting.unwrap_or_default();
    let mut page = draw(&app, &mut tx, &officer, &offer, &typed, &Problems::default()).await?;
    page.kept = kept;
    let (by, now) = (officer.by(), app.clock.now());
    audit::officer(&mut tx, by, offer.file, "transfer-looked", Some("transfer"), now).await?;
    tx.commit().await?;
    Ok(ok(&page))
}

/// `POST /office/transfers/{id}`: takes the file, or sends it back. Doing it twice does it once.
pub async fn decide(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    OfficerForm { officer, fields }: OfficerForm,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let seen = offered(&app, &mut tx, &officer, id).await?;
    let registration = registrations::lock_one(&mut tx, &app.keys, seen.file).await?;
    let mut registration = registration.ok_or(Error::NotFound)?;
    // Again, now that nobody else can decide.
    let offer = offered(&app, &mut tx, &officer, id).await?;
    let refusal = clean_lines(fields.get("refusal"), transfer::LONGEST);
    let problems = problems(&fields, refusal.as_ref());
    let decision = match (fields.get("decision"), &refusal) {
        ("accept", _) => Some(Decision::Accepted),
        ("refuse", Ok(why)) => Some(Decision::Refused(why)),
        _ => None,
    };
    let open = offer.accepted.is_none();
    let Some(decision) = decision.filter(|_| open && problems.is_empty()) else {
        if offer.accepted == Some(true) {
            return Ok(see_other("/office/transfers?accepted=1"));
        }
        let page = draw(&app, &mut tx, &officer, &offer, &fields, &problems).await?;
        tx.commit().await?;
        let status = if open { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::CONFLICT };
        return Ok(html(status, &page));
    };
    let by = officer.by();
    transfer::decide(&mut tx, &app.keys, by, &offer, decision, now).await?;
    let (action, to) = if decision == Decision::Accepted {
        transfer::hand_over(&mut tx, &app.keys, &mut registration, &offer.to).await?;
        registrations::add_event_at(&mut tx, &registration, "moved", None, now).await?;
        project(&mut tx, &app, offer.file).await?;
        ("transfer-accepted", "/office/transfers?accepted=1")
    } else {
        let mut file = at_sender(&app, &mut tx, &officer, &offer).await?;
        transfers::stays(&mut tx, &mut file, &registration, &offer, now).await?;
        ("transfer-refused", "/office/transfers")
    };
    audit::officer(&mut tx, by, offer.file, action, None, now).await?;
    web::release(&mut tx, officer.id, &officer.page.path).await?;
    tx.commit().await?;
    Ok(see_other(to))
}

/// An offer to the officer's own office.
async fn offered(
    app: &App,
    conn: &mut PgConnection,
    officer: &Officer,
    id: Uuid,
) -> Result<Transfer, Error> {
    let (office, not_of) = (officer.office()?, officer.scope.not_of);
    let found = transfer::to_office(conn, &app.keys, id, office, not_of).await?;
    found.ok_or(Error::NotFound)
}

/// The file on the desk of the office that offers it, which the officer who decides does not see otherwise.
async fn at_sender(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    offer: &Transfer,
) -> Result<CaseFile, Error> {
    let scope = Scope {
        office: Some(offer.from.clone()),
        province: None,
        shared_with: None,
        not_of: officer.scope.not_of,
    };
    let id = offer.file.registration_id;
    let file = store::lock(tx, &app.keys, id, &scope, app.clock.today()).await?;
    file.ok_or(Error::NotFound)
}

fn problems(fields: &Fields, refusal: Result<&String, &crate::text::TextProblem>) -> Problems {
    let mut problems = Problems::default();
    match (fields.get("decision"), refusal) {
        ("refuse", Ok(why)) if why.is_empty() => problems.add("refusal", "problem-refusal"),
        ("refuse", Err(problem)) => note_text("refusal", *problem, &mut problems),
        ("accept" | "refuse", _) => {}
        _ => problems.add("refusal", "problem-decision"),
    }
    problems
}

async fn draw(
    app: &App,
    conn: &mut PgConnection,
    officer: &Officer,
    offer: &Transfer,
    typed: &Fields,
    problems: &Problems,
) -> Result<Decide, Error> {
    let page = officer.page.clone();
    let from = office::find(conn, &offer.from).await?;
    let own = (officer.office()?, officer.scope.not_of);
    // A file that has gone elsewhere has no line any more; its number is not theirs to know then.
    let line = incoming(conn, &app.keys, own, offer.id).await?;
    let counts = line.as_ref().map_or((0, 0, false), |l| (l.debts, l.lacking, l.urgent));
    let submitted = line.as_ref().map(|l| clock::thai_date_time(l.submitted_at, page.lang));
    Ok(Decide {
        id: offer.id,
        kept: String::new(),
        open: offer.accepted.is_none() && line.is_some(),
        number: line.map_or_else(String::new, |line| line.tracking_number),
        office: from.map_or_else(String::new, |office| office.name(page.lang).to_owned()),
        reason: offer.reason.clone(),
        when: clock::thai_date_time(offer.asked_at, page.lang),
        submitted: submitted.unwrap_or_default(),
        debts: counts.0,
        lacking: counts.1,
        urgent: counts.2,
        refusal: View::of(&page, typed, problems, "refusal"),
        problems: problems.summary(&page),
        page,
    })
}
