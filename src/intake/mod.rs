//! รับลงทะเบียน ณ หน่วย — an officer registers a debtor who came in person (the second procedure of the letters).
//!
//! The walk: search ([`web::search`]) before anything is made, so that a registration on any channel is opened and not
//! doubled → who it is and how that was made sure of ([`web::begin`], [`card`]) → the same form and rules as the
//! debtor's own, all on two sheets ([`web::sheet`]) → submit and receipt ([`web::finish`]).
//! A debtor who comes again goes on with the draft, adds to what was submitted or takes a withdrawal back ([`visit`]):
//! the drafts of the office's own counter and the files on its desk can be opened ([`store`]), by who has made sure that
//! day who sits there.

pub mod card;
mod label;
pub mod store;
pub mod visit;
pub mod web;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::audit::File;
use crate::clock::{self, PartialDate};
use crate::identity::{CardAddress, Gender, Names, Person};
use crate::national_id::CitizenNumber;
use crate::registration::form::check;
use crate::seal::Keys;
use crate::text::{self, fold_family, fold_name};
use crate::web::form::{Fields, Problems};

/// The id of an office's counter: of what is typed there about somebody who has no registration yet.
#[must_use]
pub fn counter_id(keys: &Keys, office_code: &str) -> Uuid {
    let hash = keys.hash("counter-id", office_code.as_bytes());
    let (id, _) = hash.split_first_chunk().expect("32 bytes hold 16");
    Uuid::new_v8(*id)
}

/// Who registered a debtor at a counter, and how they made sure who it was.
#[derive(Debug, Clone)]
pub struct Intake {
    /// Whose registration.
    pub file: File,
    /// At which office.
    pub office_code: String,
    /// By which officer.
    pub officer_id: Uuid,
    /// As what.
    pub appointment_id: Uuid,
    /// How they made sure.
    pub proof: Proof,
    /// When.
    pub at: DateTime<Utc>,
}

/// How an officer made sure who somebody is. Who can prove it with ThaiD registers without an officer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(rename_all = "kebab-case")]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum Proof {
    /// A reader read the chip of the card.
    CardRead,
    /// The officer saw the card.
    CardSeen,
}

impl Proof {
    /// Every proof, the stronger first.
    pub const ALL: [Proof; 2] = [Proof::CardRead, Proof::CardSeen];

    /// The word of forms; `proof-<word>` in `locales/`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Proof::CardRead => "card-read",
            Proof::CardSeen => "card-seen",
        }
    }

    /// Reads the answer of a form.
    fn read(fields: &Fields, problems: &mut Problems) -> Option<Proof> {
        let proof = Proof::ALL.into_iter().find(|proof| proof.word() == fields.get("proof"));
        if proof.is_none() {
            problems.add("proof", "problem-proof");
        }
        proof
    }
}

/// Why there is no proper identity of somebody at the counter in what was typed, or who they are.
pub type Read<T> = Result<T, Problems>;

/// What an officer took from a card, with how they made sure.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The person. A card proves no level of assurance.
    pub person: Person,
    /// How the officer made sure.
    pub proof: Proof,
    /// Whether the officer says that the person had another name before.
    pub renamed: bool,
}

impl Identity {
    /// Reads the form, all its problems at once: `card-…`, `proof`, `notice-read`, `renamed`.
    pub fn read(fields: &Fields, today: NaiveDate) -> Read<Identity> {
        let mut problems = Problems::default();
        let number = number(fields, &mut problems);
        let (names, birth) = of_card(fields, today, &mut problems);
        let gender = match fields.get("card-gender") {
            "male" => Some(Gender::Male),
            "female" => Some(Gender::Female),
            _ => None,
        };
        let address = line(fields, "card-address", 300, &mut problems);
        let proof = Proof::read(fields, &mut problems);
        if fields.get("notice-read").is_empty() {
            problems.add("notice-read", "problem-notice-read");
        }
        let (Some(pid), Some(proof), true) = (number, proof, problems.is_empty()) else {
            return Err(problems);
        };
        let address = CardAddress::read(&serde_json::Value::from(address));
        let person = Person { pid, names, birthdate: birth, gender, address, ial: None };
        Ok(Identity { person, proof, renamed: !fields.get("renamed").is_empty() })
    }
}

/// The citizen number that was typed.
fn number(fields: &Fields, problems: &mut Problems) -> Option<CitizenNumber> {
    let read = CitizenNumber::parse(fields.get("card-number"));
    check::note_number("card-number", read.as_ref().err().copied(), problems);
    read.ok()
}

/// The name and the birth date that stand on a card: `card-title`, `card-given`, …
pub(crate) fn of_card(
    fields: &Fields,
    today: NaiveDate,
    problems: &mut Problems,
) -> (Names, Option<PartialDate>) {
    let names = Names {
        title: line(fields, "card-title", 40, problems),
        given: line(fields, "card-given", 120, problems),
        middle: line(fields, "card-middle", 120, problems),
        family: line(fields, "card-family", 120, problems),
    };
    if fields.get("card-given").is_empty() {
        problems.add("card-given", "problem-card-given");
    }
    (names, birth(fields, today, problems))
}

