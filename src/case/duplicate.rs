//! คำขอซ้ำ — files that may be of the same person, found at acceptance whatever the channel, and what was decided.
//!
//! One citizen number registers once in a campaign; what is looked for here is the same person in another campaign, or
//! under another number.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{CaseFile, keys as search};
use crate::audit::File;
use crate::identity::Person;
use crate::seal::{Keys, Place};

/// The most files that are compared with one: a telephone of a whole village is no sign.
const MOST: i64 = 20;

/// Another file that may be of the same person.
pub struct Duplicate {
    /// The other file.
    pub other: Uuid,
    /// The office that has it; `None` where it has left the desks.
    pub office_code: Option<String>,
    /// Whose it is; `None` where it has left the desks.
    pub debtor_id: Option<Uuid>,
    /// Whether it is on a desk, not closed and not withdrawn: only then can both be of one person and one go on.
    pub open: bool,
    /// What is alike: `person`, `name-birth` or `phone`; `sign-<word>` in `locales/`.
    pub signs: Vec<String>,
    /// `same` or `different`; `None` until it was decided.
    pub decision: Option<String>,
    /// By whom.
    pub decided_by: Option<Uuid>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// Why.
    pub reason: String,
}

/// Looks for files of the same person as an accepted one, and keeps what it finds. What was decided before stays, also
/// what was decided on the other file before this one was taken up.
pub async fn detect(
    tx: &mut PgConnection,
    keys: &Keys,
    file: &CaseFile,
    debtor: &Person,
    typed_phone: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let names = &debtor.names;
    let born = debtor.birthdate.map(|birth| search::persons(keys, names, birth));
    let phone = search::phone(keys, typed_phone);
    sqlx::query!(
        r#"insert into case_duplicate (debtor_id, registration_id, other_registration_id, signs, found_at,
               decision, decided_by, decided_at, reason)
           select $1, $2, found.id, array_agg(distinct sign order by sign), $6,
                  there.decision, there.decided_by, there.decided_at, there.reason
           from (
             (select registration_id as id, 'person' as sign from registration
              where debtor_id = $1 and registration_id <> $2)
             union all
             (select k.registration_id, 'name-birth'
              from case_key k join case_file f using (office_code, registration_id)
              where k.key_hash = any($3) and k.debtor_id <> $1
                and (f.stage <> 'closed'
                     or exists (select from case_duplicate d
                                where d.registration_id = k.registration_id and d.other_registration_id = $2
                                  and d.decision is not null))
              limit $5)
             union all
             (select k.registration_id, 'phone'
              from case_key k join case_file f using (office_code, registration_id)
              where k.key_hash = $4 and k.debtor_id <> $1
                and (f.stage <> 'closed'
                     or exists (select from case_duplicate d
                                where d.registration_id = k.registration_id and d.other_registration_id = $2
                                  and d.decision is not null))
              limit $5)
           ) found
           left join case_duplicate there
             on there.registration_id = found.id and there.other_registration_id = $2
                and there.decision is not null
           where exists (select from case_file f
                         where f.registration_id = found.id
                           and (f.stage <> 'closed' or there.decision is not null))
           group by found.id, there.decision, there.decided_by, there.decided_at, there.reason
           on conflict (debtor_id, registration_id, other_registration_id) do nothing"#,
        file.debtor_id,
        file.registration_id,
        born.as_deref(),
        phone.as_deref(),
        MOST,
        now
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Whether an office has closed a file as a duplicate of another: its debtor reads it.
pub async fn has_closed(conn: &mut PgConnection, file: File) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from case_file
                          where debtor_id = $1 and registration_id = $2 and closed_for = 'duplicate') as "closed!""#,
        file.debtor_id,
        file.registration_id
    )
    .fetch_one(conn)
    .await
}

