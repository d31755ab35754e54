//! Why a request was not answered as asked, and the page that says so.

use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use super::page::{self, Page};
use crate::App;

/// Why a request was not answered as asked.
#[derive(Debug)]
pub enum Error {
    /// There is no such thing, or it is not this person's to see.
    NotFound,
    /// The form did not come from our own page, or its session is another one.
    Forged,
    /// More was sent than a form or a file may hold.
    TooLarge,
    /// The request could not be read.
    Bad,
    /// What it was typed for has gone to another office since it was opened: what was typed goes back to who typed it.
    Left(Vec<String>),
    /// Somewhere else first: usually to sign in.
    Elsewhere(String),
    /// Ours to mend. The person is told only that it went wrong, and a number to quote.
    Internal(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Error {
    fn from(error: E) -> Self {
        Error::Internal(error.into())
    }
}

/// What the error page has to say; put on the response by [`Error`], read by [`show`].
#[derive(Clone)]
struct Failure {
    message: &'static str,
    number: Option<String>,
    typed: Vec<String>,
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, message) = match &self {
            Error::Elsewhere(address) => return page::see_other(address),
            Error::NotFound => (StatusCode::NOT_FOUND, "error-not-found"),
            Error::Left(_) => (StatusCode::CONFLICT, "error-left"),
            Error::Forged => (StatusCode::FORBIDDEN, "error-forged"),
            Error::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "error-too-large"),
            Error::Bad => (StatusCode::BAD_REQUEST, "error-bad"),
            Error::Internal(error) if unreachable(error) => {
                (StatusCode::SERVICE_UNAVAILABLE, "error-unavailable")
            }
            Error::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "error-internal"),
        };
        let (mut number, mut typed) = (None, Vec::new());
        if let Error::Left(words) = self {
            typed = words;
        } else if let Error::Internal(error) = self {
            let id = Uuid::now_v7().simple().to_string();
            let short = id[id.len() - 8..].to_owned();
            // A database error's text can quote a row; only its kind and code are logged.
            tracing::error!(error.number = %short, error.kind = %kind(&error), "request failed, number {short}");
            number = Some(short);
        }
        let mut response = status.into_response();
        response.extensions_mut().insert(Failure { message, number, typed });
        response
    }
}

/// What may be said of an error in a log: never a value of a row.
pub(crate) fn kind(error: &anyhow::Error) -> String {
    match error.downcast_ref::<sqlx::Error>() {
        Some(sqlx::Error::Database(database)) => format!(
            "database {} {}",
            database.code().unwrap_or_default(),
            database.constraint().unwrap_or_default()
        ),
        Some(sqlx::Error::PoolTimedOut) => "database pool timed out".into(),
        Some(sqlx::Error::Io(io)) => format!("database connection: {}", io.kind()),
        Some(_) => "database client".into(),
        None => error.to_string(),
    }
}

/// Whether the database could not be reached, so that trying again later is right.
fn unreachable(error: &anyhow::Error) -> bool {
    use sqlx::Error as E;
    match error.downcast_ref::<E>() {
        Some(E::PoolTimedOut | E::PoolClosed | E::Io(_)) => true,
        // 53: out of resources (disk full, too many connections); 57: shutting down.
        Some(E::Database(d)) => {
            d.code().is_some_and(|c| c.starts_with("53") || c.starts_with("57"))
        }
        _ => false,
    }
}

#[derive(askama::Template)]
#[template(path = "error.html")]
struct ErrorPage {
    page: Page,
    title: String,
    remedy: String,
    number: Option<String>,
    /// What was typed and could not be used.
    typed: Vec<String>,
    retry: bool,
}

/// Turns a [`Failure`] into a page in the reader's language. Needs no database.
pub(super) async fn show(State(app): State<App>, request: Request, next: Next) -> Response {
    let page = Page::without_session(&app, request.uri(), request.headers());
    let path = request.uri().path();
    let for_machines = path == "/readyz" || path.starts_with("/api/");
    let response = next.run(request).await;
    let failure = match response.extensions().get::<Failure>() {
        Some(failure) => failure.clone(),
        None if for_machines => return response,
        None => match bare(&response) {
            Some(message) => Failure { message, number: None, typed: vec![] },
            None => return response,
        },
    };
    let status = response.status();
    let mut answer = page::html(
        status,
        &ErrorPage {
            title: page.t(failure.message),
            remedy: page.t(&format!("{}-do", failure.message)),
            number: failure.number,
            typed: failure.typed,
            retry: status.is_server_error(),
            page,
        },
    );
    if status == StatusCode::SERVICE_UNAVAILABLE {
        answer.headers_mut().insert("retry-after", HeaderValue::from_static("30"));
    }
    answer
}

/// What to say of a refusal that the framework made without words of ours.
fn bare(response: &Response) -> Option<&'static str> {
    let html = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if html {
        return None;
    }
    match response.status() {
        StatusCode::NOT_FOUND => Some("error-not-found"),
        StatusCode::PAYLOAD_TOO_LARGE => Some("error-too-large"),
        StatusCode::GATEWAY_TIMEOUT => Some("error-unavailable"),
        status if status.is_client_error() => Some("error-bad"),
        status if status.is_server_error() => Some("error-internal"),
        _ => None,
    }
}

/// The answer of a handler that panicked. What it said may hold personal data and is not repeated.
pub(super) fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    Error::Internal(anyhow::anyhow!("a handler panicked")).into_response()
}
