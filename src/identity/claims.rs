//! What ThaiD says of a person (ข้อมูลบุคคลจากไทยดี), read leniently: much of its form is not written down anywhere.
//!
//! Only the citizen number is indispensable. Everything else that cannot be read is taken as not said, with a warning
//! that names the claim and never its value (docs/thaid.md §6, §12).

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::token::Claims;
use super::{CardAddress, Fault};
use crate::clock::PartialDate;
use crate::national_id::CitizenNumber;

/// A person whose identity ThaiD has proved.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The citizen number, with a right check digit.
    #[serde(with = "number")]
    pub pid: CitizenNumber,
    /// The name.
    pub names: Names,
    /// The birth date as far as the register knows it.
    pub birthdate: Option<PartialDate>,
    /// The sex in the register.
    pub gender: Option<Gender>,
    /// The address on the card.
    pub address: Option<CardAddress>,
    /// How surely ThaiD knows the person.
    pub ial: Option<Assurance>,
}

/// A citizen number in a person's JSON, which is only ever kept sealed.
mod number {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::CitizenNumber;

    pub(super) fn serialize<S: Serializer>(
        number: &CitizenNumber,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.serialize_str(number.as_str())
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<CitizenNumber, D::Error> {
        CitizenNumber::parse(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}

/// A Thai name in its parts. Empty parts are not stated.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// นาย, นาง, นางสาว, a rank …: as it came.
    pub title: String,
    /// ชื่อ.
    pub given: String,
    /// ชื่อรอง, which most people do not have.
    pub middle: String,
    /// นามสกุล.
    pub family: String,
}

impl Person {
    /// A card, completed by what was known before where it leaves something open: a day of birth, a sex, an address.
    #[must_use]
    pub fn completed_by(mut self, known: &Person) -> Person {
        let (names, before) = (&mut self.names, &known.names);
        if names.title.is_empty() {
            names.title.clone_from(&before.title);
        }
        if names.middle.is_empty()
            && (&names.given, &names.family) == (&before.given, &before.family)
        {
            names.middle.clone_from(&before.middle);
        }
        self.birthdate = match (self.birthdate, known.birthdate) {
            (Some(card), Some(known)) if known.lies_within(card) => Some(known),
            (card, known) => card.or(known),
        };
        self.gender = self.gender.or(known.gender);
        self.address = self.address.or_else(|| known.address.clone());
        self
    }
}

impl Names {
    /// The name as it is written: the title stands against the given name.
    #[must_use]
    pub fn full(&self) -> String {
        let parts = [&self.given, &self.middle, &self.family].map(String::as_str);
        let filled: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        format!("{}{}", self.title, filled.join(" "))
    }
}

/// The sex in the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gender {
    /// ชาย.
    Male,
    /// หญิง.
    Female,
}

/// An identity assurance level (IAL), such as 2.3; compared part by part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Assurance {
    major: u16,
    minor: u16,
}

impl PartialOrd for Assurance {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Assurance {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.major, self.minor).cmp(&(other.major, other.minor))
    }
}

impl std::fmt::Display for Assurance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl std::str::FromStr for Assurance {
    type Err = std::num::ParseIntError;

    /// Reads `2`, `2.3`, `IAL2.3`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim().trim_start_matches(|c: char| c.is_alphabetic() || c == ' ');
        let (major, minor) = text.split_once('.').unwrap_or((text, "0"));
        Ok(Assurance { major: major.parse()?, minor: minor.parse()? })
    }
}

