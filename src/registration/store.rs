//! Registrations in the database.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Draft, Registration, State, Submitted, timeline};
use crate::audit::File;
use crate::notice;
use crate::seal::{Keys, Place};

/// A query of registrations: what follows `from registration`, and its values.
macro_rules! registrations {
    ($rest:tt, $($value:expr),+ $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"select registration_id, campaign_id, state as "state: State", channel, draft, draft_saved_at,
                      notice_version, notice_accepted_at, version, tracking_number, office_code,
                      submitted_at, withdrawn_at
               from registration "# + $rest,
            $($value),+
        )
    };
}

/// The newest registration of a debtor, if there is one.
pub async fn newest(
    conn: &mut PgConnection,
    keys: &Keys,
    debtor_id: Uuid,
) -> anyhow::Result<Option<Registration>> {
    let row =
        registrations!("where debtor_id = $1 order by registration_id desc limit 1", debtor_id)
            .fetch_optional(conn)
            .await?;
    row.map(|row| row.open(keys, debtor_id)).transpose()
}

/// Every registration of a debtor, the newest first.
pub async fn all(
    conn: &mut PgConnection,
    keys: &Keys,
    debtor_id: Uuid,
) -> anyhow::Result<Vec<Registration>> {
    let rows = registrations!("where debtor_id = $1 order by registration_id desc", debtor_id)
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(|row| row.open(keys, debtor_id)).collect()
}

/// The newest registration of a debtor, locked until the transaction ends: for changing it.
pub async fn lock(
    tx: &mut PgConnection,
    keys: &Keys,
    debtor_id: Uuid,
) -> anyhow::Result<Option<Registration>> {
    // In the order in which others lock several (`case::duplicate`).
    sqlx::query!(
        "select 1 as one from registration where debtor_id = $1 order by registration_id for update",
        debtor_id
    )
    .fetch_all(&mut *tx)
    .await?;
    newest(tx, keys, debtor_id).await
}

/// One registration of a debtor.
pub async fn find(
    conn: &mut PgConnection,
    keys: &Keys,
    file: File,
) -> anyhow::Result<Option<Registration>> {
    let row = registrations!(
        "where debtor_id = $1 and registration_id = $2",
        file.debtor_id,
        file.registration_id
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| row.open(keys, file.debtor_id)).transpose()
}

/// The same, locked until the transaction ends. Locked before the file on the desk, everywhere.
pub async fn lock_one(
    tx: &mut PgConnection,
    keys: &Keys,
    file: File,
) -> anyhow::Result<Option<Registration>> {
    sqlx::query!(
        "select 1 as one from registration where debtor_id = $1 and registration_id = $2 for update",
        file.debtor_id,
        file.registration_id
    )
    .fetch_optional(&mut *tx)
    .await?;
    find(tx, keys, file).await
}

struct Row {
    registration_id: Uuid,
    campaign_id: i16,
    state: State,
    channel: String,
    draft: Vec<u8>,
    draft_saved_at: DateTime<Utc>,
    notice_version: String,
    notice_accepted_at: DateTime<Utc>,
    version: i32,
    tracking_number: Option<String>,
    office_code: Option<String>,
    submitted_at: Option<DateTime<Utc>>,
    withdrawn_at: Option<DateTime<Utc>>,
}

impl Row {
    fn open(self, keys: &Keys, debtor_id: Uuid) -> anyhow::Result<Registration> {
        let draft: Draft = keys.open_json(draft_place(self.registration_id), &self.draft)?;
        let submitted = match (self.tracking_number, self.office_code, self.submitted_at) {
            (Some(tracking_number), Some(office_code), Some(at)) => {
                Some(Submitted { tracking_number, office_code, at })
            }
            _ => None,
        };
        Ok(Registration {
            debtor_id,
            id: self.registration_id,
            campaign_id: self.campaign_id,
            state: self.state,
            channel: self.channel,
            draft,
            saved_at: self.draft_saved_at,
            notice_version: self.notice_version,
            notice_accepted_at: self.notice_accepted_at,
            version: self.version,
            submitted,
            withdrawn_at: self.withdrawn_at,
        })
    }
}

