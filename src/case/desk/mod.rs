//! บัญชีงาน — which files a desk lists, in which order, and how many there are.
//!
//! A page is read by keyset from one index that also decides every filter, so that it costs the same whether the
//! country has ten thousand files or a million. Names are sealed: order by name is made here, for sets that are small.

mod filter;

use std::cmp::Ordering;

use chrono::{DateTime, NaiveDate};
use sqlx::PgConnection;
use uuid::Uuid;

use super::store::{self, Row, files};
use super::{CaseFile, Stage};
use crate::office;
use crate::officer::{Scope, SharedWith};
use crate::seal::Keys;

pub use filter::{CHANNELS, Cursor, Filter, Sort, Whose};

/// How many files a page of the desk lists.
pub const PAGE: usize = 50;
/// The most files that are sorted by name: their names are opened one by one.
pub const MOST_BY_NAME: usize = 2_000;

/// One page of a list.
pub struct Listed {
    /// The files, in order.
    pub files: Vec<CaseFile>,
    /// Whether others follow.
    pub more: bool,
    /// Whether it could not be sorted by name: there are more than [`MOST_BY_NAME`].
    pub too_many: bool,
    /// Whether it begins again at the first, as the file at which the page before ended has left the desk with its name.
    pub again: bool,
}

/// A page of the files that a scope opens.
pub async fn list(
    conn: &mut PgConnection,
    keys: &Keys,
    scope: &Scope,
    today: NaiveDate,
    filter: &Filter,
    after: Option<Cursor>,
) -> anyhow::Result<Listed> {
    let mut filter = *filter;
    let small = match (&scope.shared_with, filter.sort) {
        (Some(observer), _) => Some(shared(conn, keys, observer, scope, today).await?),
        (None, Sort::Name) => {
            let by_age = Filter { sort: Sort::Oldest, ..filter };
            let rows = page(conn, scope, &by_age, None, MOST_BY_NAME + 1).await?;
            // No name is opened for a set that is too large to be sorted.
            (rows.len() <= MOST_BY_NAME).then(|| store::open_all(rows, keys)).transpose()?
        }
        _ => None,
    };
    // The file that the cursor names tells where its name stands, also when the filters no longer take it.
    let last = match (after, filter.sort) {
        (Some(after), Sort::Name) => store::find(conn, keys, after.id, scope, today).await?,
        _ => None,
    };
    let too_many = filter.sort == Sort::Name && small.is_none();
    if too_many {
        filter.sort = Sort::Oldest;
    }
    let again = filter.sort == Sort::Name && after.is_some() && last.is_none();
    let mut files = match small {
        Some(files) => cut(files, &filter, after, last.as_ref()),
        None => read(conn, keys, scope, &filter, after, PAGE + 1).await?,
    };
    let more = files.len() > PAGE;
    files.truncate(PAGE);
    Ok(Listed { files, more, too_many, again })
}

/// The page of a small set, all of which is here. Where it begins, the cursor says; by name, the file that it names.
fn cut(
    mut files: Vec<CaseFile>,
    filter: &Filter,
    after: Option<Cursor>,
    last: Option<&CaseFile>,
) -> Vec<CaseFile> {
    let by_age = |a: Cursor, b: Cursor| match filter.sort {
        Sort::Oldest | Sort::Name => (a.at, a.id).cmp(&(b.at, b.id)),
        Sort::Newest => (b.at, b.id).cmp(&(a.at, a.id)),
        Sort::Urgent => (b.urgent, a.at, a.id).cmp(&(a.urgent, b.at, b.id)),
    };
    let compare = |a: &CaseFile, b: &CaseFile| {
        let names = if filter.sort == Sort::Name { a.by_name(b) } else { Ordering::Equal };
        names.then_with(|| by_age(Cursor::of(a), Cursor::of(b)))
    };
    files.retain(|file| filter.takes(file));
    files.sort_by(compare);
    let begins = match (after, last) {
        (_, Some(last)) => files.partition_point(|file| compare(file, last).is_le()),
        (Some(after), None) if filter.sort != Sort::Name => {
            files.partition_point(|file| by_age(Cursor::of(file), after).is_le())
        }
        _ => 0,
    };
    files.drain(..begins);
    files.truncate(PAGE + 1);
    files
}

