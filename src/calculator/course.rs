//! Courses (ลำดับเหตุการณ์ที่เป็นไปได้): what can have happened, at its best and at its worst for the debtor.
//!
//! Later lending and earlier paying mean less interest, whatever the rate; so all that unknown or partly known days
//! leave open lies between two courses. (Where interest is rounded at each step, days in between can differ from
//! these two by a satang a step.)

use chrono::NaiveDate;

use super::equal_months::by_months;
use super::interest::Rates;
use super::loan::{Loan, Paid, Payment, Period, Regular};
use super::range::{Days, Missing};
use super::rate::YearlyRate;
use super::schedule::{Schedule, by_days};
use crate::money::Satang;

/// A course of events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Course {
    /// With a day for everything.
    Days { lent_on: NaiveDate, payments: Vec<Dated>, as_of: NaiveDate },
    /// A payment each month, and how much in all was expressly for the principal.
    Months { payments: Vec<Satang>, of_principal: Satang },
    /// Without days: only the sum paid, and how much of it was expressly for the principal.
    Undated { paid: Satang, of_principal: Satang },
    /// Everything was paid, nobody knows when.
    Settled,
}

/// A payment on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dated {
    on: NaiveDate,
    amount: Satang,
    principal_only: bool,
}

/// The two ends of what can have happened; the same one twice where all is known.
pub(super) struct Courses {
    /// The least interest.
    pub(super) best: Course,
    /// The most interest; `None`: the same as the best.
    pub(super) worst: Option<Course>,
}

/// What a course comes to.
pub(super) struct End {
    pub(super) balance: Satang,
    /// `None`: not known.
    pub(super) overpaid: Option<Satang>,
    pub(super) schedule: Option<Schedule>,
}

impl Courses {
    pub(super) fn of(loan: &Loan) -> Self {
        let input = loan.input();
        let best = match (&input.paid, loan.lent()) {
            (Paid::Unknown, _) => Course::Settled,
            (Paid::ByMonth(payments), _) => {
                Course::Months { payments: payments.clone(), of_principal: Satang::ZERO }
            }
            (Paid::Total { amount, of_principal, regular: Some(regular), .. }, None)
                if regular.period == Period::Month =>
            {
                let payments = split(*amount, regular.count);
                Course::Months { payments, of_principal: *of_principal }
            }
            (_, None) => undated(&input.paid),
            (_, Some(lent)) => best(&input.paid, lent, input.as_of),
        };
        let worst = match (&input.paid, loan.lent()) {
            (Paid::Unknown, None) => Some(undated(&Paid::Nothing)),
            (Paid::ByMonth(_), _) | (_, None) => None,
            (Paid::Unknown, Some(lent)) => Some(worst(&Paid::Nothing, lent, input.as_of)),
            (_, Some(lent)) => Some(worst(&input.paid, lent, input.as_of)),
        };
        let worst = worst.filter(|worst| *worst != best);
        Self { best, worst }
    }

    /// Whether it counts equal months.
    pub(super) fn by_months(&self) -> bool {
        matches!(self.best, Course::Months { .. })
    }
}

impl Course {
    /// What it comes to for this principal at these rates, counting only payments towards the principal if told so.
    pub(super) fn end(
        &self,
        principal: Satang,
        rates: &Rates,
        principal_only: bool,
    ) -> Result<End, Missing> {
        let schedule = match self {
            Self::Settled => {
                return Ok(End { balance: Satang::ZERO, overpaid: None, schedule: None });
            }
            Self::Months { of_principal, .. } if principal_only => {
                return Ok(without_days(principal, *of_principal));
            }
            Self::Undated { of_principal, .. } if principal_only => {
                return Ok(without_days(principal, *of_principal));
            }
            Self::Undated { .. } if rates.now() > YearlyRate::ZERO => {
                return Err(Missing::LoanDate);
            }
            Self::Undated { paid, .. } => return Ok(without_days(principal, *paid)),
            Self::Months { payments, .. } => by_months(principal, payments, rates.now())?,
            Self::Days { lent_on, payments, as_of } => {
                let counted = payments.iter().filter(|p| p.principal_only || !principal_only);
                let days = counted.map(|payment| (payment.on, payment.amount));
                by_days(principal, *lent_on, days, *as_of, rates)?
            }
        };
        let (balance, overpaid) = (schedule.balance(), Some(schedule.overpaid()));
        Ok(End { balance, overpaid, schedule: Some(schedule) })
    }
}

