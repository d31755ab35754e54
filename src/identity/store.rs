//! Sign-ins under way (การเข้าสู่ระบบที่ค้างอยู่), each used once, and the people who came back.

use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, PgPool};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::{Person, Purpose};
use crate::notice;
use crate::seal::{Keys, Place};

/// How long someone has to come back from ThaiD: time to find the phone and the PIN (docs/thaid.md §10.1).
pub const KEPT: TimeDelta = TimeDelta::minutes(15);

/// A sign-in that has begun.
#[derive(Clone)]
pub struct Pending {
    /// What for.
    pub purpose: Purpose,
    /// What the identity token has to repeat.
    pub nonce: String,
    /// The PKCE verifier.
    pub verifier: String,
    /// Where to go afterwards: a path of ours, see [`super::web::local_path`].
    pub return_path: Option<String>,
    /// When it began.
    pub started_at: DateTime<Utc>,
}

/// Why a returning browser has no sign-in to finish.
pub enum Stray {
    /// No such state: invented, altered, used before, or swept away.
    Unknown,
    /// It began in another browser.
    OtherBrowser,
    /// It began too long ago: what it was for can be begun again.
    Expired(Box<Pending>),
}

impl Stray {
    /// The code, for the log.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Stray::Unknown => "unknown-state",
            Stray::OtherBrowser => "other-browser",
            Stray::Expired(_) => "expired",
        }
    }
}

