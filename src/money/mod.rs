//! Money (เงิน): whole satang, checked; and percentages. Neither ever passes through a floating-point number.

mod typed;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use typed::MoneyProblem;

/// An amount of money in satang, hundredths of a baht. It may be negative: a difference, a balance.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    sqlx::Type,
)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct Satang(i64);

impl Satang {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// So many satang.
    #[must_use]
    pub const fn new(satang: i64) -> Self {
        Self(satang)
    }

    /// So many whole baht.
    #[must_use]
    pub const fn from_baht(baht: u32) -> Self {
        Self(baht as i64 * 100)
    }

    /// The number of satang.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The sum, unless it is too large to hold.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, unless it is too large to hold.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The amount so many times, unless it is too large to hold.
    #[must_use]
    pub fn checked_mul(self, times: i64) -> Option<Self> {
        self.0.checked_mul(times).map(Self)
    }

    /// The sum of all amounts, unless it is too large to hold.
    #[must_use]
    pub fn checked_sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// The amount in baht as people read it: `10,000`, `10,000.50`, `-1.05`.
    #[must_use]
    pub fn baht(self) -> String {
        let (baht, satang) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        let digits = baht.to_string();
        let mut grouped = String::new();
        for (at, digit) in digits.char_indices() {
            if at > 0 && (digits.len() - at) % 3 == 0 {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        match satang {
            0 => format!("{sign}{grouped}"),
            satang => format!("{sign}{grouped}.{satang:02}"),
        }
    }
}

/// A percentage from 0 to 10,000 with at most four decimals, held in ten-thousandths of a percent.
///
/// For what period it is charged (day, month, year) stands beside it, not in it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type,
)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct Percent(i64);

impl Percent {
    /// So many whole percent.
    #[must_use]
    pub const fn new(percent: u16) -> Self {
        Self(percent as i64 * 10_000)
    }

    /// The number of ten-thousandths of a percent: 15% is 150,000.
    #[must_use]
    pub const fn ten_thousandths(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Percent {
    /// Writes the number without a sign: `15`, `2.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = format!("{:04}", self.0 % 10_000);
        match decimals.trim_end_matches('0') {
            "" => write!(f, "{}", self.0 / 10_000),
            decimals => write!(f, "{}.{decimals}", self.0 / 10_000),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_read_in_baht() {
        for (satang, baht) in [
            (0, "0"),
            (5, "0.05"),
            (100_000, "1,000"),
            (1_000_050, "10,000.50"),
            (-105, "-1.05"),
            (-100_000_000, "-1,000,000"),
            (i64::MIN, "-92,233,720,368,547,758.08"),
        ] {
            assert_eq!(Satang::new(satang).baht(), baht);
        }
    }

    #[test]
    fn sums_that_do_not_fit_are_no_sums() {
        let most = Satang::new(i64::MAX);
        assert_eq!(most.checked_add(Satang::new(1)), None);
        assert_eq!(Satang::new(i64::MIN).checked_sub(Satang::new(1)), None);
        assert_eq!(most.checked_mul(2), None);
        assert_eq!(Satang::checked_sum([most, most]), None);
        let debts = [40_000, 130_000].map(Satang::from_baht);
        assert_eq!(Satang::checked_sum(debts), Some(Satang::from_baht(170_000)));
    }

    proptest! {
        #[test]
        fn an_amount_reads_back(satang in 0i64..=100_000_000_000_000) {
            let amount = Satang::new(satang);
            prop_assert_eq!(Satang::parse(&amount.baht()), Ok(amount));
            prop_assert_eq!(Satang::parse(&crate::clock::thai_digits(&amount.baht())), Ok(amount));
            let json = serde_json::to_string(&amount).unwrap();
            prop_assert_eq!(json, satang.to_string());
        }

        #[test]
        fn a_percentage_reads_back(ten_thousandths in 0i64..=100_000_000) {
            let percent = Percent(ten_thousandths);
            prop_assert_eq!(Percent::parse(&percent.to_string()), Ok(percent));
        }

        #[test]
        fn no_text_breaks_the_reader(text in "\\PC{0,20}|[0-9๐-๙.,k -หมื่นแสนล้านพัน]{0,40}") {
            let _ = (Satang::parse(&text), Percent::parse(&text));
        }
    }
}
