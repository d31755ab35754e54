//! Appointments: asking for one, granting, refusing, changing and revoking it; and who may not.

use chrono::TimeDelta;
use plodnee::office::Territory;
use plodnee::officer::Role;
use uuid::Uuid;

use crate::app::TestApp;
use crate::people::{Browser, MALI, PHITHAK, POKKHRONG, SANTI, SOMMOT, Shown};

const ASK: &str = "/office/appointments/ask";
const PEOPLE: &str = "/office/people";
const GRANT: &str = "/office/people/grant";

fn office(code: &str) -> Territory {
    Territory::Office(code.into())
}

fn province() -> Territory {
    Territory::Province("49".into())
}

/// A browser of somebody at the officers' entrance, appointed or not.
async fn proved(app: &TestApp, pid: &str, unit: &str) -> Browser {
    let browser = app.browser();
    browser.sign_in_officer(app.simulator.origin(), pid, unit).await;
    browser
}

/// A browser of somebody with an appointment made a moment ago.
async fn at(app: &TestApp, pid: &str, role: Role, unit: &Territory) -> Browser {
    app.appoint(pid, role, unit).await;
    let code = match unit {
        Territory::Office(code) | Territory::Province(code) => code.clone(),
        Territory::Nation => "nation".into(),
    };
    proved(app, pid, &code).await
}

/// Phithak asks to be an intake officer at an office.
async fn ask(browser: &Browser, unit: &str) -> Shown {
    browser
        .fill(ASK, &[("unit", unit), ("role", "intake"), ("ask-words", "ปลัดอำเภอ งานศูนย์ดำรงธรรม")])
        .await
}

/// The addresses of the requests that wait.
async fn requests(browser: &Browser) -> Vec<String> {
    links(&browser.get(PEOPLE).await, ".waiting a")
}

/// The addresses of the appointments that can be changed.
async fn appointments(browser: &Browser) -> Vec<String> {
    links(&browser.get(PEOPLE).await, ".people a")
}

