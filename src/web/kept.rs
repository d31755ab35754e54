//! แบบของเจ้าหน้าที่ที่เก็บไว้ — what an officer posted when their session or their appointment had ended: kept for whoever works
//! on the page next, from whoever could use it, and forgotten only when it was seen.

use axum::http::request::Parts;
use chrono::{DateTime, NaiveTime, Utc};
use sqlx::{PgConnection, Postgres, Transaction};
use uuid::Uuid;

use super::form::Fields;
use super::officer::{CHOOSE, Officer, chooser, entrance};
use super::session::{Session, Subject};
use super::{Error, form_owner};
use crate::seal::Place;
use crate::{App, audit, clock};

/// The field in which a form says which waiting form its page showed.
pub(super) const SHOWN: &str = "kept-form";

/// Keeps a form whose officer is no longer let in; gives where they are sent. `drawn` is the appointment under which it was
/// drawn, where its token says so.
pub(super) async fn keep_for_later(
    app: &App,
    parts: &mut Parts,
    fields: &Fields,
    drawn: Option<Uuid>,
    to: String,
) -> Result<Error, Error> {
    let session = Session::remembered(app, parts).await?;
    let Some(Session { subject: Subject::Officer { officer_id, appointment_id }, ended, .. }) =
        session
    else {
        return Ok(Error::Elsewhere(to));
    };
    let used = match drawn {
        Some(drawn) if Some(drawn) != appointment_id => {
            form_owner::held(app, officer_id, drawn).await?
        }
        _ => appointment_id,
    };
    let Some(owner) = keep_as(app, parts, fields, officer_id, used).await? else {
        return Ok(Error::Elsewhere(to));
    };
    Ok(Error::Elsewhere(match (to == CHOOSE, ended) {
        (true, _) => format!("{CHOOSE}?kept={}", if owner == officer_id { "own" } else { "1" }),
        (false, ended) => entrance(parts.uri.path(), ended, true),
    }))
}

/// Keeps a form that was drawn under an appointment which its officer uses no more; gives where they choose.
pub(super) async fn keep_switched(
    app: &App,
    parts: &mut Parts,
    fields: &Fields,
    officer_id: Uuid,
    drawn: Uuid,
) -> Result<Error, Error> {
    let drawn = form_owner::held(app, officer_id, drawn).await?;
    let kept = drawn.is_some() && keep_as(app, parts, fields, officer_id, drawn).await?.is_some();
    Ok(Error::Elsewhere(chooser(parts.uri.path(), kept)))
}

/// Keeps a form under an appointment, if there is something in it and the officer could use its page so; gives for whom.
async fn keep_as(
    app: &App,
    parts: &Parts,
    fields: &Fields,
    officer_id: Uuid,
    appointment_id: Option<Uuid>,
) -> Result<Option<Uuid>, Error> {
    if fields.is_blank() {
        return Ok(None);
    }
    let mut tx = app.db.begin().await?;
    let found = form_owner::of(app, &mut tx, parts, fields, officer_id, appointment_id).await?;
    let Some((owner, page)) = found else { return Ok(None) };
    keep(&mut tx, app, (owner, &page), officer_id, fields).await?;
    tx.commit().await?;
    Ok(Some(owner))
}

/// A form that was posted too late.
#[derive(Debug)]
pub struct Kept {
    /// What was typed.
    pub fields: Fields,
    /// By which officer.
    pub officer_id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
}

impl Kept {
    /// What a page that shows it carries, so that only what was seen is forgotten.
    #[must_use]
    pub fn token(&self) -> String {
        token(self.officer_id, self.at)
    }
}

fn token(officer_id: Uuid, at: DateTime<Utc>) -> String {
    format!("{}~{}", officer_id.simple(), at.timestamp_micros())
}

/// Keeps a form for whoever works on its page next, beside those of other officers; gives its token ([`Kept::token`]).
pub(crate) async fn keep(
    tx: &mut PgConnection,
    app: &App,
    (owner, path): (Uuid, &str),
    officer_id: Uuid,
    fields: &Fields,
) -> Result<String, Error> {
    let now = app.clock.now();
    sqlx::query!(
        "insert into officer_form (owner, path, officer_id, fields, held_at) values ($1, $2, $3, $4, $5)
         on conflict (owner, path, officer_id) do update set fields = excluded.fields, held_at = excluded.held_at",
        owner,
        path,
        officer_id,
        app.keys.seal_json(place(owner), fields),
        now
    )
    .execute(tx)
    .await?;
    Ok(token(officer_id, now))
}

