//! A page's fields as its template draws them: labels, hints, choices, what was typed, what is wrong.

use crate::registration::form::{CERTAINTIES, Field, Kind, PageSpec, sure_name, unknown_name};
use crate::text;
use crate::web::Page;
use crate::web::form::{Choice, Fields, Problems, View};

/// How many rows of payments are offered beyond those filled in.
const BLANK_ROWS: usize = 5;

/// One field, ready to draw.
pub(crate) struct FieldView {
    /// Which control: `text`, `textarea`, `radios`, `select`, `checkboxes`, `date` or `payments`.
    pub(crate) control: &'static str,
    pub(crate) label: String,
    pub(crate) hint: String,
    pub(crate) input: View,
    pub(crate) inputmode: &'static str,
    pub(crate) suffix: String,
    pub(crate) options: Vec<Choice>,
    pub(crate) unknown: Option<View>,
    /// The words of "don't know".
    pub(crate) unknown_label: String,
    pub(crate) sure: Option<View>,
    pub(crate) sure_options: Vec<Choice>,
    pub(crate) date: [View; 3],
    pub(crate) rows: Vec<(View, View)>,
    /// The field and the answer that make this one matter; empty for always.
    pub(crate) when: (&'static str, &'static str),
}

/// The fields of a page. `codes` are the choices of its area or office.
pub(crate) fn views(
    page: &Page,
    spec: &PageSpec,
    typed: &Fields,
    problems: &Problems,
    codes: &[Choice],
) -> Vec<FieldView> {
    spec.fields.iter().map(|field| view(page, field, typed, problems, codes)).collect()
}

fn view(
    page: &Page,
    field: &Field,
    typed: &Fields,
    problems: &Problems,
    codes: &[Choice],
) -> FieldView {
    let name = field.name;
    let of = |name: &str| View::of(page, typed, problems, name);
    let (control, inputmode) = control(field.kind);
    let suffix = match field.kind {
        Kind::Money => page.t("unit-baht"),
        Kind::Percent => "%".into(),
        _ => String::new(),
    };
    let options = match field.kind {
        Kind::Code => codes.to_vec(),
        _ => field.options().iter().map(|value| option(page, name, value)).collect(),
    };
    FieldView {
        control,
        label: page.t(&format!("field-{name}")),
        hint: hint(page, &format!("field-{name}-hint")),
        input: of(name),
        inputmode,
        suffix,
        options,
        unknown: field.offers_unknown().then(|| of(&unknown_name(name))),
        unknown_label: unknown_label(page, name),
        sure: field.certainty.then(|| of(&sure_name(name))),
        sure_options: CERTAINTIES.iter().map(|value| option(page, "certainty", value)).collect(),
        date: ["day", "month", "year"].map(|part| of(&format!("{name}-{part}"))),
        rows: if field.kind == Kind::Payments { rows(page, name, typed, problems) } else { vec![] },
        when: field.when.unwrap_or(("", "")),
    }
}

fn control(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Line(_) => ("text", ""),
        Kind::Lines(_) => ("textarea", ""),
        Kind::Phone => ("text", "tel"),
        Kind::CitizenNumber | Kind::Count(_) | Kind::TypedCode(_) => ("text", "numeric"),
        Kind::Money | Kind::Percent => ("text", "decimal"),
        Kind::Date => ("date", ""),
        Kind::Payments => ("payments", ""),
        Kind::One(_) => ("radios", ""),
        Kind::Pick(_) | Kind::Code => ("select", ""),
        Kind::Many(_) => ("checkboxes", ""),
    }
}

/// One row a payment, then some blank ones; each control has an id of its own, all share a name.
fn rows(page: &Page, name: &str, typed: &Fields, problems: &Problems) -> Vec<(View, View)> {
    let column = |part: &str| typed.all(&format!("{name}-{part}")).to_vec();
    let (dates, amounts) = (column("date"), column("amount"));
    let cell = |part: &str, values: &[String], index: usize| {
        let id = format!("{name}-{part}-{index}");
        let value = values.get(index).cloned().unwrap_or_default();
        View { problem: problems.at(page, &id), name: id, value, values: vec![] }
    };
    (0..filled_rows(name, typed) + BLANK_ROWS)
        .map(|index| (cell("date", &dates, index), cell("amount", &amounts, index)))
        .collect()
}

/// How many rows there are up to the last one with something in it.
pub(crate) fn filled_rows(name: &str, typed: &Fields) -> usize {
    let filled = |part: &str| {
        let column = typed.all(&format!("{name}-{part}"));
        column.iter().rposition(|value| !value.trim().is_empty()).map_or(0, |last| last + 1)
    };
    filled("date").max(filled("amount"))
}

/// How a person says that a field stays open: nobody fails to know their own telephone number.
pub(crate) fn unknown_label(page: &Page, field: &str) -> String {
    let own = format!("unknown-{field}");
    page.t(if text::has(page.lang, &own) { &own } else { "form-unknown" })
}

/// An answer of a field as a choice. Answers that many fields share have one sentence.
pub(crate) fn option(page: &Page, field: &str, value: &str) -> Choice {
    Choice {
        value: value.to_owned(),
        label: option_label(page, field, value),
        hint: hint(page, &format!("option-{field}-{value}-hint")),
    }
}

/// What an answer reads as.
pub(crate) fn option_label(page: &Page, field: &str, value: &str) -> String {
    let own = format!("option-{field}-{value}");
    if text::has(page.lang, &own) { page.t(&own) } else { page.t(&format!("option-{value}")) }
}

fn hint(page: &Page, key: &str) -> String {
    if text::has(page.lang, key) { page.t(key) } else { String::new() }
}
