//! การโอนสำนวน — a file offered to another office, which takes it or sends it back with a reason.
//!
//! Offered once at a time: the file is `moving` until somebody decides. Until then the other office sees how much there
//! is to do, and nothing of what the debtor said. A debtor who chooses another office meanwhile, or withdraws, makes the
//! offer void ([`super::project`]).

pub mod list;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Stage;
use crate::audit::{By, File};
use crate::registration::{Draft, Registration, Submitted};
use crate::seal::{Keys, Place};
use crate::web::form::Fields;

/// The most characters of a reason.
pub const LONGEST: usize = 1000;

/// A transfer.
pub struct Transfer {
    /// Which.
    pub id: Uuid,
    /// Of which file.
    pub file: File,
    /// The code of the office that offers it.
    pub from: String,
    /// The code of the office that decides.
    pub to: String,
    /// Why.
    pub reason: String,
    /// How far the file had come.
    pub stage_before: Stage,
    /// Who offered it.
    pub asked_by: Uuid,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Whether it was taken; `None` while undecided.
    pub accepted: Option<bool>,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// By whom; nobody made it void.
    pub decided_by: Option<Uuid>,
    /// Why it was sent back; `None` where it was taken back or made void.
    pub refusal: Option<String>,
}

struct Row {
    debtor_id: Uuid,
    registration_id: Uuid,
    transfer_id: Uuid,
    from_office: String,
    to_office: String,
    reason: Vec<u8>,
    stage_before: Stage,
    asked_by: Uuid,
    asked_at: DateTime<Utc>,
    accepted: Option<bool>,
    decided_at: Option<DateTime<Utc>>,
    decided_by: Option<Uuid>,
    refusal: Option<Vec<u8>>,
}

impl Row {
    fn open(self, keys: &Keys) -> anyhow::Result<Transfer> {
        let id = self.transfer_id;
        let file = File { debtor_id: self.debtor_id, registration_id: self.registration_id };
        let refusal = self.refusal.map(|sealed| keys.open_text(place("refusal", id), &sealed));
        Ok(Transfer {
            id,
            file,
            reason: keys.open_text(place("reason", id), &self.reason)?,
            from: self.from_office,
            to: self.to_office,
            stage_before: self.stage_before,
            asked_by: self.asked_by,
            asked_at: self.asked_at,
            accepted: self.accepted,
            decided_at: self.decided_at,
            decided_by: self.decided_by,
            refusal: refusal.transpose()?,
        })
    }
}

/// Offers a file to another office.
pub async fn offer(tx: &mut PgConnection, keys: &Keys, transfer: &Transfer) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into case_transfer (debtor_id, registration_id, transfer_id, from_office, to_office, reason,
             stage_before, asked_by, asked_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        transfer.file.debtor_id,
        transfer.file.registration_id,
        transfer.id,
        transfer.from,
        transfer.to,
        keys.seal_text(place("reason", transfer.id), &transfer.reason),
        transfer.stage_before as Stage,
        transfer.asked_by,
        transfer.asked_at
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The newest transfer of a file, decided or not.
pub async fn newest(
    conn: &mut PgConnection,
    keys: &Keys,
    file: File,
) -> anyhow::Result<Option<Transfer>> {
    let row = sqlx::query_as!(
        Row,
        r#"select debtor_id, registration_id, transfer_id, from_office, to_office, reason,
                  stage_before as "stage_before: Stage", asked_by, asked_at, accepted, decided_at,
                  decided_by, refusal
           from case_transfer where debtor_id = $1 and registration_id = $2 order by transfer_id desc limit 1"#,
        file.debtor_id,
        file.registration_id
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| row.open(keys)).transpose()
}

/// A transfer to an office, decided or not. Nobody decides on their own file.
pub async fn to_office(
    conn: &mut PgConnection,
    keys: &Keys,
    id: Uuid,
    office: &str,
    not_of: Uuid,
) -> anyhow::Result<Option<Transfer>> {
    let row = sqlx::query_as!(
        Row,
        r#"select debtor_id, registration_id, transfer_id, from_office, to_office, reason,
                  stage_before as "stage_before: Stage", asked_by, asked_at, accepted, decided_at,
                  decided_by, refusal
           from case_transfer where transfer_id = $1 and to_office = $2 and debtor_id <> $3"#,
        id,
        office,
        not_of
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| row.open(keys)).transpose()
}

/// How a transfer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision<'a> {
    /// The other office takes the file.
    Accepted,
    /// The other office sends it back, and why.
    Refused(&'a str),
    /// The office that offered it takes it back.
    TakenBack,
}

/// Writes how a transfer ended; gives whether it was still undecided.
pub async fn decide(
    tx: &mut PgConnection,
    keys: &Keys,
    by: By,
    transfer: &Transfer,
    decision: Decision<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let refusal = match decision {
        Decision::Refused(why) => Some(keys.seal_text(place("refusal", transfer.id), why)),
        Decision::Accepted | Decision::TakenBack => None,
    };
    let done = sqlx::query!(
        "update case_transfer set decided_by = $4, decided_at = $5, accepted = $6, refusal = $7
         where debtor_id = $1 and registration_id = $2 and transfer_id = $3 and decided_at is null",
        transfer.file.debtor_id,
        transfer.file.registration_id,
        transfer.id,
        by.officer_id,
        now,
        decision == Decision::Accepted,
        refusal
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Makes the offer of a file void, if there is one: the debtor has gone elsewhere.
pub async fn make_void(tx: &mut PgConnection, file: File, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "update case_transfer set decided_at = $3, accepted = false
         where debtor_id = $1 and registration_id = $2 and decided_at is null",
        file.debtor_id,
        file.registration_id,
        now
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Where a file stands whose offer has ended: as before it was offered. `None` while an offer waits.
pub async fn stage_after(tx: &mut PgConnection, file: File) -> sqlx::Result<Option<Stage>> {
    sqlx::query_scalar!(
        r#"select newest.stage_before as "stage: Stage"
           from (select stage_before, decided_at from case_transfer
                 where debtor_id = $1 and registration_id = $2 order by transfer_id desc limit 1) newest
           where newest.decided_at is not null"#,
        file.debtor_id,
        file.registration_id
    )
    .fetch_optional(tx)
    .await
}

/// Gives a registration to another office. The debtor's own choice of an office, made anew and not sent yet, stays.
pub async fn hand_over(
    tx: &mut PgConnection,
    keys: &Keys,
    registration: &mut Registration,
    to: &str,
) -> anyhow::Result<()> {
    let Some(Submitted { office_code, .. }) = &mut registration.submitted else {
        anyhow::bail!("only what was submitted can be handed over")
    };
    if registration.draft.office_code().as_deref() == Some(office_code) {
        point_to(&mut registration.draft, to);
    }
    to.clone_into(office_code);
    sqlx::query!(
        "update registration set office_code = $3, draft = $4 where debtor_id = $1 and registration_id = $2",
        registration.debtor_id,
        registration.id,
        to,
        keys.seal_json(crate::registration::store::draft_place(registration.id), &registration.draft)
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Answers the question of the office with this one, so that the next submission does not move the file back.
fn point_to(draft: &mut Draft, office: &str) {
    let mut fields = Fields::default();
    fields.set("office-choice", "other");
    fields.set("office-code", office);
    let changed = draft.changed;
    draft.keep(0, "office", fields);
    draft.changed = changed;
}

fn place(column: &'static str, id: Uuid) -> Place {
    Place { table: "case_transfer", column, row: id }
}
