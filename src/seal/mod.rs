//! Seal (ผนึก): what keeps personal data unreadable in the database, and receipts from being forged.
//!
//! A value is sealed with AES-256-GCM for one place (table, column, row): moved elsewhere it does not open.
//! A keyed hash (HMAC-SHA-256) finds equal values without opening them. Receipts carry an Ed25519 signature.

mod key_file;

use std::fmt;

use aes_gcm::aead::{Aead, Generate, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use ed25519_dalek::{Signature, Signer, SigningKey};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretBox};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;
use uuid::Uuid;

use crate::national_id::CitizenNumber;
pub use key_file::BadKeys;

/// Bytes of a nonce, as AES-GCM takes it.
const NONCE: usize = 12;

/// Where a sealed value is kept; it opens nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The id of the row.
    pub row: Uuid,
}

impl Place {
    fn associated_data(&self) -> Vec<u8> {
        [self.table.as_bytes(), self.column.as_bytes(), self.row.as_bytes()].join(&0)
    }
}

/// A sealed value did not open: another place, another key, or changed bytes. Says nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sealed value does not open")]
pub struct Unsealed;

/// The secret keys of an installation.
///
/// There may be several sealing and several signing keys: the first one works, the others still open and
/// verify what they once sealed and signed. There is one hashing key, for a hash must stay findable.
pub struct Keys {
    demo: bool,
    sealing: Vec<(u8, Aes256Gcm)>,
    hashing: SecretBox<[u8; 32]>,
    signing: Vec<(u8, SigningKey)>,
}

impl Keys {
    /// Whether these keys are for demonstrations and training only.
    #[must_use]
    pub fn is_demo(&self) -> bool {
        self.demo
    }

    /// Seals bytes for one place: key id (1 byte), random nonce (12), ciphertext with its tag (16 more).
    ///
    /// Random nonces allow 2³² values a key (NIST SP 800-38D, 8.3): put a new key in front long before.
    #[must_use]
    pub fn seal(&self, place: Place, plain: &[u8]) -> Vec<u8> {
        let (id, cipher) = &self.sealing[0];
        let nonce = <[u8; NONCE]>::generate();
        let payload = Payload { msg: plain, aad: &place.associated_data() };
        let sealed =
            cipher.encrypt(&Nonce::from(nonce), payload).expect("a value is far below 64 GiB");
        [&[*id], &nonce[..], &sealed].concat()
    }

    /// Opens what was sealed for this place.
    pub fn open(&self, place: Place, sealed: &[u8]) -> Result<Vec<u8>, Unsealed> {
        let (id, rest) = sealed.split_first().ok_or(Unsealed)?;
        let (nonce, msg) = rest.split_first_chunk::<NONCE>().ok_or(Unsealed)?;
        let (_, cipher) = self.sealing.iter().find(|(key, _)| key == id).ok_or(Unsealed)?;
        let payload = Payload { msg, aad: &place.associated_data() };
        cipher.decrypt(&Nonce::from(*nonce), payload).map_err(|_| Unsealed)
    }

    /// Seals text.
    #[must_use]
    pub fn seal_text(&self, place: Place, text: &str) -> Vec<u8> {
        self.seal(place, text.as_bytes())
    }

    /// Opens sealed text.
    pub fn open_text(&self, place: Place, sealed: &[u8]) -> Result<String, Unsealed> {
        String::from_utf8(self.open(place, sealed)?).map_err(|_| Unsealed)
    }

    /// Seals a value as JSON.
    ///
    /// # Panics
    /// If the value cannot be written as JSON: its maps must have text for keys.
    #[must_use]
    pub fn seal_json<T: Serialize + ?Sized>(&self, place: Place, value: &T) -> Vec<u8> {
        self.seal(place, &serde_json::to_vec(value).expect("a value that can be written as JSON"))
    }

    /// Opens a value sealed as JSON.
    pub fn open_json<T: DeserializeOwned>(
        &self,
        place: Place,
        sealed: &[u8],
    ) -> Result<T, Unsealed> {
        serde_json::from_slice(&self.open(place, sealed)?).map_err(|_| Unsealed)
    }

    /// The keyed hash by which equal values of one purpose are found.
    #[must_use]
    pub fn hash(&self, purpose: &str, value: &[u8]) -> [u8; 32] {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(self.hashing.expose_secret())
            .expect("HMAC takes keys of any length");
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(value);
        mac.finalize().into_bytes().into()
    }

    /// The id under which everything of one debtor is kept: the same for every registration of a person.
    #[must_use]
    pub fn debtor_id(&self, number: &CitizenNumber) -> Uuid {
        let hash = self.hash("debtor-id", number.as_str().as_bytes());
        let (id, _) = hash.split_first_chunk().expect("32 bytes hold 16");
        Uuid::new_v8(*id)
    }

    /// Signs a message of one purpose: key id (1 byte) and Ed25519 signature (64).
    #[must_use]
    pub fn sign(&self, purpose: &str, message: &[u8]) -> Vec<u8> {
        let (id, key) = &self.signing[0];
        [&[*id], &key.sign(&signed(purpose, message)).to_bytes()[..]].concat()
    }

    /// Whether one of these keys signed this message for this purpose.
    #[must_use]
    pub fn verify(&self, purpose: &str, message: &[u8], signature: &[u8]) -> bool {
        let Some((id, bytes)) = signature.split_first() else { return false };
        let Ok(signature) = Signature::from_slice(bytes) else { return false };
        self.signing.iter().filter(|(key, _)| key == id).any(|(_, key)| {
            key.verifying_key().verify_strict(&signed(purpose, message), &signature).is_ok()
        })
    }
}

