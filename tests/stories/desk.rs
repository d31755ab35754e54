//! The desk of an office: its lists, finding a file, taking it up, handing it over, comparing, sharing.

use chrono::TimeDelta;
use plodnee::case::keys as search;
use plodnee::case::store::name_place;
use plodnee::identity;
use plodnee::national_id::CitizenNumber;
use plodnee::office::Territory;
use plodnee::officer::{Role, appoint, people, store};
use uuid::Uuid;

use crate::app::{TestApp, begin};
use crate::people::{Browser, MALI, PHITHAK, POKKHRONG, SANTI, SOMMOT, Shown, THONGBAI};
use crate::registration::{add_debt, register};

/// Mali has registered at office 4901; the address of her file.
async fn malis_file(app: &TestApp) -> String {
    register(app, MALI).await;
    app.run_notices().await;
    newest_file(app).await
}

/// The address of the file that came last.
async fn newest_file(app: &TestApp) -> String {
    let id = sqlx::query_scalar!(
        "select registration_id from case_file order by registration_id desc limit 1"
    );
    format!("/office/cases/{}", id.fetch_one(&app.app.db).await.unwrap())
}

/// Says what the file is opened for, and opens it.
async fn open(browser: &Browser, file: &str) -> Shown {
    let shown = browser.fill(&format!("{file}/look"), &[("purpose", "work")]).await;
    assert_eq!(shown.path, file, "{}", shown.text("main"));
    shown
}

fn officer_id(app: &TestApp, pid: &str) -> String {
    store::officer_id(&app.app.keys, &CitizenNumber::parse(pid).unwrap()).to_string()
}

/// Puts made-up files on the desk of 4901: `name` and whether urgent, submitted one minute after another.
async fn made_up(app: &TestApp, files: usize, name: impl Fn(usize) -> (String, bool)) {
    for at in 0..files {
        let (name, urgent) = name(at);
        let id = Uuid::now_v7();
        let minutes = i64::try_from(at).unwrap();
        sqlx::query!(
            "with person as (insert into debtor (debtor_id, person) values ($1, '')),
                  registered as (insert into registration (debtor_id, registration_id, campaign_id, state, channel,
                          draft, draft_saved_at, notice_version, notice_accepted_at, office_code)
                      values ($1, $1, (select min(id) from campaign), 'draft', 'online', '', $3, '', $3, '4901'))
             insert into case_file (office_code, registration_id, debtor_id, province_code, campaign_id,
                 tracking_number, channel, submitted_at, name, debts, lacking, urgent, call_hours)
             values ('4901', $1, $1, '49', (select min(id) from campaign), $2, 'online', $3, $4, 1, 1, $5, '{}')",
            id,
            format!("PN-69-4901-{at:05}-0"),
            begin() + TimeDelta::minutes(minutes),
            app.app.keys.seal_text(name_place(id), &name),
            urgent
        )
        .execute(&app.app.db)
        .await
        .unwrap();
    }
}

/// Follows "next page" to the end; gives the numbers in the order in which they came.
async fn walk(browser: &Browser, first: &str) -> Vec<String> {
    let mut numbers = Vec::new();
    let mut page = browser.open(first).await;
    loop {
        numbers.extend(page.text(".file td:first-child").lines().map(str::to_owned));
        match page.link("a[rel=next]") {
            Some(next) => page = browser.open(&next).await,
            None => return numbers,
        }
    }
}

#[tokio::test]
async fn a_file_stands_on_the_desk_of_its_office_and_its_province_only() {
    let app = TestApp::start().await;
    let file = malis_file(&app).await;
    let here = app.officer(PHITHAK, Role::Intake, "4901").await.open("/office/desk").await;
    assert!(here.text(".file").contains("มะลิ"), "{}", here.text("main"));
    assert!(here.text(".file").contains("เร่งด่วน") && here.text(".file").contains("วันนี้"));
    assert!(here.text(".stages").contains("รอรับเรื่อง 1"), "{}", here.text(".stages"));
    assert!(here.body.contains(&file));

    let elsewhere = app.officer(SANTI, Role::Head, "4902").await;
    assert_eq!(elsewhere.open("/office/desk").await.text(".file"), "");
    assert_eq!(elsewhere.get(&file).await.status, 404);

    for (province, status) in [("49", 303), ("48", 404)] {
        let unit = Territory::Province(province.into());
        app.appoint(POKKHRONG, Role::ProvincialHead, &unit).await;
        let above = app.browser();
        let desk = above.sign_in_officer(app.simulator.origin(), POKKHRONG, province).await;
        assert_eq!(desk.text(".file").contains("มะลิ"), status == 303, "{province}");
        assert_eq!(above.get(&file).await.status, status, "{province}");
    }
}

#[tokio::test]
async fn who_reads_no_file_is_led_from_the_desk_to_their_own_work() {
    let app = TestApp::start().await;
    app.appoint(SANTI, Role::Administrator, &Territory::Nation).await;
    let browser = app.browser();
    browser.sign_in_officer(app.simulator.origin(), SANTI, "nation").await;
    let led = browser.get("/office/desk").await;
    assert_eq!(led.leads_to().unwrap(), "/office/people");
}

#[tokio::test]
async fn filters_narrow_the_list_and_stand_in_its_address() {
    let app = TestApp::start().await;
    malis_file(&app).await;
    let browser = app.officer(PHITHAK, Role::Intake, "4901").await;
    let cases = [
        ("stage=submitted", true),
        ("stage=accepted", false),
        ("ready=yes", true),
        ("ready=no", false),
        ("urgent=yes", true),
        ("urgent=no", false),
        ("channel=online", true),
        ("channel=onsite", false),
        ("whose=nobody", true),
        ("whose=mine", false),
        ("ready=yes&urgent=yes&channel=online&whose=nobody&sort=urgent", true),
    ];
    for (query, listed) in cases {
        let shown = browser.open(&format!("/office/desk?{query}")).await;
        assert_eq!(shown.text(".file").contains("มะลิ"), listed, "{query}");
    }
    let empty = browser.open("/office/desk?urgent=no").await;
    assert!(empty.text("main").contains("ไม่มีสำนวนที่ตรงกับตัวกรอง"));
    let listed = sqlx::query_scalar!(
        r#"select change::text as "change!" from officer_audit where action = 'listed' order by audit_id"#
    );
    let listed = listed.fetch_all(&app.app.db).await.unwrap();
    assert_eq!(listed.len(), 1 + cases.len() + 1, "each list once");
    assert!(!listed.concat().contains("มะลิ"));
}

#[tokio::test]
async fn every_order_walks_through_all_files_once() {
    let app = TestApp::start().await;
    let letters = ["ก", "ข", "ค", "เก", "แข", "ไค"];
    made_up(&app, 120, |at| (format!("{}{at}", letters[at % 6]), at % 7 == 0)).await;
    let browser = app.officer(PHITHAK, Role::Intake, "4901").await;
    let number = |at: usize| format!("PN-69-4901-{at:05}-0");
    let oldest: Vec<String> = (0..120).map(number).collect();
    assert_eq!(walk(&browser, "/office/desk").await, oldest);
    let newest: Vec<String> = (0..120).rev().map(number).collect();
    assert_eq!(walk(&browser, "/office/desk?sort=newest").await, newest);
    let urgent: Vec<String> = (0..120)
        .filter(|at| at % 7 == 0)
        .chain((0..120).filter(|at| at % 7 != 0))
        .map(number)
        .collect();
    assert_eq!(walk(&browser, "/office/desk?sort=urgent").await, urgent);

    let by_name = browser.open("/office/desk?sort=name").await;
    let first = by_name.text(".file td:nth-child(2)");
    assert!(first.starts_with("ก0\nก102\n"), "{first}");
    assert!(first.contains("ก96\nเก105\n") && first.contains("เก99\nข1\n"), "{first}");
    let mut named = walk(&browser, "/office/desk?sort=name").await;
    named.sort();
    assert_eq!(named, oldest, "every file once");
}

#[tokio::test]
async fn a_list_that_changes_between_two_pages_neither_repeats_nor_skips() {
    for sort in ["", "?sort=name"] {
        let app = TestApp::start().await;
        made_up(&app, 60, |at| (format!("ก{at:02}"), false)).await;
        let browser = app.officer(PHITHAK, Role::Intake, "4901").await;
        let first = browser.open(&format!("/office/desk{sort}")).await;
        let next = first.link("a[rel=next]").unwrap();
        // The very file at which the first page ended leaves the list, and so do all before it.
        sqlx::query!(
            "update case_file set stage = 'accepted' where submitted_at <= $1",
            begin() + TimeDelta::minutes(49)
        )
        .execute(&app.app.db)
        .await
        .unwrap();
        let second = browser.open(&next).await;
        assert!(second.text(".file td:first-child").starts_with("PN-69-4901-00050-0"), "{next}");
        assert_eq!(second.text(".file td:first-child").lines().count(), 10);
    }
}

