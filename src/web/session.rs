//! Sessions: a random token in a cookie, its hash in a table.
//!
//! A session is a debtor's or an officer's, never both: whoever signs in as the other ends it. It ends an hour
//! after its last use, and eight hours after signing in. Its row stays a day longer, so that a form posted too
//! late still finds its owner (see [`super::form::Posted`]). An officer has one session at a time, in the browser
//! that it began in, and its cookie changes every few minutes (`turn.rs`).

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use chrono::TimeDelta;
use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::page::cookie;
use super::turn;
use crate::{App, audit};

/// The bytes of a random token.
const TOKEN: usize = 32;
const IDLE: TimeDelta = TimeDelta::minutes(60);
const LONGEST: TimeDelta = TimeDelta::hours(8);
const KEPT_AFTER: TimeDelta = TimeDelta::hours(24);
/// How long a form that was posted too late waits for its owner.
const HELD: TimeDelta = TimeDelta::days(7);

/// Whose a session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A debtor's, for what is their own.
    Debtor(Uuid),
    /// An officer's, with the appointment they chose to work under, if they have chosen.
    Officer {
        /// The officer.
        officer_id: Uuid,
        /// The appointment in use. Whether it is valid is asked at every request.
        appointment_id: Option<Uuid>,
    },
}

/// Why an officer's session has ended before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub(crate) enum Ended {
    /// The officer signed in somewhere else.
    Elsewhere,
    /// Its cookie came from another browser, or from a copy.
    Moved,
}

impl Ended {
    /// The word of addresses and locale keys.
    pub(super) fn word(self) -> &'static str {
        match self {
            Ended::Elsewhere => "elsewhere",
            Ended::Moved => "moved",
        }
    }
}

/// A session. `alive` is false for one that has ended and is only remembered.
#[derive(Clone)]
pub struct Session {
    /// Whose it is.
    pub subject: Subject,
    /// Why it has ended, where that was not its time.
    pub(super) ended: Option<Ended>,
    csrf: [u8; TOKEN],
    alive: bool,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Session({:?})", self.subject)
    }
}

impl Session {
    /// The debtor whose it is, if it is a debtor's.
    #[must_use]
    pub fn debtor(&self) -> Option<Uuid> {
        match self.subject {
            Subject::Debtor(id) => Some(id),
            Subject::Officer { .. } => None,
        }
    }

    /// The token that a form of this session carries. It looks different on each page, so that the page's length
    /// when compressed tells nothing of it (BREACH): a random pad, and under it the session's secret. An officer's says
    /// under which appointment the form was drawn.
    #[must_use]
    pub fn form_token(&self) -> String {
        let pad: [u8; TOKEN] = rand::random();
        let token = BASE64URL_NOPAD.encode(&[pad, xor(pad, self.csrf)].concat());
        match self.subject {
            Subject::Officer { appointment_id: Some(id), .. } => format!("{token}~{}", id.simple()),
            _ => token,
        }
    }

    /// Whether a form carries a token of this session.
    #[must_use]
    pub fn issued(&self, form_token: &str) -> bool {
        let form_token = form_token.split('~').next().unwrap_or_default();
        let bytes = BASE64URL_NOPAD.decode(form_token.as_bytes()).unwrap_or_default();
        let Some((pad, masked)) = bytes.split_first_chunk::<TOKEN>() else { return false };
        let Ok(masked) = <[u8; TOKEN]>::try_from(masked) else { return false };
        xor(*pad, masked).ct_eq(&self.csrf).into()
    }

    /// Whether it has not ended.
    pub(super) fn is_alive(&self) -> bool {
        self.alive
    }

    /// The live session of a request, if any. Looked up once a request.
    pub async fn of(app: &App, parts: &mut Parts) -> sqlx::Result<Option<Session>> {
        Ok(Session::remembered(app, parts).await?.filter(Session::is_alive))
    }

    /// The session of a request even if it has ended lately.
    pub(super) async fn remembered(app: &App, parts: &mut Parts) -> sqlx::Result<Option<Session>> {
        if let Some(found) = parts.extensions.get::<Option<Session>>() {
            return Ok(found.clone());
        }
        let found = match token(app, &parts.headers) {
            Some(token) => find(app, token, &parts.headers, parts.extensions.get()).await?,
            None => None,
        };
        parts.extensions.insert(found.clone());
        Ok(found)
    }
}

/// The appointment under which a form was drawn, by its token.
pub(super) fn drawn_under(form_token: &str) -> Option<Uuid> {
    form_token.split_once('~')?.1.parse().ok()
}

