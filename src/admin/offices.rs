//! ข้อมูลหน่วย — what an office tells the public of itself: phone, address, notes.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::text::{Lang, ascii_digits};

/// What an office tells of itself. Each part may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Detail {
    /// Its telephone, with extensions, as people dial it.
    pub phone: String,
    /// Where it is, in Thai.
    pub address_th: String,
    /// What else visitors should know, in Thai.
    pub note_th: String,
    /// The same in English.
    pub note_en: String,
}

impl Detail {
    /// The note in a language; in the other where there is none.
    #[must_use]
    pub fn note(&self, lang: Lang) -> &str {
        let (own, other) = match lang {
            Lang::Th => (&self.note_th, &self.note_en),
            Lang::En => (&self.note_en, &self.note_th),
        };
        if own.is_empty() { other } else { own }
    }

    /// What changes from this to another, part by part, for the audit trail: an office's public data.
    #[must_use]
    pub fn changes(&self, after: &Detail) -> Value {
        let parts = [
            ("phone", &self.phone, &after.phone),
            ("address_th", &self.address_th, &after.address_th),
            ("note_th", &self.note_th, &after.note_th),
            ("note_en", &self.note_en, &after.note_en),
        ];
        let changed = parts.into_iter().filter(|(_, before, after)| before != after);
        let line = |(part, before, after)| (part, json!({"before": before, "after": after}));
        changed.map(line).collect()
    }

    /// The telephone as a link dials it: its digits up to the first word.
    #[must_use]
    pub fn dialled(&self) -> String {
        let number = |c: &char| c.is_ascii_digit() || matches!(c, '-' | ' ' | '+' | '(' | ')');
        let phone = ascii_digits(&self.phone);
        let digits = phone.chars().take_while(number);
        digits.filter(|c| c.is_ascii_digit() || *c == '+').collect()
    }
}

/// What an office tells of itself, and when that was last changed.
pub async fn detail(
    conn: &mut PgConnection,
    office_code: &str,
) -> sqlx::Result<Option<(Detail, DateTime<Utc>)>> {
    let row = sqlx::query!(
        "select phone, address_th, note_th, note_en, updated_at from office_detail
         where office_code = $1",
        office_code
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| {
        let (phone, address_th) = (row.phone, row.address_th);
        let (note_th, note_en) = (row.note_th, row.note_en);
        (Detail { phone, address_th, note_th, note_en }, row.updated_at)
    }))
}

/// Keeps what an office tells of itself, unless somebody changed it since it was `seen`; gives whether it is kept.
pub async fn put(
    tx: &mut PgConnection,
    office_code: &str,
    detail: &Detail,
    seen: Option<DateTime<Utc>>,
    officer_id: Uuid,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into office_detail (office_code, phone, address_th, note_th, note_en, updated_at, updated_by)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (office_code) do update
         set phone = excluded.phone, address_th = excluded.address_th, note_th = excluded.note_th,
             note_en = excluded.note_en, updated_at = excluded.updated_at, updated_by = excluded.updated_by
         where office_detail.updated_at = $8",
        office_code,
        detail.phone,
        detail.address_th,
        detail.note_th,
        detail.note_en,
        now,
        officer_id,
        seen
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changes_is_told_with_both_values() {
        let before = Detail { phone: "042-611-000".into(), ..Detail::default() };
        let after = Detail { note_th: "ชั้น 1".into(), ..before.clone() };
        let told = json!({"note_th": {"before": "", "after": "ชั้น 1"}});
        assert_eq!(before.changes(&after), told);
        assert_eq!(before.changes(&before), json!({}));
    }

    #[test]
    fn a_telephone_is_dialled_without_its_extension() {
        let cases = [
            ("042-611-000 ต่อ 12", "042611000"),
            ("0 2356 9556", "023569556"),
            ("๐๔๒-๖๑๑-๐๐๐ ต่อ ๑๒", "042611000"),
            ("+66 42 611000", "+6642611000"),
            ("", ""),
        ];
        for (phone, dialled) in cases {
            let detail = Detail { phone: phone.into(), ..Detail::default() };
            assert_eq!(detail.dialled(), dialled);
        }
    }
}
