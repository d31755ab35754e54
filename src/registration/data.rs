//! ข้อมูลของฉัน — everything that is kept about one person, for the copy they may ask for (PDPA 2562 s.30).
//!
//! [`read`] gathers it. Both forms of the copy are made of the same [`Data`]: the JSON is it, the PDF puts it into
//! words (`web/data.rs`). What is kept newly becomes a field here, a line in [`read`] and a line in `web/data.rs`.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

use super::attachment::{self, Attachment};
use super::timeline::{self, Event};
use super::version::{self, Version};
use super::{Draft, Registration, State, store};
use crate::audit;
use crate::calculator::store::{self as calculator, Kept};
use crate::campaign::{self, Campaign};
use crate::case::copy::{self, Written};
use crate::identity::{Person, store as people};
use crate::intake::store::{self as counters, AtCounter};
use crate::office::{self, Office};
use crate::seal::Keys;
use crate::web::form::{Fields, held_place};

/// Everything that is kept about one person.
#[derive(Serialize)]
pub struct Data {
    /// When the copy was made.
    pub made_at: DateTime<Utc>,
    /// Who they are.
    pub identity: Identity,
    /// Their registrations, the newest first.
    pub registrations: Vec<Registered>,
    /// Forms posted after their session had ended.
    pub held_forms: Vec<Held>,
    /// Who did what with their data, oldest first.
    pub record: Vec<audit::Entry>,
}

/// A person as ThaiD said, and when they signed in.
#[derive(Serialize)]
pub struct Identity {
    /// What ThaiD last said.
    pub person: Person,
    /// How surely ThaiD knows them.
    pub assurance_level: Option<String>,
    /// The first time they signed in; not yet, for one whom only a counter has registered.
    pub first_signed_in_at: Option<DateTime<Utc>>,
    /// The last time.
    pub last_signed_in_at: Option<DateTime<Utc>>,
}

/// One registration with everything that belongs to it.
#[derive(Serialize)]
pub struct Registered {
    /// Its tracking number, once submitted.
    pub tracking_number: Option<String>,
    /// How far it has come.
    pub state: State,
    /// How it came: `online` or `onsite`.
    pub channel: String,
    /// At which counter it was begun or continued, if it was.
    pub counter: Option<AtCounter>,
    /// The campaign.
    pub campaign: Named,
    /// The office that has it.
    pub office: Option<Named>,
    /// When it was first submitted.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When it was withdrawn, if it is.
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// Why it was withdrawn, last: the answer chosen and the debtor's own words, on a line each.
    pub withdrawal_reason: Option<String>,
    /// The version of the privacy notice that was read.
    pub privacy_notice: String,
    /// When it was read.
    pub privacy_notice_accepted_at: DateTime<Utc>,
    /// The answers as they now stand.
    pub answers: Draft,
    /// When an answer was last saved.
    pub answers_saved_at: DateTime<Utc>,
    /// What was submitted, each time.
    pub versions: Vec<Version>,
    /// Photos and papers.
    pub files: Vec<Attachment>,
    /// What happened, oldest first.
    pub timeline: Vec<Event>,
    /// Calculations of the balance that officers kept, newest first.
    pub calculations: Vec<Kept>,
    /// What officers wrote.
    pub written_by_offices: Written,
}

/// A thing with a code and a name in both languages.
#[derive(Serialize)]
pub struct Named {
    /// Its code or number.
    pub code: String,
    /// Its Thai name.
    pub name_th: String,
    /// Its English name.
    pub name_en: String,
}

/// A form that was kept until its owner signs in again.
#[derive(Serialize)]
pub struct Held {
    /// The page it was posted to.
    pub page: String,
    /// When.
    pub held_at: DateTime<Utc>,
    /// What was typed.
    pub fields: Fields,
}

impl Registered {
    /// The answers that were never sent: of a draft, or changed since the last submission.
    #[must_use]
    pub fn unsent(&self) -> Option<&Draft> {
        (self.versions.is_empty() || self.answers.changed).then_some(&self.answers)
    }
}

