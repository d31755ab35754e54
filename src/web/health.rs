//! Is it alive, is it ready: for the machine that watches this one.

use axum::extract::State;
use axum::http::StatusCode;

use crate::{App, db};

/// `GET /healthz`: this process answers.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database answers too.
pub(super) async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    match db::answers(&app.db).await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}
