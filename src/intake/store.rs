//! Registrations made at counters in the database: who made them, and what is there already of somebody who comes.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Intake, Proof};
use crate::audit::File;
use crate::case::{keys as search, store::name_place};
use crate::clock::PartialDate;
use crate::identity::{Names, Person, store as people};
use crate::officer::Scope;
use crate::registration::State;
use crate::seal::Keys;

/// What an office can open at its counter.
pub struct Here {
    /// Whose, and which registration.
    pub file: File,
    /// How it was last made sure there who the debtor is; `None` for one who was never at this counter.
    pub proof: Option<Proof>,
}

/// A registration that was begun or continued at the counter of this office, or that lies on its desk; nobody's own.
pub async fn find(
    conn: &mut PgConnection,
    registration_id: Uuid,
    office_code: &str,
    scope: &Scope,
) -> sqlx::Result<Option<Here>> {
    let row = sqlx::query!(
        r#"select here.debtor_id as "debtor_id!", i.proof as "proof?: Proof"
           from (select debtor_id from intake where registration_id = $1 and office_code = $2
                 union
                 select debtor_id from case_file where registration_id = $1 and office_code = $2) here
           left join intake i
             on i.debtor_id = here.debtor_id and i.registration_id = $1 and i.office_code = $2
           where here.debtor_id <> $3"#,
        registration_id,
        office_code,
        scope.not_of
    )
    .fetch_optional(conn)
    .await?;
    let file = |debtor_id| File { debtor_id, registration_id };
    Ok(row.map(|row| Here { file: file(row.debtor_id), proof: row.proof }))
}

