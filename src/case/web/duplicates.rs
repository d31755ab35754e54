//! ตัดสินคำขอซ้ำ — the files that may be of the same debtor, and the decision on each pair with its reason.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use sqlx::PgConnection;
use uuid::Uuid;

use super::compared::{self, Beside};
use super::show::Head;
use super::{held, locked, opened};
use crate::case::duplicate::{self, Decision, Duplicate};
use crate::case::{CaseFile, Stage, store, transfer};
use crate::officer::{Act, store as officers};
use crate::registration::{store as registrations, timeline};
use crate::web::form::{Choice, Fields, Problems, View};
use crate::web::{
    Error, Officer, OfficerForm, Page, html, kept as forms, ok, see_other, unprocessable,
};
use crate::{App, audit, clock, office};

/// The longest reason, in characters.
const LONGEST: usize = 1000;

#[derive(Template)]
#[template(path = "case/duplicates.html")]
struct Duplicates {
    page: Page,
    id: Uuid,
    head: Head,
    pairs: Vec<Pair>,
    may_decide: bool,
    decision: View,
    options: Vec<Choice>,
    reason: View,
    problems: Vec<(String, String)>,
    kept: String,
    /// What came before the decision that somebody wanted to make now, in `locales/`.
    overtaken: Option<&'static str>,
    /// What they chose and why, where no form can hold it.
    typed: Option<(String, String)>,
}

/// How a decision about a pair stands on the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Turn {
    /// It was made, or there is nothing to decide.
    #[default]
    Done,
    /// It waits while another pair is decided: one at a time.
    Waits,
    /// The form stands here.
    Now,
}

/// This file and another.
#[derive(Default)]
struct Pair {
    other: Uuid,
    /// Its number, where it lies inside the own territory.
    number: Option<String>,
    /// Whether the other one is the officer's own: nothing is said of it, and a colleague decides.
    own: bool,
    turn: Turn,
    /// Whether the other one is on a desk, not closed and not withdrawn.
    open: bool,
    signs: Vec<String>,
    /// What is known of both, of the one pair that is looked at.
    compared: Option<Vec<Beside>>,
    office: String,
    office_address: String,
    office_phone: String,
    decided: String,
    reason: String,
    /// Which decision there is: comes back with the form.
    revision: String,
    /// Whether this officer may decide it anew.
    may_change: bool,
}

impl Duplicates {
    /// Whether the form stands at the pair with a file.
    fn asks_about(&self, other: Uuid) -> bool {
        self.pairs.iter().any(|pair| pair.turn == Turn::Now && pair.other == other)
    }
}

/// `GET /office/cases/{id}/duplicates`; `?with=` names the file that is looked at beside this one, `?again=` the pair that is
/// decided anew.
pub async fn show(
    mut officer: Officer,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let query = Fields::read(query.unwrap_or_default().as_bytes());
    let with = query.get("with").parse().ok();
    let mut tx = app.db.begin().await?;
    let file = opened(&app, &mut tx, &officer, id).await?;
    let (mut fields, kept) = held::waiting(&app, &mut tx, &mut officer.page, id).await?;
    let again = query.get("again");
    if !again.is_empty() && (kept.is_empty() || fields.get("other") == again) {
        fields.set("other", again);
        fields.set("revision", "again");
    }
    let with = with.or_else(|| fields.get("other").parse().ok());
    let none = Problems::default();
    let mut drawn = draw(&app, &mut tx, officer, &file, with, &fields, &none).await?;
    let about = fields.get("other").parse().unwrap_or_default();
    if !kept.is_empty() && !drawn.asks_about(about) {
        drawn.typed = Some(typed(&drawn.page, &fields));
    }
    drawn.kept = kept;
    tx.commit().await?;
    Ok(ok(&drawn))
}

