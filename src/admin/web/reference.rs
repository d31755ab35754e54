//! การนำเข้าข้อมูลอ้างอิง — a list of areas or offices is downloaded, uploaded changed, looked at, applied, undone.

use askama::Template;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Path, Request, State};
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::clock::thai_date_time;
use crate::officer::store;
use crate::officer::web::people::named;
use crate::reference::changes::Changes;
use crate::reference::file::{self, TOLD};
use crate::reference::store::{self as imports, Import, Obstacle};
use crate::reference::{List, Row, rows};
use crate::web::form::{Problems, View};
use crate::web::session::Session;
use crate::web::{Error, Officer, OfficerForm, Page, download, ok, see_other, unprocessable};
use crate::{App, audit};

/// The page.
const PATH: &str = "/office/admin/reference";
/// The largest file, in bytes: four times the longest list of today.
const LARGEST: usize = 2 * 1024 * 1024;
/// The most rows of a kind of change that are listed.
const LISTED: usize = 200;

#[derive(Template)]
#[template(path = "admin/imports.html")]
struct Imports {
    page: Page,
    file: View,
    problems: Vec<(String, String)>,
    more_problems: bool,
    /// The lists as they are now: word and name.
    lists: Vec<(&'static str, String)>,
    lines: Vec<Line>,
}

/// One import.
struct Line {
    id: Uuid,
    at: String,
    by: String,
    list: String,
    counts: [i32; 3],
    state: String,
    colour: &'static str,
}

/// `GET /office/admin/reference`.
pub async fn list(officer: Officer, State(app): State<App>) -> Result<Response, Error> {
    let mut conn = app.db.acquire().await?;
    Ok(ok(&draw(&app, &mut conn, officer.page, &Problems::default()).await?))
}

/// `GET /office/admin/reference/lists/{list}`: a list as it is now, as the file that can be changed and uploaded.
pub async fn export(
    _: Officer,
    State(app): State<App>,
    Path(list): Path<String>,
) -> Result<Response, Error> {
    let list = list.strip_suffix(".csv").and_then(List::of_key).ok_or(Error::NotFound)?;
    let mut conn = app.db.acquire().await?;
    let rows = rows::all(&mut conn, list).await?;
    let mut file = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    file.write_record(list.columns()).map_err(anyhow::Error::from)?;
    for row in &rows {
        file.write_record(row.cells(list)).map_err(anyhow::Error::from)?;
    }
    let bytes = file.into_inner().map_err(anyhow::Error::from)?;
    Ok(download("text/csv; charset=utf-8", &format!("{}.csv", list.key()), bytes))
}

/// `POST /office/admin/reference`: reads the file; with a problem in any line nothing is kept.
pub async fn upload(
    State(app): State<App>,
    Upload { officer, file }: Upload,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let mut problems = Problems::default();
    let read = match file {
        None => {
            problems.add("list-file", "problem-import-large");
            None
        }
        Some(file) if file.is_empty() => {
            problems.add("list-file", "problem-file-none");
            None
        }
        Some(file) => match file::read(&file, &rows::known(&mut tx).await?) {
            Ok(read) => Some(read),
            Err(wrong) => {
                for wrong in wrong {
                    let args = vec![("line", wrong.line.to_string()), ("value", wrong.value)];
                    problems.add_with("list-file", wrong.key, args);
                }
                None
            }
        },
    };
    if let Some((list, rows)) = read {
        let changes = Changes::between(list, rows::all(&mut tx, list).await?, rows);
        if changes.is_empty() {
            problems.add("list-file", "problem-import-same");
        } else {
            let id = imports::keep(&mut tx, list, &changes, officer.id, now).await?;
            record(&mut tx, &officer, "import-read", (id, list, &changes), now).await?;
            tx.commit().await?;
            return Ok(see_other(&format!("{PATH}/{id}")));
        }
    }
    Ok(unprocessable(&draw(&app, &mut tx, officer.page, &problems).await?))
}

#[derive(Template)]
#[template(path = "admin/import.html")]
struct One {
    page: Page,
    id: Uuid,
    at: String,
    /// The list's name.
    list: String,
    /// How many are added, changed and removed.
    counts: [String; 3],
    rows: Vec<Change>,
    /// Whether there are more changes than are listed.
    more: bool,
    applied: Option<String>,
    undone: Option<String>,
    problems: Vec<(String, String)>,
}

/// What happens to one row.
struct Change {
    kind: &'static str,
    key: String,
    before: String,
    after: String,
}

/// `GET /office/admin/reference/{id}`: what it changes, and what stands in the way.
pub async fn show(
    officer: Officer,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let import = imports::find(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let obstacle = match import.applied_at {
        None => imports::obstacle(&mut tx, import.list, &import.changes).await?,
        Some(_) => None,
    };
    Ok(ok(&draw_one(officer.page, &import, obstacle)))
}

/// `POST /office/admin/reference/{id}/apply`. Twice is once.
pub async fn apply(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    OfficerForm { officer, .. }: OfficerForm,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let import = imports::lock(&mut tx, id).await?.ok_or(Error::NotFound)?;
    if import.applied_at.is_none() {
        let (list, changes) = (import.list, &import.changes);
        if let Err(obstacle) = imports::make(&mut tx, list, changes).await? {
            return Ok(unprocessable(&draw_one(officer.page, &import, Some(obstacle))));
        }
        imports::applied(&mut tx, id, now).await?;
        record(&mut tx, &officer, "import-applied", (id, list, changes), now).await?;
        tx.commit().await?;
    }
    Ok(see_other(&format!("{PATH}/{id}")))
}

/// `POST /office/admin/reference/{id}/undo`: brings back the rows as they were, if nothing has changed them since.
pub async fn undo(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    OfficerForm { officer, .. }: OfficerForm,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let import = imports::lock(&mut tx, id).await?.ok_or(Error::NotFound)?;
    if import.applied_at.is_some() && import.undone_at.is_none() {
        let (list, back) = (import.list, import.changes.clone().reversed());
        if let Err(obstacle) = imports::make(&mut tx, list, &back).await? {
            return Ok(unprocessable(&draw_one(officer.page, &import, Some(obstacle))));
        }
        imports::undone(&mut tx, id, officer.id, now).await?;
        record(&mut tx, &officer, "import-undone", (id, list, &back), now).await?;
        tx.commit().await?;
    }
    Ok(see_other(&format!("{PATH}/{id}")))
}

/// Writes into the audit trail what was done with an import.
async fn record(
    tx: &mut PgConnection,
    officer: &Officer,
    action: &'static str,
    (id, list, rows): (Uuid, List, &Changes),
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let [added, changed, removed] = rows.counts();
    let what = json!({"list": list.key(), "added": added, "changed": changed, "removed": removed});
    let subject = format!("import:{id}");
    audit::deed(tx, Some(officer.by()), action, &subject, Some(what), now).await?;
    Ok(())
}

fn name(page: &Page, list: List) -> String {
    page.t(&format!("reference-{}", list.key()))
}

async fn draw(
    app: &App,
    conn: &mut PgConnection,
    page: Page,
    problems: &Problems,
) -> Result<Imports, Error> {
    let found = imports::newest(conn).await?;
    let ids: Vec<Uuid> = found.iter().map(|import| import.officer_id).collect();
    let names = store::names(conn, &app.keys, &ids).await?;
    let line = |import: &imports::Line| {
        let (state, colour) = match (import.applied_at, import.undone_at) {
            (_, Some(_)) => ("import-undone", "grey"),
            (Some(_), None) => ("import-applied", "green"),
            (None, None) => ("import-waiting", "yellow"),
        };
        Line {
            id: import.id,
            at: thai_date_time(import.at, page.lang),
            by: named(&page, &names, import.officer_id),
            list: name(&page, import.list),
            counts: import.counts,
            state: page.t(state),
            colour,
        }
    };
    let mut told = problems.summary(&page);
    let more_problems = told.len() > TOLD;
    told.truncate(TOLD);
    Ok(Imports {
        file: View {
            name: "list-file".into(),
            problem: problems.at(&page, "list-file"),
            ..View::default()
        },
        problems: told,
        more_problems,
        lists: List::ALL.map(|list| (list.key(), name(&page, list))).into(),
        lines: found.iter().map(line).collect(),
        page,
    })
}

fn draw_one(page: Page, import: &Import, obstacle: Option<Obstacle>) -> One {
    let mut problems = Problems::default();
    match obstacle {
        None => {}
        Some(Obstacle::Overtaken(codes)) => {
            problems.add_with("main", "problem-import-overtaken", vec![("codes", few(&codes))]);
        }
        Some(Obstacle::InUse(codes)) => {
            problems.add_with("main", "problem-import-in-use", vec![("codes", few(&codes))]);
        }
        Some(Obstacle::SomeInUse) => problems.add("main", "problem-import-some-in-use"),
    }
    let Import { list, changes, .. } = import;
    let counts = changes.counts();
    let change = |kind, before: Option<&Row>, after: Option<&Row>| Change {
        kind,
        key: after.or(before).map_or_else(String::new, |row| row.key(*list)),
        before: before.map_or_else(String::new, |row| row.line(*list)),
        after: after.map_or_else(String::new, |row| row.line(*list)),
    };
    let added =
        changes.added.iter().take(LISTED).map(|row| change("import-added", None, Some(row)));
    let changed = changes.changed.iter().take(LISTED);
    let changed =
        changed.map(|(before, after)| change("import-changed", Some(before), Some(after)));
    let removed = changes.removed.iter().take(LISTED);
    let removed = removed.map(|row| change("import-removed", Some(row), None));
    let when = |at| thai_date_time(at, page.lang);
    One {
        id: import.id,
        at: when(import.at),
        list: name(&page, *list),
        more: counts.iter().any(|count| *count > LISTED),
        counts: counts.map(|count| count.to_string()),
        rows: added.chain(changed).chain(removed).collect(),
        applied: import.applied_at.map(when),
        undone: import.undone_at.map(when),
        problems: problems.summary(&page),
        page,
    }
}

/// The first codes of a list.
fn few(codes: &[String]) -> String {
    let mut text = codes.iter().take(20).cloned().collect::<Vec<_>>().join(", ");
    if codes.len() > 20 {
        text.push('…');
    }
    text
}

/// An administrator's file, whose form carries the session's token as its first part.
pub struct Upload {
    officer: Officer,
    /// The file; `None` when it is too large.
    file: Option<Vec<u8>>,
}

impl FromRequest<App> for Upload {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Upload, Error> {
        let (mut parts, body) = request.into_parts();
        let officer = Officer::from_request_parts(&mut parts, app).await?;
        let session = Session::of(app, &mut parts).await?.ok_or(Error::Forged)?;
        let request = Request::from_parts(parts, body);
        let mut form = Multipart::from_request(request, app).await.map_err(|_| Error::Bad)?;
        let token = form.next_field().await.ok().flatten().ok_or(Error::Bad)?;
        let named_csrf = token.name() == Some("csrf");
        let token = token.text().await.map_err(|_| Error::Bad)?;
        if !named_csrf || !session.issued(&token) {
            return Err(Error::Forged);
        }
        let mut file = Vec::new();
        let Some(mut field) = form.next_field().await.map_err(|_| Error::Bad)? else {
            return Ok(Upload { officer, file: Some(file) });
        };
        while let Some(chunk) = field.chunk().await.map_err(|_| Error::TooLarge)? {
            if file.len() + chunk.len() > LARGEST {
                return Ok(Upload { officer, file: None });
            }
            file.extend_from_slice(&chunk);
        }
        Ok(Upload { officer, file: Some(file) })
    }
}
