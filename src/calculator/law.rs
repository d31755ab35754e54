//! What the law says (ฐานกฎหมาย): every ceiling, rate and date the calculator uses, with its source.
//!
//! A ground that [`Ground::needs_lawyer`] was taken from general knowledge of the statute, or may have been
//! overtaken by later rulings: a Thai lawyer has to confirm it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::loan::Lender;
use super::range::{Days, Range};
use super::rate::{Cap, YearlyRate};
use crate::clock::day;
use crate::money::Satang;

/// The ceiling of anyone without a licence: 15% a year (Civil and Commercial Code, s.654).
pub const CEILING: YearlyRate = YearlyRate::from_percent(15);

/// From this day on, 11 April 2564, default interest and the rate of s.7 are the lower ones
/// (Emergency Decree amending the Civil and Commercial Code 2564; s.7, s.224).
pub const LOWER_RATES_FROM: NaiveDate = day(2021, 4, 11);

/// Default interest for days before [`LOWER_RATES_FROM`], in ten-billionths: 7.5% a year (s.224, old text).
pub const DEFAULT_BEFORE: YearlyRate = YearlyRate::new(750_000_000);

/// Default interest from [`LOWER_RATES_FROM`]: 5% a year, the rate of s.7 plus 2 (s.224).
pub const DEFAULT_SINCE: YearlyRate = YearlyRate::from_percent(5);

/// Interest where it is owed but no rate was agreed, for days before [`LOWER_RATES_FROM`]: 7.5% (s.7, old text).
/// A lawyer has to confirm it.
pub const SECTION_7_BEFORE: YearlyRate = YearlyRate::new(750_000_000);

/// Interest where it is owed but no rate was agreed: 3% a year (s.7). A lawyer has to confirm it.
pub const SECTION_7_SINCE: YearlyRate = YearlyRate::from_percent(3);

/// The largest pico loan at the higher ceiling: 50,000 baht. Above it, pico plus.
pub const PICO_LARGEST: Satang = Satang::from_baht(50_000);

/// A ceiling of a kind of licensed lender, for loans made since a day that lies between two.
struct Since {
    earliest: NaiveDate,
    latest: NaiveDate,
    percent: u16,
}

/// Pico to 50,000 baht: 36% all-in, by the Ministry of Finance's notification of December 2559. (Since
/// 1 October 2564 a loan with security has 33%; that is not told apart here.) The day needs a lawyer.
const PICO: &[Since] =
    &[Since { earliest: day(2016, 12, 1), latest: day(2016, 12, 31), percent: 36 }];

/// Pico plus, above 50,000 baht: 28%, since a day of 2562 that a lawyer has to confirm.
const PICO_PLUS: &[Since] =
    &[Since { earliest: day(2019, 1, 1), latest: day(2019, 12, 31), percent: 28 }];

/// Nano: 36% from January 2558 and 33% from 1 August 2563, by the Bank of Thailand. The days need a lawyer.
const NANO: &[Since] = &[
    Since { earliest: day(2015, 1, 1), latest: day(2015, 1, 31), percent: 36 },
    Since { earliest: day(2020, 8, 1), latest: day(2020, 8, 1), percent: 33 },
];

/// The ceiling for a loan of this lender, made on one of these days: a range where day or amount leave it open.
/// `None` for a bank, whose ceiling the Bank of Thailand sets product by product.
///
/// A loan from before its scheme began stands under s.654. A licensed lender's loan without any date is taken
/// to be made under the licence.
#[must_use]
pub fn cap(lender: Lender, principal: Range, lent: Option<Days>) -> Option<Cap> {
    let flat = Cap { lo: CEILING, hi: CEILING };
    match lender {
        Lender::Bank => None,
        Lender::Unlicensed => Some(flat),
        Lender::Nano => Some(in_force(NANO, lent)),
        Lender::Pico if principal.hi <= PICO_LARGEST => Some(in_force(PICO, lent)),
        Lender::Pico if principal.lo > PICO_LARGEST => Some(in_force(PICO_PLUS, lent)),
        Lender::Pico => Some(in_force(PICO, lent).or(in_force(PICO_PLUS, lent))),
    }
}