#[tokio::test]
async fn a_list_by_name_whose_last_file_left_the_office_begins_again_and_says_so() {
    let app = TestApp::start().await;
    made_up(&app, 60, |at| (format!("ก{at:02}"), false)).await;
    let browser = app.officer(PHITHAK, Role::Intake, "4901").await;
    let first = browser.open("/office/desk?sort=name").await;
    assert!(!first.text("main").contains("รายการเริ่มใหม่"));
    let next = first.link("a[rel=next]").unwrap();
    let last = begin() + TimeDelta::minutes(49);
    let leaves =
        sqlx::query!("update case_file set office_code = '4902' where submitted_at = $1", last);
    leaves.execute(&app.app.db).await.unwrap();
    let shown = browser.open(&next).await;
    assert!(shown.text("main").contains("รายการเริ่มใหม่"), "{}", shown.text("main"));
    assert!(
        shown.text(".file td:first-child").starts_with("PN-69-4901-00000-0"),
        "none is skipped"
    );
    assert_eq!(shown.text(".file td:first-child").lines().count(), 50);
}

#[tokio::test]
async fn more_than_two_thousand_names_are_not_sorted_and_the_page_says_why() {
    let app = TestApp::start().await;
    made_up(&app, 2_001, |at| (format!("ชื่อ{}", 9_999 - at), at == 7)).await;
    let browser = app.officer(PHITHAK, Role::Intake, "4901").await;
    let shown = browser.open("/office/desk?sort=name").await;
    assert!(shown.text("main").contains("เรียงตามชื่อไม่ได้"), "{}", shown.text("main"));
    assert!(shown.text(".file td:first-child").starts_with("PN-69-4901-00000-0"), "by age instead");
    let shown = browser.open("/office/desk?sort=name&urgent=yes").await;
    assert_eq!(shown.text(".file td:nth-child(2)"), "ชื่อ9992", "few enough");
}

#[tokio::test]
async fn a_file_is_found_by_number_citizen_number_telephone_and_name() {
    let app = TestApp::start().await;
    malis_file(&app).await;
    let browser = app.officer(PHITHAK, Role::Intake, "4901").await;
    let number = browser.open("/office/desk").await.text(".file td:first-child");
    let spoken = number.to_lowercase().replace('-', " ");
    let found = [
        number.as_str(),
        spoken.as_str(),
        MALI,
        "1-9901-00000-01-1",
        "081-234-5678",
        "มะลิ",
        "นางสาวมะลิ ทดสอบดี",
        "ทดสอบดี",
        "มาลิ ทดศอบดี",
    ];
    for typed in found {
        let shown = browser.send("/office/desk", "/office/search", &[("wanted", typed)]).await;
        assert!(shown.text(".file").contains("มะลิ"), "{typed}: {}", shown.text("main"));
        assert_eq!(shown.path, "/office/search?found=1", "nothing of it in the address");
        let back = browser.open("/office/search?found=1").await;
        assert!(back.text(".file").contains("มะลิ"), "the browser's back shows it again");
    }
    let alike = browser.send("/office/desk", "/office/search", &[("wanted", "มาลิ ทดศอบดี")]).await;
    assert!(alike.text("h2").contains("ออกเสียงคล้าย"), "{}", alike.text("h2"));
    for typed in ["สมชาย", "089-999-9999", SOMMOT] {
        let shown = browser.send("/office/desk", "/office/search", &[("wanted", typed)]).await;
        assert!(shown.text("main").contains("ไม่พบสำนวน"), "{typed}");
    }
    let wrong = if number.ends_with('0') { "1" } else { "0" };
    let misread = format!("{}{wrong}", &number[..number.len() - 1]);
    let shown = browser.send("/office/desk", "/office/search", &[("wanted", &misread)]).await;
    assert_eq!(shown.status, 422);
    assert!(shown.problems().contains("ตัวสุดท้าย"), "{}", shown.problems());
    assert_eq!(shown.value("wanted"), misread, "what was typed stays");

    let elsewhere = app.officer(SANTI, Role::Head, "4902").await;
    for typed in found {
        let shown = elsewhere.send("/office/desk", "/office/search", &[("wanted", typed)]).await;
        assert_eq!(shown.text(".file"), "", "{typed}");
    }
    let kept = sqlx::query_scalar!(
        r#"select coalesce(string_agg(change::text, ' '), '') as "all!" from officer_audit where action = 'searched'"#
    );
    let kept = kept.fetch_one(&app.app.db).await.unwrap();
    assert!(kept.contains("phone") && !kept.contains("มะลิ") && !kept.contains("0812"), "{kept}");
}

#[tokio::test]
async fn a_file_shows_who_how_to_call_and_what_is_missing_and_the_debtor_sees_the_look() {
    let app = TestApp::start().await;
    let mali = register(&app, MALI).await;
    mali.attach(&[("สลิป.pdf", b"%PDF-1.7 slip")]).await;
    mali.fill("/registration/debts", &[("another", "yes")]).await;
    mali.fill("/registration/debts/2/creditor", &[("creditor-alias", "เฮียตี๋")]).await;
    mali.send("/registration/check", "/registration/submit", &[]).await;
    app.run_notices().await;
    let file = newest_file(&app).await;
    let browser = app.officer(PHITHAK, Role::Intake, "4901").await;
    let asked = browser.get(&file).await;
    assert!(asked.leads_to().unwrap().starts_with(&format!("{file}/look?")), "what for, first");

    let shown = open(&browser, &file).await;
    let main = shown.text("main");
    for part in
        ["มะลิ", "1-xxxx-xxxxx-01-1", "ดอกบัว", "ห้ามโทรเข้าบ้าน", "เจ๊หมวย", "50,000", "เฮียตี๋", "สลิป.pdf"]
    {
        assert!(main.contains(part), "{part}: {main}");
    }
    assert!(!shown.body.contains(MALI), "the citizen number is masked");
    assert!(shown.text(".ticks__open").contains("จำนวนเงิน"), "{}", shown.text(".ticks__open"));
    let old = browser.open(&format!("{file}?version=1")).await;
    assert!(!old.text("main").contains("เฮียตี๋") && old.text("main").contains("คำตอบครั้งที่ 1"));
    let paper = browser.get(&shown.link("a[href*='/attachments/']").unwrap()).await;
    assert_eq!(paper.body, "%PDF-1.7 slip");
    assert!(paper.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));

    // Completed: what was missing is ticked off.
    let loan = [("written", "10,000"), ("received", "9,000")];
    mali.fill("/registration/debts/1/wishes", &[("wish", "mediation")]).await;
    mali.fill("/registration/debts/2/loan", &loan).await;
    mali.send("/registration/check", "/registration/submit", &[]).await;
    app.run_notices().await;
    let again = browser.open(&file).await;
    assert!(!again.text(".ticks__open").contains("จำนวนเงิน"), "{}", again.text(".ticks__open"));

    let looks = mali.open("/registration/looks").await;
    let looks = looks.text("main");
    for part in [
        "เปิดดูสำนวน",
        "เปิดเอกสารแนบ",
        "เจ้าหน้าที่รับลงทะเบียน",
        "ที่ว่าการอำเภอเมืองมุกดาหาร",
        "ดำเนินการตามเรื่อง",
    ] {
        assert!(looks.contains(part), "{part}: {looks}");
    }
    assert!(!looks.contains("พิทักษ์"), "role and unit, not the name");
    assert!(mali.open("/registration").await.body.contains("/registration/looks"));
}

#[tokio::test]
async fn the_debtors_list_of_looks_has_pages() {
    let app = TestApp::start().await;
    let mali = register(&app, MALI).await;
    app.run_notices().await;
    let file = newest_file(&app).await;
    let browser = app.officer(PHITHAK, Role::Intake, "4901").await;
    assert!(mali.open("/registration/looks").await.text("main").contains("ยังไม่มีเจ้าหน้าที่"));
    open(&browser, &file).await;
    for _ in 0..54 {
        browser.get(&file).await;
    }
    let first = mali.open("/registration/looks").await;
    assert_eq!(first.text(".timeline li").lines().count(), 50);
    let second = mali.open(&first.link("a[rel=next]").unwrap()).await;
    assert_eq!(second.text(".timeline li").lines().count(), 6, "55 looks and the purpose");
}

#[tokio::test]
async fn accepting_takes_the_file_once_and_tells_the_debtor() {
    let app = TestApp::start().await;
    let mali = register(&app, MALI).await;
    app.run_notices().await;
    let file = newest_file(&app).await;
    let phithak = app.officer(PHITHAK, Role::Intake, "4901").await;
    open(&phithak, &file).await;
    let santi = app.officer(SANTI, Role::Mediator, "4901").await;
    let shown = open(&santi, &file).await;
    let accept = format!("{file}/accept");
    let accepted = phithak.send(&file, &accept, &[]).await;
    assert!(accepted.text("h1").contains("รับเรื่องแล้ว"), "{}", accepted.text("h1"));
    let second = santi.send_with(&shown.csrf(), &accept, &[]).await;
    assert!(second.text(".facts").contains("พิทักษ์"), "who comes second sees who was first");
    let timeline = mali.open("/registration").await.text(".timeline");
    assert_eq!(timeline.matches("รับเรื่องแล้ว").count(), 1, "{timeline}");
    assert!(timeline.contains("ที่ว่าการอำเภอเมืองมุกดาหาร"));
    let desk = phithak.open("/office/desk?stage=accepted&whose=mine").await;
    assert!(desk.text(".file").contains("มะลิ"));
    assert!(desk.text(".stages").contains("รอรับเรื่อง 0 รับเรื่องแล้ว 1"), "{}", desk.text(".stages"));
}

