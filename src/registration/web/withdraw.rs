//! Taking a registration back, and thinking better of it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use sqlx::PgConnection;

use super::{locked, mine};
use crate::registration::form::{Kind, PageSpec, check, pages};
use crate::registration::{Registration, State as Stage, store};
use crate::web::form::{self, Choice, Fields, Posted, Problems, View};
use crate::web::{Debtor, Error, Page, ok, see_other, unprocessable};
use crate::{App, audit};

use super::fields::option;

#[derive(Template)]
#[template(path = "registration/withdraw.html")]
struct Withdraw {
    page: Page,
    reason: View,
    options: Vec<Choice>,
    words: View,
    problems: Vec<(String, String)>,
}

/// `GET /registration/withdraw`.
pub async fn ask(debtor: Debtor, State(app): State<App>) -> Result<Response, Error> {
    let mut conn = app.db.acquire().await?;
    let registration = mine(&app, &mut conn, debtor.id).await?;
    if registration.state != Stage::Submitted {
        return Ok(see_other("/registration"));
    }
    drop(conn);
    let typed = form::held(&app, debtor.id, &debtor.page.path).await?.unwrap_or_default();
    Ok(ok(&draw(debtor.page, &typed, &Problems::default())))
}

/// `POST /registration/withdraw`: with a reason. Twice is once.
pub async fn withdraw(State(app): State<App>, posted: Posted) -> Result<Response, Error> {
    let Posted { debtor, fields } = posted;
    let reasons = pages::WITHDRAWAL;
    let mut problems = check::check(reasons, &fields, app.clock.today());
    if problems.is_empty() && fields.get("reason").is_empty() {
        problems.add("reason", "problem-choose");
    }
    if !problems.is_empty() {
        return Ok(unprocessable(&draw(debtor.page, &fields, &problems)));
    }
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let registration = locked(&app, &mut tx, debtor.id).await?;
    if registration.state == Stage::Submitted {
        let reason = format!("{}\n{}", fields.get("reason"), fields.get("reason-words"));
        store::withdraw(&mut tx, &app.keys, &registration, &reason, now).await?;
        form::release(&mut tx, debtor.id, &debtor.page.path).await?;
        audit::debtor(&mut tx, debtor.id, "withdrawn", Some(registration.id), now).await?;
        tx.commit().await?;
    }
    Ok(see_other("/registration"))
}

/// `POST /registration/resume`: a withdrawn registration goes back to its office as it was last sent.
pub async fn resume(
    State(app): State<App>,
    Posted { debtor, .. }: Posted,
) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    if let Some(mut registration) = store::lock(&mut tx, &app.keys, debtor.id).await? {
        give_back(&app, &mut tx, &mut registration).await?;
        tx.commit().await?;
    }
    Ok(see_other("/registration"))
}

/// Gives a registration back to its office, so that it can be changed again, where it is withdrawn.
pub(super) async fn give_back(
    app: &App,
    tx: &mut PgConnection,
    registration: &mut Registration,
) -> Result<(), Error> {
    if registration.state == Stage::Withdrawn {
        let now = app.clock.now();
        store::resume(tx, registration, None, now).await?;
        audit::debtor(tx, registration.debtor_id, "resumed", Some(registration.id), now).await?;
        registration.state = Stage::Submitted;
    }
    Ok(())
}

fn draw(page: Page, fields: &Fields, problems: &Problems) -> Withdraw {
    let reasons: &PageSpec = pages::WITHDRAWAL;
    let options = match reasons.fields[0].kind {
        Kind::One(options) => options,
        _ => &[],
    };
    Withdraw {
        reason: View::of(&page, fields, problems, "reason"),
        options: options.iter().map(|value| option(&page, "reason", value)).collect(),
        words: View::of(&page, fields, problems, "reason-words"),
        problems: problems.summary(&page),
        page,
    }
}
