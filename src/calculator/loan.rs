//! The loan as it is told (ข้อมูลหนี้ที่ใช้คำนวณ): what is known of it, and nothing that contradicts itself.

use chrono::{Days as ADay, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::problem::{Problem, Problems, check};
use super::range::{Days, Range};
use crate::clock::PartialDate;
use crate::money::{Percent, Satang};

/// The most payments that one calculation takes.
pub const MOST_PAYMENTS: usize = 10_000;

/// The longest time that one calculation spans, in years.
pub const MOST_YEARS: u32 = 100;

/// The largest amount taken: 1,000,000,000,000 baht.
pub const LARGEST: Satang = Satang::new(100_000_000_000_000);

/// What is known of a loan. What is not known is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LoanInput {
    /// The money really handed over.
    #[serde(default)]
    pub received: Option<Satang>,
    /// The amount written in the contract.
    #[serde(default)]
    pub written: Option<Satang>,
    /// What was kept back of the written amount.
    #[serde(default)]
    pub deducted: Option<Satang>,
    /// When the money was handed over.
    #[serde(default)]
    pub lent_on: Option<PartialDate>,
    /// What was agreed about interest.
    pub terms: Terms,
    /// What was paid.
    pub paid: Paid,
    /// Who lent.
    #[serde(default)]
    pub lender: Lender,
    /// What the lender says is owed.
    #[serde(default)]
    pub claimed: Option<Satang>,
    /// The first day in default, which turns on default interest. Off unless given.
    #[serde(default)]
    pub default_from: Option<NaiveDate>,
    /// The day for which the balance is calculated.
    pub as_of: NaiveDate,
}

/// What was agreed about interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Terms {
    /// A percentage each period.
    Percent {
        /// How much.
        rate: Percent,
        /// How often. `None`: not known, so anything from a day to a year.
        #[serde(default)]
        period: Option<Period>,
    },
    /// Fixed instalments, the first due one period after the loan.
    Instalments {
        /// How many.
        count: u32,
        /// Each.
        amount: Satang,
        /// How often.
        period: Period,
    },
    /// No rate was agreed.
    NoneAgreed,
    /// Not known.
    Unknown,
}

/// How often something is charged or paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Period {
    /// Every day.
    Day,
    /// Every week.
    Week,
    /// Every half month, or every lottery draw (งวดหวย).
    HalfMonth,
    /// Every month.
    Month,
    /// Every year.
    Year,
}

impl Period {
    /// Every one, from the shortest.
    pub const ALL: [Self; 5] = [Self::Day, Self::Week, Self::HalfMonth, Self::Month, Self::Year];

    /// Its name in forms, in locale keys and in JSON.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::HalfMonth => "half-month",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// How many are counted to a year.
    #[must_use]
    pub const fn a_year(self) -> u16 {
        match self {
            Self::Day => 365,
            Self::Week => 52,
            Self::HalfMonth => 24,
            Self::Month => 12,
            Self::Year => 1,
        }
    }

    /// The day that lies `times` periods after `from`; a half month is fifteen days after a whole one.
    pub(super) fn after(self, from: NaiveDate, times: u32) -> Option<NaiveDate> {
        let (months, days) = self.parts(times)?;
        from.checked_add_months(months)?.checked_add_days(days)
    }

    /// The day that lies `times` periods before `to`.
    pub(super) fn before(self, to: NaiveDate, times: u32) -> Option<NaiveDate> {
        let (months, days) = self.parts(times)?;
        to.checked_sub_months(months)?.checked_sub_days(days)
    }

    fn parts(self, times: u32) -> Option<(Months, ADay)> {
        Some(match self {
            Self::Day => (Months::new(0), ADay::new(times.into())),
            Self::Week => (Months::new(0), ADay::new(u64::from(times) * 7)),
            Self::HalfMonth => (Months::new(times / 2), ADay::new(u64::from(times % 2) * 15)),
            Self::Month => (Months::new(times), ADay::new(0)),
            Self::Year => (Months::new(times.checked_mul(12)?), ADay::new(0)),
        })
    }
}

