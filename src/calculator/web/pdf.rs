//! The result as a document (เอกสารผลคำนวณ): with its schedule and its legal basis, to take to a mediation.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use documents::{Calculation, Ground, Method, Row, Steps};

use super::{Calculator, aside};
use crate::App;
use crate::calculator::report::{GroundView, MethodView, Report, Table};
use crate::calculator::{calculate, form};
use crate::clock;
use crate::web::form::Fields;
use crate::web::{Error, Page, download, unprocessable};

/// `POST /calculator/pdf`.
pub async fn pdf(page: Page, State(app): State<App>, body: Bytes) -> Result<Response, Error> {
    let mut typed = Fields::read(&body);
    typed.drop_blank();
    let loan = match form::parse(&typed, app.clock.today()) {
        Ok(loan) => loan,
        Err(problems) => return Ok(unprocessable(&Calculator::new(page, typed, &problems, None))),
    };
    let now = app.clock.now();
    let made = move || {
        let report = Report::of(page.lang, &calculate(&loan));
        documents::calculation(&document(&page, now, report))
    };
    Ok(download("application/pdf", "plodnee-calculation.pdf", aside(made).await??))
}

fn document(page: &Page, now: DateTime<Utc>, report: Report) -> Calculation {
    // Addresses stay as they are.
    let official = |text: String| page.official(&text);
    let all = |texts: Vec<String>| texts.into_iter().map(official).collect();
    let row = |(label, value)| Row { label: official(label), value: official(value) };
    let ground = |ground: GroundView| Ground {
        words: official(ground.words),
        source: ground.source.unwrap_or_default().to_owned(),
        confirm: ground.confirm,
    };
    let steps = |table: Table| Steps {
        caption: official(table.caption),
        begins: official(table.begins),
        head: table.head,
        rows: table.rows.into_iter().map(all).collect(),
    };
    let method = |method: MethodView| Method {
        name: method.name,
        what: official(method.what),
        balance: official(method.balance),
        overpaid: method.overpaid.map_or_else(String::new, |amount| {
            official(page.t1("calculation-overpaid", "amount", amount))
        }),
        doubts: all(method.doubts),
        grounds: method.grounds.into_iter().map(ground).collect(),
        steps: method.tables.into_iter().map(steps).collect(),
        comparison: method.comparison,
    };
    Calculation {
        lang: page.document_language(),
        made_at: now,
        issuer: page.issuer(),
        tracking_number: official(page.t1("calculation-version", "version", report.version)),
        made: official(clock::thai_date_time(now, page.lang)),
        answer: official(report.answer),
        beyond: official(report.beyond.unwrap_or_default()),
        told: report.told.into_iter().map(row).collect(),
        rate: official(report.rate.join(" ")),
        notes: all(report.notes),
        methods: report.methods.into_iter().map(method).collect(),
        limitation: all(report.limitation),
        convention: all(report.convention),
    }
}
