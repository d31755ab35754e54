//! `plodnee officer`: appoints, lists and revokes from the command line, above all the first administrator.

use std::io::{IsTerminal, stdin};

use anyhow::Context;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use sqlx::PgConnection;
use uuid::Uuid;

use super::database::Database;
use super::{Failure, keys};
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::private::Durability;
use crate::national_id::{CitizenNumber, CitizenNumberProblem};
use crate::office::Territory;
use crate::officer::store::{self, Grant};
use crate::officer::{Role, appoint, people};
use crate::seal::Keys;
use crate::text::{Lang, clean_line};

/// Appoints officers, lists and revokes appointments.
#[derive(Debug, Subcommand)]
pub(super) enum Officer {
    /// Appoints somebody; the ministry's first administrator is made so
    Appoint(Box<Appoint>),
    /// Lists who is appointed in a unit and below
    List(Box<List>),
    /// Ends an appointment at once
    Revoke(Box<Revoke>),
}

/// An appointment to be made.
#[derive(Debug, Args)]
pub(super) struct Appoint {
    #[command(flatten)]
    settings: Settings,

    /// The citizen number; "-" reads it from standard input, so that no list of processes shows it
    #[arg(long, value_name = "NUMBER", default_value = "-")]
    citizen_number: String,

    /// The name shown until the first sign-in
    #[arg(long)]
    name: Option<String>,

    /// intake, mediator, head, `provincial_officer`, `provincial_head`, analyst, administrator, auditor or observer
    #[arg(long, value_parser = role)]
    role: Role,

    /// The unit: 4 digits, 2 digits, or "nation" for the ministry
    #[arg(long)]
    unit: String,

    /// The first day in Bangkok, as 2027-01-04; today unless given
    #[arg(long, value_name = "DATE")]
    starts_on: Option<NaiveDate>,

    /// The last day in Bangkok; until revoked unless given
    #[arg(long, value_name = "DATE")]
    ends_on: Option<NaiveDate>,
}

/// A unit whose appointments are listed.
#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    settings: Settings,

    /// The unit: 4 digits, 2 digits for a province and its offices, or "nation" for everybody
    #[arg(long)]
    unit: String,
}

/// An appointment to be ended.
#[derive(Debug, Args)]
pub(super) struct Revoke {
    #[command(flatten)]
    settings: Settings,

    /// The appointment's id, as `plodnee officer list` shows it
    id: Uuid,

    /// Why
    #[arg(long)]
    reason: String,
}

impl Officer {
    pub(super) fn settings(&self) -> &Settings {
        match self {
            Self::Appoint(command) => &command.settings,
            Self::List(command) => &command.settings,
            Self::Revoke(command) => &command.settings,
        }
    }

    pub(super) async fn run(self) -> Result<(), Failure> {
        let keys = keys::of_production(self.settings())?;
        let database = Database::open(self.settings(), Durability::Durable).await?;
        let done = self.on(&database, &keys).await;
        database.close().await;
        println!("{}", done?);
        Ok(())
    }

    async fn on(self, database: &Database, keys: &Keys) -> Result<String, Failure> {
        let clock = Clock::system();
        let mut tx = database.pool.begin().await?;
        let told = match self {
            Self::Appoint(command) => command.appoint(&mut tx, keys, &clock).await?,
            Self::List(command) => command.list(&mut tx, keys, &clock).await?,
            Self::Revoke(command) => command.revoke(&mut tx, keys, &clock).await?,
        };
        tx.commit().await?;
        Ok(told)
    }
}

