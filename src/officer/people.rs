//! ผู้ได้รับแต่งตั้ง — who is appointed in a territory. How appointments are made and ended is in [`super::appoint`].

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::term::Term;
use super::{Level, Role};
use crate::office::{self, Territory};

/// The most appointments on one page.
pub const SHOWN: i64 = 50;

/// The most appointments that are opened to look for a name: names are sealed.
pub const SEARCHED: i64 = 5_000;

/// The territory that a typed code means for a role: `nation`, two or four digits. Two digits name a province and its
/// centre alike, so the role decides; an observer's is the centre, an auditor's the province.
#[must_use]
pub fn territory_of(code: &str, role: Role) -> Option<Territory> {
    let of_province = role.level() == Level::Province || role == Role::Auditor;
    let territory = match code {
        "nation" => Territory::Nation,
        _ if !code.bytes().all(|byte| byte.is_ascii_digit()) => return None,
        _ if code.len() == 2 && of_province => Territory::Province(code.to_owned()),
        _ => Territory::Office(code.to_owned()),
    };
    role.fits(&territory).then_some(territory)
}

/// One appointment, with who made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Which.
    pub id: Uuid,
    /// Whose.
    pub officer_id: Uuid,
    /// As what.
    pub role: Role,
    /// Where.
    pub unit: Territory,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day; `None` until it is revoked.
    pub ends_on: Option<NaiveDate>,
    /// By whom; `None`: by the command line.
    pub granted_by: Option<Uuid>,
    /// When.
    pub granted_at: DateTime<Utc>,
    /// When it was revoked, if it was.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl Held {
    /// Whether it has ended: who is to go on is appointed anew.
    #[must_use]
    pub fn is_over(&self, today: NaiveDate) -> bool {
        self.revoked_at.is_some() || self.ends_on.is_some_and(|last| last < today)
    }

    /// Its days.
    #[must_use]
    pub fn term(&self) -> Term {
        Term { from: self.starts_on, to: self.ends_on }
    }
}

struct Row {
    appointment_id: Uuid,
    officer_id: Uuid,
    role: Role,
    unit: String,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    granted_by: Option<Uuid>,
    granted_at: DateTime<Utc>,
    revoked_at: Option<DateTime<Utc>>,
}

impl Row {
    fn read(self) -> Option<Held> {
        Some(Held {
            id: self.appointment_id,
            officer_id: self.officer_id,
            role: self.role,
            unit: Territory::from_key(&self.unit)?,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            granted_by: self.granted_by,
            granted_at: self.granted_at,
            revoked_at: self.revoked_at,
        })
    }
}

/// The keys of every unit in a territory; `None` for the nation, which needs no list.
pub async fn units_in(
    conn: &mut PgConnection,
    territory: &Territory,
) -> sqlx::Result<Option<Vec<String>>> {
    Ok(match territory {
        Territory::Nation => None,
        Territory::Office(_) => Some(vec![territory.key()]),
        Territory::Province(code) => {
            let offices = office::of_province(conn, code).await?;
            let offices = offices.into_iter().map(|office| Territory::Office(office.code).key());
            Some(std::iter::once(territory.key()).chain(offices).collect())
        }
    })
}

/// The appointments in units that are valid on `today` or later, by unit, after one of them: at most `most`.
pub async fn list(
    conn: &mut PgConnection,
    units: Option<&[String]>,
    today: NaiveDate,
    after: Option<(&str, Uuid)>,
    most: i64,
) -> sqlx::Result<Vec<Held>> {
    let (unit, id) = after.unwrap_or(("", Uuid::nil()));
    let rows = sqlx::query_as!(
        Row,
        r#"select appointment_id, officer_id, role as "role: Role", unit, starts_on, ends_on, granted_by,
                  granted_at, revoked_at
           from appointment
           where revoked_at is null and (ends_on is null or ends_on >= $2)
             and ($1::text[] is null or unit = any($1)) and (unit, appointment_id) > ($3, $4)
           order by unit, appointment_id limit $5"#,
        units,
        today,
        unit,
        id,
        most
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().filter_map(Row::read).collect())
}

/// One appointment, locked until the transaction ends; an administrator's with all of theirs, in one order, so that of
/// two who end each other's the second sees that it would be the last.
pub async fn lock(tx: &mut PgConnection, appointment_id: Uuid) -> sqlx::Result<Option<Held>> {
    sqlx::query!(
        "select 1 as one from appointment
         where role = 'administrator' and revoked_at is null
           and exists (select from appointment where appointment_id = $1 and role = 'administrator')
         order by appointment_id for no key update",
        appointment_id
    )
    .fetch_all(&mut *tx)
    .await?;
    let row = sqlx::query_as!(
        Row,
        r#"select appointment_id, officer_id, role as "role: Role", unit, starts_on, ends_on, granted_by,
                  granted_at, revoked_at
           from appointment where appointment_id = $1 for no key update"#,
        appointment_id
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.and_then(Row::read))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_digits_mean_the_centre_or_the_province_by_the_role() {
        let office = |code: &str| Some(Territory::Office(code.into()));
        let province = |code: &str| Some(Territory::Province(code.into()));
        let cases = [
            ("4901", Role::Intake, office("4901")),
            ("49", Role::Head, office("49")),
            ("49", Role::ProvincialHead, province("49")),
            ("49", Role::Auditor, province("49")),
            ("49", Role::Observer, office("49")),
            ("4901", Role::ProvincialOfficer, None),
            ("nation", Role::Administrator, Some(Territory::Nation)),
            ("nation", Role::Intake, None),
            ("49", Role::Analyst, None),
            ("เมือง", Role::Intake, None),
        ];
        for (code, role, expected) in cases {
            assert_eq!(territory_of(code, role), expected, "{code} {role:?}");
        }
    }
}
