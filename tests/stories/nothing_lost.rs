//! What was typed or chosen is not lost: not to another tab, not to an ended session, not to its size.

use chrono::TimeDelta;
use insta::assert_snapshot;

use crate::app::TestApp;
use crate::people::{Browser, MALI, Shown};
use crate::registration::{add_debt, answered, register};

/// The beginning of a picture; the rest makes it another one.
fn picture(number: u8, bytes: usize) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n".as_slice(), &vec![number; bytes]].concat()
}

async fn begun(app: &TestApp) -> Browser {
    let mali = app.signed_in(MALI).await;
    mali.fill("/registration/start", &[("notice", "yes")]).await;
    mali
}

/// What was done, of one kind.
async fn done(app: &TestApp, action: &str) -> i64 {
    let count = sqlx::query_scalar!("select count(*) from audit where action = $1", action);
    count.fetch_one(&app.app.db).await.unwrap().unwrap()
}

#[tokio::test]
async fn whoever_chose_files_too_late_is_told_before_and_after_signing_in() {
    let app = TestApp::start().await;
    let mali = begun(&app).await;
    let csrf = mali.open("/registration/attachments").await.csrf();
    app.wait(TimeDelta::hours(2));
    let large = picture(1, 3_000_000);
    let away = mali.attach_with(&csrf, &[("สลิป.png", &large), ("สัญญา.png", &large)]).await;
    assert!(away.path.starts_with("/register?"), "{}", away.path);
    let banner = away.text(".govuk-notification-banner");
    assert!(banner.contains("ไฟล์ที่เลือกไว้ยังไม่ได้ส่ง"), "{banner}");

    let back = scraper::Html::parse_document(&away.body);
    let back = back.select(&scraper::Selector::parse("input[name=back]").unwrap()).next().unwrap();
    let back = back.attr("value").unwrap();
    let page = mali.sign_in(app.simulator.origin(), MALI, back).await;
    assert!(page.path.starts_with("/registration/attachments"), "{}", page.path);
    let banner = page.text(".govuk-notification-banner");
    assert!(banner.contains("โปรดเลือกไฟล์อีกครั้ง"), "{banner}");
    assert_eq!(mali.open("/registration/attachments").await.text(".govuk-notification-banner"), "");
}

#[tokio::test]
async fn a_page_of_a_debt_that_another_tab_removed_becomes_a_new_debt() {
    let app = TestApp::start().await;
    let mali = answered(&app, MALI).await;
    let loan = "/registration/debts/1/loan";
    let csrf = mali.open(loan).await.csrf();
    mali.fill("/registration/debts/1/remove", &[]).await;
    let typed = [("written", "130,000"), ("received", "ราวๆ แสน")];
    let gone = mali.send_with(&csrf, loan, &typed).await;
    assert_eq!(gone.status, 422);
    assert!(gone.text(".govuk-notification-banner").contains("ถูกลบไปแล้ว"));
    assert_eq!(gone.value("written"), "130,000");
    assert_eq!(mali.open(loan).await.value("received"), "ราวๆ แสน", "and it waits there");
    assert_eq!(mali.open("/registration/debts/1/terms").await.status, 404);

    let as_new = || async {
        let typed = [("written", "130,000"), ("received", "100000"), ("as-new", "1")];
        mali.send_with(&csrf, loan, &typed).await
    };
    let (first, second) = tokio::join!(as_new(), as_new());
    assert_eq!(first.path, "/registration/debts/2/creditor");
    assert_eq!(second.path, "/registration/debts/2/creditor", "a second press adds none");
    assert_eq!(mali.open("/registration/debts/2/loan").await.value("written"), "130,000");
    assert_eq!(mali.open(loan).await.status, 404);
    assert_eq!((done(&app, "debt-added").await, done(&app, "debt-removed").await), (2, 1));
}

#[tokio::test]
async fn a_page_posted_after_the_session_ended_waits_even_when_its_debt_was_removed() {
    let app = TestApp::start().await;
    let mali = begun(&app).await;
    add_debt(&mali, "เจ๊หมวย").await;
    let wishes = "/registration/debts/1/wishes";
    let csrf = mali.open(wishes).await.csrf();
    let elsewhere = app.signed_in(MALI).await;
    elsewhere.fill("/registration/debts/1/remove", &[]).await;
    app.wait(TimeDelta::hours(2));
    mali.send_with(&csrf, wishes, &[("other-words", "ขอผ่อนเดือนละพัน")]).await;
    let back = app.browser().sign_in(app.simulator.origin(), MALI, wishes).await;
    assert_eq!(back.value("other-words").trim(), "ขอผ่อนเดือนละพัน");
    assert!(back.text(".govuk-notification-banner").contains("ถูกลบไปแล้ว"));
}

