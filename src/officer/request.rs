//! คำขอแต่งตั้ง — somebody without an appointment asks for one, and where the request goes.
//!
//! It goes to the head of the unit; where the unit has none, to the province; where that has none, to the ministry.
//! Whoever leaves it undecided for three days is joined by the next.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Appointment, Role};
use crate::office::Territory;
use crate::seal::{Keys, Place};

/// After how many days without a decision the next one sees a request too.
pub const PATIENCE_DAYS: i32 = 3;

/// The most requests shown at once; the oldest come first.
pub const SHOWN: usize = 50;

/// The roles that decide on a request, first to last. `head` and `province` say whether the unit has a head, and its
/// province one, apart from whoever asks. The ministry is always there.
#[must_use]
pub fn deciders(unit: &Territory, role: Role, head: bool, province: bool) -> Vec<Role> {
    let at_office = matches!(unit, Territory::Office(_));
    let below_ministry = *unit != Territory::Nation;
    let mut deciders = Vec::new();
    if at_office && head && Role::Head.may_grant(role) {
        deciders.push(Role::Head);
    }
    if below_ministry && province && Role::ProvincialHead.may_grant(role) {
        deciders.push(Role::ProvincialHead);
    }
    deciders.push(Role::Administrator);
    deciders
}

/// Those of the [`deciders`] who see a request that has waited so long.
#[must_use]
pub fn seen_by(mut deciders: Vec<Role>, waited: TimeDelta) -> Vec<Role> {
    let passed = waited.num_days().max(0) / i64::from(PATIENCE_DAYS);
    deciders.truncate(usize::try_from(passed).unwrap_or(usize::MAX).saturating_add(1));
    deciders
}

/// A request for an appointment. Holds what somebody wrote of themselves: it has no `Debug`.
#[derive(Clone)]
pub struct Request {
    /// Which.
    pub id: Uuid,
    /// Whose.
    pub officer_id: Uuid,
    /// As what they want to be appointed.
    pub role: Role,
    /// Where.
    pub unit: Territory,
    /// What they say of themselves.
    pub words: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// How it ended, if it has.
    pub outcome: Option<Outcome>,
    /// Whether the unit has a head, apart from whoever asks.
    pub head: bool,
    /// Whether its province has one.
    pub province: bool,
}

/// How a request ended.
#[derive(Clone, PartialEq, Eq)]
pub enum Outcome {
    /// They were appointed.
    Granted,
    /// They were not, for this reason.
    Refused(String),
    /// They thought better of it.
    Withdrawn,
}

impl Request {
    /// Who decides now, first to last.
    #[must_use]
    pub fn seen_by(&self, now: DateTime<Utc>) -> Vec<Role> {
        seen_by(deciders(&self.unit, self.role, self.head, self.province), now - self.asked_at)
    }

    /// Whether it is the holder of an appointment who decides: among others, and never on their own.
    #[must_use]
    pub fn is_for(&self, by: &Appointment, now: DateTime<Utc>) -> bool {
        self.officer_id != by.officer_id
            && by.may_grant(self.role, &self.unit)
            && self.seen_by(now).contains(&by.role)
    }
}

struct Row {
    request_id: Uuid,
    officer_id: Uuid,
    role: Role,
    unit: String,
    words: Vec<u8>,
    asked_at: DateTime<Utc>,
    decided_by: Option<Uuid>,
    appointment_id: Option<Uuid>,
    refusal: Option<Vec<u8>>,
    head: bool,
    province: bool,
}

impl Row {
    fn open(self, keys: &Keys) -> anyhow::Result<Request> {
        let id = self.request_id;
        let outcome = match (self.decided_by, self.appointment_id, self.refusal) {
            (None, ..) => None,
            (Some(_), Some(_), _) => Some(Outcome::Granted),
            (Some(_), None, Some(why)) => {
                Some(Outcome::Refused(keys.open_text(place(id, "refusal"), &why)?))
            }
            (Some(_), None, None) => Some(Outcome::Withdrawn),
        };
        let unit = Territory::from_key(&self.unit);
        Ok(Request {
            id,
            officer_id: self.officer_id,
            role: self.role,
            unit: unit.ok_or_else(|| anyhow::anyhow!("a request for no unit"))?,
            words: keys.open_text(place(id, "words"), &self.words)?,
            asked_at: self.asked_at,
            outcome,
            head: self.head,
            province: self.province,
        })
    }
}