fn signed(purpose: &str, message: &[u8]) -> Vec<u8> {
    [purpose.as_bytes(), message].join(&0)
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("demo", &self.demo).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PLACE: Place = Place { table: "registration", column: "name", row: Uuid::from_u128(7) };

    fn keys() -> Keys {
        Keys::generate(true).0
    }

    #[test]
    fn a_value_opens_only_in_its_place() {
        let keys = keys();
        let sealed = keys.seal_text(PLACE, "สมหญิง");
        assert_eq!(keys.open_text(PLACE, &sealed).as_deref(), Ok("สมหญิง"));
        for elsewhere in [
            Place { table: "creditor", ..PLACE },
            Place { column: "alias", ..PLACE },
            Place { row: Uuid::from_u128(8), ..PLACE },
            Place { table: "registratio", column: "nname", ..PLACE },
        ] {
            assert_eq!(keys.open(elsewhere, &sealed), Err(Unsealed), "{elsewhere:?}");
        }
        assert_eq!(self::keys().open(PLACE, &sealed), Err(Unsealed));
    }

    #[test]
    fn equal_values_are_sealed_differently_and_hashed_alike() {
        let keys = keys();
        assert_ne!(keys.seal(PLACE, b"x"), keys.seal(PLACE, b"x"));
        assert_eq!(keys.hash("phone", b"x"), keys.hash("phone", b"x"));
        assert_ne!(keys.hash("phone", b"x"), keys.hash("account", b"x"));
        assert_ne!(keys.hash("phone", b"x"), self::keys().hash("phone", b"x"));
    }

    #[test]
    fn the_hash_is_hmac_sha_256() {
        // printf 'phone\0x' | openssl dgst -sha256 -mac HMAC -macopt hexkey:$(printf '0b%.0s' {1..32})
        let file = Keys::generate(true).1;
        let zeros = data_encoding::BASE64.encode(&[0x0b; 32]);
        let file: Vec<_> = file
            .lines()
            .map(
                |line| if line.starts_with("hash") { format!("hash {zeros}") } else { line.into() },
            )
            .collect();
        let hash = Keys::parse(&file.join("\n")).unwrap().hash("phone", b"x");
        insta::assert_snapshot!(data_encoding::HEXLOWER.encode(&hash), @"dacdc960ed87337418df97131c1ec729f60eb53675e31bbc33cfe8cb713b16e2");
    }

    #[test]
    fn a_debtor_has_one_id_under_one_key() {
        let keys = keys();
        let mali = CitizenNumber::parse("1990100000011").unwrap();
        let somsak = CitizenNumber::parse("3990200000027").unwrap();
        assert_eq!(keys.debtor_id(&mali), keys.debtor_id(&mali));
        assert_ne!(keys.debtor_id(&mali), keys.debtor_id(&somsak));
        assert_ne!(keys.debtor_id(&mali), self::keys().debtor_id(&mali));
        assert_eq!(keys.debtor_id(&mali).get_version_num(), 8);
    }

    #[test]
    fn a_signature_holds_for_one_purpose_and_one_message() {
        let keys = keys();
        let signature = keys.sign("receipt", b"PN-67");
        assert_eq!(signature.len(), 65);
        assert!(keys.verify("receipt", b"PN-67", &signature));
        assert!(!keys.verify("receipt", b"PN-68", &signature));
        assert!(!keys.verify("poster", b"PN-67", &signature));
        assert!(!self::keys().verify("receipt", b"PN-67", &signature));
        assert!(!keys.verify("receipt", b"PN-67", &signature[..64]));
        assert!(!keys.verify("receipt", b"PN-67", &[]));
    }

    #[test]
    fn keys_hide_themselves() {
        assert_eq!(format!("{:?}", keys()), "Keys { demo: true, .. }");
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens_again(plain: Vec<u8>) {
            let keys = keys();
            prop_assert_eq!(keys.open(PLACE, &keys.seal(PLACE, &plain)), Ok(plain));
        }

        #[test]
        fn what_is_sealed_as_json_opens_again(value: Vec<(String, Option<i64>)>) {
            let keys = keys();
            prop_assert_eq!(keys.open_json(PLACE, &keys.seal_json(PLACE, &value)), Ok(value));
        }

        #[test]
        fn no_changed_byte_goes_unnoticed(plain in proptest::collection::vec(any::<u8>(), 0..40), change in 1u8..) {
            let keys = keys();
            let sealed = keys.seal(PLACE, &plain);
            let signature = keys.sign("receipt", &plain);
            for at in 0..sealed.len() {
                let mut changed = sealed.clone();
                changed[at] ^= change;
                prop_assert_eq!(keys.open(PLACE, &changed), Err(Unsealed));
                prop_assert_eq!(keys.open(PLACE, &sealed[..at]), Err(Unsealed));
            }
            for at in 0..signature.len() {
                let mut changed = signature.clone();
                changed[at] ^= change;
                prop_assert!(!keys.verify("receipt", &plain, &changed));
            }
        }

        #[test]
        fn no_bytes_break_opening(bytes: Vec<u8>) {
            prop_assert_eq!(keys().open(PLACE, &bytes), Err(Unsealed));
        }
    }
}
