//! The authorize request (คำขอยืนยันตัวตน): checked as ThaiD's sandbox was seen to check it.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use url::form_urlencoded;

use crate::html::found;
use crate::refusal::Refusal;
use crate::simulation::Simulation;
use crate::transaction::Request;

/// `GET /api/v2/oauth2/auth/`: sends the browser to the QR page, or refuses. Unknown parameters are
/// ignored, PKCE's among them.
pub(crate) async fn authorize(
    State(sim): State<Arc<Simulation>>,
    Query(asked): Query<HashMap<String, String>>,
) -> Response {
    let redirect_uri = match callback_of(&sim, &asked) {
        Ok(redirect_uri) => redirect_uri,
        Err(refusal) => return refusal.into_response(),
    };
    match parse(&sim, &asked, redirect_uri) {
        Ok(request) => {
            let transaction = sim.begin(request);
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("qrcode", &transaction.qr_text)
                .append_pair("refCode", &transaction.ref_code)
                .append_pair("txID", &transaction.id)
                .finish();
            found(&format!("/api/v2/oauth2/qr/?{query}"))
        }
        Err(refusal) if sim.switches().redirected_errors => {
            let request = Request {
                redirect_uri: redirect_uri.to_owned(),
                scopes: Vec::new(),
                state: asked.get("state").cloned().unwrap_or_default(),
                nonce: None,
            };
            let members = [("error", refusal.error), ("error_description", refusal.description)];
            found(&sim.callback(&request, &members))
        }
        Err(refusal) => refusal.into_response(),
    }
}

/// The callback, once client and callback are known to belong together; before, nothing is redirected.
fn callback_of<'a>(
    sim: &Simulation,
    asked: &'a HashMap<String, String>,
) -> Result<&'a str, Refusal> {
    if asked.get("client_id") != Some(&sim.settings.client_id) {
        return Err(Refusal::unauthorized("unauthorized_client", "The client is not authorized"));
    }
    let uri = asked
        .get("redirect_uri")
        .ok_or(Refusal::bad("invalid_request", "The redirect_uri is missing"))?;
    if !sim.settings.redirect_uris.contains(uri) {
        return Err(Refusal::bad("invalid_request", "The redirect_uri does not match"));
    }
    Ok(uri)
}

fn parse(
    sim: &Simulation,
    asked: &HashMap<String, String>,
    redirect_uri: &str,
) -> Result<Request, Refusal> {
    let required = |name| asked.get(name).filter(|value| !value.is_empty());
    match required("response_type").map(String::as_str) {
        Some("code") => {}
        Some(_) => {
            return Err(Refusal::bad(
                "unsupported_response_type",
                "The response_type must be code",
            ));
        }
        None => return Err(Refusal::bad("invalid_request", "The response_type is missing")),
    }
    let scopes: Vec<String> = required("scope")
        .ok_or(Refusal::bad("invalid_request", "The scope is missing"))?
        .split_ascii_whitespace()
        .map(str::to_owned)
        .collect();
    if scopes.is_empty() || scopes.iter().any(|s| !sim.settings.granted_scopes.contains(s)) {
        return Err(Refusal::bad(
            "invalid_scope",
            "A scope is unknown or not granted to the client",
        ));
    }
    let state = required("state").ok_or(Refusal::bad("invalid_request", "The state is missing"))?;
    Ok(Request {
        redirect_uri: redirect_uri.to_owned(),
        scopes,
        state: state.clone(),
        nonce: required("nonce").cloned(),
    })
}
