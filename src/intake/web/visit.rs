//! ตรวจตัวตนเมื่อลูกหนี้มาอีกครั้ง — who saw the card and how, recorded once a day by every officer, before anything
//! of the registration is opened at the counter.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use chrono::NaiveTime;
use sqlx::{PgConnection, Postgres, Transaction};
use url::form_urlencoded::Serializer;
use uuid::Uuid;

use super::begin::proofs;
use super::{AT_COUNTER, Opened, found};
use crate::intake::visit::{Errand, Seen};
use crate::intake::{Intake, Proof, store};
use crate::officer::web::entrance::back_to;
use crate::registration::{store as registrations, timeline};
use crate::web::form::{Choice, Fields, Problems, View};
use crate::web::kept::kept;
use crate::web::{Error, Officer, OfficerForm, Page, kept as forms, ok, see_other, unprocessable};
use crate::{App, audit, clock};

#[derive(Template)]
#[template(path = "intake/visit.html")]
struct Visit {
    page: Page,
    action: String,
    back: String,
    lead: String,
    /// Its tracking number; empty for a draft.
    tracking: String,
    number: View,
    proof: View,
    proofs: Vec<Choice>,
    consent: View,
    consent_label: String,
    button: String,
    problems: Vec<(String, String)>,
}

/// The address of the page.
pub(super) fn address(id: Uuid) -> String {
    format!("/office/intake/{id}/visit")
}

/// Where an officer first makes sure who sits there, to come back to the page they asked for.
pub(super) fn before(id: Uuid, page: &str) -> Error {
    let mut query = Serializer::new(String::new());
    query.append_pair("back", page);
    Error::Elsewhere(format!("{}?{}", address(id), query.finish()))
}

/// Whether the officer has made sure today who sits there.
pub(super) async fn is_made(
    app: &App,
    conn: &mut PgConnection,
    officer: &Officer,
    file: audit::File,
    errand: Errand,
) -> Result<bool, Error> {
    let midnight = clock::instant(app.clock.today(), NaiveTime::MIN);
    Ok(audit::did_since(conn, officer.id, file, errand.done_by(), midnight).await?)
}

/// The same as [`forms::or_keep`], for a page of the counter: the officer is first asked who sits there.
pub(super) async fn or_keep<'t, T>(
    app: &App,
    tx: Transaction<'t, Postgres>,
    officer: &Officer,
    (id, page): (Uuid, &str),
    fields: &Fields,
    begun: Result<T, Error>,
) -> Result<(Transaction<'t, Postgres>, T), Error> {
    forms::or_keep(app, tx, officer, (id, page, &address(id)), fields, begun).await
}

/// Records that a debtor is at the counter, and how the officer made sure: the newest visit as the intake, each of them
/// in the record.
pub(super) async fn record(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    file: audit::File,
    proof: Proof,
    action: &str,
) -> Result<(), Error> {
    let now = app.clock.now();
    let intake = Intake {
        file,
        office_code: officer.office()?.to_owned(),
        officer_id: officer.id,
        appointment_id: officer.appointment.id,
        proof,
        at: now,
    };
    store::record(tx, &intake).await?;
    for action in [action, proof.word()] {
        audit::officer(tx, officer.by(), file, action, AT_COUNTER, now).await?;
    }
    Ok(())
}

/// `GET /office/intake/{id}/visit`. What somebody typed here is not kept: who goes on looks at the card themselves.
pub async fn ask(
    officer: Officer,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let mut conn = app.db.acquire().await?;
    let opened = found(&app, &mut conn, &officer, id, false).await?;
    let errand = opened.errand(&officer)?;
    let asked = Fields::read(query.unwrap_or_default().as_bytes());
    let back = own(id, asked.get("back"));
    if is_made(&app, &mut conn, &officer, opened.file, errand).await? {
        return Ok(see_other(&back.unwrap_or_else(|| format!("/office/intake/{id}"))));
    }
    if let Some(page) = &back
        && errand == Errand::Complete
        && !opened.registration.draft.changed
        && kept(&mut conn, &app, id, page).await?.is_none()
    {
        // The page belongs to what was sent meanwhile.
        return Ok(see_other(&format!("/office/intake/{id}/receipt")));
    }
    let mut typed = Fields::default();
    if let Some(back) = back {
        typed.set("back", back);
    }
    Ok(ok(&draw(officer.page, &opened, errand, &typed, &Problems::default())))
}

/// `POST /office/intake/{id}/visit`. Twice is once.
pub async fn state(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    OfficerForm { officer, fields }: OfficerForm,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let mut opened = found(&app, &mut tx, &officer, id, true).await?;
    let errand = opened.errand(&officer)?;
    let back = own(id, fields.get("back")).unwrap_or_else(|| match errand {
        Errand::Resume => format!("/office/intake/{id}/receipt"),
        Errand::GoOn | Errand::Complete => format!("/office/intake/{id}"),
    });
    if is_made(&app, &mut tx, &officer, opened.file, errand).await? {
        return Ok(see_other(&back));
    }
    let proof = match Seen::read(&fields, errand) {
        Ok(seen) if app.keys.debtor_id(&seen.number) == opened.file.debtor_id => seen.proof,
        read => {
            let mut problems = read.err().unwrap_or_default();
            if problems.is_empty() {
                problems.add("card-number", "problem-visit-number");
            }
            return Ok(unprocessable(&draw(officer.page, &opened, errand, &fields, &problems)));
        }
    };
    record(&app, &mut tx, &officer, opened.file, proof, errand.action()).await?;
    begin(&app, &mut tx, &officer, &mut opened, errand).await?;
    tx.commit().await?;
    Ok(see_other(&back))
}

/// Writes the line of the timeline, and sends back to the office what was withdrawn.
async fn begin(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    opened: &mut Opened,
    errand: Errand,
) -> Result<(), Error> {
    let (now, office) = (app.clock.now(), Some(officer.office()?));
    let registration = &mut opened.registration;
    match errand {
        Errand::Resume => registrations::resume(tx, registration, office, now).await?,
        _ => timeline::add(tx, registration, errand.action(), office, now).await?,
    }
    Ok(())
}

/// A page of the same registration at the counter.
fn own(id: Uuid, back: &str) -> Option<String> {
    let own = format!("/office/intake/{id}");
    back_to(back).filter(|page| page.starts_with(&own)).map(str::to_owned)
}

fn draw(page: Page, opened: &Opened, errand: Errand, typed: &Fields, problems: &Problems) -> Visit {
    let submitted = opened.registration.submitted.as_ref();
    let view = |name: &str| View::of(&page, typed, problems, name);
    Visit {
        action: address(opened.registration.id),
        back: typed.get("back").to_owned(),
        lead: page.t(&format!("visit-{}-lead", errand.word())),
        tracking: submitted.map(|sent| sent.tracking_number.clone()).unwrap_or_default(),
        number: view("card-number"),
        proof: view("proof"),
        proofs: proofs(&page),
        consent: view(errand.field()),
        consent_label: page.t(&format!("field-{}", errand.field())),
        button: page.t(&format!("visit-{}-button", errand.word())),
        problems: problems.summary(&page),
        page,
    }
}
