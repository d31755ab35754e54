//! The balance of a debt for officers (ยอดหนี้สำหรับเจ้าหน้าที่): from the answers that were sent, and the results that
//! were kept for a mediation, each calculated again.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use data_encoding::HEXLOWER;
use sqlx::PgConnection;
use uuid::Uuid;

use super::debt::{Said, said};
use super::worked_out;
use crate::calculator::range::Amount;
use crate::calculator::report::Report;
use crate::calculator::store::{self, Keeping, Kept};
use crate::calculator::{Calculation, Method, debt, words};
use crate::case::CaseFile;
use crate::case::web::{locked, opened};
use crate::officer::{Act, store as officers};
use crate::registration::{DraftDebt, store as registrations};
use crate::web::form::{Choice, Fields, Problems, View};
use crate::web::officer::{kept as kept_form, release};
use crate::web::{Error, Officer, OfficerForm, Page, ok, see_other, unprocessable};
use crate::{App, audit, clock};

#[derive(Template)]
#[template(path = "calculator/office.html")]
struct Balance {
    page: Page,
    /// The page of the file.
    home: String,
    tracking: String,
    number: i16,
    creditor: String,
    answers: Fields,
    report: Option<Report>,
    nothing: &'static str,
    contradictions: Vec<&'static str>,
    /// What was seen: comes back with the form.
    seen: String,
    may_keep: bool,
    method: View,
    options: Vec<Choice>,
    kept: Vec<KeptView>,
    problems: Vec<(String, String)>,
}

/// A kept result, and what it comes to by today's rules.
struct KeptView {
    at: String,
    by: String,
    method: String,
    balance: String,
    rules: i16,
    same: bool,
    now: String,
}

/// A debt as the office has it, calculated.
struct Opened {
    debt: DraftDebt,
    calculation: Option<Calculation>,
    nothing: &'static str,
    contradictions: Vec<&'static str>,
    seen: String,
}

/// `GET /office/cases/{id}/debts/{number}/balance`.
pub async fn show(
    officer: Officer,
    State(app): State<App>,
    Path((id, number)): Path<(Uuid, i16)>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let file = opened(&app, &mut tx, &officer, id).await?;
    let open = debt_of(&app, &mut tx, &file, number).await?;
    let waiting = kept_form(&mut tx, &app, id, &officer.page.path).await?;
    let typed = waiting.map(|waiting| waiting.fields).unwrap_or_default();
    let page = draw(&app, &mut tx, officer, &file, open, &typed, &Problems::default()).await?;
    tx.commit().await?;
    Ok(ok(&page))
}

/// `POST /office/cases/{id}/debts/{number}/balance`: keeps the result that was seen.
pub async fn keep(
    State(app): State<App>,
    Path((id, number)): Path<(Uuid, i16)>,
    OfficerForm { officer, fields }: OfficerForm,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let file = locked(&app, &mut tx, &officer, id).await?;
    let open = debt_of(&app, &mut tx, &file, number).await?;
    let method = open.calculation.as_ref().and_then(|calculation| {
        let chosen = |outcome: &&crate::calculator::outcome::Outcome| {
            outcome.method.key() == fields.get("method")
        };
        calculation.applicable().into_iter().find(chosen).map(|outcome| outcome.method)
    });
    let mut problems = Problems::default();
    if fields.get("seen") != open.seen {
        problems.add("method", "problem-balance-changed");
    } else if method.is_none() {
        problems.add("method", "problem-method");
    }
    let (Some(method), Some(calculation), true) = (method, &open.calculation, problems.is_empty())
    else {
        let page = draw(&app, &mut tx, officer, &file, open, &fields, &problems).await?;
        tx.commit().await?;
        return Ok(unprocessable(&page));
    };
    let keeping = Keeping { debt: number, method, calculation };
    if store::keep(&mut tx, &app.keys, (file.file(), officer.by()), &keeping, now).await? {
        audit::officer(&mut tx, officer.by(), file.file(), "balance-kept", None, now).await?;
    }
    release(&mut tx, id, &officer.page.path).await?;
    tx.commit().await?;
    Ok(see_other(&format!("{}#kept", officer.page.path)))
}

/// The debt in the answers that were last sent.
async fn debt_of(
    app: &App,
    tx: &mut PgConnection,
    file: &CaseFile,
    number: i16,
) -> Result<Opened, Error> {
    let registration =
        registrations::find(tx, &app.keys, file.file()).await?.ok_or(Error::NotFound)?;
    let version = registration.version;
    let sent = registrations::version(tx, &app.keys, &registration, version).await?;
    let (sent, _) = sent.ok_or(Error::NotFound)?;
    let debt = sent.debt(number).cloned().ok_or(Error::NotFound)?;
    let (calculation, nothing, contradictions) = match said(&debt, app.clock.today()) {
        Said::Loan(loan) => (Some(worked_out(loan, Clone::clone).await?), "", vec![]),
        Said::Nothing(why, found) => (None, why, found),
    };
    let seen = match &calculation {
        Some(done) => HEXLOWER.encode(&store::fingerprint(&app.keys, done.loan.input())?[..12]),
        None => String::new(),
    };
    Ok(Opened { debt, calculation, nothing, contradictions, seen })
}

async fn draw(
    app: &App,
    tx: &mut PgConnection,
    officer: Officer,
    file: &CaseFile,
    open: Opened,
    typed: &Fields,
    problems: &Problems,
) -> Result<Balance, Error> {
    let kept = store::kept(tx, &app.keys, file.file(), Some(open.debt.number)).await?;
    let mut ids: Vec<Uuid> = kept.iter().map(|kept| kept.officer_id).collect();
    ids.dedup();
    let names = officers::names(tx, &app.keys, &ids).await?;
    let (may_keep, page) = (officer.may(Act::Work) && open.calculation.is_some(), officer.page);
    let by = |kept: &Kept| names.get(&kept.officer_id).cloned().unwrap_or_default();
    let applicable = open.calculation.iter().flat_map(Calculation::applicable);
    let option = |method: Method| Choice {
        value: method.key().to_owned(),
        label: page.t(&format!("calculation-{}", method.key())),
        hint: String::new(),
    };
    Ok(Balance {
        home: format!("/office/cases/{}", file.registration_id),
        tracking: file.tracking_number.clone(),
        number: open.debt.number,
        creditor: open.debt.creditor().to_owned(),
        answers: debt::fields(&open.debt),
        report: open.calculation.as_ref().map(|done| Report::of(page.lang, done)),
        nothing: open.nothing,
        contradictions: open.contradictions.clone(),
        seen: open.seen.clone(),
        may_keep,
        method: View::of(&page, typed, problems, "method"),
        options: applicable.map(|outcome| option(outcome.method)).collect(),
        kept: kept.iter().map(|kept| kept_view(&page, kept, by(kept))).collect(),
        problems: problems.summary(&page),
        page,
    })
}

fn kept_view(page: &Page, kept: &Kept, by: String) -> KeptView {
    let amount = |balance: Option<Amount>| {
        balance.map_or_else(|| page.t("calculation-not-known"), |b| words::amount(page.lang, b))
    };
    KeptView {
        at: clock::thai_date_time(kept.at, page.lang),
        by,
        method: page.t(&format!("calculation-{}", kept.method)),
        balance: amount(kept.balance()),
        rules: kept.rules_version,
        same: kept.same(),
        now: amount(kept.balance_now()),
    }
}
