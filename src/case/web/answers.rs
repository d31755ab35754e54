//! แก้ไขคำตอบ — the page of the form with the submitted answers, for an officer to correct, with a reason.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::correction::{self, NOT_CORRECTED, New};
use super::super::{CaseFile, Stage};
use super::calls::note_text;
use super::changes::{self, Change};
use super::conflict::{self, Meeting};
use super::show::Head;
use super::{both, held, opened};
use crate::identity::{Person, store as people};
use crate::intake::{card_fields, of_card};
use crate::registration::form::compare::{self, differing};
use crate::registration::form::pages::{self, PERSON};
use crate::registration::form::{PageSpec, check};
use crate::registration::web::fields::{self, FieldView};
use crate::registration::web::{places, save::tidy};
use crate::registration::{
    Draft, Registration, State as Standing, store as registrations, submit, timeline, version,
};
use crate::text::clean_lines;
use crate::web::form::{Choice, Fields, Problems, View};
use crate::web::{Error, Officer, OfficerForm, Page, html, kept as forms, ok, see_other};
use crate::{App, audit, officer as officers};

/// The most characters of a reason.
const LONGEST: usize = 1000;

/// A page of submitted answers under correction.
pub(super) struct Sheet {
    pub(super) file: CaseFile,
    pub(super) registration: Registration,
    pub(super) debt: i16,
    pub(super) spec: &'static PageSpec,
    /// All submitted answers; on the page of the person also what the card said, as if it were one of them.
    pub(super) answers: Draft,
    /// Whose name and birth date are corrected here.
    person: Option<Person>,
    /// Whether ThaiD has said what they are.
    by_thaid: bool,
}

/// What an officer typed: the answers, and what goes with them.
pub(super) struct Typed {
    pub(super) answers: Fields,
    pub(super) reason: String,
    /// The digest of the answers from which the form was drawn.
    pub(super) seen: String,
    /// Which value was chosen for a question: `take-<field>`, `mine` or `file`.
    pub(super) takes: Fields,
    /// The questions for which one had to be chosen.
    pub(super) choose: Vec<String>,
}

#[derive(Template)]
#[template(path = "case/answers.html")]
struct AnswersPage {
    page: Page,
    id: Uuid,
    head: Head,
    title: String,
    intro: String,
    action: String,
    saved: bool,
    kept: String,
    /// Why nothing can be saved; empty where it can.
    closed: String,
    /// Whether the answer decides which office the debtor's next submission goes to.
    routes: bool,
    fields: Vec<FieldView>,
    number_label: String,
    seen: String,
    takes: Vec<(String, String)>,
    reason: View,
    problems: Vec<(String, String)>,
    changes: Vec<Change>,
}

