//! Saving a page of the form (บันทึกหน้าของแบบ): kept with its problems, or held where it cannot be saved now.

use axum::http::StatusCode;
use axum::response::Response;
use sqlx::PgConnection;

use super::fields::filled_rows;
use super::form::{FormPage, SEEN, check_page, draw};
use super::step::{Hurdle, Step};
use super::summary::{self, Names};
use super::withdraw::give_back;
use super::{begin_first, debts, places};
use crate::registration::form::compare::{self, differing};
use crate::registration::form::{Field, Kind, PageSpec};
use crate::registration::{Registration, store};
use crate::text;
use crate::web::form::{self, Choice, Fields, Posted, Problems};
use crate::web::{Debtor, Error, html, see_other, unprocessable};
use crate::{App, audit};

/// Saves a page of the debtor's own answers (`debt` 0) or of a debt, and leads on.
pub(super) async fn save_page(
    app: &App,
    Posted { debtor, mut fields }: Posted,
    debt: i16,
    spec: &'static PageSpec,
) -> Result<Response, Error> {
    let to_check = fields.take("then").iter().any(|then| then == "check");
    let seen = fields.take(SEEN).pop().unwrap_or_default();
    let [more, resume, as_new] =
        ["more", "resume", "as-new"].map(|button| !fields.take(button).is_empty());
    fields.retain(|name| spec.owns(name));
    tidy(spec, &mut fields);

    let mut tx = app.db.begin().await?;
    let found = store::lock(&mut tx, &app.keys, debtor.id).await?;
    let mut registration = found.ok_or_else(begin_first)?;
    if resume {
        give_back(app, &mut tx, &mut registration).await?;
    }
    let mut step = Step { debt, spec, to_check, seen, hurdle: Hurdle::of(&registration, debt) };
    let adopted = as_new && step.hurdle == Some(Hurdle::Gone);
    if adopted {
        adopt(app, &mut tx, &mut registration, &mut step, &fields).await?;
    }
    let choices = places::choices(&mut tx, &debtor.page, spec.key, &registration.draft).await;
    let choices = match (step.hurdle, choices) {
        (None, Ok(choices)) => choices,
        (None, Err(error)) => {
            hold(app, &mut tx, &debtor, &step, &fields).await?;
            tx.commit().await?;
            return Err(step.lacking(error));
        }
        (Some(hurdle), choices) => {
            hold(app, &mut tx, &debtor, &step, &fields).await?;
            tx.commit().await?;
            let problems = if adopted { debts::full("as-new") } else { Problems::default() };
            let words = hurdle.words();
            let choices = choices.unwrap_or_default();
            let page = draw(debtor.page, &step, &registration, &fields, &problems, &choices, words);
            return Ok(unprocessable(&page));
        }
    };
    if !adopted
        && let Some(page) =
            overtaken(app, &mut tx, &debtor, &mut step, &registration, &mut fields, &choices)
                .await?
    {
        tx.commit().await?;
        return Ok(html(StatusCode::CONFLICT, &page));
    }
    let mut problems = check_page(app, &registration, &step, &fields);
    places::check(&mut tx, spec.key, &choices, &registration.draft, &mut fields, &mut problems)
        .await?;
    // What is far too long is shown again, to be shortened, but not kept.
    if fields.fit() {
        keep(app, &mut tx, &mut registration, &step, &fields).await?;
        form::release(&mut tx, debtor.id, &debtor.page.path).await?;
        tx.commit().await?;
        step.see(app, &registration);
    } else if problems.is_empty() {
        return Err(Error::TooLarge);
    }
    if !problems.is_empty() {
        let page = draw(debtor.page, &step, &registration, &fields, &problems, &choices, "");
        return Ok(unprocessable(&page));
    }
    Ok(see_other(&match registration.draft.debt(step.debt) {
        _ if more => format!("{}#payment-date-{}", step.here(), filled_rows("payment", &fields)),
        Some(debt) if adopted => debts::address(debt),
        _ => step.next(),
    }))
}

