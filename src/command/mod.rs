//! What the `plodnee` program does (คำสั่ง): one file per command.
//!
//! `main` reads the command line, runs one command and turns a `Failure` into a sentence and an
//! exit code; `docs/operations.md` lists the codes.

mod campaign;
mod database;
mod demo;
mod doctor;
mod import;
mod keys;
mod migrate;
mod officer;
mod routes;
mod serve;
mod service;
mod settings;
mod shutdown;
mod simulator;

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use crate::config::{LogFormat, Settings};
use crate::db::private;

/// Thailand's open system for people trapped in informal debt (หนี้นอกระบบ).
#[derive(Debug, Parser)]
#[command(name = "plodnee", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Starts everything for trying out: simulated ThaiD, fictional people, an open campaign
    Demo(Box<demo::Demo>),
    /// Serves real people
    Serve(Box<Settings>),
    /// Brings the database's schema up to this version
    Migrate(Box<Settings>),
    /// Writes provinces, districts, sub-districts and offices into the database
    Import(Box<Settings>),
    /// Opens a round of registration, or changes its days and hours
    Campaign(Box<campaign::Round>),
    /// Appoints officers, lists and revokes appointments
    #[command(subcommand)]
    Officer(officer::Officer),
    /// Tells what is wrong before `serve` starts
    Doctor(Box<Settings>),
    /// Makes a key file
    Keys(keys::KeysFile),
    /// Prints every address as the page docs/routes.md
    Routes,
    /// Prints every setting as the page docs/settings.md
    Settings,
}

/// Why a command ended without having done its work. The text is for the operator.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// Settings, keys or the state of the database forbid it.
    #[error("{}", .0.join("\n"))]
    Refused(Vec<String>),
    /// Someone else listens there.
    #[error("{0} cannot be listened on: {1}. Stop what uses it, or name another address in {2}.")]
    Address(SocketAddr, std::io::Error, &'static str),
    /// The private PostgreSQL does not run.
    #[error(transparent)]
    PrivatePostgres(#[from] private::Error),
    /// The database does not answer as it should.
    #[error("The database does not answer: {0}. Check PLODNEE_DATABASE_URL and the server.")]
    Database(#[from] sqlx::Error),
    /// Doctor found problems, and has told them.
    #[error("Mend the problems above, then ask again.")]
    Problems,
    /// Anything else.
    #[error("{0:#}")]
    Other(#[from] anyhow::Error),
}

impl Failure {
    fn code(&self) -> u8 {
        match self {
            Self::Problems | Self::Other(_) => 1,
            Self::Refused(_) => 2,
            Self::Address(..) => 3,
            Self::PrivatePostgres(_) => 4,
            Self::Database(_) => 5,
        }
    }
}

/// Runs the command of the command line.
#[must_use]
pub fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Keys(keys) => keys.run(),
        Command::Routes => {
            print!("{}", routes::page());
            Ok(())
        }
        Command::Settings => {
            print!("{}", settings::page());
            Ok(())
        }
        command => run(command),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("plodnee: {failure}");
            ExitCode::from(failure.code())
        }
    }
}

#[tokio::main]
async fn run(command: Command) -> Result<(), Failure> {
    let settings = match &command {
        Command::Campaign(round) => &round.settings,
        Command::Demo(demo) => &demo.settings,
        Command::Officer(officer) => officer.settings(),
        Command::Serve(settings)
        | Command::Migrate(settings)
        | Command::Import(settings)
        | Command::Doctor(settings) => settings,
        Command::Keys(_) | Command::Routes | Command::Settings => return Ok(()),
    };
    log(settings)?;
    match command {
        Command::Demo(demo) => demo.run().await,
        Command::Serve(settings) => serve::run(*settings).await,
        Command::Migrate(settings) => migrate::run(&settings).await,
        Command::Campaign(round) => round.run().await,
        Command::Officer(officer) => officer.run().await,
        Command::Import(settings) => import::run(&settings).await,
        Command::Doctor(settings) => doctor::run(&settings).await,
        Command::Keys(_) | Command::Routes | Command::Settings => Ok(()),
    }
}

/// Sends log lines to standard error.
fn log(settings: &Settings) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(&settings.log)
        .map_err(|error| Failure::Refused(vec![format!("PLODNEE_LOG: {error}.")]))?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    match settings.log_format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().flatten_event(true).init(),
    }
    Ok(())
}

/// Listens on `address`, which `setting` names.
async fn listen(address: SocketAddr, setting: &'static str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| Failure::Address(address, error, setting))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[tokio::test]
    async fn an_address_in_use_is_named_with_its_setting_and_has_its_own_exit_code() {
        let first = listen(([127, 0, 0, 1], 0).into(), "PLODNEE_LISTEN").await.unwrap();
        let address = first.local_addr().unwrap();
        let failure = listen(address, "PLODNEE_LISTEN").await.unwrap_err();
        assert_eq!(failure.code(), 3);
        let told = failure.to_string();
        assert!(
            told.starts_with(&address.to_string()) && told.contains("PLODNEE_LISTEN"),
            "{told}"
        );
    }
}
