//! Lists and searches of an office's desk and of a province's.

use anyhow::{Context, Result};
use chrono::{DateTime, FixedOffset};
use plodnee::case::call::list::Turn;
use plodnee::case::call::{Period, in_office_hours};
use plodnee::case::keys as search_keys;
use plodnee::clock;
use plodnee::seal::Keys;
use plodnee::text::{Form, fold_name};
use sqlx::{PgConnection, Row};

use super::{Ask, By, COLUMNS, Page, literal};
use crate::OFFICE;
use crate::officer::Who;

/// What files are ordered by.
const AGE: &str = "submitted_at, registration_id";
/// A name that hundreds of files of the office have.
const NAME: &str = "มะลิ";

/// The lists of the office.
pub(super) async fn office(db: &mut PgConnection, keys: &Keys, by: &By) -> Result<Vec<Page>> {
    let row = sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "select (extract(epoch from submitted_at) * 1000000)::bigint::text || '.' || replace(registration_id::text, '-', ''),
                '(''' || submitted_at || ''', ''' || registration_id || ''')', now()
         from case_file where office_code = '{OFFICE}' and stage = 'accepted' order by {AGE} offset 200 limit 1"
    )));
    let row = row.fetch_one(db).await.context("the office has too few files")?;
    let (cursor, two_hundredth): (String, String) = (row.get(0), row.get(1));
    let at = clock::bangkok(row.get(2));
    let list = |more: &str, order: &str, limit: usize| {
        format!(
            "select {COLUMNS} from case_file where office_code = '{OFFICE}' and stage = 'accepted' {more}
             order by {order} limit {limit};
             select stage, ready, urgent, files from case_count where office_code = '{OFFICE}';
             {}",
            by.deed("listed")
        )
    };
    let desk = |name, query: &str, sql| {
        Page::at(name, Who::Intake, format!("/office/desk?stage=accepted{query}"), sql)
    };
    let after = list(&format!("and ({AGE}) > {two_hundredth}"), AGE, 51);
    let few = list("and urgent and not ready and channel = 'online'", AGE, 51);
    let [now, later, never] = Turn::ALL.map(|turn| to_call(turn, at, by));
    Ok(vec![
        desk("the list, oldest first", "", list("", AGE, 51)),
        desk("its fifth page", &format!("&after={cursor}"), after),
        desk(
            "newest first",
            "&sort=newest",
            list("", "submitted_at desc, registration_id desc", 51),
        ),
        desk("only ready ones", "&ready=yes", list("and ready", AGE, 51)),
        desk("only urgent, unready, online", "&urgent=yes&ready=no&channel=online", few),
        desk("by name", "&sort=name", list("", AGE, 2001)),
        now,
        later,
        never,
        search("a search by name", Who::Intake, keys, by, &format!("office_code = '{OFFICE}'")),
    ])
}

/// The office's call list: those of a turn, as it is at this hour.
fn to_call(turn: Turn, at: DateTime<FixedOffset>, by: &By) -> Page {
    let name = match turn {
        Turn::Now => "to be called now",
        Turn::Later => "to be called later",
        Turn::Never => "not to be called",
    };
    let present = Period::at(at.time()).map_or("", Period::word);
    let of = format!(
        "select {COLUMNS} from case_file where office_code = '{OFFICE}' and stage = 'accepted' and not ready
             and case when 'no-calls' = any(call_hours) then 'never'
                      when '{present}' = any(call_hours) or ({} and call_hours <@ '{{unknown}}') then 'now'
                      else 'later' end = '{}'",
        in_office_hours(at),
        turn.word()
    );
    let sql = format!(
        "{of} and next_call_on <= current_date order by next_call_on, {AGE} limit 26;
         {of} and next_call_on is null and last_call_at is null order by {AGE} limit 26;
         {}",
        by.deed("listed")
    );
    Page::at(name, Who::Intake, format!("/office/calls?turn={}", turn.word()), sql)
}

/// The lists of the province, which read every office in it.
pub(super) fn province(keys: &Keys, by: &By) -> Vec<Page> {
    let list = |more: &str| {
        format!(
            "select {COLUMNS} from case_file where province_code = '49' and stage = 'accepted' {more}
             order by {AGE} limit 51;
             select stage, ready, urgent, sum(files) from case_count
             where office_code in (select code from office where province_code = '49') group by stage, ready, urgent;
             {}",
            by.deed("listed")
        )
    };
    let here = "office_code in (select code from office where province_code = '49')";
    let path = "/office/desk?stage=accepted";
    vec![
        Page::at("the province's list", Who::Province, path, list("")),
        Page::at(
            "the province's urgent ones",
            Who::Province,
            "/office/desk?stage=accepted&urgent=yes",
            list("and urgent"),
        ),
        search("the province's search by name", Who::Province, keys, by, here),
    ]
}

/// A search by one word: the files that have it as given name. Those that sound alike are more of the same.
fn search(name: &'static str, who: Who, keys: &Keys, by: &By, place: &str) -> Page {
    let key = literal(&search_keys::name(keys, Form::Given, &fold_name(NAME)));
    let sql = format!(
        "select {COLUMNS} from case_file where (office_code, registration_id) in
             (select office_code, registration_id from case_key where {place} and key_hash = {key} limit 51);
         {}",
        by.deed("searched")
    );
    let asks = vec![Ask::Send("/office/search", vec![("wanted", NAME.to_owned())])];
    Page { name, who, asks, sql: vec![sql] }
}
