//! Rates (อัตราดอกเบี้ยต่อปี): what was agreed, by the year, and whether it is over the ceiling. Exact.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::instalment;
use super::loan::{Loan, Period, Terms};
use super::range::Range;
use crate::money::Percent;

/// Interest a year in ten-billionths of the principal: 15% is 1,500,000,000.
///
/// A whole number of them holds every rate that can be agreed, times 365, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct YearlyRate(i64);

impl YearlyRate {
    /// How many units make the whole principal.
    pub const WHOLE: i128 = 10_000_000_000;
    /// No interest.
    pub const ZERO: Self = Self(0);

    /// So many ten-billionths.
    #[must_use]
    pub const fn new(ten_billionths: i64) -> Self {
        Self(ten_billionths)
    }

    /// So many whole percent.
    #[must_use]
    pub const fn from_percent(percent: u16) -> Self {
        Self(percent as i64 * 100_000_000)
    }

    /// The number of ten-billionths.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The year's rate of a percentage charged each period, simply multiplied: day ×365, week ×52,
    /// half month or lottery draw ×24, month ×12.
    #[must_use]
    pub fn annualise(percent: Percent, period: Period) -> Self {
        Self(percent.ten_thousandths() * 10_000 * i64::from(period.a_year()))
    }
}

impl fmt::Display for YearlyRate {
    /// Writes percent a year without a sign, with as many decimals as there are: `15`, `32.41283675`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = format!("{:08}", self.0 % 100_000_000);
        match decimals.trim_end_matches('0') {
            "" => write!(f, "{}", self.0 / 100_000_000),
            decimals => write!(f, "{}.{decimals}", self.0 / 100_000_000),
        }
    }
}

/// The agreed rate by the year, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annual {
    /// It is at least this.
    pub lo: YearlyRate,
    /// Whether it is certainly more than `lo`: the root of an instalment loan lies between two units.
    pub above_lo: bool,
    /// It is at most this. `None`: no bound, or one beyond all measure.
    pub hi: Option<YearlyRate>,
}

impl Annual {
    /// One rate.
    #[must_use]
    pub const fn exactly(rate: YearlyRate) -> Self {
        Self { lo: rate, above_lo: false, hi: Some(rate) }
    }
}

/// The highest lawful rate; a range where day or amount leave open which of two applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cap {
    /// The lowest it can be.
    pub lo: YearlyRate,
    /// The highest it can be.
    pub hi: YearlyRate,
}

impl Cap {
    /// The smallest range that holds both.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self { lo: self.lo.min(other.lo), hi: self.hi.max(other.hi) }
    }
}

/// Whether the agreed interest is over the ceiling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is, whatever is still unknown.
    Over,
    /// It is not, whatever is still unknown.
    NotOver,
    /// What is known does not decide it.
    Unclear,
}

/// The agreed rate by the year. `None` where the terms, or for instalments the principal, are unknown.
#[must_use]
pub fn annual(loan: &Loan, principal: Option<Range>) -> Option<Annual> {
    match loan.input().terms {
        Terms::Unknown => None,
        Terms::NoneAgreed => Some(Annual::exactly(YearlyRate::ZERO)),
        Terms::Percent { rate, period: Some(period) } => {
            Some(Annual::exactly(YearlyRate::annualise(rate, period)))
        }
        Terms::Percent { rate, period: None } => Some(Annual {
            lo: YearlyRate::annualise(rate, Period::Year),
            above_lo: false,
            hi: Some(YearlyRate::annualise(rate, Period::Day)),
        }),
        Terms::Instalments { count, amount, period } => {
            let principal = principal?;
            let least = instalment::internal_rate(principal.hi, count, amount, period);
            let most = match principal.exact() {
                Some(_) => least.hi,
                None => instalment::internal_rate(principal.lo, count, amount, period).hi,
            };
            Some(Annual { hi: most, ..least })
        }
    }
}

/// Whether the agreed interest is over the ceiling.
///
/// Where more was written than was handed over, the interest on the written amount is measured against the money
/// received (s.650), and the hidden difference, which is interest too, can decide that it is over but never that
/// it is not.
#[must_use]
pub fn verdict(
    loan: &Loan,
    principal: Option<Range>,
    annual: Option<Annual>,
    cap: Option<Cap>,
) -> Verdict {
    let (Some(annual), Some(cap)) = (annual, cap) else { return Verdict::Unclear };
    let instalments = matches!(loan.input().terms, Terms::Instalments { .. });
    // Instalments are measured against the money received as they are: nothing is hidden in them.
    let written = loan.input().written.filter(|_| !instalments);
    let (written, received) = match (written, principal) {
        (Some(written), Some(principal)) => (written.get(), principal.hi.get()),
        _ => (1, 1),
    };
    let asked = i128::from(annual.lo.get()) * i128::from(written);
    let over = match asked.cmp(&(i128::from(cap.hi.get()) * i128::from(received))) {
        Ordering::Greater => true,
        Ordering::Equal => annual.above_lo,
        Ordering::Less => false,
    };
    let nothing_hidden = instalments
        || loan.input().written.is_none()
        || principal.and_then(Range::exact) == loan.input().written;
    if over {
        Verdict::Over
    } else if nothing_hidden && annual.hi.is_some_and(|hi| hi <= cap.lo) {
        Verdict::NotOver
    } else {
        Verdict::Unclear
    }
}

/// The greatest whole number that divides both: what a fraction is reduced by.
pub(super) fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}
