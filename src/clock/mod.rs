//! Clock (นาฬิกา): the time of the service, and the only place that knows Bangkok and the Buddhist Era.
//!
//! Inside, instants are UTC and dates are Gregorian Bangkok dates. The Buddhist Era (พ.ศ.) begins where a
//! person reads (`words`) or types (`typed`).

mod partial;
mod typed;
mod words;

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, SubsecRound, TimeDelta, TimeZone, Utc};

pub use partial::PartialDate;
pub use typed::{DateProblem, from_parts, parse_date};
pub use words::{buddhist_year, thai_date, thai_date_time, thai_digits};

/// Thailand's offset from UTC, the same all year since 1920.
pub const BANGKOK: FixedOffset =
    FixedOffset::east_opt(7 * 3600).expect("seven hours are less than a day");

/// Tells the time: the machine's, or in tests and demonstrations a fixed one that can be moved.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Fixed(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `now` until it is advanced; its clones stand together.
    #[must_use]
    pub fn fixed(now: DateTime<Utc>) -> Self {
        Self(Source::Fixed(Arc::new(Mutex::new(now.trunc_subsecs(6)))))
    }

    /// The present instant, in whole microseconds, which is what PostgreSQL keeps.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
            Source::System => Utc::now().trunc_subsecs(6),
            Source::Fixed(now) => *now.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Today's date in Bangkok.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        bangkok(self.now()).date_naive()
    }

    /// Moves a fixed clock and all its clones by `step`.
    ///
    /// # Panics
    /// On the machine's clock, which nobody moves.
    pub fn advance(&self, step: TimeDelta) {
        match &self.0 {
            Source::System => panic!("the machine's clock cannot be advanced"),
            Source::Fixed(now) => *now.lock().unwrap_or_else(PoisonError::into_inner) += step,
        }
    }
}

/// A day that stands in a table of ours: Gregorian year, month, day.
///
/// # Panics
/// Where there is no such day; in a constant, when it is compiled.
#[must_use]
pub const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar")
}

/// The same instant as a clock in Bangkok shows it.
#[must_use]
pub fn bangkok(instant: DateTime<Utc>) -> DateTime<FixedOffset> {
    instant.with_timezone(&BANGKOK)
}

/// The instant at which a clock in Bangkok shows `time` on `date`.
#[must_use]
pub fn instant(date: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
    BANGKOK.from_utc_datetime(&date.and_time(time)).to_utc() - TimeDelta::hours(7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bangkok_day_begins_at_seventeen_hours_utc() {
        let clock = Clock::fixed("2026-11-22T16:59:59Z".parse().unwrap());
        let clone = clock.clone();
        assert_eq!(clock.today().to_string(), "2026-11-22");
        clock.advance(TimeDelta::seconds(1));
        assert_eq!(clone.today().to_string(), "2026-11-23");
        let midnight = instant(clone.today(), NaiveTime::MIN);
        assert_eq!(midnight, clone.now());
        assert_eq!(bangkok(midnight).to_rfc3339(), "2026-11-23T00:00:00+07:00");
    }
}
