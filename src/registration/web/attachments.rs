//! Adding photos and papers, looking at them again, taking them out.

use askama::Template;
use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Path, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use super::{locked, mine};
use crate::registration::attachment::{self, LARGEST, MOST, Refusal};
use crate::web::form::{Fields, Posted, Problems, View, admit};
use crate::web::{Debtor, Error, Page, ok, see_other, unprocessable};
use crate::{App, audit};

#[derive(Template)]
#[template(path = "registration/attachments.html")]
struct Attachments {
    page: Page,
    files: Vec<FileView>,
    file: View,
    problems: Vec<(String, String)>,
    most: usize,
    largest: usize,
}

struct FileView {
    id: Uuid,
    name: String,
    size: String,
}

/// `GET /registration/attachments`.
pub async fn list(debtor: Debtor, State(app): State<App>) -> Result<Response, Error> {
    Ok(ok(&draw(&app, debtor, &Problems::default()).await?))
}

/// `POST /registration/attachments`: one or several files, as `multipart/form-data`.
pub async fn add(State(app): State<App>, upload: Upload) -> Result<Response, Error> {
    let Upload { debtor, files, too_large, on } = upload;
    let mut problems = Problems::default();
    if too_large {
        note(&mut problems, Refusal::TooLarge, "");
    }
    if files.is_empty() && !too_large && !on {
        problems.add("file", "problem-file-none");
    }
    let mut tx = app.db.begin().await?;
    let registration = locked(&app, &mut tx, debtor.id).await?;
    for (name, bytes) in &files {
        let now = app.clock.now();
        if let Err(refusal) =
            attachment::add(&mut tx, &app.keys, &registration, name, bytes, now).await?
        {
            note(&mut problems, refusal, name);
        }
    }
    tx.commit().await?;
    if problems.is_empty() {
        return Ok(see_other(if on { "/registration/check" } else { "/registration/attachments" }));
    }
    Ok(unprocessable(&draw(&app, debtor, &problems).await?))
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
    let headers = [
        (header::CONTENT_TYPE, media_type.clone()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"plodnee-{}\"", file_name(id, &media_type)),
        ),
    ];
    Ok((headers, Body::from(bytes)).into_response())
}

/// `POST /registration/attachments/{id}/remove`.
pub async fn remove(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    Posted { debtor, .. }: Posted,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let registration = locked(&app, &mut tx, debtor.id).await?;
    attachment::remove(&mut tx, &registration, id).await?;
    let now = app.clock.now();
    audit::debtor(&mut tx, debtor.id, "file-removed", Some(registration.id), now).await?;
    tx.commit().await?;
    Ok(see_other("/registration/attachments"))
}

async fn draw(app: &App, debtor: Debtor, problems: &Problems) -> Result<Attachments, Error> {
    let mut conn = app.db.acquire().await?;
    let registration = mine(app, &mut conn, debtor.id).await?;
    let page = debtor.page;
    let files = attachment::list(&mut conn, &app.keys, &registration).await?;
    let view = |file: attachment::Attachment| FileView {
        id: file.id,
        name: file.name,
        size: size(file.size_bytes),
    };
    Ok(Attachments {
        files: files.into_iter().map(view).collect(),
        file: View::of(&page, &Fields::default(), problems, "file"),
        problems: problems.summary(&page),
        most: MOST,
        largest: LARGEST / 1024 / 1024,
        page,
    })
}

/// A name of ours: the debtor's own could tell what the file is about.
fn file_name(id: Uuid, media_type: &str) -> String {
    let ending = media_type.rsplit('/').next().unwrap_or_default();
    let id = id.simple().to_string();
    format!("{}.{ending}", &id[id.len() - 8..])
}

fn size(bytes: i32) -> String {
    if bytes < 1024 * 1024 {
        format!("{} KB", (bytes + 1023) / 1024)
    } else {
        format!("{}.{} MB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576)
    }
}

fn note(problems: &mut Problems, refusal: Refusal, name: &str) {
    let key = match refusal {
        Refusal::Empty => "problem-file-empty",
        Refusal::TooLarge => "problem-file-large",
        Refusal::Kind => "problem-file-kind",
        Refusal::TooMany => "problem-file-many",
    };
    let args = vec![
        ("name", name.chars().take(60).collect()),
        ("largest", (LARGEST / 1024 / 1024).to_string()),
        ("most", MOST.to_string()),
    ];
    problems.add_with("file", key, args);
}

/// A signed-in debtor's files. The form's token comes as its first part.
pub struct Upload {
    debtor: Debtor,
    files: Vec<(String, Vec<u8>)>,
    too_large: bool,
    /// Whether to go on with the form afterwards. The button for it sends chosen files as well.
    on: bool,
}

impl FromRequest<App> for Upload {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Upload, Error> {
        let (mut parts, body) = request.into_parts();
        // Nobody who is not signed in gets to send megabytes.
        Debtor::from_request_parts(&mut parts, app).await?;
        let request = Request::from_parts(parts.clone(), body);
        let mut form = Multipart::from_request(request, app).await.map_err(|_| Error::Bad)?;
        let mut debtor = None;
        let (mut files, mut too_large, mut on) = (Vec::new(), false, false);
        while let Some(mut part) = form.next_field().await.map_err(|_| Error::TooLarge)? {
            if part.name() == Some("csrf") {
                let token = part.text().await.map_err(|_| Error::Bad)?;
                debtor = Some(admit(app, &mut parts, &token, None).await?);
                continue;
            }
            if debtor.is_none() {
                return Err(Error::Forged);
            }
            if part.name() == Some("on") {
                on = true;
                continue;
            }
            let name = part.file_name().unwrap_or_default().to_owned();
            let mut bytes = Vec::new();
            while let Some(chunk) = part.chunk().await.map_err(|_| Error::TooLarge)? {
                if bytes.len() <= LARGEST {
                    bytes.extend_from_slice(&chunk);
                }
            }
            if bytes.len() > LARGEST {
                too_large = true;
            } else if !(name.is_empty() && bytes.is_empty()) {
                files.push((name, bytes));
            }
        }
        Ok(Upload { debtor: debtor.ok_or(Error::Forged)?, files, too_large, on })
    }
}
