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
use super::{desk, held, transfers};
use crate::officer::Scope;
use crate::registration::{self, store as registrations, timeline};
use crate::text::clean_lines;
use crate::web::form::{Fields, Problems, View};
use crate::web::{Error, Officer, OfficerForm, Page, html, kept as forms, ok, see_other};
use crate::{App, audit, clock, office, officer as officers};

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
    more_returned: String,
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
    let mut tx = app.db.begin().await?;
    let after = ["in", "out", "back"].map(|name| cursor(asked.get(name)));
    let incoming = list(&mut tx, &app.keys, own, Side::Incoming, after[0], MOST + 1).await?;
    let outgoing = list(&mut tx, &app.keys, own, Side::Outgoing, after[1], MOST + 1).await?;
    let back = Side::Returned(since);
    let returned = list(&mut tx, &app.keys, own, back, after[2], MOST + 1).await?;
    let lines = incoming.iter().chain(&outgoing).chain(&returned);
    let codes: Vec<String> = lines.flat_map(|l| [l.from.clone(), l.to.clone()]).collect();
    let found = office::named(&mut tx, &codes).await?;
    desk::note_listed(&app, &mut tx, &officer, serde_json::json!({"list": "transfers"})).await?;
    tx.commit().await?;
    let page = officer.page;
    let names: HashMap<String, String> =
        found.into_iter().map(|o| (o.code.clone(), o.name(page.lang).to_owned())).collect();
    let (incoming, more_incoming) = cut(incoming, "in");
    let (outgoing, more_outgoing) = cut(outgoing, "out");
    let (returned, more_returned) = cut(returned, "back");
    let view = |line, side| line_view(&page, &names, line, side);
    Ok(ok(&Transfers {
        incoming: incoming.into_iter().map(|line| view(line, Side::Incoming)).collect(),
        more_incoming,
        outgoing: outgoing.into_iter().map(|line| view(line, Side::Outgoing)).collect(),
        more_outgoing,
        returned: returned.into_iter().map(|line| view(line, back)).collect(),
        more_returned,
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
        let at = last.decided_at.unwrap_or(last.asked_at).timestamp_micros();
        let id = last.id.simple();
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
    /// How it ended, and the reason of who sent it back.
    ended: (String, String),
    problems: Vec<(String, String)>,
}

/// `GET /office/transfers/{id}`.
pub async fn show(
    mut officer: Officer,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let offer = offered(&app, &mut tx, &officer, id).await?;
    let (typed, kept) = held::waiting(&app, &mut tx, &mut officer.page, id).await?;
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
    let of = offered(&app, &mut tx, &officer, id).await?.file;
    let registration = registrations::lock_one(&mut tx, &app.keys, of).await?;
    let mut registration = registration.ok_or(Error::NotFound)?;
    // As it is now that nobody else can decide.
    let mut offer = offered(&app, &mut tx, &officer, id).await?;
    // A debtor who has gone elsewhere or withdrawn decides; the job that makes the offer void may not have run yet.
    let office = registration.submitted.as_ref().map(|submitted| submitted.office_code.as_str());
    let gone = registration.state != registration::State::Submitted || office != Some(&offer.from);
    if gone && offer.accepted.is_none() {
        transfer::make_void(&mut tx, of, now).await?;
        offer = offered(&app, &mut tx, &officer, id).await?;
    }
    let refusal = clean_lines(fields.get("refusal"), transfer::LONGEST);
    let problems = problems(&fields, refusal.as_ref());
    let decision = match (fields.get("decision"), &refusal) {
        ("accept", _) => Some(Decision::Accepted),
        ("refuse", Ok(why)) => Some(Decision::Refused(why)),
        _ => None,
    };
    let open = offer.accepted.is_none();
    if decision.is_some_and(|decision| stands(&offer, officer.id, decision)) {
        return Ok(see_other(decided_at(decision == Some(Decision::Accepted))));
    }
    let Some(decision) = decision.filter(|_| open && problems.is_empty()) else {
        let page = draw(&app, &mut tx, &officer, &offer, &fields, &problems).await?;
        tx.commit().await?;
        let status = if open { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::CONFLICT };
        return Ok(html(status, &page));
    };
    let by = officer.by();
    transfer::decide(&mut tx, &app.keys, by, &offer, decision, now).await?;
    let accepted = decision == Decision::Accepted;
    let action = if accepted {
        transfer::hand_over(&mut tx, &app.keys, &mut registration, &offer.to).await?;
        timeline::add(&mut tx, &registration, "moved", None, now).await?;
        project(&mut tx, &app, offer.file).await?;
        "transfer-accepted"
    } else {
        let mut file = at_sender(&app, &mut tx, &officer, &offer).await?;
        transfers::stays(&mut tx, &mut file, &registration, &offer, now).await?;
        "transfer-refused"
    };
    audit::officer(&mut tx, by, offer.file, action, None, now).await?;
    forms::release_shown(&mut tx, id, &officer.page.path, &officer).await?;
    tx.commit().await?;
    Ok(see_other(decided_at(accepted)))
}

/// The page after a decision.
fn decided_at(accepted: bool) -> &'static str {
    if accepted { "/office/transfers?accepted=1" } else { "/office/transfers" }
}

/// Whether an offer has ended just as it is decided now: accepted by anybody, or sent back by the same officer for the
/// same reason.
fn stands(offer: &Transfer, officer_id: Uuid, decision: Decision<'_>) -> bool {
    match decision {
        Decision::Accepted => offer.accepted == Some(true),
        Decision::Refused(why) => {
            offer.decided_by == Some(officer_id) && offer.refusal.as_deref() == Some(why)
        }
        Decision::TakenBack => false,
    }
}

/// How an offer ended, and why it was sent back: for who came second.
async fn ended(
    app: &App,
    conn: &mut PgConnection,
    page: &Page,
    offer: &Transfer,
) -> Result<(String, String), Error> {
    let (Some(by), Some(at)) = (offer.decided_by, offer.decided_at) else {
        return Ok((page.t("decide-void"), String::new()));
    };
    let names = officers::store::names(conn, &app.keys, &[by]).await?;
    let who = names.get(&by).cloned().unwrap_or_else(|| page.t("officer-unknown"));
    let when = clock::thai_date_time(at, page.lang);
    let key = match (offer.accepted, &offer.refusal) {
        (Some(true), _) => "decide-accepted",
        (_, Some(_)) => "decide-refused",
        (_, None) => return Ok((page.t("decide-void"), String::new())),
    };
    let why = offer.refusal.clone().unwrap_or_default();
    Ok((page.t2(key, "who", who, "when", when), why))
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
        ended: ended(app, conn, &page, offer).await?,
        problems: problems.summary(&page),
        page,
    })
}
