//! The result in words (ถ้อยคำของผลคำนวณ): plain sentences of `locales/`, in the reader's language.

use super::limitation::{Claim, CountedFrom, Hint};
use super::loan::{Lender, LoanInput, Paid, Period, Terms};
use super::range::{Amount, Range};
use super::rate::{Annual, Cap, Verdict, YearlyRate};
use super::schedule::When;
use super::{Answer, Calculation, Note};
use crate::clock::{self, PartialDate};
use crate::money::Satang;
use crate::text::{self, Lang};

/// The most of the methods that apply, where all of them could be worked out.
fn most(calculation: &Calculation) -> Option<Satang> {
    let ends =
        calculation.applicable().into_iter().map(|outcome| Some(outcome.balance.range()?.hi));
    ends.collect::<Option<Vec<_>>>()?.into_iter().max()
}

/// The plain answer, which comes before everything else.
#[must_use]
pub fn answer(lang: Lang, calculation: &Calculation) -> String {
    match calculation.answer() {
        Answer::Settled => text::t(lang, "calculation-settled"),
        Answer::PerhapsSettled => match most(calculation) {
            Some(most) => say(lang, "calculation-perhaps-settled", &[("most", baht(lang, most))]),
            None => text::t(lang, "calculation-perhaps-settled-open"),
        },
        Answer::Owed(Range { lo: Satang::ZERO, hi }) => {
            say(lang, "calculation-owed-at-most", &[("most", baht(lang, hi))])
        }
        Answer::Owed(range) if range.exact().is_some() => {
            say(lang, "calculation-owed", &[("amount", baht(lang, range.lo))])
        }
        Answer::Owed(range) => {
            let (lo, hi) = (baht(lang, range.lo), baht(lang, range.hi));
            say(lang, "calculation-owed-between", &[("least", lo), ("most", hi)])
        }
        // What is lacking for an answer, and what to do about it.
        Answer::Unknown(missing) => {
            text::t(lang, &format!("calculation-unknown-{}", missing.key()))
        }
    }
}

/// What the lender claims, beside the most that the law may allow; nothing where they are not at odds.
#[must_use]
pub fn beyond(lang: Lang, calculation: &Calculation) -> Option<String> {
    let claimed = calculation.loan.input().claimed?;
    let most = most(calculation)?;
    let beyond = claimed.checked_sub(most).filter(|beyond| *beyond > Satang::ZERO)?;
    let args = [("claimed", baht(lang, claimed)), ("beyond", baht(lang, beyond))];
    Some(say(lang, "calculation-beyond", &args))
}

/// The agreed rate by the year, against the ceiling.
#[must_use]
pub fn rate(lang: Lang, calculation: &Calculation) -> Vec<String> {
    let agreed = match calculation.rate {
        None => text::t(lang, "calculation-rate-unknown"),
        Some(Annual { lo: YearlyRate::ZERO, hi: Some(YearlyRate::ZERO), .. }) => {
            text::t(lang, "calculation-rate-none")
        }
        Some(Annual { lo, hi: None, .. }) => {
            say(lang, "calculation-rate-least", &[("least", percent(lo))])
        }
        Some(Annual { lo, hi: Some(hi), .. }) if percent(lo) == percent(hi) => {
            say(lang, "calculation-rate", &[("rate", percent(lo))])
        }
        Some(Annual { lo, hi: Some(hi), .. }) => {
            say(lang, "calculation-rate-between", &[("least", percent(lo)), ("most", percent(hi))])
        }
    };
    let cap = match calculation.cap {
        None => text::t(lang, "calculation-cap-none"),
        Some(Cap { lo, hi }) if lo == hi => say(lang, "calculation-cap", &[("rate", percent(lo))]),
        Some(Cap { lo, hi }) => {
            say(lang, "calculation-cap-between", &[("least", percent(lo)), ("most", percent(hi))])
        }
    };
    let verdict = match calculation.verdict {
        Verdict::Over => "calculation-over",
        Verdict::NotOver => "calculation-not-over",
        Verdict::Unclear => "calculation-unclear",
    };
    vec![agreed, cap, text::t(lang, verdict)]
}