/// Reads files in order of age, urgent ones before the others where they are asked for first.
async fn read(
    conn: &mut PgConnection,
    keys: &Keys,
    scope: &Scope,
    filter: &Filter,
    after: Option<Cursor>,
    most: usize,
) -> anyhow::Result<Vec<CaseFile>> {
    if filter.sort != Sort::Urgent || filter.urgent.is_some() {
        return store::open_all(page(conn, scope, filter, after, most).await?, keys);
    }
    let mut rows = Vec::new();
    let past_urgent = after.is_some_and(|after| !after.urgent);
    for urgent in [true, false] {
        if rows.len() < most && !(urgent && past_urgent) {
            let only = Filter { urgent: Some(urgent), ..*filter };
            let after = after.filter(|after| after.urgent == urgent);
            rows.extend(page(conn, scope, &only, after, most - rows.len()).await?);
        }
    }
    store::open_all(rows, keys)
}

/// One walk along the index of a unit, up or down. Ranges, not equalities: one plan serves every filter.
macro_rules! walk {
    ($unit:tt, $beyond:tt, $order:tt, $code:expr, $f:expr, $last:expr, $not_of:expr, $most:expr) => {
        files!(
            ["where "
                + $unit
                + " = $1 and stage = $2
                and ready between $3 and $4 and urgent between $5 and $6
                and channel between $7 and $8 and assigned_key between $9 and $10
                and (submitted_at, registration_id) "
                + $beyond
                + " ($11, $12) and debtor_id <> $13
              order by "
                + $order
                + " limit $14"],
            $code,
            $f.stage as Stage,
            $f.ready.unwrap_or(false),
            $f.ready.unwrap_or(true),
            $f.urgent.unwrap_or(false),
            $f.urgent.unwrap_or(true),
            $f.channel.unwrap_or(CHANNELS[0]),
            $f.channel.unwrap_or(CHANNELS[1]),
            $f.whose.range().0,
            $f.whose.range().1,
            $last.0,
            $last.1,
            $not_of,
            $most
        )
    };
}

impl Whose {
    /// The first and the last `assigned_key`; nobody's is the nil UUID.
    fn range(self) -> (Uuid, Uuid) {
        match self {
            Whose::Any => (Uuid::nil(), Uuid::max()),
            Whose::Nobodys => (Uuid::nil(), Uuid::nil()),
            Whose::Of(id) => (id, id),
        }
    }
}

async fn page(
    conn: &mut PgConnection,
    scope: &Scope,
    f: &Filter,
    after: Option<Cursor>,
    most: usize,
) -> anyhow::Result<Vec<Row>> {
    let newest = f.sort == Sort::Newest;
    let last = match after {
        Some(after) => (after.at, after.id),
        None if newest => {
            (DateTime::from_timestamp(253_402_300_799, 0).unwrap_or_default(), Uuid::max())
        }
        None => (DateTime::UNIX_EPOCH, Uuid::nil()),
    };
    let (most, not) = (i64::try_from(most)?, scope.not_of);
    Ok(match (&scope.office, &scope.province) {
        (Some(code), _) if newest => {
            walk!(
                "office_code",
                "<",
                "submitted_at desc, registration_id desc",
                code,
                f,
                last,
                not,
                most
            )
            .fetch_all(conn)
            .await?
        }
        (Some(code), _) => {
            walk!("office_code", ">", "submitted_at, registration_id", code, f, last, not, most)
                .fetch_all(conn)
                .await?
        }
        (None, Some(code)) if newest => {
            walk!(
                "province_code",
                "<",
                "submitted_at desc, registration_id desc",
                code,
                f,
                last,
                not,
                most
            )
            .fetch_all(conn)
            .await?
        }
        (None, Some(code)) => {
            walk!("province_code", ">", "submitted_at, registration_id", code, f, last, not, most)
                .fetch_all(conn)
                .await?
        }
        (None, None) => Vec::new(),
    })
}

