//! What happens when something breaks, or somebody tries to break it.

use chrono::TimeDelta;

use crate::app::TestApp;
use crate::people::MALI;
use crate::registration::{answer_own_pages, answered, register};

#[tokio::test]
async fn a_database_that_is_gone_gets_an_honest_page_and_a_retry_that_is_safe() {
    let app = TestApp::start().await;
    let mali = answered(&app, MALI).await;
    let csrf = mali.open("/registration/check").await.csrf();
    app.cut_database().await;
    let broken = mali.send_with(&csrf, "/registration/submit", &[]).await;
    assert_eq!(broken.status, 503);
    assert_eq!(broken.headers["retry-after"], "30");
    assert!(broken.text("main").contains("ระบบขัดข้องชั่วคราว"));
    assert!(broken.text("main").contains("ไม่สูญหาย"));
    assert_eq!(app.browser().get("/readyz").await.status, 503);
    assert_eq!(app.browser().get("/healthz").await.status, 200);

    let mended = mali.at(&app.with_new_pool().await);
    let receipt = mended.send_with(&csrf, "/registration/submit", &[]).await;
    assert_eq!(receipt.path, "/registration/receipt");
}

#[tokio::test]
async fn a_restart_loses_neither_the_session_nor_a_page() {
    let app = TestApp::start().await;
    let mali = app.signed_in(MALI).await;
    answer_own_pages(&mali).await;
    let restarted = mali.at(&app.restarted().await);
    let form = restarted.open("/registration/form/contact").await;
    assert_eq!(form.value("line"), "mali.t");
}

#[tokio::test]
async fn hostile_text_is_cleaned_or_explained_and_never_becomes_markup() {
    let app = TestApp::start().await;
    let mali = app.signed_in(MALI).await;
    mali.fill("/registration/start", &[("notice", "yes")]).await;
    mali.fill("/registration/debts", &[("another", "yes")]).await;
    let page = "/registration/debts/1/creditor";
    let zalgo = format!("ก{}", "\u{0301}".repeat(40));
    let refused = mali.fill(page, &[("creditor-name", &zalgo)]).await;
    assert!(refused.problems().contains("ซ้อนกันมากเกินไป"), "{}", refused.problems());
    let fields = [("creditor-name", "</dd><script>alert(1)</script>\u{202e}\0\u{200b} เฮียตี๋")];
    assert_eq!(mali.fill(page, &fields).await.problems(), "");
    let check = mali.open("/registration/check").await;
    assert!(!check.body.contains("<script>alert"), "markup came through");
    assert!(check.text("main").contains("</dd><script>alert(1)</script> เฮียตี๋"));
}

#[tokio::test]
async fn a_form_that_is_too_large_and_answers_that_are_not_ours_are_refused() {
    let app = TestApp::start().await;
    let mali = app.signed_in(MALI).await;
    mali.fill("/registration/start", &[("notice", "yes")]).await;
    let huge = "ก".repeat(400_000);
    let shown = mali.fill("/registration/form/contact", &[("line", &huge)]).await;
    assert_eq!(shown.status, 413);
    assert!(shown.text("h1").contains("ยาวเกินกว่าที่ระบบอ่านได้"), "{}", shown.text("h1"));
    assert!(!shown.text("main").contains("8 MB"), "nobody sent a file: {}", shown.text("main"));
    let foreign = mali.fill("/registration/form/living", &[("occupation", "emperor")]).await;
    assert!(foreign.problems().contains("โปรดเลือกจากคำตอบที่มี"));
    let other = mali.fill("/registration/form/contact", &[("income", "1")]).await;
    assert_eq!(other.status, 200, "a field of another page is dropped");
    assert_eq!(mali.open("/registration/form/living").await.value("income"), "");
}

