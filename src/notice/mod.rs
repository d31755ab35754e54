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
}

impl Job {
    fn name(self) -> &'static str {
        match self {
            Job::RegistrationSubmitted => "registration-submitted-1",
        }
    }

    fn named(name: &str) -> Option<Job> {
        [Job::RegistrationSubmitted].into_iter().find(|job| job.name() == name)
    }
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