#[tokio::test]
async fn a_file_is_handed_over_and_who_was_overtaken_sees_both_and_chooses_again() {
    let app = TestApp::start().await;
    let file = malis_file(&app).await;
    let phithak = app.officer(PHITHAK, Role::Intake, "4901").await;
    let santi = app.officer(SANTI, Role::Mediator, "4901").await;
    let head = app.officer(POKKHRONG, Role::Head, "4901").await;
    for browser in [&phithak, &santi, &head] {
        open(browser, &file).await;
    }
    phithak.send(&file, &format!("{file}/accept"), &[]).await;
    let assign = format!("{file}/assign");
    let (phithak_id, santi_id) = (officer_id(&app, PHITHAK), officer_id(&app, SANTI));
    let head_id = officer_id(&app, POKKHRONG);

    let theirs = santi.open(&assign).await;
    assert_eq!(theirs.path, file, "another's file is not theirs to give");
    let taken = [
        ("to", santi_id.as_str()),
        ("revision", "2"),
        ("was", phithak_id.as_str()),
        ("stage", "accepted"),
    ];
    assert_eq!(santi.send(&file, &assign, &taken).await.status, 422);

    // The head looks at the file; meanwhile its officer hands it over.
    let drawn = head.open(&assign).await;
    let form = ["revision", "was", "stage"].map(|name| (name, drawn.value(name)));
    let handed = phithak
        .fill(
            &assign,
            &[("to", &santi_id), ("revision", "2"), ("was", &phithak_id), ("stage", "accepted")],
        )
        .await;
    assert!(handed.text(".facts").contains("สันติ"), "{}", handed.text(".facts"));
    let mut late: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
    late.push(("to", &head_id));
    let conflict = head.send_with(&drawn.csrf(), &assign, &late).await;
    assert_eq!(conflict.status, 409);
    assert!(conflict.text(".conflict-was").contains("พิทักษ์"), "{}", conflict.text("main"));
    assert!(conflict.text(".conflict-is").contains("สันติ"));
    assert!(conflict.text("main").contains("เปลี่ยนเมื่อ"), "by whom and when");
    assert_eq!(conflict.value("to"), head_id, "the choice is still there");

    // Chosen again with what is true now.
    let form = ["revision", "was", "stage"].map(|name| (name, conflict.value(name)));
    let mut again: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
    again.push(("to", &head_id));
    let done = head.send_with(&conflict.csrf(), &assign, &again).await;
    assert!(done.text(".facts").contains("ปกครอง"), "{}", done.text(".facts"));
    let twice = head.send_with(&conflict.csrf(), &assign, &again).await;
    assert_eq!(twice.status, 200, "a second click changes nothing");
    let stranger = officer_id(&app, SOMMOT);
    let form = head.open(&assign).await;
    let fields = ["revision", "was", "stage"].map(|name| (name, form.value(name)));
    let mut wrong: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    wrong.push(("to", &stranger));
    assert_eq!(head.send_with(&form.csrf(), &assign, &wrong).await.status, 422, "no colleague");
}

#[tokio::test]
async fn a_change_that_does_not_concern_the_assignment_does_not_stop_it() {
    let app = TestApp::start().await;
    let file = malis_file(&app).await;
    let head = app.officer(POKKHRONG, Role::Head, "4901").await;
    open(&head, &file).await;
    let drawn = head.open(&format!("{file}/assign")).await;
    sqlx::query!("update case_file set revision = revision + 1")
        .execute(&app.app.db)
        .await
        .unwrap();
    let me = officer_id(&app, POKKHRONG);
    let fields = ["revision", "was", "stage"].map(|name| (name, drawn.value(name)));
    let mut form: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    form.push(("to", &me));
    assert_eq!(head.send_with(&drawn.csrf(), &format!("{file}/assign"), &form).await.status, 200);
}

#[tokio::test]
async fn two_officers_on_one_file_see_each_other() {
    let app = TestApp::start().await;
    let file = malis_file(&app).await;
    let phithak = app.officer(PHITHAK, Role::Intake, "4901").await;
    let santi = app.officer(SANTI, Role::Mediator, "4901").await;
    let alone = open(&phithak, &file).await;
    assert_eq!(alone.text("[role=status]"), "");
    let both = open(&santi, &file).await;
    assert!(both.text("[role=status]").contains("พิทักษ์"), "{}", both.text("main"));
    let calls = santi.open(&format!("{file}/calls")).await;
    assert!(calls.text("[role=status]").contains("พิทักษ์"), "on every page of the file");
    // Who came first learns of it where they are: their page asks now and then. That is no look at the file.
    let looks = async || {
        let count = sqlx::query_scalar!("select count(*) from audit where action = 'looked'");
        count.fetch_one(&app.app.db).await.unwrap()
    };
    let before = looks().await;
    assert!(phithak.open(&format!("{file}/present")).await.body.contains("สันติ"));
    assert_eq!(looks().await, before);
    let elsewhere = app.officer(POKKHRONG, Role::Head, "4902").await;
    assert_eq!(elsewhere.get(&format!("{file}/present")).await.status, 404);
    app.wait(TimeDelta::minutes(3));
    assert_eq!(santi.open(&file).await.text("[role=status]"), "", "two minutes on");
}

#[tokio::test]
async fn an_office_that_the_debtor_has_left_opens_the_file_no_more_even_before_the_job_ran() {
    let app = TestApp::start().await;
    let mali = register(&app, MALI).await;
    app.run_notices().await;
    let file = newest_file(&app).await;
    let phithak = app.officer(PHITHAK, Role::Head, "4901").await;
    open(&phithak, &file).await;
    let safer = [("office-choice", "other"), ("office-code", "4801")];
    mali.fill("/registration/form/office", &safer).await;
    mali.send("/registration/check", "/registration/submit", &[]).await;
    for page in ["", "/calls", "/messages", "/transfer", "/duplicates", "/present"] {
        assert_eq!(phithak.get(&format!("{file}{page}")).await.status, 404, "{page}");
    }
    app.run_notices().await;
    let there = app.officer(SANTI, Role::Head, "4801").await;
    open(&there, &file).await;
}

#[tokio::test]
async fn the_files_of_an_officer_who_has_left_are_found_and_taken_by_anybody_at_work() {
    let app = TestApp::start().await;
    let file = malis_file(&app).await;
    let phithak = app.officer(PHITHAK, Role::Intake, "4901").await;
    open(&phithak, &file).await;
    phithak.send(&file, &format!("{file}/accept"), &[]).await;
    let santi = app.officer(SANTI, Role::Mediator, "4901").await;
    let shown = open(&santi, &file).await;
    assert_eq!(shown.action("form[action$='/assign']"), None, "it is Phithak's");
    sqlx::query!(
        "update appointment set revoked_at = $1 where officer_id = $2",
        app.app.clock.now(),
        officer_id(&app, PHITHAK).parse::<Uuid>().unwrap()
    )
    .execute(&app.app.db)
    .await
    .unwrap();
    let desk = santi.open("/office/desk?stage=accepted").await;
    assert!(desk.text("select[name=whose]").contains("พิทักษ์"), "{}", desk.text("form"));
    let mine = officer_id(&app, SANTI);
    let taken = santi.send(&file, &format!("{file}/assign"), &[("to", &mine)]).await;
    assert_eq!(taken.status, 409, "the form says what it was drawn from");
    let shown = santi.open(&file).await;
    let fields: Vec<(String, String)> = ["revision", "was", "stage"]
        .map(|name| (name.to_owned(), shown.value(name)))
        .into_iter()
        .chain([("to".to_owned(), mine)])
        .collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let taken = santi.send_with(&shown.csrf(), &format!("{file}/assign"), &fields).await;
    assert!(taken.text(".facts").contains("สันติ"), "{}", taken.text("main"));
}

/// Two files with the same telephone, both taken up by the head of 4901; the head, and the files from the older on.
async fn two_alike(app: &TestApp) -> (Browser, [String; 2]) {
    register(app, MALI).await;
    register(app, SOMMOT).await;
    app.run_notices().await;
    let ids = sqlx::query_scalar!("select registration_id from case_file order by registration_id");
    let ids = ids.fetch_all(&app.app.db).await.unwrap();
    let files = [0, 1].map(|at| format!("/office/cases/{}", ids[at]));
    let head = app.officer(POKKHRONG, Role::Head, "4901").await;
    for file in &files {
        open(&head, file).await;
        head.send(file, &format!("{file}/accept"), &[]).await;
    }
    (head, files)
}

fn id_of(file: &str) -> String {
    file.rsplit('/').next().unwrap().to_owned()
}

