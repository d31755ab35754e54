//! ตรวจ บันทึกข้อมูล และใบรับ — the answers read back to the debtor, submitted, and the receipt printed for them.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Opened, at_counter, found, locked, opened, recorded, search, sheet, who};
use crate::App;
use crate::intake::store;
use crate::intake::visit::Errand;
use crate::registration::submit::{Counter, submit as send};
use crate::registration::web::debts::DebtView;
use crate::registration::web::receipt::{Shown, shown, typeset};
use crate::registration::web::summary::{self, Section};
use crate::registration::web::{check, start};
use crate::registration::{State as Stage, attachment};
use crate::web::{Error, Officer, OfficerForm, Page, html, ok, see_other, unprocessable};
use crate::{campaign, clock};

#[derive(Template)]
#[template(path = "intake/check.html")]
struct Check {
    page: Page,
    id: Uuid,
    who: Vec<(String, String)>,
    /// The answers that the page reads back ([`check::seen`]).
    read: String,
    /// Whether they were changed since the page was read to the debtor.
    changed: bool,
    /// What stands in the way, each with where to mend it.
    obstacles: Vec<(String, String)>,
    office: String,
    sections: Vec<Section>,
    debts: Vec<DebtView>,
    ready: usize,
    /// How many files are attached.
    attachments: usize,
}

#[derive(Template)]
#[template(path = "intake/receipt.html")]
struct Receipt {
    page: Page,
    id: Uuid,
    name: String,
    shown: Shown,
    /// Whether the office has the file, and can add to it with the debtor.
    own: bool,
}

/// `GET /office/intake/{id}/check`.
pub async fn check(
    officer: Officer,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let opened = opened(&app, &mut tx, &officer, id).await?;
    let obstacles = obstacles(&app, &mut tx, &officer.page, &opened).await?;
    let page = draw(&app, &mut tx, officer.page, &opened, obstacles).await?;
    tx.commit().await?;
    Ok(ok(&page))
}

/// `POST /office/intake/{id}/submit`. Doing it twice makes one registration.
pub async fn submit(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    OfficerForm { officer, fields }: OfficerForm,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let mut opened = locked(&app, &mut tx, &officer, id).await?;
    if opened.registration.state == Stage::Submitted && !opened.registration.draft.changed {
        return Ok(see_other(&format!("/office/intake/{id}/receipt"))); // the second of two clicks
    }
    let campaign = campaign::store::get(&mut tx, opened.registration.campaign_id).await?;
    // What was submitted can be completed at any time; a first submission keeps the hours.
    if opened.registration.state == Stage::Draft
        && let Some(closed) = start::closed(&app, &officer.page, &campaign, true)
    {
        return Ok(closed);
    }
    if fields.get("read") != check::seen(&app, &opened.registration) {
        let obstacles = obstacles(&app, &mut tx, &officer.page, &opened).await?;
        recorded(&app, &mut tx, &officer, &opened, "looked").await?;
        let page = Page { address: format!("/office/intake/{id}/check"), ..officer.page };
        let drawn = draw(&app, &mut tx, page, &opened, obstacles).await?;
        tx.commit().await?;
        return Ok(html(StatusCode::CONFLICT, &Check { changed: true, ..drawn }));
    }
    // "Another creditor" and then back leaves a debt that nobody has filled in.
    opened.registration.draft.debts.retain(|debt| !debt.pages.is_empty());
    let office = check::office_of(&mut tx, &opened.registration.draft).await?;
    let obstacles = obstacles(&app, &mut tx, &officer.page, &opened).await?;
    let Some(office) = office.filter(|_| obstacles.is_empty()) else {
        recorded(&app, &mut tx, &officer, &opened, "looked").await?;
        let page = Page { address: format!("/office/intake/{id}/check"), ..officer.page };
        let drawn = draw(&app, &mut tx, page, &opened, obstacles).await?;
        tx.commit().await?;
        return Ok(unprocessable(&drawn));
    };
    let now = app.clock.now();
    let counter = Counter { by: officer.by(), office_code: officer.office()?.to_owned() };
    let registration = &mut opened.registration;
    send(&mut tx, &app.keys, registration, &campaign, &office.code, Some(&counter), now).await?;
    tx.commit().await?;
    tracing::info!(registration.id = %id, office.code = %office.code,
        "registration {id} submitted at a counter to office {}", office.code);
    Ok(see_other(&format!("/office/intake/{id}/receipt")))
}

