//! The files that are opened: real registrations, sent and worked on through the service.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use bench::walk::Walker;
use plodnee::national_id::CitizenNumber;
use plodnee::seal::Keys;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use crate::officer::{Officers, Who};

/// How many they are. Each page of a file asks for one after the other.
const FILES: usize = 6;

/// A file that officers open.
pub(crate) struct Opened {
    /// Which registration.
    pub(crate) id: Uuid,
    /// Whose.
    pub(crate) debtor: Uuid,
    /// Their citizen number.
    pub(crate) number: String,
}

/// Registers debtors and does with each file what an office does. Everybody has then said what they open it for, and
/// the intake officer has it as their own work.
pub(crate) async fn register(
    origin: &str,
    db: &mut PgConnection,
    keys: &Keys,
    officers: &Officers,
) -> Result<Vec<Opened>> {
    let mut files = Vec::with_capacity(FILES);
    for n in 0..FILES {
        let walker = Walker::new(origin, n)?.fill_in().await?.submit().await?;
        files.push(on_desk(db, keys, walker.number).await?);
    }
    for file in &files {
        work(officers, file.id).await?;
    }
    // All of them have the sandbox's name and birth date. A file that is like one other is the common case.
    sqlx::raw_sql(
        "delete from case_duplicate d where exists (select from case_duplicate e
             where e.registration_id = d.registration_id and e.other_registration_id < d.other_registration_id)",
    )
    .execute(db)
    .await?;
    Ok(files)
}

/// The file of a debtor, as soon as the worker has put it on its office's desk.
#[expect(clippy::disallowed_methods, reason = "the seed is no query of the service")]
async fn on_desk(db: &mut PgConnection, keys: &Keys, number: String) -> Result<Opened> {
    let debtor = keys.debtor_id(&CitizenNumber::parse(&number).ok().context("a citizen number")?);
    for _ in 0..100 {
        let found = sqlx::query("select registration_id from case_file where debtor_id = $1");
        if let Some(row) = found.bind(debtor).fetch_optional(&mut *db).await? {
            return Ok(Opened { id: row.get("registration_id"), debtor, number });
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    bail!("a registration did not come to its desk")
}

/// Accepts a file, calls twice, writes twice, corrects an answer and keeps a balance.
async fn work(officers: &Officers, id: Uuid) -> Result<()> {
    let file = format!("/office/cases/{id}");
    let page = |name: &str| format!("{file}/{name}");
    for who in [Who::Intake, Who::Head, Who::Province] {
        let (look, purpose) = (page("look"), [("purpose", "work")]);
        officers.get(who).fill_in(&look, &look, &purpose).await?;
    }
    let officer = officers.get(Who::Intake);
    officer.fill_in(&file, &page("accept"), &[]).await?;
    for _ in 0..2 {
        let call = [
            ("call-result", "partly"),
            ("call-words", "ลูกหนี้จะหาชื่อเต็มของเจ้าหนี้และเลขบัญชีที่เคยโอนให้"),
            ("outside-hours", "yes"),
        ];
        officer.fill_in(&page("calls"), &page("calls"), &call).await?;
        let message = [("message", "กรุณานำสำเนาสัญญาหรือสลิปโอนเงินมาในวันนัด หากมี")];
        officer.fill_in(&page("messages"), &page("messages"), &message).await?;
    }
    let contact = page("answers/0/contact");
    let corrected =
        [("phone", "081-234-5678"), ("line", "bench-2"), ("correction-reason", "ลูกหนี้แจ้งทางโทรศัพท์")];
    officer.fill_in(&contact, &contact, &corrected).await?;
    let balance = page("debts/1/balance");
    officer.fill_in(&balance, &balance, &[("method", "at-ceiling")]).await
}
