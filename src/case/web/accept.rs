//! รับเรื่อง — an officer takes a submitted file up; here, whatever the channel, duplicates are looked for.

use axum::extract::{Path, State};
use axum::response::Response;
use uuid::Uuid;

use super::locked;
use crate::case::{Stage, duplicate, store};
use crate::identity::store as people;
use crate::registration::{store as registrations, timeline, version};
use crate::web::{Error, OfficerForm, see_other};
use crate::{App, audit};

/// `POST /office/cases/{id}/accept`. Twice is once; who comes second finds who was first.
pub async fn accept(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    OfficerForm { officer, .. }: OfficerForm,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let mut file = locked(&app, &mut tx, &officer, id).await?;
    if file.stage == Stage::Submitted {
        let before = file.bucket();
        file.stage = Stage::Accepted;
        file.accepted_at = Some(now);
        file.assigned_to.get_or_insert(officer.id);
        store::save(&mut tx, &before, &mut file).await?;
        let found = registrations::find(&mut tx, &app.keys, file.file()).await?;
        let registration = found.ok_or(Error::NotFound)?;
        let (keys, version) = (&app.keys, registration.version);
        let answers = version::find(&mut tx, keys, &registration, version).await?;
        let (answers, _) = answers.ok_or(Error::NotFound)?;
        let debtor = people::person(&mut tx, keys, file.debtor_id).await?;
        let contact = answers.page("contact");
        duplicate::detect(&mut tx, keys, &file, &debtor, contact.get("phone"), now).await?;
        let office = Some(file.office_code.as_str());
        timeline::add(&mut tx, &registration, "accepted", office, now).await?;
        audit::officer(&mut tx, officer.by(), file.file(), "accepted", None, now).await?;
    }
    let undecided = duplicate::undecided(&mut tx, &file).await? > 0;
    tx.commit().await?;
    let page = if undecided { "/duplicates" } else { "" };
    Ok(see_other(&format!("/office/cases/{id}{page}")))
}
