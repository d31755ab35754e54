//! What a page of an office's desk costs with 10,000 and with 1,000,000 registrations, beside the bare SQL of the
//! same page in the same run.
//!
//! The office that is measured has the same thousand files both times: what grows is the country around it. Pages
//! are asked for one after the other by one officer; times are those of a client on the same machine.

mod officer;
mod pages;
mod seed;

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::Parser;
use plodnee::seal::Keys;
use sqlx::{Connection, PgConnection};

use crate::officer::Officer;
use bench::demo::{Demo, at};

/// The office that is measured.
const OFFICE: &str = "4901";

/// What to measure.
#[derive(Debug, Parser)]
#[command(about = "What a page of the desk costs, beside its bare SQL")]
struct Line {
    /// The cluster
    #[arg(long, env = "DATABASE_URL")]
    database_url: String,

    /// How many registrations, each time
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 1_000_000])]
    files: Vec<usize>,

    /// How often each page is asked for
    #[arg(long, default_value_t = 300)]
    times: usize,
}

#[tokio::main]
async fn main() -> Result<()> {
    let line = Line::parse();
    let demo = Demo::start(&line.database_url).await?;
    let mut db = PgConnection::connect(&at(&line.database_url, &demo.database)?).await?;
    let keys = Keys::parse(&std::fs::read_to_string(demo.keys())?).context("the demo's keys")?;
    let officer = Officer::sign_in(&demo.origin, OFFICE).await?;
    let mut seeded = 0;
    let mut first: Vec<Duration> = Vec::new();
    for files in line.files {
        let begun = Instant::now();
        seed::up_to(&mut db, &keys, seeded, files).await?;
        seeded = files;
        println!("{files} registrations (seeded in {:.0} s)", begun.elapsed().as_secs_f64());
        println!("  {:34} {:>9} {:>9}   {:>9} {:>9}", "", "p50 ms", "p99 ms", "SQL p50", "SQL p99");
        let mut medians = Vec::new();
        for page in pages::of(&mut db, OFFICE).await? {
            let ours = page.ask(&officer, line.times).await?;
            let bare = page.bare(&mut db, line.times).await?;
            let [p50, p99] = [ours.at(50), ours.at(99)];
            print!("  {:34} {:>9.2} {:>9.2}", page.name, millis(p50), millis(p99));
            print!("   {:>9.2} {:>9.2}", millis(bare.at(50)), millis(bare.at(99)));
            match first.get(medians.len()) {
                Some(before) => println!("   {:.2} times the first", ratio(p50, *before)),
                None => println!(),
            }
            medians.push(p50);
        }
        if first.is_empty() {
            first = medians;
        }
    }
    demo.stop().await
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn ratio(now: Duration, before: Duration) -> f64 {
    now.as_secs_f64() / before.as_secs_f64()
}

/// The times of one thing done often.
struct Times(Vec<Duration>);

impl Times {
    /// The time that this many of a hundred did not exceed.
    fn at(&self, percent: usize) -> Duration {
        self.0[(self.0.len() - 1) * percent / 100]
    }
}
