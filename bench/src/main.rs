//! How fast registrations are taken in, beside a yardstick of the same run.
//!
//! `make bench` starts the demo on a durable PostgreSQL and runs this program: many debtors sign in with the
//! simulated ThaiD and fill in every page, then all submit at once. The yardstick is `pgbench`, which inserts the
//! rows of a submission into the same tables of the same cluster with the same number of clients and does nothing
//! else. What is printed is the ratio, with p50, p99 and the service's memory.

mod yardstick;

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::Parser;
use tokio::task::JoinSet;

use bench::demo::Demo;
use bench::walk::Walker;

/// What to measure.
#[derive(Debug, Parser)]
#[command(about = "Registrations a second, beside pgbench inserting the same rows")]
struct Line {
    /// The cluster both use
    #[arg(long, env = "DATABASE_URL")]
    database_url: String,

    /// How many debtors register
    #[arg(long, default_value_t = 600)]
    debtors: usize,

    /// How many of them at once
    #[arg(long, default_value_t = 8)]
    clients: usize,
}

#[tokio::main]
async fn main() -> Result<()> {
    let line = Line::parse();
    let demo = Demo::start(&line.database_url, 8790).await?;

    println!("{} debtors, {} at once\n", line.debtors, line.clients);
    let walkers =
        (0..line.debtors).map(|n| Walker::new(&demo.origin, n)).collect::<Result<Vec<_>>>()?;
    let (walkers, walked) = all(walkers, line.clients, Walker::fill_in).await?;
    let requests = walkers.iter().map(|walker| walker.requests).sum::<usize>();
    println!(
        "filling in ({} requests each: sign-in and every page)",
        requests / line.debtors.max(1)
    );
    walked.print("debtors");
    println!("  requests/s {:>10.0}", rate(requests, walked.took));

    let (_, submitted) = all(walkers, line.clients, Walker::submit).await?;
    println!("\nsubmitting (one request: parse, one transaction, redirect)");
    submitted.print("submissions");
    println!("  memory     {:>10} MiB resident, peak {} MiB", demo.resident()?, demo.peak()?);

    let pgbench = yardstick::inserts_a_second(&line.database_url, &demo.database, line.clients)?;
    let ours = rate(line.debtors, submitted.took);
    println!("\npgbench inserting the same rows, {} clients", line.clients);
    println!("  inserts/s  {pgbench:>10.0}");
    println!("\nsubmissions per pgbench transaction: {:.2}", ours / pgbench);
    demo.stop().await
}

/// The times of one step of all debtors.
struct Times {
    each: Vec<Duration>,
    took: Duration,
}

impl Times {
    fn print(&self, what: &str) {
        let at = |share: f64| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "an index into a short list"
            )]
            let index = ((self.each.len() - 1) as f64 * share).round() as usize;
            self.each[index].as_secs_f64() * 1000.0
        };
        println!("  {what}/s {:>10.1}", rate(self.each.len(), self.took));
        println!("  p50 {:.1} ms, p99 {:.1} ms, worst {:.1} ms", at(0.5), at(0.99), at(1.0));
    }
}

fn rate(count: usize, took: Duration) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "thousands")]
    let count = count as f64;
    count / took.as_secs_f64()
}

/// Lets every walker do a step, `clients` of them at once; gives them back with the times.
async fn all<F, Fut>(walkers: Vec<Walker>, clients: usize, step: F) -> Result<(Vec<Walker>, Times)>
where
    F: Fn(Walker) -> Fut,
    Fut: Future<Output = Result<Walker>> + Send + 'static,
{
    let begun = Instant::now();
    let mut waiting = walkers.into_iter();
    let mut running = JoinSet::new();
    let (mut done, mut each) = (Vec::new(), Vec::new());
    loop {
        while running.len() < clients
            && let Some(walker) = waiting.next()
        {
            let walk = step(walker);
            running.spawn(async {
                let begun = Instant::now();
                (walk.await, begun.elapsed())
            });
        }
        let Some(ended) = running.join_next().await else { break };
        let (walker, took) = ended.context("a walker broke off")?;
        done.push(walker?);
        each.push(took);
    }
    each.sort_unstable();
    Ok((done, Times { each, took: begun.elapsed() }))
}
