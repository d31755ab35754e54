//! What anybody finds who opens the portal, signed in or not.

use chrono::TimeDelta;
use insta::assert_snapshot;
use reqwest::StatusCode;

use crate::app::TestApp;
use crate::people::{MALI, Shown};

const PAGES: [&str; 13] = [
    "/",
    "/register",
    "/office",
    "/report",
    "/offices",
    "/offices/4901",
    "/law",
    "/privacy",
    "/privacy/2569-1",
    "/privacy/2569-2",
    "/quick-exit",
    "/about",
    "/posters",
];

/// The headings of a page with their levels, in order.
fn headings(page: &Shown) -> Vec<u32> {
    let html = scraper::Html::parse_document(&page.body);
    let any = scraper::Selector::parse("h1, h2, h3, h4").unwrap();
    html.select(&any).map(|h| h.value().name()[1..].parse().unwrap()).collect()
}

#[tokio::test]
async fn every_public_page_can_be_read_in_both_languages() {
    let app = TestApp::start().await;
    for language in ["th", "en"] {
        let browser = app.browser();
        browser.get(&format!("/language/{language}")).await;
        for path in PAGES {
            let page = browser.open(path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert!(page.body.contains(&format!("<html lang=\"{language}\"")), "{path}");
            assert!(!page.body.contains('⟦'), "{path} in {language} lacks a sentence");
            let levels = headings(&page);
            assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1, "{path}");
            let jump = levels.windows(2).find(|pair| pair[1] > pair[0] + 1);
            assert_eq!(jump, None, "{path}: {levels:?}");
        }
    }
}

#[tokio::test]
async fn every_link_of_the_public_pages_leads_somewhere() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let link = scraper::Selector::parse("a[href^='/']").unwrap();
    let mut links = std::collections::BTreeSet::new();
    for path in PAGES {
        let html = scraper::Html::parse_document(&browser.open(path).await.body);
        links.extend(html.select(&link).map(|a| a.attr("href").unwrap().to_owned()));
    }
    links.remove("/exit");
    for href in links {
        let status = browser.open(&href).await.status;
        assert_eq!(status, StatusCode::OK, "{href}");
    }
}

/// What the first page says of the round.
fn standing(page: &Shown) -> String {
    page.text("main > p strong").lines().next().unwrap().to_owned()
}

#[tokio::test]
async fn the_first_page_says_until_when_one_can_register() {
    let app = TestApp::start().await;
    let page = app.browser().open("/").await;
    assert_snapshot!(standing(&page), @"เปิดรับลงทะเบียนตลอด 24 ชั่วโมง ถึงวันที่ 20 กุมภาพันธ์ 2570");
    assert_eq!(page.text("a.govuk-button"), "ลงทะเบียนลูกหนี้นอกระบบ");
    assert!(!page.body.contains("ลงทะเบียนแล้วในรอบนี้"), "nobody has registered yet");

    app.wait(TimeDelta::days(100));
    let page = app.browser().open("/").await;
    assert_snapshot!(standing(&page), @"รอบรับลงทะเบียนนี้ปิดแล้วเมื่อวันที่ 20 กุมภาพันธ์ 2570");
    assert_eq!(page.text("a.govuk-button"), "เข้าสู่ระบบเพื่อดูการลงทะเบียนเดิม");
}

#[tokio::test]
async fn signing_in_comes_back_only_to_pages_of_this_site() {
    let app = TestApp::start().await;
    let browser = app.browser();
    for (asked, back) in [
        ("/register", "/registration"),
        ("/register?back=/registration/debts", "/registration/debts"),
        ("/register?back=https://evil.example/", "/registration"),
        ("/register?back=//evil.example", "/registration"),
        ("/register?back=%ff&back=x&kept=%00", "/registration"),
    ] {
        assert_eq!(browser.open(asked).await.value("back"), back, "{asked}");
    }
    let kept = browser.open("/register?kept=1").await;
    assert_snapshot!(kept.text(".govuk-notification-banner__content"), @"สิ่งที่ท่านพิมพ์ไว้ยังอยู่ครบ เข้าสู่ระบบอีกครั้งแล้วท่านจะกลับไปหน้าเดิมเพื่อบันทึก");
    let signed_in = app.signed_in(MALI).await;
    let page = signed_in.open("/register?kept=1").await;
    assert_eq!(page.text("main a.govuk-button"), "ทำต่อจากที่ค้างไว้");
}

