//! บันทึกข้อมูล — a draft becomes a registration: a number, a version, rows for the office, work to do.
//!
//! Everything happens in the caller's transaction; a second submission of the same answers finds
//! nothing to do.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::tracking::TrackingNumber;
use super::{
    Draft, DraftDebt, Registration, State, Submitted, form, readiness, store, timeline, version,
};
use crate::campaign::Campaign;
use crate::clock;
use crate::seal::{Keys, Place};
use crate::{audit, notice};

/// The counter at which an officer submits for a debtor.
#[derive(Debug, Clone)]
pub struct Counter {
    /// The officer.
    pub by: audit::By,
    /// The office where they sit, which need not be the one that gets the file.
    pub office_code: String,
}

/// Submits the draft to an office, or its changes where it was submitted before. The file follows the debtor
/// to another office that they choose for safety; the totals keep it where it was first received.
///
/// The registration must have been locked ([`store::lock`]) in this transaction, and be without obstacles. `counter` is
/// where it is done for the debtor; `None` for what they do themselves. The first submission decides the channel: a
/// draft begun at one place and sent from another came by the way it was sent.
pub async fn submit(
    tx: &mut PgConnection,
    keys: &Keys,
    registration: &mut Registration,
    campaign: &Campaign,
    office_code: &str,
    counter: Option<&Counter>,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let first = registration.submitted.is_none();
    if !first && !registration.draft.changed {
        return Ok(());
    }
    if first {
        let tracking_number = take_number(tx, registration, campaign, office_code).await?;
        registration.submitted =
            Some(Submitted { tracking_number, office_code: office_code.to_owned(), at: now });
        let channel = if counter.is_some() { "onsite" } else { "online" };
        channel.clone_into(&mut registration.channel);
    }
    registration.version += 1;
    let moved = registration.submitted.as_mut().is_some_and(|submitted| {
        let moved = submitted.office_code != office_code;
        office_code.clone_into(&mut submitted.office_code);
        moved
    });
    registration.state = State::Submitted;
    registration.draft.changed = false;
    registration.saved_at = now;
    keep(tx, keys, registration).await?;
    let officer_id = counter.map(|counter| counter.by.officer_id);
    write_version(tx, keys, registration, &registration.draft, officer_id, now).await?;
    let kind = match (first, counter) {
        (true, None) => "submitted",
        (true, Some(_)) => "submitted-onsite",
        (false, None) => "completed",
        (false, Some(_)) => "completed-onsite",
    };
    let at_counter = counter.map(|counter| counter.office_code.as_str());
    timeline::add(tx, registration, kind, at_counter, now).await?;
    if moved {
        timeline::add(tx, registration, "moved", None, now).await?;
    }
    let (debtor_id, registration_id) = (registration.debtor_id, registration.id);
    match counter {
        None => audit::debtor(tx, debtor_id, kind, Some(registration_id), now).await?,
        Some(counter) => {
            let file = audit::File { debtor_id, registration_id };
            audit::officer(tx, counter.by, file, kind, Some("at-counter"), now).await?;
        }
    }
    if first {
        let job =
            json!({ "debtor_id": registration.debtor_id, "registration_id": registration.id });
        notice::enqueue(tx, notice::Job::RegistrationSubmitted, &job, now).await?;
    }
    notice::registration_changed(tx, registration.debtor_id, registration.id, now).await?;
    Ok(())
}

/// Keeps what an officer corrected in the submitted answers as their next version. `answers` are those of the last
/// version with the correction in them; what the debtor has not sent yet stays in the draft.
///
/// The registration must have been locked in this transaction, and be submitted.
pub async fn correct(
    tx: &mut PgConnection,
    keys: &Keys,
    registration: &mut Registration,
    answers: &Draft,
    officer_id: Uuid,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    registration.version += 1;
    keep(tx, keys, registration).await?;
    write_version(tx, keys, registration, answers, Some(officer_id), now).await?;
    notice::registration_changed(tx, registration.debtor_id, registration.id, now).await?;
    Ok(())
}

/// Draws numbers until one is free. Five characters of 32 leave 33 million for an office and a year.
async fn take_number(
    tx: &mut PgConnection,
    registration: &Registration,
    campaign: &Campaign,
    office_code: &str,
) -> anyhow::Result<String> {
    for _ in 0..20 {
        let number =
            TrackingNumber::generate(campaign.buddhist_year(), office_code, &mut rand::rng())
                .to_string();
        let taken = sqlx::query!(
            "insert into tracking_number (tracking_number, debtor_id, registration_id)
             values ($1, $2, $3) on conflict do nothing",
            number,
            registration.debtor_id,
            registration.id
        )
        .execute(&mut *tx)
        .await?;
        if taken.rows_affected() == 1 {
            return Ok(number);
        }
    }
    anyhow::bail!("no free tracking number for this office and year")
}

