//! `plodnee demo`: everything on one machine, for trying out and training. Nothing in it is real.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use data_encoding::HEXLOWER;
use tokio::net::TcpListener;
use url::Url;

use super::database::{self, Database};
use super::shutdown::Shutdown;
use super::simulator::Simulator;
use super::{Failure, keys, listen, service};
use crate::App;
use crate::campaign;
use crate::clock::Clock;
use crate::config::{DEFAULT_BASE_URL, Profile, Settings};
use crate::db;
use crate::db::private::{Durability, Unprivileged};
use crate::identity::{Thaid, thaid};
use crate::national_id::CitizenNumber;
use crate::office::Territory;
use crate::officer::{Role, appoint, store};
use crate::reference::own;
use crate::text::{self, Lang};

/// Where the demo keeps its data, in the checkout.
const DATA_DIR: &str = "var/demo";
/// Where it does for root, when the checkout is closed to the user that PostgreSQL runs as.
const ROOT_DATA_DIR: &str = "/var/lib/plodnee-demo";
/// The simulator's relying party.
const CLIENT_ID: &str = "plodnee-demo";

/// The simulator's people who are officers here: citizen number, name, role, unit.
const CAST: [(&str, &str, Role, &str); 9] = [
    ("3990100000157", "นายพิทักษ์ สมมุติราษฎร์", Role::Intake, "office:4901"),
    ("3990100000301", "นายปกครอง สมมุติเมือง", Role::Head, "office:4901"),
    ("3990100000319", "นางสันติ จำลองธรรม", Role::Mediator, "office:4901"),
    ("3990600000369", "นางสาวเป็นธรรม จำลองช่วย", Role::Observer, "office:4901"),
    ("3990200000329", "นายอำนวย สมมุติกิจ", Role::Intake, "office:4902"),
    ("1990100001238", "นางสาวดาริน จำลองกิจ", Role::Intake, "office:49"),
    ("3990300000339", "นางสาวธุรการ สมมุติจังหวัด", Role::ProvincialHead, "province:49"),
    ("3990400000349", "นายดูแล จำลองระบบ", Role::Administrator, "nation"),
    ("3990500000359", "นางตรวจทาน สมมุติชัด", Role::Auditor, "nation"),
];

/// The settings, and where the simulator listens.
#[derive(Debug, Args)]
pub(super) struct Demo {
    #[command(flatten)]
    pub(super) settings: Settings,

    /// The address of the simulated ThaiD
    #[arg(
        long,
        env = "PLODNEE_SIMULATOR_LISTEN",
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8976"
    )]
    simulator_listen: SocketAddr,
}

impl Demo {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let Self { mut settings, simulator_listen } = self;
        settings.profile = Profile::Demo;
        let folder = settings.data_dir.clone().map_or_else(default_data_dir, Ok)?;
        settings.data_dir = Some(folder.clone());
        let shutdown = Shutdown::listen().context("signals")?;
        let listener = listen(settings.listen, "PLODNEE_LISTEN").await?;
        if settings.base_url.as_str().trim_end_matches('/') == DEFAULT_BASE_URL {
            let address = listener.local_addr().context("the address listened on")?;
            settings.base_url = Url::parse(&format!("http://{address}")).context("the address")?;
        }
        println!("Data folder: {}", database::data_dir(&settings).display());
        let database = Database::open(&settings, Durability::Relaxed).await?;
        let served =
            serve(settings, &folder, simulator_listen, listener, &database, &shutdown).await;
        database.close().await;
        served
    }
}

