//! Files that lack something are followed up: calls at safe hours, messages, what is missing ticked off.

use chrono::TimeDelta;
use plodnee::case::store::name_place;
use plodnee::officer::Role;
use uuid::Uuid;

use crate::app::TestApp;
use crate::log::Log;
use crate::people::{Browser, MALI, PHITHAK, POKKHRONG, SANTI, SOMMOT, Shown};
use crate::registration::{add_debt, answer_own_pages};

/// A registration at office 4901 that lacks what was paid, taken up by the office; gives its debtor and its id.
pub(crate) async fn unready(app: &TestApp, pid: &str, hours: &str) -> (Browser, Uuid) {
    let debtor = app.signed_in(pid).await;
    answer_own_pages(&debtor).await;
    let safety = [("contact-hours", hours), ("not-at-home", "yes"), ("safe-word", "ดอกบัว")];
    debtor.fill("/registration/form/safety", &safety).await;
    add_debt(&debtor, "เจ๊หมวย").await;
    debtor.fill("/registration/debts/1/payments", &[("paid-how", "unknown")]).await;
    debtor.send("/registration/check", "/registration/submit", &[]).await;
    app.run_notices().await;
    let id = sqlx::query_scalar!("select registration_id from case_file order by 1 desc limit 1")
        .fetch_one(&app.app.db)
        .await
        .unwrap();
    taken_up(app, id).await;
    (debtor, id)
}

/// The office takes up a file.
pub(crate) async fn taken_up(app: &TestApp, id: Uuid) {
    sqlx::query!("update case_file set stage = 'accepted' where registration_id = $1", id)
        .execute(&app.app.db)
        .await
        .unwrap();
}

/// An officer at 4901 who has said what they open the file for.
pub(crate) async fn at_work(app: &TestApp, pid: &str, role: Role, id: Uuid) -> Browser {
    let officer = app.officer(pid, role, "4901").await;
    state_purpose(&officer, id).await;
    officer
}

pub(crate) async fn state_purpose(officer: &Browser, id: Uuid) {
    let look = format!("/office/cases/{id}/look");
    officer.send(&look, &look, &[("purpose", "follow-up"), ("back", "/office/desk")]).await;
}

/// The hidden fields of the form of a call.
fn hidden(shown: &Shown) -> Vec<(String, String)> {
    let names = ["csrf", "revision", "call", "drawn", "kept-form"].into_iter();
    let there = names.filter(|name| shown.body.contains(&format!("name=\"{name}\"")));
    there.map(|name| (name.to_owned(), shown.value(name))).collect()
}

/// The hidden fields of the form of a call, with more fields.
fn call<'a>(
    hidden: &'a [(String, String)],
    fields: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let hidden = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    hidden.chain(fields.iter().copied()).collect()
}

/// The hidden fields of the form of a call, as a page has them now.
async fn call_form(officer: &Browser, id: Uuid) -> Vec<(String, String)> {
    let shown = officer.open(&format!("/office/cases/{id}/calls")).await;
    hidden(&shown)
}

#[tokio::test]
async fn a_file_that_lacks_nothing_is_promised_no_other_call() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    sqlx::query!("update case_file set lacking = 0").execute(&app.app.db).await.unwrap();
    let officer = at_work(&app, PHITHAK, Role::Intake, id).await;
    let page = format!("/office/cases/{id}/calls");
    let shown = officer.open(&page).await;
    assert!(shown.text("main").contains("จึงไม่อยู่ในรายการโทรติดตาม"), "{}", shown.text("main"));
    assert!(!shown.body.contains("name=\"next-on\""));
    let hidden = hidden(&shown);
    let form = call(&hidden, &[("call-result", "completed"), ("next-on", "1/12/2569")]);
    let saved = officer.send_with(&shown.csrf(), &page, &form).await;
    assert!(saved.text(".timeline").contains("ครบ"), "{}", saved.text("main"));
    assert!(!saved.text(".timeline").contains("โทรครั้งต่อไป"), "{}", saved.text(".timeline"));
}

