//! The calculator's form (แบบคำนวณยอดหนี้): what was typed, read into a loan, or why it cannot be one. No I/O.
//!
//! Its fields and their readers are the registration's, so that a debt of a registration is read by the same
//! function ([`read`]). A blank field is something not known.

use chrono::NaiveDate;

use super::loan::{Lender, Loan, LoanInput, Paid, Payment, Period, Regular, Terms};
use super::problem::{Place, Problem, What};
use crate::clock::{self, DateProblem, PartialDate};
use crate::money::{MoneyProblem, Satang};
use crate::registration::form::check::{check, note_date};
use crate::registration::form::read::{amount, count, date, is_unknown, money, payments, percent};
use crate::registration::form::{Field, Kind, PageSpec};
use crate::web::form::{Fields, Problems};

/// The options of a period.
const PERIODS: &[&str] = {
    let [a, b, c, d, e] = Period::ALL;
    &[a.key(), b.key(), c.key(), d.key(), e.key()]
};

/// The same, where it may be unknown.
const PERIODS_OR_UNKNOWN: &[&str] = {
    let [a, b, c, d, e] = Period::ALL;
    &[a.key(), b.key(), c.key(), d.key(), e.key(), "unknown"]
};

/// The parts of the form, in order. Their headings are the locale keys `page-<key>`.
pub const PARTS: [&PageSpec; 4] = [
    &PageSpec {
        key: "calculator-money",
        fields: &[
            Field::new("received", Kind::Money),
            Field::new("written", Kind::Money),
            Field::new("deducted", Kind::Money),
            Field::new("borrowed", Kind::Date),
        ],
    },
    &PageSpec {
        key: "calculator-terms",
        fields: &[
            Field::new("terms-kind", Kind::One(&["percent", "instalment", "none", "unknown"])),
            Field::new("rate", Kind::Percent).when("terms-kind", "percent"),
            Field::new("rate-period", Kind::One(PERIODS_OR_UNKNOWN)).when("terms-kind", "percent"),
            Field::new("instalment", Kind::Money).when("terms-kind", "instalment"),
            Field::new("instalment-count", Kind::Count(10_000)).when("terms-kind", "instalment"),
            Field::new("instalment-period", Kind::One(PERIODS)).when("terms-kind", "instalment"),
        ],
    },
    &PageSpec {
        key: "calculator-payments",
        fields: &[
            Field::new(
                "paid-how",
                Kind::One(&["none", "regular", "total", "list", "monthly", "unknown"]),
            ),
            Field::new("paid-each", Kind::Money).when("paid-how", "regular"),
            Field::new("paid-count", Kind::Count(10_000)).when("paid-how", "regular"),
            Field::new("paid-period", Kind::One(PERIODS)).when("paid-how", "regular"),
            Field::new("regular-last", Kind::Date).when("paid-how", "regular"),
            Field::new("paid-total", Kind::Money).when("paid-how", "total"),
            Field::new("last-paid", Kind::Date).when("paid-how", "total"),
            Field::new("paid-principal", Kind::Money).when("paid-how", "total"),
            Field::new("payment", Kind::Payments).when("paid-how", "list"),
            Field::new("paid-months", Kind::Lines(20_000)).when("paid-how", "monthly"),
        ],
    },
    &PageSpec {
        key: "calculator-rest",
        fields: &[
            Field::new("claimed", Kind::Money),
            Field::new("lender", Kind::One(&["unlicensed", "pico", "nano", "bank"])),
        ],
    },
];

/// The days that may lie ahead: of the balance, and the first in default.
pub const DAYS: &PageSpec = &PageSpec {
    key: "calculator-days",
    fields: &[Field::new("as-of", Kind::Date), Field::new("default-from", Kind::Date)],
};

/// What fields say, as far as they say something.
pub struct Read {
    /// The loan; it may still contradict itself.
    pub input: LoanInput,
    /// Fields that an answer asked for, and that are blank.
    gaps: Vec<&'static str>,
    /// Where in the list each payment stands, blank rows counted.
    rows: Vec<usize>,
}

/// Reads fields; what cannot be read is left out, as if it were not known.
#[must_use]
pub fn read(fields: &Fields, today: NaiveDate) -> Read {
    let amount = |name| money(fields, name).ok().flatten();
    let mut reader = Reader { fields, today, gaps: Vec::new(), rows: Vec::new() };
    let input = LoanInput {
        received: amount("received"),
        written: amount("written"),
        deducted: amount("deducted"),
        lent_on: date(fields, "borrowed", today).ok().flatten(),
        terms: reader.terms(),
        paid: reader.paid(),
        lender: match fields.get("lender") {
            "pico" => Lender::Pico,
            "nano" => Lender::Nano,
            "bank" => Lender::Bank,
            _ => Lender::Unlicensed,
        },
        claimed: amount("claimed"),
        default_from: whole_day(fields, "default-from", today).ok().flatten(),
        as_of: whole_day(fields, "as-of", today).ok().flatten().unwrap_or(today),
    };
    Read { input, gaps: reader.gaps, rows: reader.rows }
}

