//! รอบรับลงทะเบียน — the list of rounds, opening one, changing its days and hours.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use sqlx::PgConnection;
use uuid::Uuid;

use super::typed_before;
use crate::App;
use crate::admin::rounds::{self, Change, Round, Terms};
use crate::campaign::{Opening, minute_of};
use crate::clock::{thai_date, thai_date_time};
use crate::officer::store;
use crate::officer::web::people::named;
use crate::officer::web::words::{read_day, read_words, typed_day};
use crate::registration::form::check::note_text;
use crate::text::{self, ascii_digits};
use crate::web::form::{Fields, Problems, View};
use crate::web::kept::release;
use crate::web::{Error, Officer, OfficerForm, Page, ok, see_other, unprocessable};

/// The list.
const PATH: &str = "/office/admin/rounds";

#[derive(Template)]
#[template(path = "admin/rounds.html")]
struct List {
    page: Page,
    lines: Vec<Line>,
}

struct Line {
    id: i16,
    code: String,
    name: String,
    days: String,
    hours: String,
    state: String,
    colour: &'static str,
}

/// `GET /office/admin/rounds`.
pub async fn list(officer: Officer, State(app): State<App>) -> Result<Response, Error> {
    let mut conn = app.db.acquire().await?;
    let page = officer.page;
    let line = |round: Round| {
        let campaign = round.campaign();
        let (state, colour) = match campaign.opening(app.clock.now()) {
            Opening::Over => ("rounds-over", "grey"),
            Opening::From(_) if campaign.opens_on > app.clock.today() => ("rounds-coming", "blue"),
            _ => ("rounds-running", "green"),
        };
        Line {
            id: round.id,
            name: campaign.name(page.lang).to_owned(),
            days: span(&page, &round.terms),
            hours: campaign.hours(),
            state: page.t(state),
            colour,
            code: round.code,
        }
    };
    let lines = rounds::all(&mut conn).await?.into_iter().map(line).collect();
    Ok(ok(&List { page, lines }))
}

#[derive(Template)]
#[template(path = "admin/round.html")]
struct Form {
    page: Page,
    /// Whether the form was typed when the officer's time had run out.
    kept: bool,
    /// The round that is changed; `None` for a new one.
    round: Option<Round>,
    /// What the round is now, as the form carries it.
    seen: String,
    code: View,
    name_th: View,
    name_en: View,
    opens_on: View,
    closes_on: View,
    opens_at: View,
    closes_at: View,
    reason: View,
    problems: Vec<(String, String)>,
    history: Vec<Past>,
}

/// One change, in words.
struct Past {
    at: String,
    by: String,
    reason: String,
    before: String,
    after: String,
}

/// `GET /office/admin/rounds/new`.
pub async fn new(officer: Officer, State(app): State<App>) -> Result<Response, Error> {
    let mut conn = app.db.acquire().await?;
    let typed = typed_before(&app, &mut conn, &officer).await?;
    let kept = typed.is_some();
    let typed = typed.unwrap_or_else(|| {
        let mut typed = Fields::default();
        typed.set("opens-at", "06:00");
        typed.set("closes-at", "23:00");
        typed
    });
    let drawn = draw(&app, &mut conn, officer.page, None, &typed, &Problems::default()).await?;
    Ok(ok(&Form { kept, ..drawn }))
}

/// `GET /office/admin/rounds/{id}`.
pub async fn show(
    officer: Officer,
    State(app): State<App>,
    Path(id): Path<i16>,
) -> Result<Response, Error> {
    let mut conn = app.db.acquire().await?;
    let round = rounds::all(&mut conn).await?.into_iter().find(|round| round.id == id);
    let round = round.ok_or(Error::NotFound)?;
    let kept = typed_before(&app, &mut conn, &officer).await?;
    let typed = kept.clone().unwrap_or_else(|| fields_of(&round.terms));
    let page = officer.page;
    let drawn = draw(&app, &mut conn, page, Some(round), &typed, &Problems::default()).await?;
    Ok(ok(&match kept {
        // Nobody has looked at what the round has become since.
        Some(kept) => Form { kept: true, seen: kept.get("seen").to_owned(), ..drawn },
        None => drawn,
    }))
}

/// `POST /office/admin/rounds/new`.
pub async fn open(State(app): State<App>, form: OfficerForm) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let all = rounds::lock(&mut tx).await?;
    let mut problems = Problems::default();
    let code = text::clean_line(form.fields.get("round-code"), 20);
    note_text("round-code", code.as_ref().err().copied(), &mut problems);
    let code = code.unwrap_or_default();
    if code.is_empty() {
        problems.add("round-code", "problem-words-empty");
    } else if all.iter().any(|round| round.code == code) {
        problems.add("round-code", "problem-round-code");
    }
    save(&app, tx, form, (&code, None), &all, problems).await
}

/// `POST /office/admin/rounds/{id}`: changes days, hours or names.
pub async fn change(
    State(app): State<App>,
    Path(id): Path<i16>,
    form: OfficerForm,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let all = rounds::lock(&mut tx).await?;
    let round = all.iter().find(|round| round.id == id).cloned().ok_or(Error::NotFound)?;
    let mut problems = Problems::default();
    if form.fields.get("seen") != seen(&round.terms) {
        let now = whole(&form.officer.page, &round.terms);
        problems.add_with("opens-on", "problem-round-overtaken", vec![("now", now)]);
    }
    save(&app, tx, form, (&round.code.clone(), Some(round)), &all, problems).await
}

