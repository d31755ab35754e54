//! The worker that empties the outbox.

use std::future::Future;
use std::time::Duration;

use chrono::TimeDelta;

use super::{Job, totals};
use crate::App;
use crate::case::project::project;

/// How long the worker rests when there is nothing to do.
const REST: Duration = Duration::from_secs(2);
/// How often a job is tried before somebody has to look at it.
const MOST_ATTEMPTS: i16 = 10;

/// Works until `shutdown`. What is under way is finished; what is not begun stays in the outbox.
pub async fn run(app: App, shutdown: impl Future<Output = ()>) {
    tokio::pin!(shutdown);
    loop {
        let rest = match run_due(&app).await {
            Ok(0) => REST,
            Ok(_) => Duration::ZERO,
            Err(error) => {
                tracing::warn!(error.kind = %kind(&error), "the outbox could not be worked on");
                REST * 5
            }
        };
        tokio::select! {
            () = &mut shutdown => return,
            () = tokio::time::sleep(rest) => {}
        }
    }
}

/// Does up to a hundred jobs that are due; gives how many.
pub async fn run_due(app: &App) -> anyhow::Result<usize> {
    let mut done = 0;
    while done < 100 && run_one(app).await? {
        done += 1;
    }
    Ok(done)
}

/// Takes one due job, does it and deletes it, all in one transaction. Several workers take different ones.
async fn run_one(app: &App) -> anyhow::Result<bool> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let row = sqlx::query!(
        "select notice_id, job, payload, attempts from notice
         where due_at <= $1 and gave_up_at is null
         order by due_at limit 1 for update skip locked",
        now
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else { return Ok(false) };
    let mut attempt = sqlx::Acquire::begin(&mut tx).await?;
    match perform(app, &mut attempt, &row.job, row.payload).await {
        Ok(()) => {
            attempt.commit().await?;
            sqlx::query!("delete from notice where notice_id = $1", row.notice_id)
                .execute(&mut *tx)
                .await?;
        }
        Err(error) => {
            attempt.rollback().await?;
            let attempts = row.attempts + 1;
            let gave_up = (attempts >= MOST_ATTEMPTS).then_some(now);
            let wait = TimeDelta::seconds(2_i64.pow(u32::from(attempts.unsigned_abs())));
            tracing::warn!(notice.job = %row.job, notice.id = %row.notice_id, notice.attempts = attempts,
                error.kind = %kind(&error), "job {} failed, attempt {attempts}", row.job);
            sqlx::query!(
                "update notice set attempts = $2, due_at = $3, gave_up_at = $4 where notice_id = $1",
                row.notice_id,
                attempts,
                now + wait,
                gave_up
            )
            .execute(&mut *tx)
            .await?;
        }
    }
    tx.commit().await?;
    Ok(true)
}

async fn perform(
    app: &App,
    tx: &mut sqlx::PgConnection,
    job: &str,
    payload: serde_json::Value,
) -> anyhow::Result<()> {
    match Job::named(job) {
        Some(Job::RegistrationSubmitted) => {
            totals::count(tx, serde_json::from_value(payload)?).await?;
        }
        Some(Job::RegistrationChanged) => {
            project(tx, app, serde_json::from_value(payload)?).await?;
        }
        None => anyhow::bail!("unknown job"),
    }
    Ok(())
}

/// What may be said of an error in a log: its kind, never a value of a row.
fn kind(error: &anyhow::Error) -> String {
    crate::web::error_kind(error)
}
