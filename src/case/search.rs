//! ค้นหาสำนวน — one box for a tracking number, a citizen number, a telephone or a name, inside the own territory.
//!
//! What was typed never stands in an address. Names are found by keyed hashes of what they are folded to, then of how
//! they sound; every look-up begins with the hash and the office, the key of its table.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sqlx::PgConnection;
use uuid::Uuid;

use super::store;
use super::{CaseFile, desk, keys as search};
use crate::national_id::CitizenNumber;
use crate::officer::Scope;
use crate::registration::tracking::{TrackingNumber, TrackingProblem};
use crate::seal::Keys;
use crate::text::{Form, Phone, ascii_digits, clean_line, fold_name, search_forms};

/// How many files an answer shows.
pub const MOST: usize = 50;

/// What was typed, understood.
pub enum Wanted {
    /// The file of a number.
    Number(TrackingNumber),
    /// The files of a person.
    Citizen(CitizenNumber),
    /// The files of who can be reached by a telephone.
    Phone(String),
    /// The files of who is called so.
    Name(String),
}

impl Wanted {
    /// What kind of text it is: `search-by-<word>` in `locales/`, and all that the records say of a search.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Wanted::Number(_) => "number",
            Wanted::Citizen(_) => "citizen",
            Wanted::Phone(_) => "phone",
            Wanted::Name(_) => "name",
        }
    }

    /// Understands what was typed, or says which sentence of `locales/` tells what is wrong.
    pub fn read(typed: &str) -> Result<Wanted, &'static str> {
        let text = clean_line(&ascii_digits(typed), 120).map_err(|_| "problem-search-long")?;
        let digits = text.chars().all(|c| c.is_ascii_digit() || " -+.()".contains(c));
        if text.is_empty() {
            return Err("problem-search-empty");
        }
        if digits {
            if let Ok(number) = CitizenNumber::parse(&text) {
                return Ok(Wanted::Citizen(number));
            }
            if Phone::parse(&text).is_ok() {
                return Ok(Wanted::Phone(text));
            }
        }
        match TrackingNumber::parse(&text) {
            Ok(number) => Ok(Wanted::Number(number)),
            Err(TrackingProblem::Check) => Err("problem-search-check"),
            Err(TrackingProblem::Form) if text.chars().any(|c| c.is_ascii_digit()) => {
                Err("problem-search-digits")
            }
            Err(TrackingProblem::Form) if fold_name(&text).chars().count() < 2 => {
                Err("problem-search-short")
            }
            Err(TrackingProblem::Form) => Ok(Wanted::Name(text)),
        }
    }
}

/// What was found.
#[derive(Default)]
pub struct Found {
    /// The files of just what was typed.
    pub files: Vec<CaseFile>,
    /// Whether there are more of them than are shown.
    pub more: bool,
    /// The files of names that sound alike.
    pub alike: Vec<CaseFile>,
    /// Whether there are more of those.
    pub more_alike: bool,
}

/// Where to look: the offices of a scope and, for an observer, the files shared with them.
struct Where<'s> {
    scope: &'s Scope,
    offices: Vec<String>,
    only: Option<Vec<Uuid>>,
    today: NaiveDate,
}

/// Finds the files that a scope opens.
pub async fn find(
    conn: &mut PgConnection,
    keys: &Keys,
    scope: &Scope,
    today: NaiveDate,
    wanted: &Wanted,
) -> anyhow::Result<Found> {
    let place = Where::of(conn, scope, today).await?;
    let (exact, alike) = match wanted {
        Wanted::Number(number) => (by_number(conn, number).await?, vec![]),
        Wanted::Citizen(number) => (of_debtor(conn, keys.debtor_id(number)).await?, vec![]),
        Wanted::Phone(typed) => {
            let hashes: Vec<_> = search::phone(keys, typed).into_iter().collect();
            (by_keys(conn, &place, &hashes, None, &[]).await?, vec![])
        }
        Wanted::Name(name) => {
            let sought = Sought::of(keys, name);
            let exact = by_keys(conn, &place, &sought.folded, None, &[]).await?;
            let family = sought.family.as_deref();
            let alike = by_keys(conn, &place, &sought.sounds, family, &exact).await?;
            (exact, alike)
        }
    };
    let (files, more) = by_name(conn, keys, &place, &exact).await?;
    let (alike, more_alike) = by_name(conn, keys, &place, &alike).await?;
    Ok(Found { files, more, alike, more_alike })
}

/// The keys of a name.
struct Sought {
    /// Of the whole name, or of one word as given or as family name.
    folded: Vec<Vec<u8>>,
    /// Of the sound of the given name, or of one word as either.
    sounds: Vec<Vec<u8>>,
    /// Of the sound of the family name, where there is more than one word.
    family: Option<Vec<Vec<u8>>>,
}

