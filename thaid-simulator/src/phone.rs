//! The phone mock-up (โทรศัพท์จำลอง): PIN, consent, PIN again, as in the ThaiD app.
//!
//! On the screen where the sign-in began, it ends at the callback. Opened in a second window
//! (`elsewhere`), it ends with a word, and the QR page in the first window goes on by itself.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::html::{FINISHED, SILENT, page};
use crate::pages::{Action, answered};
use crate::people::{self, PEOPLE, Person};
use crate::scopes::{self, Scope};
use crate::simulation::Simulation;
use crate::transaction::{Decision, Stage, Transaction};

#[derive(Template)]
#[template(path = "phone.html")]
struct PhonePage<'a> {
    transaction: &'a Transaction,
    client_id: &'a str,
    screen: Screen,
    problem: Option<&'static str>,
    elsewhere: bool,
}

/// What the phone shows.
enum Screen {
    /// Whose phone it is.
    Choose(&'static [Person]),
    /// The PIN that unlocks the app.
    Unlock(&'static Person),
    /// The relying party and the data it asks for.
    Consent(&'static Person, Vec<&'static Scope>),
    /// The PIN again.
    Confirm(&'static Person),
}

/// Whose phone, and in which window.
#[derive(Deserialize)]
pub(crate) struct Opened {
    #[serde(default)]
    pid: String,
    #[serde(default)]
    elsewhere: bool,
}

/// `GET /phone/{txID}/`
pub(crate) async fn show(
    State(sim): State<Arc<Simulation>>,
    Path(id): Path<String>,
    Query(opened): Query<Opened>,
) -> Response {
    screen(&sim, &id, &opened.pid, opened.elsewhere, None)
}

fn screen(
    sim: &Simulation,
    id: &str,
    pid: &str,
    elsewhere: bool,
    problem: Option<&'static str>,
) -> Response {
    let transaction = match sim.transaction(id) {
        Ok(transaction) => transaction,
        Err(gone) => return gone.page(),
    };
    let choose = Screen::Choose(PEOPLE);
    let screen = match &transaction.stage {
        Stage::Waiting => people::find(pid).map_or(choose, Screen::Unlock),
        Stage::Unlocked(pid) => people::find(pid).map_or(choose, |person| {
            let names = transaction.request.scopes.iter();
            Screen::Consent(person, names.filter_map(|name| scopes::find(name)).collect())
        }),
        Stage::Consented(pid) => people::find(pid).map_or(choose, Screen::Confirm),
        Stage::Silent => return page(StatusCode::OK, &SILENT),
        Stage::Answered(_) => return page(StatusCode::OK, &FINISHED),
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let client_id = &sim.settings.client_id;
    page(status, &PhonePage { transaction: &transaction, client_id, screen, problem, elsewhere })
}

/// A PIN, and whose.
#[derive(Deserialize)]
pub(crate) struct PinForm {
    #[serde(default)]
    pid: String,
    #[serde(default)]
    pin: String,
    #[serde(default)]
    elsewhere: bool,
}

/// `POST /phone/{txID}/unlock/`
pub(crate) async fn unlock(
    State(sim): State<Arc<Simulation>>,
    Path(id): Path<String>,
    Form(form): Form<PinForm>,
) -> Response {
    let waiting = sim.transaction(&id).is_ok_and(|tx| tx.stage == Stage::Waiting);
    if let Some(person) = people::find(&form.pid).filter(|_| waiting) {
        if let Err(problem) = check_pin(person, &form.pin) {
            return screen(&sim, &id, &form.pid, form.elsewhere, Some(problem));
        }
        sim.advance(&id, Stage::Unlocked(form.pid));
    }
    next(&id, form.elsewhere)
}

/// The answer to the consent question.
#[derive(Deserialize)]
pub(crate) struct ConsentForm {
    action: Action,
    #[serde(default)]
    elsewhere: bool,
}

/// `POST /phone/{txID}/consent/`
pub(crate) async fn consent(
    State(sim): State<Arc<Simulation>>,
    Path(id): Path<String>,
    Form(form): Form<ConsentForm>,
) -> Response {
    if form.action == Action::Decline {
        return finish(&sim, &id, Decision::Decline, form.elsewhere);
    }
    if let Ok(Transaction { stage: Stage::Unlocked(pid), .. }) = sim.transaction(&id) {
        sim.advance(&id, Stage::Consented(pid));
    }
    next(&id, form.elsewhere)
}

/// `POST /phone/{txID}/confirm/`
pub(crate) async fn confirm(
    State(sim): State<Arc<Simulation>>,
    Path(id): Path<String>,
    Form(form): Form<PinForm>,
) -> Response {
    let Ok(Transaction { stage: Stage::Consented(pid), .. }) = sim.transaction(&id) else {
        return next(&id, form.elsewhere);
    };
    let Some(person) = people::find(&pid) else { return next(&id, form.elsewhere) };
    match check_pin(person, &form.pin) {
        Ok(()) => finish(&sim, &id, Decision::Approve(&pid), form.elsewhere),
        Err(problem) => screen(&sim, &id, &pid, form.elsewhere, Some(problem)),
    }
}

fn finish(sim: &Simulation, id: &str, decision: Decision<'_>, elsewhere: bool) -> Response {
    if !elsewhere {
        return answered(sim, id, decision);
    }
    match sim.answer(id, decision) {
        Ok(Stage::Answered(_)) => page(StatusCode::OK, &FINISHED),
        Ok(_) => page(StatusCode::OK, &SILENT),
        Err(gone) => gone.page(),
    }
}

/// Shows the next screen by a `GET`, so that going back and reloading do no harm.
fn next(id: &str, elsewhere: bool) -> Response {
    let query = if elsewhere { "?elsewhere=true" } else { "" };
    Redirect::to(&format!("/phone/{id}/{query}")).into_response()
}

/// Why the app refuses a PIN.
fn check_pin(person: &Person, pin: &str) -> Result<(), &'static str> {
    if pin.len() != 8 || !pin.bytes().all(|byte| byte.is_ascii_digit()) {
        Err("กรอกรหัสผ่านเป็นตัวเลข 8 หลัก (Enter 8 digits)")
    } else if has_run(pin) {
        Err("รหัสผ่านต้องไม่มีเลขเรียงหรือเลขซ้ำ เช่น 1234 หรือ 1111 (No runs or repeats)")
    } else if pin != person.pin {
        Err("รหัสผ่านไม่ถูกต้อง ดูรหัสของบุคคลสมมติด้านล่าง (Wrong PIN)")
    } else {
        Ok(())
    }
}

/// Whether four digits in a row are equal, or rise or fall by one, as ThaiD forbids for a PIN.
pub(crate) fn has_run(pin: &str) -> bool {
    let digits: Vec<i16> = pin.bytes().map(i16::from).collect();
    digits.windows(4).any(|four| {
        [0, 1, -1].iter().any(|step| four.windows(2).all(|pair| pair[1] - pair[0] == *step))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_and_repeats_are_found() {
        let cases = [
            ("12349075", true),
            ("90754321", true),
            ("90111172", true),
            ("24681357", false),
            ("12312312", false),
        ];
        for (pin, run) in cases {
            assert_eq!(has_run(pin), run, "{pin}");
        }
    }
}
