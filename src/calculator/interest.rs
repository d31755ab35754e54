//! Interest by days (ดอกเบี้ยรายวัน): the rate in force on each day, and what it comes to between two days.

use chrono::NaiveDate;

use super::law::{
    DEFAULT_BEFORE, DEFAULT_SINCE, LOWER_RATES_FROM, SECTION_7_BEFORE, SECTION_7_SINCE,
};
use super::rate::YearlyRate;

/// Days of a year, leap years too. The law names no number; this is the calculator's choice, stated wherever a
/// result is shown.
const DAYS_OF_A_YEAR: i128 = 365;

/// The interest that runs, day by day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rates {
    /// Each rate with its first day, in order, until the next one's.
    pieces: Vec<(NaiveDate, YearlyRate)>,
}

impl Rates {
    /// The same rate always.
    pub(super) fn flat(rate: YearlyRate) -> Self {
        Self { pieces: vec![(NaiveDate::MIN, rate)] }
    }

    /// The rate of s.7, for interest without an agreed rate.
    pub(super) fn section_7() -> Self {
        Self {
            pieces: vec![(NaiveDate::MIN, SECTION_7_BEFORE), (LOWER_RATES_FROM, SECTION_7_SINCE)],
        }
    }

    /// The same with default interest from a day on (s.224), where that is the higher of the two.
    pub(super) fn with_default(self, from: Option<NaiveDate>) -> Self {
        let Some(from) = from else { return self };
        let default = |day| match day {
            day if day < from => YearlyRate::ZERO,
            day if day < LOWER_RATES_FROM => DEFAULT_BEFORE,
            _ => DEFAULT_SINCE,
        };
        let mut days: Vec<_> = self.pieces.iter().map(|(day, _)| *day).collect();
        days.extend([from, LOWER_RATES_FROM]);
        days.sort_unstable();
        days.dedup();
        Self { pieces: days.into_iter().map(|day| (day, self.on(day).max(default(day)))).collect() }
    }

    /// The rate on a day.
    fn on(&self, day: NaiveDate) -> YearlyRate {
        let piece = self.pieces.iter().rev().find(|(first, _)| *first <= day);
        piece.map_or(YearlyRate::ZERO, |(_, rate)| *rate)
    }

    /// The rate where no days are counted: the present one.
    pub(super) fn now(&self) -> YearlyRate {
        self.pieces.last().map_or(YearlyRate::ZERO, |(_, rate)| *rate)
    }

    /// Simple interest on `principal` satang from one day to another, rounded half up to the satang, once.
    ///
    /// The day of `from` counts, that of `to` does not. The numbers stay below 2^127: principal 10^14, rate 10^18,
    /// days 36,525.
    pub(super) fn interest(&self, principal: i128, from: NaiveDate, to: NaiveDate) -> i128 {
        const DIVISOR: i128 = DAYS_OF_A_YEAR * YearlyRate::WHOLE;
        let mut weight = 0;
        for (index, (first, rate)) in self.pieces.iter().enumerate() {
            let next = self.pieces.get(index + 1).map_or(NaiveDate::MAX, |(next, _)| *next);
            let days = (to.min(next) - from.max(*first)).num_days().max(0);
            weight += i128::from(days) * i128::from(rate.get());
        }
        (principal * weight + DIVISOR / 2) / DIVISOR
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn interest_is_by_actual_days_and_rounded_half_up() {
        let rates = Rates::flat(YearlyRate::from_percent(15));
        for (principal, from, to, interest) in [
            (1_000_000, "2024-01-01", "2025-01-01", 150_411), // 366 days: 150,410.96
            (1_000_000, "2023-01-01", "2024-01-01", 150_000),
            (1_000_000, "2023-01-01", "2023-01-01", 0),
            (73, "2023-01-01", "2023-01-18", 1),  // 0.51
            (365, "2023-01-01", "2023-01-11", 2), // 1.5
            (365, "2023-01-01", "2023-01-10", 1), // 1.35
        ] {
            assert_eq!(rates.interest(principal, day(from), day(to)), interest, "{from} {to}");
        }
    }

    #[test]
    fn default_interest_is_split_at_11_april_2564() {
        let none = Rates::flat(YearlyRate::ZERO).with_default(Some(day("2021-01-01")));
        // A hundred days to 11 April at 7.5%, ten from then at 5%.
        let both = none.interest(365_000_000, day("2020-01-01"), day("2021-04-21"));
        assert_eq!(both, 100 * 75_000 + 10 * 50_000);
        let seven = Rates::section_7().interest(365_000_000, day("2021-04-10"), day("2021-04-12"));
        assert_eq!(seven, 75_000 + 30_000);
        let later = Rates::section_7().with_default(Some(day("2022-01-01")));
        assert_eq!(later.interest(365_000_000, day("2021-12-31"), day("2022-01-02")), 80_000);
    }

    #[test]
    fn default_interest_never_comes_on_top_of_a_higher_rate() {
        let fifteen = Rates::flat(YearlyRate::from_percent(15));
        let with = fifteen.clone().with_default(Some(day("2020-01-01")));
        let (from, to) = (day("2019-06-01"), day("2024-03-01"));
        assert_eq!(with.interest(999_999, from, to), fifteen.interest(999_999, from, to));
    }
}
