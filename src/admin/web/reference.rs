//! การนำเข้าข้อมูลอ้างอิง — a new list of offices is uploaded, looked at, applied, and undone.

use askama::Template;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Path, Request, State};
use axum::response::Response;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::admin::reference::store::{self as imports, Import, Obstacle};
use crate::admin::reference::{self, Changes, Office, TOLD};
use crate::clock::thai_date_time;
use crate::officer::store;
use crate::officer::web::people::named;
use crate::web::form::{Problems, View};
use crate::web::session::Session;
use crate::web::{Error, Officer, OfficerForm, Page, ok, see_other, unprocessable};
use crate::{App, audit};

/// The page.
const PATH: &str = "/office/admin/reference";
/// The largest file, in bytes: ten times the list of today.
const LARGEST: usize = 2 * 1024 * 1024;
/// The most offices of a kind of change that are listed.
const LISTED: usize = 200;

#[derive(Template)]
#[template(path = "admin/imports.html")]
struct List {
    page: Page,
    file: View,
    problems: Vec<(String, String)>,
    more_problems: bool,
    lines: Vec<Line>,
}

/// One import.
struct Line {
    id: Uuid,
    at: String,
    by: String,
    counts: [usize; 3],
    state: String,
    colour: &'static str,
}

/// `GET /office/admin/reference`.
pub async fn list(officer: Officer, State(app): State<App>) -> Result<Response, Error> {
    let mut conn = app.db.acquire().await?;
    Ok(ok(&draw(&app, &mut conn, officer.page, &Problems::default()).await?))
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
            problems.add("offices-file", "problem-import-large");
            None
        }
        Some(file) if file.is_empty() => {
            problems.add("offices-file", "problem-file-none");
            None
        }
        Some(file) => match reference::read(&file, &imports::areas(&mut tx).await?) {
            Ok(offices) => Some(offices),
            Err(wrong) => {
                for wrong in wrong {
                    let args = vec![("line", wrong.line.to_string()), ("value", wrong.value)];
                    problems.add_with("offices-file", wrong.key, args);
                }
                None
            }
        },
    };
    if let Some(offices) = read {
        let changes = Changes::between(&imports::offices(&mut tx).await?, &offices);
        if changes.is_empty() {
            problems.add("offices-file", "problem-import-same");
        } else {
            let id = imports::keep(&mut tx, &changes, officer.id, now).await?;
            let subject = format!("import:{id}");
            let by = Some(officer.by());
            audit::deed(&mut tx, by, "import-read", &subject, Some(counted(&changes)), now).await?;
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
    /// How many are added, changed and removed.
    counts: [String; 3],
    added: Vec<Office>,
    changed: Vec<(Office, Office)>,
    removed: Vec<Office>,
    /// Whether there are more changes than are listed.
    more: bool,
    applied: Option<String>,
    undone: Option<String>,
    problems: Vec<(String, String)>,
}

/// `GET /office/admin/reference/{id}`: what it changes, and what stands in the way.
pub async fn show(
    officer: Officer,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let import = imports::lock(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let waits = import.applied_at.is_none();
    let obstacle = if waits { imports::obstacle(&mut tx, &import.changes).await? } else { None };
    Ok(ok(&draw_one(officer.page, import, obstacle)))
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
        if let Some(obstacle) = imports::obstacle(&mut tx, &import.changes).await? {
            return Ok(unprocessable(&draw_one(officer.page, import, Some(obstacle))));
        }
        imports::make(&mut tx, &import.changes).await?;
        imports::applied(&mut tx, id, now).await?;
        let subject = format!("import:{id}");
        let change = Some(counted(&import.changes));
        audit::deed(&mut tx, Some(officer.by()), "import-applied", &subject, change, now).await?;
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
        let back = import.changes.clone().reversed();
        if let Some(obstacle) = imports::obstacle(&mut tx, &back).await? {
            return Ok(unprocessable(&draw_one(officer.page, import, Some(obstacle))));
        }
        imports::make(&mut tx, &back).await?;
        imports::undone(&mut tx, id, officer.id, now).await?;
        let subject = format!("import:{id}");
        let change = Some(counted(&back));
        audit::deed(&mut tx, Some(officer.by()), "import-undone", &subject, change, now).await?;
        tx.commit().await?;
    }
    Ok(see_other(&format!("{PATH}/{id}")))
}

fn counts(changes: &Changes) -> [usize; 3] {
    [changes.added.len(), changes.changed.len(), changes.removed.len()]
}

fn counted(changes: &Changes) -> serde_json::Value {
    let [added, altered, removed] = counts(changes);
    json!({"added": added, "changed": altered, "removed": removed})
}

async fn draw(
    app: &App,
    conn: &mut PgConnection,
    page: Page,
    problems: &Problems,
) -> Result<List, Error> {
    let found = imports::newest(conn).await?;
    let ids: Vec<Uuid> = found.iter().map(|import| import.officer_id).collect();
    let names = store::names(conn, &app.keys, &ids).await?;
    let line = |import: &Import| {
        let (state, colour) = match (import.applied_at, import.undone_at) {
            (_, Some(_)) => ("import-undone", "grey"),
            (Some(_), None) => ("import-applied", "green"),
            (None, None) => ("import-waiting", "yellow"),
        };
        Line {
            id: import.id,
            at: thai_date_time(import.at, page.lang),
            by: named(&page, &names, import.officer_id),
            counts: counts(&import.changes),
            state: page.t(state),
            colour,
        }
    };
    let mut told = problems.summary(&page);
    let more_problems = told.len() > TOLD;
    told.truncate(TOLD);
    Ok(List {
        file: View {
            name: "offices-file".into(),
            problem: problems.at(&page, "offices-file"),
            ..View::default()
        },
        problems: told,
        more_problems,
        lines: found.iter().map(line).collect(),
        page,
    })
}

fn draw_one(page: Page, import: Import, obstacle: Option<Obstacle>) -> One {
    let mut problems = Problems::default();
    match obstacle {
        None => {}
        Some(Obstacle::Overtaken(codes)) => {
            problems.add_with("main", "problem-import-overtaken", vec![("codes", few(&codes))]);
        }
        Some(Obstacle::InUse(codes)) => {
            problems.add_with("main", "problem-import-in-use", vec![("codes", few(&codes))]);
        }
    }
    let counts = counts(&import.changes);
    let Changes { mut added, mut changed, mut removed } = import.changes;
    added.truncate(LISTED);
    changed.truncate(LISTED);
    removed.truncate(LISTED);
    let when = |at| thai_date_time(at, page.lang);
    One {
        id: import.id,
        at: when(import.at),
        more: counts.iter().any(|count| *count > LISTED),
        counts: counts.map(|count| count.to_string()),
        added,
        changed,
        removed,
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
