//! เริ่มลงทะเบียนที่หน่วย — who it is, how the officer made sure, the notice read aloud: then the draft begins, or one
//! that the debtor began elsewhere is continued here.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use sqlx::PgConnection;
use uuid::Uuid;

use super::search::{self, AlikeView, SEARCH};
use super::{AT_COUNTER, visit};
use crate::campaign::{self, Campaign};
use crate::case::web::held;
use crate::clock::{self, PartialDate};
use crate::identity::{Names, Person, store as people};
use crate::intake::store::{self, There};
use crate::intake::visit::Errand;
use crate::intake::{Identity, Proof, counter_id, same_person};
use crate::national_id::CitizenNumber;
use crate::portal::privacy;
use crate::registration::web::start;
use crate::registration::{Draft, State as Stage, store as registrations, timeline};
use crate::web::form::{Choice, Fields, Problems, View};
use crate::web::kept::{Kept, kept_where, release_shown};
use crate::web::{Error, Officer, OfficerForm, Page, ok, see_other, unprocessable};
use crate::{App, audit};

/// The address of the form.
pub(super) const HERE: &str = "/office/intake/begin";

#[derive(Template)]
#[template(path = "intake/begin.html")]
pub(super) struct Begin {
    page: Page,
    /// Who typed what waited here, and when; empty where nothing did.
    kept: String,
    number: View,
    names: [View; 4],
    birth: [View; 3],
    gender: View,
    genders: Vec<Choice>,
    address: View,
    proof: View,
    proofs: Vec<Choice>,
    notice: View,
    notice_url: String,
    /// Asked only where the number is known under another name.
    renamed: Option<View>,
    problems: Vec<(String, String)>,
    /// Since when there is a draft that is continued here; empty for none.
    draft: String,
    /// What lies with an office since another round.
    earlier: Option<search::Found>,
    alike: Option<AlikeView>,
}

/// `GET /office/intake/begin`: a form that was posted too late, by this officer or by a colleague at the same counter;
/// else the search, which comes first.
pub async fn show(mut officer: Officer, State(app): State<App>) -> Result<Response, Error> {
    let counter = counter_id(&app.keys, officer.office()?);
    let mut tx = app.db.begin().await?;
    let Some(kept) = unsent(&app, &mut tx, &officer, counter).await? else {
        return Ok(see_other(SEARCH));
    };
    let (mut fields, kept) = held::show(&app, &mut tx, &mut officer.page, kept).await?;
    // Whoever goes on looks at the card and reads the notice themselves.
    fields.retain(|name| !["proof", "notice-read", "renamed"].contains(&name));
    let campaign = campaign::store::current(&mut tx, app.clock.today()).await?;
    let nothing = Problems::default();
    let page = draw(&app, &mut tx, &officer, &fields, &nothing, &campaign).await?;
    tx.commit().await?;
    Ok(ok(&Begin { kept, ..page }))
}

/// `POST /office/intake/begin`. Twice is once.
pub async fn begin(
    State(app): State<App>,
    OfficerForm { officer, fields }: OfficerForm,
) -> Result<Response, Error> {
    let today = app.clock.today();
    let counter = counter_id(&app.keys, officer.office()?);
    let mut tx = app.db.begin().await?;
    if fields.has("discard", "1") {
        release_shown(&mut tx, counter, HERE, &officer).await?;
        tx.commit().await?;
        return Ok(see_other(SEARCH));
    }
    let campaign = campaign::store::current(&mut tx, today).await?;
    let (identity, problems) = match Identity::read(&fields, today) {
        Ok(mut identity) => {
            let problems = known_otherwise(&app, &mut tx, &officer, &mut identity).await?;
            (Some(identity), problems)
        }
        Err(problems) => (None, problems),
    };
    let Some(identity) = identity.filter(|_| problems.is_empty()) else {
        let page = draw(&app, &mut tx, &officer, &fields, &problems, &campaign).await?;
        tx.commit().await?;
        return Ok(unprocessable(&page));
    };
    let debtor_id = app.keys.debtor_id(&identity.person.pid);
    let there = if let Some(there) = store::there(&mut tx, debtor_id, campaign.id).await? {
        if there.state == Stage::Draft {
            people::introduce(&mut tx, &app.keys, &identity.person, app.clock.now()).await?;
        }
        there
    } else if let Some(closed) = start::closed(&app, &officer.page, &campaign, false) {
        // It tells that nobody of this number is registered.
        search::note_search(&app, &mut tx, &officer, "searched-number").await?;
        tx.commit().await?;
        return Ok(closed);
    } else {
        make(&app, &mut tx, &officer, &identity, &campaign).await?
    };
    release_shown(&mut tx, counter, HERE, &officer).await?;
    if there.state != Stage::Draft {
        let response =
            search::already(&app, &mut tx, &officer, (debtor_id, campaign.id), &there).await?;
        tx.commit().await?;
        return Ok(response);
    }
    take_over(&app, &mut tx, &officer, &identity, &there).await?;
    tx.commit().await?;
    Ok(see_other(&format!("{SEARCH}/{}", there.registration_id)))
}

