//! แบบที่ค้างไว้ — what an officer typed about a file, an offer or somebody at a counter when their session or appointment
//! had ended, for whoever works on the page next.

use sqlx::{PgConnection, Postgres, Transaction};
use uuid::Uuid;

use crate::web::form::Fields;
use crate::web::kept::{Kept, kept};
use crate::web::{Error, Officer, Page, kept as forms};
use crate::{App, clock, officer};

/// The form that waits for this page, and a sentence that says who typed it and when; both empty where none waits.
/// The page carries which one it shows.
pub(crate) async fn waiting(
    app: &App,
    conn: &mut PgConnection,
    page: &mut Page,
    owner: Uuid,
) -> Result<(Fields, String), Error> {
    match kept(conn, app, owner, &page.path).await? {
        Some(kept) => show(app, conn, page, kept).await,
        None => Ok((Fields::default(), String::new())),
    }
}

/// What a form that waits says, and who typed it and when; the page carries that it shows this one.
pub(crate) async fn show(
    app: &App,
    conn: &mut PgConnection,
    page: &mut Page,
    kept: Kept,
) -> Result<(Fields, String), Error> {
    let names = officer::store::names(conn, &app.keys, &[kept.officer_id]).await?;
    let who = names.get(&kept.officer_id).cloned();
    let who = who.unwrap_or_else(|| page.t("officer-unknown"));
    let when = clock::thai_date_time(kept.at, page.lang);
    page.kept_token = kept.token();
    Ok((kept.fields, page.t2("kept-typed", "who", who, "when", when)))
}

/// The same as [`forms::or_keep`], for a page about a file on the desk.
pub(super) async fn or_keep<'t, T>(
    app: &App,
    tx: Transaction<'t, Postgres>,
    officer: &Officer,
    id: Uuid,
    fields: &Fields,
    begun: Result<T, Error>,
) -> Result<(Transaction<'t, Postgres>, T), Error> {
    let asks = format!("/office/cases/{id}/look");
    forms::or_keep(app, tx, officer, (id, &officer.page.path, &asks), fields, begun).await
}
