//! ความพร้อมไกล่เกลี่ย — what a debt still lacks before both sides can be invited.
//!
//! By 12 Feb 2567 only 15% of the ministry's files were complete enough to mediate. What is
//! "complete enough" was never published; this list is our inference, and the page says so.

use chrono::NaiveDate;

use super::form::read;
use super::{Draft, DraftDebt};

/// One thing that is missing. Its sentences are `missing-<key>`, `…-why` and `…-do`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// No way to reach the debtor.
    DebtorContact,
    /// Neither a name nor an alias.
    CreditorName,
    /// No way to find the creditor.
    CreditorReach,
    /// No amount at all.
    Amount,
    /// Neither a rate nor an instalment.
    Terms,
    /// Not what has been paid.
    Payments,
}

impl Missing {
    /// Everything that can be missing.
    pub const ALL: [Missing; 6] = [
        Missing::DebtorContact,
        Missing::CreditorName,
        Missing::CreditorReach,
        Missing::Amount,
        Missing::Terms,
        Missing::Payments,
    ];

    /// Its name in locale keys and in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Missing::DebtorContact => "debtor-contact",
            Missing::CreditorName => "creditor-name",
            Missing::CreditorReach => "creditor-reach",
            Missing::Amount => "amount",
            Missing::Terms => "terms",
            Missing::Payments => "payments",
        }
    }

    /// The page where it is answered; the debtor's own pages are not a debt's.
    #[must_use]
    pub fn page(self) -> &'static str {
        match self {
            Missing::DebtorContact => "contact",
            Missing::CreditorName => "creditor",
            Missing::CreditorReach => "clues",
            Missing::Amount => "loan",
            Missing::Terms => "terms",
            Missing::Payments => "payments",
        }
    }

    /// Whether it is one of the debtor's own answers.
    #[must_use]
    pub fn is_debtors(self) -> bool {
        self == Missing::DebtorContact
    }
}

/// What one debt still lacks, in the order of the form; nothing when both sides can be invited.
#[must_use]
pub fn missing(draft: &Draft, debt: &DraftDebt, today: NaiveDate) -> Vec<Missing> {
    Missing::ALL.into_iter().filter(|item| !has(*item, draft, debt, today)).collect()
}

fn has(item: Missing, draft: &Draft, debt: &DraftDebt, today: NaiveDate) -> bool {
    let given = |page: &str, field: &str| {
        let fields = debt.page(page);
        !fields.get(field).is_empty() && !sure_of_nothing(&fields, field)
    };
    match item {
        Missing::DebtorContact => {
            let contact = draft.page("contact");
            ["phone", "line"].iter().any(|field| !contact.get(field).is_empty())
        }
        Missing::CreditorName => {
            given("creditor", "creditor-name") || given("creditor", "creditor-alias")
        }
        Missing::CreditorReach => [
            "creditor-phones",
            "creditor-accounts",
            "creditor-social",
            "creditor-place",
            "collector",
            "plate",
            "creditor-number",
        ]
        .iter()
        .any(|field| given("clues", field)),
        Missing::Amount => debt.amounts(today).size().is_some(),
        Missing::Terms => {
            let terms = debt.page("terms");
            match terms.get("terms-kind") {
                "percent" => matches!(read::percent(&terms, "rate"), Ok(Some(_))),
                "instalment" => matches!(read::money(&terms, "instalment"), Ok(Some(_))),
                "none" => true,
                _ => false,
            }
        }
        Missing::Payments => debt.amounts(today).paid.is_some(),
    }
}

/// "Unknown" said of a clue that was typed all the same makes it no clue.
fn sure_of_nothing(fields: &crate::web::form::Fields, field: &str) -> bool {
    fields.get(&super::form::sure_name(field)) == "unknown"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::form::Fields;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    fn complete() -> (Draft, DraftDebt) {
        let mut draft = Draft::default();
        draft.pages.insert("contact".into(), Fields::of(&[("phone", "0812345678")]));
        let mut debt = DraftDebt::default();
        for (page, answers) in [
            (
                "creditor",
                Fields::of(&[("creditor-alias", "เจ๊หมวย"), ("creditor-alias-sure", "heard")]),
            ),
            ("clues", Fields::of(&[("creditor-place", "ตลาดสด")])),
            ("loan", Fields::of(&[("received", "40,000")])),
            (
                "terms",
                Fields::of(&[("terms-kind", "percent"), ("rate", "10"), ("rate-period", "month")]),
            ),
            ("payments", Fields::of(&[("paid-how", "total"), ("paid-total", "๔,๐๐๐")])),
        ] {
            debt.pages.insert(page.into(), answers);
        }
        (draft, debt)
    }

    #[test]
    fn a_debt_with_an_alias_a_place_an_amount_terms_and_payments_is_ready() {
        let (draft, debt) = complete();
        assert_eq!(missing(&draft, &debt, today()), []);
    }

    #[test]
    fn each_thing_taken_away_is_named() {
        let (mut draft, debt) = complete();
        for (page, lacking) in [
            ("creditor", Missing::CreditorName),
            ("clues", Missing::CreditorReach),
            ("loan", Missing::Amount),
            ("terms", Missing::Terms),
            ("payments", Missing::Payments),
        ] {
            let mut poorer = debt.clone();
            poorer.pages.remove(page);
            assert_eq!(missing(&draft, &poorer, today()), [lacking], "{page}");
        }
        draft.pages.clear();
        assert_eq!(missing(&draft, &debt, today()), [Missing::DebtorContact]);
    }

    #[test]
    fn what_is_said_to_be_unknown_is_still_missing() {
        let (draft, mut debt) = complete();
        debt.pages.insert("terms".into(), Fields::of(&[("terms-kind", "unknown")]));
        debt.pages.insert("payments".into(), Fields::of(&[("paid-how", "unknown")]));
        let place = [("creditor-place", "ตลาด"), ("creditor-place-sure", "unknown")];
        debt.pages.insert("clues".into(), Fields::of(&place));
        let expected = [Missing::CreditorReach, Missing::Terms, Missing::Payments];
        assert_eq!(missing(&draft, &debt, today()), expected);
    }

    #[test]
    fn a_registration_without_any_answer_lacks_everything() {
        assert_eq!(missing(&Draft::default(), &DraftDebt::default(), today()), Missing::ALL);
    }
}
