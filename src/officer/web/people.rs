//! การแต่งตั้งในเขต — who is appointed in the officer's territory, and the requests that wait for them.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use sqlx::PgConnection;
use uuid::Uuid;

use super::words::{days, role_name};
use crate::App;
use crate::clock::thai_date_time;
use crate::office::Territory;
use crate::officer::people::{self, Held, SEARCHED, SHOWN};
use crate::officer::{Unit, appoint, request, store};
use crate::text::{ascii_digits, fold_name};
use crate::web::form::{Fields, Problems, View};
use crate::web::kept::{kept, release};
use crate::web::{Error, Officer, OfficerForm, Page, ok, unprocessable};

/// The list.
pub(super) const PATH: &str = "/office/people";

#[derive(Template)]
#[template(path = "office/people.html")]
struct People {
    page: Page,
    /// What was done a moment ago: `people-done-<word>`; empty for nothing.
    done: String,
    requests: Vec<Waiting>,
    more_requests: bool,
    unit: View,
    name: View,
    problems: Vec<(String, String)>,
    heading: String,
    lines: Vec<Line>,
    /// The next page's query.
    next: Option<String>,
}

/// A request that waits for the reader.
struct Waiting {
    id: Uuid,
    name: String,
    role: String,
    unit: String,
    asked: String,
}

/// One appointment.
struct Line {
    id: Uuid,
    name: String,
    role: String,
    unit: String,
    days: String,
    by: String,
    changeable: bool,
}

/// What is listed.
struct Wanted {
    /// The keys of the units; `None` for the nation.
    units: Option<Vec<String>>,
    /// The folded name looked for; empty for everybody.
    name: String,
    after: Option<(String, Uuid)>,
}

/// `GET /office/people`: by unit, a page at a time; a name that was asked for too late is looked for now.
pub async fn show(
    officer: Officer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let waiting = kept(&mut tx, &app, officer.id, PATH).await?;
    release(&mut tx, officer.id, PATH).await?;
    tx.commit().await?;
    let asked = match waiting {
        Some(waiting) => waiting.fields,
        None => Fields::read(query.unwrap_or_default().as_bytes()),
    };
    list(&app, officer, &asked).await
}

/// `POST /office/people`: finds a name. Posted, since names stand in no address.
pub async fn search(
    State(app): State<App>,
    OfficerForm { officer, fields }: OfficerForm,
) -> Result<Response, Error> {
    list(&app, officer, &fields).await
}

async fn list(app: &App, officer: Officer, asked: &Fields) -> Result<Response, Error> {
    let mut conn = app.db.acquire().await?;
    let mut problems = Problems::default();
    let own = people::units_in(&mut conn, &officer.appointment.unit.territory).await?;
    let mut units = own.clone();
    let code = ascii_digits(asked.get("unit")).replace(' ', "");
    if !code.is_empty() {
        match inside(&mut conn, &officer, &code).await? {
            Some(territory) => units = people::units_in(&mut conn, &territory).await?,
            None => problems.add("unit", "problem-unit-outside"),
        }
    }
    let after = asked.get("after").split_once('~');
    let after = after.and_then(|(unit, id)| Some((unit.to_owned(), id.parse().ok()?)));
    let wanted = Wanted { units, name: fold_name(asked.get("name")), after };
    let (held, next) = found(app, &mut conn, &wanted, &mut problems).await?;
    let waiting = (app.clock.today(), app.clock.now());
    let mut requests =
        request::waiting(&mut conn, &app.keys, &officer.appointment, own.as_deref(), waiting)
            .await?;
    let more_requests = requests.len() > request::SHOWN;
    requests.truncate(request::SHOWN);

    let ids = held.iter().flat_map(|held| [Some(held.officer_id), held.granted_by]).flatten();
    let ids: Vec<Uuid> = ids.chain(requests.iter().map(|request| request.officer_id)).collect();
    let names = store::names(&mut conn, &app.keys, &ids).await?;
    let keys = held.iter().map(|held| held.unit.key());
    let keys: Vec<String> = keys.chain(requests.iter().map(|request| request.unit.key())).collect();
    let units = store::units(&mut conn, &keys).await?;

    let page = &officer.page;
    let unit_name = |territory: &Territory| {
        units
            .get(&territory.key())
            .map_or_else(String::new, |unit: &Unit| unit.name(page.lang).to_owned())
    };
    let of = |name: &str| View::of(page, asked, &problems, name);
    let shown = People {
        done: ["appointed", "refused", "revoked", "changed"]
            .into_iter()
            .find(|word| *word == asked.get("done"))
            .map_or_else(String::new, |word| page.t(&format!("people-done-{word}"))),
        requests: requests
            .iter()
            .map(|request| Waiting {
                id: request.id,
                name: named(page, &names, request.officer_id),
                role: role_name(page, request.role),
                unit: unit_name(&request.unit),
                asked: thai_date_time(request.asked_at, page.lang),
            })
            .collect(),
        more_requests,
        unit: of("unit"),
        name: of("name"),
        heading: if wanted.name.is_empty() {
            page.t("people-all")
        } else {
            page.t1("people-found", "count", held.len())
        },
        lines: held
            .iter()
            .map(|held| Line {
                id: held.id,
                name: named(page, &names, held.officer_id),
                role: role_name(page, held.role),
                unit: unit_name(&held.unit),
                days: days(page, held.starts_on, held.ends_on),
                by: held
                    .granted_by
                    .map_or_else(|| page.t("people-by-command"), |by| named(page, &names, by)),
                changeable: appoint::may_change(&officer.appointment, held),
            })
            .collect(),
        next: next.map(|(unit, id)| {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query.append_pair("unit", &code).append_pair("after", &format!("{unit}~{id}"));
            query.finish()
        }),
        problems: problems.summary(page),
        page: officer.page.clone(),
    };
    Ok(if problems.is_empty() { ok(&shown) } else { unprocessable(&shown) })
}

