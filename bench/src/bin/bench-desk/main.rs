//! What the pages of the desk cost with 10,000 and with 1,000,000 registrations, beside the bare SQL of the same page
//! in the same run.
//!
//! Two services, each with a country, are asked in turn, so that a machine that drifts spoils both alike. The office
//! that is measured has the same thousand files in both: what grows is the country around it. Pages are asked for one
//! after the other by one officer; times are those of a client on the same machine.

mod officer;
mod opened;
mod pages;
mod seed;
mod service;
mod times;

use anyhow::Result;
use clap::Parser;

use crate::service::Service;
use crate::times::Times;

/// In how many rounds the pages are asked for: a disk that stalls for seconds is then in no page's median.
const ROUNDS: usize = 10;
/// The office that is measured.
const OFFICE: &str = "4901";

/// What to measure.
#[derive(Debug, Parser)]
#[command(about = "What a page of the desk costs, beside its bare SQL")]
struct Line {
    /// The cluster; its user may set everything
    #[arg(long, env = "DATABASE_URL")]
    database_url: String,

    /// How many registrations the small country has
    #[arg(long, default_value_t = 10_000)]
    few: usize,

    /// How many the large one has
    #[arg(long, default_value_t = 1_000_000)]
    many: usize,

    /// How often each page is asked for
    #[arg(long, default_value_t = 300)]
    times: usize,

    /// Only the pages whose name has this in it
    #[arg(long, default_value = "")]
    only: String,
}

#[tokio::main]
async fn main() -> Result<()> {
    let line = Line::parse();
    let mut services = [
        Service::start(&line.database_url, 8790, line.few, &line.only).await?,
        Service::start(&line.database_url, 8792, line.many, &line.only).await?,
    ];
    let names = services[0].names();
    let mut times = vec![[Times::default(), Times::default()]; names.len()];
    for round in 0..ROUNDS {
        for (page, times) in times.iter_mut().enumerate() {
            // Neither is always the first.
            for turn in [round % 2, 1 - round % 2] {
                let asked = line.times.div_ceil(ROUNDS);
                services[turn].measure(page, asked, &mut times[turn]).await?;
            }
        }
    }
    times::print(names.into_iter().zip(times).collect());
    for service in services {
        service.stop().await?;
    }
    Ok(())
}
