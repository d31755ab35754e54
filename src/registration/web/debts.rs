//! The list of debts: "is there another creditor?", what each still lacks, and taking one out.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;

use super::{locked, mine};
use crate::calculator::web::debt as calculator;
use crate::registration::form::pages::DEBT;
use crate::registration::readiness::{self, Missing};
use crate::registration::{Draft, DraftDebt, MOST_DEBTS, store};
use crate::web::form::{Choice, Posted, Problems, View};
use crate::web::{Debtor, Error, Page, ok, see_other, unprocessable};
use crate::{App, audit};

/// A debt as lists show it.
pub(crate) struct DebtView {
    pub(crate) number: i16,
    pub(crate) name: String,
    pub(crate) amount: String,
    /// What is missing, why it is asked, what to do, and where.
    pub(crate) missing: Vec<MissingView>,
    /// Whether some answer has a problem.
    pub(crate) faulty: bool,
    /// Where to go on with this debt.
    pub(crate) address: String,
}

/// One thing a debt still lacks.
pub(crate) struct MissingView {
    pub(crate) what: String,
    pub(crate) why: String,
    pub(crate) remedy: String,
    pub(crate) address: String,
}

#[derive(Template)]
#[template(path = "registration/debts.html")]
struct DebtsPage {
    page: Page,
    debts: Vec<DebtView>,
    /// What the law may say of a debt, by its number, as far as it is filled in.
    laws: BTreeMap<i16, String>,
    ready: usize,
    another: View,
    options: Vec<Choice>,
    problems: Vec<(String, String)>,
    full: bool,
}

#[derive(Template)]
#[template(path = "registration/remove.html")]
struct Remove {
    page: Page,
    number: i16,
    name: String,
}

/// `GET /registration/debts`.
pub async fn list(debtor: Debtor, State(app): State<App>) -> Result<Response, Error> {
    let mut conn = app.db.acquire().await?;
    let registration = mine(&app, &mut conn, debtor.id).await?;
    drop(conn);
    let today = app.clock.today();
    Ok(ok(&draw(debtor.page, &registration.draft, today, &Problems::default()).await?))
}

/// `POST /registration/debts`: yes adds a debt and opens it, no goes on.
pub async fn another(State(app): State<App>, posted: Posted) -> Result<Response, Error> {
    let Posted { debtor, fields } = posted;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let mut registration = locked(&app, &mut tx, debtor.id).await?;
    let before = registration.draft.debts.len();
    let answer = fields.get("another");
    let mut problems = Problems::default();
    let next = match answer {
        "yes" => {
            // A blank debt that was just added is the one meant: a second click adds none.
            let blank = registration.draft.debts.iter().find(|debt| debt.pages.is_empty());
            let number = match blank.map(|debt| debt.number) {
                Some(number) => Some(number),
                None => registration.draft.add_debt(),
            };
            number.map(|number| format!("/registration/debts/{number}/{}", DEBT[0].key))
        }
        "no" if registration.draft.debts.is_empty() => {
            problems.add("another", "problem-no-debt");
            None
        }
        "no" => Some("/registration/attachments".into()),
        _ => {
            problems.add("another", "problem-choose");
            None
        }
    };
    let Some(next) = next else {
        if problems.is_empty() {
            problems = full("another");
        }
        tx.rollback().await?;
        let today = app.clock.today();
        return Ok(unprocessable(&draw(debtor.page, &registration.draft, today, &problems).await?));
    };
    if registration.draft.debts.len() > before {
        store::save_draft(&mut tx, &app.keys, &registration, now).await?;
        audit::debtor(&mut tx, debtor.id, "debt-added", Some(registration.id), now).await?;
        tx.commit().await?;
    }
    Ok(see_other(&next))
}

/// `GET /registration/debts/{number}/remove`: asks first.
pub async fn ask_remove(
    debtor: Debtor,
    State(app): State<App>,
    Path(number): Path<i16>,
) -> Result<Response, Error> {
    let mut conn = app.db.acquire().await?;
    let registration = mine(&app, &mut conn, debtor.id).await?;
    let debt = registration.draft.debt(number).ok_or(Error::NotFound)?;
    Ok(ok(&Remove { name: name(&debtor.page, debt), page: debtor.page, number }))
}