/// The ceilings that can have been in force on one of these days.
fn in_force(list: &[Since], lent: Option<Days>) -> Cap {
    let of = |percent| Cap {
        lo: YearlyRate::from_percent(percent),
        hi: YearlyRate::from_percent(percent),
    };
    let Some(lent) = lent else {
        return list.iter().map(|since| of(since.percent)).reduce(Cap::or).unwrap_or(of(15));
    };
    let ends = list.iter().map(|since| since.latest).chain([NaiveDate::MAX]);
    let begins = list.iter().map(|since| (since.earliest, since.percent));
    let before = [(NaiveDate::MIN, 15)].into_iter().chain(begins);
    before
        .zip(ends)
        .filter(|((begin, _), end)| lent.latest >= *begin && lent.earliest < *end)
        .map(|((_, percent), _)| of(percent))
        .reduce(Cap::or)
        .unwrap_or(of(15))
}

/// Why a figure is as it is: a section, a ruling or a rule. The words are the locale key `ground-<key>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// CCC s.650: a loan exists on delivery, so the principal is the money received.
    Section650,
    /// CCC s.654: no more than 15% a year; read alone it cuts a higher rate down.
    Section654,
    /// CCC s.150: an agreement against the law is void; the whole interest clause, not only the excess.
    Section150,
    /// CCC s.173: the rest of the contract, the principal, stays valid.
    Section173,
    /// CCC s.407: what is paid freely in the knowledge that it is not owed cannot be claimed back.
    Section407,
    /// CCC s.411: no refund in cash of what was paid against the law.
    Section411,
    /// CCC s.7: the rate where none was agreed.
    Section7,
    /// CCC s.224 and s.224/1: default interest, on overdue principal only, never compounded.
    Section224,
    /// CCC s.329: payments cover interest first, then principal (applied in ruling 2425/2545).
    Section329,
    /// CCC s.655: no interest on interest.
    Section655,
    /// CCC s.193/30, s.193/33: ten years for principal, five for interest and instalments.
    Section193,
    /// Supreme Court 5376/2560, plenary session: void interest already paid comes off the principal.
    Ruling5376Of2560,
    /// Supreme Court 2131/2560: the same.
    Ruling2131Of2560,
    /// Supreme Court 6223/2544: the older line, void interest paid freely is not credited.
    Ruling6223Of2544,
    /// Supreme Court 99/2515: the older line.
    Ruling99Of2515,
    /// Supreme Court 6233/2549: default interest survives a void interest clause.
    Ruling6233Of2549,
    /// The government's policy line of 28 November 2566: no more than 15% a year, and overpaid debts end.
    Policy28November2566,
    /// The ceilings of licensed pico and nano lenders, by notification.
    LicensedCeiling,
    /// What the parties agreed.
    Contract,
}

