//! A private PostgreSQL (ฐานข้อมูลในตัว), for the demo and for a pilot on one machine.
//!
//! [`PrivatePostgres::start`] makes the data folder when there is none, starts the server on a free
//! loopback port with a random password, and stops it when dropped. A server left behind by a
//! killed plodnee is stopped before a new one starts, so its data are never served twice.

mod binaries;
mod unprivileged;

use std::fs::{self, File, Permissions, TryLockError};
use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use data_encoding::HEXLOWER;
use secrecy::SecretString;
use tracing::{info, warn};

use binaries::Binaries;
pub use unprivileged::Unprivileged;

/// The user and the database of the private server.
const NAME: &str = "plodnee";
/// The cluster's folder in the data folder.
const CLUSTER: &str = "postgres";

/// How much a crash of the machine may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Nothing that was answered is lost.
    Durable,
    /// The last half second may be lost, never the consistency: enough for a demo, and quicker.
    Relaxed,
}

/// Why the private PostgreSQL does not run. The text is for the operator and names the remedy.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No usable server binaries on this machine.
    #[error(
        "No PostgreSQL {oldest} or newer was found{detail}. Install one (apt-get install postgresql), name the \
         folder of its programs in PLODNEE_POSTGRES_BIN, or name a database in PLODNEE_DATABASE_URL.",
        oldest = super::OLDEST_POSTGRES
    )]
    NoBinaries {
        /// What was found instead, with its own punctuation.
        detail: String,
    },
    /// The folder cannot be used as it is.
    #[error("The data folder {} cannot be used: {problem}", folder.display())]
    Folder {
        /// The data folder.
        folder: PathBuf,
        /// What is wrong and what to do, as a sentence.
        problem: String,
    },
    /// A program of PostgreSQL failed.
    #[error("PostgreSQL's {program} failed:\n{said}")]
    Program {
        /// The program's name.
        program: &'static str,
        /// The end of what it said.
        said: String,
    },
}

/// A running private server. Dropping it stops the server and waits for it.
#[derive(Debug)]
pub struct PrivatePostgres {
    url: SecretString,
    server: Server,
    /// Held while running, so that no second plodnee serves the same data.
    lock: File,
}

/// The programs, the folder they work on and the user they run as.
#[derive(Debug)]
struct Server {
    binaries: Binaries,
    data: PathBuf,
    user: Option<Unprivileged>,
}

impl PrivatePostgres {
    /// Starts the server of the data folder `folder`, making it first when it is new.
    ///
    /// Takes about 4 s the first time and 1 s later; blocks meanwhile.
    pub fn start(
        folder: &Path,
        binaries: Option<&Path>,
        durability: Durability,
    ) -> Result<Self, Error> {
        let unusable = |problem: String| Error::Folder { folder: folder.to_owned(), problem };
        let said = |error: io::Error| unusable(format!("{error}."));
        let is_new = !folder.exists();
        fs::create_dir_all(folder).map_err(said)?;
        let folder = &folder.canonicalize().map_err(said)?;
        let lock = lock(folder).map_err(unusable)?;
        let user = Unprivileged::needed();
        if let Some(user) = &user {
            if is_new {
                fs::set_permissions(folder, Permissions::from_mode(0o711)).map_err(said)?;
            }
            user.check_reach(folder).map_err(unusable)?;
        }
        let data = folder.join(CLUSTER);
        let wanted = data_version(&data).map_err(unusable)?;
        let binaries = Binaries::find(binaries, wanted, user.as_ref())?;
        let server = Server { binaries, data, user };
        let password_file = folder.join("postgres-password");
        if wanted.is_none() {
            let password = HEXLOWER.encode(&rand::random::<[u8; 24]>());
            write_secret(&password_file, &password).map_err(said)?;
            server.initialise(&folder.join("postgres.new"), &password)?;
        }
        let password = fs::read_to_string(&password_file)
            .map_err(|error| unusable(format!("{}: {error}.", password_file.display())))?;
        server.stop_leftover();
        let port = server.start(durability)?;
        info!(postgres.port = port, postgres.folder = %folder.display(), "private PostgreSQL started on port {port}");
        let url = format!("postgres://{NAME}:{password}@127.0.0.1:{port}/{NAME}");
        Ok(Self { url: url.into(), server, lock })
    }

    /// Whether the data folder has a cluster already: starting it then makes nothing new.
    #[must_use]
    pub fn is_made(folder: &Path) -> bool {
        folder.join(CLUSTER).exists()
    }

    /// The URL of its database, which may not exist yet: see [`super::create_if_missing`].
    #[must_use]
    pub fn url(&self) -> &SecretString {
        &self.url
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        match self.server.stop() {
            Ok(()) => info!("private PostgreSQL stopped"),
            Err(error) => warn!("private PostgreSQL did not stop: {error}"),
        }
        // The kernel would release it as well, a moment later.
        let _ = self.lock.unlock();
    }
}

