//! งานของหน่วย — the work list: filters in its address, pages by keyset, counts that are kept.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use chrono::NaiveDate;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

use crate::case::desk::{self, CHANNELS, Counts, Cursor, Filter, MOST_BY_NAME, Sort, Whose};
use crate::case::{CaseFile, Stage};
use crate::officer::{Act, store as officers};
use crate::text::Lang;
use crate::web::form::{Choice, Fields, View};
use crate::web::{Error, Officer, Page, ok, see_other};
use crate::{App, audit, clock, office};

#[derive(Template)]
#[template(path = "case/desk.html")]
struct Desk {
    page: Page,
    title: String,
    stages: Vec<Tab>,
    kinds: Vec<Tab>,
    stage: &'static str,
    selects: Vec<(View, String, Vec<Choice>)>,
    lines: Vec<Line>,
    /// Whether each line says which office has the file.
    offices: bool,
    filtered: bool,
    later: bool,
    first: String,
    next: String,
    /// Why the list is not what was asked for.
    notes: Vec<String>,
}

/// A kind of files with how many there are.
struct Tab {
    label: String,
    files: i64,
    address: String,
    here: bool,
}

/// A file in a list.
pub(super) struct Line {
    pub(super) number: String,
    pub(super) address: String,
    pub(super) name: String,
    pub(super) stage: String,
    pub(super) ready: bool,
    pub(super) lacking: i16,
    pub(super) urgent: bool,
    pub(super) days: i64,
    pub(super) who: String,
    pub(super) office: String,
}

/// `GET /office/desk`. Who reads no files is led to the first page of their own menu.
pub async fn show(
    officer: Officer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    if !officer.may(Act::Look) {
        let first = officer.page.officer.as_ref().and_then(|badge| badge.menu.first());
        let (_, address) = first.ok_or(Error::NotFound)?;
        return Ok(see_other(address));
    }
    let query = Fields::read(query.unwrap_or_default().as_bytes());
    let filter = Filter::read(&query, officer.id);
    let after = Cursor::read(query.get("after"));
    let today = app.clock.today();
    let mut tx = app.db.begin().await?;
    let counts = desk::counts(&mut tx, &app.keys, &officer.scope, today).await?;
    let listed = desk::list(&mut tx, &app.keys, &officer.scope, today, &filter, after).await?;
    let lines = lines(&app, &mut tx, &officer, &listed.files).await?;
    let words = filter.words().into_iter().collect::<HashMap<_, _>>();
    note_listed(&app, &mut tx, &officer, serde_json::json!(words)).await?;
    let selects = selects(&app, &mut tx, &officer, &filter).await?;
    tx.commit().await?;

    let next = match listed.files.last() {
        Some(last) if listed.more => filter.address(Some(last)),
        _ => String::new(),
    };
    let page = officer.page;
    let plain = Filter {
        stage: filter.stage,
        sort: filter.sort,
        ..Filter::read(&Fields::default(), officer.id)
    };
    Ok(ok(&Desk {
        title: page.t(if officer.scope.shared_with.is_some() {
            "officer-shared"
        } else {
            "officer-desk"
        }),
        stages: Stage::ALL.map(|stage| stage_tab(&page, &counts, &filter, stage)).into(),
        kinds: kinds(&page, &counts, &filter),
        stage: filter.stage.word(),
        selects,
        lines,
        offices: officer.scope.office.is_none(),
        filtered: filter != plain,
        later: after.is_some() && !listed.again,
        first: filter.address(None),
        next,
        notes: [
            listed.too_many.then(|| page.t1("desk-too-many", "most", MOST_BY_NAME)),
            listed.again.then(|| page.t("desk-again")),
        ]
        .into_iter()
        .flatten()
        .collect(),
        page,
    }))
}

fn stage_tab(page: &Page, counts: &Counts, filter: &Filter, stage: Stage) -> Tab {
    Tab {
        label: page.t(&format!("stage-{}", stage.word())),
        files: counts.of(stage, None, None),
        address: Filter { stage, ..*filter }.address(None),
        here: stage == filter.stage,
    }
}

/// The kinds inside the stage: ready, lacking, urgent.
fn kinds(page: &Page, counts: &Counts, filter: &Filter) -> Vec<Tab> {
    let kinds = [
        ("desk-ready", Some(true), None),
        ("desk-lacking", Some(false), None),
        ("desk-urgent", None, Some(true)),
    ];
    let tab = |(key, ready, urgent): (&str, Option<bool>, Option<bool>)| Tab {
        label: page.t(key),
        files: counts.of(filter.stage, ready, urgent),
        address: Filter { ready, urgent, ..*filter }.address(None),
        here: filter.ready == ready && filter.urgent == urgent,
    };
    kinds.map(tab).into()
}

/// Records that an officer saw a list of files, and which; what it shows of each is no look at the file.
pub(crate) async fn note_listed(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    which: serde_json::Value,
) -> Result<(), Error> {
    let subject = officer.appointment.unit.territory.key();
    let (by, now) = (Some(officer.by()), app.clock.now());
    audit::deed(tx, by, "listed", &subject, Some(which), now).await?;
    Ok(())
}

