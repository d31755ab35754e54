//! Officers correct submitted answers: both values kept, told to the debtor, nobody's typing lost.

use plodnee::officer::Role;
use uuid::Uuid;

use crate::app::TestApp;
use crate::follow_up::{at_work, unready};
use crate::people::{Browser, MALI, PHITHAK, SANTI, Shown};

const REASON: (&str, &str) = ("correction-reason", "ลูกหนี้บอกทางโทรศัพท์");

fn sheet(id: Uuid, page: &str) -> String {
    format!("/office/cases/{id}/answers/{page}")
}

/// The answers of the contact page as Mali submitted them, with one changed.
fn contact<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![("phone", "081-234-5678"), ("phone-shared", "no"), ("line", "mali.t")];
    fields.retain(|(other, _)| *other != name);
    fields.push((name, value));
    fields
}

/// Sends a form as a page had it drawn.
async fn send(officer: &Browser, drawn: &Shown, page: &str, fields: &[(&str, &str)]) -> Shown {
    let seen = drawn.value("seen");
    let mut fields = fields.to_vec();
    fields.push(("seen", &seen));
    officer.send_with(&drawn.csrf(), page, &fields).await
}

#[tokio::test]
async fn a_correction_keeps_both_values_and_tells_the_debtor_why_and_by_which_office() {
    let app = TestApp::start().await;
    let (mali, id) = unready(&app, MALI, "morning").await;
    let officer = at_work(&app, PHITHAK, Role::Intake, id).await;
    let page = sheet(id, "1/payments");
    let drawn = officer.open(&page).await;
    assert_eq!(drawn.value("paid-how"), "unknown", "prefilled with what was submitted");
    let fields = [("paid-how", "total"), ("paid-total", "๘,๐๐๐"), ("claimed", "50,000"), REASON];
    let saved = send(&officer, &drawn, &page, &fields).await;
    assert_eq!(saved.status, 200, "{}", saved.problems());
    assert!(saved.text(".change").contains("8,000"), "{}", saved.text("main"));

    let mine = mali.open("/registration").await;
    let told = mine.text(".change");
    for expected in ["ไม่ทราบ", "8,000", "ลูกหนี้บอกทางโทรศัพท์", "ที่ว่าการอำเภอเมืองมุกดาหาร", "50,000"]
    {
        assert!(told.contains(expected), "{expected}: {told}");
    }
    assert!(!mine.body.contains("พิทักษ์"), "an office, not an officer");
    assert!(mine.text(".timeline").contains("แก้ไขคำตอบ"));
    assert!(mali.open("/registration/versions/2").await.text("main").contains("8,000"));
    assert!(mali.open("/registration/corrections").await.text(".change").contains("8,000"));
    assert!(!mine.text("main").contains("ยังไม่ได้ส่งให้เจ้าหน้าที่"), "nothing of hers is unsent");
    assert_eq!(mali.open("/registration/debts/1/payments").await.value("paid-total"), "๘,๐๐๐");

    app.run_notices().await;
    let ready = sqlx::query_scalar!("select ready from case_file").fetch_one(&app.app.db).await;
    assert_eq!(ready.unwrap(), Some(true), "the desk knows");
    let done = officer.open(&format!("/office/cases/{id}/calls")).await;
    assert_eq!(done.text(".checklist__item:not(.checklist__item--done)"), "", "all ticked off");
    let by = sqlx::query_scalar!("select officer_id from registration_version where version = 2");
    assert!(by.fetch_one(&app.app.db).await.unwrap().is_some());
    let dump = app.dump().await;
    assert!(!dump.contains("ลูกหนี้บอกทาง"), "readable in the database");
}

#[tokio::test]
async fn a_correction_needs_a_reason_good_answers_and_a_change() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    let officer = at_work(&app, PHITHAK, Role::Intake, id).await;
    let page = sheet(id, "0/contact");
    let drawn = officer.open(&page).await;
    let bad = contact("phone", "12345");
    let refused = send(&officer, &drawn, &page, &bad).await;
    assert_eq!(refused.status, 422);
    let problems = refused.problems();
    assert!(problems.contains("ขึ้นต้นด้วย 0") && problems.contains("ใส่เหตุผลที่แก้"), "{problems}");
    assert_eq!(refused.value("phone"), "12345");

    let mut same = contact("line", "mali.t");
    same.push(REASON);
    let refused = send(&officer, &drawn, &page, &same).await;
    assert!(refused.problems().contains("เหมือนเดิมทุกข้อ"), "{}", refused.problems());
    assert_eq!(refused.value("correction-reason").trim(), REASON.1, "the reason is kept");
    let versions = sqlx::query_scalar!("select count(*) from registration_version");
    assert_eq!(versions.fetch_one(&app.app.db).await.unwrap(), Some(1));
}

