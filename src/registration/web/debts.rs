//! The list of debts: "is there another creditor?", what each still lacks, and taking one out.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;

use super::{locked, mine};
use crate::App;
use crate::registration::form::pages::DEBT;
use crate::registration::readiness::{self, Missing};
use crate::registration::{Draft, DraftDebt, MOST_DEBTS, store};
use crate::web::form::{Choice, Posted, Problems, View};
use crate::web::{Debtor, Error, Page, ok, see_other, unprocessable};

/// A debt as lists show it.
pub(super) struct DebtView {
    pub(super) number: i16,
    pub(super) name: String,
    pub(super) amount: String,
    /// What is missing, why it is asked, what to do, and where.
    pub(super) missing: Vec<MissingView>,
    /// Whether some answer has a problem.
    pub(super) faulty: bool,
    /// Where to go on with this debt.
    pub(super) address: String,
}

/// One thing a debt still lacks.
pub(super) struct MissingView {
    pub(super) what: String,
    pub(super) why: String,
    pub(super) remedy: String,
    pub(super) address: String,
}

#[derive(Template)]
#[template(path = "registration/debts.html")]
struct DebtsPage {
    page: Page,
    debts: Vec<DebtView>,
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
    let page = draw(debtor.page, &registration.draft, app.clock.today(), &Problems::default());
    Ok(ok(&page))
}

/// `POST /registration/debts`: yes adds a debt and opens it, no goes on.
pub async fn another(State(app): State<App>, posted: Posted) -> Result<Response, Error> {
    let Posted { debtor, fields } = posted;
    let mut tx = app.db.begin().await?;
    let mut registration = locked(&app, &mut tx, debtor.id).await?;
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
            problems.add_with(
                "another",
                "problem-debts-many",
                vec![("most", MOST_DEBTS.to_string())],
            );
        }
        let page = draw(debtor.page, &registration.draft, app.clock.today(), &problems);
        return Ok(unprocessable(&page));
    };
    store::save_draft(&mut tx, &app.keys, &registration, app.clock.now()).await?;
    tx.commit().await?;
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
        store::save_draft(&mut tx, &app.keys, &registration, app.clock.now()).await?;
        tx.commit().await?;
    }
    Ok(see_other("/registration/debts"))
}

fn draw(page: Page, draft: &Draft, today: NaiveDate, problems: &Problems) -> DebtsPage {
    let debts = views(&page, draft, today);
    let choice = |value: &str, key: &str| Choice {
        value: value.into(),
        label: page.t(key),
        hint: String::new(),
    };
    let yes = if debts.is_empty() { "debts-first" } else { "debts-yes" };
    DebtsPage {
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
    }
}

/// The debts of a draft with what each still lacks.
pub(super) fn views(page: &Page, draft: &Draft, today: NaiveDate) -> Vec<DebtView> {
    draft.debts.iter().map(|debt| view(page, draft, debt, today)).collect()
}

fn view(page: &Page, draft: &Draft, debt: &DraftDebt, today: NaiveDate) -> DebtView {
    let missing = readiness::missing(draft, debt, today);
    let unanswered = DEBT.iter().find(|spec| !debt.pages.contains_key(spec.key));
    DebtView {
        number: debt.number,
        name: name(page, debt),
        amount: match debt.amounts(today).size() {
            Some(amount) => page.t1("amount-baht", "amount", amount.baht()),
            None => page.t("amount-unknown"),
        },
        missing: missing.into_iter().map(|item| missing_view(page, debt.number, item)).collect(),
        faulty: DEBT.iter().any(|spec| !debt.check(spec, &debt.page(spec.key), today).is_empty()),
        address: format!(
            "/registration/debts/{}/{}",
            debt.number,
            unanswered.map_or(DEBT[0].key, |spec| spec.key)
        ),
    }
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
