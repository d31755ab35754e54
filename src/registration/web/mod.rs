//! The debtor's pages: the form, what was submitted, and what they can do with it.

pub mod attachments;
pub mod check;
pub mod data;
pub mod debts;
pub(crate) mod fields;
pub mod form;
pub mod looks;
pub mod mine;
pub(crate) mod places;
pub mod receipt;
pub(crate) mod save;
pub mod start;
mod step;
pub(crate) mod summary;
pub(crate) mod upload;
pub mod withdraw;

use sqlx::PgConnection;
use uuid::Uuid;

use super::{Registration, State, store};
use crate::App;
use crate::web::Error;

/// The debtor's registration to look at; who has none is sent to begin one.
async fn mine(app: &App, conn: &mut PgConnection, debtor_id: Uuid) -> Result<Registration, Error> {
    store::newest(conn, &app.keys, debtor_id).await?.ok_or_else(begin_first)
}

/// The debtor's registration, locked to be changed. A withdrawn one is resumed first.
async fn locked(app: &App, tx: &mut PgConnection, debtor_id: Uuid) -> Result<Registration, Error> {
    let registration = store::lock(tx, &app.keys, debtor_id).await?.ok_or_else(begin_first)?;
    if registration.state == State::Withdrawn {
        return Err(Error::Elsewhere("/registration".into()));
    }
    Ok(registration)
}

fn begin_first() -> Error {
    Error::Elsewhere("/registration/start".into())
}
