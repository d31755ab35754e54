//! บันทึกการเข้าถึง — what officers did, for the auditor: looks at files, and deeds that concern no file.
//!
//! Both are read by the unit of the appointment under which it was done, the newest first. An auditor of an office or
//! a province reads that territory's units; what was done under no appointment, or by the command line, belongs to the
//! nation. Files appear by their tracking number.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::Role;
use crate::audit::File;
use crate::clock;
use crate::registration::tracking::TrackingNumber;

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
    /// Not what was done with the reader's own files: they read that as a debtor, without names.
    pub not_of: Uuid,
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

/// The file with a tracking number.
pub async fn file(conn: &mut PgConnection, number: &TrackingNumber) -> sqlx::Result<Option<File>> {
    sqlx::query_as!(
        File,
        "select debtor_id, registration_id from tracking_number where tracking_number = $1",
        number.as_str()
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

/// A page of looks, each with its role and tracking number: which rows of `audit` (`e`), and the values of `$6` and on.
/// `$1` is the first moment, `$2` and `$3` where the page begins, `$4` the most, `$5` whose files are left out.
macro_rules! looks {
    ($conn:ident, $asked:ident, $which:tt $(, $value:expr)*) => {
        sqlx::query_as!(
            LookRow,
            r#"select l.audit_id as "audit_id!", l.at as "at!", l.actor_id, p.role as "role?: Role", l.unit,
                      l.action as "action!", l.purpose, r.tracking_number as "tracking_number?"
               from (select e.* "# + $which + r#" order by e.at desc, e.audit_id desc limit $4) as l
               left join appointment p on p.appointment_id = l.appointment_id
               left join registration r on r.debtor_id = l.debtor_id and r.registration_id = l.registration_id
               order by l.at desc, l.audit_id desc"#,
            $asked.from,
            $asked.before.0,
            $asked.before.1,
            $asked.most,
            $asked.not_of
            $(, $value)*
        )
        .fetch_all($conn)
        .await?
    };
}

/// What officers did with files.
pub async fn looks(conn: &mut PgConnection, asked: &Asked) -> sqlx::Result<Vec<Entry>> {
    let rows = match (&asked.units, asked.officer_id) {
        (units, Some(officer_id)) => looks!(
            conn,
            asked,
            "from audit e where e.actor = 'officer' and e.actor_id = $6 and e.debtor_id <> $5 and e.at >= $1
               and (e.at, e.audit_id) < ($2, $3) and ($7::text[] is null or e.unit = any($7))",
            officer_id,
            units.as_deref()
        ),
        (Some(units), None) => looks!(
            conn,
            asked,
            "from unnest($6::text[]) as u(unit) cross join lateral (
               select * from audit
               where actor = 'officer' and audit.unit = u.unit and at >= $1 and (at, audit_id) < ($2, $3)
                 and debtor_id <> $5
               order by at desc, audit_id desc limit $4) as e",
            units
        ),
        (None, None) => looks!(
            conn,
            asked,
            "from audit e where e.actor = 'officer' and e.debtor_id <> $5 and e.at >= $1 and (e.at, e.audit_id) < ($2, $3)"
        ),
    };
    Ok(rows.into_iter().map(LookRow::read).collect())
}

/// What officers of the asked units did with one file.
pub async fn looks_at(
    conn: &mut PgConnection,
    asked: &Asked,
    file: File,
) -> sqlx::Result<Vec<Entry>> {
    let rows = looks!(
        conn,
        asked,
        "from audit e where e.debtor_id = $6 and e.debtor_id <> $5 and e.registration_id = $7 and e.actor = 'officer'
           and e.at >= $1 and (e.at, e.audit_id) < ($2, $3) and ($8::text[] is null or e.unit = any($8))
           and ($9::uuid is null or e.actor_id = $9)",
        file.debtor_id,
        file.registration_id,
        asked.units.as_deref(),
        asked.officer_id
    );
    Ok(rows.into_iter().map(LookRow::read).collect())
}

/// A page of deeds, each with its role: which rows of `officer_audit` (`e`), and values as with looks.
macro_rules! deeds {
    ($conn:ident, $asked:ident, $which:tt $(, $value:expr)*) => {
        sqlx::query_as!(
            DeedRow,
            r#"select l.audit_id as "audit_id!", l.at as "at!", l.officer_id, p.role as "role?: Role", l.unit,
                      l.action as "action!", l.subject as "subject!", l.change
               from (select e.* "# + $which + r#" order by e.at desc, e.audit_id desc limit $4) as l
               left join appointment p on p.appointment_id = l.appointment_id
               order by l.at desc, l.audit_id desc"#,
            $asked.from,
            $asked.before.0,
            $asked.before.1,
            $asked.most
            $(, $value)*
        )
        .fetch_all($conn)
        .await?
    };
}

/// What officers did that concerns no file.
pub async fn deeds(conn: &mut PgConnection, asked: &Asked) -> sqlx::Result<Vec<Entry>> {
    let rows = match (&asked.units, asked.officer_id) {
        (units, Some(officer_id)) => deeds!(
            conn,
            asked,
            "from officer_audit e where e.officer_id = $5 and e.at >= $1 and (e.at, e.audit_id) < ($2, $3)
               and ($6::text[] is null or coalesce(e.unit, 'nation') = any($6))",
            officer_id,
            units.as_deref()
        ),
        (Some(units), None) => deeds!(
            conn,
            asked,
            "from unnest($5::text[]) as u(unit) cross join lateral (
               select * from officer_audit
               where coalesce(officer_audit.unit, 'nation') = u.unit and at >= $1 and (at, audit_id) < ($2, $3)
               order by at desc, audit_id desc limit $4) as e",
            units
        ),
        (None, None) => deeds!(
            conn,
            asked,
            "from officer_audit e where e.at >= $1 and (e.at, e.audit_id) < ($2, $3)"
        ),
    };
    Ok(rows.into_iter().map(DeedRow::read).collect())
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
