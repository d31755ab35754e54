//! บันทึกการเข้าถึง — what officers did, for the auditor: looks at files, and deeds that concern no file.
//!
//! Both are read by the unit of the appointment under which it was done, the newest first. An auditor of an office or
//! a province reads that territory's units. Files appear by their tracking number.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::Role;
use crate::clock;

/// The most lines on one page.
pub const SHOWN: i64 = 50;

/// The most lines of one download.
pub const EXPORTED: i64 = 50_000;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The keys of the units; `None` for the nation.
    pub units: Option<Vec<String>>,
    /// One officer, or everybody.
    pub officer_id: Option<Uuid>,
    /// The first moment.
    pub from: DateTime<Utc>,
    /// The moment and id before which it was; the last page's last line.
    pub before: (DateTime<Utc>, Uuid),
    /// At most so many lines.
    pub most: i64,
}

impl Asked {
    /// From the beginning of a Bangkok day to the end of another.
    #[must_use]
    pub fn days(from: NaiveDate, to: NaiveDate) -> (DateTime<Utc>, (DateTime<Utc>, Uuid)) {
        let end = clock::instant(to, NaiveTime::MIN) + TimeDelta::days(1);
        (clock::instant(from, NaiveTime::MIN), (end, Uuid::nil()))
    }
}

/// One thing that was done.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Which.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// By which officer; `None`: by the command line.
    pub officer_id: Option<Uuid>,
    /// Under which role.
    pub role: Option<Role>,
    /// The key of the unit.
    pub unit: Option<String>,
    /// What: a word of ours.
    pub action: String,
    /// A look: what for. A deed: what changed.
    pub detail: String,
    /// A look: the file's tracking number. A deed: what it was done to.
    pub subject: String,
}

/// A file, found by its tracking number.
#[derive(Debug, Clone, Copy)]
pub struct File {
    /// Whose.
    pub debtor_id: Uuid,
    /// Which.
    pub registration_id: Uuid,
}

/// The file with a tracking number.
pub async fn file(conn: &mut PgConnection, tracking_number: &str) -> sqlx::Result<Option<File>> {
    sqlx::query_as!(
        File,
        "select debtor_id, registration_id from tracking_number where tracking_number = $1",
        tracking_number
    )
    .fetch_optional(conn)
    .await
}

struct LookRow {
    audit_id: Uuid,
    at: DateTime<Utc>,
    actor_id: Option<Uuid>,
    role: Option<Role>,
    unit: Option<String>,
    action: String,
    purpose: Option<String>,
    tracking_number: Option<String>,
}

impl LookRow {
    fn read(self) -> Entry {
        Entry {
            id: self.audit_id,
            at: self.at,
            officer_id: self.actor_id,
            role: self.role,
            unit: self.unit,
            action: self.action,
            detail: self.purpose.unwrap_or_default(),
            subject: self.tracking_number.unwrap_or_default(),
        }
    }
}

struct DeedRow {
    audit_id: Uuid,
    at: DateTime<Utc>,
    officer_id: Option<Uuid>,
    role: Option<Role>,
    unit: Option<String>,
    action: String,
    subject: String,
    change: Option<Value>,
}

impl DeedRow {
    fn read(self) -> Entry {
        Entry {
            id: self.audit_id,
            at: self.at,
            officer_id: self.officer_id,
            role: self.role,
            unit: self.unit,
            action: self.action,
            detail: self.change.map_or_else(String::new, |change| change.to_string()),
            subject: self.subject,
        }
    }
}

/// What officers did with files.
pub async fn looks(conn: &mut PgConnection, asked: &Asked) -> sqlx::Result<Vec<Entry>> {
    let (before, before_id) = asked.before;
    let rows = match &asked.units {
        Some(units) => {
            sqlx::query_as!(
                LookRow,
                r#"select l.audit_id as "audit_id!", l.at as "at!", l.actor_id, p.role as "role?: Role", l.unit,
                          l.action as "action!", l.purpose, r.tracking_number
                   from (select e.* from unnest($1::text[]) as u(unit) cross join lateral (
                           select audit_id, at, actor_id, unit, action, purpose, appointment_id, debtor_id,
                                  registration_id
                           from audit
                           where actor = 'officer' and audit.unit = u.unit and at >= $2
                             and (at, audit_id) < ($3, $4) and ($5::uuid is null or actor_id = $5)
                           order by at desc, audit_id desc limit $6) as e
                         order by e.at desc, e.audit_id desc limit $6) as l
                   left join appointment p on p.appointment_id = l.appointment_id
                   left join registration r on r.debtor_id = l.debtor_id
                     and r.registration_id = l.registration_id
                   order by l.at desc, l.audit_id desc"#,
                units,
                asked.from,
                before,
                before_id,
                asked.officer_id,
                asked.most
            )
            .fetch_all(conn)
            .await?
        }
        None => {
            sqlx::query_as!(
                LookRow,
                r#"select l.audit_id as "audit_id!", l.at as "at!", l.actor_id, p.role as "role?: Role", l.unit,
                          l.action as "action!", l.purpose, r.tracking_number
                   from (select audit_id, at, actor_id, unit, action, purpose, appointment_id, debtor_id,
                                registration_id
                         from audit
                         where actor = 'officer' and at >= $1 and (at, audit_id) < ($2, $3)
                         order by at desc, audit_id desc limit $4) as l
                   left join appointment p on p.appointment_id = l.appointment_id
                   left join registration r on r.debtor_id = l.debtor_id
                     and r.registration_id = l.registration_id
                   order by l.at desc, l.audit_id desc"#,
                asked.from,
                before,
                before_id,
                asked.most
            )
            .fetch_all(conn)
            .await?
        }
    };
    Ok(rows.into_iter().map(LookRow::read).collect())
}

