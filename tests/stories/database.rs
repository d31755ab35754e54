//! A database of its own for each story, copied from a template that is migrated and filled once.

use plodnee::db;
use plodnee::reference::own;
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use sqlx::{Connection, Executor, PgConnection, PgPool};
use uuid::Uuid;

/// The lock under which one of many test processes makes the template.
const MAKING: i64 = 0x706c_6f64;

/// A fresh database with all migrations and the reference data.
pub(crate) async fn fresh() -> (PgPool, SecretString) {
    let server = std::env::vars().find(|(name, _)| name == "DATABASE_URL");
    let server = server.expect("DATABASE_URL: start the stories with `make test`").1;
    let mut admin = PgConnection::connect(&at(&server, "postgres")).await.unwrap();
    let template = template(&server, &mut admin).await;
    let name = format!("story_{}", Uuid::now_v7().simple());
    let create = format!("create database {name} template {template}");
    admin.execute(sqlx::AssertSqlSafe(create)).await.unwrap();
    let url = SecretString::from(at(&server, &name));
    (db::connect(&url, 8).await.unwrap(), url)
}

/// A copy of a database that nobody is connected to.
pub(crate) async fn copy(of: &SecretString) -> (PgPool, SecretString) {
    use secrecy::ExposeSecret;
    let server = of.expose_secret();
    let mut admin = PgConnection::connect(&at(server, "postgres")).await.unwrap();
    let name = format!("story_{}", Uuid::now_v7().simple());
    let of = server.rsplit_once('/').unwrap().1;
    let create = format!("create database {name} template {of}");
    admin.execute(sqlx::AssertSqlSafe(create)).await.unwrap();
    let url = SecretString::from(at(server, &name));
    (db::connect(&url, 8).await.unwrap(), url)
}

async fn template(server: &str, admin: &mut PgConnection) -> String {
    let mut hash = Sha256::new();
    for migration in db::MIGRATIONS.iter() {
        hash.update(&migration.checksum);
    }
    for file in ["offices", "subdistricts", "districts", "provinces"] {
        hash.update(std::fs::read(format!("reference/{file}.csv")).unwrap());
    }
    let digest = data_encoding::HEXLOWER.encode(&hash.finalize()[..8]);
    let name = format!("template_{digest}");
    admin.execute(sqlx::AssertSqlSafe(format!("select pg_advisory_lock({MAKING})"))).await.unwrap();
    let there = "select count(*) from pg_database where datname = ";
    let found = admin.fetch_one(sqlx::AssertSqlSafe(format!("{there}'{name}'"))).await.unwrap();
    if sqlx::Row::get::<i64, _>(&found, 0) == 0 {
        let making = format!("{name}_making");
        let again = format!("drop database if exists {making} with (force)");
        admin.execute(sqlx::AssertSqlSafe(again)).await.unwrap();
        admin.execute(sqlx::AssertSqlSafe(format!("create database {making}"))).await.unwrap();
        let pool = db::connect(&SecretString::from(at(server, &making)), 2).await.unwrap();
        db::migrate(&pool).await.unwrap();
        own::import(&pool).await.unwrap();
        pool.close().await;
        let done = format!("alter database {making} rename to {name}");
        admin.execute(sqlx::AssertSqlSafe(done)).await.unwrap();
    }
    let unlock = format!("select pg_advisory_unlock({MAKING})");
    admin.execute(sqlx::AssertSqlSafe(unlock)).await.unwrap();
    name
}

fn at(server: &str, database: &str) -> String {
    let mut url = url::Url::parse(server).unwrap();
    url.set_path(database);
    url.into()
}