/// Keeps a sign-in until its state comes back from the browser that holds `browser`.
pub async fn begin(db: &PgPool, state: &str, browser: &str, pending: &Pending) -> sqlx::Result<()> {
    // Whoever starts clears away what nobody came back for.
    sqlx::query!("delete from sign_in where expires_at < $1", pending.started_at)
        .execute(db)
        .await?;
    sqlx::query!(
        "insert into sign_in
             (state_hash, browser_hash, purpose, nonce, verifier, return_path, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        hash(state),
        hash(browser),
        pending.purpose.word(),
        pending.nonce,
        pending.verifier,
        pending.return_path,
        pending.started_at,
        pending.started_at + KEPT
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Takes the sign-in of a state out, whoever asks: a state is good for one attempt, also a wrong one.
pub async fn take(
    db: &PgPool,
    state: &str,
    browser: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<Result<Pending, Stray>> {
    let row = sqlx::query!(
        "delete from sign_in where state_hash = $1
         returning browser_hash, purpose, nonce, verifier, return_path, created_at, expires_at",
        hash(state)
    )
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(Err(Stray::Unknown)) };
    let ours = browser.is_some_and(|b| bool::from(hash(b).as_slice().ct_eq(&row.browser_hash)));
    if !ours {
        return Ok(Err(Stray::OtherBrowser));
    }
    let Some(purpose) = Purpose::from_word(&row.purpose) else { return Ok(Err(Stray::Unknown)) };
    let pending = Pending {
        purpose,
        nonce: row.nonce,
        verifier: row.verifier,
        return_path: row.return_path,
        started_at: row.created_at,
    };
    Ok(if now < row.expires_at { Ok(pending) } else { Err(Stray::Expired(Box::new(pending))) })
}

fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

/// The S256 challenge of a PKCE verifier (RFC 7636 §4.2).
#[must_use]
pub fn challenge(verifier: &str) -> String {
    BASE64URL_NOPAD.encode(&Sha256::digest(verifier.as_bytes()))
}

/// Keeps what ThaiD said of a person, sealed, under the id that every sign-in of theirs leads to; gives that id.
///
/// The newest word replaces the one before: names and addresses change.
pub async fn remember(
    tx: &mut PgConnection,
    keys: &Keys,
    person: &Person,
    now: DateTime<Utc>,
) -> anyhow::Result<Uuid> {
    let debtor_id = keys.debtor_id(&person.pid);
    if known(tx, keys, debtor_id).await?.is_some_and(|known| differs(&known, person)) {
        notice::person_changed(tx, debtor_id, now).await?;
    }
    sqlx::query!(
        "insert into debtor (debtor_id, person, assurance_level, first_signed_in_at, last_signed_in_at)
         values ($1, $2, $3, $4, $4)
         on conflict (debtor_id) do update set person = excluded.person,
             assurance_level = excluded.assurance_level, last_signed_in_at = excluded.last_signed_in_at,
             first_signed_in_at = coalesce(debtor.first_signed_in_at, excluded.first_signed_in_at)",
        debtor_id,
        keys.seal_json(person_place(debtor_id), person),
        person.ial.map(|level| level.to_string()),
        now
    )
    .execute(tx)
    .await?;
    Ok(debtor_id)
}

/// Whether desks know a person by another name or birth date.
fn differs(known: &Person, person: &Person) -> bool {
    known.names != person.names || known.birthdate != person.birthdate
}

/// Keeps what an officer read from a person's card, sealed, under the same id; gives that id. What one card leaves open, an
/// earlier one may say. ThaiD's word is stronger: whoever has signed in stays as ThaiD described them. A card proves no level
/// of assurance.
pub async fn introduce(
    tx: &mut PgConnection,
    keys: &Keys,
    card: &Person,
    now: DateTime<Utc>,
) -> anyhow::Result<Uuid> {
    let debtor_id = keys.debtor_id(&card.pid);
    lock(tx, debtor_id).await?;
    let known = known(tx, keys, debtor_id).await?;
    let person = match &known {
        Some(known) => card.clone().completed_by(known),
        None => card.clone(),
    };
    let changed = sqlx::query!(
        "insert into debtor (debtor_id, person) values ($1, $2)
         on conflict (debtor_id) do update set person = excluded.person where debtor.first_signed_in_at is null",
        debtor_id,
        keys.seal_json(person_place(debtor_id), &person)
    )
    .execute(&mut *tx)
    .await?;
    if changed.rows_affected() == 1 && known.is_some_and(|known| differs(&known, &person)) {
        notice::person_changed(tx, debtor_id, now).await?;
    }
    Ok(debtor_id)
}

/// Makes others who would describe a person wait until the transaction ends.
pub async fn lock(tx: &mut PgConnection, debtor_id: Uuid) -> sqlx::Result<()> {
    sqlx::query!("select 1 as one from debtor where debtor_id = $1 for no key update", debtor_id)
        .fetch_optional(tx)
        .await?;
    Ok(())
}

/// Whether ThaiD has described a person: then its word stands.
pub async fn has_signed_in(conn: &mut PgConnection, debtor_id: Uuid) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select first_signed_in_at is not null as "has!" from debtor where debtor_id = $1"#,
        debtor_id
    )
    .fetch_one(conn)
    .await
}

/// Puts right what was read from a card, and tells the desks; gives whether it did: ThaiD's word stands.
pub async fn correct(
    tx: &mut PgConnection,
    keys: &Keys,
    person: &Person,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let debtor_id = keys.debtor_id(&person.pid);
    let changed = sqlx::query!(
        "update debtor set person = $2 where debtor_id = $1 and first_signed_in_at is null",
        debtor_id,
        keys.seal_json(person_place(debtor_id), person)
    )
    .execute(&mut *tx)
    .await?;
    if changed.rows_affected() == 1 {
        notice::person_changed(tx, debtor_id, now).await?;
    }
    Ok(changed.rows_affected() == 1)
}

/// A person as they lie sealed in the table of debtors.
pub fn open(keys: &Keys, debtor_id: Uuid, sealed: &[u8]) -> anyhow::Result<Person> {
    Ok(keys.open_json(person_place(debtor_id), sealed)?)
}

/// The person with this id, if they ever came.
pub async fn known(
    conn: &mut PgConnection,
    keys: &Keys,
    debtor_id: Uuid,
) -> anyhow::Result<Option<Person>> {
    let sealed = sqlx::query_scalar!("select person from debtor where debtor_id = $1", debtor_id)
        .fetch_optional(conn)
        .await?;
    sealed.map(|sealed| open(keys, debtor_id, &sealed)).transpose()
}

/// What ThaiD last said of a debtor, or the card if they came to a counter only.
pub async fn person(
    conn: &mut PgConnection,
    keys: &Keys,
    debtor_id: Uuid,
) -> anyhow::Result<Person> {
    let sealed = sqlx::query_scalar!("select person from debtor where debtor_id = $1", debtor_id)
        .fetch_one(conn)
        .await?;
    open(keys, debtor_id, &sealed)
}

fn person_place(debtor_id: Uuid) -> Place {
    Place { table: "debtor", column: "person", row: debtor_id }
}
