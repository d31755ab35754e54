//! Ranges (ช่วงตัวเลข): what is known of an amount or of a day, never more.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::clock::PartialDate;
use crate::money::Satang;

/// From the least to the most that an amount can be; both the same where it is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// The least.
    pub lo: Satang,
    /// The most.
    pub hi: Satang,
}

impl Range {
    /// One amount.
    #[must_use]
    pub const fn exactly(amount: Satang) -> Self {
        Self { lo: amount, hi: amount }
    }

    /// The amount, where there is only one.
    #[must_use]
    pub fn exact(self) -> Option<Satang> {
        (self.lo == self.hi).then_some(self.lo)
    }

    /// The smallest range that holds both.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self { lo: self.lo.min(other.lo), hi: self.hi.max(other.hi) }
    }
}

/// An amount as far as it can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Amount {
    /// Between these, or exactly this.
    Known(Range),
    /// It cannot be said, for want of this.
    Unknown(Missing),
}

impl Amount {
    /// The range, where it can be said.
    #[must_use]
    pub fn range(self) -> Option<Range> {
        match self {
            Self::Known(range) => Some(range),
            Self::Unknown(_) => None,
        }
    }

    /// The one amount, where it is exact.
    #[must_use]
    pub fn exact(self) -> Option<Satang> {
        self.range().and_then(Range::exact)
    }
}

/// What would have to be known to say more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// The money received, or at least the amount written.
    Principal,
    /// When the money was lent.
    LoanDate,
    /// What was paid.
    Payments,
    /// The agreed rate.
    Rate,
    /// The ceiling that the Bank of Thailand sets for this bank's product.
    Ceiling,
    /// Nothing: the amount is larger than can be written here (10 million billion baht).
    Smaller,
}

impl Missing {
    /// Its name in locale keys and in JSON.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Principal => "principal",
            Self::LoanDate => "loan-date",
            Self::Payments => "payments",
            Self::Rate => "rate",
            Self::Ceiling => "ceiling",
            Self::Smaller => "smaller",
        }
    }
}

/// The days that something can have happened on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Days {
    /// The first.
    pub earliest: NaiveDate,
    /// The last.
    pub latest: NaiveDate,
}

impl From<PartialDate> for Days {
    fn from(date: PartialDate) -> Self {
        Self { earliest: date.earliest(), latest: date.latest() }
    }
}