/// A page of the appointments that are wanted, and where the next begins. A name is looked for among all of them.
async fn found(
    app: &App,
    conn: &mut PgConnection,
    wanted: &Wanted,
    problems: &mut Problems,
) -> Result<(Vec<Held>, Option<(String, Uuid)>), Error> {
    let today = app.clock.today();
    let units = wanted.units.as_deref();
    if !problems.is_empty() {
        return Ok((Vec::new(), None));
    }
    if wanted.name.is_empty() {
        let after = wanted.after.as_ref().map(|(unit, id)| (unit.as_str(), *id));
        let mut held = people::list(conn, units, today, after, SHOWN + 1).await?;
        let more = held.len() > usize::try_from(SHOWN)?;
        held.truncate(usize::try_from(SHOWN)?);
        let next = held.last().filter(|_| more).map(|last| (last.unit.key(), last.id));
        return Ok((held, next));
    }
    let all = people::list(conn, units, today, None, SEARCHED + 1).await?;
    if all.len() > usize::try_from(SEARCHED)? {
        problems.add_with("name", "problem-people-many", vec![("most", SEARCHED.to_string())]);
        return Ok((Vec::new(), None));
    }
    let ids: Vec<Uuid> = all.iter().map(|held| held.officer_id).collect();
    let names = store::names(conn, &app.keys, &ids).await?;
    let alike = |held: &Held| {
        names.get(&held.officer_id).is_some_and(|name| fold_name(name).contains(&wanted.name))
    };
    Ok((all.into_iter().filter(alike).collect(), None))
}

/// The territory of a typed code, if it lies in the officer's: two digits are a province with all its offices.
pub(super) async fn inside(
    conn: &mut PgConnection,
    officer: &Officer,
    code: &str,
) -> Result<Option<Territory>, Error> {
    let own = &officer.appointment.unit.territory;
    let province = Territory::Province(code.to_owned());
    let territory = match code {
        "nation" => Territory::Nation,
        _ if code.len() == 2 && (*own == Territory::Nation || *own == province) => province,
        _ => Territory::Office(code.to_owned()),
    };
    let there = match &territory {
        Territory::Office(code) => own.covers(code),
        _ => *own == Territory::Nation || *own == territory,
    };
    let exists = there && !store::units(conn, &[territory.key()]).await?.is_empty();
    Ok(exists.then_some(territory))
}

/// An officer's name, or that they have not come in yet.
pub(crate) fn named(page: &Page, names: &HashMap<Uuid, String>, officer_id: Uuid) -> String {
    names.get(&officer_id).cloned().unwrap_or_else(|| page.t("people-unnamed"))
}
