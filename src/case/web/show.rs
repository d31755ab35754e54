//! หน้าสำนวน — everything about one file: who, how to call safely, each debt and what it lacks, answers, papers,
//! timeline.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use chrono::NaiveDate;
use sqlx::PgConnection;
use uuid::Uuid;

use super::desk::{days, who_of};
use super::opened;
use super::safety::Safety;
use crate::case::{CaseFile, Stage, duplicate, team};
use crate::identity::{Person, store as people};
use crate::office::Office;
use crate::officer::{Act, store as officers};
use crate::registration::form::sure_name;
use crate::registration::readiness::{Missing, missing};
use crate::registration::web::attachments::sent;
use crate::registration::web::fields::option_label;
use crate::registration::web::mine::event_text;
use crate::registration::web::summary::{self, Section};
use crate::registration::{
    Draft, DraftDebt, Registration, attachment, store as registrations, timeline, version,
};
use crate::web::form::Fields;
use crate::web::{Error, Officer, Page, ok};
use crate::{App, audit, clock, office};

#[derive(Template)]
#[template(path = "case/show.html")]
struct Show {
    page: Page,
    id: Uuid,
    head: Head,
    /// Label and value, under the head.
    facts: Vec<(String, String)>,
    may: May,
    revision: i32,
    stage: &'static str,
    was: String,
    me: Uuid,
    /// Officers to hand over to.
    colleagues: Vec<(String, String)>,
    undecided: i64,
    duplicates: usize,
    safety: Safety,
    debts: Vec<DebtLine>,
    sections: Vec<Section>,
    changeable: bool,
    /// The version shown, where it is not the newest.
    old_version: Option<(i32, String)>,
    files: Vec<(Uuid, String, String)>,
    events: Vec<(String, String)>,
    versions: Vec<(i32, String)>,
}

/// What stands at the top of every page about a file.
pub(super) struct Head {
    pub(super) number: String,
    pub(super) name: String,
    pub(super) stage: String,
    pub(super) colour: &'static str,
    pub(super) urgent: bool,
    /// Who else has the file open.
    pub(super) present: Vec<String>,
}

/// What the officer may do here.
#[expect(clippy::struct_excessive_bools, reason = "one for each button of the page")]
#[derive(Clone, Copy)]
struct May {
    accept: bool,
    take: bool,
    give: bool,
    work: bool,
    /// To correct what the card said: of who came to a counter.
    person: bool,
    transfer: bool,
    register: bool,
    share: bool,
    reopen: bool,
}

/// A debt with its amounts, and what was missing at first.
struct DebtLine {
    number: i16,
    creditor: String,
    amounts: Vec<(String, String)>,
    /// What was or is missing; whether it is there now; where it is corrected.
    items: Vec<(String, bool, String)>,
    lacking: usize,
}

impl Head {
    pub(super) fn of(page: &Page, file: &CaseFile) -> Head {
        let closed = file.closed_for.as_deref();
        Head {
            number: file.tracking_number.clone(),
            name: file.name.clone(),
            stage: match closed {
                Some(why) => page.t(&format!("closed-{why}")),
                None => page.t(&format!("stage-{}", file.stage.word())),
            },
            colour: match file.stage {
                Stage::Submitted => "yellow",
                Stage::Accepted => "green",
                Stage::Moving => "blue",
                Stage::Closed => "grey",
            },
            urgent: file.urgent,
            present: file.present.clone(),
        }
    }
}

/// `GET /office/cases/{id}`; `?version=` shows answers of before.
pub async fn show(
    officer: Officer,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let asked = Fields::read(query.unwrap_or_default().as_bytes());
    let mut tx = app.db.begin().await?;
    let file = opened(&app, &mut tx, &officer, id).await?;
    let found = registrations::find(&mut tx, &app.keys, file.file()).await?;
    let registration = found.ok_or(Error::NotFound)?;
    let version = asked.get("version").parse().unwrap_or(registration.version);
    let shown = answers(&app, &mut tx, &registration, version).await?;
    let drawn = draw(&app, &mut tx, officer, &file, &registration, (version, shown)).await?;
    tx.commit().await?;
    Ok(ok(&drawn))
}

async fn answers(
    app: &App,
    conn: &mut PgConnection,
    registration: &Registration,
    version: i32,
) -> Result<(Draft, chrono::DateTime<chrono::Utc>), Error> {
    let found = version::find(conn, &app.keys, registration, version).await?;
    found.ok_or(Error::NotFound)
}

