//! Inputs that cannot be are refused with a name for each contradiction.

use super::*;
use crate::calculator::loan::Regular;
use crate::calculator::problem::{Place, Problem, What};

fn problems(input: LoanInput) -> Vec<(Place, Option<usize>, What)> {
    let problems: Vec<Problem> = Loan::parse(input).unwrap_err();
    problems.into_iter().map(|p| (p.place, p.row, p.what)).collect()
}

#[test]
fn all_contradictions_of_a_loan_are_named_at_once() {
    let input = LoanInput {
        written: Some(Satang::from_baht(5_000)),
        paid: Paid::Dated(vec![
            payment("2024-05-01", 100),
            payment("2023-12-31", 100),
            payment("2025-02", 0),
        ]),
        default_from: Some(day("2023-01-01")),
        ..a_loan(10_000)
    };
    assert_eq!(
        problems(input),
        [
            (Place::Received, None, What::AboveWritten),
            (Place::PaymentOn, Some(1), What::BeforeLoan),
            (Place::Payment, Some(2), What::NotPositive),
            (Place::PaymentOn, Some(2), What::AfterAsOf),
            (Place::DefaultFrom, None, What::BeforeLoan),
        ]
    );
}

#[test]
fn each_contradiction_has_its_name() {
    let loan = || a_loan(10_000);
    let baht = |baht| Some(Satang::from_baht(baht));
    let large = Satang::new(100_000_000_000_001);
    let percent_of = |text: &str| serde_json::from_str(text).unwrap();
    let rate = |text| Terms::Percent { rate: percent_of(text), period: None };
    let instalments = |count, amount, period| {
        let amount = Satang::from_baht(amount);
        LoanInput { terms: Terms::Instalments { count, amount, period }, ..loan() }
    };
    let total = |of_principal, last: Option<&str>, regular| Paid::Total {
        amount: Satang::from_baht(5_000),
        of_principal: Satang::from_baht(of_principal),
        last_paid: last.map(|last| last.parse().unwrap()),
        regular,
    };
    let monthly = |count| Some(Regular { count, period: Period::Month });
    let paid = |paid| LoanInput { paid, ..loan() };
    let cases = [
        (LoanInput { received: baht(0), ..loan() }, Place::Received, What::NotPositive),
        (LoanInput { received: Some(large), ..loan() }, Place::Received, What::TooLarge),
        (
            LoanInput { written: baht(12_000), deducted: baht(1_000), ..loan() },
            Place::Deducted,
            What::DoesNotFit,
        ),
        (
            LoanInput { received: None, written: baht(1), deducted: baht(1), ..loan() },
            Place::Deducted,
            What::AboveTotal,
        ),
        (LoanInput { terms: rate("-1"), ..loan() }, Place::Rate, What::OutOfRange),
        (LoanInput { terms: rate("100000001"), ..loan() }, Place::Rate, What::OutOfRange),
        (instalments(0, 1, Period::Day), Place::Count, What::NotPositive),
        (instalments(10_001, 10, Period::Day), Place::Count, What::TooMany),
        (instalments(1_201, 10, Period::Month), Place::Count, What::TooLong),
        (instalments(24, 400, Period::Day), Place::Instalment, What::BelowReceived),
        (paid(Paid::Dated(vec![payment("2024-05-01", 1); 10_001])), Place::Payments, What::TooMany),
        (paid(total(5_001, None, None)), Place::OfPrincipal, What::AboveTotal),
        (paid(total(0, Some("2023"), None)), Place::LastPaid, What::BeforeLoan),
        (paid(total(0, Some("2025-02"), None)), Place::LastPaid, What::AfterAsOf),
        (paid(total(0, None, monthly(14))), Place::Regular, What::DoesNotFit),
        (paid(total(0, None, monthly(0))), Place::Regular, What::NotPositive),
        (paid(by_month(1, 1_201)), Place::Payments, What::TooLong),
        (LoanInput { as_of: day("2023-12-31"), ..loan() }, Place::LentOn, What::AfterAsOf),
        (LoanInput { as_of: day("2124-01-02"), ..loan() }, Place::AsOf, What::TooLong),
        (LoanInput { as_of: NaiveDate::MAX, ..loan() }, Place::AsOf, What::OutOfRange),
        (
            LoanInput { default_from: Some(day("2025-01-02")), ..loan() },
            Place::DefaultFrom,
            What::AfterAsOf,
        ),
        (
            LoanInput { default_from: Some(day("2024-05-01")), lent_on: None, ..loan() },
            Place::DefaultFrom,
            What::NeedsDates,
        ),
    ];
    for (input, place, what) in cases {
        assert_eq!(problems(input), [(place, None, what)]);
    }
    assert!(Loan::parse(LoanInput { as_of: day("2124-01-01"), ..loan() }).is_ok());
    assert!(Loan::parse(paid(total(0, None, monthly(13)))).is_ok());
}

#[test]
fn json_that_contradicts_itself_is_refused_with_its_problems() {
    let json = r#"{"received":0,"terms":"unknown","paid":"nothing","as-of":"2025-01-01"}"#;
    let error = serde_json::from_str::<Loan>(json).unwrap_err().to_string();
    assert_eq!(error, "Received: not-positive");
}
