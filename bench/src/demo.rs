//! The service under load: the demo of this build, on a database of its own in the given cluster.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use tokio::process::{Child, Command};

/// A running demo.
pub struct Demo {
    /// Where it answers.
    pub origin: String,
    /// The name of its database.
    pub database: String,
    child: Child,
    folder: PathBuf,
}

impl Demo {
    /// Starts the demo that was built beside this program and waits until it is ready. It answers on this port, its
    /// ThaiD on the next.
    pub async fn start(cluster: &str, port: u16) -> Result<Demo> {
        let database = format!("bench_{}_{port}", std::process::id());
        let folder = std::env::temp_dir().join(&database);
        let created = std::process::Command::new("createdb")
            .args(["--maintenance-db", cluster, &database])
            .status()
            .context("createdb")?;
        ensure!(created.success(), "createdb could not create {database}");
        let program = std::env::current_exe()?.with_file_name("plodnee");
        let [service, thaid] = [port, port + 1].map(|port| format!("127.0.0.1:{port}"));
        let child = Command::new(program)
            .args(["demo", "--listen", &service, "--simulator-listen", &thaid, "--log", "warn"])
            .arg("--data-dir")
            .arg(&folder)
            .args(["--database-url", &at(cluster, &database)?])
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("plodnee demo")?;
        let demo = Demo { origin: format!("http://{service}"), database, child, folder };
        for _ in 0..300 {
            if reqwest::get(format!("{}/readyz", demo.origin))
                .await
                .is_ok_and(|a| a.status() == 200)
            {
                return Ok(demo);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        bail!("the demo was not ready after half a minute")
    }

    /// The file of its keys.
    #[must_use]
    pub fn keys(&self) -> PathBuf {
        self.folder.join("keys")
    }

    /// The service's resident memory, in MiB.
    pub fn resident(&self) -> Result<u64> {
        self.memory("VmRSS:")
    }

    /// The most it ever had, in MiB.
    pub fn peak(&self) -> Result<u64> {
        self.memory("VmHWM:")
    }

    fn memory(&self, line: &str) -> Result<u64> {
        let pid = self.child.id().context("the demo has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
        let found = status.lines().find_map(|l| l.strip_prefix(line)).context("no such line")?;
        Ok(found.trim().trim_end_matches(" kB").parse::<u64>()? / 1024)
    }

    /// Stops it as an operator would.
    pub async fn stop(mut self) -> Result<()> {
        if let Some(pid) = self.child.id() {
            std::process::Command::new("kill").args(["-TERM", &pid.to_string()]).status()?;
        }
        self.child.wait().await?;
        std::fs::remove_dir_all(&self.folder).ok();
        Ok(())
    }
}

/// The cluster's address with another database.
pub fn at(cluster: &str, database: &str) -> Result<String> {
    let (server, _) = cluster.rsplit_once('/').context("DATABASE_URL names no database")?;
    Ok(format!("{server}/{database}"))
}