/// What officers of the asked units did with one file.
pub async fn looks_at(
    conn: &mut PgConnection,
    asked: &Asked,
    file: File,
) -> sqlx::Result<Vec<Entry>> {
    let (before, before_id) = asked.before;
    let rows = sqlx::query_as!(
        LookRow,
        r#"select l.audit_id, l.at, l.actor_id, p.role as "role?: Role", l.unit, l.action, l.purpose,
                  r.tracking_number
           from audit l
           join registration r on r.debtor_id = l.debtor_id and r.registration_id = l.registration_id
           left join appointment p on p.appointment_id = l.appointment_id
           where l.debtor_id = $1 and l.registration_id = $2 and l.actor = 'officer' and l.at >= $3
             and (l.at, l.audit_id) < ($4, $5) and ($6::text[] is null or l.unit = any($6))
             and ($7::uuid is null or l.actor_id = $7)
           order by l.at desc, l.audit_id desc limit $8"#,
        file.debtor_id,
        file.registration_id,
        asked.from,
        before,
        before_id,
        asked.units.as_deref(),
        asked.officer_id,
        asked.most
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(LookRow::read).collect())
}

/// What officers did that concerns no file. The command line's deeds belong to the nation.
pub async fn deeds(conn: &mut PgConnection, asked: &Asked) -> sqlx::Result<Vec<Entry>> {
    let (before, before_id) = asked.before;
    let rows = match &asked.units {
        Some(units) => {
            sqlx::query_as!(
                DeedRow,
                r#"select l.audit_id as "audit_id!", l.at as "at!", l.officer_id, p.role as "role?: Role", l.unit,
                          l.action as "action!", l.subject as "subject!", l.change
                   from (select e.* from unnest($1::text[]) as u(unit) cross join lateral (
                           select audit_id, at, officer_id, unit, action, subject, change, appointment_id
                           from officer_audit
                           where officer_audit.unit = u.unit and at >= $2 and (at, audit_id) < ($3, $4)
                             and ($5::uuid is null or officer_id = $5)
                           order by at desc, audit_id desc limit $6) as e
                         order by e.at desc, e.audit_id desc limit $6) as l
                   left join appointment p on p.appointment_id = l.appointment_id
                   order by l.at desc, l.audit_id desc"#,
                units,
                asked.from,
                before,
                before_id,
                asked.officer_id,
                asked.most
            )
            .fetch_all(conn)
            .await?
        }
        None => {
            sqlx::query_as!(
                DeedRow,
                r#"select l.audit_id, l.at, l.officer_id, p.role as "role?: Role", l.unit, l.action, l.subject,
                          l.change
                   from officer_audit l
                   left join appointment p on p.appointment_id = l.appointment_id
                   where l.at >= $1 and (l.at, l.audit_id) < ($2, $3)
                   order by l.at desc, l.audit_id desc limit $4"#,
                asked.from,
                before,
                before_id,
                asked.most
            )
            .fetch_all(conn)
            .await?
        }
    };
    Ok(rows.into_iter().map(DeedRow::read).collect())
}

/// The units under whose appointments an officer has worked, of those in a territory.
pub async fn units_of(
    conn: &mut PgConnection,
    officer_id: Uuid,
    within: Option<&[String]>,
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "select distinct unit from appointment
         where officer_id = $1 and ($2::text[] is null or unit = any($2))",
        officer_id,
        within
    )
    .fetch_all(conn)
    .await
}

/// Everybody who was ever appointed at a unit: to choose one of them.
pub async fn officers_at(conn: &mut PgConnection, unit: &str) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "select distinct officer_id from appointment where unit = $1 limit 500",
        unit
    )
    .fetch_all(conn)
    .await
}
