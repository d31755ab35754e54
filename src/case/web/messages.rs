//! ข้อความถึงลูกหนี้ — the office's page of messages about a file, and what was read.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use chrono::Days;
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::call::Calling;
use super::super::message::{self, Sent};
use super::super::{CaseFile, Stage, store};
use super::calls::note_text;
use super::show::Head;
use super::{held, locked, opened};
use crate::registration::{store as registrations, timeline};
use crate::text::clean_lines;
use crate::web::form::{Fields, Problems, View};
use crate::web::{Error, Officer, OfficerForm, Page, kept as forms, ok, see_other, unprocessable};
use crate::{App, audit, clock, officer as officers};

/// How long somebody who may not be called has to answer a message before their file is followed up again.
const ANSWERED: Days = Days::new(7);

#[derive(Template)]
#[template(path = "case/messages.html")]
struct Messages {
    page: Page,
    id: Uuid,
    head: Head,
    sent: bool,
    kept: String,
    /// When the file of who may not be called is followed up again; empty where no day is set, or calls are allowed.
    again: String,
    new_id: Uuid,
    words: View,
    problems: Vec<(String, String)>,
    earlier: Vec<MessageView>,
}

struct MessageView {
    when: String,
    who: String,
    words: String,
    /// When the debtor read it; empty until then.
    read: String,
}

/// `GET /office/cases/{id}/messages`.
pub async fn show(
    mut officer: Officer,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let sent = query.as_deref() == Some("sent=1");
    let mut tx = app.db.begin().await?;
    let file = opened(&app, &mut tx, &officer, id).await?;
    let (typed, kept) = held::waiting(&app, &mut tx, &mut officer.page, id).await?;
    let mut page = draw(&app, &mut tx, officer.page, &file, &typed, &Problems::default()).await?;
    (page.sent, page.kept) = (sent, kept);
    tx.commit().await?;
    Ok(ok(&page))
}

/// `POST /office/cases/{id}/messages`. The same form sent twice writes one message.
pub async fn send(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    OfficerForm { officer, mut fields }: OfficerForm,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let begun = locked(&app, &mut tx, &officer, id).await;
    let (mut tx, mut file) = held::or_keep(&app, tx, &officer, id, &fields, begun).await?;
    let mut problems = Problems::default();
    let words = clean_lines(fields.get("message"), message::LONGEST);
    match &words {
        Ok(words) if words.is_empty() => problems.add("message", "problem-message"),
        Ok(_) => {}
        Err(problem) => note_text("message", *problem, &mut problems),
    }
    let Some(words) = words.ok().filter(|_| problems.is_empty()) else {
        let page = draw(&app, &mut tx, officer.page, &file, &fields, &problems).await?;
        tx.commit().await?;
        return Ok(unprocessable(&page));
    };
    let message_id = fields.get("message-id").parse().unwrap_or_else(|_| Uuid::now_v7());
    let (by, of) = (officer.by(), file.file());
    let sent = message::send(&mut tx, &app.keys, by, of, message_id, &words, now).await?;
    if sent == Sent::Other {
        fields.take("message-id");
        problems.add("message", "problem-message-other");
        let page = draw(&app, &mut tx, officer.page, &file, &fields, &problems).await?;
        tx.commit().await?;
        return Ok(unprocessable(&page));
    }
    if sent == Sent::Now {
        let registration = registrations::find(&mut tx, &app.keys, of).await?;
        let registration = registration.ok_or(Error::NotFound)?;
        let office = officer.appointment.office();
        timeline::add(&mut tx, &registration, "message", office, now).await?;
        audit::officer(&mut tx, by, of, "messaged", None, now).await?;
        if is_written_to(&file) && file.stage == Stage::Accepted {
            let before = file.bucket();
            file.next_call_on = app.clock.today().checked_add_days(ANSWERED);
            store::save(&mut tx, &before, &mut file).await?;
        }
    }
    forms::release_shown(&mut tx, id, &officer.page.path, &officer).await?;
    tx.commit().await?;
    Ok(see_other(&format!("/office/cases/{id}/messages?sent=1")))
}

/// Whether the debtor may not be called, so that messages follow the file up.
fn is_written_to(file: &CaseFile) -> bool {
    Calling::of(&file.call_hours) == Calling::Never
}

async fn draw(
    app: &App,
    conn: &mut PgConnection,
    page: Page,
    file: &CaseFile,
    typed: &Fields,
    problems: &Problems,
) -> Result<Messages, Error> {
    let messages = message::of_file(conn, &app.keys, file.file(), 200).await?;
    let writers: Vec<Uuid> = messages.iter().map(|message| message.officer_id).collect();
    let names = officers::store::names(conn, &app.keys, &writers).await?;
    let view = |message: message::Message| MessageView {
        when: clock::thai_date_time(message.at, page.lang),
        who: names.get(&message.officer_id).cloned().unwrap_or_default(),
        words: message.words,
        read: message.read_at.map_or_else(String::new, |at| clock::thai_date_time(at, page.lang)),
    };
    Ok(Messages {
        id: file.registration_id,
        head: Head::of(&page, file),
        sent: false,
        kept: String::new(),
        again: file
            .next_call_on
            .filter(|day| is_written_to(file) && !file.ready && *day > app.clock.today())
            .filter(|_| file.stage == Stage::Accepted)
            .map_or_else(String::new, |day| clock::thai_date(day, page.lang)),
        new_id: typed.get("message-id").parse().unwrap_or_else(|_| Uuid::now_v7()),
        words: View::of(&page, typed, problems, "message"),
        problems: problems.summary(&page),
        earlier: messages.into_iter().map(view).collect(),
        page,
    })
}
