//! A local simulator of ThaiD (แอปไทยดี), DOPA's digital identity, as an `OpenID` Connect provider.
//!
//! For training, demonstration and tests only: its people are fictional (office digits 99), its PINs are
//! printed on its pages, and its program refuses to start in the production profile. By default it
//! behaves as DOPA's manual and published observations say, including the oddities: trailing slashes,
//! `subject_type_supported`, an absolute `expires_in`, `user_denied`, errors answered directly.
//! [`Switches`] make it misbehave, one fault at a time.
//!
//! # Signing in without a browser
//!
//! 1. `GET` the authorize address without following redirects; the answer is 302 and its `Location`
//!    has a query member `txID`.
//! 2. `POST /api/v2/oauth2/sandbox/{txID}/` with the form fields `pid` (13 digits, dashes allowed) and
//!    `action` (`approve` or `decline`); the answer is 302 to the callback of the relying party.

mod authorize;
mod client;
mod clock;
mod control;
mod discovery;
mod html;
mod id_token;
mod introspect;
mod keys;
mod pages;
mod people;
mod phone;
mod refusal;
mod routes;
mod scopes;
mod settings;
mod simulation;
mod switches;
mod token;
mod transaction;
mod userinfo;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub use people::{Address, PEOPLE, Person};
pub use settings::Settings;
pub use switches::{PartialBirthdate, Switches, WrongAlg};

use simulation::Simulation;

/// How long a request under way may take to finish after [`Simulator::stop`].
const GRACE: Duration = Duration::from_secs(2);

/// A running simulator. Dropping it stops it.
#[derive(Debug)]
pub struct Simulator {
    simulation: Arc<Simulation>,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

impl Simulator {
    /// Starts to answer at the address of `settings`; port 0 takes any free port.
    ///
    /// # Errors
    ///
    /// If the address cannot be listened on, a redirect URI is not an address, or the key file cannot be
    /// read or written.
    pub async fn start(settings: Settings) -> anyhow::Result<Self> {
        settings.check()?;
        let listener = TcpListener::bind(settings.listen)
            .await
            .with_context(|| format!("cannot listen on {}", settings.listen))?;
        let origin = format!("http://{}", listener.local_addr()?);
        let simulation = Arc::new(Simulation::new(settings, origin)?);
        let routes = routes::routes(Arc::clone(&simulation));
        let (stop, stopped) = oneshot::channel();
        let server = tokio::spawn(async move {
            let serving = axum::serve(listener, routes).with_graceful_shutdown(async {
                // A dropped `Simulator` counts as a request to stop.
                let _ = stopped.await;
            });
            if let Err(error) = serving.await {
                tracing::error!(%error, "the ThaiD simulator stopped: {error}");
            }
        });
        Ok(Self { simulation, stop, server })
    }

    /// The issuer: scheme, host and port, without a trailing slash.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.simulation.origin
    }

    /// Changes the switches; what is issued from now on follows them.
    pub fn switches(&self, change: impl FnOnce(&mut Switches)) {
        self.simulation.change_switches(change);
    }

    /// Signs with a new key from now on; the previous key stays published, the one before it goes.
    ///
    /// # Errors
    ///
    /// If the key file cannot be written.
    pub fn rotate_keys(&self) -> anyhow::Result<()> {
        self.simulation.rotate_keys()
    }

    /// How many access and refresh tokens live: none once a relying party has given all of its own back.
    #[must_use]
    pub fn live_tokens(&self) -> usize {
        let book = self.simulation.book();
        book.access.len() + book.refresh.len()
    }

    /// Stops listening and waits for the requests under way, two seconds at most.
    pub async fn stop(self) {
        let Self { stop, mut server, .. } = self;
        drop(stop);
        if tokio::time::timeout(GRACE, &mut server).await.is_err() {
            server.abort();
        }
    }
}
