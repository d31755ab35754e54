//! โทรติดตามสำนวนหนึ่ง — when and how to call safely, what is missing, what earlier calls brought, and this one.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{Months, NaiveDate};
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::call::{self, Call, Calling, Outcome};
use super::super::{CaseFile, Stage, store};
use super::safety::Safety;
use super::show::Head;
use super::{held, locked, opened};
use crate::registration::readiness::{self, Missing};
use crate::registration::{Draft, store as registrations, version};
use crate::text::{TextProblem, clean_lines};
use crate::web::form::{Choice, Fields, Problems, View};
use crate::web::{Error, Officer, OfficerForm, Page, html, kept as forms, ok, see_other};
use crate::{App, audit, clock, officer as officers};

/// The most characters of notes about a call.
const LONGEST: usize = 2000;

#[derive(Template)]
#[template(path = "case/calls.html")]
struct CallPage {
    page: Page,
    id: Uuid,
    head: Head,
    safety: Safety,
    debts: Vec<DebtList>,
    calls: Vec<CallView>,
    /// Whether a call can be recorded: not of a closed file.
    open: bool,
    saved: bool,
    kept: String,
    /// What somebody else changed while this form was open; empty where nobody did.
    overtaken: String,
    revision: String,
    call_id: Uuid,
    /// When the form was first drawn, so that a call is judged by its beginning.
    drawn: String,
    outcome: View,
    outcomes: Vec<Choice>,
    words: View,
    next_on: View,
    no_next: View,
    /// Whether the file lacks nothing, so that nobody asks for another call.
    ready: bool,
    outside: View,
    problems: Vec<(String, String)>,
}

/// What one debt, or the debtor, still has to say.
struct DebtList {
    title: String,
    items: Vec<Item>,
}

struct Item {
    what: String,
    done: bool,
    address: String,
}

struct CallView {
    when: String,
    who: String,
    outcome: String,
    words: String,
    next: String,
    outside: bool,
}

/// `GET /office/cases/{id}/calls`.
pub async fn show(
    mut officer: Officer,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let saved = query.as_deref() == Some("saved=1");
    let mut tx = app.db.begin().await?;
    let file = opened(&app, &mut tx, &officer, id).await?;
    let (typed, kept) = held::waiting(&app, &mut tx, &mut officer.page, id).await?;
    let mut page = draw(&app, &mut tx, officer.page, &file, &typed, &Problems::default()).await?;
    (page.saved, page.kept) = (saved, kept);
    tx.commit().await?;
    Ok(ok(&page))
}

