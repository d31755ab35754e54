//! ความคืบหน้า — the timeline of a registration: what its debtor is told of it, line by line.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

use super::Registration;

/// One line.
#[derive(Debug, Serialize)]
pub struct Event {
    /// What happened: `event-<kind>` is its sentence.
    pub kind: String,
    /// The version of the answers it belongs to.
    pub version: i32,
    /// When.
    pub at: DateTime<Utc>,
    /// The Thai name of the office that it speaks of.
    pub office_th: Option<String>,
    /// Its English name.
    pub office_en: Option<String>,
}

/// How many lines of a timeline a page shows.
pub const SHOWN: i64 = 200;

/// The timeline, newest first: so many lines of it at most, or all.
pub async fn of(
    conn: &mut PgConnection,
    registration: &Registration,
    most: Option<i64>,
) -> sqlx::Result<Vec<Event>> {
    sqlx::query_as!(
        Event,
        r#"select e.kind, e.version, e.at, o.name_th as "office_th?", o.name_en as "office_en?"
           from registration_event e left join office o on o.code = e.office_code
           where e.debtor_id = $1 and e.registration_id = $2
           order by e.at desc, e.event_id desc limit $3"#,
        registration.debtor_id,
        registration.id,
        most
    )
    .fetch_all(conn)
    .await
}

/// Adds a line to the timeline: what happened, and at which office where the line speaks of one.
pub async fn add(
    tx: &mut PgConnection,
    registration: &Registration,
    kind: &str,
    office_code: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into registration_event (debtor_id, registration_id, event_id, kind, version, at, office_code)
         values ($1, $2, $3, $4, $5, $6, $7)",
        registration.debtor_id,
        registration.id,
        Uuid::now_v7(),
        kind,
        registration.version,
        now,
        office_code
    )
    .execute(tx)
    .await?;
    Ok(())
}
