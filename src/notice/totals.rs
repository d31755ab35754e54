//! The running totals of an office (ยอดสะสม): by Bangkok day and channel.

use serde::Deserialize;
use sqlx::PgConnection;
use uuid::Uuid;

/// Which registration to count.
#[derive(Deserialize)]
pub(super) struct Counted {
    debtor_id: Uuid,
    registration_id: Uuid,
}

/// Counts a registration in its office's day. Done once: the job goes in the same transaction.
pub(super) async fn count(tx: &mut PgConnection, counted: &Counted) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into office_day (office_code, day, channel, registrations, debts, claimed_satang)
         select r.office_code, (r.submitted_at at time zone 'Asia/Bangkok')::date, r.channel, 1, count(d.*),
                coalesce(sum(coalesce(d.claimed_satang, d.written_satang, d.received_satang)), 0)::bigint
         from registration r left join debt d using (debtor_id, registration_id)
         where r.debtor_id = $1 and r.registration_id = $2
         group by r.office_code, r.submitted_at, r.channel
         on conflict (office_code, day, channel) do update
         set registrations = office_day.registrations + 1,
             debts = office_day.debts + excluded.debts,
             claimed_satang = office_day.claimed_satang + excluded.claimed_satang",
        counted.debtor_id,
        counted.registration_id
    )
    .execute(tx)
    .await?;
    Ok(())
}
