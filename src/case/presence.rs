//! ผู้ที่เปิดสำนวนอยู่ — who else has a file open now, so that two officers do not work past each other.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// How long somebody counts as present after their last look.
const PRESENT: TimeDelta = TimeDelta::minutes(2);

/// Notes that an officer has the file open; gives who else has, the latest first.
pub async fn note(
    tx: &mut PgConnection,
    (office_code, registration_id): (&str, Uuid),
    officer_id: Uuid,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query!(
        "insert into case_presence (office_code, registration_id, officer_id, seen_at) values ($1, $2, $3, $4)
         on conflict (office_code, registration_id, officer_id) do update set seen_at = excluded.seen_at",
        office_code,
        registration_id,
        officer_id,
        now
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query_scalar!(
        "select officer_id from case_presence
         where office_code = $1 and registration_id = $2 and officer_id <> $3 and seen_at > $4
         order by seen_at desc",
        office_code,
        registration_id,
        officer_id,
        now - PRESENT
    )
    .fetch_all(tx)
    .await
}
