//! Check your answers, and บันทึกข้อมูล.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use data_encoding::HEXLOWER;

use super::debts::{self, DebtView};
use super::form::SEEN;
use super::summary::{self, Section};
use super::{locked, mine, places, start};
use crate::App;
use crate::campaign;
use crate::office;
use crate::registration::form::PageSpec;
use crate::registration::form::compare::digest;
use crate::registration::form::pages::{DEBT, DEBTOR};
use crate::registration::{Draft, Registration, State as Stage, attachment, submit};
use crate::web::form::{Posted, Problems};
use crate::web::{Debtor, Error, Page, html, ok, see_other, unprocessable};

#[derive(Template)]
#[template(path = "registration/check.html")]
struct Check {
    page: Page,
    /// What stands in the way, each with where to mend it.
    obstacles: Vec<(String, String)>,
    office: String,
    sections: Vec<Section>,
    debts: Vec<DebtView>,
    ready: usize,
    attachments: usize,
    again: bool,
    /// The answers that are shown here ([`seen`]): what is submitted is what was read.
    seen: String,
    /// Whether they were changed while the page was open.
    changed: bool,
}

/// `GET /registration/check`.
pub async fn show(debtor: Debtor, State(app): State<App>) -> Result<Response, Error> {
    let mut conn = app.db.acquire().await?;
    let registration = mine(&app, &mut conn, debtor.id).await?;
    let obstacles = obstacles(&app, &mut conn, &debtor.page, &registration.draft).await?;
    Ok(ok(&draw(&app, &mut conn, debtor.page, &registration, obstacles).await?))
}

/// `POST /registration/submit`. Doing it twice makes one registration.
pub async fn submit(
    State(app): State<App>,
    Posted { debtor, mut fields }: Posted,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let mut registration = locked(&app, &mut tx, debtor.id).await?;
    let campaign = campaign::store::get(&mut tx, registration.campaign_id).await?;
    // What was submitted can be completed at any time; a first submission keeps the hours.
    if registration.state == Stage::Draft
        && let Some(closed) = start::closed(&app, &debtor.page, &campaign, true)
    {
        return Ok(closed);
    }
    let shown = fields.take(SEEN).pop().unwrap_or_default();
    let others = !shown.is_empty() && shown != seen(&app, &registration);
    if others && registration.draft.changed {
        let obstacles = obstacles(&app, &mut tx, &debtor.page, &registration.draft).await?;
        let drawn = draw(&app, &mut tx, debtor.page, &registration, obstacles).await?;
        return Ok(html(StatusCode::CONFLICT, &Check { changed: true, ..drawn }));
    }
    // "Yes, another" and then back leaves a debt that nobody has filled in.
    registration.draft.debts.retain(|debt| !debt.pages.is_empty());
    let office = office_of(&mut tx, &registration.draft).await?;
    let obstacles = obstacles(&app, &mut tx, &debtor.page, &registration.draft).await?;
    let Some(office) = office.filter(|_| obstacles.is_empty()) else {
        let page = draw(&app, &mut tx, debtor.page, &registration, obstacles).await?;
        return Ok(unprocessable(&page));
    };
    let now = app.clock.now();
    submit::submit(&mut tx, &app.keys, &mut registration, &campaign, &office.code, None, now)
        .await?;
    tx.commit().await?;
    tracing::info!(registration.id = %registration.id, office.code = %office.code,
        "registration {} submitted to office {}", registration.id, office.code);
    Ok(see_other("/registration/receipt"))
}

async fn draw(
    app: &App,
    conn: &mut sqlx::PgConnection,
    page: Page,
    registration: &Registration,
    obstacles: Vec<(String, String)>,
) -> Result<Check, Error> {
    let today = app.clock.today();
    let sections = summary::sections(conn, &page, &registration.draft, today).await?;
    let debts = debts::views(&page, &registration.draft, today);
    let office = office_of(conn, &registration.draft).await?;
    let office = office.map(|office| office.name(page.lang).to_owned());
    Ok(Check {
        obstacles,
        office: office.unwrap_or_else(|| page.t("answer-none")),
        sections,
        ready: debts.iter().filter(|debt| debt.missing.is_empty()).count(),
        debts,
        attachments: attachment::list(conn, &app.keys, registration).await?.len(),
        again: registration.state != Stage::Draft,
        seen: seen(app, registration),
        changed: false,
        page,
    })
}

/// Which answers a page shows, or an officer reads back, as its form carries it: others may have been saved meanwhile. A debt
/// that nobody has filled in is none.
pub(crate) fn seen(app: &App, registration: &Registration) -> String {
    let Registration { id, draft, .. } = registration;
    let of = |debt: i16, spec: &PageSpec| {
        let answers = draft.answers(debt, spec.key).unwrap_or_default();
        digest(&app.keys, *id, debt, spec.key, &answers)
    };
    let own = DEBTOR.iter().map(|spec| of(0, spec));
    let debts = draft.debts.iter().filter(|debt| !debt.pages.is_empty());
    let debts = debts.flat_map(|debt| DEBT.iter().map(move |spec| (debt.number, spec)));
    let all: String = own.chain(debts.map(|(debt, spec)| of(debt, spec))).collect();
    HEXLOWER.encode(&app.keys.hash("check", all.as_bytes())[..16])
}

pub(crate) async fn office_of(
    conn: &mut sqlx::PgConnection,
    draft: &Draft,
) -> sqlx::Result<Option<office::Office>> {
    match draft.office_code() {
        Some(code) => office::find(conn, &code).await,
        None => Ok(None),
    }
}

/// What stands in the way of submitting: the address of each page, and what is wrong there.
pub(crate) async fn obstacles(
    app: &App,
    conn: &mut sqlx::PgConnection,
    page: &Page,
    draft: &Draft,
) -> Result<Vec<(String, String)>, Error> {
    let mut found: Vec<(String, String)> = Vec::new();
    for (debt, spec, problems) in draft.obstacles(app.clock.today()) {
        let address = match debt {
            0 => format!("/registration/form/{}?then=check", spec.key),
            number => format!("/registration/debts/{number}/{}?then=check", spec.key),
        };
        for (_, line) in problems.summary(page) {
            let line = match debt {
                0 => line,
                number => format!("{} – {line}", page.t1("form-debt", "number", number)),
            };
            found.push((address.clone(), line));
        }
    }
    if draft.debts.is_empty() {
        found.push(("/registration/debts".into(), page.t("problem-no-debt")));
    }
    if found.is_empty() {
        // The rules hold; the tables have the last word on codes.
        for key in ["address", "office"] {
            let choices = places::choices(conn, page, key, draft).await?;
            let (mut fields, mut problems) = (draft.page(key), Problems::default());
            places::check(conn, key, &choices, draft, &mut fields, &mut problems).await?;
            let address = format!("/registration/form/{key}?then=check");
            found.extend(
                problems.summary(page).into_iter().map(|(_, line)| (address.clone(), line)),
            );
        }
    }
    Ok(found)
}
