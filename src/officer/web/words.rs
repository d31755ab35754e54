//! What the pages about appointments have in common: names of roles, days, and reading what was typed of them.

use chrono::{Datelike, NaiveDate};
use sqlx::PgConnection;

use crate::area;
use crate::clock::{self, buddhist_year, thai_date};
use crate::office::Territory;
use crate::officer::people::territory_of;
use crate::officer::{Role, store};
use crate::registration::form::check::{note_date, note_text};
use crate::text::{self, Lang, ascii_digits};
use crate::web::Page;
use crate::web::form::{Choice, Fields, Problems};

/// A role's name, in the reader's language.
pub(crate) fn role_name(page: &Page, role: Role) -> String {
    page.t(&format!("role-{}", role.word().replace('_', "-")))
}

/// Roles to choose from.
pub(crate) fn role_choices(page: &Page, roles: impl IntoIterator<Item = Role>) -> Vec<Choice> {
    let choice = |role: Role| Choice {
        value: role.word().to_owned(),
        label: role_name(page, role),
        hint: String::new(),
    };
    roles.into_iter().map(choice).collect()
}

/// From when to when, in words.
pub(crate) fn days(page: &Page, from: NaiveDate, to: Option<NaiveDate>) -> String {
    let from = thai_date(from, page.lang);
    match to {
        Some(to) => page.t2("appoint-days", "from", from, "to", thai_date(to, page.lang)),
        None => page.t1("appoint-days-open", "from", from),
    }
}

/// A day as it can be typed: `22/11/2569`.
pub(crate) fn typed_day(day: NaiveDate) -> String {
    format!("{}/{}/{}", day.day(), day.month(), buddhist_year(day))
}

/// Reads a role and the unit at which it is to be held, from the fields `role` and `unit`. The unit exists.
pub(crate) async fn read_place(
    conn: &mut PgConnection,
    lang: Lang,
    fields: &Fields,
    problems: &mut Problems,
) -> sqlx::Result<Option<(Role, Territory)>> {
    let code = ascii_digits(fields.get("unit")).replace([' ', '-'], "");
    if code.is_empty() {
        problems.add("unit", "problem-unit-empty");
    }
    let Some(role) = Role::from_word(fields.get("role")) else {
        problems.add("role", "problem-choose");
        return Ok(None);
    };
    if code.is_empty() {
        return Ok(None);
    }
    let Some(unit) = territory_of(&code, role) else {
        problems.add("role", "problem-role-unit");
        return Ok(None);
    };
    if store::units(conn, &[unit.key()]).await?.is_empty() {
        let (key, args) = no_unit(conn, lang, code).await?;
        problems.add_with("unit", key, args);
        return Ok(None);
    }
    Ok(Some((role, unit)))
}

/// Why a code is no unit's: the sentence of `locales/`, and what it names. The letters give the code of a district's
/// registration office or of a province; municipalities have codes too.
pub(crate) async fn no_unit(
    conn: &mut PgConnection,
    lang: Lang,
    code: String,
) -> sqlx::Result<(&'static str, Vec<(&'static str, String)>)> {
    let provinces = area::provinces(conn).await?;
    Ok(match provinces.into_iter().find(|province| code.starts_with(&province.code)) {
        _ if !matches!(code.len(), 2 | 4) => ("problem-unit-digits", vec![]),
        // Bangkok has no provincial centre: its people work at the ministry's level or in a district office.
        Some(province) if area::in_bangkok(&province.code) && code.len() == 2 => {
            ("problem-unit-bangkok", vec![])
        }
        // No code of Bangkok is a municipality's, and its districts are เขต.
        Some(province) if area::in_bangkok(&province.code) => {
            ("problem-unit-khet", vec![("code", code)])
        }
        Some(province) => {
            let province = province.name(lang).to_owned();
            ("problem-unit-municipal", vec![("code", code), ("province", province)])
        }
        None => ("problem-unit-unknown", vec![("code", code)]),
    })
}

/// The summary of a form that asks for days `from` and `to`; in other forms these names mean something else.
pub(crate) fn span_summary(page: &Page, problems: &Problems) -> Vec<(String, String)> {
    let mut lines = problems.summary(page);
    for (field, said) in &mut lines {
        if ["from", "to"].contains(&field.as_str()) {
            *said = format!("{}: {said}", page.t(&format!("trail-{field}")));
        }
    }
    lines
}

/// Reads a whole day; a blank field is no day and no problem.
pub(crate) fn read_day(
    fields: &Fields,
    name: &str,
    today: NaiveDate,
    problems: &mut Problems,
) -> Option<NaiveDate> {
    if fields.get(name).is_empty() {
        return None;
    }
    match clock::parse_date(fields.get(name), today) {
        Err(problem) => note_date(name, Some(problem), problems),
        Ok(date) => match date.exact() {
            Some(day) => return Some(day),
            None => problems.add(name, "problem-day-whole"),
        },
    }
    None
}

/// Reads a text of several lines that must not be blank.
pub(crate) fn read_words(
    fields: &Fields,
    name: &str,
    most: usize,
    problems: &mut Problems,
) -> String {
    match text::clean_lines(fields.get(name), most) {
        Ok(words) if words.is_empty() => problems.add(name, "problem-words-empty"),
        Ok(words) => return words,
        Err(problem) => note_text(name, Some(problem), problems),
    }
    String::new()
}
