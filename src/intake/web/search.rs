//! ค้นก่อนลงทะเบียน — search before anything is made: by number, by what a card reader gives, by name and birth date.
//!
//! The number comes in a form and never stands in an address, so what was found is the answer to the form itself.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use sqlx::PgConnection;
use uuid::Uuid;

use super::asked::Asked;
use super::{LISTED, begin};
use crate::campaign::{self, Campaign};
use crate::case::web::desk::note_listed;
use crate::clock;
use crate::intake::counter_id;
use crate::intake::store::{self, Alike, There};
use crate::office::{self, Office};
use crate::registration::State as Stage;
use crate::web::form::{Fields, Problems, View};
use crate::web::kept::{Kept, kept, release};
use crate::web::{Error, Officer, OfficerForm, Page, ok, unprocessable};
use crate::{App, audit, portal};

/// The address of the search.
pub(super) const SEARCH: &str = "/office/intake";

#[derive(Template)]
#[template(path = "intake/search.html")]
struct Search {
    page: Page,
    /// Why nobody can be registered now; empty when they can.
    closed: String,
    kept: bool,
    /// When somebody at this counter typed who it is, which was not sent; `None` where nothing waits.
    unsent: Option<String>,
    card: View,
    number: View,
    given: View,
    family: View,
    birth: [View; 3],
    problems: Vec<(String, String)>,
    /// The registration that there is of the number asked for.
    there: Option<Found>,
    /// The one of an earlier round.
    earlier: Option<Found>,
    /// The files of the name asked for; `None` where no name was.
    alike: Option<AlikeView>,
    open: Vec<(String, String, String)>,
}

/// A registration that somebody has already.
pub(super) struct Found {
    /// What it is and where, in words.
    pub(super) said: String,
    /// What to do.
    pub(super) remedy: String,
    /// What can be opened of it: each with its label.
    pub(super) ways: Vec<(String, String)>,
}

/// Files of the same name and birth date.
pub(super) struct AlikeView {
    /// Those of the own office: name, since when, where.
    pub(super) own: Vec<(String, String, String)>,
    /// The other offices that have one.
    pub(super) elsewhere: Vec<String>,
}

/// `GET /office/intake`.
pub async fn show(officer: Officer, State(app): State<App>) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let found = kept(&mut tx, &app, officer.id, SEARCH).await?;
    let fields = found.as_ref().map(|kept| kept.fields.clone()).unwrap_or_default();
    let counter = counter_id(&app.keys, officer.office()?);
    let unsent = begin::unsent(&app, &mut tx, &officer, counter).await?;
    let when = |kept: Kept| clock::thai_date_time(kept.at, officer.page.lang);
    let page = Search {
        kept: found.is_some(),
        unsent: unsent.map(when),
        ..draw(&app, &mut tx, &officer, &fields, &Problems::default()).await?
    };
    tx.commit().await?;
    Ok(ok(&page))
}

/// `POST /office/intake`.
pub async fn search(
    State(app): State<App>,
    OfficerForm { officer, mut fields }: OfficerForm,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    release(&mut tx, officer.id, SEARCH).await?;
    let today = app.clock.today();
    let asked = Asked::read(&mut fields, today, &app, &officer);
    let asked = match asked {
        Ok(asked) => asked,
        Err(problems) => {
            let page = draw(&app, &mut tx, &officer, &fields, &problems).await?;
            tx.commit().await?;
            return Ok(unprocessable(&page));
        }
    };
    let campaign = campaign::store::current(&mut tx, today).await?;
    let Some(number) = asked.number else {
        return by_name(&app, tx, &officer, &fields, asked).await;
    };
    let debtor_id = app.keys.debtor_id(&number);
    let there = store::there(&mut tx, debtor_id, campaign.id).await?;
    let nothing_yet = there.is_none();
    if let Some(there) =
        there.filter(|there| there.state != Stage::Draft || is_own(there, &officer))
    {
        let response = already(&app, &mut tx, &officer, (debtor_id, campaign.id), &there).await?;
        tx.commit().await?;
        return Ok(response);
    }
    let open = portal::standing(&officer.page, &campaign, app.clock.now()).open;
    if nothing_yet && !open {
        // Nothing new can be registered: what there is of an earlier round is all there is.
        let earlier = earlier(&app, &mut tx, &officer, debtor_id, campaign.id).await?;
        if earlier.is_some() {
            let (blank, none) = (Fields::default(), Problems::default());
            let blank = draw(&app, &mut tx, &officer, &blank, &none).await?;
            tx.commit().await?;
            return Ok(ok(&Search { earlier, ..blank }));
        }
    }
    let page =
        begin::draw(&app, &mut tx, &officer, &fields, &Problems::default(), &campaign).await?;
    tx.commit().await?;
    Ok(ok(&page))
}

