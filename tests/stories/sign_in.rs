//! Signing in with ThaiD, as far as the service answers for it: docs/thaid.md §10. What the client makes of ThaiD's own
//! faults stands beside it, in `src/identity/tests`.

use chrono::TimeDelta;
use reqwest::StatusCode;
use thaid_simulator::Switches;
use url::Url;

use crate::app::TestApp;
use crate::log::Log;
use crate::people::{Browser, MALI, Shown};

const CITIZEN: &[(&str, &str)] = &[("purpose", "citizen"), ("back", "/registration/start")];

/// Starts in a browser and answers at ThaiD; gives the callback's address.
async fn to_the_callback(app: &TestApp, browser: &Browser) -> String {
    let authorize = browser.start_sign_in(CITIZEN).await.leads_to().unwrap();
    let thaid = app.simulator.origin();
    browser.answer_thaid(thaid, &authorize, MALI, "approve").await.expect("ThaiD leads back")
}

/// Signs in at a ThaiD with a switch set; gives the page where it ends.
async fn ends_at(switch: impl FnOnce(&mut Switches)) -> Shown {
    let app = TestApp::start_with(|settings| settings.thaid.timeout_seconds = 1).await;
    app.simulator.switches(switch);
    let browser = app.browser();
    let callback = to_the_callback(&app, &browser).await;
    let shown = browser.open(&callback).await;
    assert!(!shown.path.contains("code="), "{}", shown.path);
    assert!(!is_signed_in(&browser).await);
    shown
}

async fn is_signed_in(browser: &Browser) -> bool {
    let start = browser.get("/registration/start").await;
    !start.leads_to().is_some_and(|to| to.starts_with("/register?"))
}

fn query(address: &str, name: &str) -> String {
    let url = Url::parse("http://host/").unwrap().join(address).unwrap();
    url.query_pairs().find(|(key, _)| key == name).map(|(_, v)| v.into_owned()).unwrap_or_default()
}

fn cookies(shown: &Shown) -> Vec<String> {
    let set = shown.headers.get_all("set-cookie").iter();
    set.map(|cookie| cookie.to_str().unwrap().to_owned()).collect()
}

// §10.1

#[tokio::test]
async fn a_sign_in_starts_by_post_only() {
    let browser = TestApp::start().await.browser();
    assert_eq!(browser.get("/sign-in").await.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(browser.start_sign_in(CITIZEN).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn state_and_nonce_are_random_and_the_state_is_kept_only_as_a_hash() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let first = browser.start_sign_in(CITIZEN).await.leads_to().unwrap();
    let second = browser.start_sign_in(CITIZEN).await.leads_to().unwrap();
    for name in ["state", "nonce", "code_challenge"] {
        assert_ne!(query(&first, name), query(&second, name));
        assert!(query(&first, name).len() >= 43, "256 bits in base64url");
    }
    let rows = sqlx::query!("select s::text as row, purpose, return_path, nonce from sign_in s");
    let rows = rows.fetch_all(&app.app.db).await.unwrap();
    assert_eq!(rows.len(), 2);
    let hex = |text: &str| data_encoding::HEXLOWER.encode(text.as_bytes());
    for row in rows {
        assert_eq!(
            (row.purpose.as_str(), row.return_path.as_deref()),
            ("citizen", Some("/registration/start"))
        );
        let kept = row.row.unwrap();
        for state in [query(&first, "state"), query(&second, "state")] {
            assert!(!kept.contains(&state) && !kept.contains(&hex(&state)));
        }
    }
}

#[tokio::test]
async fn a_sign_in_is_bound_to_its_browser_by_a_cookie_that_only_https_carries() {
    let app =
        TestApp::start_with(|s| s.base_url = "https://debt.example.go.th".parse().unwrap()).await;
    let cookies = cookies(&app.browser().start_sign_in(CITIZEN).await);
    assert_eq!(cookies.len(), 1);
    let (name, rest) = cookies[0].split_once('=').unwrap();
    assert_eq!(name, "__Host-sign-in");
    assert_eq!(
        rest.split_once(';').unwrap().1,
        " Path=/; HttpOnly; SameSite=Lax; Max-Age=900; Secure"
    );
}

#[tokio::test]
async fn a_browser_keeps_the_cookie_of_a_session_as_long_as_a_late_form_finds_its_owner() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let authorize = browser.start_sign_in(CITIZEN).await.leads_to().unwrap();
    let thaid = app.simulator.origin();
    let callback = browser.answer_thaid(thaid, &authorize, MALI, "approve").await.unwrap();
    let set = cookies(&browser.get(&callback).await);
    let session = set.iter().find(|cookie| cookie.starts_with("session=")).unwrap();
    let (eight_hours, a_day) = (8 * 60 * 60, 24 * 60 * 60);
    assert!(session.contains(&format!("Max-Age={}", eight_hours + a_day)), "{session}");
}

#[tokio::test]
async fn someone_has_fifteen_minutes_to_come_back() {
    for (minutes, signed_in) in [(14, true), (15, false)] {
        let app = TestApp::start().await;
        let browser = app.browser();
        let authorize = browser.start_sign_in(CITIZEN).await.leads_to().unwrap();
        app.wait(TimeDelta::minutes(minutes));
        let thaid = app.simulator.origin();
        let callback = browser.answer_thaid(thaid, &authorize, MALI, "approve").await.unwrap();
        browser.open(&callback).await;
        assert_eq!(is_signed_in(&browser).await, signed_in, "after {minutes} minutes");
    }
}

#[tokio::test]
async fn only_pages_of_ours_are_returned_to() {
    let app = TestApp::start().await;
    for (back, lands) in [
        ("/registration/start", "/registration/start"),
        ("https://evil.example/", "/registration"),
        ("//evil.example", "/registration"),
        ("/\\evil.example", "/registration"),
    ] {
        let browser = app.browser();
        let authorize = browser.start_sign_in(&[("back", back)]).await.leads_to().unwrap();
        let thaid = app.simulator.origin();
        let callback = browser.answer_thaid(thaid, &authorize, MALI, "approve").await.unwrap();
        let answer = browser.get(&callback).await;
        assert_eq!(answer.leads_to().as_deref(), Some(lands), "{back}");
    }
}

// §10.2

#[tokio::test]
async fn the_redirect_uri_is_configured_and_never_taken_from_the_host_asked_for() {
    let app =
        TestApp::start_with(|s| s.base_url = "https://debt.example.go.th".parse().unwrap()).await;
    let authorize = app.browser().start_sign_in(CITIZEN).await.leads_to().unwrap();
    let registered = "https://debt.example.go.th/auth/thaid/callback";
    assert_eq!(query(&authorize, "redirect_uri"), registered);
}

// §10.3

#[tokio::test]
async fn a_second_arrival_of_the_same_callback_changes_nothing() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let callback = to_the_callback(&app, &browser).await;
    assert_eq!(browser.get(&callback).await.leads_to().as_deref(), Some("/registration/start"));
    let again = browser.get(&callback).await;
    assert_eq!(again.leads_to().as_deref(), Some("/registration"));
    assert_eq!(cookies(&again), Vec::<String>::new());
    assert!(is_signed_in(&browser).await);
}