impl Server {
    /// Makes a new cluster at `new`, then moves it into place: a half-made one never counts.
    fn initialise(&self, new: &Path, password: &str) -> Result<(), Error> {
        let failed = |error: io::Error| Error::Folder {
            folder: new.to_owned(),
            problem: format!("{error}."),
        };
        let password_file = new.with_extension("password");
        if new.exists() {
            fs::remove_dir_all(new).map_err(failed)?;
        }
        fs::create_dir(new).map_err(failed)?;
        fs::set_permissions(new, Permissions::from_mode(0o700)).map_err(failed)?;
        write_secret(&password_file, password).map_err(failed)?;
        if let Some(user) = &self.user {
            user.own(new).and_then(|()| user.own(&password_file)).map_err(failed)?;
        }
        let initdb = |order: &[&str]| {
            let mut command = self.command("initdb");
            command.arg("--pgdata").arg(new).arg("--pwfile").arg(&password_file);
            command.args(["--username", NAME, "--auth", "scram-sha-256"]);
            command.args(["--encoding", "UTF8", "--locale", "C", "--data-checksums"]).args(order);
            run("initdb", &mut command)
        };
        // A build without ICU sorts by code point; every query that sorts for people names no locale.
        let made =
            initdb(&["--locale-provider", "icu", "--icu-locale", "th"]).or_else(|_| initdb(&[]));
        fs::remove_file(&password_file).map_err(failed)?;
        made?;
        fs::rename(new, &self.data).map_err(failed)
    }

    /// Starts the server on a free loopback port, waits until it answers, and gives the port.
    fn start(&self, durability: Durability) -> Result<u16, Error> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .and_then(|listener| listener.local_addr())
            .map_err(|error| Error::Program { program: "port", said: error.to_string() })?
            .port();
        let synchronous_commit = match durability {
            Durability::Durable => "on",
            Durability::Relaxed => "off",
        };
        // Seven log files, one a weekday, each overwritten a week later; terse, so that no value of
        // a row is ever in them.
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -k '' -c max_connections=100 \
             -c synchronous_commit={synchronous_commit} -c log_error_verbosity=terse \
             -c logging_collector=on -c log_filename=postgresql-%a.log \
             -c log_truncate_on_rotation=on -c log_rotation_size=0"
        );
        // Recovery after a crash may take a while: five minutes.
        let mut command = self.command("pg_ctl");
        command.arg("start").arg("--pgdata").arg(&self.data).args(["--wait", "--timeout", "300"]);
        command.arg("--log").arg(self.data.join("startup.log")).args(["--options", &options]);
        run("pg_ctl", &mut command).map(|()| port).map_err(|error| self.explain(error))
    }

    /// Stops the server and waits for it: connections are cut, nothing committed is lost.
    fn stop(&self) -> Result<(), Error> {
        let mut command = self.command("pg_ctl");
        command.arg("stop").arg("--pgdata").arg(&self.data);
        command.args(["--mode", "fast", "--wait", "--timeout", "60"]);
        run("pg_ctl", &mut command)
    }

    /// Stops a server that a killed plodnee left running. Ours is the lock, so nobody uses it.
    fn stop_leftover(&self) {
        if self.data.join("postmaster.pid").exists() && self.stop().is_ok() {
            warn!("stopped a PostgreSQL that an earlier run had left behind");
        }
    }

    /// A program of PostgreSQL, run as the unprivileged user and out of reach of the terminal's
    /// Ctrl-C: plodnee decides when its database stops.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.binaries.folder.join(program));
        command.process_group(0).env("LC_ALL", "C").stdin(Stdio::null());
        // A folder that every user can enter; the caller's own may not be.
        command.current_dir("/");
        if let Some(user) = &self.user {
            user.run(&mut command);
        }
        command
    }

    /// Adds the end of the server's own log to what `pg_ctl` said.
    fn explain(&self, error: Error) -> Error {
        let Error::Program { program, said } = error else { return error };
        let log = fs::read_to_string(self.data.join("startup.log")).unwrap_or_default();
        let mut lines: Vec<_> = log.lines().rev().take(8).collect();
        lines.reverse();
        Error::Program { program, said: format!("{said}\n{}", lines.join("\n")) }
    }
}

/// Takes the folder's lock, which the kernel releases however plodnee ends.
fn lock(folder: &Path) -> Result<File, String> {
    let path = folder.join("plodnee.lock");
    let file = File::options().create(true).append(true).open(&path);
    let file = file.map_err(|error| format!("{}: {error}.", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err("another plodnee is running on it. Stop that one first.".to_owned())
        }
        Err(TryLockError::Error(error)) => Err(format!("{}: {error}.", path.display())),
    }
}

/// The major version that made the cluster at `data`; nothing when there is none yet.
fn data_version(data: &Path) -> Result<Option<u32>, String> {
    if !data.exists() {
        return Ok(None);
    }
    let text = fs::read_to_string(data.join("PG_VERSION")).map_err(|error| {
        format!(
            "{} is not a PostgreSQL cluster (PG_VERSION: {error}). Restore it from a backup, or \
             move it away to begin an empty one.",
            data.display()
        )
    })?;
    let version = text.trim().parse().map_err(|_| {
        format!("{} has an unreadable PG_VERSION. Restore it from a backup.", data.display())
    })?;
    Ok(Some(version))
}

/// Writes a file that only its owner reads.
fn write_secret(path: &Path, text: &str) -> io::Result<()> {
    let mut file =
        File::options().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())
}

/// Runs a program to its end; what it said is the error when it fails.
fn run(program: &'static str, command: &mut Command) -> Result<(), Error> {
    let output = command.output();
    let failed = |said: String| Err(Error::Program { program, said });
    match output {
        Ok(Output { status, .. }) if status.success() => Ok(()),
        Ok(Output { stdout, stderr, .. }) => {
            let said = [stdout, stderr].concat();
            failed(String::from_utf8_lossy(&said).trim().to_owned())
        }
        Err(error) => failed(error.to_string()),
    }
}

#[cfg(test)]
mod tests;