#[tokio::test]
async fn of_two_files_of_one_person_one_goes_on_whoever_decides_what_and_when() {
    let app = TestApp::start().await;
    let (head, [first, second]) = two_alike(&app).await;
    let decide = |file: &str, decision: &'static str, other: &str| {
        let (page, other) = (format!("{file}/duplicates"), id_of(other));
        let head = &head;
        async move {
            let csrf = head.open(&page).await.csrf();
            let form = [("other", &*other), ("decision", decision), ("reason", "คนเดียวกัน")];
            head.send_with(&csrf, &page, &form).await
        }
    };
    let (one, two) = tokio::join!(decide(&first, "same", &second), decide(&second, "same", &first));
    assert!([200, 409, 422].contains(&one.status.as_u16()), "{}", one.status);
    assert!([200, 409, 422].contains(&two.status.as_u16()), "{}", two.status);
    let open = sqlx::query_scalar!("select count(*) from case_file where stage <> 'closed'");
    assert_eq!(open.fetch_one(&app.app.db).await.unwrap(), Some(1), "one of them goes on");

    let going =
        sqlx::query_scalar!("select registration_id from case_file where stage <> 'closed'");
    let going = format!("/office/cases/{}", going.fetch_one(&app.app.db).await.unwrap());
    let shown = head.open(&going).await;
    assert!(!shown.text("main").contains("ยังไม่ได้ตัดสิน"), "{}", shown.text("main"));
    let pair = head.open(&format!("{going}/duplicates")).await;
    assert!(!pair.body.contains("name=\"other\""), "there is nothing to decide");
    assert!(pair.text(".pair").contains("คนเดียวกัน"), "the decision stands on both");
}

#[tokio::test]
async fn who_decides_on_a_pair_second_sees_the_decision_and_what_they_typed() {
    let app = TestApp::start().await;
    let (head, [first, second]) = two_alike(&app).await;
    let santi = app.officer(SANTI, Role::Mediator, "4901").await;
    open(&santi, &second).await;
    let page = format!("{second}/duplicates");
    let drawn = santi.open(&page).await;
    let other = id_of(&first);
    head.fill(&page, &[("other", &other), ("decision", "different"), ("reason", "พี่น้องกัน")]).await;
    let late = [("other", &*other), ("decision", "same"), ("reason", "หน้าเดียวกัน")];
    let shown = santi.send_with(&drawn.csrf(), &page, &late).await;
    assert_eq!(shown.status, 409);
    let told = shown.text("main");
    for part in ["พี่น้องกัน", "ปกครอง", "หน้าเดียวกัน"]
    {
        assert!(told.contains(part), "{part}: {told}");
    }
    let stages = sqlx::query_scalar!("select count(*) from case_file where stage = 'accepted'");
    assert_eq!(stages.fetch_one(&app.app.db).await.unwrap(), Some(2));
}

