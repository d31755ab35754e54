//! `plodnee campaign`: opens a round of registration, or changes the days and hours of one, by the rules of the
//! administrators' page.

use chrono::NaiveDate;
use clap::Args;
use sqlx::PgPool;

use super::Failure;
use super::database::Database;
use crate::admin::rounds::{self, Terms};
use crate::campaign::minute_of;
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::private::Durability;
use crate::text::{self, Lang, clean_line};

/// A round and where it is kept.
#[derive(Debug, Args)]
pub(super) struct Round {
    #[command(flatten)]
    pub(super) settings: Settings,

    /// A short name of its own, such as 2570; an existing one is changed
    #[arg(long)]
    code: String,

    /// The name in Thai
    #[arg(long)]
    name_th: String,

    /// The name in English
    #[arg(long)]
    name_en: String,

    /// The first day in Bangkok, as 2027-01-04
    #[arg(long, value_name = "DATE")]
    opens_on: NaiveDate,

    /// The last day in Bangkok
    #[arg(long, value_name = "DATE")]
    closes_on: NaiveDate,

    /// When each day's hours begin in Bangkok
    #[arg(long, value_name = "TIME", default_value = "06:00", value_parser = minute)]
    opens_at: i16,

    /// When they end; 24:00 is the end of the day
    #[arg(long, value_name = "TIME", default_value = "23:00", value_parser = minute)]
    closes_at: i16,

    /// Why, as the round's history shows it
    #[arg(long, default_value = "")]
    reason: String,
}

impl Round {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let database = Database::open(&self.settings, Durability::Durable).await?;
        let done = self.put(&database.pool, &Clock::system()).await;
        database.close().await;
        println!("{}", done?);
        Ok(())
    }

    /// Opens or changes the round; the same twice is once.
    async fn put(&self, db: &PgPool, clock: &Clock) -> Result<String, Failure> {
        let (code, terms, reason) = self.read()?;
        let mut tx = db.begin().await?;
        let all = rounds::lock(&mut tx).await?;
        let before = all.iter().find(|round| round.code == code);
        let wrong = rounds::wrong(&terms, before, &all, clock.today());
        if !wrong.is_empty() {
            let told = |(field, key)| format!("--{field}: {}.", text::t(Lang::En, key));
            return Err(Failure::Refused(wrong.into_iter().map(told).collect()));
        }
        if before.is_none_or(|before| before.terms != terms) {
            let by = (None, reason.as_str());
            rounds::put(&mut tx, (&code, before), &terms, by, clock.now()).await?;
            tx.commit().await?;
        }
        let (from, to, hours) = (terms.opens_on, terms.closes_on, terms.hours());
        Ok(format!("{code}: {from} to {to}, {hours}"))
    }

    /// The code, what it says of the round, and the reason; or each problem of the texts.
    fn read(&self) -> Result<(String, Terms, String), Failure> {
        let mut problems = Vec::new();
        let mut line = |flag: &str, text: &str, most: usize, needed: bool| {
            let cleaned = clean_line(text, most);
            match &cleaned {
                Err(problem) => problems.push(format!("--{flag}: {problem}.")),
                Ok(text) if text.is_empty() && needed => {
                    problems.push(format!("--{flag} is empty."));
                }
                Ok(_) => {}
            }
            cleaned.unwrap_or_default()
        };
        let code = line("code", &self.code, 20, true);
        let terms = Terms {
            name_th: line("name-th", &self.name_th, 120, true),
            name_en: line("name-en", &self.name_en, 120, true),
            opens_on: self.opens_on,
            closes_on: self.closes_on,
            opens_minute: self.opens_at,
            closes_minute: self.closes_at,
        };
        let reason = line("reason", &self.reason, 500, false);
        if problems.is_empty() {
            Ok((code, terms, reason))
        } else {
            Err(Failure::Refused(problems))
        }
    }
}

