//! Registrations in the database.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Draft, Registration, State, Submitted};
use crate::seal::{Keys, Place};

/// The newest registration of a debtor, if there is one.
pub async fn newest(
    conn: &mut PgConnection,
    keys: &Keys,
    debtor_id: Uuid,
) -> anyhow::Result<Option<Registration>> {
    let row = sqlx::query_as!(
        Row,
        r#"select registration_id, campaign_id, state as "state: State", draft, draft_saved_at,
                  notice_version, notice_accepted_at, version, tracking_number, office_code,
                  submitted_at, withdrawn_at
           from registration where debtor_id = $1 order by registration_id desc limit 1"#,
        debtor_id
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| row.open(keys, debtor_id)).transpose()
}

/// The newest registration of a debtor, locked until the transaction ends: for changing it.
pub async fn lock(
    tx: &mut PgConnection,
    keys: &Keys,
    debtor_id: Uuid,
) -> anyhow::Result<Option<Registration>> {
    sqlx::query!("select 1 as one from registration where debtor_id = $1 for update", debtor_id)
        .fetch_all(&mut *tx)
        .await?;
    newest(tx, keys, debtor_id).await
}

struct Row {
    registration_id: Uuid,
    campaign_id: i16,
    state: State,
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

/// Begins a registration. Where the debtor already has one in this campaign, that one stays.
pub async fn begin(
    tx: &mut PgConnection,
    keys: &Keys,
    debtor_id: Uuid,
    campaign_id: i16,
    notice_version: &str,
    draft: &Draft,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let id = Uuid::now_v7();
    let sealed = keys.seal_json(draft_place(id), draft);
    sqlx::query!(
        "insert into registration (debtor_id, registration_id, campaign_id, state, channel, draft,
                                   draft_saved_at, notice_version, notice_accepted_at)
         values ($1, $2, $3, 'draft', 'online', $4, $5, $6, $5)
         on conflict (debtor_id, campaign_id) do nothing",
        debtor_id,
        id,
        campaign_id,
        sealed,
        now,
        notice_version
    )
    .execute(tx)
    .await?;
    Ok(())
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
    add_event(tx, registration, "withdrawn", now).await?;
    Ok(())
}

/// Gives a withdrawn registration back to its office, as it was last sent.
pub async fn resume(
    tx: &mut PgConnection,
    registration: &Registration,
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
    add_event(tx, registration, "resumed", now).await
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

/// One line of the timeline.
#[derive(Debug)]
pub struct Event {
    /// What happened: `event-<kind>` is its sentence.
    pub kind: String,
    /// The version of the answers it belongs to.
    pub version: i32,
    /// When.
    pub at: DateTime<Utc>,
}

/// The timeline, newest first.
pub async fn events(
    conn: &mut PgConnection,
    registration: &Registration,
) -> sqlx::Result<Vec<Event>> {
    sqlx::query_as!(
        Event,
        "select kind, version, at from registration_event
         where debtor_id = $1 and registration_id = $2
         order by at desc, event_id desc limit 200",
        registration.debtor_id,
        registration.id
    )
    .fetch_all(conn)
    .await
}

/// Adds a line to the timeline.
pub async fn add_event(
    tx: &mut PgConnection,
    registration: &Registration,
    kind: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into registration_event (debtor_id, registration_id, event_id, kind, version, at)
         values ($1, $2, $3, $4, $5, $6)",
        registration.debtor_id,
        registration.id,
        Uuid::now_v7(),
        kind,
        registration.version,
        now
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The answers of one submitted version.
pub async fn version(
    conn: &mut PgConnection,
    keys: &Keys,
    registration: &Registration,
    version: i32,
) -> anyhow::Result<Option<(Draft, DateTime<Utc>)>> {
    let row = sqlx::query!(
        "select answers, submitted_at from registration_version
         where debtor_id = $1 and registration_id = $2 and version = $3",
        registration.debtor_id,
        registration.id,
        version
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some((
        keys.open_json(answers_place(registration.id, version), &row.answers)?,
        row.submitted_at,
    )))
}

fn withdrawal_place(id: Uuid) -> Place {
    Place { table: "registration", column: "withdrawal", row: id }
}

pub(super) fn draft_place(id: Uuid) -> Place {
    Place { table: "registration", column: "draft", row: id }
}

/// A version's own place: its answers open as no other version's.
pub(super) fn answers_place(id: Uuid, version: i32) -> Place {
    let row = Uuid::from_u128(id.as_u128() ^ u128::from(version.unsigned_abs()));
    Place { table: "registration_version", column: "answers", row }
}
