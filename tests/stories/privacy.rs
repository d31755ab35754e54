//! Nobody sees what is not theirs, and nothing personal lies about.

use plodnee::web::{Who, table};
use reqwest::Client;
use reqwest::redirect::Policy;

use crate::app::TestApp;
use crate::log::Log;
use crate::people::{MALI, SOMMOT};
use crate::registration::register;

/// What Mali typed, or ThaiD said of her.
const SECRETS: [&str; 9] =
    [MALI, "มะลิ", "ทดสอบดี", "081-234-5678", "0812345678", "mali.t", "ดอกบัว", "เจ๊หมวย", "99/9 หมู่ 9"];

#[tokio::test]
async fn a_whole_registration_leaves_nothing_personal_in_the_log_or_readable_in_the_database() {
    let (log, guard) = Log::listen("trace");
    let app = TestApp::start().await;
    let mali = register(&app, MALI).await;
    mali.attach(&[("สลิปของมะลิ.pdf", b"%PDF-1.7 slip")]).await;
    mali.fill("/registration/withdraw", &[("reason", "other"), ("reason-words", "เจ๊หมวยขู่")]).await;
    app.run_notices().await;

    drop(guard);
    let log = log.text();
    let ours = log.lines().filter(|line| line.contains("plodnee") || line.contains("sqlx"));
    let ours = ours.collect::<Vec<_>>().join("\n");
    assert!(ours.contains("submitted to office 4901"), "the log is a log");
    let dump = app.dump().await;
    assert!(dump.contains("4901"), "the dump is a dump");
    for secret in SECRETS {
        assert!(!ours.contains(secret), "in the log: {secret}");
        assert!(!dump.contains(secret), "readable in the database: {secret}");
        let hex = data_encoding::HEXLOWER.encode(secret.as_bytes());
        assert!(!dump.contains(&hex), "as bytes in the database: {secret}");
    }
}

#[tokio::test]
async fn every_address_of_a_debtor_sends_a_stranger_to_sign_in_and_refuses_a_forged_form() {
    let app = TestApp::start().await;
    let origin = app.browser().origin;
    let stranger = Client::builder().redirect(Policy::none()).build().unwrap();
    let mali = register(&app, MALI).await;
    for entry in table().entries.iter().filter(|entry| entry.who == Who::Debtor) {
        let path = entry
            .path
            .replace("{page}", if entry.path.contains("debts") { "loan" } else { "contact" })
            .replace("{number}", "1")
            .replace("{version}", "1")
            .replace("{id}", "01900000-0000-7000-8000-000000000000");
        let address = format!("{origin}{path}");
        let asked = match entry.method {
            "POST" => stranger.post(&address).form(&[("csrf", "x")]),
            _ => stranger.get(&address),
        };
        let answer = asked.send().await.unwrap();
        assert_eq!(answer.status(), 303, "{} {path}", entry.method);
        let to = answer.headers()["location"].to_str().unwrap();
        assert!(to.starts_with("/register?"), "{} {path} leads to {to}", entry.method);
        if entry.method == "POST" && !path.ends_with("attachments") {
            let forged = mali.send_with("not-the-token", &path, &[("phone", "1")]).await;
            assert_eq!(forged.status, 403, "{path}");
        }
    }
}

#[tokio::test]
async fn a_form_posted_from_another_site_is_refused_before_anything_is_read() {
    let app = TestApp::start().await;
    let address = format!("{}/sign-in", app.browser().origin);
    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    for (header, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let posted = client.post(&address).header(header, value).body("purpose=citizen");
        assert_eq!(posted.send().await.unwrap().status(), 403, "{header}");
    }
}

#[tokio::test]
async fn a_debtor_sees_only_their_own_registration() {
    let app = TestApp::start().await;
    let mali = register(&app, MALI).await;
    let number = mali.open("/registration/receipt").await.text(".tracking");
    let other = app.signed_in(SOMMOT).await;
    other.fill("/registration/start", &[("notice", "yes")]).await;
    for path in ["/registration", "/registration/check", "/registration/debts"] {
        let shown = other.open(path).await;
        assert!(!shown.body.contains(&number) && !shown.body.contains("หมวย"), "{path}");
    }
    assert_eq!(other.open("/registration/versions/1").await.status, 404);
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_protect_its_reader() {
    let app = TestApp::start().await;
    let mali = register(&app, MALI).await;
    for path in ["/", "/registration", "/nowhere", "/registration/receipt.pdf"] {
        let shown = mali.get(path).await;
        let header = |name: &str| shown.headers[name].to_str().unwrap().to_owned();
        assert!(header("content-security-policy").starts_with("default-src 'none'"), "{path}");
        assert_eq!(header("cache-control"), "no-store", "{path}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(header("x-frame-options"), "DENY", "{path}");
    }
}

#[tokio::test]
async fn what_a_debtor_does_is_recorded_with_it() {
    let app = TestApp::start().await;
    let mali = register(&app, MALI).await;
    mali.get("/registration/data.json").await;
    mali.fill("/registration/withdraw", &[("reason", "unsaid")]).await;
    let actions = sqlx::query_scalar!("select action from audit order by audit_id")
        .fetch_all(&app.app.db)
        .await
        .unwrap();
    let mut actions = actions;
    actions.dedup();
    let expected = [
        "signed-in",
        "begun",
        "saved",
        "debt-added",
        "saved",
        "submitted",
        "downloaded",
        "withdrawn",
    ];
    assert_eq!(actions, expected);
}

#[tokio::test]
async fn leaving_in_a_hurry_ends_the_session() {
    let app = TestApp::start().await;
    let mali = register(&app, MALI).await;
    let exit = mali.get("/exit").await;
    assert_eq!(exit.headers["location"], "https://www.tmd.go.th/");
    assert_eq!(mali.get("/registration").await.status, 303);
}

/// docs/decisions/0002: a table of a debtor can be placed by `debtor_id`.
#[tokio::test]
async fn every_table_of_a_debtor_has_the_debtor_in_each_key() {
    let app = TestApp::start().await;
    // By the token, the number, the office and the hash.
    let placed_otherwise = ["session", "tracking_number", "case_file", "case_key"];
    let bad = sqlx::query_scalar!(
        r#"select format('%s.%s', c.relname, k.conname) as "name!"
           from pg_constraint k
           join pg_class c on c.oid = k.conrelid
           join pg_attribute owner on owner.attrelid = c.oid and owner.attname = 'debtor_id'
           where k.contype in ('p', 'u', 'f') and not owner.attnum = any (k.conkey)
             and not (k.contype = 'f' and k.confrelid in
                 (select oid from pg_class
                  where relname in ('campaign', 'office', 'officer', 'appointment')))
             and not c.relname = any ($1)"#,
        &placed_otherwise.map(String::from)[..]
    )
    .fetch_all(&app.app.db)
    .await
    .unwrap();
    assert_eq!(bad, Vec::<String>::new());
    let indexed = sqlx::query_scalar!(
        r#"select c.relname::text as "name!" from pg_index i
           join pg_class c on c.oid = i.indrelid
           join pg_attribute owner on owner.attrelid = c.oid and owner.attname = 'debtor_id'
           where i.indisunique and not owner.attnum = any (i.indkey::int2[]) and not c.relname = any ($1)"#,
        &placed_otherwise.map(String::from)[..]
    )
    .fetch_all(&app.app.db)
    .await
    .unwrap();
    assert_eq!(indexed, Vec::<String>::new());
}