/// `GET /office/cases/{id}/answers/{debt}/{page}`; `?back=` proposes the values before a correction.
pub async fn show(
    mut officer: Officer,
    State(app): State<App>,
    Path((id, debt, key)): Path<(Uuid, i16, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let asked = Fields::read(query.unwrap_or_default().as_bytes());
    let spec = spec(debt, &key)?;
    let mut tx = app.db.begin().await?;
    let file = opened(&app, &mut tx, &officer, id).await?;
    let registration = registrations::find(&mut tx, &app.keys, file.file()).await?;
    let sheet = sheet(&app, &mut tx, file, registration, (debt, spec)).await?;
    let current = sheet.current().ok_or(Error::NotFound)?;
    let (fields, kept) = held::waiting(&app, &mut tx, &mut officer.page, id).await?;
    let (typed, kept) = if kept.is_empty() {
        let answers = put_back(&app, &mut tx, &sheet, &current, asked.get("back")).await?;
        let seen = sheet.digest(&app, &current);
        (Typed { answers, seen, ..Typed::blank() }, kept)
    } else {
        (Typed::read(spec, fields), kept)
    };
    // What the correction of the area above has left to be corrected here.
    let strayed = sheet.answers.strayed().filter(|(_, page, _)| page.key == spec.key);
    let problems = strayed.map(|(.., problems)| problems).unwrap_or_default();
    let mut page = draw(&app, &mut tx, officer.page, &sheet, &typed, &problems).await?;
    (page.saved, page.kept) = (asked.get("saved") == "1", kept);
    tx.commit().await?;
    Ok(ok(&page))
}

/// `POST /office/cases/{id}/answers/{debt}/{page}`.
pub async fn save(
    State(app): State<App>,
    Path((id, debt, key)): Path<(Uuid, i16, String)>,
    OfficerForm { officer, mut fields }: OfficerForm,
) -> Result<Response, Error> {
    let spec = spec(debt, &key)?;
    let more = !fields.take("more").is_empty();
    let mut tx = app.db.begin().await?;
    let begun = both(&app, &mut tx, &officer, id).await;
    let (mut tx, (file, registration)) =
        held::or_keep(&app, tx, &officer, id, &fields, begun).await?;
    let mut typed = Typed::read(spec, fields);
    if spec.key == PERSON.key {
        people::lock(&mut tx, file.debtor_id).await?;
    }
    let mut sheet = sheet(&app, &mut tx, file, Some(registration), (debt, spec)).await?;
    let current = sheet.current().filter(|_| sheet.is_open() && !more);
    let Some(current) = current else {
        let page = draw(&app, &mut tx, officer.page, &sheet, &typed, &Problems::default()).await?;
        tx.commit().await?;
        let status = if more { StatusCode::OK } else { StatusCode::CONFLICT };
        return Ok(html(status, &page));
    };

    if sheet.is_of_person() {
        typed.normalise(app.clock.today());
    }
    // A blank postal code is filled in when the page is saved.
    let alike = typed.answers.get("subdistrict") == current.get("subdistrict");
    if spec.key == "address" && alike && typed.answers.get("postal-code").is_empty() {
        typed.answers.set("postal-code", current.get("postal-code"));
    }
    let meetings = conflict::meet(&app, &mut tx, &sheet, &current, &typed).await?;
    if meetings.iter().any(Meeting::stops) {
        typed.seen = sheet.digest(&app, &current);
        let page = conflict::draw(&app, &mut tx, officer.page, &sheet, &current, &typed, &meetings);
        let page = page.await?;
        tx.commit().await?;
        return Ok(html(StatusCode::CONFLICT, &page));
    }
    conflict::settle(&meetings, &current, &mut typed.answers);
    let overtaken = typed.seen != sheet.digest(&app, &current);
    typed.seen = sheet.digest(&app, &current);

    let (problems, reason) =
        problems(&app, &mut tx, &officer.page, &sheet, &current, &mut typed).await?;
    let Some(reason) = reason.filter(|_| problems.is_empty()) else {
        if differing(spec, &current, &typed.answers).is_empty() {
            let kept = |(_, taken): (&str, &str)| taken == "file";
            if !typed.choose.is_empty() && typed.takes.pairs().all(kept) {
                // They chose what stands in the file.
                forms::release_shown(&mut tx, id, &officer.page.path, &officer).await?;
                tx.commit().await?;
                return Ok(see_other(&officer.page.path));
            }
            if overtaken {
                // The same form sent twice: it is as they wanted.
                return Ok(see_other(&sheet.next()));
            }
        }
        let page = draw(&app, &mut tx, officer.page, &sheet, &typed, &problems).await?;
        tx.commit().await?;
        return Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page));
    };
    if !correct(&app, &mut tx, &officer, &mut sheet, &current, &typed.answers, &reason).await? {
        sheet.by_thaid = true; // they have just signed in
        let page = draw(&app, &mut tx, officer.page, &sheet, &typed, &Problems::default()).await?;
        tx.commit().await?;
        return Ok(html(StatusCode::CONFLICT, &page));
    }
    forms::release_shown(&mut tx, id, &officer.page.path, &officer).await?;
    tx.commit().await?;
    Ok(see_other(&sheet.next()))
}

/// Writes a correction: the next version and the draft, or the person; both values, the timeline, the record. Gives whether
/// it could: what ThaiD says of a person stands.
async fn correct(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    sheet: &mut Sheet,
    before: &Fields,
    after: &Fields,
    reason: &str,
) -> Result<bool, Error> {
    let now = app.clock.now();
    let Sheet { file, registration, debt, spec, answers, person, .. } = sheet;
    if let Some(person) = person {
        let (names, birthdate) = of_card(after, app.clock.today(), &mut Problems::default());
        let person = Person { names, birthdate, ..person.clone() };
        if !people::correct(tx, &app.keys, &person, now).await? {
            return Ok(false);
        }
    } else {
        answers.keep(*debt, spec.key, after.clone());
        answers.changed = false;
        correction::into_draft(&mut registration.draft, *debt, spec, before, after);
        submit::correct(tx, &app.keys, registration, answers, officer.id, now).await?;
    }
    let office = officer.appointment.office();
    timeline::add(tx, registration, "corrected", office, now).await?;
    let (version, debt, page) = (registration.version, *debt, spec.key);
    let new = New { version, debt, page, before, after, reason };
    correction::record(tx, &app.keys, officer.by(), file.file(), &new, now).await?;
    audit::officer(tx, officer.by(), file.file(), "corrected", None, now).await?;
    Ok(true)
}

