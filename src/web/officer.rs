//! The officers' guard (เจ้าหน้าที่): who comes in, and under which appointment. What becomes of a form that was posted too
//! late is told in [`super::kept`].
//!
//! What a route needs stands in `web/routes.rs`; the guard reads it from there, so that the table cannot lie. An
//! appointment is asked for at every request: one that was revoked ends at the next click.

use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use uuid::Uuid;

use super::Error;
use super::form::{Fields, LARGEST};
use super::guard::page_of;
use super::kept::{SHOWN, keep_for_later, keep_switched};
use super::page::{Badge, Page};
use super::routes::{Needs, Who};
use super::session::{Ended, Session, Subject, drawn_under};
use crate::identity::Person;
use crate::officer::{Act, Appointment, Scope, store};
use crate::{App, audit};

/// Somebody whom ThaiD proved at the officers' entrance, with or without an appointment.
#[derive(Debug)]
pub struct Proved {
    /// Who.
    pub id: Uuid,
    /// What ThaiD said of them.
    pub person: Person,
    /// The appointment that the session uses, if it is valid today.
    pub appointment: Option<Appointment>,
    /// Every appointment that is valid today.
    pub appointments: Vec<Appointment>,
    /// Their page, marked private.
    pub page: Page,
}

impl FromRequestParts<App> for Proved {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Proved, Error> {
        let session = Session::remembered(app, parts).await?;
        let ended = session.as_ref().and_then(|session| session.ended);
        let Some(Subject::Officer { officer_id, appointment_id }) =
            session.filter(Session::is_alive).map(|session| session.subject)
        else {
            return Err(Error::Elsewhere(entrance(parts.uri.path(), ended, false)));
        };
        let mut page = Page::from_request_parts(parts, app).await?;
        page.private = true;
        let mut conn = app.db.acquire().await?;
        let appointments = store::valid(&mut conn, officer_id, app.clock.today()).await?;
        let person = store::person(&mut conn, &app.keys, officer_id).await?;
        let person =
            person.ok_or_else(|| anyhow::anyhow!("an officer's session without person"))?;
        let chosen = appointments.iter().find(|found| Some(found.id) == appointment_id);
        let appointment = chosen.cloned();
        if let Some(appointment) = &appointment {
            page.officer = Some(Badge::new(&page, &person.names.full(), appointment));
        }
        Ok(Proved { id: officer_id, person, appointment, appointments, page })
    }
}

/// An officer under a valid appointment whose role may do what the route lets do. For anybody else the route does
/// not exist.
#[derive(Debug)]
pub struct Officer {
    /// Who.
    pub id: Uuid,
    /// As what and where.
    pub appointment: Appointment,
    /// Which files they may see.
    pub scope: Scope,
    /// Their page, marked private.
    pub page: Page,
}

impl Officer {
    /// Who they are in the records.
    #[must_use]
    pub fn by(&self) -> audit::By {
        audit::By { officer_id: self.id, appointment_id: Some(self.appointment.id) }
    }

    /// Whether their role may do this.
    #[must_use]
    pub fn may(&self, act: Act) -> bool {
        self.appointment.role.may(act)
    }

    /// The code of their office; above the offices there is no such page.
    pub fn office(&self) -> Result<&str, Error> {
        self.appointment.office().ok_or(Error::NotFound)
    }
}

impl FromRequestParts<App> for Officer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Officer, Error> {
        let proved = Proved::from_request_parts(parts, app).await?;
        let Some(appointment) = proved.appointment else {
            return Err(Error::Elsewhere(CHOOSE.into()));
        };
        let allowed = matches!(parts.extensions.get(), Some(Needs(Who::Officer(act)))
            if appointment.role.may(*act));
        if !allowed {
            return Err(Error::NotFound);
        }
        let own = app.keys.debtor_id(&proved.person.pid);
        let scope = appointment.scope(own);
        Ok(Officer { id: proved.id, appointment, scope, page: proved.page })
    }
}

/// The page on which an officer chooses an appointment, or asks for one.
pub const CHOOSE: &str = "/office/appointments";

