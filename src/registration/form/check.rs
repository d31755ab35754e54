//! What is wrong with a page of the form: every problem at once, each at its field.

use chrono::NaiveDate;

use super::{CERTAINTIES, Field, Kind, MOST_PAYMENTS, PageSpec, read, sure_name};
use crate::clock::DateProblem;
use crate::money::MoneyProblem;
use crate::national_id::{CitizenNumber, CitizenNumberProblem};
use crate::text::{self, Phone, PhoneProblem, TextProblem, ascii_digits};
use crate::web::form::{Fields, Problems};

/// Everything wrong with what was typed on a page. A blank answer is not wrong, unless it is required.
#[must_use]
pub fn check(page: &PageSpec, fields: &Fields, today: NaiveDate) -> Problems {
    let mut problems = Problems::default();
    for field in page.fields {
        let matters = field.when.is_none_or(|(other, value)| fields.has(other, value));
        if matters {
            check_field(field, fields, today, &mut problems);
        }
    }
    if page.key == "payments" {
        after_the_loan(fields, today, &mut problems);
    }
    problems
}

fn check_field(field: &Field, fields: &Fields, today: NaiveDate, problems: &mut Problems) {
    let name = field.name;
    let typed = fields.get(name);
    if field.required && typed.is_empty() {
        problems.add(name, "problem-required");
        return;
    }
    if field.certainty {
        check_option(&sure_name(name), CERTAINTIES, fields, problems);
    }
    if read::is_unknown(fields, name) && !matches!(field.kind, Kind::Many(_)) {
        return;
    }
    match field.kind {
        Kind::Line(most) | Kind::TypedCode(most) => {
            note_text(name, text::clean_line(typed, most).err(), problems);
        }
        Kind::Lines(most) => note_text(name, text::clean_lines(typed, most).err(), problems),
        Kind::Phone | Kind::CitizenNumber if typed.is_empty() => {}
        Kind::Phone => note_phone(name, Phone::parse(typed).err(), problems),
        Kind::CitizenNumber => note_number(name, CitizenNumber::parse(typed).err(), problems),
        Kind::Money => note_money(name, read::money(fields, name).err(), problems),
        Kind::Percent => note_percent(name, read::percent(fields, name).err(), problems),
        Kind::Count(most) => check_count(name, typed, most, problems),
        Kind::Date => {
            note_date(&format!("{name}-day"), read::date(fields, name, today).err(), problems);
        }
        Kind::Payments => check_payments(name, fields, today, problems),
        Kind::One(options) | Kind::Pick(options) => check_option(name, options, fields, problems),
        Kind::Many(options) => {
            check_option(name, options, fields, problems);
            alone(name, fields, problems);
        }
        Kind::Code => {
            if typed.chars().count() > 6 {
                problems.add(name, "problem-choice");
            }
        }
    }
}

/// An answer that is not among the options was not chosen on our page.
fn check_option(name: &str, options: &[&str], fields: &Fields, problems: &mut Problems) {
    let foreign = |value: &String| !value.is_empty() && !options.contains(&value.as_str());
    if fields.all(name).iter().any(foreign) {
        problems.add(name, "problem-choice");
    }
}

/// "Nothing of this" and "don't know" stand alone.
fn alone(name: &str, fields: &Fields, problems: &mut Problems) {
    if ["nothing", "unknown"].iter().any(|value| fields.has(name, value))
        && fields.all(name).len() > 1
    {
        problems.add(name, "problem-alone");
    }
}

fn check_count(name: &str, typed: &str, most: u32, problems: &mut Problems) {
    if typed.is_empty() {
        return;
    }
    match ascii_digits(typed).replace([',', ' '], "").parse::<u64>() {
        Err(_) => problems.add(name, "problem-count"),
        Ok(count) if count > u64::from(most) => {
            problems.add_with(name, "problem-count-large", vec![("most", most.to_string())]);
        }
        Ok(_) => {}
    }
}

