//! `plodnee serve`: real people. Everything unsafe is refused before the first of them arrives.

use std::sync::Arc;

use anyhow::Context;

use super::database::Database;
use super::shutdown::Shutdown;
use super::{Failure, keys, listen, service};
use crate::App;
use crate::campaign;
use crate::clock::Clock;
use crate::config::Settings;
use crate::db;
use crate::db::private::Durability;
use crate::db::reference;
use crate::identity::Thaid;

pub(super) async fn run(settings: Settings) -> Result<(), Failure> {
    let refusals = settings.refusals();
    if !refusals.is_empty() {
        return Err(Failure::Refused(refusals));
    }
    let keys = keys::of_production(&settings)?;
    let thaid = Thaid::new(&settings.thaid, &settings.base_url)
        .map_err(|error| Failure::Refused(vec![format!("ThaiD's settings: {error:#}.")]))?;
    let shutdown = Shutdown::listen().context("signals")?;
    let listener = listen(settings.listen, "PLODNEE_LISTEN").await?;
    let database = Database::open(&settings, Durability::Durable).await?;
    let served = match check(&database).await {
        Ok(()) => {
            let app = App {
                db: database.pool.clone(),
                clock: Clock::system(),
                keys: Arc::new(keys),
                settings: Arc::new(settings),
                thaid: Arc::new(thaid),
            };
            tracing::info!(
                listen = %app.settings.listen,
                "serving {} on {}", app.settings.base_url, app.settings.listen
            );
            service::run(app, listener, &shutdown).await
        }
        Err(refused) => Err(refused),
    };
    database.close().await;
    served
}

/// Refuses a database that is not ready, naming the command that makes it so.
async fn check(database: &Database) -> Result<(), Failure> {
    let refused = |sentence: String| Err(Failure::Refused(vec![sentence]));
    if let Some(pending) = db::pending_migrations(&database.pool).await? {
        return refused(format!(
            "The database's schema is not this version's ({pending}): run `plodnee migrate`."
        ));
    }
    if campaign::store::has_demo(&database.pool).await? {
        return refused(
            "The database is a demonstration's: give real people one of their own.".to_owned(),
        );
    }
    if !reference::is_imported(&database.pool).await? {
        return refused("The database has no offices: run `plodnee import`.".to_owned());
    }
    Ok(())
}
