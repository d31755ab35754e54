//! The pages of the form: shown, saved, shown again with what is wrong.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::fields::{self, FieldView};
use super::save::save_page;
use super::step::{Hurdle, Step};
use super::{mine, places};
use crate::App;
use crate::calculator::web::debt as calculator;
use crate::registration::Registration;
use crate::registration::form::pages;
use crate::registration::form::{PageSpec, check};
use crate::text::Lang;
use crate::web::form::{self, Choice, Fields, Posted, Problems};
use crate::web::{Debtor, Error, Page, ok};

/// The field in which a form says from which answers it was drawn.
pub(super) const SEEN: &str = "seen";

/// How somebody came to a page, and where it leads.
#[derive(Deserialize)]
pub struct Asked {
    /// `check` leads back to the answers after saving.
    #[serde(default)]
    then: String,
    /// Not empty: they were sent here, because the page they wanted needs this one first.
    #[serde(default)]
    first: String,
}

#[derive(Template)]
#[template(path = "registration/page.html")]
pub(super) struct FormPage {
    page: Page,
    title: String,
    intro: String,
    /// "Debt 2: name", above the title.
    caption: String,
    action: String,
    back: String,
    to_check: bool,
    /// From which answers it is drawn: comes back with the form.
    seen: String,
    /// What was saved since the form was drawn: labels and values.
    pub(super) saved: Vec<(String, String)>,
    /// The start of the locale keys of a banner, or empty.
    banner: &'static str,
    hurdle: Option<Hurdle>,
    fields: Vec<FieldView>,
    problems: Vec<(String, String)>,
    /// What the law may say of the debt, as far as it is filled in, and where the whole answer is.
    law: Option<(String, String)>,
    /// "Page 2 of 7".
    progress: String,
    number_label: String,
}

impl FormPage {
    /// The banner's title, its text, or what the buttons of a hurdle say.
    fn said(&self, part: &str) -> String {
        self.page.t(&format!("{}{part}", self.banner))
    }
}

/// `GET /registration/form/{page}`.
pub async fn show(
    debtor: Debtor,
    State(app): State<App>,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let spec = pages::debtor_page(&key).ok_or(Error::NotFound)?;
    show_page(&app, debtor, 0, spec, &asked).await
}

/// `GET /registration/debts/{number}/{page}`.
pub async fn show_debt(
    debtor: Debtor,
    State(app): State<App>,
    Path((debt, key)): Path<(i16, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let spec = pages::debt_page(&key).ok_or(Error::NotFound)?;
    show_page(&app, debtor, debt, spec, &asked).await
}

/// `POST /registration/form/{page}`.
pub async fn save(
    State(app): State<App>,
    Path(key): Path<String>,
    posted: Posted,
) -> Result<Response, Error> {
    let spec = pages::debtor_page(&key).ok_or(Error::NotFound)?;
    save_page(&app, posted, 0, spec).await
}

/// `POST /registration/debts/{number}/{page}`.
pub async fn save_debt(
    State(app): State<App>,
    Path((debt, key)): Path<(i16, String)>,
    posted: Posted,
) -> Result<Response, Error> {
    let spec = pages::debt_page(&key).ok_or(Error::NotFound)?;
    save_page(&app, posted, debt, spec).await
}

async fn show_page(
    app: &App,
    debtor: Debtor,
    debt: i16,
    spec: &'static PageSpec,
    asked: &Asked,
) -> Result<Response, Error> {
    let mut held = form::held(app, debtor.id, &debtor.page.path).await?;
    let mut of_held = |name| held.as_mut().map(|held| held.take(name)).unwrap_or_default();
    let (held_then, held_seen) = (of_held("then"), of_held(SEEN).pop());
    let mut conn = app.db.acquire().await?;
    let registration = mine(app, &mut conn, debtor.id).await?;
    let mut step = Step {
        debt,
        spec,
        seen: String::new(),
        to_check: asked.then == "check" || held_then.iter().any(|then| then == "check"),
        hurdle: Hurdle::of(&registration, debt),
    };
    step.see(app, &registration);
    if let Some(seen) = held_seen {
        step.seen = seen; // of the form that is held: what was saved since then is shown when it is sent
    }
    let banner = match (&held, step.hurdle) {
        (_, Some(hurdle)) => hurdle.words(),
        (Some(_), None) => "form-held",
        (None, None) if !asked.first.is_empty() => "form-first",
        (None, None) => "",
    };
    let stored = registration.draft.answers(debt, spec.key);
    let typed = held.or(stored).ok_or(Error::NotFound)?;
    let choices = places::choices(&mut conn, &debtor.page, spec.key, &registration.draft).await;
    let choices = choices.map_err(|error| step.lacking(error))?;
    // A saved answer that still has a problem says so again; a blank page says nothing yet.
    let problems = if typed.is_blank() {
        Problems::default()
    } else {
        check_page(app, &registration, &step, &typed)
    };
    let lang = debtor.page.lang;
    drop(conn);
    let page = draw(debtor.page, &step, &registration, &typed, &problems, &choices, banner);
    Ok(ok(&FormPage { law: law(app, lang, &registration, &step).await?, ..page }))
}

/// What the law may say of the debt whose amounts are asked on this page, from the answers that are saved.
async fn law(
    app: &App,
    lang: Lang,
    registration: &Registration,
    step: &Step,
) -> Result<Option<(String, String)>, Error> {
    let asked = ["loan", "terms", "payments"].contains(&step.spec.key);
    let Some(debt) = registration.draft.debt(step.debt).filter(|_| asked) else { return Ok(None) };
    let hints = calculator::hints(lang, std::slice::from_ref(debt), app.clock.today()).await?;
    Ok(hints.into_values().next().map(|hint| (hint, step.address("balance"))))
}

/// The rules of a page.
pub(super) fn check_page(
    app: &App,
    registration: &Registration,
    step: &Step,
    fields: &Fields,
) -> Problems {
    let today = app.clock.today();
    match registration.draft.debt(step.debt) {
        Some(debt) => debt.check(step.spec, fields, today),
        None => check::check(step.spec, fields, today),
    }
}

/// The page with what was typed, what is wrong with it, and a banner (the start of its locale keys, or empty).
pub(super) fn draw(
    page: Page,
    step: &Step,
    registration: &Registration,
    typed: &Fields,
    problems: &Problems,
    choices: &[Choice],
    banner: &'static str,
) -> FormPage {
    let key = step.spec.key;
    let page = Page { address: step.here(), ..page };
    let caption = match registration.draft.debt(step.debt) {
        None if step.debt == 0 => page.t("form-caption"),
        None => page.t1("form-debt", "number", step.debt),
        Some(debt) if debt.creditor().is_empty() => page.t1("form-debt", "number", debt.number),
        Some(debt) => {
            page.t2("form-debt-named", "number", debt.number, "creditor", debt.creditor())
        }
    };
    FormPage {
        title: page.t(&format!("page-{key}")),
        intro: page.t(&format!("page-{key}-intro")),
        caption,
        action: step.address(key),
        back: step.back(),
        to_check: step.to_check,
        seen: step.seen.clone(),
        saved: vec![],
        banner,
        hurdle: step.hurdle,
        fields: fields::views(&page, step.spec, typed, problems, choices),
        problems: problems.summary(&page),
        law: None,
        progress: page.t2("form-progress", "page", step.number(), "pages", step.pages().len()),
        number_label: page.t("form-row"),
        page,
    }
}
