//! The largest, the smallest and the longest: exact, without overflow or panic.

use super::*;
use crate::calculator::loan::{LARGEST, Regular};

#[test]
fn the_largest_loan_over_a_hundred_years_is_exact() {
    let input = LoanInput {
        received: Some(LARGEST),
        lent_on: Some("1926-01-01".parse().unwrap()),
        as_of: day("2026-01-01"),
        ..a_loan(1)
    };
    // 36,525 days: 10^12 × 15% × 36,525 / 365 = 15,010,273,972,602.739…
    let b = "16,010,273,972,602.74";
    assert_eq!(balances(&calculated(input)), ["1,000,000,000,000", b, "1,000,000,000,000"]);
}

#[test]
fn no_loan_within_the_limits_breaks_the_calculator() {
    let rates = [percent("10000", Period::Day), percent("0.0001", Period::Year)];
    let instalments = [(1, LARGEST), (10_000, LARGEST), (10_000, Satang::new(1))];
    let instalments = instalments.map(|(count, amount)| Terms::Instalments {
        count,
        amount,
        period: Period::Day,
    });
    let terms = [rates.to_vec(), instalments.to_vec(), vec![Terms::NoneAgreed, Terms::Unknown]];
    let on = "2024-06-01".parse().unwrap();
    let payments = [Satang::new(1), LARGEST]
        .map(|amount| Paid::Dated(vec![Payment { on, amount, principal_only: false }; 10_000]));
    let total = |amount, regular| Paid::Total {
        amount,
        of_principal: Satang::ZERO,
        last_paid: None,
        regular,
    };
    let daily = Some(Regular { count: 10_000, period: Period::Day });
    let rest = [
        Paid::Nothing,
        Paid::Unknown,
        Paid::ByMonth(vec![LARGEST; 1_200]),
        Paid::ByMonth(vec![Satang::new(1); 1_200]),
        Paid::ByMonth(Vec::new()),
        total(LARGEST, None),
        total(Satang::new(1), daily),
    ];
    let paid: Vec<Paid> = payments.into_iter().chain(rest).collect();
    let mut calculated = 0;
    for received in [None, Some(Satang::new(1)), Some(LARGEST)] {
        for terms in terms.concat() {
            for paid in &paid {
                for lent_on in [None, Some("1926")] {
                    let lent_on = lent_on.map(|lent| lent.parse().unwrap());
                    let as_of = day("2025-12-31");
                    let loan = LoanInput {
                        received,
                        terms,
                        paid: paid.clone(),
                        lent_on,
                        as_of,
                        ..a_loan(1)
                    };
                    if let Ok(loan) = Loan::parse(loan) {
                        assert_eq!(calculate(&loan).version, crate::calculator::VERSION);
                        calculated += 1;
                    }
                }
            }
        }
    }
    assert!(calculated > 300, "{calculated}");
}
