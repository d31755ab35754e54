//! What an officer typed when their session or their appointment had ended: kept for whoever may use the page, from
//! whoever could, and forgotten only when it was seen.

use std::sync::Arc;

use chrono::TimeDelta;
use plodnee::office::Territory;
use plodnee::officer::Role;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::app::TestApp;
use crate::follow_up::{at_work, state_purpose, unready};
use crate::intake::WHO;
use crate::people::{Browser, MALI, PHITHAK, POKKHRONG, SANTI, SOMMOT, Shown, THONGBAI};
use crate::transfers::{offer, the_offer};

const WORDS: (&str, &str) = ("message", "โปรดติดต่อกลับ");

fn messages(id: Uuid) -> String {
    format!("/office/cases/{id}/messages")
}

/// Revokes an officer's appointment on the head's page.
async fn revoke(app: &TestApp, head: &Browser, pid: &str) {
    let number = plodnee::national_id::CitizenNumber::parse(pid).unwrap();
    let officer = plodnee::officer::store::officer_id(&app.app.keys, &number);
    let id = sqlx::query_scalar!(
        "select appointment_id from appointment where officer_id = $1",
        officer
    )
    .fetch_one(&app.app.db)
    .await
    .unwrap();
    let page = format!("/office/people/{id}");
    let done = head.send(&page, &format!("{page}/revoke"), &[("revoke-reason", "ย้ายออก")]).await;
    assert_eq!(done.path, "/office/people?done=revoked", "{}", done.text("main"));
}

async fn waiting(app: &TestApp) -> i64 {
    let count = sqlx::query_scalar!(r#"select count(*) as "forms!" from officer_form"#);
    count.fetch_one(&app.app.db).await.unwrap()
}

fn note(shown: &Shown) -> String {
    shown.text(".govuk-inset-text")
}

#[tokio::test]
async fn whoever_is_revoked_in_mid_work_reads_why_and_the_colleague_finds_what_was_typed() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    let officer = at_work(&app, PHITHAK, Role::Intake, id).await;
    let csrf = officer.open(&messages(id)).await.csrf();
    let head = at_work(&app, POKKHRONG, Role::Head, id).await;
    revoke(&app, &head, PHITHAK).await;
    let late = officer.send_with(&csrf, &messages(id), &[WORDS]).await;
    assert_eq!(late.path, "/office/appointments?kept=1");
    assert!(note(&late).contains("การแต่งตั้งที่ท่านใช้อยู่สิ้นสุดลง"), "{}", note(&late));
    let shown = head.open(&messages(id)).await;
    assert!(note(&shown).contains("พิทักษ์"), "{}", note(&shown));
    assert_eq!(shown.value("message").trim(), WORDS.1);
}

#[tokio::test]
async fn what_is_typed_after_signing_in_elsewhere_is_kept_and_the_entrance_says_why() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    let here = at_work(&app, PHITHAK, Role::Intake, id).await;
    let csrf = here.open(&messages(id)).await.csrf();
    let there = app.browser();
    there.sign_in_officer(app.simulator.origin(), PHITHAK, "4901").await;
    let late = here.send_with(&csrf, &messages(id), &[WORDS]).await;
    assert!(late.path.starts_with("/office?"), "{}", late.path);
    let said = note(&late);
    assert!(said.contains("เบราว์เซอร์อื่น") && said.contains("ถูกเก็บไว้แล้ว"), "{said}");
    assert_eq!(there.open(&messages(id)).await.value("message").trim(), WORDS.1);
    let moved = there.under_another_name().get("/office/desk").await;
    assert_eq!(moved.status, 303);
    let ended = there.get("/office/desk").await.leads_to().unwrap();
    assert!(ended.contains("ended=moved"), "{ended}");
    let explained = there.open(&ended).await.text(".govuk-warning-text");
    assert!(explained.contains("ปิดการใช้งานทั้งสองแห่ง"), "{explained}");
}

