//! Answers as rows to read: on the check page, in a submitted version, in the copy of one's data.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::fields::{option_label, unknown_label};
use crate::area::{self, Area};
use crate::money::Satang;
use crate::office::{self, Office};
use crate::registration::Draft;
use crate::registration::form::pages::{DEBT, DEBTOR};
use crate::registration::form::{Field, Kind, PageSpec, read, sure_name};
use crate::text::{Lang, ascii_digits};
use crate::web::form::Fields;
use crate::web::{Error, Page};

/// A titled group of answers.
pub(crate) struct Section {
    pub(crate) title: String,
    /// Of which debt; 0 for the debtor's own answers.
    pub(crate) debt: i16,
    pub(crate) rows: Vec<Row>,
}

impl Section {
    /// What was answered.
    pub(crate) fn answered(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.answered)
    }

    /// What was left out.
    pub(crate) fn left_out(&self) -> Vec<&Row> {
        self.rows.iter().filter(|row| !row.answered).collect()
    }
}

/// One answer and where it is changed.
pub(crate) struct Row {
    /// The page of the form on which it is asked.
    pub(crate) page: &'static str,
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) change: String,
    pub(crate) answered: bool,
}

/// Every answer of a draft, section by section.
pub(crate) async fn sections(
    conn: &mut PgConnection,
    page: &Page,
    draft: &Draft,
    today: NaiveDate,
) -> Result<Vec<Section>, Error> {
    let names = Names::read(conn, page, draft.pages.values()).await?;
    Ok(sections_with(page, draft, &names, today))
}

/// The same, with names that were read before.
pub(crate) fn sections_with(
    page: &Page,
    draft: &Draft,
    names: &Names,
    today: NaiveDate,
) -> Vec<Section> {
    let mut sections = vec![section(page, page.t("form-caption"), DEBTOR, 0, draft, names, today)];
    for debt in &draft.debts {
        let title = match debt.creditor() {
            "" => page.t1("form-debt", "number", debt.number),
            creditor => page.t2("form-debt-named", "number", debt.number, "creditor", creditor),
        };
        sections.push(section(page, title, DEBT, debt.number, draft, names, today));
    }
    sections
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
        rows.extend(page_rows(page, spec, &answers, &address, names, today));
    }
    Section { title, debt, rows }
}

/// The answers of one page of the form.
pub(crate) fn page_rows(
    page: &Page,
    spec: &PageSpec,
    answers: &Fields,
    change: &str,
    names: &Names,
    today: NaiveDate,
) -> Vec<Row> {
    let asked = |field: &&Field| field.when.is_none_or(|(other, value)| answers.has(other, value));
    let row = |field: &Field| {
        let value = value(page, field, answers, names, today);
        Row {
            page: spec.key,
            label: page.t(&format!("field-{}", field.name)),
            answered: value != page.t("answer-none"),
            value,
            change: change.to_owned(),
        }
    };
    spec.fields.iter().filter(asked).map(row).collect()
}

/// An answer in words; what cannot be read stands as it was typed.
pub(crate) fn value(
    page: &Page,
    field: &Field,
    answers: &Fields,
    names: &Names,
    today: NaiveDate,
) -> String {
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

/// The names behind the codes of areas and offices that were answered.
pub(crate) struct Names {
    areas: Vec<Area>,
    offices: Vec<Office>,
    lang: Lang,
}

impl Names {
    /// Reads the names that these pages of the form need.
    pub(crate) async fn read<'f>(
        conn: &mut PgConnection,
        page: &Page,
        pages: impl Iterator<Item = &'f Fields>,
    ) -> Result<Names, Error> {
        let (mut areas, mut offices) = (BTreeSet::new(), BTreeSet::new());
        for fields in pages {
            areas.extend(
                ["province", "district", "subdistrict"].map(|name| fields.get(name).to_owned()),
            );
            offices.insert(ascii_digits(fields.get("office-code")));
        }
        let areas = area::named(conn, &Vec::from_iter(areas)).await?;
        let offices = office::named(conn, &Vec::from_iter(offices)).await?;
        Ok(Names { areas, offices, lang: page.lang })
    }

    /// What a code of a field means; the code itself where it means nothing known.
    fn of(&self, field: &str, code: &str) -> String {
        let known = if field == "office-code" {
            let digits = ascii_digits(code);
            let office = self.offices.iter().find(|office| office.code == digits);
            office.map(|office| format!("{digits} {}", office.name(self.lang)))
        } else {
            let area = self.areas.iter().find(|area| area.code == code);
            area.map(|area| area.name(self.lang).to_owned())
        };
        known.unwrap_or_else(|| code.to_owned())
    }
}