/// `POST /office/cases/{id}/duplicates`: "same" closes this file, "different" goes on to the next pair.
pub async fn decide(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    OfficerForm { officer, fields }: OfficerForm,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let other = fields.get("other").parse().unwrap_or_default();
    let mut tx = app.db.begin().await?;
    duplicate::lock(&mut tx, &[id, other]).await?;
    let begun = locked(&app, &mut tx, &officer, id).await;
    let (mut tx, mut file) = held::or_keep(&app, tx, &officer, id, &fields, begun).await?;
    let found = duplicate::of(&mut tx, &app.keys, &file).await?;
    let pair = found.iter().find(|pair| pair.other == other);
    let mut problems = Problems::default();
    if pair.is_some_and(|pair| pair.is_of(officer.scope.not_of)) {
        problems.add("typed", "problem-duplicate-own");
        let blank = Fields::default(); // what was typed about this pair is for no other
        let mut drawn = draw(&app, &mut tx, officer, &file, None, &blank, &problems).await?;
        drawn.typed = Some(typed(&drawn.page, &fields));
        tx.commit().await?;
        return Ok(unprocessable(&drawn));
    }
    let same = match fields.get("decision") {
        "same" => true,
        "different" => false,
        _ => {
            problems.add("decision", "problem-choose");
            false
        }
    };
    let reason = reason(&fields, &mut problems);
    if same && pair.is_some_and(|pair| !pair.open) {
        problems.add("decision", "problem-duplicate-closed");
    }
    let done = |pair: &&Duplicate| {
        file.stage == Stage::Closed
            || pair.revision() != fields.get("revision")
            || pair.decision.as_deref() == Some("same")
    };
    if let Some(pair) = pair.filter(done) {
        let chosen = if same { "same" } else { "different" };
        let mine = pair.decided_by == Some(officer.id) && pair.reason == reason;
        if mine && pair.decision.as_deref() == Some(chosen) {
            return Ok(see_other(&format!("/office/cases/{id}"))); // the second of two clicks
        }
        let mut drawn =
            draw(&app, &mut tx, officer, &file, Some(other), &fields, &Problems::default()).await?;
        drawn.overtaken = Some(match pair.decision.as_deref() {
            Some("different") | None if file.stage == Stage::Closed => {
                "duplicates-overtaken-closed"
            }
            _ => "duplicates-overtaken",
        });
        drawn.typed = Some(typed(&drawn.page, &fields));
        tx.commit().await?;
        return Ok(html(StatusCode::CONFLICT, &drawn));
    }
    if pair.is_none() || !problems.is_empty() {
        let mut drawn =
            draw(&app, &mut tx, officer, &file, Some(other), &fields, &problems).await?;
        if !drawn.asks_about(other) {
            // Its pair takes no decision any more, and the problems are of no other.
            drawn.typed = Some(typed(&drawn.page, &fields));
            for (at, _) in &mut drawn.problems {
                at.replace_range(.., "typed");
            }
        }
        tx.commit().await?;
        return Ok(unprocessable(&drawn));
    }
    let decision = Decision { other, same, reason: &reason, by: officer.id };
    duplicate::decide(&mut tx, &app.keys, &file, &decision, now).await?;
    if same && file.stage != Stage::Closed {
        transfer::make_void(&mut tx, file.file(), now).await?;
        let before = file.bucket();
        file.stage = Stage::Closed;
        file.closed_for = Some("duplicate".into());
        store::save(&mut tx, &before, &mut file).await?;
        tell(&app, &mut tx, &file, "duplicate").await?;
    }
    let done = if same { "duplicate" } else { "not-duplicate" };
    audit::officer(&mut tx, officer.by(), file.file(), done, None, now).await?;
    forms::release_shown(&mut tx, id, &officer.page.path, &officer).await?;
    let more = file.stage != Stage::Closed && duplicate::undecided(&mut tx, &file).await? > 0;
    tx.commit().await?;
    let page = if more { "/duplicates" } else { "" };
    Ok(see_other(&format!("/office/cases/{id}{page}")))
}

/// Adds a line to the debtor's timeline.
pub(super) async fn tell(
    app: &App,
    tx: &mut PgConnection,
    file: &CaseFile,
    kind: &str,
) -> Result<(), Error> {
    let found = registrations::find(tx, &app.keys, file.file()).await?;
    let registration = found.ok_or(Error::NotFound)?;
    let office = Some(file.office_code.as_str());
    let now = app.clock.now();
    Ok(timeline::add(tx, &registration, kind, office, now).await?)
}

/// The reason that a decision needs.
pub(super) fn reason(fields: &Fields, problems: &mut Problems) -> String {
    match crate::text::clean_lines(fields.get("reason"), LONGEST) {
        Ok(reason) if !reason.is_empty() => return reason,
        Ok(_) => problems.add("reason", "problem-reason"),
        Err(_) => {
            let most = vec![("most", LONGEST.to_string())];
            problems.add_with("reason", "problem-reason-long", most);
        }
    }
    String::new()
}

/// What somebody chose, in words, and why.
fn typed(page: &Page, fields: &Fields) -> (String, String) {
    let chosen = match fields.get("decision") {
        word @ ("same" | "different") => page.t(&format!("duplicates-{word}")),
        _ => String::new(),
    };
    (chosen, fields.get("reason").to_owned())
}

