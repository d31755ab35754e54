//! แก้พร้อมกัน — a correction that meets another change: both values side by side, one is chosen for each question.
//!
//! The other change is in the file (a correction of somebody else's, or what the debtor sent), or still in the debtor's
//! hands: changed by them and not sent. What they have not sent is not shown to the office, only that there is something.

use askama::Template;
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::correction::{self, Standing, standing};
use super::answers::{Sheet, Typed};
use super::changes;
use crate::App;
use crate::registration::form::Field;
use crate::registration::form::compare::{differing, same, take};
use crate::registration::version;
use crate::registration::web::summary::{self, Names};
use crate::web::form::{Fields, Problems};
use crate::web::{Error, Page};

/// A question whose answer in the form differs from the file's.
pub(super) struct Meeting {
    field: &'static Field,
    standing: Standing,
    /// Whether the debtor has changed it too, and not sent it.
    unsent: bool,
    /// Whether the officer has to choose.
    must: bool,
    /// What they chose: `mine`, `file`, or nothing yet.
    taken: String,
    /// Whether they were asked before and did not choose.
    asked: bool,
}

impl Meeting {
    /// Whether the officer has to look at it before anything is saved.
    pub(super) fn stops(&self) -> bool {
        (self.must || self.standing == Standing::Theirs) && self.taken.is_empty()
    }
}

#[derive(Template)]
#[template(path = "case/conflict.html")]
pub(super) struct Conflict {
    page: Page,
    id: Uuid,
    number: String,
    title: String,
    action: String,
    rows: Vec<Row>,
    /// The answers as typed, to be sent again.
    typed: Vec<(String, String)>,
    reason: String,
    seen: String,
    choose: String,
    problems: Vec<(String, String)>,
}

/// One question with both values.
struct Row {
    name: String,
    label: String,
    file: String,
    mine: String,
    unsent: bool,
    /// `mine`, `file`, or nothing.
    chosen: &'static str,
    problem: Option<String>,
}

/// The questions in which the form and the file differ, and how each stands.
pub(super) async fn meet(
    app: &App,
    conn: &mut PgConnection,
    sheet: &Sheet,
    current: &Fields,
    typed: &Typed,
) -> Result<Vec<Meeting>, Error> {
    let overtaken = sheet.digest(app, current) != typed.seen;
    let drawn =
        if overtaken { drawn(app, conn, sheet, &typed.seen).await? } else { Some(current.clone()) };
    let draft = sheet.registration.draft.answers(sheet.debt, sheet.spec.key);
    let draft = draft.filter(|_| !sheet.is_of_person());
    let meeting = |field: &'static Field| {
        let unsent = draft.as_ref().is_some_and(|draft| {
            !same(field, draft, current) && !same(field, draft, &typed.answers)
        });
        let standing = standing(field, drawn.as_ref(), current, &typed.answers);
        let asked = !overtaken && typed.choose.iter().any(|name| name == field.name);
        let taken = typed.takes.get(&format!("take-{}", field.name));
        // What was chosen of values that have changed since was chosen of others; where the file still says what was shown, it
        // counts: the same choice may have been sent twice.
        let taken = if overtaken && standing != Standing::Mine { "" } else { taken };
        Meeting {
            field,
            standing,
            unsent,
            must: asked || standing == Standing::Both || (unsent && standing != Standing::Theirs),
            taken: taken.to_owned(),
            asked,
        }
    };
    let differing = differing(sheet.spec, current, &typed.answers);
    Ok(differing.into_iter().map(meeting).collect())
}

/// The answers from which the form was drawn, among those of earlier versions; of the person, before each correction.
async fn drawn(
    app: &App,
    conn: &mut PgConnection,
    sheet: &Sheet,
    seen: &str,
) -> Result<Option<Fields>, Error> {
    if sheet.is_of_person() {
        let made = correction::of_file(conn, &app.keys, sheet.file.file(), 100).await?;
        let of_page = made.into_iter().filter(|made| made.page == sheet.spec.key);
        let mut pages = of_page.map(|made| made.before);
        return Ok(pages.find(|page| sheet.digest(app, page) == seen));
    }
    let versions = version::all(conn, &app.keys, &sheet.registration).await?;
    let pages = versions.into_iter().rev();
    let mut pages = pages.filter_map(|v| v.answers.answers(sheet.debt, sheet.spec.key));
    Ok(pages.find(|page| sheet.digest(app, page) == seen))
}

/// Puts the file's answer in place of the typed one where the officer chose it.
pub(super) fn settle(meetings: &[Meeting], current: &Fields, answers: &mut Fields) {
    for meeting in meetings.iter().filter(|meeting| meeting.taken == "file") {
        take(meeting.field, current, answers);
    }
}

/// The page of a conflict.
pub(super) async fn draw(
    app: &App,
    conn: &mut PgConnection,
    page: Page,
    sheet: &Sheet,
    current: &Fields,
    typed: &Typed,
    meetings: &[Meeting],
) -> Result<Conflict, Error> {
    let names = Names::read(conn, &page, [current, &typed.answers].into_iter()).await?;
    let today = app.clock.today();
    let mut problems = Problems::default();
    for meeting in meetings.iter().filter(|meeting| meeting.asked && meeting.taken.is_empty()) {
        problems.add(&format!("take-{}", meeting.field.name), "problem-take");
    }
    let row = |meeting: &Meeting| {
        let name = format!("take-{}", meeting.field.name);
        let value = |of| summary::value(&page, meeting.field, of, &names, today);
        Row {
            label: page.t(&format!("field-{}", meeting.field.name)),
            file: value(current),
            mine: value(&typed.answers),
            unsent: meeting.unsent,
            chosen: match (meeting.taken.as_str(), meeting.must, meeting.standing) {
                ("file", ..) | ("", false, Standing::Theirs) => "file",
                ("mine", ..) | (_, false, _) => "mine",
                (_, true, _) => "",
            },
            problem: problems.at(&page, &name),
            name,
        }
    };
    let must = meetings.iter().filter(|meeting| meeting.must).map(|meeting| meeting.field.name);
    Ok(Conflict {
        id: sheet.file.registration_id,
        number: sheet.file.tracking_number.clone(),
        title: changes::title(&page, sheet.debt, sheet.spec.key),
        action: sheet.address(),
        rows: meetings.iter().map(row).collect(),
        typed: typed.answers.pairs().map(|(n, v)| (n.to_owned(), v.to_owned())).collect(),
        reason: typed.reason.clone(),
        seen: typed.seen.clone(),
        choose: must.collect::<Vec<_>>().join(" "),
        problems: problems.summary(&page),
        page,
    })
}
