//! The receipt of a registration (หลักฐานการลงทะเบียน) that a debtor keeps.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{Error, Lang, Row, render};

/// What a receipt says. Strings are printed as they come: dates, amounts and names are the caller's.
#[derive(Serialize)]
pub struct Receipt {
    /// The language of the labels.
    pub lang: Lang,
    /// The moment written into the file's properties; the same moment gives the same bytes.
    #[serde(skip)]
    pub made_at: DateTime<Utc>,
    /// The authority that runs the service, at the head of the page.
    pub issuer: String,
    /// The tracking number, in Latin letters and digits because people type it.
    pub tracking_number: String,
    /// The debtor's name, whole or masked.
    pub debtor: String,
    /// When the registration was received, in words (Buddhist Era in Thai).
    pub received: String,
    /// The campaign's name.
    pub campaign: String,
    /// The office that takes the registration in hand.
    pub office: String,
    /// How it came: online, or at an office.
    pub channel: String,
    /// The debts in the order the debtor told them.
    pub debts: Vec<Debt>,
    /// Totals such as the amounts claimed and received.
    pub totals: Vec<Row>,
    /// What happens next, one step each.
    pub next: Vec<String>,
    /// The address that verifies this receipt; the QR code opens it.
    pub verify_url: String,
    /// The short form of the signature, to compare by eye with the page that verifies.
    pub fingerprint: String,
}

/// One line of the receipt's table of debts.
#[derive(Serialize)]
pub struct Debt {
    /// The creditor as the debtor knows them: a name, an alias, an app.
    pub creditor: String,
    /// The amount, with its unit.
    pub amount: String,
    /// How ready the debt is for mediation.
    pub readiness: String,
}

/// Makes the receipt as PDF/A-2a and PDF/UA-1.
pub fn receipt(receipt: &Receipt) -> Result<Vec<u8>, Error> {
    render::pdf(render::Template::Receipt, receipt, Some(&receipt.verify_url), receipt.made_at)
}
