//! ผู้ที่เปิดสำนวนอยู่ — the part of a file's pages that says who else has it open, for the script that asks again.
//!
//! It shows nothing of the debtor, so it is no look; it keeps the officer present while their page is open.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::case::{presence, store};
use crate::web::{Error, Officer, Page, ok};
use crate::{App, officer as officers};

#[derive(Template)]
#[template(path = "case/present_now.html")]
struct Present {
    page: Page,
    names: Vec<String>,
}

/// `GET /office/cases/{id}/present`.
pub async fn show(
    officer: Officer,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let file = store::find(&mut tx, &app.keys, id, &officer.scope, app.clock.today()).await?;
    let file = file.ok_or(Error::NotFound)?;
    let names = others(&app, &mut tx, &officer, (&file.office_code, id)).await?;
    tx.commit().await?;
    Ok(ok(&Present { page: officer.page, names }))
}

/// Notes that an officer has a registration open at an office, on its desk or at its counter; gives the names of the
/// others who have.
pub(crate) async fn others(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    (office_code, id): (&str, Uuid),
) -> Result<Vec<String>, Error> {
    let others = presence::note(tx, (office_code, id), officer.id, app.clock.now()).await?;
    let mut names = officers::store::names(tx, &app.keys, &others).await?;
    let name = |id| names.remove(id).unwrap_or_else(|| officer.page.t("officer-unknown"));
    Ok(others.iter().map(name).collect())
}
