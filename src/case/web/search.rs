//! ค้นหาสำนวน — by a posted form, so that nothing that was typed stands in an address. The words wait, sealed, for the page
//! that shows what was found, so that "back" from a file leads to it again.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use sqlx::{Postgres, Transaction};

use super::desk::{Line, lines};
use crate::case::search::{self, Found, MOST, Wanted};
use crate::web::form::{Fields, Problems, View};
use crate::web::{Error, Officer, OfficerForm, Page, kept as forms, ok, see_other, unprocessable};
use crate::{App, audit};

#[derive(Template)]
#[template(path = "case/desk_search.html")]
struct Search {
    page: Page,
    wanted: View,
    problems: Vec<(String, String)>,
    /// Whether something was looked for.
    asked: bool,
    groups: Vec<Group>,
    most: usize,
    offices: bool,
}

/// Files that fit in one way: exactly, or by their sound.
struct Group {
    title: String,
    lines: Vec<Line>,
    more: bool,
}

/// Where the words of an officer's last search wait.
const FOUND: &str = "/office/search/found";

/// `GET /office/search`; `?found=1` shows what the last search finds. The records say what kind of text was looked for, never
/// which.
pub async fn ask(
    officer: Officer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    if query.as_deref() == Some("found=1")
        && let Some(last) = forms::kept(&mut tx, &app, officer.id, FOUND).await?
    {
        return found(&app, tx, officer, last.fields).await;
    }
    let path = officer.page.path.clone();
    let typed = forms::kept(&mut tx, &app, officer.id, &path).await?;
    forms::release(&mut tx, officer.id, &path).await?;
    tx.commit().await?;
    let typed = typed.map(|kept| kept.fields).unwrap_or_default();
    Ok(ok(&draw(officer, &typed, &Problems::default())))
}

/// `POST /office/search`.
pub async fn find(
    State(app): State<App>,
    OfficerForm { officer, fields }: OfficerForm,
) -> Result<Response, Error> {
    if let Err(key) = Wanted::read(fields.get("wanted")) {
        return Ok(refused(officer, &fields, key));
    }
    let mut tx = app.db.begin().await?;
    forms::keep(&mut tx, &app, (officer.id, FOUND), officer.id, &fields).await?;
    tx.commit().await?;
    Ok(see_other("/office/search?found=1"))
}

async fn found(
    app: &App,
    mut tx: Transaction<'_, Postgres>,
    officer: Officer,
    fields: Fields,
) -> Result<Response, Error> {
    let wanted = match Wanted::read(fields.get("wanted")) {
        Ok(wanted) => wanted,
        Err(key) => return Ok(refused(officer, &fields, key)),
    };
    let (keys, today) = (&app.keys, app.clock.today());
    let found = search::find(&mut tx, keys, &officer.scope, today, &wanted).await?;
    let Found { files, more, alike, more_alike } = found;
    let found = files.len() + alike.len();
    let title = officer.page.t(&format!("search-by-{}", wanted.word()));
    let exact = Group { title, lines: lines(app, &mut tx, &officer, &files).await?, more };
    let title = officer.page.t("search-alike");
    let alike = lines(app, &mut tx, &officer, &alike).await?;
    let mut groups = vec![exact, Group { title, lines: alike, more: more_alike }];
    groups.retain(|group| !group.lines.is_empty());
    let what = serde_json::json!({ "by": wanted.word(), "found": found });
    let subject = officer.appointment.unit.territory.key();
    let (by, now) = (Some(officer.by()), app.clock.now());
    audit::deed(&mut tx, by, "searched", &subject, Some(what), now).await?;
    tx.commit().await?;
    Ok(ok(&Search { asked: true, groups, ..draw(officer, &fields, &Problems::default()) }))
}

fn refused(officer: Officer, fields: &Fields, key: &'static str) -> Response {
    let mut problems = Problems::default();
    problems.add("wanted", key);
    unprocessable(&draw(officer, fields, &problems))
}

fn draw(officer: Officer, typed: &Fields, problems: &Problems) -> Search {
    let page = officer.page;
    Search {
        wanted: View::of(&page, typed, problems, "wanted"),
        problems: problems.summary(&page),
        asked: false,
        groups: vec![],
        most: MOST,
        offices: officer.scope.office.is_none(),
        page,
    }
}
