//! The `id_token` (โทเคนยืนยันตัวตน): the person's claims, signed with ES256.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::clock::now;
use crate::discovery::ANOTHER_ISSUER;
use crate::people::{self, Address, STRANGER};
use crate::simulation::{Grant, Simulation, TOKEN_LIFE};
use crate::switches::{PartialBirthdate, Switches, WrongAlg};

/// Seconds by which an expired `id_token` lies in the past.
const LONG_AGO: i64 = 2 * 60 * 60;

/// A citizen number of nobody, with a right check digit, for a `sub` that is not the `pid`.
const SOMEONE_ELSE: &str = "1990100000100";

/// Everything an `id_token` says.
pub(crate) fn claims(
    sim: &Simulation,
    switches: &Switches,
    grant: &Grant,
    access_token: &str,
) -> Map<String, Value> {
    let client_id = &sim.settings.client_id;
    let shift = switches.clock_skew_seconds - if switches.expired_id_token { LONG_AGO } else { 0 };
    let issued = now() + shift;
    let hashed = if switches.wrong_at_hash { "another" } else { access_token };

    let mut claims = Map::new();
    let iss = if switches.wrong_iss { ANOTHER_ISSUER } else { &sim.origin };
    claims.insert("iss".into(), json!(iss));
    let audience = if switches.wrong_aud { "another-client" } else { client_id };
    if switches.aud_array {
        claims.insert("aud".into(), json!([audience]));
        claims.insert("azp".into(), json!(audience));
    } else {
        claims.insert("aud".into(), json!(audience));
    }
    claims.insert("sub".into(), json!(subject(switches, &grant.pid)));
    claims.insert("iat".into(), json!(issued));
    claims.insert("exp".into(), json!(issued + TOKEN_LIFE));
    claims.insert("auth_time".into(), json!(grant.consented + shift));
    claims.insert("at_hash".into(), json!(at_hash(hashed)));
    claims.insert("version".into(), json!("2.0"));
    if let Some(nonce) = grant.nonce.as_deref().filter(|_| !switches.no_nonce) {
        let nonce = if switches.wrong_nonce { "another-nonce" } else { nonce };
        claims.insert("nonce".into(), json!(nonce));
    }
    claims.extend(personal(switches, grant));
    claims
}

/// `sub`: the citizen number itself in every observation.
pub(crate) fn subject(switches: &Switches, pid: &str) -> String {
    match () {
        () if switches.opaque_sub => {
            format!("sim-sub-{}", BASE64URL_NOPAD.encode(&Sha256::digest(pid)[..12]))
        }
        () if switches.different_sub => SOMEONE_ELSE.to_owned(),
        () => shown_pid(switches, pid),
    }
}

/// The claims about the person that were granted, one per scope.
pub(crate) fn personal(switches: &Switches, grant: &Grant) -> Map<String, Value> {
    grant
        .scopes
        .iter()
        .filter_map(|scope| Some((scope.clone(), claim(switches, &grant.pid, scope)?)))
        .collect()
}

fn claim(switches: &Switches, pid: &str, scope: &str) -> Option<Value> {
    let person = people::find(pid).unwrap_or(&STRANGER);
    Some(match scope {
        "pid" if switches.no_pid => return None,
        "pid" => json!(shown_pid(switches, pid)),
        "name" => json!(person.name()),
        "name_en" => json!(person.name_en()),
        "title" => json!(person.title),
        "title_en" => json!(person.title_en),
        "given_name" => json!(person.given_name),
        "given_name_en" => json!(person.given_name_en),
        "middle_name" => json!(person.middle_name),
        "middle_name_en" => json!(person.middle_name_en?),
        "family_name" => json!(person.family_name),
        "family_name_en" => json!(person.family_name_en),
        "birthdate" => json!(birthdate(switches, person.birthdate)?),
        "gender" => json!(person.gender),
        "address" => address(switches, &person.address),
        "house_address" => address(switches, &person.house_address?),
        "ial" if switches.no_ial => return None,
        "ial" if switches.low_ial => json!("1.1"),
        "ial" => json!(person.ial),
        "smartcard_code" => json!(person.smartcard_code),
        "date_of_issuance" => json!(person.date_of_issuance),
        "date_of_expiry" => json!(person.date_of_expiry),
        _ => return None, // openid carries no data
    })
}

