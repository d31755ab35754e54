//! Work that follows a commit (งานที่ต้องทำต่อ): an outbox in the database and its worker.
//!
//! A job is enqueued in the transaction that causes it and done in another one that also deletes
//! it, so that a crash at any point loses and doubles nothing. Payloads hold ids only.

mod totals;
mod worker;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

pub use worker::{run, run_due};

/// What can have to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    /// A registration was submitted for the first time: it counts in the totals of its office, province and the nation.
    RegistrationSubmitted,
    /// A registration that was submitted has changed: its office's desk shows it as it is now.
    RegistrationChanged,
}

impl Job {
    fn name(self) -> &'static str {
        match self {
            Job::RegistrationSubmitted => "registration-submitted-1",
            Job::RegistrationChanged => "registration-changed-1",
        }
    }

    fn named(name: &str) -> Option<Job> {
        [Job::RegistrationSubmitted, Job::RegistrationChanged]
            .into_iter()
            .find(|job| job.name() == name)
    }
}

/// Has the desk of a registration's office shown as it now is.
pub async fn registration_changed(
    tx: &mut PgConnection,
    debtor_id: Uuid,
    registration_id: Uuid,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let job = serde_json::json!({ "debtor_id": debtor_id, "registration_id": registration_id });
    enqueue(tx, Job::RegistrationChanged, &job, now).await
}

/// Has every desk that has a registration of this person shown it as they are called now.
pub async fn person_changed(
    tx: &mut PgConnection,
    debtor_id: Uuid,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let submitted = sqlx::query_scalar!(
        "select registration_id from registration where debtor_id = $1 and tracking_number is not null",
        debtor_id
    );
    for registration_id in submitted.fetch_all(&mut *tx).await? {
        registration_changed(tx, debtor_id, registration_id, now).await?;
    }
    Ok(())
}

/// The jobs that were given up, by kind, and how many of each: somebody has to look at them.
pub async fn given_up(conn: &mut PgConnection) -> sqlx::Result<Vec<(String, i64)>> {
    let rows = sqlx::query!(
        r#"select job, count(*) as "count!" from notice where gave_up_at is not null group by job order by job"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.job, row.count)).collect())
}

/// Puts a job into the outbox, in the transaction that causes it.
pub async fn enqueue(
    tx: &mut PgConnection,
    job: Job,
    payload: &serde_json::Value,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into notice (notice_id, job, payload, due_at) values ($1, $2, $3, $4)",
        Uuid::now_v7(),
        job.name(),
        payload,
        now
    )
    .execute(tx)
    .await?;
    Ok(())
}
