//! การแก้ไขคำตอบหลังส่ง — an officer corrects one page of the submitted answers: both values kept, with the reason.
//!
//! Answers are compared question by question ([`differing`]). Whoever works on answers that changed meanwhile chooses between
//! both values ([`Standing`]); nothing typed is lost.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::audit::{By, File};
use crate::registration::Draft;
use crate::registration::form::compare::{differing, same, take};
use crate::registration::form::{Field, PageSpec};
use crate::seal::{Keys, Place};
use crate::text::Lang;
use crate::web::form::Fields;

/// The page that decides which office has the file: changed by a transfer, never by a correction.
pub const NOT_CORRECTED: &str = "office";

/// Puts a correction into the draft, where the debtor may have answered anew without sending it: that stays.
pub fn into_draft(
    draft: &mut Draft,
    debt: i16,
    spec: &'static PageSpec,
    before: &Fields,
    after: &Fields,
) {
    let Some(mut page) = draft.answers(debt, spec.key) else { return };
    for field in differing(spec, before, after) {
        if same(field, &page, before) {
            take(field, after, &mut page);
        }
    }
    let changed = draft.changed;
    draft.keep(debt, spec.key, page);
    draft.changed = changed;
}

/// How a question stands when a correction meets another change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The file has the same answer as the form.
    Agreed,
    /// Only the form has changed it.
    Mine,
    /// Only the file has changed.
    Theirs,
    /// Both have: the officer chooses.
    Both,
}

/// How a question stands. `drawn`: the answers the form was drawn from, if they are still known.
#[must_use]
pub fn standing(field: &Field, drawn: Option<&Fields>, file: &Fields, typed: &Fields) -> Standing {
    if same(field, file, typed) {
        return Standing::Agreed;
    }
    match drawn {
        Some(drawn) if same(field, drawn, file) => Standing::Mine,
        Some(drawn) if same(field, drawn, typed) => Standing::Theirs,
        _ => Standing::Both,
    }
}

/// A correction that was made.
pub struct Correction {
    /// Which.
    pub id: Uuid,
    /// The version of the answers that it made; of the person, the one that was there.
    pub version: i32,
    /// The debt; 0: the debtor's own page.
    pub debt: i16,
    /// The key of the page.
    pub page: String,
    /// The answers of the page until then.
    pub before: Fields,
    /// The answers since.
    pub after: Fields,
    /// Why.
    pub reason: String,
    /// By whom.
    pub officer_id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    office_th: Option<String>,
    office_en: Option<String>,
}

impl Correction {
    /// The name of the office that made it.
    #[must_use]
    pub fn office(&self, lang: Lang) -> &str {
        let name = match lang {
            Lang::Th => &self.office_th,
            Lang::En => &self.office_en,
        };
        name.as_deref().unwrap_or_default()
    }
}

/// One page of answers as it was corrected.
pub struct New<'a> {
    /// The version of the answers that it made; of the person, the one that is there.
    pub version: i32,
    /// The debt; 0: the debtor's own page.
    pub debt: i16,
    /// The page.
    pub page: &'static str,
    /// The answers until now.
    pub before: &'a Fields,
    /// The answers from now on.
    pub after: &'a Fields,
    /// Why.
    pub reason: &'a str,
}

/// Records a correction.
pub async fn record(
    tx: &mut PgConnection,
    keys: &Keys,
    by: By,
    file: File,
    new: &New<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let id = Uuid::now_v7();
    sqlx::query!(
        "insert into correction (debtor_id, registration_id, correction_id, version, debt_number, page, before, after,
             reason, officer_id, appointment_id, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        file.debtor_id,
        file.registration_id,
        id,
        new.version,
        new.debt,
        new.page,
        keys.seal_json(place("before", id), new.before),
        keys.seal_json(place("after", id), new.after),
        keys.seal_text(place("reason", id), new.reason),
        by.officer_id,
        by.appointment_id,
        now
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The corrections of a file, the newest first.
pub async fn of_file(
    conn: &mut PgConnection,
    keys: &Keys,
    file: File,
    most: i64,
) -> anyhow::Result<Vec<Correction>> {
    let rows = sqlx::query!(
        r#"select c.correction_id, c.version, c.debt_number, c.page, c.before, c.after, c.reason, c.officer_id, c.at,
                  o.name_th as "name_th?", o.name_en as "name_en?"
           from correction c
           join appointment a on a.appointment_id = c.appointment_id
           left join office o on 'office:' || o.code = a.unit
           where c.debtor_id = $1 and c.registration_id = $2
           order by c.correction_id desc limit $3"#,
        file.debtor_id,
        file.registration_id,
        most
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let id = row.correction_id;
            Ok(Correction {
                id,
                version: row.version,
                debt: row.debt_number,
                page: row.page,
                before: keys.open_json(place("before", id), &row.before)?,
                after: keys.open_json(place("after", id), &row.after)?,
                reason: keys.open_text(place("reason", id), &row.reason)?,
                officer_id: row.officer_id,
                at: row.at,
                office_th: row.name_th,
                office_en: row.name_en,
            })
        })
        .collect()
}

fn place(column: &'static str, id: Uuid) -> Place {
    Place { table: "correction", column, row: id }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registration::form::pages;

    #[test]
    fn who_changed_what_since_the_form_was_drawn() {
        let contact = pages::debtor_page("contact").unwrap();
        let line = &contact.fields[2];
        let of = |text: &str| Fields::of(&[("line", text)]);
        let cases = [
            (Some("a"), "a", "a", Standing::Agreed),
            (Some("a"), "b", "b", Standing::Agreed),
            (Some("a"), "a", "b", Standing::Mine),
            (Some("a"), "b", "a", Standing::Theirs),
            (Some("a"), "b", "c", Standing::Both),
            (None, "b", "c", Standing::Both),
        ];
        for (drawn, file, typed, expected) in cases {
            let drawn = drawn.map(of);
            let found = standing(line, drawn.as_ref(), &of(file), &of(typed));
            assert_eq!(found, expected, "{drawn:?} {file} {typed}");
        }
    }

    #[test]
    fn what_the_debtor_has_not_sent_stays_in_the_draft() {
        let contact = pages::debtor_page("contact").unwrap();
        let before = Fields::of(&[("phone", "0812345678"), ("line", "a")]);
        let after = Fields::of(&[("phone", "0898765432"), ("line", "b")]);
        let mut draft = Draft::default();
        draft.keep(0, "contact", Fields::of(&[("phone", "0812345678"), ("line", "unsent")]));
        into_draft(&mut draft, 0, contact, &before, &after);
        assert!(
            draft.page("contact") == Fields::of(&[("phone", "0898765432"), ("line", "unsent")])
        );
        assert!(draft.changed, "it still is to be sent");
    }
}
