//! Contradictions (ข้อมูลที่ขัดแย้งกัน): what cannot be true of a loan is named, never silently put right.

use std::fmt;

use chrono::{Datelike, Months, NaiveDate};
use serde::Serialize;

use super::loan::{LARGEST, LoanInput, MOST_PAYMENTS, MOST_YEARS, Paid, Terms, principal};
use crate::clock::PartialDate;
use crate::money::Satang;

/// One thing that cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Problem {
    /// Which part of the loan.
    pub place: Place,
    /// Which payment, from 0, in the order they were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
    /// What is wrong with it.
    pub what: What,
}

/// A part of a loan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// The money received.
    Received,
    /// The amount written.
    Written,
    /// What was kept back.
    Deducted,
    /// The day of the loan.
    LentOn,
    /// The agreed percentage.
    Rate,
    /// The amount of an instalment.
    Instalment,
    /// The number of instalments.
    Count,
    /// A payment's day.
    PaymentOn,
    /// A payment's amount.
    Payment,
    /// The payments together.
    Payments,
    /// The sum paid.
    Total,
    /// How much of the sum was for the principal.
    OfPrincipal,
    /// When the last of the sum was paid.
    LastPaid,
    /// How often the sum was paid.
    Regular,
    /// What the lender claims.
    Claimed,
    /// The first day in default.
    DefaultFrom,
    /// The day of the balance.
    AsOf,
}

/// What is wrong. Its words are the locale key `calculation-problem-<key>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// Nothing, or less than nothing.
    NotPositive,
    /// More than 1,000,000,000,000 baht.
    TooLarge,
    /// More was received than was written.
    AboveWritten,
    /// Received and deducted do not come to what was written.
    DoesNotFit,
    /// A percentage below 0 or above 10,000; a year before 1900 or after 2399.
    OutOfRange,
    /// Before the money was lent.
    BeforeLoan,
    /// After the day of the balance.
    AfterAsOf,
    /// More than 10,000 of them.
    TooMany,
    /// More than a hundred years.
    TooLong,
    /// All instalments together are less than what was received.
    BelowReceived,
    /// A part larger than its whole.
    AboveTotal,
    /// It counts by days, and the loan or the payments have none.
    NeedsDates,
}

impl What {
    /// Its name in locale keys and in JSON.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::NotPositive => "not-positive",
            Self::TooLarge => "too-large",
            Self::AboveWritten => "above-written",
            Self::DoesNotFit => "does-not-fit",
            Self::OutOfRange => "out-of-range",
            Self::BeforeLoan => "before-loan",
            Self::AfterAsOf => "after-as-of",
            Self::TooMany => "too-many",
            Self::TooLong => "too-long",
            Self::BelowReceived => "below-received",
            Self::AboveTotal => "above-total",
            Self::NeedsDates => "needs-dates",
        }
    }
}

/// All problems of a loan, as an error.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            let comma = if index > 0 { ", " } else { "" };
            write!(f, "{comma}{:?}: {}", problem.place, problem.what.key())?;
        }
        Ok(())
    }
}

/// Everything in a loan that cannot be.
pub(super) fn check(input: &LoanInput) -> Vec<Problem> {
    let mut found = Found(Vec::new());
    found.amounts(input);
    found.terms(input);
    found.payments(input);
    found.dates(input);
    found.0
}

struct Found(Vec<Problem>);

impl Found {
    fn add(&mut self, place: Place, what: What) {
        self.0.push(Problem { place, row: None, what });
    }

    fn add_if(&mut self, wrong: bool, place: Place, what: What) {
        if wrong {
            self.add(place, what);
        }
    }

    fn amount(&mut self, amount: Option<Satang>, least: Satang, place: Place) {
        let Some(amount) = amount else { return };
        self.add_if(amount < least, place, What::NotPositive);
        self.add_if(amount > LARGEST, place, What::TooLarge);
    }

    fn amounts(&mut self, input: &LoanInput) {
        let one = Satang::new(1);
        self.amount(input.received, one, Place::Received);
        self.amount(input.written, one, Place::Written);
        self.amount(input.deducted, Satang::ZERO, Place::Deducted);
        self.amount(input.claimed, Satang::ZERO, Place::Claimed);
        if !self.0.is_empty() {
            return; // how they fit is not to be said of amounts that cannot be
        }
        match (input.received, input.written, input.deducted) {
            (Some(received), Some(written), _) if received > written => {
                self.add(Place::Received, What::AboveWritten);
            }
            (Some(received), Some(written), Some(deducted))
                if received.checked_add(deducted) != Some(written) =>
            {
                self.add(Place::Deducted, What::DoesNotFit);
            }
            (None, Some(written), Some(deducted)) if deducted >= written => {
                self.add(Place::Deducted, What::AboveTotal);
            }
            _ => {}
        }
    }