#[tokio::test]
async fn the_call_list_begins_with_who_may_be_called_now_and_shows_no_number() {
    let app = TestApp::start().await;
    unready(&app, MALI, "morning").await;
    unready(&app, SOMMOT, "evening").await;
    let officer = app.officer(PHITHAK, Role::Intake, "4901").await;
    let now = officer.open("/office/calls").await; // Sunday, 10.00
    assert!(now.text("main").contains("เช้า (8.00–11.00 น.)"), "{}", now.text("main"));
    assert!(now.text("tbody").contains("มะลิ") && !now.text("tbody").contains("สมมติ"));
    let later = officer.open("/office/calls?turn=later").await;
    assert!(later.text("tbody").contains("สมมติ") && !later.text("tbody").contains("มะลิ"));
    for secret in ["081", "ดอกบัว", "mali.t"] {
        assert!(!now.body.contains(secret) && !later.body.contains(secret), "{secret}");
    }
    app.wait(TimeDelta::hours(8)); // 18.00
    let officer = app.officer(SANTI, Role::Intake, "4901").await;
    let evening = officer.open("/office/calls").await;
    assert!(evening.text("tbody").contains("สมมติ") && !evening.text("tbody").contains("มะลิ"));
}

#[tokio::test]
async fn who_said_no_hours_is_called_in_office_hours_and_who_said_never_is_not_called() {
    let app = TestApp::start().await;
    let (_, never) = unready(&app, MALI, "no-calls").await;
    let (_, unknown) = unready(&app, SOMMOT, "unknown").await;
    let officer = at_work(&app, PHITHAK, Role::Intake, never).await;
    assert_eq!(officer.open("/office/calls").await.text("tbody"), "", "a Sunday");
    let listed = officer.open("/office/calls?turn=never").await;
    assert!(listed.text("main").contains("ห้ามโทร ให้ส่งข้อความ"), "{}", listed.text("main"));
    assert!(listed.body.contains(&format!("/office/cases/{never}/messages")));
    let shown = officer.open(&format!("/office/cases/{never}/calls")).await;
    assert!(shown.text(".safety").contains("ห้ามโทร"), "{}", shown.text(".safety"));
    assert!(!shown.body.contains("081-234-5678") && !shown.body.contains("tel:08"));

    app.wait(TimeDelta::days(1)); // Monday, 10.00
    let officer = at_work(&app, SANTI, Role::Intake, unknown).await;
    let monday = officer.open("/office/calls").await;
    assert!(monday.text("tbody").contains("สมมติ"), "{}", monday.text("main"));
    let shown = officer.open(&format!("/office/cases/{unknown}/calls")).await;
    assert!(shown.text(".safety").contains("อย่าบอกเรื่องหนี้"), "a caution");
}

#[tokio::test]
async fn the_page_of_a_call_shows_the_word_before_the_number_and_records_the_look() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    let officer = app.officer(PHITHAK, Role::Intake, "4901").await;
    let page = format!("/office/cases/{id}/calls");
    let asked = officer.get(&page).await.leads_to().unwrap();
    assert!(asked.starts_with(&format!("/office/cases/{id}/look")), "first what for: {asked}");
    state_purpose(&officer, id).await;
    let shown = officer.open(&page).await;
    let (word, number) =
        (shown.body.find("ดอกบัว").unwrap(), shown.body.find("tel:0812345678").unwrap());
    assert!(word < number);
    let missing = shown.text(".checklist__item:not(.checklist__item--done)");
    assert!(missing.contains("จ่าย") && missing.contains("ยังขาด"), "{missing}");
    assert!(shown.body.contains(&format!("/office/cases/{id}/answers/1/payments#paid-how")));
    let looks = sqlx::query_scalar!("select count(*) from audit where action = 'looked'")
        .fetch_one(&app.app.db)
        .await
        .unwrap();
    assert_eq!(looks, Some(1));
}

