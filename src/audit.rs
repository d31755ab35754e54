//! Who did what to whose file (บันทึกการเข้าถึง), written in the transaction that does it.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// Records what a debtor did with their own data. `action` is ours, never what was typed.
pub async fn debtor(
    tx: &mut PgConnection,
    debtor_id: Uuid,
    action: &str,
    registration_id: Option<Uuid>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into audit (debtor_id, audit_id, at, actor, actor_id, action, registration_id)
         values ($1, $2, $3, 'debtor', $1, $4, $5)",
        debtor_id,
        Uuid::now_v7(),
        now,
        action,
        registration_id
    )
    .execute(tx)
    .await?;
    Ok(())
}