async fn find(
    app: &App,
    token: &str,
    headers: &HeaderMap,
    answer: Option<&turn::Answer>,
) -> sqlx::Result<Option<Session>> {
    let now = app.clock.now();
    let (id, secret) = parts_of(token);
    let hash = hash(id);
    let row = sqlx::query!(
        r#"select debtor_id, officer_id, appointment_id, agent_hash, csrf, seen_at, expires_at,
                  ended_for as "ended: Ended", secret_hash, next_hash, before_hash, turned_at
           from session where token_hash = $1"#,
        hash
    )
    .fetch_optional(&app.db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let subject = match (row.debtor_id, row.officer_id) {
        (Some(debtor_id), _) => Subject::Debtor(debtor_id),
        (None, Some(officer_id)) => {
            let subject = Subject::Officer { officer_id, appointment_id: row.appointment_id };
            if row.agent_hash.as_deref() != Some(&agent_hash(headers)) {
                moved(app, &hash, officer_id, row.appointment_id).await?;
                return Ok(None);
            }
            let (Some(in_use), Some(turned_at)) = (row.secret_hash, row.turned_at) else {
                return Ok(None);
            };
            let (next, before) = (row.next_hash, row.before_hash);
            let secrets = turn::Secrets { now: in_use, next, before, turned_at };
            match turn::follow(app, (&hash, id, secret), &secrets).await? {
                turn::Came::Copy => {
                    // The copy, or the browser that it was made of: both are told.
                    moved(app, &hash, officer_id, row.appointment_id).await?;
                    let Ok(csrf) = row.csrf.try_into() else { return Ok(None) };
                    let ended = Some(Ended::Moved);
                    return Ok(Some(Session { subject, ended, csrf, alive: false }));
                }
                turn::Came::Due(next) if row.ended.is_none() => {
                    let name = cookie_name(app, "session");
                    let left = row.expires_at + KEPT_AFTER - now;
                    let cookie = set_cookie(app, &name, &format!("{id}.{next}"), left);
                    answer.inspect(|answer| answer.set(cookie));
                }
                _ => {}
            }
            subject
        }
        (None, None) => return Ok(None),
    };
    let alive = now < row.expires_at && now < row.seen_at + IDLE;
    // Not on every request: a minute's precision is enough for an hour's limit.
    if alive && now > row.seen_at + TimeDelta::minutes(1) {
        sqlx::query!("update session set seen_at = $2 where token_hash = $1", hash, now)
            .execute(&app.db)
            .await?;
    }
    let Ok(csrf) = row.csrf.try_into() else { return Ok(None) };
    Ok(Some(Session { subject, ended: row.ended, csrf, alive }))
}

/// Ends an officer's session whose cookie came from another browser than it began in, or was a copy, and records it.
async fn moved(
    app: &App,
    hash: &[u8],
    officer_id: Uuid,
    appointment_id: Option<Uuid>,
) -> sqlx::Result<()> {
    let mut tx = app.db.begin().await?;
    let ended = sqlx::query!(
        "update session set expires_at = least(expires_at, $2), ended_for = 'moved'
         where token_hash = $1 and ended_for is null",
        hash,
        app.clock.now()
    );
    if ended.execute(&mut *tx).await?.rows_affected() == 1 {
        let by = audit::By { officer_id, appointment_id };
        audit::deed(&mut tx, Some(by), "session-moved", "session", None, app.clock.now()).await?;
    }
    tx.commit().await
}

/// Starts a session for somebody who has just proved who they are; gives the cookie to set.
///
/// The token is new at every sign-in, and the session it replaces ends. Forms that the same person still has open
/// in other tabs stay good. An officer's sessions elsewhere end.
pub async fn sign_in(
    app: &App,
    tx: &mut PgConnection,
    headers: &HeaderMap,
    subject: Subject,
) -> sqlx::Result<HeaderValue> {
    let now = app.clock.now();
    let mut csrf = rand::random::<[u8; TOKEN]>().to_vec();
    let (debtor_id, officer_id, appointment_id) = match subject {
        Subject::Debtor(id) => (Some(id), None, None),
        Subject::Officer { officer_id, appointment_id } => (None, Some(officer_id), appointment_id),
    };
    if let Some(old) = token_hash(app, headers)
        && let Some(ended) = end(tx, &old).await?
        && (ended.debtor_id, ended.officer_id) == (debtor_id, officer_id)
    {
        csrf = ended.csrf;
    }
    sqlx::query!("delete from session where expires_at < $1", now - KEPT_AFTER)
        .execute(&mut *tx)
        .await?;
    match subject {
        Subject::Debtor(debtor_id) => {
            sqlx::query!(
                "delete from held_form where debtor_id = $1 and held_at < $2",
                debtor_id,
                now - HELD
            )
            .execute(&mut *tx)
            .await?;
        }
        Subject::Officer { officer_id, .. } => {
            // Remembered like one whose time has run out: what is typed there is kept.
            sqlx::query!(
                "update session set expires_at = $2, ended_for = 'elsewhere'
                 where officer_id = $1 and expires_at > $2",
                officer_id,
                now
            )
            .execute(&mut *tx)
            .await?;
            sqlx::query!("delete from officer_form where held_at < $1", now - HELD)
                .execute(&mut *tx)
                .await?;
        }
    }
    let (id, secret) = (random_token(), officer_id.map(|_| random_token()));
    let token = secret.as_ref().map_or_else(|| id.clone(), |secret| format!("{id}.{secret}"));
    sqlx::query!(
        "insert into session (token_hash, debtor_id, officer_id, appointment_id, agent_hash, csrf,
                              created_at, seen_at, expires_at, secret_hash, turned_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $7)",
        hash(&id),
        debtor_id,
        officer_id,
        appointment_id,
        officer_id.map(|_| agent_hash(headers)),
        csrf,
        now,
        now + LONGEST,
        secret.map(|secret| hash(&secret))
    )
    .execute(tx)
    .await?;
    // As long as its row: a form that is posted too late still finds its owner.
    Ok(set_cookie(app, &cookie_name(app, "session"), &token, LONGEST + KEPT_AFTER))
}

