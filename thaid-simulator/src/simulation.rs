//! What the simulator remembers while it runs: switches, keys, sign-ins under way, codes and tokens.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use data_encoding::HEXLOWER;

use crate::clock::now;
use crate::keys::Keys;
use crate::settings::Settings;
use crate::switches::Switches;
use crate::transaction::Transaction;

/// Seconds for which an authorization code can be exchanged. Ours: DOPA's is not known.
pub(crate) const CODE_LIFE: i64 = 5 * 60;
/// Seconds for which an access token lives (DOPA's manual: 15 minutes).
pub(crate) const TOKEN_LIFE: i64 = 15 * 60;
/// Seconds for which a refresh token can be used. Ours: DOPA's is not known.
const REFRESH_LIFE: i64 = 24 * 60 * 60;
/// Seconds for which a sign-in is remembered, so that its page can still say that it is over.
const TRANSACTION_KEPT: i64 = 60 * 60;

/// The running simulator, shared by all requests.
#[derive(Debug)]
pub(crate) struct Simulation {
    pub(crate) settings: Settings,
    pub(crate) origin: String,
    switches: Mutex<Switches>,
    keys: Mutex<Keys>,
    book: Mutex<Book>,
}

/// What was promised to whom.
#[derive(Debug, Default)]
pub(crate) struct Book {
    /// Sign-ins under way, by `txID`.
    pub(crate) transactions: HashMap<String, Transaction>,
    /// Codes not yet exchanged.
    pub(crate) codes: HashMap<String, Grant>,
    /// Access tokens that live, and when each stops.
    pub(crate) access: HashMap<String, (Grant, i64)>,
    /// Refresh tokens that live.
    pub(crate) refresh: HashMap<String, Grant>,
}

/// What a person consented to.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub(crate) pid: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) redirect_uri: String,
    /// When the person consented, in Unix seconds.
    pub(crate) consented: i64,
}

impl Grant {
    /// Whether the relying party was granted this scope.
    pub(crate) fn has(&self, scope: &str) -> bool {
        self.scopes.iter().any(|granted| granted == scope)
    }
}

impl Simulation {
    /// Loads or makes the keys; knows nobody yet.
    pub(crate) fn new(settings: Settings, origin: String) -> anyhow::Result<Self> {
        let keys = Mutex::new(Keys::open(settings.key_file.clone())?);
        Ok(Self { settings, origin, keys, switches: Mutex::default(), book: Mutex::default() })
    }

    /// The switches as they are now.
    pub(crate) fn switches(&self) -> Switches {
        locked(&self.switches).clone()
    }

    /// Changes the switches.
    pub(crate) fn change_switches(&self, change: impl FnOnce(&mut Switches)) {
        change(&mut locked(&self.switches));
    }

    /// The keys; hold them briefly.
    pub(crate) fn keys(&self) -> MutexGuard<'_, Keys> {
        locked(&self.keys)
    }

    /// Signs with a new key from now on.
    pub(crate) fn rotate_keys(&self) -> anyhow::Result<()> {
        self.keys().rotate()
    }

    /// The book, without what has long run out; hold it briefly.
    pub(crate) fn book(&self) -> MutexGuard<'_, Book> {
        let mut book = locked(&self.book);
        // Swept as it doubles, so that sweeping stays cheap and a long training does not fill memory.
        if book.transactions.len() >= 1024 && book.transactions.len().is_power_of_two() {
            book.sweep(now());
        }
        book
    }
}

impl Book {
    fn sweep(&mut self, now: i64) {
        self.transactions.retain(|_, transaction| now < transaction.started + TRANSACTION_KEPT);
        self.codes.retain(|_, grant| now < grant.consented + CODE_LIFE);
        self.access.retain(|_, (_, expiry)| now < *expiry);
        self.refresh.retain(|_, grant| now < grant.consented + REFRESH_LIFE);
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An unguessable text that begins with `prefix`.
pub(crate) fn secret(prefix: &str) -> String {
    format!("{prefix}{}", HEXLOWER.encode(&rand::random::<[u8; 16]>()))
}
