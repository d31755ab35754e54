//! The database a command works on: the one that is named, or the private one.

use std::path::{Path, PathBuf};

use secrecy::SecretString;
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
    /// Connects, after starting the private PostgreSQL when no database is named; makes it when there is none.
    pub(super) async fn open(settings: &Settings, durability: Durability) -> Result<Self, Failure> {
        let (private, url) = server(settings, durability)?;
        if private.is_some() {
            db::create_if_missing(&url).await?;
        }
        Self::connect(settings, private, &url).await
    }

    /// The same, but makes nothing: a private PostgreSQL that is not there yet is refused.
    pub(super) async fn look(settings: &Settings) -> Result<Self, Failure> {
        let folder = data_dir(settings);
        if settings.database_url.is_none() && !PrivatePostgres::is_made(&folder) {
            return Err(Failure::Refused(vec![format!(
                "there is none in {} yet; run `plodnee migrate`, which makes it.",
                folder.display()
            )]));
        }
        let (private, url) = server(settings, Durability::Durable)?;
        Self::connect(settings, private, &url).await
    }

    async fn connect(
        settings: &Settings,
        private: Option<PrivatePostgres>,
        url: &SecretString,
    ) -> Result<Self, Failure> {
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

/// The address of the database that is named, or of the private server, which is started.
fn server(
    settings: &Settings,
    durability: Durability,
) -> Result<(Option<PrivatePostgres>, SecretString), Failure> {
    if let Some(url) = &settings.database_url {
        return Ok((None, url.clone()));
    }
    let binaries = settings.postgres_bin.as_deref();
    let postgres = PrivatePostgres::start(&data_dir(settings), binaries, durability)?;
    let url = postgres.url().clone();
    Ok((Some(postgres), url))
}

/// The folder of the private PostgreSQL.
pub(super) fn data_dir(settings: &Settings) -> PathBuf {
    settings.data_dir.clone().unwrap_or_else(|| Path::new(DATA_DIR).to_owned())
}
