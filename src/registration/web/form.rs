//! The pages of the form: shown, saved, shown again with what is wrong.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::fields::{self, FieldView};
use super::{locked, mine, places};
use crate::registration::form::pages::{self, DEBT, DEBTOR};
use crate::registration::form::{Kind, PageSpec, check};
use crate::registration::{Registration, store};
use crate::text;
use crate::web::form::{self, Choice, Fields, Posted, Problems};
use crate::web::{Debtor, Error, Page, ok, see_other, unprocessable};
use crate::{App, audit};

/// Where a page leads after saving: `check` leads back to the answers.
#[derive(Deserialize)]
pub struct Then {
    #[serde(default)]
    then: String,
}

#[derive(Template)]
#[template(path = "registration/page.html")]
struct FormPage {
    page: Page,
    title: String,
    intro: String,
    /// "Debt 2: name", above the title.
    caption: String,
    action: String,
    back: String,
    then: String,
    held: bool,
    fields: Vec<FieldView>,
    problems: Vec<(String, String)>,
    /// "Page 2 of 7".
    progress: String,
    number_label: String,
}

/// `GET /registration/form/{page}`.
pub async fn show(
    debtor: Debtor,
    State(app): State<App>,
    Path(key): Path<String>,
    Query(then): Query<Then>,
) -> Result<Response, Error> {
    let spec = pages::debtor_page(&key).ok_or(Error::NotFound)?;
    show_page(&app, debtor, Step { debt: 0, spec, then: then.then }).await
}

/// `GET /registration/debts/{number}/{page}`.
pub async fn show_debt(
    debtor: Debtor,
    State(app): State<App>,
    Path((debt, key)): Path<(i16, String)>,
    Query(then): Query<Then>,
) -> Result<Response, Error> {
    let spec = pages::debt_page(&key).ok_or(Error::NotFound)?;
    show_page(&app, debtor, Step { debt, spec, then: then.then }).await
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

/// A page of the form: whose, which, and where it leads.
struct Step {
    /// 0 for the debtor's own pages.
    debt: i16,
    spec: &'static PageSpec,
    then: String,
}

impl Step {
    fn address(&self, key: &str) -> String {
        if self.debt == 0 {
            format!("/registration/form/{key}")
        } else {
            format!("/registration/debts/{}/{key}", self.debt)
        }
    }

    fn pages(&self) -> &'static [PageSpec] {
        if self.debt == 0 { DEBTOR } else { DEBT }
    }

    /// Its place among the pages, from 1.
    fn number(&self) -> usize {
        self.pages().iter().take_while(|page| page.key != self.spec.key).count() + 1
    }

    fn next(&self) -> String {
        if self.then == "check" {
            // A changed area asks the areas below it again.
            return match self.spec.key {
                "province" => "/registration/form/district?then=check".into(),
                "district" => "/registration/form/address?then=check".into(),
                _ => "/registration/check".into(),
            };
        }
        match pages::after(self.pages(), self.spec.key) {
            Some(key) => self.address(key),
            None => "/registration/debts".into(),
        }
    }

    fn back(&self) -> String {
        if self.then == "check" {
            return "/registration/check".into();
        }
        match pages::before(self.pages(), self.spec.key) {
            Some(key) => self.address(key),
            None if self.debt == 0 => "/registration".into(),
            None => "/registration/debts".into(),
        }
    }
}

async fn show_page(app: &App, debtor: Debtor, step: Step) -> Result<Response, Error> {
    let mut conn = app.db.acquire().await?;
    let registration = mine(app, &mut conn, debtor.id).await?;
    let stored = registration.draft.answers(step.debt, step.spec.key).ok_or(Error::NotFound)?;
    let choices =
        places::choices(&mut conn, &debtor.page, step.spec.key, &registration.draft).await?;
    drop(conn);
    let held = form::held(app, debtor.id, &debtor.page.path).await?;
    let was_held = held.is_some();
    let typed = held.unwrap_or(stored);
    // A saved answer that still has a problem says so again; a blank page says nothing yet.
    let problems = if typed.is_blank() {
        Problems::default()
    } else {
        check_page(app, &registration, &step, &typed)
    };
    Ok(ok(&draw(debtor.page, &step, &registration, &typed, &problems, &choices, was_held)))
}

async fn save_page(
    app: &App,
    Posted { debtor, mut fields }: Posted,
    debt: i16,
    spec: &'static PageSpec,
) -> Result<Response, Error> {
    let then = fields.take("then").pop().unwrap_or_default();
    let more = !fields.take("more").is_empty();
    let step = Step { debt, spec, then };
    fields.retain(|name| spec.owns(name));
    tidy(spec, &mut fields);

    let mut tx = app.db.begin().await?;
    let mut registration = locked(app, &mut tx, debtor.id).await?;
    if debt != 0 && registration.draft.debt(debt).is_none() {
        return Err(Error::Elsewhere("/registration/debts".into()));
    }
    let choices = places::choices(&mut tx, &debtor.page, spec.key, &registration.draft).await?;
    let mut problems = check_page(app, &registration, &step, &fields);
    places::check(&mut tx, spec.key, &choices, &registration.draft, &mut fields, &mut problems)
        .await?;
    if spec.key == "district" {
        registration.draft.move_to(fields.get("district"));
    }
    if registration.draft.answers(debt, spec.key).as_ref() != Some(&fields) {
        registration.draft.keep(debt, spec.key, fields.clone());
        let now = app.clock.now();
        store::save_draft(&mut tx, &app.keys, &registration, now).await?;
        audit::debtor(&mut tx, debtor.id, "saved", Some(registration.id), now).await?;
    }
    form::release(&mut tx, debtor.id, &debtor.page.path).await?;
    tx.commit().await?;

    if !problems.is_empty() {
        let page = draw(debtor.page, &step, &registration, &fields, &problems, &choices, false);
        return Ok(unprocessable(&page));
    }
    Ok(see_other(&if more { step.address(spec.key) } else { step.next() }))
}

/// The rules of a page.
fn check_page(app: &App, registration: &Registration, step: &Step, fields: &Fields) -> Problems {
    let today = app.clock.today();
    match registration.draft.debt(step.debt) {
        Some(debt) => debt.check(step.spec, fields, today),
        None => check::check(step.spec, fields, today),
    }
}

/// Texts are kept clean of what cannot be seen; one that cannot be kept stays as typed, to be mended.
fn tidy(spec: &PageSpec, fields: &mut Fields) {
    for field in spec.fields {
        let clean = match field.kind {
            Kind::Line(most) => text::clean_line(fields.get(field.name), most),
            Kind::Lines(most) => text::clean_lines(fields.get(field.name), most),
            _ => continue,
        };
        if let Ok(clean) = clean {
            fields.set(field.name, clean);
        }
    }
}

fn draw(
    page: Page,
    step: &Step,
    registration: &Registration,
    typed: &Fields,
    problems: &Problems,
    choices: &[Choice],
    held: bool,
) -> FormPage {
    let key = step.spec.key;
    let debt = registration.draft.debt(step.debt);
    let caption = match debt {
        None => page.t("form-caption"),
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
        then: step.then.clone(),
        held,
        fields: fields::views(&page, step.spec, typed, problems, choices),
        problems: problems.summary(&page),
        progress: page.t2("form-progress", "page", step.number(), "pages", step.pages().len()),
        number_label: page.t("form-row"),
        page,
    }
}