async fn draw(
    app: &App,
    conn: &mut PgConnection,
    officer: Officer,
    file: &CaseFile,
    registration: &Registration,
    (version, (draft, at)): (i32, (Draft, chrono::DateTime<chrono::Utc>)),
) -> Result<Show, Error> {
    let page = officer.page.clone();
    let today = app.clock.today();
    let has_it = team::has_it(conn, file, today).await?;
    let may = May::of(&officer, file, has_it);
    let newest = version == registration.version;
    let (first, first_at) = match version {
        1 => (draft.clone(), at),
        _ => answers(app, conn, registration, 1).await?,
    };
    // How to call is never read from answers of before.
    let newest_answers = if newest {
        draft.clone()
    } else {
        answers(app, conn, registration, registration.version).await?.0
    };
    let debts =
        debts(&page, (&first, clock::bangkok(first_at).date_naive()), (&draft, today), file);
    let sections = sections(conn, &page, &draft, clock::bangkok(at).date_naive(), file).await?;
    let person = people::person(conn, &app.keys, file.debtor_id).await?;
    let office = office::find(conn, &file.office_code).await?;
    let assigned: Vec<Uuid> = file.assigned_to.into_iter().collect();
    let names = officers::names(conn, &app.keys, &assigned).await?;
    let who = who_of(&page, file, &names);
    let duplicates = if officer.may(Act::Compare) {
        duplicate::of(conn, &app.keys, file).await?
    } else {
        Vec::new()
    };
    let events = timeline::of(conn, registration, Some(timeline::SHOWN)).await?;
    let files = attachment::list(conn, &app.keys, registration).await?;
    let colleagues = if may.give { colleagues(app, conn, &page, file).await? } else { Vec::new() };
    Ok(Show {
        id: file.registration_id,
        head: Head::of(&page, file),
        facts: facts(&page, file, &person, who, office.as_ref(), today),
        may,
        revision: file.revision,
        stage: file.stage.word(),
        was: file.assigned_to.map_or_else(String::new, |id| id.to_string()),
        me: officer.id,
        colleagues,
        undecided: match file.stage {
            Stage::Closed => 0,
            _ => duplicates.iter().filter(|found| found.waits()).count().try_into()?,
        },
        duplicates: duplicates.len(),
        safety: Safety::of(&page, &newest_answers, clock::bangkok(app.clock.now()), may.work),
        debts,
        sections,
        changeable: may.work && newest,
        old_version: (!newest).then(|| (version, clock::thai_date_time(at, page.lang))),
        files: files
            .into_iter()
            .map(|file| (file.id, file.name, clock::thai_date_time(file.added_at, page.lang)))
            .collect(),
        events: events
            .iter()
            .map(|event| (clock::thai_date_time(event.at, page.lang), event_text(&page, event)))
            .collect(),
        versions: versions(conn, &page, file).await?,
        page,
    })
}

impl May {
    fn of(officer: &Officer, file: &CaseFile, has_it: Option<Uuid>) -> May {
        let role = officer.appointment.role;
        let work = officer.may(Act::Work) && file.stage != Stage::Closed;
        let give = team::may_give(file, has_it, officer.id, role);
        let take = give && has_it.is_none() && file.stage == Stage::Accepted;
        May {
            accept: work && file.stage == Stage::Submitted,
            take,
            give: give && (has_it.is_some() || officer.may(Act::Assign)),
            work,
            person: work && file.channel == "onsite",
            transfer: officer.may(Act::Decide) && file.stage != Stage::Closed,
            register: officer.may(Act::Register),
            share: officer.may(Act::Assign),
            reopen: officer.may(Act::Assign) && file.closed_for.as_deref() == Some("duplicate"),
        }
    }
}

/// Who the file can be handed to, as id and name; not who has it.
pub(super) async fn colleagues(
    app: &App,
    conn: &mut PgConnection,
    page: &Page,
    file: &CaseFile,
) -> Result<Vec<(String, String)>, Error> {
    let members = team::colleagues(conn, &app.keys, file, app.clock.today()).await?;
    let others = members.into_iter().filter(|member| Some(member.id) != file.assigned_to);
    Ok(others.map(|member| (member.id.to_string(), member_name(page, &member))).collect())
}

/// A colleague's name and role.
pub(super) fn member_name(page: &Page, member: &team::Member) -> String {
    let role = page.t(&format!("role-{}", member.role.word().replace('_', "-")));
    match &member.name {
        Some(name) => format!("{name} – {role}"),
        None => format!("{} – {role}", page.t("officer-unknown")),
    }
}

fn facts(
    page: &Page,
    file: &CaseFile,
    person: &Person,
    who: String,
    office: Option<&Office>,
    today: NaiveDate,
) -> Vec<(String, String)> {
    let at = |at| clock::thai_date_time(at, page.lang);
    let age = page.t1("desk-days", "days", days(file, today));
    let mut facts = vec![
        (page.t("identity-number"), person.pid.masked()),
        (
            page.t("identity-birth"),
            person.birthdate.map_or_else(String::new, |b| b.in_words(page.lang)),
        ),
        (page.t("desk-who"), who),
        (page.t("desk-office"), office.map_or_else(String::new, |o| o.name(page.lang).to_owned())),
        (page.t("desk-channel"), page.t(&format!("channel-{}", file.channel))),
        (page.t("case-submitted"), format!("{} ({age})", at(file.submitted_at))),
    ];
    facts.extend(file.accepted_at.map(|when| (page.t("case-accepted"), at(when))));
    facts.extend(file.last_call_at.map(|when| (page.t("case-last-call"), at(when))));
    facts.extend(
        file.next_call_on.map(|day| (page.t("case-next-call"), clock::thai_date(day, page.lang))),
    );
    facts.retain(|(_, value)| !value.is_empty());
    facts
}

