//! The calculator's pages (หน้าคำนวณยอดหนี้): public, without signing in, and nothing of it is stored.
//!
//! The form is posted, so that no amount stands in an address; the answer carries the form as it was filled in.

pub mod api;
pub mod debt;
pub mod office;
mod pdf;

use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use tokio::sync::Semaphore;

pub use pdf::pdf;

use super::report::Report;
use super::{Calculation, Loan, calculate, form};
use crate::App;
use crate::registration::web::fields::{self, FieldView};
use crate::text::Lang;
use crate::web::form::{Fields, Problems};
use crate::web::{Error, Page, html, ok, session, unprocessable};

/// How many calculations and documents are made at a time: each keeps a core busy, at worst for a fifth of a second.
/// Who comes later waits, and after half a minute is told to try again.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

#[derive(Template)]
#[template(path = "calculator/page.html")]
struct Calculator {
    page: Page,
    parts: Vec<(String, Vec<FieldView>)>,
    typed: Fields,
    problems: Vec<(String, String)>,
    report: Option<Report>,
}

impl Calculator {
    fn new(page: Page, typed: Fields, problems: &Problems, report: Option<Report>) -> Calculator {
        let specs = form::PARTS.into_iter().chain([form::DAYS]);
        let part = |spec: &'static crate::registration::form::PageSpec| {
            let mut views = fields::views(&page, spec, &typed, problems, &[]);
            for view in &mut views {
                // A blank field says as much; only the day of the loan is so often unknown that it is asked.
                view.unknown.take_if(|_| !view.input.name.starts_with("borrowed"));
            }
            (page.t(&format!("page-{}", spec.key)), views)
        };
        Calculator {
            parts: specs.map(part).collect(),
            problems: problems.summary(&page),
            typed,
            report,
            page,
        }
    }

    fn title(&self) -> &'static str {
        if self.report.is_some() { "calculation-title" } else { "calculator-title" }
    }

    /// Whether a row of the list was ticked as paid towards the principal.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "a template hands over a reference")]
    fn towards_principal(&self, row: &usize) -> bool {
        self.typed.has("payment-principal", &row.to_string())
    }
}

/// `GET /calculator`.
pub async fn show(page: Page) -> Response {
    ok(&Calculator::new(page, Fields::default(), &Problems::default(), None))
}

/// `POST /calculator`: the answer; or the form again, with more rows or with everything that is wrong.
pub async fn answer(
    mut page: Page,
    State(app): State<App>,
    body: Bytes,
) -> Result<Response, Error> {
    let mut typed = Fields::read(&body);
    typed.take("csrf");
    let more = !typed.take("more").is_empty();
    let chosen = typed.take("language").pop().and_then(|code| Lang::from_code(&code));
    page.lang = chosen.unwrap_or(page.lang);
    typed.drop_blank();
    let response = match form::parse(&typed, app.clock.today()) {
        // Who only wants more rows, or the blank form in another language, is not told of mistakes yet.
        _ if more || typed.is_blank() && chosen.is_some() => {
            ok(&Calculator::new(page, typed, &Problems::default(), None))
        }
        Err(problems) => unprocessable(&Calculator::new(page, typed, &problems, None)),
        Ok(loan) => {
            let lang = page.lang;
            let report = worked_out(loan, move |done| Report::of(lang, done)).await?;
            html(
                axum::http::StatusCode::OK,
                &Calculator::new(page, typed, &Problems::default(), Some(report)),
            )
        }
    };
    Ok(match chosen {
        None => response,
        Some(lang) => {
            let cookie = session::set_cookie(&app, "language", lang.code(), TimeDelta::days(365));
            ([(header::SET_COOKIE, cookie)], response).into_response()
        }
    })
}

/// Calculates aside from the threads that answer everybody, a few at a time.
async fn worked_out<T: Send + 'static>(
    loan: Loan,
    of: impl FnOnce(&Calculation) -> T + Send + 'static,
) -> Result<T, Error> {
    aside(move || of(&calculate(&loan))).await
}

/// Does something that keeps a core busy.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    let _permit = AT_ONCE.acquire().await?;
    Ok(tokio::task::spawn_blocking(work).await?)
}
