//! แนบเอกสาร — photos and papers that the debtor brought to the counter: added to the draft, opened, taken out again.

use askama::Template;
use axum::extract::{FromRequest, Path, Query, Request, State};
use axum::response::Response;
use sqlx::PgConnection;
use url::form_urlencoded::Serializer;
use uuid::Uuid;

use super::{Opened, attended, locked, opened, recorded, who};
use crate::App;
use crate::officer::store as officers;
use crate::registration::attachment::{self, Refusal};
use crate::registration::web::attachments::{Asked, Attached, attached, sent};
use crate::registration::web::upload::Arriving;
use crate::web::form::{Problems, is_known};
use crate::web::officer::{CHOOSE, admit};
use crate::web::{Error, Officer, OfficerForm, Page, ok, see_other, unprocessable};

#[derive(Template)]
#[template(path = "intake/attachments.html")]
struct Attachments {
    page: Page,
    id: Uuid,
    who: Vec<(String, String)>,
    attached: Attached,
    problems: Vec<(String, String)>,
    /// Whether files that were chosen were not taken, because the session or the appointment had ended.
    forgotten: bool,
}

/// An officer's files for a draft. The form's token comes as its first part.
pub struct Upload {
    officer: Officer,
    files: Arriving,
    /// Where the officer goes on when their appointment ends while the files arrive.
    ended: String,
}

impl FromRequest<App> for Upload {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Upload, Error> {
        let (mut parts, body) = request.into_parts();
        let page = parts.uri.path().to_owned();
        // Nobody who was never signed in gets to send megabytes.
        if !is_known(app, &mut parts).await? {
            return Err(Error::Elsewhere(forgotten("/office", &page)));
        }
        let request = Request::from_parts(parts.clone(), body);
        let (token, files) = Arriving::begin(request, app).await?;
        match admit(app, &mut parts, &token).await {
            Ok(officer) => Ok(Upload { officer, files, ended: forgotten(CHOOSE, &page) }),
            Err(Error::Elsewhere(to)) => {
                files.drain().await;
                Err(Error::Elsewhere(match to.as_str() {
                    CHOOSE => forgotten(CHOOSE, &page),
                    // Another appointment was chosen meanwhile.
                    to if to.starts_with(CHOOSE) => to.to_owned(),
                    _ => forgotten("/office", &page),
                }))
            }
            Err(error) => Err(error),
        }
    }
}

/// Where those are sent who chose files too late: they come back to the page to choose them again.
fn forgotten(to: &str, page: &str) -> String {
    let mut query = Serializer::new(String::new());
    query.append_pair("back", &format!("{page}?kept=files")).append_pair("kept", "files");
    format!("{to}?{}", query.finish())
}

/// `GET /office/intake/{id}/attachments`.
pub async fn list(
    officer: Officer,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let opened = opened(&app, &mut tx, &officer, id).await?;
    let page = draw(&app, &mut tx, officer.page, &opened, &Problems::default()).await?;
    tx.commit().await?;
    Ok(ok(&Attachments { forgotten: asked.forgotten(), ..page }))
}

/// `POST /office/intake/{id}/attachments`: one or several files, as `multipart/form-data`. Each is kept as soon as it
/// has arrived.
pub async fn add(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    Upload { officer, mut files, ended }: Upload,
) -> Result<Response, Error> {
    // Nothing is read for a registration that is not at this counter.
    if let Err(error) = there(&app, &officer, id).await {
        files.drain().await;
        return Err(error);
    }
    while let Some((name, bytes)) = files.next().await {
        match keep(&app, &officer, id, (&name, &bytes), &ended).await {
            Ok(Ok(())) => {}
            Ok(Err(refusal)) => files.refuse(refusal, &name),
            Err(error) => {
                files.drain().await;
                return Err(error);
            }
        }
    }
    let (problems, on) = files.finish();
    if problems.is_empty() {
        return Ok(see_other(&if on { format!("/office/intake/{id}/check") } else { address(id) }));
    }
    let mut tx = app.db.begin().await?;
    let opened = opened(&app, &mut tx, &officer, id).await?;
    let page = draw(&app, &mut tx, officer.page, &opened, &problems).await?;
    tx.commit().await?;
    Ok(unprocessable(&page))
}

async fn there(app: &App, officer: &Officer, id: Uuid) -> Result<Opened, Error> {
    attended(app, &mut *app.db.acquire().await?, officer, id, false).await
}

/// Adds one file in a transaction of its own. Many files take minutes: the appointment must still be valid.
async fn keep(
    app: &App,
    officer: &Officer,
    id: Uuid,
    (name, bytes): (&str, &[u8]),
    ended: &str,
) -> Result<Result<(), Refusal>, Error> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let valid = officers::valid(&mut tx, officer.id, app.clock.today()).await?;
    if !valid.iter().any(|found| found.id == officer.appointment.id) {
        return Err(Error::Elsewhere(ended.to_owned()));
    }
    let opened = locked(app, &mut tx, officer, id).await?;
    let added = attachment::add(&mut tx, &app.keys, &opened.registration, name, bytes, now).await?;
    if added == Ok(true) {
        recorded(app, &mut tx, officer, &opened, "file-added").await?;
        tx.commit().await?;
    }
    Ok(added.map(|_| ()))
}

/// `GET /office/intake/{id}/attachments/{attachment}`: the file to keep, never shown inside a page.
pub async fn open(
    officer: Officer,
    State(app): State<App>,
    Path((id, file)): Path<(Uuid, Uuid)>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let opened = attended(&app, &mut tx, &officer, id, false).await?;
    let content = attachment::content(&mut tx, &app.keys, &opened.registration, file).await?;
    let (bytes, media_type) = content.ok_or(Error::NotFound)?;
    recorded(&app, &mut tx, &officer, &opened, "file-opened").await?;
    tx.commit().await?;
    Ok(sent(file, media_type, bytes))
}

/// `POST /office/intake/{id}/attachments/{attachment}/remove`. Removing what is gone is no error.
pub async fn remove(
    State(app): State<App>,
    Path((id, file)): Path<(Uuid, Uuid)>,
    OfficerForm { officer, .. }: OfficerForm,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let opened = locked(&app, &mut tx, &officer, id).await?;
    if attachment::remove(&mut tx, &opened.registration, file).await? {
        recorded(&app, &mut tx, &officer, &opened, "file-removed").await?;
        tx.commit().await?;
    }
    Ok(see_other(&address(id)))
}

fn address(id: Uuid) -> String {
    format!("/office/intake/{id}/attachments")
}

async fn draw(
    app: &App,
    conn: &mut PgConnection,
    page: Page,
    opened: &Opened,
    problems: &Problems,
) -> Result<Attachments, Error> {
    let registration = &opened.registration;
    let address = address(registration.id);
    Ok(Attachments {
        id: registration.id,
        who: who(&page, opened),
        attached: attached(app, conn, &page, registration, address, problems).await?,
        problems: problems.summary(&page),
        forgotten: false,
        page,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::officer::web::entrance::back_to;
    use crate::web::form::Fields;

    #[test]
    fn whoever_chose_files_too_late_comes_back_to_choose_them_again() {
        let page = address(Uuid::from_u128(7));
        let to = forgotten(CHOOSE, &page);
        let (path, query) = to.split_once('?').unwrap();
        let query = Fields::read(query.as_bytes());
        assert_eq!((path, query.get("kept")), (CHOOSE, "files"));
        assert_eq!(back_to(query.get("back")), Some(format!("{page}?kept=files").as_str()));
    }
}
