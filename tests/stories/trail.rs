//! The auditor's trail: who looked at which file and what for, and what else officers did.

use plodnee::audit::{self, By, File};
use plodnee::national_id::CitizenNumber;
use plodnee::office::Territory;
use plodnee::officer::{Role, store};
use plodnee::registration::tracking::TrackingNumber;

use crate::app::TestApp;
use crate::people::{Browser, MALI, PHITHAK, POKKHRONG, SANTI, SOMMOT};
use crate::registration::register;

/// Mali's file, at which Phithak of 4901 has looked `times` times.
async fn looked_at(app: &TestApp, times: usize) -> String {
    let mali = register(app, MALI).await;
    let number = mali.open("/registration/receipt").await.text(".tracking");
    let appointment_id =
        app.appoint(PHITHAK, Role::Intake, &Territory::Office("4901".into())).await;
    app.browser().sign_in_officer(app.simulator.origin(), PHITHAK, "4901").await;
    let row = sqlx::query!("select debtor_id, registration_id from registration")
        .fetch_one(&app.app.db)
        .await
        .unwrap();
    let officer_id = store::officer_id(&app.app.keys, &CitizenNumber::parse(PHITHAK).unwrap());
    let by = By { officer_id, appointment_id: Some(appointment_id) };
    let file = File { debtor_id: row.debtor_id, registration_id: row.registration_id };
    let mut conn = app.app.db.acquire().await.unwrap();
    for _ in 0..times {
        let purpose = Some("at-counter");
        audit::officer(&mut conn, by, file, "looked", purpose, app.app.clock.now()).await.unwrap();
    }
    number
}

async fn auditor(app: &TestApp, pid: &str, unit: Territory) -> Browser {
    app.appoint(pid, Role::Auditor, &unit).await;
    let code = match &unit {
        Territory::Office(code) | Territory::Province(code) => code,
        Territory::Nation => "nation",
    };
    let browser = app.browser();
    browser.sign_in_officer(app.simulator.origin(), pid, code).await;
    browser
}

#[tokio::test]
async fn an_auditor_sees_who_looked_at_a_file_and_what_for_but_no_debtors_name() {
    let app = TestApp::start().await;
    let number = looked_at(&app, 1).await;
    let auditor = auditor(&app, SANTI, Territory::Nation).await;
    let shown = auditor.get("/office/audit").await;
    assert_eq!(shown.status, 200);
    let line = shown.text(".trail tbody tr");
    for part in ["พิทักษ์ สมมุติราษฎร์", "เปิดดู", "ลูกหนี้มาติดต่อที่หน่วย", &number]
    {
        assert!(line.contains(part), "{part}: {line}");
    }
    assert!(!shown.body.contains("มะลิ"));
    let of_file = auditor.get(&format!("/office/audit?number={number}")).await;
    assert_eq!(of_file.text(".trail tbody tr").lines().count(), 1);
    let as_people_write_it = number.replace('-', "%20").to_lowercase();
    let of_file = auditor.get(&format!("/office/audit?number={as_people_write_it}")).await;
    assert_eq!(of_file.text(".trail tbody tr").lines().count(), 1, "{as_people_write_it}");
    let last = ('0'..='9').chain('A'..='Z');
    let nobodys = last.map(|last| format!("PN-69-4901-00000-{last}"));
    let nobodys =
        nobodys.map(|number| TrackingNumber::parse(&number)).find_map(Result::ok).unwrap();
    let wrong = if nobodys.as_str().ends_with('0') { "1" } else { "0" };
    for (query, expected) in [
        (&*format!("number={nobodys}"), "ไม่มีเลขติดตาม"),
        (&*format!("number=PN-69-4901-00000-{wrong}"), "ตัวสุดท้าย"),
        ("number=x", "ไม่มีเลขติดตาม"),
        ("show=deeds&number=PN-69-4901-00000-0", "ใช้กับการเปิดสำนวนเท่านั้น"),
        ("unit=4999", "ไม่มีหน่วย"),
        ("from=x", "ตั้งแต่วันที่: "),
        ("from=2/11/2569&to=1/11/2569", "ไม่ก่อนวันแรก"),
    ] {
        for page in ["/office/audit", "/office/audit.csv"] {
            let refused = auditor.get(&format!("{page}?{query}")).await;
            assert_eq!(refused.status, 422, "{page} {query}");
            assert!(refused.problems().contains(expected), "{query}: {}", refused.problems());
        }
    }
    let deeds = of_file.body.split('"').find(|part| part.contains("show=deeds")).unwrap();
    assert!(!deeds.contains("number="), "{deeds}");
    let none = auditor.get("/office/audit?from=1/1/2569&to=2/1/2569").await;
    assert!(none.text("main").contains("ไม่พบรายการ"));
}

#[tokio::test]
async fn an_auditor_does_not_read_who_handled_their_own_file() {
    let app = TestApp::start().await;
    let number = looked_at(&app, 1).await;
    let herself = auditor(&app, MALI, Territory::Nation).await;
    let other = auditor(&app, SANTI, Territory::Nation).await;
    let phithak = store::officer_id(&app.app.keys, &CitizenNumber::parse(PHITHAK).unwrap());
    for part in ["", "&unit=4901", &format!("&officer={phithak}")] {
        for query in ["", &format!("number={number}")] {
            let page = format!("/office/audit?{query}{part}");
            let table = page.replace("audit?", "audit.csv?");
            assert!(other.open(&page).await.text(".trail tbody tr").contains(&number), "{page}");
            assert!(other.open(&table).await.body.contains(&number), "{table}");
            assert!(!herself.open(&page).await.body.contains("เปิดดู"), "{page}");
            assert!(!herself.open(&table).await.body.contains(&number), "{table}");
        }
    }
}

