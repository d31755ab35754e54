//! Cases with known answers.

use insta::assert_snapshot;

use super::*;
use crate::calculator::outcome::Method;
use crate::calculator::range::Range;
use crate::calculator::rate::Verdict;
use crate::calculator::schedule::{Schedule, When};
use crate::calculator::{Answer, Note};

/// Facts: closelawyer.co.th, Bangkok Post 2696771, Khaosod English of 1 December 2566; equal months at 1.25%.
#[test]
fn published_cases_come_out_to_the_satang() {
    for (baht, terms, paid, months, a, b, over_b) in [
        (120_000, percent("25", Period::Year), 13_000, 5, "55,000", "61,044.42", "0"),
        (40_000, percent("10", Period::Month), 4_000, 10, "0", "2,964.17", "0"),
        (40_000, percent("10", Period::Month), 4_000, 11, "0", "0", "998.78"),
        (130_000, percent("5", Period::Month), 7_000, 12, "46,000", "60,875.56", "0"),
    ] {
        let paid = by_month(paid, months);
        let result = calculated(LoanInput { lent_on: None, terms, paid, ..a_loan(baht) });
        assert_eq!(result.verdict, Verdict::Over);
        assert!(result.equal_months);
        assert_eq!(balances(&result), [a, b, &Satang::from_baht(baht).baht()], "{baht}");
        assert_eq!(amount(result.at_ceiling.overpaid), over_b, "{baht}");
    }
}

