//! Officers at their entrance: units, appointments, sessions.

use chrono::TimeDelta;
use plodnee::office::Territory;
use plodnee::officer::Role;

use crate::app::TestApp;
use crate::people::{MALI, PHITHAK, POKKHRONG, Shown};

#[tokio::test]
async fn an_officer_with_one_appointment_at_the_unit_comes_in_at_once() {
    let app = TestApp::start().await;
    app.appoint(PHITHAK, Role::Intake, &Territory::Office("4901".into())).await;
    let browser = app.browser();
    let shown = browser.sign_in_officer(app.simulator.origin(), PHITHAK, "๔๙๐๑").await;
    assert_eq!(shown.path, "/office/desk");
    assert_eq!(shown.status, 200);
    let who = shown.text(".officer-bar__who");
    assert!(who.contains("พิทักษ์ สมมุติราษฎร์") && who.contains("เจ้าหน้าที่รับลงทะเบียน"), "{who}");
    assert!(who.contains("ที่ว่าการอำเภอเมืองมุกดาหาร"), "{who}");
}

#[tokio::test]
async fn a_code_that_is_no_units_is_refused_with_the_reason() {
    let app = TestApp::start().await;
    let cases = [
        ("", "ใส่รหัสหน่วย"),
        ("เมือง", "เป็นตัวเลข"),
        ("490", "2 หรือ 4 หลัก"),
        ("4999", "เทศบาล"),
        ("9901", "ไม่มีหน่วย"),
        ("10", "1001–1050"),
        ("1051", "ไม่มีสำนักงานเขตรหัส 1051 รหัสสำนักงานเขตของกรุงเทพมหานครคือ 1001–1050"),
        ("1000", "ไม่มีสำนักงานเขตรหัส 1000"),
    ];
    for (typed, expected) in cases {
        let shown = app.browser().send_with("", "/office", &[("unit", typed)]).await;
        assert_eq!(shown.status, 422, "{typed}");
        assert!(shown.problems().contains(expected), "{typed}: {}", shown.problems());
        assert_eq!(shown.value("unit"), typed);
    }
    let english = app.browser();
    english.get("/language/en?back=/office").await;
    let shown = english.send_with("", "/office", &[("unit", "4999")]).await;
    assert!(shown.problems().contains("Codes of Mukdahan"), "{}", shown.problems());
    let shown = english.send_with("", "/office", &[("unit", "1051")]).await;
    assert!(shown.problems().contains("no Bangkok district office 1051"), "{}", shown.problems());
    assert!(!app.browser().get("/office").await.text("main").contains("เมื่อเปิดใช้แล้ว"));
}

#[tokio::test]
async fn who_is_signed_in_finds_from_the_entrance_back_to_work() {
    let app = TestApp::start().await;
    let back = "main a[href='/office/appointments']";
    let officer = app.officer(PHITHAK, Role::Intake, "4901").await;
    assert!(officer.get("/office").await.link(back).is_some());
    assert_eq!(app.browser().get("/office").await.link(back), None);
    assert_eq!(app.signed_in(MALI).await.get("/office").await.link(back), None, "a debtor");
    app.wait(TimeDelta::minutes(61));
    assert_eq!(officer.get("/office").await.link(back), None, "their session has ended");
}

#[tokio::test]
async fn an_appointment_elsewhere_not_yet_or_no_more_does_not_admit() {
    let app = TestApp::start().await;
    app.appoint(PHITHAK, Role::Intake, &Territory::Office("4902".into())).await;
    let browser = app.browser();
    let shown = browser.sign_in_officer(app.simulator.origin(), PHITHAK, "4901").await;
    assert_eq!(shown.path, "/office/appointments?unit=4901");
    assert!(shown.text("main").contains("ไม่ได้รับแต่งตั้งที่หน่วยรหัส 4901"));
    assert!(shown.text("main").contains("นิคมคำสร้อย"), "the appointment they have is offered");
    assert_eq!(browser.get("/office/desk").await.leads_to().unwrap(), "/office/appointments");
}

