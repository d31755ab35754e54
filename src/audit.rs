//! Who did what to whose file (บันทึกการเข้าถึง), written in the transaction that does it.

use chrono::{DateTime, Utc};
use serde::Serialize;
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

/// One thing that was done with a debtor's data.
#[derive(Debug, Serialize)]
pub struct Entry {
    /// When.
    pub at: DateTime<Utc>,
    /// Who: `debtor`, `officer` or `system`.
    pub actor: String,
    /// What.
    pub action: String,
}

/// Everything that was done with a debtor's data, oldest first: theirs to know (PDPA s.30).
pub async fn of_debtor(conn: &mut PgConnection, debtor_id: Uuid) -> sqlx::Result<Vec<Entry>> {
    sqlx::query_as!(
        Entry,
        "select at, actor, action from audit where debtor_id = $1 order by audit_id",
        debtor_id
    )
    .fetch_all(conn)
    .await
}
