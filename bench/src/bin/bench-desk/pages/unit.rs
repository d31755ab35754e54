//! The counter, the transfers and the people of a unit.

use anyhow::{Context, Result};
use chrono::NaiveDate;
use plodnee::case::keys as search_keys;
use plodnee::clock::PartialDate;
use plodnee::identity::Names;
use plodnee::seal::Keys;

use super::{Ask, By, Page, literal};
use crate::OFFICE;
use crate::officer::Who;
use crate::opened::Opened;

/// The name and birth date of all the opened files: the sandbox's.
const NAME: [&str; 2] = ["แซนด์บ็อกซ์", "ระบบจำลอง"];

/// The counter's search before a registration, by number and by name and birth date: in the whole country.
pub(super) fn counter(keys: &Keys, opened: &[Opened], by: &By) -> Result<Vec<Page>> {
    let ask = |fields: &[(&'static str, &str)]| {
        let fields = fields.iter().map(|(name, value)| (*name, (*value).to_owned()));
        Ask::Send("/office/intake", fields.collect())
    };
    // What both show beside what was found: the drafts at this counter.
    let drafts = format!(
        "select i.debtor_id, i.registration_id, r.draft_saved_at, d.person
         from intake i join registration r using (debtor_id, registration_id) join debtor d on d.debtor_id = i.debtor_id
         where i.office_code = '{OFFICE}' and i.at >= current_date - 7 and r.state = 'draft'
         order by i.at desc limit 20"
    );
    let there = |file: &Opened| {
        format!(
            "select r.registration_id, r.state, r.channel, r.draft_saved_at, r.submitted_at, r.office_code, i.office_code
             from registration r left join intake i using (debtor_id, registration_id)
             where r.debtor_id = '{}' and r.campaign_id = 99;
             {};
             {drafts}",
            file.debtor,
            by.look(file)
        )
    };
    let born = NaiveDate::from_ymd_opt(1990, 1, 31).context("a day")?;
    let person = Names { given: NAME[0].into(), family: NAME[1].into(), ..Names::default() };
    let hashes = search_keys::persons(keys, &person, PartialDate::from(born));
    let hashes: Vec<String> = hashes.iter().map(|hash| literal(hash)).collect();
    let alike = format!(
        "select k.office_code, k.registration_id, f.submitted_at, f.name
         from case_key k join case_file f using (office_code, registration_id)
         where k.key_hash in ({})
         order by k.office_code, k.registration_id limit 50;
         {};
         {drafts}",
        hashes.join(", "),
        by.deed("searched-name")
    );
    let named = [
        ("card-given", NAME[0]),
        ("card-family", NAME[1]),
        ("card-birth-day", "31"),
        ("card-birth-month", "1"),
        ("card-birth-year", "2533"),
    ];
    Ok(vec![
        Page {
            name: "the counter, by number",
            who: Who::Intake,
            asks: opened.iter().map(|file| ask(&[("card-number", &file.number)])).collect(),
            sql: opened.iter().map(there).collect(),
        },
        Page {
            name: "the counter, by name and birth",
            who: Who::Intake,
            asks: vec![ask(&named)],
            sql: vec![alike],
        },
    ])
}

/// The list of transfers: offered to the office, by it, and sent back to it.
pub(super) fn transfers() -> Page {
    let list = |which: &str, order: &str| {
        format!(
            "select t.*, f.tracking_number, f.debts, f.lacking, f.urgent, f.submitted_at
             from case_transfer t
             join case_file f on f.office_code = t.from_office and f.registration_id = t.registration_id
             where {which} order by {order} limit 26"
        )
    };
    let sql = [
        list(&format!("t.to_office = '{OFFICE}' and t.decided_at is null"), "t.asked_at, t.transfer_id"),
        list(&format!("t.from_office = '{OFFICE}' and t.decided_at is null"), "t.asked_at, t.transfer_id"),
        list(
            &format!(
                "t.from_office = '{OFFICE}' and t.refusal is not null and t.decided_at >= now() - interval '30 days'
                 and f.stage <> 'closed' and not exists (select from case_transfer later
                     where later.debtor_id = t.debtor_id and later.registration_id = t.registration_id
                       and later.transfer_id > t.transfer_id)"
            ),
            "t.decided_at desc",
        ),
    ];
    Page::at("the transfers", Who::Head, "/office/transfers", sql.join(";\n"))
}

/// Who is appointed: at the office, for its head, and in the nation.
pub(super) fn people() -> Vec<Page> {
    let sql = |which: &str| {
        format!(
            "select appointment_id, officer_id, role, unit, starts_on, ends_on, granted_by, granted_at
             from appointment where revoked_at is null and (ends_on is null or ends_on >= current_date) {which}
             order by unit, appointment_id limit 51;
             select * from appointment_request where decided_at is null {which} order by request_id limit 51"
        )
    };
    let here = sql(&format!("and unit = 'office:{OFFICE}'"));
    vec![
        Page::at("the people of the office", Who::Head, "/office/people", here),
        Page::at("the people of the nation", Who::Administrator, "/office/people", sql("")),
    ]
}
