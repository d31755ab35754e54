//! ตัวเลข — registrations, debts and amounts of the offices or provinces in a territory, from the running totals.
//! No person stands behind a row, and a page reads totals by day only.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::area;
use crate::money::Satang;
use crate::office::{self, Territory};
use crate::text::Lang;

/// The totals of one office or province.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its code.
    pub code: String,
    /// Its name in Thai.
    pub name_th: String,
    /// Its name in English.
    pub name_en: String,
    /// How many registered by themselves.
    pub online: i64,
    /// How many at a counter.
    pub onsite: i64,
    /// How many debts they named.
    pub debts: i64,
    /// What the creditors claim.
    pub claimed: Satang,
}

impl Line {
    /// Its name in a language.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Th => &self.name_th,
            Lang::En => &self.name_en,
        }
    }

    /// How many registered.
    #[must_use]
    pub fn registrations(&self) -> i64 {
        self.online + self.onsite
    }
}

/// By what the lines are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// By code.
    Code,
    /// The most registrations first.
    Registrations,
    /// The most debts first.
    Debts,
    /// The largest amount first.
    Claimed,
}

impl Order {
    /// Every order.
    pub const ALL: [Order; 4] = [Order::Code, Order::Registrations, Order::Debts, Order::Claimed];

    /// Its word in addresses; `figures-<word>` in `locales/`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Order::Code => "code",
            Order::Registrations => "registrations",
            Order::Debts => "debts",
            Order::Claimed => "claimed",
        }
    }

    /// Puts lines in this order.
    pub fn sort(self, lines: &mut [Line]) {
        match self {
            Order::Code => lines.sort_by(|a, b| a.code.cmp(&b.code)),
            Order::Registrations => lines.sort_by_key(|line| -line.registrations()),
            Order::Debts => lines.sort_by_key(|line| -line.debts),
            Order::Claimed => lines.sort_by_key(|line| -line.claimed.get()),
        }
    }
}

/// What a territory is made of: the nation of provinces, a province of offices, an office of itself.
pub async fn parts(
    conn: &mut PgConnection,
    territory: &Territory,
) -> sqlx::Result<Vec<(Territory, Line)>> {
    let line = |code: String, name_th: String, name_en: String| Line {
        code,
        name_th,
        name_en,
        online: 0,
        onsite: 0,
        debts: 0,
        claimed: Satang::ZERO,
    };
    Ok(match territory {
        Territory::Nation => area::provinces(conn)
            .await?
            .into_iter()
            .map(|it| (Territory::Province(it.code.clone()), line(it.code, it.name_th, it.name_en)))
            .collect(),
        Territory::Province(code) => office::of_province(conn, code)
            .await?
            .into_iter()
            .map(|it| (Territory::Office(it.code.clone()), line(it.code, it.name_th, it.name_en)))
            .collect(),
        Territory::Office(code) => office::find(conn, code)
            .await?
            .into_iter()
            .map(|it| (Territory::Office(it.code.clone()), line(it.code, it.name_th, it.name_en)))
            .collect(),
    })
}

/// The totals of the parts of a territory between two Bangkok days, both counted.
pub async fn totals(
    conn: &mut PgConnection,
    territory: &Territory,
    from: NaiveDate,
    to: NaiveDate,
) -> sqlx::Result<Vec<Line>> {
    let parts = parts(conn, territory).await?;
    let keys: Vec<String> = parts.iter().map(|(part, _)| part.key()).collect();
    let rows = sqlx::query!(
        r#"select territory,
                  coalesce(sum(registrations) filter (where channel = 'online'), 0)::bigint as "online!",
                  coalesce(sum(registrations) filter (where channel = 'onsite'), 0)::bigint as "onsite!",
                  coalesce(sum(debts), 0)::bigint as "debts!",
                  coalesce(sum(claimed_satang), 0)::bigint as "claimed!"
           from territory_day where territory = any($1) and day between $2 and $3
           group by territory"#,
        &keys,
        from,
        to
    )
    .fetch_all(conn)
    .await?;
    let filled = |(part, line): (Territory, Line)| {
        let key = part.key();
        match rows.iter().find(|row| row.territory == key) {
            None => line,
            Some(row) => Line {
                online: row.online,
                onsite: row.onsite,
                debts: row.debts,
                claimed: Satang::new(row.claimed),
                ..line
            },
        }
    };
    Ok(parts.into_iter().map(filled).collect())
}
