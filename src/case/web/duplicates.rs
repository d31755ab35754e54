//! เทียบคำขอซ้ำ — two files side by side, and the decision with its reason; and undoing it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use sqlx::PgConnection;
use uuid::Uuid;

use super::show::{Head, creditor, own_answers, sections};
use super::{held, locked, opened};
use crate::case::duplicate::{self, Decision, Duplicate};
use crate::case::{CaseFile, Stage, store, transfer};
use crate::identity::store as people;
use crate::officer::{Act, store as officers};
use crate::registration::store as registrations;
use crate::web::form::{Choice, Fields, Problems, View};
use crate::web::{Error, Officer, OfficerForm, Page, officer, ok, see_other, unprocessable};
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
}

/// This file and another.
struct Pair {
    other: Uuid,
    /// Whether it is decided now: one at a time.
    deciding: bool,
    signs: Vec<String>,
    /// Only of a file inside the own territory.
    compared: Option<Compared>,
    office: String,
    office_address: String,
    office_phone: String,
    decided: String,
    reason: String,
}

/// The other file's number, and its answers beside ours.
struct Compared {
    number: String,
    rows: Vec<Beside>,
}

/// What is asked, our answer, theirs, and whether they differ.
type Beside = (String, String, String, bool);

#[derive(Template)]
#[template(path = "case/duplicates_reopen.html")]
struct Reopen {
    page: Page,
    id: Uuid,
    head: Head,
    reason: View,
    problems: Vec<(String, String)>,
    kept: String,
}

/// `GET /office/cases/{id}/duplicates`.
pub async fn show(
    officer: Officer,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let file = opened(&app, &mut tx, &officer, id).await?;
    let waiting = held::waiting(&app, &mut tx, &officer.page, id).await?;
    let (fields, note) = waiting.unwrap_or_default();
    let mut drawn = draw(&app, &mut tx, officer, &file, &fields, &Problems::default()).await?;
    drawn.kept = note;
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
    let mut tx = app.db.begin().await?;
    let begun = locked(&app, &mut tx, &officer, id).await;
    let mut file = held::or_keep(&app, &officer, id, &fields, begun).await?;
    let mut problems = Problems::default();
    let same = match fields.get("decision") {
        "same" => true,
        "different" => false,
        _ => {
            problems.add("decision", "problem-choose");
            false
        }
    };
    let reason = reason(&fields, &mut problems);
    let other = fields.get("other").parse().map_err(|_| Error::Bad)?;
    if !problems.is_empty() {
        let drawn = draw(&app, &mut tx, officer, &file, &fields, &problems).await?;
        tx.commit().await?;
        return Ok(unprocessable(&drawn));
    }
    let decision = Decision { other, same, reason: &reason, by: officer.id };
    if duplicate::decide(&mut tx, &app.keys, &file, &decision, now).await? {
        let done = if same { "duplicate" } else { "not-duplicate" };
        if same && file.stage != Stage::Closed {
            transfer::make_void(&mut tx, file.file(), now).await?;
            let before = file.bucket();
            file.stage = Stage::Closed;
            file.closed_for = Some("duplicate".into());
            store::save(&mut tx, &before, &mut file).await?;
            tell(&app, &mut tx, &file, "duplicate").await?;
        }
        audit::officer(&mut tx, officer.by(), file.file(), done, None, now).await?;
        officer::release(&mut tx, id, &officer.page.path).await?;
    }
    let more = file.stage != Stage::Closed && duplicate::undecided(&mut tx, &file).await? > 0;
    tx.commit().await?;
    let page = if more { "/duplicates" } else { "" };
    Ok(see_other(&format!("/office/cases/{id}{page}")))
}

/// `GET /office/cases/{id}/reopen`.
pub async fn ask_reopen(
    officer: Officer,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let file = opened(&app, &mut tx, &officer, id).await?;
    let waiting = held::waiting(&app, &mut tx, &officer.page, id).await?;
    let (fields, kept) = waiting.unwrap_or_default();
    tx.commit().await?;
    let drawn = draw_reopen(officer.page, &file, &fields, &Problems::default());
    Ok(ok(&Reopen { kept, ..drawn }))
}