#[tokio::test]
async fn who_could_not_use_a_page_leaves_nothing_on_it() {
    for (pid, role) in [(PHITHAK, Role::Observer), (PHITHAK, Role::Auditor), (MALI, Role::Head)] {
        let app = TestApp::start().await;
        let (_, id) = unready(&app, MALI, "morning").await;
        let browser = app.officer(pid, role, "4901").await;
        let csrf = browser.open("/office/appointments").await.csrf();
        app.wait(TimeDelta::minutes(61));
        for page in ["calls", "messages", "transfer", "answers/0/contact"] {
            let page = format!("/office/cases/{id}/{page}");
            let late = browser.send_with(&csrf, &page, &[WORDS]).await;
            assert!(!late.path.contains("kept"), "{role:?} {page}: {}", late.path);
        }
        assert_eq!(waiting(&app).await, 0, "{role:?}");
    }
}

#[tokio::test]
async fn a_waiting_form_is_forgotten_only_by_whoever_saw_it_and_replaces_no_other() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    let first = at_work(&app, PHITHAK, Role::Intake, id).await;
    let second = at_work(&app, SANTI, Role::Mediator, id).await;
    let third = at_work(&app, POKKHRONG, Role::Head, id).await;
    let one = first.open(&messages(id)).await.csrf();
    let two = second.open(&messages(id)).await.csrf();
    let blank = third.open(&messages(id)).await;
    revoke(&app, &third, PHITHAK).await;
    revoke(&app, &third, SANTI).await;
    first.send_with(&one, &messages(id), &[("message", "ของคนแรก")]).await;
    app.wait(TimeDelta::seconds(5));
    second.send_with(&two, &messages(id), &[("message", "ของคนที่สอง")]).await;
    assert_eq!(waiting(&app).await, 2);

    // The page was open before anything waited: what it did not show goes on waiting.
    let own = [("message", "ของหัวหน้า"), ("message-id", &blank.value("message-id"))];
    third.send_with(&blank.csrf(), &messages(id), &own).await;
    assert_eq!(waiting(&app).await, 2);

    for expected in ["ของคนที่สอง", "ของคนแรก"] {
        let shown = third.open(&messages(id)).await;
        assert_eq!(shown.value("message").trim(), expected);
        let kept = shown.value("kept-form");
        let fields = [
            ("message", expected),
            ("message-id", &shown.value("message-id")),
            ("kept-form", &kept),
        ];
        third.send_with(&shown.csrf(), &messages(id), &fields).await;
    }
    assert_eq!(waiting(&app).await, 0);
    assert_eq!(third.open(&messages(id)).await.text(".timeline li").lines().count(), 3);
}

#[tokio::test]
async fn a_form_that_nobody_took_over_is_forgotten_after_a_week_whoever_typed_it() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    let officer = at_work(&app, PHITHAK, Role::Intake, id).await;
    let csrf = officer.open(&messages(id)).await.csrf();
    app.wait(TimeDelta::hours(9));
    officer.send_with(&csrf, &messages(id), &[WORDS]).await;
    assert_eq!(waiting(&app).await, 1);
    app.wait(TimeDelta::days(8));
    app.officer(SANTI, Role::Intake, "4902").await;
    assert_eq!(waiting(&app).await, 0);
}

#[tokio::test]
async fn many_forms_that_come_before_the_days_purpose_are_kept_at_once() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    let officer = app.officer(PHITHAK, Role::Intake, "4901").await;
    let csrf = officer.open("/office/desk").await.csrf();
    // More at once than there are connections: none waits for a second one while it holds its first.
    let (officer, page) = (Arc::new(officer), messages(id));
    let mut sent = JoinSet::new();
    for _ in 0..40 {
        let (officer, csrf, page) = (officer.clone(), csrf.clone(), page.clone());
        sent.spawn(async move { officer.send_once(&csrf, &page, &[WORDS]).await });
    }
    for answer in sent.join_all().await {
        let to = answer.leads_to().unwrap_or_default();
        assert!(to.contains("/look"), "{} {to}", answer.status);
    }
    assert_eq!(waiting(&app).await, 1);
}

