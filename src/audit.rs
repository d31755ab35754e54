//! Who did what to whose file (บันทึกการเข้าถึง), written in the transaction that does it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
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

/// An officer, under the appointment they work with.
#[derive(Debug, Clone, Copy)]
pub struct By {
    /// The officer.
    pub officer_id: Uuid,
    /// The appointment in use, if there is one.
    pub appointment_id: Option<Uuid>,
}

/// A debtor's file, by whose and which. As JSON it is the payload of the jobs about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Whose.
    pub debtor_id: Uuid,
    /// Which registration.
    pub registration_id: Uuid,
}

/// Records what an officer did with a debtor's file, a mere look included. `action` and `purpose` are ours.
pub async fn officer(
    tx: &mut PgConnection,
    by: By,
    file: File,
    action: &str,
    purpose: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into audit (debtor_id, audit_id, at, actor, actor_id, appointment_id, unit, action, purpose, registration_id)
         values ($1, $2, $3, 'officer', $4, $5, (select unit from appointment where appointment_id = $5), $6, $7, $8)",
        file.debtor_id,
        Uuid::now_v7(),
        now,
        by.officer_id,
        by.appointment_id,
        action,
        purpose,
        file.registration_id
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Records what was done to a debtor's file from the command line of the installation, where nobody is signed in.
pub async fn system(
    tx: &mut PgConnection,
    file: File,
    action: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into audit (debtor_id, audit_id, at, actor, action, registration_id) values ($1, $2, $3, 'system', $4, $5)",
        file.debtor_id,
        Uuid::now_v7(),
        now,
        action,
        file.registration_id
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// What an officer last said they opened a file for, since a moment.
pub async fn purpose_since(
    conn: &mut PgConnection,
    officer_id: Uuid,
    file: File,
    since: DateTime<Utc>,
) -> sqlx::Result<Option<String>> {
    let stated = sqlx::query_scalar!(
        "select purpose from audit
         where debtor_id = $1 and registration_id = $2 and actor_id = $3 and actor = 'officer'
           and action = 'opened' and at >= $4
         order by audit_id desc limit 1",
        file.debtor_id,
        file.registration_id,
        officer_id,
        since
    )
    .fetch_optional(conn)
    .await?;
    Ok(stated.flatten())
}

/// Whether an officer has opened a registration under an appointment since a moment.
pub async fn has_opened(
    conn: &mut PgConnection,
    By { officer_id, appointment_id }: By,
    registration_id: Uuid,
    since: DateTime<Utc>,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from audit
             where actor_id = $1 and actor = 'officer' and at >= $4
               and appointment_id = $2 and registration_id = $3) as "opened!""#,
        officer_id,
        appointment_id,
        registration_id,
        since
    )
    .fetch_one(conn)
    .await
}

/// Whether an officer has done one of these things with a file since a moment.
pub async fn did_since(
    conn: &mut PgConnection,
    officer_id: Uuid,
    file: File,
    actions: &[&str],
    since: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let actions: Vec<String> = actions.iter().map(ToString::to_string).collect();
    sqlx::query_scalar!(
        r#"select exists (
             select from audit
             where debtor_id = $1 and registration_id = $2 and actor_id = $3 and actor = 'officer'
               and action = any($4) and at >= $5) as "found!""#,
        file.debtor_id,
        file.registration_id,
        officer_id,
        &actions,
        since
    )
    .fetch_one(conn)
    .await
}

/// Records what an officer did that concerns no debtor's file: to `subject` (kind and id), and what changed, without
/// personal data. The command line is no officer.
pub async fn deed(
    tx: &mut PgConnection,
    by: Option<By>,
    action: &str,
    subject: &str,
    change: Option<serde_json::Value>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into officer_audit (audit_id, at, officer_id, appointment_id, unit, action, subject, change)
         values ($1, $2, $3, $4, (select unit from appointment where appointment_id = $4), $5, $6, $7)",
        Uuid::now_v7(),
        now,
        by.map(|by| by.officer_id),
        by.and_then(|by| by.appointment_id),
        action,
        subject,
        change
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Which officer last did one of these things with a file, and when.
pub async fn last_deed(
    conn: &mut PgConnection,
    file: File,
    actions: &[&str],
) -> sqlx::Result<Option<(Uuid, DateTime<Utc>)>> {
    let actions: Vec<String> = actions.iter().map(ToString::to_string).collect();
    let last = sqlx::query!(
        r#"select actor_id as "actor_id!", at from audit
           where debtor_id = $1 and registration_id = $2 and actor = 'officer' and action = any($3)
           order by audit_id desc limit 1"#,
        file.debtor_id,
        file.registration_id,
        &actions
    )
    .fetch_optional(conn)
    .await?;
    Ok(last.map(|row| (row.actor_id, row.at)))
}

/// What an officer did with a debtor's file: as what and where, not who. Or what was done from the command line.
pub struct Look {
    /// Which record.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Who: `officer` or `system`.
    pub actor: String,
    /// What.
    pub action: String,
    /// What for, where it was asked.
    pub purpose: Option<String>,
    /// As what: a word of [`crate::officer::Role`].
    pub role: Option<String>,
    /// The unit's Thai name; `None` for the ministry.
    pub unit_th: Option<String>,
    /// Its English name.
    pub unit_en: Option<String>,
}

/// What was done with a debtor's files by others than them, the newest first, before one of the records: theirs to know.
pub async fn looks(
    conn: &mut PgConnection,
    debtor_id: Uuid,
    before: Option<Uuid>,
    most: i64,
) -> sqlx::Result<Vec<Look>> {
    sqlx::query_as!(
        Look,
        r#"select audit.audit_id as id, audit.at, audit.actor, audit.action, audit.purpose, a.role as "role?",
                  coalesce(o.name_th, p.name_th) as unit_th, coalesce(o.name_en, p.name_en) as unit_en
           from audit
           left join appointment a on a.appointment_id = audit.appointment_id
           left join office o on a.unit = 'office:' || o.code
           left join province p on a.unit = 'province:' || p.code
           where audit.debtor_id = $1 and audit.actor <> 'debtor' and audit.audit_id < $2
           order by audit.audit_id desc limit $3"#,
        debtor_id,
        before.unwrap_or(Uuid::max()),
        most
    )
    .fetch_all(conn)
    .await
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