/// The loan that was typed, or everything wrong with it, each at its field.
pub fn parse(fields: &Fields, today: NaiveDate) -> Result<Loan, Problems> {
    let mut problems = Problems::default();
    for part in PARTS {
        check(part, fields, today).iter().for_each(|p| {
            problems.add_with(&p.field, p.key, p.args.clone());
        });
    }
    for name in ["as-of", "default-from"] {
        match whole_day(fields, name, today) {
            Err(Day::Partial) => problems.add(&format!("{name}-day"), "problem-date-whole"),
            Err(Day::Typed(problem)) => {
                note_date(&format!("{name}-day"), Some(problem), &mut problems);
            }
            Ok(_) => {}
        }
    }
    if let ("monthly", Err((line, problem))) = (fields.get("paid-how"), months(fields)) {
        let key = match problem {
            MoneyProblem::TooLarge => "problem-paid-months-large",
            _ => "problem-paid-months",
        };
        problems.add_with("paid-months", key, vec![("line", line.to_string())]);
    }
    let read = read(fields, today);
    for gap in &read.gaps {
        if !problems.iter().any(|problem| problem.field.starts_with(gap)) {
            problems.add(gap, "problem-gap");
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let regular = fields.get("paid-how") == "regular";
    Loan::parse(read.input).map_err(|found| {
        for problem in found {
            let field = field(problem, &read.rows, regular);
            // "Month 3", where a list of months is one field.
            let row = problem.row.map_or(0, |row| row + 1);
            problems.add_with(&field, sentence(problem), vec![("row", row.to_string())]);
        }
        problems
    })
}

/// The locale key of what is wrong, at its place.
#[must_use]
pub fn sentence(problem: Problem) -> &'static str {
    match (problem.place, problem.what) {
        (_, What::NotPositive) => "calculation-problem-not-positive",
        (_, What::TooLarge) => "calculation-problem-too-large",
        (_, What::AboveWritten) => "calculation-problem-above-written",
        (Place::Regular, What::DoesNotFit) => "calculation-problem-does-not-fit-regular",
        (_, What::DoesNotFit) => "calculation-problem-does-not-fit",
        (Place::Rate, What::OutOfRange) => "calculation-problem-out-of-range-rate",
        (_, What::OutOfRange) => "calculation-problem-out-of-range",
        (_, What::BeforeLoan) => "calculation-problem-before-loan",
        (Place::LentOn, What::AfterAsOf) => "calculation-problem-after-as-of-loan",
        (_, What::AfterAsOf) => "calculation-problem-after-as-of",
        (_, What::TooMany) => "calculation-problem-too-many",
        (_, What::TooLong) => "calculation-problem-too-long",
        (_, What::BelowReceived) => "calculation-problem-below-received",
        (Place::Deducted, What::AboveTotal) => "calculation-problem-above-total-deducted",
        (_, What::AboveTotal) => "calculation-problem-above-total",
        (_, What::NeedsDates) => "calculation-problem-needs-dates",
    }
}

/// The field at which a contradiction is shown.
fn field(problem: Problem, rows: &[usize], regular: bool) -> String {
    let row = problem.row.and_then(|row| rows.get(row));
    match (problem.place, row) {
        (Place::PaymentOn, Some(row)) => return format!("payment-date-{row}"),
        (Place::Payment, Some(row)) => return format!("payment-amount-{row}"),
        _ => {}
    }
    let name = match problem.place {
        Place::Received => "received",
        Place::Written => "written",
        Place::Deducted => "deducted",
        Place::LentOn => "borrowed-day",
        Place::Rate => "rate",
        Place::Instalment => "instalment",
        Place::Count => "instalment-count",
        Place::PaymentOn | Place::Payments => "payment",
        Place::Payment => "paid-months",
        Place::Total if regular => "paid-each",
        Place::Total => "paid-total",
        Place::OfPrincipal => "paid-principal",
        Place::LastPaid if regular => "regular-last-day",
        Place::LastPaid => "last-paid-day",
        Place::Regular => "paid-count",
        Place::Claimed => "claimed",
        Place::DefaultFrom => "default-from-day",
        Place::AsOf => "as-of-day",
    };
    name.to_owned()
}

/// Why a day that must be whole is none.
enum Day {
    Typed(DateProblem),
    Partial,
}

/// A day in three fields that must be known to the day, and may lie ahead.
fn whole_day(fields: &Fields, name: &str, today: NaiveDate) -> Result<Option<NaiveDate>, Day> {
    let [day, month, year] =
        ["day", "month", "year"].map(|part| fields.get(&format!("{name}-{part}")));
    if day.is_empty() && month.is_empty() && year.is_empty() {
        return Ok(None);
    }
    let date = clock::from_parts(day, month, year, today).map_err(Day::Typed)?;
    date.exact().ok_or(Day::Partial).map(Some)
}

/// What was paid month by month, a line each; else the first line that is no amount, and why.
fn months(fields: &Fields) -> Result<Vec<Satang>, (usize, MoneyProblem)> {
    let lines = fields.get("paid-months").lines().map(str::trim);
    (1..).zip(lines).map(|(at, line)| amount(line).map_err(|problem| (at, problem))).collect()
}

struct Reader<'f> {
    fields: &'f Fields,
    today: NaiveDate,
    gaps: Vec<&'static str>,
    rows: Vec<usize>,
}

