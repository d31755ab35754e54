//! The pages a browser sees (หน้าจอเข้าสู่ระบบ): the QR page, its polling, and the sandbox form.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use qrcode::QrCode;
use qrcode::render::svg;
use serde::Deserialize;
use serde_json::json;

use crate::html::{FINISHED, SILENT, found, page};
use crate::people::{PEOPLE, Person};
use crate::refusal::Refusal;
use crate::simulation::Simulation;
use crate::transaction::{Decision, Gone, Stage, Transaction};

/// The number that DOPA's sandbox page has filled in.
const PREFILLED: &str = "1-2345-67890-12-1";

#[derive(Template)]
#[template(path = "qr.html")]
struct QrPage<'a> {
    transaction: &'a Transaction,
    qr: String,
    people: &'static [Person],
}

/// `GET /api/v2/oauth2/qr/`: the image to scan, and the ways to answer without a phone.
pub(crate) async fn qr(
    State(sim): State<Arc<Simulation>>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let id = query.get("txID").map(String::as_str).unwrap_or_default();
    let transaction = match sim.transaction(id) {
        Ok(transaction) => transaction,
        Err(gone) => return gone.page(),
    };
    match &transaction.stage {
        Stage::Answered(_) if transaction.delivered => page(StatusCode::OK, &FINISHED),
        Stage::Answered(callback) => {
            sim.delivered(id);
            found(callback)
        }
        _ => {
            let qr = image(&transaction.qr_text);
            page(StatusCode::OK, &QrPage { transaction: &transaction, qr, people: PEOPLE })
        }
    }
}

/// The QR image as SVG, without the XML declaration that has no place inside a page.
fn image(text: &str) -> String {
    let svg = QrCode::new(text).map(|code| code.render::<svg::Color>().build()).unwrap_or_default();
    svg.find("<svg").map(|start| svg[start..].to_owned()).unwrap_or_default()
}

/// `GET /api/v2/oauth2/public/transactions/{txID}/`: what the QR page asks over and over.
pub(crate) async fn poll(State(sim): State<Arc<Simulation>>, Path(id): Path<String>) -> Response {
    match sim.transaction(&id).map(|transaction| transaction.stage) {
        Ok(Stage::Answered(callback)) => {
            sim.delivered(&id);
            let data = json!({ "data": { "isScan": true, "redirectUri": callback } });
            (StatusCode::CREATED, Json(data)).into_response()
        }
        Ok(stage) => Json(json!({ "data": { "isScan": stage != Stage::Waiting } })).into_response(),
        Err(_) => Refusal::missing("The transaction is unknown or has expired").into_response(),
    }
}

#[derive(Template)]
#[template(path = "sandbox.html")]
struct SandboxPage<'a> {
    transaction: &'a Transaction,
    pid: &'a str,
    problem: bool,
    people: &'static [Person],
}

/// `GET /api/v2/oauth2/sandbox/{txID}/`: the form of DOPA's sandbox.
pub(crate) async fn sandbox(
    State(sim): State<Arc<Simulation>>,
    Path(id): Path<String>,
) -> Response {
    match sim.transaction(&id) {
        Ok(transaction) if matches!(transaction.stage, Stage::Answered(_)) => {
            page(StatusCode::OK, &FINISHED)
        }
        Ok(transaction) => page(
            StatusCode::OK,
            &SandboxPage {
                transaction: &transaction,
                pid: PREFILLED,
                problem: false,
                people: PEOPLE,
            },
        ),
        Err(gone) => gone.page(),
    }
}

/// The fields of the sandbox form.
#[derive(Deserialize)]
pub(crate) struct SandboxForm {
    /// Any citizen number, with or without dashes.
    #[serde(default)]
    pid: String,
    /// ยืนยัน or ไม่ยืนยัน.
    action: Action,
}

/// A button of a consent form.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Action {
    /// The person agrees.
    Approve,
    /// The person does not.
    Decline,
}

/// `POST /api/v2/oauth2/sandbox/{txID}/`: answers 302 to the callback.
pub(crate) async fn sandbox_answered(
    State(sim): State<Arc<Simulation>>,
    Path(id): Path<String>,
    Form(form): Form<SandboxForm>,
) -> Response {
    let digits: String = form.pid.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
    if form.action == Action::Decline {
        return answered(&sim, &id, Decision::Decline);
    }
    if digits.len() == 13 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return answered(&sim, &id, Decision::Approve(&digits));
    }
    match sim.transaction(&id) {
        Ok(transaction) => page(
            StatusCode::UNPROCESSABLE_ENTITY,
            &SandboxPage {
                transaction: &transaction,
                pid: &form.pid,
                problem: true,
                people: PEOPLE,
            },
        ),
        Err(gone) => gone.page(),
    }
}

/// Takes the answer and sends the browser on.
pub(crate) fn answered(sim: &Simulation, id: &str, decision: Decision<'_>) -> Response {
    match sim.answer(id, decision) {
        Ok(Stage::Answered(callback)) => {
            sim.delivered(id);
            found(&callback)
        }
        Ok(_) => page(StatusCode::OK, &SILENT),
        Err(gone) => Gone::page(gone),
    }
}
