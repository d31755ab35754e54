//! Limitation (อายุความ): when a claim may have become too old to be sued on. A hint; a lawyer has to confirm it.
//!
//! Ten years for principal, five for interest and for principal repaid in instalments with interest (s.193/30,
//! s.193/33). Counted from the day in default where it is told, else from the loan, and anew from the last payment,
//! which acknowledges the debt (s.193/14). All of it is general knowledge of the statute: [`Hint::needs_lawyer`].

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::loan::{Loan, Paid};
use super::range::Days;

/// Years until principal can no longer be claimed (s.193/30).
pub const PRINCIPAL_YEARS: u32 = 10;

/// Years until interest, and principal repaid in instalments, can no longer be claimed (s.193/33).
pub const INSTALMENT_YEARS: u32 = 5;

/// What may be too old.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Claim {
    /// The principal.
    Principal,
    /// Interest, and principal repaid in instalments.
    InterestAndInstalments,
}

/// What the years are counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CountedFrom {
    /// The day of the loan.
    Loan,
    /// The first day in default.
    Default,
    /// The last payment.
    LastPayment,
}

/// A claim and the days between which its limitation period may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Hint {
    /// What may be too old.
    pub claim: Claim,
    /// After so many years.
    pub years: u32,
    /// Counted from what.
    pub counted_from: CountedFrom,
    /// The last day to sue, as far as the days are known.
    pub ends: Days,
    /// Whether that lies before the day of the balance: certainly, certainly not, or `None`, it depends.
    pub over: Option<bool>,
    /// Always: none of this was checked by a lawyer, and notices, admissions and lawsuits change it.
    pub needs_lawyer: bool,
}

/// The hints for a loan; none where no day is known.
#[must_use]
pub fn hints(loan: &Loan) -> Vec<Hint> {
    let input = loan.input();
    let lent = loan.lent().map(|days| (days, CountedFrom::Loan));
    let default =
        input.default_from.map(|day| (Days { earliest: day, latest: day }, CountedFrom::Default));
    let paid = last_payment(loan).map(|days| (days, CountedFrom::LastPayment));
    let later = |a: (Days, CountedFrom), b: (Days, CountedFrom)| {
        if b.0.latest >= a.0.latest { b } else { a }
    };
    let Some((from, counted_from)) = [lent, default, paid].into_iter().flatten().reduce(later)
    else {
        return Vec::new();
    };
    let hint = |claim, years| {
        let end = |from: NaiveDate| from.checked_add_months(Months::new(years * 12));
        let ends = Days { earliest: end(from.earliest)?, latest: end(from.latest)? };
        let over = match input.as_of {
            day if day > ends.latest => Some(true),
            day if day <= ends.earliest => Some(false),
            _ => None,
        };
        Some(Hint { claim, years, counted_from, ends, over, needs_lawyer: true })
    };
    let hints = [
        hint(Claim::Principal, PRINCIPAL_YEARS),
        hint(Claim::InterestAndInstalments, INSTALMENT_YEARS),
    ];
    hints.into_iter().flatten().collect()
}

/// The days on which the last payment can have been made. Of a sum without days: any day since the loan.
fn last_payment(loan: &Loan) -> Option<Days> {
    let as_of = loan.input().as_of;
    let lent = loan.lent().map(|lent| lent.earliest);
    let days = match &loan.input().paid {
        Paid::Dated(payments) => {
            let (earliest, latest) = (
                payments.iter().map(|payment| payment.on.earliest()).max()?,
                payments.iter().map(|payment| payment.on.latest()).max()?,
            );
            Days { earliest, latest }
        }
        Paid::Total { last_paid: Some(last), .. } => Days::from(*last),
        Paid::Total { .. } | Paid::Unknown => Days { earliest: lent?, latest: as_of },
        Paid::Nothing | Paid::ByMonth(_) => return None,
    };
    let latest = days.latest.min(as_of);
    Some(Days { earliest: lent.map_or(days.earliest, |lent| days.earliest.max(lent)), latest })
}
