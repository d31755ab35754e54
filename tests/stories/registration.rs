//! A debtor registers, comes back, completes and takes back.

use chrono::TimeDelta;
use insta::assert_snapshot;

use crate::app::TestApp;
use crate::people::{Browser, MALI, SOMMOT, Shown};

/// The debtor's own pages, answered so that the file goes to เมืองมุกดาหาร.
pub(crate) async fn answer_own_pages(mali: &Browser) {
    mali.fill("/registration/start", &[("notice", "yes")]).await;
    let pages: &[(&str, &[(&str, &str)])] = &[
        ("contact", &[("phone", "081-234-5678"), ("phone-shared", "no"), ("line", "mali.t")]),
        ("safety", &[("contact-hours", "evening"), ("not-at-home", "yes"), ("safe-word", "ดอกบัว")]),
        ("province", &[("province", "49")]),
        ("district", &[("district", "4901")]),
        ("address", &[("subdistrict", "490101"), ("street", "99/9 หมู่ 9")]),
        ("office", &[("office-choice", "near")]),
        ("living", &[("occupation", "trader"), ("income", "๑๒,๐๐๐"), ("dependants", "2")]),
    ];
    for (page, fields) in pages {
        let shown = mali.fill(&format!("/registration/form/{page}"), fields).await;
        assert_eq!(shown.problems(), "", "{page}");
    }
}

/// One debt of a published case: 40,000 at 10% a month.
pub(crate) async fn add_debt(mali: &Browser, creditor: &str) {
    let shown = mali.fill("/registration/debts", &[("another", "yes")]).await;
    let debt = shown.path.trim_end_matches("/creditor").to_owned();
    let pages: &[(&str, &[(&str, &str)])] = &[
        (
            "creditor",
            &[
                ("creditor-kind", "agent"),
                ("creditor-alias", creditor),
                ("creditor-alias-sure", "heard"),
            ],
        ),
        ("clues", &[("creditor-place", "ตลาดสด"), ("creditor-place-sure", "known")]),
        ("loan", &[("borrowed-year", "2566"), ("written", "60,000"), ("received", "40k")]),
        ("terms", &[("terms-kind", "percent"), ("rate", "10"), ("rate-period", "month")]),
        ("payments", &[("paid-how", "total"), ("paid-total", "8000"), ("claimed", "50,000")]),
        ("papers", &[("contract", "creditor"), ("collateral", "atm-card")]),
        ("conduct", &[("conduct", "threats"), ("urgent", "yes")]),
        ("wishes", &[("wish", "mediation")]),
    ];
    for (page, fields) in pages {
        let shown = mali.fill(&format!("{debt}/{page}"), fields).await;
        assert_eq!(shown.problems(), "", "{page}");
    }
}

/// A debtor who has answered everything, of themselves and of one debt, and sent nothing.
pub(crate) async fn answered(app: &TestApp, pid: &str) -> Browser {
    let mali = app.signed_in(pid).await;
    answer_own_pages(&mali).await;
    add_debt(&mali, "เจ๊หมวย").await;
    mali
}

pub(crate) async fn register(app: &TestApp, pid: &str) -> Browser {
    let mali = answered(app, pid).await;
    let receipt = mali.send("/registration/check", "/registration/submit", &[]).await;
    assert_eq!(receipt.path, "/registration/receipt", "{}", receipt.text("main"));
    mali
}

