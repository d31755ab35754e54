//! คำตอบที่ส่งแล้ว — the answers of each submission, which stay as they were sent.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Draft, Registration};
use crate::seal::{Keys, Place};

/// The answers of one submitted version.
pub async fn find(
    conn: &mut PgConnection,
    keys: &Keys,
    registration: &Registration,
    version: i32,
) -> anyhow::Result<Option<(Draft, DateTime<Utc>)>> {
    let row = sqlx::query!(
        "select answers, submitted_at from registration_version
         where debtor_id = $1 and registration_id = $2 and version = $3",
        registration.debtor_id,
        registration.id,
        version
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some((keys.open_json(place(registration.id, version), &row.answers)?, row.submitted_at)))
}

/// The answers of one submission.
#[derive(Debug, Serialize)]
pub struct Version {
    /// Its number, from 1.
    pub version: i32,
    /// When it was submitted.
    pub submitted_at: DateTime<Utc>,
    /// What it said.
    pub answers: Draft,
}

/// The answers of every submission, in order.
pub async fn all(
    conn: &mut PgConnection,
    keys: &Keys,
    registration: &Registration,
) -> anyhow::Result<Vec<Version>> {
    let rows = sqlx::query!(
        "select version, answers, submitted_at from registration_version
         where debtor_id = $1 and registration_id = $2 order by version",
        registration.debtor_id,
        registration.id
    )
    .fetch_all(conn)
    .await?;
    let open = |sealed: &[u8], version| keys.open_json(place(registration.id, version), sealed);
    rows.into_iter()
        .map(|row| {
            let answers = open(&row.answers, row.version)?;
            Ok(Version { version: row.version, submitted_at: row.submitted_at, answers })
        })
        .collect()
}

/// A version's own place: its answers open as no other version's.
#[must_use]
pub fn place(id: Uuid, version: i32) -> Place {
    let row = Uuid::from_u128(id.as_u128() ^ u128::from(version.unsigned_abs()));
    Place { table: "registration_version", column: "answers", row }
}
