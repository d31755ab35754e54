//! จัดการระบบ — what the ministry's administrators keep: rounds of registration, what offices tell the public,
//! announcements, and the lists of areas and offices (`crate::reference`).
//!
//! One file a subject with its rules and SQL, and beside it in `web/` its page. Every change stands in the audit
//! trail, in the transaction that makes it.

pub mod announcements;
pub mod offices;
pub mod rounds;
pub mod web;