/// Records an intake: the newest visit of a debtor, at whichever counter. The timeline keeps each of them.
pub async fn record(tx: &mut PgConnection, intake: &Intake) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into intake (debtor_id, registration_id, office_code, officer_id, appointment_id, proof, at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (debtor_id, registration_id) do update set office_code = excluded.office_code,
             officer_id = excluded.officer_id, appointment_id = excluded.appointment_id, proof = excluded.proof,
             at = excluded.at",
        intake.file.debtor_id,
        intake.file.registration_id,
        intake.office_code,
        intake.officer_id,
        intake.appointment_id,
        intake.proof as Proof,
        intake.at
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// What its debtor may know of an intake.
#[derive(Debug, Serialize)]
pub struct AtCounter {
    /// The Thai name of the office.
    pub office_th: String,
    /// Its English name.
    pub office_en: String,
    /// How the officer made sure who it was.
    pub proof: Proof,
    /// When.
    pub at: DateTime<Utc>,
}

/// The intake of a registration, for its debtor; `None` for one that no counter has seen.
pub async fn at_counter(conn: &mut PgConnection, file: File) -> sqlx::Result<Option<AtCounter>> {
    sqlx::query_as!(
        AtCounter,
        r#"select o.name_th as office_th, o.name_en as office_en, i.proof as "proof: Proof", i.at
           from intake i join office o on o.code = i.office_code
           where i.debtor_id = $1 and i.registration_id = $2"#,
        file.debtor_id,
        file.registration_id
    )
    .fetch_optional(conn)
    .await
}

/// A registration that somebody has already in a campaign.
#[derive(Debug, Clone)]
pub struct There {
    /// Which.
    pub registration_id: Uuid,
    /// How far it has come.
    pub state: State,
    /// How it came, or is coming.
    pub channel: String,
    /// When an answer was last saved.
    pub saved_at: DateTime<Utc>,
    /// When it was first submitted.
    pub submitted_at: Option<DateTime<Utc>>,
    /// The office that has it.
    pub office_code: Option<String>,
    /// The office at whose counter it was begun or continued.
    pub counter: Option<String>,
    /// Whether the desk of the office that has it shows it already.
    pub on_desk: bool,
}

/// What somebody has already in a campaign, on whatever channel.
pub async fn there(
    conn: &mut PgConnection,
    debtor_id: Uuid,
    campaign_id: i16,
) -> sqlx::Result<Option<There>> {
    one(conn, debtor_id, campaign_id, true).await
}

/// What somebody has submitted in another campaign and not withdrawn: the newest.
pub async fn earlier(
    conn: &mut PgConnection,
    debtor_id: Uuid,
    campaign_id: i16,
) -> sqlx::Result<Option<There>> {
    one(conn, debtor_id, campaign_id, false).await
}

async fn one(
    conn: &mut PgConnection,
    debtor_id: Uuid,
    campaign_id: i16,
    within: bool,
) -> sqlx::Result<Option<There>> {
    sqlx::query_as!(
        There,
        r#"select r.registration_id, r.state as "state: State", r.channel, r.draft_saved_at as saved_at,
                  r.submitted_at, r.office_code, i.office_code as "counter?",
                  exists (select from case_file f where f.debtor_id = r.debtor_id
                            and f.registration_id = r.registration_id and f.office_code = r.office_code) as "on_desk!"
           from registration r left join intake i using (debtor_id, registration_id)
           where r.debtor_id = $1 and (r.campaign_id = $2) = $3 and ($3 or r.state = 'submitted')
           order by r.registration_id desc limit 1"#,
        debtor_id,
        campaign_id,
        within
    )
    .fetch_optional(conn)
    .await
}

/// A draft on which an office works at its counter. Holds a name: it has no `Debug`.
pub struct Open {
    /// Which.
    pub registration_id: Uuid,
    /// The debtor's name.
    pub name: String,
    /// When an answer was last saved.
    pub saved_at: DateTime<Utc>,
}

/// The drafts begun at the counter of an office since a moment and not submitted, the newest first.
pub async fn open(
    conn: &mut PgConnection,
    keys: &Keys,
    office_code: &str,
    scope: &Scope,
    since: DateTime<Utc>,
) -> anyhow::Result<Vec<Open>> {
    // The plan is good for every office. PostgreSQL takes `at >= $2` for a third of an office's rows and would plan anew each
    // time, which costs more than the query.
    sqlx::query!("set local plan_cache_mode = force_generic_plan").execute(&mut *conn).await?;
    let rows = sqlx::query!(
        "select i.debtor_id, i.registration_id, r.draft_saved_at, d.person
         from intake i
         join registration r using (debtor_id, registration_id)
         join debtor d on d.debtor_id = i.debtor_id
         where i.office_code = $1 and i.at >= $2 and r.state = 'draft' and i.debtor_id <> $3
         order by i.at desc limit 20",
        office_code,
        since,
        scope.not_of
    )
    .fetch_all(conn)
    .await?;
    let open = rows.into_iter().map(|row| {
        let person: Person = people::open(keys, row.debtor_id, &row.person)?;
        let (registration_id, saved_at) = (row.registration_id, row.draft_saved_at);
        Ok(Open { registration_id, name: person.names.full(), saved_at })
    });
    open.collect()
}

/// A file of the same name and birth date. Holds a name: it has no `Debug`.
pub struct Alike {
    /// The office that has it.
    pub office_code: String,
    /// What may be said of it to who asks; nothing of a file outside their territory.
    pub own: Option<Own>,
}

/// A file that who asks may open.
pub struct Own {
    /// Which.
    pub registration_id: Uuid,
    /// The debtor's name.
    pub name: String,
    /// When it was submitted.
    pub submitted_at: DateTime<Utc>,
}

/// The files of this name and birth date, as far as both are known, in the whole country: at most fifty, without those
/// of `but`. Only those of the own office are named.
pub async fn alike(
    conn: &mut PgConnection,
    keys: &Keys,
    scope: &Scope,
    names: &Names,
    birth: PartialDate,
    but: Option<Uuid>,
) -> anyhow::Result<Vec<Alike>> {
    let hashes = search::persons(keys, names, birth);
    // The keys first, always: to the planner a name looks common, and then it would walk through the country's files.
    let rows = sqlx::query!(
        r#"with found as materialized (
             select distinct office_code, registration_id from case_key
             where key_hash = any($1) and debtor_id <> $3 and debtor_id is distinct from $4
             order by office_code, registration_id limit 50)
           select f.office_code, f.registration_id, f.submitted_at,
                  case when f.office_code = $2 then f.name end as name
           from found join case_file f using (office_code, registration_id)
           order by f.office_code, f.registration_id"#,
        &hashes,
        scope.office,
        scope.not_of,
        but
    )
    .fetch_all(conn)
    .await?;
    let alike = rows.into_iter().map(|row| {
        let place = name_place(row.registration_id);
        let name = row.name.map(|name| keys.open_text(place, &name)).transpose()?;
        let (registration_id, submitted_at) = (row.registration_id, row.submitted_at);
        let own = name.map(|name| Own { registration_id, name, submitted_at });
        Ok(Alike { office_code: row.office_code, own })
    });
    alike.collect()
}