#[tokio::test]
async fn a_call_sent_twice_is_one_call_and_says_when_to_call_next() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    let officer = at_work(&app, PHITHAK, Role::Intake, id).await;
    let page = format!("/office/cases/{id}/calls");
    let form = call_form(&officer, id).await;
    let fields = call(&form, &[("call-result", "no-answer"), ("call-words", "ไม่รับสาย")]);
    let send = || officer.send_with("", &page, &fields);
    let (first, second) = tokio::join!(send(), send());
    assert_eq!(
        (first.status.as_u16(), second.status.as_u16()),
        (200, 200),
        "{}",
        second.problems()
    );
    let back = call(&form, &[("call-result", "no-answer"), ("call-words", "ไม่รับสาย โทรสองครั้ง")]);
    let other = officer.send_with("", &page, &back).await;
    assert_eq!(other.status, 409);
    assert!(other.text("main").contains("สิ่งที่ท่านแก้ใหม่ยังไม่ได้บันทึก"), "{}", other.text("main"));
    assert_eq!(other.value("call-words").trim(), "ไม่รับสาย โทรสองครั้ง");
    let shown = officer.open(&page).await;
    assert_eq!(shown.text(".timeline li").lines().count(), 1, "{}", shown.text(".timeline"));
    let log = shown.text(".timeline");
    assert!(log.contains("ไม่มีผู้รับสาย") && log.contains("23 พฤศจิกายน 2569"), "{log}");
    assert_eq!(officer.open("/office/calls").await.text("tbody"), "", "not due today");
    app.wait(TimeDelta::days(1));
    let officer = app.officer(SANTI, Role::Intake, "4901").await;
    assert!(officer.open("/office/calls").await.text("tbody").contains("มะลิ"), "due");
}

#[tokio::test]
async fn a_call_outside_the_hours_has_to_be_confirmed_and_is_recorded_as_such() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "evening").await;
    let officer = at_work(&app, PHITHAK, Role::Intake, id).await;
    let page = format!("/office/cases/{id}/calls");
    let form = call_form(&officer, id).await;
    let said = [("call-result", "partly"), ("call-words", "โทรมาเอง")];
    let refused = officer.send_with("", &page, &call(&form, &said)).await;
    assert_eq!(refused.status, 422);
    assert!(refused.problems().contains("นอกเวลาที่ลูกหนี้ให้โทร"), "{}", refused.problems());
    assert_eq!(refused.value("call-words").trim(), "โทรมาเอง");
    let mut said = call(&form, &said);
    said.push(("outside-hours", "yes"));
    let saved = officer.send_with("", &page, &said).await;
    assert!(saved.text(".timeline").contains("นอกเวลาที่ให้โทร"), "{}", saved.text("main"));
    let recorded =
        sqlx::query_scalar!("select count(*) from audit where action = 'called-outside-hours'")
            .fetch_one(&app.app.db)
            .await
            .unwrap();
    assert_eq!(recorded, Some(1));
}

#[tokio::test]
async fn a_bad_call_comes_back_with_every_problem_and_everything_typed() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    let officer = at_work(&app, PHITHAK, Role::Intake, id).await;
    let form = call_form(&officer, id).await;
    let long = "ก".repeat(2001);
    for day in ["เมื่อวาน", "21/11/2569", "1/1/2580", "พ.ย. 2569"] {
        let fields = call(&form, &[("call-words", &long), ("next-on", day)]);
        let shown = officer.send_with("", &format!("/office/cases/{id}/calls"), &fields).await;
        assert_eq!(shown.status, 422);
        let problems = shown.problems();
        for expected in ["เลือกผลการโทร", "2001", "ใส่วันที่ตั้งแต่วันนี้"]
        {
            assert!(problems.contains(expected), "{day}: {problems}");
        }
        assert_eq!(shown.value("next-on"), day);
    }
}