async fn keep(
    tx: &mut PgConnection,
    keys: &Keys,
    registration: &Registration,
) -> anyhow::Result<()> {
    let Some(submitted) = &registration.submitted else { anyhow::bail!("no number yet") };
    sqlx::query!(
        "update registration set state = 'submitted', version = $3, tracking_number = $4,
                office_code = $5, submitted_at = $6, draft = $7, draft_saved_at = $8, channel = $9
         where debtor_id = $1 and registration_id = $2",
        registration.debtor_id,
        registration.id,
        registration.version,
        submitted.tracking_number,
        submitted.office_code,
        submitted.at,
        keys.seal_json(store::draft_place(registration.id), &registration.draft),
        registration.saved_at,
        registration.channel
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Writes the answers of the registration's version, and the debts in them; `officer_id` made it, else the debtor.
async fn write_version(
    tx: &mut PgConnection,
    keys: &Keys,
    registration: &Registration,
    answers: &Draft,
    officer_id: Option<Uuid>,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let place = version::place(registration.id, registration.version);
    sqlx::query!(
        "insert into registration_version (debtor_id, registration_id, version, answers, submitted_at, officer_id)
         values ($1, $2, $3, $4, $5, $6)",
        registration.debtor_id,
        registration.id,
        registration.version,
        keys.seal_json(place, answers),
        now,
        officer_id
    )
    .execute(&mut *tx)
    .await?;
    replace_debts(tx, keys, registration, answers, now).await
}

/// The debts of the newest version, in one statement however many they are.
async fn replace_debts(
    tx: &mut PgConnection,
    keys: &Keys,
    registration: &Registration,
    answers: &Draft,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let today = clock::bangkok(now).date_naive();
    let mut rows = Rows::default();
    for debt in &answers.debts {
        let lacking = readiness::missing(answers, debt, today);
        let lacking: Vec<&str> = lacking.into_iter().map(readiness::Missing::key).collect();
        rows.add(keys, registration.id, debt, &lacking.join(" "), today);
    }
    sqlx::query!(
        "delete from debt where debtor_id = $1 and registration_id = $2",
        registration.debtor_id,
        registration.id
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "insert into debt (debtor_id, registration_id, debt_number, creditor, conduct, creditor_kind,
                           written_satang, received_satang, claimed_satang, paid_satang, urgent, missing)
         select $1, $2, number, creditor, conduct, nullif(kind, ''), written, received, claimed, paid,
                urgent, string_to_array(missing, ' ')
         from unnest($3::smallint[], $4::bytea[], $5::bytea[], $6::text[], $7::bigint[], $8::bigint[],
                     $9::bigint[], $10::bigint[], $11::boolean[], $12::text[])
              as row (number, creditor, conduct, kind, written, received, claimed, paid, urgent, missing)",
        registration.debtor_id,
        registration.id,
        &rows.number,
        &rows.creditor,
        &rows.conduct,
        &rows.kind,
        &rows.written as &[Option<i64>],
        &rows.received as &[Option<i64>],
        &rows.claimed as &[Option<i64>],
        &rows.paid as &[Option<i64>],
        &rows.urgent,
        &rows.missing
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Debts as columns, as `unnest` takes them.
#[derive(Default)]
struct Rows {
    number: Vec<i16>,
    creditor: Vec<Vec<u8>>,
    conduct: Vec<Vec<u8>>,
    kind: Vec<String>,
    written: Vec<Option<i64>>,
    received: Vec<Option<i64>>,
    claimed: Vec<Option<i64>>,
    paid: Vec<Option<i64>>,
    urgent: Vec<bool>,
    missing: Vec<String>,
}

impl Rows {
    fn add(
        &mut self,
        keys: &Keys,
        registration_id: Uuid,
        debt: &DraftDebt,
        missing: &str,
        today: chrono::NaiveDate,
    ) {
        // The row's id within its registration, so that a value opens at its own debt only.
        let row =
            Uuid::from_u128(registration_id.as_u128() ^ u128::from(debt.number.unsigned_abs()));
        let place = |column| Place { table: "debt", column, row };
        let creditor = [&debt.page("creditor"), &debt.page("clues")];
        let conduct = debt.page("conduct");
        let amounts = debt.amounts(today);
        let satang = |amount: Option<crate::money::Satang>| amount.map(crate::money::Satang::get);
        self.number.push(debt.number);
        self.creditor.push(keys.seal_json(place("creditor"), &creditor));
        self.conduct.push(keys.seal_json(place("conduct"), &conduct));
        self.kind.push(known_kind(debt).to_owned());
        self.written.push(satang(amounts.written));
        self.received.push(satang(amounts.received));
        self.claimed.push(satang(amounts.claimed));
        self.paid.push(satang(amounts.paid));
        self.urgent.push(conduct.get("urgent") == "yes");
        self.missing.push(missing.to_owned());
    }
}

/// The kind of creditor, if it is one of the form's.
fn known_kind(debt: &DraftDebt) -> &str {
    let kind = debt.answer("creditor", "creditor-kind");
    let page = form::pages::debt_page("creditor");
    let options = page.map_or(&[][..], |page| page.fields[0].options());
    if options.contains(&kind) { kind } else { "" }
}
