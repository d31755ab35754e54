//! บันทึกแผ่นกรอก — everything typed is kept, right or wrong; what somebody else changed meanwhile is not overwritten
//! without being seen.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use sqlx::PgConnection;
use uuid::Uuid;

use super::sheet::{Areas, Drawn, Sheet, draw, merge};
use super::{Opened, locked, overtaken, recorded, visit};
use crate::App;
use crate::registration::MOST_DEBTS;
use crate::registration::store as registrations;
use crate::registration::web::{debts, places, save::tidy};
use crate::web::form::{Fields, Problems};
use crate::web::kept::release_shown;
use crate::web::{Error, Officer, OfficerForm, Page, html, see_other, unprocessable};

/// What the pressed button wants, beside keeping what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Press {
    /// Go on, if nothing is wrong: to the first debt, or to the check.
    Next,
    /// The same, to another debt.
    Another,
    /// Stay at a part of the sheet, and say nothing of problems: other areas, more rows, or a draft, which is of no part.
    Stay(&'static str),
    /// Forget the form that waited here.
    Discard,
    /// The debt is gone: make it a new one.
    AsNew,
}

impl Press {
    fn take(fields: &mut Fields) -> Press {
        let mut pressed = |name: &str| !fields.take(name).is_empty();
        let [discard, as_new, another] = ["discard", "as-new", "another"].map(&mut pressed);
        let stay = [("areas", "#part-district"), ("more", "#part-payments"), ("draft", "")]
            .map(|(button, part)| pressed(button).then_some(part));
        match (discard, as_new, stay.into_iter().flatten().next(), another) {
            (true, ..) => Press::Discard,
            (_, true, ..) => Press::AsNew,
            (_, _, Some(part), _) => Press::Stay(part),
            (.., true) => Press::Another,
            _ => Press::Next,
        }
    }
}

/// `POST /office/intake/{id}`.
pub async fn own(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    OfficerForm { officer, fields }: OfficerForm,
) -> Result<Response, Error> {
    save(&app, &officer, Sheet { id, debt: 0 }, fields).await
}

/// `POST /office/intake/{id}/debts/{number}`.
pub async fn debt(
    State(app): State<App>,
    Path((id, debt)): Path<(Uuid, i16)>,
    OfficerForm { officer, fields }: OfficerForm,
) -> Result<Response, Error> {
    save(&app, &officer, Sheet { id, debt }, fields).await
}

async fn save(
    app: &App,
    officer: &Officer,
    mut sheet: Sheet,
    mut fields: Fields,
) -> Result<Response, Error> {
    let typed_at = sheet.address();
    let mut tx = app.db.begin().await?;
    let begun = locked(app, &mut tx, officer, sheet.id).await;
    let waits = (sheet.id, typed_at.as_str());
    let (mut tx, mut opened) = visit::or_keep(app, tx, officer, waits, &fields, begun).await?;
    let press = Press::take(&mut fields);
    if press == Press::Discard {
        release_shown(&mut tx, sheet.id, &typed_at, officer).await?;
        tx.commit().await?;
        return Ok(see_other(&typed_at));
    }
    if sheet.debt != 0 && opened.registration.draft.debt(sheet.debt).is_none() {
        let number = match press {
            Press::AsNew => add_debt(app, &mut tx, officer, &mut opened).await?,
            _ => None,
        };
        let Some(number) = number else {
            let drawn = Drawn {
                typed: fields,
                seen: vec![],
                problems: full(&opened, press),
                kept: String::new(),
            };
            recorded(app, &mut tx, officer, &opened, "looked").await?;
            let page = draw(app, &mut tx, officer, &opened, sheet, drawn).await?;
            tx.commit().await?;
            return Ok(unprocessable(&page));
        };
        sheet.debt = number;
        fields.retain(|name| !name.starts_with("seen-"));
        sheet
            .seen(app, &opened.registration.draft)
            .into_iter()
            .for_each(|(name, seen)| fields.set(&name, seen));
    }
    if let Some(page) =
        overtaken::resolve(app, &mut tx, officer, &opened, sheet, &mut fields).await?
    {
        recorded(app, &mut tx, officer, &opened, "looked").await?;
        tx.commit().await?;
        return Ok(unprocessable(&page));
    }
    let problems = keep(app, &mut tx, officer, &mut opened, sheet, &fields).await?;
    release_shown(&mut tx, sheet.id, &typed_at, officer).await?;
    if !matches!(press, Press::Stay(_)) && !problems.is_empty() {
        let draft = &opened.registration.draft;
        let drawn =
            Drawn { typed: fields, seen: sheet.seen(app, draft), problems, kept: String::new() };
        let page = draw(app, &mut tx, officer, &opened, sheet, drawn).await?;
        tx.commit().await?;
        return Ok(unprocessable(&page));
    }
    let next = match press {
        Press::Stay(part) => format!("{}{part}", sheet.address()),
        Press::Another => next_debt(app, &mut tx, officer, &mut opened).await?,
        _ if sheet.debt == 0 && opened.registration.draft.debts.is_empty() => {
            next_debt(app, &mut tx, officer, &mut opened).await?
        }
        _ => format!("/office/intake/{}/check", sheet.id),
    };
    tx.commit().await?;
    Ok(see_other(&next))
}