#[tokio::test]
async fn whoever_was_overtaken_sees_what_the_other_did_and_loses_nothing() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    let first = at_work(&app, PHITHAK, Role::Intake, id).await;
    let second = at_work(&app, SANTI, Role::Mediator, id).await;
    let page = format!("/office/cases/{id}/calls");
    let (one, other) = (call_form(&first, id).await, call_form(&second, id).await);
    let fields = call(&one, &[("call-result", "call-again"), ("next-on", "30/11/2569")]);
    assert_eq!(first.send_with("", &page, &fields).await.status, 200);
    let fields = call(&other, &[("call-result", "no-answer"), ("call-words", "โทรสองครั้ง")]);
    let shown = second.send_with("", &page, &fields).await;
    assert_eq!(shown.status, 409);
    assert!(shown.text("main").contains("30 พฤศจิกายน 2569"), "{}", shown.text("main"));
    assert_eq!(shown.value("call-words").trim(), "โทรสองครั้ง");
    let again = hidden(&shown);
    let fields = call(&again, &[("call-result", "no-answer"), ("call-words", "โทรสองครั้ง")]);
    let saved = second.send_with("", &page, &fields).await;
    assert_eq!(saved.text(".timeline li").lines().count(), 2, "{}", saved.text("main"));
}

#[tokio::test]
async fn a_call_is_judged_by_its_beginning_and_a_forgotten_form_by_its_end() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    app.wait(TimeDelta::minutes(55)); // 10.55, and the morning ends at 11
    let officer = at_work(&app, PHITHAK, Role::Intake, id).await;
    let page = format!("/office/cases/{id}/calls");
    let (early, forgotten) = (call_form(&officer, id).await, call_form(&officer, id).await);
    app.wait(TimeDelta::minutes(7));
    let saved = officer.send_with("", &page, &call(&early, &[("call-result", "completed")])).await;
    assert_eq!(saved.status, 200, "{}", saved.problems());
    assert!(!saved.text(".timeline").contains("นอกเวลา"), "{}", saved.text(".timeline"));
    app.wait(TimeDelta::minutes(30));
    let mut late = call(&forgotten, &[("call-result", "completed")]);
    let revision = officer.open(&page).await.value("revision");
    late.retain(|(name, _)| *name != "revision");
    late.push(("revision", &revision));
    assert_eq!(officer.send_with("", &page, &late).await.status, 422);
    let forged = ("drawn", "1763779000000000~00");
    late.retain(|(name, _)| *name != "drawn");
    late.push(forged);
    assert_eq!(officer.send_with("", &page, &late).await.status, 422);
}

#[tokio::test]
async fn the_page_of_a_file_is_as_careful_as_the_page_of_a_call() {
    let app = TestApp::start().await;
    let (_, never) = unready(&app, MALI, "no-calls").await;
    let officer = at_work(&app, PHITHAK, Role::Intake, never).await;
    let shown = officer.open(&format!("/office/cases/{never}")).await;
    let call = shown.text(".safe-call");
    assert!(call.contains("ห้ามโทร") && !call.contains("081"), "{call}");
    let (_, evening) = unready(&app, SOMMOT, "evening").await;
    state_purpose(&officer, evening).await;
    let call = officer.open(&format!("/office/cases/{evening}")).await.text(".safe-call");
    let (word, phone) = (call.find("ดอกบัว").unwrap(), call.find("081").unwrap());
    assert!(word < phone, "the word comes before the number: {call}");
    assert!(call.contains("นอกเวลา"), "{call}");
}

