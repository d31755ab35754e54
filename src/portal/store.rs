//! What the public pages read of the registrations: totals, never a row of a person.

use sqlx::PgConnection;

use crate::campaign::Campaign;
use crate::office::Territory;

/// How many people have registered in a round, from the nation's running totals.
pub(super) async fn registered(conn: &mut PgConnection, campaign: &Campaign) -> sqlx::Result<u64> {
    let count = sqlx::query_scalar!(
        r#"select coalesce(sum(registrations), 0)::bigint as "count!"
           from territory_day where territory = $3 and day between $1 and $2"#,
        campaign.opens_on,
        campaign.closes_on,
        Territory::Nation.key()
    )
    .fetch_one(conn)
    .await?;
    Ok(u64::try_from(count).unwrap_or(0))
}
