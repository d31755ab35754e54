//! แบบของเจ้าหน้าที่ที่เก็บไว้ — what an officer posted when their session or their appointment had ended: kept for whoever works
//! on the page next, from whoever could use it, and forgotten only when it was seen.

use axum::http::request::Parts;
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use data_encoding::HEXLOWER;
use sqlx::{PgConnection, Postgres, Transaction};
use uuid::Uuid;

use super::Error;
use super::form::Fields;
use super::guard::page_of;
use super::officer::{CHOOSE, Officer, entrance};
use super::routes::{Needs, Who};
use super::session::{Session, Subject};
use crate::case::transfer;
use crate::officer::{Appointment, Scope, store};
use crate::seal::Place;
use crate::text::ascii_digits;
use crate::{App, audit, case, clock, intake};

/// How long after an appointment has ended a form that was drawn under it is still kept.
const LATELY: TimeDelta = TimeDelta::hours(24);

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
        Some(drawn) if Some(drawn) != appointment_id => held(app, officer_id, drawn).await?,
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
    let drawn = held(app, officer_id, drawn).await?;
    let kept = drawn.is_some() && keep_as(app, parts, fields, officer_id, drawn).await?.is_some();
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("back", page_of(parts.uri.path()));
    query.append_pair("kept", if kept { "switched" } else { "not" });
    Ok(Error::Elsewhere(format!("{CHOOSE}?{}", query.finish())))
}

/// An appointment that is the officer's, or was until lately; `None` for any other.
async fn held(app: &App, officer_id: Uuid, id: Uuid) -> Result<Option<Uuid>, Error> {
    let since = app.clock.now() - LATELY;
    let found = sqlx::query_scalar!(
        "select appointment_id from appointment where appointment_id = $1 and officer_id = $2
         and (revoked_at is null or revoked_at > $3) and (ends_on is null or ends_on >= $4)",
        id,
        officer_id,
        since,
        clock::bangkok(since).date_naive()
    );
    Ok(found.fetch_optional(&app.db).await?)
}

/// Keeps a form under an appointment, if there is something in it and the officer could use its page so; gives for whom.
async fn keep_as(
    app: &App,
    parts: &Parts,
    fields: &Fields,
    officer_id: Uuid,
    appointment_id: Option<Uuid>,
) -> Result<Option<Uuid>, Error> {
    let path = parts.uri.path();
    let Some(page) = waits_at(path).filter(|_| !fields.is_blank()) else { return Ok(None) };
    let mut tx = app.db.begin().await?;
    let was = who_was(app, &mut tx, parts.extensions.get(), officer_id, appointment_id).await?;
    let Some(owner) = owner(app, &mut tx, path, officer_id, was).await? else { return Ok(None) };
    let page = match About::of(path) {
        About::Counter => format!("{page}?{}", person(app, fields)),
        _ => page.to_owned(),
    };
    keep(&mut tx, app, (owner, &page), officer_id, fields).await?;
    tx.commit().await?;
    Ok(Some(owner))
}

/// Tells forms about different people at one counter apart.
fn person(app: &App, fields: &Fields) -> String {
    let number = ascii_digits(fields.get("card-number"));
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    HEXLOWER.encode(&app.keys.hash("counter form", digits.as_bytes())[..8])
}

/// For whom a form waits: for whoever has its file or decides on its offer, or serves at the counter where it was typed;
/// else for the officer alone. `None` where the officer could not use the page.
async fn owner(
    app: &App,
    conn: &mut PgConnection,
    path: &str,
    officer_id: Uuid,
    was: Option<(Appointment, Scope)>,
) -> Result<Option<Uuid>, Error> {
    let about = About::of(path);
    let Some((held, scope)) = was else {
        return Ok((about == About::Nothing).then_some(officer_id));
    };
    let office = held.office();
    Ok(match (about, office) {
        (About::File(id), _) => {
            let today = app.clock.today();
            let on_desk = case::store::find(conn, &app.keys, id, &scope, today).await?.is_some();
            let here = match office.filter(|_| !on_desk) {
                Some(office) => intake::store::find(conn, id, office, &scope).await?.is_some(),
                None => on_desk,
            };
            here.then_some(id)
        }
        (About::Offer(id), Some(office)) => {
            let offer = transfer::to_office(conn, &app.keys, id, office, scope.not_of).await?;
            offer.map(|_| id)
        }
        (About::Counter, Some(office)) => Some(intake::counter_id(&app.keys, office)),
        (About::Offer(_) | About::Counter, None) => None,
        (About::Nothing, _) => Some(officer_id),
    })
}