#[tokio::test]
async fn a_call_typed_when_the_appointment_ended_waits_for_whoever_takes_over() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    let first = at_work(&app, PHITHAK, Role::Intake, id).await;
    let form = call_form(&first, id).await;
    sqlx::query!("update appointment set revoked_at = $1", app.app.clock.now())
        .execute(&app.app.db)
        .await
        .unwrap();
    let page = format!("/office/cases/{id}/calls");
    let fields = call(&form, &[("call-result", "partly"), ("call-words", "จ่ายไปแล้วสองงวด")]);
    let sent = first.send_with("", &page, &fields).await;
    assert!(sent.path.starts_with("/office/appointments"), "{}", sent.path);

    let second = at_work(&app, SANTI, Role::Intake, id).await;
    let shown = second.open(&page).await;
    assert!(shown.text("main").contains("พิทักษ์"), "who typed it: {}", shown.text("main"));
    assert_eq!(shown.value("call-words").trim(), "จ่ายไปแล้วสองงวด");
    let form = hidden(&shown);
    let fields = call(&form, &[("call-result", "partly"), ("call-words", "จ่ายไปแล้วสองงวด")]);
    second.send_with("", &page, &fields).await;
    let shown = second.open(&page).await;
    assert!(!shown.text("main").contains("แต่ยังไม่ได้บันทึก"), "it waits no longer");
}

#[tokio::test]
async fn a_form_sent_after_midnight_waits_while_the_officer_says_what_for() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    app.wait(TimeDelta::minutes(13 * 60 + 50)); // 23.50
    let officer = at_work(&app, PHITHAK, Role::Intake, id).await;
    let page = format!("/office/cases/{id}/messages");
    let csrf = officer.open(&page).await.csrf();
    app.wait(TimeDelta::minutes(20));
    let asked = officer.send_with(&csrf, &page, &[("message", "โปรดติดต่อกลับ")]).await;
    assert!(asked.path.starts_with(&format!("/office/cases/{id}/look")), "{}", asked.path);
    state_purpose(&officer, id).await;
    let shown = officer.open(&page).await;
    assert_eq!(shown.value("message").trim(), "โปรดติดต่อกลับ");
}

#[tokio::test]
async fn a_message_is_read_in_my_registration_and_leaves_no_trace_elsewhere() {
    let (log, guard) = Log::listen("trace");
    let app = TestApp::start().await;
    let (mali, id) = unready(&app, MALI, "no-calls").await;
    let officer = at_work(&app, PHITHAK, Role::Intake, id).await;
    let page = format!("/office/cases/{id}/messages");
    let empty = officer.fill(&page, &[("message", "  ")]).await;
    assert_eq!(empty.status, 422);
    let words = "โปรดบอกยอดที่จ่ายแล้ว\nโทร 042-000-000";
    let shown = officer.open(&page).await;
    let form = [("message", words), ("message-id", &shown.value("message-id"))];
    officer.send_with(&shown.csrf(), &page, &form).await;
    let sent = officer.send_with(&shown.csrf(), &page, &form).await;
    assert_eq!(sent.text(".timeline li").lines().count(), 1, "sent twice is one: {}", sent.body);
    assert!(sent.text(".timeline").contains("ยังไม่ได้อ่าน"));
    // Back, and the words changed: another message, which is sent only when the button is pressed again.
    let changed = [("message", "โปรดบอกยอดที่จ่ายแล้วด่วน"), form[1]];
    let asked = officer.send_with(&shown.csrf(), &page, &changed).await;
    assert!(asked.problems().contains("ยังไม่ได้ส่ง"), "{}", asked.problems());
    assert_eq!(asked.value("message").trim(), changed[0].1);
    assert_ne!(asked.value("message-id"), form[1].1);
    assert_eq!(officer.open(&page).await.text(".timeline li").lines().count(), 1);
    // Who may not be called has a week to answer; then the file is due again.
    assert!(sent.text("main").contains("29 พฤศจิกายน 2569"), "{}", sent.text("main"));
    let never = "/office/calls?turn=never";
    assert_eq!(officer.open(never).await.text("tbody"), "");

    let mine = mali.open("/registration").await;
    assert!(mine.text(".letter").contains("ใหม่"), "{}", mine.text("main"));
    assert!(mine.text(".letter").contains("โปรดบอกยอดที่จ่ายแล้ว"));
    assert!(mine.text(".letter").contains("ที่ว่าการอำเภอเมืองมุกดาหาร"));
    assert!(!mine.body.contains("พิทักษ์"), "an office, not an officer");
    assert!(mine.text(".timeline").contains("ส่งข้อความถึงท่าน"), "{}", mine.text(".timeline"));
    assert!(!mali.open("/registration").await.text(".letter").contains("ใหม่"), "read");
    assert!(officer.open(&page).await.text(".timeline").contains("อ่านแล้ว"));
    assert!(mali.open("/registration/messages").await.text("main").contains("โปรดบอกยอด"));
    let copy = mali.get("/registration/data.json").await;
    assert!(copy.body.contains("โปรดบอกยอด"), "the copy of her data has it too");
    assert_eq!(mali.get("/registration/data.pdf").await.status, 200);
    app.wait(TimeDelta::days(7));
    let colleague = app.officer(SANTI, Role::Intake, "4901").await;
    assert!(colleague.open(never).await.text("tbody").contains("29 พฤศจิกายน 2569"));

    app.run_notices().await;
    drop(guard);
    let log = log.text();
    let ours = log.lines().filter(|line| line.contains("plodnee") || line.contains("sqlx"));
    assert!(!ours.collect::<String>().contains("โปรดบอกยอด"), "in the log");
    assert!(!app.dump().await.contains("โปรดบอกยอด"), "readable in the database");
}