fn spec(debt: i16, key: &str) -> Result<&'static PageSpec, Error> {
    pages::corrected(debt, key).filter(|spec| spec.key != NOT_CORRECTED).ok_or(Error::NotFound)
}

async fn sheet(
    app: &App,
    conn: &mut PgConnection,
    file: CaseFile,
    registration: Option<Registration>,
    (debt, spec): (i16, &'static PageSpec),
) -> Result<Sheet, Error> {
    let registration = registration.ok_or(Error::NotFound)?;
    let version = registration.version;
    let found = version::find(conn, &app.keys, &registration, version).await?;
    let (mut answers, _) = found.ok_or(Error::NotFound)?;
    let (mut person, mut by_thaid) = (None, false);
    if spec.key == PERSON.key {
        let known = people::person(conn, &app.keys, file.debtor_id).await?;
        let fields = card_fields(&known.names, known.birthdate);
        answers.pages.insert(PERSON.key.to_owned(), fields);
        (person, by_thaid) = (Some(known), people::has_signed_in(conn, file.debtor_id).await?);
    }
    Ok(Sheet { file, registration, debt, spec, answers, person, by_thaid })
}

impl Sheet {
    /// The submitted answers of the page; `None` where the debtor has taken the debt out.
    fn current(&self) -> Option<Fields> {
        self.answers.answers(self.debt, self.spec.key)
    }

    /// Whether it can be corrected: with this office, neither closed nor withdrawn.
    fn is_open(&self) -> bool {
        let office = self.registration.submitted.as_ref().map(|submitted| &submitted.office_code);
        self.registration.state == Standing::Submitted
            && !self.by_thaid
            && self.file.stage != Stage::Closed
            && office == Some(&self.file.office_code)
    }

    pub(super) fn digest(&self, app: &App, answers: &Fields) -> String {
        compare::digest(&app.keys, self.registration.id, self.debt, self.spec.key, answers)
    }

    /// Where a correction that was saved leads: on to the area that lies elsewhere now, else back to its page.
    fn next(&self) -> String {
        match self.answers.strayed() {
            Some((debt, page, _)) => {
                let id = self.file.registration_id;
                format!("/office/cases/{id}/answers/{debt}/{}?saved=1", page.key)
            }
            None => format!("{}?saved=1", self.address()),
        }
    }

    /// Whether it is the page of the person, which no version of the answers has.
    pub(super) fn is_of_person(&self) -> bool {
        self.person.is_some()
    }

    /// The address of the page.
    pub(super) fn address(&self) -> String {
        let id = self.file.registration_id;
        format!("/office/cases/{id}/answers/{}/{}", self.debt, self.spec.key)
    }
}

impl Typed {
    fn blank() -> Typed {
        Typed {
            answers: Fields::default(),
            reason: String::new(),
            seen: String::new(),
            takes: Fields::default(),
            choose: Vec::new(),
        }
    }

    /// Writes the name and the birth date on a card as they are kept, so that "๕ ธ.ค." and "5/12" are alike.
    fn normalise(&mut self, today: NaiveDate) {
        let mut problems = Problems::default();
        let (names, birth) = of_card(&self.answers, today, &mut problems);
        if problems.is_empty() {
            self.answers = card_fields(&names, birth);
        }
    }

    fn read(spec: &PageSpec, mut fields: Fields) -> Typed {
        let reason = fields.take("correction-reason").pop().unwrap_or_default();
        let seen = fields.take("seen").pop().unwrap_or_default();
        let choose = fields.take("choose").pop().unwrap_or_default();
        let choose = choose.split_whitespace().map(str::to_owned).collect();
        let mut takes = fields.clone();
        takes.retain(|name| name.starts_with("take-"));
        fields.retain(|name| spec.owns(name));
        tidy(spec, &mut fields);
        Typed { answers: fields, reason, seen, takes, choose }
    }
}

/// Everything wrong with a correction, and its reason in clean words. A postal code is filled in.
async fn problems(
    app: &App,
    conn: &mut PgConnection,
    page: &Page,
    sheet: &Sheet,
    current: &Fields,
    typed: &mut Typed,
) -> Result<(Problems, Option<String>), Error> {
    let today = app.clock.today();
    let mut problems = match sheet.answers.debt(sheet.debt) {
        Some(debt) => debt.check(sheet.spec, &typed.answers, today),
        None if sheet.is_of_person() => {
            let mut problems = Problems::default();
            of_card(&typed.answers, today, &mut problems);
            problems
        }
        None => check::check(sheet.spec, &typed.answers, today),
    };
    let (key, answers) = (sheet.spec.key, &sheet.answers);
    let choices = choices(conn, page, sheet).await?;
    places::check(conn, key, &choices, answers, &mut typed.answers, &mut problems).await?;
    if !typed.answers.fit() {
        return Err(Error::TooLarge);
    }
    if problems.is_empty() && differing(sheet.spec, current, &typed.answers).is_empty() {
        problems.add("answers", "problem-nothing-changed");
    }
    let reason = clean_lines(&typed.reason, LONGEST);
    match &reason {
        Ok(reason) if reason.is_empty() => {
            problems.add("correction-reason", "problem-correction-reason");
        }
        Ok(_) => {}
        Err(problem) => note_text("correction-reason", *problem, &mut problems),
    }
    Ok((problems, reason.ok()))
}

async fn choices(
    conn: &mut PgConnection,
    page: &Page,
    sheet: &Sheet,
) -> Result<Vec<Choice>, Error> {
    match places::choices(conn, page, sheet.spec.key, &sheet.answers).await {
        // A debtor's page; submitted answers always have the area above.
        Err(Error::Elsewhere(_)) => Err(Error::NotFound),
        other => other,
    }
}

/// The answers of now, with what a correction changed put back as it was before.
async fn put_back(
    app: &App,
    conn: &mut PgConnection,
    sheet: &Sheet,
    current: &Fields,
    correction: &str,
) -> Result<Fields, Error> {
    let mut answers = current.clone();
    let Ok(id) = correction.parse::<Uuid>() else { return Ok(answers) };
    let found = made_here(app, conn, sheet).await?;
    if let Some(made) = found.into_iter().find(|made| made.id == id) {
        for field in differing(sheet.spec, &made.before, &made.after) {
            compare::take(field, &made.before, &mut answers);
        }
    }
    Ok(answers)
}

/// The corrections of this page, the newest first.
async fn made_here(
    app: &App,
    conn: &mut PgConnection,
    sheet: &Sheet,
) -> Result<Vec<correction::Correction>, Error> {
    let mut found = correction::of_file(conn, &app.keys, sheet.file.file(), 100).await?;
    found.retain(|made| made.debt == sheet.debt && made.page == sheet.spec.key);
    Ok(found)
}

async fn draw(
    app: &App,
    conn: &mut PgConnection,
    page: Page,
    sheet: &Sheet,
    typed: &Typed,
    problems: &Problems,
) -> Result<AnswersPage, Error> {
    let key = sheet.spec.key;
    let choices = choices(conn, &page, sheet).await?;
    let made = made_here(app, conn, sheet).await?;
    let officers: Vec<Uuid> = made.iter().map(|made| made.officer_id).collect();
    let names = officers::store::names(conn, &app.keys, &officers).await?;
    let by =
        |made: &correction::Correction| names.get(&made.officer_id).cloned().unwrap_or_default();
    let changes = changes::views(app, conn, &page, &made, by).await?;
    let mut reason = Fields::default();
    reason.set("correction-reason", typed.reason.clone());
    let closed = match sheet.current() {
        _ if sheet.by_thaid => page.t("correction-thaid"),
        _ if !sheet.is_open() => page.t("correction-closed"),
        None => page.t("correction-gone"),
        Some(_) => String::new(),
    };
    Ok(AnswersPage {
        id: sheet.file.registration_id,
        head: Head::of(&page, &sheet.file),
        title: changes::title(&page, sheet.debt, key),
        intro: page.t(&format!("page-{key}-intro")),
        action: sheet.address(),
        saved: false,
        kept: String::new(),
        closed,
        routes: ["province", "district"].contains(&key),
        fields: fields::views(&page, sheet.spec, &typed.answers, problems, &choices),
        number_label: page.t("form-row"),
        seen: typed.seen.clone(),
        takes: typed
            .takes
            .pairs()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        reason: View::of(&page, &reason, problems, "correction-reason"),
        problems: problems.summary(&page),
        changes,
        page,
    })
}
