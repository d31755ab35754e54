//! Before the first question: who ThaiD says they are, the privacy notice, and the beginning of a draft.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use sqlx::PgConnection;

use crate::area::{self, Area};
use crate::campaign::{self, Campaign};
use crate::identity::address::{self, Candidate};
use crate::identity::{Person, store as people};
use crate::portal::{self, privacy};
use crate::registration::{Draft, store};
use crate::web::form::{Fields, Posted, Problems, View};
use crate::web::{Debtor, Error, Page, ok, see_other, unprocessable};
use crate::{App, audit};

#[derive(Template)]
#[template(path = "registration/start.html")]
struct Start {
    page: Page,
    rows: Vec<(String, String)>,
    notice_url: String,
    agree: View,
    problems: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "registration/closed.html")]
struct Closed {
    page: Page,
    opens: String,
    draft_kept: bool,
}

/// `GET /registration/start`.
pub async fn show(debtor: Debtor, State(app): State<App>) -> Result<Response, Error> {
    let mut conn = app.db.acquire().await?;
    let campaign = campaign::store::current(&mut conn, app.clock.today()).await?;
    if begun(&app, &mut conn, &debtor, &campaign).await? {
        return Ok(see_other("/registration"));
    }
    if let Some(page) = closed(&app, &debtor.page, &campaign, false) {
        return Ok(page);
    }
    let person = people::person(&mut conn, &app.keys, debtor.id).await?;
    Ok(ok(&draw(debtor.page, &person, &Problems::default())))
}

/// `POST /registration/start`: the notice was read, the draft begins. Twice is once.
pub async fn begin(State(app): State<App>, posted: Posted) -> Result<Response, Error> {
    let Posted { debtor, fields } = posted;
    let mut tx = app.db.begin().await?;
    let campaign = campaign::store::current(&mut tx, app.clock.today()).await?;
    if begun(&app, &mut tx, &debtor, &campaign).await? {
        return Ok(see_other("/registration"));
    }
    if let Some(page) = closed(&app, &debtor.page, &campaign, false) {
        return Ok(page);
    }
    let person = people::person(&mut tx, &app.keys, debtor.id).await?;
    if fields.get("notice").is_empty() {
        let mut problems = Problems::default();
        problems.add("notice", "problem-notice");
        return Ok(unprocessable(&draw(debtor.page, &person, &problems)));
    }
    let now = app.clock.now();
    let draft = prefilled(&mut tx, &person).await?;
    // Of two presses at once, one begins it.
    let begun = store::Begun {
        debtor_id: debtor.id,
        campaign_id: campaign.id,
        channel: "online",
        notice_version: privacy::VERSION,
        draft: &draft,
    };
    if store::begin(&mut tx, &app.keys, &begun, now).await?.is_some() {
        audit::debtor(&mut tx, debtor.id, "begun", None, now).await?;
    }
    tx.commit().await?;
    Ok(see_other("/registration/form/contact"))
}

/// The page that says when one can register, unless it is now.
pub(crate) fn closed(
    app: &App,
    page: &Page,
    campaign: &Campaign,
    draft_kept: bool,
) -> Option<Response> {
    let standing = portal::standing(page, campaign, app.clock.now());
    if standing.open {
        return None;
    }
    let opens = standing.text;
    Some(ok(&Closed { page: page.clone(), opens, draft_kept }))
}

async fn begun(
    app: &App,
    conn: &mut PgConnection,
    debtor: &Debtor,
    campaign: &Campaign,
) -> Result<bool, Error> {
    let newest = store::newest(conn, &app.keys, debtor.id).await?;
    Ok(newest.is_some_and(|registration| registration.campaign_id == campaign.id))
}

fn draw(page: Page, person: &Person, problems: &Problems) -> Start {
    Start {
        rows: identity_rows(&page, person),
        notice_url: format!("/privacy/{}", privacy::VERSION),
        agree: View::of(&page, &Fields::default(), problems, "notice"),
        problems: problems.summary(&page),
        page,
    }
}

/// What ThaiD said of a person, as rows to read. The citizen number shows its ends only:
/// somebody may be looking over the shoulder.
pub(super) fn identity_rows(page: &Page, person: &Person) -> Vec<(String, String)> {
    let mut rows = vec![
        (page.t("identity-name"), person.names.full()),
        (page.t("identity-number"), person.pid.masked()),
    ];
    if let Some(birth) = person.birthdate {
        rows.push((page.t("identity-birth"), birth.in_words(page.lang)));
    }
    if let Some(address) = &person.address {
        rows.push((page.t("identity-address"), address.text.clone()));
    }
    rows
}

/// A draft that proposes the card's address, to be confirmed or changed.
async fn prefilled(conn: &mut PgConnection, person: &Person) -> Result<Draft, Error> {
    let mut draft = Draft::default();
    let Some(card) = &person.address else { return Ok(draft) };
    let found = candidate(conn, card).await?;
    let mut propose = |key: &str, pairs: [(&str, Option<String>); 2]| {
        let mut fields = Fields::default();
        for (name, value) in pairs {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                fields.set(name, value);
            }
        }
        if !fields.is_blank() {
            draft.pages.insert(key.to_owned(), fields);
        }
    };
    let line = found.subdistrict.as_ref().map(|_| card.line.clone());
    propose("province", [("province", found.province), ("", None)]);
    propose("district", [("district", found.district), ("", None)]);
    propose("address", [("subdistrict", found.subdistrict), ("street", line)]);
    draft.address_proposed = draft.pages.contains_key("address");
    Ok(draft)
}

/// The areas that a card's address names, found level by level.
pub(crate) async fn candidate(
    conn: &mut PgConnection,
    card: &address::CardAddress,
) -> Result<Candidate, Error> {
    let provinces = area::provinces(conn).await?;
    let found = address::candidate(card, pairs(&provinces), [], []);
    let Some(province) = &found.province else { return Ok(found) };
    let districts = area::districts(conn, province).await?;
    let found = address::candidate(card, pairs(&provinces), pairs(&districts), []);
    let Some(district) = &found.district else { return Ok(found) };
    let subdistricts = area::subdistricts(conn, district).await?;
    Ok(address::candidate(card, pairs(&provinces), pairs(&districts), pairs(&subdistricts)))
}

fn pairs(areas: &[Area]) -> impl Iterator<Item = address::Area<'_>> {
    areas.iter().map(|area| (area.code.as_str(), area.name_th.as_str()))
}
