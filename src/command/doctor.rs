//! `plodnee doctor`: what is wrong before `serve` starts, each with its remedy.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use nix::sys::statvfs::statvfs;
use sqlx::PgPool;

use super::database::{Database, data_dir};
use super::{Failure, keys, listen};
use crate::clock::Clock;
use crate::config::Settings;
use crate::db;
use crate::db::private::Durability;
use crate::db::reference;
use crate::identity::Thaid;

/// Less free space than this, in bytes, is a problem: 2 GiB.
const LEAST_SPACE: u64 = 2 << 30;

/// What was found so far; every finding is printed at once.
struct Findings {
    problems: usize,
}

impl Findings {
    fn tell(&mut self, what: &str, problem: Option<String>) {
        match problem {
            None => println!("ok       {what}"),
            Some(problem) => {
                self.problems += 1;
                println!("PROBLEM  {what}: {problem}");
            }
        }
    }
}

pub(super) async fn run(settings: &Settings) -> Result<(), Failure> {
    let mut findings = Findings { problems: 0 };
    let refusals = settings.refusals();
    if refusals.is_empty() {
        findings.tell("settings", None);
    }
    for refusal in refusals {
        findings.tell("settings", Some(refusal));
    }
    findings.tell("keys", keys::of_production(settings).err().map(|error| error.to_string()));
    findings.tell("key file", settings.key_file.as_deref().and_then(readable_by_others));
    let address = listen(settings.listen, "PLODNEE_LISTEN").await;
    findings.tell("address to listen on", address.err().map(|error| error.to_string()));
    if settings.database_url.is_none() {
        findings.tell("data folder", data_folder(&data_dir(settings)));
    }
    match Database::open(settings, Durability::Durable).await {
        Ok(database) => {
            database_findings(&mut findings, &database.pool).await;
            database.close().await;
        }
        Err(error) => findings.tell("database", Some(error.to_string())),
    }
    match Thaid::new(&settings.thaid, &settings.base_url) {
        Ok(thaid) => {
            let told = thaid.findings().await;
            if told.is_empty() {
                findings.tell("ThaiD", None);
            }
            for finding in told {
                findings.tell("ThaiD", Some(format!("{finding} (PLODNEE_THAID_ISSUER)")));
            }
        }
        Err(error) => findings.tell("ThaiD", Some(format!("{error:#}"))),
    }
    if findings.problems == 0 { Ok(()) } else { Err(Failure::Problems) }
}

async fn database_findings(findings: &mut Findings, db: &PgPool) {
    findings.tell("database", None);
    let pending = match db::pending_migrations(db).await {
        Ok(pending) => pending.map(|pending| format!("{pending}; run `plodnee migrate`")),
        Err(error) => Some(error.to_string()),
    };
    let migrated = pending.is_none();
    findings.tell("schema", pending);
    if migrated {
        let imported = reference::is_imported(db).await.unwrap_or(false);
        let missing = (!imported).then(|| "no offices; run `plodnee import`".to_owned());
        findings.tell("reference data", missing);
    }
    let theirs = sqlx::query_scalar!(r#"select now() as "now!""#).fetch_one(db).await;
    let drift = theirs.ok().and_then(|theirs| clock_problem(Clock::system().now(), theirs));
    findings.tell("clock", drift);
}

/// A difference of more than five seconds to the database's clock.
fn clock_problem(ours: DateTime<Utc>, theirs: DateTime<Utc>) -> Option<String> {
    let apart = (ours - theirs).abs();
    (apart > TimeDelta::seconds(5)).then(|| {
        format!(
            "ours and the database's are {} s apart; let both machines take the time from NTP",
            apart.num_seconds()
        )
    })
}

/// A key file that others than its owner may read.
fn readable_by_others(file: &Path) -> Option<String> {
    let mode = fs::metadata(file).ok()?.permissions().mode();
    (mode & 0o077 != 0).then(|| format!("others may read it; run: chmod 600 {}", file.display()))
}

/// A data folder that cannot be written to, or with too little space.
fn data_folder(folder: &Path) -> Option<String> {
    let probe = folder.join(".doctor");
    let written = fs::create_dir_all(folder)
        .and_then(|()| fs::write(&probe, ""))
        .and_then(|()| fs::remove_file(&probe));
    if let Err(error) = written {
        return Some(format!("{} ({error}); name another in PLODNEE_DATA_DIR", folder.display()));
    }
    let space = statvfs(folder).ok()?;
    let free = space.blocks_available() * space.fragment_size();
    (free < LEAST_SPACE)
        .then(|| format!("{} has only {} MiB free; make room", folder.display(), free >> 20))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_that_differ_by_more_than_five_seconds_are_a_problem() {
        let now = Clock::system().now();
        assert_eq!(clock_problem(now, now + TimeDelta::seconds(5)), None);
        let told = clock_problem(now, now - TimeDelta::seconds(90)).unwrap();
        assert!(told.contains("90 s apart"), "{told}");
    }

    #[test]
    fn a_key_file_that_others_may_read_is_a_problem() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys");
        fs::write(&file, "").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(readable_by_others(&file), None);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(readable_by_others(&file).unwrap().contains("chmod 600"));
    }

    #[test]
    fn a_data_folder_below_a_file_is_a_problem() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(data_folder(&file.join("data")).unwrap().contains("PLODNEE_DATA_DIR"));
    }
}