#[tokio::test]
async fn an_auditor_of_a_territory_sees_that_territorys_officers_only() {
    let app = TestApp::start().await;
    let number = looked_at(&app, 1).await;
    for (pid, unit, lines) in [
        (SANTI, Territory::Office("4901".into()), 1),
        (POKKHRONG, Territory::Province("49".into()), 1),
        (SOMMOT, Territory::Office("4902".into()), 0),
    ] {
        let auditor = auditor(&app, pid, unit.clone()).await;
        for query in ["", &format!("number={number}")] {
            let shown = auditor.get(&format!("/office/audit?{query}")).await;
            assert_eq!(links(&shown.text(".trail tbody tr")), lines, "{unit:?} {query}");
        }
    }
}

fn links(text: &str) -> usize {
    text.lines().count()
}

#[tokio::test]
async fn the_trail_has_pages_filters_and_a_download_that_is_recorded() {
    let app = TestApp::start().await;
    looked_at(&app, 60).await;
    let auditor = auditor(&app, SANTI, Territory::Province("49".into())).await;
    let first = auditor.get("/office/audit?unit=4901").await;
    assert_eq!(links(&first.text(".trail tbody tr")), 50);
    let next = first.body.split('"').find(|part| part.contains("before=")).unwrap();
    let second = auditor.get(&next.replace("&amp;", "&").replace("&#38;", "&")).await;
    assert_eq!(links(&second.text(".trail tbody tr")), 10);
    let officer = first.body.split("officer=").nth(1).unwrap().split(['"', '&']).next().unwrap();
    let theirs = auditor.get(&format!("/office/audit?show=deeds&officer={officer}")).await;
    assert!(theirs.text(".trail").contains("เข้าระบบ"));
    let csv = auditor.get("/office/audit.csv?unit=4901").await;
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(csv.body.lines().count(), 61);
    let deeds = auditor.get("/office/audit?show=deeds").await.text(".trail");
    assert!(deeds.contains("ดาวน์โหลดบันทึก"), "{deeds}");
}

#[tokio::test]
async fn a_download_that_is_cut_says_so_in_its_last_line() {
    let app = TestApp::start().await;
    let auditor = auditor(&app, SANTI, Territory::Nation).await;
    let last = async || {
        let csv = auditor.get("/office/audit.csv?show=deeds").await.body;
        (csv.lines().count(), csv.lines().last().unwrap().to_owned())
    };
    assert!(!last().await.1.contains("ตัดที่"));
    sqlx::query!(
        "insert into officer_audit (audit_id, at, action, subject)
         select gen_random_uuid(), $1, 'chose', 'appointment' from generate_series(1, 50000)",
        app.app.clock.now()
    )
    .execute(&app.app.db)
    .await
    .unwrap();
    let (lines, told) = last().await;
    assert_eq!(lines, 50_002, "the header and what was cut beside them");
    assert!(told.starts_with("ตัดที่ 50000 บรรทัด"), "{told}");
}

#[tokio::test]
async fn the_nations_trail_has_what_was_done_under_no_appointment_too() {
    let app = TestApp::start().await;
    looked_at(&app, 1).await;
    let asking = app.browser();
    asking.sign_in_officer(app.simulator.origin(), POKKHRONG, "4901").await; // appointed nowhere
    let now = app.app.clock.now();
    let mut conn = app.app.db.acquire().await.unwrap();
    audit::deed(&mut conn, None, "round-opened", "campaign:next", None, now).await.unwrap();
    let ministry = auditor(&app, SANTI, Territory::Nation).await;
    let id = |pid| store::officer_id(&app.app.keys, &CitizenNumber::parse(pid).unwrap());
    for (query, expected) in [
        (format!("show=deeds&officer={}", id(POKKHRONG)), 1), // came in
        ("show=deeds&unit=nation".to_owned(), 3),             // those two, and the auditor themself
        (format!("show=deeds&unit=nation&officer={}", id(POKKHRONG)), 1),
        (format!("officer={}", id(PHITHAK)), 1),
        (format!("officer={}", id(POKKHRONG)), 0),
        (format!("unit=4902&officer={}", id(PHITHAK)), 0),
    ] {
        let shown = ministry.get(&format!("/office/audit?{query}")).await;
        let lines = shown.text(".trail tbody tr");
        assert_eq!(links(&lines), expected, "{query}: {lines}");
    }
    let by_command = ministry.get("/office/audit?show=deeds&unit=nation").await;
    assert!(by_command.text(".trail").contains("campaign:next"), "{}", by_command.text(".trail"));
    let province = auditor(&app, SOMMOT, Territory::Province("49".into())).await;
    let outside = format!("/office/audit?show=deeds&officer={}", id(POKKHRONG));
    assert_eq!(links(&province.get(&outside).await.text(".trail tbody tr")), 0);
}