async fn serve(
    mut settings: Settings,
    folder: &Path,
    simulator_listen: SocketAddr,
    listener: TcpListener,
    database: &Database,
    shutdown: &Shutdown,
) -> Result<(), Failure> {
    let clock = Clock::system();
    db::migrate(&database.pool).await.context("the migration failed")?;
    own::import(&database.pool).await?;
    campaign::store::ensure_demo(&database.pool, clock.today()).await?;
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let keys = keys::of_demo(&folder.join("keys"))?;

    let secret = HEXLOWER.encode(&rand::random::<[u8; 24]>());
    let origin = settings.base_url.origin().ascii_serialization();
    let redirect_uri = format!("{origin}{}", thaid::CALLBACK);
    let key_file = folder.join("simulator-key");
    let client = (CLIENT_ID, secret.as_str());
    let mut simulator =
        Simulator::start(simulator_listen, client, &redirect_uri, &key_file).await?;
    settings.thaid.issuer.clone_from(&simulator.issuer);
    CLIENT_ID.clone_into(&mut settings.thaid.client_id);
    settings.thaid.client_secret = secret.into();

    let app = App {
        db: database.pool.clone(),
        clock,
        keys: Arc::new(keys),
        thaid: Arc::new(Thaid::new(&settings.thaid, &settings.base_url)?),
        settings: Arc::new(settings),
    };
    appoint_cast(&app).await.context("the officers of the demo")?;
    greet(&origin);
    let served = tokio::select! {
        served = service::run(app, listener, shutdown) => served,
        ended = simulator.relay() => Err(ended.into()),
    };
    simulator.stop().await;
    served
}

/// Appoints the officers among the simulator's people. Who holds the appointment already keeps it.
async fn appoint_cast(app: &App) -> anyhow::Result<()> {
    let mut tx = app.db.begin().await?;
    for (number, name, role, unit) in CAST {
        let officer_id = store::officer_id(&app.keys, &CitizenNumber::parse(number)?);
        let unit = Territory::from_key(unit).context("a unit of the demo")?;
        let starts_on = app.clock.today();
        let grant = store::Grant { officer_id, role, unit, starts_on, ends_on: None };
        // Refused where they hold it already: a second start of the demo.
        if appoint::appoint(&mut tx, None, &grant, app.clock.now()).await?.is_ok() {
            store::call(&mut tx, &app.keys, officer_id, name, None).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Prints what to open; the simulator's own lines, with the people and their PINs, follow.
fn greet(origin: &str) {
    println!(
        "
Plodnee is ready. Nothing here is real; whatever you type is kept in the data folder alone.

  {origin}/            the portal (ปลดหนี้)
  {origin}/register    1. a debtor registers alone (ลูกหนี้ลงทะเบียนด้วยตนเอง)
  {origin}/office      2. a unit registers a debtor (หน่วยรับลงทะเบียน)
  {origin}/report      3. a unit reports its results (รายงานผล)

Officers are appointed already. At entrance 2 give the code of the unit, then sign in as
"
    );
    for (_, name, role, unit) in CAST {
        let code = unit.rsplit(':').next().unwrap_or(unit);
        let code = if code == "nation" { "(ministry)" } else { code };
        let role_name = text::t(Lang::Th, &format!("role-{}", role.word().replace('_', "-")));
        println!("  {code:<10}  {name}: {role_name} ({})", role.word().replace('_', " "));
    }
    println!(
        "
Sign in as one of the fictional people below, in the simulated ThaiD. Ctrl-C stops everything.
"
    );
}

/// `var/demo`; for root in a checkout closed to others, a folder under `/var/lib` named after it.
fn default_data_dir() -> anyhow::Result<PathBuf> {
    let checkout = std::env::current_dir().context("the current folder")?;
    let closed = Unprivileged::needed().is_some_and(|user| !user.reaches(&checkout));
    if !closed {
        return Ok(checkout.join(DATA_DIR));
    }
    let name = checkout.to_string_lossy().trim_matches('/').replace('/', "-");
    Ok(Path::new(ROOT_DATA_DIR).join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_officer_of_the_demo_is_one_of_the_simulators_people() {
        for (number, name, role, unit) in CAST {
            let person = thaid_simulator::PEOPLE.iter().find(|person| person.pid == number);
            let person = person.unwrap();
            assert_eq!(
                format!("{}{} {}", person.title, person.given_name, person.family_name),
                name
            );
            assert!(role.fits(&Territory::from_key(unit).unwrap()), "{name}");
        }
    }
}