/// The number, its last digit made wrong if so switched.
fn shown_pid(switches: &Switches, pid: &str) -> String {
    if !switches.bad_pid {
        return pid.to_owned();
    }
    let (front, last) = pid.split_at(pid.len() - 1);
    format!("{front}{}", (last.parse().unwrap_or(0) + 1) % 10)
}

fn birthdate(switches: &Switches, known: &str) -> Option<String> {
    let (year, rest) = known.split_at(4);
    let year = match year.parse::<u16>() {
        Ok(gregorian) if switches.be_year => (gregorian + 543).to_string(),
        _ => year.to_owned(),
    };
    Some(match switches.partial_birthdate {
        PartialBirthdate::Off => year + rest,
        PartialBirthdate::Year => year,
        PartialBirthdate::YearMonth => year + rest.get(..3).unwrap_or_default(),
        PartialBirthdate::Zeros => year + "-00-00",
        PartialBirthdate::Absent => return None,
    })
}

fn address(switches: &Switches, address: &Address) -> Value {
    if switches.address_string {
        json!(address.formatted())
    } else {
        json!({ "formatted": address.formatted(), "raw": address.raw() })
    }
}

/// The left half of the SHA-256 of the access token (`OpenID` Connect Core 1.0, section 3.1.3.6).
fn at_hash(access_token: &str) -> String {
    BASE64URL_NOPAD.encode(&Sha256::digest(access_token)[..16])
}

/// Signs the claims into a compact JWS.
pub(crate) fn sign(sim: &Simulation, switches: &Switches, claims: &Map<String, Value>) -> String {
    let keys = sim.keys();
    let key = keys.current();
    let alg = match switches.wrong_alg {
        WrongAlg::Off => "ES256",
        WrongAlg::None => "none",
        WrongAlg::Hs256 => "HS256",
    };
    let kid = if switches.wrong_kid { "sim-nowhere" } else { &key.kid };
    let header = json!({ "alg": alg, "kid": kid, "typ": "JWT" });
    let encode = |value: String| BASE64URL_NOPAD.encode(value.as_bytes());
    let claims = Value::Object(claims.clone());
    let signed = format!("{}.{}", encode(header.to_string()), encode(claims.to_string()));
    let mut signature = match switches.wrong_alg {
        WrongAlg::Off => key.sign(signed.as_bytes()),
        WrongAlg::None => Vec::new(),
        WrongAlg::Hs256 => hs256(&sim.settings.client_secret, &signed),
    };
    if switches.wrong_signature {
        signature.reverse();
    }
    format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature))
}

fn hs256(secret: &str, signed: &str) -> Vec<u8> {
    Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .map(|mac| mac.chain_update(signed).finalize().into_bytes().to_vec())
        .unwrap_or_default() // cannot happen: HMAC takes a key of any length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_an_access_token_is_as_openid_connect_computes_it() {
        assert_eq!(at_hash("sim-at-5f0c2b7a9d3e4f61"), "Dc-6o6b26ktHQ6MLCduzcA");
    }

    #[test]
    fn a_birth_date_can_be_rendered_in_every_way_that_is_feared() {
        use PartialBirthdate::{Absent, Off, Year, YearMonth, Zeros};
        let cases = [
            ("1989-12-28", Off, false, Some("1989-12-28")),
            ("1989-12-28", Off, true, Some("2532-12-28")),
            ("1989-12-28", Year, false, Some("1989")),
            ("1989-12-28", YearMonth, false, Some("1989-12")),
            ("1989-12-28", Zeros, true, Some("2532-00-00")),
            ("1989-12-28", Absent, false, None),
            ("1950", Off, false, Some("1950")),
            ("1950", YearMonth, false, Some("1950")),
        ];
        for (known, partial_birthdate, be_year, shown) in cases {
            let switches = Switches { partial_birthdate, be_year, ..Switches::default() };
            assert_eq!(birthdate(&switches, known).as_deref(), shown);
        }
    }
}
