//! Typesetting (การจัดหน้า): values and a template in, a PDF/A-2a and PDF/UA-1 file out.

mod glyphs;
mod letters;
mod press;

use chrono::{DateTime, Datelike, Timelike, Utc};
use serde::Serialize;
use serde_json::Value;
use typst::{
    World, comemo,
    diag::SourceDiagnostic,
    foundations::{Datetime, Smart},
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

pub(crate) use press::{Template, has_glyph};

use crate::{Error, qr, text};
use press::Job;

/// Typesets `values` by `template`; `qr` is the text of its QR code.
///
/// The values travel as data files that only this job's World holds, never as template source.
pub(crate) fn pdf(
    template: Template,
    values: &impl Serialize,
    qr: Option<&str>,
    made_at: DateTime<Utc>,
) -> Result<Vec<u8>, Error> {
    let plain = each_text(serde_json::to_value(values)?, &text::clean);
    let laid_out = each_text(plain.clone(), &text::breakable);
    let qr = qr.map(qr::svg).transpose()?.unwrap_or_default();
    let job = Job::new(template, laid_out.to_string(), plain.to_string(), qr);
    let file = typeset(&job, made_at);
    // Typst remembers what it has computed; a person's words do not stay in memory.
    comemo::evict(0);
    file
}

fn typeset(job: &dyn World, made_at: DateTime<Utc>) -> Result<Vec<u8>, Error> {
    let document = typst::compile::<PagedDocument>(job).output.map_err(|e| refused(&e))?;
    let document = glyphs::one_letter_each(&document);
    typst_pdf::pdf(&document, &options(made_at)?).map_err(|e| refused(&e))
}

fn options(made_at: DateTime<Utc>) -> Result<PdfOptions, Error> {
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|e| Error::Typesetting(e.message().to_string()))?;
    Ok(PdfOptions {
        creator: Smart::Custom(Some("Plodnee".into())),
        timestamp: timestamp(made_at),
        standards,
        ..PdfOptions::default()
    })
}

/// The moment as Typst writes it; none for a year that a PDF cannot name.
fn timestamp(at: DateTime<Utc>) -> Option<Timestamp> {
    let small = |number: u32| u8::try_from(number).ok();
    Datetime::from_ymd_hms(
        at.year(),
        small(at.month())?,
        small(at.day())?,
        small(at.hour())?,
        small(at.minute())?,
        small(at.second())?,
    )
    .map(Timestamp::new_utc)
}

fn each_text(value: Value, change: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::String(text) => Value::String(change(&text)),
        Value::Array(list) => list.into_iter().map(|value| each_text(value, change)).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(name, value)| (name, each_text(value, change))).collect()
        }
        other => other,
    }
}

/// Names the first problem up to where its message begins to quote the document.
fn refused(problems: &[SourceDiagnostic]) -> Error {
    let message = problems.first().map_or("", |problem| problem.message.as_str());
    let unquoted = message.split(['`', '"', '“']).next().unwrap_or_default();
    Error::Typesetting(unquoted.trim_end().to_owned())
}
