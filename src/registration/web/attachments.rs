//! Adding photos and papers, looking at them again, taking them out.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;
use uuid::Uuid;

use super::upload::Upload;
use super::{begin_first, locked, mine};
use crate::registration::attachment::{self, LARGEST, MOST, Refusal};
use crate::registration::{Registration, store};
use crate::web::form::{Fields, Posted, Problems, View};
use crate::web::{Debtor, Error, Page, ok, see_other, unprocessable};
use crate::{App, audit};

/// The page.
const PATH: &str = "/registration/attachments";

#[derive(Template)]
#[template(path = "registration/attachments.html")]
struct Attachments {
    page: Page,
    attached: Attached,
    problems: Vec<(String, String)>,
    /// Whether files that were chosen were not taken, because the session had ended.
    forgotten: bool,
}

/// The files of a registration with the form that adds some, as `registration/files.html` draws them.
pub(crate) struct Attached {
    /// The page's address; those of the files stand below it.
    pub(crate) address: String,
    pub(crate) files: Vec<FileView>,
    pub(crate) file: View,
    pub(crate) most: usize,
    /// In megabytes.
    pub(crate) largest: usize,
}

pub(crate) struct FileView {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) size: String,
}

/// How somebody came to the page.
#[derive(Deserialize)]
pub struct Asked {
    /// `files` says that files were chosen and not taken.
    #[serde(default)]
    kept: String,
}

impl Asked {
    /// Whether files that were chosen were not taken.
    pub(crate) fn forgotten(&self) -> bool {
        self.kept == "files"
    }
}

/// `GET /registration/attachments`.
pub async fn list(
    debtor: Debtor,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let forgotten = asked.forgotten();
    Ok(ok(&Attachments { forgotten, ..draw(&app, debtor, &Problems::default()).await? }))
}

/// `POST /registration/attachments`: one or several files, as `multipart/form-data`. Each is kept as soon as it has
/// arrived: what is wrong with one, or with the connection, takes none of those before it.
pub async fn add(
    State(app): State<App>,
    Upload { debtor, mut files }: Upload,
) -> Result<Response, Error> {
    while let Some((name, bytes)) = files.next().await {
        if let Err(refusal) = keep(&app, debtor.id, &name, &bytes).await? {
            files.refuse(refusal, &name);
        }
    }
    let (problems, on) = files.finish();
    if problems.is_empty() {
        return Ok(see_other(if on { "/registration/check" } else { PATH }));
    }
    Ok(unprocessable(&draw(&app, debtor, &problems).await?))
}

/// Adds one file in a transaction of its own.
async fn keep(
    app: &App,
    debtor_id: Uuid,
    name: &str,
    bytes: &[u8],
) -> Result<Result<(), Refusal>, Error> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let registration = store::lock(&mut tx, &app.keys, debtor_id).await?.ok_or_else(begin_first)?;
    match attachment::add(&mut tx, &app.keys, &registration, name, bytes, now).await? {
        Ok(true) => {
            audit::debtor(&mut tx, debtor_id, "file-added", Some(registration.id), now).await?;
            tx.commit().await?;
            Ok(Ok(()))
        }
        Ok(false) => Ok(Ok(())),
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// `GET /registration/attachments/{id}`: the file to keep, never shown inside a page.
pub async fn open(
    debtor: Debtor,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    let mut conn = app.db.acquire().await?;
    let registration = mine(&app, &mut conn, debtor.id).await?;
    let found = attachment::content(&mut conn, &app.keys, &registration, id).await?;
    let (bytes, media_type) = found.ok_or(Error::NotFound)?;
    Ok(sent(id, media_type, bytes))
}

/// A file to keep, under a name of ours: the debtor's own could tell what it is about.
pub(crate) fn sent(id: Uuid, media_type: String, bytes: Vec<u8>) -> Response {
    let ending = media_type.rsplit('/').next().unwrap_or_default();
    let short = id.simple().to_string();
    let name = format!("attachment; filename=\"plodnee-{}.{ending}\"", &short[short.len() - 8..]);
    let headers = [(header::CONTENT_TYPE, media_type), (header::CONTENT_DISPOSITION, name)];
    (headers, Body::from(bytes)).into_response()
}

/// `POST /registration/attachments/{id}/remove`.
pub async fn remove(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    Posted { debtor, .. }: Posted,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let registration = locked(&app, &mut tx, debtor.id).await?;
    if attachment::remove(&mut tx, &registration, id).await? {
        let now = app.clock.now();
        audit::debtor(&mut tx, debtor.id, "file-removed", Some(registration.id), now).await?;
        tx.commit().await?;
    }
    Ok(see_other(PATH))
}

async fn draw(app: &App, debtor: Debtor, problems: &Problems) -> Result<Attachments, Error> {
    let mut conn = app.db.acquire().await?;
    let registration = mine(app, &mut conn, debtor.id).await?;
    let page = debtor.page;
    let attached = attached(app, &mut conn, &page, &registration, PATH.into(), problems).await?;
    Ok(Attachments { attached, problems: problems.summary(&page), forgotten: false, page })
}

/// The files of a registration, for the page at `address`.
pub(crate) async fn attached(
    app: &App,
    conn: &mut PgConnection,
    page: &Page,
    registration: &Registration,
    address: String,
    problems: &Problems,
) -> anyhow::Result<Attached> {
    let files = attachment::list(conn, &app.keys, registration).await?;
    let view = |file: attachment::Attachment| FileView {
        id: file.id,
        name: file.name,
        size: size(file.size_bytes),
    };
    Ok(Attached {
        address,
        files: files.into_iter().map(view).collect(),
        file: View::of(page, &Fields::default(), problems, "file"),
        most: MOST,
        largest: LARGEST / 1024 / 1024,
    })
}

fn size(bytes: i32) -> String {
    if bytes < 1024 * 1024 {
        format!("{} KB", (bytes + 1023) / 1024)
    } else {
        format!("{}.{} MB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576)
    }
}