#[tokio::test]
async fn a_debtor_registers_and_holds_a_receipt_that_verifies_and_names_nobody() {
    let app = TestApp::start().await;
    let mali = register(&app, MALI).await;
    let receipt = mali.open("/registration/receipt").await;
    let number = receipt.text(".tracking");
    assert!(number.starts_with("PN-69-4901-"), "{number}");

    let link = scraper::Html::parse_document(&receipt.body);
    let link =
        link.select(&scraper::Selector::parse("a[href^='/verify/']").unwrap()).next().unwrap();
    let verified = app.browser().open(link.attr("href").unwrap()).await;
    assert!(verified.text("main").contains("ใบรับจริง"), "{}", verified.text("main"));
    assert!(verified.text("main").contains(&number));
    for name in ["มะลิ", "ทดสอบดี", "หมวย", "081"] {
        assert!(!verified.body.contains(name), "{name}");
    }

    assert_eq!(app.run_notices().await, 2, "the totals and the desk");
    assert_eq!(app.run_notices().await, 0, "done once");
    let totals =
        sqlx::query!("select territory, registrations, debts, claimed_satang from territory_day")
            .fetch_all(&app.app.db)
            .await
            .unwrap();
    for (total, territory) in totals.iter().zip(["office:4901", "province:49", "nation"]) {
        assert_eq!(total.territory, territory);
        assert_eq!((total.registrations, total.debts, total.claimed_satang), (1, 1, 5_000_000));
    }
}

#[tokio::test]
async fn saving_twice_makes_one_registration_and_a_second_attempt_leads_to_the_first() {
    let app = TestApp::start().await;
    let mali = answered(&app, MALI).await;
    let csrf = mali.open("/registration/check").await.csrf();
    let submit = || mali.send_with(&csrf, "/registration/submit", &[]);
    let (first, second) = tokio::join!(submit(), submit());
    assert_eq!(first.text(".tracking"), second.text(".tracking"));

    let elsewhere = app.signed_in(MALI).await;
    let again = elsewhere.open("/registration/start").await;
    assert_eq!(again.path, "/registration");
    assert!(again.text("main").contains(&first.text(".tracking")));
    let versions = sqlx::query_scalar!("select count(*) from registration_version")
        .fetch_one(&app.app.db)
        .await
        .unwrap();
    assert_eq!(versions, Some(1));
}

