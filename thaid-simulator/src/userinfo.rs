//! Userinfo (ข้อมูลผู้ใช้): the granted claims for a live access token.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use serde_json::{Map, Value, json};

use crate::clock::now;
use crate::id_token::{personal, subject};
use crate::refusal::Refusal;
use crate::simulation::Simulation;

/// `GET /api/v2/oauth2/userinfo/`
pub(crate) async fn userinfo(
    State(sim): State<Arc<Simulation>>,
    headers: HeaderMap,
) -> Result<Json<Map<String, Value>>, Refusal> {
    let switches = sim.switches();
    if switches.userinfo_missing {
        return Err(Refusal::missing("not found"));
    }
    let token = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "))
        .unwrap_or_default();
    let book = sim.book();
    let (grant, _) = book
        .access
        .get(token)
        .filter(|(_, expiry)| now() < *expiry)
        .ok_or(Refusal::unauthorized("invalid_token", "The access token is invalid"))?;
    let mut claims = personal(&switches, grant);
    claims.insert("sub".into(), json!(subject(&switches, &grant.pid)));
    Ok(Json(claims))
}
