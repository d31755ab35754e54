//! The pages of one file. Each look is recorded; each page asks for the opened files one after the other.

use super::{Ask, By, COLUMNS, Page};
use crate::officer::Who;
use crate::opened::Opened;

/// Every page of a file: the intake officer's, what only a head may, and the province's view.
pub(super) fn pages(opened: &[Opened], [intake, head, province]: [&By; 3]) -> Vec<Page> {
    let page = |name, who, path: &str, sql: &dyn Fn(&Opened) -> Vec<String>| {
        let by = match who {
            Who::Head => head,
            Who::Province => province,
            _ => intake,
        };
        let statements = |file: &Opened| {
            let mut all = vec![found(file), by.look(file)];
            all.extend(sql(file));
            all.join(";\n")
        };
        let address = |file: &Opened| Ask::Open(format!("/office/cases/{}{path}", file.id));
        Page {
            name,
            who,
            asks: opened.iter().map(address).collect(),
            sql: opened.iter().map(statements).collect(),
        }
    };
    let shown = |file: &Opened| {
        let of = of(file);
        vec![
            registration(file),
            version(file),
            person(file),
            format!("select * from case_duplicate where {of}"),
            format!(
                "select * from registration_event where {of} order by at desc, event_id desc limit 200"
            ),
            format!(
                "select attachment_id, name, added_at from attachment where {of} order by attachment_id"
            ),
            format!(
                "select version, submitted_at from registration_version where {of} order by version desc"
            ),
        ]
    };
    let read = |more: &'static str| {
        move |file: &Opened| {
            vec![registration(file), version(file), more.replace("{of}", &of(file))]
        }
    };
    let calls = read("select * from case_call where {of} order by call_id desc limit 100");
    let corrections = read("select * from correction where {of} order by version desc limit 100");
    let transfer = read("select * from case_transfer where {of} order by transfer_id desc limit 1");
    let kept = read("select * from calculation where {of} order by calculation_id desc limit 50");
    let messages = |file: &Opened| {
        vec![format!("select * from case_message where {} order by at desc limit 200", of(file))]
    };
    let pair = |file: &Opened| {
        let other = "select other_registration_id from case_duplicate where";
        let theirs = format!("registration_id = ({other} {} limit 1)", of(file));
        let theirs =
            format!("debtor_id = (select debtor_id from case_file where {theirs}) and {theirs}");
        vec![
            registration(file),
            version(file),
            person(file),
            format!("select {COLUMNS} from case_file where {theirs}"),
            format!("select * from registration where {theirs}"),
            format!(
                "select * from registration_version where {theirs} order by version desc limit 1"
            ),
            format!(
                "select * from debtor where debtor_id = (select debtor_id from registration where {theirs})"
            ),
        ]
    };
    vec![
        page("a file", Who::Intake, "", &shown),
        page("a file, for the province", Who::Province, "", &shown),
        page("its calls", Who::Intake, "/calls", &calls),
        page("its messages", Who::Intake, "/messages", &messages),
        page("an answer to correct", Who::Intake, "/answers/0/contact", &corrections),
        page("an answer of a debt", Who::Intake, "/answers/1/loan", &corrections),
        page("its duplicates", Who::Intake, "/duplicates", &pair),
        page("a debt's balance", Who::Intake, "/debts/1/balance", &kept),
        page("its transfer", Who::Head, "/transfer", &transfer),
    ]
}

/// The file, as every page about it begins.
fn found(file: &Opened) -> String {
    format!(
        "select {COLUMNS} from case_file where registration_id = '{}' and (office_code = '4901' or province_code = '49')",
        file.id
    )
}

fn of(file: &Opened) -> String {
    format!("debtor_id = '{}' and registration_id = '{}'", file.debtor, file.id)
}

fn registration(file: &Opened) -> String {
    format!("select * from registration where {}", of(file))
}

fn version(file: &Opened) -> String {
    format!(
        "select answers, submitted_at from registration_version where {} order by version desc limit 1",
        of(file)
    )
}

fn person(file: &Opened) -> String {
    format!("select person from debtor where debtor_id = '{}'", file.debtor)
}
