//! The pages of the counter. Each opens a registration of the officer's own office, whose debtor sits there, and records
//! that it did.

mod asked;
pub mod attachments;
pub mod begin;
pub mod finish;
pub mod overtaken;
pub mod save;
pub mod search;
pub mod sheet;
pub mod visit;

use chrono::Days;
use sqlx::PgConnection;
use uuid::Uuid;

use super::visit::Errand;
use super::{Proof, store};
use crate::case::web::present::others;
use crate::identity::{Person, store as people};
use crate::registration::{Registration, store as registrations};
use crate::web::{Error, Officer, Page};
use crate::{App, audit, clock};

/// What officers open a registration at their counter for, in the records.
const AT_COUNTER: Option<&str> = Some("at-counter");

/// A registration at the counter, with whose it is.
pub(super) struct Opened {
    pub(super) file: audit::File,
    /// How it was last made sure here who they are.
    pub(super) proof: Option<Proof>,
    pub(super) registration: Registration,
    pub(super) person: Person,
    /// The names of the other officers who have it open now, at the counter or on the desk.
    pub(super) present: Vec<String>,
}

impl Opened {
    /// What can be done with it here. One that another office has leads to the page that says so.
    fn errand(&self, officer: &Officer) -> Result<Errand, Error> {
        let receipt =
            || Error::Elsewhere(format!("/office/intake/{}/receipt", self.registration.id));
        Errand::of(&self.registration, officer.office()?).ok_or_else(receipt)
    }
}

/// Opens a registration to read it with its debtor.
async fn opened(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    id: Uuid,
) -> Result<Opened, Error> {
    let opened = attended(app, tx, officer, id, false).await?;
    recorded(app, tx, officer, &opened, "looked").await?;
    Ok(opened)
}

/// Opens a registration to change it, locked until the transaction ends.
async fn locked(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    id: Uuid,
) -> Result<Opened, Error> {
    attended(app, tx, officer, id, true).await
}

/// A registration whose debtor sits at the counter: an officer who has not made sure of it today does so first.
async fn attended(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    id: Uuid,
    lock: bool,
) -> Result<Opened, Error> {
    let mut opened = found(app, tx, officer, id, lock).await?;
    let errand = opened.errand(officer)?;
    if visit::is_made(app, tx, officer, opened.file, errand).await? {
        opened.present = others(app, tx, officer, (officer.office()?, id)).await?;
        Ok(opened)
    } else {
        Err(visit::before(id, &officer.page.address))
    }
}

async fn found(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    id: Uuid,
    lock: bool,
) -> Result<Opened, Error> {
    let found = store::find(tx, id, officer.office()?, &officer.scope).await?;
    let store::Here { file, proof } = found.ok_or(Error::NotFound)?;
    let found = if lock {
        registrations::lock_one(tx, &app.keys, file).await?
    } else {
        registrations::find(tx, &app.keys, file).await?
    };
    let registration = found.ok_or(Error::NotFound)?;
    let person = people::person(tx, &app.keys, file.debtor_id).await?;
    Ok(Opened { file, proof, registration, person, present: vec![] })
}

/// Writes what an officer did with a registration into the record.
async fn recorded(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    opened: &Opened,
    action: &str,
) -> Result<(), Error> {
    let now = app.clock.now();
    Ok(audit::officer(tx, officer.by(), opened.file, action, AT_COUNTER, now).await?)
}

/// Who sits at the counter, as the page's head says it: name, number, birth date, how they were made sure of.
fn who(page: &Page, opened: &Opened) -> Vec<(String, String)> {
    let person = &opened.person;
    let mut rows = vec![
        (page.t("identity-name"), person.names.full()),
        (page.t("identity-number"), person.pid.masked()),
    ];
    rows.extend(
        person.birthdate.map(|birth| (page.t("identity-birth"), birth.in_words(page.lang))),
    );
    let proof = opened.proof.map(|proof| page.t(&format!("proof-{}", proof.word())));
    rows.extend(proof.map(|proof| (page.t("field-proof"), proof)));
    let submitted = opened.registration.submitted.as_ref();
    rows.extend(submitted.map(|sent| (page.t("receipt-number"), sent.tracking_number.clone())));
    if !opened.present.is_empty() {
        rows.push((page.t("intake-others"), opened.present.join(", ")));
    }
    rows.push((
        page.t("mine-saved"),
        clock::thai_date_time(opened.registration.saved_at, page.lang),
    ));
    rows
}

/// The address at the counter of a page that the debtor has at `/registration/…`: the part of the sheet with the same
/// questions.
fn at_counter(id: Uuid, address: &str) -> String {
    let path = address.split('?').next().unwrap_or_default();
    match path.split('/').skip(1).collect::<Vec<_>>()[..] {
        ["registration", "form", key] => format!("/office/intake/{id}#part-{key}"),
        ["registration", "debts", number, key] => {
            format!("/office/intake/{id}/debts/{number}#part-{key}")
        }
        ["registration", "debts"] => format!("/office/intake/{id}#debts"),
        _ => format!("/office/intake/{id}"),
    }
}

/// How long a draft stays on the list of the counter where it was begun.
const LISTED: Days = Days::new(7);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_of_the_debtor_has_its_place_at_the_counter() {
        let id = Uuid::from_u128(7);
        for (address, expected) in [
            ("/registration/form/contact?then=check", "#part-contact"),
            ("/registration/debts/2/loan", "/debts/2#part-loan"),
            ("/registration/debts", "#debts"),
            ("/registration/check", ""),
        ] {
            assert_eq!(at_counter(id, address), format!("/office/intake/{id}{expected}"));
        }
    }
}