fn links(shown: &Shown, selector: &str) -> Vec<String> {
    let page = scraper::Html::parse_document(&shown.body);
    let link = scraper::Selector::parse(selector).unwrap();
    page.select(&link).map(|a| a.attr("href").unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_request_goes_to_the_head_who_grants_it_and_the_officer_comes_in() {
    let app = TestApp::start().await;
    let head = at(&app, POKKHRONG, Role::Head, &office("4901")).await;
    let phithak = proved(&app, PHITHAK, "4901").await;
    let shown = ask(&phithak, "๔๙๐๑").await;
    assert_eq!(shown.path, ASK);
    let told = shown.text(".govuk-table");
    assert!(told.contains("รอพิจารณา") && told.contains("อยู่ที่ หัวหน้าหน่วย"), "{told}");

    let waiting = requests(&head).await;
    assert_eq!(waiting.len(), 1);
    let page = head.get(&waiting[0]).await;
    let told = page.text("main");
    assert!(told.contains("พิทักษ์ สมมุติราษฎร์") && told.contains("ปลัดอำเภอ"), "{told}");
    assert!(!page.body.contains(PHITHAK), "the citizen number is masked");
    let done = head.fill(&waiting[0], &[("role", "intake"), ("decision", "grant")]).await;
    assert_eq!(done.path, "/office/people?done=appointed");
    assert!(done.text(".people").contains("พิทักษ์ สมมุติราษฎร์"));
    assert_eq!(head.get(&waiting[0]).await.leads_to().unwrap(), PEOPLE, "it is decided");

    assert!(phithak.get(ASK).await.text(".govuk-table").contains("แต่งตั้งแล้ว"));
    let again = proved(&app, PHITHAK, "4901").await;
    assert_eq!(again.get("/office/desk").await.status, 200);
    let deeds = deeds(&app).await;
    assert_eq!(deeds, ["asked", "appointed"]);
}

/// What was recorded of appointments, in order.
async fn deeds(app: &TestApp) -> Vec<String> {
    sqlx::query_scalar!(
        "select action from officer_audit where action not in ('signed-in', 'chose', 'listed') order by audit_id"
    )
    .fetch_all(&app.app.db)
    .await
    .unwrap()
}

#[tokio::test]
async fn a_refused_request_says_why_and_one_can_ask_again() {
    let app = TestApp::start().await;
    let head = at(&app, POKKHRONG, Role::Head, &office("4901")).await;
    let phithak = proved(&app, PHITHAK, "4901").await;
    ask(&phithak, "4901").await;
    let twice = ask(&phithak, "4901").await;
    assert_eq!(twice.status, 422);
    assert!(twice.problems().contains("รอพิจารณาอยู่แล้ว"), "{}", twice.problems());

    let waiting = requests(&head).await;
    let blank = head.fill(&waiting[0], &[("decision", "refuse"), ("refuse-reason", " ")]).await;
    assert_eq!(blank.status, 422, "a reason is needed");
    let done = [("decision", "refuse"), ("refuse-reason", "ย้ายไปอำเภออื่นแล้ว")];
    assert_eq!(head.fill(&waiting[0], &done).await.path, "/office/people?done=refused");
    let told = phithak.get(ASK).await.text(".govuk-table");
    assert!(told.contains("ไม่อนุมัติ") && told.contains("ย้ายไปอำเภออื่นแล้ว"), "{told}");
    assert_eq!(ask(&phithak, "4901").await.path, ASK);
    assert_eq!(requests(&head).await.len(), 1);
    assert_eq!(deeds(&app).await, ["asked", "refused", "asked"]);
}

#[tokio::test]
async fn a_request_that_was_taken_back_waits_for_nobody() {
    let app = TestApp::start().await;
    let head = at(&app, POKKHRONG, Role::Head, &office("4901")).await;
    let phithak = proved(&app, PHITHAK, "4901").await;
    let shown = ask(&phithak, "4901").await;
    let withdraw = "/withdraw";
    let action = shown.body.split('"').find(|part| part.ends_with(withdraw)).unwrap().to_owned();
    let mali = proved(&app, MALI, "4901").await;
    mali.send(ASK, &action, &[]).await;
    assert_eq!(requests(&head).await.len(), 1, "it is not hers to take back");
    for _ in 0..2 {
        let shown = phithak.send(ASK, &action, &[]).await;
        assert!(shown.text(".govuk-table").contains("ถอนคำขอแล้ว"));
    }
    assert!(requests(&head).await.is_empty());
    assert_eq!(deeds(&app).await, ["asked", "ask-withdrawn"]);
}

#[tokio::test]
async fn an_undecided_request_is_seen_one_level_higher_every_three_days() {
    let app = TestApp::start().await;
    for (pid, role, unit) in [
        (POKKHRONG, Role::Head, office("4901")),
        (SANTI, Role::ProvincialHead, province()),
        (SOMMOT, Role::Administrator, Territory::Nation),
    ] {
        app.appoint(pid, role, &unit).await;
    }
    let seen = async || {
        let mut seen = Vec::new();
        for (pid, unit) in [(POKKHRONG, "4901"), (SANTI, "49"), (SOMMOT, "nation")] {
            seen.push(requests(&proved(&app, pid, unit).await).await.len());
        }
        seen
    };
    ask(&proved(&app, PHITHAK, "4901").await, "4901").await;
    assert_eq!(seen().await, [1, 0, 0]);
    app.wait(TimeDelta::days(3));
    assert_eq!(seen().await, [1, 1, 0]);
    let told = proved(&app, PHITHAK, "4901").await.get(ASK).await.text(".govuk-table");
    assert!(told.contains("หัวหน้าระดับจังหวัด"), "{told}");
    app.wait(TimeDelta::days(3));
    assert_eq!(seen().await, [1, 1, 1]);
}

#[tokio::test]
async fn a_unit_without_head_asks_the_province_and_one_without_that_the_ministry() {
    let app = TestApp::start().await;
    let ministry = at(&app, SOMMOT, Role::Administrator, &Territory::Nation).await;
    let phithak = proved(&app, PHITHAK, "4902").await;
    ask(&phithak, "4902").await;
    assert_eq!(requests(&ministry).await.len(), 1);
    let governor = at(&app, SANTI, Role::ProvincialHead, &province()).await;
    let waiting = requests(&governor).await;
    assert_eq!(waiting.len(), 1);
    assert!(requests(&ministry).await.is_empty(), "the province has a head now");
    assert_eq!(ministry.get(&waiting[0]).await.status, 404);
    let elsewhere = at(&app, POKKHRONG, Role::Head, &office("4901")).await;
    assert_eq!(elsewhere.get(&waiting[0]).await.status, 404);
}

#[tokio::test]
async fn a_request_comes_back_with_every_problem() {
    let app = TestApp::start().await;
    let phithak = proved(&app, PHITHAK, "4901").await;
    let cases = [
        (&[][..], "ใส่รหัสหน่วย"),
        (&[("unit", "4999"), ("role", "intake"), ("ask-words", "x")], "เทศบาล"),
        (&[("unit", "9901"), ("role", "intake"), ("ask-words", "x")], "ไม่มีหน่วยรหัส 9901"),
        (&[("unit", "490"), ("role", "intake"), ("ask-words", "x")], "2 หรือ 4 หลัก"),
        (&[("unit", "4901"), ("role", "analyst"), ("ask-words", "x")], "ไม่มีบทบาทนี้"),
        (&[("unit", "nation"), ("role", "intake"), ("ask-words", "x")], "ไม่มีบทบาทนี้"),
        (&[("unit", "4901"), ("role", "intake")], "เขียนข้อความก่อน"),
        (&[("unit", "4901"), ("ask-words", "x")], "บทบาท"),
    ];
    for (fields, expected) in cases {
        let shown = phithak.fill(ASK, fields).await;
        assert_eq!(shown.status, 422);
        assert!(shown.problems().contains(expected), "{fields:?}: {}", shown.problems());
    }
}

#[tokio::test]
async fn a_head_appoints_by_citizen_number_somebody_who_has_never_come_in() {
    let app = TestApp::start().await;
    let head = at(&app, POKKHRONG, Role::Head, &office("4901")).await;
    let form = [
        ("citizen-number", "3-9901-00000-15-7"),
        ("called", "ปลัดพิทักษ์"),
        ("unit", "4901"),
        ("role", "intake"),
        ("starts-on", "25/11/2569"),
        ("ends-on", "30/9/2570"),
    ];
    let done = head.fill(GRANT, &form).await;
    assert_eq!(done.path, "/office/people?done=appointed");
    let line = done.text(".people");
    assert!(line.contains("ปลัดพิทักษ์") && line.contains("30 กันยายน 2570"), "{line}");
    let early = proved(&app, PHITHAK, "4901").await;
    assert_eq!(early.get("/office/desk").await.status, 303, "not before the first day");
    app.wait(TimeDelta::days(3));
    let phithak = proved(&app, PHITHAK, "4901").await;
    assert_eq!(phithak.get("/office/desk").await.status, 200);
    let line = proved(&app, POKKHRONG, "4901").await.get(PEOPLE).await.text(".people");
    assert!(line.contains("พิทักษ์ สมมุติราษฎร์") && !line.contains("ปลัดพิทักษ์"), "{line}");
    let dump = app.dump().await;
    assert!(!dump.contains("ปลัดพิทักษ์") && !dump.contains(PHITHAK), "sealed");
}

#[tokio::test]
async fn who_appoints_somebody_corrects_the_name_they_gave_and_nobody_else_does() {
    let app = TestApp::start().await;
    let head = at(&app, POKKHRONG, Role::Head, &office("4901")).await;
    let other = at(&app, SANTI, Role::Head, &office("4902")).await;
    let grant = async |head: &Browser, unit: &str, role: &str, name: &str| {
        let form = [("citizen-number", PHITHAK), ("called", name), ("unit", unit), ("role", role)];
        assert_eq!(head.fill(GRANT, &form).await.path, "/office/people?done=appointed");
        head.open(PEOPLE).await.text(".people")
    };
    assert!(grant(&head, "4901", "intake", "ปลัดพิทัก").await.contains("ปลัดพิทัก"));
    assert!(grant(&head, "4901", "mediator", "ปลัดพิทักษ์").await.contains("ปลัดพิทักษ์"));
    let elsewhere = grant(&other, "4902", "intake", "นายอื่น").await;
    assert!(elsewhere.contains("ปลัดพิทักษ์") && !elsewhere.contains("นายอื่น"), "{elsewhere}");
}

#[tokio::test]
async fn an_appointment_that_has_ended_is_neither_prolonged_nor_revoked() {
    let app = TestApp::start().await;
    let head = at(&app, POKKHRONG, Role::Head, &office("4901")).await;
    app.appoint(PHITHAK, Role::Intake, &office("4901")).await;
    let theirs =
        sqlx::query_scalar!("select appointment_id from appointment where role = 'intake'");
    let theirs = theirs.fetch_one(&app.app.db).await.unwrap();
    let page = format!("{PEOPLE}/{theirs}");
    let csrf = head.open(&page).await.csrf();
    let yesterday = app.app.clock.today().pred_opt().unwrap();
    sqlx::query!(
        "update appointment set starts_on = $2, ends_on = $2 where appointment_id = $1",
        theirs,
        yesterday
    )
    .execute(&app.app.db)
    .await
    .unwrap();
    for (way, field) in [("end", ("ends-on", "1/1/2570")), ("revoke", ("revoke-reason", "ลาออก"))]
    {
        let late = head.send_with(&csrf, &format!("{page}/{way}"), &[field]).await;
        assert_eq!(late.path, PEOPLE, "{way}");
    }
    assert_eq!(head.open(&page).await.path, PEOPLE);
    let kept = sqlx::query!(
        "select ends_on, revoked_at from appointment where appointment_id = $1",
        theirs
    );
    let kept = kept.fetch_one(&app.app.db).await.unwrap();
    assert_eq!((kept.ends_on, kept.revoked_at), (Some(yesterday), None));
}

#[tokio::test]
async fn what_may_not_be_granted_is_refused_with_the_reason() {
    let app = TestApp::start().await;
    let head = at(&app, POKKHRONG, Role::Head, &office("4901")).await;
    app.appoint(SANTI, Role::Mediator, &office("4901")).await;
    let grant = async |number: &str, role: &str, unit: &str, ends: &str| {
        let form = [("citizen-number", number), ("role", role), ("unit", unit), ("ends-on", ends)];
        head.fill(GRANT, &form).await
    };
    let cases = [
        (PHITHAK, "intake", "4902", "", "เกินอำนาจ"),
        (PHITHAK, "provincial_head", "49", "", "เกินอำนาจ"),
        (PHITHAK, "administrator", "nation", "", "เกินอำนาจ"),
        (PHITHAK, "auditor", "4901", "", "เกินอำนาจ"),
        (PHITHAK, "administrator", "4901", "", "ไม่มีบทบาทนี้"),
        (PHITHAK, "intake", "4999", "", "ใต้จังหวัดมุกดาหาร เป็นของเทศบาล"),
        (PHITHAK, "intake", "4901", "1/1/2569", "ไม่ก่อนวันเริ่ม"),
        (PHITHAK, "intake", "4901", "2570", "ให้ครบทั้งวัน"),
        ("3990100000158", "intake", "4901", "", "เลขประจำตัวประชาชน"),
        (POKKHRONG, "mediator", "4901", "", "ให้ตนเองไม่ได้"),
        (SANTI, "mediator", "4901", "", "อยู่แล้ว"),
    ];
    for (number, role, unit, ends, expected) in cases {
        let shown = grant(number, role, unit, ends).await;
        assert_eq!(shown.status, 422, "{role} {unit}");
        assert!(shown.problems().contains(expected), "{role} {unit}: {}", shown.problems());
        assert_eq!(shown.value("citizen-number"), number, "what was typed is not lost");
    }
    assert!(deeds(&app).await.is_empty());
}

#[tokio::test]
async fn a_revoked_officer_stops_at_once_and_the_form_they_typed_is_kept() {
    let app = TestApp::start().await;
    let head = at(&app, POKKHRONG, Role::Head, &office("4901")).await;
    let deputy = at(&app, SANTI, Role::Head, &office("4901")).await;
    let typing = deputy.get(GRANT).await;
    let ids = appointments(&head).await;
    assert_eq!(ids.len(), 2);
    let theirs = own_line(&head, "สันติ").await;
    let blank = head.send(&theirs, &format!("{theirs}/revoke"), &[("revoke-reason", "")]).await;
    assert_eq!(blank.status, 422, "a reason is needed");
    let reason = [("revoke-reason", "ย้ายไปรับราชการที่อื่น")];
    let done = head.send(&theirs, &format!("{theirs}/revoke"), &reason).await;
    assert_eq!(done.path, "/office/people?done=revoked");
    assert!(!done.text(".people").contains("สันติ"));

    let form = [("citizen-number", PHITHAK), ("role", "intake"), ("unit", "4901")];
    let late = deputy.send_with(&typing.csrf(), GRANT, &form).await;
    assert_eq!(late.path, "/office/appointments?kept=own");
    assert!(late.text("main").contains("การแต่งตั้งที่ท่านใช้อยู่สิ้นสุดลง"));
    assert_eq!(deputy.get("/office/desk").await.status, 303);

    app.appoint(SANTI, Role::Head, &office("4901")).await;
    let back = proved(&app, SANTI, "4901").await;
    assert_eq!(back.get(GRANT).await.value("citizen-number"), PHITHAK, "it is shown again");
    assert_eq!(deeds(&app).await, ["revoked"]);
    assert!(!app.dump().await.contains("ย้ายไปรับราชการ"), "the reason is sealed");
}

#[tokio::test]
async fn a_reason_a_last_day_and_a_name_typed_too_late_are_shown_again() {
    let app = TestApp::start().await;
    let mut head = at(&app, POKKHRONG, Role::Head, &office("4901")).await;
    at(&app, SANTI, Role::Mediator, &office("4901")).await;
    let theirs = own_line(&head, "สันติ").await;
    for (action, name, value) in [
        (format!("{theirs}/revoke"), "revoke-reason", "ย้ายไปรับราชการที่อื่น"),
        (format!("{theirs}/end"), "ends-on", "30/9/2570"),
        (PEOPLE.to_owned(), "name", "สันติ"),
    ] {
        let page = if action == PEOPLE { PEOPLE } else { &theirs };
        let csrf = head.open(page).await.csrf();
        app.wait(TimeDelta::minutes(61));
        let late = head.send_with(&csrf, &action, &[(name, value)]).await;
        assert!(late.text("main").contains("สิ่งที่ท่านพิมพ์ถูกเก็บไว้แล้ว"), "{action}: {}", late.path);
        assert_eq!(late.value("back"), page, "{action}");
        head = proved(&app, POKKHRONG, "4901").await;
        assert_eq!(head.get(page).await.value(name).trim(), value, "{action}");
    }
    let done = head.send(&theirs, &format!("{theirs}/end"), &[("ends-on", "30/9/2570")]).await;
    assert_eq!(done.path, "/office/people?done=changed");
    let again = head.get(&theirs).await;
    assert_eq!(again.value("revoke-reason").trim(), "", "what was saved waits no more");
    assert_eq!(held_forms(&app).await, 0);
}

#[tokio::test]
async fn what_nobody_comes_back_for_is_forgotten_after_a_week() {
    let app = TestApp::start().await;
    let head = at(&app, POKKHRONG, Role::Head, &office("4901")).await;
    let csrf = head.get(GRANT).await.csrf();
    app.wait(TimeDelta::minutes(61));
    head.send_with(&csrf, GRANT, &[("called", "ปลัดพิทักษ์")]).await;
    app.wait(TimeDelta::days(6));
    assert_eq!(proved(&app, POKKHRONG, "4901").await.get(GRANT).await.value("called"), "ปลัดพิทักษ์");
    app.wait(TimeDelta::days(2));
    proved(&app, POKKHRONG, "4901").await;
    assert_eq!(held_forms(&app).await, 0);
}

/// How many officers' forms wait.
async fn held_forms(app: &TestApp) -> i64 {
    let count = sqlx::query_scalar!("select count(*) from officer_form");
    count.fetch_one(&app.app.db).await.unwrap().unwrap()
}

/// The address of the appointment of somebody in the list.
async fn own_line(browser: &Browser, name: &str) -> String {
    let shown = browser.get(PEOPLE).await;
    let page = scraper::Html::parse_document(&shown.body);
    let link = scraper::Selector::parse(".people a").unwrap();
    let found = page.select(&link).find(|a| a.text().collect::<String>().contains(name));
    found.unwrap().attr("href").unwrap().to_owned()
}

#[tokio::test]
async fn what_lies_outside_the_territory_or_above_the_role_is_not_there() {
    let app = TestApp::start().await;
    let head = at(&app, POKKHRONG, Role::Head, &office("4901")).await;
    let elsewhere = app.appoint(PHITHAK, Role::Intake, &office("4902")).await;
    let above = app.appoint(SANTI, Role::ProvincialHead, &province()).await;
    for id in [elsewhere, above, Uuid::from_u128(1)] {
        let path = format!("/office/people/{id}");
        assert_eq!(head.get(&path).await.status, 404);
        for action in ["revoke", "end"] {
            let form = [("revoke-reason", "x"), ("ends-on", "1/1/2570")];
            assert_eq!(head.send(GRANT, &format!("{path}/{action}"), &form).await.status, 404);
        }
    }
    assert!(!head.get(PEOPLE).await.text("main").contains("4902"));
    let outside = head.get("/office/people?unit=4902").await;
    assert_eq!(outside.status, 422);
    assert!(outside.problems().contains("ในเขตของท่าน"));
    let mediator = at(&app, SOMMOT, Role::Mediator, &office("4901")).await;
    for path in [PEOPLE, GRANT, "/office/audit", "/office/audit.csv"] {
        assert_eq!(mediator.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn an_appointments_end_changes_but_nobody_prolongs_their_own() {
    let app = TestApp::start().await;
    let head = at(&app, POKKHRONG, Role::Head, &office("4901")).await;
    app.appoint(SANTI, Role::Mediator, &office("4901")).await;
    let own = own_line(&head, "ปกครอง").await;
    let refused = head.send(&own, &format!("{own}/end"), &[("ends-on", "1/1/2575")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.problems().contains("ต่ออายุให้ตนเองไม่ได้"), "{}", refused.problems());

    let shown = head.get(PEOPLE).await;
    let theirs = links(&shown, ".people a").into_iter().find(|link| *link != own).unwrap();
    for typed in ["1/1/2560", "31/2/2570"] {
        let refused = head.send(&theirs, &format!("{theirs}/end"), &[("ends-on", typed)]).await;
        assert_eq!(refused.status, 422, "{typed}");
    }
    let done = head.send(&theirs, &format!("{theirs}/end"), &[("ends-on", "23/11/2569")]).await;
    assert_eq!(done.path, "/office/people?done=changed");
    assert!(done.text(".people").contains("23 พฤศจิกายน 2569"));
    assert_eq!(proved(&app, SANTI, "4901").await.get("/office/desk").await.status, 200);
    app.wait(TimeDelta::days(2));
    assert_eq!(proved(&app, SANTI, "4901").await.get("/office/desk").await.status, 303);
    assert_eq!(deeds(&app).await, ["end-changed"]);
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let app = TestApp::start().await;
    let first = at(&app, SOMMOT, Role::Administrator, &Territory::Nation).await;
    let own = appointments(&first).await.remove(0);
    let reason = [("revoke-reason", "เกษียณ")];
    let refused = first.send(&own, &format!("{own}/revoke"), &reason).await;
    assert_eq!(refused.status, 422);
    assert!(refused.problems().contains("คนสุดท้าย"), "{}", refused.problems());
    app.appoint(SANTI, Role::Administrator, &Territory::Nation).await;
    let done = first.send(&own, &format!("{own}/revoke"), &reason).await;
    assert_eq!(done.path, "/office/appointments", "they are let in nowhere else");
    let second = proved(&app, SANTI, "nation").await;
    let own = appointments(&second).await.remove(0);
    let refused = second.send(&own, &format!("{own}/revoke"), &reason).await;
    assert_eq!(refused.status, 422, "now this is the last one");
}

#[tokio::test]
async fn a_long_list_has_pages_and_a_name_is_found_without_standing_in_an_address() {
    let app = TestApp::start().await;
    for number in 0..60 {
        let pid = invented(number);
        app.appoint(&pid, Role::Intake, &office(if number % 2 == 0 { "4901" } else { "4902" }))
            .await;
    }
    app.appoint(PHITHAK, Role::Intake, &office("4902")).await;
    proved(&app, PHITHAK, "4902").await;
    let governor = at(&app, SANTI, Role::ProvincialHead, &province()).await;
    let first = governor.get(PEOPLE).await;
    let next = links(&first, "a[rel=next]").remove(0);
    let second = governor.get(&next).await;
    assert_eq!((links(&first, ".people a").len(), links(&second, ".people a").len()), (50, 12));
    assert!(links(&second, "a[rel=next]").is_empty());
    let one = governor.get("/office/people?unit=4901").await;
    assert_eq!(links(&one, ".people a").len(), 30);

    let found = governor.send(PEOPLE, PEOPLE, &[("name", "นายพิทักษ์")]).await;
    assert_eq!(found.path, PEOPLE);
    assert_eq!(links(&found, ".people a").len(), 1);
    assert!(found.text(".people").contains("พิทักษ์ สมมุติราษฎร์"));
    let nobody = governor.send(PEOPLE, PEOPLE, &[("name", "ไม่มีคนนี้")]).await;
    assert!(nobody.text("main").contains("ไม่มีรายการ"));
}

/// A citizen number with the right check digit that belongs to nobody.
fn invented(number: u32) -> String {
    let digits = format!("199880{number:06}");
    let sum: u32 =
        digits.chars().zip((2..=13).rev()).map(|(d, w)| d.to_digit(10).unwrap() * w).sum();
    format!("{digits}{}", (11 - sum % 11) % 10)
}

#[tokio::test]
async fn a_request_typed_when_the_session_had_ended_is_there_after_signing_in_again() {
    const ASK: &str = "/office/appointments/ask";
    let app = TestApp::start().await;
    let browser = proved(&app, PHITHAK, "4901").await;
    let csrf = browser.get(ASK).await.csrf();
    app.wait(TimeDelta::minutes(61));
    let form = [("unit", "4901"), ("role", "intake"), ("ask-words", "คำสั่งอำเภอ ที่ 12/2569")];
    let late = browser.send_with(&csrf, ASK, &form).await;
    assert!(late.path.contains("kept=1"), "{}", late.path);
    let browser = proved(&app, PHITHAK, "4901").await;
    let shown = browser.get(ASK).await;
    assert_eq!(shown.value("ask-words").trim(), "คำสั่งอำเภอ ที่ 12/2569");
    assert!(shown.text(".govuk-inset-text").contains("ยังอยู่"), "{}", shown.text("main"));
    browser.send_with(&shown.csrf(), ASK, &form).await;
    assert_eq!(browser.get(ASK).await.value("ask-words").trim(), "", "it waits no longer");
}