#[tokio::test]
async fn a_pair_that_was_called_different_by_mistake_is_decided_again() {
    let app = TestApp::start().await;
    let (head, [first, second]) = two_alike(&app).await;
    let page = format!("{second}/duplicates");
    let other = id_of(&first);
    let form = [("other", &*other), ("decision", "different"), ("reason", "พี่น้องกัน")];
    head.fill(&page, &form).await;

    let decided = head.open(&page).await;
    assert!(!decided.body.contains("name=\"other\""), "nothing waits");
    let again = decided.link(&format!("a[href*='again={other}']")).unwrap();
    let shown = head.open(&again).await;
    assert_eq!(shown.value("other"), other);
    assert!(shown.text(".pair").contains("พี่น้องกัน"), "the decision that stands is to be read");

    // Somebody else decides it again meanwhile.
    let santi = app.officer(SANTI, Role::Mediator, "4901").await;
    open(&santi, &second).await;
    app.wait(TimeDelta::seconds(1));
    let theirs = santi.open(&again).await;
    let form = [
        ("other", &*other),
        ("revision", &theirs.value("revision")),
        ("decision", "different"),
        ("reason", "ลูกพี่ลูกน้อง"),
    ];
    assert_eq!(santi.send_with(&theirs.csrf(), &page, &form).await.status, 200);
    let late = [
        ("other", &*other),
        ("revision", &shown.value("revision")),
        ("decision", "same"),
        ("reason", "ดูบัตรแล้ว"),
    ];
    let refused = head.send_with(&shown.csrf(), &page, &late).await;
    assert_eq!(refused.status, 409);
    for part in ["ลูกพี่ลูกน้อง", "สันติ"] {
        assert!(refused.text(".pair").contains(part), "{part}: {}", refused.text("main"));
    }
    assert_eq!(refused.value("reason").trim(), "ดูบัตรแล้ว", "nothing typed is lost");
    let now = [
        ("other", &*other),
        ("revision", &refused.value("revision")),
        ("decision", "same"),
        ("reason", "ดูบัตรแล้ว"),
    ];
    // A better reason is no second click.
    let better = [("reason", "ไม่ใช่คนเดียวกัน"), ("decision", "different"), ("other", &*other)];
    assert_eq!(santi.send_with(&theirs.csrf(), &page, &better).await.status, 409);
    assert_eq!(head.send_with(&refused.csrf(), &page, &now).await.path, second);
    let kept = sqlx::query_scalar!(r#"select decision as "decision!" from case_duplicate"#);
    assert_eq!(kept.fetch_all(&app.app.db).await.unwrap(), ["same", "same"], "on both files");
    assert!(head.open(&second).await.text("h1").contains("ปิด"), "the file is closed");
    let closed = head.open(&again).await;
    assert!(!closed.body.contains("name=\"other\""), "nothing is decided on a closed file");
}

/// The second of two files was called another person's than the first; before its head says "same" instead, a debtor
/// withdraws, which may have reached the desk. Gives the answer.
async fn decided_again_after(app: &TestApp, withdraws: &str, on_desk: bool) -> Shown {
    let (head, [first, second]) = two_alike(app).await;
    let page = format!("{second}/duplicates");
    let other = id_of(&first);
    let form = [("other", &*other), ("decision", "different"), ("reason", "พี่น้องกัน")];
    head.fill(&page, &form).await;
    let again = head.open(&format!("{page}?again={other}")).await;
    let debtor = app.signed_in(withdraws).await;
    debtor.fill("/registration/withdraw", &[("reason", "unsaid")]).await;
    if on_desk {
        app.run_notices().await;
    }
    let late = [
        ("other", &*other),
        ("revision", &again.value("revision")),
        ("decision", "same"),
        ("reason", "ดูบัตรแล้ว"),
    ];
    head.send_with(&again.csrf(), &page, &late).await
}

#[tokio::test]
async fn who_decides_again_beside_a_file_that_was_closed_meanwhile_keeps_their_words() {
    let app = TestApp::start().await;
    let told = decided_again_after(&app, MALI, false).await;
    assert_eq!(told.status, 422);
    assert!(told.problems().contains("อีกสำนวนปิดไปแล้ว"), "{}", told.problems());
    assert!(told.text("#typed").contains("ดูบัตรแล้ว"), "{}", told.text("main"));
}

#[tokio::test]
async fn who_decides_again_on_a_file_that_was_closed_meanwhile_is_told_so() {
    let app = TestApp::start().await;
    let told = decided_again_after(&app, SOMMOT, true).await;
    assert_eq!(told.status, 409);
    assert!(told.text("main").contains("สำนวนนี้ปิดไปก่อน"), "{}", told.text("main"));
    assert!(told.text("#typed").contains("ดูบัตรแล้ว"));
}

#[tokio::test]
async fn a_decision_stands_on_the_other_file_too_when_that_is_taken_up_later() {
    for (decision, said) in [("different", "คนละคน"), ("same", "คนเดียวกัน")]
    {
        let app = TestApp::start().await;
        let first = malis_file(&app).await;
        register(&app, SOMMOT).await; // the same telephone
        app.run_notices().await;
        let second = newest_file(&app).await;
        let head = app.officer(POKKHRONG, Role::Head, "4901").await;
        open(&head, &first).await;
        head.send(&first, &format!("{first}/accept"), &[]).await;
        let other = id_of(&second);
        let form = [("other", &*other), ("decision", decision), ("reason", "ดูบัตรแล้ว")];
        head.fill(&format!("{first}/duplicates"), &form).await;

        let santi = app.officer(SANTI, Role::Mediator, "4901").await;
        open(&santi, &second).await;
        let taken = santi.send(&second, &format!("{second}/accept"), &[]).await;
        assert_eq!(taken.path, second, "there is nothing to decide");
        let page = format!("{second}/duplicates");
        let shown = santi.open(&page).await;
        for part in [said, "ดูบัตรแล้ว", "ปกครอง"] {
            assert!(shown.text(".pair").contains(part), "{part}: {}", shown.text("main"));
        }
        assert!(!shown.body.contains("name=\"other\""), "there is nothing to decide");
        let other = id_of(&first);
        let late = [("other", &*other), ("decision", "same"), ("reason", "หน้าเดียวกัน")];
        assert_eq!(santi.send_with(&shown.csrf(), &page, &late).await.status, 409);
        let stage = sqlx::query_scalar!(
            "select stage from case_file where '/office/cases/' || registration_id = $1",
            second
        );
        assert_eq!(stage.fetch_one(&app.app.db).await.unwrap(), "accepted", "{decision}");
    }
}

#[tokio::test]
async fn nobody_decides_on_a_pair_with_their_own_file_or_reads_anything_of_it() {
    let app = TestApp::start().await;
    let malis = malis_file(&app).await;
    register(&app, SOMMOT).await; // the same telephone
    app.run_notices().await;
    let file = newest_file(&app).await;
    let page = format!("{file}/duplicates");
    let own = app.officer(MALI, Role::Head, "4901").await;
    open(&own, &file).await;
    let shown = own.send(&file, &format!("{file}/accept"), &[]).await;
    assert_eq!(shown.path, page);
    let nothing = "เรื่องของท่านเอง เจ้าหน้าที่ไม่ดำเนินเรื่องของตน ให้เพื่อนร่วมงานเป็นผู้ตัดสิน";
    assert_eq!(shown.text(".pair"), nothing);
    assert!(!shown.body.contains("name=\"other\""), "it is not offered");

    let other = id_of(&malis);
    for decision in ["same", "different"] {
        let form = [("other", &*other), ("decision", decision), ("reason", "ดูบัตรแล้ว")];
        let refused = own.fill(&page, &form).await;
        assert_eq!(refused.status, 422, "{decision}");
        assert_eq!(refused.problems(), "สำนวนอีกฝั่งเป็นเรื่องของท่านเอง ให้เพื่อนร่วมงานเป็นผู้ตัดสิน");
        assert!(refused.text("#typed").contains("ดูบัตรแล้ว"), "{}", refused.text("main"));
        assert_eq!(refused.text(".pair"), nothing);
    }
    let decided =
        sqlx::query_scalar!("select count(*) from case_duplicate where decision is not null");
    assert_eq!(decided.fetch_one(&app.app.db).await.unwrap(), Some(0));

    let head = app.officer(POKKHRONG, Role::Head, "4901").await;
    open(&head, &file).await;
    let form = [("other", &*other), ("decision", "different"), ("reason", "พี่น้องกัน")];
    assert_eq!(head.fill(&page, &form).await.path, file, "a colleague decides");
    assert_eq!(own.open(&page).await.text(".pair"), nothing, "nor what was decided");
    assert_eq!(own.fill(&page, &form).await.status, 422);
}

#[tokio::test]
async fn what_was_typed_about_one_pair_is_not_offered_for_the_next() {
    let app = TestApp::start().await;
    let (head, [first, second]) = two_alike(&app).await;
    register(&app, PHITHAK).await; // the same telephone once more
    app.run_notices().await;
    let third = newest_file(&app).await;
    open(&head, &third).await;
    head.send(&third, &format!("{third}/accept"), &[]).await;
    let page = format!("{third}/duplicates");
    let santi = app.officer(SANTI, Role::Mediator, "4901").await;
    open(&santi, &third).await;
    let drawn = santi.open(&page).await;
    let one = drawn.value("other");
    let next = if one == id_of(&first) { id_of(&second) } else { id_of(&first) };
    head.fill(&page, &[("other", &one), ("decision", "different"), ("reason", "พี่น้องกัน")]).await;
    let same = [("other", &*one), ("decision", "same"), ("reason", "หน้าเดียวกัน")];
    let late = santi.send_with(&drawn.csrf(), &page, &same).await;
    assert_eq!(late.status, 409);
    assert!(late.text("#typed").contains("หน้าเดียวกัน"), "{}", late.text("main"));
    assert_eq!(late.value("other"), next, "the next pair is asked for");
    assert!(!late.body.contains(" checked"), "with nothing chosen");
    assert_eq!(late.value("reason").trim(), "");
}

#[tokio::test]
async fn reopening_a_file_leaves_those_that_were_closed_as_its_duplicates() {
    let app = TestApp::start().await;
    register(&app, PHITHAK).await; // the same telephone once more
    app.run_notices().await;
    let third = newest_file(&app).await;
    register(&app, MALI).await;
    register(&app, SOMMOT).await;
    app.run_notices().await;
    let ids = sqlx::query_scalar!("select registration_id from case_file order by registration_id");
    let ids = ids.fetch_all(&app.app.db).await.unwrap();
    let [first, second] = [1, 2].map(|at| format!("/office/cases/{}", ids[at]));
    let head = app.officer(POKKHRONG, Role::Head, "4901").await;
    for file in [&first, &second] {
        open(&head, file).await;
        head.send(file, &format!("{file}/accept"), &[]).await;
    }
    for (file, other) in [(&first, &second), (&second, &third)] {
        let same = [("other", &*id_of(other)), ("decision", "same"), ("reason", "คนเดียวกัน")];
        assert_eq!(head.fill(&format!("{file}/duplicates"), &same).await.path, *file);
        app.wait(chrono::TimeDelta::minutes(1));
    }
    // A page that was drawn before the file was closed decides nothing any more.
    let page = format!("{second}/duplicates");
    let late = [("other", &*id_of(&third)), ("decision", "different"), ("reason", "พี่น้องกัน")];
    assert_eq!(head.fill(&page, &late).await.status, 409);
    head.fill(&format!("{second}/reopen"), &[("reason", "คนละคน")]).await;
    let decisions = sqlx::query!(
        r#"select '/office/cases/' || registration_id as "file!", '/office/cases/' || other_registration_id as "other!"
           from case_duplicate where decision = 'same' order by 1"#
    );
    let same = decisions.fetch_all(&app.app.db).await.unwrap();
    let same: Vec<_> = same.into_iter().map(|pair| (pair.file, pair.other)).collect();
    let [one, two] = [(&first, &second), (&second, &first)].map(|(a, b)| (a.clone(), b.clone()));
    assert_eq!(same, [one, two], "the first is still of the same person as the second");
    let open = sqlx::query_scalar!("select count(*) from case_file where stage = 'closed'");
    assert_eq!(open.fetch_one(&app.app.db).await.unwrap(), Some(1));
}

#[tokio::test]
async fn nobody_reopens_a_file_that_was_found_to_be_a_duplicate_of_their_own() {
    let app = TestApp::start().await;
    let malis = malis_file(&app).await;
    register(&app, SOMMOT).await; // the same telephone
    app.run_notices().await;
    let file = newest_file(&app).await;
    let head = app.officer(POKKHRONG, Role::Head, "4901").await;
    open(&head, &file).await;
    head.send(&file, &format!("{file}/accept"), &[]).await;
    let same = [("other", &*id_of(&malis)), ("decision", "same"), ("reason", "คนเดียวกัน")];
    head.fill(&format!("{file}/duplicates"), &same).await;
    let own = app.officer(MALI, Role::Head, "4901").await;
    open(&own, &file).await;
    let reopen = format!("{file}/reopen");
    let refused = own.fill(&reopen, &[("reason", "คนละคน")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.problems().contains("เป็นเรื่องของท่านเอง"), "{}", refused.problems());
    assert_eq!(refused.value("reason").trim(), "คนละคน");
    let opened = head.fill(&reopen, &[("reason", "คนละคน")]).await;
    assert!(opened.text("h1").contains("รับเรื่องแล้ว"), "a colleague may: {}", opened.text("h1"));
}

#[tokio::test]
async fn beside_a_file_that_its_debtor_has_just_withdrawn_the_other_one_goes_on() {
    let app = TestApp::start().await;
    let (head, [first, second]) = two_alike(&app).await;
    let page = format!("{second}/duplicates");
    let drawn = head.open(&page).await;
    let mali = app.signed_in(MALI).await;
    mali.fill("/registration/withdraw", &[("reason", "unsaid")]).await;
    // The job that takes this to the desk has not run yet.
    let other = id_of(&first);
    let same = [("other", &*other), ("decision", "same"), ("reason", "ดูบัตรแล้ว")];
    let refused = head.send_with(&drawn.csrf(), &page, &same).await;
    assert_eq!(refused.status, 422);
    assert!(refused.problems().contains("อีกสำนวนปิดไปแล้ว"), "{}", refused.problems());
    assert_eq!(refused.value("reason").trim(), "ดูบัตรแล้ว");
    assert_eq!(refused.value("other"), other, "the form stands at its pair");
    let shown = head.open(&page).await;
    assert!(shown.text(".pair").contains("ไม่มีอะไรต้องตัดสิน"), "{}", shown.text(".pair"));
    assert!(!head.open(&second).await.text("main").contains("ยังไม่ได้ตัดสิน"));

    app.run_notices().await;
    let open = sqlx::query_scalar!(
        r#"select '/office/cases/' || registration_id as "file!" from case_file where stage <> 'closed'"#
    );
    assert_eq!(open.fetch_all(&app.app.db).await.unwrap(), [second], "one of them goes on");
}

#[tokio::test]
async fn what_was_closed_as_a_duplicate_stays_closed_whatever_its_debtor_does() {
    let app = TestApp::start().await;
    let (head, [first, second]) = two_alike(&app).await;
    let other = id_of(&first);
    let same = [("other", &*other), ("decision", "same"), ("reason", "คนเดียวกัน")];
    head.fill(&format!("{second}/duplicates"), &same).await;
    let closed = async || {
        app.run_notices().await;
        let row = sqlx::query!(
            "select office_code, stage, closed_for from case_file
             where '/office/cases/' || registration_id = $1",
            second
        );
        let row = row.fetch_one(&app.app.db).await.unwrap();
        format!("{} {} {}", row.office_code, row.stage, row.closed_for.unwrap_or_default())
    };
    let sommot = app.signed_in(SOMMOT).await;
    sommot.fill("/registration/withdraw", &[("reason", "unsaid")]).await;
    assert_eq!(closed().await, "4901 closed duplicate");
    let withdrawn = head.fill(&format!("{second}/reopen"), &[("reason", "คนละคน")]).await;
    assert!(withdrawn.text("h1").contains("ลูกหนี้ถอน"), "{}", withdrawn.text("h1"));
    head.fill(&format!("{second}/duplicates"), &same).await;
    sommot.send("/registration", "/registration/resume", &[]).await;
    assert_eq!(closed().await, "4901 submitted ", "nobody has closed it");
}

#[tokio::test]
async fn names_are_sorted_without_their_titles() {
    let app = TestApp::start().await;
    malis_file(&app).await;
    let file = sqlx::query!("select registration_id, campaign_id, submitted_at from case_file");
    let mali = file.fetch_one(&app.app.db).await.unwrap();
    for name in ["นายขวัญ", "นางสาวกานดา", "พันตำรวจโทหญิงคำ", "นางเดือน"]
    {
        let id = uuid::Uuid::now_v7();
        sqlx::query!(
            "insert into case_file (office_code, registration_id, debtor_id, province_code, campaign_id, tracking_number,
                 channel, submitted_at, name, debts, lacking, urgent, call_hours)
             values ('4901', $1, $1, '49', $2, '', 'online', $3, $4, 1, 1, false, '{}')",
            id,
            mali.campaign_id,
            mali.submitted_at,
            app.app.keys.seal_text(plodnee::case::store::name_place(id), name)
        )
        .execute(&app.app.db)
        .await
        .unwrap();
    }
    let officer = app.officer(PHITHAK, Role::Intake, "4901").await;
    let listed = officer.open("/office/desk?sort=name").await.text(".file td:nth-child(2)");
    let names: Vec<&str> = listed.lines().map(str::trim).collect();
    let expected = ["นางสาวกานดา", "นายขวัญ", "พันตำรวจโทหญิงคำ", "นางเดือน", "นางสาวมะลิ ทดสอบดี"];
    assert_eq!(names, expected);
}

#[tokio::test]
async fn counts_are_those_of_the_files_after_every_change() {
    let app = TestApp::start().await;
    let (head, [first, second]) = two_alike(&app).await;
    let agree = async |when: &str| {
        app.run_notices().await;
        let kept = sqlx::query!(
            r#"select office_code, stage, ready, urgent, files from case_count where files <> 0 order by 1, 2, 3, 4"#
        );
        let kept = kept.fetch_all(&app.app.db).await.unwrap();
        let kept: Vec<_> = kept
            .into_iter()
            .map(|r| (r.office_code, r.stage, r.ready, r.urgent, r.files))
            .collect();
        let counted = sqlx::query!(
            r#"select office_code, stage, ready as "ready!", urgent, count(*) as "files!" from case_file
               group by 1, 2, 3, 4 order by 1, 2, 3, 4"#
        );
        let counted = counted.fetch_all(&app.app.db).await.unwrap();
        let counted: Vec<_> = counted
            .into_iter()
            .map(|r| (r.office_code, r.stage, r.ready, r.urgent, r.files))
            .collect();
        assert_eq!(kept, counted, "{when}");
    };
    agree("accepted").await;
    let other = id_of(&first);
    let same = [("other", &*other), ("decision", "same"), ("reason", "คนเดียวกัน")];
    head.fill(&format!("{second}/duplicates"), &same).await;
    agree("closed as a duplicate").await;
    head.fill(&format!("{second}/reopen"), &[("reason", "คนละคน")]).await;
    agree("reopened").await;
    let sommot = app.signed_in(SOMMOT).await;
    sommot.fill("/registration/withdraw", &[("reason", "unsaid")]).await;
    agree("withdrawn").await;
    sommot.send("/registration", "/registration/resume", &[]).await;
    agree("resumed").await;
    let mali = app.signed_in(MALI).await;
    mali.fill("/registration/debts/1/conduct", &[("conduct", "violence"), ("urgent", "yes")]).await;
    mali.send("/registration/check", "/registration/submit", &[]).await;
    agree("urgent").await;
    let safer = [("office-choice", "other"), ("office-code", "4801")];
    mali.fill("/registration/form/office", &safer).await;
    mali.send("/registration/check", "/registration/submit", &[]).await;
    agree("elsewhere").await;
}

#[tokio::test]
async fn duplicates_are_found_at_acceptance_compared_and_decided_with_a_reason() {
    let app = TestApp::start().await;
    malis_file(&app).await;
    let sommot = register(&app, SOMMOT).await; // the same telephone
    app.run_notices().await;
    let file = newest_file(&app).await;
    let phithak = app.officer(PHITHAK, Role::Intake, "4901").await;
    open(&phithak, &file).await;
    let page = format!("{file}/duplicates");
    let compared = phithak.send(&file, &format!("{file}/accept"), &[]).await;
    assert_eq!(compared.path, page, "an undecided pair is shown at once");
    assert!(compared.text("main").contains("เบอร์โทรศัพท์เดียวกัน"), "{}", compared.text("main"));
    assert!(
        compared.text(".pair table").contains("มะลิ")
            && compared.text(".pair table").contains("สมมติ")
    );
    assert!(compared.text(".differs th").contains("ชื่อ"), "{}", compared.text(".differs th"));
    let asked = compared.text(".pair table tbody th");
    let places = ["เบอร์โทรศัพท์", "จังหวัด", "มูลหนี้"].map(|label| asked.find(label).unwrap());
    assert!(places.is_sorted(), "in the order of the form: {asked}");
    assert!(compared.text("main").contains("ให้ผู้ไกล่เกลี่ยหรือหัวหน้าหน่วยตัดสิน"));

    let head = app.officer(POKKHRONG, Role::Head, "4901").await;
    open(&head, &file).await;
    let other = head.open(&page).await.value("other");
    let empty = head.fill(&page, &[("other", &other), ("decision", "same"), ("reason", " ")]).await;
    assert_eq!(empty.status, 422);
    assert_eq!(empty.value("decision"), "same", "what was chosen stays");
    let closed = head
        .fill(&page, &[("other", &other), ("decision", "same"), ("reason", "คนเดียวกัน บัตรใหม่")])
        .await;
    assert!(closed.text("h1").contains("คำขอซ้ำ"), "{}", closed.text("h1"));
    assert_eq!(closed.link("main a[href$='/transfer']"), None, "what is closed goes nowhere");
    let mine = sommot.open("/registration").await;
    assert!(mine.text(".timeline").contains("คำขอซ้ำ"));
    let (state, main) = (mine.text(".govuk-tag"), mine.text("main"));
    assert!(state.contains("คำขอซ้ำ") && main.contains("เปิดเรื่องอีกครั้ง"), "{main}");
    let told = closed.text("main");
    assert!(!told.contains("ยังไม่ได้ตัดสิน"), "a closed file has nothing to decide: {told}");

    let reopen = format!("{file}/reopen");
    assert_eq!(phithak.get(&reopen).await.status, 404, "the head's only");
    assert_eq!(head.fill(&reopen, &[("reason", "")]).await.status, 422);
    let opened = head.fill(&reopen, &[("reason", "พี่น้องใช้โทรศัพท์เดียวกัน")]).await;
    assert!(opened.text("h1").contains("รับเรื่องแล้ว"), "{}", opened.text("h1"));
    assert!(head.open(&page).await.text(".pair").contains("พี่น้องใช้โทรศัพท์เดียวกัน"));
    assert_eq!(head.open(&reopen).await.path, file, "it is open already");
    let dump = app.dump().await;
    assert!(!dump.contains("พี่น้อง"), "the reason is sealed");
}

#[tokio::test]
async fn who_chooses_nobody_to_give_or_show_a_file_to_is_told_so_in_its_own_words() {
    let app = TestApp::start().await;
    let file = malis_file(&app).await;
    let head = app.officer(POKKHRONG, Role::Head, "4901").await;
    app.appoint(PHITHAK, Role::Intake, &Territory::Office("4901".into())).await;
    app.appoint(SANTI, Role::Observer, &Territory::Office("4901".into())).await;
    open(&head, &file).await;
    head.send(&file, &format!("{file}/accept"), &[]).await;
    for page in ["assign", "share"] {
        let shown = head.open(&format!("{file}/{page}")).await;
        let hidden = ["revision", "was", "stage"].into_iter();
        let hidden = hidden.filter(|name| shown.body.contains(&format!("name=\"{name}\"")));
        let mut form: Vec<(&str, String)> = hidden.map(|name| (name, shown.value(name))).collect();
        form.push(("to", String::new()));
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, &**value)).collect();
        let refused = head.send_with(&shown.csrf(), &shown.path, &form).await;
        assert_eq!(refused.status, 422, "{page}");
        assert!(refused.problems().starts_with("เลือก"), "{page}: {}", refused.problems());
    }
}

