//! The whole service on a port of its own, with a clock that stands still and a ThaiD of its own.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use plodnee::admin::rounds::{self, Terms};
use plodnee::config::{Profile, Settings};
use plodnee::national_id::CitizenNumber;
use plodnee::office::Territory;
use plodnee::officer::{Role, store};
use plodnee::{App, campaign, clock, identity, notice, seal, web};
use secrecy::SecretString;
use thaid_simulator::Simulator;
use tokio::net::TcpListener;
use uuid::Uuid;

use crate::database;
use crate::people::Browser;

/// The service under test.
pub(crate) struct TestApp {
    pub(crate) app: App,
    pub(crate) simulator: Simulator,
    pub(crate) database_url: SecretString,
    origin: String,
}

/// When the stories begin: a Sunday morning in Bangkok.
pub(crate) fn begin() -> DateTime<Utc> {
    "2026-11-22T03:00:00Z".parse().unwrap()
}

impl TestApp {
    /// A service with a campaign that is open at all hours.
    pub(crate) async fn start() -> TestApp {
        TestApp::start_with(|_| {}).await
    }

    /// The same, with other settings.
    pub(crate) async fn start_with(change: impl FnOnce(&mut Settings)) -> TestApp {
        let (db, database_url) = database::fresh().await;
        let clock = clock::Clock::fixed(begin());
        campaign::store::ensure_demo(&db, clock.today()).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());

        let callback = format!("{origin}/auth/thaid/callback");
        let simulator =
            Simulator::start(thaid_simulator::Settings::new("stories", "storysecret", &callback))
                .await
                .unwrap();
        // The simulator lives by the machine's clock, the stories by their own.
        let skew = (begin() - DateTime::<Utc>::from(std::time::SystemTime::now())).num_seconds();
        simulator.switches(|switches| switches.clock_skew_seconds = skew);

        let mut settings = Settings::from_flags(&[] as &[&str]).unwrap();
        settings.base_url = origin.parse().unwrap();
        settings.profile = Profile::Demo;
        simulator.origin().clone_into(&mut settings.thaid.issuer);
        settings.thaid.client_id = "stories".into();
        settings.thaid.client_secret = "storysecret".into();
        change(&mut settings);

        let (keys, _) = seal::Keys::generate(true);
        let app = App {
            db,
            clock,
            keys: Arc::new(keys),
            thaid: Arc::new(identity::Thaid::new(&settings.thaid, &settings.base_url).unwrap()),
            settings: Arc::new(settings),
        };
        tokio::spawn(web::serve(app.clone(), listener, std::future::pending()));
        TestApp { app, simulator, database_url, origin }
    }

    /// Starts the same service again on another port: its memory is new, its database is not.
    pub(crate) async fn restarted(&self) -> String {
        serve(self.app.clone()).await
    }

    /// Cuts the connection to the database for good.
    pub(crate) async fn cut_database(&self) {
        self.app.db.close().await;
    }

    /// Starts the service again with a new connection to the database.
    pub(crate) async fn with_new_pool(&self) -> String {
        let db = plodnee::db::connect(&self.database_url, 8).await.unwrap();
        serve(App { db, ..self.app.clone() }).await
    }

    /// Sets the campaign's daily hours, in minutes after midnight in Bangkok.
    pub(crate) async fn campaign_hours(&self, opens: i16, closes: i16) {
        sqlx::query!(
            "update campaign set opens_minute = $1, closes_minute = $2 where code = 'demo'",
            opens,
            closes
        )
        .execute(&self.app.db)
        .await
        .unwrap();
    }

    /// Moves a campaign: from the `first`th to the `last`th day from today on.
    pub(crate) async fn campaign_days(&self, code: &str, first: u64, last: u64) {
        let day = |n| self.app.clock.today() + chrono::Days::new(n);
        sqlx::query!(
            "update campaign set opens_on = $2, closes_on = $3 where code = $1",
            code,
            day(first),
            day(last)
        )
        .execute(&self.app.db)
        .await
        .unwrap();
    }

    /// Ends the campaign yesterday and opens another today.
    pub(crate) async fn next_campaign(&self) {
        let today = self.app.clock.today();
        let yesterday = today.pred_opt().unwrap();
        sqlx::query!(
            "update campaign set opens_on = $1, closes_on = $1 where code = 'demo'",
            yesterday
        )
        .execute(&self.app.db)
        .await
        .unwrap();
        let mut tx = self.app.db.begin().await.unwrap();
        let all = rounds::lock(&mut tx).await.unwrap();
        let demo = all.into_iter().find(|round| round.code == "demo").unwrap().terms;
        let next = Terms { opens_on: today, closes_on: today, ..demo };
        let by = (None, "มติคณะรัฐมนตรี");
        rounds::put(&mut tx, ("next", None), &next, by, self.app.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Every row of every table but the public lists of areas and offices, as text.
    pub(crate) async fn dump(&self) -> String {
        let tables = sqlx::query_scalar!(
            r#"select relname::text as "name!" from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
                 and relname not in ('province', 'district', 'subdistrict', 'office')"#
        )
        .fetch_all(&self.app.db)
        .await
        .unwrap();
        let mut dump = String::new();
        for table in tables {
            let rows = sqlx::AssertSqlSafe(format!("select row::text from {table} as row"));
            let rows = sqlx::raw_sql(rows).fetch_all(&self.app.db).await.unwrap();
            dump.extend(rows.iter().map(|row| sqlx::Row::get::<String, _>(row, 0) + "\n"));
        }
        dump
    }

    /// A browser that nobody has used yet.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(&self.origin)
    }

    /// A browser in which this person has signed in with ThaiD.
    pub(crate) async fn signed_in(&self, pid: &str) -> Browser {
        let browser = self.browser();
        browser.sign_in(self.simulator.origin(), pid, "/registration/start").await;
        browser
    }

    /// Appoints a person from today on; gives the appointment's id.
    pub(crate) async fn appoint(&self, pid: &str, role: Role, unit: &Territory) -> Uuid {
        let officer_id = store::officer_id(&self.app.keys, &CitizenNumber::parse(pid).unwrap());
        let starts_on = self.app.clock.today();
        let grant = store::Grant { officer_id, role, unit: unit.clone(), starts_on, ends_on: None };
        let mut conn = self.app.db.acquire().await.unwrap();
        store::grant(&mut conn, &grant, None, self.app.clock.now()).await.unwrap()
    }

    /// A browser in which an officer, appointed to an office a moment ago, has come in through the officers' entrance.
    pub(crate) async fn officer(&self, pid: &str, role: Role, office: &str) -> Browser {
        self.appoint(pid, role, &Territory::Office(office.into())).await;
        let browser = self.browser();
        browser.sign_in_officer(self.simulator.origin(), pid, office).await;
        browser
    }

    /// Lets time pass, for the simulator too.
    pub(crate) fn wait(&self, time: TimeDelta) {
        self.app.clock.advance(time);
        self.simulator.switches(|switches| switches.clock_skew_seconds += time.num_seconds());
    }

    /// Does what waits in the outbox; gives how much it was.
    pub(crate) async fn run_notices(&self) -> usize {
        notice::run_due(&self.app).await.unwrap()
    }
}

/// Starts the service on another port.
pub(crate) async fn serve(app: App) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(web::serve(app, listener, std::future::pending()));
    origin
}
