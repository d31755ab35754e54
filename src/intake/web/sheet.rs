//! แผ่นกรอก — the form at the counter: all of the debtor's own pages on one sheet, all pages of a debt on another.
//!
//! The same pages, fields and names as the debtor's own (`registration::form`), so that both read the same draft.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Opened, at_counter, opened, who};
use crate::area::{self, Area};
use crate::officer;
use crate::registration::form::compare::digest;
use crate::registration::form::pages::{DEBT, DEBTOR};
use crate::registration::form::{PageSpec, check};
use crate::registration::web::debts::{self, DebtView};
use crate::registration::web::fields::{self, FieldView};
use crate::registration::web::places;
use crate::registration::{Draft, MOST_DEBTS};
use crate::web::form::{Choice, Fields, Problems};
use crate::web::kept::kept;
use crate::web::{Error, Officer, Page, ok};
use crate::{App, clock};

/// One sheet of a draft.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sheet {
    pub(super) id: Uuid,
    /// 0 for the debtor's own pages.
    pub(super) debt: i16,
}

/// One page of the form as a part of a sheet.
struct Part {
    key: &'static str,
    title: String,
    intro: String,
    fields: Vec<FieldView>,
}

#[derive(Template)]
#[template(path = "intake/sheet.html")]
pub(super) struct SheetPage {
    page: Page,
    title: String,
    sheet: Sheet,
    who: Vec<(String, String)>,
    parts: Vec<Part>,
    /// What the parts were drawn from, to see whether somebody changed them meanwhile.
    seen: Vec<(String, String)>,
    problems: Vec<(String, String)>,
    /// Who typed what waits here unsaved, and when; empty for nothing.
    kept: String,
    /// Whether the debt was removed meanwhile.
    gone: bool,
    debts: Vec<DebtView>,
    ready: usize,
    full: bool,
    number_label: String,
}

/// `GET /office/intake/{id}`.
pub async fn own(
    officer: Officer,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    show(&app, officer, Sheet { id, debt: 0 }).await
}

/// `GET /office/intake/{id}/debts/{number}`.
pub async fn debt(
    officer: Officer,
    State(app): State<App>,
    Path((id, debt)): Path<(Uuid, i16)>,
) -> Result<Response, Error> {
    show(&app, officer, Sheet { id, debt }).await
}

async fn show(app: &App, mut officer: Officer, sheet: Sheet) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let opened = opened(app, &mut tx, &officer, sheet.id).await?;
    let draft = &opened.registration.draft;
    let waiting = kept(&mut tx, app, sheet.id, &sheet.address()).await?;
    if waiting.is_none() && sheet.debt != 0 && draft.debt(sheet.debt).is_none() {
        return Err(Error::NotFound);
    }
    let mut drawn = Drawn {
        typed: sheet.stored(draft),
        seen: sheet.seen(app, draft),
        problems: Problems::default(),
        kept: String::new(),
    };
    if let Some(waiting) = waiting {
        let names = officer::store::names(&mut tx, &app.keys, &[waiting.officer_id]).await?;
        let name = names.get(&waiting.officer_id).cloned().unwrap_or_default();
        let when = clock::thai_date_time(waiting.at, officer.page.lang);
        officer.page.kept_token = waiting.token();
        drawn.kept = officer.page.t2("intake-kept", "name", name, "when", when);
        // What it was drawn from counts, not what stands there now: saving shows both where they differ.
        for (name, digest) in &mut drawn.seen {
            waiting.fields.get(name).clone_into(digest);
        }
        drawn.typed = waiting.fields;
    }
    for (spec, part) in sheet.split(&drawn.typed) {
        if !part.is_blank() {
            merge(&mut drawn.problems, &sheet.check(app, draft, spec, &part));
        }
    }
    let page = draw(app, &mut tx, &officer, &opened, sheet, drawn).await?;
    tx.commit().await?;
    Ok(ok(&page))
}

/// What a sheet is drawn with.
pub(super) struct Drawn {
    pub(super) typed: Fields,
    pub(super) seen: Vec<(String, String)>,
    pub(super) problems: Problems,
    pub(super) kept: String,
}

