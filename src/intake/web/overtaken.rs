//! มีผู้แก้ไขก่อน — two people in one draft, an officer and a colleague or the debtor at home: both values of each
//! answer, to choose from.

use askama::Template;
use chrono::NaiveDate;
use sqlx::PgConnection;

use super::Opened;
use super::sheet::Sheet;
use crate::App;
use crate::registration::form::Field;
use crate::registration::form::compare::{differing, digest, take};
use crate::registration::web::save::tidy;
use crate::registration::web::summary::{self, Names};
use crate::web::form::{Choice, Fields, View};
use crate::web::{Error, Officer, Page, kept as forms};

/// One answer that stands otherwise than it was typed.
struct Line {
    label: String,
    /// Both values: `stored` and `typed`.
    options: [Choice; 2],
    chosen: View,
}

impl Line {
    fn options(&self) -> &[Choice] {
        &self.options
    }
}

#[derive(Template)]
#[template(path = "intake/overtaken.html")]
pub(super) struct Overtaken {
    page: Page,
    action: String,
    lines: Vec<Line>,
    /// Everything else that was typed, and what this page was drawn from.
    hidden: Vec<(String, String)>,
    problems: Vec<(String, String)>,
}

/// Puts what was chosen into the form. Gives the page that asks, where something is still to be chosen: then what was
/// typed waits on the sheet, should the officer go away.
pub(super) async fn resolve(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    opened: &Opened,
    sheet: Sheet,
    fields: &mut Fields,
) -> Result<Option<Overtaken>, Error> {
    let draft = &opened.registration.draft;
    let asked = !fields.take("asked").is_empty();
    let mut waiting = fields.clone();
    waiting.retain(|name| !name.starts_with("choose-") && !name.starts_with("shown-"));
    let mut found = vec![];
    for (name, now) in sheet.seen(app, draft) {
        let was = fields.take(&name).pop().unwrap_or_default();
        let spec = sheet.pages().iter().find(|spec| name.strip_prefix("seen-") == Some(spec.key));
        let Some(spec) = spec.filter(|_| was != now) else { continue };
        // What was chosen counts only for what was shown: it may have changed once more.
        let valid = fields.get(&format!("shown-{}", spec.key)) == now;
        let stored = draft.answers(sheet.debt, spec.key).unwrap_or_default();
        let mut typed = fields.clone();
        typed.retain(|name| spec.owns(name));
        let mut part = typed.clone();
        tidy(spec, &mut part);
        if digest(&app.keys, sheet.id, sheet.debt, spec.key, &part) == was {
            // Nothing was changed here: what is saved stays, and nobody is asked.
            fields.retain(|name| !spec.owns(name));
            fields.extend(stored);
            continue;
        }
        for field in differing(spec, &stored, &typed) {
            // A blank postal code is filled in anew for the sub-district that is chosen.
            if field.name != "postal-code" || !typed.get(field.name).is_empty() {
                let chosen = if valid { fields.get(&choice(field)) } else { "" };
                let chosen = ["stored", "typed"].into_iter().find(|value| *value == chosen);
                found.push(Difference { field, stored: stored.clone(), chosen });
            }
        }
    }
    fields.retain(|name| !name.starts_with("choose-") && !name.starts_with("shown-"));
    if found.iter().all(|difference| difference.chosen.is_some()) {
        for taken in found.iter().filter(|difference| difference.chosen == Some("stored")) {
            take(taken.field, &taken.stored, fields);
        }
        return Ok(None);
    }
    let kept = forms::keep(tx, app, (sheet.id, &sheet.address()), officer.id, &waiting).await?;
    // The parts keep what the form was drawn from, and say what is shown of them now.
    let mut hidden: Vec<(String, String)> = sheet.seen(app, draft);
    for (name, _) in &mut hidden {
        *name = name.replacen("seen-", "shown-", 1);
    }
    hidden.extend(waiting.pairs().map(|(name, value)| (name.to_owned(), value.to_owned())));
    let mut page = Page { address: sheet.address(), ..officer.page.clone() };
    page.kept_token = [page.kept_token.as_str(), &kept].join(" ");
    let stored = found.iter().map(|difference| &difference.stored);
    let names = Names::read(tx, &page, stored.chain([&waiting])).await?;
    let line = |difference| line(&page, difference, &waiting, &names, app.clock.today(), asked);
    let lines: Vec<Line> = found.iter().map(line).collect();
    let problem = |line: &Line| {
        let said = line.chosen.problem.as_ref()?;
        Some((line.chosen.name.clone(), format!("{}: {said}", line.label)))
    };
    let problems = lines.iter().filter_map(problem).collect();
    Ok(Some(Overtaken { action: sheet.address(), problems, hidden, lines, page }))
}

/// An answer that is not the one that was typed.
struct Difference {
    field: &'static Field,
    /// The answers that stand in its part of the draft.
    stored: Fields,
    /// Which of both was chosen.
    chosen: Option<&'static str>,
}

fn line(
    page: &Page,
    difference: &Difference,
    typed: &Fields,
    names: &Names,
    today: NaiveDate,
    asked: bool,
) -> Line {
    let Difference { field, stored, chosen } = difference;
    let open = asked && chosen.is_none();
    Line {
        label: page.t(&format!("field-{}", field.name)),
        options: [("stored", stored), ("typed", typed)].map(|(value, answers)| Choice {
            value: value.to_owned(),
            label: summary::value(page, field, answers, names, today),
            hint: page.t(&format!("overtaken-{value}")),
        }),
        chosen: View {
            name: choice(field),
            values: chosen.iter().map(ToString::to_string).collect(),
            problem: open.then(|| page.t("problem-choose")),
            ..View::default()
        },
    }
}

fn choice(field: &Field) -> String {
    format!("choose-{}", field.name)
}
