//! A file goes to another office: offered, taken or sent back, once.

use plodnee::officer::Role;
use uuid::Uuid;

use crate::app::TestApp;
use crate::follow_up::{at_work, state_purpose, unready};
use crate::people::{Browser, MALI, PHITHAK, POKKHRONG, SANTI, SOMMOT, Shown};
use crate::registration::register;

const REASON: (&str, &str) = ("transfer-reason", "ลูกหนี้ย้ายบ้าน");

fn page(id: Uuid) -> String {
    format!("/office/cases/{id}/transfer")
}

pub(crate) async fn offer(officer: &Browser, id: Uuid, to: &str) -> Shown {
    let drawn = officer.open(&page(id)).await;
    send_offer(officer, &drawn, id, to).await
}

async fn send_offer(officer: &Browser, drawn: &Shown, id: Uuid, to: &str) -> Shown {
    let revision = drawn.value("revision");
    let fields = [("transfer-to", to), REASON, ("revision", revision.as_str())];
    officer.send_with(&drawn.csrf(), &page(id), &fields).await
}

/// The address of the one offer in the list of an office.
pub(crate) async fn the_offer(officer: &Browser) -> String {
    let shown = officer.open("/office/transfers").await;
    let html = scraper::Html::parse_document(&shown.body);
    let link = scraper::Selector::parse(".transfers--incoming a").unwrap();
    html.select(&link).next().expect("an offer").attr("href").unwrap().to_owned()
}

/// Mali's file at 4901, taken up and offered to 4902.
struct Offered {
    mali: Browser,
    id: Uuid,
    sender: Browser,
    receiver: Browser,
    address: String,
}

async fn offered(app: &TestApp) -> Offered {
    let (mali, id) = unready(app, MALI, "morning").await;
    let sender = at_work(app, PHITHAK, Role::Head, id).await;
    offer(&sender, id, "4902").await;
    let receiver = app.officer(POKKHRONG, Role::Head, "4902").await;
    let address = the_offer(&receiver).await;
    Offered { mali, id, sender, receiver, address }
}

async fn stage(app: &TestApp) -> (String, String, Option<Uuid>) {
    let row = sqlx::query!("select office_code, stage, assigned_to from case_file")
        .fetch_one(&app.app.db)
        .await
        .unwrap();
    (row.office_code, row.stage, row.assigned_to)
}

fn at(office: &str, stage: &str) -> (String, String, Option<Uuid>) {
    (office.into(), stage.into(), None)
}

#[tokio::test]
async fn the_other_office_sees_how_much_there_is_to_do_takes_the_file_and_has_all_of_it() {
    let app = TestApp::start().await;
    let (mali, id) = unready(&app, MALI, "morning").await;
    let sender = at_work(&app, PHITHAK, Role::Mediator, id).await;
    let calls = format!("/office/cases/{id}/calls");
    let form = sender.open(&calls).await;
    let (revision, call) = (form.value("revision"), form.value("call"));
    let fields = [("call-result", "call-again"), ("revision", &*revision), ("call", &*call)];
    sender.send_with(&form.csrf(), &calls, &fields).await;
    let offered = offer(&sender, id, "นิคมคำสร้อย").await;
    assert!(offered.text("main").contains("รอหน่วยปลายทาง"), "{}", offered.text("main"));
    assert_eq!(stage(&app).await, at("4901", "moving"));
    let mine = mali.open("/registration").await;
    assert!(
        mine.text(".timeline").contains("เสนอโอนเรื่องไปที่ ที่ว่าการอำเภอนิคมคำสร้อย"),
        "{}",
        mine.text("main")
    );
    assert!(mine.text("main").contains("ลูกหนี้ย้ายบ้าน"), "and why");

    let receiver = app.officer(POKKHRONG, Role::Head, "4902").await;
    let address = the_offer(&receiver).await;
    let seen = receiver.open(&address).await;
    let listed = receiver.open("/office/transfers").await;
    assert!(listed.text(".transfers--incoming").contains("ลูกหนี้ย้ายบ้าน"));
    assert!(seen.text("main").contains("ลูกหนี้ย้ายบ้าน") && seen.text("main").contains("เมืองมุกดาหาร"));
    for secret in ["มะลิ", "เจ๊หมวย", "081", "ดอกบัว"] {
        assert!(!seen.body.contains(secret) && !listed.body.contains(secret), "{secret}");
    }
    assert_eq!(receiver.get(&calls).await.status, 404, "not theirs yet");

    let taken = receiver.send(&address, &address, &[("decision", "accept")]).await;
    assert!(taken.text("main").contains("รับโอนแล้ว"), "{}", taken.text("main"));
    assert_eq!(stage(&app).await, at("4902", "submitted"));
    state_purpose(&receiver, id).await;
    assert!(
        receiver.open(&calls).await.text(".timeline").contains("ขอให้โทรใหม่"),
        "the log came along"
    );
    assert_eq!(sender.get(&calls).await.status, 404, "no longer theirs");
    let mine = mali.open("/registration").await;
    assert!(mine.text(".timeline").contains("เปลี่ยนหน่วยที่ดูแลเรื่อง"));
    assert!(mine.text(".govuk-summary-list").contains("นิคมคำสร้อย"));
    let count =
        sqlx::query_scalar!("select sum(files)::bigint from case_count where office_code = '4902'");
    assert_eq!(count.fetch_one(&app.app.db).await.unwrap(), Some(1));

    // What the debtor sends later does not move it back.
    mali.fill("/registration/form/living", &[("occupation", "farmer")]).await;
    mali.send("/registration/check", "/registration/submit", &[]).await;
    app.run_notices().await;
    assert_eq!(stage(&app).await, at("4902", "submitted"));
}

