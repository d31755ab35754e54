//! `plodnee import`: areas and offices into the database; may be repeated after every upgrade.

use super::Failure;
use super::database::Database;
use crate::config::Settings;
use crate::db::private::Durability;
use crate::db::reference;

pub(super) async fn run(settings: &Settings) -> Result<(), Failure> {
    let database = Database::open(settings, Durability::Durable).await?;
    let imported = reference::import(&database.pool).await;
    database.close().await;
    let imported = imported?;
    println!(
        "Imported {} provinces, {} districts, {} sub-districts, {} further postal codes and {} offices.",
        imported.provinces,
        imported.districts,
        imported.subdistricts,
        imported.postal_codes,
        imported.offices
    );
    Ok(())
}
