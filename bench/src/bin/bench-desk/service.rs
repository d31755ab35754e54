//! A service under load, and the country that it keeps.

use std::time::Instant;

use anyhow::{Context, Result};
use bench::demo::{Demo, at};
use plodnee::seal::Keys;
use sqlx::{Connection, PgConnection};

use crate::officer::Officers;
use crate::pages::{self, Page};
use crate::times::Times;
use crate::{opened, seed};

/// A running service with its country, the officers who ask, and their pages.
pub(crate) struct Service {
    demo: Demo,
    db: PgConnection,
    officers: Officers,
    pages: Vec<Page>,
}

impl Service {
    /// Starts it and fills its country with this many registrations. Of the pages, those whose name has `only` in it.
    pub(crate) async fn start(
        cluster: &str,
        port: u16,
        files: usize,
        only: &str,
    ) -> Result<Service> {
        let begun = Instant::now();
        let demo = Demo::start(cluster, port).await?;
        let address = at(cluster, &demo.database)?;
        let mut db = PgConnection::connect(&address).await?;
        let keys =
            Keys::parse(&std::fs::read_to_string(demo.keys())?).context("the demo's keys")?;
        let officers = Officers::sign_in(&demo.origin).await?;
        let opened = opened::register(&demo.origin, &mut db, &keys, &officers).await?;
        seed::country(&address, &keys, files).await?;
        let mut pages = pages::of(&mut db, &keys, &opened).await?;
        pages.retain(|page| page.name.contains(only));
        println!("{files} registrations (seeded in {:.0} s)", begun.elapsed().as_secs_f64());
        Ok(Service { demo, db, officers, pages })
    }

    /// What its pages are called.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.pages.iter().map(|page| page.name).collect()
    }

    /// Asks for a page as often as that, and runs its SQL as often.
    pub(crate) async fn measure(
        &mut self,
        page: usize,
        asked: usize,
        times: &mut Times,
    ) -> Result<()> {
        let [page_times, sql_times] =
            self.pages[page].measure(&self.officers, &mut self.db, asked).await?;
        times.page.extend(page_times);
        times.sql.extend(sql_times);
        Ok(())
    }

    /// Stops it as an operator would.
    pub(crate) async fn stop(self) -> Result<()> {
        self.demo.stop().await
    }
}