#[tokio::test]
async fn a_refused_file_comes_back_as_it_was_and_says_why() {
    let app = TestApp::start().await;
    let Offered { mali, id, sender, receiver, address } = offered(&app).await;
    let without = receiver.send(&address, &address, &[("decision", "refuse")]).await;
    assert_eq!(without.status, 422);
    assert!(without.problems().contains("ใส่เหตุผลที่ส่งกลับ"), "{}", without.problems());
    let why = [("decision", "refuse"), ("refusal", "ลูกหนี้ยังอยู่เขตเดิม")];
    receiver.send(&address, &address, &why).await;
    assert_eq!(stage(&app).await, at("4901", "accepted"));
    let listed = sender.open("/office/transfers").await;
    assert!(
        listed.text(".transfers--returned").contains("ลูกหนี้ยังอยู่เขตเดิม"),
        "{}",
        listed.text("main")
    );
    assert!(sender.open(&page(id)).await.text("main").contains("ลูกหนี้ยังอยู่เขตเดิม"));
    assert!(mali.open("/registration").await.text(".timeline").contains("ไม่ได้โอน"));
    let late = receiver.get(&address).await;
    assert!(late.text("main").contains("ส่งสำนวนนี้กลับแล้ว"), "{}", late.text("main"));
    assert_eq!(receiver.get(&format!("/office/cases/{id}/calls")).await.status, 404);

    offer(&sender, id, "4903").await;
    let listed = sender.open("/office/transfers").await;
    assert_eq!(listed.text(".transfers--returned"), "", "offered again");
}

#[tokio::test]
async fn the_sender_can_take_the_offer_back_until_it_is_decided() {
    let app = TestApp::start().await;
    let Offered { id, sender, receiver, address, .. } = offered(&app).await;
    let csrf = receiver.open(&address).await.csrf();
    let seen = sender.open(&page(id)).await.value("offer");
    sender.fill(&page(id), &[("take-back", "yes"), ("offer", &seen)]).await;
    assert_eq!(stage(&app).await, at("4901", "accepted"));
    let late = receiver.send_with(&csrf, &address, &[("decision", "accept")]).await;
    assert_eq!(late.status, 409);
    assert_eq!(stage(&app).await, at("4901", "accepted"));
    let twice = sender.fill(&page(id), &[("take-back", "yes"), ("offer", &seen)]).await;
    assert_eq!((twice.status.as_u16(), stage(&app).await), (200, at("4901", "accepted")));

    // Another offer, which they did not see, is not taken back with it.
    offer(&sender, id, "4903").await;
    let other = sender.fill(&page(id), &[("take-back", "yes"), ("offer", &seen)]).await;
    assert_eq!(other.status, 409);
    assert!(other.text("main").contains("ยังไม่ได้ถอนการเสนอโอน"), "{}", other.text("main"));
    assert_eq!(stage(&app).await, at("4901", "moving"));
}

