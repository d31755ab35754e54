//! เอกสารแนบ — photos and PDFs of contracts, chats and slips. Kept sealed, never shown inside a page.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Registration, State};
use crate::seal::{Keys, Place};
use crate::text;

/// The largest file, in bytes: a photo of a current phone.
pub const LARGEST: usize = 8 * 1024 * 1024;
/// The most files of one registration.
pub const MOST: usize = 30;

/// What a file is, by its first bytes and not by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A photo.
    Jpeg,
    /// A picture, often a screenshot.
    Png,
    /// A picture.
    Webp,
    /// A photo of an iPhone.
    Heic,
    /// A document.
    Pdf,
}

impl Kind {
    /// The kind of a file, if it is one that is taken.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Kind> {
        match infer::get(bytes)?.mime_type() {
            "image/jpeg" => Some(Kind::Jpeg),
            "image/png" => Some(Kind::Png),
            "image/webp" => Some(Kind::Webp),
            "image/heif" | "image/heic" => Some(Kind::Heic),
            "application/pdf" => Some(Kind::Pdf),
            _ => None,
        }
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Kind::Jpeg => "image/jpeg",
            Kind::Png => "image/png",
            Kind::Webp => "image/webp",
            Kind::Heic => "image/heic",
            Kind::Pdf => "application/pdf",
        }
    }
}

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// There is nothing in it.
    Empty,
    /// It is larger than [`LARGEST`].
    TooLarge,
    /// It is neither a photo nor a PDF, whatever its name says.
    Kind,
    /// There are [`MOST`] already.
    TooMany,
    /// The registration was withdrawn.
    Withdrawn,
}

/// A file as lists show it.
#[derive(Debug, Clone, Serialize)]
pub struct Attachment {
    /// Its id.
    pub id: Uuid,
    /// Its name on the debtor's device.
    pub name: String,
    /// What it is, such as `image/png`.
    pub media_type: String,
    /// Its size in bytes.
    pub size_bytes: i32,
    /// When it was added.
    pub added_at: DateTime<Utc>,
}

/// The files of a registration, oldest first.
pub async fn list(
    conn: &mut PgConnection,
    keys: &Keys,
    registration: &Registration,
) -> anyhow::Result<Vec<Attachment>> {
    let rows = sqlx::query!(
        "select attachment_id, name, media_type, size_bytes, added_at from attachment
         where debtor_id = $1 and registration_id = $2 order by attachment_id",
        registration.debtor_id,
        registration.id
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Attachment {
                id: row.attachment_id,
                name: keys.open_text(place("name", row.attachment_id), &row.name)?,
                media_type: row.media_type,
                size_bytes: row.size_bytes,
                added_at: row.added_at,
            })
        })
        .collect()
}

/// Adds a file; gives whether it is new. The same file twice is one. The registration must be locked in this
/// transaction.
pub async fn add(
    tx: &mut PgConnection,
    keys: &Keys,
    registration: &Registration,
    name: &str,
    bytes: &[u8],
    now: DateTime<Utc>,
) -> anyhow::Result<Result<bool, Refusal>> {
    if registration.state == State::Withdrawn {
        return Ok(Err(Refusal::Withdrawn));
    }
    if bytes.is_empty() {
        return Ok(Err(Refusal::Empty));
    }
    if bytes.len() > LARGEST {
        return Ok(Err(Refusal::TooLarge));
    }
    let Some(kind) = Kind::of(bytes) else { return Ok(Err(Refusal::Kind)) };
    let hash = keys.hash("attachment", bytes).to_vec();
    let there = sqlx::query!(
        r#"select count(*) as "files!", count(*) filter (where content_hash = $3) as "same!"
           from attachment where debtor_id = $1 and registration_id = $2"#,
        registration.debtor_id,
        registration.id,
        hash
    )
    .fetch_one(&mut *tx)
    .await?;
    if there.same > 0 {
        return Ok(Ok(false));
    }
    if usize::try_from(there.files)? >= MOST {
        return Ok(Err(Refusal::TooMany));
    }
    let id = Uuid::now_v7();
    sqlx::query!(
        "insert into attachment (debtor_id, registration_id, attachment_id, name, media_type,
                                 size_bytes, content_hash, content, added_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        registration.debtor_id,
        registration.id,
        id,
        keys.seal_text(place("name", id), &shown_name(name)),
        kind.media_type(),
        i32::try_from(bytes.len())?,
        hash,
        keys.seal(place("content", id), bytes),
        now
    )
    .execute(tx)
    .await?;
    Ok(Ok(true))
}

/// One file's bytes and media type; `None` unless it is this registration's.
pub async fn content(
    conn: &mut PgConnection,
    keys: &Keys,
    registration: &Registration,
    id: Uuid,
) -> anyhow::Result<Option<(Vec<u8>, String)>> {
    let row = sqlx::query!(
        "select content, media_type from attachment
         where debtor_id = $1 and registration_id = $2 and attachment_id = $3",
        registration.debtor_id,
        registration.id,
        id
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some((keys.open(place("content", id), &row.content)?, row.media_type)))
}

/// Removes a file; gives whether it was there.
pub async fn remove(
    tx: &mut PgConnection,
    registration: &Registration,
    id: Uuid,
) -> sqlx::Result<bool> {
    let removed = sqlx::query!(
        "delete from attachment where debtor_id = $1 and registration_id = $2 and attachment_id = $3",
        registration.debtor_id,
        registration.id,
        id
    )
    .execute(tx)
    .await?;
    Ok(removed.rows_affected() == 1)
}

/// The most characters of a file's name.
const LONGEST_NAME: usize = 100;

/// A file's name without folders and without what cannot be seen; what is too long is cut before the ending.
pub(super) fn shown_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let ending = last.rfind('.').map_or("", |dot| &last[dot..]);
    let ending = if ending.chars().count() <= 10 { ending } else { "" };
    let stem = &last[..last.len() - ending.len()];
    let room = LONGEST_NAME - ending.chars().count();
    let short: String = stem.chars().take(room).chain(ending.chars()).collect();
    text::clean_line(&short, LONGEST_NAME).unwrap_or_default()
}

fn place(column: &'static str, row: Uuid) -> Place {
    Place { table: "attachment", column, row }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_first_bytes_say() {
        let cases: [(&[u8], Option<Kind>); 6] = [
            (b"\xFF\xD8\xFF\xE0 JFIF", Some(Kind::Jpeg)),
            (b"\x89PNG\r\n\x1a\n rest", Some(Kind::Png)),
            (b"%PDF-1.7 rest", Some(Kind::Pdf)),
            (b"<html><script>alert(1)</script>", None),
            (b"MZ\x90\x00 a program called photo.jpg", None),
            (b"PK\x03\x04 an archive", None),
        ];
        for (bytes, kind) in cases {
            assert_eq!(Kind::of(bytes), kind, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn a_name_keeps_no_folder_and_nothing_invisible() {
        assert_eq!(shown_name("C:\\slips\\สลิป\u{202e}gpj.exe"), "สลิปgpj.exe");
        assert_eq!(shown_name("../../etc/passwd"), "passwd");
        let long = shown_name(&format!("{}.pdf", "สัญญา".repeat(40)));
        assert_eq!((long.rsplit_once('.').unwrap().1, long.chars().count()), ("pdf", LONGEST_NAME));
        assert_eq!(shown_name(&format!("a.{}", "b".repeat(200))).chars().count(), LONGEST_NAME);
    }
}
