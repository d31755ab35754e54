//! The list of offices and its imports in the database.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Areas, Changes, Office};

/// The codes that a file may name.
pub async fn areas(conn: &mut PgConnection) -> sqlx::Result<Areas> {
    let provinces = sqlx::query_scalar!("select code from province").fetch_all(&mut *conn).await?;
    let districts = sqlx::query_scalar!("select code from district").fetch_all(conn).await?;
    Ok(Areas {
        provinces: provinces.into_iter().collect(),
        districts: districts.into_iter().collect(),
    })
}

/// Every office as it is now.
pub async fn offices(conn: &mut PgConnection) -> sqlx::Result<Vec<Office>> {
    sqlx::query_as!(
        Office,
        "select code, kind, name_th, name_en, province_code, district_code from office order by code"
    )
    .fetch_all(conn)
    .await
}

/// Those of some offices that cannot be removed: they have registrations, files, or appointments that count.
pub async fn in_use(conn: &mut PgConnection, codes: &[String]) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"select code as "code!" from unnest($1::text[]) as code
           where exists (select from territory_day where territory = 'office:' || code)
              or exists (select from case_file where office_code = code)
              or exists (select from registration where office_code = code)
              or exists (select from appointment where unit = 'office:' || code and revoked_at is null)
           order by code"#,
        codes
    )
    .fetch_all(conn)
    .await
}

/// An import, applied or not.
#[derive(Debug, Clone)]
pub struct Import {
    /// Which.
    pub id: Uuid,
    /// Who read the file in.
    pub officer_id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// What it changes.
    pub changes: Changes,
    /// When it was applied.
    pub applied_at: Option<DateTime<Utc>>,
    /// When it was undone.
    pub undone_at: Option<DateTime<Utc>>,
}

/// Keeps what a file would change; gives its id.
pub async fn keep(
    tx: &mut PgConnection,
    changes: &Changes,
    officer_id: Uuid,
    now: DateTime<Utc>,
) -> anyhow::Result<Uuid> {
    let id = Uuid::now_v7();
    sqlx::query!(
        "insert into reference_import (import_id, officer_id, at, changes) values ($1, $2, $3, $4)",
        id,
        officer_id,
        now,
        serde_json::to_value(changes)?
    )
    .execute(tx)
    .await?;
    Ok(id)
}

/// One import, locked until the transaction ends.
pub async fn lock(tx: &mut PgConnection, id: Uuid) -> anyhow::Result<Option<Import>> {
    let row = sqlx::query!(
        "select officer_id, at, changes, applied_at, undone_at from reference_import
         where import_id = $1 for update",
        id
    )
    .fetch_optional(tx)
    .await?;
    row.map(|row| {
        Ok(Import {
            id,
            officer_id: row.officer_id,
            at: row.at,
            changes: serde_json::from_value(row.changes)?,
            applied_at: row.applied_at,
            undone_at: row.undone_at,
        })
    })
    .transpose()
}

/// The newest imports: id, when, by whom, applied, undone.
pub async fn newest(conn: &mut PgConnection) -> anyhow::Result<Vec<Import>> {
    let rows = sqlx::query!(
        "select import_id, officer_id, at, changes, applied_at, undone_at from reference_import
         order by import_id desc limit 20"
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Import {
                id: row.import_id,
                officer_id: row.officer_id,
                at: row.at,
                changes: serde_json::from_value(row.changes)?,
                applied_at: row.applied_at,
                undone_at: row.undone_at,
            })
        })
        .collect()
}

/// Why changes cannot be made now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// These offices are no longer as they were when the file was read.
    Overtaken(Vec<String>),
    /// These would be removed and are in use.
    InUse(Vec<String>),
}

/// What stands in the way of changes.
pub async fn obstacle(
    conn: &mut PgConnection,
    changes: &Changes,
) -> sqlx::Result<Option<Obstacle>> {
    let now: BTreeMap<String, Office> =
        offices(conn).await?.into_iter().map(|office| (office.code.clone(), office)).collect();
    let added = changes.added.iter().filter(|office| now.contains_key(&office.code));
    let before = changes.changed.iter().map(|(before, _)| before).chain(&changes.removed);
    let other = before.filter(|before| now.get(&before.code) != Some(before));
    let overtaken: Vec<String> = added.chain(other).map(|office| office.code.clone()).collect();
    if !overtaken.is_empty() {
        return Ok(Some(Obstacle::Overtaken(overtaken)));
    }
    let removed: Vec<String> = changes.removed.iter().map(|office| office.code.clone()).collect();
    let in_use = in_use(conn, &removed).await?;
    Ok((!in_use.is_empty()).then_some(Obstacle::InUse(in_use)))
}

/// Makes the changes.
pub async fn make(tx: &mut PgConnection, changes: &Changes) -> sqlx::Result<()> {
    let gone: Vec<String> = changes.removed.iter().map(|office| office.code.clone()).collect();
    sqlx::query!("delete from office_detail where office_code = any($1)", &gone)
        .execute(&mut *tx)
        .await?;
    sqlx::query!("delete from office where code = any($1)", &gone).execute(&mut *tx).await?;
    let new: Vec<&Office> =
        changes.added.iter().chain(changes.changed.iter().map(|(_, after)| after)).collect();
    let column = |value: fn(&Office) -> &str| -> Vec<String> {
        new.iter().map(|office| value(office).to_owned()).collect()
    };
    let districts: Vec<Option<String>> =
        new.iter().map(|office| office.district_code.clone()).collect();
    sqlx::query!(
        "insert into office (code, kind, name_th, name_en, province_code, district_code)
         select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
         on conflict (code) do update set
            kind = excluded.kind, name_th = excluded.name_th, name_en = excluded.name_en,
            province_code = excluded.province_code, district_code = excluded.district_code",
        &column(|office| &office.code),
        &column(|office| &office.kind),
        &column(|office| &office.name_th),
        &column(|office| &office.name_en),
        &column(|office| &office.province_code),
        &districts as &[Option<String>]
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Notes that an import was applied.
pub async fn applied(tx: &mut PgConnection, id: Uuid, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("update reference_import set applied_at = $2 where import_id = $1", id, now)
        .execute(tx)
        .await?;
    Ok(())
}

/// Notes that an import was undone.
pub async fn undone(
    tx: &mut PgConnection,
    id: Uuid,
    officer_id: Uuid,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update reference_import set undone_at = $2, undone_by = $3 where import_id = $1",
        id,
        now,
        officer_id
    )
    .execute(tx)
    .await?;
    Ok(())
}