#[tokio::test]
async fn what_an_office_does_with_an_earlier_round_is_read_beside_the_new_one() {
    let app = TestApp::start().await;
    let (mali, id) = unready(&app, MALI, "morning").await;
    app.next_campaign().await;
    mali.fill("/registration/start", &[("notice", "yes")]).await;
    let officer = at_work(&app, PHITHAK, Role::Intake, id).await;
    let page = format!("/office/cases/{id}/messages");
    let shown = officer.open(&page).await;
    let form = [("message", "โปรดบอกยอดที่จ่ายแล้ว"), ("message-id", &shown.value("message-id"))];
    officer.send_with(&shown.csrf(), &page, &form).await;
    let living = format!("/office/cases/{id}/answers/0/living");
    let seen = officer.open(&living).await.value("seen");
    let said = [("occupation", "farmer"), ("correction-reason", "บอกทางโทรศัพท์"), ("seen", &seen)];
    assert_eq!(officer.fill(&living, &said).await.problems(), "");

    let mine = mali.open("/registration").await;
    assert!(mine.text("main").contains("รอบก่อน"), "{}", mine.text("main"));
    assert!(
        mine.text(".letter").contains("โปรดบอกยอด") && mine.text(".change").contains("ทางโทรศัพท์")
    );
    assert!(officer.open(&page).await.text(".timeline").contains("อ่านแล้ว"));
    assert!(mali.open("/registration/messages").await.text(".letter").contains("โปรดบอกยอด"));
    assert!(mali.open("/registration/corrections").await.text(".change").contains("ทางโทรศัพท์"));
    assert!(!mine.text("main").contains("แก้เองได้ในแบบ"), "that form is of the new round");
    sqlx::query!("update registration set state = 'withdrawn' where registration_id = $1", id)
        .execute(&app.app.db)
        .await
        .unwrap();
    let mine = mali.open("/registration").await.text("main");
    assert!(mine.contains("ถอนเรื่อง") || mine.contains("ถอนแล้ว"), "{mine}");
}

#[tokio::test]
async fn nobody_follows_up_a_file_of_another_office_or_their_own() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    let elsewhere = app.officer(PHITHAK, Role::Head, "4902").await;
    let herself = app.officer(MALI, Role::Head, "4901").await;
    for page in ["calls", "messages", "answers/1/payments", "transfer"] {
        for officer in [&elsewhere, &herself] {
            assert_eq!(
                officer.get(&format!("/office/cases/{id}/{page}")).await.status,
                404,
                "{page}"
            );
        }
    }
    for officer in [&elsewhere, &herself] {
        assert_eq!(officer.open("/office/calls").await.text("tbody"), "");
    }
}