/// `POST /office/cases/{id}/reopen`: a file that was closed as a duplicate goes on.
pub async fn reopen(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    OfficerForm { officer, fields }: OfficerForm,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let begun = locked(&app, &mut tx, &officer, id).await;
    let mut file = held::or_keep(&app, &officer, id, &fields, begun).await?;
    let mut problems = Problems::default();
    let reason = reason(&fields, &mut problems);
    if !problems.is_empty() {
        tx.commit().await?;
        return Ok(unprocessable(&draw_reopen(officer.page, &file, &fields, &problems)));
    }
    if file.closed_for.as_deref() == Some("duplicate") {
        let before = file.bucket();
        file.stage = if file.accepted_at.is_some() { Stage::Accepted } else { Stage::Submitted };
        file.closed_for = None;
        duplicate::undo(&mut tx, &app.keys, &file, &reason, officer.id, now).await?;
        store::save(&mut tx, &before, &mut file).await?;
        tell(&app, &mut tx, &file, "reopened").await?;
        audit::officer(&mut tx, officer.by(), file.file(), "reopened", None, now).await?;
        officer::release(&mut tx, id, &officer.page.path).await?;
    }
    tx.commit().await?;
    Ok(see_other(&format!("/office/cases/{id}")))
}

/// Adds a line to the debtor's timeline.
async fn tell(app: &App, tx: &mut PgConnection, file: &CaseFile, kind: &str) -> Result<(), Error> {
    let found = registrations::find(tx, &app.keys, file.file()).await?;
    let registration = found.ok_or(Error::NotFound)?;
    let office = Some(file.office_code.as_str());
    let now = app.clock.now();
    Ok(registrations::add_event_at(tx, &registration, kind, office, now).await?)
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

async fn draw(
    app: &App,
    tx: &mut PgConnection,
    officer: Officer,
    file: &CaseFile,
    fields: &Fields,
    problems: &Problems,
) -> Result<Duplicates, Error> {
    let found = duplicate::of(tx, &app.keys, file).await?;
    let mut pairs = Vec::with_capacity(found.len());
    for one in &found {
        pairs.push(pair(app, tx, &officer, file, one).await?);
    }
    // What is not decided stands first.
    if let Some(first) = pairs.first_mut() {
        first.deciding = first.decided.is_empty() && file.stage != Stage::Closed;
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
        decision: View::of(&page, fields, problems, "decision"),
        options: ["same", "different"].map(option).into(),
        reason: View::of(&page, fields, problems, "reason"),
        problems: problems.summary(&page),
        kept: String::new(),
        page,
    })
}

async fn pair(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    file: &CaseFile,
    found: &Duplicate,
) -> Result<Pair, Error> {
    let page = &officer.page;
    let today = app.clock.today();
    let theirs = store::find(tx, &app.keys, found.other, &officer.scope, today).await?;
    let compared = match theirs {
        None => None,
        Some(theirs) => {
            let (now, by) = (app.clock.now(), officer.by());
            let purpose = Some("duplicates");
            audit::officer(tx, by, theirs.file(), "looked", purpose, now).await?;
            let (ours, others) =
                (known(app, tx, page, file).await?, known(app, tx, page, &theirs).await?);
            Some(Compared { number: theirs.tracking_number, rows: beside(ours, &others) })
        }
    };
    let office = match &found.office_code {
        Some(code) => office::find(tx, code).await?,
        None => None,
    };
    let phone = match &office {
        Some(office) => {
            sqlx::query_scalar!(
                "select phone from office_detail where office_code = $1",
                office.code
            )
            .fetch_optional(&mut *tx)
            .await?
        }
        None => None,
    };
    let decided = match (&found.decision, found.decided_by, found.decided_at) {
        (Some(decision), Some(by), Some(at)) => {
            let names = officers::names(tx, &app.keys, &[by]).await?;
            let name = names.get(&by).cloned().unwrap_or_else(|| page.t("officer-unknown"));
            let when = clock::thai_date_time(at, page.lang);
            let said = page.t(&format!("duplicates-{decision}"));
            format!("{said} – {name}, {when}")
        }
        _ => String::new(),
    };
    Ok(Pair {
        other: found.other,
        deciding: false,
        signs: found.signs.iter().map(|sign| page.t(&format!("sign-{sign}"))).collect(),
        compared,
        office_address: office
            .as_ref()
            .map_or_else(String::new, |o| format!("/offices/{}", o.code)),
        office: office.map_or_else(String::new, |o| o.name(page.lang).to_owned()),
        office_phone: phone.unwrap_or_default(),
        decided,
        reason: found.reason.clone(),
    })
}

