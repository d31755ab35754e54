//! The pages that are asked for, each with the SQL at its heart as a yardstick.
//!
//! The yardstick is what the page cannot do without: the statements that read what it shows, and the record of the
//! look or the search, written and committed. Not in it: the session, the officer and their appointment, names of
//! officers and places, opening what is sealed, and drawing.

mod desk;
mod file;
mod trail;
mod unit;

use std::fmt::Write;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use plodnee::seal::Keys;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use crate::OFFICE;
use crate::officer::{Officer, Officers, Who};
use crate::opened::Opened;

/// One page.
pub(crate) struct Page {
    pub(crate) name: &'static str,
    /// Whose page it is.
    who: Who,
    /// What is asked for, one after the other.
    asks: Vec<Ask>,
    /// The statements of each of them.
    sql: Vec<String>,
}

/// One request.
enum Ask {
    Open(String),
    Send(&'static str, Vec<(&'static str, String)>),
}

/// What a list reads of a file.
const COLUMNS: &str = "office_code, registration_id, debtor_id, tracking_number, channel, submitted_at, name, debts,
    lacking, ready, urgent, call_hours, stage, closed_for, assigned_to, revision, accepted_at, last_call_at,
    next_call_on";

/// Every page.
pub(crate) async fn of(db: &mut PgConnection, keys: &Keys, opened: &[Opened]) -> Result<Vec<Page>> {
    let intake = By::find(db, &format!("office:{OFFICE}"), "intake").await?;
    let head = By::find(db, &format!("office:{OFFICE}"), "head").await?;
    let province = By::find(db, "province:49", "provincial_head").await?;
    let mut pages = desk::office(db, keys, &intake).await?;
    pages.extend(desk::province(keys, &province));
    pages.extend(file::pages(opened, [&intake, &head, &province]));
    pages.extend(unit::counter(keys, opened, &intake)?);
    pages.push(unit::transfers());
    pages.extend(unit::people());
    pages.extend(trail::pages(db, &intake).await?);
    Ok(pages)
}

/// Bytes as SQL writes them.
fn literal(bytes: &[u8]) -> String {
    let hex = bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    format!("'\\x{hex}'")
}

/// Who does something, for the records that a yardstick writes.
struct By {
    officer: Uuid,
    appointment: Uuid,
    unit: String,
}

impl By {
    /// The demo's officer of this role at a unit: the first who was appointed.
    #[expect(clippy::disallowed_methods, reason = "the yardstick is no query of the service")]
    async fn find(db: &mut PgConnection, unit: &str, role: &str) -> Result<By> {
        let found = sqlx::query(
            "select officer_id, appointment_id from appointment where unit = $1 and role = $2
             order by appointment_id limit 1",
        );
        let row =
            found.bind(unit).bind(role).fetch_optional(db).await?.context("no such officer")?;
        let (officer, appointment) = (row.get("officer_id"), row.get("appointment_id"));
        Ok(By { officer, appointment, unit: unit.to_owned() })
    }

    /// Records that a list was read or a search made.
    fn deed(&self, action: &str) -> String {
        let By { officer, appointment, unit } = self;
        format!(
            "insert into officer_audit (audit_id, at, officer_id, appointment_id, unit, action, subject, change)
             values (gen_random_uuid(), now(), '{officer}', '{appointment}', '{unit}', '{action}', '{unit}', '{{}}')"
        )
    }

    /// Records a look at a file.
    fn look(&self, file: &Opened) -> String {
        let By { officer, appointment, unit } = self;
        let Opened { id, debtor, .. } = file;
        format!(
            "insert into audit (debtor_id, audit_id, at, actor, actor_id, appointment_id, unit, action, purpose,
                 registration_id)
             values ('{debtor}', gen_random_uuid(), now(), 'officer', '{officer}', '{appointment}', '{unit}', 'looked',
                 'work', '{id}')"
        )
    }
}

impl Page {
    /// A page at one address.
    fn at(name: &'static str, who: Who, path: impl Into<String>, sql: String) -> Page {
        Page { name, who, asks: vec![Ask::Open(path.into())], sql: vec![sql] }
    }

    /// Asks for it again and again, and runs its SQL as often: the times of both.
    pub(crate) async fn measure(
        &self,
        officers: &Officers,
        db: &mut PgConnection,
        times: usize,
    ) -> Result<[Vec<Duration>; 2]> {
        let officer = officers.get(self.who);
        let csrf = match &self.asks[0] {
            Ask::Send(path, _) => officer.form_token(path).await?,
            Ask::Open(_) => String::new(),
        };
        for ask in &self.asks {
            ask.send(officer, &csrf).await?;
        }
        let mut ours = Vec::with_capacity(times);
        for ask in self.asks.iter().cycle().take(times) {
            let begun = Instant::now();
            ask.send(officer, &csrf).await?;
            ours.push(begun.elapsed());
        }
        let mut bare = Vec::with_capacity(times);
        for sql in self.sql.iter().cycle().take(times) {
            let begun = Instant::now();
            let ran = sqlx::raw_sql(sqlx::AssertSqlSafe(sql.clone())).fetch_all(&mut *db).await;
            ran.with_context(|| format!("the SQL of {}", self.name))?;
            bare.push(begun.elapsed());
        }
        Ok([ours, bare])
    }
}

impl Ask {
    async fn send(&self, officer: &Officer, csrf: &str) -> Result<()> {
        match self {
            Ask::Open(path) => officer.open(path).await?,
            Ask::Send(path, fields) => {
                let mut all = vec![("csrf", csrf)];
                all.extend(fields.iter().map(|(name, value)| (*name, value.as_str())));
                officer.send(path, &all).await?
            }
        };
        Ok(())
    }
}