#[tokio::test]
async fn what_was_typed_stays_to_be_read_when_the_file_is_closed_meanwhile() {
    let app = TestApp::start().await;
    let (mali, id) = unready(&app, MALI, "morning").await;
    let officer = at_work(&app, PHITHAK, Role::Head, id).await;
    let calls = format!("/office/cases/{id}/calls");
    let (drawn, call) = (officer.open(&page(id)).await, officer.open(&calls).await);
    mali.fill("/registration/withdraw", &[("reason", "unsaid")]).await;
    app.run_notices().await;
    let late = send_offer(&officer, &drawn, id, "4902").await;
    let words = [
        ("call-result", "reached"),
        ("call-words", "นัดวันจันทร์"),
        ("revision", &*call.value("revision")),
    ];
    let late_call = officer.send_with(&call.csrf(), &calls, &words).await;
    for (shown, typed) in [(late, REASON.1), (late_call, "นัดวันจันทร์")] {
        assert_eq!(shown.status, 409);
        assert!(shown.text(".lines").contains(typed), "{}", shown.text("main"));
        assert!(!shown.text("main").contains("บันทึกอีกครั้ง"), "{}", shown.text("main"));
    }
}

#[tokio::test]
async fn a_file_is_offered_once_and_accepted_once() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    let one = at_work(&app, PHITHAK, Role::Head, id).await;
    let two = at_work(&app, SANTI, Role::Mediator, id).await;
    let (drawn_one, drawn_two) = (one.open(&page(id)).await, two.open(&page(id)).await);
    let (first, second) = tokio::join!(
        send_offer(&one, &drawn_one, id, "4902"),
        send_offer(&two, &drawn_two, id, "4903")
    );
    let offers =
        sqlx::query!("select to_office from case_transfer").fetch_all(&app.app.db).await.unwrap();
    assert_eq!(offers.len(), 1, "{} {}", first.status, second.status);
    let (made, refused) = if first.status == 409 { (second, first) } else { (first, second) };
    assert_eq!((made.status.as_u16(), refused.status.as_u16()), (200, 409));
    assert!(refused.text("main").contains("ลูกหนี้ย้ายบ้าน"), "what was typed is still there");

    let to = &offers[0].to_office;
    let receiver = app.officer(POKKHRONG, Role::Head, to).await;
    let address = the_offer(&receiver).await;
    let csrf = receiver.open(&address).await.csrf();
    let accept = || receiver.send_with(&csrf, &address, &[("decision", "accept")]);
    let (first, second) = tokio::join!(accept(), accept());
    assert_eq!(
        (first.status.as_u16(), second.status.as_u16()),
        (200, 200),
        "{}",
        second.text("main")
    );
    let moved = sqlx::query_scalar!("select count(*) from registration_event where kind = 'moved'");
    assert_eq!(moved.fetch_one(&app.app.db).await.unwrap(), Some(1));
}

#[tokio::test]
async fn a_debtor_who_goes_elsewhere_or_withdraws_makes_the_offer_void() {
    // Before the job has run, and after.
    for (moves, early) in [(true, true), (true, false), (false, true), (false, false)] {
        let app = TestApp::start().await;
        let Offered { mali, receiver, address, .. } = offered(&app).await;
        let csrf = receiver.open(&address).await.csrf();
        if moves {
            let safer = [("office-choice", "other"), ("office-code", "4801")];
            mali.fill("/registration/form/office", &safer).await;
            mali.send("/registration/check", "/registration/submit", &[]).await;
        } else {
            mali.fill("/registration/withdraw", &[("reason", "unsaid")]).await;
        }
        if !early {
            app.run_notices().await;
        }
        let late = receiver.send_with(&csrf, &address, &[("decision", "accept")]).await;
        assert_eq!(late.status, 409, "{}", late.text("main"));
        app.run_notices().await;
        let expected = if moves { at("4801", "submitted") } else { at("4901", "closed") };
        assert_eq!(stage(&app).await, expected);
    }
}

#[tokio::test]
async fn who_decides_second_sees_what_was_decided_and_what_they_typed() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    let sender = at_work(&app, PHITHAK, Role::Head, id).await;
    offer(&sender, id, "4902").await;
    let first = app.officer(POKKHRONG, Role::Head, "4902").await;
    let second = app.officer(SANTI, Role::Mediator, "4902").await;
    let address = the_offer(&first).await;
    let late = second.open(&address).await.csrf();
    first.send(&address, &address, &[("decision", "accept")]).await;
    let refusal = [("decision", "refuse"), ("refusal", "ลูกหนี้ไม่ได้อยู่ที่นี่")];
    let shown = second.send_with(&late, &address, &refusal).await;
    assert_eq!(shown.status, 409);
    let told = shown.text("main");
    assert!(told.contains("ปกครอง") && told.contains("รับสำนวนนี้แล้ว"), "{told}");
    assert!(told.contains("ลูกหนี้ไม่ได้อยู่ที่นี่"), "{told}");
    let same = second.send_with(&late, &address, &[("decision", "accept")]).await;
    assert_eq!(same.path, "/office/transfers?accepted=1", "it stands as they wanted it");
}

