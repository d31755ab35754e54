//! การลงทะเบียนของฉัน — where it is, what happens next, what was sent, and a copy of everything.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::debts::{self, DebtView};
use super::mine;
use super::receipt::{document_language, official};
use super::summary::{self, Section};
use crate::campaign::{self, Opening};
use crate::identity::store as people;
use crate::registration::form::pages::DEBTOR;
use crate::registration::{Draft, Registration, State as Stage, attachment, store};
use crate::web::{Debtor, Error, Page, download, ok};
use crate::{App, audit, clock, office, portal};

#[derive(Template)]
#[template(path = "registration/mine.html")]
struct Mine {
    page: Page,
    state: &'static str,
    state_name: String,
    colour: &'static str,
    number: String,
    office: Option<String>,
    debts: Vec<DebtView>,
    ready: usize,
    changed: bool,
    /// Where to go on with the form.
    resume: String,
    /// Until when or from when on a draft can be submitted.
    standing: String,
    /// Whether another campaign is open, in which the debtor has not registered.
    another: bool,
    saved_at: String,
    /// When, what, and the version of the answers.
    events: Vec<(String, String, i32)>,
    notice_url: String,
    notice_at: String,
}

#[derive(Template)]
#[template(path = "registration/version.html")]
struct VersionPage {
    page: Page,
    version: i32,
    at: String,
    sections: Vec<Section>,
}

/// `GET /registration`.
pub async fn show(debtor: Debtor, State(app): State<App>) -> Result<Response, Error> {
    let mut conn = app.db.acquire().await?;
    let registration = mine(&app, &mut conn, debtor.id).await?;
    let page = debtor.page;
    let office = match &registration.submitted {
        Some(submitted) => office::find(&mut conn, &submitted.office_code)
            .await?
            .map(|office| office.name(page.lang).to_owned()),
        None => None,
    };
    let events = store::events(&mut conn, &registration).await?;
    let (today, now) = (app.clock.today(), app.clock.now());
    let current = campaign::store::current(&mut conn, today).await?;
    let own = campaign::store::get(&mut conn, registration.campaign_id).await?;
    let another = current.id != own.id && current.opening(now) == Opening::Open;
    let debts = debts::views(&page, &registration.draft, app.clock.today());
    let (state, colour) = state_key(registration.state);
    Ok(ok(&Mine {
        state,
        state_name: page.t(&format!("state-{state}")),
        colour,
        number: registration.submitted.map_or_else(String::new, |s| s.tracking_number),
        office,
        ready: debts.iter().filter(|debt| debt.missing.is_empty()).count(),
        debts,
        changed: registration.draft.changed && registration.version > 0,
        resume: resume(&registration.draft),
        standing: portal::standing(&page, &own, now).text,
        another,
        saved_at: clock::thai_date_time(registration.saved_at, page.lang),
        events: events
            .into_iter()
            .map(|event| {
                let when = clock::thai_date_time(event.at, page.lang);
                (when, page.t(&format!("event-{}", event.kind)), event.version)
            })
            .collect(),
        notice_url: format!("/privacy/{}", registration.notice_version),
        notice_at: clock::thai_date_time(registration.notice_accepted_at, page.lang),
        page,
    }))
}

/// The first page of the form that was not saved yet; the list of debts after the last one.
///
/// ThaiD's address is proposed before anyone has looked at it: it is passed when the page after it is.
fn resume(draft: &Draft) -> String {
    let open = DEBTOR.iter().map(|page| page.key).find(|key| !draft.pages.contains_key(*key));
    match open {
        Some("office") => "/registration/form/province".into(),
        Some(key) => format!("/registration/form/{key}"),
        None => "/registration/debts".into(),
    }
}

/// A state's name in locale keys, and the colour of its tag.
fn state_key(state: Stage) -> (&'static str, &'static str) {
    match state {
        Stage::Draft => ("draft", "yellow"),
        Stage::Submitted => ("submitted", "green"),
        Stage::Withdrawn => ("withdrawn", "grey"),
    }
}