fn check_payments(name: &str, fields: &Fields, today: NaiveDate, problems: &mut Problems) {
    let rows = read::payments(fields, name, today);
    if rows.len() > MOST_PAYMENTS {
        problems.add_with(name, "problem-payments-many", vec![("most", MOST_PAYMENTS.to_string())]);
        return;
    }
    for (index, (date, amount)) in rows {
        note_date(&format!("{name}-date-{index}"), date.err(), problems);
        note_money(&format!("{name}-amount-{index}"), amount.err(), problems);
    }
}

/// A payment before the loan is a slip of the pen that only the debtor can mend. The loan's date
/// is on another page; the handler copies it in as `borrowed-…`.
fn after_the_loan(fields: &Fields, today: NaiveDate, problems: &mut Problems) {
    let Ok(Some(borrowed)) = read::date(fields, "borrowed", today) else { return };
    if let ("total", Ok(Some(last))) =
        (fields.get("paid-how"), read::date(fields, "last-paid", today))
        && last.latest() < borrowed.earliest()
    {
        problems.add("last-paid-day", "problem-before-loan");
    }
    if fields.get("paid-how") == "list" {
        for (index, (date, _)) in read::payments(fields, "payment", today) {
            if date.is_ok_and(|date| date.latest() < borrowed.earliest()) {
                problems.add(&format!("payment-date-{index}"), "problem-before-loan");
            }
        }
    }
}

/// Notes what is wrong with a typed text.
pub(crate) fn note_text(name: &str, problem: Option<TextProblem>, problems: &mut Problems) {
    match problem {
        None => {}
        Some(TextProblem::TooLong { max, len }) => problems.add_with(
            name,
            "problem-long",
            vec![("most", max.to_string()), ("length", len.to_string())],
        ),
        Some(TextProblem::TooManyMarks) => problems.add(name, "problem-marks"),
    }
}

fn note_phone(name: &str, problem: Option<PhoneProblem>, problems: &mut Problems) {
    if let Some(problem) = problem {
        problems.add(
            name,
            match problem {
                PhoneProblem::NotDigits => "problem-phone-digits",
                PhoneProblem::NotThai => "problem-phone-thai",
                PhoneProblem::Length => "problem-phone-length",
            },
        );
    }
}

/// Notes what is wrong with a citizen number.
pub(crate) fn note_number(
    name: &str,
    problem: Option<CitizenNumberProblem>,
    problems: &mut Problems,
) {
    if let Some(problem) = problem {
        problems.add(
            name,
            match problem {
                CitizenNumberProblem::Length => "problem-number-length",
                CitizenNumberProblem::Digits => "problem-number-digits",
                CitizenNumberProblem::Check => "problem-number-check",
            },
        );
    }
}

fn note_money(name: &str, problem: Option<MoneyProblem>, problems: &mut Problems) {
    if let Some(problem) = problem {
        problems.add(
            name,
            match problem {
                MoneyProblem::NotANumber => "problem-money-number",
                MoneyProblem::Negative => "problem-money-negative",
                MoneyProblem::TooFine => "problem-money-fine",
                MoneyProblem::TooLarge => "problem-money-large",
                MoneyProblem::Ambiguous => "problem-money-ambiguous",
            },
        );
    }
}

fn note_percent(name: &str, problem: Option<MoneyProblem>, problems: &mut Problems) {
    if let Some(problem) = problem {
        problems.add(
            name,
            match problem {
                MoneyProblem::TooLarge => "problem-percent-large",
                MoneyProblem::Negative => "problem-money-negative",
                _ => "problem-percent",
            },
        );
    }
}

/// Notes what is wrong with a date.
pub(crate) fn note_date(name: &str, problem: Option<DateProblem>, problems: &mut Problems) {
    if let Some(problem) = problem {
        problems.add(
            name,
            match problem {
                DateProblem::NotADate => "problem-date",
                DateProblem::NoSuchDay => "problem-date-day",
                DateProblem::Future => "problem-date-future",
                DateProblem::TooOld => "problem-date-old",
                DateProblem::YearMissing => "problem-date-year",
                DateProblem::MonthMissing => "problem-date-month",
            },
        );
    }
}
