//! The running totals (ยอดสะสม) of an office, its province and the nation: by Bangkok day and channel.

use sqlx::PgConnection;

use crate::audit::File;
use crate::office::Territory;

/// Counts a registration at the office that first received it, which its number names, wherever it has gone before the
/// job runs. Done once: the job goes in the same transaction. Locks are always taken in the
/// same order, the nation's row last.
pub(super) async fn count(tx: &mut PgConnection, counted: File) -> anyhow::Result<()> {
    let row = sqlx::query!(
        r#"select split_part(r.tracking_number, '-', 3) as "office_code!", r.channel, count(d.*) as "debts!",
                  (r.submitted_at at time zone 'Asia/Bangkok')::date as "day!",
                  coalesce(sum(coalesce(d.claimed_satang, d.written_satang, d.received_satang)), 0)::bigint as "satang!"
           from registration r left join debt d using (debtor_id, registration_id)
           where r.debtor_id = $1 and r.registration_id = $2 and r.tracking_number is not null
           group by r.tracking_number, r.submitted_at, r.channel"#,
        counted.debtor_id,
        counted.registration_id
    )
    .fetch_one(&mut *tx)
    .await?;
    for territory in Territory::around(&row.office_code) {
        sqlx::query!(
            "insert into territory_day as total (territory, day, channel, registrations, debts, claimed_satang)
             values ($1, $2, $3, 1, $4, $5)
             on conflict (territory, day, channel) do update
             set registrations = total.registrations + 1,
                 debts = total.debts + excluded.debts,
                 claimed_satang = total.claimed_satang + excluded.claimed_satang",
            territory.key(),
            row.day,
            row.channel,
            row.debts,
            row.satang
        )
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}
