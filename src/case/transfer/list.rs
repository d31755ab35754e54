//! Lists of transfers (รายการโอน): with how much there is to do, and nothing of what the debtor said.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::place;
use crate::seal::Keys;

/// A transfer in a list.
pub struct Line {
    /// Which.
    pub id: Uuid,
    /// Of which registration.
    pub registration_id: Uuid,
    /// The code of the office that offers it.
    pub from: String,
    /// The code of the office that decides.
    pub to: String,
    /// Why it is offered.
    pub reason: String,
    /// When it was offered.
    pub asked_at: DateTime<Utc>,
    /// When it was sent back.
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it was sent back.
    pub refusal: Option<String>,
    /// The number of the file.
    pub tracking_number: String,
    /// How many debts.
    pub debts: i16,
    /// How many things are missing in them.
    pub lacking: i16,
    /// Whether it is urgent.
    pub urgent: bool,
    /// When it was first submitted.
    pub submitted_at: DateTime<Utc>,
}

/// Which transfers an office asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Offered to it, undecided, the oldest first.
    Incoming,
    /// Offered by it, undecided, the oldest first.
    Outgoing,
    /// Sent back to it since a moment and not offered again, the newest first.
    Returned(DateTime<Utc>),
}

/// After which transfer a page of a list begins: when it was offered, and which.
pub type Cursor = (DateTime<Utc>, Uuid);

/// A query of transfers: which, as one or more literals, and its values.
macro_rules! transfers {
    ([$($which:tt)+], $($value:expr),+ $(,)?) => {
        sqlx::query_as!(
            Row,
            "select t.transfer_id, t.registration_id, t.from_office, t.to_office, t.reason, t.asked_at, t.decided_at,
                    t.refusal, f.tracking_number, f.debts, f.lacking, f.urgent, f.submitted_at
             from case_transfer t
             join case_file f on f.office_code = t.from_office and f.registration_id = t.registration_id
             where t.debtor_id <> $1 and " + $($which)+,
            $($value),+
        )
    };
}

/// Those that wait, by the side on which the office stands.
macro_rules! waiting {
    ($side:tt, $office:expr, $not_of:expr, $after:expr, $most:expr) => {
        transfers!(
            ["t."
                + $side
                + " = $2 and t.decided_at is null and (t.asked_at, t.transfer_id) > ($3, $4)
              order by t.asked_at, t.transfer_id limit $5"],
            $not_of,
            $office,
            $after.0,
            $after.1,
            $most
        )
    };
}

/// The transfers of an office; `not_of` is the officer's own id as a debtor.
pub async fn list(
    conn: &mut PgConnection,
    keys: &Keys,
    (office, not_of): (&str, Uuid),
    side: Side,
    after: Option<Cursor>,
    most: i64,
) -> anyhow::Result<Vec<Line>> {
    let first = after.unwrap_or((DateTime::UNIX_EPOCH, Uuid::nil()));
    let rows = match side {
        Side::Incoming => {
            waiting!("to_office", office, not_of, first, most).fetch_all(conn).await?
        }
        Side::Outgoing => {
            waiting!("from_office", office, not_of, first, most).fetch_all(conn).await?
        }
        Side::Returned(since) => {
            transfers!(
                ["t.from_office = $2 and t.refusal is not null and t.decided_at >= $3 and f.stage <> 'closed'
                    and not exists (select from case_transfer later
                                    where later.debtor_id = t.debtor_id
                                      and later.registration_id = t.registration_id
                                      and later.transfer_id > t.transfer_id)
                    and ($5::timestamptz is null or (t.decided_at, t.transfer_id) < ($5, $6))
                  order by t.decided_at desc, t.transfer_id desc limit $4"],
                not_of,
                office,
                since,
                most,
                after.map(|(at, _)| at),
                after.map(|(_, id)| id)
            )
            .fetch_all(conn)
            .await?
        }
    };
    rows.into_iter().map(|row| row.open(keys)).collect()
}

/// One undecided transfer to an office; none where its file has gone elsewhere.
pub async fn incoming(
    conn: &mut PgConnection,
    keys: &Keys,
    (office, not_of): (&str, Uuid),
    id: Uuid,
) -> anyhow::Result<Option<Line>> {
    let row = transfers!(
        ["t.to_office = $2 and t.decided_at is null and t.transfer_id = $3"],
        not_of,
        office,
        id
    );
    row.fetch_optional(conn).await?.map(|row| row.open(keys)).transpose()
}

struct Row {
    transfer_id: Uuid,
    registration_id: Uuid,
    from_office: String,
    to_office: String,
    reason: Vec<u8>,
    asked_at: DateTime<Utc>,
    decided_at: Option<DateTime<Utc>>,
    refusal: Option<Vec<u8>>,
    tracking_number: String,
    debts: i16,
    lacking: i16,
    urgent: bool,
    submitted_at: DateTime<Utc>,
}

impl Row {
    fn open(self, keys: &Keys) -> anyhow::Result<Line> {
        let id = self.transfer_id;
        let refusal = self.refusal.map(|sealed| keys.open_text(place("refusal", id), &sealed));
        Ok(Line {
            id,
            registration_id: self.registration_id,
            from: self.from_office,
            to: self.to_office,
            reason: keys.open_text(place("reason", id), &self.reason)?,
            asked_at: self.asked_at,
            decided_at: self.decided_at,
            refusal: refusal.transpose()?,
            tracking_number: self.tracking_number,
            debts: self.debts,
            lacking: self.lacking,
            urgent: self.urgent,
            submitted_at: self.submitted_at,
        })
    }
}