/// The page that says what there is already of somebody.
pub(super) async fn already(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    (debtor_id, campaign_id): (Uuid, i16),
    there: &There,
) -> Result<Response, Error> {
    let found = found(app, tx, officer, debtor_id, there).await?;
    let earlier = earlier(app, tx, officer, debtor_id, campaign_id).await?;
    let blank = draw(app, tx, officer, &Fields::default(), &Problems::default()).await?;
    Ok(ok(&Search { there: Some(found), earlier, ..blank }))
}

/// What lies with an office since another round: it goes on, whether or not something new is registered in this one. Nobody
/// handles their own.
pub(super) async fn earlier(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    debtor_id: Uuid,
    campaign_id: i16,
) -> Result<Option<Found>, Error> {
    if debtor_id == officer.scope.not_of {
        return Ok(None);
    }
    Ok(match store::earlier(tx, debtor_id, campaign_id).await? {
        Some(there) => Some(found(app, tx, officer, debtor_id, &there).await?),
        None => None,
    })
}

/// Whether a draft was begun at the counter of the officer's office.
fn is_own(there: &There, officer: &Officer) -> bool {
    there.counter.is_some() && there.counter.as_deref() == officer.appointment.office()
}

/// What there is of somebody, in words, with the record of having looked; nothing of what it says.
async fn found(
    app: &App,
    conn: &mut PgConnection,
    officer: &Officer,
    debtor_id: Uuid,
    there: &There,
) -> Result<Found, Error> {
    let file = audit::File { debtor_id, registration_id: there.registration_id };
    let now = app.clock.now();
    audit::officer(conn, officer.by(), file, "found", super::AT_COUNTER, now).await?;
    let page = &officer.page;
    let sheet = format!("{SEARCH}/{}", there.registration_id);
    if there.state == Stage::Draft {
        let saved = clock::thai_date_time(there.saved_at, page.lang);
        return Ok(Found {
            said: page.t1("intake-there-draft", "when", saved),
            remedy: page.t("intake-there-draft-do"),
            ways: vec![(page.t("intake-there-open"), sheet)],
        });
    }
    let code = there.office_code.clone().unwrap_or_default();
    let office = office::find(conn, &code).await?.ok_or(Error::NotFound)?;
    let own = officer.appointment.office() == Some(code.as_str());
    let when =
        there.submitted_at.map(|at| clock::thai_date_time(at, page.lang)).unwrap_or_default();
    let said = page.t2("intake-there", "office", office.name(page.lang), "when", when);
    let withdrawn = there.state == Stage::Withdrawn;
    let (remedy, ways) = match (own, withdrawn) {
        (true, _) if !there.on_desk && there.counter.as_deref() != Some(&code) => {
            ("intake-there-soon-do", vec![])
        }
        (true, false) => (
            "intake-there-own-do",
            vec![("intake-complete", "/visit"), ("intake-there-receipt", "/receipt")],
        ),
        (true, true) => ("intake-there-own-withdrawn-do", vec![("visit-resume-button", "/visit")]),
        (false, _) => ("intake-there-other-do", vec![]),
    };
    let mut ways: Vec<(String, String)> =
        ways.into_iter().map(|(key, way)| (page.t(key), format!("{sheet}{way}"))).collect();
    if own && there.on_desk {
        ways.push((
            page.t("intake-there-file"),
            format!("/office/cases/{}", there.registration_id),
        ));
    }
    Ok(Found {
        said: if withdrawn { format!("{said} {}", page.t("intake-there-withdrawn")) } else { said },
        remedy: page.t(remedy),
        ways,
    })
}

