//! โอนสำนวน — offering a file to another office, and taking the offer back.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::transfer::{self, Decision, Transfer};
use super::super::{CaseFile, Stage, store};
use super::calls::note_text;
use super::show::Head;
use super::{both, held, opened};
use crate::office::{self, Office};
use crate::registration::{Registration, store as registrations, timeline, version};
use crate::text::{ascii_digits, clean_lines};
use crate::web::form::{Choice, Fields, Problems, View};
use crate::web::{Error, Officer, OfficerForm, Page, html, kept as forms, ok, see_other};
use crate::{App, audit, clock, officer as officers};

/// The most offices that a name is offered as.
const MOST_OFFICES: usize = 20;

#[derive(Template)]
#[template(path = "case/transfer.html")]
struct OfferPage {
    page: Page,
    id: Uuid,
    head: Head,
    kept: String,
    /// The offer that is under way.
    open: Option<OfferView>,
    /// Why the last one was sent back.
    returned: Option<OfferView>,
    /// Whether the file is closed.
    closed: bool,
    /// What somebody did with the file while this form was open, in `locales/`; else empty.
    overtaken: &'static str,
    revision: i32,
    to: View,
    /// The offices that the typed name can mean.
    offices: Vec<Choice>,
    office: View,
    reason: View,
    /// Whether the debtor chose this office instead of the near one.
    chosen: bool,
    confirmed: View,
    problems: Vec<(String, String)>,
}

/// An offer, ready to read.
struct OfferView {
    id: Uuid,
    office: String,
    when: String,
    who: String,
    reason: String,
    refusal: String,
}

/// `GET /office/cases/{id}/transfer`.
pub async fn show(
    mut officer: Officer,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let file = opened(&app, &mut tx, &officer, id).await?;
    let registration = registrations::find(&mut tx, &app.keys, file.file()).await?;
    let registration = registration.ok_or(Error::NotFound)?;
    let (typed, kept) = held::waiting(&app, &mut tx, &mut officer.page, id).await?;
    let asked = Asked { file: &file, registration: &registration, offices: &[] };
    let mut page = draw(&app, &mut tx, officer.page, &asked, &typed, &Problems::default()).await?;
    page.kept = kept;
    tx.commit().await?;
    Ok(ok(&page))
}

/// `POST /office/cases/{id}/transfer`: offers the file, or takes the offer back.
pub async fn save(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    OfficerForm { officer, fields }: OfficerForm,
) -> Result<Response, Error> {
    let here = officer.page.path.clone();
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let begun = both(&app, &mut tx, &officer, id).await;
    let takes_back = fields.has("take-back", "yes");
    let typed = if takes_back { &Fields::default() } else { &fields };
    let (mut tx, (mut file, registration)) =
        held::or_keep(&app, tx, &officer, id, typed, begun).await?;
    if takes_back {
        let theirs = fields.get("offer").parse().unwrap_or_default();
        if take_back(&app, &mut tx, &officer, &mut file, &registration, theirs).await? {
            tx.commit().await?;
            return Ok(see_other(&here));
        }
        let asked = Asked { file: &file, registration: &registration, offices: &[] };
        let (blank, none) = (Fields::default(), Problems::default());
        let page = draw(&app, &mut tx, officer.page, &asked, &blank, &none).await?;
        tx.commit().await?;
        return Ok(html(StatusCode::CONFLICT, &OfferPage { overtaken: "transfer-other", ..page }));
    }
    let (to, offices, mut problems) = office_named(&mut tx, &fields, &file.office_code).await?;
    if file.stage == Stage::Moving {
        let open = transfer::newest(&mut tx, &app.keys, file.file()).await?;
        let twice = |open: Transfer| {
            open.asked_by == officer.id && to.as_ref().is_some_and(|to| to.code == open.to)
        };
        if open.is_some_and(twice) {
            return Ok(see_other(&here)); // the same form sent twice
        }
    }
    let reason = clean_lines(fields.get("transfer-reason"), transfer::LONGEST);
    match &reason {
        Ok(reason) if reason.is_empty() => {
            problems.add("transfer-reason", "problem-transfer-reason");
        }
        Ok(_) => {}
        Err(problem) => note_text("transfer-reason", *problem, &mut problems),
    }
    if chosen(&app, &mut tx, &registration).await? && !fields.has("transfer-confirmed", "yes") {
        problems.add("transfer-confirmed", "problem-transfer-confirmed");
    }
    let overtaken = fields.get("revision") != file.revision.to_string();
    let possible = !overtaken && matches!(file.stage, Stage::Submitted | Stage::Accepted);
    let (Some(to), Ok(reason), true) = (to, reason, possible && problems.is_empty()) else {
        let asked = Asked { file: &file, registration: &registration, offices: &offices };
        let mut page = draw(&app, &mut tx, officer.page, &asked, &fields, &problems).await?;
        if overtaken && !page.closed {
            page.overtaken = "transfer-overtaken";
        }
        tx.commit().await?;
        let status = if possible { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::CONFLICT };
        return Ok(html(status, &page));
    };
    let offer = Transfer {
        id: Uuid::now_v7(),
        file: file.file(),
        from: file.office_code.clone(),
        to: to.code,
        reason,
        stage_before: file.stage,
        asked_by: officer.id,
        asked_at: now,
        accepted: None,
        decided_at: None,
        decided_by: None,
        refusal: None,
    };
    let before = file.bucket();
    file.stage = Stage::Moving;
    transfer::offer(&mut tx, &app.keys, &offer).await?;
    store::save(&mut tx, &before, &mut file).await?;
    let to = Some(offer.to.as_str());
    timeline::add(&mut tx, &registration, "offered", to, now).await?;
    audit::officer(&mut tx, officer.by(), file.file(), "transfer-offered", None, now).await?;
    forms::release_shown(&mut tx, id, &here, &officer).await?;
    tx.commit().await?;
    Ok(see_other(&here))
}

