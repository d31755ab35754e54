//! การลงทะเบียนของฉัน — where it is, what happens next, and what was sent.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use sqlx::PgConnection;

use super::debts::{self, DebtView};
use super::summary::{self, Section};
use super::{begin_first, mine};
use crate::audit::File;
use crate::campaign::{self, Opening};
use crate::case::duplicate;
use crate::case::web::news::{self, News};
use crate::registration::form::pages::DEBTOR;
use crate::registration::timeline::{self, Event};
use crate::registration::{Draft, Registration, State as Stage, store, version};
use crate::text::Lang;
use crate::web::{Debtor, Error, Page, ok};
use crate::{App, clock, office, portal};

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
    news: News,
    /// The registrations of earlier rounds: which and where, its state, its news.
    earlier: Vec<(String, (&'static str, String), News)>,
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
    let mut all = store::all(&mut conn, &app.keys, debtor.id).await?.into_iter();
    let registration = all.next().ok_or_else(begin_first)?;
    let page = debtor.page;
    let office = match &registration.submitted {
        Some(submitted) => office::find(&mut conn, &submitted.office_code)
            .await?
            .map(|office| office.name(page.lang).to_owned()),
        None => None,
    };
    let events = timeline::of(&mut conn, &registration, Some(timeline::SHOWN)).await?;
    let news = news::read(&app, &mut conn, &page, &registration).await?;
    let mut earlier = Vec::new();
    for old in all {
        if let Some(submitted) = &old.submitted {
            let office = office::find(&mut conn, &submitted.office_code).await?;
            let office = office.map_or_else(String::new, |office| office.name(page.lang).into());
            let number = &submitted.tracking_number;
            let title = page.t2("mine-earlier", "number", number, "office", office);
            let (_, colour, state) = standing(&mut conn, &page, &old).await?;
            let news = news::read(&app, &mut conn, &page, &old).await?;
            earlier.push((title, (colour, state), News { changeable: false, ..news }));
        }
    }
    let (today, now) = (app.clock.today(), app.clock.now());
    let current = campaign::store::current(&mut conn, today).await?;
    let own = campaign::store::get(&mut conn, registration.campaign_id).await?;
    let another = current.id != own.id && current.opening(now) == Opening::Open;
    let debts = debts::views(&page, &registration.draft, app.clock.today());
    let (state, colour, state_name) = standing(&mut conn, &page, &registration).await?;
    Ok(ok(&Mine {
        state,
        state_name,
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
                (when, event_text(&page, &event), event.version)
            })
            .collect(),
        notice_url: format!("/privacy/{}", registration.notice_version),
        notice_at: clock::thai_date_time(registration.notice_accepted_at, page.lang),
        news,
        earlier,
        page,
    }))
}

/// How a registration stands: its word, the colour of its tag, and its name.
async fn standing(
    conn: &mut PgConnection,
    page: &Page,
    registration: &Registration,
) -> Result<(&'static str, &'static str, String), Error> {
    let file = File { debtor_id: registration.debtor_id, registration_id: registration.id };
    if registration.state == Stage::Submitted && duplicate::has_closed(conn, file).await? {
        return Ok(("closed", "grey", page.t("mine-closed")));
    }
    let (state, colour) = state_key(registration.state);
    Ok((state, colour, page.t(&format!("state-{state}"))))
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

/// A line of the timeline in words.
pub(crate) fn event_text(page: &Page, event: &Event) -> String {
    let office = match page.lang {
        Lang::Th => &event.office_th,
        Lang::En => &event.office_en,
    };
    let key = format!("event-{}", event.kind);
    match office {
        Some(office) => page.t1(&key, "office", office),
        None => page.t(&key),
    }
}

/// A state's name in locale keys, and the colour of its tag.
pub(super) fn state_key(state: Stage) -> (&'static str, &'static str) {
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
    let found = version::find(&mut conn, &app.keys, &registration, version).await?;
    let (draft, at) = found.ok_or(Error::NotFound)?;
    let page = debtor.page;
    let sections =
        summary::sections(&mut conn, &page, &draft, clock::bangkok(at).date_naive()).await?;
    Ok(ok(&VersionPage { at: clock::thai_date_time(at, page.lang), page, version, sections }))
}
