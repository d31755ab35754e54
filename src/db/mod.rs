//! The database (ฐานข้อมูล): connecting, migrating, and knowing whether it is well.
//!
//! One dialect, PostgreSQL 15 or newer; [`private`] starts one when none is named.

pub mod private;

use std::str::FromStr;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use sqlx::migrate::{MigrateDatabase, MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{PgPool, Postgres};

/// The oldest PostgreSQL major version supported: the first with ICU as a database's own order.
pub const OLDEST_POSTGRES: u32 = 15;

/// The migrations of this binary, in order.
pub static MIGRATIONS: Migrator = sqlx::migrate!();

/// Connects to the database of `url` with at most `connections` connections.
///
/// A statement ends after 15 s and a transaction left open after 30 s, so that one slow page cannot
/// hold up the others.
pub async fn connect(url: &SecretString, connections: u32) -> Result<PgPool, sqlx::Error> {
    let options =
        PgConnectOptions::from_str(url.expose_secret())?.application_name("plodnee").options([
            ("statement_timeout", "15s"),
            ("lock_timeout", "10s"),
            ("idle_in_transaction_session_timeout", "30s"),
            ("TimeZone", "UTC"),
        ]);
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(5))
        .connect_with(options)
        .await
}

/// Creates the database that `url` names when its server has none of that name.
pub async fn create_if_missing(url: &SecretString) -> Result<(), sqlx::Error> {
    let url = url.expose_secret();
    if !Postgres::database_exists(url).await? {
        Postgres::create_database(url).await?;
    }
    Ok(())
}

/// Brings the schema up to this binary's migrations; does nothing when it already is.
pub async fn migrate(db: &PgPool) -> Result<(), MigrateError> {
    // Its own connection, closed afterwards: a migration may take longer than a page may.
    let mut connection = db.acquire().await?.detach();
    sqlx::raw_sql("set statement_timeout = 0").execute(&mut connection).await?;
    MIGRATIONS.run(&mut connection).await
}

/// Says how the schema differs from this binary's migrations; nothing when it does not.
pub async fn pending_migrations(db: &PgPool) -> Result<Option<String>, sqlx::Error> {
    let table = sqlx::query_scalar!("select to_regclass('_sqlx_migrations')::text");
    if table.fetch_one(db).await?.is_none() {
        return Ok(Some("no migration has run on this database".to_owned()));
    }
    // SQLx's own table: not part of our schema, so not checked against it.
    let applied =
        sqlx::query_scalar::<_, i64>("select version from _sqlx_migrations where success");
    let applied = applied.fetch_all(db).await?;
    let pending = MIGRATIONS.iter().filter(|known| !applied.contains(&known.version));
    let names: Vec<_> = pending.map(|m| format!("{:04} {}", m.version, m.description)).collect();
    let newer = applied.iter().any(|version| !MIGRATIONS.version_exists(*version));
    Ok(match (names.is_empty(), newer) {
        (false, _) => Some(format!("not yet run: {}", names.join(", "))),
        (true, true) => Some("the database belongs to a newer plodnee".to_owned()),
        (true, false) => None,
    })
}

/// Answers whether the database answers; for `/readyz`.
pub async fn answers(db: &PgPool) -> Result<(), sqlx::Error> {
    sqlx::query_scalar!("select 1").fetch_one(db).await.map(|_| ())
}

/// The server's major version, such as 15.
pub async fn major_version(db: &PgPool) -> Result<u32, sqlx::Error> {
    let number = sqlx::query_scalar!("select current_setting('server_version_num')::int")
        .fetch_one(db)
        .await?;
    Ok(number.and_then(|n| u32::try_from(n / 10_000).ok()).unwrap_or_default())
}
