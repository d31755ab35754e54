//! ตัวเลข — registrations, debts and claimed amounts of the own territory, by office or province; no persons.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use sqlx::PgConnection;

use super::people::inside;
use super::words::{read_day, span_summary, typed_day};
use crate::clock::thai_date;
use crate::money::Satang;
use crate::office::Territory;
use crate::officer::figures::{self, Line, Order};
use crate::officer::store;
use crate::text::ascii_digits;
use crate::web::form::{Fields, Problems, View};
use crate::web::{Error, Officer, Page, download, ok, unprocessable};
use crate::{App, audit, campaign};

#[derive(Template)]
#[template(path = "office/figures.html")]
struct Figures {
    page: Page,
    heading: String,
    days: String,
    unit: View,
    from: View,
    to: View,
    problems: Vec<(String, String)>,
    orders: Vec<Ordered>,
    export: String,
    rows: Vec<Row>,
    sum: Row,
}

/// One order of the lines.
struct Ordered {
    label: String,
    query: String,
    in_use: bool,
}

/// One line, in words.
struct Row {
    code: String,
    name: String,
    /// The query that shows what it is made of; empty for an office.
    inside: String,
    registrations: String,
    online: String,
    onsite: String,
    debts: String,
    claimed: String,
}

/// What was selected.
struct Selected {
    fields: Fields,
    problems: Problems,
    territory: Territory,
    days: (chrono::NaiveDate, chrono::NaiveDate),
    order: Order,
    lines: Vec<Line>,
}

/// `GET /office/figures`.
pub async fn show(
    officer: Officer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let mut conn = app.db.acquire().await?;
    let fields = Fields::read(query.unwrap_or_default().as_bytes());
    let selected = select(&app, &mut conn, &officer, fields).await?;
    let units = store::units(&mut conn, &[selected.territory.key()]).await?;
    let page = officer.page;
    let heading = units.get(&selected.territory.key());
    let heading = heading.map_or("", |unit| unit.name(page.lang)).to_owned();
    let drawn = draw(page, heading, &selected);
    Ok(if selected.problems.is_empty() { ok(&drawn) } else { unprocessable(&drawn) })
}

/// `GET /office/figures.csv`: the same for a spreadsheet; amounts in satang.
pub async fn export(
    officer: Officer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let fields = Fields::read(query.unwrap_or_default().as_bytes());
    let selected = select(&app, &mut tx, &officer, fields).await?;
    if !selected.problems.is_empty() {
        return Err(Error::Bad);
    }
    let mut table = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec()); // so that Excel reads Thai
    table.write_record([
        "code",
        "name_th",
        "name_en",
        "from",
        "to",
        "online",
        "onsite",
        "debts",
        "claimed_satang",
    ])?;
    let (from, to) = selected.days;
    for line in &selected.lines {
        table.write_record([
            line.code.as_str(),
            &line.name_th,
            &line.name_en,
            &from.to_string(),
            &to.to_string(),
            &line.online.to_string(),
            &line.onsite.to_string(),
            &line.debts.to_string(),
            &line.claimed.get().to_string(),
        ])?;
    }
    let (by, subject) = (Some(officer.by()), selected.territory.key());
    audit::deed(&mut tx, by, "figures-exported", &subject, None, app.clock.now()).await?;
    tx.commit().await?;
    let table = table.into_inner().map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(download("text/csv; charset=utf-8", "plodnee-figures.csv", table))
}

async fn select(
    app: &App,
    conn: &mut PgConnection,
    officer: &Officer,
    mut fields: Fields,
) -> Result<Selected, Error> {
    let today = app.clock.today();
    let round = campaign::store::current(conn, today).await?;
    let mut problems = Problems::default();
    for (name, day) in [("from", round.opens_on.min(today)), ("to", today)] {
        if fields.get(name).is_empty() {
            fields.set(name, typed_day(day));
        }
    }
    let from = read_day(&fields, "from", today, &mut problems).unwrap_or(today);
    let to = read_day(&fields, "to", today, &mut problems).unwrap_or(today);
    if to < from {
        problems.add("to", "problem-trail-order");
    }
    let mut territory = officer.appointment.unit.territory.clone();
    let code = ascii_digits(fields.get("unit")).replace(' ', "");
    if !code.is_empty() {
        match inside(conn, officer, &code).await? {
            Some(found) => territory = found,
            None => problems.add("unit", "problem-unit-outside"),
        }
    }
    let order = Order::ALL.into_iter().find(|order| order.word() == fields.get("sort"));
    let order = order.unwrap_or(Order::Code);
    let mut lines = Vec::new();
    if problems.is_empty() {
        lines = figures::totals(conn, &territory, from, to).await?;
        order.sort(&mut lines);
    }
    Ok(Selected { fields, problems, territory, days: (from, to), order, lines })
}

fn draw(page: Page, heading: String, selected: &Selected) -> Figures {
    let fields = &selected.fields;
    let of = |name: &str| View::of(&page, fields, &selected.problems, name);
    let (from, to) = selected.days;
    let (from, to) = (thai_date(from, page.lang), thai_date(to, page.lang));
    let ordered = |order: Order| Ordered {
        label: page.t(&format!("figures-{}", order.word())),
        query: query(fields, &[("sort", order.word())]),
        in_use: order == selected.order,
    };
    let row = |line: &Line| Row {
        inside: if selected.territory == Territory::Nation {
            query(fields, &[("unit", &line.code)])
        } else {
            String::new()
        },
        ..words(&page, line)
    };
    Figures {
        heading,
        days: page.t2("appoint-days", "from", from, "to", to),
        unit: of("unit"),
        from: of("from"),
        to: of("to"),
        problems: span_summary(&page, &selected.problems),
        orders: Order::ALL.map(ordered).into(),
        export: query(fields, &[]),
        rows: selected.lines.iter().map(row).collect(),
        sum: words(&page, &sum(&selected.lines)),
        page,
    }
}

/// All lines together.
fn sum(lines: &[Line]) -> Line {
    let total = |value: fn(&Line) -> i64| lines.iter().map(value).sum();
    Line {
        code: String::new(),
        name_th: String::new(),
        name_en: String::new(),
        online: total(|line| line.online),
        onsite: total(|line| line.onsite),
        debts: total(|line| line.debts),
        claimed: Satang::new(total(|line| line.claimed.get())),
    }
}

fn words(page: &Page, line: &Line) -> Row {
    let count = |count: i64| Satang::new(count.saturating_mul(100)).baht();
    Row {
        code: line.code.clone(),
        name: line.name(page.lang).to_owned(),
        inside: String::new(),
        registrations: count(line.registrations()),
        online: count(line.online),
        onsite: count(line.onsite),
        debts: count(line.debts),
        claimed: line.claimed.baht(),
    }
}

/// The selection as a query, with some of it changed.
fn query(fields: &Fields, changes: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for name in ["unit", "from", "to", "sort"] {
        let new = changes.iter().find(|(other, _)| *other == name);
        let value = new.map_or_else(|| fields.get(name), |(_, value)| value);
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    query.finish()
}
