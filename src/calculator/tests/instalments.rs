//! The instalment solver against a published library: `irr` of the crate `financial` 1.1 (bisection on floats).
#![expect(clippy::cast_precision_loss, reason = "the library speaks in floats")]

use proptest::prelude::*;

use super::*;
use crate::calculator::instalment::internal_rate;
use crate::calculator::rate::{Annual, Verdict, YearlyRate};

proptest! {
    #[test]
    fn the_rate_agrees_with_a_published_library(
        received in 10_000_i64..100_000_000,
        count in 1_u32..120,
        more in 1_i64..300,
        period in 0..Period::ALL.len(),
    ) {
        let period = Period::ALL[period];
        prop_assume!(count <= 100 * u32::from(period.a_year()));
        let amount = received * (100 + more) / 100 / i64::from(count) + 1;
        let rate = internal_rate(Satang::new(received), count, Satang::new(amount), period);
        let hi = rate.hi.unwrap();
        prop_assert!(hi.get() - rate.lo.get() <= 1);
        let ours = rate.lo.get() as f64 / 1e10 / f64::from(period.a_year());
        let mut flows = vec![-(received as f64)];
        flows.resize(usize::try_from(count).unwrap() + 1, amount as f64);
        let theirs = financial::irr(&flows, Some(ours)).unwrap();
        prop_assert!((theirs - ours).abs() <= 1e-9, "{ours} {theirs}");
    }
}

#[test]
fn a_rate_met_exactly_is_exact_and_not_over_the_ceiling() {
    // 12,880 = 6,561/(81/80) + 6,561/(81/80)²: exactly 1.25% a month.
    for (received, amount, count, verdict) in [
        (1_288_000, 656_100, 2, Verdict::NotOver),
        (1_287_999, 656_100, 2, Verdict::Over),
        (1_288_001, 656_100, 2, Verdict::NotOver),
        (8_000, 8_100, 1, Verdict::NotOver),
        (7_999, 8_100, 1, Verdict::Over),
    ] {
        let terms =
            Terms::Instalments { count, amount: Satang::new(amount), period: Period::Month };
        let result =
            calculated(LoanInput { received: Some(Satang::new(received)), terms, ..a_loan(1) });
        assert_eq!(result.verdict, verdict, "{received}");
    }
    let rate = internal_rate(Satang::new(8_000), 1, Satang::new(8_100), Period::Month);
    assert_eq!(rate, Annual::exactly(YearlyRate::from_percent(15)));
}

#[test]
fn instalments_without_interest_hide_none() {
    let rate = internal_rate(Satang::new(1_000), 10, Satang::new(100), Period::Week);
    assert_eq!(rate, Annual::exactly(YearlyRate::ZERO));
}

#[test]
fn well_known_instalments_have_well_known_rates() {
    for (received, count, amount, period, yearly) in [
        (10_000, 24, 500, Period::Day, "552.28"), // 20% on top, paid in 24 days
        (10_000, 12, 1_000, Period::Month, "35.07"),
    ] {
        let [received, amount] = [received, amount].map(Satang::from_baht);
        let rate = internal_rate(received, count, amount, period).lo;
        assert_eq!(format!("{:.2}", rate.get() as f64 / 1e8), yearly);
    }
}
