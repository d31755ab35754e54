//! Answers as rows to read: on the check page, in a submitted version, in the copy of one's data.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::fields::{option_label, unknown_label};
use crate::area;
use crate::money::Satang;
use crate::office;
use crate::registration::Draft;
use crate::registration::form::pages::{DEBT, DEBTOR};
use crate::registration::form::{Field, Kind, PageSpec, read, sure_name};
use crate::web::form::Fields;
use crate::web::{Error, Page};

/// A titled group of answers.
pub(super) struct Section {
    pub(super) title: String,
    pub(super) rows: Vec<Row>,
}

impl Section {
    /// What was answered.
    pub(super) fn answered(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.answered)
    }

    /// What was left out.
    pub(super) fn left_out(&self) -> Vec<&Row> {
        self.rows.iter().filter(|row| !row.answered).collect()
    }
}

/// One answer and where it is changed.
pub(super) struct Row {
    pub(super) label: String,
    pub(super) value: String,
    pub(super) change: String,
    pub(super) answered: bool,
}

/// Every answer of a draft, section by section.
pub(super) async fn sections(
    conn: &mut PgConnection,
    page: &Page,
    draft: &Draft,
    today: NaiveDate,
) -> Result<Vec<Section>, Error> {
    let names = Names::read(conn, page, draft).await?;
    let mut sections = vec![section(page, page.t("form-caption"), DEBTOR, 0, draft, &names, today)];
    for debt in &draft.debts {
        let title = match debt.creditor() {
            "" => page.t1("form-debt", "number", debt.number),
            creditor => page.t2("form-debt-named", "number", debt.number, "creditor", creditor),
        };
        sections.push(section(page, title, DEBT, debt.number, draft, &names, today));
    }
    Ok(sections)
}

fn section(
    page: &Page,
    title: String,
    pages: &'static [PageSpec],
    debt: i16,
    draft: &Draft,
    names: &Names,
    today: NaiveDate,
) -> Section {
    let mut rows = Vec::new();
    for spec in pages {
        let answers = draft.answers(debt, spec.key).unwrap_or_default();
        let address = if debt == 0 {
            format!("/registration/form/{}?then=check", spec.key)
        } else {
            format!("/registration/debts/{debt}/{}?then=check", spec.key)
        };
        for field in spec.fields {
            if field.when.is_some_and(|(other, value)| !answers.has(other, value)) {
                continue;
            }
            let value = value(page, field, &answers, names, today);
            rows.push(Row {
                label: page.t(&format!("field-{}", field.name)),
                answered: value != page.t("answer-none"),
                value,
                change: address.clone(),
            });
        }
    }
    Section { title, rows }
}

/// An answer in words; what cannot be read stands as it was typed.
fn value(page: &Page, field: &Field, answers: &Fields, names: &Names, today: NaiveDate) -> String {
    let name = field.name;
    let typed = answers.get(name);
    if !read::is_answered(answers, name) && !(field.kind == Kind::Payments) {
        return page.t("answer-none");
    }
    let choice = !field.options().is_empty();
    if read::is_unknown(answers, name) && !choice {
        return unknown_label(page, name);
    }
    let text = match field.kind {
        Kind::Money => match read::money(answers, name) {
            Ok(Some(amount)) => page.t1("amount-baht", "amount", amount.baht()),
            _ => typed.to_owned(),
        },
        Kind::Percent => match read::percent(answers, name) {
            Ok(Some(percent)) => format!("{percent}%"),
            _ => typed.to_owned(),
        },
        Kind::Date => match read::date(answers, name, today) {
            Ok(Some(date)) => date.in_words(page.lang),
            _ => ["day", "month", "year"].map(|p| answers.get(&format!("{name}-{p}"))).join("/"),
        },
        Kind::Payments => payments(page, answers, name, today),
        Kind::One(_) | Kind::Pick(_) | Kind::Many(_) => {
            let chosen: Vec<String> =
                answers.all(name).iter().map(|value| option_label(page, name, value)).collect();
            chosen.join(", ")
        }
        Kind::Code | Kind::TypedCode(_) => names.of(name, typed),
        _ => typed.to_owned(),
    };
    match answers.get(&sure_name(name)) {
        "" => text,
        sure => format!("{text} ({})", option_label(page, "certainty", sure)),
    }
}

fn payments(page: &Page, answers: &Fields, name: &str, today: NaiveDate) -> String {
    let rows = read::payments(answers, name, today);
    if rows.is_empty() {
        return page.t("answer-none");
    }
    let lines = rows.iter().map(|(_, (date, amount))| {
        let date = date.as_ref().map_or("?".to_owned(), |date| date.in_words(page.lang));
        let amount = amount.as_ref().map_or("?".to_owned(), |amount| amount.baht());
        format!("{date}: {amount}")
    });
    let amounts = rows.iter().filter_map(|(_, (_, amount))| amount.as_ref().ok().copied());
    let total = Satang::checked_sum(amounts).map_or_else(String::new, Satang::baht);
    let mut lines: Vec<String> = lines.collect();
    lines.push(page.t1("payments-total", "amount", total));
    lines.join("\n")
}

/// The names behind the codes of a draft.
struct Names {
    areas: Vec<(String, String)>,
    office: Option<String>,
}

impl Names {
    async fn read(conn: &mut PgConnection, page: &Page, draft: &Draft) -> Result<Names, Error> {
        let subdistrict = draft.page("address").get("subdistrict").to_owned();
        let areas = area::full_name(conn, &subdistrict).await?.into_iter().flatten();
        let office = match draft.office_code() {
            Some(code) => office::find(conn, &code).await?,
            None => None,
        };
        Ok(Names {
            areas: areas.map(|area| (area.code.clone(), area.name(page.lang).to_owned())).collect(),
            office: office.map(|office| office.name(page.lang).to_owned()),
        })
    }

    /// What a code of a field means; the code itself where it means nothing known.
    fn of(&self, field: &str, code: &str) -> String {
        let known = match field {
            "office-code" => self.office.clone().map(|office| format!("{code} {office}")),
            _ => self.areas.iter().find(|(known, _)| known == code).map(|(_, name)| name.clone()),
        };
        known.unwrap_or_else(|| code.to_owned())
    }
}