#[tokio::test]
async fn a_callback_in_another_browser_signs_nobody_in_and_spends_the_state() {
    let app = TestApp::start().await;
    let (browser, other) = (app.browser(), app.browser());
    let callback = to_the_callback(&app, &browser).await;
    let shown = other.open(&callback).await;
    assert_eq!(shown.path, "/sign-in/again");
    insta::assert_snapshot!(shown.text("h1"), @"โปรดเริ่มเข้าสู่ระบบใหม่");
    assert!(!is_signed_in(&other).await);
    assert_eq!(browser.open(&callback).await.path, "/sign-in/again");
    assert!(!is_signed_in(&browser).await);
}

#[tokio::test]
async fn another_person_cannot_be_signed_in_by_a_link_to_a_callback() {
    let app = TestApp::start().await;
    let (attacker, victim) = (app.browser(), app.browser());
    let link = to_the_callback(&app, &attacker).await;
    victim.start_sign_in(CITIZEN).await;
    assert_eq!(victim.open(&link).await.path, "/sign-in/again");
    assert!(!is_signed_in(&victim).await);
}

#[tokio::test]
async fn a_callback_with_a_missing_or_altered_state_starts_again() {
    assert_eq!(ends_at(|s| s.drop_state = true).await.path, "/sign-in/again");
    assert_eq!(ends_at(|s| s.alter_state = true).await.path, "/sign-in/again");
    let browser = TestApp::start().await.browser();
    for hostile in ["", "?code=x", "?state=%00&code=x", "?error=user_denied", "?state=a&state=b"] {
        let shown = browser.open(&format!("/auth/thaid/callback{hostile}")).await;
        assert_eq!(shown.path, "/sign-in/again", "{hostile}");
    }
}

