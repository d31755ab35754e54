//! A second calculator, written apart from the first: slow, day by day, with exact fractions of big numbers.

use chrono::NaiveDate;
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;

use super::properties::{Told, told};
use super::*;

/// The balance and what was overpaid, by days: every day's interest is a fraction; events round the sum of them.
fn by_days(told: &Told, percent: i64) -> (BigRational, BigRational) {
    let zero = || BigRational::from_integer(0.into());
    let daily = BigRational::new(percent.into(), (100 * 365).into());
    let (mut principal, mut interest, mut running) =
        (BigRational::from_integer(told.received.into()), zero(), zero());
    let mut overpaid = zero();
    let mut today = told.lent_on;
    loop {
        let paid: Vec<i64> =
            told.payments.iter().filter(|(on, _)| *on == today).map(|(_, paid)| *paid).collect();
        if !paid.is_empty() || today == told.as_of {
            interest += half_up(&running);
            running = zero();
            let mut rest = BigRational::from_integer(paid.iter().sum::<i64>().into());
            for owed in [&mut interest, &mut principal] {
                let covered = rest.clone().min(owed.clone());
                *owed -= &covered;
                rest -= covered;
            }
            overpaid += rest;
        }
        if today == told.as_of {
            return (principal + interest, overpaid);
        }
        running += &principal * &daily;
        today = today.succ_opt().unwrap();
    }
}

/// The same by equal months, never rounded but at the end.
fn by_months(received: i64, payments: &[i64], percent: i64) -> (BigInt, BigInt) {
    let monthly = BigRational::new(percent.into(), 1200.into());
    let mut principal = BigRational::from_integer(received.into());
    let mut interest = BigRational::from_integer(0.into());
    let mut shown_over = BigInt::from(0);
    for payment in payments {
        interest += &principal * &monthly;
        let mut rest = BigRational::from_integer((*payment).into());
        for owed in [&mut interest, &mut principal] {
            let covered = rest.clone().min(owed.clone());
            *owed -= &covered;
            rest -= covered;
        }
        shown_over += half_up(&rest).to_integer();
    }
    (half_up(&(principal + interest)).to_integer(), shown_over)
}

fn half_up(amount: &BigRational) -> BigRational {
    (amount + BigRational::new(1.into(), 2.into())).floor()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn a_second_calculator_agrees(told in told(300, 40)) {
        let result = calculated(told.input());
        let outcome = &result.at_ceiling;
        let exact = |amount: crate::calculator::range::Amount| BigRational::from_integer(amount.exact().unwrap().get().into());
        let (balance, overpaid) = by_days(&told, 15);
        prop_assert_eq!(exact(outcome.balance), balance);
        prop_assert_eq!(exact(outcome.overpaid), overpaid);
        let (balance, overpaid) = by_days(&told, 0);
        prop_assert_eq!(exact(result.void_interest.balance), balance);
        prop_assert_eq!(exact(result.void_interest.overpaid), overpaid);
    }

    #[test]
    fn a_second_calculator_agrees_on_equal_months(
        received in 1_i64..=10_000_000_000,
        payments in prop::collection::vec(0_i64..=500_000_000, 1..60),
    ) {
        let paid = Paid::ByMonth(payments.iter().copied().map(Satang::new).collect());
        let result = calculated(LoanInput { received: Some(Satang::new(received)), paid, ..a_loan(1) });
        let exact = |amount: crate::calculator::range::Amount| BigInt::from(amount.exact().unwrap().get());
        let (balance, overpaid) = by_months(received, &payments, 15);
        prop_assert_eq!(exact(result.at_ceiling.balance), balance);
        prop_assert_eq!(exact(result.at_ceiling.overpaid), overpaid);
    }
}

#[test]
fn the_second_calculator_is_right_itself() {
    let told = Told {
        received: 1_000_000,
        lent_on: NaiveDate::from_ymd_opt(2024, 1, 1).unwrap(),
        as_of: NaiveDate::from_ymd_opt(2024, 12, 31).unwrap(),
        payments: Vec::new(),
    };
    assert_eq!(by_days(&told, 15).0, BigRational::from_integer(1_150_000.into()));
    assert_eq!(by_months(12_000_000, &[1_300_000; 5], 15).0, BigInt::from(6_104_442));
}
