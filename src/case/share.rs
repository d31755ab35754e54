//! การแบ่งสำนวนให้ดู — a file shown to an observer or a legal aid until a day, with a reason.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::audit::File;
use crate::office::Territory;
use crate::seal::{Keys, Place};

/// The longest that a file is shared at once: a month past the longest campaign so far (91 days).
pub const LONGEST: TimeDelta = TimeDelta::days(120);

/// A file shown to somebody.
pub struct Share {
    /// Which.
    pub id: Uuid,
    /// To whom.
    pub officer_id: Uuid,
    /// By whom.
    pub shared_by: Uuid,
    /// When.
    pub shared_at: DateTime<Utc>,
    /// The last Bangkok day.
    pub until: NaiveDate,
    /// Why.
    pub reason: String,
}

/// With whom a file is shared today, the latest first.
pub async fn of(
    conn: &mut PgConnection,
    keys: &Keys,
    file: File,
    today: NaiveDate,
) -> anyhow::Result<Vec<Share>> {
    let rows = sqlx::query!(
        "select share_id, officer_id, shared_by, shared_at, until, reason from case_share
         where debtor_id = $1 and registration_id = $2 and revoked_at is null and until >= $3
         order by share_id desc",
        file.debtor_id,
        file.registration_id,
        today
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Share {
                id: row.share_id,
                officer_id: row.officer_id,
                shared_by: row.shared_by,
                shared_at: row.shared_at,
                until: row.until,
                reason: keys.open_text(place(row.share_id), &row.reason)?,
            })
        })
        .collect()
}

/// Shares a file; a share with the same person that still runs gives way to the new one.
pub async fn share(
    tx: &mut PgConnection,
    keys: &Keys,
    file: File,
    share: &Share,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update case_share set revoked_at = $4
         where debtor_id = $1 and registration_id = $2 and officer_id = $3 and revoked_at is null",
        file.debtor_id,
        file.registration_id,
        share.officer_id,
        share.shared_at
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "insert into case_share (debtor_id, registration_id, share_id, officer_id, shared_by, shared_at, until, reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        file.debtor_id,
        file.registration_id,
        share.id,
        share.officer_id,
        share.shared_by,
        share.shared_at,
        share.until,
        keys.seal_text(place(share.id), &share.reason)
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Ends every share of a file.
pub(super) async fn end_all(
    tx: &mut PgConnection,
    file: File,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update case_share set revoked_at = $3
         where debtor_id = $1 and registration_id = $2 and revoked_at is null",
        file.debtor_id,
        file.registration_id,
        now
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Ends every share with an officer of a file in a territory; gives the files.
pub(crate) async fn end_within(
    tx: &mut PgConnection,
    officer_id: Uuid,
    territory: &Territory,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<File>> {
    sqlx::query_as!(
        File,
        "update case_share s set revoked_at = $3
         where officer_id = $1 and revoked_at is null
           and exists (select from case_file f
                       where f.debtor_id = s.debtor_id and f.registration_id = s.registration_id
                         and $2::text in ('office:' || office_code, 'province:' || province_code, 'nation'))
         returning debtor_id, registration_id",
        officer_id,
        territory.key(),
        now
    )
    .fetch_all(tx)
    .await
}

/// Ends shares with an officer of files in a territory on a day, where they would run longer.
pub(crate) async fn shorten_within(
    tx: &mut PgConnection,
    officer_id: Uuid,
    territory: &Territory,
    last: NaiveDate,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update case_share s set until = $3
         where officer_id = $1 and revoked_at is null and until > $3
           and exists (select from case_file f
                       where f.debtor_id = s.debtor_id and f.registration_id = s.registration_id
                         and $2::text in ('office:' || office_code, 'province:' || province_code, 'nation'))",
        officer_id,
        territory.key(),
        last
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Ends a share; gives whether it still ran.
pub async fn revoke(
    tx: &mut PgConnection,
    file: File,
    share_id: Uuid,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let ended = sqlx::query!(
        "update case_share set revoked_at = $4
         where debtor_id = $1 and registration_id = $2 and share_id = $3 and revoked_at is null",
        file.debtor_id,
        file.registration_id,
        share_id,
        now
    )
    .execute(tx)
    .await?;
    Ok(ended.rows_affected() == 1)
}

fn place(share_id: Uuid) -> Place {
    Place { table: "case_share", column: "reason", row: share_id }
}
