//! โทรติดตาม — calling the debtors of files that lack something: when it is safe, what came of it, when to call next.

pub mod list;

use chrono::{
    DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday,
};
use data_encoding::HEXLOWER;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::audit::{By, File};
use crate::seal::{Keys, Place};

/// A part of the Bangkok day, as the form's `contact-hours` offers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// 8–11.
    Morning,
    /// 11–13.
    Midday,
    /// 13–17.
    Afternoon,
    /// 17–20.
    Evening,
}

impl Period {
    /// Every period, in order.
    pub const ALL: [Period; 4] =
        [Period::Morning, Period::Midday, Period::Afternoon, Period::Evening];

    /// The word of the form; its sentence is `option-contact-hours-<word>`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Period::Morning => "morning",
            Period::Midday => "midday",
            Period::Afternoon => "afternoon",
            Period::Evening => "evening",
        }
    }

    /// The hour in which it begins and the hour before which it ends, as the form's sentences say.
    #[must_use]
    pub fn hours(self) -> (u32, u32) {
        match self {
            Period::Morning => (8, 11),
            Period::Midday => (11, 13),
            Period::Afternoon => (13, 17),
            Period::Evening => (17, 20),
        }
    }

    /// The period of a time of day; at night there is none.
    #[must_use]
    pub fn at(time: NaiveTime) -> Option<Period> {
        use chrono::Timelike;
        Period::ALL.into_iter().find(|period| {
            let (from, until) = period.hours();
            (from..until).contains(&time.hour())
        })
    }
}

/// When a debtor may be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Calling {
    /// Never: they are written to, or waited for.
    Never,
    /// In these periods.
    In(Vec<Period>),
    /// They did not say: in office hours, with care.
    Unknown,
}

impl Calling {
    /// What the words of the form's `contact-hours` mean. "Never" outweighs every other.
    #[must_use]
    pub fn of(words: &[String]) -> Calling {
        if words.iter().any(|word| word == "no-calls") {
            return Calling::Never;
        }
        let named = |period: &Period| words.iter().any(|word| word == period.word());
        let periods: Vec<Period> = Period::ALL.into_iter().filter(named).collect();
        if periods.is_empty() { Calling::Unknown } else { Calling::In(periods) }
    }

    /// Whether they may be called at this time in Bangkok.
    #[must_use]
    pub fn allows(&self, at: DateTime<FixedOffset>) -> bool {
        match self {
            Calling::Never => false,
            Calling::In(periods) => Period::at(at.time()).is_some_and(|now| periods.contains(&now)),
            Calling::Unknown => in_office_hours(at),
        }
    }
}

/// Whether offices work at this time in Bangkok: 8.30–16.30 from Monday to Friday. Holidays are not known here.
#[must_use]
pub fn in_office_hours(at: DateTime<FixedOffset>) -> bool {
    let time = |hour| NaiveTime::from_hms_opt(hour, 30, 0).expect("a time of day");
    let weekend = matches!(at.weekday(), Weekday::Sat | Weekday::Sun);
    !weekend && (time(8)..time(16)).contains(&at.time())
}

/// What came of a call. Its sentence is `call-result-<word>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum Outcome {
    /// Everything that was missing was said.
    Completed,
    /// Some of it was.
    Partly,
    /// They asked to be called again.
    CallAgain,
    /// Nobody answered.
    NoAnswer,
    /// The number is somebody else's.
    WrongNumber,
    /// They could not speak safely.
    NotSafe,
    /// They do not want to be called.
    Refused,
}

impl Outcome {
    /// Every outcome, in the order in which they are offered.
    pub const ALL: [Outcome; 7] = [
        Outcome::Completed,
        Outcome::Partly,
        Outcome::CallAgain,
        Outcome::NoAnswer,
        Outcome::WrongNumber,
        Outcome::NotSafe,
        Outcome::Refused,
    ];