#[tokio::test]
async fn a_file_is_what_it_is_and_not_what_it_says() {
    let app = TestApp::start().await;
    let mali = app.signed_in(MALI).await;
    mali.fill("/registration/start", &[("notice", "yes")]).await;
    let photo = [b"\x89PNG\r\n\x1a\n".as_slice(), &[7; 2000]].concat();
    let liar = mali.attach(&[("photo.jpg", b"<script>alert(1)</script>")]).await;
    assert_eq!(liar.status, 422);
    assert!(liar.problems().contains("photo.jpg ไม่ใช่รูปหรือ PDF"), "{}", liar.problems());
    let large = mali.attach(&[("large.png", &[photo.clone(), vec![0; 9_000_000]].concat())]).await;
    assert!(large.problems().contains("ใหญ่เกิน 8 MB"), "{}", large.problems());
    let none = mali.attach(&[]).await;
    assert!(none.problems().contains("โปรดเลือกไฟล์ก่อน"));

    let kept = mali.attach(&[("สลิป 1.png", &photo), ("เหมือนกัน.png", &photo)]).await;
    assert_eq!(kept.problems(), "");
    assert_eq!(kept.text(".files li a"), "สลิป 1.png", "the same file twice is one");
    let file = scraper::Html::parse_document(&kept.body);
    let link = file.select(&scraper::Selector::parse(".files li a").unwrap()).next().unwrap();
    let link = link.attr("href").unwrap();
    let opened = mali.get(link).await;
    assert_eq!(opened.headers["content-type"], "image/png");
    let disposition = opened.headers["content-disposition"].to_str().unwrap();
    assert!(disposition.starts_with("attachment; filename=\"plodnee-"), "{disposition}");
    assert!(disposition.ends_with(".png\""), "{disposition}");
    assert_eq!(opened.headers["x-content-type-options"], "nosniff");
    let stranger = app.signed_in(crate::people::SOMMOT).await;
    stranger.fill("/registration/start", &[("notice", "yes")]).await;
    assert_eq!(stranger.get(link).await.status, 404);
    let gone = mali.send("/registration/attachments", &format!("{link}/remove"), &[]).await;
    assert_eq!(gone.text(".files li a"), "");
}

#[tokio::test]
async fn outside_the_hours_a_draft_is_kept_and_the_page_says_when_to_come_back() {
    let app = TestApp::start().await;
    let mali = answered(&app, MALI).await;
    app.campaign_hours(6 * 60, 9 * 60).await; // it is 10:00 in Bangkok
    let saved = mali.fill("/registration/form/contact", &[("phone", "0811111111")]).await;
    assert_eq!(saved.path, "/registration/form/safety", "answers are kept at any hour");
    let closed = mali.send("/registration/check", "/registration/submit", &[]).await;
    assert!(
        closed.text("main").contains("23 พฤศจิกายน 2569 เวลา 06.00 น."),
        "{}",
        closed.text("main")
    );
    assert!(closed.text("main").contains("ไม่สูญหาย"));
    let newcomer = app.signed_in(crate::people::SOMMOT).await.open("/registration/start").await;
    assert!(newcomer.text("h1").contains("ไม่ใช่เวลาลงทะเบียน"));

    app.wait(TimeDelta::hours(20) + TimeDelta::minutes(30));
    let mali = app.signed_in(MALI).await;
    let receipt = mali.send("/registration/check", "/registration/submit", &[]).await;
    assert_eq!(receipt.path, "/registration/receipt");
}

#[tokio::test]
async fn a_job_that_fails_is_tried_again_later_and_never_done_twice() {
    let app = TestApp::start().await;
    register(&app, MALI).await;
    let break_it = "alter table territory_day add constraint broken check (registrations < 0)";
    sqlx::raw_sql(break_it).execute(&app.app.db).await.unwrap();
    assert_eq!(app.run_notices().await, 2, "the totals, which fail, and the office's desk");
    assert_eq!(app.run_notices().await, 0, "it waits");
    sqlx::raw_sql("alter table territory_day drop constraint broken")
        .execute(&app.app.db)
        .await
        .unwrap();
    app.wait(TimeDelta::seconds(3));
    assert_eq!(app.run_notices().await, 1);
    app.wait(TimeDelta::hours(1));
    assert_eq!(app.run_notices().await, 0);
    let count =
        sqlx::query_scalar!("select registrations from territory_day where territory = 'nation'")
            .fetch_one(&app.app.db)
            .await;
    assert_eq!(count.unwrap(), 1);
}

