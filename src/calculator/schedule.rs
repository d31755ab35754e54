//! The schedule (ตารางคำนวณ): every step of a calculation, as a person follows it by hand.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::interest::Rates;
use super::range::Missing;
use crate::money::Satang;

/// When a step happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// On a day.
    Day(NaiveDate),
    /// So many equal months after the loan.
    Month(u32),
}

/// One event: the payments of a day or month, or the end of the calculation. All amounts are 0 or more.
///
/// `payment = interest_paid + principal_paid + overpaid`, and `balance = principal + unpaid_interest`. With equal
/// months each figure is rounded by itself from an exact fraction, so that such sums can be a satang apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Step {
    /// When.
    pub on: When,
    /// What was paid.
    pub payment: Satang,
    /// The interest since the step before.
    pub interest: Satang,
    /// How much of the payment covered interest.
    pub interest_paid: Satang,
    /// How much of it reduced the principal.
    pub principal_paid: Satang,
    /// How much of it was more than was owed.
    pub overpaid: Satang,
    /// The principal then owed.
    pub principal: Satang,
    /// The interest then owed, which bears no interest (s.655).
    pub unpaid_interest: Satang,
    /// Both.
    pub balance: Satang,
}

/// All steps from the loan to the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Schedule {
    /// When it begins.
    pub from: When,
    /// The principal at the beginning.
    pub principal: Satang,
    /// The steps in order; at least one, the last at the end.
    pub steps: Vec<Step>,
}

/// A point of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// When.
    pub on: When,
    /// The balance just before the payment, with the interest until then.
    pub before: Satang,
    /// The balance just after it.
    pub after: Satang,
}

impl Schedule {
    /// What is owed at the end.
    #[must_use]
    pub fn balance(&self) -> Satang {
        self.steps.last().map_or(self.principal, |step| step.balance)
    }

    /// What was paid beyond what was owed.
    #[must_use]
    pub fn overpaid(&self) -> Satang {
        let sum = Satang::checked_sum(self.steps.iter().map(|step| step.overpaid));
        sum.unwrap_or(Satang::new(i64::MAX)) // never: it is at most what was paid
    }

    /// The balance over time, beginning with the loan.
    #[must_use]
    pub fn points(&self) -> Vec<Point> {
        let first = Point { on: self.from, before: self.principal, after: self.principal };
        let rest = self.steps.iter().map(|step| {
            let paid = step.interest_paid.get() + step.principal_paid.get();
            let before = Satang::new(step.balance.get() + paid);
            Point { on: step.on, before, after: step.balance }
        });
        [first].into_iter().chain(rest).collect()
    }
}

/// Reduces `principal` by payments in order of their days: the 15% reducing balance, or any other rate.
///
/// At each day with payments, and at the end, the interest since the day before is rounded half up to the satang;
/// the payment covers unpaid interest, then principal; what interest is left is carried and bears none.
pub(super) fn by_days(
    principal: Satang,
    lent_on: NaiveDate,
    payments: impl Iterator<Item = (NaiveDate, Satang)>,
    as_of: NaiveDate,
    rates: &Rates,
) -> Result<Schedule, Missing> {
    let mut payments = payments.peekable();
    let mut steps = Vec::with_capacity(payments.size_hint().0 + 1);
    let (mut owed, mut unpaid) = (i128::from(principal.get()), 0_i128);
    let mut last = lent_on;
    loop {
        let day = payments.peek().map_or(as_of, |(day, _)| *day);
        let mut payment = 0_i128;
        while let Some((_, amount)) = payments.next_if(|(on, _)| *on == day) {
            payment += i128::from(amount.get());
        }
        let interest = rates.interest(owed, last, day);
        unpaid += interest;
        let interest_paid = payment.min(unpaid);
        let principal_paid = (payment - interest_paid).min(owed);
        unpaid -= interest_paid;
        owed -= principal_paid;
        steps.push(Step {
            on: When::Day(day),
            payment: satang(payment)?,
            interest: satang(interest)?,
            interest_paid: satang(interest_paid)?,
            principal_paid: satang(principal_paid)?,
            overpaid: satang(payment - interest_paid - principal_paid)?,
            principal: satang(owed)?,
            unpaid_interest: satang(unpaid)?,
            balance: satang(owed + unpaid)?,
        });
        last = day;
        if day == as_of {
            return Ok(Schedule { from: When::Day(lent_on), principal, steps });
        }
    }
}

/// The amount, if it can be held together with one as large.
fn satang(amount: i128) -> Result<Satang, Missing> {
    match i64::try_from(amount) {
        Ok(amount) if amount <= i64::MAX / 2 => Ok(Satang::new(amount)),
        _ => Err(Missing::Smaller),
    }
}