#[tokio::test]
async fn a_page_posted_after_withdrawing_elsewhere_is_saved_by_sending_the_file_back() {
    let app = TestApp::start().await;
    let mali = register(&app, MALI).await;
    let contact = "/registration/form/contact";
    let csrf = mali.open(contact).await.csrf();
    mali.fill("/registration/withdraw", &[("reason", "afraid")]).await;
    let blocked = mali.send_with(&csrf, contact, &[("line", "ไลน์ใหม่")]).await;
    assert_eq!(blocked.status, 422);
    assert!(blocked.text("title").starts_with("ต้องแก้ไข:"), "{}", blocked.text("title"));
    assert!(blocked.text(".govuk-notification-banner").contains("ท่านถอนเรื่องไว้"));
    assert_eq!(blocked.value("line"), "ไลน์ใหม่");
    let refused = mali.attach(&[("สลิป.png", &picture(1, 10))]).await;
    assert!(refused.problems().contains("สลิป.png ยังไม่ได้แนบ เพราะท่านถอนเรื่องไว้"));
    assert_eq!(mali.open(contact).await.value("line"), "ไลน์ใหม่", "it waits");

    let saved = mali.fill(contact, &[("line", "ไลน์ใหม่"), ("resume", "1")]).await;
    assert_eq!(saved.path, "/registration/form/safety");
    let mine = mali.open("/registration").await;
    assert!(mine.text("main").contains("รับลงทะเบียนแล้ว"), "{}", mine.text("main"));
    assert_eq!(mali.open(contact).await.text(".govuk-notification-banner"), "");
    assert_eq!(mali.open(contact).await.value("line"), "ไลน์ใหม่");
    assert_eq!(done(&app, "resumed").await, 1);
}

#[tokio::test]
async fn an_address_typed_before_its_district_waits_for_the_district() {
    let app = TestApp::start().await;
    let mali = begun(&app).await;
    mali.fill("/registration/form/province", &[("province", "49")]).await;
    mali.fill("/registration/form/district", &[("district", "4901")]).await;
    let csrf = mali.open("/registration/form/address").await.csrf();
    mali.fill("/registration/form/district", &[("district", "")]).await;
    let typed = [("subdistrict", "490101"), ("street", "99/9 หมู่ 9"), ("then", "check")];
    let first = mali.send_with(&csrf, "/registration/form/address", &typed).await;
    assert!(first.path.starts_with("/registration/form/district?"), "{}", first.path);
    assert!(first.text(".govuk-notification-banner").contains("โปรดตอบข้อนี้ก่อน"));
    let then = first.value("then");
    let district = [("district", "4901"), ("then", &then)];
    let address = mali.fill("/registration/form/district", &district).await;
    assert_eq!(address.path, "/registration/form/address?then=check");
    assert_eq!(address.value("street"), "99/9 หมู่ 9");
    assert!(address.text(".govuk-notification-banner").contains("ยังไม่ได้บันทึก"));
}

#[tokio::test]
async fn a_page_that_was_to_lead_back_to_the_answers_still_does_after_signing_in() {
    let app = TestApp::start().await;
    let mali = begun(&app).await;
    let csrf = mali.open("/registration/form/contact?then=check").await.csrf();
    app.wait(TimeDelta::hours(2));
    let typed = [("line", "ไลน์ของมะลิ"), ("then", "check")];
    let away = mali.send_with(&csrf, "/registration/form/contact", &typed).await;
    assert!(away.path.contains("contact%3Fthen%3Dcheck"), "{}", away.path);
    let asked = mali.open("/registration/form/safety?then=check").await;
    assert!(asked.path.contains("safety%3Fthen%3Dcheck"), "{}", asked.path);
    for back in ["/registration/form/contact?then=check", "/registration/form/contact"] {
        let page = mali.sign_in(app.simulator.origin(), MALI, back).await;
        assert_eq!((page.value("line"), page.value("then")), ("ไลน์ของมะลิ".into(), "check".into()));
    }
    let saved = mali.fill("/registration/form/contact", &typed).await;
    assert_eq!(saved.path, "/registration/check");
}

