//! Dates as people type them (วันที่ที่พิมพ์เข้ามา): `1/12/2566`, `๑ ธ.ค. ๖๖`, `2023-12-01`, `ธันวาคม 2566`.
//!
//! Day before month before year, or year first as in ISO 8601. A year from 2400 is Buddhist, one from 1900
//! to 2399 Gregorian. Two digits are 25yy (20yy beside an English month), or a century earlier where that
//! would lie more than ten years ahead: in 2569, `66` is 2566 and `93` is 2493.

use chrono::{Datelike, NaiveDate};

use super::PartialDate;
use super::words::MONTHS;
use crate::text::ascii_digits;

/// Why typed text is not a date that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateProblem {
    /// It cannot be read as a date at all.
    #[error("not a date")]
    NotADate,
    /// The calendar has no such day or month: 31 April, month 13.
    #[error("no such day")]
    NoSuchDay,
    /// It lies after today (where the caller asks), or after the year 2399.
    #[error("in the future")]
    Future,
    /// It lies before 1900 (พ.ศ. 2443).
    #[error("before 1900")]
    TooOld,
    /// There is a day or month, but no year.
    #[error("year missing")]
    YearMissing,
    /// There is a day and a year, but no month.
    #[error("month missing")]
    MonthMissing,
}

/// Reads a date typed into one field. A date in the future is not refused: see [`PartialDate::after`].
pub fn parse_date(text: &str, today: NaiveDate) -> Result<PartialDate, DateProblem> {
    use Token::{Month, Number};
    let tokens = tokens(text)?;
    let (year, month, day) = match tokens.as_slice() {
        [year @ Number { width: 4, .. }] => (year, None, None),
        [year @ Number { width: 4, .. }, month] => (year, Some(month), None),
        // "Dec 12" is more likely a day than a year; "ธ.ค. 66" can only be a year.
        [Month { .. }, Number { value: ..=31, width: 1 | 2 }] => {
            return Err(DateProblem::YearMissing);
        }
        [month @ Month { .. }, year] | [month, year @ Number { width: 4, .. }] => {
            (year, Some(month), None)
        }
        [Number { .. } | Month { .. }] | [Number { .. }, _] => {
            return Err(DateProblem::YearMissing);
        }
        [year @ Number { width: 4, .. }, month, day]
        | [month @ Month { .. }, day, year]
        | [day, month, year] => (year, Some(month), Some(day)),
        _ => return Err(DateProblem::NotADate),
    };
    assemble(day, month, year, today)
}

/// Reads a date typed into three fields, of which the day, or day and month, may be left empty.
pub fn from_parts(
    day: &str,
    month: &str,
    year: &str,
    today: NaiveDate,
) -> Result<PartialDate, DateProblem> {
    let field = |text: &str| match tokens(text)?.as_slice() {
        [] if text.trim().is_empty() => Ok(None),
        [token] => Ok(Some(*token)),
        _ => Err(DateProblem::NotADate),
    };
    let (day, month, year) = (field(day)?, field(month)?, field(year)?);
    let year = year.ok_or(DateProblem::YearMissing)?;
    assemble(day.as_ref(), month.as_ref(), &year, today)
}

#[derive(Clone, Copy, Debug)]
enum Token {
    Number { value: u32, width: usize },
    Month { number: u32, english: bool },
}

fn assemble(
    day: Option<&Token>,
    month: Option<&Token>,
    year: &Token,
    today: NaiveDate,
) -> Result<PartialDate, DateProblem> {
    let day = match day {
        Some(&Token::Number { value, width: 1 | 2 }) => Some(value),
        Some(_) => return Err(DateProblem::NotADate),
        None => None,
    };
    let (month, english) = match month {
        Some(&Token::Number { value, width: 1 | 2 }) => (Some(value), false),
        Some(&Token::Month { number, english }) => (Some(number), english),
        Some(_) => return Err(DateProblem::NotADate),
        None => (None, false),
    };
    PartialDate::new(gregorian_year(year, english, today)?, month, day)
}

