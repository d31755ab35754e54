//! What the law may say is owed of a debt of one's registration (ยอดหนี้ของรายการ), from the saved answers.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;

use super::{aside, worked_out};
use crate::App;
use crate::calculator::report::Report;
use crate::calculator::{Loan, calculate, debt, form, words};
use crate::registration::{DraftDebt, store};
use crate::text::Lang;
use crate::web::form::Fields;
use crate::web::{Debtor, Error, Page, ok};

#[derive(Template)]
#[template(path = "calculator/debt.html")]
struct Balance {
    page: Page,
    number: i16,
    answers: Fields,
    report: Option<Report>,
    /// Why there is no report; a locale key.
    nothing: &'static str,
    /// What contradicts itself; locale keys.
    contradictions: Vec<&'static str>,
}

/// What can be said of a debt.
pub(super) enum Said {
    /// A loan.
    Loan(Loan),
    /// Nothing, for this reason: a locale key, and those of what contradicts itself.
    Nothing(&'static str, Vec<&'static str>),
}

/// The loan of a debt's answers.
pub(super) fn said(debt: &DraftDebt, today: NaiveDate) -> Said {
    match debt::of_debt(debt, today).map(Loan::parse) {
        Some(Ok(loan)) => Said::Loan(loan),
        Some(Err(problems)) => Said::Nothing(
            "calculation-debt-contradiction",
            problems.into_iter().map(form::sentence).collect(),
        ),
        None => Said::Nothing("calculation-debt-nothing", Vec::new()),
    }
}

/// The plain answers for debts that are being filled in, by their numbers; none where nothing can be said yet.
/// Called without a connection, because it may wait for others' calculations.
pub async fn hints(
    lang: Lang,
    debts: &[DraftDebt],
    today: NaiveDate,
) -> Result<BTreeMap<i16, String>, Error> {
    let loan = |debt: &DraftDebt| match said(debt, today) {
        Said::Loan(loan) => Some((debt.number, loan)),
        Said::Nothing(..) => None,
    };
    let loans: Vec<(i16, Loan)> = debts.iter().filter_map(loan).collect();
    if loans.is_empty() {
        return Ok(BTreeMap::new());
    }
    let hint = move |(number, loan): (i16, Loan)| {
        let answer = words::answer(lang, &calculate(&loan));
        (number, words::say(lang, "calculation-from-form", &[("answer", answer)]))
    };
    aside(move || loans.into_iter().map(hint).collect()).await
}

/// `GET /registration/debts/{number}/balance`.
pub async fn balance(
    debtor: Debtor,
    State(app): State<App>,
    Path(number): Path<i16>,
) -> Result<Response, Error> {
    let mut conn = app.db.acquire().await?;
    let registration = store::newest(&mut conn, &app.keys, debtor.id).await?;
    drop(conn);
    let registration = registration.ok_or(Error::NotFound)?;
    let debt = registration.draft.debt(number).ok_or(Error::NotFound)?;
    let lang = debtor.page.lang;
    let (report, nothing, contradictions) = match said(debt, app.clock.today()) {
        Said::Loan(loan) => {
            (Some(worked_out(loan, move |done| Report::of(lang, done)).await?), "", vec![])
        }
        Said::Nothing(why, found) => (None, why, found),
    };
    Ok(ok(&Balance {
        page: debtor.page,
        number,
        answers: debt::fields(debt),
        report,
        nothing,
        contradictions,
    }))
}
