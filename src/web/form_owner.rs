//! แบบที่ค้างเป็นของใคร — for whom a form waits that an officer posted too late: what its page is about, and whether its
//! officer could have used that page.

use axum::http::request::Parts;
use chrono::TimeDelta;
use data_encoding::HEXLOWER;
use sqlx::PgConnection;
use uuid::Uuid;

use super::Error;
use super::form::Fields;
use super::guard::page_of;
use super::officer::CHOOSE;
use super::routes::{Needs, Who};
use crate::case::transfer;
use crate::officer::{Appointment, Scope, store};
use crate::text::ascii_digits;
use crate::{App, case, clock, intake};

/// How long after an appointment has ended a form that was drawn under it is still kept.
const LATELY: TimeDelta = TimeDelta::hours(24);

/// For whom a posted form waits, and at which page; `None` where nothing is typed into it, or the officer could not use its
/// page under the appointment.
pub(super) async fn of(
    app: &App,
    conn: &mut PgConnection,
    parts: &Parts,
    fields: &Fields,
    officer_id: Uuid,
    appointment_id: Option<Uuid>,
) -> Result<Option<(Uuid, String)>, Error> {
    let path = parts.uri.path();
    let Some(page) = waits_at(path).filter(|_| !fields.has("take-back", "yes")) else {
        return Ok(None);
    };
    let was = who_was(app, conn, parts.extensions.get(), officer_id, appointment_id).await?;
    let page = match About::of(path) {
        About::Counter => format!("{page}?{}", person(app, fields)),
        _ => page.to_owned(),
    };
    Ok(owner(app, conn, path, officer_id, was).await?.map(|owner| (owner, page)))
}

/// An appointment that is the officer's, or was until lately; `None` for any other.
pub(super) async fn held(app: &App, officer_id: Uuid, id: Uuid) -> Result<Option<Uuid>, Error> {
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
    // Whoever goes on looks at the card themselves, says what for, and gives the file to whom they choose.
    let theirs = match path.rsplit('/').next() {
        Some("visit") => path.starts_with("/office/intake/"),
        Some("look" | "assign") => path.starts_with("/office/cases/"),
        _ => false,
    };
    (typed && path != CHOOSE && !theirs).then_some(page)
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
            ("/office/cases/7/look", None),
            ("/office/cases/7/assign", None),
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