#[tokio::test]
async fn a_bad_page_comes_back_with_every_problem_and_everything_typed() {
    let app = TestApp::start().await;
    let mali = app.signed_in(MALI).await;
    mali.fill("/registration/start", &[("notice", "yes")]).await;
    let contact = mali
        .fill("/registration/form/contact", &[("phone", "12345"), ("line", &"ก".repeat(80))])
        .await;
    assert_eq!(contact.status, 422);
    assert_snapshot!(contact.problems(), @"
    เบอร์โทรศัพท์: เบอร์โทรไทยขึ้นต้นด้วย 0 หรือ +66
    ไลน์ไอดี (LINE ID): ยาวเกินไป: 80 ตัวอักษร โปรดลดให้ไม่เกิน 60
    ");
    assert_eq!(contact.value("phone"), "12345");

    let later = app.signed_in(MALI).await.open("/registration/form/contact").await;
    assert_eq!(later.value("phone"), "12345", "kept even though wrong, and on another device");
}

#[tokio::test]
async fn amounts_and_dates_are_taken_as_people_type_them_or_explained() {
    let app = TestApp::start().await;
    let mali = app.signed_in(MALI).await;
    mali.fill("/registration/start", &[("notice", "yes")]).await;
    mali.fill("/registration/debts", &[("another", "yes")]).await;
    for good in ["๑๐,๐๐๐", "10k", "10,000.50", "1.5 แสน", "฿500", "0"] {
        let shown = mali.fill("/registration/debts/1/loan", &[("received", good)]).await;
        assert_eq!(shown.problems(), "", "{good}");
    }
    for bad in ["ten", "-5", "1,00", "10.000", "1.005", "99999999999999"] {
        let shown = mali.fill("/registration/debts/1/loan", &[("received", bad)]).await;
        assert_eq!(shown.status, 422, "{bad}");
        assert_eq!(shown.value("received"), bad);
    }
    let dates = [
        (["", "", "2566"], ""),
        (["", "ธ.ค.", "66"], ""),
        (["1", "12", "2023"], ""),
        (["31", "4", "2566"], "ไม่มีวันนี้ในปฏิทิน"),
        (["1", "1", "2580"], "วันที่ยังมาไม่ถึง"),
        (["1", "", "2566"], "โปรดใส่เดือน"),
        (["1", "1", ""], "โปรดใส่ปี"),
    ];
    for ([day, month, year], problem) in dates {
        let fields = [("borrowed-day", day), ("borrowed-month", month), ("borrowed-year", year)];
        let shown = mali.fill("/registration/debts/1/loan", &fields).await;
        assert!(shown.problems().contains(problem), "{day}/{month}/{year}: {}", shown.problems());
        assert_eq!(shown.problems().is_empty(), problem.is_empty());
    }
}

#[tokio::test]
async fn what_is_posted_after_the_session_ended_waits_for_its_owner_alone() {
    let app = TestApp::start().await;
    let mali = app.signed_in(MALI).await;
    mali.fill("/registration/start", &[("notice", "yes")]).await;
    let csrf = mali.open("/registration/form/contact").await.csrf();
    app.wait(TimeDelta::hours(2));
    let fields = [("phone", "0899999999"), ("line", "ไลน์ของมะลิ")];
    let sent_away = mali.send_with(&csrf, "/registration/form/contact", &fields).await;
    assert!(sent_away.path.starts_with("/register?"), "{}", sent_away.path);
    assert!(sent_away.path.contains("kept=1"));

    let other = app.browser();
    other.sign_in(app.simulator.origin(), SOMMOT, "/registration/start").await;
    other.fill("/registration/start", &[("notice", "yes")]).await;
    assert_eq!(other.open("/registration/form/contact").await.value("line"), "");

    let back = app.browser();
    let form = back.sign_in(app.simulator.origin(), MALI, "/registration/form/contact").await;
    assert_eq!(form.value("phone"), "0899999999");
    assert_eq!(form.value("line"), "ไลน์ของมะลิ");
    back.fill("/registration/form/contact", &fields).await;
    assert!(!back.open("/registration/form/contact").await.text("main").contains("ออกจากระบบ"));
}

#[tokio::test]
async fn a_registration_is_completed_withdrawn_and_sent_back_with_every_version_kept() {
    let app = TestApp::start().await;
    let mali = register(&app, MALI).await;
    mali.fill("/registration/debts/1/loan", &[("borrowed-year", "2566"), ("received", "39,000")])
        .await;
    let mine = mali.open("/registration").await;
    assert!(mine.text("main").contains("ยังไม่ได้ส่งให้เจ้าหน้าที่"));
    mali.send("/registration/check", "/registration/submit", &[]).await;
    assert!(mali.open("/registration/versions/1").await.text("main").contains("40,000 บาท"));
    assert!(mali.open("/registration/versions/2").await.text("main").contains("39,000 บาท"));
    assert_eq!(mali.open("/registration/versions/3").await.status, 404);

    let empty = mali.fill("/registration/withdraw", &[]).await;
    assert_eq!(empty.status, 422);
    let withdrawn = mali.fill("/registration/withdraw", &[("reason", "afraid")]).await;
    assert!(withdrawn.text("main").contains("ถอนเรื่องแล้ว"));
    let blocked = mali.send("/registration", "/registration/form/contact", &[("line", "x")]).await;
    assert_eq!(blocked.status, 422);
    let resumed = mali.send("/registration", "/registration/resume", &[]).await;
    assert!(resumed.text("main").contains("รับลงทะเบียนแล้ว"));
    assert_snapshot!(resumed.text(".timeline li"), @"
    22 พฤศจิกายน 2569 เวลา 10.00 น. ส่งเรื่องกลับไปที่หน่วย ดูข้อมูลครั้งที่ 2
    22 พฤศจิกายน 2569 เวลา 10.00 น. ถอนเรื่อง ดูข้อมูลครั้งที่ 2
    22 พฤศจิกายน 2569 เวลา 10.00 น. ส่งข้อมูลเพิ่มเติม ดูข้อมูลครั้งที่ 2
    22 พฤศจิกายน 2569 เวลา 10.00 น. บันทึกข้อมูลครั้งแรก ส่งถึงหน่วยแล้ว ดูข้อมูลครั้งที่ 1
    ");
}

#[tokio::test]
async fn the_file_goes_to_the_office_of_the_district_or_to_another_that_is_chosen() {
    let app = TestApp::start().await;
    let mali = app.signed_in(MALI).await;
    answer_own_pages(&mali).await;
    let cases = [
        ([("office-choice", "near"), ("office-code", "")], ""),
        ([("office-choice", "province"), ("office-code", "")], ""),
        ([("office-choice", "other"), ("office-code", "๑๐๐๑")], ""),
        ([("office-choice", "other"), ("office-code", "4999")], "ไม่มีหน่วยรับลงทะเบียนรหัสนี้"),
        ([("office-choice", ""), ("office-code", "")], "โปรดเลือกข้อนี้ก่อน"),
    ];
    for (fields, problem) in cases {
        let shown = mali.fill("/registration/form/office", &fields).await;
        assert!(shown.problems().contains(problem), "{fields:?}: {}", shown.problems());
        assert_eq!(shown.problems().is_empty(), problem.is_empty(), "{fields:?}");
    }
}

#[tokio::test]
async fn a_changed_province_asks_for_the_areas_below_it_again() {
    let app = TestApp::start().await;
    let mali = answered(&app, MALI).await;
    mali.fill("/registration/form/province", &[("province", "10")]).await;
    let refused = mali.send("/registration/check", "/registration/submit", &[]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.problems().contains("โปรดเลือกใหม่"), "{}", refused.problems());
}

#[tokio::test]
async fn a_wrong_postal_code_is_told_the_right_ones_and_a_blank_one_is_filled_in() {
    let app = TestApp::start().await;
    let mali = app.signed_in(MALI).await;
    answer_own_pages(&mali).await;
    assert_eq!(mali.open("/registration/form/address").await.value("postal-code"), "49000");
    let fields = [("subdistrict", "490101"), ("postal-code", "10110")];
    let wrong = mali.fill("/registration/form/address", &fields).await;
    assert!(wrong.problems().contains("49000"), "{}", wrong.problems());
}

#[tokio::test]
async fn a_debt_is_added_once_however_often_one_clicks_and_removed_only_when_asked_twice() {
    let app = TestApp::start().await;
    let mali = app.signed_in(MALI).await;
    answer_own_pages(&mali).await;
    mali.fill("/registration/debts", &[("another", "yes")]).await;
    let again = mali.fill("/registration/debts", &[("another", "yes")]).await;
    assert_eq!(again.path, "/registration/debts/1/creditor");
    assert!(mali.open("/registration/debts/1/remove").await.text("h1").contains('1'));
    let list = mali.fill("/registration/debts/1/remove", &[]).await;
    assert_eq!(list.path, "/registration/debts");
    assert_eq!(mali.open("/registration/debts/1/creditor").await.status, 404);
    let none = mali.fill("/registration/debts", &[("another", "no")]).await;
    assert_eq!(none.status, 422, "a registration has a debt");
}

#[tokio::test]
async fn a_page_saved_again_unchanged_is_no_change() {
    let app = TestApp::start().await;
    let mali = register(&app, MALI).await;
    let same = [("paid-how", "total"), ("paid-total", "8000"), ("claimed", "50,000")];
    mali.fill("/registration/debts/1/payments", &same).await;
    let mine = mali.open("/registration").await;
    assert!(!mine.text("main").contains("ยังไม่ได้ส่งให้เจ้าหน้าที่"));
    mali.send("/registration/check", "/registration/submit", &[]).await;
    assert_eq!(mali.open("/registration/versions/2").await.status, 404);
}

#[tokio::test]
async fn only_answers_that_were_shown_are_sent() {
    let app = TestApp::start().await;
    let mali = answered(&app, MALI).await;
    let read = mali.open("/registration/check").await;
    let other = app.signed_in(MALI).await;
    other.fill("/registration/debts/1/creditor", &[("creditor-alias", "เฮียตี๋")]).await;
    let press = async |page: &Shown| {
        let seen = page.value("seen");
        mali.send_with(&page.csrf(), "/registration/submit", &[("seen", &*seen)]).await
    };
    let told = press(&read).await;
    assert_eq!(told.status, 409);
    assert!(told.text("main").contains("เฮียตี๋"), "{}", told.text("main"));
    assert!(told.text("main").contains("จากอุปกรณ์อื่น"), "{}", told.text("main"));
    let sent = press(&told).await;
    assert_eq!(sent.path, "/registration/receipt");
    assert_eq!(press(&told).await.path, "/registration/receipt", "twice is once");
    assert_eq!(mali.open("/registration/versions/2").await.status, 404);
}

#[tokio::test]
async fn a_payment_before_the_loan_is_named() {
    let app = TestApp::start().await;
    let mali = answered(&app, MALI).await;
    let fields = [
        ("paid-how", "list"),
        ("payment-date", "5 ม.ค. 65"),
        ("payment-amount", "1,000"),
        ("payment-date", "5/1/2567"),
        ("payment-amount", "เยอะ"),
    ];
    let shown = mali.fill("/registration/debts/1/payments", &fields).await;
    assert!(shown.problems().contains("อ่านจำนวนเงินไม่ได้"), "{}", shown.problems());
    assert_eq!(shown.body.matches("5 ม.ค. 65").count(), 1, "what was typed stays");
    let fields = [("paid-how", "list"), ("payment-date", "5 ม.ค. 65"), ("payment-amount", "1,000")];
    let shown = mali.fill("/registration/debts/1/payments", &fields).await;
    assert!(shown.problems().contains("ก่อนวันที่กู้"), "{}", shown.problems());
}

#[tokio::test]
async fn more_rows_of_payments_begin_at_the_first_blank_one() {
    let app = TestApp::start().await;
    let mali = answered(&app, MALI).await;
    let fields = [
        ("paid-how", "list"),
        ("payment-date", "5/1/2567"),
        ("payment-amount", "1,000"),
        ("payment-date", "5/2/2567"),
        ("payment-amount", "2,000"),
        ("payment-date", ""),
        ("payment-amount", ""),
        ("more", "1"),
    ];
    let shown = mali.fill("/registration/debts/1/payments", &fields).await;
    let (_, first_blank) = shown.path.split_once('#').expect("it leads to a row");
    assert_eq!(first_blank, "payment-date-2");
    assert_eq!(shown.values("payment-amount")[..3], ["1,000", "2,000", ""]);
}

#[tokio::test]
async fn a_citizen_number_with_a_wrong_digit_is_explained() {
    let app = TestApp::start().await;
    let mali = answered(&app, MALI).await;
    let cases = [
        ("๑-๙๙๐๑-๐๐๐๐๐-๐๑-๑", ""),
        ("1990100000012", "เลขนี้ไม่ถูกต้อง"),
        ("19901", "เลขประจำตัวประชาชนมี 13 หลัก"),
        ("abc", "เลขประจำตัวประชาชนต้องเป็นตัวเลข"),
    ];
    for (typed, problem) in cases {
        let shown = mali.fill("/registration/debts/1/clues", &[("creditor-number", typed)]).await;
        assert!(shown.problems().contains(problem), "{typed}: {}", shown.problems());
        assert_eq!(shown.problems().is_empty(), problem.is_empty(), "{typed}");
    }
}

#[tokio::test]
async fn every_question_and_answer_of_the_form_has_its_words_in_both_languages() {
    let app = TestApp::start().await;
    let mali = register(&app, MALI).await;
    for language in ["th", "en"] {
        mali.get(&format!("/language/{language}?back=/")).await;
        let pages = ["contact", "safety", "province", "district", "address", "office", "living"];
        let own = pages.map(|page| format!("/registration/form/{page}"));
        let pages =
            ["creditor", "clues", "loan", "terms", "payments", "papers", "conduct", "wishes"];
        let debt = pages.map(|page| format!("/registration/debts/1/{page}"));
        let others =
            ["", "/debts", "/attachments", "/check", "/receipt", "/withdraw", "/versions/1"];
        let others = others.map(|page| format!("/registration{page}"));
        for path in own.iter().chain(&debt).chain(&others) {
            let shown = mali.open(path).await;
            assert_eq!(shown.status, 200, "{path}");
            assert!(!shown.body.contains('⟦'), "{path} in {language}: {}", shown.text("main"));
        }
    }
}

#[tokio::test]
async fn a_wrong_office_or_postal_code_is_named_when_sending_and_never_a_dead_end() {
    let app = TestApp::start().await;
    let mali = answered(&app, MALI).await;
    let wrong = [("office-choice", "other"), ("office-code", "4999")];
    mali.fill("/registration/form/office", &wrong).await;
    let refused = mali.send("/registration/check", "/registration/submit", &[]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.problems().contains("ไม่มีหน่วยรับลงทะเบียนรหัสนี้"), "{}", refused.problems());
    mali.fill("/registration/form/office", &[("office-choice", "near")]).await;
    let wrong = [("subdistrict", "490101"), ("postal-code", "10110")];
    mali.fill("/registration/form/address", &wrong).await;
    let refused = mali.send("/registration/check", "/registration/submit", &[]).await;
    assert!(refused.problems().contains("49000"), "{}", refused.problems());
}

#[tokio::test]
async fn the_receipt_says_what_was_sent_and_not_what_was_typed_since() {
    let app = TestApp::start().await;
    let mali = register(&app, MALI).await;
    add_debt(&mali, "เฮียตี๋").await;
    let receipt = mali.open("/registration/receipt").await;
    assert!(receipt.text("main").contains("จำนวนรายการหนี้ 1"), "{}", receipt.text("main"));
    assert!(receipt.text("main").contains("รายการที่พร้อมไกล่เกลี่ย 1"), "{}", receipt.text("main"));
}

#[tokio::test]
async fn the_file_follows_the_debtor_to_another_office_that_they_choose_later() {
    let app = TestApp::start().await;
    let mali = register(&app, MALI).await;
    let safer = [("office-choice", "other"), ("office-code", "4801")];
    mali.fill("/registration/form/office", &safer).await;
    mali.send("/registration/check", "/registration/submit", &[]).await;
    let mine = mali.open("/registration").await;
    assert!(mine.text("main").contains("นครพนม"), "{}", mine.text("main"));
    assert!(mine.text(".timeline").contains("เปลี่ยนหน่วยที่ดูแลเรื่อง"));
}

#[tokio::test]
async fn the_number_of_a_removed_debt_is_never_given_again() {
    let app = TestApp::start().await;
    let mali = answered(&app, MALI).await;
    mali.fill("/registration/debts/1/remove", &[]).await;
    let next = mali.fill("/registration/debts", &[("another", "yes")]).await;
    assert_eq!(next.path, "/registration/debts/2/creditor");
}

#[tokio::test]
async fn a_debt_that_nobody_filled_in_is_not_sent() {
    let app = TestApp::start().await;
    let mali = answered(&app, MALI).await;
    mali.fill("/registration/debts", &[("another", "yes")]).await;
    let receipt = mali.send("/registration/check", "/registration/submit", &[]).await;
    assert!(receipt.text("main").contains("จำนวนรายการหนี้ 1"), "{}", receipt.text("main"));
}

#[tokio::test]
async fn whoever_registered_in_an_earlier_round_can_begin_in_the_one_that_is_open() {
    let app = TestApp::start().await;
    let mali = register(&app, MALI).await;
    assert!(!mali.open("/registration").await.text("main").contains("รอบรับลงทะเบียนใหม่"));
    app.next_campaign().await;
    let mine = mali.open("/registration").await;
    assert!(mine.text("main").contains("รอบรับลงทะเบียนใหม่"), "{}", mine.text("main"));
    let begun = mali.fill("/registration/start", &[("notice", "yes")]).await;
    assert_eq!(begun.path, "/registration/form/contact");
}
