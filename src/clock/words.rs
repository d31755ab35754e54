//! Dates as people read them (วันที่สำหรับอ่าน): Buddhist Era in Thai, Gregorian in English.

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::{PartialDate, bangkok};
use crate::text::Lang;

/// Months in the order of the year: Thai, Thai short, English.
pub(super) const MONTHS: [(&str, &str, &str); 12] = [
    ("มกราคม", "ม.ค.", "January"),
    ("กุมภาพันธ์", "ก.พ.", "February"),
    ("มีนาคม", "มี.ค.", "March"),
    ("เมษายน", "เม.ย.", "April"),
    ("พฤษภาคม", "พ.ค.", "May"),
    ("มิถุนายน", "มิ.ย.", "June"),
    ("กรกฎาคม", "ก.ค.", "July"),
    ("สิงหาคม", "ส.ค.", "August"),
    ("กันยายน", "ก.ย.", "September"),
    ("ตุลาคม", "ต.ค.", "October"),
    ("พฤศจิกายน", "พ.ย.", "November"),
    ("ธันวาคม", "ธ.ค.", "December"),
];

fn month(number: u32) -> (&'static str, &'static str, &'static str) {
    MONTHS[number as usize - 1]
}

/// The year of the Buddhist Era (พ.ศ.) a date lies in. Since 1941 both years begin on 1 January.
#[must_use]
pub fn buddhist_year(date: NaiveDate) -> i32 {
    date.year() + 543
}

/// `22 พฤศจิกายน 2569`, `22 November 2026`.
#[must_use]
pub fn thai_date(date: NaiveDate, lang: Lang) -> String {
    PartialDate::from(date).in_words(lang)
}

/// `22 พฤศจิกายน 2569 เวลา 14.05 น.`, `22 November 2026, 14:05`: the time in Bangkok.
#[must_use]
pub fn thai_date_time(instant: DateTime<Utc>, lang: Lang) -> String {
    let there = bangkok(instant);
    let date = thai_date(there.date_naive(), lang);
    match lang {
        Lang::Th => format!("{date} เวลา {} น.", there.format("%H.%M")),
        Lang::En => format!("{date}, {}", there.format("%H:%M")),
    }
}

/// Writes every digit of `text` as a Thai digit, as official letters do.
#[must_use]
pub fn thai_digits(text: &str) -> String {
    let thai = |c: char| match c.to_digit(10) {
        Some(digit) => char::from_u32(0x0E50 + digit).unwrap_or(c),
        None => c,
    };
    text.chars().map(thai).collect()
}

impl PartialDate {
    /// `7 มีนาคม 2493`, `มีนาคม 2493` or `พ.ศ. 2493`; `7 March 1950`, `March 1950` or `1950`.
    #[must_use]
    pub fn in_words(self, lang: Lang) -> String {
        let names = self.month().map(month);
        let (name, year) = match lang {
            Lang::Th => (names.map(|names| names.0), self.year() + 543),
            Lang::En => (names.map(|names| names.2), self.year()),
        };
        match (self.day(), name, lang) {
            (Some(day), Some(name), _) => format!("{day} {name} {year}"),
            (_, Some(name), _) => format!("{name} {year}"),
            (_, None, Lang::Th) => format!("พ.ศ. {year}"),
            (_, None, Lang::En) => year.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_reads_in_both_languages() {
        let date = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        assert_eq!(thai_date(date, Lang::Th), "22 พฤศจิกายน 2569");
        assert_eq!(thai_date(date, Lang::En), "22 November 2026");
        assert_eq!(thai_digits(&thai_date(date, Lang::Th)), "๒๒ พฤศจิกายน ๒๕๖๙");
    }

    #[test]
    fn a_time_is_bangkok_time() {
        let instant = "2026-12-31T17:05:59Z".parse().unwrap();
        assert_eq!(thai_date_time(instant, Lang::Th), "1 มกราคม 2570 เวลา 00.05 น.");
        assert_eq!(thai_date_time(instant, Lang::En), "1 January 2027, 00:05");
    }

    #[test]
    fn a_day_that_is_not_known_is_not_written() {
        for (text, thai, english) in [
            ("1950", "พ.ศ. 2493", "1950"),
            ("1950-03", "มีนาคม 2493", "March 1950"),
            ("1950-03-07", "7 มีนาคม 2493", "7 March 1950"),
        ] {
            let date: PartialDate = text.parse().unwrap();
            assert_eq!(
                (date.in_words(Lang::Th), date.in_words(Lang::En)),
                (thai.into(), english.into())
            );
        }
    }
}
