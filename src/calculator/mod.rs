//! The lawful balance (คำนวณยอดหนี้ตามกฎหมาย): what the law says is owed, as a range with its basis.
//!
//! The walk: [`Loan::parse`] (what is known, without contradictions) → [`calculate`] → [`Calculation`]: the yearly
//! [`rate`] against the ceiling of [`law`]; the `course` of events at its best and its worst; the `methods` A, B
//! and C, each walked into a [`schedule`] and told as an [`outcome`]; [`limitation`] hints. No I/O, no clock, and no
//! floating point in a result.
//!
//! **The convention**, so that anyone can check by hand:
//! - By days, interest is simple: principal × rate × actual days / 365, in leap years too.
//! - Events are the days with payments and the day of the balance. Several payments of one day are one event.
//! - At an event the interest since the one before is computed exactly and rounded half up to the satang.
//! - A payment covers unpaid interest, then principal (s.329). Interest left unpaid is carried and bears none (s.655).
//! - The balance is principal and unpaid interest. What is paid beyond it is `overpaid`.
//! - Without dates, months are equal: a twelfth of the yearly rate each (1.25% at the ceiling), fractions carried
//!   exactly; only what is shown is rounded.
//! - Rates are made yearly by simple multiplication: day ×365, week ×52, half month or lottery draw ×24, month ×12.
//! - What is not known makes a range, or "cannot be said"; never a guess.
//!
//! Every result is an estimate; the law is unsettled where methods A, B and C differ. `Ground::needs_lawyer` marks
//! what a lawyer has to confirm.

pub mod chart;
mod course;
pub mod debt;
mod equal_months;
pub mod form;
mod instalment;
mod interest;
pub mod law;
pub mod limitation;
pub mod loan;
mod methods;
pub mod outcome;
pub mod problem;
pub mod range;
pub mod rate;
pub mod report;
pub mod schedule;
pub mod store;
pub mod web;
pub mod words;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use self::loan::{Loan, LoanInput};
pub use self::outcome::Method;

use self::course::Courses;
use self::limitation::Hint;
use self::methods::Working;
use self::outcome::Outcome;
use self::range::{Amount, Missing, Range};
use self::rate::{Annual, Cap, Verdict};
use crate::money::Satang;

/// The version of the rules. It rises with every change that can change a result, and is stored with each one.
pub const VERSION: u16 = 1;

/// What the law may say is owed, and how it was found. Stored whole, it can be reproduced: the same loan and version
/// give the same result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Calculation {
    /// The version of the rules.
    pub version: u16,
    /// What it was calculated from.
    pub loan: Loan,
    /// The principal: the money received.
    pub principal: Amount,
    /// What was paid in all.
    pub paid: Amount,
    /// The agreed rate by the year.
    pub rate: Option<Annual>,
    /// The ceiling for this lender; `None` for a bank.
    pub cap: Option<Cap>,
    /// Whether the agreed interest is over the ceiling.
    pub verdict: Verdict,
    /// Whether months are counted as equal, for want of dates.
    pub equal_months: bool,
    /// Method A.
    pub void_interest: Outcome,
    /// Method B.
    pub at_ceiling: Outcome,
    /// Method C.
    pub no_credit: Outcome,
    /// At the agreed rate. `None`: the terms are unknown.
    pub at_agreed_rate: Option<Outcome>,
    /// What the lender's terms come to. `None`: the terms are unknown.
    pub lenders_sum: Option<Outcome>,
    /// What else should be said.
    pub notes: Vec<Note>,
    /// Claims that may be too old.
    pub limitation: Vec<Hint>,
}

/// Something that should be said beside the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Note {
    /// More was written than was received, by at least this: only what was received is owed (s.650), and a false
    /// amount is a crime (Excessive Interest Act 2560, s.4).
    WrittenAboveReceived(Satang),
    /// More is claimed than the lender's own terms explain: the balance rose without a reason that was told.
    ClaimedWithoutReason {
        /// What is claimed.
        claimed: Satang,
        /// The most that the terms come to.
        explained: Satang,
    },
    /// Method B comes to more than method C, because in B interest has run that nothing paid has covered.
    UnpaidInterest,
}

/// The plain answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// By every method that applies nothing is owed.
    Settled,
    /// By the present line of the courts (method A) nothing is owed; by another method something may be.
    PerhapsSettled,
    /// Something is owed or may be: from the least to the most by the methods that apply.
    Owed(Range),
    /// It cannot be said, for want of this.
    Unknown(Missing),
}

