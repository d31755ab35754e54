//! `plodnee doctor`: what is wrong before `serve` starts, each with its remedy.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use nix::sys::statvfs::statvfs;
use nix::unistd::{AccessFlags, access};
use sqlx::PgPool;

use super::database::{Database, data_dir};
use super::{Failure, keys, listen, serve};
use crate::campaign::{self, Opening};
use crate::clock::{self, Clock};
use crate::config::Settings;
use crate::db;
use crate::identity::Thaid;
use crate::notice;
use crate::reference::own;

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
    match Database::look(settings).await {
        Ok(database) => {
            database_findings(&mut findings, &database.pool).await;
            database.close().await;
        }
        Err(error) => findings.tell("database", Some(error.to_string())),
    }
    match Thaid::new(&settings.thaid, &settings.base_url) {
        Ok(thaid) => {
            let told = thaid.findings().await;
            let issuer = serve::check_issuer(&thaid, &settings.thaid.issuer).await;
            findings.tell("ThaiD's issuer", issuer.err().map(|error| error.to_string()));
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
        let imported = own::is_imported(db).await.unwrap_or(false);
        let missing = (!imported).then(|| "no offices; run `plodnee import`".to_owned());
        findings.tell("reference data", missing);
        let told = contents(db, Clock::system().now()).await;
        for (what, problem) in
            told.unwrap_or_else(|error| vec![("contents", Some(error.to_string()))])
        {
            findings.tell(what, problem);
        }
    }
    let theirs = sqlx::query_scalar!(r#"select now() as "now!""#).fetch_one(db).await;
    let drift = theirs.ok().and_then(|theirs| clock_problem(Clock::system().now(), theirs));
    findings.tell("clock", drift);
}

/// What an operator should know of what is in the database.
async fn contents(
    db: &PgPool,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<(&'static str, Option<String>)>> {
    let mut conn = db.acquire().await?;
    let round = campaign::store::current(&mut conn, clock::bangkok(now).date_naive()).await?;
    let given_up = notice::given_up(&mut conn).await?;
    Ok(vec![
        ("round of registration", round_problem(round.opening(now))),
        ("outbox", given_up_problem(&given_up)),
    ])
}

/// A service in which nobody can register, now or later.
fn round_problem(opening: Opening) -> Option<String> {
    (opening == Opening::Over).then(|| {
        "none is open or to come: nobody can register; open one with `plodnee campaign`".to_owned()
    })
}

/// Jobs that failed so often that they are not tried again.
fn given_up_problem(jobs: &[(String, i64)]) -> Option<String> {
    let jobs: Vec<String> = jobs.iter().map(|(job, count)| format!("{count} × {job}")).collect();
    (!jobs.is_empty()).then(|| {
        format!(
            "given up after ten attempts: {}. The log says why; mend it, then have them tried again: update notice \
             set attempts = 0, due_at = now(), gave_up_at = null where gave_up_at is not null",
            jobs.join(", ")
        )
    })
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

/// A data folder that cannot be written to or made, or with too little space. Writes nothing itself.
fn data_folder(folder: &Path) -> Option<String> {
    let there = folder.ancestors().find(|ancestor| ancestor.exists()).unwrap_or(Path::new("/"));
    let writable = access(there, AccessFlags::W_OK | AccessFlags::X_OK);
    let problem = match writable {
        Err(error) => error.desc().to_owned(),
        Ok(()) if !there.is_dir() => format!("{} is no folder", there.display()),
        Ok(()) => String::new(),
    };
    if !problem.is_empty() {
        return Some(format!("{} ({problem}); name another in PLODNEE_DATA_DIR", folder.display()));
    }
    let space = statvfs(there).ok()?;
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

    #[tokio::test]
    async fn asking_the_doctor_makes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let flags = ["--data-dir", data.to_str().unwrap(), "--listen", "127.0.0.1:0"];
        let mut settings = Settings::from_flags(&flags).unwrap();
        settings.thaid.issuer = "http://127.0.0.1:1".into();
        assert!(matches!(run(&settings).await, Err(Failure::Problems)));
        let made: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
        assert!(made.is_empty(), "{made:?}");
        let told = Database::look(&settings).await.unwrap_err().to_string();
        assert!(told.contains("run `plodnee migrate`"), "{told}");
        assert_eq!(data_folder(&data), None, "its parent is writable");
    }

    #[test]
    fn a_service_without_a_round_is_a_problem() {
        let soon = clock::bangkok(Clock::system().now()).naive_local();
        assert_eq!(round_problem(Opening::Open), None);
        assert_eq!(round_problem(Opening::From(soon)), None);
        assert!(round_problem(Opening::Over).unwrap().contains("`plodnee campaign`"));
    }

    #[test]
    fn jobs_that_were_given_up_are_counted_by_kind() {
        assert_eq!(given_up_problem(&[]), None);
        let told = given_up_problem(&[("a-1".to_owned(), 3), ("b-1".to_owned(), 1)]).unwrap();
        assert!(told.contains("3 × a-1, 1 × b-1"), "{told}");
    }
}
