//! วิธีติดต่อที่ปลอดภัย — how to call a debtor without harm, as they said: on the file's page and beside the call's form.

use chrono::{DateTime, FixedOffset};

use super::super::call::Calling;
use super::call_list::hours;
use crate::registration::Draft;
use crate::registration::web::fields::{option_label, unknown_label};
use crate::text::Phone;
use crate::web::Page;
use crate::web::form::Fields;

/// How to call without harm.
#[expect(clippy::struct_excessive_bools, reason = "one for each warning of the page")]
pub(super) struct Safety {
    pub(super) hours: String,
    /// Whether the debtor may be called at this time.
    pub(super) now: bool,
    pub(super) never: bool,
    pub(super) unknown: bool,
    pub(super) not_at_home: String,
    /// The word that the debtor asked to hear first.
    pub(super) word: String,
    pub(super) phone_shared: String,
    /// As typed, and for the telephone.
    pub(super) phone: String,
    pub(super) dial: String,
    pub(super) line: String,
    /// Whether who reads this may write to the debtor.
    pub(super) may_write: bool,
}

impl Safety {
    /// What the newest answers say, at a time in Bangkok.
    pub(super) fn of(
        page: &Page,
        answers: &Draft,
        at: DateTime<FixedOffset>,
        may_write: bool,
    ) -> Safety {
        let (contact, safety) = (answers.page("contact"), answers.page("safety"));
        let calling = Calling::of(safety.all("contact-hours"));
        let chosen = |fields: &Fields, name: &str| match fields.get(name) {
            "" => page.t("answer-none"),
            value => option_label(page, name, value),
        };
        let phone = contact.get("phone").to_owned();
        let word = match safety.get("safe-word") {
            "" if safety.has("safe-word-unknown", "yes") => unknown_label(page, "safe-word"),
            "" => page.t("answer-none"),
            word => word.to_owned(),
        };
        Safety {
            hours: hours(page, &calling),
            now: calling.allows(at),
            never: calling == Calling::Never,
            unknown: calling == Calling::Unknown,
            not_at_home: chosen(&safety, "not-at-home"),
            word,
            phone_shared: chosen(&contact, "phone-shared"),
            dial: Phone::parse(&phone).map_or_else(|_| String::new(), |p| p.as_str().to_owned()),
            phone,
            may_write,
            line: contact.get("line").to_owned(),
        }
    }
}