/// Gathers everything about a debtor.
pub async fn read(
    conn: &mut PgConnection,
    keys: &Keys,
    debtor_id: Uuid,
    now: DateTime<Utc>,
) -> anyhow::Result<Data> {
    let mut registrations = Vec::new();
    for registration in store::all(conn, keys, debtor_id).await? {
        registrations.push(registered(conn, keys, registration).await?);
    }
    Ok(Data {
        made_at: now,
        identity: identity(conn, keys, debtor_id).await?,
        registrations,
        held_forms: held_forms(conn, keys, debtor_id).await?,
        record: audit::of_debtor(conn, debtor_id).await?,
    })
}

async fn identity(
    conn: &mut PgConnection,
    keys: &Keys,
    debtor_id: Uuid,
) -> anyhow::Result<Identity> {
    let row = sqlx::query!(
        "select assurance_level, first_signed_in_at, last_signed_in_at from debtor where debtor_id = $1",
        debtor_id
    )
    .fetch_one(&mut *conn)
    .await?;
    Ok(Identity {
        person: people::person(conn, keys, debtor_id).await?,
        assurance_level: row.assurance_level,
        first_signed_in_at: row.first_signed_in_at,
        last_signed_in_at: row.last_signed_in_at,
    })
}

async fn registered(
    conn: &mut PgConnection,
    keys: &Keys,
    registration: Registration,
) -> anyhow::Result<Registered> {
    let campaign = campaign::store::get(conn, registration.campaign_id).await?;
    let office = match &registration.submitted {
        Some(submitted) => office::find(conn, &submitted.office_code).await?,
        None => None,
    };
    let file = audit::File { debtor_id: registration.debtor_id, registration_id: registration.id };
    let mut timeline = timeline::of(conn, &registration, None).await?;
    timeline.reverse();
    Ok(Registered {
        campaign: Named::from(campaign),
        counter: counters::at_counter(conn, file).await?,
        office: office.map(Named::from),
        withdrawal_reason: store::withdrawal(conn, keys, &registration).await?,
        versions: version::all(conn, keys, &registration).await?,
        files: attachment::list(conn, keys, &registration).await?,
        timeline,
        calculations: calculator::kept(conn, keys, file, None).await?,
        written_by_offices: copy::written(conn, keys, file).await?,
        submitted_at: registration.submitted.as_ref().map(|submitted| submitted.at),
        tracking_number: registration.submitted.map(|submitted| submitted.tracking_number),
        state: registration.state,
        channel: registration.channel,
        withdrawn_at: registration.withdrawn_at,
        privacy_notice: registration.notice_version,
        privacy_notice_accepted_at: registration.notice_accepted_at,
        answers: registration.draft,
        answers_saved_at: registration.saved_at,
    })
}

async fn held_forms(
    conn: &mut PgConnection,
    keys: &Keys,
    debtor_id: Uuid,
) -> anyhow::Result<Vec<Held>> {
    let rows = sqlx::query!(
        "select path, fields, held_at from held_form where debtor_id = $1 order by held_at",
        debtor_id
    )
    .fetch_all(conn)
    .await?;
    let held = rows.into_iter().map(|row| {
        let mut fields: Fields = keys.open_json(held_place(debtor_id), &row.fields)?;
        fields.take("seen"); // the page's own, not typed
        Ok(Held { page: row.path, held_at: row.held_at, fields })
    });
    held.collect()
}

impl From<Campaign> for Named {
    fn from(campaign: Campaign) -> Named {
        let Campaign { id, name_th, name_en, .. } = campaign;
        Named { code: id.to_string(), name_th, name_en }
    }
}

impl From<Office> for Named {
    fn from(office: Office) -> Named {
        let Office { code, name_th, name_en, .. } = office;
        Named { code, name_th, name_en }
    }
}