#[tokio::test]
async fn the_pdfs_are_there_to_keep() {
    let app = TestApp::start().await;
    let mali = register(&app, MALI).await;
    for path in ["/registration/receipt.pdf", "/registration/data.pdf"] {
        let pdf = mali.get(path).await;
        assert_eq!(pdf.status, 200, "{path}");
        assert!(pdf.body.starts_with("%PDF-"), "{path}");
        assert!(pdf.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    }
}

#[tokio::test]
async fn whoever_signs_in_again_after_a_late_submission_comes_back_to_their_answers() {
    let app = TestApp::start().await;
    let mali = answered(&app, MALI).await;
    let csrf = mali.open("/registration/check").await.csrf();
    app.wait(TimeDelta::hours(2));
    let sent_away = mali.send_with(&csrf, "/registration/submit", &[]).await;
    assert_eq!(sent_away.path, "/register?back=%2Fregistration%2Fcheck");
}

#[tokio::test]
async fn a_refusal_is_a_page_whoever_makes_it() {
    let app = TestApp::start().await;
    let browser = app.browser();
    for (path, status) in [("/registration/submit", 405), ("/nowhere", 404), ("/verify/%ff", 400)] {
        let shown = browser.get(path).await;
        assert_eq!(shown.status.as_u16(), status, "{path}");
        assert!(!shown.text("h1").is_empty(), "{path}");
    }
    let client = reqwest::Client::new();
    let sign_in = format!("{}/sign-in", browser.origin);
    let huge = client.post(&sign_in).body(vec![b'a'; 1_000_000]).send().await.unwrap();
    assert_eq!(huge.status(), 413);
    let foreign =
        client.post(&sign_in).header("sec-fetch-site", "cross-site").send().await.unwrap();
    assert_eq!(foreign.status(), 403);
    assert!(foreign.text().await.unwrap().contains("<h1"));
}

#[tokio::test]
async fn a_form_in_another_tab_stays_good_when_its_debtor_signs_in_again() {
    let app = TestApp::start().await;
    let mali = app.signed_in(MALI).await;
    mali.fill("/registration/start", &[("notice", "yes")]).await;
    let csrf = mali.open("/registration/form/contact").await.csrf();
    mali.sign_in(app.simulator.origin(), MALI, "/registration").await;
    let saved = mali.send_with(&csrf, "/registration/form/contact", &[("line", "แท็บเก่า")]).await;
    assert_eq!(saved.path, "/registration/form/safety");

    mali.sign_in(app.simulator.origin(), crate::people::SOMMOT, "/registration").await;
    let other = mali.send_with(&csrf, "/registration/form/contact", &[("line", "x")]).await;
    assert_eq!(other.status, 403, "a form of somebody else on the same phone does not");
}

#[tokio::test]
async fn the_words_of_a_withdrawal_wait_for_their_owner_too() {
    let app = TestApp::start().await;
    let mali = register(&app, MALI).await;
    let csrf = mali.open("/registration/withdraw").await.csrf();
    app.wait(TimeDelta::hours(2));
    let fields = [("reason", "afraid"), ("reason-words", "เขามาที่บ้าน")];
    mali.send_with(&csrf, "/registration/withdraw", &fields).await;
    let back = app.browser();
    let page = back.sign_in(app.simulator.origin(), MALI, "/registration/withdraw").await;
    assert!(page.body.contains("เขามาที่บ้าน"));
}

#[tokio::test]
async fn a_job_that_is_given_up_is_not_lost_from_sight() {
    let app = TestApp::start().await;
    let nonsense = serde_json::json!({});
    let mut conn = app.app.db.acquire().await.unwrap();
    let now = app.app.clock.now();
    plodnee::notice::enqueue(
        &mut conn,
        plodnee::notice::Job::RegistrationSubmitted,
        &nonsense,
        now,
    )
    .await
    .unwrap();
    for _ in 0..10 {
        assert!(plodnee::notice::given_up(&mut conn).await.unwrap().is_empty());
        app.run_notices().await;
        app.wait(TimeDelta::hours(1));
    }
    let given_up = plodnee::notice::given_up(&mut conn).await.unwrap();
    assert_eq!(given_up, [("registration-submitted-1".to_owned(), 1)]);
}
