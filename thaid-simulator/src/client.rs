//! Who calls (ระบบผู้ขอใช้บริการ): client id and secret, in the `Authorization` header or in the body.

use std::collections::HashMap;

use axum::http::{HeaderMap, header};
use data_encoding::BASE64_NOPAD;
use url::form_urlencoded;

use crate::refusal::Refusal;
use crate::settings::Settings;

/// The fields of a body, the last of each name.
pub(crate) fn fields(body: &str) -> HashMap<String, String> {
    form_urlencoded::parse(body.as_bytes()).into_owned().collect()
}

/// Lets the client pass by `Authorization: Basic` alone, as introspection and revocation ask.
pub(crate) fn by_header(settings: &Settings, headers: &HeaderMap) -> Result<(), Refusal> {
    let (id, secret) = basic(headers).ok_or(NOT_AUTHENTICATED)?;
    check(settings, &id, &secret)
}

/// Lets the client pass by the header, or by `client_id` and `client_secret` in the body.
pub(crate) fn by_header_or_body(
    settings: &Settings,
    headers: &HeaderMap,
    fields: &HashMap<String, String>,
) -> Result<(), Refusal> {
    if headers.contains_key(header::AUTHORIZATION) {
        return by_header(settings, headers);
    }
    match (fields.get("client_id"), fields.get("client_secret")) {
        (Some(id), Some(secret)) => check(settings, id, secret),
        _ => Err(NOT_AUTHENTICATED),
    }
}

const NOT_AUTHENTICATED: Refusal =
    Refusal::unauthorized("invalid_client", "The client credentials are missing or unreadable");

fn check(settings: &Settings, id: &str, secret: &str) -> Result<(), Refusal> {
    if id != settings.client_id {
        return Err(Refusal::unauthorized("invalid_client", "The client id was not found"));
    }
    if secret != settings.client_secret {
        return Err(Refusal::unauthorized("unauthorized_client", "The client is not authorized"));
    }
    Ok(())
}

/// Reads standard Base64, with its padding or, as some integrators send it, without.
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
    let decoded = BASE64_NOPAD.decode(value.trim().trim_end_matches('=').as_bytes()).ok()?;
    let (id, secret) = std::str::from_utf8(&decoded).ok()?.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}
