//! เรื่องจากหน่วย — what the office did with a registration, as its debtor reads it: messages, corrections, an offer to
//! another office.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::message::Letter;
use super::super::{correction, message, transfer};
use super::changes::{self, Change};
use crate::audit::File;
use crate::registration::{Registration, store as registrations};
use crate::web::{Debtor, Error, Page, ok};
use crate::{App, clock, office};

/// How many messages and corrections the page of a registration shows.
const FEW: usize = 3;
/// How many the pages of their own show.
const MOST: usize = 200;

/// What the page of a registration says of its office's work.
#[derive(Default)]
pub(crate) struct News {
    pub(crate) letters: Vec<LetterView>,
    /// Whether there are more than these.
    pub(crate) more_letters: bool,
    pub(crate) changes: Vec<Change>,
    /// Whether there are more than these.
    pub(crate) more_changes: bool,
    /// The office to which the file is offered, and why.
    pub(crate) offer: Option<(String, String)>,
    /// Whether the debtor can change the answers in the form: those of the newest registration.
    pub(crate) changeable: bool,
    /// What follows the ids of its headings on a page with the news of several registrations.
    pub(crate) suffix: String,
}

/// A message, ready to read.
pub(crate) struct LetterView {
    pub(crate) when: String,
    pub(crate) office: String,
    pub(crate) words: String,
    pub(crate) new: bool,
}

#[derive(Template)]
#[template(path = "case/letters.html")]
struct Letters {
    page: Page,
    letters: Vec<LetterView>,
}

#[derive(Template)]
#[template(path = "case/changes.html")]
struct Changes {
    page: Page,
    changes: Vec<Change>,
}

/// Gathers the news of a registration. The messages it gives are read from now on.
pub(crate) async fn read(
    app: &App,
    conn: &mut PgConnection,
    page: &Page,
    registration: &Registration,
) -> Result<News, Error> {
    let Some(submitted) = &registration.submitted else { return Ok(News::default()) };
    let suffix = format!("-{}", submitted.tracking_number);
    let (letters, more_letters) = letters(app, conn, page, registration, FEW).await?;
    let (changes, more_changes) = changes_of(app, conn, page, registration, FEW).await?;
    let offer = transfer::newest(conn, &app.keys, file(registration)).await?;
    let offer = match offer.filter(|offer| offer.accepted.is_none()) {
        Some(offer) => office::find(conn, &offer.to)
            .await?
            .map(|office| (office.name(page.lang).to_owned(), offer.reason)),
        None => None,
    };
    let changeable = true;
    Ok(News { letters, more_letters, changes, more_changes, offer, changeable, suffix })
}

/// `GET /registration/messages`: every message, of every round.
pub async fn messages(debtor: Debtor, State(app): State<App>) -> Result<Response, Error> {
    let mut conn = app.db.acquire().await?;
    let (page, mut all) = (debtor.page, Vec::new());
    for registration in own(&app, &mut conn, debtor.id).await? {
        all.extend(letters(&app, &mut conn, &page, &registration, MOST).await?.0);
    }
    Ok(ok(&Letters { page, letters: all }))
}

/// `GET /registration/corrections`: every correction, of every round.
pub async fn corrections(debtor: Debtor, State(app): State<App>) -> Result<Response, Error> {
    let mut conn = app.db.acquire().await?;
    let (page, mut all) = (debtor.page, Vec::new());
    for registration in own(&app, &mut conn, debtor.id).await? {
        all.extend(changes_of(&app, &mut conn, &page, &registration, MOST).await?.0);
    }
    Ok(ok(&Changes { page, changes: all }))
}

/// A debtor's registrations, the newest first: one in each round, so few. Who has none is sent to begin one.
async fn own(
    app: &App,
    conn: &mut PgConnection,
    debtor_id: Uuid,
) -> Result<Vec<Registration>, Error> {
    let all = registrations::all(conn, &app.keys, debtor_id).await?;
    if all.is_empty() { Err(Error::Elsewhere("/registration/start".into())) } else { Ok(all) }
}

fn file(registration: &Registration) -> File {
    File { debtor_id: registration.debtor_id, registration_id: registration.id }
}

/// The first messages, marked as read, and whether there are more.
async fn letters(
    app: &App,
    conn: &mut PgConnection,
    page: &Page,
    registration: &Registration,
    most: usize,
) -> Result<(Vec<LetterView>, bool), Error> {
    let file = file(registration);
    let mut found = message::letters(conn, &app.keys, file, limit(most)).await?;
    let more = found.len() > most;
    found.truncate(most);
    message::mark_read(conn, file, &found, app.clock.now()).await?;
    let view = |letter: Letter| LetterView {
        when: clock::thai_date_time(letter.at, page.lang),
        office: letter.office(page.lang).to_owned(),
        new: letter.new,
        words: letter.words,
    };
    Ok((found.into_iter().map(view).collect(), more))
}

/// The newest corrections, by which office, and whether there are more.
async fn changes_of(
    app: &App,
    conn: &mut PgConnection,
    page: &Page,
    registration: &Registration,
    most: usize,
) -> Result<(Vec<Change>, bool), Error> {
    let file = file(registration);
    let mut found = correction::of_file(conn, &app.keys, file, limit(most)).await?;
    let more = found.len() > most;
    found.truncate(most);
    let by = |found: &correction::Correction| found.office(page.lang).to_owned();
    Ok((changes::views(app, conn, page, &found, by).await?, more))
}

/// One more than is shown, to know whether there are more.
fn limit(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1)
}