impl Sheet {
    pub(super) fn pages(self) -> &'static [PageSpec] {
        if self.debt == 0 { DEBTOR } else { DEBT }
    }

    pub(super) fn address(self) -> String {
        match self.debt {
            0 => format!("/office/intake/{}", self.id),
            debt => format!("/office/intake/{}/debts/{debt}", self.id),
        }
    }

    /// The answers that stand in the draft.
    pub(super) fn stored(self, draft: &Draft) -> Fields {
        let mut all = Fields::default();
        for spec in self.pages() {
            all.extend(draft.answers(self.debt, spec.key).unwrap_or_default());
        }
        all
    }

    /// The hidden fields that say what each part was drawn from.
    pub(super) fn seen(self, app: &App, draft: &Draft) -> Vec<(String, String)> {
        let seen = |spec: &PageSpec| {
            let answers = draft.answers(self.debt, spec.key).unwrap_or_default();
            let digest = digest(&app.keys, self.id, self.debt, spec.key, &answers);
            (format!("seen-{}", spec.key), digest)
        };
        self.pages().iter().map(seen).collect()
    }

    /// What was typed, part by part.
    pub(super) fn split(self, typed: &Fields) -> Vec<(&'static PageSpec, Fields)> {
        let part = |spec: &'static PageSpec| {
            let mut part = typed.clone();
            part.retain(|name| spec.owns(name));
            (spec, part)
        };
        self.pages().iter().map(part).collect()
    }

    /// The rules of one part.
    pub(super) fn check(
        self,
        app: &App,
        draft: &Draft,
        spec: &PageSpec,
        part: &Fields,
    ) -> Problems {
        let today = app.clock.today();
        match draft.debt(self.debt) {
            Some(debt) => debt.check(spec, part, today),
            None => check::check(spec, part, today),
        }
    }
}

/// Adds problems to others.
pub(super) fn merge(into: &mut Problems, found: &Problems) {
    for problem in found.iter() {
        into.add_with(&problem.field, problem.key, problem.args.clone());
    }
}

/// The areas to choose from, each list within what was typed above it.
pub(super) struct Areas([(&'static str, Vec<Choice>); 3]);

impl Areas {
    /// Reads them; a debt asks for none.
    pub(super) async fn read(
        conn: &mut PgConnection,
        page: &Page,
        sheet: Sheet,
        typed: &Fields,
    ) -> sqlx::Result<Areas> {
        let mut areas = Areas([("province", vec![]), ("district", vec![]), ("address", vec![])]);
        if sheet.debt == 0 {
            let choices = |areas: Vec<Area>| places::as_choices(areas, page.lang);
            areas.0[0].1 = choices(area::provinces(conn).await?);
            areas.0[1].1 = choices(area::districts(conn, typed.get("province")).await?);
            // The district of another province that was chosen before names no sub-districts.
            let district =
                Some(typed.get("district")).filter(|d| d.starts_with(typed.get("province")));
            areas.0[2].1 = choices(area::subdistricts(conn, district.unwrap_or_default()).await?);
        }
        Ok(areas)
    }

    /// The choices of one part.
    pub(super) fn of(&self, key: &str) -> &[Choice] {
        self.0.iter().find(|(part, _)| *part == key).map_or(&[], |(_, choices)| choices)
    }
}

/// Draws a sheet.
pub(super) async fn draw(
    app: &App,
    conn: &mut PgConnection,
    officer: &Officer,
    opened: &Opened,
    sheet: Sheet,
    drawn: Drawn,
) -> Result<SheetPage, Error> {
    let page = Page { address: sheet.address(), ..officer.page.clone() };
    let draft = &opened.registration.draft;
    let areas = Areas::read(conn, &page, sheet, &drawn.typed).await?;
    let part = |spec: &'static PageSpec| Part {
        key: spec.key,
        title: page.t(&format!("page-{}", spec.key)),
        intro: page.t(&format!("page-{}-intro", spec.key)),
        fields: fields::views(&page, spec, &drawn.typed, &drawn.problems, areas.of(spec.key)),
    };
    let title = match draft.debt(sheet.debt) {
        None if sheet.debt == 0 => page.t("intake-own"),
        Some(debt) if !debt.creditor().is_empty() => {
            page.t2("form-debt-named", "number", sheet.debt, "creditor", debt.creditor())
        }
        _ => page.t1("form-debt", "number", sheet.debt),
    };
    let debts = views(&page, sheet.id, draft, app.clock.today());
    Ok(SheetPage {
        title,
        sheet,
        who: who(&page, opened),
        parts: sheet.pages().iter().map(part).collect(),
        seen: drawn.seen,
        problems: drawn.problems.summary(&page),
        kept: drawn.kept,
        gone: sheet.debt != 0 && draft.debt(sheet.debt).is_none(),
        ready: debts.iter().filter(|debt| debt.missing.is_empty()).count(),
        full: debts.len() >= MOST_DEBTS,
        debts,
        number_label: page.t("form-row"),
        page,
    })
}

/// The debts with what each still lacks, leading to the sheets of the counter.
pub(super) fn views(
    page: &Page,
    id: Uuid,
    draft: &Draft,
    today: chrono::NaiveDate,
) -> Vec<DebtView> {
    let mut debts = debts::views(page, draft, today);
    for debt in &mut debts {
        debt.address = format!("/office/intake/{id}/debts/{}", debt.number);
        for item in &mut debt.missing {
            item.address = at_counter(id, &item.address);
        }
    }
    debts
}
