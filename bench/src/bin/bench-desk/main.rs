//! What the pages of the desk cost with 10,000 and with 1,000,000 registrations, beside the bare SQL of the same page
//! in the same run.
//!
//! The office that is measured has the same thousand files both times: what grows is the country around it. Pages
//! are asked for one after the other by one officer; times are those of a client on the same machine.

mod officer;
mod opened;
mod pages;
mod seed;
mod times;

use std::time::Instant;

use anyhow::{Context, Result};
use clap::Parser;
use plodnee::seal::Keys;
use sqlx::{Connection, PgConnection};

use crate::officer::Officers;
use crate::seed::Country;
use crate::times::{Table, Times};
use bench::demo::{Demo, at};

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

    /// How many registrations, each time
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 1_000_000])]
    files: Vec<usize>,

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
    let demo = Demo::start(&line.database_url).await?;
    let address = at(&line.database_url, &demo.database)?;
    let mut db = PgConnection::connect(&address).await?;
    let keys = Keys::parse(&std::fs::read_to_string(demo.keys())?).context("the demo's keys")?;
    let officers = Officers::sign_in(&demo.origin).await?;
    let opened = opened::register(&demo.origin, &mut db, &keys, &officers).await?;
    let mut country = Country::begin(&address, &keys).await?;
    let mut table = Table::default();
    for files in line.files {
        let begun = Instant::now();
        country.grow(files).await?;
        println!("{files} registrations (seeded in {:.0} s)", begun.elapsed().as_secs_f64());
        table.begin();
        let mut pages = pages::of(&mut db, &keys, &opened).await?;
        pages.retain(|page| page.name.contains(&line.only));
        let mut times = vec![[vec![], vec![]]; pages.len()];
        for _ in 0..ROUNDS {
            for (page, [ours, bare]) in pages.iter().zip(&mut times) {
                let asked = line.times.div_ceil(ROUNDS);
                let [more_of_ours, more_bare] = page.measure(&officers, &mut db, asked).await?;
                ours.extend(more_of_ours);
                bare.extend(more_bare);
            }
        }
        for (page, times) in pages.iter().zip(times) {
            table.add(page.name, times.map(Times::of));
        }
    }
    table.end();
    demo.stop().await
}
