//! A page of the form (หน้าของแบบ) for one reader: whose answers, which page, where it leads, what stands before it.

use uuid::Uuid;

use crate::App;
use crate::registration::form::PageSpec;
use crate::registration::form::compare::digest;
use crate::registration::form::pages::{self, DEBT, DEBTOR};
use crate::registration::{Registration, State};
use crate::web::Error;
use crate::web::form::Fields;

/// A page of the form: whose, which, and where it leads.
pub(super) struct Step {
    /// 0 for the debtor's own pages.
    pub(super) debt: i16,
    pub(super) spec: &'static PageSpec,
    /// Whether saving leads back to the answers instead of to the next page.
    pub(super) to_check: bool,
    /// From which answers the form was drawn ([`digest`]); empty where that is not known.
    pub(super) seen: String,
    pub(super) hurdle: Option<Hurdle>,
}

/// Why a page cannot be saved as it is. What was typed is held, shown, and saved by another button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hurdle {
    /// The registration was withdrawn, perhaps in another tab.
    Withdrawn,
    /// The debt was removed in another tab or on another device.
    Gone,
}

impl Hurdle {
    /// What stands before the pages of a debt, or with `debt` 0 before the debtor's own.
    pub(super) fn of(registration: &Registration, debt: i16) -> Option<Hurdle> {
        if registration.state == State::Withdrawn {
            return Some(Hurdle::Withdrawn);
        }
        (debt != 0 && registration.draft.debt(debt).is_none()).then_some(Hurdle::Gone)
    }

    /// The name of the button that takes the hurdle.
    pub(super) fn button(self) -> &'static str {
        match self {
            Hurdle::Withdrawn => "resume",
            Hurdle::Gone => "as-new",
        }
    }

    /// The start of the locale keys that explain it.
    pub(super) fn words(self) -> &'static str {
        match self {
            Hurdle::Withdrawn => "form-withdrawn",
            Hurdle::Gone => "form-gone",
        }
    }

    /// Where to go instead.
    pub(super) fn way_out(self) -> &'static str {
        match self {
            Hurdle::Withdrawn => "/registration",
            Hurdle::Gone => "/registration/debts",
        }
    }
}

impl Step {
    /// What a form of this page carries of the answers that it is drawn from.
    pub(super) fn digest(&self, app: &App, id: Uuid, answers: &Fields) -> String {
        digest(&app.keys, id, self.debt, self.spec.key, answers)
    }

    /// The form is drawn from what is saved now.
    pub(super) fn see(&mut self, app: &App, registration: &Registration) {
        let saved = registration.draft.answers(self.debt, self.spec.key).unwrap_or_default();
        self.seen = self.digest(app, registration.id, &saved);
    }

    pub(super) fn address(&self, key: &str) -> String {
        if self.debt == 0 {
            format!("/registration/form/{key}")
        } else {
            format!("/registration/debts/{}/{key}", self.debt)
        }
    }

    /// This page, with where it leads.
    pub(super) fn here(&self) -> String {
        let query = if self.to_check { "?then=check" } else { "" };
        format!("{}{query}", self.address(self.spec.key))
    }

    /// Where an error sends the reader: a page that has to be answered before this one says so.
    pub(super) fn lacking(&self, error: Error) -> Error {
        let Error::Elsewhere(above) = error else { return error };
        let then = if self.to_check { "&then=check" } else { "" };
        Error::Elsewhere(format!("{above}?first=1{then}"))
    }

    pub(super) fn pages(&self) -> &'static [PageSpec] {
        if self.debt == 0 { DEBTOR } else { DEBT }
    }

    /// Its place among the pages, from 1.
    pub(super) fn number(&self) -> usize {
        self.pages().iter().take_while(|page| page.key != self.spec.key).count() + 1
    }

    pub(super) fn next(&self) -> String {
        if self.to_check {
            // A changed area asks the areas below it again.
            return match self.spec.key {
                "province" => "/registration/form/district?then=check".into(),
                "district" => "/registration/form/address?then=check".into(),
                _ => "/registration/check".into(),
            };
        }
        match pages::after(self.pages(), self.spec.key) {
            Some(key) => self.address(key),
            None => "/registration/debts".into(),
        }
    }

    pub(super) fn back(&self) -> String {
        if self.to_check {
            return "/registration/check".into();
        }
        match pages::before(self.pages(), self.spec.key) {
            Some(key) => self.address(key),
            None if self.debt == 0 => "/registration".into(),
            None => "/registration/debts".into(),
        }
    }
}