#[tokio::test]
async fn of_many_files_those_that_fit_are_taken_and_each_other_is_named_with_its_reason() {
    let app = TestApp::start().await;
    let mali = begun(&app).await;
    let (large, small) = (picture(1, 9_000_000), picture(2, 100));
    let mut files: Vec<(String, &[u8])> =
        (1..=8).map(|number| (format!("ใหญ่{number}.png"), large.as_slice())).collect();
    files.push(("พอดี.png".into(), &small));
    files.push(("ว่าง.png".into(), b""));
    files.push(("โปรแกรม.png".into(), b"MZ\x90"));
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, b)| (n.as_str(), *b)).collect();
    let shown = mali.attach(&files).await;
    assert_eq!(shown.status, 422, "72 MB at once");
    assert_eq!(shown.text(".files li a"), "พอดี.png");
    assert_snapshot!(shown.problems(), @"
    ไฟล์ ใหญ่1.png ใหญ่เกิน 8 MB จึงยังไม่ได้แนบ โปรดถ่ายใหม่ให้เล็กลง
    ไฟล์ ใหญ่2.png ใหญ่เกิน 8 MB จึงยังไม่ได้แนบ โปรดถ่ายใหม่ให้เล็กลง
    ไฟล์ ใหญ่3.png ใหญ่เกิน 8 MB จึงยังไม่ได้แนบ โปรดถ่ายใหม่ให้เล็กลง
    ไฟล์ ใหญ่4.png ใหญ่เกิน 8 MB จึงยังไม่ได้แนบ โปรดถ่ายใหม่ให้เล็กลง
    ไฟล์ ใหญ่5.png ใหญ่เกิน 8 MB จึงยังไม่ได้แนบ โปรดถ่ายใหม่ให้เล็กลง
    ไฟล์ ใหญ่6.png ใหญ่เกิน 8 MB จึงยังไม่ได้แนบ โปรดถ่ายใหม่ให้เล็กลง
    ไฟล์ ใหญ่7.png ใหญ่เกิน 8 MB จึงยังไม่ได้แนบ โปรดถ่ายใหม่ให้เล็กลง
    ไฟล์ ใหญ่8.png ใหญ่เกิน 8 MB จึงยังไม่ได้แนบ โปรดถ่ายใหม่ให้เล็กลง
    ไฟล์ ว่าง.png ว่างเปล่า
    ไฟล์ โปรแกรม.png ไม่ใช่รูปหรือ PDF จึงรับไม่ได้
    ");
}

#[tokio::test]
async fn the_file_that_is_there_already_is_no_file_too_many() {
    let app = TestApp::start().await;
    let mali = begun(&app).await;
    let pictures: Vec<Vec<u8>> = (0..30).map(|number| picture(number, 50)).collect();
    let names: Vec<String> = (1..=30).map(|number| format!("{number}.png")).collect();
    let mut files: Vec<(&str, &[u8])> = names
        .iter()
        .zip(&pictures)
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    files.push(("ซ้ำ.png", &pictures[3]));
    let shown = mali.attach(&files).await;
    assert_eq!(shown.problems(), "");
    let another = picture(99, 50);
    let shown = mali.attach(&[("เกิน.png", &another), ("ซ้ำ.png", &pictures[29])]).await;
    assert_snapshot!(shown.problems(), @"ไฟล์ เกิน.png ยังไม่ได้แนบ เพราะแนบได้ไม่เกิน 30 ไฟล์ โปรดลบไฟล์ที่ไม่ใช้ก่อน");
    assert_eq!(shown.text(".files li a").lines().count(), 30);
    assert_eq!(done(&app, "file-added").await, 30);
}

#[tokio::test]
async fn an_address_that_was_typed_stays_when_the_district_changes() {
    let app = TestApp::start().await;
    let mali = begun(&app).await;
    mali.fill("/registration/form/province", &[("province", "49")]).await;
    mali.fill("/registration/form/district", &[("district", "4901")]).await;
    let wrong = [("subdistrict", ""), ("street", "99/9 หมู่ 9")];
    assert_eq!(mali.fill("/registration/form/address", &wrong).await.status, 422);
    let address = mali.fill("/registration/form/district", &[("district", "4902")]).await;
    assert_eq!(address.path, "/registration/form/address");
    assert_eq!(address.value("street"), "99/9 หมู่ 9");
}

