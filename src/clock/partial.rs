//! A date of which the day, or day and month, may be unknown (วันเดือนปีที่อาจทราบไม่ครบ).
//!
//! Many older Thais have only a birth year in the civil register; many debtors remember only the month
//! of a loan. What is not known is kept as not known: no day is ever invented.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::DateProblem;

/// A Gregorian year from 1900 to 2399, with its month and day as far as they are known.
///
/// Orders by its first possible day, the vaguer date first. Its text form, also in JSON, is `1950`,
/// `1950-03` or `1950-03-07`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate {
    year: i32,
    month: Option<u32>,
    day: Option<u32>,
}

impl PartialDate {
    /// Puts a date together from Gregorian parts.
    pub fn new(year: i32, month: Option<u32>, day: Option<u32>) -> Result<Self, DateProblem> {
        if month.is_none() && day.is_some() {
            return Err(DateProblem::MonthMissing);
        }
        if year < 1900 {
            return Err(DateProblem::TooOld);
        }
        if year > 2399 {
            return Err(DateProblem::Future);
        }
        NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1))
            .ok_or(DateProblem::NoSuchDay)?;
        Ok(Self { year, month, day })
    }

    /// The Gregorian year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.year
    }

    /// The month, 1 to 12, when known.
    #[must_use]
    pub fn month(self) -> Option<u32> {
        self.month
    }

    /// The day of the month, when known.
    #[must_use]
    pub fn day(self) -> Option<u32> {
        self.day
    }

    /// The first day it can mean.
    #[must_use]
    pub fn earliest(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
            .expect("checked when it was made")
    }

    /// The last day it can mean.
    #[must_use]
    pub fn latest(self) -> NaiveDate {
        let months = match (self.month, self.day) {
            (_, Some(_)) => return self.earliest(),
            (Some(_), None) => 1,
            (None, None) => 12,
        };
        (self.earliest() + Months::new(months)).pred_opt().expect("not before 1900")
    }

    /// Whether every day that it can mean is one that another can mean.
    #[must_use]
    pub fn lies_within(self, other: PartialDate) -> bool {
        other.earliest() <= self.earliest() && self.latest() <= other.latest()
    }

    /// The day itself, when it is known.
    #[must_use]
    pub fn exact(self) -> Option<NaiveDate> {
        self.day.map(|_| self.earliest())
    }

    /// The date itself and the vaguer ones that contain it: its month, its year.
    #[must_use]
    pub fn vaguer(self) -> Vec<Self> {
        let month = self.month.map(|_| Self { day: None, ..self });
        let year = Self { month: None, day: None, ..self };
        let mut found: Vec<Self> = [Some(self), month, Some(year)].into_iter().flatten().collect();
        found.dedup();
        found
    }

    /// Whether every day it can mean lies after `today`.
    #[must_use]
    pub fn after(self, today: NaiveDate) -> bool {
        self.earliest() > today
    }
}

impl From<NaiveDate> for PartialDate {
    /// Takes a whole date, which must lie in the years 1900 to 2399.
    fn from(date: NaiveDate) -> Self {
        Self::new(date.year(), Some(date.month()), Some(date.day())).expect("a date of our times")
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        [self.month, self.day].into_iter().flatten().try_for_each(|part| write!(f, "-{part:02}"))
    }
}

impl FromStr for PartialDate {
    type Err = DateProblem;

    /// Reads the text form back; for what people type there is [`super::parse_date`].
    fn from_str(text: &str) -> Result<Self, DateProblem> {
        let mut parts = text.splitn(3, '-').map(|part| {
            let digits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            digits.then(|| part.parse::<u32>().ok()).flatten().ok_or(DateProblem::NotADate)
        });
        let year = parts.next().ok_or(DateProblem::NotADate)??;
        let month = parts.next().transpose()?;
        let day = parts.next().transpose()?;
        Self::new(i32::try_from(year).map_err(|_| DateProblem::NotADate)?, month, day)
    }
}

impl TryFrom<String> for PartialDate {
    type Error = DateProblem;

    fn try_from(text: String) -> Result<Self, DateProblem> {
        text.parse()
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    #[test]
    fn an_unknown_day_means_any_day_of_its_month_or_year() {
        for (text, earliest, latest) in [
            ("1950", "1950-01-01", "1950-12-31"),
            ("1952-02", "1952-02-01", "1952-02-29"),
            ("1950-12", "1950-12-01", "1950-12-31"),
            ("1950-03-07", "1950-03-07", "1950-03-07"),
        ] {
            assert_eq!(date(text).earliest().to_string(), earliest);
            assert_eq!(date(text).latest().to_string(), latest);
        }
        assert_eq!(date("1950-03").exact(), None);
    }

    #[test]
    fn a_date_lies_within_its_month_and_its_year() {
        let dates = |text: &str| {
            date(text).vaguer().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(dates("1989-12-28"), "1989-12-28 1989-12 1989");
        assert_eq!(dates("1989-12"), "1989-12 1989");
        assert_eq!(dates("1989"), "1989");
    }

    #[test]
    fn dates_order_by_their_first_day_and_the_vaguer_comes_first() {
        let mut dates = ["1950-03-07", "1951", "1950-03", "1950", "1950-01-01"].map(date);
        dates.sort_unstable();
        assert_eq!(dates, ["1950", "1950-01-01", "1950-03", "1950-03-07", "1951"].map(date));
    }

    #[test]
    fn a_date_is_in_the_future_only_when_all_of_it_is() {
        let today = date("2026-11-22").earliest();
        for (text, after) in
            [("2026", false), ("2026-11", false), ("2026-12", true), ("2026-11-23", true)]
        {
            assert_eq!(date(text).after(today), after, "{text}");
        }
    }

    #[test]
    fn impossible_dates_cannot_be_made() {
        use DateProblem as P;
        for (text, problem) in [
            ("1899-12-31", P::TooOld),
            ("2566", P::Future),
            ("2023-02-29", P::NoSuchDay),
            ("2023-13", P::NoSuchDay),
            ("2023-00", P::NoSuchDay),
            ("2023-01-02-03", P::NotADate),
            ("2023-+1", P::NotADate),
            ("", P::NotADate),
            ("-5", P::NotADate),
        ] {
            assert_eq!(text.parse::<PartialDate>(), Err(problem), "{text}");
        }
        assert_eq!(PartialDate::new(1950, None, Some(7)), Err(P::MonthMissing));
    }

    proptest! {
        #[test]
        fn the_text_form_reads_back(year in 1900..2400, month in 1u32..13, day in 1u32..29, known in 0..3) {
            let made = PartialDate::new(year, (known > 0).then_some(month), (known > 1).then_some(day)).unwrap();
            prop_assert_eq!(made.to_string().parse(), Ok(made));
            let json = serde_json::to_string(&made).unwrap();
            prop_assert_eq!(serde_json::from_str::<PartialDate>(&json).unwrap(), made);
            prop_assert!(made.earliest() <= made.latest());
        }
    }
}
