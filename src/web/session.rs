//! Sessions: a random token in a cookie, its hash in a table.
//!
//! A session ends an hour after its last use, and eight hours after signing in. Its row stays
//! a day longer, so that a form posted too late still finds its owner (see [`super::form::Posted`]).

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use chrono::TimeDelta;
use data_encoding::BASE64URL_NOPAD;
use rand::Rng;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

use super::page::cookie;
use crate::App;

const IDLE: TimeDelta = TimeDelta::minutes(60);
const LONGEST: TimeDelta = TimeDelta::hours(8);
const KEPT_AFTER: TimeDelta = TimeDelta::hours(24);

/// A debtor's session. `alive` is false for one that has ended and is only remembered.
#[derive(Debug, Clone)]
pub struct Session {
    /// Whose it is.
    pub debtor_id: Uuid,
    /// The token that this session's forms carry.
    pub csrf: String,
    alive: bool,
}

impl Session {
    /// The live session of a request, if any. Looked up once a request.
    pub async fn of(app: &App, parts: &mut Parts) -> sqlx::Result<Option<Session>> {
        Ok(Session::remembered(app, parts).await?.filter(|session| session.alive))
    }

    /// The session of a request even if it has ended lately.
    pub(super) async fn remembered(app: &App, parts: &mut Parts) -> sqlx::Result<Option<Session>> {
        if let Some(found) = parts.extensions.get::<Option<Session>>() {
            return Ok(found.clone());
        }
        let found = match token_hash(app, &parts.headers) {
            Some(hash) => find(app, &hash).await?,
            None => None,
        };
        parts.extensions.insert(found.clone());
        Ok(found)
    }
}

async fn find(app: &App, hash: &[u8]) -> sqlx::Result<Option<Session>> {
    let now = app.clock.now();
    let row = sqlx::query!(
        "select debtor_id, csrf, seen_at, expires_at from session where token_hash = $1",
        hash
    )
    .fetch_optional(&app.db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let alive = now < row.expires_at && now < row.seen_at + IDLE;
    // Not on every request: a minute's precision is enough for an hour's limit.
    if alive && now > row.seen_at + TimeDelta::minutes(1) {
        sqlx::query!("update session set seen_at = $2 where token_hash = $1", hash, now)
            .execute(&app.db)
            .await?;
    }
    Ok(Some(Session { debtor_id: row.debtor_id, csrf: row.csrf, alive }))
}

/// Starts a session for a debtor who has just proved who they are; gives the cookie to set.
///
/// The token is new at every sign-in, and the session it replaces ends.
pub async fn sign_in(
    app: &App,
    tx: &mut PgConnection,
    headers: &HeaderMap,
    debtor_id: Uuid,
) -> sqlx::Result<HeaderValue> {
    let now = app.clock.now();
    if let Some(old) = token_hash(app, headers) {
        sqlx::query!("delete from session where token_hash = $1", old).execute(&mut *tx).await?;
    }
    sqlx::query!("delete from session where expires_at < $1", now - KEPT_AFTER)
        .execute(&mut *tx)
        .await?;
    let token = random_token();
    sqlx::query!(
        "insert into session (token_hash, debtor_id, csrf, created_at, seen_at, expires_at)
         values ($1, $2, $3, $4, $4, $5)",
        hash(&token),
        debtor_id,
        random_token(),
        now,
        now + LONGEST
    )
    .execute(tx)
    .await?;
    Ok(set_cookie(app, &cookie_name(app, "session"), &token, LONGEST))
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
    let mut bytes = [0u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    BASE64URL_NOPAD.encode(&bytes)
}

fn https(app: &App) -> bool {
    app.settings.base_url.scheme() == "https"
}

fn token_hash(app: &App, headers: &HeaderMap) -> Option<Vec<u8>> {
    cookie(headers, &cookie_name(app, "session")).map(hash)
}

fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// The headers that set one cookie.
#[must_use]
pub fn with_cookie(cookie: HeaderValue) -> [(header::HeaderName, HeaderValue); 1] {
    [(header::SET_COOKIE, cookie)]
}
