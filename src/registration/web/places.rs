//! The pages of the form that need the tables of areas and offices: where the debtor lives, who gets the file.

use sqlx::PgConnection;

use crate::area::{self, Area};
use crate::office;
use crate::registration::Draft;
use crate::text::{Lang, ascii_digits};
use crate::web::form::{Choice, Fields, Problems};
use crate::web::{Error, Page};

/// The choices of a page's area. Who has not chosen the area above it is sent there first.
pub(crate) async fn choices(
    conn: &mut PgConnection,
    page: &Page,
    key: &str,
    draft: &Draft,
) -> Result<Vec<Choice>, Error> {
    let areas = match key {
        "province" => area::provinces(conn).await?,
        "district" => area::districts(conn, draft.page("province").get("province")).await?,
        "address" => area::subdistricts(conn, draft.page("district").get("district")).await?,
        _ => return Ok(vec![]),
    };
    if areas.is_empty() {
        let above = if key == "address" { "district" } else { "province" };
        return Err(Error::Elsewhere(format!("/registration/form/{above}")));
    }
    Ok(as_choices(areas, page.lang))
}

/// Areas to choose from, in the order of the reader's alphabet.
pub(crate) fn as_choices(mut areas: Vec<Area>, lang: Lang) -> Vec<Choice> {
    area::sort(&mut areas, lang);
    let choice = |area: Area| Choice {
        label: area.name(lang).to_owned(),
        value: area.code,
        hint: String::new(),
    };
    areas.into_iter().map(choice).collect()
}

/// Checks codes against the tables; fills in the postal code where the sub-district has one.
pub(crate) async fn check(
    conn: &mut PgConnection,
    key: &str,
    choices: &[Choice],
    draft: &Draft,
    fields: &mut Fields,
    problems: &mut Problems,
) -> Result<(), Error> {
    if !problems.is_empty() {
        return Ok(());
    }
    let chosen = |name: &str, fields: &Fields| choices.iter().any(|c| c.value == fields.get(name));
    match key {
        "province" | "district" if !chosen(key, fields) => problems.add(key, "problem-required"),
        "address" if !chosen("subdistrict", fields) => {
            problems.add("subdistrict", "problem-required");
        }
        "address" => check_postal_code(conn, fields, problems).await?,
        "office" => check_office(conn, draft, fields, problems).await?,
        _ => {}
    }
    Ok(())
}

async fn check_postal_code(
    conn: &mut PgConnection,
    fields: &mut Fields,
    problems: &mut Problems,
) -> Result<(), Error> {
    let codes = area::postal_codes(conn, fields.get("subdistrict")).await?;
    let typed = ascii_digits(fields.get("postal-code"));
    if typed.is_empty() {
        fields.set("postal-code", codes.first().cloned().unwrap_or_default());
    } else if !codes.contains(&typed) {
        problems.add_with("postal-code", "problem-postal-code", vec![("codes", codes.join(", "))]);
    }
    Ok(())
}

async fn check_office(
    conn: &mut PgConnection,
    draft: &Draft,
    fields: &Fields,
    problems: &mut Problems,
) -> Result<(), Error> {
    match fields.get("office-choice") {
        "province" if area::in_bangkok(draft.page("province").get("province")) => {
            problems.add("office-choice", "problem-no-centre");
        }
        "other"
            if office::find(conn, &ascii_digits(fields.get("office-code"))).await?.is_none() =>
        {
            problems.add("office-code", "problem-office-code");
        }
        _ => {}
    }
    Ok(())
}
