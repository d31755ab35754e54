//! The balance of a debt for officers (ยอดหนี้สำหรับเจ้าหน้าที่): from the answers that were sent, and the results that
//! were kept for a mediation, each calculated again.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use data_encoding::HEXLOWER;
use sqlx::PgConnection;
use uuid::Uuid;

use super::debt::{Said, said};
use super::{aside, worked_out};
use crate::calculator::outcome::Outcome;
use crate::calculator::range::Amount;
use crate::calculator::report::Report;
use crate::calculator::store::{self, Checked, Keeping, Kept};
use crate::calculator::{Calculation, Method, calculate, debt, words};
use crate::case::web::{held, opened};
use crate::case::{CaseFile, Stage, store as cases};
use crate::officer::{Act, store as officers};
use crate::registration::{DraftDebt, store as registrations, version};
use crate::web::form::{Choice, Fields, Problems, View};
use crate::web::kept::release_shown;
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
    /// Who typed what the form shows and did not save it; empty where nobody did.
    waiting: String,
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

/// A debt as the office has it.
struct Opened {
    debt: DraftDebt,
    said: Said,
    /// A fingerprint of the loan, as the form carries it; of nothing, nothing.
    seen: String,
}

/// `GET /office/cases/{id}/debts/{number}/balance`.
pub async fn show(
    mut officer: Officer,
    State(app): State<App>,
    Path((id, number)): Path<(Uuid, i16)>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let file = opened(&app, &mut tx, &officer, id).await?;
    let open = debt_of(&app, &mut tx, &file, number).await?;
    let (typed, waiting) = held::waiting(&app, &mut tx, &mut officer.page, id).await?;
    let rows = rows(&app, &mut tx, &file, number).await?;
    tx.commit().await?;
    let drawn = draw(officer, &file, open, rows, &typed, &Problems::default()).await?;
    Ok(ok(&Balance { waiting, ..drawn }))
}

/// `POST /office/cases/{id}/debts/{number}/balance`: keeps the result that was seen.
///
/// It is calculated before the file is locked, so that nobody waits for it. The same loan gives the same result, so
/// that the fingerprint, read again under the lock, says whether it still holds.
pub async fn keep(
    State(app): State<App>,
    Path((id, number)): Path<(Uuid, i16)>,
    OfficerForm { officer, fields }: OfficerForm,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let mut file = opened(&app, &mut tx, &officer, id).await?;
    let mut open = debt_of(&app, &mut tx, &file, number).await?;
    tx.commit().await?;
    let changed = fields.get("seen") != open.seen;
    let calculation = match &open.said {
        Said::Loan(loan) if !changed => Some(worked_out(loan.clone(), Clone::clone).await?),
        _ => None,
    };
    let keeping = calculation.as_ref().and_then(|calculation| {
        let chosen = |outcome: &&Outcome| outcome.method.key() == fields.get("method");
        let method = calculation.applicable().into_iter().find(chosen)?.method;
        Some(Keeping { debt: number, method, calculation })
    });

    let mut tx = app.db.begin().await?;
    let problem = match keeping {
        _ if changed => "problem-balance-changed",
        None => "problem-method",
        Some(keeping) => {
            let (now, today) = (app.clock.now(), app.clock.today());
            let found = cases::lock(&mut tx, &app.keys, id, &officer.scope, today).await?;
            file = found.ok_or(Error::NotFound)?;
            let locked = debt_of(&app, &mut tx, &file, number).await?;
            if file.stage != Stage::Closed && locked.seen == open.seen {
                let whose = (file.file(), officer.by());
                if store::keep(&mut tx, &app.keys, whose, &keeping, now).await? {
                    audit::officer(&mut tx, whose.1, whose.0, "balance-kept", None, now).await?;
                }
                release_shown(&mut tx, id, &officer.page.path, &officer).await?;
                tx.commit().await?;
                return Ok(see_other(&format!("{}#kept", officer.page.path)));
            }
            open = locked;
            "problem-balance-changed"
        }
    };
    let rows = rows(&app, &mut tx, &file, number).await?;
    tx.commit().await?;
    let mut problems = Problems::default();
    match file.stage {
        Stage::Closed => problems.add("kept", "problem-balance-closed"),
        _ => problems.add("method", problem),
    }
    Ok(unprocessable(&draw(officer, &file, open, rows, &fields, &problems).await?))
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
    let sent = version::find(tx, &app.keys, &registration, version).await?;
    let (sent, _) = sent.ok_or(Error::NotFound)?;
    let debt = sent.debt(number).cloned().ok_or(Error::NotFound)?;
    let said = said(&debt, app.clock.today());
    let seen = match &said {
        Said::Loan(loan) => HEXLOWER.encode(&store::fingerprint(&app.keys, loan.input())?[..12]),
        Said::Nothing(..) => String::new(),
    };
    Ok(Opened { debt, said, seen })
}

/// The results that were kept of a debt, each with the name of who kept it.
async fn rows(
    app: &App,
    conn: &mut PgConnection,
    file: &CaseFile,
    number: i16,
) -> Result<Vec<(Kept, String)>, Error> {
    let kept = store::kept(conn, &app.keys, file.file(), Some(number)).await?;
    let mut ids: Vec<Uuid> = kept.iter().map(|kept| kept.officer_id).collect();
    ids.dedup();
    let names = officers::names(conn, &app.keys, &ids).await?;
    let row = |kept: Kept| {
        let name = names.get(&kept.officer_id).cloned().unwrap_or_default();
        (kept, name)
    };
    Ok(kept.into_iter().map(row).collect())
}

/// The page. Everything is calculated at once, aside, and no connection waits for it.
async fn draw(
    officer: Officer,
    file: &CaseFile,
    open: Opened,
    rows: Vec<(Kept, String)>,
    typed: &Fields,
    problems: &Problems,
) -> Result<Balance, Error> {
    let (loan, nothing, contradictions) = match open.said {
        Said::Loan(loan) => (Some(loan), "", vec![]),
        Said::Nothing(why, found) => (None, why, found),
    };
    let may_keep = officer.may(Act::Work) && loan.is_some() && file.stage != Stage::Closed;
    let page = officer.page;
    let lang = page.lang;
    let (report, methods, rows) = aside(move || {
        let done = loan.map(|loan| calculate(&loan));
        let methods = done.iter().flat_map(Calculation::applicable).map(|outcome| outcome.method);
        let methods: Vec<Method> = methods.collect();
        let checked = |(kept, by): (Kept, String)| (kept.checked(), kept, by);
        let rows: Vec<(Checked, Kept, String)> = rows.into_iter().map(checked).collect();
        (done.map(|done| Report::of(lang, &done)), methods, rows)
    })
    .await?;
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
        report,
        nothing,
        contradictions,
        seen: open.seen,
        may_keep,
        method: View::of(&page, typed, problems, "method"),
        options: methods.into_iter().map(option).collect(),
        waiting: String::new(),
        kept: rows.into_iter().map(|row| kept_view(&page, row)).collect(),
        problems: problems.summary(&page),
        page,
    })
}

fn kept_view(page: &Page, (checked, kept, by): (Checked, Kept, String)) -> KeptView {
    let amount = |balance: Option<Amount>| {
        balance.map_or_else(|| page.t("calculation-not-known"), |b| words::amount(page.lang, b))
    };
    KeptView {
        at: clock::thai_date_time(kept.at, page.lang),
        by,
        method: page.t(&format!("calculation-{}", kept.method)),
        balance: amount(checked.then),
        rules: kept.rules_version,
        same: checked.same,
        now: amount(checked.now),
    }
}
