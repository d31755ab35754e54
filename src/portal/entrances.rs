//! ทางเข้าสามทาง — the entrances that the three QR codes open: `/register`, `/office` and `/report`.

use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;

use super::{Standing, standing};
use crate::web::form::Fields;
use crate::web::{self, Error, Page};
use crate::{App, campaign};

/// Where a debtor goes after signing in when no page sent them here.
const HOME: &str = "/registration";

#[derive(Template)]
#[template(path = "portal/register.html")]
struct Register {
    page: Page,
    standing: Standing,
    /// The page to come back to after signing in.
    back: String,
    /// What became of what was sent when the session had ended: `1`, a form is kept; `files`, files are not.
    kept: String,
}

/// `GET /register`: what signing in with `ThaiD` is, and the button that begins it. `back` names
/// the page to come back to; `kept=1` says that a form waits there, `kept=files` that files were not taken.
pub async fn register(page: Page, State(app): State<App>, uri: Uri) -> Result<Response, Error> {
    let asked = Fields::read(uri.query().unwrap_or_default().as_bytes());
    let back =
        Some(asked.get("back")).filter(|back| web::is_local(back)).unwrap_or(HOME).to_owned();
    let mut conn = app.db.acquire().await?;
    let campaign = campaign::store::current(&mut conn, app.clock.today()).await?;
    let standing = standing(&page, &campaign, app.clock.now());
    Ok(web::ok(&Register { page, standing, back, kept: asked.get("kept").to_owned() }))
}

#[derive(Template)]
#[template(path = "portal/report_entrance.html")]
struct ReportEntrance {
    page: Page,
}

/// `GET /report`: for officers who report results.
pub async fn report(page: Page) -> Response {
    web::ok(&ReportEntrance { page })
}
