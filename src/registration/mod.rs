//! การลงทะเบียน — one debtor's request for help in one campaign.
//!
//! The walk: `web/` (who · parse · one transaction · redirect) → [`form`] (rules, no I/O) →
//! [`store`] (SQL) → `notice` (work to do, enqueued in the same transaction) → templates.
//! A draft keeps what was typed, page by page; submitting reads it into rows and keeps a version.

pub mod attachment;
pub mod data;
pub mod form;
pub mod readiness;
pub mod receipt;
pub mod store;
pub mod submit;
pub mod timeline;
pub mod tracking;
pub mod version;
pub mod web;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use self::form::pages::{DEBT, DEBTOR};
use self::form::{PageSpec, check, read};
use crate::web::form::{Fields, Problems};

/// The most debts that one registration takes.
pub const MOST_DEBTS: usize = 60;

/// How far a registration has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum State {
    /// Being filled in.
    Draft,
    /// With an office.
    Submitted,
    /// Taken back by the debtor.
    Withdrawn,
}

/// A registration as its debtor sees it.
#[derive(Debug, Clone)]
pub struct Registration {
    /// Whose.
    pub debtor_id: Uuid,
    /// Which.
    pub id: Uuid,
    /// In which campaign.
    pub campaign_id: i16,
    /// How far it has come.
    pub state: State,
    /// How it came: `online` or `onsite`.
    pub channel: String,
    /// The answers as typed.
    pub draft: Draft,
    /// When an answer was last saved.
    pub saved_at: DateTime<Utc>,
    /// The version of the privacy notice that was read.
    pub notice_version: String,
    /// When it was read.
    pub notice_accepted_at: DateTime<Utc>,
    /// How often it was submitted: the version of the answers that the office sees.
    pub version: i32,
    /// What a submitted registration has.
    pub submitted: Option<Submitted>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<DateTime<Utc>>,
}

/// What a submitted registration has.
#[derive(Debug, Clone)]
pub struct Submitted {
    /// Its number.
    pub tracking_number: String,
    /// The office that has it.
    pub office_code: String,
    /// When it was first submitted.
    pub at: DateTime<Utc>,
}

/// The answers as they were typed, page by page: nothing is lost, right or wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The debtor's own pages, by key.
    pub pages: BTreeMap<String, Fields>,
    /// The debts, in the order they were added.
    pub debts: Vec<DraftDebt>,
    /// The highest number that a debt ever had: none is given twice, so that no late form fills in another debt.
    #[serde(default)]
    pub last_number: i16,
    /// Whether something was changed since it was last submitted.
    #[serde(default)]
    pub changed: bool,
    /// Whether the address is still ThaiD's, proposed and not confirmed.
    #[serde(default)]
    pub address_proposed: bool,
}

/// One debt of a draft.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftDebt {
    /// Its number, which it keeps when another one is removed.
    pub number: i16,
    /// Its pages, by key.
    pub pages: BTreeMap<String, Fields>,
}

impl Draft {
    /// The answers of one of the debtor's own pages.
    #[must_use]
    pub fn page(&self, key: &str) -> Fields {
        self.pages.get(key).cloned().unwrap_or_default()
    }

    /// The debt with this number.
    #[must_use]
    pub fn debt(&self, number: i16) -> Option<&DraftDebt> {
        self.debts.iter().find(|debt| debt.number == number)
    }

    /// The answers of one page: of a debt, or with `debt` 0 of the debtor's own. `None` for a debt that is gone.
    #[must_use]
    pub fn answers(&self, debt: i16, key: &str) -> Option<Fields> {
        if debt == 0 { Some(self.page(key)) } else { Some(self.debt(debt)?.page(key)) }
    }

    /// Replaces the answers of one page. A debt that is gone stays gone.
    pub fn keep(&mut self, debt: i16, key: &str, fields: Fields) {
        let pages = if debt == 0 {
            Some(&mut self.pages)
        } else {
            self.debts.iter_mut().find(|d| d.number == debt).map(|debt| &mut debt.pages)
        };
        if let Some(pages) = pages {
            pages.insert(key.to_owned(), fields);
            self.changed = true;
            self.address_proposed &= (debt, key) != (0, "address");
        }
    }

    /// Notes that the debtor lives in another district than was proposed: a street of ThaiD's address
    /// that nobody has confirmed is in the wrong place now. What the debtor typed stays.
    pub fn move_to(&mut self, district: &str) {
        let moved = self.page("district").get("district") != district;
        if moved && self.address_proposed {
            self.pages.remove("address");
            self.address_proposed = false;
        }
    }

    /// Removes a debt; gives whether it was there.
    pub fn remove_debt(&mut self, number: i16) -> bool {
        let before = self.debts.len();
        self.debts.retain(|debt| debt.number != number);
        let removed = self.debts.len() < before;
        self.changed |= removed;
        removed
    }

    /// The code of the office that the answers lead to: the current district's, unless another was chosen.
    #[must_use]
    pub fn office_code(&self) -> Option<String> {
        let office = self.page("office");
        let code = match office.get("office-choice") {
            "near" => self.page("district").get("district").to_owned(),
            "province" => self.page("province").get("province").to_owned(),
            "other" => crate::text::ascii_digits(office.get("office-code")),
            _ => return None,
        };
        (!code.is_empty()).then_some(code)
    }

