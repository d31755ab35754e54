//! Tests of the calculator: known cases, contradictions, ranges, extremes, and a second, slower calculator.

mod cases;
mod contradictions;
mod extremes;
mod instalments;
mod properties;
mod ranges;
mod slow;

use chrono::NaiveDate;

use super::loan::{Lender, Loan, LoanInput, Paid, Payment, Period, Terms};
use super::{Calculation, calculate};
use crate::money::{Percent, Satang};

/// A loan of so many baht, received in full on 1 January 2567, with the balance a year later.
fn a_loan(baht: u32) -> LoanInput {
    LoanInput {
        received: Some(Satang::from_baht(baht)),
        written: None,
        deducted: None,
        lent_on: Some("2024-01-01".parse().unwrap()),
        terms: percent("10", Period::Month),
        paid: Paid::Nothing,
        lender: Lender::Unlicensed,
        claimed: None,
        default_from: None,
        as_of: day("2025-01-01"),
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn percent(rate: &str, period: Period) -> Terms {
    Terms::Percent { rate: Percent::parse(rate).unwrap(), period: Some(period) }
}

fn payment(on: &str, baht: u32) -> Payment {
    let amount = Satang::from_baht(baht);
    Payment { on: on.parse().unwrap(), amount, principal_only: false }
}

fn by_month(baht: u32, months: usize) -> Paid {
    Paid::ByMonth(vec![Satang::from_baht(baht); months])
}

fn calculated(input: LoanInput) -> Calculation {
    calculate(&Loan::parse(input).unwrap())
}

/// The balances of A, B and C: `least–most`, or what is missing.
fn balances(calculation: &Calculation) -> [String; 3] {
    [&calculation.void_interest, &calculation.at_ceiling, &calculation.no_credit]
        .map(|outcome| amount(outcome.balance))
}

fn amount(amount: super::Amount) -> String {
    match amount {
        super::Amount::Unknown(missing) => missing.key().to_owned(),
        super::Amount::Known(range) => match range.exact() {
            Some(amount) => amount.baht(),
            None => format!("{}–{}", range.lo.baht(), range.hi.baht()),
        },
    }
}