impl Ground {
    /// Its name in locale keys and in JSON.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Section650 => "section650",
            Self::Section654 => "section654",
            Self::Section150 => "section150",
            Self::Section173 => "section173",
            Self::Section407 => "section407",
            Self::Section411 => "section411",
            Self::Section7 => "section7",
            Self::Section224 => "section224",
            Self::Section329 => "section329",
            Self::Section655 => "section655",
            Self::Section193 => "section193",
            Self::Ruling5376Of2560 => "ruling5376-of2560",
            Self::Ruling2131Of2560 => "ruling2131-of2560",
            Self::Ruling6223Of2544 => "ruling6223-of2544",
            Self::Ruling99Of2515 => "ruling99-of2515",
            Self::Ruling6233Of2549 => "ruling6233-of2549",
            Self::Policy28November2566 => "policy28-november2566",
            Self::LicensedCeiling => "licensed-ceiling",
            Self::Contract => "contract",
        }
    }

    /// Where it can be read; `None` where no page was read.
    #[must_use]
    pub fn source(self) -> Option<&'static str> {
        const LOANS: &str = "https://library.siam-legal.com/thai-law/civil-and-commercial-code-loans-section-650-656/";
        const VOID: &str = "https://so06.tci-thaijo.org/index.php/rdibsru/user/setLocale/en_US?source=%2Findex.php%2Frdibsru%2Farticle%2Fview%2F259082";
        const DEFAULT: &str =
            "https://www.zicolaw.com/resources/alerts/new-default-interest-rate-in-thailand/";
        match self {
            Self::Section650 | Self::Section654 | Self::Section655 => Some(LOANS),
            Self::Section150 | Self::Section173 => Some(VOID),
            Self::Section224 => Some(DEFAULT),
            Self::Section407 | Self::Ruling99Of2515 => Some("https://thaideka.com/?p=57391"),
            Self::Section329 => Some("https://thaideka.com/?p=76588"),
            Self::Section411 | Self::Ruling5376Of2560 => {
                Some("https://www.nitilawandwinner.com/content/19826/")
            }
            Self::Ruling2131Of2560 => Some("https://www.kobkiat.com/17366666/"),
            Self::Ruling6223Of2544 => Some("https://deka.law3s.com"),
            Self::Ruling6233Of2549 => Some("https://thaideka.com/deka/6233-2549.html"),
            Self::LicensedCeiling => Some(
                "https://www.bangkokpost.com/business/general/2713091/ministry-sees-key-role-for-smaller-lenders",
            ),
            Self::Section7 | Self::Section193 | Self::Policy28November2566 | Self::Contract => None,
        }
    }

    /// Whether a lawyer has to confirm it before anyone relies on it.
    #[must_use]
    pub fn needs_lawyer(self) -> bool {
        matches!(
            self,
            Self::Section7
                | Self::Section193
                | Self::LicensedCeiling
                | Self::Ruling5376Of2560
                | Self::Ruling2131Of2560
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ceiling_is_the_one_of_the_lender_the_day_and_the_amount() {
        use Lender::{Nano, Pico, Unlicensed};
        let baht = |baht| Range::exactly(Satang::from_baht(baht));
        let on = |text: &str| {
            let date: crate::clock::PartialDate = text.parse().unwrap();
            Some(Days { earliest: date.earliest(), latest: date.latest() })
        };
        for (lender, principal, lent, lo, hi) in [
            (Unlicensed, baht(10_000), None, 15, 15),
            (Unlicensed, baht(10_000), on("2024-01-01"), 15, 15),
            (Pico, baht(50_000), on("2024"), 36, 36),
            (Pico, baht(50_001), on("2024"), 28, 28),
            (Pico, Range { lo: Satang::ZERO, hi: Satang::from_baht(60_000) }, on("2024"), 28, 36),
            (Pico, baht(50_000), on("2015"), 15, 15),
            (Pico, baht(50_000), on("2016"), 15, 36),
            (Pico, baht(60_000), on("2019-05-01"), 15, 28),
            (Pico, baht(50_000), None, 36, 36),
            (Nano, baht(50_000), on("2020-07-31"), 36, 36),
            (Nano, baht(50_000), on("2020-08-01"), 33, 33),
            (Nano, baht(50_000), on("2020"), 33, 36),
        ] {
            let expected =
                Cap { lo: YearlyRate::from_percent(lo), hi: YearlyRate::from_percent(hi) };
            assert_eq!(
                cap(lender, principal, lent),
                Some(expected),
                "{lender:?} {principal:?} {lent:?}"
            );
        }
        assert_eq!(cap(Lender::Bank, baht(1), None), None);
    }

    #[test]
    fn a_ground_has_one_name_everywhere() {
        for ground in [
            Ground::Section654,
            Ground::LicensedCeiling,
            Ground::Ruling5376Of2560,
            Ground::Policy28November2566,
        ] {
            assert_eq!(serde_json::to_string(&ground).unwrap(), format!("\"{}\"", ground.key()));
        }
    }
}
