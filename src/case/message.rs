//! ข้อความถึงลูกหนี้ — words of an office to the debtor, read inside "My registration" and nowhere else.
//!
//! No text of a message leaves the database but to its officer's and its debtor's pages: nothing is mailed.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::audit::{By, File};
use crate::seal::{Keys, Place};
use crate::text::Lang;

/// The most characters of a message.
pub const LONGEST: usize = 2000;

/// A message as the office sees it.
pub struct Message {
    /// Who wrote it.
    pub officer_id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// What it says.
    pub words: String,
    /// When the debtor first saw it.
    pub read_at: Option<DateTime<Utc>>,
}

/// A message as the debtor sees it: from an office, not from an officer.
pub struct Letter {
    /// Which.
    pub id: Uuid,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// What it says.
    pub words: String,
    /// Whether the debtor sees it for the first time.
    pub new: bool,
    office_th: Option<String>,
    office_en: Option<String>,
}

impl Letter {
    /// The name of the office that wrote it.
    #[must_use]
    pub fn office(&self, lang: Lang) -> &str {
        let name = match lang {
            Lang::Th => &self.office_th,
            Lang::En => &self.office_en,
        };
        name.as_deref().unwrap_or_default()
    }
}

/// What became of a message that was to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// It is written.
    Now,
    /// It was written before: the same form sent twice.
    Before,
    /// Another one was written from the same form, which was changed afterwards.
    Other,
}

/// Writes a message, once.
pub async fn send(
    tx: &mut PgConnection,
    keys: &Keys,
    by: By,
    file: File,
    id: Uuid,
    words: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<Sent> {
    let done = sqlx::query!(
        "insert into case_message (debtor_id, registration_id, message_id, officer_id, appointment_id, at, words)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (debtor_id, registration_id, message_id) do nothing",
        file.debtor_id,
        file.registration_id,
        id,
        by.officer_id,
        by.appointment_id,
        now,
        keys.seal_text(place(id), words)
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 1 {
        return Ok(Sent::Now);
    }
    let written = sqlx::query_scalar!(
        "select words from case_message where debtor_id = $1 and registration_id = $2 and message_id = $3",
        file.debtor_id,
        file.registration_id,
        id
    );
    let written = keys.open_text(place(id), &written.fetch_one(tx).await?)?;
    Ok(if written == words { Sent::Before } else { Sent::Other })
}

/// The messages about a file, the newest first, `most` of them.
pub async fn of_file(
    conn: &mut PgConnection,
    keys: &Keys,
    file: File,
    most: i64,
) -> anyhow::Result<Vec<Message>> {
    let rows = sqlx::query!(
        "select message_id, officer_id, at, words, read_at from case_message
         where debtor_id = $1 and registration_id = $2 order by at desc, message_id desc limit $3",
        file.debtor_id,
        file.registration_id,
        most
    )
    .fetch_all(conn)
    .await?;
    let open = |id, sealed: &[u8]| keys.open_text(place(id), sealed);
    rows.into_iter()
        .map(|row| {
            let words = open(row.message_id, &row.words)?;
            Ok(Message { officer_id: row.officer_id, at: row.at, words, read_at: row.read_at })
        })
        .collect()
}

/// What the office wrote to a debtor, the unread first, then the newest.
pub async fn letters(
    conn: &mut PgConnection,
    keys: &Keys,
    file: File,
    most: i64,
) -> anyhow::Result<Vec<Letter>> {
    let rows = sqlx::query!(
        r#"select m.message_id, m.at, m.words, m.read_at is null as "new!",
                  o.name_th as "name_th?", o.name_en as "name_en?"
           from case_message m
           join appointment a on a.appointment_id = m.appointment_id
           left join office o on 'office:' || o.code = a.unit
           where m.debtor_id = $1 and m.registration_id = $2
           order by m.read_at is null desc, m.at desc, m.message_id desc limit $3"#,
        file.debtor_id,
        file.registration_id,
        most
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Letter {
                id: row.message_id,
                at: row.at,
                words: keys.open_text(place(row.message_id), &row.words)?,
                new: row.new,
                office_th: row.name_th,
                office_en: row.name_en,
            })
        })
        .collect()
}

/// Notes that the debtor has seen these messages. The first time counts.
pub async fn mark_read(
    tx: &mut PgConnection,
    file: File,
    letters: &[Letter],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let new: Vec<Uuid> = letters.iter().filter(|l| l.new).map(|l| l.id).collect();
    if new.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "update case_message set read_at = $4
         where debtor_id = $1 and registration_id = $2 and message_id = any($3) and read_at is null",
        file.debtor_id,
        file.registration_id,
        &new,
        now
    )
    .execute(tx)
    .await?;
    Ok(())
}

fn place(id: Uuid) -> Place {
    Place { table: "case_message", column: "words", row: id }
}