/// `GET /office/intake/{id}/receipt`: on any day at the office that has the file; at another one on the day on which it
/// was submitted there. What cannot be printed is said to be there.
pub async fn receipt(
    officer: Officer,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let opened = found(&app, &mut tx, &officer, id, false).await?;
    let errand = Errand::of(&opened.registration, officer.office()?);
    if !is_printable(&app, &opened, errand) {
        let (debtor_id, campaign) = (opened.file.debtor_id, opened.registration.campaign_id);
        let there = store::there(&mut tx, debtor_id, campaign).await?.ok_or(Error::NotFound)?;
        let page = search::already(&app, &mut tx, &officer, (debtor_id, campaign), &there).await?;
        tx.commit().await?;
        return Ok(page);
    }
    recorded(&app, &mut tx, &officer, &opened, "receipt-shown").await?;
    let receipt = shown(&app, &mut tx, &officer.page, &opened.registration).await?;
    tx.commit().await?;
    let name = opened.person.names.full();
    Ok(ok(&Receipt { id, name, shown: receipt, own: errand.is_some(), page: officer.page }))
}

/// `GET /office/intake/{id}/receipt.pdf`.
pub async fn pdf(
    officer: Officer,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let opened = found(&app, &mut tx, &officer, id, false).await?;
    let errand = Errand::of(&opened.registration, officer.office()?);
    if !is_printable(&app, &opened, errand) {
        return Err(Error::Elsewhere(format!("/office/intake/{id}/receipt")));
    }
    recorded(&app, &mut tx, &officer, &opened, "receipt-printed").await?;
    tx.commit().await?;
    typeset(&app, app.db.acquire().await?, &officer.page, &opened.registration).await
}

/// Whether the counter hands out the receipt.
fn is_printable(app: &App, opened: &Opened, errand: Option<Errand>) -> bool {
    let registration = &opened.registration;
    if errand == Some(Errand::Complete) {
        return true;
    }
    let today = |at| clock::bangkok(at).date_naive() == app.clock.today();
    let sent_today = registration.submitted.as_ref().is_some_and(|submitted| today(submitted.at));
    sent_today
        && registration.state == Stage::Submitted
        && registration.channel == "onsite"
        && registration.version == 1
}

/// What stands in the way of submitting, each leading to its part of a sheet.
async fn obstacles(
    app: &App,
    conn: &mut PgConnection,
    page: &Page,
    opened: &Opened,
) -> Result<Vec<(String, String)>, Error> {
    let id = opened.registration.id;
    let found = check::obstacles(app, conn, page, &opened.registration.draft).await;
    let found = found.map_err(|error| match error {
        Error::Elsewhere(address) => Error::Elsewhere(at_counter(id, &address)),
        error => error,
    })?;
    Ok(found.into_iter().map(|(address, line)| (at_counter(id, &address), line)).collect())
}

async fn draw(
    app: &App,
    conn: &mut PgConnection,
    page: Page,
    opened: &Opened,
    obstacles: Vec<(String, String)>,
) -> Result<Check, Error> {
    let (id, draft, today) =
        (opened.registration.id, &opened.registration.draft, app.clock.today());
    let mut sections = summary::sections(conn, &page, draft, today).await?;
    for row in sections.iter_mut().flat_map(|section| &mut section.rows) {
        row.change = at_counter(id, &row.change);
    }
    let debts = sheet::views(&page, id, draft, today);
    let office = check::office_of(conn, draft).await?;
    let office = office.map(|office| office.name(page.lang).to_owned());
    Ok(Check {
        id,
        who: who(&page, opened),
        read: check::seen(app, &opened.registration),
        changed: false,
        obstacles,
        office: office.unwrap_or_else(|| page.t("answer-none")),
        sections,
        ready: debts.iter().filter(|debt| debt.missing.is_empty()).count(),
        debts,
        attachments: attachment::list(conn, &app.keys, &opened.registration).await?.len(),
        page,
    })
}