/// What should be said beside the result.
#[must_use]
pub fn note(lang: Lang, note: Note) -> String {
    match note {
        Note::WrittenAboveReceived(hidden) => {
            say(lang, "calculation-note-written", &[("amount", baht(lang, hidden))])
        }
        Note::ClaimedWithoutReason { claimed, explained } => {
            let args = [("claimed", baht(lang, claimed)), ("explained", baht(lang, explained))];
            say(lang, "calculation-note-claimed", &args)
        }
        Note::UnpaidInterest => text::t(lang, "calculation-note-unpaid"),
    }
}

/// A claim that may be too old.
#[must_use]
pub fn limitation(lang: Lang, hint: &Hint) -> String {
    let claim = match hint.claim {
        Claim::Principal => "calculation-claim-principal",
        Claim::InterestAndInstalments => "calculation-claim-interest",
    };
    let from = match hint.counted_from {
        CountedFrom::Loan => "calculation-from-loan",
        CountedFrom::Default => "calculation-from-default",
        CountedFrom::LastPayment => "calculation-from-payment",
    };
    let over = match hint.over {
        Some(true) => "calculation-limitation-over",
        Some(false) => "calculation-limitation-not",
        None => "calculation-limitation-perhaps",
    };
    let (first, last) =
        (clock::thai_date(hint.ends.earliest, lang), clock::thai_date(hint.ends.latest, lang));
    let ends = if first == last {
        say(lang, "calculation-ends", &[("day", last)])
    } else {
        say(lang, "calculation-ends-between", &[("first", first), ("last", last)])
    };
    let args = [
        ("claim", text::t(lang, claim)),
        ("years", hint.years.to_string()),
        ("from", text::t(lang, from)),
        ("ends", ends),
        ("over", text::t(lang, over)),
    ];
    say(lang, "calculation-limitation", &args)
}

/// What was told, as labels and values: what the result is made of.
#[must_use]
pub fn told(lang: Lang, input: &LoanInput) -> Vec<(String, String)> {
    let not_known = || text::t(lang, "calculation-not-known");
    let amount = |amount: Option<Satang>| amount.map(|amount| baht(lang, amount));
    let lender = match input.lender {
        Lender::Unlicensed => "option-lender-unlicensed",
        Lender::Pico => "option-lender-pico",
        Lender::Nano => "option-lender-nano",
        Lender::Bank => "option-lender-bank",
    };
    let rows = [
        ("field-received", Some(amount(input.received).unwrap_or_else(not_known))),
        ("field-written", amount(input.written)),
        ("field-deducted", amount(input.deducted)),
        ("field-borrowed", Some(input.lent_on.map_or_else(not_known, |on| on.in_words(lang)))),
        ("field-terms-kind", Some(terms(lang, input.terms))),
        ("calculation-paid", Some(paid(lang, &input.paid))),
        ("field-claimed", amount(input.claimed)),
        ("field-lender", Some(text::t(lang, lender))),
        ("field-default-from", input.default_from.map(|day| clock::thai_date(day, lang))),
        ("field-as-of", Some(clock::thai_date(input.as_of, lang))),
    ];
    let row = |(key, value): (&str, Option<String>)| Some((text::t(lang, key), value?));
    rows.into_iter().filter_map(row).collect()
}

fn terms(lang: Lang, terms: Terms) -> String {
    match terms {
        Terms::Percent { rate, period } => {
            let every =
                period.map_or_else(|| text::t(lang, "calculation-some-period"), |p| every(lang, p));
            say(lang, "calculation-terms-percent", &[("rate", rate.to_string()), ("period", every)])
        }
        Terms::Instalments { count, amount, period } => {
            let args = [
                ("count", count.to_string()),
                ("amount", baht(lang, amount)),
                ("period", every(lang, period)),
            ];
            say(lang, "calculation-terms-instalments", &args)
        }
        Terms::NoneAgreed => text::t(lang, "option-terms-kind-none"),
        Terms::Unknown => text::t(lang, "calculation-not-known"),
    }
}