#[tokio::test]
async fn someone_who_declines_reads_that_it_is_fine_and_what_else_there_is() {
    let shown = ends_at(|s| s.decline = true).await;
    assert_eq!(query(&shown.path, "back"), "/registration/start");
    insta::assert_snapshot!(shown.text("main h1, main p"), @r"
    ท่านเลือกไม่ยินยอมในแอป ThaiD
    ระบบจึงไม่ได้รับข้อมูลใดของท่าน และท่านยังไม่ได้เข้าสู่ระบบ
    หากกดพลาด ท่านเริ่มใหม่ได้ทันที การลงทะเบียนออนไลน์ต้องยืนยันตัวตนด้วยแอป ThaiD เท่านั้น หากไม่ต้องการใช้แอป ท่านลงทะเบียนที่หน่วยรับลงทะเบียนได้
    ท่านลงทะเบียนได้ที่ที่ว่าการอำเภอ สำนักงานเขต หรือศูนย์ดำรงธรรมจังหวัด โดยไม่ต้องใช้แอป ค้นหาหน่วยที่ใกล้ท่าน
    ");
}

#[tokio::test]
async fn someone_who_never_comes_back_can_start_again() {
    let app = TestApp::start().await;
    app.simulator.switches(|s| s.never_answer = true);
    let browser = app.browser();
    let authorize = browser.start_sign_in(CITIZEN).await.leads_to().unwrap();
    let thaid = app.simulator.origin();
    assert_eq!(browser.answer_thaid(thaid, &authorize, MALI, "approve").await, None);
    app.simulator.switches(|s| s.never_answer = false);
    browser.sign_in(thaid, MALI, "/registration/start").await;
    assert!(is_signed_in(&browser).await);
}

// §10.4 to §10.7: the page where each kind of fault ends.

#[tokio::test]
async fn an_answer_that_is_not_accepted_ends_at_a_page_with_a_number_and_no_reason() {
    for switch in [
        (|s| s.wrong_signature = true) as fn(&mut Switches),
        |s| s.no_id_token = true,
        |s| s.wrong_nonce = true,
        |s| s.bad_pid = true,
        |s| s.expired_code = true,
    ] {
        let shown = ends_at(switch).await;
        assert!(shown.path.starts_with("/sign-in/failed?"), "{}", shown.path);
        let number = query(&shown.path, "number");
        assert_eq!(shown.text("main strong"), number);
        assert_eq!(number.len(), 8);
        for reason in ["token", "nonce", "pid", "1990"] {
            assert!(!shown.text("main").contains(reason), "{reason}");
        }
    }
}

#[tokio::test]
async fn a_thaid_that_is_slow_or_broken_ends_at_an_honest_page_with_the_way_to_an_office() {
    for switch in [(|s| s.non_json_502 = true) as fn(&mut Switches), |s| s.token_delay_ms = 3000] {
        let shown = ends_at(switch).await;
        assert!(shown.path.starts_with("/sign-in/unavailable?"), "{}", shown.path);
        insta::allow_duplicates! {
            insta::assert_snapshot!(shown.text("main h1, main p, main .govuk-inset-text"), @r"
            ขณะนี้ติดต่อระบบ ThaiD ไม่ได้
            ระบบ ThaiD ของกรมการปกครองไม่ตอบ หรือตอบช้าเกินไป ไม่ใช่ความผิดของท่าน
            โปรดรอสักครู่แล้วลองอีกครั้ง หากเร่งด่วน ท่านไปที่หน่วยรับลงทะเบียนพร้อมบัตรประชาชนได้ในเวลาราชการ
            ข้อมูลที่ท่านบันทึกไว้ไม่สูญหาย เมื่อเข้าสู่ระบบแล้ว ท่านทำต่อจากเดิมได้ จากเครื่องใดก็ได้
            ท่านลงทะเบียนได้ที่ที่ว่าการอำเภอ สำนักงานเขต หรือศูนย์ดำรงธรรมจังหวัด โดยไม่ต้องใช้แอป ค้นหาหน่วยที่ใกล้ท่าน
            ");
        }
    }
}

#[tokio::test]
async fn nobody_is_sent_to_a_thaid_that_does_not_answer() {
    let app = TestApp::start().await;
    let browser = app.browser();
    app.simulator.stop().await;
    let started = browser.start_sign_in(CITIZEN).await;
    let page = started.leads_to().unwrap();
    assert_eq!(page, "/sign-in/unavailable?purpose=citizen&back=%2Fregistration%2Fstart");
    assert_eq!(browser.open(&page).await.value("back"), "/registration/start");
}

#[tokio::test]
async fn the_pages_where_a_sign_in_ends_say_nothing_that_came_in_their_address() {
    let browser = TestApp::start().await.browser();
    let shown = browser.open("/sign-in/failed?number=call-0812345678&back=//evil.example").await;
    assert_eq!(shown.value("back"), "");
    assert!(!shown.text("main").contains("call") && !shown.body.contains("evil.example"));
    assert_eq!(browser.open("/sign-in/elsewhere").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_officer_without_an_appointment_is_proved_but_not_admitted() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let authorize = browser.start_sign_in(&[("purpose", "officer")]).await.leads_to().unwrap();
    assert!(!query(&authorize, "scope").contains("address"));
    let thaid = app.simulator.origin();
    let callback = browser.answer_thaid(thaid, &authorize, "3990100000157", "approve").await;
    let shown = browser.open(&callback.unwrap()).await;
    assert_eq!(shown.path, "/office/appointments?unit=");
    assert!(shown.text("main").contains("ยังไม่มีการแต่งตั้งใด"), "{}", shown.text("main"));
    assert_eq!(browser.get("/office/desk").await.leads_to().unwrap(), "/office/appointments");
    assert!(!is_signed_in(&browser).await);
    let wrong = browser.start_sign_in(&[("purpose", "governor")]).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
}

// §10.8

#[tokio::test]
async fn every_sign_in_makes_a_new_session_and_ends_the_one_before() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let mut tokens = Vec::new();
    for _ in 0..2 {
        let callback = to_the_callback(&app, &browser).await;
        let set = cookies(&browser.get(&callback).await);
        let session = set.iter().find(|cookie| cookie.starts_with("session=")).unwrap();
        tokens.push(session.split(';').next().unwrap().to_owned());
        assert!(set.iter().any(|cookie| cookie.starts_with("sign-in=;")), "{set:?}");
    }
    assert_ne!(tokens[0], tokens[1]);
    let sessions = sqlx::query_scalar!("select count(*) from session").fetch_one(&app.app.db).await;
    assert_eq!(sessions.unwrap(), Some(1));
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server_too() {
    let app = TestApp::start().await;
    let browser = app.signed_in(MALI).await;
    let csrf = browser.open("/registration/start").await.csrf();
    browser.send_with(&csrf, "/sign-out", &[]).await;
    assert!(!is_signed_in(&browser).await);
    let sessions = sqlx::query_scalar!("select count(*) from session").fetch_one(&app.app.db).await;
    assert_eq!(sessions.unwrap(), Some(0));
}

#[tokio::test]
async fn the_tokens_go_back_to_thaid_and_the_citizen_number_is_kept_only_sealed_and_hashed() {
    let app = TestApp::start().await;
    app.signed_in(MALI).await;
    let row = sqlx::query!(
        "select d::text as row, s::text as session from debtor d join session s using (debtor_id)"
    );
    let row = row.fetch_one(&app.app.db).await.unwrap();
    let kept = row.row.unwrap() + &row.session.unwrap();
    for word in [MALI, "มะลิ", "ทดสอบดี", "1989-12-28"] {
        let hex = data_encoding::HEXLOWER.encode(word.as_bytes());
        assert!(!kept.contains(word) && !kept.contains(&hex), "{word}");
    }
    for _ in 0..500 {
        if app.simulator.live_tokens() == 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("tokens were not given back");
}

// §10.9 and §10.10

#[tokio::test]
async fn the_callback_leaves_no_code_behind_and_names_no_referrer() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let callback = to_the_callback(&app, &browser).await;
    let answer = browser.get(&callback).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.body, "");
    assert_eq!(answer.headers["referrer-policy"], "no-referrer");
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert!(!answer.leads_to().unwrap().contains("code"));
}

#[tokio::test]
async fn no_code_state_token_name_or_number_reaches_a_log() {
    let (log, guard) = Log::listen("info,plodnee=trace,tower_http=trace,thaid_simulator=off");
    let app = TestApp::start().await;
    let mut secrets =
        vec![MALI.to_owned(), "มะลิ".into(), "ทดสอบดี".into(), "1989-12-28".into(), "sim-".into()];
    for switch in [
        (|_| {}) as fn(&mut Switches),
        |s| s.be_year = true,
        |s| s.wrong_nonce = true,
        |s| s.bad_pid = true,
    ] {
        app.simulator.switches(switch);
        let browser = app.browser();
        let callback = to_the_callback(&app, &browser).await;
        browser.open(&callback).await;
        secrets.extend([query(&callback, "code"), query(&callback, "state")]);
    }
    drop(guard);
    let log = log.text();
    for code in ["nonce-differs", "in the Buddhist Era", "/auth/thaid/callback"] {
        assert!(log.contains(code), "{code} is missing in: {log}");
    }
    for secret in secrets {
        assert!(!secret.is_empty() && !log.contains(&secret), "{secret} is in: {log}");
    }
}

#[tokio::test]
async fn the_content_policy_lets_the_sign_in_form_lead_to_thaid() {
    let app = TestApp::start().await;
    let page = app.browser().open("/register").await;
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    let form_action = policy.split(';').find(|part| part.trim().starts_with("form-action"));
    assert!(form_action.is_none_or(|sources| sources.contains(app.simulator.origin())), "{policy}");
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"));
}