#[tokio::test]
async fn a_late_decision_about_an_offer_that_has_ended_leaves_the_next_one_alone() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    let sender = at_work(&app, PHITHAK, Role::Head, id).await;
    let first = app.officer(POKKHRONG, Role::Head, "4902").await;
    let third = app.officer(SANTI, Role::Head, "4903").await;
    // One office sends the file back, another takes it and offers it on.
    offer(&sender, id, "4903").await;
    let refused = the_offer(&third).await;
    third.send(&refused, &refused, &[("decision", "refuse"), ("refusal", "ไม่ใช่เขตของเรา")]).await;
    offer(&sender, id, "4902").await;
    let taken = the_offer(&first).await;
    let [late, refused_late] = [first.open(&taken).await.csrf(), third.open(&refused).await.csrf()];
    first.send(&taken, &taken, &[("decision", "accept")]).await;
    state_purpose(&first, id).await;
    offer(&first, id, "4904").await;

    let typed = [("decision", "refuse"), ("refusal", "เปลี่ยนใจ")];
    assert_eq!(first.send_with(&late, &taken, &typed).await.status, 409);
    assert_eq!(
        third.send_with(&refused_late, &refused, &[("decision", "accept")]).await.status,
        409
    );
    let fourth = app.officer(SOMMOT, Role::Head, "4904").await;
    let open = the_offer(&fourth).await;
    fourth.send(&open, &open, &[("decision", "accept")]).await;
    assert_eq!(stage(&app).await, at("4904", "submitted"));
}

#[tokio::test]
async fn a_debtor_who_withdraws_and_comes_back_before_the_job_has_run_leaves_no_file_between_offices()
 {
    let app = TestApp::start().await;
    let Offered { mali, receiver, address, .. } = offered(&app).await;
    mali.fill("/registration/withdraw", &[("reason", "unsaid")]).await;
    let late = receiver.send(&address, &address, &[("decision", "accept")]).await;
    assert_eq!(late.status, 409, "{}", late.text("main"));
    mali.send("/registration", "/registration/resume", &[]).await;
    app.run_notices().await;
    assert_eq!(stage(&app).await, at("4901", "accepted"));
}

#[tokio::test]
async fn files_that_came_back_have_pages() {
    let app = TestApp::start().await;
    let Offered { sender, receiver, address, .. } = offered(&app).await;
    let refusal = [("decision", "refuse"), ("refusal", "ไม่ใช่เขตของเรา")];
    receiver.send(&address, &address, &refusal).await;
    // Thirty more like it, each a minute older.
    sqlx::query!(
        "with more as (select gen_random_uuid() as id, n from generate_series(1, 30) n),
         files as (insert into case_file (office_code, registration_id, debtor_id, province_code, campaign_id,
                 tracking_number, channel, submitted_at, name, debts, lacking, urgent, call_hours)
             select '4901', id, id, '49', f.campaign_id, 'PN-' || n, 'online', f.submitted_at, f.name, 1, 1, false, '{}'
             from more, case_file f),
         people as (insert into debtor (debtor_id, person) select id, '' from more returning 1),
         registered as (insert into registration (debtor_id, registration_id, campaign_id, state, channel, draft,
                 draft_saved_at, notice_version, notice_accepted_at)
             select id, id, r.campaign_id, 'draft', 'online', '', r.draft_saved_at, '', r.draft_saved_at
             from more, registration r returning 1)
         insert into case_transfer select id, id, t.transfer_id, t.from_office, t.to_office, t.reason, t.stage_before,
             t.asked_by, t.asked_at, t.decided_by, t.decided_at - n * interval '1 minute', t.accepted, t.refusal
         from more, case_transfer t"
    )
    .execute(&app.app.db)
    .await
    .unwrap();
    let first = sender.open("/office/transfers").await;
    assert_eq!(first.text(".transfers--returned li").lines().count(), 25);
    let next = first.link(".transfers--returned + p a");
    let second = sender.open(&next.expect("more")).await;
    assert_eq!(second.text(".transfers--returned li").lines().count(), 6);
}