#[tokio::test]
async fn the_ministry_and_bangkok_have_a_way_in_of_their_own() {
    let app = TestApp::start().await;
    app.appoint(POKKHRONG, Role::Administrator, &Territory::Nation).await;
    app.appoint(PHITHAK, Role::ProvincialHead, &Territory::Province("10".into())).await;
    for (pid, unit, name) in
        [(POKKHRONG, "nation", "กระทรวงมหาดไทย"), (PHITHAK, "bangkok", "กรุงเทพมหานคร")]
    {
        let browser = app.browser();
        let shown = browser.sign_in_officer(app.simulator.origin(), pid, unit).await;
        assert!(shown.text(".officer-bar__who").contains(name), "{unit} {}", shown.path);
    }
}

#[tokio::test]
async fn a_revoked_appointment_ends_at_the_next_click() {
    let app = TestApp::start().await;
    let browser = app.officer(PHITHAK, Role::Intake, "4901").await;
    assert_eq!(browser.get("/office/desk").await.status, 200);
    sqlx::query!("update appointment set revoked_at = $1", app.app.clock.now())
        .execute(&app.app.db)
        .await
        .unwrap();
    assert_eq!(browser.get("/office/desk").await.leads_to().unwrap(), "/office/appointments");
}

#[tokio::test]
async fn whoever_was_proved_without_an_appointment_can_sign_out() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let shown = browser.sign_in_officer(app.simulator.origin(), PHITHAK, "4901").await;
    assert_eq!(shown.action("form[action='/sign-out']").as_deref(), Some("/sign-out"));
    assert!(!shown.body.contains("href=\"/registration\""), "they are no debtor here");
    browser.send_with(&shown.csrf(), "/sign-out", &[]).await;
    let after = browser.get("/office/appointments").await;
    assert!(after.leads_to().unwrap().starts_with("/office?"));
    assert_eq!(app.browser().get("/").await.action("form[action='/sign-out']"), None);
    app.appoint(PHITHAK, Role::Intake, &Territory::Office("4901".into())).await;
    let desk = browser.sign_in_officer(app.simulator.origin(), PHITHAK, "4901").await;
    assert_eq!(desk.body.matches("action=\"/sign-out\"").count(), 1);
}

#[tokio::test]
async fn debtor_and_officer_never_share_a_session() {
    let app = TestApp::start().await;
    let browser = app.officer(MALI, Role::Intake, "4901").await;
    let refused = browser.get("/registration").await;
    assert!(refused.leads_to().unwrap().starts_with("/register?"), "an officer is no debtor");
    browser.sign_in(app.simulator.origin(), MALI, "/registration/start").await;
    let refused = browser.get("/office/desk").await;
    assert!(refused.leads_to().unwrap().starts_with("/office?"), "a debtor is no officer");
}

#[tokio::test]
async fn an_officers_session_neither_moves_to_another_browser_nor_stays_in_two() {
    let app = TestApp::start().await;
    let first = app.officer(PHITHAK, Role::Intake, "4901").await;
    let second = app.browser();
    second.sign_in_officer(app.simulator.origin(), PHITHAK, "4901").await;
    assert_eq!(second.get("/office/desk").await.status, 200);
    assert_eq!(first.get("/office/desk").await.status, 303, "one session at a time");

    let stolen = second.under_another_name();
    assert_eq!(stolen.get("/office/desk").await.status, 303);
    assert_eq!(second.get("/office/desk").await.status, 303, "the session has ended for both");
}