fn paid(lang: Lang, paid: &Paid) -> String {
    let last = |last: Option<PartialDate>| {
        last.map(|on| say(lang, "calculation-paid-last", &[("day", on.in_words(lang))]))
            .unwrap_or_default()
    };
    let sum = |amounts: &mut dyn Iterator<Item = Satang>| {
        baht(lang, Satang::checked_sum(amounts).unwrap_or(Satang::ZERO))
    };
    match paid {
        Paid::Nothing => text::t(lang, "option-paid-how-none"),
        Paid::Unknown => text::t(lang, "calculation-not-known"),
        Paid::Dated(payments) => {
            let total = sum(&mut payments.iter().map(|payment| payment.amount));
            let args = [("count", payments.len().to_string()), ("total", total)];
            say(lang, "calculation-paid-list", &args)
        }
        Paid::ByMonth(payments) => {
            let args = [
                ("count", payments.len().to_string()),
                ("total", sum(&mut payments.iter().copied())),
            ];
            say(lang, "calculation-paid-months", &args)
        }
        Paid::Total { amount, last_paid, regular: None, .. } => {
            let args = [("total", baht(lang, *amount)), ("last", last(*last_paid))];
            say(lang, "calculation-paid-total", &args)
        }
        Paid::Total { amount, last_paid, regular: Some(regular), .. } => {
            let args = [
                ("total", baht(lang, *amount)),
                ("count", regular.count.to_string()),
                ("period", every(lang, regular.period)),
                ("last", last(*last_paid)),
            ];
            say(lang, "calculation-paid-regular", &args)
        }
    }
}

/// "Every month": what stands behind a rate, an instalment, a payment.
fn every(lang: Lang, period: Period) -> String {
    text::t(lang, &format!("option-paid-period-{}", period.key()))
}

/// An amount as far as it is known: `55,000.00`, `0.00 – 4,000.00`, or why it cannot be said.
#[must_use]
pub fn amount(lang: Lang, amount: Amount) -> String {
    match amount {
        Amount::Unknown(missing) => {
            text::t(lang, &format!("calculation-for-want-of-{}", missing.key()))
        }
        Amount::Known(range) => match range.exact() {
            Some(amount) => exact(amount),
            None => format!("{} – {}", exact(range.lo), exact(range.hi)),
        },
    }
}

/// When a step happens: a day in short (`5/1/2567`, `5 Jan 2024`), or so many months after the loan.
#[must_use]
pub fn when(lang: Lang, when: When) -> String {
    match (when, lang) {
        (When::Day(day), Lang::Th) => {
            format!("{}{}", day.format("%-d/%-m/"), clock::buddhist_year(day))
        }
        (When::Day(day), Lang::En) => day.format("%-d %b %Y").to_string(),
        (When::Month(month), _) => say(lang, "calculation-month", &[("month", month.to_string())]),
    }
}

/// An amount with its satang, as tables have it: `55,000.00`.
#[must_use]
pub fn exact(amount: Satang) -> String {
    let text = amount.baht();
    if text.contains('.') { text } else { format!("{text}.00") }
}

/// An amount with its unit: `55,000 บาท`.
#[must_use]
pub fn baht(lang: Lang, amount: Satang) -> String {
    say(lang, "amount-baht", &[("amount", amount.baht())])
}

/// A rate in percent with at most two decimals, cut: what follows them stands in the exact figure of the API.
fn percent(rate: YearlyRate) -> String {
    let text = rate.to_string();
    match text.split_once('.') {
        Some((whole, decimals)) => {
            let decimals = decimals.get(..2).unwrap_or(decimals).trim_end_matches('0');
            if decimals.is_empty() { whole.to_owned() } else { format!("{whole}.{decimals}") }
        }
        None => text,
    }
}

/// A sentence with values in it.
pub(super) fn say(lang: Lang, key: &str, args: &[(&str, String)]) -> String {
    let args: Vec<(&str, &str)> =
        args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    text::t_args(lang, key, &args)
}
