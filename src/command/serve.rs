//! `plodnee serve`: real people. Everything unsafe is refused before the first of them arrives.

use std::sync::Arc;

use anyhow::{Context, anyhow};

use super::database::Database;
use super::shutdown::Shutdown;
use super::{Failure, keys, listen, service};
use crate::App;
use crate::campaign;
use crate::clock::Clock;
use crate::config::{Settings, THAID_ISSUER};
use crate::db;
use crate::db::private::Durability;
use crate::identity::Thaid;
use crate::reference::own;

pub(super) async fn run(settings: Settings) -> Result<(), Failure> {
    let refusals = settings.refusals();
    if !refusals.is_empty() {
        return Err(Failure::Refused(refusals));
    }
    let keys = keys::of_production(&settings)?;
    let thaid = Thaid::new(&settings.thaid, &settings.base_url)
        .map_err(|error| Failure::Refused(vec![format!("ThaiD's settings: {error:#}.")]))?;
    check_issuer(&thaid, &settings.thaid.issuer).await?;
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

/// Refuses the simulator, on whatever host and behind whatever certificate. DOPA is not asked: whether it answers just
/// now does not matter. Any other issuer has to show what it is.
pub(super) async fn check_issuer(thaid: &Thaid, issuer: &str) -> Result<(), Failure> {
    if issuer == THAID_ISSUER {
        return Ok(());
    }
    match thaid.is_simulator().await {
        Ok(false) => Ok(()),
        Ok(true) => Err(Failure::Refused(vec![format!(
            "PLODNEE_THAID_ISSUER: {issuer} is the ThaiD simulator, which never serves real people."
        )])),
        // Not refused for good: a restart may find it.
        Err(fault) => Err(anyhow!(
            "PLODNEE_THAID_ISSUER: {issuer} is not DOPA's, and whether it is the simulator cannot be told: its \
             discovery document cannot be read ({}).",
            fault.code()
        )
        .into()),
    }
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
    if !own::is_imported(&database.pool).await? {
        return refused("The database has no offices: run `plodnee import`.".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use axum::{Json, Router};
    use serde_json::json;
    use thaid_simulator::Simulator;
    use tokio::net::TcpListener;

    use super::*;

    async fn checked(issuer: &str) -> Result<(), Failure> {
        let mut settings = Settings::from_flags(&[] as &[&str]).unwrap();
        settings.thaid.issuer = issuer.to_owned();
        let thaid = Thaid::new(&settings.thaid, &settings.base_url).unwrap();
        check_issuer(&thaid, issuer).await
    }

    #[tokio::test]
    async fn the_simulator_is_refused_wherever_it_runs() {
        let settings =
            thaid_simulator::Settings::new("test", "secret", "http://127.0.0.1/callback");
        let simulator = Simulator::start(settings).await.unwrap();
        let refused = checked(simulator.origin()).await.unwrap_err();
        assert_eq!(refused.code(), 2);
        assert!(refused.to_string().contains("is the ThaiD simulator"), "{refused}");
    }

    #[tokio::test]
    async fn another_issuer_has_to_show_what_it_is_and_dopa_is_not_asked() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let document = Json(json!({ "issuer": issuer }));
        let router =
            Router::new().route("/.well-known/openid-configuration", get(async || document));
        let provider = tokio::spawn(async { axum::serve(listener, router).await });
        assert!(checked(&issuer).await.is_ok());
        provider.abort();
        assert!(provider.await.is_err());
        let unknown = checked(&issuer).await.unwrap_err();
        assert_eq!(unknown.code(), 1, "a restart may find it");
        assert!(unknown.to_string().contains("cannot be read"), "{unknown}");
        assert!(checked(THAID_ISSUER).await.is_ok());
    }
}
