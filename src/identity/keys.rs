//! ThaiD's public keys (กุญแจสาธารณะของไทยดี): kept an hour, fetched again when a token names one that is not there.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::VerifyingKey;
use serde_json::Value;
use tokio::sync::Mutex;

use super::Fault;

/// How long fetched keys are used without asking again.
const KEPT: TimeDelta = TimeDelta::hours(1);
/// The least time between two fetches for unknown keys: whoever sends us tokens with invented key ids must not be
/// able to make us hammer ThaiD.
const BETWEEN_REFETCHES: TimeDelta = TimeDelta::minutes(1);

/// The P-256 keys of a JWK set, by key id.
pub type KeySet = HashMap<String, VerifyingKey>;

/// The keys in use. One request fetches, the others wait for it.
#[derive(Debug, Default)]
pub struct Keys {
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    keys: KeySet,
    fetched_at: Option<DateTime<Utc>>,
    refetched_at: Option<DateTime<Utc>>,
}

impl Keys {
    /// The key named `kid`; `fetch` asks ThaiD for its keys when it is awaited.
    ///
    /// An unknown key makes one fetch, at most once a minute, and is then refused.
    pub async fn find(
        &self,
        kid: &str,
        now: DateTime<Utc>,
        fetch: impl Future<Output = Result<KeySet, Fault>>,
    ) -> Result<VerifyingKey, Fault> {
        let mut held = self.held.lock().await;
        let fresh = held.fetched_at.is_some_and(|at| within(at, now, KEPT));
        if !fresh {
            held.keys = fetch.await?;
            held.fetched_at = Some(now);
        } else if !held.keys.contains_key(kid)
            && held.refetched_at.is_none_or(|at| !within(at, now, BETWEEN_REFETCHES))
        {
            held.refetched_at = Some(now);
            held.keys = fetch.await?;
            held.fetched_at = Some(now);
        }
        held.keys.get(kid).copied().ok_or(Fault::Refused("unknown-key"))
    }
}

/// Whether less than `span` lies between the two times. Not when the clock went back.
fn within(at: DateTime<Utc>, now: DateTime<Utc>, span: TimeDelta) -> bool {
    at <= now && now - at < span
}

/// Reads the EC P-256 keys of a JWK set; other keys and unreadable ones are passed over.
///
/// Whether ThaiD's keys carry `use` and `alg` is unknown: when they do, they must be for ES256 signatures.
#[must_use]
pub fn read(document: &Value) -> KeySet {
    let keys = document.get("keys").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    keys.iter().filter_map(read_key).collect()
}

fn read_key(key: &Value) -> Option<(String, VerifyingKey)> {
    let text = |name: &str| key.get(name).and_then(Value::as_str);
    let fits = text("kty") == Some("EC")
        && text("crv") == Some("P-256")
        && text("use").is_none_or(|value| value == "sig")
        && text("alg").is_none_or(|value| value == "ES256");
    if !fits {
        return None;
    }
    let coordinate = |name| {
        BASE64URL_NOPAD.decode(text(name)?.as_bytes()).ok().filter(|bytes| bytes.len() == 32)
    };
    // SEC 1, 2.3.3: an uncompressed point is 4, x, y.
    let point = [vec![4], coordinate("x")?, coordinate("y")?].concat();
    Some((text("kid")?.to_owned(), VerifyingKey::from_sec1_bytes(&point).ok()?))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use serde_json::json;

    use super::*;

    // RFC 7517, appendix A.1.
    const X: &str = "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4";
    const Y: &str = "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM";

    fn key(kid: &str, mut changes: Value) -> Value {
        let mut key = json!({"kty": "EC", "crv": "P-256", "kid": kid, "x": X, "y": Y});
        for (name, value) in changes.as_object_mut().map(std::mem::take).unwrap() {
            key[&name] = value;
        }
        key
    }

    #[test]
    fn keys_are_read_with_and_without_use_and_alg_and_others_are_passed_over() {
        let document = json!({"keys": [
            key("plain", json!({})),
            key("marked", json!({"use": "sig", "alg": "ES256"})),
            key("encryption", json!({"use": "enc"})),
            key("other-alg", json!({"alg": "ES384"})),
            key("not-a-point", json!({"y": X})),
            key("short", json!({"x": "AAAA"})),
            {"kty": "RSA", "kid": "rsa", "n": "AQAB", "e": "AQAB"},
            {"kty": "oct", "kid": "hmac", "k": "AQAB"},
            "nonsense",
        ]});
        let mut names: Vec<_> = read(&document).into_keys().collect();
        names.sort();
        assert_eq!(names, ["marked", "plain"]);
        assert!(read(&json!([])).is_empty());
    }

    #[tokio::test]
    async fn an_unknown_key_is_fetched_once_a_minute_and_keys_are_kept_an_hour() {
        let fetches = AtomicUsize::new(0);
        let fetch = async || {
            let first = fetches.fetch_add(1, Ordering::Relaxed) == 0;
            let rotated = if first { "a" } else { "b" };
            Ok(read(&json!({"keys": [key(rotated, json!({}))]})))
        };
        let keys = Keys::default();
        let start = DateTime::from_timestamp(1_795_316_400, 0).unwrap();
        let steps = [
            (0, "a", true, 1),
            (5, "a", true, 1),
            (6, "b", true, 2),    // rotated: fetched again at once
            (7, "c", false, 2),   // within the minute: refused without asking
            (8, "b", true, 2),    // which does not disturb the others
            (66, "c", false, 3),  // asked again, still unknown
            (3666, "b", true, 4), // an hour later
        ];
        for (after, kid, found, asked) in steps {
            let answer = keys.find(kid, start + TimeDelta::seconds(after), fetch()).await;
            assert_eq!(answer.is_ok(), found, "{kid} after {after} s: {answer:?}");
            assert_eq!(fetches.load(Ordering::Relaxed), asked, "{kid} after {after} s");
        }
    }

    #[tokio::test]
    async fn a_failed_fetch_is_tried_again_by_the_next_request() {
        let keys = Keys::default();
        let now = DateTime::from_timestamp(1_795_316_400, 0).unwrap();
        let down = async || Err(Fault::Unavailable("timeout"));
        assert_eq!(keys.find("a", now, down()).await, Err(Fault::Unavailable("timeout")));
        let up = async || Ok(read(&json!({"keys": [key("a", json!({}))]})));
        assert!(keys.find("a", now, up()).await.is_ok());
    }
}
