//! เจ้าหน้าที่ — people who work at the units, and the appointments (การแต่งตั้ง) that let them.
//!
//! ThaiD says who somebody is, an appointment what they may do and where: [`role`] has the rules, [`store`] the SQL,
//! `web/` the entrance and the pages about appointments. The guard that stands before every page of officers is
//! [`crate::web::Officer`].

pub mod appoint;
pub mod figures;
pub mod people;
pub mod request;
pub mod role;
pub mod store;
pub mod term;
pub mod trail;
pub mod web;

use chrono::NaiveDate;
use uuid::Uuid;

pub use role::{Act, Level, Role};

use crate::office::Territory;
use crate::text::Lang;

/// A role at one unit between two Bangkok days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// Which.
    pub id: Uuid,
    /// Whose.
    pub officer_id: Uuid,
    /// As what.
    pub role: Role,
    /// Where.
    pub unit: Unit,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day; `None` until it is revoked.
    pub ends_on: Option<NaiveDate>,
}

/// The unit of an appointment, with its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Which part of the country.
    pub territory: Territory,
    /// Its Thai name.
    pub name_th: String,
    /// Its English name.
    pub name_en: String,
}

impl Unit {
    /// Its name in a language.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Th => &self.name_th,
            Lang::En => &self.name_en,
        }
    }
}

/// Which files somebody may read: their office's, their province's, or those shared with them. Every query of files
/// takes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The code of the office whose files they are.
    pub office: Option<String>,
    /// The code of the province whose files they are.
    pub province: Option<String>,
    /// The observer with whom they are shared.
    pub shared_with: Option<SharedWith>,
    /// The officer's own id as a debtor: nobody handles their own file.
    pub not_of: Uuid,
}

/// An observer, and where the files lie that their appointment opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedWith {
    /// Who.
    pub officer_id: Uuid,
    /// The appointment's territory.
    pub within: Territory,
}

impl Appointment {
    /// The files that it opens, for an officer who as a debtor is `own`. Nothing for roles that read no file.
    #[must_use]
    pub fn scope(&self, own: Uuid) -> Scope {
        let mut scope = Scope { office: None, province: None, shared_with: None, not_of: own };
        match &self.unit.territory {
            _ if !self.role.may(Act::Look) => {}
            within if self.role == Role::Observer => {
                let (officer_id, within) = (self.officer_id, within.clone());
                scope.shared_with = Some(SharedWith { officer_id, within });
            }
            Territory::Office(code) => scope.office = Some(code.clone()),
            Territory::Province(code) => scope.province = Some(code.clone()),
            Territory::Nation => {}
        }
        scope
    }

    /// The office whose desk it is; `None` above the offices.
    #[must_use]
    pub fn office(&self) -> Option<&str> {
        match &self.unit.territory {
            Territory::Office(code) => Some(code),
            _ => None,
        }
    }

    /// Whether its holder may appoint somebody as `role` at `unit`: inside the own territory, never above the own
    /// role.
    #[must_use]
    pub fn may_grant(&self, role: Role, unit: &Territory) -> bool {
        let inside = match (&self.unit.territory, unit) {
            (Territory::Nation, _) => true,
            (Territory::Province(own), Territory::Province(code)) => own == code,
            (own, Territory::Office(code)) => own.covers(code),
            _ => false,
        };
        inside && self.role.may_grant(role) && role.fits(unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn appointed(role: Role, territory: Territory) -> Appointment {
        let unit = Unit { territory, name_th: String::new(), name_en: String::new() };
        let starts_on = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let (id, officer_id) = (Uuid::from_u128(1), Uuid::from_u128(2));
        Appointment { id, officer_id, role, unit, starts_on, ends_on: None }
    }

    fn office(code: &str) -> Territory {
        Territory::Office(code.into())
    }

    fn province(code: &str) -> Territory {
        Territory::Province(code.into())
    }

    #[test]
    fn appointments_are_granted_inside_the_own_territory_and_never_above_the_own_role() {
        use Role as R;
        let head = appointed(R::Head, office("4901"));
        let governor = appointed(R::ProvincialHead, province("49"));
        let ministry = appointed(R::Administrator, Territory::Nation);
        let cases = [
            (&head, R::Intake, office("4901"), true),
            (&head, R::Head, office("4901"), true),
            (&head, R::Observer, office("4901"), true),
            (&head, R::Intake, office("4902"), false),
            (&head, R::Intake, office("49"), false),
            (&head, R::ProvincialOfficer, province("49"), false),
            (&head, R::Observer, province("49"), false),
            (&governor, R::Head, office("4902"), true),
            (&governor, R::Head, office("49"), true),
            (&governor, R::ProvincialHead, province("49"), true),
            (&governor, R::Head, province("49"), false),
            (&governor, R::Head, office("4801"), false),
            (&governor, R::Administrator, Territory::Nation, false),
            (&governor, R::Auditor, province("49"), false),
            (&ministry, R::ProvincialHead, province("48"), true),
            (&ministry, R::Auditor, Territory::Nation, true),
            (&ministry, R::Intake, Territory::Nation, false),
        ];
        for (by, role, unit, allowed) in cases {
            assert_eq!(by.may_grant(role, &unit), allowed, "{:?} {role:?} {unit:?}", by.role);
        }
    }

    #[test]
    fn an_appointment_opens_the_files_of_its_own_territory_only() {
        let own = Uuid::from_u128(9);
        let opened = |role, territory| {
            let scope = appointed(role, territory).scope(own);
            (scope.office, scope.province, scope.shared_with.is_some())
        };
        let some = |code: &str| Some(code.to_owned());
        assert_eq!(opened(Role::Intake, office("4901")), (some("4901"), None, false));
        assert_eq!(opened(Role::ProvincialHead, province("49")), (None, some("49"), false));
        assert_eq!(opened(Role::Observer, office("4901")), (None, None, true));
        for role in [Role::Administrator, Role::Analyst, Role::Auditor] {
            assert_eq!(opened(role, Territory::Nation), (None, None, false), "{role:?}");
        }
    }
}
