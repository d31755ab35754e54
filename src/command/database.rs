//! The database a command works on: the one that is named, or the private one.

use std::path::{Path, PathBuf};

use sqlx::PgPool;

use super::Failure;
use crate::config::Settings;
use crate::db;
use crate::db::private::{Durability, PrivatePostgres};

/// Where the private PostgreSQL of a real installation lives unless told otherwise.
const DATA_DIR: &str = "/var/lib/plodnee";

/// An open database, and the private server when it is ours.
#[derive(Debug)]
pub(super) struct Database {
    pub(super) pool: PgPool,
    private: Option<PrivatePostgres>,
}

impl Database {
    /// Connects, after starting the private PostgreSQL when no database is named.
    pub(super) async fn open(settings: &Settings, durability: Durability) -> Result<Self, Failure> {
        let private = match settings.database_url {
            Some(_) => None,
            None => {
                let folder = data_dir(settings);
                let binaries = settings.postgres_bin.as_deref();
                let postgres = PrivatePostgres::start(&folder, binaries, durability)?;
                db::create_if_missing(postgres.url()).await?;
                Some(postgres)
            }
        };
        let named = settings.database_url.as_ref();
        let url = named.or(private.as_ref().map(PrivatePostgres::url));
        let url = url.expect("a database that is not named is private");
        let pool = db::connect(url, settings.database_connections).await?;
        let major = db::major_version(&pool).await?;
        if major < db::OLDEST_POSTGRES {
            return Err(Failure::Refused(vec![format!(
                "PLODNEE_DATABASE_URL names PostgreSQL {major}; {} or newer is needed.",
                db::OLDEST_POSTGRES
            )]));
        }
        Ok(Self { pool, private })
    }

    /// Closes the connections and stops the private server.
    pub(super) async fn close(self) {
        self.pool.close().await;
        drop(self.private);
    }
}

/// The folder of the private PostgreSQL.
pub(super) fn data_dir(settings: &Settings) -> PathBuf {
    settings.data_dir.clone().unwrap_or_else(|| Path::new(DATA_DIR).to_owned())
}