/// As what an officer used a page, under an appointment that may have ended meanwhile: `None` where their role did not
/// let them do what it does.
async fn who_was(
    app: &App,
    conn: &mut PgConnection,
    needs: Option<&Needs>,
    officer_id: Uuid,
    appointment_id: Option<Uuid>,
) -> Result<Option<(Appointment, Scope)>, Error> {
    let (Some(Needs(Who::Officer(act))), Some(appointment_id)) = (needs, appointment_id) else {
        return Ok(None);
    };
    let held = store::of_session(conn, officer_id, appointment_id).await?;
    let Some(held) = held.filter(|held| held.role.may(*act)) else { return Ok(None) };
    let person = store::person(conn, &app.keys, officer_id).await?;
    Ok(person.map(|person| {
        let scope = held.scope(app.keys.debtor_id(&person.pid));
        (held, scope)
    }))
}

/// The page on which a form that is posted to a path is shown again; `None` where nothing is typed into it.
fn waits_at(path: &str) -> Option<&str> {
    let page = page_of(path);
    let typed = page == path || page.starts_with("/office/people/");
    // Whoever goes on looks at the card themselves.
    let seen = path.starts_with("/office/intake/") && path.ends_with("/visit");
    (typed && path != CHOOSE && !seen).then_some(page)
}

/// What a page is about, by its path.
#[derive(Debug, PartialEq, Eq)]
enum About {
    /// A registration, on a desk or at a counter.
    File(Uuid),
    /// A transfer that an office is offered.
    Offer(Uuid),
    /// Somebody at a counter who has no registration yet.
    Counter,
    /// Nothing that a colleague would take over.
    Nothing,
}

impl About {
    fn of(path: &str) -> About {
        let id = |id: &str, about: fn(Uuid) -> About| id.parse().map_or(About::Nothing, about);
        match path.split('/').skip(1).collect::<Vec<_>>()[..] {
            ["office", "intake", "begin"] => About::Counter,
            ["office", "cases" | "intake", file, ..] => id(file, About::File),
            ["office", "transfers", offer] => id(offer, About::Offer),
            _ => About::Nothing,
        }
    }
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
    let ours = ["revision", "drawn", "version", "was", "stage", "read"];
    let own = |name: &str| !ours.contains(&name) && !name.starts_with("seen-");
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
    let row = sqlx::query!(
        "select fields, officer_id, held_at from officer_form where owner = $1 and split_part(path, '?', 1) = $2
         order by held_at desc limit 1",
        owner,
        path
    )
    .fetch_optional(conn)
    .await?;
    let open = |row: &[u8]| app.keys.open_json(place(owner), row);
    row.map(|row| {
        Ok(Kept { fields: open(&row.fields)?, officer_id: row.officer_id, at: row.held_at })
    })
    .transpose()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_waits_at_the_page_that_shows_it_again() {
        for (path, page) in [
            ("/office/people/7/revoke", Some("/office/people/7")),
            ("/office/people/7/end", Some("/office/people/7")),
            ("/office/people/grant", Some("/office/people/grant")),
            ("/office/cases/7/calls", Some("/office/cases/7/calls")),
            ("/office/appointments/ask", Some("/office/appointments/ask")),
            ("/office/appointments", None),
            ("/office/cases/7/accept", None),
            ("/office/intake/7/submit", None),
            ("/office/intake/7/visit", None),
            ("/office/admin/announcements/7/withdraw", None),
        ] {
            assert_eq!(waits_at(path), page, "{path}");
        }
    }

    #[test]
    fn what_a_form_is_about_is_known_by_its_path() {
        let id = Uuid::from_u128(7);
        for (path, about) in [
            (format!("/office/cases/{id}/calls"), About::File(id)),
            (format!("/office/intake/{id}"), About::File(id)),
            (format!("/office/transfers/{id}"), About::Offer(id)),
            ("/office/intake/begin".into(), About::Counter),
            ("/office/desk".into(), About::Nothing),
            ("/office/cases/x/calls".into(), About::Nothing),
            ("/registration/form/contact".into(), About::Nothing),
        ] {
            assert_eq!(About::of(&path), about, "{path}");
        }
    }
}