fn place(request_id: Uuid, column: &'static str) -> Place {
    Place { table: "appointment_request", column, row: request_id }
}

/// A query of requests: which, and its values. The second is the Bangkok day on which there is a head or not.
macro_rules! requests {
    ($which:tt, $($value:expr),+ $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"select r.request_id, r.officer_id, r.role as "role: Role", r.unit, r.words, r.asked_at, r.decided_by,
                      r.appointment_id, r.refusal,
                      exists (select from appointment a where a.unit = r.unit and a.role = 'head'
                                and a.officer_id <> r.officer_id and a.revoked_at is null
                                and a.starts_on <= $2 and (a.ends_on is null or a.ends_on >= $2)) as "head!",
                      exists (select from appointment a
                              where a.unit = 'province:' || substr(split_part(r.unit, ':', 2), 1, 2)
                                and a.role = 'provincial_head' and a.officer_id <> r.officer_id
                                and a.revoked_at is null and a.starts_on <= $2
                                and (a.ends_on is null or a.ends_on >= $2)) as "province!"
               from appointment_request r where "# + $which,
            $($value),+
        )
    };
}

/// The newest requests of somebody, open and decided.
pub async fn of(
    conn: &mut PgConnection,
    keys: &Keys,
    officer_id: Uuid,
    today: NaiveDate,
) -> anyhow::Result<Vec<Request>> {
    let rows =
        requests!("r.officer_id = $1 order by r.request_id desc limit 10", officer_id, today)
            .fetch_all(conn)
            .await?;
    rows.into_iter().map(|row| row.open(keys)).collect()
}

/// One request, locked until the transaction ends: for deciding on it.
pub async fn lock(
    tx: &mut PgConnection,
    keys: &Keys,
    request_id: Uuid,
    today: NaiveDate,
) -> anyhow::Result<Option<Request>> {
    let row = requests!("r.request_id = $1 for update of r", request_id, today)
        .fetch_optional(tx)
        .await?;
    row.map(|row| row.open(keys)).transpose()
}

/// The requests that wait for the holder of an appointment, the oldest first: [`SHOWN`] and one. `units` are the keys
/// of their territory; `None` for the nation. The rule is that of [`Request::is_for`].
pub async fn waiting(
    conn: &mut PgConnection,
    keys: &Keys,
    by: &Appointment,
    units: Option<&[String]>,
    (today, now): (NaiveDate, DateTime<Utc>),
) -> anyhow::Result<Vec<Request>> {
    let words = |granting: Role| -> Vec<String> {
        let granted = Role::ALL.into_iter().filter(|role| granting.may_grant(*role));
        granted.map(|role| role.word().to_owned()).collect()
    };
    let rows = sqlx::query_as!(
        Row,
        r#"with open as (
             select r.*,
                    exists (select from appointment a where a.unit = r.unit and a.role = 'head'
                              and a.officer_id <> r.officer_id and a.revoked_at is null
                              and a.starts_on <= $1 and (a.ends_on is null or a.ends_on >= $1)) as head,
                    exists (select from appointment a
                            where a.unit = 'province:' || substr(split_part(r.unit, ':', 2), 1, 2)
                              and a.role = 'provincial_head' and a.officer_id <> r.officer_id
                              and a.revoked_at is null and a.starts_on <= $1
                              and (a.ends_on is null or a.ends_on >= $1)) as province
             from appointment_request r
             where r.decided_at is null and r.officer_id <> $2 and ($3::text[] is null or r.unit = any($3))
               and r.role = any($4)
           )
           select request_id, officer_id, role as "role: Role", unit, words, asked_at, decided_by, appointment_id,
                  refusal, head as "head!", province as "province!"
           from open
           where asked_at <= $5::timestamptz - make_interval(days => $6
             * (case when $7 <> 'head' and head and unit like 'office:%' and role = any($8) then 1 else 0 end
                + case when $7 = 'administrator' and province and unit <> 'nation' and role = any($9)
                       then 1 else 0 end))
           order by request_id limit $10"#,
        today,
        by.officer_id,
        units,
        &words(by.role),
        now,
        PATIENCE_DAYS,
        by.role.word(),
        &words(Role::Head),
        &words(Role::ProvincialHead),
        i64::try_from(SHOWN)? + 1
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|row| row.open(keys)).collect()
}