/// What was paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Paid {
    /// Nothing.
    Nothing,
    /// Not known.
    Unknown,
    /// These payments, in any order.
    Dated(Vec<Payment>),
    /// This in all.
    Total {
        /// The sum.
        amount: Satang,
        /// How much of it was paid expressly towards the principal.
        #[serde(default)]
        of_principal: Satang,
        /// When the last of it was paid.
        #[serde(default)]
        last_paid: Option<PartialDate>,
        /// How it was paid, if in equal parts at equal distances.
        #[serde(default)]
        regular: Option<Regular>,
    },
    /// Month by month since the loan, without dates; nothing in a month is 0. Counts equal months.
    ByMonth(Vec<Satang>),
}

impl Paid {
    /// How many payments are told one by one, or stand behind a sum.
    #[must_use]
    pub fn payments(&self) -> usize {
        match self {
            Self::Nothing | Self::Unknown => 0,
            Self::Dated(payments) => payments.len(),
            Self::ByMonth(payments) => payments.len(),
            Self::Total { regular, .. } => {
                regular.map_or(1, |regular| usize::try_from(regular.count).unwrap_or(usize::MAX))
            }
        }
    }
}

/// One payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Payment {
    /// When.
    pub on: PartialDate,
    /// How much.
    pub amount: Satang,
    /// Whether it was expressly paid towards the principal. Only method C tells the difference.
    #[serde(default)]
    pub principal_only: bool,
}

/// Equal parts at equal distances.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Regular {
    /// How many.
    pub count: u32,
    /// How far apart.
    pub period: Period,
}

/// Who lent, which decides the ceiling ([`super::law::cap`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lender {
    /// Anyone without a licence.
    #[default]
    Unlicensed,
    /// A licensed pico lender (พิโกไฟแนนซ์), above 50,000 baht pico plus.
    Pico,
    /// A licensed nano lender (นาโนไฟแนนซ์).
    Nano,
    /// A bank or another financial institution.
    Bank,
}

/// A loan whose parts do not contradict each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "LoanInput", into = "LoanInput")]
pub struct Loan(LoanInput);

impl Loan {
    /// Takes what is known, or names everything in it that cannot be.
    pub fn parse(mut input: LoanInput) -> Result<Self, Vec<Problem>> {
        let problems = check(&input);
        if !problems.is_empty() {
            return Err(problems);
        }
        if let Paid::Dated(payments) = &mut input.paid {
            payments.sort_unstable();
        }
        Ok(Self(input))
    }

    /// What is known of it, dated payments in order.
    #[must_use]
    pub fn input(&self) -> &LoanInput {
        &self.0
    }

    /// The principal: the money received (s.650), else what the written amount leaves of it. `None`: neither is
    /// known.
    #[must_use]
    pub fn principal(&self) -> Option<Range> {
        principal(&self.0)
    }

    /// The days on which the money can have been handed over: not after the balance's day, and not after the
    /// first payment.
    #[must_use]
    pub fn lent(&self) -> Option<Days> {
        let lent = Days::from(self.0.lent_on?);
        let paid = match &self.0.paid {
            Paid::Dated(payments) => payments.iter().map(|payment| payment.on.latest()).min(),
            Paid::Total { last_paid, .. } => last_paid.map(PartialDate::latest),
            _ => None,
        };
        let latest = lent.latest.min(self.0.as_of).min(paid.unwrap_or(NaiveDate::MAX));
        Some(Days { latest, ..lent })
    }

    /// What was paid in all. `None`: not known.
    #[must_use]
    pub fn paid(&self) -> Option<Satang> {
        match &self.0.paid {
            Paid::Nothing => Some(Satang::ZERO),
            Paid::Unknown => None,
            Paid::Dated(payments) => Satang::checked_sum(payments.iter().map(|p| p.amount)),
            Paid::Total { amount, .. } => Some(*amount),
            Paid::ByMonth(payments) => Satang::checked_sum(payments.iter().copied()),
        }
    }
}

/// The principal of a loan that may still contradict itself.
pub(super) fn principal(input: &LoanInput) -> Option<Range> {
    if let Some(received) = input.received {
        return Some(Range::exactly(received));
    }
    let written = input.written?;
    match input.deducted {
        Some(deducted) => written.checked_sub(deducted).map(Range::exactly),
        None => Some(Range { lo: Satang::ZERO, hi: written }),
    }
}

impl From<Loan> for LoanInput {
    fn from(loan: Loan) -> Self {
        loan.0
    }
}

impl TryFrom<LoanInput> for Loan {
    type Error = Problems;

    fn try_from(input: LoanInput) -> Result<Self, Problems> {
        Self::parse(input).map_err(Problems)
    }
}