/// Files as lines, with the names of who works on them; above one office also with the names of their offices.
pub(super) async fn lines(
    app: &App,
    conn: &mut PgConnection,
    officer: &Officer,
    files: &[CaseFile],
) -> Result<Vec<Line>, Error> {
    let who: Vec<Uuid> = files.iter().filter_map(|file| file.assigned_to).collect();
    let names = officers::names(conn, &app.keys, &who).await?;
    let page = &officer.page;
    let mut places: HashMap<String, String> = HashMap::new();
    if officer.scope.office.is_none() {
        let codes: Vec<String> = files.iter().map(|file| file.office_code.clone()).collect();
        for office in office::named(conn, &codes).await? {
            let name = office.name(page.lang).to_owned();
            places.insert(office.code, name);
        }
    }
    let today = app.clock.today();
    let line = |file: &CaseFile| Line {
        number: file.tracking_number.clone(),
        address: format!("/office/cases/{}", file.registration_id),
        name: file.name.clone(),
        stage: page.t(&format!("stage-{}", file.stage.word())),
        ready: file.ready,
        lacking: file.lacking,
        urgent: file.urgent,
        days: days(file, today),
        who: who_of(page, file, &names),
        office: places.get(&file.office_code).cloned().unwrap_or_default(),
    };
    Ok(files.iter().map(line).collect())
}

/// How many Bangkok days ago a file was submitted.
pub(super) fn days(file: &CaseFile, today: NaiveDate) -> i64 {
    (today - clock::bangkok(file.submitted_at).date_naive()).num_days()
}

/// Who works on a file, in words.
pub(super) fn who_of(page: &Page, file: &CaseFile, names: &HashMap<Uuid, String>) -> String {
    match file.assigned_to {
        None => page.t("desk-nobody"),
        Some(id) => names.get(&id).cloned().unwrap_or_else(|| page.t("officer-unknown")),
    }
}

/// The filters as lists to choose from.
async fn selects(
    app: &App,
    conn: &mut PgConnection,
    officer: &Officer,
    filter: &Filter,
) -> Result<Vec<(View, String, Vec<Choice>)>, Error> {
    let page = &officer.page;
    let chosen = filter.words();
    let choice =
        |value: &str, label: String| Choice { value: value.to_owned(), label, hint: String::new() };
    let select = |name: &'static str, options: Vec<Choice>| {
        let value = chosen.iter().find(|(word, _)| *word == name);
        let value = value.map_or_else(String::new, |(_, value)| value.clone());
        let view = View { name: name.into(), values: vec![value.clone()], value, problem: None };
        (view, page.t(&format!("desk-{name}")), options)
    };
    let every = || choice("", page.t("desk-every"));
    let yes_no =
        |yes: &str, no: &str| vec![every(), choice("yes", page.t(yes)), choice("no", page.t(no))];
    let mut channels = vec![every()];
    channels.extend(CHANNELS.map(|word| choice(word, page.t(&format!("channel-{word}")))));
    let mut selects = vec![
        select("ready", yes_no("desk-ready", "desk-lacking")),
        select("urgent", yes_no("desk-urgent", "desk-not-urgent")),
        select("channel", channels),
    ];
    if officer.scope.shared_with.is_none() {
        let mut whose = vec![every(), choice("nobody", page.t("desk-nobodys"))];
        if officer.may(Act::Work) {
            whose.push(choice(&officer.id.to_string(), page.t("desk-mine")));
        }
        for (id, name) in others(app, conn, officer, filter).await? {
            whose.push(choice(&id.to_string(), name));
        }
        selects.push(select("whose", whose));
    }
    let sorts = Sort::ALL.map(|sort| {
        let value = if sort == Sort::Oldest { "" } else { sort.word() };
        choice(value, page.t(&format!("desk-sort-{}", sort.word())))
    });
    selects.push(select("sort", sorts.into()));
    Ok(selects)
}

/// The other officers of the office, whoever else still has files there, and whoever the address names; by name.
async fn others(
    app: &App,
    conn: &mut PgConnection,
    officer: &Officer,
    filter: &Filter,
) -> Result<Vec<(Uuid, String)>, Error> {
    let mut ids = match &officer.scope.office {
        Some(code) => crate::case::team::working_at(conn, code, app.clock.today()).await?,
        None => vec![],
    };
    if let Some(code) = &officer.scope.office {
        ids.extend(desk::have_files(conn, code, filter.stage).await?);
    }
    if let Whose::Of(id) = filter.whose {
        ids.push(id);
    }
    ids.retain(|id| *id != officer.id);
    let names = officers::names(conn, &app.keys, &ids).await?;
    let mut others: Vec<_> = names.into_iter().collect();
    others.sort_by(|a, b| crate::text::thai_order(&a.1, &b.1));
    Ok(others)
}

impl Line {
    /// Whether the age is told in the reader's language as today.
    pub(super) fn age(&self, page: &Page) -> String {
        match (self.days, page.lang) {
            (0, _) => page.t("desk-today"),
            (1, Lang::En) => page.t("desk-one-day"),
            (days, _) => page.t1("desk-days", "days", days),
        }
    }
}