#[tokio::test]
async fn two_officers_on_one_page_see_both_values_and_choose_field_by_field() {
    let app = TestApp::start().await;
    let (mali, id) = unready(&app, MALI, "morning").await;
    let first = at_work(&app, PHITHAK, Role::Intake, id).await;
    let second = at_work(&app, SANTI, Role::Mediator, id).await;
    let page = sheet(id, "0/contact");
    let (one, other) = (first.open(&page).await, second.open(&page).await);
    let mut fields =
        vec![("phone", "0811111111"), ("phone-shared", "no"), ("line", "first"), REASON];
    assert_eq!(send(&first, &one, &page, &fields).await.status, 200);

    fields = vec![("phone", "0822222222"), ("phone-shared", "yes"), ("line", "mali.t"), REASON];
    let conflict = send(&second, &other, &page, &fields).await;
    assert_eq!(conflict.status, 409);
    let sides = conflict.text(".conflict");
    for value in ["0811111111", "0822222222", "first", "mali.t"] {
        assert!(sides.contains(value), "{value}: {sides}");
    }
    assert_eq!(conflict.value("take-line"), "file", "only the other changed it");
    assert_eq!(conflict.value("take-phone-shared"), "mine", "only this officer did");
    let chosen = scraper::Selector::parse("[name='take-phone'][checked]").unwrap();
    let html = scraper::Html::parse_document(&conflict.body);
    assert_eq!(html.select(&chosen).count(), 0, "both did: theirs to choose");

    let choose = conflict.value("choose");
    fields.extend([
        ("choose", choose.as_str()),
        ("take-line", "file"),
        ("take-phone-shared", "mine"),
    ]);
    let undecided = send(&second, &conflict, &page, &fields).await;
    assert_eq!(undecided.status, 409);
    let told = undecided.problems();
    assert!(told.starts_with("เบอร์โทรศัพท์: เลือกว่าจะใช้ค่าใด"), "{told}");
    fields.push(("take-phone", "mine"));
    let saved = send(&second, &undecided, &page, &fields).await;
    assert_eq!(saved.status, 200, "{}", saved.text("main"));
    // A second press says the same, and what was not chosen is not written after all.
    let twice = send(&second, &undecided, &page, &fields).await;
    assert_eq!(twice.path, format!("{page}?saved=1"));
    let corrections = sqlx::query_scalar!("select count(*) from correction");
    assert_eq!(corrections.fetch_one(&app.app.db).await.unwrap(), Some(2));
    let form = mali.open("/registration/form/contact").await;
    assert_eq!(form.value("phone"), "0822222222");
    assert_eq!((form.value("line"), form.value("phone-shared")), ("first".into(), "yes".into()));
}

#[tokio::test]
async fn who_chooses_what_stands_in_the_file_is_done() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    let first = at_work(&app, PHITHAK, Role::Intake, id).await;
    let second = at_work(&app, SANTI, Role::Mediator, id).await;
    let page = sheet(id, "0/contact");
    let drawn = second.open(&page).await;
    let mut fields = contact("line", "theirs");
    fields.push(REASON);
    send(&first, &first.open(&page).await, &page, &fields).await;
    let mut fields = contact("line", "mine");
    fields.push(REASON);
    let conflict = send(&second, &drawn, &page, &fields).await;
    assert_eq!(conflict.status, 409);
    fields.extend([("choose", "line"), ("take-line", "file")]);
    let done = send(&second, &conflict, &page, &fields).await;
    assert_eq!((done.status.as_u16(), done.path.as_str()), (200, page.as_str()));
    assert_eq!(done.value("line"), "theirs");
    let corrections = sqlx::query_scalar!("select count(*) from correction");
    assert_eq!(corrections.fetch_one(&app.app.db).await.unwrap(), Some(1));
}