/// What was found for a file; what nobody has decided yet first.
pub async fn of(
    conn: &mut PgConnection,
    keys: &Keys,
    file: &CaseFile,
) -> anyhow::Result<Vec<Duplicate>> {
    let rows = sqlx::query!(
        r#"select d.other_registration_id, d.signs, d.decision, d.decided_by, d.decided_at, d.reason,
                  f.office_code as "office_code?", f.debtor_id as "debtor_id?",
                  exists (select from registration r
                          where r.debtor_id = f.debtor_id and r.registration_id = f.registration_id
                            and r.state = 'submitted' and f.stage <> 'closed') as "open!"
           from case_duplicate d left join case_file f on f.registration_id = d.other_registration_id
           where d.debtor_id = $1 and d.registration_id = $2
           order by d.decided_at desc nulls first, d.other_registration_id"#,
        file.debtor_id,
        file.registration_id
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let place = place(file, row.other_registration_id);
            let reason = row.reason.map(|sealed| keys.open_text(place, &sealed)).transpose()?;
            Ok(Duplicate {
                other: row.other_registration_id,
                office_code: row.office_code,
                debtor_id: row.debtor_id,
                open: row.open,
                signs: row.signs,
                decision: row.decision,
                decided_by: row.decided_by,
                decided_at: row.decided_at,
                reason: reason.unwrap_or_default(),
            })
        })
        .collect()
}

impl Duplicate {
    /// Whether somebody has still to decide. Beside a closed file there is nothing to decide: this one goes on.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.decision.is_none() && self.open
    }

    /// Whether it can be decided anew: as different by mistake, and both still go on.
    #[must_use]
    pub fn may_change(&self) -> bool {
        self.decision.as_deref() == Some("different") && self.open
    }

    /// Which decision there is: what a form was drawn from. Nothing before the first.
    #[must_use]
    pub fn revision(&self) -> String {
        self.decided_at.map_or_else(String::new, |at| at.timestamp_micros().to_string())
    }

    /// Whether the other file is this debtor's: an officer decides on no pair with their own file.
    #[must_use]
    pub fn is_of(&self, debtor_id: Uuid) -> bool {
        self.debtor_id == Some(debtor_id)
    }
}

/// How many open files nobody has compared with this one yet.
pub async fn undecided(conn: &mut PgConnection, file: &CaseFile) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "files!" from case_duplicate d
           where d.debtor_id = $1 and d.registration_id = $2 and d.decision is null
             and exists (select from case_file f join registration r using (debtor_id, registration_id)
                         where f.registration_id = d.other_registration_id and f.stage <> 'closed'
                           and r.state = 'submitted')"#,
        file.debtor_id,
        file.registration_id
    )
    .fetch_one(conn)
    .await
}

/// The files that were found to be of the same person as a file.
pub async fn same_as(conn: &mut PgConnection, id: Uuid) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "select other_registration_id from case_duplicate where registration_id = $1 and decision = 'same'",
        id
    )
    .fetch_all(conn)
    .await
}

/// Makes other decisions about these files wait, whichever of them they are made on, and what their debtors do.
pub async fn lock(tx: &mut PgConnection, files: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!(
        "select 1 as one from registration r
         join case_file f on f.debtor_id = r.debtor_id and f.registration_id = r.registration_id
         where f.registration_id = any($1) order by r.registration_id for no key update of r",
        files
    )
    .fetch_all(tx)
    .await?;
    Ok(())
}

/// What an officer decided of two files.
pub struct Decision<'r> {
    /// The other file.
    pub other: Uuid,
    /// Whether both are of one person.
    pub same: bool,
    /// Why.
    pub reason: &'r str,
    /// Who decides.
    pub by: Uuid,
}

impl Decision<'_> {
    fn word(&self) -> &'static str {
        if self.same { "same" } else { "different" }
    }
}

/// Keeps a decision on both files, in place of the one before. Whoever decides holds the [`lock`] and has seen that one.
pub async fn decide(
    tx: &mut PgConnection,
    keys: &Keys,
    file: &CaseFile,
    decision: &Decision<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update case_duplicate set decision = $3, decided_by = $4, decided_at = $5, reason = $6
         where (registration_id, other_registration_id) in (($1, $2), ($2, $1))",
        file.registration_id,
        decision.other,
        decision.word(),
        decision.by,
        now,
        keys.seal_text(place(file, decision.other), decision.reason)
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A reason opens for its two files only, on either of them.
fn place(file: &CaseFile, other: Uuid) -> Place {
    let row = Uuid::from_u128(file.registration_id.as_u128() ^ other.as_u128());
    Place { table: "case_duplicate", column: "reason", row }
}