/// The officers' entrance, to come back to a page: why there is no session any more, and whether a posted form waits.
pub(super) fn entrance(path: &str, ended: Option<Ended>, kept: bool) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("back", page_of(path));
    query.extend_pairs(ended.map(|ended| ("ended", ended.word())));
    query.extend_pairs(kept.then_some(("kept", "1")));
    format!("/office?{}", query.finish())
}

/// Where an officer chooses the appointment under which a posted form was drawn: back to its page, and whether it waits there.
pub(super) fn chooser(path: &str, kept: bool) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("back", page_of(path));
    query.append_pair("kept", if kept { "switched" } else { "not" });
    format!("{CHOOSE}?{}", query.finish())
}

/// An officer's form. When the session or the appointment has ended meanwhile, what was typed is kept for whoever
/// works on the same page next.
#[derive(Debug)]
pub struct OfficerForm {
    /// Who.
    pub officer: Officer,
    /// What they typed.
    pub fields: Fields,
}

impl FromRequest<App> for OfficerForm {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<OfficerForm, Error> {
        let (mut parts, mut fields, token) = read(request, app).await?;
        if let Some((officer_id, drawn)) = switched(app, &mut parts, &token).await? {
            return Err(keep_switched(app, &mut parts, &fields, officer_id, drawn).await?);
        }
        match Officer::from_request_parts(&mut parts, app).await {
            Err(Error::Elsewhere(to)) => {
                let drawn = drawn_under(&token);
                Err(keep_for_later(app, &mut parts, &fields, drawn, to).await?)
            }
            Err(other) => Err(other),
            Ok(mut officer) => {
                officer.page.kept_token = fields.take(SHOWN).pop().unwrap_or_default();
                Ok(OfficerForm { officer, fields })
            }
        }
    }
}

/// A form of somebody who may not have an appointment.
#[derive(Debug)]
pub struct ProvedForm {
    /// Who.
    pub proved: Proved,
    /// What they typed.
    pub fields: Fields,
}

impl FromRequest<App> for ProvedForm {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<ProvedForm, Error> {
        let (mut parts, fields, _) = read(request, app).await?;
        match Proved::from_request_parts(&mut parts, app).await {
            Err(Error::Elsewhere(to)) => {
                Err(keep_for_later(app, &mut parts, &fields, None, to).await?)
            }
            Err(other) => Err(other),
            Ok(proved) => Ok(ProvedForm { proved, fields }),
        }
    }
}

/// Reads a form and checks that it carries the token of the browser's session, which it gives too.
async fn read(request: Request, app: &App) -> Result<(Parts, Fields, String), Error> {
    let (mut parts, body) = request.into_parts();
    let body = to_bytes(body, LARGEST).await.map_err(|_| Error::TooLarge)?;
    let mut fields = Fields::read(&body);
    let token = fields.take("csrf").pop().unwrap_or_default();
    issued(app, &mut parts, &token).await?;
    Ok((parts, fields, token))
}

/// Checks that a form's token is of the browser's session, even of one that has ended.
async fn issued(app: &App, parts: &mut Parts, token: &str) -> Result<(), Error> {
    let Some(session) = Session::remembered(app, parts).await? else {
        return Err(Error::Elsewhere(entrance(parts.uri.path(), None, false)));
    };
    if session.issued(token) { Ok(()) } else { Err(Error::Forged) }
}

/// The officer, and the appointment under which a form was drawn, where they have chosen another meanwhile: what was
/// meant for one office is not done at another.
async fn switched(
    app: &App,
    parts: &mut Parts,
    token: &str,
) -> Result<Option<(Uuid, Uuid)>, Error> {
    let session = Session::remembered(app, parts).await?.filter(Session::is_alive);
    let subject = session.map(|session| session.subject);
    let Some(Subject::Officer { officer_id, appointment_id: Some(used) }) = subject else {
        return Ok(None);
    };
    Ok(drawn_under(token).filter(|drawn| *drawn != used).map(|drawn| (officer_id, drawn)))
}

/// Admits an officer whose form of files carries their session's token.
pub(crate) async fn admit(app: &App, parts: &mut Parts, token: &str) -> Result<Officer, Error> {
    issued(app, parts, token).await?;
    if switched(app, parts, token).await?.is_some() {
        return Err(Error::Elsewhere(chooser(parts.uri.path(), false)));
    }
    Officer::from_request_parts(parts, app).await
}
