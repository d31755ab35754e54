//! The pages of the desk that are asked for, each with the SQL at its heart.

use std::time::Instant;

use anyhow::{Context, Result};
use sqlx::PgConnection;

use crate::Times;
use crate::officer::Officer;

/// One page.
pub(crate) struct Page {
    pub(crate) name: &'static str,
    path: String,
    /// What is searched for; a page without is opened.
    search: Option<&'static str>,
    /// The statements that read what it shows.
    sql: String,
}

/// What a list shows of a file.
const COLUMNS: &str = "office_code, registration_id, debtor_id, tracking_number, channel, submitted_at, answers_version,
    name, debts, lacking, ready, urgent, call_hours, stage, closed_for, assigned_to, revision, accepted_at,
    last_call_at, next_call_on";

/// Every page, for an office.
pub(crate) async fn of(db: &mut PgConnection, office: &str) -> Result<Vec<Page>> {
    let list = |more: &str, order: &str, limit: usize| {
        format!(
            "select {COLUMNS} from case_file where office_code = '{office}' and stage = 'accepted' {more}
             order by {order} limit {limit};
             select stage, ready, urgent, files from case_count where office_code = '{office}'"
        )
    };
    let age = "submitted_at, registration_id";
    let row = sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "select (extract(epoch from submitted_at) * 1000000)::bigint::text || '.' || replace(registration_id::text, '-', ''),
                tracking_number, '(''' || submitted_at || ''', ''' || registration_id || ''')'
         from case_file where office_code = '{office}' and stage = 'accepted' order by {age} offset 200 limit 1"
    )));
    let row = row.fetch_one(&mut *db).await.context("the office has too few files")?;
    let text = |index: usize| sqlx::Row::get::<String, _>(&row, index);
    let (cursor, two_hundredth) = (text(0), text(2));
    let desk = |name, query: &str, sql| Page {
        name,
        path: format!("/office/desk?stage=accepted{query}"),
        search: None,
        sql,
    };
    Ok(vec![
        desk("the list, oldest first", "", list("", age, 51)),
        desk("its fifth page", &format!("&after={cursor}"), list(&format!("and ({age}) > {two_hundredth}"), age, 51)),
        desk("newest first", "&sort=newest", list("", "submitted_at desc, registration_id desc", 51)),
        desk("only ready ones", "&ready=yes", list("and ready", age, 51)),
        desk(
            "only urgent, unready, online",
            "&urgent=yes&ready=no&channel=online",
            list("and urgent and not ready and channel = 'online'", age, 51),
        ),
        desk("by name", "&sort=name", list("", age, 2001)),
        Page {
            name: "who is to be called",
            path: "/office/calls".into(),
            search: None,
            sql: format!(
                "select {COLUMNS} from case_file where office_code = '{office}' and stage = 'accepted' and not ready
                 order by next_call_on nulls first, submitted_at, registration_id limit 51"
            ),
        },
        Page {
            name: "a search by name",
            path: "/office/search".into(),
            search: Some("มะลิ"),
            sql: format!(
                "select {COLUMNS} from case_file
                 where (office_code, registration_id) in
                     (select office_code, registration_id from case_key
                      where office_code = '{office}' and key_hash = (select key_hash from case_key
                          where office_code = '{office}' group by key_hash order by count(*) desc limit 1))
                 limit 51"
            ),
        },
    ])
}

impl Page {
    /// Asks for it again and again; the slowest answers come last.
    pub(crate) async fn ask(&self, officer: &Officer, times: usize) -> Result<Times> {
        let csrf = officer.form_token(&self.path).await?;
        let mut each = Vec::with_capacity(times);
        for _ in 0..times {
            let begun = Instant::now();
            match self.search {
                None => officer.open(&self.path).await?,
                Some(wanted) => {
                    officer.send(&self.path, &[("csrf", &csrf), ("wanted", wanted)]).await?
                }
            };
            each.push(begun.elapsed());
        }
        each.sort_unstable();
        Ok(Times(each))
    }

    /// Runs its SQL again and again.
    pub(crate) async fn bare(&self, db: &mut PgConnection, times: usize) -> Result<Times> {
        let mut each = Vec::with_capacity(times);
        for _ in 0..times {
            let begun = Instant::now();
            sqlx::raw_sql(sqlx::AssertSqlSafe(self.sql.clone())).fetch_all(&mut *db).await?;
            each.push(begun.elapsed());
        }
        each.sort_unstable();
        Ok(Times(each))
    }
}
