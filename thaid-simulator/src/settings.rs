//! What the simulator is told when it starts (ค่าตั้งต้น): where it listens and the one client it knows.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use anyhow::{Context as _, ensure};
use url::Url;

use crate::scopes;

/// Where the simulator listens, and the relying party it serves.
#[derive(Clone)]
pub struct Settings {
    /// The address to listen on; port 0 takes any free port.
    pub listen: SocketAddr,
    /// The client id of the relying party. Letters and digits, as DOPA's are.
    pub client_id: String,
    /// The secret of the relying party. Letters and digits, as DOPA's are.
    pub client_secret: String,
    /// The callbacks registered for the client; a request must name one character for character.
    pub redirect_uris: Vec<String>,
    /// The scopes granted to the client; a request for any other is refused as a whole.
    pub granted_scopes: Vec<String>,
    /// Where the signing keys are kept (PEM); without it, each start makes new ones.
    pub key_file: Option<PathBuf>,
}

impl Settings {
    /// Settings for a client with one callback: any free loopback port, every scope, keys of this start.
    pub fn new(
        client_id: impl Into<String>,
        client_secret: impl Into<String>,
        redirect_uri: impl Into<String>,
    ) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            redirect_uris: vec![redirect_uri.into()],
            granted_scopes: Self::every_scope(),
            key_file: None,
        }
    }

    /// Every scope that ThaiD has, in the order of DOPA's manual.
    #[must_use]
    pub fn every_scope() -> Vec<String> {
        scopes::SCOPES.iter().map(|scope| scope.name.to_owned()).collect()
    }

    /// Refuses settings with which no relying party could ever sign in.
    pub(crate) fn check(&self) -> anyhow::Result<()> {
        ensure!(!self.client_id.is_empty(), "the client id is empty");
        ensure!(!self.client_secret.is_empty(), "the client secret is empty");
        ensure!(!self.redirect_uris.is_empty(), "no redirect URI is registered");
        for uri in &self.redirect_uris {
            Url::parse(uri).with_context(|| format!("{uri:?} is not a redirect URI"))?;
        }
        for scope in &self.granted_scopes {
            ensure!(scopes::find(scope).is_some(), "ThaiD has no scope {scope:?}");
        }
        Ok(())
    }
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("listen", &self.listen)
            .field("client_id", &self.client_id)
            .field("redirect_uris", &self.redirect_uris)
            .field("granted_scopes", &self.granted_scopes)
            .field("key_file", &self.key_file)
            .finish_non_exhaustive()
    }
}