/// `POST /office/cases/{id}/calls`. The same form sent twice records one call.
pub async fn save(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    OfficerForm { officer, mut fields }: OfficerForm,
) -> Result<Response, Error> {
    let here = format!("/office/cases/{id}/calls?saved=1");
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let begun = locked(&app, &mut tx, &officer, id).await;
    let (mut tx, mut file) = held::or_keep(&app, tx, &officer, id, &fields, begun).await?;
    let call_id = fields.get("call").parse().unwrap_or_else(|_| Uuid::now_v7());
    let recorded = call::recorded(&mut tx, &app.keys, file.file(), call_id).await?;
    let calling = Calling::of(&file.call_hours);
    let drawn_at = call::read_drawn(&app.keys, call_id, fields.get("drawn"), now);
    let allowed =
        [Some(now), drawn_at].into_iter().flatten().any(|at| calling.allows(clock::bangkok(at)));
    let (call, problems) = read(&fields, &officer, call_id, allowed, &file, &app);
    if let Some(recorded) = recorded {
        let said = call.map(|call| (call.outcome, call.words, call.next_on));
        if said == Some(recorded) {
            return Ok(see_other(&here));
        }
        // Changed after it was sent: another call, or a slip of the way back.
        fields.retain(|name| !["call", "drawn"].contains(&name));
        let mut page = draw(&app, &mut tx, officer.page, &file, &fields, &problems).await?;
        page.overtaken = page.page.t("calls-other");
        tx.commit().await?;
        return Ok(html(StatusCode::CONFLICT, &page));
    }
    let overtaken = fields.get("revision") != revision(&mut tx, &file).await?;
    let call = call.filter(|_| problems.is_empty() && !overtaken && file.stage != Stage::Closed);
    let Some(call) = call else {
        let mut page = draw(&app, &mut tx, officer.page, &file, &fields, &problems).await?;
        if overtaken && page.open {
            page.overtaken = overtaken_by(&page.page, &file);
        }
        tx.commit().await?;
        let conflict = overtaken || !page.open;
        let status = if conflict { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
        return Ok(html(status, &page));
    };
    let before = file.bucket();
    (file.last_call_at, file.next_call_on) = (Some(now), call.next_on);
    call::record(&mut tx, &app.keys, officer.by(), file.file(), &call).await?;
    store::save(&mut tx, &before, &mut file).await?;
    let action = if call.outside_hours { "called-outside-hours" } else { "called" };
    audit::officer(&mut tx, officer.by(), file.file(), action, None, now).await?;
    forms::release_shown(&mut tx, id, &officer.page.path, &officer).await?;
    tx.commit().await?;
    Ok(see_other(&here))
}

/// What a form was drawn from: the officers' part, and what the debtor has sent, in which a wrong number may be right now.
async fn revision(conn: &mut PgConnection, file: &CaseFile) -> sqlx::Result<String> {
    Ok(format!("{}.{}", file.revision, call::sent_again(conn, file.file()).await?))
}

/// What was typed of a call, and what is wrong with it.
fn read(
    fields: &Fields,
    officer: &Officer,
    id: Uuid,
    allowed: bool,
    file: &CaseFile,
    app: &App,
) -> (Option<Call>, Problems) {
    let mut problems = Problems::default();
    let today = app.clock.today();
    let outcome = Outcome::from_word(fields.get("call-result"));
    if outcome.is_none() {
        problems.add("call-result", "problem-call-result");
    }
    let words = clean_lines(fields.get("call-words"), LONGEST);
    if let Err(problem) = &words {
        note_text("call-words", *problem, &mut problems);
    }
    // A file that lacks nothing is not on the call list.
    let none = file.ready || fields.has("no-next", "yes");
    let named = if none { None } else { next_day(fields.get("next-on"), today, &mut problems) };
    let outside = fields.has("outside-hours", "yes");
    if !allowed && !outside {
        problems.add("outside-hours", "problem-outside-hours");
    }
    let call = outcome.zip(words.ok()).map(|(outcome, words)| Call {
        id,
        officer_id: officer.id,
        at: app.clock.now(),
        outcome,
        words,
        next_on: if none { None } else { named.or_else(|| outcome.next_on(today, file.lacking)) },
        outside_hours: !allowed,
    });
    (call, problems)
}

/// The day that was typed; a blank is no problem.
fn next_day(typed: &str, today: NaiveDate, problems: &mut Problems) -> Option<NaiveDate> {
    if typed.is_empty() {
        return None;
    }
    let day = clock::parse_date(typed, today).ok().and_then(clock::PartialDate::exact);
    let last = today + Months::new(12);
    if day.is_none_or(|day| day < today || day > last) {
        problems.add("next-on", "problem-next-on");
    }
    day
}

/// What is wrong with a text.
pub(super) fn note_text(field: &str, problem: TextProblem, problems: &mut Problems) {
    match problem {
        TextProblem::TooLong { max, len } => problems.add_with(
            field,
            "problem-long",
            vec![("most", max.to_string()), ("length", len.to_string())],
        ),
        TextProblem::TooManyMarks => problems.add(field, "problem-marks"),
    }
}

fn overtaken_by(page: &Page, file: &CaseFile) -> String {
    let next = file.next_call_on.map(|day| clock::thai_date(day, page.lang));
    let next = next.unwrap_or_else(|| page.t("calls-no-next"));
    page.t1("calls-overtaken", "next", next)
}

async fn draw(
    app: &App,
    conn: &mut PgConnection,
    page: Page,
    file: &CaseFile,
    typed: &Fields,
    problems: &Problems,
) -> Result<CallPage, Error> {
    let registration = registrations::find(conn, &app.keys, file.file()).await?;
    let registration = registration.ok_or(Error::NotFound)?;
    let version = registration.version;
    let found = version::find(conn, &app.keys, &registration, version).await?;
    let (answers, _) = found.ok_or(Error::NotFound)?;
    let calls = call::log(conn, &app.keys, file.file(), 100).await?;
    let callers: Vec<Uuid> = calls.iter().map(|call| call.officer_id).collect();
    let names = officers::store::names(conn, &app.keys, &callers).await?;
    let view = |call: Call| CallView {
        when: clock::thai_date_time(call.at, page.lang),
        who: names.get(&call.officer_id).cloned().unwrap_or_default(),
        outcome: page.t(&format!("call-result-{}", call.outcome.word())),
        words: call.words,
        next: call.next_on.map_or_else(String::new, |day| clock::thai_date(day, page.lang)),
        outside: call.outside_hours,
    };
    let of = |name: &str| View::of(&page, typed, problems, name);
    let option = |outcome: Outcome| Choice {
        value: outcome.word().to_owned(),
        label: page.t(&format!("call-result-{}", outcome.word())),
        hint: String::new(),
    };
    let call_id = typed.get("call").parse().unwrap_or_else(|_| Uuid::now_v7());
    let now = app.clock.now();
    let drawn = match typed.get("drawn") {
        "" => call::write_drawn(&app.keys, call_id, now),
        drawn => drawn.to_owned(),
    };
    Ok(CallPage {
        id: file.registration_id,
        head: Head::of(&page, file),
        safety: Safety::of(&page, &answers, clock::bangkok(now), true),
        debts: checklist(&page, &answers, file.registration_id, app.clock.today()),
        calls: calls.into_iter().map(view).collect(),
        open: file.stage != Stage::Closed,
        saved: false,
        kept: String::new(),
        overtaken: String::new(),
        revision: revision(conn, file).await?,
        call_id,
        drawn,
        outcome: of("call-result"),
        outcomes: Outcome::ALL.into_iter().map(option).collect(),
        words: of("call-words"),
        next_on: of("next-on"),
        no_next: of("no-next"),
        ready: file.ready,
        outside: of("outside-hours"),
        problems: problems.summary(&page),
        page,
    })
}

/// What is missing, ticked off where it was said; each leads to the question.
fn checklist(page: &Page, answers: &Draft, id: Uuid, today: NaiveDate) -> Vec<DebtList> {
    let item = |debt: i16, item: Missing, lacking: &[Missing]| Item {
        what: match item {
            Missing::DebtorContact => page.t("call-debtor-contact"),
            other => page.t(&format!("missing-{}", other.key())),
        },
        done: !lacking.contains(&item),
        address: format!("/office/cases/{id}/answers/{debt}/{}#{}", item.page(), field_of(item)),
    };
    let mut lists = Vec::new();
    for debt in &answers.debts {
        let lacking = readiness::missing(answers, debt, today);
        if lists.is_empty() {
            let items = vec![item(0, Missing::DebtorContact, &lacking)];
            lists.push(DebtList { title: page.t("call-debtor"), items });
        }
        let title = match debt.creditor() {
            "" => page.t1("form-debt", "number", debt.number),
            creditor => page.t2("form-debt-named", "number", debt.number, "creditor", creditor),
        };
        let of_debt = Missing::ALL.into_iter().filter(|missing| !missing.is_debtors());
        let items = of_debt.map(|missing| item(debt.number, missing, &lacking)).collect();
        lists.push(DebtList { title, items });
    }
    lists
}

/// The control at which an officer begins to fill in what is missing.
fn field_of(missing: Missing) -> &'static str {
    match missing {
        Missing::DebtorContact => "phone",
        Missing::CreditorName => "creditor-name",
        Missing::CreditorReach => "creditor-phones",
        Missing::Amount => "received",
        Missing::Terms => "terms-kind",
        Missing::Payments => "paid-how",
    }
}
