//! What the load programs share.

pub mod demo;
pub mod walk;
