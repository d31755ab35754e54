//! การแต่งตั้งและการเพิกถอน — making, changing and ending appointments, with the rules that forbid it.
//!
//! Only inside the own territory, never above the own role, never oneself; and the ministry never loses its last
//! administrator. Each change is recorded in the same transaction.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::people::Held;
use super::store::{self, Grant};
use super::{Appointment, Role};
use crate::audit;
use crate::office::Territory;
use crate::seal::{Keys, Place};

/// Why something about an appointment is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The role or the unit is beyond the own appointment.
    Beyond,
    /// It is about oneself.
    Oneself,
    /// They hold it already.
    Held,
    /// Nobody would be left to appoint at the ministry.
    LastAdministrator,
}

impl Refusal {
    /// Its sentence in `locales/`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Refusal::Beyond => "problem-appoint-beyond",
            Refusal::Oneself => "problem-appoint-oneself",
            Refusal::Held => "problem-appoint-held",
            Refusal::LastAdministrator => "problem-appoint-last",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refusal::Beyond => "That is beyond the own appointment.",
            Refusal::Oneself => "Nobody appoints themselves.",
            Refusal::Held => "This person holds that appointment already.",
            Refusal::LastAdministrator => {
                "This is the last administrator: appoint another one first."
            }
        })
    }
}

/// Whoever appoints: the holder of an appointment, or the command line.
pub type By<'a> = Option<&'a Appointment>;

/// An appointment's holder in the records.
#[must_use]
pub fn recorded(by: By<'_>) -> Option<audit::By> {
    by.map(|by| audit::By { officer_id: by.officer_id, appointment_id: Some(by.id) })
}

/// Makes an appointment, unless a rule forbids it.
pub async fn appoint(
    tx: &mut PgConnection,
    by: By<'_>,
    grant: &Grant,
    now: DateTime<Utc>,
) -> sqlx::Result<Result<Uuid, Refusal>> {
    if let Some(by) = by {
        if by.officer_id == grant.officer_id {
            return Ok(Err(Refusal::Oneself));
        }
        if !by.may_grant(grant.role, &grant.unit) {
            return Ok(Err(Refusal::Beyond));
        }
    }
    if holds(tx, grant.officer_id, grant.role, &grant.unit, grant.starts_on).await? {
        return Ok(Err(Refusal::Held));
    }
    let id = store::grant(tx, grant, by.map(|by| by.officer_id), now).await?;
    let change = json!({
        "officer": grant.officer_id, "role": grant.role.word(), "unit": grant.unit.key(),
        "starts_on": grant.starts_on, "ends_on": grant.ends_on,
    });
    let subject = format!("appointment:{id}");
    audit::deed(tx, recorded(by), "appointed", &subject, Some(change), now).await?;
    Ok(Ok(id))
}

/// Revokes an appointment for a reason, unless a rule forbids it. Its sessions end; they are remembered for a day, so
/// that a form posted too late is kept.
pub async fn revoke(
    tx: &mut PgConnection,
    keys: &Keys,
    by: By<'_>,
    (held, reason): (&Held, &str),
    (today, now): (NaiveDate, DateTime<Utc>),
) -> sqlx::Result<Result<(), Refusal>> {
    if by.is_some_and(|by| !may_change(by, held)) {
        return Ok(Err(Refusal::Beyond));
    }
    if is_last_administrator(tx, held, today, None).await? {
        return Ok(Err(Refusal::LastAdministrator));
    }
    let place = Place { table: "appointment", column: "revocation", row: held.id };
    sqlx::query!(
        "update appointment set revoked_at = $2, revoked_by = $3, revocation = $4
         where appointment_id = $1 and revoked_at is null",
        held.id,
        now,
        by.map(|by| by.officer_id),
        keys.seal_text(place, reason)
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "update session set expires_at = least(expires_at, $2) where appointment_id = $1",
        held.id,
        now
    )
    .execute(&mut *tx)
    .await?;
    let change = json!({
        "officer": held.officer_id, "role": held.role.word(), "unit": held.unit.key(),
    });
    let subject = format!("appointment:{}", held.id);
    audit::deed(tx, recorded(by), "revoked", &subject, Some(change), now).await?;
    Ok(Ok(()))
}

/// Changes the last day of an appointment, unless a rule forbids it. Nobody prolongs their own.
pub async fn set_end(
    tx: &mut PgConnection,
    by: &Appointment,
    held: &Held,
    ends_on: Option<NaiveDate>,
    (today, now): (NaiveDate, DateTime<Utc>),
) -> sqlx::Result<Result<(), Refusal>> {
    if by.officer_id == held.officer_id {
        return Ok(Err(Refusal::Oneself));
    }
    if !may_change(by, held) {
        return Ok(Err(Refusal::Beyond));
    }
    if ends_on.is_some() && is_last_administrator(tx, held, today, ends_on).await? {
        return Ok(Err(Refusal::LastAdministrator));
    }
    sqlx::query!("update appointment set ends_on = $2 where appointment_id = $1", held.id, ends_on)
        .execute(&mut *tx)
        .await?;
    let change = json!({"before": held.ends_on, "after": ends_on});
    let subject = format!("appointment:{}", held.id);
    audit::deed(tx, recorded(Some(by)), "end-changed", &subject, Some(change), now).await?;
    Ok(Ok(()))
}

/// Whether the holder of an appointment may change or revoke another: inside the own territory, none above the own
/// role.
#[must_use]
pub fn may_change(by: &Appointment, held: &Held) -> bool {
    by.may_grant(held.role, &held.unit)
}

/// Whether an officer already holds a role at a unit on a day or later. Waits for a grant to the same officer that is
/// under way, so that two at once make one appointment.
async fn holds(
    tx: &mut PgConnection,
    officer_id: Uuid,
    role: Role,
    unit: &Territory,
    day: NaiveDate,
) -> sqlx::Result<bool> {
    sqlx::query!("insert into officer (officer_id) values ($1) on conflict do nothing", officer_id)
        .execute(&mut *tx)
        .await?;
    sqlx::query!("select 1 as one from officer where officer_id = $1 for update", officer_id)
        .fetch_one(&mut *tx)
        .await?;
    sqlx::query_scalar!(
        r#"select exists (select from appointment
             where officer_id = $1 and role = $2 and unit = $3 and revoked_at is null
               and (ends_on is null or ends_on >= $4)) as "found!""#,
        officer_id,
        role as Role,
        unit.key(),
        day
    )
    .fetch_one(tx)
    .await
}

/// Whether the ministry would be without an administrator if this one's appointment ended with a day (`None`: now).
/// Two who end each other's wait for one another here.
async fn is_last_administrator(
    tx: &mut PgConnection,
    held: &Held,
    today: NaiveDate,
    last_day: Option<NaiveDate>,
) -> sqlx::Result<bool> {
    if held.role != Role::Administrator {
        return Ok(false);
    }
    let others = sqlx::query_scalar!(
        "select appointment_id from appointment
         where unit = 'nation' and role = 'administrator' and revoked_at is null and starts_on <= $1
           and (ends_on is null or ends_on > $2)
         order by appointment_id for update",
        today,
        last_day.unwrap_or(today)
    )
    .fetch_all(tx)
    .await?;
    Ok(others.into_iter().all(|id| id == held.id))
}
