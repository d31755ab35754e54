//! The token endpoint (การแลกโทเคน): an authorization code, once, for tokens and the person's data.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use serde_json::{Map, Value, json};

use crate::clock::now;
use crate::refusal::Refusal;
use crate::simulation::{CODE_LIFE, Grant, Simulation, TOKEN_LIFE, secret};
use crate::switches::Switches;
use crate::{client, id_token};

/// What DOPA's web firewall or a proxy may answer instead of JSON.
const BAD_GATEWAY: &str = "<html><head><title>502 Bad Gateway</title></head></html>";

/// `POST /api/v2/oauth2/token/`
pub(crate) async fn token(
    State(sim): State<Arc<Simulation>>,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Refusal> {
    let switches = sim.switches();
    tokio::time::sleep(Duration::from_millis(switches.token_delay_ms)).await;
    if switches.non_json_502 {
        return Ok((StatusCode::BAD_GATEWAY, Html(BAD_GATEWAY)).into_response());
    }
    let fields = client::fields(&body);
    client::by_header_or_body(&sim.settings, &headers, &fields)?;
    let grant = match fields.get("grant_type").map(String::as_str) {
        Some("authorization_code") => by_code(&sim, &switches, &fields)?,
        Some("refresh_token") => by_refresh_token(&sim, &fields)?,
        Some(_) => {
            return Err(Refusal::bad("unsupported_grant_type", "The grant_type is not supported"));
        }
        None => return Err(Refusal::bad("invalid_request", "The grant_type is missing")),
    };
    let response = Json(issue(&sim, &switches, &grant));
    Ok(([(header::CACHE_CONTROL, "no-store")], response).into_response())
}

/// Takes the code out of the book, so that it works once, even if the rest of the request is wrong.
fn by_code(
    sim: &Simulation,
    switches: &Switches,
    fields: &HashMap<String, String>,
) -> Result<Grant, Refusal> {
    let grant = fields
        .get("code")
        .and_then(|code| sim.book().codes.remove(code))
        .filter(|grant| now() < grant.consented + CODE_LIFE && !switches.expired_code)
        .ok_or(Refusal::bad("invalid_request", "The authorization code is invalid"))?;
    if fields.get("redirect_uri") != Some(&grant.redirect_uri) {
        return Err(Refusal::bad("invalid_request", "The redirect_uri does not match"));
    }
    Ok(grant)
}

fn by_refresh_token(sim: &Simulation, fields: &HashMap<String, String>) -> Result<Grant, Refusal> {
    fields
        .get("refresh_token")
        .and_then(|token| sim.book().refresh.remove(token))
        .ok_or(Refusal::unauthorized("invalid_refresh_token", "The refresh_token is invalid"))
}

fn issue(sim: &Simulation, switches: &Switches, grant: &Grant) -> Value {
    let access = secret("sim-at-");
    let expiry = if switches.relative_expiry {
        TOKEN_LIFE
    } else {
        now() + TOKEN_LIFE + switches.clock_skew_seconds
    };
    let mut response = Map::new();
    response.insert("access_token".into(), json!(access));
    response.insert("token_type".into(), json!("Bearer"));
    let expiry_name = if switches.expire_in_name { "expire_in" } else { "expires_in" };
    response.insert(expiry_name.into(), json!(expiry));
    response.insert("scope".into(), json!(grant.scopes.join(" ")));

    let mut book = sim.book();
    book.access.insert(access.clone(), (grant.clone(), now() + TOKEN_LIFE));
    if !switches.no_refresh_token {
        let refresh = secret("sim-rt-");
        response.insert("refresh_token".into(), json!(refresh));
        book.refresh.insert(refresh, grant.clone());
    }
    drop(book);

    let openid = grant.has("openid");
    if openid && !switches.no_id_token {
        let claims = id_token::claims(sim, switches, grant, &access);
        response.insert("id_token".into(), json!(id_token::sign(sim, switches, &claims)));
    }
    if !openid || switches.extra_flat_claims {
        response.extend(id_token::personal(switches, grant));
    }
    Value::Object(response)
}