/// Asks, where answers of the page were saved since the form was drawn: by an officer at the counter, or by the debtor on
/// another device. Gives the page again, with what was typed, what was left blank as it is saved, and both values in
/// words. A page on which nothing was changed leaves what is saved.
async fn overtaken(
    app: &App,
    tx: &mut PgConnection,
    debtor: &Debtor,
    step: &mut Step,
    registration: &Registration,
    fields: &mut Fields,
    choices: &[Choice],
) -> Result<Option<FormPage>, Error> {
    let saved = registration.draft.answers(step.debt, step.spec.key).unwrap_or_default();
    let drawn = std::mem::take(&mut step.seen);
    step.see(app, registration);
    if drawn.is_empty() || drawn == step.seen {
        return Ok(None);
    }
    if step.digest(app, registration.id, fields) == drawn {
        *fields = saved;
        return Ok(None);
    }
    let mut differing = differing(step.spec, &saved, fields);
    // A blank postal code is filled in when the page is saved.
    differing.retain(|field| field.name != "postal-code" || !fields.get(field.name).is_empty());
    if differing.is_empty() {
        return Ok(None);
    }
    let now = std::mem::replace(&mut step.seen, drawn);
    hold(app, tx, debtor, step, fields).await?;
    step.seen = now;
    let page = &debtor.page;
    let names = Names::read(tx, page, std::iter::once(&saved)).await?;
    let today = app.clock.today();
    let in_words = |field: &&Field| {
        let label = page.t(&format!("field-{}", field.name));
        (label, summary::value(page, field, &saved, &names, today))
    };
    let saved_now = differing.iter().map(in_words).collect();
    for field in differing {
        let mut typed = compare::part(field, fields);
        typed.drop_blank();
        if typed.is_blank() {
            compare::take(field, &saved, fields);
        }
    }
    let problems = check_page(app, registration, step, fields);
    let page = debtor.page.clone();
    let mut page = draw(page, step, registration, fields, &problems, choices, "form-overtaken");
    page.saved = saved_now;
    Ok(Some(page))
}

/// Turns a page of a debt that is gone into the first page of a new debt, if there is room for one.
async fn adopt(
    app: &App,
    tx: &mut PgConnection,
    registration: &mut Registration,
    step: &mut Step,
    fields: &Fields,
) -> Result<(), Error> {
    let before = registration.draft.debts.len();
    let Some(number) = registration.draft.adopt(step.spec.key, fields) else { return Ok(()) };
    (step.debt, step.hurdle) = (number, None);
    if registration.draft.debts.len() > before {
        let now = app.clock.now();
        store::save_draft(tx, &app.keys, registration, now).await?;
        audit::debtor(tx, registration.debtor_id, "debt-added", Some(registration.id), now).await?;
    }
    Ok(())
}

/// Holds a page that cannot be saved now, with where it leads; the same address shows it again.
async fn hold(
    app: &App,
    tx: &mut PgConnection,
    debtor: &Debtor,
    step: &Step,
    fields: &Fields,
) -> Result<(), Error> {
    if fields.is_blank() || !fields.fit() {
        return Ok(());
    }
    let mut fields = fields.clone();
    if step.to_check {
        fields.set("then", "check");
    }
    fields.set(SEEN, step.seen.as_str());
    form::hold(app, tx, debtor.id, &debtor.page.path, &fields).await
}

/// Keeps the answers of a page where they differ from those that are there.
async fn keep(
    app: &App,
    tx: &mut PgConnection,
    registration: &mut Registration,
    step: &Step,
    fields: &Fields,
) -> Result<(), Error> {
    let key = step.spec.key;
    if key == "district" {
        registration.draft.move_to(fields.get("district"));
    }
    let before = registration.draft.answers(step.debt, key);
    if before.as_ref() != Some(fields) {
        registration.draft.keep(step.debt, key, fields.clone());
        let now = app.clock.now();
        store::save_draft(tx, &app.keys, registration, now).await?;
        audit::debtor(tx, registration.debtor_id, "saved", Some(registration.id), now).await?;
    }
    Ok(())
}

/// Texts are kept clean of what cannot be seen; one that cannot be kept stays as typed, to be mended.
pub(crate) fn tidy(spec: &PageSpec, fields: &mut Fields) {
    for field in spec.fields {
        let clean = match field.kind {
            Kind::Line(most) => text::clean_line(fields.get(field.name), most),
            Kind::Lines(most) => text::clean_lines(fields.get(field.name), most),
            _ => continue,
        };
        if let Ok(clean) = clean {
            fields.set(field.name, clean);
        }
    }
}