impl Appoint {
    async fn appoint(
        self,
        tx: &mut PgConnection,
        keys: &Keys,
        clock: &Clock,
    ) -> Result<String, Failure> {
        let number = citizen_number(&self.citizen_number)?;
        let unit = people::territory_of(&self.unit, self.role).ok_or_else(|| {
            refused(format!(
                "--unit {}: the role {} is not held there.",
                self.unit,
                self.role.word()
            ))
        })?;
        let named = store::units(tx, &[unit.key()]).await?;
        let named = named.get(&unit.key()).ok_or_else(|| {
            refused(format!(
                "--unit {}: there is no such unit; `plodnee import` brings them.",
                self.unit
            ))
        })?;
        let starts_on = self.starts_on.unwrap_or_else(|| clock.today());
        if self.ends_on.is_some_and(|last| last < starts_on.max(clock.today())) {
            return Err(refused("--ends-on lies before the first day, or is over.".into()));
        }
        let name = clean_line(self.name.as_deref().unwrap_or_default(), 200)
            .map_err(|problem| refused(format!("--name: {problem}.")))?;
        let officer_id = store::officer_id(keys, &number);
        let grant = Grant { officer_id, role: self.role, unit, starts_on, ends_on: self.ends_on };
        let made = appoint::appoint(tx, None, &grant, clock.now()).await?;
        let id = made.map_err(|refusal| refused(refusal.to_string()))?;
        if !name.is_empty() {
            store::call(tx, keys, officer_id, &name, None).await?;
        }
        Ok(format!("{id}: {} at {}, from {starts_on}", self.role.word(), named.name(Lang::Th)))
    }
}

impl List {
    async fn list(
        self,
        tx: &mut PgConnection,
        keys: &Keys,
        clock: &Clock,
    ) -> Result<String, Failure> {
        let territory = match self.unit.as_str() {
            "nation" => Territory::Nation,
            code if code.len() == 2 => Territory::Province(code.to_owned()),
            code => Territory::Office(code.to_owned()),
        };
        if store::units(tx, &[territory.key()]).await?.is_empty() {
            return Err(refused(format!("--unit {}: there is no such unit.", self.unit)));
        }
        let units = people::units_in(tx, &territory).await?;
        let held = people::list(tx, units.as_deref(), clock.today(), None, i64::MAX).await?;
        let officers: Vec<Uuid> = held.iter().map(|held| held.officer_id).collect();
        let names = store::names(tx, keys, &officers).await?;
        let line = |held: people::Held| {
            let until =
                held.ends_on.map_or_else(|| "until revoked".into(), |day| format!("to {day}"));
            let name = names.get(&held.officer_id).map_or("(has not signed in)", String::as_str);
            format!(
                "{}  {}  {}  from {} {until}  {name}",
                held.id,
                held.unit.key(),
                held.role.word(),
                held.starts_on
            )
        };
        let lines: Vec<String> = held.into_iter().map(line).collect();
        Ok(if lines.is_empty() { "Nobody is appointed there.".into() } else { lines.join("\n") })
    }
}

impl Revoke {
    async fn revoke(
        self,
        tx: &mut PgConnection,
        keys: &Keys,
        clock: &Clock,
    ) -> Result<String, Failure> {
        let reason = clean_line(&self.reason, 500)
            .map_err(|problem| refused(format!("--reason: {problem}.")))?;
        if reason.is_empty() {
            return Err(refused("--reason is empty.".into()));
        }
        let held = people::lock(tx, self.id).await?;
        let held = held.filter(|held| !held.is_over(clock.today()));
        let held = held.ok_or_else(|| {
            refused(format!("{}: there is no such appointment, or it has ended.", self.id))
        })?;
        let moment = (clock.today(), clock.now());
        let done = appoint::revoke(tx, keys, None, (&held, &reason), moment).await?;
        done.map_err(|refusal| refused(refusal.to_string()))?;
        Ok(format!("{} revoked; its sessions have ended.", self.id))
    }
}

fn refused(sentence: String) -> Failure {
    Failure::Refused(vec![sentence])
}

/// Reads the citizen number that was given, or one line of standard input.
fn citizen_number(given: &str) -> Result<CitizenNumber, Failure> {
    let mut line = given.to_owned();
    if given == "-" {
        if stdin().is_terminal() {
            eprintln!("Citizen number, then Enter:");
        }
        line.clear();
        stdin().read_line(&mut line).context("standard input")?;
    }
    CitizenNumber::parse(&line).map_err(|problem| {
        refused(match problem {
            CitizenNumberProblem::Check => {
                "The citizen number's check digit does not fit: one digit is mistyped.".into()
            }
            _ => format!("The citizen number: {problem}."),
        })
    })
}

