//! The provider's own description (discovery) and its keys (JWKS), as both were observed.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::refusal::Refusal;
use crate::scopes::SCOPES;
use crate::simulation::Simulation;

/// Another provider, for tokens and documents that pretend to be from elsewhere.
pub(crate) const ANOTHER_ISSUER: &str = "https://imauth.example.invalid";

/// The one member that ThaiD's document does not have: a service for real people refuses whoever announces it.
const SIMULATOR: &str = "plodnee_simulator";

/// `GET /.well-known/openid-configuration`
pub(crate) async fn document(State(sim): State<Arc<Simulation>>) -> Result<Json<Value>, Refusal> {
    let switches = sim.switches();
    tokio::time::sleep(Duration::from_millis(switches.discovery_delay_ms)).await;
    if switches.discovery_missing {
        return Err(Refusal::missing("not found"));
    }
    let origin = &sim.origin;
    let subject_types = if switches.correct_subject_types {
        "subject_types_supported"
    } else {
        "subject_type_supported"
    };
    let scopes: Vec<&str> = SCOPES.iter().map(|scope| scope.name).collect();
    Ok(Json(json!({
        "issuer": if switches.wrong_discovery_issuer { ANOTHER_ISSUER } else { origin },
        "authorization_endpoint": format!("{origin}/api/v2/oauth2/auth/"),
        "token_endpoint": format!("{origin}/api/v2/oauth2/token/"),
        "userinfo_endpoint": format!("{origin}/api/v2/oauth2/userinfo/"),
        "revocation_endpoint": format!("{origin}/api/v2/oauth2/revoke/"),
        "jwks_uri": format!("{origin}/jwks/"),
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        subject_types: ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "scopes_supported": scopes,
        SIMULATOR: true,
    })))
}

/// `GET /jwks/`
pub(crate) async fn keys(State(sim): State<Arc<Simulation>>) -> Json<Value> {
    let with_current = !sim.switches().omit_signing_key;
    Json(sim.keys().published(with_current))
}
