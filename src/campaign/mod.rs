//! รอบรับลงทะเบียน — a period in which registration is open, with its days and hours in Bangkok.

pub mod store;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use crate::clock;
use crate::text::Lang;

/// One period of registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Campaign {
    /// Its number.
    pub id: i16,
    /// Its name in Thai.
    pub name_th: String,
    /// Its name in English.
    pub name_en: String,
    /// The first day, in Bangkok.
    pub opens_on: NaiveDate,
    /// The last day, in Bangkok.
    pub closes_on: NaiveDate,
    /// When each day's hours begin, in minutes after midnight.
    pub opens_minute: i16,
    /// When each day's hours end, in minutes after midnight; 1440 is the end of the day.
    pub closes_minute: i16,
}

/// Whether one can register at a moment, and if not, when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// Now.
    Open,
    /// Not yet; from this Bangkok time on.
    From(NaiveDateTime),
    /// No more.
    Over,
}

impl Campaign {
    /// Whether one can register at `now`.
    #[must_use]
    pub fn opening(&self, now: DateTime<Utc>) -> Opening {
        let here = clock::bangkok(now).naive_local();
        let opens = |day: NaiveDate| day.and_time(NaiveTime::MIN) + minutes(self.opens_minute);
        let closes = here.date().and_time(NaiveTime::MIN) + minutes(self.closes_minute);
        let today = here.date();
        if today < self.opens_on {
            Opening::From(opens(self.opens_on))
        } else if today > self.closes_on {
            Opening::Over
        } else if here < opens(today) {
            Opening::From(opens(today))
        } else if here < closes {
            Opening::Open
        } else if today < self.closes_on {
            Opening::From(opens(today + Days::new(1)))
        } else {
            Opening::Over
        }
    }

    /// Its name in a language.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Th => &self.name_th,
            Lang::En => &self.name_en,
        }
    }

    /// The year of the Buddhist Era in which it opens, as tracking numbers carry it.
    #[must_use]
    pub fn buddhist_year(&self) -> i32 {
        clock::buddhist_year(self.opens_on)
    }

    /// The daily hours as text: `06.00–23.00`.
    #[must_use]
    pub fn hours(&self) -> String {
        hours(self.opens_minute, self.closes_minute)
    }
}

/// Hours in minutes after midnight as text: `06.00–23.00`.
#[must_use]
pub fn hours(from: i16, to: i16) -> String {
    let clock = |minute: i16| format!("{:02}.{:02}", minute / 60, minute % 60);
    format!("{}–{}", clock(from), clock(to))
}

/// Reads a time of day, `06:00` or `6.00`, as minutes after midnight; 24:00 is the end of the day.
#[must_use]
pub fn minute_of(text: &str) -> Option<i16> {
    let (hour, minute) = text.trim().split_once([':', '.'])?;
    let number = |text: &str| text.parse::<i16>().ok().filter(|_| text.len() <= 2);
    let (hour, minute) = (number(hour)?, number(minute)?);
    let within = (0..24).contains(&hour) && (0..60).contains(&minute);
    (within || (hour, minute) == (24, 0)).then_some(hour * 60 + minute)
}

fn minutes(count: i16) -> TimeDelta {
    TimeDelta::minutes(i64::from(count))
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn first() -> Campaign {
        Campaign {
            id: 1,
            name_th: String::new(),
            name_en: String::new(),
            opens_on: NaiveDate::from_ymd_opt(2023, 12, 1).unwrap(),
            closes_on: NaiveDate::from_ymd_opt(2024, 2, 29).unwrap(),
            opens_minute: 6 * 60,
            closes_minute: 23 * 60,
        }
    }

    #[test]
    fn a_campaign_opens_and_closes_by_the_clock_of_bangkok() {
        let at = |y, m, d, h, min| Utc.with_ymd_and_hms(y, m, d, h, min, 0).unwrap();
        let from = |y, m, d, h| {
            Opening::From(NaiveDate::from_ymd_opt(y, m, d).unwrap().and_hms_opt(h, 0, 0).unwrap())
        };
        let cases = [
            ("the day before", at(2023, 11, 29, 20, 0), from(2023, 12, 1, 6)),
            ("05:59 of the first day", at(2023, 11, 30, 22, 59), from(2023, 12, 1, 6)),
            ("06:00 of the first day", at(2023, 11, 30, 23, 0), Opening::Open),
            ("22:59", at(2023, 12, 5, 15, 59), Opening::Open),
            ("23:00: tomorrow again", at(2023, 12, 5, 16, 0), from(2023, 12, 6, 6)),
            ("after midnight", at(2023, 12, 5, 18, 0), from(2023, 12, 6, 6)),
            ("the last minute", at(2024, 2, 29, 15, 59), Opening::Open),
            ("after the last minute", at(2024, 2, 29, 16, 0), Opening::Over),
            ("the day after", at(2024, 2, 29, 17, 0), Opening::Over),
        ];
        for (when, now, expected) in cases {
            assert_eq!(first().opening(now), expected, "{when}");
        }
    }

    #[test]
    fn a_time_of_day_is_minutes_after_midnight() {
        let cases = [
            ("06:00", Some(360)),
            ("6.00", Some(360)),
            ("23:59", Some(1439)),
            ("24:00", Some(1440)),
            ("00:00", Some(0)),
            ("25:00", None),
            ("6", None),
            ("", None),
            ("24:01", None),
            ("-1:00", None),
        ];
        for (text, expected) in cases {
            assert_eq!(minute_of(text), expected, "{text}");
        }
    }

    #[test]
    fn a_campaign_of_all_hours_is_open_at_every_minute_of_its_days() {
        let all = Campaign { opens_minute: 0, closes_minute: 1440, ..first() };
        for minute in 0..1440 {
            let now =
                Utc.with_ymd_and_hms(2023, 12, 4, 17, 0, 0).unwrap() + TimeDelta::minutes(minute);
            assert_eq!(all.opening(now), Opening::Open);
        }
    }
}