/// Lets an officer's session go on under another appointment.
pub async fn choose(
    app: &App,
    tx: &mut PgConnection,
    headers: &HeaderMap,
    appointment_id: Uuid,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update session set appointment_id = $2 where token_hash = $1 and officer_id is not null",
        token_hash(app, headers),
        appointment_id
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A session that another replaced.
struct Replaced {
    debtor_id: Option<Uuid>,
    officer_id: Option<Uuid>,
    /// Its forms' secret.
    csrf: Vec<u8>,
}

async fn end(tx: &mut PgConnection, hash: &[u8]) -> sqlx::Result<Option<Replaced>> {
    sqlx::query_as!(
        Replaced,
        "delete from session where token_hash = $1 returning debtor_id, officer_id, csrf",
        hash
    )
    .fetch_optional(tx)
    .await
}

/// Ends the session of a request; gives the cookie that clears the browser's.
pub async fn sign_out(app: &App, headers: &HeaderMap) -> sqlx::Result<HeaderValue> {
    if let Some(hash) = token_hash(app, headers) {
        sqlx::query!("delete from session where token_hash = $1", hash).execute(&app.db).await?;
    }
    Ok(set_cookie(app, &cookie_name(app, "session"), "", TimeDelta::zero()))
}

/// A cookie's name as browsers will accept it: with the `__Host-` prefix wherever the service has https.
#[must_use]
pub fn cookie_name(app: &App, name: &str) -> String {
    if https(app) { format!("__Host-{name}") } else { name.to_owned() }
}

/// A cookie that scripts cannot read and that other sites' requests do not carry.
///
/// `SameSite=Lax`, not `Strict`: coming back from ThaiD is a navigation from another site.
#[must_use]
pub fn set_cookie(app: &App, name: &str, value: &str, age: TimeDelta) -> HeaderValue {
    let secure = if https(app) { "; Secure" } else { "" };
    let text = format!(
        "{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{secure}",
        age.num_seconds()
    );
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// 256 random bits as text.
#[must_use]
pub fn random_token() -> String {
    BASE64URL_NOPAD.encode(&rand::random::<[u8; TOKEN]>())
}

fn xor(a: [u8; TOKEN], b: [u8; TOKEN]) -> [u8; TOKEN] {
    std::array::from_fn(|index| a[index] ^ b[index])
}

fn https(app: &App) -> bool {
    app.settings.base_url.scheme() == "https"
}

fn token<'h>(app: &App, headers: &'h HeaderMap) -> Option<&'h str> {
    cookie(headers, &cookie_name(app, "session"))
}

/// The hash under which the session of a request is kept.
fn token_hash(app: &App, headers: &HeaderMap) -> Option<Vec<u8>> {
    token(app, headers).map(|token| hash(parts_of(token).0))
}

/// What names the session, and an officer's secret; a debtor's token has none.
fn parts_of(token: &str) -> (&str, &str) {
    token.split_once('.').unwrap_or((token, ""))
}

/// The browser's own name, hashed: an officer's cookie in another browser is not the officer.
fn agent_hash(headers: &HeaderMap) -> Vec<u8> {
    let agent = headers.get(header::USER_AGENT).map_or(&b""[..], HeaderValue::as_bytes);
    Sha256::digest(agent).to_vec()
}

pub(super) fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