fn gregorian_year(year: &Token, english: bool, today: NaiveDate) -> Result<i32, DateProblem> {
    let &Token::Number { value, width } = year else { return Err(DateProblem::NotADate) };
    let value = value.cast_signed();
    match width {
        4 if value >= 2400 => Ok(value - 543),
        4 => Ok(value),
        2 => {
            let year = if english { 2000 + value } else { 2500 + value - 543 };
            Ok(if year > today.year() + 10 { year - 100 } else { year })
        }
        _ => Err(DateProblem::YearMissing),
    }
}

/// Cuts typed text into numbers and months; words that only accompany a date are left out.
fn tokens(text: &str) -> Result<Vec<Token>, DateProblem> {
    let mut tokens = Vec::new();
    let text = ascii_digits(text).to_lowercase();
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        let part: fn(char) -> bool = match first {
            '0'..='9' => |c| c.is_ascii_digit(),
            c if in_word(c) => |c| in_word(c) || c == '.',
            ' ' | '\u{a0}' | '\t' | '/' | '-' | '–' | '.' | ',' => {
                |c| !in_word(c) && !c.is_ascii_digit()
            }
            _ => return Err(DateProblem::NotADate),
        };
        let (piece, after) = rest.split_at(rest.find(|c| !part(c)).unwrap_or(rest.len()));
        rest = after;
        if first.is_ascii_digit() {
            let value = piece.parse().ok().filter(|_| piece.len() <= 4);
            tokens.push(Token::Number {
                value: value.ok_or(DateProblem::NotADate)?,
                width: piece.len(),
            });
        } else if in_word(first) {
            tokens.extend(word(piece)?);
        } else if piece.chars().any(|c| !" \u{a0}\t/-–.,".contains(c)) {
            return Err(DateProblem::NotADate);
        }
    }
    Ok(tokens)
}

/// Thai marks above and below a letter are not letters to Unicode, but belong to the word.
fn in_word(c: char) -> bool {
    c.is_alphabetic() || ('\u{e31}'..='\u{e4e}').contains(&c)
}

