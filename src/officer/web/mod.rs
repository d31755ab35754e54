//! The officers' own pages: the entrance, the choice of an appointment, who is appointed, and what they did.

pub mod appointment;
pub mod ask;
pub mod choose;
pub mod entrance;
pub mod figures;
pub mod grant;
pub mod people;
pub mod trail;
pub(crate) mod words;
