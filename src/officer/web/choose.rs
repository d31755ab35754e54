//! เลือกการแต่งตั้ง — under which appointment an officer works now; who has none sees how to ask for one.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::entrance::{DESK, back_to, is_at};
use crate::clock;
use crate::officer::Appointment;
use crate::web::form::Fields;
use crate::web::{Error, Page, Proved, ProvedForm, ok, see_other, session};
use crate::{App, audit};

#[derive(Template)]
#[template(path = "office/choose.html")]
struct Choose {
    page: Page,
    name: String,
    lines: Vec<Line>,
    /// The unit that was typed and at which there is no appointment; empty where there is.
    wrong_unit: String,
    back: String,
    /// What became of what was sent when the appointment had ended: `1`, a form waits for whoever works on its page
    /// next; `own`, for the officer alone; `files`, files were not taken. And where another appointment had been chosen
    /// meanwhile: `switched`, the form waits for the one it was drawn under; `not`, there was nothing to keep.
    kept: String,
}

/// One appointment to choose.
struct Line {
    id: String,
    role: String,
    unit: String,
    until: String,
    in_use: bool,
}

/// `GET /office/appointments`.
pub async fn show(proved: Proved, RawQuery(query): RawQuery) -> Result<Response, Error> {
    let asked = Fields::read(query.unwrap_or_default().as_bytes());
    let Proved { page, person, appointment, appointments, .. } = proved;
    let unit = asked.get("unit");
    let wrong = !unit.is_empty() && !appointments.iter().any(|a| is_at(&a.unit.territory, unit));
    let line = |found: &Appointment| Line {
        id: found.id.to_string(),
        role: page.t(&format!("role-{}", found.role.word().replace('_', "-"))),
        unit: found.unit.name(page.lang).to_owned(),
        until: found.ends_on.map_or_else(String::new, |day| clock::thai_date(day, page.lang)),
        in_use: appointment.as_ref().is_some_and(|used| used.id == found.id),
    };
    Ok(ok(&Choose {
        name: person.names.full(),
        lines: appointments.iter().map(line).collect(),
        wrong_unit: if wrong { unit.to_owned() } else { String::new() },
        back: back_to(asked.get("back")).unwrap_or_default().to_owned(),
        kept: asked.get("kept").to_owned(),
        page,
    }))
}

/// `POST /office/appointments`: works on under the chosen appointment.
pub async fn choose(
    State(app): State<App>,
    headers: HeaderMap,
    ProvedForm { proved, fields }: ProvedForm,
) -> Result<Response, Error> {
    let chosen = fields.get("appointment");
    let chosen = proved.appointments.iter().find(|found| found.id.to_string() == chosen);
    let chosen = chosen.ok_or(Error::NotFound)?;
    let mut tx = app.db.begin().await?;
    session::choose(&app, &mut tx, &headers, chosen.id).await?;
    let by = audit::By { officer_id: proved.id, appointment_id: Some(chosen.id) };
    audit::deed(&mut tx, Some(by), "chose", "appointment", None, app.clock.now()).await?;
    tx.commit().await?;
    Ok(see_other(back_to(fields.get("back")).unwrap_or(DESK)))
}