/// Gives what a page about a file begins with, and its transaction. Where the officer is sent to `asks` first, to say what
/// for or who sits there, the form that they sent to `page` waits. Where the file has left the office since they opened
/// it today, they get back what they typed, and nothing of the file.
pub(crate) async fn or_keep<'t, T>(
    app: &App,
    mut tx: Transaction<'t, Postgres>,
    officer: &Officer,
    (owner, page, asks): (Uuid, &str, &str),
    fields: &Fields,
    begun: Result<T, Error>,
) -> Result<(Transaction<'t, Postgres>, T), Error> {
    match begun {
        Ok(begun) => Ok((tx, begun)),
        Err(Error::Elsewhere(to)) => {
            if fields.is_blank() {
                return Err(Error::Elsewhere(to));
            }
            if !to.starts_with(asks) {
                return Err(Error::Left(typed(fields))); // it was submitted to another office meanwhile
            }
            keep(&mut tx, app, (owner, page), officer.id, fields).await?;
            tx.commit().await?;
            Err(Error::Elsewhere(to))
        }
        Err(Error::NotFound) => {
            let midnight = clock::instant(app.clock.today(), NaiveTime::MIN);
            let had_it = audit::has_opened(&mut tx, officer.by(), owner, midnight).await?;
            Err(if had_it { Error::Left(typed(fields)) } else { Error::NotFound })
        }
        Err(other) => Err(other),
    }
}

/// What somebody typed into a form or chose in it, without what the page put into it.
fn typed(fields: &Fields) -> Vec<String> {
    let ours = ["revision", "drawn", "version", "was", "stage", "read", "seen", "choose"];
    let own = |name: &str| {
        !ours.contains(&name) && !["seen-", "take-"].iter().any(|start| name.starts_with(start))
    };
    let said = |value: &str| value != "yes" && value.parse::<Uuid>().is_err();
    let typed = fields.pairs().filter(|(name, value)| own(name) && said(value));
    typed.map(|(_, value)| value.to_owned()).collect()
}

/// The newest form that waits for a page: of `owner`, which is a registration, a transfer, a counter or an officer.
pub async fn kept(
    conn: &mut PgConnection,
    app: &App,
    owner: Uuid,
    path: &str,
) -> Result<Option<Kept>, Error> {
    kept_where(conn, app, owner, path, |_| true).await
}

/// The newest one that waits for a page and may be shown.
pub async fn kept_where(
    conn: &mut PgConnection,
    app: &App,
    owner: Uuid,
    path: &str,
    may_see: impl Fn(&Fields) -> bool,
) -> Result<Option<Kept>, Error> {
    let rows = sqlx::query!(
        "select fields, officer_id, held_at from officer_form where owner = $1 and split_part(path, '?', 1) = $2
         order by held_at desc",
        owner,
        path
    )
    .fetch_all(conn)
    .await?;
    for row in rows {
        let fields = app.keys.open_json(place(owner), &row.fields)?;
        if may_see(&fields) {
            return Ok(Some(Kept { fields, officer_id: row.officer_id, at: row.held_at }));
        }
    }
    Ok(None)
}

/// Forgets the forms of a page that belongs to one officer alone, in the transaction that saves it.
pub async fn release(tx: &mut PgConnection, owner: Uuid, path: &str) -> sqlx::Result<()> {
    sqlx::query!("delete from officer_form where owner = $1 and path = $2", owner, path)
        .execute(tx)
        .await?;
    Ok(())
}

/// Forgets, in the transaction that saves a page, the waiting forms that it showed. What nobody has seen yet goes on
/// waiting, the officer's own too.
pub async fn release_shown(
    tx: &mut PgConnection,
    owner: Uuid,
    path: &str,
    officer: &Officer,
) -> sqlx::Result<()> {
    for token in officer.page.kept_token.split(' ') {
        let (by, at) = token.split_once('~').unwrap_or_default();
        let at = at.parse().ok().and_then(DateTime::<Utc>::from_timestamp_micros);
        let (Ok(by), Some(at)) = (by.parse::<Uuid>(), at) else { continue };
        sqlx::query!(
            "delete from officer_form where owner = $1 and split_part(path, '?', 1) = $2
             and officer_id = $3 and held_at = $4",
            owner,
            path,
            by,
            at
        )
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

fn place(owner: Uuid) -> Place {
    Place { table: "officer_form", column: "fields", row: owner }
}