#[tokio::test]
async fn what_changed_again_while_somebody_chose_is_shown_again() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    let first = at_work(&app, PHITHAK, Role::Intake, id).await;
    let second = at_work(&app, SANTI, Role::Mediator, id).await;
    let page = sheet(id, "0/contact");
    let correct = async |line: &str| {
        let mut fields = contact("line", line);
        fields.push(REASON);
        send(&first, &first.open(&page).await, &page, &fields).await
    };
    let drawn = second.open(&page).await;
    correct("one").await;
    let mut fields = contact("line", "mine");
    fields.push(REASON);
    let conflict = send(&second, &drawn, &page, &fields).await;
    assert_eq!(conflict.status, 409);
    correct("two").await;
    fields.extend([("choose", "line"), ("take-line", "mine")]);
    let again = send(&second, &conflict, &page, &fields).await;
    assert_eq!(again.status, 409);
    assert!(again.text(".conflict").contains("two"), "{}", again.text(".conflict"));
}

#[tokio::test]
async fn what_the_debtor_has_not_sent_stays_unsent_and_unseen() {
    let app = TestApp::start().await;
    let (mali, id) = unready(&app, MALI, "morning").await;
    let officer = at_work(&app, PHITHAK, Role::Intake, id).await;
    mali.fill("/registration/form/living", &[("occupation", "farmer")]).await;
    mali.fill("/registration/form/contact", &contact("line", "unsent.line")).await;

    // Another question of the page: no conflict, and hers stays.
    let page = sheet(id, "0/contact");
    let drawn = officer.open(&page).await;
    let mut fields = contact("phone", "0899999999");
    fields.push(REASON);
    let saved = send(&officer, &drawn, &page, &fields).await;
    assert_eq!(saved.status, 200, "{}", saved.text("main"));
    assert!(!saved.body.contains("unsent.line"));

    // The same question: the officer chooses, without seeing what was not sent.
    let drawn = officer.open(&page).await;
    let mut fields =
        vec![("phone", "0899999999"), ("phone-shared", "no"), ("line", "office"), REASON];
    let conflict = send(&officer, &drawn, &page, &fields).await;
    assert_eq!(conflict.status, 409);
    assert!(conflict.text("main").contains("ยังไม่ได้ส่ง"), "{}", conflict.text("main"));
    assert!(!conflict.body.contains("unsent.line"));
    fields.extend([("choose", "line"), ("take-line", "mine")]);
    assert_eq!(send(&officer, &conflict, &page, &fields).await.status, 200);

    let form = mali.open("/registration/form/contact").await;
    assert_eq!(
        (form.value("phone"), form.value("line")),
        ("0899999999".into(), "unsent.line".into())
    );
    assert_eq!(mali.open("/registration/form/living").await.value("occupation"), "farmer");
    let mine = mali.open("/registration").await;
    assert!(mine.text("main").contains("ยังไม่ได้ส่งให้เจ้าหน้าที่"), "still hers to send");
    let sent = mali.open("/registration/versions/3").await;
    assert!(sent.text("main").contains("office") && !sent.body.contains("unsent.line"));
    assert!(!sent.text("main").contains("เกษตรกร"), "{}", sent.text("main"));
}

#[tokio::test]
async fn old_values_are_put_back_by_another_correction() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    let officer = at_work(&app, PHITHAK, Role::Intake, id).await;
    let page = sheet(id, "0/contact");
    let mut fields = contact("line", "wrong");
    fields.push(REASON);
    let saved = send(&officer, &officer.open(&page).await, &page, &fields).await;
    let html = scraper::Html::parse_document(&saved.body);
    let link = scraper::Selector::parse("main a[href*='?back=']").unwrap();
    let back = html.select(&link).next().unwrap().attr("href").unwrap().to_owned();
    let proposed = officer.open(&back).await;
    assert_eq!(proposed.value("line"), "mali.t");
    let mut fields = contact("line", "mali.t");
    fields.push(("correction-reason", "แก้ผิดคน"));
    let saved = send(&officer, &proposed, &page, &fields).await;
    assert_eq!(saved.text(".change h3").lines().count(), 2, "{}", saved.text("main"));
    let versions = sqlx::query_scalar!("select version from registration").fetch_one(&app.app.db);
    assert_eq!(versions.await.unwrap(), 3);
}

#[tokio::test]
async fn a_correction_sent_twice_is_one() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    let officer = at_work(&app, PHITHAK, Role::Intake, id).await;
    let page = sheet(id, "0/contact");
    let drawn = officer.open(&page).await;
    let mut fields = contact("line", "new");
    fields.push(REASON);
    let (one, two) = tokio::join!(
        send(&officer, &drawn, &page, &fields),
        send(&officer, &drawn, &page, &fields)
    );
    assert_eq!((one.status.as_u16(), two.status.as_u16()), (200, 200), "{}", two.text("main"));
    let made = sqlx::query_scalar!("select count(*) from correction").fetch_one(&app.app.db);
    assert_eq!(made.await.unwrap(), Some(1));
}

