//! Plodnee (ปลดหนี้) — registering informal debtors, and what follows.
//!
//! The subjects, in reading order. Each folder has `mod.rs` (what it is, its rules), `store.rs`
//! (its SQL) and `web.rs` or `web/` (its pages), as far as it needs them.

pub mod command;
pub mod config;
pub mod db;

pub mod clock;
pub mod money;
pub mod national_id;
pub mod seal;
pub mod text;

pub mod web;

pub mod area;
pub mod campaign;
pub mod identity;
pub mod office;
pub mod officer;
pub mod portal;
pub mod registration;

pub mod calculator;

pub mod case;

pub mod admin;
pub mod intake;
pub mod reference;

pub mod audit;
pub mod notice;

use std::sync::Arc;

/// What every handler works with. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub db: sqlx::PgPool,
    /// The time.
    pub clock: clock::Clock,
    /// What seals personal data and signs receipts.
    pub keys: Arc<seal::Keys>,
    /// The settings.
    pub settings: Arc<config::Settings>,
    /// How debtors prove who they are.
    pub thaid: Arc<identity::Thaid>,
}
