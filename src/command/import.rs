//! `plodnee import`: areas and offices into the database; may be repeated after every upgrade.

use super::Failure;
use super::database::Database;
use crate::config::Settings;
use crate::db::private::Durability;
use crate::reference::own;

pub(super) async fn run(settings: &Settings) -> Result<(), Failure> {
    let database = Database::open(settings, Durability::Durable).await?;
    let imported = own::import(&database.pool).await;
    database.close().await;
    let imported = imported?;
    for list in imported {
        let name = list.list.key();
        println!(
            "{name}: {} rows, of which {} stay as the ministry imported them",
            list.rows, list.left
        );
    }
    Ok(())
}
