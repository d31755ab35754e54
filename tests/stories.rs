//! What people do with the service, told over HTTP against a real PostgreSQL and the ThaiD simulator.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

#[path = "routes.rs"]
mod routes;

#[path = "stories/app.rs"]
mod app;
#[path = "stories/database.rs"]
mod database;
#[path = "stories/log.rs"]
mod log;
#[path = "stories/people.rs"]
mod people;

#[path = "stories/administration.rs"]
mod administration;
#[path = "stories/appointments.rs"]
mod appointments;
#[path = "stories/calculator.rs"]
mod calculator;
#[path = "stories/commands.rs"]
mod commands;
#[path = "stories/corrections.rs"]
mod corrections;
#[path = "stories/desk.rs"]
mod desk;
#[path = "stories/faults.rs"]
mod faults;
#[path = "stories/follow_up.rs"]
mod follow_up;
#[path = "stories/intake.rs"]
mod intake;
#[path = "stories/kept_forms.rs"]
mod kept_forms;
#[path = "stories/nothing_lost.rs"]
mod nothing_lost;
#[path = "stories/officers.rs"]
mod officers;
#[path = "stories/own_data.rs"]
mod own_data;
#[path = "stories/portal.rs"]
mod portal;
#[path = "stories/privacy.rs"]
mod privacy;
#[path = "stories/registration.rs"]
mod registration;
#[path = "stories/setup.rs"]
mod setup;
#[path = "stories/sign_in.rs"]
mod sign_in;
#[path = "stories/trail.rs"]
mod trail;
#[path = "stories/transfers.rs"]
mod transfers;