fn word(piece: &str) -> Result<Option<Token>, DateProblem> {
    let plain = piece.replace('.', "");
    if ["วันที่", "เดือน", "ปี", "พศ", "คศ", "be", "ce", "ad"].contains(&plain.as_str())
    {
        return Ok(None);
    }
    for (number, (thai, short, english)) in (1..).zip(MONTHS) {
        let english = english.to_lowercase();
        if plain == thai || plain == short.replace('.', "") {
            return Ok(Some(Token::Month { number, english: false }));
        }
        // "dec", "sept", "december"
        if plain.len() >= 3 && english.starts_with(&plain) {
            return Ok(Some(Token::Month { number, english: true }));
        }
    }
    Err(DateProblem::NotADate)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::words::MONTHS;
    use super::super::{buddhist_year, thai_date, thai_digits};
    use super::*;
    use crate::text::Lang;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    #[test]
    fn dates_are_read_the_way_people_write_them() {
        for (typed, meant) in [
            ("1/12/2566", "2023-12-01"),
            ("๑/๑๒/๒๕๖๖", "2023-12-01"),
            ("01-12-2566", "2023-12-01"),
            ("1.12.2566", "2023-12-01"),
            (" 1 / 12 / 66 ", "2023-12-01"),
            ("1 ธ.ค. 66", "2023-12-01"),
            ("1ธ.ค.66", "2023-12-01"),
            ("1 ธค 2566", "2023-12-01"),
            ("วันที่ ๑ เดือน ธันวาคม พ.ศ. ๒๕๖๖", "2023-12-01"),
            ("1 ธันวาคม 2566", "2023-12-01"),
            ("2023-12-01", "2023-12-01"),
            ("2566-12-01", "2023-12-01"),
            ("1/12/2023", "2023-12-01"),
            ("1 Dec 2023", "2023-12-01"),
            ("December 1, 2023", "2023-12-01"),
            ("1 dec 23", "2023-12-01"),
            ("1 Dec 93", "1993-12-01"),
            ("7 มี.ค. 93", "1950-03-07"),
            ("1/1/79", "2036-01-01"),
            ("29/2/2567", "2024-02-29"),
            ("ธ.ค. 2566", "2023-12"),
            ("ธ.ค. 66", "2023-12"),
            ("12/2566", "2023-12"),
            ("2023-12", "2023-12"),
            ("2566", "2023"),
            ("ปี พ.ศ. 2566", "2023"),
            ("2023", "2023"),
        ] {
            assert_eq!(
                parse_date(typed, today()).map(|d| d.to_string()),
                Ok(meant.into()),
                "{typed}"
            );
        }
    }

    #[test]
    fn what_is_not_a_date_is_refused_with_its_reason() {
        use DateProblem as P;
        for (typed, problem) in [
            ("", P::NotADate),
            ("เมื่อวาน", P::NotADate),
            ("1/12/2566 14:00", P::NotADate),
            ("1/2/3/4", P::NotADate),
            ("25661201", P::NotADate),
            ("1 ธ.ค. ธ.ค.", P::NotADate),
            ("2566 2566", P::NotADate),
            ("-", P::NotADate),
            ("1//:2", P::NotADate),
            ("31/4/2566", P::NoSuchDay),
            ("29/2/2566", P::NoSuchDay),
            ("12/25/2023", P::NoSuchDay),
            ("0/1/2566", P::NoSuchDay),
            ("1/12/1899", P::TooOld),
            ("1/12/2442", P::TooOld),
            ("1/12/9999", P::Future),
            ("1 ธ.ค.", P::YearMissing),
            ("Dec 12", P::YearMissing),
            ("1/12", P::YearMissing),
            ("66", P::YearMissing),
            ("1/12/566", P::YearMissing),
        ] {
            assert_eq!(parse_date(typed, today()), Err(problem), "{typed}");
        }
    }

    #[test]
    fn three_fields_may_leave_the_day_and_the_month_empty() {
        use DateProblem as P;
        for ((day, month, year), meant) in [
            (("1", "12", "2566"), Ok("2023-12-01")),
            (("๐๑", "ธ.ค.", "๖๖"), Ok("2023-12-01")),
            (("", "12", "2023"), Ok("2023-12")),
            (("", " ", "2566"), Ok("2023")),
            (("1", "", "2566"), Err(P::MonthMissing)),
            (("1", "12", ""), Err(P::YearMissing)),
            (("", "", ""), Err(P::YearMissing)),
            (("ธ.ค.", "1", "2566"), Err(P::NotADate)),
            (("1", "12", "ธ.ค."), Err(P::NotADate)),
            (("1", "2566", "12"), Err(P::NotADate)),
            (("x", "12", "2566"), Err(P::NotADate)),
            (("/", "12", "2566"), Err(P::NotADate)),
            (("31", "2", "2566"), Err(P::NoSuchDay)),
        ] {
            let read = from_parts(day, month, year, today()).map(|date| date.to_string());
            assert_eq!(read, meant.map(str::to_owned), "{day:?} {month:?} {year:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(days in 0i64..45_000) {
            let date = NaiveDate::from_ymd_opt(1940, 1, 1).unwrap() + chrono::TimeDelta::days(days);
            let long = thai_date(date, Lang::Th);
            for text in [long.clone(), thai_digits(&long), thai_date(date, Lang::En), date.to_string()] {
                prop_assert_eq!(parse_date(&text, today()), Ok(date.into()), "{}", text);
            }
            if date.year() > 1937 && date.year() < 2036 {
                let (_, month, _) = MONTHS[date.month0() as usize];
                let short = format!("{} {month} {:02}", date.day(), buddhist_year(date) % 100);
                prop_assert_eq!(parse_date(&short, today()), Ok(date.into()), "{}", short);
            }
        }

        #[test]
        fn no_text_breaks_the_reader(text in "\\PC{0,20}|[0-9๐-๙/ .ก-์-]{0,16}") {
            let _ = parse_date(&text, today());
            let _ = from_parts(&text, &text, &text, today());
        }
    }
}