/// Keeps the parts that differ from what is there; gives everything wrong with the sheet.
async fn keep(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    opened: &mut Opened,
    sheet: Sheet,
    fields: &Fields,
) -> Result<Problems, Error> {
    let before = opened.registration.draft.clone();
    for (spec, mut part) in sheet.split(fields) {
        tidy(spec, &mut part);
        if before.answers(sheet.debt, spec.key).as_ref() != Some(&part) {
            opened.registration.draft.keep(sheet.debt, spec.key, part);
        }
    }
    // The officer has seen the address that was proposed, and let it stand.
    opened.registration.draft.address_proposed &= sheet.debt != 0;
    let areas = Areas::read(tx, &officer.page, sheet, fields).await?;
    let mut problems = Problems::default();
    for spec in sheet.pages() {
        let draft = &mut opened.registration.draft;
        let mut part = draft.answers(sheet.debt, spec.key).unwrap_or_default();
        let mut found = sheet.check(app, draft, spec, &part);
        if sheet.debt == 0 {
            places::check(tx, spec.key, areas.of(spec.key), draft, &mut part, &mut found).await?;
            draft.pages.insert(spec.key.to_owned(), part); // its postal code may be filled in now
        }
        merge(&mut problems, &found);
    }
    if opened.registration.draft != before {
        registrations::save_draft(tx, &app.keys, &opened.registration, app.clock.now()).await?;
        recorded(app, tx, officer, opened, "saved").await?;
    }
    Ok(problems)
}

/// `POST /office/intake/{id}/debts`: another debt, from the list.
pub async fn another(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    OfficerForm { officer, .. }: OfficerForm,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let mut opened = locked(&app, &mut tx, &officer, id).await?;
    let next = next_debt(&app, &mut tx, &officer, &mut opened).await?;
    tx.commit().await?;
    Ok(see_other(&next))
}

/// `POST /office/intake/{id}/debts/{number}/remove`. Removing what is gone is no error; what somebody else has changed
/// meanwhile is looked at first.
pub async fn remove(
    State(app): State<App>,
    Path((id, number)): Path<(Uuid, i16)>,
    OfficerForm { officer, fields }: OfficerForm,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let mut opened = locked(&app, &mut tx, &officer, id).await?;
    let draft = &opened.registration.draft;
    let sheet = Sheet { id, debt: number };
    let seen = sheet.seen(&app, draft);
    if draft.debt(number).is_some() && seen.iter().any(|(name, seen)| fields.get(name) != seen) {
        let mut problems = Problems::default();
        problems.add("creditor-kind", "problem-debt-changed");
        let drawn = Drawn { typed: sheet.stored(draft), seen, problems, kept: String::new() };
        recorded(&app, &mut tx, &officer, &opened, "looked").await?;
        let page = Officer {
            page: Page { address: sheet.address(), kept_token: String::new(), ..officer.page },
            ..officer
        };
        let page = draw(&app, &mut tx, &page, &opened, sheet, drawn).await?;
        tx.commit().await?;
        return Ok(html(StatusCode::CONFLICT, &page));
    }
    if opened.registration.draft.remove_debt(number) {
        registrations::save_draft(&mut tx, &app.keys, &opened.registration, app.clock.now())
            .await?;
        recorded(&app, &mut tx, &officer, &opened, "debt-removed").await?;
        tx.commit().await?;
    }
    Ok(see_other(&format!("/office/intake/{id}#debts")))
}

/// The sheet of a debt that nobody has filled in yet: one that is there, so that a second press adds none, or a new
/// one. Where there are as many as a request takes, the check says so.
async fn next_debt(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    opened: &mut Opened,
) -> Result<String, Error> {
    let id = opened.registration.id;
    let blank = opened.registration.draft.debts.iter().find(|debt| debt.pages.is_empty());
    let number = match blank.map(|debt| debt.number) {
        Some(number) => Some(number),
        None => add_debt(app, tx, officer, opened).await?,
    };
    Ok(number.map_or_else(
        || format!("/office/intake/{id}/check"),
        |number| Sheet { id, debt: number }.address(),
    ))
}

async fn add_debt(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    opened: &mut Opened,
) -> Result<Option<i16>, Error> {
    let number = opened.registration.draft.add_debt();
    if number.is_some() {
        registrations::save_draft(tx, &app.keys, &opened.registration, app.clock.now()).await?;
        recorded(app, tx, officer, opened, "debt-added").await?;
    }
    Ok(number)
}

/// Why what was typed of a debt that is gone did not become a new one.
fn full(opened: &Opened, press: Press) -> Problems {
    let full = press == Press::AsNew && opened.registration.draft.debts.len() >= MOST_DEBTS;
    if full { debts::full("as-new") } else { Problems::default() }
}
