//! The methods (วิธีคำนวณ): A, B and C, the agreed rate, and the lender's own sum, each from its best to its worst.

use super::course::Courses;
use super::interest::Rates;
use super::law::Ground;
use super::loan::{Lender, Loan, Paid, Terms};
use super::outcome::{Doubt, Method, Outcome};
use super::range::{Amount, Missing, Range};
use super::rate::{Annual, Cap, YearlyRate};
use crate::clock::PartialDate;

/// Works out the methods of one loan.
pub(super) struct Working<'a> {
    pub(super) loan: &'a Loan,
    pub(super) courses: Courses,
    pub(super) principal: Option<Range>,
    pub(super) annual: Option<Annual>,
    pub(super) cap: Option<Cap>,
}

impl Working<'_> {
    pub(super) fn void_interest(&self) -> Outcome {
        let none = self.rates(YearlyRate::ZERO);
        self.outcome(Method::VoidInterest, self.principal, Ok((none, None)))
    }

    pub(super) fn at_ceiling(&self) -> Outcome {
        let rates = self.cap.ok_or(Missing::Ceiling).map(|cap| {
            let worst = (cap.hi != cap.lo).then(|| self.rates(cap.hi));
            (self.rates(cap.lo), worst)
        });
        self.outcome(Method::AtCeiling, self.principal, rates)
    }

    pub(super) fn no_credit(&self) -> Outcome {
        let none = self.rates(YearlyRate::ZERO);
        self.outcome(Method::NoCredit, self.principal, Ok((none, None)))
    }

    /// At the agreed rate; without one, between no interest and the rate of s.7. `None`: the terms are unknown.
    pub(super) fn at_agreed_rate(&self) -> Option<Outcome> {
        let default = self.loan.input().default_from;
        let rates = match (self.loan.input().terms, self.annual) {
            (Terms::Unknown, _) => return None,
            (Terms::NoneAgreed, _) => {
                let worst = Rates::section_7().with_default(default);
                Ok((self.rates(YearlyRate::ZERO), Some(worst)))
            }
            (_, Some(Annual { lo, hi: Some(hi), .. })) => {
                Ok((self.rates(lo), (hi != lo).then(|| self.rates(hi))))
            }
            _ => Err(Missing::Rate),
        };
        Some(self.outcome(Method::AtAgreedRate, self.principal, rates))
    }

    /// The lender's sum: the agreed percentage on the amount written, or all instalments, less what was paid.
    pub(super) fn lenders_sum(&self) -> Option<Outcome> {
        let written = self.loan.input().written.map(Range::exactly).or(self.principal);
        let flat = |rate| Ok((Rates::flat(rate), None));
        let (principal, rates) = match (self.loan.input().terms, self.annual) {
            (Terms::Unknown, _) => return None,
            (Terms::NoneAgreed, _) => (written, flat(YearlyRate::ZERO)),
            (Terms::Instalments { count, amount, .. }, _) => {
                let all = amount.checked_mul(count.into()).map(Range::exactly);
                (all, flat(YearlyRate::ZERO))
            }
            (_, Some(Annual { lo, hi: Some(hi), .. })) => {
                (written, Ok((Rates::flat(lo), (hi != lo).then(|| Rates::flat(hi)))))
            }
            _ => (written, Err(Missing::Rate)),
        };
        Some(self.outcome(Method::LendersSum, principal, rates))
    }

    fn rates(&self, rate: YearlyRate) -> Rates {
        Rates::flat(rate).with_default(self.loan.input().default_from)
    }

    /// Walks the best and the worst of what can have happened. `rates`: the least, and the most where it is another.
    fn outcome(
        &self,
        method: Method,
        principal: Option<Range>,
        rates: Result<(Rates, Option<Rates>), Missing>,
    ) -> Outcome {
        let only_principal = method == Method::NoCredit;
        let walked = principal.ok_or(Missing::Principal).and_then(|principal| {
            let (least, most) = rates?;
            let best = self.courses.best.end(principal.lo, &least, only_principal)?;
            if principal.exact().is_some() && self.courses.worst.is_none() && most.is_none() {
                return Ok((best, None));
            }
            let course = self.courses.worst.as_ref().unwrap_or(&self.courses.best);
            let most = most.as_ref().unwrap_or(&least);
            let worst = course.end(principal.hi, most, only_principal)?;
            Ok((best, Some(worst)))
        });
        let (best, worst) = match walked {
            Ok(ends) => ends,
            Err(missing) => {
                let unknown = Amount::Unknown(missing);
                return Outcome {
                    method,
                    balance: unknown,
                    overpaid: unknown,
                    grounds: self.grounds(method),
                    doubts: Vec::new(),
                    schedule: None,
                    worst: None,
                };
            }
        };
        // Rounded at other days, the worst can come to some satang less than the best.
        let worst_balance = worst.as_ref().map_or(best.balance, |worst| worst.balance);
        let balance = Range::exactly(best.balance).or(Range::exactly(worst_balance));
        let least_overpaid = worst.as_ref().map_or(best.overpaid, |worst| worst.overpaid);
        let overpaid = match (least_overpaid, best.overpaid) {
            (Some(lo), Some(hi)) => Amount::Known(Range::exactly(lo).or(Range::exactly(hi))),
            _ => Amount::Unknown(Missing::Payments),
        };
        Outcome {
            method,
            balance: Amount::Known(balance),
            overpaid,
            grounds: self.grounds(method),
            doubts: if balance.exact().is_some() { Vec::new() } else { self.doubts(method) },
            worst: worst
                .and_then(|w| w.schedule)
                .filter(|worst| Some(worst) != best.schedule.as_ref()),
            schedule: best.schedule,
        }
    }

    /// What a method rests on for this lender and these terms.
    fn grounds(&self, method: Method) -> Vec<Ground> {
        let input = self.loan.input();
        let mut grounds = method.grounds().to_vec();
        if method == Method::AtCeiling && input.lender != Lender::Unlicensed {
            grounds.retain(|ground| *ground != Ground::Policy28November2566);
            let of_anyone = grounds.iter_mut().filter(|ground| **ground == Ground::Section654);
            of_anyone.for_each(|ground| *ground = Ground::LicensedCeiling);
        }
        if method == Method::AtAgreedRate && input.terms == Terms::NoneAgreed {
            let contract = grounds.iter_mut().filter(|ground| **ground == Ground::Contract);
            contract.for_each(|ground| *ground = Ground::Section7);
        }
        if input.default_from.is_some() && method != Method::LendersSum {
            grounds.extend([Ground::Section224, Ground::Ruling6233Of2549]);
        }
        grounds
    }

    /// What leaves the balance of a method open.
    fn doubts(&self, method: Method) -> Vec<Doubt> {
        use Method as M;
        let input = self.loan.input();
        let interest =
            !matches!(method, M::VoidInterest | M::NoCredit) || input.default_from.is_some();
        let days = interest && self.courses.worst.is_some();
        let inexact = |date: PartialDate| date.exact().is_none();
        let dated = match &input.paid {
            Paid::Dated(payments) => payments.iter().any(|payment| inexact(payment.on)),
            Paid::Total { .. } => true,
            _ => false,
        };
        let principal = if method == M::LendersSum { None } else { self.principal };
        let agreed = matches!(method, M::AtAgreedRate | M::LendersSum);
        let all = [
            (principal.is_some_and(|range| range.exact().is_none()), Doubt::Received),
            (days && input.lent_on.is_some_and(inexact), Doubt::LoanDate),
            (days && dated, Doubt::PaymentDates),
            (input.paid == Paid::Unknown, Doubt::Payments),
            (agreed && self.annual.is_some_and(|annual| annual.hi != Some(annual.lo)), Doubt::Rate),
            (method == M::AtAgreedRate && input.terms == Terms::NoneAgreed, Doubt::NoRateAgreed),
            (
                method == M::AtCeiling && self.cap.is_some_and(|cap| cap.hi != cap.lo),
                Doubt::Ceiling,
            ),
        ];
        all.into_iter().filter_map(|(holds, doubt)| holds.then_some(doubt)).collect()
    }
}
