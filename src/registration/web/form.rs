//! The pages of the form: shown, saved, shown again with what is wrong.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::fields::{self, FieldView};
use super::{held, mine, places};
use crate::App;
use crate::registration::form::pages::{self, DEBT, DEBTOR};
use crate::registration::form::{Kind, PageSpec, check};
use crate::registration::{Registration, store};
use crate::text;
use crate::web::form::{self, Choice, Fields, Posted, Problems};
use crate::web::{Debtor, Error, Page, ok, see_other, unprocessable};

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
    unknown: String,
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
    show_page(&app, debtor, Place { debt: 0, spec, then: then.then }).await
}

/// `GET /registration/debts/{number}/{page}`.
pub async fn show_debt(
    debtor: Debtor,
    State(app): State<App>,
    Path((debt, key)): Path<(i16, String)>,
    Query(then): Query<Then>,
) -> Result<Response, Error> {
    let spec = pages::debt_page(&key).ok_or(Error::NotFound)?;
    show_page(&app, debtor, Place { debt, spec, then: then.then }).await
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
struct Place {
    /// 0 for the debtor's own pages.
    debt: i16,
    spec: &'static PageSpec,
    then: String,
}

impl Place {
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

async fn show_page(app: &App, debtor: Debtor, place: Place) -> Result<Response, Error> {
    let mut conn = app.db.acquire().await?;
    let registration = mine(app, &mut conn, debtor.id).await?;
    let stored = registration.draft.answers(place.debt, place.spec.key).ok_or(Error::NotFound)?;
    let choices =
        places::choices(&mut conn, &debtor.page, place.spec.key, &registration.draft).await?;
    drop(conn);
    let held = form::held(app, debtor.id, &debtor.page.path).await?;
    let was_held = held.is_some();
    let typed = held.unwrap_or(stored);
    // A saved answer that still has a problem says so again; a blank page says nothing yet.
    let problems = if typed.is_blank() {
        Problems::default()
    } else {
        check::check(place.spec, &typed, app.clock.today())
    };
    Ok(ok(&draw(debtor.page, &place, &registration, &typed, &problems, &choices, was_held)))
}

async fn save_page(
    app: &App,
    Posted { debtor, mut fields }: Posted,
    debt: i16,
    spec: &'static PageSpec,
) -> Result<Response, Error> {
    let then = fields.take("then").pop().unwrap_or_default();
    let more = !fields.take("more").is_empty();
    let place = Place { debt, spec, then };
    fields.retain(|name| spec.owns(name));
    tidy(spec, &mut fields);

    let mut tx = app.db.begin().await?;
    let mut registration = held(app, &mut tx, debtor.id).await?;
    if debt != 0 && registration.draft.debt(debt).is_none() {
        return Err(Error::Elsewhere("/registration/debts".into()));
    }
    let choices = places::choices(&mut tx, &debtor.page, spec.key, &registration.draft).await?;
    let mut problems = check_page(app, &registration, debt, spec, &fields);
    places::check(&mut tx, spec.key, &choices, &registration.draft, &mut fields, &mut problems)
        .await?;
    if registration.draft.answers(debt, spec.key).as_ref() != Some(&fields) {
        registration.draft.keep(debt, spec.key, fields.clone());
        store::save_draft(&mut tx, &app.keys, &registration, app.clock.now()).await?;
    }
    form::release(&mut tx, debtor.id, &debtor.page.path).await?;
    tx.commit().await?;

    if !problems.is_empty() {
        let page = draw(debtor.page, &place, &registration, &fields, &problems, &choices, false);
        return Ok(unprocessable(&page));
    }
    Ok(see_other(&if more { place.address(spec.key) } else { place.next() }))
}

/// The rules of a page; the page of payments is compared with the loan's date.
fn check_page(
    app: &App,
    registration: &Registration,
    debt: i16,
    spec: &PageSpec,
    fields: &Fields,
) -> Problems {
    let mut known = fields.clone();
    if let Some(debt) = registration.draft.debt(debt).filter(|_| spec.key == "payments") {
        debt.lend_date(&mut known);
    }
    check::check(spec, &known, app.clock.today())
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
    place: &Place,
    registration: &Registration,
    typed: &Fields,
    problems: &Problems,
    choices: &[Choice],
    held: bool,
) -> FormPage {
    let key = place.spec.key;
    let debt = registration.draft.debt(place.debt);
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
        action: place.address(key),
        back: place.back(),
        then: place.then.clone(),
        held,
        fields: fields::views(&page, place.spec, typed, problems, choices),
        problems: problems.summary(&page),
        unknown: page.t("form-unknown"),
        number_label: page.t("form-row"),
        page,
    }
}