/// The same as a form has it; what is not known is left out.
pub(crate) fn card_fields(names: &Names, birth: Option<PartialDate>) -> Fields {
    let part = |part: Option<u32>| part.map(|part| part.to_string()).unwrap_or_default();
    let [day, month] = [PartialDate::day, PartialDate::month].map(|of| part(birth.and_then(of)));
    let year = birth.map(|birth| clock::buddhist_year(birth.earliest()).to_string());
    let said = [
        ("card-title", names.title.clone()),
        ("card-given", names.given.clone()),
        ("card-middle", names.middle.clone()),
        ("card-family", names.family.clone()),
        ("card-birth-day", day),
        ("card-birth-month", month),
        ("card-birth-year", year.unwrap_or_default()),
    ];
    let mut fields = Fields::default();
    for (name, value) in said.into_iter().filter(|(_, value)| !value.is_empty()) {
        fields.set(name, value);
    }
    fields
}

/// A line of the card, clean.
fn line(fields: &Fields, name: &str, most: usize, problems: &mut Problems) -> String {
    let read = text::clean_line(fields.get(name), most);
    check::note_text(name, read.as_ref().err().copied(), problems);
    read.unwrap_or_default()
}

/// The birth date that was typed, of which the year alone is enough.
fn birth(fields: &Fields, today: NaiveDate, problems: &mut Problems) -> Option<PartialDate> {
    let [day, month, year] =
        ["day", "month", "year"].map(|part| fields.get(&format!("card-birth-{part}")));
    let read = clock::from_parts(day, month, year, today).and_then(|date| {
        if date.after(today) { Err(clock::DateProblem::Future) } else { Ok(date) }
    });
    check::note_date("card-birth-day", read.err(), problems);
    read.ok()
}

/// Whether a card speaks of a person who is known: name and birth date, as far as both know it.
#[must_use]
pub fn same_person(known: &Person, card: &Person) -> bool {
    let name = |names: &Names| fold_name(&names.given) + &fold_family(&names.family);
    let born_alike = match (known.birthdate, card.birthdate) {
        (Some(known), Some(card)) => {
            known.earliest() <= card.latest() && card.earliest() <= known.latest()
        }
        _ => true,
    };
    name(&known.names) == name(&card.names) && born_alike
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registration::form::pages::{DEBT, DEBTOR};

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    const MALI: [(&str, &str); 7] = [
        ("card-number", "1-9901-00000-01-1"),
        ("card-title", "นางสาว"),
        ("card-given", " มะลิ "),
        ("card-family", "ทดสอบดี"),
        ("card-birth-year", "2532"),
        ("proof", "card-seen"),
        ("notice-read", "yes"),
    ];

    #[test]
    fn a_card_typed_in_is_a_person_of_no_assurance() {
        let identity = Identity::read(&Fields::of(&MALI), today()).unwrap();
        assert_eq!(identity.person.names.full(), "นางสาวมะลิ ทดสอบดี");
        assert_eq!(identity.person.birthdate, PartialDate::new(1989, None, None).ok());
        assert_eq!((identity.person.ial, identity.person.address), (None, None));
        assert_eq!(identity.proof, Proof::CardSeen);
    }

    #[test]
    fn every_problem_of_an_identity_is_said_at_once() {
        let long = "ก".repeat(301);
        let bad = Fields::of(&[
            ("card-number", "1990100000012"),
            ("card-birth-year", "2600"),
            ("card-address", &long),
        ]);
        let problems = Identity::read(&bad, today()).unwrap_err();
        let said: Vec<_> = problems.iter().map(|p| format!("{}: {}", p.field, p.key)).collect();
        insta::assert_snapshot!(said.join("\n"), @"
        card-number: problem-number-check
        card-given: problem-card-given
        card-birth-day: problem-date-future
        card-address: problem-long
        proof: problem-proof
        notice-read: problem-notice-read
        ");
    }

    #[test]
    fn a_known_person_is_the_same_under_other_spellings_and_vaguer_dates() {
        let known = Identity::read(&Fields::of(&MALI), today()).unwrap().person;
        for (field, value, same) in [
            ("card-given", "น.ส.มะลิ", true),
            ("card-given", "มาลี", false),
            ("card-family", "ทดสอบ ดี", true),
            ("card-family", "", false),
            ("card-birth-month", "12", true),
            ("card-birth-year", "2531", false),
        ] {
            let mut other = Fields::of(&MALI);
            other.set(field, value);
            let other = Identity::read(&other, today()).unwrap().person;
            assert_eq!(same_person(&known, &other), same, "{field} {value}");
        }
    }

    #[test]
    fn no_two_pages_of_a_sheet_share_a_field() {
        for sheet in [DEBTOR, DEBT] {
            for page in sheet {
                let others = sheet.iter().filter(|other| other.key != page.key);
                for (other, field) in
                    others.flat_map(|other| page.fields.iter().map(move |f| (other, f)))
                {
                    assert!(
                        !other.owns(field.name),
                        "{} and {} share {}",
                        page.key,
                        other.key,
                        field.name
                    );
                }
            }
        }
    }
}
