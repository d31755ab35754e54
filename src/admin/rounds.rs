//! รอบรับลงทะเบียน — opening a round, and changing its days and hours; what it was before is kept with the reason.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::audit;
use crate::campaign::{self, Campaign};

/// What can be changed of a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Its name in Thai.
    pub name_th: String,
    /// Its name in English.
    pub name_en: String,
    /// The first day, in Bangkok.
    pub opens_on: NaiveDate,
    /// The last day, in Bangkok.
    pub closes_on: NaiveDate,
    /// When each day's hours begin, in minutes after midnight.
    pub opens_minute: i16,
    /// When they end, in minutes after midnight.
    pub closes_minute: i16,
}

impl Terms {
    /// The daily hours as text: `06.00–23.00`.
    #[must_use]
    pub fn hours(&self) -> String {
        campaign::hours(self.opens_minute, self.closes_minute)
    }
}

/// A round as the administrators see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Its number.
    pub id: i16,
    /// Its short name.
    pub code: String,
    /// Its days, hours and names.
    pub terms: Terms,
}

impl Round {
    /// The same as the public pages know it.
    #[must_use]
    pub fn campaign(&self) -> Campaign {
        let Terms { name_th, name_en, opens_on, closes_on, opens_minute, closes_minute } =
            self.terms.clone();
        Campaign { id: self.id, name_th, name_en, opens_on, closes_on, opens_minute, closes_minute }
    }
}

/// What is wrong with days and hours, as the field and its sentence in `locales/`.
#[must_use]
pub fn wrong(
    terms: &Terms,
    before: Option<&Round>,
    others: &[Round],
    today: NaiveDate,
) -> Vec<(&'static str, &'static str)> {
    let mut wrong = Vec::new();
    let begun = before.is_some_and(|before| before.terms.opens_on <= today);
    if begun && before.is_some_and(|before| before.terms.opens_on != terms.opens_on) {
        wrong.push(("opens-on", "problem-round-begun"));
    } else if !begun && terms.opens_on < today {
        wrong.push(("opens-on", "problem-day-past"));
    }
    if terms.closes_on < terms.opens_on {
        wrong.push(("closes-on", "problem-round-backwards"));
    } else if terms.closes_on < today {
        wrong.push(("closes-on", "problem-round-over"));
    }
    if terms.closes_minute <= terms.opens_minute {
        wrong.push(("closes-at", "problem-round-hours"));
    }
    let id = before.map(|before| before.id);
    let overlaps = |other: &&Round| {
        Some(other.id) != id
            && terms.opens_on <= other.terms.closes_on
            && other.terms.opens_on <= terms.closes_on
    };
    if others.iter().any(|other| overlaps(&other)) {
        wrong.push(("opens-on", "problem-round-overlaps"));
    }
    wrong
}

struct Row {
    id: i16,
    code: String,
    name_th: String,
    name_en: String,
    opens_on: NaiveDate,
    closes_on: NaiveDate,
    opens_minute: i16,
    closes_minute: i16,
}

impl From<Row> for Round {
    fn from(row: Row) -> Round {
        let Row { id, code, name_th, name_en, opens_on, closes_on, opens_minute, closes_minute } =
            row;
        let terms = Terms { name_th, name_en, opens_on, closes_on, opens_minute, closes_minute };
        Round { id, code, terms }
    }
}

/// Every round, the newest first.
pub async fn all(conn: &mut PgConnection) -> sqlx::Result<Vec<Round>> {
    let rows = sqlx::query_as!(
        Row,
        "select id, code, name_th, name_en, opens_on, closes_on, opens_minute, closes_minute
         from campaign order by opens_on desc, id desc"
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Round::from).collect())
}

/// Every round, while nobody else changes one until the transaction ends. Registering goes on meanwhile.
pub async fn lock(tx: &mut PgConnection) -> sqlx::Result<Vec<Round>> {
    sqlx::query!("lock table campaign in share row exclusive mode").execute(&mut *tx).await?;
    all(tx).await
}

