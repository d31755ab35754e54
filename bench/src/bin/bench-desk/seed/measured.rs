//! The measured office's transfers. They are read, so their reasons are sealed for their place.

use anyhow::Result;
use plodnee::seal::{Keys, Place};
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use crate::OFFICE;

/// The office that most of them come from and go to.
const NEIGHBOUR: &str = "4902";

/// Of which files, and how each ended.
const OFFERED: [(&str, Side); 3] = [
    ("office_code = '4901' and n <= 12", Side::Waiting),
    ("office_code <> '4901' and n <= 12", Side::Waiting),
    ("office_code = '4901' and n between 13 and 16", Side::Refused),
];

/// Whether a transfer waits or was sent back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Waiting,
    Refused,
}

/// Offers a dozen files of the office to another, and a dozen of others to it; four came back.
#[expect(clippy::disallowed_methods, reason = "the seed is no query of the service")]
pub(super) async fn offer(db: &mut PgConnection, keys: &Keys) -> Result<()> {
    for (which, side) in OFFERED {
        // Not the files that officers open here: those are nobody's copies, and the newest.
        let files = format!(
            "select debtor_id, registration_id, office_code, assigned_to
             from (select *, row_number() over (partition by office_code = '{OFFICE}' order by registration_id) as n
                   from case_file where stage = 'accepted' and submitted_at < now() - interval '1 hour') as numbered
             where {which}"
        );
        for file in sqlx::raw_sql(sqlx::AssertSqlSafe(files)).fetch_all(&mut *db).await? {
            let from: String = file.get("office_code");
            let to = if from == OFFICE { NEIGHBOUR } else { OFFICE };
            let id = Uuid::now_v7();
            let seal = |column, words| {
                keys.seal_text(Place { table: "case_transfer", column, row: id }, words)
            };
            let refusal = (side == Side::Refused).then(|| seal("refusal", "ลูกหนี้ย้ายกลับแล้ว"));
            sqlx::query(
                "insert into case_transfer (debtor_id, registration_id, transfer_id, from_office, to_office, reason,
                     stage_before, asked_by, asked_at, decided_by, decided_at, accepted, refusal)
                 values ($1, $2, $3, $4, $5, $6, 'accepted', $7, now() - interval '1 day',
                         case when $8::bytea is not null then $7 end, case when $8 is not null then now() end,
                         case when $8 is not null then false end, $8)",
            )
            .bind(file.get::<Uuid, _>("debtor_id"))
            .bind(file.get::<Uuid, _>("registration_id"))
            .bind(id)
            .bind(&from)
            .bind(to)
            .bind(seal("reason", "ลูกหนี้ย้ายที่อยู่"))
            .bind(file.get::<Uuid, _>("assigned_to"))
            .bind(refusal)
            .execute(&mut *db)
            .await?;
        }
    }
    sqlx::raw_sql(
        "update case_file f set stage = 'moving' from case_transfer t
         where f.registration_id = t.registration_id and t.decided_at is null and f.stage = 'accepted'",
    )
    .execute(db)
    .await?;
    Ok(())
}
