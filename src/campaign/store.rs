//! Campaigns in the database: a handful of rows that change by decree.

use chrono::{Days, NaiveDate};
use sqlx::{PgConnection, PgPool};

use super::Campaign;

/// The campaign of a Bangkok day: the one that is running or comes next, else the last that ran.
pub async fn current(conn: &mut PgConnection, today: NaiveDate) -> sqlx::Result<Campaign> {
    sqlx::query_as!(
        Campaign,
        "select id, name_th, name_en, opens_on, closes_on, opens_minute, closes_minute
         from campaign
         order by closes_on < $1, case when closes_on >= $1 then opens_on end, closes_on desc
         limit 1",
        today
    )
    .fetch_one(conn)
    .await
}

/// One campaign by its number.
pub async fn get(conn: &mut PgConnection, id: i16) -> sqlx::Result<Campaign> {
    sqlx::query_as!(
        Campaign,
        "select id, name_th, name_en, opens_on, closes_on, opens_minute, closes_minute
         from campaign where id = $1",
        id
    )
    .fetch_one(conn)
    .await
}

/// Opens the demonstration's campaign: at all hours, from `today` for ninety days. An open one stays.
pub async fn ensure_demo(pool: &PgPool, today: NaiveDate) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into campaign (id, code, name_th, name_en, opens_on, closes_on, opens_minute, closes_minute)
         values (99, 'demo', 'รอบสาธิต', 'Demonstration round', $1, $2, 0, 1440)
         on conflict (id) do update set closes_on = greatest(campaign.closes_on, excluded.closes_on)",
        today,
        today + Days::new(90)
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Whether the database was a demonstration's.
pub async fn has_demo(pool: &PgPool) -> sqlx::Result<bool> {
    let found = sqlx::query_scalar!(
        r#"select exists (select from campaign where code = 'demo') as "found!""#
    );
    found.fetch_one(pool).await
}
