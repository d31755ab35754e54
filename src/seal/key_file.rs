//! Key file (แฟ้มกุญแจ): the keys of an installation as text, one a line.
//!
//! ```text
//! # comment
//! demo                 (demonstrations only)
//! seal 2 BASE64        seals; a new id for every new key, put in front
//! seal 1 BASE64        opens what it once sealed
//! hash BASE64          never changes
//! sign 1 BASE64        signs; others below still verify
//! ```

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Generate, KeyInit};
use data_encoding::BASE64;
use ed25519_dalek::SigningKey;
use secrecy::SecretBox;

use super::Keys;

/// A key file that cannot be used. It never quotes the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadKeys {
    /// A line is not of the form described above.
    #[error("line {0} of the key file cannot be read")]
    Line(usize),
    /// An id, or the hashing key, is given a second time.
    #[error("line {0} of the key file repeats a key")]
    Repeated(usize),
    /// There is no sealing, no hashing or no signing key.
    #[error("the key file lacks a {0} key")]
    Missing(&'static str),
}

impl Keys {
    /// Makes new keys from the system's randomness, and the text of their key file.
    #[must_use]
    pub fn generate(demo: bool) -> (Self, String) {
        let key = || BASE64.encode(&<[u8; 32]>::generate());
        let text = format!(
            "# Keys of a Plodnee installation. Who has this file can read everything; without it nobody can.\n\
             {}seal 1 {}\nhash {}\nsign 1 {}\n",
            if demo { "demo\n" } else { "" },
            key(),
            key(),
            key(),
        );
        (Self::parse(&text).expect("a key file just written"), text)
    }

    /// Reads a key file.
    pub fn parse(text: &str) -> Result<Self, BadKeys> {
        let mut demo = false;
        let (mut sealing, mut hashing, mut signing) = (Vec::new(), None, Vec::new());
        for (number, line) in (1..).zip(text.lines()) {
            let words: Vec<_> = line.split_whitespace().collect();
            let fresh = match words.as_slice() {
                [] => true,
                [first, ..] if first.starts_with('#') => true,
                ["demo"] => {
                    demo = true;
                    true
                }
                ["seal", id, key] => {
                    let cipher = Aes256Gcm::new(&bytes(number, key)?.into());
                    add(&mut sealing, id_of(number, id)?, cipher)
                }
                ["sign", id, key] => {
                    let key = SigningKey::from_bytes(&bytes(number, key)?);
                    add(&mut signing, id_of(number, id)?, key)
                }
                ["hash", key] => hashing.replace(bytes(number, key)?).is_none(),
                _ => return Err(BadKeys::Line(number)),
            };
            if !fresh {
                return Err(BadKeys::Repeated(number));
            }
        }
        if sealing.is_empty() {
            return Err(BadKeys::Missing("seal"));
        }
        if signing.is_empty() {
            return Err(BadKeys::Missing("sign"));
        }
        let hashing = hashing.ok_or(BadKeys::Missing("hash"))?;
        Ok(Self { demo, sealing, hashing: SecretBox::new(Box::new(hashing)), signing })
    }
}

/// Adds a key unless its id is taken.
fn add<K>(keys: &mut Vec<(u8, K)>, id: u8, key: K) -> bool {
    let fresh = keys.iter().all(|(other, _)| *other != id);
    keys.push((id, key));
    fresh
}

fn id_of(line: usize, text: &str) -> Result<u8, BadKeys> {
    text.parse().ok().filter(|id| *id > 0).ok_or(BadKeys::Line(line))
}

fn bytes(line: usize, base64: &str) -> Result<[u8; 32], BadKeys> {
    let decoded = BASE64.decode(base64.as_bytes()).map_err(|_| BadKeys::Line(line))?;
    decoded.try_into().map_err(|_| BadKeys::Line(line))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::super::{Place, Unsealed};
    use super::*;

    const PLACE: Place = Place { table: "debt", column: "note", row: Uuid::from_u128(7) };

    /// The file with the line that begins with `kind` put in front again under id 2, with another key.
    fn rotated(file: &str, kind: &str) -> String {
        let other = Keys::generate(false).1;
        let line = other.lines().find(|line| line.starts_with(kind)).unwrap();
        format!("{}\n{file}", line.replacen(" 1 ", " 2 ", 1))
    }

    #[test]
    fn keys_read_back_from_their_file() {
        let (keys, file) = Keys::generate(false);
        let again = Keys::parse(&file).unwrap();
        assert_eq!(again.open(PLACE, &keys.seal(PLACE, b"x")).as_deref(), Ok(&b"x"[..]));
        assert_eq!(again.hash("p", b"x"), keys.hash("p", b"x"));
        assert!(again.verify("p", b"x", &keys.sign("p", b"x")));
        assert!(!again.is_demo());
        let (demo, file) = Keys::generate(true);
        assert!(demo.is_demo() && Keys::parse(&file).unwrap().is_demo());
    }

    #[test]
    fn a_new_key_in_front_works_and_the_old_one_still_opens_and_verifies() {
        let (old, file) = Keys::generate(false);
        let new = Keys::parse(&rotated(&rotated(&file, "seal"), "sign")).unwrap();
        assert_eq!(new.open(PLACE, &old.seal(PLACE, b"x")).as_deref(), Ok(&b"x"[..]));
        assert_eq!(old.open(PLACE, &new.seal(PLACE, b"x")), Err(Unsealed));
        assert_eq!(new.open(PLACE, &new.seal(PLACE, b"x")).as_deref(), Ok(&b"x"[..]));
        assert!(new.verify("p", b"x", &old.sign("p", b"x")));
        assert!(new.verify("p", b"x", &new.sign("p", b"x")));
        assert!(!old.verify("p", b"x", &new.sign("p", b"x")));
    }

    #[test]
    fn a_bad_key_file_names_the_line_and_quotes_nothing() {
        let (_, file) = Keys::generate(false);
        let without = |kind| {
            let kept: Vec<_> = file.lines().filter(|line| !line.starts_with(kind)).collect();
            kept.join("\n")
        };
        for (text, problem) in [
            (String::new(), "the key file lacks a seal key"),
            (without("seal"), "the key file lacks a seal key"),
            (without("hash"), "the key file lacks a hash key"),
            (without("sign"), "the key file lacks a sign key"),
            (format!("{file}{file}"), "line 6 of the key file repeats a key"),
            (
                format!("{file}hash {}", BASE64.encode(&[1; 32])),
                "line 5 of the key file repeats a key",
            ),
            ("seal 1 secret".into(), "line 1 of the key file cannot be read"),
            (
                format!("\nseal 0 {}", BASE64.encode(&[1; 32])),
                "line 2 of the key file cannot be read",
            ),
            (
                format!("seal 256 {}", BASE64.encode(&[1; 32])),
                "line 1 of the key file cannot be read",
            ),
            (
                format!("seal 1 {}", BASE64.encode(&[1; 31])),
                "line 1 of the key file cannot be read",
            ),
            ("secret".into(), "line 1 of the key file cannot be read"),
        ] {
            assert_eq!(Keys::parse(&text).unwrap_err().to_string(), problem);
        }
    }
}