/// What is left of a principal that bears no interest.
fn without_days(principal: Satang, paid: Satang) -> End {
    let less = |a: Satang, b: Satang| Satang::new((a.get() - b.get()).max(0));
    End { balance: less(principal, paid), overpaid: Some(less(paid, principal)), schedule: None }
}

/// The latest loan, and every payment as early as can be.
fn best(paid: &Paid, lent: Days, as_of: NaiveDate) -> Course {
    let mut lent_on = lent.latest;
    let payments = match paid {
        Paid::Dated(payments) => {
            payments.iter().map(|p| p.dated(p.on.earliest().max(lent_on))).collect()
        }
        Paid::Total { amount, of_principal, last_paid, regular } => {
            let end = last_paid.map_or(as_of, |last| last.latest().min(as_of));
            if let Some(Regular { count, period }) = *regular {
                // The last of them cannot be after the end, nor, where its day is told, before it.
                let first = period.before(end, count - 1).unwrap_or(lent_on);
                lent_on = lent_on.min(first);
                let least = last_paid.and_then(|last| period.before(last.earliest(), count - 1));
                let first = least.unwrap_or(lent_on).max(lent_on);
                parts(*amount, *of_principal, count, |n| {
                    period.after(first, n).unwrap_or(end).min(end)
                })
            } else {
                parts(*amount, *of_principal, 1, |_| lent_on)
            }
        }
        _ => Vec::new(),
    };
    Course::Days { lent_on, payments: in_order(payments), as_of }
}

/// The earliest loan, and every payment as late as can be.
fn worst(paid: &Paid, lent: Days, as_of: NaiveDate) -> Course {
    let payments = match paid {
        Paid::Dated(payments) => {
            payments.iter().map(|p| p.dated(p.on.latest().min(as_of))).collect()
        }
        Paid::Total { amount, of_principal, last_paid, regular } => {
            let end = last_paid.map_or(as_of, |last| last.latest().min(as_of));
            let (count, period) = regular.map_or((1, Period::Day), |r| (r.count, r.period));
            parts(*amount, *of_principal, count, |n| {
                period.before(end, count - 1 - n).unwrap_or(lent.earliest).max(lent.earliest)
            })
        }
        _ => Vec::new(),
    };
    Course::Days { lent_on: lent.earliest, payments: in_order(payments), as_of }
}

fn undated(paid: &Paid) -> Course {
    let (paid, of_principal) = match paid {
        Paid::Dated(payments) => {
            let sum = |principal: bool| {
                let counted = payments.iter().filter(|p| p.principal_only || !principal);
                Satang::new(counted.map(|payment| payment.amount.get()).sum())
            };
            (sum(false), sum(true))
        }
        Paid::Total { amount, of_principal, .. } => (*amount, *of_principal),
        _ => (Satang::ZERO, Satang::ZERO),
    };
    Course::Undated { paid, of_principal }
}

/// An amount in so many parts, as equal as whole satang can be.
fn split(amount: Satang, count: u32) -> Vec<Satang> {
    let upto = |n: u32| i128::from(amount.get()) * i128::from(n) / i128::from(count);
    (0..count).filter_map(|n| i64::try_from(upto(n + 1) - upto(n)).ok().map(Satang::new)).collect()
}

/// A sum as dated payments in equal parts, each with its part for the principal.
fn parts(
    amount: Satang,
    of_principal: Satang,
    count: u32,
    on: impl Fn(u32) -> NaiveDate,
) -> Vec<Dated> {
    let rest = Satang::new(amount.get() - of_principal.get());
    let parts = [(rest, false), (of_principal, true)].map(|(sum, principal_only)| {
        (0..).zip(split(sum, count)).map(move |(n, amount)| (n, amount, principal_only))
    });
    let parts = parts.into_iter().flatten();
    parts.map(|(n, amount, principal_only)| Dated { on: on(n), amount, principal_only }).collect()
}

fn in_order(mut payments: Vec<Dated>) -> Vec<Dated> {
    payments.retain(|payment| payment.amount > Satang::ZERO);
    payments.sort_by_key(|payment| payment.on);
    payments
}

impl Payment {
    fn dated(&self, on: NaiveDate) -> Dated {
        Dated { on, amount: self.amount, principal_only: self.principal_only }
    }
}