/// The newest form that was posted too late at a counter. Not one about the officer who looks: nobody handles their own file.
pub(super) async fn unsent(
    app: &App,
    conn: &mut PgConnection,
    officer: &Officer,
    counter: Uuid,
) -> Result<Option<Kept>, Error> {
    let own = |number| app.keys.debtor_id(&number) == officer.scope.not_of;
    let others = |fields: &Fields| !CitizenNumber::parse(fields.get("card-number")).is_ok_and(own);
    kept_where(conn, app, counter, HERE, others).await
}

/// Nobody handles their own file; and a number that belongs to somebody of another name was probably mistyped. The identity
/// says from then on whether it is another name.
async fn known_otherwise(
    app: &App,
    conn: &mut PgConnection,
    officer: &Officer,
    identity: &mut Identity,
) -> Result<Problems, Error> {
    let mut problems = Problems::default();
    let debtor_id = app.keys.debtor_id(&identity.person.pid);
    if debtor_id == officer.scope.not_of {
        problems.add("card-number", "problem-card-own");
        return Ok(problems);
    }
    let known = people::known(conn, &app.keys, debtor_id).await?;
    let other_name = known.is_some_and(|known| !same_person(&known, &identity.person));
    if other_name && !identity.renamed {
        problems.add("renamed", "problem-card-other-name");
    }
    identity.renamed = other_name;
    Ok(problems)
}

/// Makes the draft, with what the card and the office say of the address. Of two counters at once, one makes it.
async fn make(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    identity: &Identity,
    campaign: &Campaign,
) -> Result<There, Error> {
    let now = app.clock.now();
    let debtor_id = people::introduce(tx, &app.keys, &identity.person, now).await?;
    let draft = prefilled(tx, officer.office()?, &identity.person).await?;
    let begun = registrations::Begun {
        debtor_id,
        campaign_id: campaign.id,
        channel: "onsite",
        notice_version: privacy::VERSION,
        draft: &draft,
    };
    registrations::begin(tx, &app.keys, &begun, now).await?;
    let there = store::there(tx, debtor_id, campaign.id).await?;
    Ok(there.ok_or_else(|| anyhow::anyhow!("a registration that began is not there"))?)
}

/// Notes that the draft is worked on at this counter, and how the officer made sure whose it is: each of them, each
/// day. The channel of a draft says where it was begun; the first submission says anew how it came (`registration::submit`), since a debtor may go
/// home and send it alone, or come to a counter with what they began alone.
async fn take_over(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    identity: &Identity,
    there: &There,
) -> Result<(), Error> {
    let (now, office) = (app.clock.now(), officer.office()?);
    let debtor_id = app.keys.debtor_id(&identity.person.pid);
    let file = audit::File { debtor_id, registration_id: there.registration_id };
    let found = registrations::lock_one(tx, &app.keys, file).await?;
    let registration = found.ok_or(Error::NotFound)?;
    if identity.renamed {
        audit::officer(tx, officer.by(), file, "other-name", AT_COUNTER, now).await?;
    }
    let here = store::find(tx, file.registration_id, office, &officer.scope).await?;
    if here.is_some() && visit::is_made(app, tx, officer, file, Errand::GoOn).await? {
        return Ok(());
    }
    let fresh = there.counter.is_none() && there.channel == "onsite";
    let action = if fresh { "begun-onsite" } else { Errand::GoOn.action() };
    visit::record(app, tx, officer, file, identity.proof, action).await?;
    timeline::add(tx, &registration, action, Some(office), now).await?;
    Ok(())
}