/// `GET /registration/versions/{version}`: what was sent that time.
pub async fn version(
    debtor: Debtor,
    State(app): State<App>,
    Path(version): Path<i32>,
) -> Result<Response, Error> {
    let mut conn = app.db.acquire().await?;
    let registration = mine(&app, &mut conn, debtor.id).await?;
    let found = store::version(&mut conn, &app.keys, &registration, version).await?;
    let (draft, at) = found.ok_or(Error::NotFound)?;
    let page = debtor.page;
    let sections =
        summary::sections(&mut conn, &page, &draft, clock::bangkok(at).date_naive()).await?;
    Ok(ok(&VersionPage { at: clock::thai_date_time(at, page.lang), page, version, sections }))
}

/// `GET /registration/data.pdf`: everything about the debtor, to read.
pub async fn data_pdf(debtor: Debtor, State(app): State<App>) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let registration = mine(&app, &mut tx, debtor.id).await?;
    let person = people::person(&mut tx, &app.keys, debtor.id).await?;
    let page = debtor.page;
    let now = app.clock.now();
    let rows = |rows: Vec<(String, String)>| {
        rows.into_iter().map(|(label, value)| documents::Row { label, value }).collect()
    };
    let mut sections = vec![documents::Section {
        title: page.t("identity-title"),
        rows: rows(super::start::identity_rows(&page, &person)),
    }];
    for section in summary::sections(&mut tx, &page, &registration.draft, app.clock.today()).await?
    {
        let pairs = section.rows.into_iter().map(|row| (row.label, row.value)).collect();
        sections.push(documents::Section { title: section.title, rows: rows(pairs) });
    }
    audit::debtor(&mut tx, debtor.id, "downloaded", Some(registration.id), now).await?;
    tx.commit().await?;
    let copy = documents::AnswersCopy {
        lang: document_language(page.lang),
        made_at: now,
        issuer: page.issuer(),
        tracking_number: number(&registration),
        person: person.names.full(),
        made: official(&page, &clock::thai_date_time(now, page.lang)),
        sections,
    };
    let bytes = tokio::task::spawn_blocking(move || documents::answers(&copy)).await??;
    Ok(download("application/pdf", "plodnee-my-data.pdf", bytes))
}

/// `GET /registration/data.json`: everything about the debtor, for a machine. Versions included.
pub async fn data_json(debtor: Debtor, State(app): State<App>) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let registration = mine(&app, &mut tx, debtor.id).await?;
    let person = people::person(&mut tx, &app.keys, debtor.id).await?;
    let mut versions = Vec::new();
    for number in 1..=registration.version {
        if let Some((answers, at)) =
            store::version(&mut tx, &app.keys, &registration, number).await?
        {
            versions.push(json!({ "version": number, "submitted_at": at, "answers": answers }));
        }
    }
    let files = attachment::list(&mut tx, &app.keys, &registration).await?;
    let file = |file: &attachment::Attachment| {
        json!({
            "name": file.name,
            "size_bytes": file.size_bytes,
            "added_at": file.added_at,
            "download": format!("/registration/attachments/{}", file.id),
        })
    };
    let events = store::events(&mut tx, &registration).await?;
    let event = |event: &store::Event| json!({ "kind": event.kind, "version": event.version, "at": event.at });
    let data = json!({
        "identity": person,
        "registration": {
            "tracking_number": registration.submitted.as_ref().map(|s| &s.tracking_number),
            "office_code": registration.submitted.as_ref().map(|s| &s.office_code),
            "submitted_at": registration.submitted.as_ref().map(|s| s.at),
            "withdrawn_at": registration.withdrawn_at,
            "withdrawal_reason": store::withdrawal(&mut tx, &app.keys, &registration).await?,
            "privacy_notice": registration.notice_version,
            "privacy_notice_accepted_at": registration.notice_accepted_at,
            "answers": registration.draft,
            "answers_saved_at": registration.saved_at,
        },
        "versions": versions,
        "attachments": files.iter().map(file).collect::<Vec<_>>(),
        "record": audit::of_debtor(&mut tx, debtor.id).await?,
        "timeline": events.iter().map(event).collect::<Vec<_>>(),
    });
    audit::debtor(&mut tx, debtor.id, "downloaded", Some(registration.id), app.clock.now()).await?;
    tx.commit().await?;
    let body = serde_json::to_vec_pretty(&data)?;
    Ok(download("application/json", "plodnee-my-data.json", body).into_response())
}

fn number(registration: &Registration) -> String {
    registration.submitted.as_ref().map_or_else(|| "–".into(), |s| s.tracking_number.clone())
}