#[tokio::test]
async fn who_takes_over_the_counter_goes_on_with_what_a_revoked_colleague_typed_there() {
    let app = TestApp::start().await;
    let head = app.officer(POKKHRONG, Role::Head, "4901").await;
    let officer = app.officer(PHITHAK, Role::Intake, "4901").await;
    let csrf = officer.open("/office/intake").await.csrf();
    revoke(&app, &head, PHITHAK).await;
    let who: Vec<_> = WHO.into_iter().chain([("renamed", "yes")]).collect();
    let late = officer.send_with(&csrf, "/office/intake/begin", &who).await;
    assert_eq!(late.path, "/office/appointments?kept=1");

    let elsewhere = app.officer(SANTI, Role::Intake, "4902").await;
    assert_eq!(elsewhere.open("/office/intake/begin").await.path, "/office/intake");
    let search = head.open("/office/intake").await;
    assert!(note(&search).contains("ยังไม่ได้ส่ง"), "{}", search.text("main"));
    let shown = head.open(&search.link("main a[href='/office/intake/begin']").unwrap()).await;
    assert!(note(&shown).contains("พิทักษ์"), "{}", note(&shown));
    assert_eq!(shown.value("card-given"), "มะลิ");
    let html = scraper::Html::parse_document(&shown.body);
    let ticked = scraper::Selector::parse("main input[checked]").unwrap();
    let ticked: Vec<_> = html.select(&ticked).filter_map(|input| input.attr("name")).collect();
    assert_eq!(
        ticked,
        ["card-gender"],
        "card and notice are for who goes on to make sure of again"
    );
    let kept = shown.value("kept-form");
    let seen: Vec<_> = WHO.into_iter().chain([("kept-form", &*kept)]).collect();
    let sheet = head.send_with(&shown.csrf(), "/office/intake/begin", &seen).await;
    assert!(sheet.path.starts_with("/office/intake/0"), "{} {}", sheet.path, sheet.problems());
    assert_eq!(waiting(&app).await, 0);
    assert!(!note(&head.open("/office/intake").await).contains("ยังไม่ได้ส่ง"));
}

#[tokio::test]
async fn what_was_typed_at_the_counter_can_be_discarded() {
    let app = TestApp::start().await;
    let officer = app.officer(PHITHAK, Role::Intake, "4901").await;
    let csrf = officer.open("/office/intake").await.csrf();
    app.wait(TimeDelta::minutes(61));
    officer.send_with(&csrf, "/office/intake/begin", &WHO).await;
    assert_eq!(waiting(&app).await, 1);
    let colleague = app.officer(SANTI, Role::Intake, "4901").await;
    let shown = colleague.open("/office/intake/begin").await;
    let discard = [("discard", "1"), ("kept-form", &*shown.value("kept-form"))];
    let gone = colleague.send_with(&shown.csrf(), "/office/intake/begin", &discard).await;
    assert_eq!(gone.path, "/office/intake");
    assert_eq!(waiting(&app).await, 0);
}

#[tokio::test]
async fn a_refusal_that_came_too_late_waits_for_whoever_decides_at_that_office() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    let sender = at_work(&app, POKKHRONG, Role::Head, id).await;
    offer(&sender, id, "4902").await;
    let officer = app.officer(PHITHAK, Role::Head, "4902").await;
    let offer = the_offer(&officer).await;
    let csrf = officer.open(&offer).await.csrf();
    app.wait(TimeDelta::minutes(61));
    let refusal = [("decision", "refuse"), ("refusal", "ลูกหนี้ไม่ได้อยู่ที่นี่")];
    officer.send_with(&csrf, &offer, &refusal).await;
    let colleague = app.officer(SANTI, Role::Mediator, "4902").await;
    let shown = colleague.open(&offer).await;
    assert!(note(&shown).contains("พิทักษ์"), "{}", note(&shown));
    assert_eq!(shown.value("refusal").trim(), "ลูกหนี้ไม่ได้อยู่ที่นี่");
    let kept = shown.value("kept-form");
    let refusal = [refusal[0], refusal[1], ("kept-form", &*kept)];
    colleague.send_with(&shown.csrf(), &offer, &refusal).await;
    assert_eq!(waiting(&app).await, 0);
}

