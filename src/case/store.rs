//! Files in the database. Every query that reads one takes the [`Scope`] of who asks: what lies outside is not
//! there.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Bucket, CaseFile, Stage};
use crate::officer::Scope;
use crate::seal::{Keys, Place};
use crate::text::split_title;

/// A query of files: what follows `from case_file`, as one or more literals, and its values.
macro_rules! files {
    ([$($rest:tt)+], $($value:expr),+ $(,)?) => {
        sqlx::query_as!(
            $crate::case::store::Row,
            r#"select office_code, registration_id, debtor_id, tracking_number, channel, submitted_at,
                      name, debts, lacking, ready as "ready!", urgent, call_hours,
                      stage as "stage: _", closed_for, assigned_to, revision, accepted_at, last_call_at,
                      next_call_on
               from case_file "# + $($rest)+,
            $($value),+
        )
    };
}
pub(super) use files;

/// One file that the scope opens.
pub async fn find(
    conn: &mut PgConnection,
    keys: &Keys,
    id: Uuid,
    scope: &Scope,
    today: NaiveDate,
) -> anyhow::Result<Option<CaseFile>> {
    Ok(find_all(conn, keys, &[id], scope, today).await?.pop())
}

/// Those of these files that the scope opens. An office that the debtor has left opens nothing any more, even before the
/// job has taken the file off its desk.
pub async fn find_all(
    conn: &mut PgConnection,
    keys: &Keys,
    ids: &[Uuid],
    scope: &Scope,
    today: NaiveDate,
) -> anyhow::Result<Vec<CaseFile>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = files!(
        ["where registration_id = any($1) and debtor_id <> $2
            and (office_code = $3 or province_code = $4
                 or $7::text in ('office:' || office_code, 'province:' || province_code, 'nation')
                    and exists (select from case_share s
                                where s.debtor_id = case_file.debtor_id
                                  and s.registration_id = case_file.registration_id
                                  and s.officer_id = $5 and s.revoked_at is null and s.until >= $6))
            and exists (select from registration r
                        where r.debtor_id = case_file.debtor_id and r.registration_id = case_file.registration_id
                          and r.office_code = case_file.office_code)"],
        ids,
        scope.not_of,
        scope.office,
        scope.province,
        scope.shared_with.as_ref().map(|shared| shared.officer_id),
        today,
        scope.shared_with.as_ref().map(|shared| shared.within.key())
    )
    .fetch_all(conn)
    .await?;
    open_all(rows, keys)
}

/// The same, locked until the transaction ends: for changing it.
pub async fn lock(
    tx: &mut PgConnection,
    keys: &Keys,
    id: Uuid,
    scope: &Scope,
    today: NaiveDate,
) -> anyhow::Result<Option<CaseFile>> {
    // The registration before its file, as the job does that projects one on the other.
    sqlx::query!(
        "select 1 as one from registration r
         join case_file f on f.debtor_id = r.debtor_id and f.registration_id = r.registration_id
         where f.registration_id = $1 for no key update of r",
        id
    )
    .fetch_all(&mut *tx)
    .await?;
    sqlx::query!("select 1 as one from case_file where registration_id = $1 for update", id)
        .fetch_all(&mut *tx)
        .await?;
    find(tx, keys, id, scope, today).await
}

pub(super) struct Row {
    pub(super) office_code: String,
    pub(super) registration_id: Uuid,
    pub(super) debtor_id: Uuid,
    pub(super) tracking_number: String,
    pub(super) channel: String,
    pub(super) submitted_at: DateTime<Utc>,
    pub(super) name: Vec<u8>,
    pub(super) debts: i16,
    pub(super) lacking: i16,
    pub(super) ready: bool,
    pub(super) urgent: bool,
    pub(super) call_hours: Vec<String>,
    pub(super) stage: Stage,
    pub(super) closed_for: Option<String>,
    pub(super) assigned_to: Option<Uuid>,
    pub(super) revision: i32,
    pub(super) accepted_at: Option<DateTime<Utc>>,
    pub(super) last_call_at: Option<DateTime<Utc>>,
    pub(super) next_call_on: Option<NaiveDate>,
}

impl Row {
    pub(super) fn open(self, keys: &Keys) -> anyhow::Result<CaseFile> {
        let name = keys.open_text(name_place(self.registration_id), &self.name)?;
        Ok(CaseFile {
            title_ends: name.len() - split_title(&name).1.len(),
            name,
            present: Vec::new(),
            office_code: self.office_code,
            registration_id: self.registration_id,
            debtor_id: self.debtor_id,
            tracking_number: self.tracking_number,
            channel: self.channel,
            submitted_at: self.submitted_at,
            debts: self.debts,
            lacking: self.lacking,
            ready: self.ready,
            urgent: self.urgent,
            call_hours: self.call_hours,
            stage: self.stage,
            closed_for: self.closed_for,
            assigned_to: self.assigned_to,
            revision: self.revision,
            accepted_at: self.accepted_at,
            last_call_at: self.last_call_at,
            next_call_on: self.next_call_on,
        })
    }
}

/// Opens rows that were read.
pub(super) fn open_all(rows: Vec<Row>, keys: &Keys) -> anyhow::Result<Vec<CaseFile>> {
    rows.into_iter().map(|row| row.open(keys)).collect()
}

/// Where a file's name is sealed.
#[must_use]
pub fn name_place(registration_id: Uuid) -> Place {
    Place { table: "case_file", column: "name", row: registration_id }
}

/// Writes the officers' part of a file that was locked, and counts it where it now belongs.
pub async fn save(tx: &mut PgConnection, before: &Bucket, file: &mut CaseFile) -> sqlx::Result<()> {
    file.revision += 1;
    sqlx::query!(
        "update case_file set stage = $3, closed_for = $4, assigned_to = $5, revision = $6, accepted_at = $7,
                last_call_at = $8, next_call_on = $9
         where office_code = $1 and registration_id = $2",
        file.office_code,
        file.registration_id,
        file.stage as Stage,
        file.closed_for,
        file.assigned_to,
        file.revision,
        file.accepted_at,
        file.last_call_at,
        file.next_call_on
    )
    .execute(&mut *tx)
    .await?;
    recount(tx, Some(before), Some(&file.bucket())).await
}

/// Moves one file from a count to another. Counts are always locked in the same order.
pub async fn recount(
    tx: &mut PgConnection,
    before: Option<&Bucket>,
    after: Option<&Bucket>,
) -> sqlx::Result<()> {
    if before == after {
        return Ok(());
    }
    let mut changes = [(before, -1_i64), (after, 1)];
    changes.sort_unstable();
    for (bucket, change) in changes {
        let Some(bucket) = bucket else { continue };
        sqlx::query!(
            "insert into case_count as count (office_code, stage, ready, urgent, files)
             values ($1, $2, $3, $4, $5)
             on conflict (office_code, stage, ready, urgent) do update set files = count.files + excluded.files",
            bucket.office_code,
            bucket.stage as Stage,
            bucket.ready,
            bucket.urgent,
            change
        )
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}