/// Every file in an observer's territory that is shared with them today; few, and never more than can be sorted by name.
async fn shared(
    conn: &mut PgConnection,
    keys: &Keys,
    observer: &SharedWith,
    scope: &Scope,
    today: NaiveDate,
) -> anyhow::Result<Vec<CaseFile>> {
    let rows = files!(
        ["where registration_id in (select registration_id from case_share
                                    where officer_id = $1 and revoked_at is null and until >= $2)
            and debtor_id <> $3 and $5::text in ('office:' || office_code, 'province:' || province_code, 'nation')
          order by submitted_at, registration_id limit $4"],
        observer.officer_id,
        today,
        scope.not_of,
        i64::try_from(MOST_BY_NAME)?,
        observer.within.key()
    )
    .fetch_all(conn)
    .await?;
    store::open_all(rows, keys)
}

/// Who has files of a stage at an office, at work there or not: read step by step from the desk's index, so that it
/// costs as much as there are officers, not files.
pub async fn have_files(
    conn: &mut PgConnection,
    office_code: &str,
    stage: Stage,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        r#"with recursive has as (
             (select assigned_key from case_file where office_code = $1 and stage = $2
              order by assigned_key limit 1)
             union all
             select (select f.assigned_key from case_file f
                     where f.office_code = $1 and f.stage = $2 and f.assigned_key > has.assigned_key
                     order by f.assigned_key limit 1)
             from has where has.assigned_key is not null)
           select assigned_key as "id!" from has where assigned_key <> '00000000-0000-0000-0000-000000000000'"#,
        office_code,
        stage as Stage
    )
    .fetch_all(conn)
    .await
}

/// How many files there are of each kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts(Vec<(Stage, bool, bool, i64)>);

impl Counts {
    /// How many in a stage, of one readiness and urgency or of any.
    #[must_use]
    pub fn of(&self, stage: Stage, ready: Option<bool>, urgent: Option<bool>) -> i64 {
        let fits = |row: &&(Stage, bool, bool, i64)| {
            row.0 == stage
                && ready.is_none_or(|is| is == row.1)
                && urgent.is_none_or(|is| is == row.2)
        };
        self.0.iter().filter(fits).map(|row| row.3).sum()
    }
}

/// The codes of the offices whose desks a scope opens.
pub(super) async fn offices(conn: &mut PgConnection, scope: &Scope) -> sqlx::Result<Vec<String>> {
    Ok(match (&scope.office, &scope.province) {
        (Some(code), _) => vec![code.clone()],
        (None, Some(code)) => {
            office::of_province(conn, code).await?.into_iter().map(|office| office.code).collect()
        }
        (None, None) => vec![],
    })
}

/// The counts of a scope: kept ones for a unit, so that they cost nothing.
pub async fn counts(
    conn: &mut PgConnection,
    keys: &Keys,
    scope: &Scope,
    today: NaiveDate,
) -> anyhow::Result<Counts> {
    if let Some(observer) = &scope.shared_with {
        let files = shared(conn, keys, observer, scope, today).await?;
        return Ok(Counts(files.iter().map(|f| (f.stage, f.ready, f.urgent, 1)).collect()));
    }
    let rows = sqlx::query!(
        r#"select stage as "stage: Stage", ready, urgent, sum(files)::bigint as "files!" from case_count
           where office_code = any($1) group by stage, ready, urgent"#,
        &offices(conn, scope).await?
    )
    .fetch_all(conn)
    .await?;
    Ok(Counts(rows.into_iter().map(|row| (row.stage, row.ready, row.urgent, row.files)).collect()))
}
