//! Files on the desks of all offices, with sealed names and search keys as the service makes them.

use anyhow::Result;
use plodnee::case::{keys as search, store};
use plodnee::seal::Keys;
use plodnee::text::search_forms;
use sqlx::{Connection, PgConnection, Row};
use uuid::Uuid;

use crate::OFFICE;

/// How many files the measured office has, however many the country.
const MEASURED: usize = 1_000;
/// How many rows one statement writes.
const BATCH: usize = 10_000;

const GIVEN: [&str; 12] =
    ["มะลิ", "สมชาย", "ศิริพร", "สิริพร", "วิชัย", "ประภา", "ทองใบ", "กัญญา", "อนงค์", "บุญมี", "ชูศรี", "ดารุณี"];
const FAMILY: [&str; 10] =
    ["ใจดี", "ทดสอบ", "แสงทอง", "ศรีสุข", "วงศ์ไทย", "บุญเรือง", "พรหมมา", "สายทอง", "แก้วมณี", "คำภา"];

const FILES: &str = "
    insert into case_file (office_code, registration_id, debtor_id, province_code, campaign_id, tracking_number,
        channel, submitted_at, answers_version, name, debts, lacking, urgent, call_hours, stage, closed_for, accepted_at)
    select code, id, gen_random_uuid(), left(code, 2), 99, 'PN-69-' || code || '-' || upper(right(id::text, 5)),
           case when random() < 0.8 then 'online' else 'onsite' end, now() - random() * interval '91 days', 1, name, 1,
           case when random() < 0.15 then 0 else 3 end, random() < 0.1, '{evening}', stage,
           case when stage = 'closed' then 'withdrawn' end, now()
    from (select *, (array['submitted', 'accepted', 'accepted', 'closed'])[1 + floor(random() * 4)::int] as stage
          from unnest($1::uuid[], $2::text[], $3::bytea[]) as file (id, code, name)) as files";

const KEYS: &str = "
    insert into case_key (key_hash, office_code, registration_id, debtor_id)
    select hash, code, id, id from unnest($1::bytea[], $2::text[], $3::uuid[]) as key (hash, code, id)
    on conflict do nothing";

/// The counts, as the service would have kept them.
const COUNTS: &str = "
    truncate case_count;
    insert into case_count select office_code, stage, ready, urgent, count(*) from case_file
    group by office_code, stage, ready, urgent";

/// Adds files until there are `to` of them.
#[expect(clippy::disallowed_methods, reason = "the seed is no query of the service")]
pub(crate) async fn up_to(
    db: &mut PgConnection,
    keys: &Keys,
    from: usize,
    to: usize,
) -> Result<()> {
    let offices =
        sqlx::query("select code from office where code <> $1 order by code").bind(OFFICE);
    let offices: Vec<String> =
        offices.fetch_all(&mut *db).await?.iter().map(|row| row.get("code")).collect();
    let mut next = from;
    while next < to {
        let batch = next..(next + BATCH).min(to);
        next = batch.end;
        write(db, keys, &offices, batch).await?;
    }
    sqlx::raw_sql(COUNTS).execute(&mut *db).await?;
    for table in
        ["vacuum analyze case_file", "vacuum analyze case_key", "vacuum analyze case_count"]
    {
        sqlx::raw_sql(table).execute(&mut *db).await?;
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the seed is no query of the service")]
async fn write(
    db: &mut PgConnection,
    keys: &Keys,
    offices: &[String],
    numbers: std::ops::Range<usize>,
) -> Result<()> {
    let (mut ids, mut codes, mut names) = (vec![], vec![], vec![]);
    let (mut hashes, mut hash_ids, mut hash_codes) = (vec![], vec![], vec![]);
    for n in numbers {
        let id = Uuid::now_v7();
        let code = if n < MEASURED { OFFICE } else { &offices[n % offices.len()] };
        let (given, family) = (GIVEN[n % GIVEN.len()], FAMILY[n / GIVEN.len() % FAMILY.len()]);
        for (form, text) in search_forms(given, family) {
            hashes.push(search::name(keys, form, &text));
            hash_ids.push(id);
            hash_codes.push(code.to_owned());
        }
        names.push(keys.seal_text(store::name_place(id), &format!("{given} {family}")));
        ids.push(id);
        codes.push(code.to_owned());
    }
    let mut tx = db.begin().await?;
    sqlx::query(FILES).bind(ids).bind(codes).bind(names).execute(&mut *tx).await?;
    sqlx::query(KEYS).bind(hashes).bind(hash_codes).bind(hash_ids).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}
