//! What is not known makes a range, or cannot be said.

use super::*;
use crate::calculator::loan::Regular;
use crate::calculator::outcome::Doubt;
use crate::calculator::rate::Verdict;

fn total(baht: u32, last: Option<&str>, regular: Option<Regular>) -> Paid {
    Paid::Total {
        amount: Satang::from_baht(baht),
        of_principal: Satang::ZERO,
        last_paid: last.map(|last| last.parse().unwrap()),
        regular,
    }
}

#[test]
fn what_is_not_known_makes_a_range() {
    let year = || LoanInput { as_of: day("2024-12-31"), ..a_loan(10_000) };
    let monthly = Some(Regular { count: 10, period: Period::Month });
    let with = |paid| LoanInput { paid, ..year() };
    let cases = [
        // Everything on the first day, or on the last: interest on 5,000 or on 10,000 for a year.
        (with(total(5_000, None, None)), ["5,000", "5,750–6,500", "10,000"]),
        (with(total(5_000, Some("2024-07"), None)), ["5,000", "5,750–6,240.39", "10,000"]),
        // Ten months from the first day on, or up to the last.
        (with(total(5_000, None, monthly)), ["5,000", "6,112.86–6,309.78", "10,000"]),
        (with(Paid::Unknown), ["0–10,000", "0–11,500", "0–10,000"]),
        (with(Paid::Dated(vec![payment("2024", 5_000)])), ["5,000", "5,750–6,500", "10,000"]),
        (
            LoanInput { lent_on: Some("2024-12".parse().unwrap()), ..year() },
            ["10,000", "10,000–10,123.29", "10,000"],
        ),
        (
            LoanInput { received: None, written: Some(Satang::from_baht(10_000)), ..year() },
            ["0–10,000", "0–11,500", "0–10,000"],
        ),
        (LoanInput { received: None, ..year() }, ["principal"; 3]),
        (LoanInput { lent_on: None, ..year() }, ["10,000", "loan-date", "10,000"]),
        (
            LoanInput { lent_on: None, ..with(total(5_000, None, monthly)) },
            ["5,000", "6,031.88", "10,000"],
        ),
        (LoanInput { lender: Lender::Bank, ..year() }, ["10,000", "ceiling", "10,000"]),
    ];
    for (input, expected) in cases {
        assert_eq!(balances(&calculated(input.clone())), expected, "{input:?}");
    }
}

#[test]
fn a_range_says_why_it_is_one() {
    let input = LoanInput {
        received: None,
        written: Some(Satang::from_baht(10_000)),
        lent_on: Some("2023".parse().unwrap()),
        paid: total(2_000, None, None),
        ..a_loan(1)
    };
    let result = calculated(input);
    assert_eq!(result.void_interest.doubts, [Doubt::Received]);
    let all = [Doubt::Received, Doubt::LoanDate, Doubt::PaymentDates];
    assert_eq!(result.at_ceiling.doubts, all);
    assert!(calculated(a_loan(10_000)).at_ceiling.doubts.is_empty());
}

#[test]
fn a_percentage_of_unknown_period_is_over_the_ceiling_when_it_is_by_the_year() {
    for (rate, verdict) in
        [("20", Verdict::Over), ("15", Verdict::Unclear), ("0.04", Verdict::NotOver)]
    {
        let rate = Percent::parse(rate).unwrap();
        let terms = Terms::Percent { rate, period: None };
        assert_eq!(calculated(LoanInput { terms, ..a_loan(10_000) }).verdict, verdict);
    }
}

#[test]
fn limitation_is_a_hint_counted_from_the_last_payment() {
    use crate::calculator::limitation::CountedFrom;
    for (lent_on, paid, from, over) in [
        ("2014-12-31", None, CountedFrom::Loan, [Some(true), Some(true)]),
        ("2015-01-01", None, CountedFrom::Loan, [Some(false), Some(true)]),
        ("2014", None, CountedFrom::Loan, [Some(true), Some(true)]),
        ("2015", None, CountedFrom::Loan, [Some(false), Some(true)]),
        ("2010", Some("2020"), CountedFrom::LastPayment, [Some(false), Some(false)]),
        ("2010", Some("2019"), CountedFrom::LastPayment, [Some(false), Some(true)]),
        ("2010", Some("2019-12"), CountedFrom::LastPayment, [Some(false), Some(true)]),
    ] {
        let lent_on = Some(lent_on.parse().unwrap());
        let paid = paid.map_or(Paid::Nothing, |on| Paid::Dated(vec![payment(on, 100)]));
        let result = calculated(LoanInput { lent_on, paid, ..a_loan(10_000) });
        assert_eq!([0, 1].map(|n| result.limitation[n].over), over);
        assert_eq!(result.limitation[0].counted_from, from);
        assert!(result.limitation.iter().all(|hint| hint.needs_lawyer));
    }
}

#[test]
fn a_range_begins_with_the_less_also_where_rounding_turns_best_and_worst_round() {
    let paid = total(144_000, Some("2026-01"), Some(Regular { count: 36, period: Period::Month }));
    let lent_on = Some("2023-01-05".parse().unwrap());
    let written = Some(Satang::from_baht(60_000));
    let loan = LoanInput { paid, lent_on, written, as_of: day("2026-11-23"), ..a_loan(40_000) };
    let sum = calculated(loan).lenders_sum.unwrap();
    assert_eq!(amount(sum.balance), "195,715.12–195,715.13");
}
