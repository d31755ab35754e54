//! Introspection and revocation (ตรวจสอบและเพิกถอนโทเคน), with or without `Bearer ` before the token.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Value, json};

use crate::client;
use crate::clock::now;
use crate::id_token::subject;
use crate::refusal::Refusal;
use crate::simulation::Simulation;

const BODY_INVALID: Refusal = Refusal::bad("invalid_request", "The body is invalid");

/// `POST /api/v2/oauth2/introspect/`
pub(crate) async fn introspect(
    State(sim): State<Arc<Simulation>>,
    headers: HeaderMap,
    body: String,
) -> Result<Json<Value>, Refusal> {
    client::by_header(&sim.settings, &headers)?;
    let token = token_in(&body)?;
    let book = sim.book();
    Ok(Json(match book.access.get(&token) {
        Some((grant, expiry)) if now() < *expiry => json!({
            "active": true,
            "sub": subject(&sim.switches(), &grant.pid),
            "scope": grant.scopes.join(" "),
        }),
        _ => json!({ "active": false }),
    }))
}

/// `POST /api/v2/oauth2/revoke/`
pub(crate) async fn revoke(
    State(sim): State<Arc<Simulation>>,
    headers: HeaderMap,
    body: String,
) -> Result<Json<Value>, Refusal> {
    client::by_header(&sim.settings, &headers)?;
    let token = token_in(&body)?;
    let mut book = sim.book();
    book.access.remove(&token);
    book.refresh.remove(&token);
    Ok(Json(json!({ "status": "OK", "message": "revoked" })))
}

fn token_in(body: &str) -> Result<String, Refusal> {
    let fields = client::fields(body);
    match fields.get("token_type_hint").map(String::as_str) {
        None | Some("access_token" | "refresh_token") => {}
        Some(_) => {
            return Err(Refusal::bad("unsupported_token_hint", "The token_type_hint is unknown"));
        }
    }
    let token = fields.get("token").ok_or(BODY_INVALID)?;
    Ok(token.strip_prefix("Bearer ").unwrap_or(token).to_owned())
}
