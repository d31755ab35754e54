//! What was typed, understood: values of fields, or why they have none.

use chrono::NaiveDate;

use super::unknown_name;
use crate::clock::{self, DateProblem, PartialDate};
use crate::money::{MoneyProblem, Percent, Satang};
use crate::text::ascii_digits;
use crate::web::form::Fields;

/// The largest amount one field takes: a thousand million baht. Totals of the nation stay far from overflow.
pub const LARGEST: Satang = Satang::from_baht(1_000_000_000);

/// Whether the debtor said that they do not know.
#[must_use]
pub fn is_unknown(fields: &Fields, name: &str) -> bool {
    fields.get(name) == "unknown"
        || fields.has(name, "unknown")
        || !fields.get(&unknown_name(name)).is_empty()
}

/// Whether the debtor answered, with a value or with "don't know".
#[must_use]
pub fn is_answered(fields: &Fields, name: &str) -> bool {
    is_unknown(fields, name)
        || !fields.get(name).is_empty()
        || !fields.get(&format!("{name}-year")).is_empty()
}

/// An amount, as far as one field takes it.
pub fn amount(text: &str) -> Result<Satang, MoneyProblem> {
    match Satang::parse(text)? {
        amount if amount > LARGEST => Err(MoneyProblem::TooLarge),
        amount => Ok(amount),
    }
}

/// An amount; `None` where it is blank or said to be unknown.
pub fn money(fields: &Fields, name: &str) -> Result<Option<Satang>, MoneyProblem> {
    let text = fields.get(name);
    if text.is_empty() || is_unknown(fields, name) {
        return Ok(None);
    }
    amount(text).map(Some)
}

/// A rate in per cent of its period; `None` where it is blank or said to be unknown.
pub fn percent(fields: &Fields, name: &str) -> Result<Option<Percent>, MoneyProblem> {
    let text = fields.get(name);
    if text.is_empty() || is_unknown(fields, name) {
        return Ok(None);
    }
    Percent::parse(text).map(Some)
}

/// A whole number; `None` where it is blank, said to be unknown, or not a number.
#[must_use]
pub fn count(fields: &Fields, name: &str) -> Option<u32> {
    if is_unknown(fields, name) {
        return None;
    }
    ascii_digits(fields.get(name)).replace([',', ' '], "").parse().ok()
}

/// A date in three fields; `None` where they are blank or the date is said to be unknown.
pub fn date(
    fields: &Fields,
    name: &str,
    today: NaiveDate,
) -> Result<Option<PartialDate>, DateProblem> {
    let part = |part: &str| fields.get(&format!("{name}-{part}"));
    let (day, month, year) = (part("day"), part("month"), part("year"));
    if (day.is_empty() && month.is_empty() && year.is_empty()) || is_unknown(fields, name) {
        return Ok(None);
    }
    not_future(clock::from_parts(day, month, year, today)?, today).map(Some)
}

/// One row of a list of payments.
pub type Payment = (Result<PartialDate, DateProblem>, Result<Satang, MoneyProblem>);

/// The rows of a list of payments that are not blank, with their place in it.
#[must_use]
pub fn payments(fields: &Fields, name: &str, today: NaiveDate) -> Vec<(usize, Payment)> {
    let (dates, amounts) =
        (fields.all(&format!("{name}-date")), fields.all(&format!("{name}-amount")));
    let at = |list: &[String], index: usize| list.get(index).map_or("", |s| s.trim()).to_owned();
    (0..dates.len().max(amounts.len()))
        .map(|index| (index, at(dates, index), at(amounts, index)))
        .filter(|(_, date, amount)| !(date.is_empty() && amount.is_empty()))
        .map(|(index, date, typed)| {
            let date = clock::parse_date(&date, today).and_then(|date| not_future(date, today));
            (index, (date, amount(&typed)))
        })
        .collect()
}

/// What has been paid in all, where every part of it is known.
#[must_use]
pub fn paid(fields: &Fields, today: NaiveDate) -> Option<Satang> {
    match fields.get("paid-how") {
        "none" => Some(Satang::ZERO),
        "total" => money(fields, "paid-total").ok().flatten(),
        "list" => {
            let rows = payments(fields, "payment", today);
            let amounts: Option<Vec<Satang>> =
                rows.into_iter().map(|(_, (_, amount))| amount.ok()).collect();
            amounts.filter(|a| !a.is_empty()).and_then(Satang::checked_sum)
        }
        _ => None,
    }
}

fn not_future(date: PartialDate, today: NaiveDate) -> Result<PartialDate, DateProblem> {
    if date.after(today) { Err(DateProblem::Future) } else { Ok(date) }
}
