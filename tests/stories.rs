//! What people do with the service, told over HTTP against a real PostgreSQL and the ThaiD simulator.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

#[path = "stories/app.rs"]
mod app;
#[path = "stories/database.rs"]
mod database;
#[path = "stories/log.rs"]
mod log;
#[path = "stories/people.rs"]
mod people;

#[path = "stories/faults.rs"]
mod faults;
#[path = "stories/portal.rs"]
mod portal;
#[path = "stories/privacy.rs"]
mod privacy;
#[path = "stories/registration.rs"]
mod registration;
#[path = "stories/sign_in.rs"]
mod sign_in;