#[tokio::test]
async fn a_long_call_list_is_read_page_by_page_in_order_without_a_gap() {
    let app = TestApp::start().await;
    let campaign = sqlx::query_scalar!("select id from campaign where code = 'demo'")
        .fetch_one(&app.app.db)
        .await
        .unwrap();
    let today = app.app.clock.today();
    for number in 0..60_u32 {
        let id = Uuid::now_v7();
        let name = app.app.keys.seal_text(name_place(id), &format!("คนที่{number:02}"));
        let day = (number < 30).then(|| today - TimeDelta::days(i64::from(number % 3)));
        sqlx::query!(
            "insert into case_file (office_code, registration_id, debtor_id, province_code, campaign_id,
                 tracking_number, channel, submitted_at, name, debts, lacking, urgent, call_hours,
                 stage, next_call_on)
             values ('4901', $1, $1, '49', $2, $3, 'online', $4, $5, 1, 1, false, '{morning}', 'accepted', $6)",
            id,
            campaign,
            format!("PN-{number}"),
            app.app.clock.now() - TimeDelta::minutes(i64::from(number)),
            name,
            day
        )
        .execute(&app.app.db)
        .await
        .unwrap();
    }
    let officer = app.officer(PHITHAK, Role::Intake, "4901").await;
    let mut seen = Vec::new();
    let mut page = "/office/calls?turn=now".to_owned();
    loop {
        let shown = officer.open(&page).await;
        seen.extend(shown.text("tbody th a").lines().map(str::to_owned));
        let html = scraper::Html::parse_document(&shown.body);
        let next = scraper::Selector::parse("a[href*='after=']").unwrap();
        match html.select(&next).next() {
            Some(link) => page = link.attr("href").unwrap().to_owned(),
            None => break,
        }
    }
    assert_eq!(seen.len(), 60);
    let due: Vec<u32> =
        seen[..30].iter().map(|name| name[name.len() - 2..].parse().unwrap()).collect();
    let days: Vec<u32> = due.iter().map(|number| number % 3).collect();
    assert!(days.is_sorted_by(|one, next| one >= next), "the oldest day first: {days:?}");
    let unique: std::collections::BTreeSet<_> = seen.iter().collect();
    assert_eq!(unique.len(), 60, "none twice");
}

#[tokio::test]
async fn who_calls_while_the_debtor_sends_new_answers_is_told_before_the_call_is_recorded() {
    let app = TestApp::start().await;
    let (mali, id) = unready(&app, MALI, "morning").await;
    let officer = at_work(&app, PHITHAK, Role::Intake, id).await;
    let page = format!("/office/cases/{id}/calls");
    let form = call_form(&officer, id).await;
    mali.fill("/registration/form/contact", &[("phone", "089-999-9999")]).await;
    mali.send("/registration/check", "/registration/submit", &[]).await;
    app.run_notices().await;
    let wrong = call(&form, &[("call-result", "wrong-number"), ("call-words", "ไม่รู้จัก")]);
    let told = officer.send_with("", &page, &wrong).await;
    assert_eq!(told.status, 409);
    assert!(told.text("main").contains("089-999-9999"), "{}", told.text("main"));
    assert!(told.text("main").contains("ลูกหนี้ส่งคำตอบใหม่"), "{}", told.text("main"));
    assert_eq!(told.value("call-words").trim(), "ไม่รู้จัก");
    // What the officer corrects meanwhile, as the debtor says it, stops nobody.
    let again = hidden(&told);
    let living = format!("/office/cases/{id}/answers/0/living");
    let seen = officer.open(&living).await.value("seen");
    let said = [("occupation", "trader"), ("correction-reason", "บอกทางโทรศัพท์"), ("seen", &seen)];
    assert_eq!(officer.fill(&living, &said).await.problems(), "");
    assert!(officer.open(&format!("/office/cases/{id}")).await.text("main").contains("ค้าขาย"));
    let saved = officer.send_with("", &page, &call(&again, &[("call-result", "no-answer")])).await;
    assert!(saved.text(".timeline").contains("ไม่มีผู้รับสาย"), "{}", saved.text(".timeline"));
}

