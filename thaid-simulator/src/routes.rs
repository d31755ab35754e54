//! Every address of the simulator (ที่อยู่ทั้งหมด). ThaiD's own end in a slash; without it there is nothing.

use std::sync::Arc;

use axum::Router;
use axum::http::header;
use axum::response::Redirect;
use axum::routing::{MethodRouter, get, post};

use crate::refusal::Refusal;
use crate::simulation::Simulation;
use crate::{authorize, control, discovery, introspect, pages, phone, token, userinfo};

/// The addresses and what answers at each.
pub(crate) fn routes(simulation: Arc<Simulation>) -> Router {
    Router::new()
        // ThaiD for relying parties
        .route("/.well-known/openid-configuration", get(discovery::document))
        .route("/jwks/", get(discovery::keys))
        .route("/api/v2/oauth2/auth/", get(authorize::authorize))
        .route("/api/v2/oauth2/token/", post(token::token))
        .route("/api/v2/oauth2/introspect/", post(introspect::introspect))
        .route("/api/v2/oauth2/revoke/", post(introspect::revoke))
        .route("/api/v2/oauth2/userinfo/", get(userinfo::userinfo))
        // ThaiD for people
        .route("/api/v2/oauth2/qr/", get(pages::qr))
        .route("/api/v2/oauth2/public/transactions/{id}/", get(pages::poll))
        .route("/api/v2/oauth2/sandbox/{id}/", get(pages::sandbox).post(pages::sandbox_answered))
        .route("/phone/{id}/", get(phone::show))
        .route("/phone/{id}/unlock/", post(phone::unlock))
        .route("/phone/{id}/consent/", post(phone::consent))
        .route("/phone/{id}/confirm/", post(phone::confirm))
        // the simulator itself
        .route("/", get(|| async { Redirect::to("/simulator/") }))
        .route("/simulator/", get(control::show))
        .route("/simulator/switches", post(control::set))
        .route("/simulator/rotate", post(control::rotate))
        .route("/simulator/style.css", file("text/css", include_str!("../static/style.css")))
        .route("/simulator/poll.js", file("text/javascript", include_str!("../static/poll.js")))
        .fallback(|| async { Refusal::missing("not found") })
        .with_state(simulation)
}

/// Always answers with the text of a file.
fn file(kind: &'static str, text: &'static str) -> MethodRouter<Arc<Simulation>> {
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")];
    get(move || async move { (headers, text) })
}