impl TryFrom<String> for Assurance {
    type Error = std::num::ParseIntError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Assurance> for String {
    fn from(level: Assurance) -> Self {
        level.to_string()
    }
}

macro_rules! hidden {
    ($($name:ident),*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}
hidden!(Person, Names);

impl Person {
    /// Reads the claims of a token that is verified and checked.
    pub fn read(claims: &Claims) -> Result<Person, Fault> {
        let pid = text(claims, "pid").ok_or(Fault::Refused("pid-missing"))?;
        // One note speaks of an encrypted pid. Anything but a plain number is a matter of configuration, not of chance.
        let plain = pid.len() == 13 && pid.bytes().all(|b| b.is_ascii_digit());
        let number = CitizenNumber::parse(&pid).ok().filter(|_| plain);
        let number = number.ok_or(Fault::Refused("pid-invalid"))?;
        // So far `sub` has been the pid itself. An opaque one is fine; another person's number is not.
        let sub = text(claims, "sub").ok_or(Fault::Refused("sub-missing"))?;
        if sub.len() == 13 && sub.bytes().all(|b| b.is_ascii_digit()) && sub != pid {
            return Err(Fault::Refused("sub-differs"));
        }
        Ok(Person {
            pid: number,
            names: Names {
                title: text(claims, "title").unwrap_or_default(),
                given: text(claims, "given_name").unwrap_or_default(),
                middle: text(claims, "middle_name").unwrap_or_default(),
                family: text(claims, "family_name").unwrap_or_default(),
            },
            birthdate: understood(claims, "birthdate", birthdate),
            gender: understood(claims, "gender", gender),
            address: understood(claims, "address", CardAddress::read),
            ial: understood(claims, "ial", |value| scalar(value)?.parse().ok()),
        })
    }
}

/// A claim through `read`, with a warning when it is there and says nothing that `read` understands.
fn understood<T>(
    claims: &Claims,
    name: &'static str,
    read: impl FnOnce(&Value) -> Option<T>,
) -> Option<T> {
    let value = claims.get(name).filter(|value| !value.is_null() && *value != "")?;
    let found = read(value);
    if found.is_none() {
        tracing::warn!(claim = name, "ThaiD sent a {name} that is not understood");
    }
    found
}

/// A claim that is a text or a number, without surrounding space; absent, `""` and null are the same.
fn text(claims: &Claims, name: &str) -> Option<String> {
    claims.get(name).and_then(scalar)
}

fn scalar(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// Reads `1950`, `1950-03`, `1950-03-00`, `1950-03-07` and the same in the Buddhist Era; `00` is not known.
fn birthdate(claim: &Value) -> Option<PartialDate> {
    let claimed = scalar(claim)?;
    let mut parts = claimed.split('-').map(|part| part.parse::<u32>().ok());
    let mut year = i32::try_from(parts.next()??).ok()?;
    let month = parts.next().unwrap_or(Some(0))?;
    let day = parts.next().unwrap_or(Some(0))?;
    if parts.next().is_some() {
        return None;
    }
    if year > 2400 {
        tracing::warn!(claim = "birthdate", "ThaiD sent a birthdate in the Buddhist Era");
        year -= 543;
    }
    let month = Some(month).filter(|month| *month != 0);
    let day = Some(day).filter(|day| *day != 0 && month.is_some());
    PartialDate::new(year, month, day).ok()
}

fn gender(claim: &Value) -> Option<Gender> {
    match scalar(claim)?.to_lowercase().as_str() {
        "male" | "m" | "1" | "ชาย" => Some(Gender::Male),
        "female" | "f" | "2" | "หญิง" => Some(Gender::Female),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(mut changes: Value) -> Result<Person, Fault> {
        let mut claims = json!({
            "sub": "1990100000011", "pid": "1990100000011", "title": "นางสาว", "given_name": "มะลิ",
            "middle_name": "", "family_name": "ทดสอบดี", "birthdate": "1989-12-28", "gender": "female",
            "address": {"formatted": "99/9 หมู่ที่ 9 ตำบลมุกดาหาร อำเภอเมืองมุกดาหาร จังหวัดมุกดาหาร"},
            "ial": "2.3",
        });
        for (name, value) in changes.as_object_mut().map(std::mem::take).unwrap() {
            claims[&name] = value;
        }
        Person::read(claims.as_object().unwrap())
    }

    #[test]
    fn the_example_of_the_reference_is_read() {
        let person = read(json!({})).unwrap();
        assert_eq!(person.names.full(), "นางสาวมะลิ ทดสอบดี");
        assert_eq!(person.birthdate.unwrap().to_string(), "1989-12-28");
        assert_eq!(person.gender, Some(Gender::Female));
        assert_eq!(person.address.unwrap().district, "เมืองมุกดาหาร");
        assert_eq!(person.ial.unwrap().to_string(), "2.3");
    }

    #[test]
    fn an_unfit_citizen_number_stops_the_sign_in() {
        let cases = [
            (json!({"pid": null}), "pid-missing"),
            (json!({"pid": ""}), "pid-missing"),
            (json!({"pid": {"enc": "x"}}), "pid-missing"),
            (json!({"pid": "1990100000012", "sub": "1990100000012"}), "pid-invalid"),
            (json!({"pid": "1-9901-00000-01-1"}), "pid-invalid"),
            (json!({"pid": "1111111111111"}), "pid-invalid"),
            (json!({"pid": "gAAAAABk3ncrypted"}), "pid-invalid"),
            (json!({"sub": "3990200000027"}), "sub-differs"),
            (json!({"sub": null}), "sub-missing"),
        ];
        for (changes, code) in cases {
            assert_eq!(read(changes.clone()), Err(Fault::Refused(code)), "{changes}");
        }
        assert!(read(json!({"sub": "an-opaque-subject"})).is_ok());
    }

    #[test]
    fn a_birthdate_is_kept_as_partial_as_it_came() {
        let cases = [
            (json!("1950"), Some("1950")),
            (json!(1950), Some("1950")),
            (json!("1950-00-00"), Some("1950")),
            (json!("1950-03-00"), Some("1950-03")),
            (json!("1950-03"), Some("1950-03")),
            (json!("1950-01-01"), Some("1950-01-01")),
            (json!("1950-00-07"), Some("1950")),
            (json!("2493-00-00"), Some("1950")),
            (json!("2532-12-28"), Some("1989-12-28")),
            (json!(null), None),
            (json!(""), None),
            (json!("28/12/2532"), None),
            (json!("1989-02-30"), None),
            (json!("1989-12-28T00:00:00Z"), None),
            (json!("0000"), None),
            (json!("99999999"), None),
            (json!({}), None),
        ];
        for (claim, expected) in cases {
            let found = read(json!({"birthdate": claim})).unwrap().birthdate;
            assert_eq!(found.map(|d| d.to_string()).as_deref(), expected, "{claim}");
        }
    }

    #[test]
    fn absent_empty_and_null_middle_names_are_alike() {
        for middle in [json!(""), json!(null), json!("  ")] {
            assert_eq!(read(json!({"middle_name": middle})).unwrap().names.middle, "");
        }
        let named = read(json!({"middle_name": "ศรี"})).unwrap();
        assert_eq!(named.names.full(), "นางสาวมะลิ ศรี ทดสอบดี");
    }

    #[test]
    fn gender_comes_in_words_and_numbers() {
        let cases = [
            (json!("male"), Some(Gender::Male)),
            (json!("Female"), Some(Gender::Female)),
            (json!("1"), Some(Gender::Male)),
            (json!(2), Some(Gender::Female)),
            (json!("ชาย"), Some(Gender::Male)),
            (json!("หญิง"), Some(Gender::Female)),
            (json!("other"), None),
            (json!(null), None),
        ];
        for (claim, expected) in cases {
            assert_eq!(read(json!({"gender": claim})).unwrap().gender, expected, "{claim}");
        }
    }

    #[test]
    fn an_assurance_level_is_text_or_number_and_is_compared_part_by_part() {
        for (claim, expected) in [
            (json!("2.3"), Some("2.3")),
            (json!(2.3), Some("2.3")),
            (json!(2), Some("2.0")),
            (json!("IAL 2.1"), Some("2.1")),
            (json!("high"), None),
            (json!([2]), None),
            (json!(null), None),
        ] {
            let found = read(json!({"ial": claim})).unwrap().ial;
            assert_eq!(found.map(|l| l.to_string()).as_deref(), expected, "{claim}");
        }
        let level = |text: &str| text.parse::<Assurance>().unwrap();
        assert!(
            level("2.10") > level("2.9") && level("2") < level("2.1") && level("3") > level("2.3")
        );
    }

    #[test]
    fn an_unreadable_extra_does_not_stop_the_sign_in() {
        let person =
            read(json!({"address": 7, "title": ["x"], "gender": {}, "given_name": null})).unwrap();
        assert_eq!((person.address, person.names.title.as_str()), (None, ""));
    }

    #[test]
    fn nothing_of_a_person_shows_in_debug_output() {
        assert_eq!(format!("{:?}", read(json!({})).unwrap()), "Person(…)");
    }

    #[test]
    fn a_person_survives_being_stored() {
        for changes in [json!({}), json!({"birthdate": "1950", "address": null, "ial": null})] {
            let person = read(changes).unwrap();
            let stored = serde_json::to_string(&person).unwrap();
            assert_eq!(serde_json::from_str::<Person>(&stored).unwrap(), person);
        }
    }
}
