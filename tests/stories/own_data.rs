//! Everybody may have a copy of what is kept about them, and read the notice they accepted.

use std::io::Write;
use std::process::{Command, Stdio};

use chrono::TimeDelta;
use plodnee::portal::privacy;
use plodnee::text;
use serde_json::Value;

use crate::app::TestApp;
use crate::people::{Browser, MALI, SOMMOT};
use crate::registration::{add_debt, answered, register};

async fn json(browser: &Browser) -> Value {
    let shown = browser.get("/registration/data.json").await;
    assert_eq!(shown.headers["content-type"], "application/json");
    serde_json::from_str(&shown.body).unwrap()
}

/// The text of a PDF without blanks, with SARA AM as two letters, as readers of PDF give it.
async fn pdf(browser: &Browser, language: &str) -> String {
    pdf_at(browser, "/registration/data.pdf", language).await
}

async fn pdf_at(browser: &Browser, address: &str, language: &str) -> String {
    browser.get(&format!("/language/{language}?back=/")).await;
    let bytes = browser.bytes(address).await;
    let mut reader = Command::new("pdftotext")
        .args(["-raw", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext is needed (Debian: apt-get install poppler-utils)");
    reader.stdin.take().unwrap().write_all(&bytes).unwrap();
    let text = String::from_utf8(reader.wait_with_output().unwrap().stdout).unwrap();
    text.split_whitespace().collect()
}

#[tokio::test]
async fn a_receipt_adds_up_what_is_known_and_never_says_nought_for_what_is_not() {
    let app = TestApp::start().await;
    let mali = answered(&app, MALI).await;
    let receipt = "/registration/receipt.pdf";
    let payments = "/registration/debts/1/payments";
    mali.fill(payments, &[("paid-how", "unknown")]).await;
    mali.send("/registration/check", "/registration/submit", &[]).await;
    let nothing = pdf_at(&mali, receipt, "en").await;
    assert!(nothing.contains("ClaimedinallAmountnotknown"), "{nothing}");
    mali.fill(payments, &[("paid-how", "unknown"), ("claimed", "50,000")]).await;
    mali.send("/registration/check", "/registration/submit", &[]).await;
    assert!(pdf_at(&mali, receipt, "en").await.contains("Claimedinall50,000baht"));
    add_debt(&mali, "เฮียเล้ง").await;
    mali.fill("/registration/debts/2/payments", &[("paid-how", "unknown")]).await;
    mali.send("/registration/check", "/registration/submit", &[]).await;
    let some = pdf_at(&mali, receipt, "en").await;
    assert!(some.contains("Claimedinall50,000baht(unknownfor1more)"), "{some}");
}

/// Somebody who registered, changed an answer without sending it, took it back, and registered in the next round.
async fn much_happened(app: &TestApp) -> Browser {
    let mali = register(app, MALI).await;
    mali.attach(&[("slip.pdf", b"%PDF-1.7 slip")]).await;
    mali.fill("/registration/debts/1/loan", &[("received", "39,000")]).await;
    mali.send("/registration/check", "/registration/submit", &[]).await;
    mali.fill("/registration/withdraw", &[("reason", "afraid"), ("reason-words", "He calls")])
        .await;
    app.next_campaign().await;
    mali.fill("/registration/start", &[("notice", "yes")]).await;
    mali.fill("/registration/form/contact", &[("line", "mali.new")]).await;
    let csrf = mali.open("/registration/form/safety").await.csrf();
    app.wait(TimeDelta::hours(2));
    let late = [("safe-word", "Lotus")];
    mali.send_with(&csrf, "/registration/form/safety", &late).await;
    app.signed_in(MALI).await
}

#[tokio::test]
async fn the_copy_for_a_machine_has_everything_of_every_round() {
    let app = TestApp::start().await;
    let data = json(&much_happened(&app).await).await;
    assert_eq!(data["identity"]["person"]["pid"], MALI);
    assert_eq!(data["identity"]["assurance_level"], data["identity"]["person"]["ial"]);
    assert_eq!(data["identity"]["first_signed_in_at"], "2026-11-22T03:00:00Z");
    assert_eq!(data["identity"]["last_signed_in_at"], "2026-11-22T05:00:00Z");

    let [new, old] = &data["registrations"].as_array().unwrap()[..] else { panic!("{data:#}") };
    assert_eq!((&new["state"], &new["channel"]), (&"draft".into(), &"online".into()));
    assert_eq!(new["answers"]["pages"]["contact"]["line"][0], "mali.new");
    assert_eq!(new["versions"], Value::Array(vec![]));
    assert_eq!(old["state"], "withdrawn");
    assert_eq!(old["office"]["code"], "4901");
    assert_eq!(old["campaign"]["name_en"], "Demonstration round");
    assert!(old["tracking_number"].as_str().unwrap().starts_with("PN-69-4901-"));
    assert_eq!(old["withdrawal_reason"], "afraid\nHe calls");
    assert_eq!(old["privacy_notice"], privacy::VERSION);
    let received = |version: usize| {
        &old["versions"][version]["answers"]["debts"][0]["pages"]["loan"]["received"][0]
    };
    assert_eq!((received(0), received(1)), (&"40k".into(), &"39,000".into()));
    let file = &old["files"][0];
    assert_eq!(
        (&file["name"], &file["media_type"]),
        (&"slip.pdf".into(), &"application/pdf".into())
    );
    assert_eq!(file["size_bytes"], 13);
    let kinds = |list: &Value, name: &str| -> Vec<String> {
        list.as_array().unwrap().iter().map(|one| one[name].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(kinds(&old["timeline"], "kind"), ["submitted", "completed", "withdrawn"]);
    assert_eq!(data["held_forms"][0]["page"], "/registration/form/safety");
    assert_eq!(data["held_forms"][0]["fields"]["safe-word"][0], "Lotus");
    let mut record = kinds(&data["record"], "action");
    record.dedup();
    assert_eq!(record.last().unwrap(), "downloaded", "also this copy");
    for action in ["signed-in", "begun", "saved", "submitted", "completed", "withdrawn"] {
        assert!(record.iter().any(|done| done == action), "{action}: {record:?}");
    }
    for action in record {
        assert!(text::has(text::Lang::Th, &format!("deed-{action}")), "no words for {action}");
    }
}

#[tokio::test]
async fn the_copy_to_read_says_the_same_in_both_languages() {
    let app = TestApp::start().await;
    let mali = much_happened(&app).await;
    let thai = pdf(&mali, "th").await;
    let english = pdf(&mali, "en").await;
    for text in [&thai, &english] {
        assert!(!text.contains('⟦'), "{text}");
        for said in [
            "1-9901-00000-01-1",
            "PN-69-4901-",
            "mali.new",
            "39,000",
            "40,000",
            "slip.pdf",
            "Lotus",
            "Hecalls",
        ] {
            assert!(text.contains(said), "{said} is not in {text}");
        }
    }
    for said in [
        "Registration:Demonstrationround",
        "Identityassurancelevel",
        "Firstsignedin22November2026,10:00",
        "Howitcame",
        "version1,22November2026",
        "version2,22November2026",
        "Answersnotsenttotheoffice",
        "application/pdf,1KB",
        "Whyitwaswithdrawn",
        "Formsyoupostedafterbeingsignedout",
        "You:Submittedforthefirsttime",
        "You:Downloadedacopyofthedata",
        &format!("Version{}", privacy::VERSION),
    ] {
        assert!(english.contains(said), "{said} is not in {english}");
    }
}

#[tokio::test]
async fn whoever_signed_in_and_went_no_further_gets_a_copy_too() {
    let app = TestApp::start().await;
    let sommot = app.signed_in(SOMMOT).await;
    let start = sommot.open("/registration").await;
    assert_eq!(start.path, "/registration/start");
    assert!(start.body.contains("/registration/data.json"));
    let data = json(&sommot).await;
    assert_eq!(data["identity"]["person"]["pid"], SOMMOT);
    assert_eq!(data["registrations"], Value::Array(vec![]));
    assert_eq!(data["record"][0]["action"], "signed-in");
    assert!(pdf(&sommot, "en").await.contains("Acopyofyourdata"));
    let stranger = app.browser();
    assert_eq!(stranger.get("/registration/data.json").await.status, 303);
}

#[tokio::test]
async fn every_version_of_the_notice_that_was_ever_accepted_stays_readable() {
    let app = TestApp::start().await;
    register(&app, MALI).await;
    let stored = sqlx::query_scalar!("select distinct notice_version from registration")
        .fetch_all(&app.app.db)
        .await
        .unwrap();
    assert_eq!(stored, [privacy::VERSION], "what is now shown is what is recorded");
    let browser = app.browser();
    for number in privacy::numbers() {
        let shown = browser.get(&format!("/privacy/{number}")).await;
        assert_eq!(shown.status, 200, "{number}");
        assert!(shown.text("main").contains(number), "{number}");
    }
    let current = browser.get("/privacy").await;
    assert!(current.text(".govuk-caption-l").contains(privacy::VERSION));
    for unknown in ["2568-9", "2569", "2569-1x"] {
        assert_eq!(browser.get(&format!("/privacy/{unknown}")).await.status, 404, "{unknown}");
    }
}