    /// The word of forms and the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Completed => "completed",
            Outcome::Partly => "partly",
            Outcome::CallAgain => "call-again",
            Outcome::NoAnswer => "no-answer",
            Outcome::WrongNumber => "wrong-number",
            Outcome::NotSafe => "not-safe",
            Outcome::Refused => "refused",
        }
    }

    /// The outcome of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|outcome| outcome.word() == word)
    }

    /// When to call next about a file that lacks so many things, unless the officer names a day; `None`: not again.
    #[must_use]
    pub fn next_on(self, today: NaiveDate, lacking: i16) -> Option<NaiveDate> {
        let days = match self {
            Outcome::CallAgain | Outcome::NoAnswer | Outcome::NotSafe => 1,
            Outcome::Partly => 3,
            Outcome::Completed if lacking > 0 => 3,
            Outcome::Completed | Outcome::WrongNumber | Outcome::Refused => return None,
        };
        today.checked_add_days(Days::new(days))
    }
}

/// One call.
pub struct Call {
    /// Which; given by the form, so that a form sent twice records one call.
    pub id: Uuid,
    /// Who called.
    pub officer_id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// What came of it.
    pub outcome: Outcome,
    /// What was said.
    pub words: String,
    /// When to call next.
    pub next_on: Option<NaiveDate>,
    /// Whether it was at a time that the debtor had not allowed.
    pub outside_hours: bool,
}

/// How often the debtor has sent answers again, alone or at a counter. What officers correct while they call counts not.
pub async fn sent_again(conn: &mut PgConnection, file: File) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "times!" from registration_event
           where debtor_id = $1 and registration_id = $2 and kind in ('completed', 'completed-onsite')"#,
        file.debtor_id,
        file.registration_id
    )
    .fetch_one(conn)
    .await
}

/// The calls about a file, the newest first, `most` of them.
pub async fn log(
    conn: &mut PgConnection,
    keys: &Keys,
    file: File,
    most: i64,
) -> anyhow::Result<Vec<Call>> {
    let rows = sqlx::query!(
        r#"select call_id, officer_id, at, result as "outcome: Outcome", words, next_on, outside_hours
           from case_call where debtor_id = $1 and registration_id = $2
           order by at desc, call_id desc limit $3"#,
        file.debtor_id,
        file.registration_id,
        most
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Call {
                id: row.call_id,
                officer_id: row.officer_id,
                at: row.at,
                outcome: row.outcome,
                words: keys.open_text(words_place(row.call_id), &row.words)?,
                next_on: row.next_on,
                outside_hours: row.outside_hours,
            })
        })
        .collect()
}

/// What was recorded of a call, if it was: the same form, sent twice.
pub async fn recorded(
    conn: &mut PgConnection,
    keys: &Keys,
    file: File,
    id: Uuid,
) -> anyhow::Result<Option<(Outcome, String, Option<NaiveDate>)>> {
    let row = sqlx::query!(
        r#"select result as "outcome: Outcome", words, next_on from case_call
           where debtor_id = $1 and registration_id = $2 and call_id = $3"#,
        file.debtor_id,
        file.registration_id,
        id
    );
    let Some(row) = row.fetch_optional(conn).await? else { return Ok(None) };
    Ok(Some((row.outcome, keys.open_text(words_place(id), &row.words)?, row.next_on)))
}

