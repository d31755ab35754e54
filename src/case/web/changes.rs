//! คำตอบเดิมและคำตอบใหม่ — corrections as both the office and the debtor read them: both values, why, by whom.

use sqlx::PgConnection;

use super::super::correction::Correction;
use crate::registration::form::compare::differing;
use crate::registration::form::{Field, pages};
use crate::registration::web::summary::{self, Names};
use crate::web::{Error, Page};
use crate::{App, clock};

/// A correction, ready to read.
pub(crate) struct Change {
    pub(crate) id: String,
    /// The debt and the page.
    pub(crate) title: String,
    pub(crate) when: String,
    /// An office for the debtor, an officer for the office.
    pub(crate) who: String,
    pub(crate) reason: String,
    /// Label, value until then, value since.
    pub(crate) rows: Vec<(String, String, String)>,
}

/// Corrections in words; `who` says by whom each was made.
pub(super) async fn views(
    app: &App,
    conn: &mut PgConnection,
    page: &Page,
    corrections: &[Correction],
    who: impl Fn(&Correction) -> String,
) -> Result<Vec<Change>, Error> {
    let pages = corrections.iter().flat_map(|found| [&found.before, &found.after]);
    let names = Names::read(conn, page, pages).await?;
    let today = app.clock.today();
    let view = |found: &Correction| {
        let spec = pages::corrected(found.debt, &found.page)?;
        let value = |field: &Field, of| summary::value(page, field, of, &names, today);
        let row = |field: &Field| {
            let label = page.t(&format!("field-{}", field.name));
            (label, value(field, &found.before), value(field, &found.after))
        };
        let fields = differing(spec, &found.before, &found.after);
        Some(Change {
            id: found.id.to_string(),
            title: title(page, found.debt, spec.key),
            when: clock::thai_date_time(found.at, page.lang),
            who: who(found),
            reason: found.reason.clone(),
            rows: fields.into_iter().map(row).collect(),
        })
    };
    Ok(corrections.iter().filter_map(view).collect())
}

/// The name of a page of answers; of a debt's, with the debt.
pub(super) fn title(page: &Page, debt: i16, key: &str) -> String {
    let title = page.t(&format!("page-{key}"));
    match debt {
        0 => title,
        number => format!("{}: {title}", page.t1("form-debt", "number", number)),
    }
}
