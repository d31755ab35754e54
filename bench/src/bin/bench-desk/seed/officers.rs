//! Officers of every office and province. A country has as many with ten thousand registrations as with a million.

use anyhow::Result;
use plodnee::seal::{Keys, Place};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{NAMES, name};
use crate::OFFICE;

/// Appoints three intake officers and a head at each of the other offices, and three intake officers at the measured
/// one, whose head is the demo's. A few people ask that head for an appointment.
#[expect(clippy::disallowed_methods, reason = "the seed is no query of the service")]
pub(super) async fn appoint(db: &mut PgConnection, keys: &Keys, offices: &[String]) -> Result<()> {
    let (mut ids, mut called, mut units, mut roles) = (vec![], vec![], vec![], vec![]);
    let mut add = |unit: &str, role: &str| {
        let id = Uuid::now_v7();
        let (given, family) = name(ids.len() % NAMES);
        let place = Place { table: "officer", column: "called", row: id };
        called.push(keys.seal_text(place, &format!("{given} {family}")));
        ids.push(id);
        units.push(format!("office:{unit}"));
        roles.push(role.to_owned());
    };
    for office in offices {
        for role in ["intake", "intake", "intake", "head"] {
            add(office, role);
        }
    }
    for _ in 0..3 {
        add(OFFICE, "intake");
    }
    let asking: Vec<Uuid> = ids.iter().rev().take(3).copied().collect();
    sqlx::query(
        "insert into officer (officer_id, called) select * from unnest($1::uuid[], $2::bytea[])",
    )
    .bind(&ids)
    .bind(called)
    .execute(&mut *db)
    .await?;
    let appointments: Vec<Uuid> = ids.iter().map(|_| Uuid::now_v7()).collect();
    sqlx::query(
        "insert into appointment (appointment_id, officer_id, role, unit, starts_on, granted_at)
         select appointment_id, officer_id, role, unit, current_date - 91, now() - interval '91 days'
         from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as made (appointment_id, officer_id, role, unit)",
    )
    .bind(appointments)
    .bind(ids)
    .bind(roles)
    .bind(units)
    .execute(&mut *db)
    .await?;
    for officer in asking {
        let id = Uuid::now_v7();
        let place = Place { table: "appointment_request", column: "words", row: id };
        sqlx::query(
            "insert into appointment_request (request_id, officer_id, role, unit, words, asked_at)
             values ($1, $2, 'mediator', 'office:' || $3, $4, now())",
        )
        .bind(id)
        .bind(officer)
        .bind(OFFICE)
        .bind(keys.seal_text(place, "ผู้ไกล่เกลี่ยที่ขึ้นทะเบียนแล้ว"))
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}
