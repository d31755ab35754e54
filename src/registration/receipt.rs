//! ใบรับลงทะเบียน — a receipt that anyone can check and nobody can make, and that names no person.
//!
//! The QR code of a receipt opens `/verify/<text>.<signature>`. The text holds what stands on the
//! receipt without the person: number, version, office, number of debts and time. The signature is
//! Ed25519 over it, by a key of the key file.

use chrono::{DateTime, Utc};
use data_encoding::BASE64URL_NOPAD;

use crate::seal::Keys;

/// What a receipt's signature covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The tracking number.
    pub tracking_number: String,
    /// Which version of the answers.
    pub version: i32,
    /// The office it went to.
    pub office_code: String,
    /// How many debts it lists.
    pub debts: usize,
    /// When it was submitted, to the second.
    pub at: DateTime<Utc>,
}

/// What the signature is for, so that no other signature of ours can pass for a receipt's.
const KIND: &str = "receipt-1";

impl Receipt {
    /// The signed text of the verification address.
    #[must_use]
    pub fn sign(&self, keys: &Keys) -> String {
        let text = self.text();
        let signature = keys.sign(KIND, text.as_bytes());
        format!("{text}.{}", BASE64URL_NOPAD.encode(&signature))
    }

    /// Reads the signed text of a verification address; `None` unless we signed it.
    #[must_use]
    pub fn verify(token: &str, keys: &Keys) -> Option<Receipt> {
        let (text, signature) = token.rsplit_once('.')?;
        let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).ok()?;
        if !keys.verify(KIND, text.as_bytes(), &signature) {
            return None;
        }
        let mut parts = text.split('~');
        let receipt = Receipt {
            tracking_number: parts.next()?.to_owned(),
            version: parts.next()?.parse().ok()?,
            office_code: parts.next()?.to_owned(),
            debts: parts.next()?.parse().ok()?,
            at: DateTime::from_timestamp(parts.next()?.parse().ok()?, 0)?,
        };
        parts.next().is_none().then_some(receipt)
    }

    /// A few characters of the signature, to compare a printed receipt by eye.
    #[must_use]
    pub fn fingerprint(token: &str) -> String {
        let signature = token.rsplit_once('.').map_or("", |(_, signature)| signature);
        let tail: String = signature.chars().filter(char::is_ascii_alphanumeric).take(12).collect();
        let groups: Vec<&str> =
            [tail.get(0..4), tail.get(4..8), tail.get(8..12)].into_iter().flatten().collect();
        groups.join(" ")
    }

    fn text(&self) -> String {
        format!(
            "{}~{}~{}~{}~{}",
            self.tracking_number,
            self.version,
            self.office_code,
            self.debts,
            self.at.timestamp()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receipt() -> Receipt {
        Receipt {
            tracking_number: "PN-69-4901-7Q3K9-X".into(),
            version: 2,
            office_code: "4901".into(),
            debts: 14,
            at: DateTime::from_timestamp(1_795_317_300, 0).unwrap(),
        }
    }

    #[test]
    fn a_receipt_we_signed_verifies_and_says_what_it_said() {
        let (keys, _) = Keys::generate(true);
        let token = receipt().sign(&keys);
        assert_eq!(Receipt::verify(&token, &keys), Some(receipt()));
    }

    #[test]
    fn a_changed_receipt_or_one_of_another_system_does_not_verify() {
        let (keys, _) = Keys::generate(true);
        let (others, _) = Keys::generate(true);
        let token = receipt().sign(&keys);
        assert_eq!(Receipt::verify(&token, &others), None);
        assert_eq!(Receipt::verify(&token.replacen("~14~", "~15~", 1), &keys), None);
        for junk in ["", ".", "a.b", "PN-69~1", "🙂.🙂"] {
            assert_eq!(Receipt::verify(junk, &keys), None, "{junk}");
        }
    }
}
