//! ประกาศความเป็นส่วนตัว — the privacy notice of PDPA 2562 s.23, in numbered versions.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use crate::web::{self, Error, Page};

/// The version of the notice now shown: Buddhist year and number in it. A registration records it.
///
/// Whoever changes the notice's meaning raises it and keeps the old version readable.
pub const VERSION: &str = "2569-1";

#[derive(Template)]
#[template(path = "portal/privacy.html")]
struct Notice {
    page: Page,
    version: &'static str,
}

/// `GET /privacy`: the present version.
pub async fn current(page: Page) -> Response {
    web::ok(&Notice { page, version: VERSION })
}

/// `GET /privacy/{version}`: one version, as registrations refer to it.
pub async fn one(page: Page, Path(version): Path<String>) -> Result<Response, Error> {
    if version == VERSION { Ok(current(page).await) } else { Err(Error::NotFound) }
}
