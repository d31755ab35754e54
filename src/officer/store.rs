//! Officers and their appointments in the database.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Appointment, Role, Unit};
use crate::identity::Person;
use crate::national_id::CitizenNumber;
use crate::office::Territory;
use crate::seal::{Keys, Place};

/// The id of a person as an officer. Nothing in the database ties it to their id as a debtor.
#[must_use]
pub fn officer_id(keys: &Keys, number: &CitizenNumber) -> Uuid {
    let hash = keys.hash("officer-id", number.as_str().as_bytes());
    let (id, _) = hash.split_first_chunk().expect("32 bytes hold 16");
    Uuid::new_v8(*id)
}

/// Keeps what ThaiD said of an officer; gives their id.
pub async fn remember(
    tx: &mut PgConnection,
    keys: &Keys,
    person: &Person,
    now: DateTime<Utc>,
) -> sqlx::Result<Uuid> {
    let id = officer_id(keys, &person.pid);
    sqlx::query!(
        "insert into officer (officer_id, person, first_signed_in_at, last_signed_in_at)
         values ($1, $2, $3, $3)
         on conflict (officer_id) do update set person = excluded.person,
             first_signed_in_at = coalesce(officer.first_signed_in_at, excluded.first_signed_in_at),
             last_signed_in_at = excluded.last_signed_in_at",
        id,
        keys.seal_json(person_place(id), person),
        now
    )
    .execute(tx)
    .await?;
    Ok(id)
}

/// What ThaiD last said of an officer; `None` for one who has never signed in.
pub async fn person(
    conn: &mut PgConnection,
    keys: &Keys,
    officer_id: Uuid,
) -> anyhow::Result<Option<Person>> {
    let sealed =
        sqlx::query_scalar!("select person from officer where officer_id = $1", officer_id)
            .fetch_optional(conn)
            .await?;
    open(keys, officer_id, sealed.flatten())
}

/// The names of officers, by id: ThaiD's, or until the first sign-in the one they were appointed under, if any.
pub async fn names(
    conn: &mut PgConnection,
    keys: &Keys,
    officers: &[Uuid],
) -> anyhow::Result<HashMap<Uuid, String>> {
    let rows = sqlx::query!(
        "select officer_id, person, called from officer where officer_id = any($1)",
        officers
    )
    .fetch_all(conn)
    .await?;
    let mut names = HashMap::new();
    for row in rows {
        let called = row.called.map(|it| keys.open_text(called_place(row.officer_id), &it));
        let person = open(keys, row.officer_id, row.person)?.map(|person| person.names.full());
        if let Some(name) = person.or(called.transpose()?) {
            names.insert(row.officer_id, name);
        }
    }
    Ok(names)
}

fn open(keys: &Keys, officer_id: Uuid, sealed: Option<Vec<u8>>) -> anyhow::Result<Option<Person>> {
    Ok(sealed.map(|sealed| keys.open_json(person_place(officer_id), &sealed)).transpose()?)
}

fn person_place(officer_id: Uuid) -> Place {
    Place { table: "officer", column: "person", row: officer_id }
}

fn called_place(officer_id: Uuid) -> Place {
    Place { table: "officer", column: "called", row: officer_id }
}

/// Keeps the name under which somebody is appointed who has not signed in yet, by whoever appoints them; `None` is the
/// command line. Whom somebody else has appointed keeps the name that they were given.
pub async fn call(
    tx: &mut PgConnection,
    keys: &Keys,
    officer_id: Uuid,
    name: &str,
    by: Option<Uuid>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update officer o set called = $2
         where officer_id = $1 and person is null
           and (called is null or $3::uuid is null
                or not exists (select from appointment a
                               where a.officer_id = o.officer_id and a.granted_by is distinct from $3))",
        officer_id,
        keys.seal_text(called_place(officer_id), name),
        by
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The unit above the provinces, in Thai and English.
const MINISTRY: (&str, &str) = ("กระทรวงมหาดไทย", "Ministry of Interior");

struct Row {
    appointment_id: Uuid,
    officer_id: Uuid,
    role: Role,
    unit: String,
    name_th: Option<String>,
    name_en: Option<String>,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
}

impl Row {
    fn read(self) -> Option<Appointment> {
        let territory = Territory::from_key(&self.unit)?;
        let (name_th, name_en) = match territory {
            Territory::Nation => (MINISTRY.0.to_owned(), MINISTRY.1.to_owned()),
            _ => (self.name_th?, self.name_en?),
        };
        Some(Appointment {
            id: self.appointment_id,
            officer_id: self.officer_id,
            role: self.role,
            unit: Unit { territory, name_th, name_en },
            starts_on: self.starts_on,
            ends_on: self.ends_on,
        })
    }
}

/// A query of appointments with the names of their units: what follows `where`, and its values.
macro_rules! appointments {
    ($which:literal, $($value:expr),+ $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"select a.appointment_id as "appointment_id!", a.officer_id as "officer_id!", a.role as "role!: Role",
                      a.unit as "unit!", a.starts_on as "starts_on!", a.ends_on,
                      coalesce(o.name_th, case when p.code = '10' then p.name_th else 'จังหวัด' || p.name_th end)
                          as name_th,
                      coalesce(o.name_en, case when p.code = '10' then p.name_en else p.name_en || ' Province' end)
                          as name_en
               from appointment a
               left join office o on a.unit = 'office:' || o.code
               left join province p on a.unit = 'province:' || p.code
               where a.officer_id = $1 and "# + $which,
            $($value),+
        )
    };
}

