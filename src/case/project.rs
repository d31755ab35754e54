//! A registration as its office's desk shows it (การปรับปรุงบัญชีงาน): made again after every change, by a job.
//!
//! Idempotent: what it writes depends on the registration and on the officers' part alone.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Bucket, Stage, keys as search, share, store, transfer};
use crate::audit::File;
use crate::identity::store as people;
use crate::registration::{Draft, State, version};
use crate::{App, clock};

/// What the registration says now.
struct Now {
    state: State,
    office_code: String,
    version: i32,
    channel: String,
    campaign_id: i16,
    tracking_number: String,
    submitted_at: DateTime<Utc>,
    answers: Vec<u8>,
    debts: i64,
    lacking: i64,
    urgent: bool,
    /// When the debtor last sent answers, alone or at a counter, or an officer corrected how to reach them.
    heard_at: Option<DateTime<Utc>>,
}

/// What the desk had until now.
struct Before {
    office_code: String,
    stage: Stage,
    closed_for: Option<String>,
    ready: bool,
    urgent: bool,
    last_call_at: Option<DateTime<Utc>>,
    next_call_on: Option<NaiveDate>,
}

/// Writes the desk's row of a registration, its search keys and its count.
pub async fn project(tx: &mut PgConnection, app: &App, of: File) -> anyhow::Result<()> {
    // Its row is locked first, so that two jobs of one registration do not mix.
    let Some(now) = now(tx, of).await? else { return Ok(()) };
    let before = before(tx, of.registration_id).await?;
    if let Some(old) = before.as_ref().filter(|old| old.office_code != now.office_code) {
        leave(tx, of, old, app.clock.now()).await?;
    }
    let here = before.as_ref().filter(|old| old.office_code == now.office_code);
    let (mut stage, closed_for) = stage(before.as_ref(), &now.office_code, now.state);
    if stage == Stage::Moving
        && let Some(after) = transfer::stage_after(tx, of).await?
    {
        stage = after; // who decided on the offer found the debtor gone, and the debtor has come back
    }
    if here.is_some_and(|old| old.stage == Stage::Moving) && stage != Stage::Moving {
        transfer::make_void(tx, of, app.clock.now()).await?;
    }
    let person = people::person(tx, &app.keys, of.debtor_id).await?;
    let place = version::place(of.registration_id, now.version);
    let draft: Draft = app.keys.open_json(place, &now.answers)?;
    let hours = draft.page("safety").all("contact-hours").to_vec();
    let name = app.keys.seal_text(store::name_place(of.registration_id), &person.names.full());
    let lacking = i16::try_from(now.lacking).unwrap_or(i16::MAX);
    let debts = i16::try_from(now.debts).unwrap_or(i16::MAX);
    sqlx::query!(
        "insert into case_file (office_code, registration_id, debtor_id, province_code, campaign_id,
             tracking_number, channel, submitted_at, name, debts, lacking, urgent, call_hours,
             stage, closed_for, last_call_at, next_call_on)
         values ($1, $2, $3, left($1, 2), $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
         on conflict (office_code, registration_id) do update
         set name = excluded.name, debts = excluded.debts,
             lacking = excluded.lacking, urgent = excluded.urgent, call_hours = excluded.call_hours,
             stage = excluded.stage, closed_for = excluded.closed_for, next_call_on = excluded.next_call_on",
        now.office_code,
        of.registration_id,
        of.debtor_id,
        now.campaign_id,
        now.tracking_number,
        now.channel,
        now.submitted_at,
        name,
        debts,
        lacking,
        now.urgent,
        &hours,
        stage as Stage,
        closed_for,
        before.as_ref().and_then(|old| old.last_call_at),
        next_call_on(before.as_ref(), &now, app.clock.today())
    )
    .execute(&mut *tx)
    .await?;
    let after = Bucket {
        office_code: now.office_code.clone(),
        stage,
        ready: debts > 0 && lacking == 0,
        urgent: now.urgent,
    };
    store::recount(tx, before.as_ref().map(Before::bucket).as_ref(), Some(&after)).await?;
    search::write(tx, &app.keys, of, &now.office_code, &person, draft.page("contact").get("phone"))
        .await
}