#[tokio::test]
async fn a_copied_cookie_ends_the_session_for_both_once_the_real_one_has_gone_on() {
    let app = TestApp::start().await;
    let officer = app.officer(PHITHAK, Role::Intake, "4901").await;
    let copy = officer.copied();
    assert_eq!(copy.get("/office/desk").await.status, 200, "nobody can tell yet");
    app.wait(TimeDelta::minutes(5));
    officer.get("/office/desk").await; // is given the next cookie
    assert_eq!(copy.get("/office/desk").await.status, 200, "until it is used");
    let copy = officer.copied();
    app.wait(TimeDelta::minutes(4));
    officer.get("/office/desk").await; // uses it
    app.wait(TimeDelta::minutes(6));
    for _ in 0..2 {
        assert_eq!(officer.get("/office/desk").await.status, 200);
    }
    app.wait(TimeDelta::minutes(2));
    let refused = copy.get("/office/desk").await.leads_to().unwrap();
    assert!(refused.contains("ended=moved"), "{refused}");
    assert_eq!(officer.get("/office/desk").await.status, 303, "for both");
    let recorded =
        sqlx::query_scalar!("select count(*) from officer_audit where action = 'session-moved'");
    assert_eq!(recorded.fetch_one(&app.app.db).await.unwrap(), Some(1));
}

#[tokio::test]
async fn an_answer_lost_on_the_way_ends_no_session_and_a_day_of_clicks_is_one_session() {
    let app = TestApp::start().await;
    let officer = app.officer(PHITHAK, Role::Intake, "4901").await;
    for minutes in [6, 6, 59, 1, 30] {
        app.wait(TimeDelta::minutes(minutes));
        // The answer with the next cookie never arrives, twice.
        let lost = officer.copied();
        assert_eq!(lost.get("/office/desk").await.status, 200);
        assert_eq!(officer.copied().get("/office/desk").await.status, 200);
        assert_eq!(officer.get("/office/desk").await.status, 200);
        assert_eq!(officer.get("/office/desk").await.status, 200, "{minutes}");
    }
}

#[tokio::test]
async fn who_has_two_appointments_chooses_and_switches() {
    let app = TestApp::start().await;
    app.appoint(POKKHRONG, Role::Head, &Territory::Office("4901".into())).await;
    app.appoint(POKKHRONG, Role::Mediator, &Territory::Office("4901".into())).await;
    let browser = app.browser();
    let shown = browser.sign_in_officer(app.simulator.origin(), POKKHRONG, "4901").await;
    assert_eq!(shown.path, "/office/appointments?unit=4901");
    let ids: Vec<String> = shown.values("appointment");
    for (id, role) in ids.iter().zip(["หัวหน้าหน่วย", "ผู้ไกล่เกลี่ย"])
    {
        let page = "/office/appointments";
        let desk = browser.send(page, page, &[("appointment", id)]).await;
        assert_eq!(desk.path, "/office/desk");
        assert!(desk.text(".officer-bar__who").contains(role));
    }
    app.wait(TimeDelta::hours(9));
    assert_eq!(browser.get("/office/desk").await.status, 303, "eight hours at most");
}

#[tokio::test]
async fn an_officer_who_was_long_at_thaid_begins_again_as_an_officer_and_whoever_is_unknown_chooses()
 {
    let app = TestApp::start().await;
    app.appoint(PHITHAK, Role::Intake, &Territory::Office("4901".into())).await;
    let browser = app.browser();
    let comes_back = async |started: Shown| {
        let thaid = app.simulator.origin();
        let authorize = started.leads_to().unwrap();
        browser.answer_thaid(thaid, &authorize, PHITHAK, "approve").await.unwrap()
    };
    let callback = comes_back(browser.send_once("", "/office", &[("unit", "4901")]).await).await;
    app.wait(TimeDelta::minutes(16));
    let late = browser.open(&callback).await;
    assert!(late.path.starts_with("/sign-in/again?purpose=officer"), "{}", late.path);
    assert!(!late.text("main").contains("ลงทะเบียนที่หน่วยรับลงทะเบียน"), "no debtor's remedy");
    let again = [("purpose", &*late.value("purpose")), ("back", &*late.value("back"))];
    assert_eq!(again[0].1, "officer");
    let callback = comes_back(browser.send_once("", "/sign-in", &again).await).await;
    assert_eq!(browser.get(&callback).await.leads_to().unwrap(), "/office/desk");

    let unknown = app.browser().open("/auth/thaid/callback?code=x&state=y").await;
    assert_eq!(unknown.path, "/sign-in/again");
    assert_eq!(unknown.link("main a[href='/office']").unwrap(), "/office");
}
