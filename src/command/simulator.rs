//! The ThaiD simulator as a child of the demo. A production service never starts one.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, bail};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// What the simulator says before its address.
const GREETING: &str = "ThaiD simulator: ";

/// A running simulator.
pub(super) struct Simulator {
    /// The issuer it plays.
    pub(super) issuer: String,
    child: Child,
    said: Lines<BufReader<ChildStdout>>,
}

impl Simulator {
    /// Starts the program beside our own and waits until it answers.
    pub(super) async fn start(
        listen: SocketAddr,
        client: (&str, &str),
        redirect_uri: &str,
        key_file: &Path,
    ) -> anyhow::Result<Self> {
        let program = std::env::current_exe()?.with_file_name("thaid-simulator");
        let mut command = Command::new(&program);
        command.arg(format!("--listen={listen}")).arg("--exit-with-parent");
        command
            .arg(format!("--client-id={}", client.0))
            .env("THAID_SIMULATOR_CLIENT_SECRET", client.1);
        command.arg(format!("--redirect-uri={redirect_uri}")).arg("--key-file").arg(key_file);
        // Out of reach of the terminal's Ctrl-C: it ends when we close its standard input, or end.
        command.process_group(0).kill_on_drop(true).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().with_context(|| {
            format!("{} (build it with `cargo build -p thaid-simulator`)", program.display())
        })?;
        let stdout = child.stdout.take().context("the simulator has no output")?;
        let mut said = BufReader::new(stdout).lines();
        let first = said.next_line().await?.unwrap_or_default();
        let Some(issuer) = first.strip_prefix(GREETING) else {
            let status = child.wait().await?;
            bail!(
                "the ThaiD simulator did not start on {listen} ({status}). Stop what uses the \
                 address, or name another in PLODNEE_SIMULATOR_LISTEN"
            );
        };
        Ok(Self { issuer: issuer.to_owned(), child, said })
    }

    /// Prints what the simulator says, and waits until it ends, which it should not.
    pub(super) async fn relay(&mut self) -> anyhow::Error {
        while let Ok(Some(line)) = self.said.next_line().await {
            println!("{line}");
        }
        anyhow::anyhow!("the ThaiD simulator ended by itself")
    }

    /// Stops the simulator and waits for it.
    pub(super) async fn stop(mut self) {
        drop(self.child.stdin.take());
        if tokio::time::timeout(Duration::from_secs(5), self.child.wait()).await.is_err() {
            let _ = self.child.kill().await;
        }
    }
}