#[test]
fn a_schedule_can_be_followed_by_hand() {
    let paid = Paid::Dated(vec![
        payment("2024-02-01", 2_000),
        payment("2024-07-01", 100),
        payment("2024-07-01", 100),
        payment("2024-09-15", 20_000),
    ]);
    let result = calculated(LoanInput { paid, ..a_loan(20_000) });
    let schedule = result.at_ceiling.schedule.unwrap();
    // 20,000 × 15% × 31 / 365 = 254.794…; 18,254.79 × 15% × 151 / 365 = 1,132.797…; no interest on 932.80.
    assert_snapshot!(table(&schedule), @r"
    2024-02-01: 2,000 254.79 254.79 1,745.21 0 → 18,254.79 0 18,254.79
    2024-07-01: 200 1,132.80 200 0 0 → 18,254.79 932.80 19,187.59
    2024-09-15: 20,000 570.15 1,502.95 18,254.79 242.26 → 0 0 0
    2025-01-01: 0 0 0 0 0 → 0 0 0
    ");
    assert_eq!(amount(result.at_ceiling.overpaid), "242.26");
}

fn table(schedule: &Schedule) -> String {
    let rows = schedule.steps.iter().map(|s| {
        let When::Day(day) = s.on else { return String::new() };
        let figures = [s.payment, s.interest, s.interest_paid, s.principal_paid, s.overpaid];
        let after = [s.principal, s.unpaid_interest, s.balance];
        let text = |list: &[Satang]| list.iter().map(|a| a.baht()).collect::<Vec<_>>().join(" ");
        format!("{day}: {} → {}", text(&figures), text(&after))
    });
    rows.collect::<Vec<_>>().join("\n")
}

#[test]
fn interest_that_nothing_paid_covers_makes_b_exceed_c() {
    let result = calculated(a_loan(10_000));
    assert_eq!(balances(&result), ["10,000", "11,504.11", "10,000"]);
    assert!(result.notes.contains(&Note::UnpaidInterest));
}

#[test]
fn only_payments_towards_the_principal_count_for_c() {
    let towards = Payment { principal_only: true, ..payment("2024-03-01", 3_000) };
    let paid = Paid::Dated(vec![towards, payment("2024-04-01", 1_000)]);
    let result = calculated(LoanInput { paid, ..a_loan(10_000) });
    assert_eq!(balances(&result), ["6,000", "7,055.28", "7,000"]);
}

#[test]
fn a_loan_within_the_ceiling_is_owed_at_its_own_rate() {
    let terms = percent("1.25", Period::Month);
    let result = calculated(LoanInput { terms, as_of: day("2024-12-31"), ..a_loan(10_000) });
    assert_eq!(result.verdict, Verdict::NotOver);
    let owed = Range::exactly(Satang::from_baht(11_500));
    assert_eq!(result.answer(), Answer::Owed(owed));
    assert_eq!(result.applicable()[0].method, Method::AtAgreedRate);
}

#[test]
fn without_an_agreed_rate_either_nothing_or_that_of_section_7_is_owed() {
    let input = LoanInput { terms: Terms::NoneAgreed, as_of: day("2024-12-31"), ..a_loan(10_000) };
    let result = calculated(input);
    assert_eq!(result.verdict, Verdict::NotOver);
    assert_eq!(amount(result.at_agreed_rate.unwrap().balance), "10,000–10,300");
}

#[test]
fn default_interest_is_off_until_a_day_of_default_is_given() {
    let input = LoanInput { lent_on: Some("2021-01-01".parse().unwrap()), ..a_loan(36_500) };
    let off = calculated(LoanInput { as_of: day("2021-04-21"), ..input.clone() });
    assert_eq!(balances(&off), ["36,500", "38,150", "36,500"]);
    let default_from = Some(day("2021-04-01"));
    let on = calculated(LoanInput { default_from, as_of: day("2021-04-21"), ..input });
    // Ten days at 7.5%, ten at 5%; B has 15% anyway.
    assert_eq!(balances(&on), ["36,625", "38,150", "36,625"]);
}

#[test]
fn the_money_received_is_owed_not_the_amount_written() {
    let written = Some(Satang::from_baht(10_000));
    let deducted = Some(Satang::from_baht(2_000));
    let input = LoanInput { received: None, written, deducted, ..a_loan(1) };
    let result = calculated(input);
    assert_eq!(amount(result.principal), "8,000");
    assert!(result.notes.contains(&Note::WrittenAboveReceived(Satang::from_baht(2_000))));
    assert_eq!(balances(&result)[0], "8,000");
}

#[test]
fn what_is_kept_back_counts_as_interest() {
    // 13% a year on 10,000, of which 8,000 were handed over, is 16.25% on those.
    for (rate, received, verdict) in [
        ("13", 8_000, Verdict::Over),
        ("12", 8_000, Verdict::Unclear), // exactly 15%, and 2,000 hidden on top
        ("12", 10_000, Verdict::NotOver),
    ] {
        let terms = percent(rate, Period::Year);
        let written = Some(Satang::from_baht(10_000));
        let result = calculated(LoanInput { written, terms, ..a_loan(received) });
        assert_eq!(result.verdict, verdict, "{rate} {received}");
    }
}

#[test]
fn a_claim_above_the_lenders_own_terms_is_named() {
    let claimed = Satang::from_baht(25_000);
    let result = calculated(LoanInput { claimed: Some(claimed), ..a_loan(10_000) });
    assert_eq!(amount(result.lenders_sum.as_ref().unwrap().balance), "22,032.88");
    let explained = Satang::new(2_203_288);
    let note = Note::ClaimedWithoutReason { claimed, explained };
    assert!(result.notes.contains(&note));
}

#[test]
fn a_debt_paid_by_the_present_line_of_the_courts_is_said_to_be_perhaps_settled() {
    for (paid, answer) in [
        (10_000, Answer::PerhapsSettled),
        (9_999, Answer::Owed(Range { lo: Satang::from_baht(1), hi: Satang::from_baht(10_000) })),
    ] {
        let paid = Paid::Dated(vec![payment("2024-01-02", paid)]);
        assert_eq!(calculated(LoanInput { paid, ..a_loan(10_000) }).answer(), answer);
    }
    let towards = Payment { principal_only: true, ..payment("2024-01-01", 10_000) };
    let paid = Paid::Dated(vec![towards]);
    assert_eq!(calculated(LoanInput { paid, ..a_loan(10_000) }).answer(), Answer::Settled);
}

#[test]
fn licensed_lenders_have_their_own_ceilings() {
    for (lender, baht, rate, verdict) in [
        (Lender::Pico, 50_000, "3", Verdict::NotOver),
        (Lender::Pico, 50_000, "3.0001", Verdict::Over),
        (Lender::Pico, 50_001, "3", Verdict::Over),
        (Lender::Nano, 50_000, "2.75", Verdict::NotOver),
        (Lender::Nano, 50_000, "2.7501", Verdict::Over),
        (Lender::Unlicensed, 50_000, "1.25", Verdict::NotOver),
        (Lender::Unlicensed, 50_000, "1.2501", Verdict::Over),
        (Lender::Bank, 50_000, "50", Verdict::Unclear),
    ] {
        let terms = percent(rate, Period::Month);
        let result = calculated(LoanInput { terms, lender, ..a_loan(baht) });
        assert_eq!(result.verdict, verdict, "{lender:?} {baht} {rate}");
    }
}

#[test]
fn a_result_says_what_it_rests_on() {
    use crate::calculator::law::Ground as G;
    let of = |input| calculated(input).at_ceiling.grounds;
    let [anyone, pico] =
        [Lender::Unlicensed, Lender::Pico].map(|lender| of(LoanInput { lender, ..a_loan(10_000) }));
    assert!(anyone.contains(&G::Section654) && anyone.contains(&G::Policy28November2566));
    assert!(pico.contains(&G::LicensedCeiling) && !pico.contains(&G::Section654));
    let default_from = Some(day("2024-06-01"));
    let defaulted = LoanInput { terms: Terms::NoneAgreed, default_from, ..a_loan(10_000) };
    let agreed = calculated(defaulted).at_agreed_rate.unwrap().grounds;
    let expected = [G::Section650, G::Section7, G::Section329, G::Section655];
    assert_eq!(agreed, [&expected[..], &[G::Section224, G::Ruling6233Of2549]].concat());
}

#[test]
fn a_result_is_stored_with_its_loan_and_reproduced() {
    let paid = Paid::Dated(vec![payment("2024-03", 3_000), payment("2024-02-01", 500)]);
    let result = calculated(LoanInput { paid, ..a_loan(10_000) });
    let stored = serde_json::to_string(&result).unwrap();
    let read: Calculation = serde_json::from_str(&stored).unwrap();
    assert_eq!(read, result);
    assert_eq!(calculate(&read.loan), read);
    let loan = serde_json::to_string(&result.loan).unwrap();
    assert_snapshot!(loan, @r#"{"received":1000000,"written":null,"deducted":null,"lent-on":"2024-01-01","terms":{"percent":{"rate":100000,"period":"month"}},"paid":{"dated":[{"on":"2024-02-01","amount":50000,"principal-only":false},{"on":"2024-03","amount":300000,"principal-only":false}]},"lender":"unlicensed","claimed":null,"default-from":null,"as-of":"2025-01-01"}"#);
}