async fn save(
    app: &App,
    mut tx: sqlx::Transaction<'_, sqlx::Postgres>,
    OfficerForm { officer, fields }: OfficerForm,
    (code, before): (&str, Option<Round>),
    all: &[Round],
    mut problems: Problems,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let terms = read(app, &fields, &mut problems);
    let reason = read_words(&fields, "round-reason", 500, &mut problems);
    if let Some(terms) = &terms {
        for (field, key) in rounds::wrong(terms, before.as_ref(), all, app.clock.today()) {
            problems.add(field, key);
        }
    }
    let (true, Some(terms)) = (problems.is_empty(), terms) else {
        let drawn = draw(app, &mut tx, officer.page, before, &fields, &problems).await?;
        return Ok(unprocessable(&drawn));
    };
    let by = (Some(officer.by()), reason.as_str());
    rounds::put(&mut tx, (code, before.as_ref()), &terms, by, now).await?;
    release(&mut tx, officer.id, &officer.page.path).await?;
    tx.commit().await?;
    Ok(see_other(PATH))
}

/// Reads days, hours and names; `None` where one of them cannot be read.
fn read(app: &App, fields: &Fields, problems: &mut Problems) -> Option<Terms> {
    let today = app.clock.today();
    let mut name = |field: &str| match text::clean_line(fields.get(field), 120) {
        Ok(name) if name.is_empty() => {
            problems.add(field, "problem-words-empty");
            None
        }
        Ok(name) => Some(name),
        Err(problem) => {
            note_text(field, Some(problem), problems);
            None
        }
    };
    let (name_th, name_en) = (name("name-th"), name("name-en"));
    let mut day = |field: &str| {
        if fields.get(field).is_empty() {
            problems.add(field, "problem-day-whole");
        }
        read_day(fields, field, today, problems)
    };
    let (opens_on, closes_on) = (day("opens-on"), day("closes-on"));
    let mut time = |field: &str| {
        let minute = minute_of(&ascii_digits(fields.get(field)));
        if minute.is_none() {
            problems.add(field, "problem-time");
        }
        minute
    };
    let (opens_minute, closes_minute) = (time("opens-at"), time("closes-at"));
    Some(Terms {
        name_th: name_th?,
        name_en: name_en?,
        opens_on: opens_on?,
        closes_on: closes_on?,
        opens_minute: opens_minute?,
        closes_minute: closes_minute?,
    })
}

fn fields_of(terms: &Terms) -> Fields {
    let time = |minute: i16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let mut fields = Fields::default();
    fields.set("name-th", terms.name_th.clone());
    fields.set("name-en", terms.name_en.clone());
    fields.set("opens-on", typed_day(terms.opens_on));
    fields.set("closes-on", typed_day(terms.closes_on));
    fields.set("opens-at", time(terms.opens_minute));
    fields.set("closes-at", time(terms.closes_minute));
    fields.set("seen", seen(terms));
    fields
}

/// What a round was when the form was drawn.
fn seen(terms: &Terms) -> String {
    let Terms { opens_on, closes_on, opens_minute, closes_minute, name_th, name_en } = terms;
    format!("{opens_on} {closes_on} {opens_minute} {closes_minute} {name_th}\n{name_en}")
}

fn span(page: &Page, terms: &Terms) -> String {
    let day = |day| thai_date(day, page.lang);
    page.t2("appoint-days", "from", day(terms.opens_on), "to", day(terms.closes_on))
}

/// Days and hours, in words.
fn times(page: &Page, terms: &Terms) -> String {
    format!("{} {}", span(page, terms), terms.hours())
}

/// Everything that can be changed of a round, in words: the names in both languages, days and hours.
fn whole(page: &Page, terms: &Terms) -> String {
    let Terms { name_th, name_en, .. } = terms;
    let when = times(page, terms);
    text::t_args(page.lang, "rounds-whole", &[("th", name_th), ("en", name_en), ("when", &when)])
}

async fn draw(
    app: &App,
    conn: &mut PgConnection,
    page: Page,
    round: Option<Round>,
    fields: &Fields,
    problems: &Problems,
) -> Result<Form, Error> {
    let history = match &round {
        Some(round) => rounds::history(conn, round.id).await?,
        None => Vec::new(),
    };
    let ids: Vec<Uuid> = history.iter().filter_map(|change| change.officer_id).collect();
    let names = store::names(conn, &app.keys, &ids).await?;
    let of = |name: &str| View::of(&page, fields, problems, name);
    Ok(Form {
        kept: false,
        // What the round is now: whoever sends the form again has seen it.
        seen: round.as_ref().map_or_else(String::new, |round| seen(&round.terms)),
        code: of("round-code"),
        name_th: of("name-th"),
        name_en: of("name-en"),
        opens_on: of("opens-on"),
        closes_on: of("closes-on"),
        opens_at: of("opens-at"),
        closes_at: of("closes-at"),
        reason: of("round-reason"),
        problems: problems.summary(&page),
        history: history.iter().map(|change| past(&page, &names, change)).collect(),
        round,
        page,
    })
}

/// A change; the names stand in it where they changed, and where the round was opened.
fn past(page: &Page, names: &HashMap<Uuid, String>, change: &Change) -> Past {
    let Change { before, after, .. } = change;
    let renamed = before
        .as_ref()
        .is_none_or(|before| before.name_th != after.name_th || before.name_en != after.name_en);
    let words = |terms: &Terms| if renamed { whole(page, terms) } else { times(page, terms) };
    Past {
        at: thai_date_time(change.at, page.lang),
        by: change
            .officer_id
            .map_or_else(|| page.t("people-by-command"), |id| named(page, names, id)),
        reason: change.reason.clone(),
        before: before.as_ref().map_or_else(|| page.t("rounds-new"), &words),
        after: words(after),
    }
}