/// The page. A form that was refused stands again at its pair; else it stands at the one that is looked at, or at the first that
/// waits.
async fn draw(
    app: &App,
    tx: &mut PgConnection,
    officer: Officer,
    file: &CaseFile,
    with: Option<Uuid>,
    fields: &Fields,
    problems: &Problems,
) -> Result<Duplicates, Error> {
    let found = duplicate::of(tx, &app.keys, file).await?;
    let (own, open) = (officer.scope.not_of, file.stage != Stage::Closed);
    let about: Option<Uuid> = fields.get("other").parse().ok();
    let again = about.filter(|_| !fields.get("revision").is_empty());
    let to_decide =
        |one: &&Duplicate| one.decision.is_none() || (again == Some(one.other) && one.may_change());
    let undecided = found.iter().filter(to_decide).filter(|one| !one.is_of(own));
    let undecided: Vec<&Duplicate> = undecided.filter(|_| open).collect();
    let refused = undecided.iter().find(|one| !problems.is_empty() && with == Some(one.other));
    let waiting = || undecided.iter().filter(|one| one.waits() || again == Some(one.other));
    let asked = waiting().find(|one| with == Some(one.other));
    let deciding = refused.or(asked).or_else(|| waiting().next());
    let deciding = deciding.map(|one| one.other);
    // What was typed about one pair, and what is wrong with it, is for no other.
    let blank = (Fields::default(), Problems::default());
    let standing = deciding.is_some() && about == deciding;
    let (fields, noted) = if standing { (fields, problems) } else { (&blank.0, &blank.1) };
    let looked_at = with.or(deciding).or_else(|| found.first().map(|one| one.other));
    let mut pairs = pairs(app, tx, &officer, &found).await?;
    for pair in &mut pairs {
        pair.may_change &= open && officer.may(Act::Decide);
        pair.turn = match pair.other {
            other if deciding == Some(other) => Turn::Now,
            other if waiting().any(|one| one.other == other) => Turn::Waits,
            _ => Turn::Done,
        };
        if looked_at == Some(pair.other) {
            pair.compared = compared::with(app, tx, &officer, file, pair.other).await?;
        }
    }
    let page = officer.page.clone();
    let option = |word: &str| Choice {
        value: word.to_owned(),
        label: page.t(&format!("duplicates-{word}")),
        hint: page.t(&format!("duplicates-{word}-hint")),
    };
    Ok(Duplicates {
        id: file.registration_id,
        head: Head::of(&page, file),
        pairs,
        may_decide: officer.may(Act::Decide),
        decision: View::of(&page, fields, noted, "decision"),
        options: ["same", "different"].map(option).into(),
        reason: View::of(&page, fields, noted, "reason"),
        problems: problems.summary(&page),
        kept: String::new(),
        overtaken: None,
        typed: None,
        page,
    })
}

/// The pairs in short, read all at once.
async fn pairs(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    found: &[Duplicate],
) -> Result<Vec<Pair>, Error> {
    let page = &officer.page;
    let ids: Vec<Uuid> = found.iter().map(|one| one.other).collect();
    let theirs = store::find_all(tx, &app.keys, &ids, &officer.scope, app.clock.today()).await?;
    let codes: Vec<String> = found.iter().filter_map(|one| one.office_code.clone()).collect();
    let places = office::named(tx, &codes).await?;
    let phones = sqlx::query!(
        "select office_code, phone from office_detail where office_code = any($1)",
        &codes
    );
    let phones = phones.fetch_all(&mut *tx).await?;
    let deciders: Vec<Uuid> = found.iter().filter_map(|one| one.decided_by).collect();
    let names = officers::names(tx, &app.keys, &deciders).await?;
    let decided = |one: &Duplicate| {
        let (decision, by, at) = (one.decision.as_ref()?, one.decided_by?, one.decided_at?);
        let name = names.get(&by).cloned().unwrap_or_else(|| page.t("officer-unknown"));
        let said = page.t(&format!("duplicates-{decision}"));
        Some(format!("{said} – {name}, {}", clock::thai_date_time(at, page.lang)))
    };
    let pair = |one: &Duplicate| {
        if one.is_of(officer.scope.not_of) {
            return Pair { other: one.other, own: true, ..Pair::default() };
        }
        let number = theirs.iter().find(|file| file.registration_id == one.other);
        let office = places.iter().find(|office| Some(&office.code) == one.office_code.as_ref());
        let phone = phones.iter().find(|row| Some(&row.office_code) == one.office_code.as_ref());
        Pair {
            other: one.other,
            number: number.map(|file| file.tracking_number.clone()),
            own: false,
            turn: Turn::Done,
            open: one.open,
            signs: one.signs.iter().map(|sign| page.t(&format!("sign-{sign}"))).collect(),
            compared: None,
            office_address: office
                .map_or_else(String::new, |office| format!("/offices/{}", office.code)),
            office: office.map_or_else(String::new, |office| office.name(page.lang).to_owned()),
            office_phone: phone.map_or_else(String::new, |row| row.phone.clone()),
            decided: decided(one).unwrap_or_default(),
            reason: one.reason.clone(),
            revision: one.revision(),
            may_change: one.may_change(),
        }
    };
    Ok(found.iter().map(pair).collect())
}