#[tokio::test]
async fn the_pair_that_is_looked_at_is_the_one_that_is_decided() {
    let app = TestApp::start().await;
    malis_file(&app).await;
    register(&app, SOMMOT).await;
    register(&app, THONGBAI).await; // all three with the same telephone
    app.run_notices().await;
    let file = newest_file(&app).await;
    let head = app.officer(POKKHRONG, Role::Head, "4901").await;
    open(&head, &file).await;
    let first = head.send(&file, &format!("{file}/accept"), &[]).await;
    let second = first.link(".pair a[href*='?with=']").unwrap();
    let (address, part) = second.split_once('#').unwrap();
    assert!(first.body.contains(&format!("id=\"{part}\"")), "{second}");
    let looked = head.open(address).await;
    let (_, with) = address.split_once("with=").unwrap();
    assert_ne!(first.value("other"), with);
    assert_eq!(looked.value("other"), with);
    assert_eq!(looked.text(".pair table caption").lines().count(), 1);
    let different = [("other", with), ("decision", "different"), ("reason", "คนละคน")];
    let next = head.fill(&format!("{file}/duplicates"), &different).await;
    assert_eq!(next.value("other"), first.value("other"), "the other one still waits");
}

#[tokio::test]
async fn the_same_person_of_another_campaign_or_number_is_found_and_a_file_elsewhere_stays_closed()
{
    let app = TestApp::start().await;
    let mali = register(&app, MALI).await;
    app.run_notices().await;
    let first = newest_file(&app).await;
    app.next_campaign().await;
    mali.fill("/registration/start", &[("notice", "yes")]).await;
    crate::registration::answer_own_pages(&mali).await;
    add_debt(&mali, "เจ๊หมวย").await;
    mali.send("/registration/check", "/registration/submit", &[]).await;
    app.run_notices().await;
    let file = newest_file(&app).await;
    assert_ne!(file, first);
    // The first file is with another province's office.
    sqlx::query!(
        "with moved as (update registration set office_code = '4801' where '/office/cases/' || registration_id = $1)
         update case_file set office_code = '4801', province_code = '48' where '/office/cases/' || registration_id = $1",
        first
    )
    .execute(&app.app.db)
    .await
    .unwrap();
    let head = app.officer(POKKHRONG, Role::Head, "4901").await;
    open(&head, &file).await;
    let shown = head.send(&file, &format!("{file}/accept"), &[]).await;
    let pair = shown.text(".pair");
    assert!(pair.contains("เลขประจำตัวประชาชนเดียวกัน"), "{pair}");
    assert!(pair.contains("ที่ว่าการอำเภอเมืองนครพนม") && pair.contains("นอกเขตของท่าน"), "{pair}");
    assert_eq!(shown.text(".pair table"), "", "nothing of the other file");

    let different = [("decision", "different"), ("reason", "คนละเรื่อง")];
    let mut fields = different.to_vec();
    let other = shown.value("other");
    fields.push(("other", &other));
    let on = head.fill(&format!("{file}/duplicates"), &fields).await;
    assert_eq!(on.path, file);
    assert!(on.text("h1").contains("รับเรื่องแล้ว"));
}