/// The appointments of an officer that are valid on a Bangkok day.
pub async fn valid(
    conn: &mut PgConnection,
    officer_id: Uuid,
    today: NaiveDate,
) -> sqlx::Result<Vec<Appointment>> {
    let rows = appointments!(
        "a.revoked_at is null and a.starts_on <= $2 and (a.ends_on is null or a.ends_on >= $2)
         order by a.appointment_id",
        officer_id,
        today
    );
    Ok(rows.fetch_all(conn).await?.into_iter().filter_map(Row::read).collect())
}

/// An appointment that an officer's session used, whether it is still valid or not.
pub async fn of_session(
    conn: &mut PgConnection,
    officer_id: Uuid,
    appointment_id: Uuid,
) -> sqlx::Result<Option<Appointment>> {
    let row = appointments!("a.appointment_id = $2", officer_id, appointment_id);
    Ok(row.fetch_optional(conn).await?.and_then(Row::read))
}

/// The units with these keys ([`Territory::key`]), by key; unknown ones are left out.
pub async fn units(
    conn: &mut PgConnection,
    keys: &[String],
) -> sqlx::Result<HashMap<String, Unit>> {
    let rows = sqlx::query!(
        r#"select u.key as "key!", o.name_th as "office_th?", o.name_en as "office_en?",
                  p.code as "province?", p.name_th as "province_th?", p.name_en as "province_en?"
           from unnest($1::text[]) as u(key)
           left join office o on u.key like 'office:%' and o.code = substr(u.key, 8)
           left join province p on u.key like 'province:%' and p.code = substr(u.key, 10)"#,
        keys
    )
    .fetch_all(conn)
    .await?;
    let mut units = HashMap::new();
    for row in rows {
        let Some(territory) = Territory::from_key(&row.key) else { continue };
        let names = match (&territory, row.province.as_deref()) {
            (Territory::Nation, _) => Some((MINISTRY.0.into(), MINISTRY.1.into())),
            (Territory::Office(_), _) => row.office_th.zip(row.office_en),
            (Territory::Province(_), Some("10")) => row.province_th.zip(row.province_en),
            (Territory::Province(_), _) => row
                .province_th
                .zip(row.province_en)
                .map(|(th, en)| (format!("จังหวัด{th}"), format!("{en} Province"))),
        };
        if let Some((name_th, name_en)) = names {
            units.insert(row.key, Unit { territory, name_th, name_en });
        }
    }
    Ok(units)
}

/// An appointment to be made.
#[derive(Debug, Clone)]
pub struct Grant {
    /// To whom.
    pub officer_id: Uuid,
    /// As what.
    pub role: Role,
    /// Where.
    pub unit: Territory,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day; `None` until it is revoked.
    pub ends_on: Option<NaiveDate>,
}

/// Appoints; gives the appointment's id. The rules are the caller's to ask ([`Appointment::may_grant`]).
pub async fn grant(
    tx: &mut PgConnection,
    grant: &Grant,
    granted_by: Option<Uuid>,
    now: DateTime<Utc>,
) -> sqlx::Result<Uuid> {
    let id = Uuid::now_v7();
    sqlx::query!(
        "insert into officer (officer_id) values ($1) on conflict do nothing",
        grant.officer_id
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "insert into appointment (appointment_id, officer_id, role, unit, starts_on, ends_on, granted_by, granted_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        id,
        grant.officer_id,
        grant.role as Role,
        grant.unit.key(),
        grant.starts_on,
        grant.ends_on,
        granted_by,
        now
    )
    .execute(tx)
    .await?;
    Ok(id)
}
