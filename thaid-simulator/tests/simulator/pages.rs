//! What a person meets: QR page, phone mock-up, sandbox form, control page.

use reqwest::StatusCode;

use crate::rp::{CALLBACK, CLIENT, MALI, Rp, location, member};

const PIN: &str = "27183946";

#[tokio::test]
async fn the_qr_page_shows_image_reference_people_and_every_way_on() {
    let rp = Rp::start().await;
    let page = location(&rp.authorize(&[]).await);
    let id = member(&page, "txID").unwrap();
    let response = rp.get(&page).await;
    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"));
    assert!(!policy.contains("form-action"), "consent ends in a redirect to the relying party");
    let html = response.text().await.unwrap();
    assert!(html.contains("<svg") && !html.contains("<?xml"));
    assert!(html.contains(&member(&page, "refCode").unwrap()));
    assert!(html.contains("สำหรับฝึกอบรมและทดสอบเท่านั้น"));
    assert!(html.contains("นางสาวมะลิ ทดสอบดี") && html.contains(PIN));
    assert!(html.contains(&format!("/api/v2/oauth2/sandbox/{id}/")));
    assert!(html.contains(&format!("/phone/{id}/?elsewhere=true")));
    assert!(html.contains(&format!("data-poll=\"/api/v2/oauth2/public/transactions/{id}/\"")));
    assert!(!html.contains("style=") && !html.contains("onclick"));
}

#[tokio::test]
async fn the_phone_asks_for_pin_consent_and_pin_again() {
    let rp = Rp::start().await;
    let id = rp.begin().await;
    let phone = format!("/phone/{id}/");
    let poll = format!("/api/v2/oauth2/public/transactions/{id}/");

    let html = rp.get(&format!("{phone}?pid={MALI}")).await.text().await.unwrap();
    assert!(html.contains("กรอกรหัสผ่าน 8 หลัก"));
    let unlocked = rp.post(&format!("{phone}unlock/"), &[("pid", MALI), ("pin", PIN)]).await;
    assert_eq!(location(&unlocked), phone);
    assert!(rp.get(&poll).await.text().await.unwrap().contains("true"), "isScan");

    let html = rp.get(&phone).await.text().await.unwrap();
    assert!(html.contains(CLIENT));
    for scope in ["เลขประจำตัวประชาชน", "วันเดือนปีเกิด", "ที่อยู่ตามบัตรประจำตัวประชาชน"]
    {
        assert!(html.contains(scope), "{scope}");
    }
    assert!(!html.contains("ทะเบียนบ้าน"), "not asked for");
    let agreed = rp.post(&format!("{phone}consent/"), &[("action", "approve")]).await;
    assert_eq!(location(&agreed), phone);

    let html = rp.get(&phone).await.text().await.unwrap();
    assert!(html.contains("กรอกรหัสผ่านอีกครั้ง"));
    let done = rp.post(&format!("{phone}confirm/"), &[("pin", PIN)]).await;
    assert_eq!(done.status(), StatusCode::FOUND);
    let callback = location(&done);
    assert!(callback.starts_with(CALLBACK) && member(&callback, "code").is_some());
}

#[tokio::test]
async fn a_wrong_pin_is_explained_at_both_places() {
    let rp = Rp::start().await;
    let id = rp.begin().await;
    let cases = [
        ("1234", "8 หลัก"),
        ("abcdefgh", "8 หลัก"),
        ("12349075", "เลขเรียงหรือเลขซ้ำ"),
        ("90111172", "เลขเรียงหรือเลขซ้ำ"),
        ("58204917", "ไม่ถูกต้อง"),
    ];
    let unlock = format!("/phone/{id}/unlock/");
    for (pin, words) in cases {
        let refused = rp.post(&unlock, &[("pid", MALI), ("pin", pin)]).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().await.unwrap().contains(words), "{pin}");
    }
    rp.post(&unlock, &[("pid", MALI), ("pin", PIN)]).await;
    rp.post(&format!("/phone/{id}/consent/"), &[("action", "approve")]).await;
    let confirm = format!("/phone/{id}/confirm/");
    for (pin, words) in cases {
        let refused = rp.post(&confirm, &[("pin", pin)]).await;
        assert!(refused.text().await.unwrap().contains(words), "{pin}");
    }
    assert_eq!(rp.post(&confirm, &[("pin", PIN)]).await.status(), StatusCode::FOUND);
}

#[tokio::test]
async fn no_step_of_the_phone_can_be_skipped() {
    let rp = Rp::start().await;
    let id = rp.begin().await;
    let phone = format!("/phone/{id}/");
    let confirm = rp.post(&format!("{phone}confirm/"), &[("pin", PIN)]).await;
    assert_eq!(location(&confirm), phone);
    let consent = rp.post(&format!("{phone}consent/"), &[("action", "approve")]).await;
    assert_eq!(location(&consent), phone);
    assert!(rp.get(&phone).await.text().await.unwrap().contains("โทรศัพท์ของใคร"));
}

