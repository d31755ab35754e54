//! The identity token (โทเคนยืนยันตัวตน, `id_token`): who signed it, for whom, and whether it is the one we asked for.
//!
//! Pure: keys and time are arguments. Only ES256 is accepted, so neither `none` nor an HMAC keyed with something
//! public can pass (docs/thaid.md §3.3, §5.3).

use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::Fault;

/// The claims of a token, by name.
pub type Claims = Map<String, Value>;

/// What a token has to say to be the answer to one sign-in.
#[derive(Debug, Clone)]
pub struct Expected<'a> {
    /// Our configured issuer.
    pub issuer: &'a str,
    /// Our client id.
    pub client_id: &'a str,
    /// The nonce of this sign-in.
    pub nonce: &'a str,
    /// Whether a token without any nonce is refused; a wrong one always is.
    pub nonce_required: bool,
    /// The access token that came with it.
    pub access_token: Option<&'a str>,
    /// When this sign-in began: an older token is not its answer.
    pub started_at: DateTime<Utc>,
    /// The time.
    pub now: DateTime<Utc>,
    /// How far the two clocks may differ.
    pub skew: TimeDelta,
}

/// Reads the `kid` of a token that says it is signed with ES256.
pub fn key_id(token: &str) -> Result<String, Fault> {
    let (header, _, _) = parts(token)?;
    let header = decode_object(header)?;
    if header.get("alg").and_then(Value::as_str) != Some("ES256") {
        return Err(Fault::Refused("token-alg"));
    }
    // RFC 7515 §4.1.11: what is marked critical and not understood must be refused.
    if header.contains_key("crit") {
        return Err(Fault::Refused("token-crit"));
    }
    let kid = header.get("kid").and_then(Value::as_str).ok_or(Fault::Refused("token-kid"))?;
    Ok(kid.to_owned())
}

/// Checks the signature and gives the claims, which still have to be [`check`]ed.
pub fn verify(token: &str, key: &VerifyingKey) -> Result<Claims, Fault> {
    let (header, payload, signature) = parts(token)?;
    let bytes = BASE64URL_NOPAD.decode(signature.as_bytes()).map_err(|_| MALFORMED)?;
    let signature = Signature::from_slice(&bytes).map_err(|_| Fault::Refused("token-signature"))?;
    let signed = format!("{header}.{payload}");
    key.verify(signed.as_bytes(), &signature).map_err(|_| Fault::Refused("token-signature"))?;
    decode_object(payload)
}

/// Checks that verified claims are ThaiD's answer to this sign-in (docs/thaid.md §10.5).
pub fn check(claims: &Claims, expected: &Expected<'_>) -> Result<(), Fault> {
    let refuse = |wrong: bool, code| if wrong { Err(Fault::Refused(code)) } else { Ok(()) };
    let text = |name| claims.get(name).and_then(Value::as_str);

    refuse(text("iss") != Some(expected.issuer), "token-issuer")?;
    refuse(!is_for(claims.get("aud"), expected.client_id), "token-audience")?;
    let azp = claims.get("azp").filter(|value| !value.is_null());
    refuse(azp.is_some_and(|azp| azp != expected.client_id), "token-azp")?;

    let expires = seconds(claims, "exp").ok_or(Fault::Refused("token-exp"))?;
    refuse(expires + expected.skew <= expected.now, "token-expired")?;
    let issued = seconds(claims, "iat").ok_or(Fault::Refused("token-iat"))?;
    refuse(issued > expected.now + expected.skew, "token-from-the-future")?;
    refuse(issued + expected.skew < expected.started_at, "token-too-old")?;

    match claims.get("nonce").filter(|value| !value.is_null()) {
        None => refuse(expected.nonce_required, "nonce-missing")?,
        Some(Value::String(nonce)) => refuse(!same(nonce, expected.nonce), "nonce-differs")?,
        Some(_) => refuse(true, "nonce-differs")?,
    }
    if let Some(hash) = claims.get("at_hash").filter(|value| !value.is_null()) {
        let ours = expected.access_token.map(left_half_of_hash);
        refuse(ours.is_none_or(|ours| *hash != ours), "at-hash")?;
    }
    Ok(())
}

/// The `at_hash` of an access token: the left half of its SHA-256, in base64url (OpenID Connect Core 3.1.3.6).
fn left_half_of_hash(access_token: &str) -> String {
    BASE64URL_NOPAD.encode(&Sha256::digest(access_token.as_bytes())[..16])
}

fn is_for(audience: Option<&Value>, client_id: &str) -> bool {
    match audience {
        Some(Value::String(one)) => one == client_id,
        Some(Value::Array(all)) => all.iter().any(|one| one == client_id),
        _ => false,
    }
}

/// A time in Unix seconds; a fraction is dropped.
fn seconds(claims: &Claims, name: &str) -> Option<DateTime<Utc>> {
    let value = claims.get(name)?;
    let text = value.as_number()?.to_string();
    let whole = text.split('.').next()?.parse().ok()?;
    // Beyond the year 9999 the arithmetic with the skew could overflow.
    DateTime::from_timestamp(whole, 0).filter(|time| time.timestamp() < 253_402_300_800)
}

fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

const MALFORMED: Fault = Fault::Refused("token-malformed");

fn parts(token: &str) -> Result<(&str, &str, &str), Fault> {
    let mut parts = token.split('.');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(header), Some(payload), Some(signature), None) => Ok((header, payload, signature)),
        _ => Err(MALFORMED),
    }
}