/// Who knows no number finds out at least whether there may be a file.
async fn by_name(
    app: &App,
    mut tx: sqlx::Transaction<'_, sqlx::Postgres>,
    officer: &Officer,
    fields: &Fields,
    asked: Asked,
) -> Result<Response, Error> {
    note_search(app, &mut tx, officer, "searched-name").await?;
    let mut page = draw(app, &mut tx, officer, fields, &Problems::default()).await?;
    if let Some(birth) = asked.birth {
        let found =
            store::alike(&mut tx, &app.keys, &officer.scope, &asked.names, birth, None).await?;
        page.alike = Some(alike_view(&mut tx, &officer.page, found).await?);
    }
    tx.commit().await?;
    Ok(ok(&page))
}

pub(super) async fn alike_view(
    conn: &mut PgConnection,
    page: &Page,
    found: Vec<Alike>,
) -> Result<AlikeView, Error> {
    let codes: Vec<String> = found
        .iter()
        .filter(|alike| alike.own.is_none())
        .map(|alike| alike.office_code.clone())
        .collect();
    let elsewhere = office::named(conn, &codes).await?;
    let own = found.into_iter().filter_map(|alike| alike.own).map(|own| {
        let when = clock::thai_date_time(own.submitted_at, page.lang);
        (own.name, when, format!("/office/cases/{}", own.registration_id))
    });
    let name = |office: &Office| office.name(page.lang).to_owned();
    Ok(AlikeView { own: own.collect(), elsewhere: elsewhere.iter().map(name).collect() })
}

/// Every search is recorded, without what was searched for.
pub(super) async fn note_search(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    action: &str,
) -> Result<(), Error> {
    let subject = officer.appointment.unit.territory.key();
    Ok(audit::deed(tx, Some(officer.by()), action, &subject, None, app.clock.now()).await?)
}

/// The page, with the drafts of the counter: each time it lists their names, that is recorded.
async fn draw(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    fields: &Fields,
    problems: &Problems,
) -> Result<Search, Error> {
    let page = officer.page.clone();
    let campaign = campaign::store::current(tx, app.clock.today()).await?;
    let since = clock::instant(app.clock.today() - LISTED, chrono::NaiveTime::MIN);
    let open = store::open(tx, &app.keys, officer.office()?, &officer.scope, since).await?;
    note_listed(app, tx, officer, serde_json::json!({"list": "drafts"})).await?;
    let line = |open: store::Open| {
        let saved = clock::thai_date_time(open.saved_at, page.lang);
        (open.name, saved, format!("{SEARCH}/{}", open.registration_id))
    };
    let view = |name: &str| View::of(&page, fields, problems, name);
    Ok(Search {
        closed: closed(app, &page, &campaign),
        kept: false,
        unsent: None,
        card: view("card-text"),
        number: view("card-number"),
        given: view("card-given"),
        family: view("card-family"),
        birth: ["card-birth-day", "card-birth-month", "card-birth-year"].map(view),
        problems: problems.summary(&page),
        there: None,
        earlier: None,
        alike: None,
        open: open.into_iter().map(line).collect(),
        page,
    })
}

/// When one can register, unless it is now: then empty.
fn closed(app: &App, page: &Page, campaign: &Campaign) -> String {
    let standing = portal::standing(page, campaign, app.clock.now());
    if standing.open { String::new() } else { standing.text }
}
