//! `plodnee campaign`: opens a round of registration, or changes the days and hours of one.

use anyhow::Context;
use chrono::NaiveDate;
use clap::Args;

use super::Failure;
use super::database::Database;
use crate::campaign::{Campaign, minute_of, store};
use crate::config::Settings;
use crate::db::private::Durability;

/// A round and where it is kept.
#[derive(Debug, Args)]
pub(super) struct Round {
    #[command(flatten)]
    pub(super) settings: Settings,

    /// A short name of its own, such as 2570; an existing one is changed
    #[arg(long)]
    code: String,

    /// The name in Thai
    #[arg(long)]
    name_th: String,

    /// The name in English
    #[arg(long)]
    name_en: String,

    /// The first day in Bangkok, as 2027-01-04
    #[arg(long, value_name = "DATE")]
    opens_on: NaiveDate,

    /// The last day in Bangkok
    #[arg(long, value_name = "DATE")]
    closes_on: NaiveDate,

    /// When each day's hours begin in Bangkok
    #[arg(long, value_name = "TIME", default_value = "06:00", value_parser = minute)]
    opens_at: i16,

    /// When they end; 24:00 is the end of the day
    #[arg(long, value_name = "TIME", default_value = "23:00", value_parser = minute)]
    closes_at: i16,
}

impl Round {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let campaign = Campaign {
            id: 0, // given by the database
            name_th: self.name_th,
            name_en: self.name_en,
            opens_on: self.opens_on,
            closes_on: self.closes_on,
            opens_minute: self.opens_at,
            closes_minute: self.closes_at,
        };
        if campaign.opens_on > campaign.closes_on || campaign.opens_minute >= campaign.closes_minute
        {
            return Err(Failure::Refused(vec![
                "The round ends before it begins: check --opens and --closes.".into(),
            ]));
        }
        let database = Database::open(&self.settings, Durability::Durable).await?;
        let put = store::put(&database.pool, &self.code, &campaign)
            .await
            .context("the round was not kept");
        database.close().await;
        put?;
        println!(
            "{}: {} to {}, {}",
            self.code,
            campaign.opens_on,
            campaign.closes_on,
            campaign.hours()
        );
        Ok(())
    }
}

/// Reads a time of day as minutes after midnight.
fn minute(text: &str) -> Result<i16, String> {
    minute_of(text).ok_or_else(|| "a time such as 06:00".to_owned())
}