/// Opens a round, or changes one, for a reason, and records it; by an officer or the command line. Gives its number.
pub async fn put(
    tx: &mut PgConnection,
    (code, before): (&str, Option<&Round>),
    terms: &Terms,
    (by, reason): (Option<audit::By>, &str),
    now: DateTime<Utc>,
) -> anyhow::Result<i16> {
    let id = sqlx::query_scalar!(
        "insert into campaign (id, code, name_th, name_en, opens_on, closes_on, opens_minute, closes_minute)
         select coalesce(max(id) filter (where id < 99), 0) + 1, $1, $2, $3, $4, $5, $6, $7 from campaign
         on conflict (code) do update
         set name_th = excluded.name_th, name_en = excluded.name_en, opens_on = excluded.opens_on,
             closes_on = excluded.closes_on, opens_minute = excluded.opens_minute,
             closes_minute = excluded.closes_minute
         returning id",
        code,
        terms.name_th,
        terms.name_en,
        terms.opens_on,
        terms.closes_on,
        terms.opens_minute,
        terms.closes_minute
    )
    .fetch_one(&mut *tx)
    .await?;
    let change = json!({"before": before.map(|before| &before.terms), "after": terms});
    sqlx::query!(
        "insert into campaign_change (change_id, campaign_id, officer_id, at, reason, before, after)
         values ($1, $2, $3, $4, $5, $6, $7)",
        Uuid::now_v7(),
        id,
        by.map(|by| by.officer_id),
        now,
        reason,
        before.map(|before| serde_json::to_value(&before.terms)).transpose()?,
        serde_json::to_value(terms)?
    )
    .execute(&mut *tx)
    .await?;
    let action = if before.is_some() { "round-changed" } else { "round-opened" };
    audit::deed(tx, by, action, &format!("round:{id}"), Some(change), now).await?;
    Ok(id)
}

/// One change of a round.
#[derive(Debug, Clone)]
pub struct Change {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom; `None`: by the command line.
    pub officer_id: Option<Uuid>,
    /// Why.
    pub reason: String,
    /// What it was; `None` when it was opened.
    pub before: Option<Terms>,
    /// What it became.
    pub after: Terms,
}

/// The newest changes of a round.
pub async fn history(conn: &mut PgConnection, id: i16) -> anyhow::Result<Vec<Change>> {
    let rows = sqlx::query!(
        "select at, officer_id, reason, before, after from campaign_change
         where campaign_id = $1 order by change_id desc limit 100",
        id
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Change {
                at: row.at,
                officer_id: row.officer_id,
                reason: row.reason,
                before: row.before.map(serde_json::from_value).transpose()?,
                after: serde_json::from_value(row.after)?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(opens: &str, closes: &str) -> Terms {
        Terms {
            name_th: String::new(),
            name_en: String::new(),
            opens_on: opens.parse().unwrap(),
            closes_on: closes.parse().unwrap(),
            opens_minute: 360,
            closes_minute: 1380,
        }
    }

    fn round(id: i16, opens: &str, closes: &str) -> Round {
        Round { id, code: id.to_string(), terms: terms(opens, closes) }
    }

    #[test]
    fn backwards_past_and_overlapping_days_are_refused() {
        let today = "2026-11-22".parse().unwrap();
        let running = round(1, "2026-11-01", "2026-12-31");
        let next = round(2, "2027-03-01", "2027-04-30");
        let rounds = [running.clone(), next.clone()];
        let cases: [(&str, &str, Option<&Round>, &[&str]); 9] = [
            ("2027-01-01", "2027-02-28", None, &[]),
            ("2027-01-01", "2026-12-31", None, &["problem-round-backwards"]),
            (
                "2026-11-21",
                "2026-11-21",
                None,
                &["problem-day-past", "problem-round-over", "problem-round-overlaps"],
            ),
            ("2026-12-31", "2027-01-31", None, &["problem-round-overlaps"]),
            ("2026-11-01", "2027-01-31", Some(&running), &[]),
            ("2026-11-01", "2027-03-01", Some(&running), &["problem-round-overlaps"]),
            ("2026-11-05", "2026-12-31", Some(&running), &["problem-round-begun"]),
            ("2026-11-01", "2026-11-20", Some(&running), &["problem-round-over"]),
            ("2027-02-01", "2027-04-30", Some(&next), &[]),
        ];
        for (opens, closes, before, expected) in cases {
            let found = wrong(&terms(opens, closes), before, &rounds, today);
            let found: Vec<&str> = found.into_iter().map(|(_, key)| key).collect();
            assert_eq!(found, expected, "{opens} {closes}");
        }
        let hours = Terms { closes_minute: 360, ..terms("2027-01-01", "2027-01-31") };
        assert_eq!(wrong(&hours, None, &rounds, today), [("closes-at", "problem-round-hours")]);
    }
}
