//! What people do with the service, told over HTTP against a real PostgreSQL and the ThaiD simulator.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]
#![expect(missing_docs, reason = "the stories are the documentation")]

#[path = "stories/app.rs"]
mod app;
#[path = "stories/database.rs"]
mod database;
#[path = "stories/people.rs"]
mod people;

#[path = "stories/faults.rs"]
mod faults;
#[path = "stories/privacy.rs"]
mod privacy;
#[path = "stories/registration.rs"]
mod registration;
