//! What the simulator does, over HTTP: its faithful behaviour, every switch, its pages, its program.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails the test it helps")]

mod faithful;
mod pages;
mod program;
mod rp;
mod switches;