/// A registration that begins.
pub struct Begun<'d> {
    /// Whose.
    pub debtor_id: Uuid,
    /// In which campaign.
    pub campaign_id: i16,
    /// Where: `online`, or `onsite` at the counter of an office.
    pub channel: &'static str,
    /// The version of the privacy notice that was read.
    pub notice_version: &'static str,
    /// What is known already.
    pub draft: &'d Draft,
}

/// Begins a registration; gives its id. Where the debtor already has one in this campaign, that one stays, and none
/// begins.
pub async fn begin(
    tx: &mut PgConnection,
    keys: &Keys,
    begun: &Begun<'_>,
    now: DateTime<Utc>,
) -> anyhow::Result<Option<Uuid>> {
    let id = Uuid::now_v7();
    let sealed = keys.seal_json(draft_place(id), begun.draft);
    let done = sqlx::query!(
        "insert into registration (debtor_id, registration_id, campaign_id, state, channel, draft,
                                   draft_saved_at, notice_version, notice_accepted_at)
         values ($1, $2, $3, 'draft', $4, $5, $6, $7, $6)
         on conflict (debtor_id, campaign_id) do nothing",
        begun.debtor_id,
        id,
        begun.campaign_id,
        begun.channel,
        sealed,
        now,
        begun.notice_version
    )
    .execute(tx)
    .await?;
    Ok((done.rows_affected() == 1).then_some(id))
}

/// Keeps the answers as they now stand.
pub async fn save_draft(
    tx: &mut PgConnection,
    keys: &Keys,
    registration: &Registration,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let sealed = keys.seal_json(draft_place(registration.id), &registration.draft);
    sqlx::query!(
        "update registration set draft = $3, draft_saved_at = $4
         where debtor_id = $1 and registration_id = $2",
        registration.debtor_id,
        registration.id,
        sealed,
        now
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Withdraws a registration; the reason is the debtor's own words.
pub async fn withdraw(
    tx: &mut PgConnection,
    keys: &Keys,
    registration: &Registration,
    reason: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    sqlx::query!(
        "update registration set state = 'withdrawn', withdrawn_at = $3, withdrawal = $4
         where debtor_id = $1 and registration_id = $2",
        registration.debtor_id,
        registration.id,
        now,
        keys.seal_text(withdrawal_place(registration.id), reason)
    )
    .execute(&mut *tx)
    .await?;
    timeline::add(tx, registration, "withdrawn", None, now).await?;
    notice::registration_changed(tx, registration.debtor_id, registration.id, now).await?;
    Ok(())
}

/// Gives a withdrawn registration back to its office, as it was last sent. `counter` is the office at whose counter the
/// debtor asked for it.
pub async fn resume(
    tx: &mut PgConnection,
    registration: &Registration,
    counter: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update registration set state = 'submitted', withdrawn_at = null
         where debtor_id = $1 and registration_id = $2",
        registration.debtor_id,
        registration.id
    )
    .execute(&mut *tx)
    .await?;
    let kind = if counter.is_some() { "resumed-onsite" } else { "resumed" };
    timeline::add(tx, registration, kind, counter, now).await?;
    notice::registration_changed(tx, registration.debtor_id, registration.id, now).await
}

/// Why a registration was withdrawn: the answer chosen, and the debtor's own words.
pub async fn withdrawal(
    conn: &mut PgConnection,
    keys: &Keys,
    registration: &Registration,
) -> anyhow::Result<Option<String>> {
    let sealed = sqlx::query_scalar!(
        "select withdrawal from registration where debtor_id = $1 and registration_id = $2",
        registration.debtor_id,
        registration.id
    )
    .fetch_one(conn)
    .await?;
    let open = |sealed: Vec<u8>| keys.open_text(withdrawal_place(registration.id), &sealed);
    Ok(sealed.map(open).transpose()?)
}

fn withdrawal_place(id: Uuid) -> Place {
    Place { table: "registration", column: "withdrawal", row: id }
}

/// Where a draft is sealed.
#[must_use]
pub fn draft_place(id: Uuid) -> Place {
    Place { table: "registration", column: "draft", row: id }
}