/// A draft that proposes an address: the card's where it lies in the office's district, else the office's district
/// alone. Who comes to a counter lives nearby more often than where the card says.
async fn prefilled(
    conn: &mut PgConnection,
    office_code: &str,
    person: &Person,
) -> Result<Draft, Error> {
    let mut draft = Draft::default();
    let mut put = |key: &str, pairs: &[(&str, &str)]| {
        let mut fields = Fields::default();
        for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
            fields.set(name, *value);
        }
        if !fields.is_blank() {
            draft.pages.insert(key.to_owned(), fields);
        }
    };
    let found = match &person.address {
        Some(card) => start::candidate(conn, card).await?,
        None => crate::identity::address::Candidate::default(),
    };
    let card = found.subdistrict.as_deref().filter(|code| code.starts_with(office_code));
    // A provincial centre has no district of its own.
    let district = if office_code.len() == 4 { office_code } else { "" };
    let of_card = card.and_then(|code| code.get(..4));
    put("province", &[("province", office_code.get(..2).unwrap_or_default())]);
    put("district", &[("district", of_card.unwrap_or(district))]);
    if let (Some(code), Some(address)) = (card, &person.address) {
        put("address", &[("subdistrict", code), ("street", &address.line)]);
    }
    Ok(draft)
}

/// The form, with what was typed or read from the card. It says what is known of the number and the name in it: so it
/// is a search, and recorded as one.
pub(super) async fn draw(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    fields: &Fields,
    problems: &Problems,
    campaign: &Campaign,
) -> Result<Begin, Error> {
    let page = Page { address: SEARCH.to_owned(), ..officer.page.clone() };
    let number = CitizenNumber::parse(fields.get("card-number")).ok();
    let debtor_id = number.map(|number| app.keys.debtor_id(&number));
    let person = named(fields, app.clock.today());
    if debtor_id.is_some() {
        search::note_search(app, tx, officer, "searched-number").await?;
    } else if person.is_some() {
        search::note_search(app, tx, officer, "searched-name").await?;
    }
    let there = match debtor_id {
        Some(debtor_id) => store::there(tx, debtor_id, campaign.id).await?,
        None => None,
    };
    let earlier = match debtor_id {
        Some(debtor_id) => search::earlier(app, tx, officer, debtor_id, campaign.id).await?,
        None => None,
    };
    let draft = there.filter(|there| there.state == Stage::Draft);
    if let (Some(draft), Some(debtor_id)) = (&draft, debtor_id) {
        let file = audit::File { debtor_id, registration_id: draft.registration_id };
        audit::officer(tx, officer.by(), file, "found", None, app.clock.now()).await?;
    }
    let draft = draft.map(|there| clock::thai_date_time(there.saved_at, page.lang));
    let view = |name: &str| View::of(&page, fields, problems, name);
    let other_name = problems.iter().any(|problem| problem.field == "renamed");
    let genders = ["male", "female"].map(|word| choice(&page, word, &format!("data-sex-{word}")));
    let alike = match &person {
        Some((names, birth)) => {
            store::alike(tx, &app.keys, &officer.scope, names, *birth, debtor_id).await?
        }
        None => Vec::new(),
    };
    let alike =
        if alike.is_empty() { None } else { Some(search::alike_view(tx, &page, alike).await?) };
    Ok(Begin {
        kept: String::new(),
        earlier,
        alike,
        number: view("card-number"),
        names: ["card-title", "card-given", "card-middle", "card-family"].map(view),
        birth: ["card-birth-day", "card-birth-month", "card-birth-year"].map(view),
        gender: view("card-gender"),
        genders: genders.to_vec(),
        address: view("card-address"),
        proof: view("proof"),
        proofs: proofs(&page),
        notice: view("notice-read"),
        notice_url: format!("/privacy/{}", privacy::VERSION),
        renamed: (other_name || !fields.get("renamed").is_empty()).then(|| view("renamed")),
        problems: problems.summary(&page),
        draft: draft.unwrap_or_default(),
        page,
    })
}

/// How an officer can make sure who somebody is.
pub(super) fn proofs(page: &Page) -> Vec<Choice> {
    Proof::ALL.map(|proof| choice(page, proof.word(), &format!("proof-{}", proof.word()))).to_vec()
}

fn choice(page: &Page, value: &str, key: &str) -> Choice {
    Choice { value: value.to_owned(), label: page.t(key), hint: String::new() }
}

/// The name and the birth date that were typed, by which a file under another number is found.
fn named(fields: &Fields, today: NaiveDate) -> Option<(Names, PartialDate)> {
    let birth = crate::intake::birth(fields, today, &mut Problems::default())?;
    let own = |name: &str| fields.get(name).to_owned();
    let names = Names { given: own("card-given"), family: own("card-family"), ..Names::default() };
    (!names.given.is_empty()).then_some((names, birth))
}
