//! The control page (หน้าควบคุมระบบจำลอง): switches, keys and the cast, for trainers and browser stories.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde_json::Value;

use crate::html::page;
use crate::people::{PEOPLE, Person};
use crate::simulation::Simulation;
use crate::switches::{CATALOGUE, Switches};

#[derive(Template)]
#[template(path = "control.html")]
struct ControlPage<'a> {
    origin: &'a str,
    client_id: &'a str,
    redirect_uris: &'a [String],
    kid: String,
    areas: Vec<(&'static str, Vec<Row>)>,
    people: &'static [Person],
}

/// A switch and how it stands.
struct Row {
    name: &'static str,
    thai: &'static str,
    control: Control,
}

/// How a switch is shown.
enum Control {
    Check { on: bool },
    Number { value: i64 },
    Choice { options: Vec<(&'static str, bool)> },
}

/// `GET /simulator/`
pub(crate) async fn show(State(sim): State<Arc<Simulation>>) -> Response {
    let values = serde_json::to_value(sim.switches()).unwrap_or_default();
    let areas = CATALOGUE.iter().map(|(area, entries)| {
        let rows = entries.iter().map(|entry| Row {
            name: entry.name,
            thai: entry.thai,
            control: match &values[entry.name] {
                Value::String(chosen) => Control::Choice {
                    options: entry
                        .options
                        .iter()
                        .map(|option| (*option, option == chosen))
                        .collect(),
                },
                Value::Number(number) => {
                    Control::Number { value: number.as_i64().unwrap_or_default() }
                }
                value => Control::Check { on: value == true },
            },
        });
        (*area, rows.collect())
    });
    let control = ControlPage {
        origin: &sim.origin,
        client_id: &sim.settings.client_id,
        redirect_uris: &sim.settings.redirect_uris,
        kid: sim.keys().current().kid.clone(),
        areas: areas.collect(),
        people: PEOPLE,
    };
    page(StatusCode::OK, &control)
}

/// `POST /simulator/switches`: replaces all switches; a field left out is off.
pub(crate) async fn set(
    State(sim): State<Arc<Simulation>>,
    Form(wanted): Form<Switches>,
) -> Redirect {
    sim.change_switches(|switches| *switches = wanted);
    Redirect::to("/simulator/")
}

/// `POST /simulator/rotate`: signs with a new key from now on.
pub(crate) async fn rotate(State(sim): State<Arc<Simulation>>) -> Response {
    match sim.rotate_keys() {
        Ok(()) => Redirect::to("/simulator/").into_response(),
        Err(error) => {
            tracing::error!(%error, "the keys were not kept: {error}");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