/// Reads a time of day as minutes after midnight.
fn minute(text: &str) -> Result<i16, String> {
    minute_of(text).ok_or_else(|| "a time such as 06:00".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The command line of a round from 4 January to 31 March 2027, with other words in place of some.
    fn wanted(changes: &[(&str, &str)]) -> Round {
        use clap::Parser;
        #[derive(Parser)]
        struct Line {
            #[command(flatten)]
            round: Round,
        }
        let mut words = vec![
            ("--code", "2570"),
            ("--name-th", "รอบปี 2570"),
            ("--name-en", "Round of 2027"),
            ("--opens-on", "2027-01-04"),
            ("--closes-on", "2027-03-31"),
        ];
        for change in changes {
            words.retain(|(flag, _)| *flag != change.0);
            words.push(*change);
        }
        let words = words.into_iter().flat_map(|(flag, word)| [flag, word]);
        Line::try_parse_from(std::iter::once("campaign").chain(words)).unwrap().round
    }

    #[sqlx::test]
    async fn a_round_is_opened_and_changed_with_its_history_and_twice_is_once(db: PgPool) {
        let clock = Clock::fixed("2026-11-22T03:00:00Z".parse().unwrap());
        for _ in 0..2 {
            let told = wanted(&[]).put(&db, &clock).await.unwrap();
            assert_eq!(told, "2570: 2027-01-04 to 2027-03-31, 06.00–23.00");
        }
        let longer = [("--closes-on", "2027-04-30"), ("--reason", "มติคณะรัฐมนตรี")];
        wanted(&longer).put(&db, &clock).await.unwrap();
        let mut conn = db.acquire().await.unwrap();
        let round = rounds::all(&mut conn).await.unwrap().remove(0);
        assert_eq!((round.code.as_str(), round.terms.closes_minute), ("2570", 23 * 60));
        let history = rounds::history(&mut conn, round.id).await.unwrap();
        let history: Vec<_> = history
            .iter()
            .map(|change| (change.officer_id, change.reason.as_str(), change.before.is_some()))
            .collect();
        assert_eq!(history, [(None, "มติคณะรัฐมนตรี", true), (None, "", false)]);
        let deeds = sqlx::query!("select action, officer_id from officer_audit order by audit_id");
        let deeds = deeds.fetch_all(&mut *conn).await.unwrap();
        let deeds: Vec<_> = deeds.iter().map(|it| (it.action.as_str(), it.officer_id)).collect();
        assert_eq!(deeds, [("round-opened", None), ("round-changed", None)]);
    }

    #[sqlx::test]
    async fn what_the_page_refuses_is_refused_with_the_remedy(db: PgPool) {
        let clock = Clock::fixed("2027-02-01T03:00:00Z".parse().unwrap());
        let before = Clock::fixed("2026-11-22T03:00:00Z".parse().unwrap());
        wanted(&[]).put(&db, &before).await.unwrap();
        let next = ("--code", "2571");
        let cases = [
            (&[("--opens-on", "2027-01-05")][..], "--opens-on: The round has begun", "Leave"),
            (&[("--closes-on", "2027-01-31")], "--closes-on", "Use today"),
            (&[("--closes-on", "2027-01-03")], "--closes-on", "before the first"),
            (&[("--closes-at", "05:00")], "--closes-at", "after the opening time"),
            (&[("--name-en", " ")], "--name-en is empty", ""),
            (&[next], "--opens-on: The first day", "Use today"),
            (&[next, ("--opens-on", "2027-03-01")], "--opens-on: The days overlap", "Choose days"),
        ];
        for (changes, expected, remedy) in cases {
            let refused = wanted(changes).put(&db, &clock).await.unwrap_err();
            assert_eq!(refused.code(), 2);
            let told = refused.to_string();
            assert!(told.contains(expected) && told.contains(remedy), "{changes:?}: {told}");
        }
        let rounds = sqlx::query_scalar!("select count(*) from campaign_change");
        assert_eq!(rounds.fetch_one(&db).await.unwrap(), Some(1), "nothing was kept");
    }
}