/// Ends an undecided offer; where it was decided already there is nothing to do. Gives whether it is the one that was
/// `seen`: another one, made meanwhile, stays.
async fn take_back(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    file: &mut CaseFile,
    registration: &Registration,
    seen: Uuid,
) -> Result<bool, Error> {
    let now = app.clock.now();
    let newest = transfer::newest(tx, &app.keys, file.file()).await?;
    let Some(offer) = newest.filter(|offer| offer.id == seen) else { return Ok(false) };
    let undecided =
        transfer::decide(tx, &app.keys, officer.by(), &offer, Decision::TakenBack, now).await?;
    if undecided {
        stays(tx, file, registration, &offer, now).await?;
        audit::officer(tx, officer.by(), file.file(), "transfer-taken-back", None, now).await?;
    }
    Ok(true)
}

/// Puts a file that was offered back where it was, and says so in the timeline.
pub(super) async fn stays(
    tx: &mut PgConnection,
    file: &mut CaseFile,
    registration: &Registration,
    offer: &Transfer,
    now: chrono::DateTime<chrono::Utc>,
) -> sqlx::Result<()> {
    let before = file.bucket();
    file.stage = offer.stage_before;
    store::save(tx, &before, file).await?;
    timeline::add(tx, registration, "stays", Some(&offer.from), now).await
}

/// The office that was typed as a code or a name or chosen from those found; else those found, and what is wrong.
async fn office_named(
    conn: &mut PgConnection,
    fields: &Fields,
    own: &str,
) -> Result<(Option<Office>, Vec<Office>, Problems), Error> {
    let mut problems = Problems::default();
    let typed = fields.get("transfer-to");
    let mut found = match office::find(conn, &ascii_digits(typed)).await? {
        Some(office) => vec![office],
        None => office::search(conn, typed).await?,
    };
    // One of those that the name can mean was picked. What was picked for another name counts no more.
    let picked = fields.get("transfer-office");
    if found.iter().any(|office| office.code == picked) {
        found.retain(|office| office.code == picked);
    }
    let asked_own = found.iter().any(|office| office.code == own);
    found.retain(|office| office.code != own);
    found.truncate(MOST_OFFICES);
    match found.len() {
        1 if !asked_own => return Ok((found.pop(), Vec::new(), problems)),
        0 if asked_own => problems.add("transfer-to", "problem-transfer-own"),
        0 if typed.is_empty() => problems.add("transfer-to", "problem-transfer-to"),
        0 => problems.add("transfer-to", "problem-transfer-none"),
        _ => problems.add("transfer-office", "problem-transfer-office"),
    }
    Ok((None, found, problems))
}

/// Whether the debtor chose the office that has the file, instead of the near one: for their safety, perhaps.
async fn chosen(
    app: &App,
    conn: &mut PgConnection,
    registration: &Registration,
) -> Result<bool, Error> {
    let version = registration.version;
    let found = version::find(conn, &app.keys, registration, version).await?;
    Ok(found.is_some_and(|(answers, _)| answers.page("office").get("office-choice") != "near"))
}

/// What the page of an offer is about.
struct Asked<'a> {
    file: &'a CaseFile,
    registration: &'a Registration,
    offices: &'a [Office],
}

async fn draw(
    app: &App,
    conn: &mut PgConnection,
    page: Page,
    asked: &Asked<'_>,
    typed: &Fields,
    problems: &Problems,
) -> Result<OfferPage, Error> {
    let file = asked.file;
    let newest = transfer::newest(conn, &app.keys, file.file()).await?;
    let here = newest.filter(|offer| offer.from == file.office_code);
    let (open, returned) = match here {
        Some(offer) if offer.accepted.is_none() => {
            (Some(view(app, conn, &page, offer).await?), None)
        }
        Some(offer) if offer.refusal.is_some() => {
            (None, Some(view(app, conn, &page, offer).await?))
        }
        _ => (None, None),
    };
    let option = |office: &Office| Choice {
        value: office.code.clone(),
        label: format!("{} {}", office.code, office.name(page.lang)),
        hint: String::new(),
    };
    let of = |name: &str| View::of(&page, typed, problems, name);
    Ok(OfferPage {
        id: file.registration_id,
        head: Head::of(&page, file),
        kept: String::new(),
        open,
        returned,
        closed: file.stage == Stage::Closed,
        overtaken: "",
        revision: file.revision,
        to: of("transfer-to"),
        offices: asked.offices.iter().map(option).collect(),
        office: of("transfer-office"),
        reason: of("transfer-reason"),
        chosen: chosen(app, conn, asked.registration).await?,
        confirmed: of("transfer-confirmed"),
        problems: problems.summary(&page),
        page,
    })
}

async fn view(
    app: &App,
    conn: &mut PgConnection,
    page: &Page,
    offer: Transfer,
) -> Result<OfferView, Error> {
    let names = officers::store::names(conn, &app.keys, &[offer.asked_by]).await?;
    let office = office::find(conn, &offer.to).await?;
    Ok(OfferView {
        id: offer.id,
        office: office.map_or(offer.to, |office| office.name(page.lang).to_owned()),
        when: clock::thai_date_time(offer.decided_at.unwrap_or(offer.asked_at), page.lang),
        who: names.get(&offer.asked_by).cloned().unwrap_or_default(),
        reason: offer.reason,
        refusal: offer.refusal.unwrap_or_default(),
    })
}
