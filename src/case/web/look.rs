//! เหตุที่เปิดสำนวน — what an officer opens a file for, asked once a day; the debtor can read it.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use uuid::Uuid;

use super::super::{CaseFile, store};
use crate::officer::web::entrance::back_to;
use crate::web::form::{Choice, Fields, Problems, View};
use crate::web::{Error, Officer, OfficerForm, Page, ok, see_other, unprocessable};
use crate::{App, audit};

/// The purpose of whoever the file is assigned to.
pub const OWN_WORK: &str = "own-work";

/// What a file can be opened for: `purpose-<word>` in `locales/`.
pub const PURPOSES: [&str; 6] =
    ["work", "at-counter", "follow-up", "transfer", "asked-by-debtor", "supervision"];

#[derive(Template)]
#[template(path = "case/look.html")]
struct Look {
    page: Page,
    number: String,
    action: String,
    back: String,
    purpose: View,
    options: Vec<Choice>,
    problems: Vec<(String, String)>,
}

/// Where the purpose of a file is asked, to come back to the officer's page.
pub(super) fn address(file: &CaseFile, officer: &Officer) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("back", &officer.page.address);
    format!("/office/cases/{}/look?{}", file.registration_id, query.finish())
}

/// `GET /office/cases/{id}/look`. Shows the number of the file only.
pub async fn ask(
    officer: Officer,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let asked = Fields::read(query.unwrap_or_default().as_bytes());
    let mut conn = app.db.acquire().await?;
    let file = store::find(&mut conn, &app.keys, id, &officer.scope, app.clock.today()).await?;
    let file = file.ok_or(Error::NotFound)?;
    Ok(ok(&draw(officer.page, &file, &asked, &Problems::default())))
}

/// `POST /office/cases/{id}/look`.
pub async fn state(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    OfficerForm { officer, fields }: OfficerForm,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let file = store::find(&mut tx, &app.keys, id, &officer.scope, app.clock.today()).await?;
    let file = file.ok_or(Error::NotFound)?;
    let Some(purpose) = PURPOSES.into_iter().find(|word| *word == fields.get("purpose")) else {
        let mut problems = Problems::default();
        problems.add("purpose", "problem-purpose");
        return Ok(unprocessable(&draw(officer.page, &file, &fields, &problems)));
    };
    audit::officer(&mut tx, officer.by(), file.file(), "opened", Some(purpose), now).await?;
    tx.commit().await?;
    let address = format!("/office/cases/{id}");
    Ok(see_other(back_to(fields.get("back")).unwrap_or(&address)))
}

fn draw(page: Page, file: &CaseFile, fields: &Fields, problems: &Problems) -> Look {
    let option = |word: &str| Choice {
        value: word.to_owned(),
        label: page.t(&format!("purpose-{word}")),
        hint: String::new(),
    };
    Look {
        number: file.tracking_number.clone(),
        action: format!("/office/cases/{}/look", file.registration_id),
        back: back_to(fields.get("back")).unwrap_or_default().to_owned(),
        purpose: View::of(&page, fields, problems, "purpose"),
        options: PURPOSES.into_iter().map(option).collect(),
        problems: problems.summary(&page),
        page,
    }
}
