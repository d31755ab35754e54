//! Outcomes (ผลตามแต่ละวิธี): what each method comes to, what it rests on, and why it is a range.

use serde::{Deserialize, Serialize};

use super::law::Ground;
use super::range::Amount;
use super::schedule::Schedule;
use crate::money::Satang;

/// A way to say what is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// A: the interest clause is void, and everything paid comes off the principal.
    VoidInterest,
    /// B: interest at the ceiling, 15% a year for a lender without a licence, on a reducing balance.
    AtCeiling,
    /// C: the interest clause is void, but interest paid is not credited; the creditor's strongest case.
    NoCredit,
    /// The agreed rate on a reducing balance, for a loan that is not over the ceiling.
    AtAgreedRate,
    /// What the lender's own terms come to, lawful or not: for comparison only.
    LendersSum,
}

impl Method {
    /// Its name in locale keys and in JSON.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::VoidInterest => "void-interest",
            Self::AtCeiling => "at-ceiling",
            Self::NoCredit => "no-credit",
            Self::AtAgreedRate => "at-agreed-rate",
            Self::LendersSum => "lenders-sum",
        }
    }

    /// What it rests on for a lender without a licence.
    pub(super) fn grounds(self) -> &'static [Ground] {
        use Ground as G;
        match self {
            Self::VoidInterest => &[
                G::Section650,
                G::Section150,
                G::Section173,
                G::Ruling5376Of2560,
                G::Ruling2131Of2560,
                G::Section411,
            ],
            Self::AtCeiling => &[
                G::Section650,
                G::Section654,
                G::Section329,
                G::Section655,
                G::Policy28November2566,
            ],
            Self::NoCredit => &[
                G::Section650,
                G::Section150,
                G::Section173,
                G::Section407,
                G::Ruling6223Of2544,
                G::Ruling99Of2515,
            ],
            Self::AtAgreedRate => &[G::Section650, G::Contract, G::Section329, G::Section655],
            Self::LendersSum => &[G::Contract],
        }
    }
}

/// Why a balance is a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Doubt {
    /// The money received is not known, only that it was not more than was written.
    Received,
    /// The day of the loan is only partly known.
    LoanDate,
    /// The days of payments are only partly known, or not at all.
    PaymentDates,
    /// What was paid is not known.
    Payments,
    /// The rate is not known to the last part.
    Rate,
    /// No rate was agreed: none is owed, or that of s.7.
    NoRateAgreed,
    /// Day or amount leave open which ceiling applied.
    Ceiling,
}

impl Doubt {
    /// Its name in locale keys and in JSON.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::LoanDate => "loan-date",
            Self::PaymentDates => "payment-dates",
            Self::Payments => "payments",
            Self::Rate => "rate",
            Self::NoRateAgreed => "no-rate-agreed",
            Self::Ceiling => "ceiling",
        }
    }
}

/// What a method comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Outcome {
    /// The method.
    pub method: Method,
    /// What is owed: principal and unpaid interest.
    pub balance: Amount,
    /// What was paid beyond that. No refund is assumed (s.411).
    pub overpaid: Amount,
    /// What it rests on.
    pub grounds: Vec<Ground>,
    /// Why `balance` is a range; empty where it is exact.
    pub doubts: Vec<Doubt>,
    /// Step by step, where there are days or months; the best case for the debtor where `balance` is a range.
    pub schedule: Option<Schedule>,
    /// The worst case, where it is another.
    pub worst: Option<Schedule>,
}

impl Outcome {
    /// Whether certainly nothing is owed by this method.
    #[must_use]
    pub fn settled(&self) -> bool {
        self.balance.range().is_some_and(|range| range.hi == Satang::ZERO)
    }
}
