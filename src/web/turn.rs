//! เปลี่ยนกุญแจการใช้งาน — an officer's cookie is good for some minutes: then the next one takes its place, and whoever comes
//! with an old one holds a copy. The session ends for both then.
//!
//! A cookie is `<id>.<secret>`. The next secret is made from the one before, so that it can be sent again until the
//! browser has used it: an answer lost on the way ends nothing.

use std::sync::{Arc, OnceLock};

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE64URL_NOPAD;

use super::session::{cookie_name, hash};
use crate::App;
use crate::seal::Keys;

/// How long a secret is used before the next one is offered.
const EVERY: TimeDelta = TimeDelta::minutes(5);
/// How long requests that were under way may still carry the secret before.
const GRACE: TimeDelta = TimeDelta::minutes(1);

/// The hashes of the secrets of a session: in use, offered, and used before.
pub(super) struct Secrets {
    pub(super) now: Vec<u8>,
    pub(super) next: Option<Vec<u8>>,
    pub(super) before: Option<Vec<u8>>,
    pub(super) turned_at: DateTime<Utc>,
}

/// What a secret is that somebody came with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    /// The one in use.
    Now,
    /// The one in use, for long enough: the next is offered.
    Due,
    /// The one that was offered: it is in use from here on.
    Next,
    /// The one before, a moment ago.
    Before,
    /// One that the browser has given up: a copy.
    Copy,
}

impl Secrets {
    /// What a secret is, by its hash.
    fn held(&self, hash: &[u8], now: DateTime<Utc>) -> Held {
        if hash == self.now {
            if now >= self.turned_at + EVERY { Held::Due } else { Held::Now }
        } else if Some(hash) == self.next.as_deref() {
            Held::Next
        } else if Some(hash) == self.before.as_deref() && now < self.turned_at + GRACE {
            Held::Before
        } else {
            Held::Copy
        }
    }
}

/// What comes of a secret that a browser came with.
pub(super) enum Came {
    /// It is the browser's.
    Good,
    /// It is the browser's, and here is the next one for it.
    Due(String),
    /// It is a copy.
    Copy,
}

/// Judges the secret that a browser came with; the offered one is in use from here on, and one that is due has its next
/// noted.
pub(super) async fn follow(
    app: &App,
    (session_hash, id, secret): (&[u8], &str, &str),
    secrets: &Secrets,
) -> sqlx::Result<Came> {
    match secrets.held(&hash(secret), app.clock.now()) {
        Held::Now | Held::Before => Ok(Came::Good),
        Held::Next => turn_to_next(app, session_hash).await.map(|()| Came::Good),
        Held::Due => {
            let next = next(&app.keys, id, secret);
            if secrets.next.is_none() {
                offer(app, session_hash, &hash(&next)).await?;
            }
            Ok(Came::Due(next))
        }
        Held::Copy => Ok(Came::Copy),
    }
}

/// Notes the secret that is offered to a browser.
async fn offer(app: &App, session_hash: &[u8], next_hash: &[u8]) -> sqlx::Result<()> {
    sqlx::query!(
        "update session set next_hash = $2 where token_hash = $1 and next_hash is null",
        session_hash,
        next_hash
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

/// Takes the offered secret into use; the browser has it.
async fn turn_to_next(app: &App, session_hash: &[u8]) -> sqlx::Result<()> {
    sqlx::query!(
        "update session set before_hash = secret_hash, secret_hash = next_hash, next_hash = null, turned_at = $2
         where token_hash = $1 and next_hash is not null",
        session_hash,
        app.clock.now()
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

/// The secret that follows another.
fn next(keys: &Keys, id: &str, secret: &str) -> String {
    BASE64URL_NOPAD.encode(&keys.hash("session turn", format!("{id}.{secret}").as_bytes()))
}

/// Where a request leaves the cookie that its answer is to set.
#[derive(Clone, Default)]
pub(super) struct Answer(Arc<OnceLock<HeaderValue>>);

impl Answer {
    pub(super) fn set(&self, cookie: HeaderValue) {
        let _ = self.0.set(cookie); // the first is as good as the second
    }
}

/// Puts the next cookie on an answer, unless the answer sets or clears the session's cookie itself.
pub(super) async fn send(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let answer = Answer::default();
    request.extensions_mut().insert(answer.clone());
    let mut response = next.run(request).await;
    if let Some(cookie) = answer.0.get() {
        let name = cookie_name(&app, "session");
        let set = |value: &HeaderValue| value.as_bytes().starts_with(name.as_bytes());
        if !response.headers().get_all(header::SET_COOKIE).iter().any(set) {
            response.headers_mut().append(header::SET_COOKIE, cookie.clone());
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_used_offered_followed_and_then_a_copy() {
        let turned_at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let secrets = Secrets {
            now: b"now".into(),
            next: Some(b"next".into()),
            before: Some(b"before".into()),
            turned_at,
        };
        for (hash, seconds, expected) in [
            (&b"now"[..], 0, Held::Now),
            (b"now", 299, Held::Now),
            (b"now", 300, Held::Due),
            (b"now", 20_000, Held::Due),
            (b"next", 0, Held::Next),
            (b"before", 59, Held::Before),
            (b"before", 60, Held::Copy),
            (b"older", 0, Held::Copy),
        ] {
            let at = turned_at + TimeDelta::seconds(seconds);
            assert_eq!(secrets.held(hash, at), expected, "{seconds} s");
        }
        let first = Secrets { next: None, before: None, ..secrets };
        assert_eq!(first.held(b"next", turned_at), Held::Copy);
    }

    #[test]
    fn the_next_secret_is_the_same_each_time_and_another_for_each_session() {
        let (keys, _) = Keys::generate(true);
        assert_eq!(next(&keys, "a", "s"), next(&keys, "a", "s"));
        assert_ne!(next(&keys, "a", "s"), next(&keys, "b", "s"));
        assert_ne!(next(&keys, "a", "s"), next(&keys, "a", &next(&keys, "a", "s")));
    }
}