/// Asks for an appointment; gives the request's id, or `None` where one for the unit is open already.
pub async fn ask(
    tx: &mut PgConnection,
    keys: &Keys,
    officer_id: Uuid,
    (role, unit): (Role, &Territory),
    words: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Uuid>> {
    let id = Uuid::now_v7();
    let done = sqlx::query!(
        "insert into appointment_request (request_id, officer_id, role, unit, words, asked_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (officer_id, unit) where decided_at is null do nothing",
        id,
        officer_id,
        role as Role,
        unit.key(),
        keys.seal_text(place(id, "words"), words),
        now
    )
    .execute(tx)
    .await?;
    Ok((done.rows_affected() == 1).then_some(id))
}

/// Takes back an open request of one's own; gives whether there was one.
pub async fn withdraw(
    tx: &mut PgConnection,
    officer_id: Uuid,
    request_id: Uuid,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update appointment_request set decided_at = $3, decided_by = $2
         where request_id = $1 and officer_id = $2 and decided_at is null",
        request_id,
        officer_id,
        now
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends a request by an appointment, or by a refusal and its reason.
pub async fn decide(
    tx: &mut PgConnection,
    keys: &Keys,
    request_id: Uuid,
    decision: Result<Uuid, &str>,
    decided_by: Uuid,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let refusal = decision.err().map(|why| keys.seal_text(place(request_id, "refusal"), why));
    sqlx::query!(
        "update appointment_request
         set decided_at = $2, decided_by = $3, appointment_id = $4, refusal = $5 where request_id = $1",
        request_id,
        now,
        decided_by,
        decision.ok(),
        refusal
    )
    .execute(tx)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_goes_to_the_head_else_the_province_else_the_ministry() {
        use Role::{Administrator, Auditor, Head, Intake, ProvincialHead, ProvincialOfficer};
        let office = || Territory::Office("4901".into());
        let province = || Territory::Province("49".into());
        let cases: [(Territory, Role, bool, bool, &[Role]); 7] = [
            (office(), Intake, true, true, &[Head, ProvincialHead, Administrator]),
            (office(), Intake, false, true, &[ProvincialHead, Administrator]),
            (office(), Intake, false, false, &[Administrator]),
            (office(), Auditor, true, true, &[Administrator]),
            (province(), ProvincialOfficer, true, true, &[ProvincialHead, Administrator]),
            (province(), ProvincialHead, false, false, &[Administrator]),
            (Territory::Nation, Administrator, true, true, &[Administrator]),
        ];
        for (unit, role, head, in_province, expected) in cases {
            assert_eq!(deciders(&unit, role, head, in_province), expected, "{unit:?} {role:?}");
        }
    }

    #[test]
    fn every_three_days_one_more_sees_it() {
        let all = vec![Role::Head, Role::ProvincialHead, Role::Administrator];
        let cases = [(-1, 1), (0, 1), (71, 1), (72, 2), (143, 2), (144, 3), (10_000, 3)];
        for (hours, seen) in cases {
            let who = seen_by(all.clone(), TimeDelta::hours(hours));
            assert_eq!(who, all[..seen], "{hours} hours");
        }
    }
}