/// Where a file stands after a change of the debtor's: withdrawing closes it, resuming opens it again. What an officer has
/// closed as a duplicate stays closed until an officer reopens it, whatever the debtor does and wherever they send it.
fn stage(before: Option<&Before>, office_code: &str, state: State) -> (Stage, Option<String>) {
    let closed_for = before.and_then(|old| old.closed_for.as_deref());
    match (before.filter(|old| old.office_code == office_code), state) {
        _ if closed_for == Some("duplicate") => (Stage::Closed, Some("duplicate".into())),
        (_, State::Withdrawn) => (Stage::Closed, Some("withdrawn".into())),
        (Some(old), _) if closed_for.is_none() => (old.stage, None),
        _ => (Stage::Submitted, None),
    }
}

/// When to call next: as the office had it. Where it would call no more, at once when the debtor has sent something since the
/// last call or an officer has corrected how to reach them, for a wrong number may be right now; and when another office
/// has taken the file. Whoever is asked for is asked for what is still missing only.
fn next_call_on(before: Option<&Before>, now: &Now, today: NaiveDate) -> Option<NaiveDate> {
    let before = before?;
    let last = before.last_call_at;
    let since = |at: &DateTime<Utc>| last.is_some_and(|last| last < *at);
    let heard = || now.heard_at.filter(since).map(|at| clock::bangkok(at).date_naive());
    let arrived = || last.filter(|_| before.office_code != now.office_code).map(|_| today);
    let lacks = now.debts == 0 || now.lacking > 0;
    before.next_call_on.or_else(|| heard().or_else(arrived).filter(|_| lacks))
}

async fn now(tx: &mut PgConnection, of: File) -> sqlx::Result<Option<Now>> {
    sqlx::query!(
        "select 1 as one from registration where debtor_id = $1 and registration_id = $2 for update",
        of.debtor_id,
        of.registration_id
    )
    .fetch_optional(&mut *tx)
    .await?;
    sqlx::query_as!(
        Now,
        r#"select r.state as "state: State", r.office_code as "office_code!", r.version, r.channel, r.campaign_id,
                  r.tracking_number as "tracking_number!", r.submitted_at as "submitted_at!", v.answers,
                  (select count(*) from debt d where d.debtor_id = $1 and d.registration_id = $2) as "debts!",
                  (select coalesce(sum(cardinality(d.missing)), 0) from debt d
                   where d.debtor_id = $1 and d.registration_id = $2) as "lacking!",
                  (select coalesce(bool_or(d.urgent), false) from debt d
                   where d.debtor_id = $1 and d.registration_id = $2) as "urgent!",
                  greatest(
                      (select max(e.at) from registration_event e
                       where e.debtor_id = $1 and e.registration_id = $2
                         and e.kind in ('completed', 'completed-onsite')),
                      (select max(c.at) from correction c
                       where c.debtor_id = $1 and c.registration_id = $2 and c.page in ('contact', 'safety'))) as heard_at
           from registration r
           join registration_version v
             on v.debtor_id = r.debtor_id and v.registration_id = r.registration_id and v.version = r.version
           where r.debtor_id = $1 and r.registration_id = $2 and r.tracking_number is not null"#,
        of.debtor_id,
        of.registration_id
    )
    .fetch_optional(tx)
    .await
}

async fn before(tx: &mut PgConnection, registration_id: Uuid) -> sqlx::Result<Option<Before>> {
    sqlx::query_as!(
        Before,
        r#"select office_code, stage as "stage: Stage", closed_for, ready as "ready!", urgent,
                  last_call_at, next_call_on
           from case_file where registration_id = $1 for update"#,
        registration_id
    )
    .fetch_optional(tx)
    .await
}

impl Before {
    fn bucket(&self) -> Bucket {
        let Before { office_code, stage, ready, urgent, .. } = self;
        Bucket { office_code: office_code.clone(), stage: *stage, ready: *ready, urgent: *urgent }
    }
}

/// Takes a file off the desk of the office it has left. An offer to a third office is void then, and whom that office
/// showed it to sees it no more.
async fn leave(
    tx: &mut PgConnection,
    of: File,
    old: &Before,
    at: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from case_file where office_code = $1 and registration_id = $2",
        old.office_code,
        of.registration_id
    )
    .execute(&mut *tx)
    .await?;
    transfer::make_void(tx, of, at).await?;
    share::end_all(tx, of, at).await
}