    /// Adds a debt; gives its number. `None` where there are already as many as one request takes.
    pub fn add_debt(&mut self) -> Option<i16> {
        if self.debts.len() >= MOST_DEBTS {
            return None;
        }
        self.last_number += 1;
        let number = self.last_number;
        self.debts.push(DraftDebt { number, ..DraftDebt::default() });
        self.changed = true;
        Some(number)
    }

    /// Adds a debt that begins with the answers of one page, and gives its number. Where a debt has just these answers
    /// it is the one meant: a second press adds none. `None` where there are already as many as one request takes.
    pub fn adopt(&mut self, key: &str, fields: &Fields) -> Option<i16> {
        let same = |debt: &&DraftDebt| debt.pages.len() == 1 && debt.pages.get(key) == Some(fields);
        if let Some(debt) = self.debts.iter().find(same) {
            return Some(debt.number);
        }
        let number = self.add_debt()?;
        self.keep(number, key, fields.clone());
        Some(number)
    }

    /// What stops the draft from being submitted: pages with problems, by debt (0: the debtor's own) and key.
    #[must_use]
    pub fn obstacles(&self, today: NaiveDate) -> Vec<(i16, &'static PageSpec, Problems)> {
        let own =
            DEBTOR.iter().map(|page| (0, page, check::check(page, &self.page(page.key), today)));
        let debts = self.debts.iter().flat_map(|debt| {
            DEBT.iter()
                .map(move |page| (debt.number, page, debt.check(page, &debt.page(page.key), today)))
        });
        let mut found: Vec<_> =
            own.chain(debts).filter(|(_, _, problems)| !problems.is_empty()).collect();
        found.extend(self.strayed());
        found
    }

    /// An area that does not lie in the one chosen above it: the one above was changed afterwards.
    pub(crate) fn strayed(&self) -> Option<(i16, &'static PageSpec, Problems)> {
        let [province, district] = ["province", "district"].map(|key| self.page(key));
        let (province, district) = (province.get("province"), district.get("district"));
        let address = self.page("address");
        let subdistrict = address.get("subdistrict");
        let (page, field) = if !district.is_empty() && !district.starts_with(province) {
            ("district", "district")
        } else if !subdistrict.is_empty() && !subdistrict.starts_with(district) {
            ("address", "subdistrict")
        } else {
            return None;
        };
        let mut problems = Problems::default();
        problems.add(field, "problem-area-again");
        form::pages::debtor_page(page).map(|page| (0, page, problems))
    }
}

impl DraftDebt {
    /// The answers of one page, as they were typed.
    #[must_use]
    pub fn page(&self, key: &str) -> Fields {
        self.pages.get(key).cloned().unwrap_or_default()
    }

    /// Everything wrong with one page, whose answers are `fields`. Payments are compared with the loan's date.
    #[must_use]
    pub fn check(&self, page: &PageSpec, fields: &Fields, today: NaiveDate) -> Problems {
        let mut known = fields.clone();
        if page.key == "payments" {
            self.lend_date(&mut known);
        }
        check::check(page, &known, today)
    }

    /// Copies the loan's date into the answers of another page.
    fn lend_date(&self, fields: &mut Fields) {
        if let Some(loan) = self.pages.get("loan") {
            for part in ["borrowed-day", "borrowed-month", "borrowed-year", "borrowed-unknown"] {
                fields.set(part, loan.get(part));
            }
        }
    }

    /// One answer of any page; empty when it was not given.
    #[must_use]
    pub fn answer(&self, page: &str, field: &str) -> &str {
        self.pages.get(page).map_or("", |fields| fields.get(field))
    }

    /// What the debtor calls the creditor: the name, else the alias; empty when they gave neither.
    #[must_use]
    pub fn creditor(&self) -> &str {
        match self.answer("creditor", "creditor-name") {
            "" => self.answer("creditor", "creditor-alias"),
            name => name,
        }
    }

    /// The amounts of this debt, where they are known.
    #[must_use]
    pub fn amounts(&self, today: NaiveDate) -> Amounts {
        let (loan, payments) = (self.page("loan"), self.page("payments"));
        let money = |fields, name| read::money(fields, name).ok().flatten();
        Amounts {
            written: money(&loan, "written"),
            received: money(&loan, "received"),
            claimed: money(&payments, "claimed"),
            paid: read::paid(&payments, today),
        }
    }
}

/// The amounts of one debt, where they are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amounts {
    /// What the contract says.
    pub written: Option<crate::money::Satang>,
    /// What the debtor really got.
    pub received: Option<crate::money::Satang>,
    /// What the creditor says is still owed.
    pub claimed: Option<crate::money::Satang>,
    /// What has been paid.
    pub paid: Option<crate::money::Satang>,
}

impl Amounts {
    /// The size of the debt in the totals: what is claimed, else written, else received.
    #[must_use]
    pub fn size(&self) -> Option<crate::money::Satang> {
        self.claimed.or(self.written).or(self.received)
    }
}
