//! The program that runs the ThaiD simulator (โปรแกรมจำลอง ThaiD). It refuses to run in production.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use thaid_simulator::{PEOPLE, Settings, Simulator};
use tokio::sync::oneshot;

/// A local simulator of ThaiD for training, demonstration and tests. Its people are invented.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The address to listen on; port 0 takes any free port.
    #[arg(long, env = "THAID_SIMULATOR_LISTEN", default_value = "127.0.0.1:8976")]
    listen: SocketAddr,
    /// Lets other machines in: `--listen` may name an address that is not loopback.
    #[arg(long)]
    allow_network: bool,
    /// The client id of the relying party.
    #[arg(long, env = "THAID_SIMULATOR_CLIENT_ID")]
    client_id: String,
    /// The client secret of the relying party.
    #[arg(long, env = "THAID_SIMULATOR_CLIENT_SECRET", hide_env_values = true)]
    client_secret: String,
    /// A registered callback; may be given several times.
    #[arg(
        long = "redirect-uri",
        env = "THAID_SIMULATOR_REDIRECT_URIS",
        value_delimiter = ',',
        required = true
    )]
    redirect_uris: Vec<String>,
    /// Where the signing keys are kept, so that they outlive a restart.
    #[arg(long, env = "THAID_SIMULATOR_KEY_FILE")]
    key_file: Option<PathBuf>,
    /// Stops when standard input closes: the program that started it has ended.
    #[arg(long)]
    exit_with_parent: bool,
    /// The profile of the installation; `production` is refused.
    #[arg(long, env = "PLODNEE_PROFILE", hide = true)]
    profile: Option<String>,
}

impl Arguments {
    /// Why the simulator must not start.
    fn refusal(&self) -> Option<&'static str> {
        if self.profile.as_deref() == Some("production") {
            return Some(
                "this simulator lets anyone sign in as anyone; it does not run in production",
            );
        }
        if self.listen.ip().is_unspecified() {
            return Some("name the one address to listen on; it becomes part of the issuer");
        }
        if !self.listen.ip().is_loopback() && !self.allow_network {
            return Some("listening beyond this machine needs --allow-network");
        }
        None
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let arguments = Arguments::parse();
    if let Some(refusal) = arguments.refusal() {
        eprintln!("thaid-simulator: {refusal}");
        return ExitCode::from(2);
    }
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("thaid-simulator: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let stop = stop_requested()?; // before anyone can know that the program runs
    let parent = arguments.exit_with_parent;
    let simulator = Simulator::start(Settings {
        listen: arguments.listen,
        client_id: arguments.client_id,
        client_secret: arguments.client_secret,
        redirect_uris: arguments.redirect_uris,
        granted_scopes: Settings::every_scope(),
        key_file: arguments.key_file,
    })
    .await?;
    // Whoever started the program may read one line and look away: that is no reason to fail.
    let _ = std::io::stdout().write_all(greeting(simulator.origin()).as_bytes());
    tokio::select! {
        () = stop => {}
        () = parent_ended(), if parent => {}
    }
    simulator.stop().await;
    Ok(())
}

/// The address on the first line, then the people who can sign in.
fn greeting(origin: &str) -> String {
    let people = PEOPLE.iter().map(|person| {
        let (pid, name) = (person.dashed_pid(), person.name());
        format!("  {pid}  PIN {}  {name} ({})\n", person.pin, person.part)
    });
    format!(
        "ThaiD simulator: {origin}\nSwitches: {origin}/simulator/\n{}",
        people.collect::<String>()
    )
}

/// Listens for Ctrl-C and, where there is one, SIGTERM, from now on; waits for either when awaited.
#[cfg(unix)]
fn stop_requested() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminated = signal(SignalKind::terminate())?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
    })
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
fn stop_requested() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// Waits for the end of standard input, on a thread of its own: one that still reads does not keep
/// the program from ending.
async fn parent_ended() {
    let (ended, heard) = oneshot::channel();
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        let _ = ended.send(());
    });
    let _ = heard.await;
}