#[tokio::test]
async fn a_text_that_is_far_too_long_comes_back_to_be_shortened() {
    let app = TestApp::start().await;
    let mali = begun(&app).await;
    add_debt(&mali, "เจ๊หมวย").await;
    let wishes = "/registration/debts/1/wishes";
    let story = "เรื่องของฉัน ".repeat(10_000);
    let shown = mali.fill(wishes, &[("wish", "advice"), ("other-words", &story)]).await;
    assert_eq!(shown.status, 422);
    assert!(shown.problems().contains("ยาวเกินไป"), "{}", shown.problems());
    assert_eq!(shown.value("other-words").trim(), story.trim());
    assert_eq!(mali.open(wishes).await.value("other-words").trim(), "", "too long to keep");
}

#[tokio::test]
async fn beginning_twice_at_once_begins_once() {
    let app = TestApp::start().await;
    let mali = app.signed_in(MALI).await;
    let csrf = mali.open("/registration/start").await.csrf();
    let begin = || mali.send_with(&csrf, "/registration/start", &[("notice", "yes")]);
    let (first, second, third) = tokio::join!(begin(), begin(), begin());
    for shown in [first, second, third] {
        assert!(shown.path.starts_with("/registration"), "{}", shown.path);
        assert_eq!(shown.status, 200);
    }
    assert_eq!(done(&app, "begun").await, 1);
}

#[tokio::test]
async fn adding_and_removing_debts_and_files_is_recorded_once_each() {
    let app = TestApp::start().await;
    let mali = begun(&app).await;
    for _ in 0..2 {
        mali.fill("/registration/debts", &[("another", "yes")]).await;
    }
    let csrf = mali.open("/registration/debts/1/remove").await.csrf();
    for _ in 0..2 {
        mali.send_with(&csrf, "/registration/debts/1/remove", &[]).await;
    }
    let slip = picture(1, 10);
    let added = mali.attach(&[("สลิป.png", &slip), ("สลิป.png", &slip)]).await;
    let remove = forms(&added).into_iter().find(|form| form.ends_with("/remove")).unwrap();
    for _ in 0..2 {
        mali.send_with(&csrf, &remove, &[]).await;
    }
    for action in ["debt-added", "debt-removed", "file-added", "file-removed"] {
        assert_eq!(done(&app, action).await, 1, "{action}");
    }
}

#[tokio::test]
async fn the_summary_of_too_many_payments_leads_to_their_list() {
    let app = TestApp::start().await;
    let mali = begun(&app).await;
    mali.fill("/registration/debts", &[("another", "yes")]).await;
    let mut fields = vec![("paid-how", "list")];
    for _ in 0..401 {
        fields.extend([("payment-date", "2567"), ("payment-amount", "100")]);
    }
    let shown = mali.fill("/registration/debts/1/payments", &fields).await;
    assert_eq!(shown.status, 422);
    let page = scraper::Html::parse_document(&shown.body);
    let links = scraper::Selector::parse(".govuk-error-summary__list a").unwrap();
    let mut links = page.select(&links);
    let target = scraper::Selector::parse(links.next().unwrap().attr("href").unwrap()).unwrap();
    let list = page.select(&target).next().expect("what the summary links to");
    assert!(list.text().collect::<String>().contains("ใส่ได้ไม่เกิน 400 ครั้ง"));
}

#[tokio::test]
async fn a_page_with_problems_says_so_in_its_title_the_answers_too() {
    let app = TestApp::start().await;
    let mali = begun(&app).await;
    let refused = mali.send("/registration/check", "/registration/submit", &[]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text("title").starts_with("ต้องแก้ไข:"), "{}", refused.text("title"));
}

#[tokio::test]
async fn every_control_of_a_page_can_be_told_from_the_others_by_its_name() {
    let app = TestApp::start().await;
    let mali = begun(&app).await;
    mali.fill("/registration/debts", &[("another", "yes")]).await;
    for page in ["form/contact", "form/living", "debts/1/clues", "debts/1/loan", "debts/1/payments"]
    {
        let shown = mali.open(&format!("/registration/{page}")).await;
        let mut names: Vec<String> =
            shown.text(".unknown label, .certainty label").lines().map(str::to_owned).collect();
        assert!(!names.is_empty(), "{page}");
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all, "{page}: {names:?}");
    }
}

/// Where the forms of a page lead.
fn forms(shown: &Shown) -> Vec<String> {
    let page = scraper::Html::parse_document(&shown.body);
    let forms = scraper::Selector::parse("form[action]").unwrap();
    page.select(&forms).filter_map(|form| Some(form.attr("action")?.to_owned())).collect()
}
