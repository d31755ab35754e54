//! Who may come in: extractors that stand in a handler's arguments.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use uuid::Uuid;

use super::page::Page;
use super::session::Session;
use crate::App;

/// A signed-in debtor (ลูกหนี้), and the page they asked for. Anybody else is sent to sign in.
#[derive(Debug)]
pub struct Debtor {
    /// Who.
    pub id: Uuid,
    /// Their page, marked private.
    pub page: Page,
}

impl FromRequestParts<App> for Debtor {
    type Rejection = super::Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Debtor, super::Error> {
        let session = Session::of(app, parts).await?;
        let Some(id) = session.and_then(|session| session.debtor()) else {
            let address = parts.uri.path_and_query().map_or("/", |address| address.as_str());
            return Err(super::Error::Elsewhere(sign_in_address(address, false)));
        };
        let mut page = Page::from_request_parts(parts, app).await?;
        page.private = true;
        Ok(Debtor { id, page })
    }
}

/// Where to sign in and come back to `path`; `kept` says that a posted form waits there.
pub(super) fn sign_in_address(path: &str, kept: bool) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("back", page_of(path));
    if kept {
        query.append_pair("kept", "1");
    }
    format!("/register?{}", query.finish())
}

/// The page from which a path is posted to, where the path itself is no page.
pub(super) fn page_of(path: &str) -> &str {
    match path {
        "/registration/submit" => "/registration/check",
        "/registration/resume" => "/registration",
        _ if path.starts_with("/registration/attachments/") => "/registration/attachments",
        _ if path.starts_with("/office/cases/") => {
            let page = path.strip_suffix("/accept").unwrap_or(path);
            page.strip_suffix("/revoke").and_then(|p| p.rsplit_once('/')).map_or(page, |(p, _)| p)
        }
        _ if path.starts_with("/office/intake/") => {
            let page = without(path, &["/submit", "/remove", "/debts"]);
            let (before, file) = page.rsplit_once('/').unwrap_or_default();
            if before.ends_with("/attachments") && !file.is_empty() { before } else { page }
        }
        _ if path.starts_with("/office/people/") => without(path, &["/end", "/revoke"]),
        _ if path.starts_with("/office/admin/reference/") => without(path, &["/apply", "/undo"]),
        _ if path.starts_with("/office/admin/announcements/") => "/office/admin/announcements",
        _ if path.starts_with("/office/appointments/ask/") => "/office/appointments/ask",
        page => page,
    }
}

/// A path without the one of these ends that it has.
fn without<'p>(path: &'p str, ends: &[&str]) -> &'p str {
    ends.iter().find_map(|end| path.strip_suffix(end)).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::routes::{Who, table};

    #[test]
    fn every_address_that_is_only_posted_to_belongs_to_a_page() {
        let entries = table().entries;
        let is_page = |path: &str| entries.iter().any(|it| it.method == "GET" && it.path == path);
        for entry in entries.iter().filter(|it| it.method == "POST" && it.who != Who::Anyone) {
            assert!(is_page(page_of(entry.path)), "{} is of {}", entry.path, page_of(entry.path));
        }
    }
}
