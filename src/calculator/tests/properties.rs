//! What holds of every loan.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::*;
use crate::calculator::loan::LARGEST;
use crate::calculator::outcome::Outcome;
use crate::calculator::range::Range;

/// A loan of which everything is known.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) received: i64,
    pub(super) lent_on: NaiveDate,
    pub(super) as_of: NaiveDate,
    pub(super) payments: Vec<(NaiveDate, i64)>,
}

impl Told {
    pub(super) fn input(&self) -> LoanInput {
        let payments = self.payments.iter().map(|(on, amount)| Payment {
            on: (*on).into(),
            amount: Satang::new(*amount),
            principal_only: false,
        });
        LoanInput {
            received: Some(Satang::new(self.received)),
            lent_on: Some(self.lent_on.into()),
            as_of: self.as_of,
            paid: Paid::Dated(payments.collect()),
            ..a_loan(1)
        }
    }
}

/// Loans that run at most so many days, with fewer than so many payments of about what would settle them.
pub(super) fn told(days: u64, payments: usize) -> impl Strategy<Value = Told> {
    let amounts = prop_oneof![1..=1_000_i64, 1..=10_000_000_000_i64, 1..=LARGEST.get()];
    let lent = (0..20_000_u64).prop_map(|n| day("1990-01-01") + Days::new(n));
    (amounts, lent, 0..days, prop::collection::vec((any::<u64>(), 1..=200_i64), 0..payments))
        .prop_map(|(received, lent_on, days, payments)| Told {
            received,
            lent_on,
            as_of: lent_on + Days::new(days),
            payments: payments
                .into_iter()
                .map(|(on, part)| {
                    (lent_on + Days::new(on % (days + 1)), (received / 1_000 * part).max(1))
                })
                .collect(),
        })
}

fn outcomes(calculation: &Calculation) -> [&Outcome; 3] {
    [&calculation.void_interest, &calculation.at_ceiling, &calculation.no_credit]
}

fn range(outcome: &Outcome) -> Range {
    outcome.balance.range().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn schedules_add_up_and_nothing_in_them_is_negative(told in told(36_000, 50), default in any::<Option<u64>>()) {
        let span = (told.as_of - told.lent_on).num_days().unsigned_abs() + 1;
        let default_from = default.map(|n| told.lent_on + Days::new(n % span));
        let result = calculated(LoanInput { default_from, ..told.input() });
        for outcome in outcomes(&result) {
            let schedule = outcome.schedule.as_ref().unwrap();
            let mut before = (schedule.principal.get(), 0);
            let (mut paid, mut ran) = (0, 0);
            for step in &schedule.steps {
                let [payment, interest, to_interest, to_principal, overpaid, principal, unpaid, balance] = [
                    step.payment, step.interest, step.interest_paid, step.principal_paid,
                    step.overpaid, step.principal, step.unpaid_interest, step.balance,
                ].map(|amount| { assert!(amount >= Satang::ZERO); amount.get() });
                prop_assert_eq!(payment, to_interest + to_principal + overpaid);
                prop_assert_eq!(principal, before.0 - to_principal);
                prop_assert_eq!(unpaid, before.1 + interest - to_interest);
                prop_assert_eq!(balance, principal + unpaid);
                prop_assert!(to_principal == 0 || unpaid == 0);
                prop_assert!(overpaid == 0 || balance == 0);
                before = (principal, unpaid);
                paid += payment;
                ran += interest;
            }
            prop_assert_eq!(outcome.balance.exact(), Some(schedule.balance()));
            let whole = told.received + ran + schedule.overpaid().get();
            prop_assert_eq!(whole, paid + schedule.balance().get());
        }
        prop_assert!(range(&result.void_interest).hi <= range(&result.at_ceiling).hi);
        prop_assert!(result.void_interest.overpaid.exact() >= result.at_ceiling.overpaid.exact());
    }

    #[test]
    fn splitting_a_payment_on_its_day_changes_nothing(told in told(4_000, 20), part in 1..=99_i64) {
        let whole = calculated(told.input());
        let mut split = told.clone();
        split.payments = told.payments.iter().flat_map(|(on, amount)| {
            let first = amount * part / 100;
            [(*on, first), (*on, amount - first)].into_iter().filter(|(_, amount)| *amount > 0)
        }).collect();
        let split = calculated(split.input());
        prop_assert_eq!(outcomes(&whole), outcomes(&split));
    }

    #[test]
    fn the_order_of_payments_does_not_matter(told in told(4_000, 20), turn in any::<prop::sample::Index>()) {
        let mut turned = told.clone();
        if !turned.payments.is_empty() {
            let by = turn.index(turned.payments.len());
            turned.payments.rotate_left(by);
        }
        turned.payments.reverse();
        prop_assert_eq!(calculated(told.input()), calculated(turned.input()));
    }

    #[test]
    fn what_really_happened_lies_in_the_range_of_what_is_known(told in told(4_000, 12), vague in 0..4_u8) {
        let truth = calculated(told.input());
        let mut input = told.input();
        let month = |text: String| text[..7].parse().unwrap();
        if vague & 1 > 0 {
            input.lent_on = Some(month(told.lent_on.to_string()));
        }
        if let Paid::Dated(payments) = &mut input.paid && vague & 2 > 0 {
            for payment in payments {
                payment.on = month(payment.on.to_string());
            }
        }
        let known = calculated(input.clone());
        let steps = i64::try_from(told.payments.len()).unwrap() + 1;
        for (truth, known) in outcomes(&truth).into_iter().zip(outcomes(&known)) {
            let (truth, known) = (range(truth).lo.get(), range(known));
            prop_assert!(known.lo.get() - steps <= truth && truth <= known.hi.get() + steps);
        }
        let amount = Satang::new(told.payments.iter().map(|(_, amount)| amount).sum());
        if amount > Satang::ZERO && amount <= LARGEST {
            input.paid = Paid::Total { amount, of_principal: Satang::ZERO, last_paid: None, regular: None };
            let known = range(&calculated(input).at_ceiling);
            let truth = range(&truth.at_ceiling).lo.get();
            prop_assert!(known.lo.get() - steps <= truth && truth <= known.hi.get() + steps);
        }
    }

    #[test]
    fn a_is_never_more_than_b_whatever_is_known(
        told in told(4_000, 12),
        written in any::<bool>(),
        dated in any::<bool>(),
    ) {
        let mut input = told.input();
        if written {
            input.written = input.received.take();
        }
        if !dated {
            input.paid = Paid::Unknown;
        }
        let result = calculated(input);
        let (a, b) = (range(&result.void_interest), range(&result.at_ceiling));
        prop_assert!(a.lo <= b.lo && a.hi <= b.hi && b.lo <= b.hi);
    }
}
