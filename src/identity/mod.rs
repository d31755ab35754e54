//! Signing in with ThaiD (การเข้าสู่ระบบด้วยไทยดี): who is at the other end of the browser.
//!
//! The walk: [`web::start`] → the person, in ThaiD → [`web::callback`] → [`store::take`] (the state, once) →
//! [`Thaid::identify`] ([`keys`], [`token`] verify; [`claims`] reads) → a session. The protocol and where each
//! statement about it comes from are in `docs/thaid.md`; its §10 is the checklist.

pub mod address;
pub mod claims;
pub mod endpoints;
pub mod keys;
pub mod store;
#[cfg(test)]
mod tests;
pub mod thaid;
pub mod token;
pub mod web;

pub use address::CardAddress;
pub use claims::{Assurance, Gender, Names, Person};
pub use thaid::Thaid;

/// What someone signs in for; decides which scopes are asked of ThaiD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To register their own debts.
    Citizen,
    /// To work at an office. ThaiD says nothing of employment: an appointment of ours must.
    Officer,
}

impl Purpose {
    /// The word of forms, addresses and the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Purpose::Citizen => "citizen",
            Purpose::Officer => "officer",
        }
    }

    /// The purpose of a word; nothing else is one.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Purpose> {
        [Purpose::Citizen, Purpose::Officer].into_iter().find(|purpose| purpose.word() == word)
    }

    /// The scopes asked for: only what is used (docs/thaid.md §6).
    #[must_use]
    pub fn scopes(self) -> &'static str {
        match self {
            Purpose::Citizen => {
                "openid pid title given_name middle_name family_name birthdate gender address ial"
            }
            Purpose::Officer => "openid pid title given_name middle_name family_name ial",
        }
    }

    /// Where someone goes who did not say where.
    #[must_use]
    pub fn entrance(self) -> &'static str {
        match self {
            Purpose::Citizen => "/registration",
            Purpose::Officer => "/office",
        }
    }
}

/// Why ThaiD did not tell us who someone is. The code is ours or from ThaiD's catalogue (docs/thaid.md §8), never
/// free text, so that it can be logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// ThaiD cannot be reached, is too slow, or answers nonsense: trying again later may help.
    #[error("ThaiD unavailable: {0}")]
    Unavailable(&'static str),
    /// The person chose ไม่ยินยอม.
    #[error("declined")]
    Declined,
    /// What came is not accepted as proof of who someone is.
    #[error("refused: {0}")]
    Refused(&'static str),
}

impl Fault {
    /// The fault of an error code that ThaiD sent, to the token endpoint's caller or to the callback.
    #[must_use]
    pub fn from_code(code: &str) -> Fault {
        const KNOWN: [&str; 10] = [
            "invalid_request",
            "invalid_scope",
            "unsupported_response_type",
            "unsupported_grant_type",
            "duplicate_request",
            "unauthorized_client",
            "invalid_client",
            "invalid_grant",
            "invalid_token",
            "interaction_required",
        ];
        match code {
            // The manual's word is user_denied; OAuth's is access_denied. Both mean no.
            "user_denied" | "access_denied" => Fault::Declined,
            "server_error" => Fault::Unavailable("server_error"), // sent with status 400
            "temporarily_unavailable" => Fault::Unavailable("temporarily_unavailable"),
            other => {
                Fault::Refused(KNOWN.into_iter().find(|k| *k == other).unwrap_or("unknown_error"))
            }
        }
    }

    /// The code, for the log.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Fault::Declined => "declined",
            Fault::Unavailable(code) | Fault::Refused(code) => code,
        }
    }
}
