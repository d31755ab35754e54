//! Telephone number (หมายเลขโทรศัพท์) in Thailand.

use std::fmt;

use super::ascii_digits;

/// A Thai telephone number in its national form: `0812345678`, `021234567`.
///
/// Ten digits for mobile telephones (06, 08, 09), nine for others (02 to 05, 07): numbering plan of the NBTC.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

/// Why typed text is not a Thai telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneProblem {
    /// It has something else than digits, spaces, dashes, dots, brackets and a leading plus.
    #[error("not a telephone number")]
    NotDigits,
    /// It is no Thai number: another country's, or without the leading 0.
    #[error("not a Thai telephone number")]
    NotThai,
    /// Digits are missing, or there are too many.
    #[error("wrong number of digits")]
    Length,
}

impl Phone {
    /// Reads a typed number: `081-234-5678`, `๐๘๑ ๒๓๔ ๕๖๗๘`, `+66 (0)81 234 5678`.
    pub fn parse(text: &str) -> Result<Self, PhoneProblem> {
        let text = ascii_digits(text);
        let text = text.trim();
        let (abroad, rest) = match text.strip_prefix('+') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let digits: String =
            rest.chars().filter(|c| !c.is_whitespace() && !"-–.()".contains(*c)).collect();
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(PhoneProblem::NotDigits);
        }
        let national = match digits.strip_prefix("66").or_else(|| digits.strip_prefix("0066")) {
            Some(rest) if abroad || digits.len() > 10 => {
                format!("0{}", rest.strip_prefix('0').unwrap_or(rest))
            }
            _ if abroad => return Err(PhoneProblem::NotThai),
            _ => digits,
        };
        let length = match national.as_bytes() {
            [b'0', b'6' | b'8' | b'9', ..] => 10,
            [b'0', b'2'..=b'5' | b'7', ..] => 9,
            _ => return Err(PhoneProblem::NotThai),
        };
        if national.len() == length { Ok(Self(national)) } else { Err(PhoneProblem::Length) }
    }

    /// The digits, for sealing, hashing and dialling.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `081-234-5678`, `02-123-4567`, `042-123-456`, for people who may see it.
    #[must_use]
    pub fn formatted(&self) -> String {
        let area = if self.0.starts_with("02") { 2 } else { 3 };
        format!("{}-{}-{}", &self.0[..area], &self.0[area..area + 3], &self.0[area + 3..])
    }

    /// `08x-xxx-x678`: enough for its owner to know it again.
    #[must_use]
    pub fn masked(&self) -> String {
        let formatted = self.formatted();
        let shown = formatted.len() - 3;
        let mask = |(at, c): (usize, char)| match c {
            '0'..='9' if (2..shown).contains(&at) => 'x',
            c => c,
        };
        formatted.chars().enumerate().map(mask).collect()
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_the_way_people_write_them() {
        for (typed, kept) in [
            ("0812345678", "081-234-5678"),
            (" 081-234-5678 ", "081-234-5678"),
            ("๐๘๑ ๒๓๔ ๕๖๗๘", "081-234-5678"),
            ("+66 81 234 5678", "081-234-5678"),
            ("+66 (0)81-234-5678", "081-234-5678"),
            ("66812345678", "081-234-5678"),
            ("0066812345678", "081-234-5678"),
            ("02.123.4567", "02-123-4567"),
            ("(042) 123456", "042-123-456"),
            ("+6642123456", "042-123-456"),
        ] {
            assert_eq!(
                Phone::parse(typed).map(|phone| phone.formatted()),
                Ok(kept.into()),
                "{typed}"
            );
        }
    }

    #[test]
    fn other_numbers_are_refused_with_their_reason() {
        use PhoneProblem as P;
        for (typed, problem) in [
            ("", P::NotDigits),
            ("-", P::NotDigits),
            ("081234567x", P::NotDigits),
            ("ไม่มี", P::NotDigits),
            ("081+2345678", P::NotDigits),
            ("081234567", P::Length),
            ("08123456789", P::Length),
            ("0212345678", P::Length),
            ("6681234567", P::NotThai),
            ("812345678", P::NotThai),
            ("+1 202 555 0100", P::NotThai),
            ("0112345678", P::NotThai),
            ("1155", P::NotThai),
        ] {
            assert_eq!(Phone::parse(typed), Err(problem), "{typed}");
        }
    }

    #[test]
    fn a_number_hides_itself() {
        let phone = Phone::parse("0812345678").unwrap();
        assert_eq!(format!("{phone:?}"), "Phone(hidden)");
        assert_eq!(phone.masked(), "08x-xxx-x678");
        assert_eq!(Phone::parse("021234567").unwrap().masked(), "02-xxx-x567");
        assert_eq!(phone.as_str(), "0812345678");
    }
}