    fn terms(&mut self, input: &LoanInput) {
        match input.terms {
            Terms::Percent { rate, .. } => {
                let sound = (0..=100_000_000).contains(&rate.ten_thousandths());
                self.add_if(!sound, Place::Rate, What::OutOfRange);
            }
            Terms::Instalments { count, amount, period } => {
                let before = self.0.len();
                self.amount(Some(amount), Satang::new(1), Place::Instalment);
                self.add_if(count == 0, Place::Count, What::NotPositive);
                let many = usize::try_from(count).unwrap_or(usize::MAX) > MOST_PAYMENTS;
                self.add_if(many, Place::Count, What::TooMany);
                let long = count > MOST_YEARS * u32::from(period.a_year());
                self.add_if(long && !many, Place::Count, What::TooLong);
                let total = amount.checked_mul(count.into());
                let least = principal(input).map_or(Satang::ZERO, |principal| principal.lo);
                let below = self.0.len() == before && total.is_some_and(|total| total < least);
                self.add_if(below, Place::Instalment, What::BelowReceived);
            }
            Terms::NoneAgreed | Terms::Unknown => {}
        }
    }

    fn payments(&mut self, input: &LoanInput) {
        match &input.paid {
            Paid::Nothing | Paid::Unknown => {}
            Paid::Dated(payments) => {
                self.add_if(payments.len() > MOST_PAYMENTS, Place::Payments, What::TooMany);
                let lent = input.lent_on.map(PartialDate::earliest);
                for (row, payment) in payments.iter().enumerate().take(MOST_PAYMENTS) {
                    let before = self.0.len();
                    self.amount(Some(payment.amount), Satang::new(1), Place::Payment);
                    self.paid_on(payment.on, lent, input.as_of, Place::PaymentOn);
                    self.0[before..].iter_mut().for_each(|problem| problem.row = Some(row));
                }
            }
            Paid::Total { amount, of_principal, last_paid, regular } => {
                self.amount(Some(*amount), Satang::new(1), Place::Total);
                self.amount(Some(*of_principal), Satang::ZERO, Place::OfPrincipal);
                self.add_if(of_principal > amount, Place::OfPrincipal, What::AboveTotal);
                let lent = input.lent_on.map(PartialDate::earliest);
                if let Some(last) = last_paid {
                    self.paid_on(*last, lent, input.as_of, Place::LastPaid);
                }
                let Some(regular) = regular else { return };
                let many = usize::try_from(regular.count).unwrap_or(usize::MAX) > MOST_PAYMENTS;
                self.add_if(regular.count == 0, Place::Regular, What::NotPositive);
                self.add_if(many, Place::Regular, What::TooMany);
                if many || regular.count == 0 {
                    return;
                }
                let long = regular.count > MOST_YEARS * u32::from(regular.period.a_year());
                self.add_if(long, Place::Regular, What::TooLong);
                let end = last_paid.map_or(input.as_of, |last| last.latest().min(input.as_of));
                let first = regular.period.before(end, regular.count - 1);
                let early = lent.is_some_and(|lent| first.is_none_or(|first| first < lent));
                self.add_if(!long && early, Place::Regular, What::DoesNotFit);
            }
            Paid::ByMonth(payments) => {
                let months = usize::try_from(MOST_YEARS * 12).unwrap_or(usize::MAX);
                self.add_if(payments.len() > months, Place::Payments, What::TooLong);
                for (row, amount) in payments.iter().enumerate().take(months) {
                    let before = self.0.len();
                    self.amount(Some(*amount), Satang::ZERO, Place::Payment);
                    self.0[before..].iter_mut().for_each(|problem| problem.row = Some(row));
                }
            }
        }
    }

    fn paid_on(
        &mut self,
        on: PartialDate,
        lent: Option<NaiveDate>,
        as_of: NaiveDate,
        place: Place,
    ) {
        self.add_if(lent.is_some_and(|lent| on.latest() < lent), place, What::BeforeLoan);
        self.add_if(on.earliest() > as_of, place, What::AfterAsOf);
    }

    fn dates(&mut self, input: &LoanInput) {
        let sound = |date: NaiveDate| (1900..=2399).contains(&date.year());
        if !sound(input.as_of) {
            return self.add(Place::AsOf, What::OutOfRange);
        }
        let lent = input.lent_on.map(PartialDate::earliest);
        let paid = match &input.paid {
            Paid::Dated(payments) => payments.iter().map(|payment| payment.on.earliest()).min(),
            _ => None,
        };
        let first = lent.or(paid);
        let limit = input.as_of.checked_sub_months(Months::new(MOST_YEARS * 12));
        let long = first.is_some_and(|first| limit.is_some_and(|limit| first < limit));
        self.add_if(long, Place::AsOf, What::TooLong);
        self.add_if(lent.is_some_and(|lent| lent > input.as_of), Place::LentOn, What::AfterAsOf);
        let Some(default) = input.default_from else { return };
        let by_days = lent.is_some() && !matches!(input.paid, Paid::ByMonth(_));
        self.add_if(!by_days, Place::DefaultFrom, What::NeedsDates);
        self.add_if(lent.is_some_and(|lent| default < lent), Place::DefaultFrom, What::BeforeLoan);
        self.add_if(default > input.as_of, Place::DefaultFrom, What::AfterAsOf);
    }
}
