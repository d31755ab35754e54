//! The imports of an administrator (การนำเข้าข้อมูลอ้างอิง): kept when a file is read, applied, undone.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::changes::Changes;
use super::{List, Row, rows};

/// An import, applied or not.
#[derive(Debug, Clone)]
pub struct Import {
    /// Which.
    pub id: Uuid,
    /// Of which list.
    pub list: List,
    /// When its file was read.
    pub at: DateTime<Utc>,
    /// What it changes.
    pub changes: Changes,
    /// When it was applied.
    pub applied_at: Option<DateTime<Utc>>,
    /// When it was undone.
    pub undone_at: Option<DateTime<Utc>>,
}

/// An import in a list of them.
#[derive(Debug, Clone)]
pub struct Line {
    /// Which.
    pub id: Uuid,
    /// Of which list.
    pub list: List,
    /// Who read the file in.
    pub officer_id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// How many rows it adds, changes and removes.
    pub counts: [i32; 3],
    /// When it was applied.
    pub applied_at: Option<DateTime<Utc>>,
    /// When it was undone.
    pub undone_at: Option<DateTime<Utc>>,
}

/// Why changes cannot be made now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// These rows are no longer as they were when the file was read.
    Overtaken(Vec<String>),
    /// These would be removed, and something belongs to them.
    InUse(Vec<String>),
    /// Something belongs to a row that would be removed; to which, only the attempt has told.
    SomeInUse,
}

/// Keeps what a file would change; gives its id.
pub async fn keep(
    tx: &mut PgConnection,
    list: List,
    changes: &Changes,
    officer_id: Uuid,
    now: DateTime<Utc>,
) -> sqlx::Result<Uuid> {
    let id = Uuid::now_v7();
    sqlx::query!(
        "insert into reference_import (import_id, list, officer_id, at, changes) values ($1, $2, $3, $4, $5)",
        id,
        list.key(),
        officer_id,
        now,
        Json(changes) as _
    )
    .execute(tx)
    .await?;
    Ok(id)
}

/// Makes imports wait for each other until the transaction ends. Who reads the lists does not wait.
pub async fn lock_all(tx: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("lock table reference_import in share row exclusive mode").execute(tx).await?;
    Ok(())
}

/// One import.
pub async fn find(conn: &mut PgConnection, id: Uuid) -> anyhow::Result<Option<Import>> {
    let row = sqlx::query!(
        r#"select list, at, changes as "changes: Json<Changes>", applied_at, undone_at
           from reference_import where import_id = $1"#,
        id
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok(Import {
            id,
            list: list_of(&row.list)?,
            at: row.at,
            changes: row.changes.0,
            applied_at: row.applied_at,
            undone_at: row.undone_at,
        })
    })
    .transpose()
}

/// One import, while all others wait.
pub async fn lock(tx: &mut PgConnection, id: Uuid) -> anyhow::Result<Option<Import>> {
    lock_all(tx).await?;
    find(tx, id).await
}

/// The newest twenty imports.
pub async fn newest(conn: &mut PgConnection) -> anyhow::Result<Vec<Line>> {
    let rows = sqlx::query!(
        r#"select import_id, list, officer_id, at, applied_at, undone_at,
                  jsonb_array_length(changes -> 'added') as "added!",
                  jsonb_array_length(changes -> 'changed') as "changed!",
                  jsonb_array_length(changes -> 'removed') as "removed!"
           from reference_import order by import_id desc limit 20"#
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Line {
                id: row.import_id,
                list: list_of(&row.list)?,
                officer_id: row.officer_id,
                at: row.at,
                counts: [row.added, row.changed, row.removed],
                applied_at: row.applied_at,
                undone_at: row.undone_at,
            })
        })
        .collect()
}

/// The keys of a list's rows that imports in force have made, changed or removed.
pub async fn in_force(conn: &mut PgConnection, list: List) -> sqlx::Result<BTreeSet<String>> {
    let imports = sqlx::query_scalar!(
        r#"select changes as "changes: Json<Changes>" from reference_import
           where list = $1 and applied_at is not null and undone_at is null"#,
        list.key()
    )
    .fetch_all(conn)
    .await?;
    let keys = |Json(changes): &Json<Changes>| -> Vec<String> {
        changes.before().chain(changes.after()).map(|row| row.key(list)).collect()
    };
    Ok(imports.iter().flat_map(keys).collect())
}

/// What stands in the way of changes.
pub async fn obstacle(
    conn: &mut PgConnection,
    list: List,
    changes: &Changes,
) -> sqlx::Result<Option<Obstacle>> {
    let now: BTreeMap<String, Row> =
        rows::all(conn, list).await?.into_iter().map(|row| (row.key(list), row)).collect();
    let added = changes.added.iter().filter(|row| now.contains_key(&row.key(list)));
    let other = changes.before().filter(|before| now.get(&before.key(list)) != Some(before));
    let overtaken: Vec<String> = added.chain(other).map(|row| row.key(list)).collect();
    if !overtaken.is_empty() {
        return Ok(Some(Obstacle::Overtaken(overtaken)));
    }
    let in_use = rows::in_use(conn, list, &changes.removed).await?;
    Ok((!in_use.is_empty()).then_some(Obstacle::InUse(in_use)))
}

/// Makes the changes of a [`lock`]ed import, or says what stands in the way; then the transaction must be given up.
pub async fn make(
    tx: &mut PgConnection,
    list: List,
    changes: &Changes,
) -> sqlx::Result<Result<(), Obstacle>> {
    if let Some(obstacle) = obstacle(tx, list, changes).await? {
        return Ok(Err(obstacle));
    }
    match rows::remove(tx, list, &changes.removed).await {
        Ok(()) => {}
        Err(sqlx::Error::Database(error)) if error.is_foreign_key_violation() => {
            return Ok(Err(Obstacle::SomeInUse));
        }
        Err(error) => return Err(error),
    }
    rows::write(tx, list, &changes.after().collect::<Vec<_>>()).await?;
    Ok(Ok(()))
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

fn list_of(key: &str) -> anyhow::Result<List> {
    List::of_key(key).with_context(|| format!("a list called {key}"))
}