#[tokio::test]
async fn declining_on_the_phone_returns_user_denied() {
    let rp = Rp::start().await;
    let id = rp.begin().await;
    rp.post(&format!("/phone/{id}/unlock/"), &[("pid", MALI), ("pin", PIN)]).await;
    let declined = rp.post(&format!("/phone/{id}/consent/"), &[("action", "decline")]).await;
    assert_eq!(member(&location(&declined), "error").unwrap(), "user_denied");
}

#[tokio::test]
async fn a_phone_in_another_window_lets_the_first_window_go_on() {
    let rp = Rp::start().await;
    let page = location(&rp.authorize(&[]).await);
    let id = member(&page, "txID").unwrap();
    let elsewhere = ("elsewhere", "true");
    let fields = [("pid", MALI), ("pin", PIN), elsewhere];
    let unlocked = rp.post(&format!("/phone/{id}/unlock/"), &fields).await;
    assert_eq!(location(&unlocked), format!("/phone/{id}/?elsewhere=true"));
    rp.post(&format!("/phone/{id}/consent/"), &[("action", "approve"), elsewhere]).await;
    let done = rp.post(&format!("/phone/{id}/confirm/"), &[("pin", PIN), elsewhere]).await;
    assert_eq!(done.status(), StatusCode::OK);
    assert!(done.text().await.unwrap().contains("กลับไปที่หน้าจอ"));
    let reloaded = rp.get(&page).await;
    assert!(location(&reloaded).starts_with(CALLBACK), "the page without JavaScript reloads");
    let again = rp.get(&page).await;
    assert!(again.text().await.unwrap().contains("เสร็จสิ้นแล้ว"), "going back does no harm");
}

#[tokio::test]
async fn the_sandbox_form_is_as_dopa_shows_it() {
    let rp = Rp::start().await;
    let id = rp.begin().await;
    let html = rp.get(&format!("/api/v2/oauth2/sandbox/{id}/")).await.text().await.unwrap();
    for words in ["เข้าสู่ระบบ", "ด้วย ThaID sandbox", "1-2345-67890-12-1", "ยืนยันการเข้าสู่ระบบ", "ไม่ยืนยัน"]
    {
        assert!(html.contains(words), "{words}");
    }
    let refused = rp.sandbox(&id, "<b>12", "approve").await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let html = refused.text().await.unwrap();
    assert!(html.contains("13 หลัก") && html.contains("&#60;b&#62;12"), "what was typed is kept");
    assert_eq!(rp.sandbox(&id, "1-2345-67890-12-1", "approve").await.status(), StatusCode::FOUND);
}

#[tokio::test]
async fn an_unknown_sign_in_says_so() {
    let rp = Rp::start().await;
    for path in ["/phone/x/", "/api/v2/oauth2/sandbox/x/", "/api/v2/oauth2/qr/?txID=x"] {
        let response = rp.get(path).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert!(response.text().await.unwrap().contains("ไม่พบรายการนี้"));
    }
}

#[tokio::test]
async fn the_control_page_sets_and_resets_switches_and_rotates_keys() {
    let rp = Rp::start().await;
    let fields = [("decline", "true"), ("partial_birthdate", "zeros"), ("token_delay_ms", "5")];
    let set = rp.post("/simulator/switches", &fields).await;
    assert_eq!(location(&set), "/simulator/");
    let html = rp.get("/simulator/").await.text().await.unwrap();
    assert!(html.contains("name=\"decline\" value=\"true\" checked"));
    assert!(html.contains("<option selected>zeros"));
    assert!(html.contains("name=\"token_delay_ms\" value=\"5\""));
    assert_eq!(member(&rp.callback(MALI, &[]).await, "error").unwrap(), "user_denied");

    rp.post("/simulator/switches", &[]).await;
    assert!(!rp.get("/simulator/").await.text().await.unwrap().contains(" checked"));
    assert!(member(&rp.callback(MALI, &[]).await, "code").is_some());

    let misspelt = rp.post("/simulator/switches", &[("declines", "true")]).await;
    assert!(misspelt.status().is_client_error());

    let before = rp.get("/jwks/").await.text().await.unwrap();
    rp.post("/simulator/rotate", &[]).await;
    assert_ne!(rp.get("/jwks/").await.text().await.unwrap(), before);
}

#[tokio::test]
async fn style_and_script_are_files() {
    let rp = Rp::start().await;
    for (path, kind) in [("style.css", "text/css"), ("poll.js", "text/javascript")] {
        let response = rp.get(&format!("/simulator/{path}")).await;
        assert_eq!(response.headers()["content-type"], kind);
    }
}
