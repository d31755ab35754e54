//! The officers' pages about files. Every one of them begins with [`opened`]: the file in the officer's scope, the
//! look recorded with its purpose.

pub mod accept;
pub mod answers;
pub mod assign;
pub mod call_list;
pub mod calls;
mod changes;
mod compared;
mod conflict;
pub mod decide;
pub mod desk;
pub mod duplicates;
pub(crate) mod held;
pub mod look;
pub mod messages;
pub mod news;
pub mod present;
pub mod reopen;
mod safety;
pub mod search;
pub mod share;
pub mod show;
pub mod transfers;

use chrono::NaiveTime;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{CaseFile, store};
use crate::registration::{Registration, store as registrations};
use crate::web::{Error, Officer};
use crate::{App, audit, clock};

/// Opens a file to read. The look is recorded; who has not said today what for is asked first.
pub async fn opened(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    id: Uuid,
) -> Result<CaseFile, Error> {
    let found = store::find(tx, &app.keys, id, &officer.scope, app.clock.today()).await?;
    recorded(app, tx, officer, found.ok_or(Error::NotFound)?).await
}

/// Opens a file to change it: the same, and locked until the transaction ends.
pub async fn locked(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    id: Uuid,
) -> Result<CaseFile, Error> {
    let found = store::lock(tx, &app.keys, id, &officer.scope, app.clock.today()).await?;
    recorded(app, tx, officer, found.ok_or(Error::NotFound)?).await
}

/// The registration and its file, both locked, in the order in which everybody locks them.
pub(super) async fn both(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    id: Uuid,
) -> Result<(CaseFile, Registration), Error> {
    let found = store::find(tx, &app.keys, id, &officer.scope, app.clock.today()).await?;
    let found = found.ok_or(Error::NotFound)?;
    let registration = registrations::lock_one(tx, &app.keys, found.file()).await?;
    let file = locked(app, tx, officer, id).await?;
    Ok((file, registration.ok_or(Error::NotFound)?))
}

async fn recorded(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    mut file: CaseFile,
) -> Result<CaseFile, Error> {
    let purpose = if file.assigned_to == Some(officer.id) {
        look::OWN_WORK.to_owned()
    } else {
        let midnight = clock::instant(app.clock.today(), NaiveTime::MIN);
        let stated = audit::purpose_since(tx, officer.id, file.file(), midnight).await?;
        stated.ok_or_else(|| Error::Elsewhere(look::address(&file, officer)))?
    };
    let now = app.clock.now();
    audit::officer(tx, officer.by(), file.file(), "looked", Some(&purpose), now).await?;
    let of = (file.office_code.as_str(), file.registration_id);
    file.present = present::others(app, tx, officer, of).await?;
    Ok(file)
}