#[tokio::test]
async fn a_debt_that_is_gone_and_a_file_that_is_closed_are_not_corrected_and_nothing_typed_is_lost()
{
    let app = TestApp::start().await;
    let (mali, id) = unready(&app, MALI, "morning").await;
    let officer = at_work(&app, PHITHAK, Role::Intake, id).await;
    crate::registration::add_debt(&mali, "เฮียตี๋").await;
    mali.send("/registration/check", "/registration/submit", &[]).await;
    let page = sheet(id, "2/creditor");
    let drawn = officer.open(&page).await;
    mali.fill("/registration/debts/2/remove", &[]).await;
    mali.send("/registration/check", "/registration/submit", &[]).await;
    let typed = [("creditor-kind", "agent"), ("creditor-name", "นายตี๋ ทดสอบ"), REASON];
    let shown = send(&officer, &drawn, &page, &typed).await;
    assert_eq!(shown.status, 409);
    assert!(shown.text("main").contains("เอารายการหนี้นี้ออกแล้ว"), "{}", shown.text("main"));
    assert_eq!(shown.value("creditor-name"), "นายตี๋ ทดสอบ");
    assert_eq!(officer.get(&page).await.status, 404);

    let page = sheet(id, "1/creditor");
    let drawn = officer.open(&page).await;
    mali.fill("/registration/withdraw", &[("reason", "unsaid")]).await;
    let shown = send(&officer, &drawn, &page, &typed).await;
    assert_eq!(shown.status, 409);
    assert!(shown.text("main").contains("แก้ไขไม่ได้"), "{}", shown.text("main"));
    assert_eq!(shown.value("creditor-name"), "นายตี๋ ทดสอบ");
}

#[tokio::test]
async fn the_answer_that_routes_the_file_is_no_correction_and_more_rows_save_nothing() {
    let app = TestApp::start().await;
    let (_, id) = unready(&app, MALI, "morning").await;
    let officer = at_work(&app, PHITHAK, Role::Intake, id).await;
    for page in ["0/office", "0/loan", "1/contact", "9/loan", "0/nothing"] {
        assert_eq!(officer.get(&sheet(id, page)).await.status, 404, "{page}");
    }
    assert_eq!(officer.get(&sheet(id, "0/district")).await.status, 200);
    let page = sheet(id, "1/payments");
    let drawn = officer.open(&page).await;
    let more = [
        ("paid-how", "list"),
        ("payment-date", "1/1/2569"),
        ("payment-amount", "500"),
        ("more", "1"),
    ];
    let shown = send(&officer, &drawn, &page, &more).await;
    assert_eq!(shown.status, 200);
    assert_eq!(shown.values("payment-amount").iter().filter(|v| !v.is_empty()).count(), 1);
    let versions = sqlx::query_scalar!("select version from registration").fetch_one(&app.app.db);
    assert_eq!(versions.await.unwrap(), 1);
}

#[tokio::test]
async fn correcting_an_area_leads_on_to_what_lies_in_it_until_the_answers_fit() {
    let app = TestApp::start().await;
    let (mali, id) = unready(&app, MALI, "morning").await;
    let officer = at_work(&app, PHITHAK, Role::Intake, id).await;
    let reason = ("correction-reason", "ย้ายบ้านแล้ว");
    let mut at = sheet(id, "0/province");
    for (fields, next) in [
        (&[("province", "48")][..], "0/district"),
        (&[("district", "4801")], "0/address"),
        (&[("subdistrict", "480101"), ("street", "9 หมู่ 9")], "0/address"),
    ] {
        let drawn = officer.open(&at).await;
        let mut fields = fields.to_vec();
        fields.push(reason);
        let saved = send(&officer, &drawn, &at, &fields).await;
        assert_eq!(saved.path, format!("{}?saved=1", sheet(id, next)), "{}", saved.problems());
        let twice = send(&officer, &drawn, &at, &fields).await;
        assert_eq!(twice.path, saved.path, "the second of two clicks leads on as well");
        let fits = next == "0/address" && at.ends_with("address");
        assert_eq!(saved.problems().is_empty(), fits, "{at}: {}", saved.problems());
        at = sheet(id, next);
    }
    mali.fill("/registration/form/contact", &contact("line", "mali.u")).await;
    let sent = mali.send("/registration/check", "/registration/submit", &[]).await;
    assert!(sent.path.starts_with("/registration/receipt"), "{}: {}", sent.path, sent.problems());
}