#[tokio::test]
async fn late_forms_about_two_people_at_one_counter_both_wait_until_each_is_seen() {
    let app = TestApp::start().await;
    let officer = app.officer(PHITHAK, Role::Intake, "4901").await;
    let csrf = officer.open("/office/intake").await.csrf();
    app.wait(TimeDelta::minutes(61));
    let begin = "/office/intake/begin";
    officer.send_with(&csrf, begin, &WHO).await;
    app.wait(TimeDelta::seconds(5));
    let sommot: Vec<_> = WHO.into_iter().chain([("card-number", SOMMOT)]).skip(1).collect();
    officer.send_with(&csrf, begin, &sommot).await;
    assert_eq!(waiting(&app).await, 2);
    // A third person is registered meanwhile, by the same officer: nothing of the others has been seen.
    let colleague = app.officer(SANTI, Role::Intake, "4901").await;
    let thongbai: Vec<_> = WHO.into_iter().chain([("card-number", THONGBAI)]).skip(1).collect();
    let sheet = colleague.send("/office/intake", begin, &thongbai).await;
    assert!(sheet.path.starts_with("/office/intake/0"), "{}", sheet.path);
    assert_eq!(waiting(&app).await, 2);
    for number in [SOMMOT, MALI] {
        let shown = colleague.open(begin).await;
        assert_eq!(shown.value("card-number"), number);
        let discard = [("discard", "1"), ("kept-form", &*shown.value("kept-form"))];
        colleague.send_with(&shown.csrf(), begin, &discard).await;
    }
}

#[tokio::test]
async fn nobody_sees_the_waiting_form_about_themselves() {
    let app = TestApp::start().await;
    let officer = app.officer(PHITHAK, Role::Intake, "4901").await;
    let csrf = officer.open("/office/intake").await.csrf();
    app.wait(TimeDelta::minutes(61));
    let about: Vec<_> = WHO.into_iter().chain([("card-number", POKKHRONG)]).skip(1).collect();
    officer.send_with(&csrf, "/office/intake/begin", &about).await;
    let head = app.officer(POKKHRONG, Role::Head, "4901").await;
    assert!(!note(&head.open("/office/intake").await).contains("ยังไม่ได้ส่ง"));
    assert_eq!(head.open("/office/intake/begin").await.path, "/office/intake");
    let colleague = app.officer(SANTI, Role::Intake, "4901").await;
    assert_eq!(colleague.open("/office/intake/begin").await.value("card-number"), POKKHRONG);
}

#[tokio::test]
async fn the_form_about_oneself_hides_no_older_one_about_somebody_else() {
    let app = TestApp::start().await;
    let officer = app.officer(PHITHAK, Role::Intake, "4901").await;
    let csrf = officer.open("/office/intake").await.csrf();
    app.wait(TimeDelta::minutes(61));
    officer.send_with(&csrf, "/office/intake/begin", &WHO).await;
    app.wait(TimeDelta::seconds(5));
    let about: Vec<_> = WHO.into_iter().chain([("card-number", POKKHRONG)]).skip(1).collect();
    officer.send_with(&csrf, "/office/intake/begin", &about).await;
    let head = app.officer(POKKHRONG, Role::Head, "4901").await;
    assert!(note(&head.open("/office/intake").await).contains("ยังไม่ได้ส่ง"));
    assert_eq!(head.open("/office/intake/begin").await.value("card-number"), MALI);
}

#[tokio::test]
async fn who_makes_sure_of_a_card_at_the_counter_types_it_themselves() {
    let app = TestApp::start().await;
    let officer = app.officer(PHITHAK, Role::Intake, "4901").await;
    let sheet = officer.send("/office/intake", "/office/intake/begin", &WHO).await.path;
    let second = app.officer(SANTI, Role::Intake, "4901").await;
    let page = format!("{sheet}/visit");
    let csrf = second.open(&page).await.csrf();
    app.wait(TimeDelta::minutes(61));
    let seen = [("card-number", MALI), ("proof", "card-read"), ("visit-go-on", "yes")];
    second.send_with(&csrf, &page, &seen).await;
    assert_eq!(waiting(&app).await, 0);
    let third = app.officer(POKKHRONG, Role::Head, "4901").await;
    let shown = third.open(&sheet).await;
    assert!(shown.path.starts_with(&page), "{}", shown.path);
    assert_eq!(shown.value("card-number"), "");
    assert!(!shown.body.contains(" checked"), "{}", shown.text("main"));
}