#[tokio::test]
async fn the_same_name_and_birth_date_under_another_number_is_found() {
    let app = TestApp::start().await;
    malis_file(&app).await;
    register(&app, SOMMOT).await;
    app.run_notices().await;
    let file = newest_file(&app).await;
    // Mali has Sommot's name and birth date; the telephones are no sign this time.
    let mut conn = app.app.db.acquire().await.unwrap();
    let sommot = app.app.keys.debtor_id(&CitizenNumber::parse(SOMMOT).unwrap());
    let person = identity::store::person(&mut conn, &app.app.keys, sommot).await.unwrap();
    let key = search::person(&app.app.keys, &person.names, person.birthdate.unwrap());
    sqlx::query!("delete from case_key where debtor_id <> $1", sommot)
        .execute(&mut *conn)
        .await
        .unwrap();
    sqlx::query!(
        "insert into case_key (key_hash, office_code, registration_id, debtor_id)
         select $1, office_code, registration_id, debtor_id from case_file where debtor_id <> $2",
        key,
        sommot
    )
    .execute(&mut *conn)
    .await
    .unwrap();
    let officer = app.officer(PHITHAK, Role::Intake, "4901").await;
    open(&officer, &file).await;
    let shown = officer.send(&file, &format!("{file}/accept"), &[]).await;
    assert!(shown.text(".pair").contains("ชื่อและวันเกิดเดียวกัน"), "{}", shown.text("main"));
    assert!(!shown.text(".pair").contains("เบอร์โทรศัพท์เดียวกัน"));
}

#[tokio::test]
async fn a_reason_typed_after_the_appointment_ended_waits_for_whoever_takes_over() {
    let app = TestApp::start().await;
    let file = malis_file(&app).await;
    let head = app.officer(POKKHRONG, Role::Head, "4901").await;
    open(&head, &file).await;
    let share = format!("{file}/share");
    let csrf = head.open(&share).await.csrf();
    sqlx::query!("update appointment set revoked_at = $1", app.app.clock.now())
        .execute(&app.app.db)
        .await
        .unwrap();
    head.send_with(&csrf, &share, &[("reason", "ช่วยเรื่องกฎหมาย"), ("until", "x")]).await;
    let next = app.officer(SANTI, Role::Head, "4901").await;
    open(&next, &file).await;
    let shown = next.open(&share).await;
    assert!(shown.text(".govuk-inset-text").contains("ปกครอง"), "{}", shown.text("main"));
    app.officer(PHITHAK, Role::Observer, "4901").await;
    assert_eq!(next.open(&share).await.value("reason").trim(), "ช่วยเรื่องกฎหมาย");
}

#[tokio::test]
async fn a_file_is_shared_with_an_observer_until_a_day_and_can_be_taken_back() {
    let app = TestApp::start().await;
    let mali = register(&app, MALI).await;
    app.run_notices().await;
    let file = newest_file(&app).await;
    let observer = app.officer(SANTI, Role::Observer, "4901").await;
    let head = app.officer(POKKHRONG, Role::Head, "4901").await;
    assert_eq!(observer.get(&file).await.status, 404);
    assert_eq!(observer.open("/office/desk").await.text(".file"), "");

    open(&head, &file).await;
    let share = format!("{file}/share");
    let santi = officer_id(&app, SANTI);
    let bad =
        head.fill(&share, &[("to", ""), ("until", "1/1/2569"), ("reason", "ช่วยเรื่องกฎหมาย")]).await;
    assert_eq!(bad.status, 422);
    assert_eq!(bad.problems().lines().count(), 2, "{}", bad.problems());
    assert_eq!(bad.value("reason").trim(), "ช่วยเรื่องกฎหมาย");
    let good = [("to", santi.as_str()), ("until", "30 พ.ย. 2569"), ("reason", "ช่วยเรื่องกฎหมาย")];
    assert_eq!(head.fill(&share, &good).await.status, 200);

    assert!(observer.open("/office/desk").await.text(".file").contains("มะลิ"));
    let read = open(&observer, &file).await;
    assert!(read.text("main").contains("เจ๊หมวย"));
    assert!(
        !read.body.contains(&format!("{file}/accept")) && !read.body.contains("/answers/"),
        "to read only"
    );
    let found = observer.send("/office/desk", "/office/search", &[("wanted", "มะลิ")]).await;
    assert!(found.text(".file").contains("มะลิ"));
    assert!(mali.open("/registration/looks").await.text("main").contains("แบ่งให้ผู้สังเกตการณ์ดู"));

    app.wait(TimeDelta::days(9));
    let late = app.browser();
    late.sign_in_officer(app.simulator.origin(), SANTI, "4901").await;
    assert_eq!(late.get(&file).await.status, 404, "the last day is over");
    app.wait(TimeDelta::days(-9));

    let head = app.browser();
    head.sign_in_officer(app.simulator.origin(), POKKHRONG, "4901").await;
    let shared = head.open(&share).await;
    let revoke = shared.action("form[action$='/revoke']").unwrap();
    head.send_with(&shared.csrf(), &revoke, &[]).await;
    let observer = app.browser();
    observer.sign_in_officer(app.simulator.origin(), SANTI, "4901").await;
    assert_eq!(observer.get(&file).await.status, 404, "taken back");
}

/// The head of 4901 shares a file with Santi.
async fn share_with_santi(app: &TestApp, head: &Browser, file: &str) {
    open(head, file).await;
    let santi = officer_id(app, SANTI);
    let fields = [("to", &*santi), ("until", "30 พ.ย. 2569"), ("reason", "ช่วยเรื่องกฎหมาย")];
    assert_eq!(head.fill(&format!("{file}/share"), &fields).await.status, 200);
}