/// Calculates what the law may say is owed.
#[must_use]
pub fn calculate(loan: &Loan) -> Calculation {
    let principal = loan.principal();
    let any = Range { lo: Satang::ZERO, hi: loan::LARGEST };
    let cap = law::cap(loan.input().lender, principal.unwrap_or(any), loan.lent());
    let annual = rate::annual(loan, principal);
    let working = Working { loan, courses: Courses::of(loan), principal, annual, cap };
    let mut calculation = Calculation {
        version: VERSION,
        loan: loan.clone(),
        principal: principal.map_or(Amount::Unknown(Missing::Principal), Amount::Known),
        paid: loan
            .paid()
            .map_or(Amount::Unknown(Missing::Payments), |paid| Amount::Known(Range::exactly(paid))),
        rate: annual,
        cap,
        verdict: rate::verdict(loan, principal, annual, cap),
        equal_months: working.courses.by_months(),
        void_interest: working.void_interest(),
        at_ceiling: working.at_ceiling(),
        no_credit: working.no_credit(),
        at_agreed_rate: working.at_agreed_rate(),
        lenders_sum: working.lenders_sum(),
        notes: Vec::new(),
        limitation: limitation::hints(loan),
    };
    calculation.notes = calculation.noted();
    calculation
}

impl Calculation {
    /// The methods that apply: A, B and C over the ceiling, the agreed rate within it, all where it is unclear.
    #[must_use]
    pub fn applicable(&self) -> Vec<&Outcome> {
        let over = [&self.void_interest, &self.at_ceiling, &self.no_credit];
        let agreed = self.at_agreed_rate.as_ref();
        match self.verdict {
            Verdict::Over => over.to_vec(),
            Verdict::NotOver => agreed.into_iter().collect(),
            Verdict::Unclear => over.into_iter().chain(agreed).collect(),
        }
    }

    /// The plain answer, by the methods that apply and can be worked out.
    #[must_use]
    pub fn answer(&self) -> Answer {
        let applicable = self.applicable();
        let ranges = applicable.iter().filter_map(|outcome| outcome.balance.range());
        let Some(all) = ranges.reduce(Range::or) else {
            let missing = applicable.iter().find_map(|outcome| match outcome.balance {
                Amount::Unknown(missing) => Some(missing),
                Amount::Known(_) => None,
            });
            return Answer::Unknown(missing.unwrap_or(Missing::Rate));
        };
        let complete = applicable.iter().all(|outcome| outcome.balance.range().is_some());
        if all.hi == Satang::ZERO && complete {
            Answer::Settled
        } else if self.verdict != Verdict::NotOver && self.void_interest.settled() {
            Answer::PerhapsSettled
        } else {
            Answer::Owed(all)
        }
    }

    /// The result of a method; `None` where the terms are unknown.
    #[must_use]
    pub fn outcome(&self, method: Method) -> Option<&Outcome> {
        match method {
            Method::VoidInterest => Some(&self.void_interest),
            Method::AtCeiling => Some(&self.at_ceiling),
            Method::NoCredit => Some(&self.no_credit),
            Method::AtAgreedRate => self.at_agreed_rate.as_ref(),
            Method::LendersSum => self.lenders_sum.as_ref(),
        }
    }

    /// Leaves the steps out, where they are too many to be sent.
    pub fn leave_out_schedules(&mut self) {
        let always = [&mut self.void_interest, &mut self.at_ceiling, &mut self.no_credit];
        let others = self.at_agreed_rate.iter_mut().chain(&mut self.lenders_sum);
        for outcome in always.into_iter().chain(others) {
            (outcome.schedule, outcome.worst) = (None, None);
        }
    }

    fn noted(&self) -> Vec<Note> {
        let input = self.loan.input();
        let received = self.principal.exact();
        let hidden = input.written.zip(received).and_then(|(written, received)| {
            let hidden = written.checked_sub(received)?;
            (hidden > Satang::ZERO).then_some(Note::WrittenAboveReceived(hidden))
        });
        let sum = self.lenders_sum.as_ref().and_then(|sum| sum.balance.range());
        let risen = input.claimed.zip(sum).and_then(|(claimed, sum)| {
            let explained = sum.hi;
            (claimed > explained).then_some(Note::ClaimedWithoutReason { claimed, explained })
        });
        let (b, c) = (self.at_ceiling.balance.range(), self.no_credit.balance.range());
        let unpaid = b.zip(c).and_then(|(b, c)| (b.hi > c.hi).then_some(Note::UnpaidInterest));
        [hidden, risen, unpaid].into_iter().flatten().collect()
    }
}
