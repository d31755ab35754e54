//! `plodnee migrate`: the schema, as a step of its own before new code serves.

use anyhow::Context;

use super::Failure;
use super::database::Database;
use crate::config::Settings;
use crate::db;
use crate::db::private::Durability;

pub(super) async fn run(settings: &Settings) -> Result<(), Failure> {
    let database = Database::open(settings, Durability::Durable).await?;
    let pending = db::pending_migrations(&database.pool).await?;
    let done = db::migrate(&database.pool).await.context("the migration failed");
    database.close().await;
    done?;
    match pending {
        Some(pending) => println!("Migrated ({pending}; now at {:04}).", newest()),
        None => println!("Nothing to do: the schema is at {:04}.", newest()),
    }
    Ok(())
}

/// The number of this binary's last migration.
fn newest() -> i64 {
    db::MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default()
}
