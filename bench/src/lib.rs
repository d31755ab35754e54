//! What the load programs share.

pub mod demo;