#[tokio::test]
async fn a_form_that_was_drawn_under_another_appointment_is_not_done_under_this_one() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    app.appoint(PHITHAK, Role::Intake, &Territory::Office("4901".into())).await;
    app.appoint(PHITHAK, Role::Intake, &Territory::Office("4902".into())).await;
    let officer = app.browser();
    officer.sign_in_officer(app.simulator.origin(), PHITHAK, "4901").await;
    state_purpose(&officer, id).await;
    let drawn = officer.open(&messages(id)).await;
    let choose = "/office/appointments";
    let switch = async |officer: &Browser, unit: &str| {
        let shown = officer.open(choose).await;
        let html = scraper::Html::parse_document(&shown.body);
        let line = scraper::Selector::parse(".choose__line").unwrap();
        let line = html.select(&line).find(|line| line.text().collect::<String>().contains(unit));
        let field = scraper::Selector::parse("[name=appointment]").unwrap();
        let line = line.unwrap().select(&field).next().unwrap().attr("value").unwrap().to_owned();
        officer.send_with(&shown.csrf(), choose, &[("appointment", &line)]).await
    };
    let at_counter = officer.open("/office/intake").await.csrf();
    switch(&officer, "นิคมคำสร้อย").await;
    for (csrf, page, fields) in [
        (&drawn.csrf(), messages(id), &[WORDS][..]),
        (&at_counter, "/office/intake/begin".into(), &WHO),
    ] {
        let late = officer.send_with(csrf, &page, fields).await;
        assert!(late.path.ends_with("kept=switched"), "{}", late.path);
        assert!(note(&late).contains("การแต่งตั้งเดิม"), "{}", note(&late));
    }
    let drafts = sqlx::query_scalar!("select count(*) from registration where state = 'draft'");
    assert_eq!(
        drafts.fetch_one(&app.app.db).await.unwrap(),
        Some(0),
        "nothing at the wrong counter"
    );
    // The same after the session has ended: it waits at the office it was drawn for.
    app.wait(TimeDelta::minutes(61));
    officer.send_with(&drawn.csrf(), &messages(id), &[("message", "ช้ากว่านั้น")]).await;
    let again = app.browser();
    again.sign_in_officer(app.simulator.origin(), PHITHAK, "4902").await;
    assert_eq!(again.open("/office/intake/begin").await.path, "/office/intake", "not at this one");
    switch(&again, "เมืองมุกดาหาร").await;
    assert_eq!(again.open(&messages(id)).await.value("message").trim(), "ช้ากว่านั้น");
    assert_eq!(again.open("/office/intake/begin").await.value("card-number"), MALI);
}

#[tokio::test]
async fn what_was_typed_about_a_file_that_has_left_the_office_comes_back_to_who_typed_it() {
    let app = TestApp::start().await;
    let (mali, id) = unready(&app, MALI, "morning").await;
    let officer = at_work(&app, PHITHAK, Role::Intake, id).await;
    let csrf = officer.open(&messages(id)).await.csrf();
    let safer = [("office-choice", "other"), ("office-code", "4801")];
    mali.fill("/registration/form/office", &safer).await;
    mali.send("/registration/check", "/registration/submit", &[]).await;
    app.run_notices().await;
    let typed = [WORDS, ("phone", "081-234-5678"), ("claimed", "5000")];
    let late = officer.send_with(&csrf, &messages(id), &typed).await;
    assert_eq!(late.status, 409);
    let told = late.text("main");
    assert!(told.contains("ไม่อยู่กับหน่วยของท่านแล้ว"), "{told}");
    assert!(typed.iter().all(|(_, typed)| told.contains(typed)), "{told}");
    let on = late.link("main a[href^='/office']");
    assert_eq!(on.as_deref(), Some("/office/appointments"), "and goes on working");
    // Who never had it open learns nothing.
    let colleague = app.officer(SANTI, Role::Intake, "4901").await;
    let csrf = colleague.open("/office/desk").await.csrf();
    assert_eq!(colleague.send_with(&csrf, &messages(id), &[WORDS]).await.status, 404);
}