impl Sought {
    /// Of several words, each place between two may part given and family name.
    fn of(keys: &Keys, name: &str) -> Sought {
        let words: Vec<&str> = name.split_whitespace().collect();
        let parted = |at: usize| search_forms(&words[..at].join(" "), &words[at..].join(" "));
        let forms: Vec<(Form, String)> = match words[..] {
            [word] => search_forms(word, word),
            _ => (1..words.len()).flat_map(parted).collect(),
        };
        let hashes = |wanted: &[Form]| -> Vec<Vec<u8>> {
            let fits = forms.iter().filter(|(form, _)| wanted.contains(form));
            let found: BTreeSet<Vec<u8>> =
                fits.map(|(form, text)| search::name(keys, *form, text)).collect();
            found.into_iter().collect()
        };
        let (given, family) =
            ([Form::GivenLk82, Form::GivenUdom83], [Form::FamilyLk82, Form::FamilyUdom83]);
        if words.len() == 1 {
            let sounds = hashes(&[given[0], given[1], family[0], family[1]]);
            return Sought { folded: hashes(&[Form::Given, Form::Family]), sounds, family: None };
        }
        Sought {
            folded: hashes(&[Form::Full]),
            sounds: hashes(&given),
            family: Some(hashes(&family)),
        }
    }
}

impl<'s> Where<'s> {
    async fn of(
        conn: &mut PgConnection,
        scope: &'s Scope,
        today: NaiveDate,
    ) -> anyhow::Result<Where<'s>> {
        let Some(observer) = &scope.shared_with else {
            let offices = desk::offices(conn, scope).await?;
            return Ok(Where { scope, offices, only: None, today });
        };
        let shared = sqlx::query!(
            "select registration_id, office_code from case_file
             where registration_id in (select registration_id from case_share
                 where officer_id = $1 and revoked_at is null and until >= $2)
               and $3::text in ('office:' || office_code, 'province:' || province_code, 'nation')",
            observer.officer_id,
            today,
            observer.within.key()
        )
        .fetch_all(conn)
        .await?;
        let only = Some(shared.iter().map(|row| row.registration_id).collect());
        let offices = shared.into_iter().map(|row| row.office_code).collect();
        Ok(Where { scope, offices, only, today })
    }
}

async fn by_number(conn: &mut PgConnection, number: &TrackingNumber) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "select registration_id from tracking_number where tracking_number = $1",
        number.as_str()
    )
    .fetch_all(conn)
    .await
}

async fn of_debtor(conn: &mut PgConnection, debtor_id: Uuid) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!("select registration_id from registration where debtor_id = $1", debtor_id)
        .fetch_all(conn)
        .await
}

/// The files of any of these keys, and of any of the others too where there are others; one more than is shown. No more
/// rows are read than that takes, however many the territory has.
async fn by_keys(
    conn: &mut PgConnection,
    place: &Where<'_>,
    hashes: &[Vec<u8>],
    others: Option<&[Vec<u8>]>,
    but: &[Uuid],
) -> anyhow::Result<Vec<Uuid>> {
    Ok(sqlx::query_scalar!(
        r#"select distinct registration_id as "id!" from (
             select registration_id from case_key
             where key_hash = any($1) and office_code = any($2) and debtor_id <> $3
               and registration_id <> all($4) and ($5::uuid[] is null or registration_id = any($5))
               and ($6::bytea[] is null
                    or registration_id in (select registration_id from case_key
                                           where key_hash = any($6) and office_code = any($2)))
             limit $7::bigint * cardinality($1) -- a file has each key once
           ) as found limit $7::bigint"#,
        hashes,
        &place.offices,
        place.scope.not_of,
        but,
        place.only.as_deref(),
        others,
        i64::try_from(MOST + 1)?
    )
    .fetch_all(conn)
    .await?)
}

/// The files of these ids that the scope opens, by name; and whether there are more than are shown.
async fn by_name(
    conn: &mut PgConnection,
    keys: &Keys,
    place: &Where<'_>,
    ids: &[Uuid],
) -> anyhow::Result<(Vec<CaseFile>, bool)> {
    let mut files = store::find_all(conn, keys, ids, place.scope, place.today).await?;
    let more = files.len() > MOST;
    files.sort_by(|a, b| a.by_name(b).then_with(|| a.submitted_at.cmp(&b.submitted_at)));
    files.truncate(MOST);
    Ok((files, more))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_understood_or_the_officer_is_told_why_not() {
        let cases = [
            ("PN-67-4901-7Q3K9-8", Ok("number")),
            ("pn 67 ๔๙๐๑ 7q3k9 8", Ok("number")),
            ("PN-67-4901-7Q3K9-9", Err("problem-search-check")),
            ("PN-67", Err("problem-search-digits")),
            ("1-9901-00000-01-1", Ok("citizen")),
            ("๑๙๙๐๑๐๐๐๐๐๐๑๑", Ok("citizen")),
            ("1990100000012", Err("problem-search-digits")),
            ("081-234-5678", Ok("phone")),
            ("มะลิ", Ok("name")),
            ("นางสาว มะลิ ทดสอบดี", Ok("name")),
            ("ก", Err("problem-search-short")),
            ("  ", Err("problem-search-empty")),
        ];
        for (typed, expected) in cases {
            let read = Wanted::read(typed);
            assert_eq!(read.as_ref().map(Wanted::word).map_err(|key| *key), expected, "{typed}");
        }
    }
}
