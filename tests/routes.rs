//! Every address of the service for everybody: who is let in, who is sent to sign in, for whom it does not exist.
//!
//! `tests/routes.txt` is the table of what is expected: one row an address, one column a person. It is compared with
//! what the service answers over HTTP to each of them, so an address without a row fails, and so does one that lets
//! in somebody new. After a wanted change: `WRITE_ROUTES=1 cargo nextest run --workspace routes`, then read the
//! difference.

#[path = "routes/prepared.rs"]
mod prepared;

use std::collections::BTreeMap;
use std::fmt::Write;

use plodnee::web::{Entry, table};

use self::prepared::{Actor, Prepared};
use crate::people::{Browser, Shown};

const EXPECTED: &str = "tests/routes.txt";

const HEAD: &str = "\
# Who is answered what. Made by tests/routes.rs; read every difference.
#   yes   let in (the form may still be refused for what is missing in it)
#   in    sent to sign in
#   ch    sent to choose an appointment
#   why   sent to say what they open the file for
#   .     does not exist for them (404)
#   403   a form without the token of an own session
# Officers stand with the unit they are appointed at. The file is Mali's, at office 4901. Whoever may open it has said what
# for, but for the mediator there.
";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_address_answers_everybody_as_the_table_says() {
    let prepared = Prepared::make().await;
    let entries = table().entries;
    let mut rows: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for actor in &prepared.actors {
        let here = prepared.copy_for(actor).await;
        // What changes something comes after the pages, what ends the session last.
        let mut order: Vec<(usize, &Entry)> = entries.iter().enumerate().collect();
        order.sort_by_key(|(_, entry)| {
            (matches!(entry.path, "/sign-out" | "/exit"), entry.method == "POST")
        });
        for (index, entry) in order {
            let answer = ask(&here.browser, &prepared, entry, &here.csrf).await;
            rows.entry(index).or_default().push(cell(entry, &answer));
        }
    }
    let observed = print(&entries, &prepared.actors, &rows);
    if std::env::vars().any(|(name, _)| name == "WRITE_ROUTES") {
        std::fs::write(EXPECTED, &observed).unwrap();
    }
    let expected = std::fs::read_to_string(EXPECTED).unwrap_or_default();
    let differences: Vec<String> = observed
        .lines()
        .filter(|line| !expected.lines().any(|other| other == *line))
        .map(|line| format!("+ {line}"))
        .chain(
            expected
                .lines()
                .filter(|line| !observed.lines().any(|other| other == *line))
                .map(|line| format!("- {line}")),
        )
        .collect();
    assert!(
        differences.is_empty(),
        "the table and the service differ:\n{}",
        differences.join("\n")
    );
}

/// Asks for one address as one person: a page is opened, a form is sent with nothing in it.
async fn ask(browser: &Browser, prepared: &Prepared, entry: &Entry, csrf: &str) -> Shown {
    let path = prepared.path(entry);
    match entry.method {
        "POST"
            if entry.path.ends_with("/attachments") || entry.path == "/office/admin/reference" =>
        {
            browser.send_nothing(csrf, &path).await
        }
        "POST" => browser.send_once(csrf, &path, &prepared.fields(entry)).await,
        _ => browser.get(&path).await,
    }
}

/// What an answer means.
fn cell(entry: &Entry, shown: &Shown) -> String {
    let to = shown.leads_to().unwrap_or_default();
    match shown.status.as_u16() {
        404 => ".".into(),
        303 if to.starts_with("/register?") || to.starts_with("/office?") => "in".into(),
        303 if to.starts_with("/office/appointments") && !entry.path.contains("appointments") => {
            "ch".into()
        }
        303 if to.contains("/look") => "why".into(),
        200 | 303 | 409 | 413 | 422 => "yes".into(),
        other => other.to_string(),
    }
}

fn print(entries: &[Entry], actors: &[Actor], rows: &BTreeMap<usize, Vec<String>>) -> String {
    let wide = entries.iter().map(|entry| entry.method.len() + entry.path.len() + 1).max().unwrap();
    let mut text = HEAD.to_owned();
    for (index, actor) in actors.iter().enumerate() {
        writeln!(text, "# {:>2} {}", index + 1, actor.name).unwrap();
    }
    write!(text, "{:wide$}", "").unwrap();
    for index in 1..=actors.len() {
        write!(text, " {index:>3}").unwrap();
    }
    text.push('\n');
    for (index, entry) in entries.iter().enumerate() {
        write!(text, "{:wide$}", format!("{} {}", entry.method, entry.path)).unwrap();
        for cell in &rows[&index] {
            write!(text, " {cell:>3}").unwrap();
        }
        text.push('\n');
    }
    text
}
