//! Equal months (คิดเป็นเดือน เดือนละเท่ากัน): for payments without dates, a twelfth of the yearly rate each month.
//!
//! Fractions of a satang are carried exactly from month to month; only the figures shown are rounded, half up.
//! At the ceiling of 15% a year a month's interest is 1.25%, an eightieth of the principal.

use num_bigint::BigUint;

use super::range::Missing;
use super::rate::{YearlyRate, gcd};
use super::schedule::{Schedule, Step, When};
use crate::money::Satang;

/// Reduces `principal` by one payment a month, the first a month after the loan. The last payment is the end.
///
/// After `m` months all amounts are whole numbers of `1/divisor^m` satang, so that nothing is ever rounded on the way.
pub(super) fn by_months(
    principal: Satang,
    payments: &[Satang],
    rate: YearlyRate,
) -> Result<Schedule, Missing> {
    let (share, divisor) = monthly(rate);
    let mut unit = BigUint::from(1_u8);
    let (mut owed, mut unpaid) = (whole(principal), BigUint::ZERO);
    let mut steps = Vec::with_capacity(payments.len().max(1));
    for (month, payment) in (1..).zip(payments) {
        let interest = &owed * share;
        unit *= divisor;
        owed *= divisor;
        unpaid = unpaid * divisor + &interest;
        let paid = whole(*payment) * &unit;
        let interest_paid = paid.clone().min(unpaid.clone());
        unpaid -= &interest_paid;
        let rest = paid - &interest_paid;
        let principal_paid = rest.clone().min(owed.clone());
        owed -= &principal_paid;
        let shown = |amount: &BigUint| rounded(amount, &unit);
        steps.push(Step {
            on: When::Month(month),
            payment: *payment,
            interest: shown(&interest)?,
            interest_paid: shown(&interest_paid)?,
            principal_paid: shown(&principal_paid)?,
            overpaid: shown(&(rest - &principal_paid))?,
            principal: shown(&owed)?,
            unpaid_interest: shown(&unpaid)?,
            balance: shown(&(&owed + &unpaid))?,
        });
    }
    Ok(Schedule { from: When::Month(0), principal, steps })
}

/// A month's share of the principal, as a fraction in lowest terms.
fn monthly(rate: YearlyRate) -> (u128, u128) {
    let (share, divisor) = (rate.get().unsigned_abs().into(), 120_000_000_000);
    let common = gcd(share, divisor);
    (share / common, divisor / common)
}

fn whole(amount: Satang) -> BigUint {
    BigUint::from(amount.get().unsigned_abs())
}

/// The nearest whole number of satang, half up.
fn rounded(amount: &BigUint, unit: &BigUint) -> Result<Satang, Missing> {
    let nearest = (amount * 2_u8 + unit) / (unit * 2_u8);
    match i64::try_from(nearest) {
        Ok(satang) if satang <= i64::MAX / 2 => Ok(Satang::new(satang)),
        _ => Err(Missing::Smaller),
    }
}