fn decode_object(part: &str) -> Result<Claims, Fault> {
    let bytes = BASE64URL_NOPAD.decode(part.as_bytes()).map_err(|_| MALFORMED)?;
    serde_json::from_slice(&bytes).map_err(|_| MALFORMED)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn expected() -> Expected<'static> {
        let now = DateTime::from_timestamp(1_795_316_400, 0).unwrap();
        Expected {
            issuer: "https://imauth.bora.dopa.go.th",
            client_id: "rp-debt-registry",
            nonce: "9c4e1fA0m2",
            nonce_required: true,
            access_token: Some("sim-at-5f0c2b7a9d3e4f61"),
            started_at: now - TimeDelta::minutes(2),
            now,
            skew: TimeDelta::seconds(60),
        }
    }

    /// The example of docs/thaid.md §5.3 with some members replaced; null takes one out.
    fn claims(mut changes: Value) -> Claims {
        let mut claims = json!({
            "iss": "https://imauth.bora.dopa.go.th", "aud": "rp-debt-registry", "sub": "1990100000011",
            "iat": 1_795_316_400, "exp": 1_795_317_300, "nonce": "9c4e1fA0m2",
            "at_hash": "Dc-6o6b26ktHQ6MLCduzcA", "version": "2.0",
        });
        for (name, value) in changes.as_object_mut().map(std::mem::take).unwrap() {
            claims[&name] = value;
        }
        claims.as_object().unwrap().clone()
    }

    #[test]
    fn the_example_of_the_reference_is_accepted() {
        assert_eq!(check(&claims(json!({})), &expected()), Ok(()));
    }

    #[test]
    fn each_registered_claim_is_checked() {
        let cases = [
            (json!({"iss": "https://imauth.bora.dopa.go.th/"}), "token-issuer"),
            (json!({"iss": null}), "token-issuer"),
            (json!({"aud": "another"}), "token-audience"),
            (json!({"aud": ["another"]}), "token-audience"),
            (json!({"aud": null}), "token-audience"),
            (json!({"aud": ["rp-debt-registry", "b"], "azp": "b"}), "token-azp"),
            (json!({"exp": null}), "token-exp"),
            (json!({"exp": "1795317300"}), "token-exp"),
            (json!({"exp": 9_223_372_036_854_775_807_i64}), "token-exp"),
            (json!({"exp": 1_795_316_340}), "token-expired"),
            (json!({"iat": null}), "token-iat"),
            (json!({"iat": 1_795_316_461}), "token-from-the-future"),
            (json!({"iat": 1_795_316_400 - 181}), "token-too-old"),
            (json!({"nonce": null}), "nonce-missing"),
            (json!({"nonce": ""}), "nonce-differs"),
            (json!({"nonce": "9c4e1fA0m3"}), "nonce-differs"),
            (json!({"nonce": 9}), "nonce-differs"),
            (json!({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}), "at-hash"),
            (json!({"at_hash": 1}), "at-hash"),
        ];
        for (changes, code) in cases {
            let found = check(&claims(changes.clone()), &expected());
            assert_eq!(found, Err(Fault::Refused(code)), "{changes}");
        }
    }

    #[test]
    fn clocks_may_differ_by_a_minute_and_no_more() {
        for (changes, accepted) in [
            (json!({"exp": 1_795_316_341}), true),
            (json!({"iat": 1_795_316_460}), true),
            (json!({"iat": 1_795_316_220}), true),
            (json!({"iat": 1_795_316_400.75}), true),
            (json!({"exp": 1_795_316_340}), false),
            (json!({"iat": 1_795_316_461}), false),
        ] {
            assert_eq!(check(&claims(changes.clone()), &expected()).is_ok(), accepted, "{changes}");
        }
    }

    #[test]
    fn an_audience_in_an_array_and_absent_extras_are_accepted() {
        for changes in [
            json!({"aud": ["other", "rp-debt-registry"]}),
            json!({"aud": ["rp-debt-registry", "b"], "azp": "rp-debt-registry"}),
            json!({"at_hash": null}),
        ] {
            assert_eq!(check(&claims(changes.clone()), &expected()), Ok(()), "{changes}");
        }
        let lenient = Expected { nonce_required: false, ..expected() };
        assert_eq!(check(&claims(json!({"nonce": null})), &lenient), Ok(()));
        assert_eq!(
            check(&claims(json!({"nonce": "other"})), &lenient),
            Err(Fault::Refused("nonce-differs"))
        );
    }

    #[test]
    fn only_es256_with_a_key_id_gets_as_far_as_a_key() {
        let token = |header: Value| {
            let header = BASE64URL_NOPAD.encode(header.to_string().as_bytes());
            key_id(&format!("{header}.e30.c2ln"))
        };
        assert_eq!(token(json!({"alg": "ES256", "kid": "a"})), Ok("a".to_owned()));
        for alg in ["none", "None", "HS256", "RS256", "PS256", "ES384", "es256", ""] {
            assert_eq!(token(json!({"alg": alg, "kid": "a"})), Err(Fault::Refused("token-alg")));
        }
        assert_eq!(token(json!({"alg": "ES256"})), Err(Fault::Refused("token-kid")));
        assert_eq!(
            token(json!({"alg": "ES256", "kid": "a", "crit": ["b64"]})),
            Err(Fault::Refused("token-crit"))
        );
        for bad in ["", "a.b", "a.b.c.d", "!.e30.c2ln", "e30=.e30.c2ln"] {
            assert_eq!(key_id(bad), Err(MALFORMED), "{bad}");
        }
    }
}