/// `POST /registration/debts/{number}/remove`. Removing what is gone is no error.
pub async fn remove(
    State(app): State<App>,
    Path(number): Path<i16>,
    Posted { debtor, .. }: Posted,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let mut registration = locked(&app, &mut tx, debtor.id).await?;
    if registration.draft.remove_debt(number) {
        let now = app.clock.now();
        store::save_draft(&mut tx, &app.keys, &registration, now).await?;
        audit::debtor(&mut tx, debtor.id, "debt-removed", Some(registration.id), now).await?;
        tx.commit().await?;
    }
    Ok(see_other("/registration/debts"))
}

/// The list, with what the law may say: no connection is held while that is calculated.
async fn draw(
    page: Page,
    draft: &Draft,
    today: NaiveDate,
    problems: &Problems,
) -> Result<DebtsPage, Error> {
    let laws = calculator::hints(page.lang, &draft.debts, today).await?;
    let debts = views(&page, draft, today);
    let choice = |value: &str, key: &str| Choice {
        value: value.into(),
        label: page.t(key),
        hint: String::new(),
    };
    let yes = if debts.is_empty() { "debts-first" } else { "debts-yes" };
    Ok(DebtsPage {
        laws,
        ready: debts.iter().filter(|debt| debt.missing.is_empty()).count(),
        another: View {
            name: "another".into(),
            problem: problems.at(&page, "another"),
            ..View::default()
        },
        options: vec![choice("yes", yes), choice("no", "debts-no")],
        problems: problems.summary(&page),
        full: debts.len() >= MOST_DEBTS,
        debts,
        page,
    })
}

/// There are as many debts as one request takes: said at a field.
pub(crate) fn full(field: &str) -> Problems {
    let mut problems = Problems::default();
    problems.add_with(field, "problem-debts-many", vec![("most", MOST_DEBTS.to_string())]);
    problems
}

/// The debts of a draft with what each still lacks.
pub(crate) fn views(page: &Page, draft: &Draft, today: NaiveDate) -> Vec<DebtView> {
    draft.debts.iter().map(|debt| view(page, draft, debt, today)).collect()
}

fn view(page: &Page, draft: &Draft, debt: &DraftDebt, today: NaiveDate) -> DebtView {
    let missing = readiness::missing(draft, debt, today);
    DebtView {
        number: debt.number,
        name: name(page, debt),
        amount: match debt.amounts(today).size() {
            Some(amount) => page.t1("amount-baht", "amount", amount.baht()),
            None => page.t("amount-unknown"),
        },
        missing: missing.into_iter().map(|item| missing_view(page, debt.number, item)).collect(),
        faulty: DEBT.iter().any(|spec| !debt.check(spec, &debt.page(spec.key), today).is_empty()),
        address: address(debt),
    }
}

/// Where to go on with a debt: its first page that is not answered, else its first.
pub(super) fn address(debt: &DraftDebt) -> String {
    let unanswered = DEBT.iter().find(|spec| !debt.pages.contains_key(spec.key));
    let key = unanswered.map_or(DEBT[0].key, |spec| spec.key);
    format!("/registration/debts/{}/{key}", debt.number)
}

fn missing_view(page: &Page, number: i16, item: Missing) -> MissingView {
    let key = item.key();
    MissingView {
        what: page.t(&format!("missing-{key}")),
        why: page.t(&format!("missing-{key}-why")),
        remedy: page.t(&format!("missing-{key}-do")),
        address: if item.is_debtors() {
            format!("/registration/form/{}", item.page())
        } else {
            format!("/registration/debts/{number}/{}", item.page())
        },
    }
}

fn name(page: &Page, debt: &DraftDebt) -> String {
    match debt.creditor() {
        "" => page.t("creditor-unnamed"),
        name => name.to_owned(),
    }
}
