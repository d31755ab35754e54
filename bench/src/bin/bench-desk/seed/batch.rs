//! One batch of registrations: what has to be sealed and hashed for each, then every row in one transaction.

use std::ops::Range;

use anyhow::{Context, Result};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use plodnee::case::{keys as search, store};
use plodnee::clock::PartialDate;
use plodnee::identity::Names;
use plodnee::registration::tracking::TrackingNumber;
use plodnee::seal::Keys;
use sqlx::{Connection, PgConnection};
use uuid::{NoContext, Timestamp, Uuid};

use super::{MEASURED, NAMES, name};
use crate::OFFICE;

/// The seconds of the days in which the country registered: those of a round.
const SPAN: u64 = 91 * 24 * 60 * 60;

/// What differs from file to file. A third is new, a half is worked on, the rest was withdrawn; a seventh is ready.
const FILES: &str = "
    insert into seed_file
    select n, id, gen_random_uuid(), code, nullif(other, ''), name, spelled, born, phone, at,
           at + ($9 - at) * random(), tracking,
           case when n % 5 = 4 then 'onsite' else 'online' end,
           case when stage = 'accepted' and other <> '' and n % 200 = 0 then 'moving' else stage end,
           case when random() < 0.15 then 0 else 3 end, random() < 0.1, stage = 'accepted' and n % 2 = 0,
           case when n % 50 = 13 then 2 else 1 end, o.officer_id, o.appointment_id
    from (select *, (array['submitted', 'accepted', 'accepted', 'closed'])[1 + floor(random() * 4)::int] as stage
          from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::bytea[], $6::integer[], $7::bytea[],
                      $8::bytea[], $10::timestamptz[], $11::text[])
              as file (n, id, code, other, name, spelled, born, phone, at, tracking)) as file
    join seed_officer o on o.office_code = code and o.slot = n % 3";

/// Writes the registrations with these numbers.
#[expect(clippy::disallowed_methods, reason = "the seed is no query of the service")]
pub(super) async fn write(
    db: &mut PgConnection,
    keys: &Keys,
    offices: &[String],
    now: DateTime<Utc>,
    numbers: Range<usize>,
) -> Result<()> {
    let mut files = Columns::default();
    for n in numbers {
        files.add(keys, offices, now, n)?;
    }
    let mut tx = db.begin().await?;
    // Foreign keys hold by construction; nobody would miss these rows after a crash.
    sqlx::raw_sql(
        "set local session_replication_role = replica; set local synchronous_commit = off;
         truncate seed_file",
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query(FILES)
        .bind(files.numbers)
        .bind(files.ids)
        .bind(files.codes)
        .bind(files.others)
        .bind(files.names)
        .bind(files.spelled)
        .bind(files.born)
        .bind(files.phones)
        .bind(now)
        .bind(files.submitted)
        .bind(files.tracking)
        .execute(&mut *tx)
        .await?;
    sqlx::raw_sql(include_str!("rows.sql")).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Files as columns, as `unnest` takes them.
#[derive(Default)]
struct Columns {
    numbers: Vec<i64>,
    ids: Vec<Uuid>,
    codes: Vec<String>,
    others: Vec<String>,
    names: Vec<Vec<u8>>,
    spelled: Vec<i32>,
    born: Vec<Vec<u8>>,
    phones: Vec<Vec<u8>>,
    submitted: Vec<DateTime<Utc>>,
    tracking: Vec<String>,
}

impl Columns {
    fn add(&mut self, keys: &Keys, offices: &[String], now: DateTime<Utc>, n: usize) -> Result<()> {
        // Scattered over the time, and the same in every run.
        let ago = (n as u64 * 2_654_435_761) % SPAN;
        let submitted = now - TimeDelta::seconds(i64::try_from(ago)?);
        let seconds = u64::try_from(submitted.timestamp())?;
        let id = Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, 0));
        let measured = n < MEASURED;
        let code = if measured { OFFICE } else { &offices[n % offices.len()] };
        let other = if measured { "" } else { &offices[(n + 7) % offices.len()] };
        let (given, family) = name(n);
        let phone = format!("08{:08}", n * 7919 % 100_000_000);
        self.numbers.push(i64::try_from(n)?);
        self.codes.push(code.to_owned());
        self.tracking.push(tracking(code, n)?);
        self.others.push(other.to_owned());
        self.names.push(keys.seal_text(store::name_place(id), &format!("{given} {family}")));
        self.spelled.push(i32::try_from(n % NAMES)?);
        let names = Names { given: given.into(), family: family.into(), ..Names::default() };
        self.born.push(search::person(keys, &names, birth(n)?));
        self.phones.push(search::phone(keys, &phone).context("a telephone number")?);
        self.ids.push(id);
        self.submitted.push(submitted);
        Ok(())
    }
}

/// The tracking number of the `n`th file, with the check character that fits.
fn tracking(code: &str, n: usize) -> Result<String> {
    let mut last = ('0'..='9').chain('A'..='Z');
    let fits = |last| TrackingNumber::parse(&format!("PN-69-{code}-{n:05X}-{last}")).ok();
    let number = last.find_map(fits).context("a tracking number")?;
    Ok(number.to_string())
}

/// The birth date of the `n`th person: one of fifty years of days.
fn birth(n: usize) -> Result<PartialDate> {
    let first = NaiveDate::from_ymd_opt(1950, 1, 1).context("a day")?;
    let days = (n as u64 * 48_271) % (50 * 365);
    Ok(PartialDate::from(first.checked_add_days(Days::new(days)).context("a day")?))
}
