//! Tracking number (เลขติดตาม): what a debtor writes down and says on the telephone, `PN-67-4901-7Q3K9-8`.
//!
//! Campaign year (two digits of พ.ศ.), code of the office, five random characters, check character. It finds a
//! registration, but opens nothing: whoever asks must still prove who they are.

use std::fmt;

use rand::{Rng, RngExt};

use crate::text::ascii_digits;

/// Crockford's base 32: no I, L, O (read as 1, 1, 0) and no U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const RANDOM: usize = 5;

/// A tracking number with the right check character, in its one spelling.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type)]
#[sqlx(transparent)]
pub struct TrackingNumber(String);

/// Why typed text is not a tracking number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrackingProblem {
    /// It is not of the form `PN-67-4901-7Q3K9-8`.
    #[error("not a tracking number")]
    Form,
    /// The last character does not fit the others: something was misread or mistyped.
    #[error("wrong check character")]
    Check,
}

impl TrackingNumber {
    /// Makes a number for a registration of a campaign year (พ.ศ.) at an office with a code of two or four
    /// digits. One in 33 million is equal to another of that office and year: the caller tries again then.
    ///
    /// # Panics
    /// If the office code is not two or four digits.
    #[must_use]
    pub fn generate(buddhist_year: i32, office_code: &str, rng: &mut impl Rng) -> Self {
        let random = (0..RANDOM).map(|_| char::from(ALPHABET[rng.random_range(0..32)]));
        let year = buddhist_year.rem_euclid(100);
        let body: String = format!("{year:02}{office_code}").chars().chain(random).collect();
        Self::of(&body).expect("an office code is two or four digits")
    }

    /// Reads a number as people write it down: small letters, Thai digits, spaces or no dashes, `PN` left
    /// out, O for 0, I or L for 1.
    pub fn parse(text: &str) -> Result<Self, TrackingProblem> {
        let plain: String = ascii_digits(text)
            .chars()
            .filter(|c| !c.is_whitespace() && !"-–.".contains(*c))
            .map(|c| match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                c => c,
            })
            .collect();
        if !plain.is_ascii() {
            return Err(TrackingProblem::Form);
        }
        let plain = plain.strip_prefix("PN").unwrap_or(&plain);
        let (body, check) = plain.split_at(plain.len().saturating_sub(1));
        let right = Self::of(body)?;
        if right.0.ends_with(check) { Ok(right) } else { Err(TrackingProblem::Check) }
    }

    /// Writes year, office and random characters in the one spelling and adds the check character.
    fn of(body: &str) -> Result<Self, TrackingProblem> {
        let office = match body.len() {
            9 => 2..4,
            11 => 2..6,
            _ => return Err(TrackingProblem::Form),
        };
        let digits = body.as_bytes()[..office.end].iter().all(u8::is_ascii_digit);
        let check = check_character(body).filter(|_| digits).ok_or(TrackingProblem::Form)?;
        let (year, random) = (&body[..2], &body[office.end..]);
        Ok(Self(format!("PN-{year}-{}-{random}-{check}", &body[office])))
    }

    /// The number as it is kept and printed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TrackingNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The character that makes the weighted sum zero in the field of 32 elements, with a power of one generator
/// as the weight of each position: any one wrong character and any two neighbours exchanged are noticed,
/// for no weight is zero and no two of up to 31 are equal. `None` if a character is not in the alphabet.
fn check_character(body: &str) -> Option<char> {
    let mut sum = 0;
    for c in body.bytes() {
        let value = ALPHABET.iter().position(|other| *other == c)?;
        sum = times_x(sum ^ value);
    }
    Some(char::from(ALPHABET[sum]))
}

/// Multiplies by x modulo x⁵ + x² + 1, which is primitive: its powers run through all 31 elements but zero.
fn times_x(value: usize) -> usize {
    let double = value << 1;
    if double & 32 == 0 { double } else { double ^ 0b10_0101 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    fn number(office: &str, seed: u64) -> TrackingNumber {
        TrackingNumber::generate(2567, office, &mut StdRng::seed_from_u64(seed))
    }

    #[test]
    fn a_number_reads_as_it_is_said() {
        let number = TrackingNumber::of("6749017Q3K9").unwrap();
        assert_eq!(number.as_str(), "PN-67-4901-7Q3K9-8");
        for typed in [
            "PN-67-4901-7Q3K9-8",
            " pn 67 4901 7q3k9 8 ",
            "PN6749017Q3K98",
            "67-49O1-7Q3K9-8",
            "pn–๖๗–๔๙๐๑–๗q๓k๙–8",
            "PN-67-49oL-7Q3K9-8",
        ] {
            assert_eq!(TrackingNumber::parse(typed).as_ref(), Ok(&number), "{typed}");
        }
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        use TrackingProblem as P;
        let number = number("49", 7);
        let wrong = if number.as_str().ends_with('0') { '1' } else { '0' };
        for (typed, problem) in [
            (String::new(), P::Form),
            ("PN".into(), P::Form),
            ("PN-67-490-7Q3K9-X".into(), P::Form),
            ("PN-67-4901-7Q3K9".into(), P::Form),
            ("PN-67-49U1-7Q3K9-X".into(), P::Form),
            ("PN-67-49A1-7Q3K9-X".into(), P::Form),
            ("PN-67-4901-7U3K9-X".into(), P::Form),
            ("ปลดหนี้ทันทีครับ".into(), P::Form),
            (format!("{}{wrong}", &number.as_str()[..15]), P::Check),
        ] {
            assert_eq!(TrackingNumber::parse(&typed), Err(problem), "{typed}");
        }
    }

    #[test]
    fn numbers_differ() {
        let made: std::collections::HashSet<_> =
            (0..1000).map(|seed| number("4901", seed)).collect();
        assert_eq!(made.len(), 1000);
    }

    proptest! {
        #[test]
        fn a_number_reads_back(office in "[0-9]{2}|[0-9]{4}", seed: u64) {
            let made = number(&office, seed);
            prop_assert_eq!(TrackingNumber::parse(made.as_str()), Ok(made.clone()));
            let typed = made.as_str().replace('-', "").to_lowercase();
            prop_assert_eq!(TrackingNumber::parse(&typed), Ok(made));
        }

        #[test]
        fn one_wrong_character_is_noticed(office in "[0-9]{2}|[0-9]{4}", seed: u64) {
            let made = number(&office, seed).to_string().replace('-', "");
            for at in 2..made.len() {
                for other in ALPHABET.iter().map(|b| char::from(*b)) {
                    let typed = format!("{}{other}{}", &made[..at], &made[at + 1..]);
                    prop_assert!(typed == made || TrackingNumber::parse(&typed).is_err(), "{}", typed);
                }
            }
        }

        #[test]
        fn two_neighbours_exchanged_are_noticed(office in "[0-9]{2}|[0-9]{4}", seed: u64) {
            let made = number(&office, seed).to_string().replace('-', "");
            for at in 2..made.len() - 1 {
                let mut typed = made.clone().into_bytes();
                typed.swap(at, at + 1);
                let typed = String::from_utf8(typed).unwrap();
                prop_assert!(typed == made || TrackingNumber::parse(&typed).is_err(), "{}", typed);
            }
        }

        #[test]
        fn no_text_breaks_the_reader(text in "\\PC{0,20}") {
            let _ = TrackingNumber::parse(&text);
        }
    }
}
