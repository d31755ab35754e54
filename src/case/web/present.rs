//! ผู้ที่เปิดสำนวนอยู่ — the part of a file's pages that says who else has it open, for the script that asks again.
//!
//! It shows nothing of the debtor, so it is no look; it keeps the officer present while their page is open.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use uuid::Uuid;

use super::present;
use crate::App;
use crate::case::store;
use crate::web::{Error, Officer, Page, ok};

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
    let names = present(&app, &mut tx, &officer, &file.ok_or(Error::NotFound)?).await?;
    tx.commit().await?;
    Ok(ok(&Present { page: officer.page, names }))
}