#[tokio::test]
async fn an_office_is_found_by_what_people_type() {
    let app = TestApp::start().await;
    let browser = app.browser();
    for (typed, first) in [
        ("ปักธงชัย", "ที่ว่าการอำเภอปักธงชัย"),
        ("อ.เมือง จ.มุกดาหาร", "ที่ว่าการอำเภอเมืองมุกดาหาร"),
        ("เขตดุสิต กทม.", "สำนักงานเขตดุสิต"),
        ("pak thong chai", "ที่ว่าการอำเภอปักธงชัย"),
        ("๔๙๐๑", "ที่ว่าการอำเภอเมืองมุกดาหาร"),
        ("58130", "ที่ว่าการอำเภอกัลยาณิวัฒนา"),
    ] {
        let path = format!("/offices?{}", query(typed));
        let found = browser.open(&path).await.text("main ul.govuk-list a");
        assert_eq!(found.lines().next(), Some(first), "{typed}");
    }
    let none = browser.open(&format!("/offices?{}", query("ไม่มีที่นี่"))).await;
    assert_snapshot!(none.text("main h2, main h2 + p"), @"
    พบ 0 แห่ง สำหรับ “ไม่มีที่นี่”
    ไม่พบหน่วยที่มีชื่อนี้ ลองพิมพ์เพียงบางส่วนของชื่อ ตรวจตัวสะกด หรือเลือกจังหวัดแทน หากไม่แน่ใจ โทรถาม 1567
    ");
    let long = browser.open(&format!("/offices?q={}", "x".repeat(81))).await;
    assert_snapshot!(long.problems(), @"ข้อความยาวเกินไป พิมพ์เพียงชื่ออำเภอ ตำบล หรือจังหวัดก็พอ");
    let many = browser.open(&format!("/offices?{}", query("เมือง"))).await;
    assert_eq!(many.text("main ul.govuk-list a").lines().count(), 50);
}

/// `q=` and a text as it stands in an address.
fn query(typed: &str) -> String {
    url::form_urlencoded::Serializer::new(String::new()).append_pair("q", typed).finish()
}

#[tokio::test]
async fn a_province_lists_its_centre_and_its_districts() {
    let app = TestApp::start().await;
    let page = app.browser().open("/offices?province=49").await;
    assert_snapshot!(page.text("main h2, main ul.govuk-list a"), @"
    หน่วยรับลงทะเบียนในจังหวัดมุกดาหาร
    ศูนย์ดำรงธรรมจังหวัดมุกดาหาร
    ที่ว่าการอำเภอเมืองมุกดาหาร
    ที่ว่าการอำเภอนิคมคำสร้อย
    ที่ว่าการอำเภอดอนตาล
    ที่ว่าการอำเภอดงหลวง
    ที่ว่าการอำเภอคำชะอี
    ที่ว่าการอำเภอหว้านใหญ่
    ที่ว่าการอำเภอหนองสูง
    ");
}

#[tokio::test]
async fn a_code_that_is_no_office_is_explained() {
    let app = TestApp::start().await;
    let browser = app.browser();
    for code in ["4999", "10"] {
        let page = browser.open(&format!("/offices/{code}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{code}");
        assert!(page.text("h1").contains(code));
    }
    assert_snapshot!(browser.open("/offices/4999").await.text("main"), @"ไม่มีหน่วยรหัส 4999 ในระบบนี้ รหัสที่ลงท้ายด้วยเลขสูง เช่น 4999 เป็นรหัสสำนักทะเบียนของเทศบาลหรือสาขา ซึ่งไม่ใช่หน่วยรับลงทะเบียนหนี้นอกระบบ ใช้รหัสของอำเภอที่เทศบาลนั้นตั้งอยู่แทน โปรดตรวจตัวเลขอีกครั้ง หรือค้นหาจากชื่อ ดูทุกหน่วยในจังหวัดมุกดาหาร");
    for path in
        ["/offices/abc", "/offices/490101", "/privacy/1", "/posters/x.pdf", "/posters/office/x"]
    {
        assert_eq!(browser.open(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn each_entrance_has_a_poster_and_a_qr_code() {
    let app = TestApp::start().await;
    let browser = app.browser();
    for entrance in ["register", "office", "report"] {
        for (file, media_type) in [
            (format!("{entrance}.pdf"), "application/pdf"),
            (format!("{entrance}/qr.svg"), "image/svg+xml"),
            (format!("{entrance}/qr.png"), "image/png"),
        ] {
            let answer = browser.open(&format!("/posters/{file}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{file}");
            assert_eq!(answer.headers["content-type"], media_type, "{file}");
        }
    }
}
