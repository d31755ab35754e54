//! Citizen number (เลขประจำตัวประชาชน): thirteen digits, the last of which checks the others.

use std::fmt;

use crate::text::ascii_digits;

/// A citizen number with the right check digit. Written out only where someone may see it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CitizenNumber(String);

/// Why typed text is not a citizen number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CitizenNumberProblem {
    /// It has something else than digits, spaces and dashes.
    #[error("not only digits")]
    Digits,
    /// It has not thirteen digits.
    #[error("not thirteen digits")]
    Length,
    /// The last digit does not fit the others, or all digits are the same.
    #[error("wrong check digit")]
    Check,
}

impl CitizenNumber {
    /// Reads a typed number: `1-9901-00000-01-1`, `๑๙๙๐๑๐๐๐๐๐๐๑๑`.
    ///
    /// Only length and check digit decide (the check of the Department of Provincial Administration): the
    /// first digit says nothing certain about a nationality, and the next four are not where a person lives.
    pub fn parse(text: &str) -> Result<Self, CitizenNumberProblem> {
        let separator = |c: char| c.is_whitespace() || c == '-' || c == '–';
        let digits: String = ascii_digits(text).chars().filter(|c| !separator(*c)).collect();
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(CitizenNumberProblem::Digits);
        }
        let bytes = digits.as_bytes();
        if bytes.len() != 13 {
            return Err(CitizenNumberProblem::Length);
        }
        if bytes.iter().all(|b| *b == bytes[0]) || bytes[12] != check_digit(&bytes[..12]) {
            return Err(CitizenNumberProblem::Check);
        }
        Ok(Self(digits))
    }

    /// The thirteen digits, for sealing and hashing.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `1-9901-00000-01-1`, as printed on the card.
    #[must_use]
    pub fn formatted(&self) -> String {
        let d = &self.0;
        format!("{}-{}-{}-{}-{}", &d[..1], &d[1..5], &d[5..10], &d[10..12], &d[12..])
    }

    /// `1-xxxx-xxxxx-01-1`: first digit and last three, enough for its owner to know it again. The digits
    /// that tell where the number was given are hidden too.
    #[must_use]
    pub fn masked(&self) -> String {
        let d = &self.0;
        format!("{}-xxxx-xxxxx-{}-{}", &d[..1], &d[10..12], &d[12..])
    }
}

impl fmt::Debug for CitizenNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CitizenNumber(hidden)")
    }
}

/// The ASCII digit that belongs behind twelve ASCII digits: weights 13 to 2, modulo 11, then modulo 10.
fn check_digit(twelve: &[u8]) -> u8 {
    let sum: u32 = (2..=13).rev().zip(twelve).map(|(weight, b)| weight * u32::from(b - b'0')).sum();
    b"0123456789"[((11 - sum % 11) % 10) as usize]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_read_the_way_people_write_them() {
        for typed in [
            "1990100000011",
            "1990100000100",
            "1990100000045",
            "3990200000027",
            "5990300000033",
            "8990400000048",
            "1-9901-00000-01-1",
            " 1 9901 00000 01 1 ",
            "๑-๙๙๐๑-๐๐๐๐๐-๐๑-๑",
        ] {
            assert!(CitizenNumber::parse(typed).is_ok(), "{typed}");
        }
    }

    #[test]
    fn other_numbers_are_refused_with_their_reason() {
        use CitizenNumberProblem as P;
        for (typed, problem) in [
            ("", P::Length),
            ("199010000001", P::Length),
            ("19901000000111", P::Length),
            ("1990100000012", P::Check),
            ("199010000001X", P::Digits),
            ("1990100000011.0", P::Digits),
            ("+990100000011", P::Digits),
        ] {
            assert_eq!(CitizenNumber::parse(typed), Err(problem), "{typed}");
        }
        for digit in "0123456789".chars() {
            let same = digit.to_string().repeat(13);
            assert_eq!(CitizenNumber::parse(&same), Err(P::Check), "{same}");
        }
    }

    #[test]
    fn a_number_hides_itself() {
        let number = CitizenNumber::parse("1990100000011").unwrap();
        assert_eq!(format!("{number:?}"), "CitizenNumber(hidden)");
        assert_eq!(number.masked(), "1-xxxx-xxxxx-01-1");
        assert_eq!(number.formatted(), "1-9901-00000-01-1");
    }

    proptest! {
        #[test]
        fn exactly_one_check_digit_fits(twelve in "[0-8][0-9]{10}9") {
            let fitting: Vec<_> = (0..10)
                .filter_map(|digit| CitizenNumber::parse(&format!("{twelve}{digit}")).ok())
                .collect();
            prop_assert_eq!(fitting.len(), 1);
            prop_assert_eq!(CitizenNumber::parse(&fitting[0].formatted()), Ok(fitting[0].clone()));
        }

        #[test]
        fn no_text_breaks_the_reader(text in "\\PC{0,20}") {
            let _ = CitizenNumber::parse(&text);
        }
    }
}