/// What is known of a file, as label and value: the person, their answers, their debts.
async fn known(
    app: &App,
    tx: &mut PgConnection,
    page: &Page,
    file: &CaseFile,
) -> Result<Vec<(String, String)>, Error> {
    let found = registrations::find(tx, &app.keys, file.file()).await?;
    let registration = found.ok_or(Error::NotFound)?;
    let version = registration.version;
    let answers = registrations::version(tx, &app.keys, &registration, version).await?;
    let (draft, at) = answers.ok_or(Error::NotFound)?;
    let person = people::person(tx, &app.keys, file.debtor_id).await?;
    let born = person.birthdate.map_or_else(String::new, |born| born.in_words(page.lang));
    let mut known = vec![
        (page.t("identity-name"), person.names.full()),
        (page.t("identity-number"), person.pid.masked()),
        (page.t("identity-birth"), born),
        (page.t("case-submitted"), clock::thai_date_time(file.submitted_at, page.lang)),
    ];
    let on = clock::bangkok(at).date_naive();
    known.extend(own_answers(&sections(tx, page, &draft, on, file).await?));
    let debts = draft.debts.iter().map(|debt| {
        let amount = debt.amounts(on).size();
        let amount = amount.map_or_else(|| page.t("amount-unknown"), crate::money::Satang::baht);
        format!("{} – {amount}", creditor(page, debt))
    });
    known.push((page.t("case-debts"), debts.collect::<Vec<_>>().join("\n")));
    Ok(known)
}

/// Ours with theirs beside it, and whether they differ; what only they have stands last.
fn beside(ours: Vec<(String, String)>, theirs: &[(String, String)]) -> Vec<Beside> {
    let of = |label: &str| theirs.iter().find(|(other, _)| other == label);
    let only_theirs: Vec<_> = theirs
        .iter()
        .filter(|(label, _)| !ours.iter().any(|(own, _)| own == label))
        .map(|(label, value)| (label.clone(), String::new(), value.clone(), true))
        .collect();
    let both = ours.into_iter().map(|(label, value)| {
        let other = of(&label).map_or_else(String::new, |(_, value)| value.clone());
        let differs = value != other;
        (label, value, other, differs)
    });
    both.chain(only_theirs).collect()
}

fn draw_reopen(page: Page, file: &CaseFile, fields: &Fields, problems: &Problems) -> Reopen {
    Reopen {
        id: file.registration_id,
        head: Head::of(&page, file),
        reason: View::of(&page, fields, problems, "reason"),
        problems: problems.summary(&page),
        kept: String::new(),
        page,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_stand_side_by_side_with_their_differences() {
        let rows = |rows: &[(&str, &str)]| -> Vec<(String, String)> {
            rows.iter().map(|(label, value)| ((*label).to_owned(), (*value).to_owned())).collect()
        };
        let ours = rows(&[("name", "มะลิ"), ("phone", "081"), ("line", "mali")]);
        let beside = beside(ours, &rows(&[("name", "มะลิ"), ("phone", "089"), ("work", "farmer")]));
        let lines: Vec<_> = beside
            .iter()
            .map(|(label, ours, theirs, differs)| format!("{label}: {ours} | {theirs} {differs}"))
            .collect();
        assert_eq!(
            lines,
            [
                "name: มะลิ | มะลิ false",
                "phone: 081 | 089 true",
                "line: mali |  true",
                "work:  | farmer true"
            ]
        );
    }
}