#[tokio::test]
async fn an_office_that_the_debtor_chose_is_left_only_after_a_second_thought() {
    let app = TestApp::start().await;
    let (mali, id) = unready(&app, MALI, "morning").await;
    let chosen = [("office-choice", "other"), ("office-code", "4901")];
    mali.fill("/registration/form/office", &chosen).await;
    mali.send("/registration/check", "/registration/submit", &[]).await;
    app.run_notices().await;
    let sender = at_work(&app, PHITHAK, Role::Head, id).await;
    let refused = offer(&sender, id, "4902").await;
    assert_eq!(refused.status, 422);
    assert!(refused.text("main").contains("อาจเลือกเพื่อความปลอดภัย"), "{}", refused.text("main"));
    let revision = refused.value("revision");
    let fields =
        [("transfer-to", "4902"), REASON, ("transfer-confirmed", "yes"), ("revision", &*revision)];
    sender.send_with(&refused.csrf(), &page(id), &fields).await;
    assert_eq!(stage(&app).await, at("4901", "moving"));
}

#[tokio::test]
async fn the_other_office_is_named_by_code_or_name_and_is_never_the_own() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    let sender = at_work(&app, PHITHAK, Role::Head, id).await;
    let cases = [
        ("", "ใส่รหัสหรือชื่อ"),
        ("4999", "ไม่พบหน่วยนี้"),
        ("4901", "หน่วยของท่านเอง"),
        ("มุกดาหาร", "มีหลายหน่วย"),
    ];
    for (typed, expected) in cases {
        let shown = offer(&sender, id, typed).await;
        assert_eq!(shown.status, 422, "{typed}");
        assert!(shown.problems().contains(expected), "{typed}: {}", shown.problems());
        assert_eq!(shown.value("transfer-to"), typed);
        assert_eq!(shown.value("transfer-reason").trim(), REASON.1);
    }
    let shown = offer(&sender, id, "มุกดาหาร").await;
    assert!(!shown.values("transfer-office").contains(&"4901".to_owned()));
    let revision = shown.value("revision");
    let fields =
        [("transfer-to", "มุกดาหาร"), ("transfer-office", "4905"), REASON, ("revision", &*revision)];
    sender.send_with(&shown.csrf(), &page(id), &fields).await;
    assert_eq!(stage(&app).await, at("4901", "moving"));
}

#[tokio::test]
async fn intake_officers_do_not_transfer_and_nobody_accepts_their_own_file() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    let intake = at_work(&app, PHITHAK, Role::Intake, id).await;
    assert_eq!(intake.get(&page(id)).await.status, 404);
    assert_eq!(intake.get("/office/transfers").await.status, 404);
    let sender = at_work(&app, SANTI, Role::Mediator, id).await;
    offer(&sender, id, "4902").await;
    let herself = app.officer(MALI, Role::Head, "4902").await;
    assert_eq!(herself.open("/office/transfers").await.text(".transfers--incoming"), "");
    let receiver = app.officer(POKKHRONG, Role::Head, "4902").await;
    let address = the_offer(&receiver).await;
    assert_eq!(herself.get(&address).await.status, 404);
    let third = app.officer(PHITHAK, Role::Head, "4903").await;
    assert_eq!(third.get(&address).await.status, 404);
}

#[tokio::test]
async fn a_file_that_is_closed_while_it_is_offered_is_offered_no_more() {
    let app = TestApp::start().await;
    register(&app, MALI).await;
    register(&app, SOMMOT).await; // the same telephone
    app.run_notices().await;
    let id =
        sqlx::query_scalar!("select registration_id from case_file order by submitted_at limit 1")
            .fetch_one(&app.app.db)
            .await
            .unwrap();
    let sender = app.officer(PHITHAK, Role::Head, "4901").await;
    state_purpose(&sender, id).await;
    let file = format!("/office/cases/{id}");
    sender.send(&file, &format!("{file}/accept"), &[]).await;
    offer(&sender, id, "4902").await;
    let receiver = app.officer(POKKHRONG, Role::Head, "4902").await;
    let address = the_offer(&receiver).await;
    let csrf = receiver.open(&address).await.csrf();

    let page = format!("{file}/duplicates");
    let other = sender.open(&page).await.value("other");
    let closed = [("other", &*other), ("decision", "same"), ("reason", "คนเดียวกัน")];
    sender.fill(&page, &closed).await;
    for decision in ["accept", "refuse"] {
        let fields = [("decision", decision), ("refusal", "ไม่ใช่ของเรา")];
        let late = receiver.send_with(&csrf, &address, &fields).await;
        assert_eq!(late.status, 409, "{}", late.text("main"));
    }
    let kept =
        sqlx::query!("select office_code, stage from case_file where registration_id = $1", id)
            .fetch_one(&app.app.db)
            .await
            .unwrap();
    assert_eq!((&*kept.office_code, &*kept.stage), ("4901", "closed"));
}