/// Records a call.
pub async fn record(
    tx: &mut PgConnection,
    keys: &Keys,
    by: By,
    file: File,
    call: &Call,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into case_call (debtor_id, registration_id, call_id, officer_id, appointment_id, at, result, words,
             next_on, outside_hours)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        file.debtor_id,
        file.registration_id,
        call.id,
        call.officer_id,
        by.appointment_id,
        call.at,
        call.outcome as Outcome,
        keys.seal_text(words_place(call.id), &call.words),
        call.next_on,
        call.outside_hours
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The longest call that is judged by its beginning.
const LONGEST_CALL: TimeDelta = TimeDelta::minutes(30);

/// When a form of a call was drawn, for the form to carry; nobody can write an earlier time into it.
#[must_use]
pub fn write_drawn(keys: &Keys, call_id: Uuid, at: DateTime<Utc>) -> String {
    let micros = at.timestamp_micros();
    format!("{micros}~{}", HEXLOWER.encode(&drawn_hash(keys, call_id, micros)))
}

/// The time that [`write_drawn`] wrote, if it is of this call and no longer ago than a call lasts.
#[must_use]
pub fn read_drawn(
    keys: &Keys,
    call_id: Uuid,
    text: &str,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let (micros, hash) = text.split_once('~')?;
    let micros = micros.parse().ok()?;
    let written = HEXLOWER.decode(hash.as_bytes()).ok()?;
    let at = DateTime::from_timestamp_micros(micros)?;
    let genuine = written == drawn_hash(keys, call_id, micros);
    (genuine && at <= now && now - at <= LONGEST_CALL).then_some(at)
}

fn drawn_hash(keys: &Keys, call_id: Uuid, micros: i64) -> [u8; 32] {
    keys.hash("call form", format!("{call_id} {micros}").as_bytes())
}

fn words_place(id: Uuid) -> Place {
    Place { table: "case_call", column: "words", row: id }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bangkok(text: &str) -> DateTime<FixedOffset> {
        format!("{text}:00+07:00").parse().unwrap()
    }

    fn hours(words: &[&str]) -> Calling {
        Calling::of(&words.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn a_debtor_is_called_only_in_the_hours_they_named() {
        // 2026-11-23 is a Monday.
        let cases = [
            (&["morning"][..], "2026-11-23T07:59", false),
            (&["morning"], "2026-11-23T08:00", true),
            (&["morning"], "2026-11-23T11:00", false),
            (&["evening"], "2026-11-22T19:59", true),
            (&["evening"], "2026-11-22T20:00", false),
            (&["morning", "no-calls"], "2026-11-23T09:00", false),
            (&["unknown"], "2026-11-23T08:29", false),
            (&["unknown"], "2026-11-23T08:30", true),
            (&[], "2026-11-23T16:29", true),
            (&[], "2026-11-23T16:30", false),
            (&[], "2026-11-22T10:00", false),
            (&["made-up"], "2026-11-23T10:00", true),
        ];
        for (words, at, allowed) in cases {
            assert_eq!(hours(words).allows(bangkok(at)), allowed, "{words:?} {at}");
        }
    }

    #[test]
    fn the_time_a_form_was_drawn_counts_for_its_own_call_and_for_half_an_hour() {
        let (keys, _) = Keys::generate(true);
        let at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let (call, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let drawn = write_drawn(&keys, call, at);
        let after = |minutes| at + TimeDelta::minutes(minutes);
        assert_eq!(read_drawn(&keys, call, &drawn, after(7)), Some(at));
        assert_eq!(read_drawn(&keys, call, &drawn, after(31)), None);
        assert_eq!(read_drawn(&keys, other, &drawn, after(7)), None);
        let earlier = drawn.replacen('1', "0", 1);
        assert_eq!(read_drawn(&keys, call, &earlier, after(7)), None);
        assert_eq!(read_drawn(&keys, call, "", after(7)), None);
    }

    #[test]
    fn an_outcome_has_one_word_and_says_when_to_call_next() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::from_word(outcome.word()), Some(outcome));
            assert!(outcome.next_on(today, 1).is_none_or(|day| day > today), "{outcome:?}");
        }
        let tomorrow = NaiveDate::from_ymd_opt(2026, 12, 1);
        assert_eq!(Outcome::NoAnswer.next_on(today, 1), tomorrow);
        assert_eq!(Outcome::Completed.next_on(today, 0), None);
        assert_eq!(Outcome::Completed.next_on(today, 1), Outcome::Partly.next_on(today, 1));
    }
}
