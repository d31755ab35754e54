//! An error of the protocol (ข้อผิดพลาด): a status, a word of DOPA's catalogue and a description.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Why a request of the relying party was refused.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Refusal {
    status: StatusCode,
    /// The word of the catalogue.
    pub(crate) error: &'static str,
    /// What a developer reads.
    pub(crate) description: &'static str,
}

impl Refusal {
    /// A refusal with status 400.
    pub(crate) const fn bad(error: &'static str, description: &'static str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error, description }
    }

    /// A refusal with status 401.
    pub(crate) const fn unauthorized(error: &'static str, description: &'static str) -> Self {
        Self { status: StatusCode::UNAUTHORIZED, error, description }
    }

    /// A refusal with status 404.
    pub(crate) const fn missing(description: &'static str) -> Self {
        Self { status: StatusCode::NOT_FOUND, error: "not_found", description }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({ "error": self.error, "error_description": self.description });
        (self.status, Json(body)).into_response()
    }
}