fn role(word: &str) -> Result<Role, String> {
    let words = Role::ALL.map(Role::word).join(", ");
    Role::from_word(word).ok_or_else(|| format!("one of {words}"))
}

#[cfg(test)]
mod tests {
    use sqlx::PgPool;

    use super::*;
    use crate::reference::own;

    fn wanted(role: &str, unit: &str, more: &[&str]) -> Appoint {
        use clap::Parser;
        #[derive(Parser)]
        struct Line {
            #[command(subcommand)]
            officer: Officer,
        }
        let mut line = vec!["plodnee", "appoint", "--citizen-number", "3990400000349"];
        line.extend(["--role", role, "--unit", unit]);
        line.extend(more);
        match Line::try_parse_from(line).unwrap().officer {
            Officer::Appoint(command) => *command,
            _ => panic!("another command"),
        }
    }

    #[sqlx::test]
    async fn the_first_administrator_is_appointed_listed_recorded_and_stays(db: PgPool) {
        own::import(&db).await.unwrap();
        let (keys, _) = Keys::generate(false);
        let clock = Clock::fixed("2026-11-22T03:00:00Z".parse().unwrap());
        let mut conn = db.acquire().await.unwrap();
        let make = wanted("administrator", "nation", &["--name", "นายดูแล จำลองระบบ"]);
        let told = make.appoint(&mut conn, &keys, &clock).await.unwrap();
        assert!(told.ends_with(": administrator at กระทรวงมหาดไทย, from 2026-11-22"), "{told}");
        let id: Uuid = told.split(':').next().unwrap().parse().unwrap();

        let settings = || Settings::from_flags(&[] as &[&str]).unwrap();
        let list = List { settings: settings(), unit: "nation".into() };
        let told = list.list(&mut conn, &keys, &clock).await.unwrap();
        assert!(told.contains(&id.to_string()) && told.ends_with("นายดูแล จำลองระบบ"), "{told}");

        let revoke = Revoke { settings: settings(), id, reason: "ย้าย".into() };
        let told = revoke.revoke(&mut conn, &keys, &clock).await.unwrap_err().to_string();
        assert!(told.contains("last administrator"), "{told}");
        let deeds = sqlx::query!("select action, officer_id from officer_audit");
        let deed = deeds.fetch_one(&mut *conn).await.unwrap();
        assert_eq!((deed.action.as_str(), deed.officer_id), ("appointed", None));
    }

    #[sqlx::test]
    async fn what_cannot_be_is_refused_with_its_reason(db: PgPool) {
        own::import(&db).await.unwrap();
        let (keys, _) = Keys::generate(false);
        let clock = Clock::fixed("2026-11-22T03:00:00Z".parse().unwrap());
        let mut conn = db.acquire().await.unwrap();
        let cases = [
            ("administrator", "4901", &[][..], "is not held there"),
            ("intake", "4999", &[], "no such unit"),
            ("intake", "4901", &["--ends-on", "2026-11-01"], "--ends-on"),
            ("intake", "4901", &[], ""),
            ("intake", "4901", &[], "already"),
        ];
        for (role, unit, more, expected) in cases {
            match wanted(role, unit, more).appoint(&mut conn, &keys, &clock).await {
                Ok(_) => assert_eq!(expected, "", "{role} {unit}"),
                Err(failure) => {
                    assert_eq!(failure.code(), 2);
                    assert!(failure.to_string().contains(expected), "{failure}");
                }
            }
        }
    }

    #[test]
    fn a_mistyped_citizen_number_is_refused() {
        for typed in ["3990400000348", "12", "abc"] {
            let refused = citizen_number(typed).unwrap_err();
            assert_eq!(refused.code(), 2, "{typed}");
            assert!(!refused.to_string().contains(typed), "{refused}");
        }
    }
}
