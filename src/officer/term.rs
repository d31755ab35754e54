//! ระยะเวลา — the days of an appointment, and what they have in common with those of others.

use chrono::NaiveDate;

/// From one Bangkok day to another, both counted; without a last one until further notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The first day.
    pub from: NaiveDate,
    /// The last day; `None` until further notice.
    pub to: Option<NaiveDate>,
}

impl Term {
    /// Its days after `day`; every day without one.
    #[must_use]
    pub fn after(self, day: Option<NaiveDate>) -> Option<Term> {
        let from = match day {
            Some(day) => self.from.max(day.succ_opt()?),
            None => self.from,
        };
        self.to.is_none_or(|to| from <= to).then_some(Term { from, ..self })
    }

    /// Whether each of its days lies in one of some terms.
    #[must_use]
    pub fn is_covered_by(self, mut terms: Vec<Term>) -> bool {
        terms.sort_by_key(|term| term.from);
        let mut open = Some(self);
        for term in terms {
            let Some(rest) = open else { break };
            if term.from <= rest.from {
                open = match term.to {
                    Some(to) => rest.after(Some(to)),
                    None => None,
                };
            }
        }
        open.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        format!("2026-12-{text}").parse().unwrap()
    }

    /// `05-09` or, without a last day, `05-`.
    fn term(text: &str) -> Term {
        let (from, to) = text.split_once('-').unwrap();
        Term { from: day(from), to: (!to.is_empty()).then(|| day(to)) }
    }

    #[test]
    fn the_days_after_a_day_are_those_that_are_left() {
        let cases = [
            ("05-09", None, Some("05-09")),
            ("05-09", Some("04"), Some("05-09")),
            ("05-09", Some("05"), Some("06-09")),
            ("05-09", Some("08"), Some("09-09")),
            ("05-09", Some("09"), None),
            ("05-", Some("20"), Some("21-")),
        ];
        for (days, after, left) in cases {
            assert_eq!(term(days).after(after.map(day)), left.map(term), "{days} {after:?}");
        }
    }

    #[test]
    fn a_term_is_covered_when_none_of_its_days_is_left_over() {
        let cases: [(&str, &[&str], bool); 10] = [
            ("05-09", &[], false),
            ("05-09", &["01-20"], true),
            ("05-09", &["01-08"], false),
            ("05-09", &["06-20"], false),
            ("05-09", &["08-", "01-07"], true),
            ("05-09", &["09-", "01-07"], false),
            ("05-", &["01-30"], false),
            ("05-", &["01-10", "11-"], true),
            ("05-", &["01-10", "03-04", "10-20", "21-"], true),
            ("05-05", &["05-05"], true),
        ];
        for (days, others, covered) in cases {
            let terms = others.iter().map(|other| term(other)).collect();
            assert_eq!(term(days).is_covered_by(terms), covered, "{days} {others:?}");
        }
    }
}
