//! ลูกหนี้มาอีกครั้ง — a debtor who is at the counter again: what they want of the registration that is there, and how
//! the officer made sure who it is.

use super::{Proof, Read, number};
use crate::national_id::CitizenNumber;
use crate::registration::{Registration, State};
use crate::web::form::{Fields, Problems};

/// What a debtor can want at a counter of the registration that they have there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errand {
    /// To go on with a draft.
    GoOn,
    /// To add to what was submitted, or to change it.
    Complete,
    /// To send back to the office what they withdrew.
    Resume,
}

impl Errand {
    /// What can be done with a registration at the counter of an office, where it has been found; `None` for one that
    /// another office has.
    #[must_use]
    pub fn of(registration: &Registration, office_code: &str) -> Option<Errand> {
        let submitted = registration.submitted.as_ref();
        let is_with_it = submitted.is_some_and(|submitted| submitted.office_code == office_code);
        match registration.state {
            State::Draft => Some(Errand::GoOn),
            State::Submitted if is_with_it => Some(Errand::Complete),
            State::Withdrawn if is_with_it => Some(Errand::Resume),
            State::Submitted | State::Withdrawn => None,
        }
    }

    /// The word of `locales/`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Errand::GoOn => "go-on",
            Errand::Complete => "complete",
            Errand::Resume => "resume",
        }
    }

    /// What the records say of it.
    #[must_use]
    pub fn action(self) -> &'static str {
        match self {
            Errand::GoOn => "continued-onsite",
            Errand::Complete => "reopened-onsite",
            Errand::Resume => "resumed-onsite",
        }
    }

    /// What an officer has done today who need not make sure again who sits there.
    #[must_use]
    pub fn done_by(self) -> &'static [&'static str] {
        match self {
            Errand::GoOn => &["begun-onsite", "continued-onsite"],
            Errand::Complete => &["reopened-onsite", "resumed-onsite"],
            Errand::Resume => &[],
        }
    }

    /// The field in which the officer says that the debtor wants it.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Errand::GoOn => "visit-go-on",
            Errand::Complete => "visit-complete",
            Errand::Resume => "visit-resume",
        }
    }
}

/// The card that an officer saw.
#[derive(Debug)]
pub struct Seen {
    /// The number on it.
    pub number: CitizenNumber,
    /// How they made sure.
    pub proof: Proof,
}

impl Seen {
    /// Reads the form of an errand, all its problems at once: `card-number`, `proof`, and the debtor's consent.
    pub fn read(fields: &Fields, errand: Errand) -> Read<Seen> {
        let mut problems = Problems::default();
        let number = number(fields, &mut problems);
        let proof = Proof::read(fields, &mut problems);
        if fields.get(errand.field()).is_empty() {
            problems.add(errand.field(), "problem-visit-consent");
        }
        match (number, proof) {
            (Some(number), Some(proof)) if problems.is_empty() => Ok(Seen { number, proof }),
            _ => Err(problems),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::registration::{Draft, Submitted};

    fn registration(state: State, office_code: Option<&str>) -> Registration {
        let at = DateTime::UNIX_EPOCH;
        let submitted = office_code.map(|code| Submitted {
            tracking_number: String::new(),
            office_code: code.to_owned(),
            at,
        });
        Registration {
            debtor_id: Uuid::nil(),
            id: Uuid::nil(),
            campaign_id: 1,
            state,
            channel: "onsite".into(),
            draft: Draft::default(),
            saved_at: at,
            notice_version: String::new(),
            notice_accepted_at: at,
            version: 1,
            submitted,
            withdrawn_at: None,
        }
    }

    #[test]
    fn a_counter_completes_and_resumes_what_its_own_office_has() {
        for (state, office, expected) in [
            (State::Draft, None, Some(Errand::GoOn)),
            (State::Submitted, Some("4901"), Some(Errand::Complete)),
            (State::Withdrawn, Some("4901"), Some(Errand::Resume)),
            (State::Submitted, Some("4902"), None),
            (State::Withdrawn, Some("4902"), None),
        ] {
            let found = Errand::of(&registration(state, office), "4901");
            assert_eq!(found, expected, "{state:?} at {office:?}");
        }
    }

    #[test]
    fn every_problem_of_a_card_is_said_at_once() {
        let problems = Seen::read(&Fields::default(), Errand::Resume).unwrap_err();
        let said: Vec<_> = problems.iter().map(|p| format!("{}: {}", p.field, p.key)).collect();
        insta::assert_snapshot!(said.join("\n"), @"
        card-number: problem-number-length
        proof: problem-proof
        visit-resume: problem-visit-consent
        ");
    }
}