/// The debts of the answers shown: what each lacked when it was first submitted or lacks now.
fn debts(
    page: &Page,
    (first, then): (&Draft, NaiveDate),
    (draft, today): (&Draft, NaiveDate),
    file: &CaseFile,
) -> Vec<DebtLine> {
    let line = |debt: &DraftDebt| {
        let lacking = missing(draft, debt, today);
        let at_first = first.debt(debt.number).map(|debt| missing(first, debt, then));
        let at_first = at_first.unwrap_or_default();
        let of_interest = |item: &Missing| lacking.contains(item) || at_first.contains(item);
        let items = Missing::ALL.into_iter().filter(of_interest).map(|item| {
            let number = if item.is_debtors() { 0 } else { debt.number };
            let address = correction(file, number, item.page());
            (page.t(&format!("missing-{}", item.key())), !lacking.contains(&item), address)
        });
        let amounts = debt.amounts(today);
        let amounts = [
            ("field-written", amounts.written),
            ("field-received", amounts.received),
            ("case-paid", amounts.paid),
            ("case-claimed", amounts.claimed),
        ];
        DebtLine {
            number: debt.number,
            creditor: creditor(page, debt),
            amounts: amounts
                .into_iter()
                .map(|(key, amount)| {
                    let none = || page.t("amount-unknown");
                    let baht = |a: crate::money::Satang| page.t1("amount-baht", "amount", a.baht());
                    (page.t(key), amount.map_or_else(none, baht))
                })
                .collect(),
            items: items.collect(),
            lacking: lacking.len(),
        }
    };
    draft.debts.iter().map(line).collect()
}

/// What the debtor calls the creditor, and how sure they are.
pub(super) fn creditor(page: &Page, debt: &DraftDebt) -> String {
    let name = debt.creditor();
    if name.is_empty() {
        return page.t("creditor-unnamed");
    }
    match debt.answer("creditor", &sure_name("creditor-name")) {
        "" => name.to_owned(),
        sure => format!("{name} ({})", option_label(page, "certainty", sure)),
    }
}

/// Where an answer is corrected.
fn correction(file: &CaseFile, debt: i16, key: &str) -> String {
    format!("/office/cases/{}/answers/{debt}/{key}", file.registration_id)
}

/// Every answer, each with where an officer corrects it.
pub(super) async fn sections(
    conn: &mut PgConnection,
    page: &Page,
    draft: &Draft,
    on: NaiveDate,
    file: &CaseFile,
) -> Result<Vec<Section>, Error> {
    let mut sections = summary::sections(conn, page, draft, on).await?;
    for section in &mut sections {
        if section.debt == 0 {
            section.title = page.t("case-answers-own");
        }
        for row in &mut section.rows {
            row.change = correction(file, section.debt, row.page);
        }
    }
    Ok(sections)
}

/// The versions of the answers, the newest first, with when each was sent.
async fn versions(
    conn: &mut PgConnection,
    page: &Page,
    file: &CaseFile,
) -> Result<Vec<(i32, String)>, Error> {
    let rows = sqlx::query!(
        "select version, submitted_at from registration_version
         where debtor_id = $1 and registration_id = $2 order by version desc",
        file.debtor_id,
        file.registration_id
    )
    .fetch_all(conn)
    .await?;
    let line = |(version, at)| (version, clock::thai_date_time(at, page.lang));
    Ok(rows.into_iter().map(|row| line((row.version, row.submitted_at))).collect())
}

/// `GET /office/cases/{id}/attachments/{attachment}`: a paper to keep, never shown inside a page. A look like any other.
pub async fn attachment(
    officer: Officer,
    State(app): State<App>,
    Path((id, file_id)): Path<(Uuid, Uuid)>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let file = opened(&app, &mut tx, &officer, id).await?;
    let found = registrations::find(&mut tx, &app.keys, file.file()).await?;
    let registration = found.ok_or(Error::NotFound)?;
    let found = attachment::content(&mut tx, &app.keys, &registration, file_id).await?;
    let (bytes, media_type) = found.ok_or(Error::NotFound)?;
    let now = app.clock.now();
    audit::officer(&mut tx, officer.by(), file.file(), "attachment-opened", None, now).await?;
    tx.commit().await?;
    Ok(sent(file_id, media_type, bytes))
}

/// What the debtor answered of themselves, as label and value, in the order of the form.
pub(super) fn own_answers(sections: &[Section]) -> Vec<(String, String)> {
    let own = sections.iter().filter(|section| section.debt == 0);
    own.flat_map(|section| section.rows.iter())
        .map(|row| (row.label.clone(), row.value.clone()))
        .collect()
}
