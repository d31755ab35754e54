//! The receipt, on screen and as PDF, and the page on which anyone can check one.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres};

use super::{debts, mine};
use crate::App;
use crate::identity::store as people;
use crate::money::Satang;
use crate::registration::readiness::missing;
use crate::registration::receipt::Receipt;
use crate::registration::tracking::TrackingNumber;
use crate::registration::{Draft, Registration, Submitted, version};
use crate::web::{Debtor, Error, Page, download, ok};
use crate::{campaign, clock, office, registration};

#[derive(Template)]
#[template(path = "registration/receipt.html")]
struct ReceiptPage {
    page: Page,
    receipt: Shown,
}

/// A receipt as a page shows it.
pub(crate) struct Shown {
    pub(crate) number: String,
    pub(crate) office: String,
    pub(crate) at: String,
    pub(crate) debts: usize,
    pub(crate) ready: usize,
    /// Where its QR code leads.
    pub(crate) verify: String,
    pub(crate) fingerprint: String,
}

#[derive(Template)]
#[template(path = "registration/verify.html")]
struct Verify {
    page: Page,
    typed: String,
    /// What a genuine receipt says, as rows.
    rows: Option<Vec<(String, String)>>,
    asked: bool,
    /// Whether what was typed is a tracking number, which alone proves nothing.
    number_only: bool,
}

/// `GET /registration/receipt`.
pub async fn show(debtor: Debtor, State(app): State<App>) -> Result<Response, Error> {
    let mut conn = app.db.acquire().await?;
    let registration = mine(&app, &mut conn, debtor.id).await?;
    let receipt = shown(&app, &mut conn, &debtor.page, &registration).await?;
    Ok(ok(&ReceiptPage { page: debtor.page, receipt }))
}

/// The receipt for the answers that the office now sees.
pub(crate) async fn shown(
    app: &App,
    conn: &mut PgConnection,
    page: &Page,
    registration: &Registration,
) -> Result<Shown, Error> {
    let (submitted, sent, receipt) = signed(app, conn, registration).await?;
    let token = receipt.sign(&app.keys);
    let today = app.clock.today();
    let ready = sent.debts.iter().filter(|debt| missing(&sent, debt, today).is_empty());
    let office = office::find(conn, &submitted.office_code).await?.ok_or(Error::NotFound)?;
    Ok(Shown {
        number: submitted.tracking_number.clone(),
        office: office.name(page.lang).to_owned(),
        at: clock::thai_date_time(receipt.at, page.lang),
        ready: ready.count(),
        debts: receipt.debts,
        fingerprint: Receipt::fingerprint(&token),
        verify: format!("/verify/{token}"),
    })
}

/// `GET /registration/receipt.pdf`.
pub async fn pdf(debtor: Debtor, State(app): State<App>) -> Result<Response, Error> {
    let mut conn = app.db.acquire().await?;
    let registration = mine(&app, &mut conn, debtor.id).await?;
    typeset(&app, conn, &debtor.page, &registration).await
}

/// The same receipt as a PDF. The connection goes back before the page is laid out.
pub(crate) async fn typeset(
    app: &App,
    mut conn: PoolConnection<Postgres>,
    page: &Page,
    registration: &Registration,
) -> Result<Response, Error> {
    let (submitted, sent, receipt) = signed(app, &mut conn, registration).await?;
    let person = people::person(&mut conn, &app.keys, registration.debtor_id).await?;
    let office = office::find(&mut conn, &submitted.office_code).await?.ok_or(Error::NotFound)?;
    let campaign = campaign::store::get(&mut conn, registration.campaign_id).await?;
    drop(conn);
    let token = receipt.sign(&app.keys);
    let debts = debts::views(page, &sent, app.clock.today());
    let line = |debt: debts::DebtView| documents::Debt {
        creditor: debt.name,
        amount: debt.amount,
        readiness: match debt.missing.len() {
            0 => page.t("readiness-ready"),
            count => page.t1("readiness-missing", "count", count),
        },
    };
    let document = documents::Receipt {
        lang: page.document_language(),
        made_at: receipt.at,
        issuer: page.issuer(),
        tracking_number: receipt.tracking_number.clone(),
        debtor: person.names.full(),
        received: page.official(&clock::thai_date_time(receipt.at, page.lang)),
        campaign: campaign.name(page.lang).to_owned(),
        office: office.name(page.lang).to_owned(),
        channel: page.t(&format!("channel-{}", registration.channel)),
        debts: debts.into_iter().map(line).collect(),
        totals: totals(page, &sent, app),
        next: ["receipt-next-1", "receipt-next-2", "receipt-next-3", "receipt-next-4"]
            .map(|key| page.t(key))
            .to_vec(),
        verify_url: absolute(app, &format!("verify/{token}")),
        fingerprint: Receipt::fingerprint(&token),
    };
    // Laying out a page takes a while of one core; others are not to wait for it.
    let bytes = tokio::task::spawn_blocking(move || documents::receipt(&document)).await??;
    Ok(download("application/pdf", &format!("{}.pdf", receipt.tracking_number), bytes))
}

