//! A country of registrations: rows in every table that grows with them, as the service would have left them.
//!
//! What is listed opens: names of files and of officers are sealed for their place. Everything else that is sealed is
//! a copy of what the service sealed for one real registration ([`crate::opened`]): the right size, and never opened.

mod batch;
mod measured;
mod officers;

use anyhow::Result;
use chrono::{DateTime, Utc};
use plodnee::case::keys as search;
use plodnee::seal::Keys;
use plodnee::text::search_forms;
use sqlx::{Connection, PgConnection, Row};

use crate::OFFICE;

/// How many files the measured office has, however many the country.
const MEASURED: usize = 1_000;
/// How many registrations one transaction writes.
const BATCH: usize = 10_000;

const GIVEN: [&str; 12] =
    ["มะลิ", "สมชาย", "ศิริพร", "สิริพร", "วิชัย", "ประภา", "ทองใบ", "กัญญา", "อนงค์", "บุญมี", "ชูศรี", "ดารุณี"];
const FAMILY: [&str; 10] =
    ["ใจดี", "ทดสอบ", "แสงทอง", "ศรีสุข", "วงศ์ไทย", "บุญเรือง", "พรหมมา", "สายทอง", "แก้วมณี", "คำภา"];

/// The tables that are written, for the statistics that a running service would have.
const TABLES: &str = "attachment, appointment, appointment_request, audit, calculation, case_call, case_count,
    case_duplicate, case_file, case_key, case_message, case_presence, case_share, case_transfer, correction, debt,
    debtor, intake, officer, officer_audit, registration, registration_event, registration_version, territory_day,
    tracking_number";

/// Writes a country with officers at every office and this many registrations, beside the few that there are.
#[expect(clippy::disallowed_methods, reason = "the seed is no query of the service")]
pub(crate) async fn country(address: &str, keys: &Keys, files: usize) -> Result<()> {
    // Two connections, for the two halves of what is written.
    let mut lanes = [PgConnection::connect(address).await?, PgConnection::connect(address).await?];
    let offices =
        sqlx::query("select code, now() as now from office where code <> $1 order by code");
    let rows = offices.bind(OFFICE).fetch_all(&mut lanes[0]).await?;
    let now: DateTime<Utc> = rows[0].get("now");
    let offices: Vec<String> = rows.iter().map(|row| row.get("code")).collect();
    officers::appoint(&mut lanes[0], keys, &offices).await?;
    for lane in &mut lanes {
        sqlx::raw_sql(include_str!("begin.sql")).execute(&mut *lane).await?;
        spell(lane, keys).await?;
    }
    let batches: Vec<_> = (0..files).step_by(BATCH).map(|n| n..(n + BATCH).min(files)).collect();
    let lane = async |db: &mut PgConnection, which: usize| -> Result<()> {
        for numbers in batches.iter().skip(which).step_by(2) {
            batch::write(db, keys, &offices, now, numbers.clone()).await?;
        }
        Ok(())
    };
    let [left, right] = &mut lanes;
    tokio::try_join!(lane(left, 0), lane(right, 1))?;
    measured::offer(left, keys).await?;
    sqlx::raw_sql(include_str!("end.sql")).execute(&mut *left).await?;
    let vacuum = format!("vacuum (analyze) {TABLES}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(vacuum)).execute(&mut *left).await?;
    // So that no page waits for what the seed wrote.
    sqlx::raw_sql("checkpoint").execute(left).await?;
    Ok(())
}

/// How many different names there are.
const NAMES: usize = GIVEN.len() * FAMILY.len();

/// The name with a number.
fn name(spelled: usize) -> (&'static str, &'static str) {
    (GIVEN[spelled % GIVEN.len()], FAMILY[spelled / GIVEN.len() % FAMILY.len()])
}

/// Writes the search keys of every name, once: files have them by the number of their name.
#[expect(clippy::disallowed_methods, reason = "the seed is no query of the service")]
async fn spell(db: &mut PgConnection, keys: &Keys) -> Result<()> {
    let (mut numbers, mut hashes) = (vec![], vec![]);
    for spelled in 0..NAMES {
        let (given, family) = name(spelled);
        for (form, text) in search_forms(given, family) {
            numbers.push(i32::try_from(spelled)?);
            hashes.push(search::name(keys, form, &text));
        }
    }
    sqlx::query(
        "insert into seed_spelling select distinct * from unnest($1::integer[], $2::bytea[])",
    )
    .bind(numbers)
    .bind(hashes)
    .execute(&mut *db)
    .await?;
    sqlx::raw_sql("analyze seed_spelling; analyze seed_officer").execute(db).await?;
    Ok(())
}