impl Reader<'_> {
    fn terms(&mut self) -> Terms {
        match self.fields.get("terms-kind") {
            "percent" => match self.wanted("rate", percent(self.fields, "rate").ok().flatten()) {
                Some(rate) => Terms::Percent { rate, period: self.period("rate-period") },
                None => Terms::Unknown,
            },
            "instalment" => {
                let amount = self.amount("instalment");
                let count = self.count("instalment-count");
                let period = self.period("instalment-period");
                match (amount, count, self.wanted("instalment-period", period)) {
                    (Some(amount), Some(count), Some(period)) => {
                        Terms::Instalments { count, amount, period }
                    }
                    _ => Terms::Unknown,
                }
            }
            "none" => Terms::NoneAgreed,
            _ => Terms::Unknown,
        }
    }

    fn paid(&mut self) -> Paid {
        match self.fields.get("paid-how") {
            "none" => Paid::Nothing,
            "total" => match self.amount("paid-total") {
                None => Paid::Unknown,
                Some(amount) => Paid::Total {
                    amount,
                    of_principal: self.money("paid-principal").unwrap_or(Satang::ZERO),
                    last_paid: self.date("last-paid"),
                    regular: None,
                },
            },
            "regular" => {
                let (each, count) = (self.amount("paid-each"), self.count("paid-count"));
                let period = self.period("paid-period");
                match (each, count, self.wanted("paid-period", period)) {
                    (Some(each), Some(count), Some(period)) => Paid::Total {
                        // Too large a sum is named by the core.
                        amount: each.checked_mul(count.into()).unwrap_or(Satang::new(i64::MAX)),
                        of_principal: Satang::ZERO,
                        last_paid: self.date("regular-last"),
                        regular: Some(Regular { count, period }),
                    },
                    _ => Paid::Unknown,
                }
            }
            "list" => self.list(),
            "monthly" => match months(self.fields) {
                Ok(months) if !months.is_empty() => Paid::ByMonth(months),
                _ => {
                    self.gaps.push("paid-months");
                    Paid::Unknown
                }
            },
            _ => Paid::Unknown,
        }
    }

    /// The dated payments; not known, where one of them cannot be read.
    fn list(&mut self) -> Paid {
        let mut list = Vec::new();
        for (row, payment) in payments(self.fields, "payment", self.today) {
            let (Ok(on), Ok(amount)) = payment else { return Paid::Unknown };
            let principal_only = self.fields.has("payment-principal", &row.to_string());
            self.rows.push(row);
            list.push(Payment { on, amount, principal_only });
        }
        if list.is_empty() {
            self.gaps.push("payment");
            return Paid::Unknown;
        }
        Paid::Dated(list)
    }

    /// Notes that a field is blank which an answer asked for.
    fn wanted<T>(&mut self, name: &'static str, value: Option<T>) -> Option<T> {
        if value.is_none() && !is_unknown(self.fields, name) {
            self.gaps.push(name);
        }
        value
    }

    fn amount(&mut self, name: &'static str) -> Option<Satang> {
        let amount = self.money(name);
        self.wanted(name, amount)
    }

    fn count(&mut self, name: &'static str) -> Option<u32> {
        self.wanted(name, count(self.fields, name))
    }

    fn money(&self, name: &str) -> Option<Satang> {
        money(self.fields, name).ok().flatten()
    }

    fn date(&self, name: &str) -> Option<PartialDate> {
        date(self.fields, name, self.today).ok().flatten()
    }

    fn period(&self, name: &str) -> Option<Period> {
        let typed = self.fields.get(name);
        Period::ALL.into_iter().find(|period| period.key() == typed)
    }
}