fn totals(page: &Page, sent: &Draft, app: &App) -> Vec<documents::Row> {
    let today = app.clock.today();
    let row = |key: &str, of: fn(registration::Amounts) -> Option<Satang>| {
        let known: Vec<Satang> =
            sent.debts.iter().filter_map(|debt| of(debt.amounts(today))).collect();
        let unknown = sent.debts.len() - known.len();
        let sum = Satang::checked_sum(known.iter().copied()).map(Satang::baht);
        let value = match sum.filter(|_| !known.is_empty()) {
            None => page.t("amount-unknown"),
            Some(sum) if unknown == 0 => page.t1("amount-baht", "amount", sum),
            Some(sum) => page.t2("receipt-total-some", "amount", sum, "count", unknown),
        };
        documents::Row { label: page.t(key), value }
    };
    vec![
        row("receipt-total-received", |amounts| amounts.received),
        row("receipt-total-claimed", |amounts| amounts.claimed),
    ]
}

/// `GET /verify?receipt=…`: for typing or pasting what a receipt says.
pub async fn ask(
    page: Page,
    State(app): State<App>,
    Query(query): Query<Asked>,
) -> Result<Response, Error> {
    verify_page(&app, page, query.receipt.trim()).await
}

/// What was typed on the verification page.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    receipt: String,
}

/// `GET /verify/{receipt}`: where a receipt's QR code leads. Says what the receipt says, and names nobody.
pub async fn verify(
    page: Page,
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    verify_page(&app, page, &token).await
}

async fn verify_page(app: &App, page: Page, typed: &str) -> Result<Response, Error> {
    // A whole address pasted from a receipt is taken apart.
    let token = typed.rsplit("/verify/").next().unwrap_or(typed);
    let rows = match Receipt::verify(token, &app.keys) {
        None => None,
        Some(receipt) => {
            let mut conn = app.db.acquire().await?;
            let office = office::find(&mut conn, &receipt.office_code).await?;
            let office = office.map_or(receipt.office_code, |o| o.name(page.lang).to_owned());
            Some(vec![
                (page.t("receipt-number"), receipt.tracking_number),
                (page.t("receipt-at"), clock::thai_date_time(receipt.at, page.lang)),
                (page.t("receipt-office"), office),
                (page.t("receipt-debts"), receipt.debts.to_string()),
                (page.t("receipt-version"), receipt.version.to_string()),
                (page.t("receipt-fingerprint"), Receipt::fingerprint(token)),
            ])
        }
    };
    Ok(ok(&Verify {
        asked: !typed.is_empty(),
        number_only: rows.is_none() && TrackingNumber::parse(typed).is_ok(),
        typed: typed.chars().take(400).collect(),
        rows,
        page,
    }))
}

/// The answers that the office now sees, and the receipt for them; whoever has not submitted yet is sent to theirs.
async fn signed<'r>(
    app: &App,
    conn: &mut PgConnection,
    registration: &'r Registration,
) -> Result<(&'r Submitted, Draft, Receipt), Error> {
    let Some(submitted) = &registration.submitted else {
        return Err(Error::Elsewhere("/registration/check".into()));
    };
    let version = registration.version;
    let found = version::find(conn, &app.keys, registration, version).await?;
    let (sent, at) = found.ok_or(Error::NotFound)?;
    let receipt = Receipt {
        tracking_number: submitted.tracking_number.clone(),
        version,
        office_code: submitted.office_code.clone(),
        debts: sent.debts.len(),
        at,
    };
    Ok((submitted, sent, receipt))
}

fn absolute(app: &App, path: &str) -> String {
    format!("{}/{path}", app.settings.base_url.origin().ascii_serialization())
}