#[tokio::test]
async fn a_file_that_was_called_no_more_is_due_when_its_number_is_corrected_or_another_office_takes_it()
 {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    let officer = at_work(&app, PHITHAK, Role::Head, id).await;
    let page = format!("/office/cases/{id}/calls");
    let list = async |of: &Browser| of.open("/office/calls").await.text("tbody");
    let called_no_more = async |result: &'static str| {
        let form = call_form(&officer, id).await;
        officer.send_with("", &page, &call(&form, &[("call-result", result)])).await;
        assert_eq!(list(&officer).await, "", "called no more");
        app.wait(TimeDelta::seconds(1));
    };
    called_no_more("wrong-number").await;
    let contact = format!("/office/cases/{id}/answers/0/contact");
    let seen = officer.open(&contact).await.value("seen");
    let right = [("phone", "089-999-9999"), ("correction-reason", "ญาติแจ้ง"), ("seen", &seen)];
    officer.fill(&contact, &right).await;
    app.run_notices().await;
    assert!(list(&officer).await.contains("มะลิ"), "the number may be right now");

    called_no_more("refused").await;
    let safety = format!("/office/cases/{id}/answers/0/safety");
    let seen = officer.open(&safety).await.value("seen");
    let word = [
        ("contact-hours", "morning"),
        ("safe-word", "มะลิวัลย์"),
        ("correction-reason", "บอกทางไลน์"),
        ("seen", &seen),
    ];
    assert_eq!(officer.fill(&safety, &word).await.problems(), "");
    app.run_notices().await;
    assert!(list(&officer).await.contains("มะลิ"), "they may be called in another way");

    called_no_more("refused").await;
    crate::transfers::offer(&officer, id, "4902").await;
    let receiver = app.officer(POKKHRONG, Role::Head, "4902").await;
    let offer = crate::transfers::the_offer(&receiver).await;
    receiver.send(&offer, &offer, &[("decision", "accept")]).await;
    taken_up(&app, id).await;
    assert!(list(&receiver).await.contains("มะลิ"), "the new office asks once");

    // A file that lacks nothing is promised no call.
    for change in ["update debt set missing = '{}'", "update case_file set next_call_on = null"] {
        sqlx::raw_sql(change).execute(&app.app.db).await.unwrap();
    }
    state_purpose(&receiver, id).await;
    crate::transfers::offer(&receiver, id, "4901").await;
    let offer = crate::transfers::the_offer(&officer).await;
    officer.send(&offer, &offer, &[("decision", "accept")]).await;
    let row = sqlx::query!("select lacking, next_call_on from case_file");
    let row = row.fetch_one(&app.app.db).await.unwrap();
    assert_eq!((row.lacking, row.next_call_on), (0, None));
}

#[tokio::test]
async fn a_file_that_was_called_no_more_is_due_again_when_its_debtor_sends_something() {
    let app = TestApp::start().await;
    let (mali, id) = unready(&app, MALI, "morning").await;
    let officer = at_work(&app, PHITHAK, Role::Intake, id).await;
    let page = format!("/office/cases/{id}/calls");
    let form = call_form(&officer, id).await;
    officer.send_with("", &page, &call(&form, &[("call-result", "wrong-number")])).await;
    let list = async || officer.open("/office/calls").await.text("tbody");
    assert_eq!(list().await, "", "called no more");
    app.wait(TimeDelta::seconds(1));
    let phone = [("phone", "089-999-9999"), ("phone-shared", "no"), ("line-unknown", "yes")];
    mali.fill("/registration/form/contact", &phone).await;
    mali.send("/registration/check", "/registration/submit", &[]).await;
    app.run_notices().await;
    assert!(list().await.contains("มะลิ"), "and something is still missing");

    // "Everything was said", and yet something is missing: asked for again.
    let form = call_form(&officer, id).await;
    let said = officer.send_with("", &page, &call(&form, &[("call-result", "completed")])).await;
    assert!(said.text(".timeline").contains("25 พฤศจิกายน 2569"), "{}", said.text(".timeline"));
}
