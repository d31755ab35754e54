//! Choosing Thai or English, and leaving in a hurry.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use serde::Deserialize;

use super::page::see_other;
use super::{Error, session};
use crate::App;
use crate::text::Lang;

/// Where to come back to.
#[derive(Deserialize)]
pub(super) struct Back {
    #[serde(default)]
    back: String,
}

/// `GET /language/{code}`: remembers the language for a year and goes back to the page.
pub(super) async fn choose(
    State(app): State<App>,
    Path(code): Path<String>,
    Query(Back { back }): Query<Back>,
) -> Result<Response, Error> {
    let lang = Lang::from_code(&code).ok_or(Error::NotFound)?;
    let back = if is_local(&back) { back } else { "/".into() };
    let cookie = session::set_cookie(&app, "language", lang.code(), TimeDelta::days(365));
    Ok(([(header::SET_COOKIE, cookie)], see_other(&back)).into_response())
}

/// `GET /exit`: signs out and leaves for the weather forecast at once.
///
/// The browser is asked to drop what it kept of these pages. Its history it keeps; the page about
/// leaving quickly says so.
pub(super) async fn exit(State(app): State<App>, headers: HeaderMap) -> Response {
    let mut leaving = see_other("https://www.tmd.go.th/");
    let clear = HeaderValue::from_static("\"cache\"");
    leaving.headers_mut().insert(HeaderName::from_static("clear-site-data"), clear);
    // Whoever has to leave leaves, even when the database is gone.
    if let Ok(cookie) = session::sign_out(&app, &headers).await {
        leaving.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    leaving
}

/// Whether an address is a path on this site and nothing else.
#[must_use]
pub fn is_local(address: &str) -> bool {
    address.starts_with('/')
        && !address.starts_with("//")
        && address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

#[cfg(test)]
mod tests {
    use super::is_local;

    #[test]
    fn only_a_path_on_this_site_is_local() {
        for good in ["/", "/registration", "/offices?province=49"] {
            assert!(is_local(good), "{good}");
        }
        for bad in
            ["", "//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil", "a"]
        {
            assert!(!is_local(bad), "{bad}");
        }
    }
}
