//! The calculator for other programs (API คำนวณยอดหนี้): a loan in JSON, the result in JSON. docs/calculator.md shows it.
//!
//! Nobody signs in and nothing is kept, so there is no token. A page of another site is refused as everywhere
//! (`web/headers.rs`); a program, which has no origin, is let in.

use axum::body::Bytes;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::aside;
use crate::calculator::problem::Problem;
use crate::calculator::{Answer, Calculation, Loan, LoanInput, calculate, form, words};
use crate::text::{self, Lang};
use crate::web::Error;

/// The largest request, in bytes: ten thousand payments and room to spare.
pub const LARGEST: usize = 1024 * 1024;

/// With more payments than these the steps are left out of the answer, which would be many megabytes.
const MOST_WITH_STEPS: usize = 2_000;

/// What is answered.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Answered {
    answer: Answer,
    sentence: Both,
    estimate: Both,
    /// Whether the schedules were left out of `calculation`.
    schedules_left_out: bool,
    calculation: Calculation,
}

/// A sentence in both languages.
#[derive(Serialize)]
struct Both {
    th: String,
    en: String,
}

impl Both {
    fn of(words: impl Fn(Lang) -> String) -> Both {
        Both { th: words(Lang::Th), en: words(Lang::En) }
    }
}

/// One contradiction, for programs and for people.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    problem: Problem,
    sentence: Both,
}

#[derive(Serialize)]
struct Refused {
    problems: Vec<Told>,
}

#[derive(Serialize)]
struct Unreadable {
    error: String,
}

/// `POST /api/v1/calculations`.
pub async fn calculations(body: Bytes) -> Result<Response, Error> {
    let (status, body) = aside(move || answered(&body)).await??;
    Ok((status, [(header::CONTENT_TYPE, "application/json")], body).into_response())
}

fn answered(body: &[u8]) -> Result<(StatusCode, Vec<u8>), Error> {
    let input: LoanInput = match serde_json::from_slice(body) {
        Ok(input) => input,
        Err(error) => {
            let unreadable = Unreadable { error: error.to_string() };
            return Ok((StatusCode::BAD_REQUEST, serde_json::to_vec(&unreadable)?));
        }
    };
    let payments = input.paid.payments();
    let loan = match Loan::parse(input) {
        Ok(loan) => loan,
        Err(problems) => {
            let problems = problems.into_iter().map(|problem| Told {
                problem,
                sentence: Both::of(|lang| text::t(lang, form::sentence(problem))),
            });
            let refused = Refused { problems: problems.collect() };
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, serde_json::to_vec(&refused)?));
        }
    };
    let mut calculation = calculate(&loan);
    let answered = Answered {
        answer: calculation.answer(),
        sentence: Both::of(|lang| words::answer(lang, &calculation)),
        estimate: Both::of(|lang| text::t(lang, "calculator-estimate")),
        schedules_left_out: payments > MOST_WITH_STEPS,
        calculation: {
            if payments > MOST_WITH_STEPS {
                calculation.leave_out_schedules();
            }
            calculation
        },
    };
    Ok((StatusCode::OK, serde_json::to_vec(&answered)?))
}
