//! The administrators' pages.

pub mod announcements;
pub mod offices;
pub mod reference;
pub mod rounds;

use askama::Template;
use axum::response::Response;
use sqlx::PgConnection;

use crate::App;
use crate::web::form::Fields;
use crate::web::kept::kept;
use crate::web::{Error, Officer, Page, ok};

#[derive(Template)]
#[template(path = "admin/index.html")]
struct Index {
    page: Page,
}

/// `GET /office/admin`: what can be kept in order here.
pub async fn index(officer: Officer) -> Response {
    ok(&Index { page: officer.page })
}

/// What the officer typed on this page when their time ran out, if they did.
async fn typed_before(
    app: &App,
    conn: &mut PgConnection,
    officer: &Officer,
) -> Result<Option<Fields>, Error> {
    let kept = kept(conn, app, officer.id, &officer.page.path).await?;
    Ok(kept.map(|kept| kept.fields))
}