#[tokio::test]
async fn what_was_shared_with_an_observer_is_seen_under_an_appointment_of_that_territory_only() {
    let app = TestApp::start().await;
    let file = malis_file(&app).await;
    let observer = app.officer(SANTI, Role::Observer, "4901").await;
    let head = app.officer(POKKHRONG, Role::Head, "4901").await;
    share_with_santi(&app, &head, &file).await;
    for (unit, sees) in [
        (Territory::Office("4801".into()), false),
        (Territory::Office("49".into()), false),
        (Territory::Province("48".into()), false),
        (Territory::Province("49".into()), true),
        (Territory::Nation, true),
        (Territory::Office("4901".into()), true),
    ] {
        let used =
            sqlx::query!("update appointment set unit = $1 where role = 'observer'", unit.key());
        used.execute(&app.app.db).await.unwrap();
        let status = observer.open(&file).await.status;
        assert_eq!(status, if sees { 200 } else { 404 }, "{unit:?}");
        let desk = observer.open("/office/desk").await.text(".file");
        assert_eq!(desk.contains("มะลิ"), sees, "{unit:?} {desk}");
        let found = observer.send("/office/desk", "/office/search", &[("wanted", "มะลิ")]).await;
        assert_eq!(found.text(".file").contains("มะลิ"), sees, "{unit:?}");
    }
}

#[tokio::test]
async fn a_revoked_observer_finds_nothing_shared_when_they_are_appointed_again() {
    let app = TestApp::start().await;
    let mali = register(&app, MALI).await;
    app.run_notices().await;
    let file = newest_file(&app).await;
    app.officer(SANTI, Role::Observer, "4901").await;
    let head = app.officer(POKKHRONG, Role::Head, "4901").await;
    share_with_santi(&app, &head, &file).await;
    let theirs =
        sqlx::query_scalar!("select appointment_id from appointment where role = 'observer'");
    let theirs = format!("/office/people/{}", theirs.fetch_one(&app.app.db).await.unwrap());
    let reason = [("revoke-reason", "สิ้นสุดภารกิจ")];
    let done = head.send(&theirs, &format!("{theirs}/revoke"), &reason).await;
    assert_eq!(done.path, "/office/people?done=revoked");
    let again = app.officer(SANTI, Role::Observer, "4901").await;
    assert_eq!(again.get(&file).await.status, 404);
    assert_eq!(again.open("/office/desk").await.text(".file"), "");
    assert!(mali.open("/registration/looks").await.text("main").contains("เลิกแบ่งให้ผู้สังเกตการณ์"));
}

#[tokio::test]
async fn a_share_ends_with_the_appointment_of_the_observer_and_a_later_one_begins_with_nothing() {
    let app = TestApp::start().await;
    let file = malis_file(&app).await;
    app.officer(SANTI, Role::Observer, "4901").await;
    let head = app.officer(POKKHRONG, Role::Head, "4901").await;
    share_with_santi(&app, &head, &file).await;
    let theirs =
        sqlx::query_scalar!("select appointment_id from appointment where role = 'observer'");
    let theirs = format!("/office/people/{}", theirs.fetch_one(&app.app.db).await.unwrap());
    let end = [("ends-on", "25 พ.ย. 2569")];
    assert_eq!(
        head.send(&theirs, &format!("{theirs}/end"), &end).await.path,
        "/office/people?done=changed"
    );
    let share = format!("{file}/share");
    assert!(head.open(&share).await.text("main").contains("25 พฤศจิกายน 2569"), "shortened as well");

    let santi = officer_id(&app, SANTI);
    let longer = [("to", santi.as_str()), ("until", "26 พ.ย. 2569"), ("reason", "ช่วยเรื่องกฎหมาย")];
    let refused = head.fill(&share, &longer).await;
    assert!(refused.problems().contains("สิ้นสุดวันที่ 25 พฤศจิกายน 2569"), "{}", refused.problems());

    app.wait(TimeDelta::days(4));
    let again = app.officer(SANTI, Role::Observer, "4901").await;
    assert_eq!(again.get(&file).await.status, 404);
    assert_eq!(again.open("/office/desk").await.text(".file"), "");
}

#[tokio::test]
async fn who_reads_shared_files_goes_on_where_they_were_when_one_is_shown_no_more() {
    let app = TestApp::start().await;
    made_up(&app, 60, |at| (format!("ก{at:02}"), at % 7 == 0)).await;
    let browser = app.officer(SANTI, Role::Observer, "4901").await;
    let until = app.app.clock.today();
    sqlx::query!(
        "insert into case_share (debtor_id, registration_id, share_id, officer_id, shared_by, shared_at, until, reason)
         select debtor_id, registration_id, registration_id, officer_id, officer_id, $1, $2, ''
         from case_file cross join officer",
        begin(),
        until
    )
    .execute(&app.app.db)
    .await
    .unwrap();
    let number = |at: usize| format!("PN-69-4901-{at:05}-0");
    for (sort, last, follows) in [("", 49, 50), ("?sort=newest", 10, 9), ("?sort=urgent", 47, 48)] {
        let all = sqlx::query!("update case_share set revoked_at = null");
        all.execute(&app.app.db).await.unwrap();
        let first = browser.open(&format!("/office/desk{sort}")).await;
        assert!(first.text(".file td:first-child").ends_with(&number(last)), "{sort}");
        let only_that = sqlx::query!(
            "update case_share set revoked_at = case when f.tracking_number = $1 then $2::timestamptz end
             from case_file f where f.registration_id = case_share.registration_id",
            number(last),
            begin()
        );
        only_that.execute(&app.app.db).await.unwrap();
        let second = browser.open(&first.link("a[rel=next]").unwrap()).await;
        assert!(second.text(".file td:first-child").starts_with(&number(follows)), "{sort}");
    }
}

#[tokio::test]
async fn the_debtor_reads_that_an_observer_was_revoked_from_the_command_line_too() {
    let app = TestApp::start().await;
    let mali = register(&app, MALI).await;
    app.run_notices().await;
    let file = newest_file(&app).await;
    app.officer(SANTI, Role::Observer, "4901").await;
    let head = app.officer(POKKHRONG, Role::Head, "4901").await;
    share_with_santi(&app, &head, &file).await;
    let theirs =
        sqlx::query_scalar!("select appointment_id from appointment where role = 'observer'");
    let theirs = theirs.fetch_one(&app.app.db).await.unwrap();
    let (keys, clock) = (&app.app.keys, &app.app.clock);
    let mut tx = app.app.db.begin().await.unwrap();
    let theirs = people::lock(&mut tx, theirs).await.unwrap().unwrap();
    let moment = (clock.today(), clock.now());
    let done = appoint::revoke(&mut tx, keys, None, (&theirs, "สิ้นสุดภารกิจ"), moment).await.unwrap();
    assert!(done.is_ok());
    tx.commit().await.unwrap();
    let looks = mali.open("/registration/looks").await.text(".timeline li");
    assert!(looks.contains("เลิกแบ่งให้ผู้สังเกตการณ์") && looks.contains("ระบบ"), "{looks}");
}

#[tokio::test]
async fn whom_an_office_showed_a_file_sees_it_no_more_when_the_debtor_goes_elsewhere() {
    let app = TestApp::start().await;
    let mali = register(&app, MALI).await;
    app.run_notices().await;
    let file = newest_file(&app).await;
    let observer = app.officer(SANTI, Role::Observer, "4901").await;
    let head = app.officer(POKKHRONG, Role::Head, "4901").await;
    share_with_santi(&app, &head, &file).await;
    assert_eq!(open(&observer, &file).await.status, 200);

    let safer = [("office-choice", "other"), ("office-code", "4801")];
    mali.fill("/registration/form/office", &safer).await;
    mali.send("/registration/check", "/registration/submit", &[]).await;
    app.run_notices().await;
    assert_eq!(observer.get(&file).await.status, 404);
}

#[tokio::test]
async fn a_reason_typed_before_the_purpose_of_a_new_day_was_asked_waits_on_its_page() {
    let app = TestApp::start().await;
    let file = malis_file(&app).await;
    app.officer(SANTI, Role::Observer, "4901").await;
    let head = app.officer(POKKHRONG, Role::Head, "4901").await;
    open(&head, &file).await;
    let share = format!("{file}/share");
    let csrf = head.open(&share).await.csrf();
    sqlx::query!("update audit set at = at - interval '1 day' where action = 'opened'")
        .execute(&app.app.db)
        .await
        .unwrap();
    let asked = head.send_with(&csrf, &share, &[("reason", "ช่วยเรื่องกฎหมาย"), ("until", "x")]).await;
    assert!(asked.path.contains("/look"), "{}", asked.path);
    open(&head, &file).await;
    assert_eq!(head.open(&share).await.value("reason").trim(), "ช่วยเรื่องกฎหมาย");
}

#[tokio::test]
async fn nobody_handles_their_own_file_not_even_as_a_gift() {
    let app = TestApp::start().await;
    let file = malis_file(&app).await;
    let own = app.officer(MALI, Role::Head, "4901").await;
    assert_eq!(own.get(&file).await.status, 404);
    assert_eq!(own.open("/office/desk").await.text(".file"), "");
    let found = own.send("/office/desk", "/office/search", &[("wanted", MALI)]).await;
    assert_eq!(found.text(".file"), "");
    let head = app.officer(POKKHRONG, Role::Head, "4901").await;
    open(&head, &file).await;
    let offered = head.open(&format!("{file}/assign")).await;
    assert!(!offered.text("select").contains("มะลิ"), "{}", offered.text("select"));
}
