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
use super::term::Term;
use super::{Appointment, Role};
use crate::audit;
use crate::case::share;
use crate::office::Territory;
use crate::seal::{Keys, Place};

/// Why something about an appointment is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The role or the unit is beyond the own appointment.
    Beyond,
    /// It is about oneself.
    Oneself,
    /// They hold it already on some of its days.
    Held,
    /// Nobody would be left to administer on some day.
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
            Refusal::Held => {
                "This person holds that appointment already on some of these days: choose others."
            }
            Refusal::LastAdministrator => {
                "On some of these days this is the last administrator: appoint another one first."
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
    let term = Term { from: grant.starts_on, to: grant.ends_on };
    if holds(tx, grant.officer_id, (grant.role, &grant.unit), term).await? {
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

/// Revokes an appointment that [`super::people::lock`] gave, for a reason, unless a rule forbids it. The guard asks for it
/// at every request, so that whoever works under it is let in nowhere from now on; their session lives on to tell them so,
/// and to keep what they typed. What an observer was shown in its territory is shared with them no more.
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
    if leaves_none(tx, held, held.term().after(today.pred_opt())).await? {
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
    if held.role == Role::Observer {
        for file in share::end_within(tx, held.officer_id, &held.unit, now).await? {
            match recorded(by) {
                Some(by) => audit::officer(tx, by, file, "unshared", None, now).await?,
                None => audit::system(tx, file, "unshared", now).await?,
            }
        }
    }
    let change = json!({
        "officer": held.officer_id, "role": held.role.word(), "unit": held.unit.key(),
    });
    let subject = format!("appointment:{}", held.id);
    audit::deed(tx, recorded(by), "revoked", &subject, Some(change), now).await?;
    Ok(Ok(()))
}

/// Changes the last day of an appointment that [`super::people::lock`] gave, unless a rule forbids it. Nobody prolongs
/// their own. What an observer is shown in its territory ends with it, so that a later appointment begins with nothing.
pub async fn set_end(
    tx: &mut PgConnection,
    by: &Appointment,
    held: &Held,
    ends_on: Option<NaiveDate>,
    now: DateTime<Utc>,
) -> sqlx::Result<Result<(), Refusal>> {
    if by.officer_id == held.officer_id {
        return Ok(Err(Refusal::Oneself));
    }
    if !may_change(by, held) {
        return Ok(Err(Refusal::Beyond));
    }
    let lost = ends_on.and_then(|last| held.term().after(Some(last)));
    if leaves_none(tx, held, lost).await? {
        return Ok(Err(Refusal::LastAdministrator));
    }
    let longer = Term { to: ends_on, ..held.term() };
    if let Some(gained) = held.ends_on.and_then(|last| longer.after(Some(last)))
        && holds(tx, held.officer_id, (held.role, &held.unit), gained).await?
    {
        return Ok(Err(Refusal::Held));
    }
    sqlx::query!("update appointment set ends_on = $2 where appointment_id = $1", held.id, ends_on)
        .execute(&mut *tx)
        .await?;
    if let (Role::Observer, Some(last)) = (held.role, ends_on) {
        share::shorten_within(tx, held.officer_id, &held.unit, last).await?;
    }
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

/// Whether an officer holds a role at a unit on any of some days. Waits for a grant to the same officer that is under
/// way, so that two at once make one appointment.
async fn holds(
    tx: &mut PgConnection,
    officer_id: Uuid,
    (role, unit): (Role, &Territory),
    days: Term,
) -> sqlx::Result<bool> {
    sqlx::query!("insert into officer (officer_id) values ($1) on conflict do nothing", officer_id)
        .execute(&mut *tx)
        .await?;
    sqlx::query!(
        "select 1 as one from officer where officer_id = $1 for no key update",
        officer_id
    )
    .fetch_one(&mut *tx)
    .await?;
    sqlx::query_scalar!(
        r#"select exists (select from appointment
             where officer_id = $1 and role = $2 and unit = $3 and revoked_at is null
               and (ends_on is null or ends_on >= $4) and ($5::date is null or starts_on <= $5)) as "found!""#,
        officer_id,
        role as Role,
        unit.key(),
        days.from,
        days.to
    )
    .fetch_one(tx)
    .await
}

/// Whether the ministry would be without an administrator on one of the days that this one's appointment loses.
async fn leaves_none(tx: &mut PgConnection, held: &Held, lost: Option<Term>) -> sqlx::Result<bool> {
    let (Role::Administrator, Some(lost)) = (held.role, lost) else {
        return Ok(false);
    };
    let others = sqlx::query_as!(
        Term,
        r#"select starts_on as "from", ends_on as "to" from appointment
           where role = 'administrator' and revoked_at is null and appointment_id <> $1"#,
        held.id
    )
    .fetch_all(tx)
    .await?;
    Ok(!lost.is_covered_by(others))
}

#[cfg(test)]
mod tests {
    use chrono::Days;
    use sqlx::PgPool;

    use super::*;
    use crate::officer::{Unit, people};

    fn now() -> DateTime<Utc> {
        "2026-12-01T03:00:00Z".parse().unwrap()
    }

    /// The `n`th day from today on.
    fn day(n: u64) -> NaiveDate {
        now().date_naive() + Days::new(n)
    }

    /// An administrator above everybody in these tests.
    fn ministry() -> Appointment {
        let (name_th, name_en) = (String::new(), String::new());
        Appointment {
            id: Uuid::from_u128(1),
            officer_id: Uuid::from_u128(1),
            role: Role::Administrator,
            unit: Unit { territory: Territory::Nation, name_th, name_en },
            starts_on: day(0),
            ends_on: None,
        }
    }

    /// Appoints the `n`th officer between two of the days; at the ministry or, as intake, at 4901.
    async fn held(
        tx: &mut PgConnection,
        n: u128,
        role: Role,
        (from, to): (u64, Option<u64>),
    ) -> Result<Held, Refusal> {
        let unit = match role {
            Role::Administrator => Territory::Nation,
            _ => Territory::Office("4901".into()),
        };
        let officer_id = Uuid::from_u128(n);
        let (starts_on, ends_on) = (day(from), to.map(day));
        let wanted = Grant { officer_id, role, unit, starts_on, ends_on };
        let id = appoint(tx, None, &wanted, now()).await.unwrap()?;
        Ok(people::lock(tx, id).await.unwrap().unwrap())
    }

    #[sqlx::test]
    async fn of_two_administrators_who_revoke_each_other_one_stays(db: PgPool) {
        let (keys, _) = Keys::generate(false);
        let mut conn = db.acquire().await.unwrap();
        let one = held(&mut conn, 2, Role::Administrator, (0, None)).await.unwrap();
        let other = held(&mut conn, 3, Role::Administrator, (0, None)).await.unwrap();
        let end = async |id: Uuid| {
            let mut tx = db.begin().await.unwrap();
            let held = people::lock(&mut tx, id).await.unwrap().unwrap();
            let ended = revoke(&mut tx, &keys, None, (&held, "ลาออก"), (day(0), now())).await;
            tx.commit().await.unwrap();
            ended.unwrap()
        };
        let (first, second) = tokio::join!(end(one.id), end(other.id));
        assert!(
            matches!(
                (first, second),
                (Ok(()), Err(Refusal::LastAdministrator))
                    | (Err(Refusal::LastAdministrator), Ok(()))
            ),
            "{first:?} {second:?}"
        );
    }

    #[sqlx::test]
    async fn no_day_is_left_without_an_administrator(db: PgPool) {
        // The days of one, the days of another, and the last day that the other is to have.
        let cases = [
            ((0, None), (0, None), Some(5), true),
            ((0, Some(9)), (0, None), Some(8), false),
            ((0, Some(9)), (0, None), Some(20), false),
            ((0, Some(9)), (0, Some(20)), Some(15), false),
            ((0, Some(9)), (0, Some(9)), Some(5), true),
            ((3, None), (0, None), Some(1), false),
            ((3, None), (0, None), Some(2), true),
            ((0, Some(9)), (0, Some(12)), None, true),
        ];
        for (one, other, last, allowed) in cases {
            let mut tx = db.begin().await.unwrap();
            held(&mut tx, 2, Role::Administrator, one).await.unwrap();
            let other = held(&mut tx, 3, Role::Administrator, other).await.unwrap();
            let set = set_end(&mut tx, &ministry(), &other, last.map(day), now()).await.unwrap();
            let expected = if allowed { Ok(()) } else { Err(Refusal::LastAdministrator) };
            assert_eq!(set, expected, "{one:?} {last:?}");
        }
    }

    #[sqlx::test]
    async fn the_same_appointment_is_refused_on_the_days_that_it_is_held_only(db: PgPool) {
        let mut tx = db.begin().await.unwrap();
        held(&mut tx, 2, Role::Intake, (30, Some(60))).await.unwrap();
        for (days, allowed) in [
            ((0, Some(30)), false),
            ((0, None), false),
            ((40, Some(50)), false),
            ((60, None), false),
            ((0, Some(20)), true),
            ((61, Some(70)), true),
        ] {
            let made = held(&mut tx, 2, Role::Intake, days).await;
            assert_eq!(
                made.map(|_| ()),
                if allowed { Ok(()) } else { Err(Refusal::Held) },
                "{days:?}"
            );
        }
    }

    #[sqlx::test]
    async fn a_longer_appointment_does_not_reach_into_the_next(db: PgPool) {
        let mut tx = db.begin().await.unwrap();
        let acting = held(&mut tx, 2, Role::Intake, (0, Some(9))).await.unwrap();
        held(&mut tx, 2, Role::Intake, (20, None)).await.unwrap();
        for (last, expected) in [
            (None, Err(Refusal::Held)),
            (Some(20), Err(Refusal::Held)),
            (Some(5), Ok(())),
            (Some(19), Ok(())),
        ] {
            let set = set_end(&mut tx, &ministry(), &acting, last.map(day), now()).await.unwrap();
            assert_eq!(set, expected, "{last:?}");
        }
    }
}
