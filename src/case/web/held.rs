//! แบบที่ค้างไว้ — what an officer typed into a page about a file when their session or appointment had ended, for
//! whoever works on the page next.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::web::form::Fields;
use crate::web::officer::{keep, kept};
use crate::web::{Error, Officer, Page};
use crate::{App, clock, officer};

/// The form that waits for this page, and a sentence that says who typed it and when.
pub(super) async fn waiting(
    app: &App,
    conn: &mut PgConnection,
    page: &Page,
    owner: Uuid,
) -> Result<Option<(Fields, String)>, Error> {
    let Some(kept) = kept(conn, app, owner, &page.path).await? else { return Ok(None) };
    let names = officer::store::names(conn, &app.keys, &[kept.officer_id]).await?;
    let who = names.get(&kept.officer_id).cloned();
    let who = who.unwrap_or_else(|| page.t("officer-unknown"));
    let when = clock::thai_date_time(kept.at, page.lang);
    Ok(Some((kept.fields, page.t2("kept-typed", "who", who, "when", when))))
}

/// Gives what a page about a file begins with. Where the officer is first asked what for, the form they sent waits.
pub(super) async fn or_keep<T>(
    app: &App,
    officer: &Officer,
    id: Uuid,
    fields: &Fields,
    begun: Result<T, Error>,
) -> Result<T, Error> {
    if matches!(begun, Err(Error::Elsewhere(_))) {
        let mut conn = app.db.acquire().await?;
        keep(&mut conn, app, (id, &officer.page.path), officer.id, fields).await?;
    }
    begun
}
