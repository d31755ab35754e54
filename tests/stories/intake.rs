//! A debtor comes to the counter of an office, and an officer registers them.

use chrono::TimeDelta;
use insta::assert_snapshot;
use plodnee::officer::Role;

use crate::app::TestApp;
use crate::people::{Browser, MALI, PHITHAK, POKKHRONG, SANTI, SOMMOT, Shown};
use crate::registration::{answer_own_pages, register};

/// What a card reader gives of Mali.
const CARD: &str = "1990100000011|นางสาว#มะลิ##ทดสอบดี|Miss#Mali##Thotsopdi|25321228|2|\
                    99/9#หมู่ที่ 9####ตำบลมุกดาหาร#อำเภอเมืองมุกดาหาร#จังหวัดมุกดาหาร|25650301";

/// Who came, as the officer types it from the card.
pub(crate) const WHO: [(&str, &str); 8] = [
    ("card-number", MALI),
    ("card-title", "นางสาว"),
    ("card-given", "มะลิ"),
    ("card-family", "ทดสอบดี"),
    ("card-birth-year", "2532"),
    ("card-gender", "female"),
    ("proof", "card-seen"),
    ("notice-read", "yes"),
];

/// The debtor's own sheet.
const OWN: [(&str, &str); 7] = [
    ("phone", "081-234-5678"),
    ("contact-hours", "morning"),
    ("province", "49"),
    ("district", "4901"),
    ("subdistrict", "490101"),
    ("office-choice", "near"),
    ("income", "12,000"),
];

/// The sheet of one debt.
const DEBT: [(&str, &str); 8] = [
    ("creditor-kind", "agent"),
    ("creditor-alias", "เจ๊หมวย"),
    ("creditor-place", "ตลาดสด"),
    ("borrowed-year", "2566"),
    ("received", "40k"),
    ("paid-how", "total"),
    ("paid-total", "8000"),
    ("claimed", "50,000"),
];

async fn counter(app: &TestApp) -> Browser {
    app.officer(PHITHAK, Role::Intake, "4901").await
}

/// Begins a draft for somebody; gives its first sheet.
async fn begin(officer: &Browser, who: &[(&str, &str)]) -> Shown {
    officer.send("/office/intake", "/office/intake/begin", who).await
}

/// Fields with others in place of some, or beside them.
fn with<'f>(
    fields: &[(&'f str, &'f str)],
    others: &[(&'f str, &'f str)],
) -> Vec<(&'f str, &'f str)> {
    let kept = fields.iter().filter(|(name, _)| !others.iter().any(|(other, _)| other == name));
    kept.chain(others).copied().collect()
}

/// Fills in a sheet as a browser does: with what it was drawn from.
async fn fill(officer: &Browser, sheet: &str, fields: &[(&str, &str)]) -> Shown {
    let shown = officer.open(sheet).await;
    assert_eq!(shown.status, 200, "{sheet}");
    send(officer, &shown, sheet, fields).await
}

/// Sends the sheet that is on the screen.
async fn send(officer: &Browser, shown: &Shown, sheet: &str, fields: &[(&str, &str)]) -> Shown {
    let page = scraper::Html::parse_document(&shown.body);
    let seen = scraper::Selector::parse(
        "input[name^='seen-'], input[name^='shown-'], input[name='kept-form']",
    );
    let seen = seen.unwrap();
    let value = |input: scraper::ElementRef<'_>, name| input.attr(name).unwrap().to_owned();
    let seen: Vec<(String, String)> =
        page.select(&seen).map(|input| (value(input, "name"), value(input, "value"))).collect();
    let mut form: Vec<(&str, &str)> = seen.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    form.extend(fields);
    officer.send_with(&shown.csrf(), sheet, &form).await
}

/// Says that Mali is at the counter again, that her card was seen and what she wants; gives the page she came for.
async fn visit(officer: &Browser, page: &str) -> Shown {
    let own = page.split('/').take(4).collect::<Vec<_>>().join("/");
    let seen = [
        ("card-number", MALI),
        ("proof", "card-seen"),
        ("visit-go-on", "yes"),
        ("visit-complete", "yes"),
        ("visit-resume", "yes"),
        ("back", page),
    ];
    officer.fill(&format!("{own}/visit"), &seen).await
}

/// Registers somebody with one debt; gives the receipt.
async fn register_at(officer: &Browser, who: &[(&str, &str)], own: &[(&str, &str)]) -> Shown {
    let sheet = begin(officer, who).await;
    assert!(sheet.path.starts_with("/office/intake/"), "{} {}", sheet.path, sheet.problems());
    let debt = fill(officer, &sheet.path, own).await;
    assert!(debt.path.ends_with("/debts/1"), "{} {}", debt.path, debt.problems());
    let check = fill(officer, &debt.path, &DEBT).await;
    assert!(check.path.ends_with("/check"), "{} {}", check.path, check.problems());
    submit(officer, &check).await
}

/// Submits what a page has read back.
async fn submit(officer: &Browser, check: &Shown) -> Shown {
    let read = check.value("read");
    let submit = check.path.replace("/check", "/submit");
    officer.send_with(&check.csrf(), &submit, &[("read", &read)]).await
}

async fn actions(app: &TestApp) -> Vec<String> {
    sqlx::query_scalar!("select action from audit where actor = 'officer' order by audit_id")
        .fetch_all(&app.app.db)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_debtor_who_came_in_person_is_registered_and_finds_it_with_thaid() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    let receipt = register_at(&officer, &WHO, &OWN).await;
    assert!(receipt.path.ends_with("/receipt"), "{} {}", receipt.path, receipt.text("main"));
    let number = receipt.text(".tracking");
    assert!(number.starts_with("PN-69-4901-"), "{number}");
    assert!(receipt.text("main").contains("มะลิ ทดสอบดี"));
    assert_eq!(receipt.text(".intake-next"), "คนถัดไป");
    let pdf = officer.get(&format!("{}.pdf", receipt.path)).await;
    assert!(pdf.body.starts_with("%PDF"));
    assert_eq!(
        actions(&app).await,
        [
            "begun-onsite",
            "card-seen",
            "looked",
            "looked",
            "saved",
            "debt-added",
            "looked",
            "looked",
            "saved",
            "looked",
            "submitted-onsite",
            "receipt-shown",
            "receipt-printed"
        ]
    );
    let kept = sqlx::query!("select r.channel, i.proof, i.office_code, v.officer_id from registration r
        join intake i using (debtor_id, registration_id) join registration_version v using (debtor_id, registration_id)")
        .fetch_one(&app.app.db).await.unwrap();
    assert_eq!(
        (kept.channel.as_str(), kept.proof.as_str(), kept.office_code.as_str()),
        ("onsite", "card-seen", "4901")
    );
    assert!(kept.officer_id.is_some());

    let mali = app.signed_in(MALI).await;
    let mine = mali.open("/registration").await;
    assert!(mine.text("main").contains(&number), "{}", mine.text("main"));
    assert_snapshot!(mine.text(".timeline li"), @"
    22 พฤศจิกายน 2569 เวลา 10.00 น. ลงทะเบียนที่เคาน์เตอร์ของที่ว่าการอำเภอเมืองมุกดาหาร ส่งถึงหน่วยแล้ว ดูข้อมูลครั้งที่ 1
    22 พฤศจิกายน 2569 เวลา 10.00 น. เริ่มลงทะเบียนที่เคาน์เตอร์ของที่ว่าการอำเภอเมืองมุกดาหาร
    ");
    let shown = mali.open("/registration/versions/1").await;
    assert!(shown.text("main").contains("เจ๊หมวย"));
    let copy: serde_json::Value =
        serde_json::from_str(&mali.get("/registration/data.json").await.body).unwrap();
    let counter = &copy["registrations"][0]["counter"];
    assert_eq!(counter["office_th"], "ที่ว่าการอำเภอเมืองมุกดาหาร");
    assert_eq!(counter["proof"], "card-seen");

    app.run_notices().await;
    let desk = sqlx::query!("select office_code, channel from case_file")
        .fetch_one(&app.app.db)
        .await
        .unwrap();
    assert_eq!((desk.office_code.as_str(), desk.channel.as_str()), ("4901", "onsite"));
}

#[tokio::test]
async fn what_a_card_reader_gives_fills_in_who_it_is_and_where_they_live() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    let who = officer.fill("/office/intake", &[("card-text", CARD)]).await;
    assert_eq!(who.status, 200, "{}", who.problems());
    let values = [
        "card-number",
        "card-title",
        "card-given",
        "card-family",
        "card-birth-day",
        "card-birth-month",
        "card-birth-year",
        "card-gender",
        "card-address",
        "proof",
    ];
    assert_snapshot!(values.map(|name| who.value(name)).join("\n"), @"
    1-9901-00000-01-1
    นางสาว
    มะลิ
    ทดสอบดี
    28
    12
    2532
    female
    99/9 หมู่ที่ 9 ตำบลมุกดาหาร อำเภอเมืองมุกดาหาร จังหวัดมุกดาหาร
    card-read
    ");
    assert!(!who.path.contains("1990100000011"));

    let typed =
        with(&WHO, &[("card-address", "99/9 หมู่ที่ 9 ตำบลมุกดาหาร อำเภอเมืองมุกดาหาร จังหวัดมุกดาหาร")]);
    let sheet = begin(&officer, &typed).await;
    let values = ["province", "district", "subdistrict", "street"].map(|name| sheet.value(name));
    assert_eq!(values.join(" "), "49 4901 490101 99/9 หมู่ที่ 9");
    assert!(sheet.text(".counter-who").contains("1-xxxx-xxxxx-01-1"));
}

#[tokio::test]
async fn an_address_elsewhere_on_the_card_leaves_the_offices_own_district() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    let typed = with(&WHO, &[("card-address", "1 ตำบลสุเทพ อำเภอเมืองเชียงใหม่ จังหวัดเชียงใหม่")]);
    let sheet = begin(&officer, &typed).await;
    assert_eq!(
        [sheet.value("province"), sheet.value("district"), sheet.value("street")].join(" "),
        "49 4901 "
    );
}

#[tokio::test]
async fn a_bad_search_and_a_bad_identity_come_back_with_every_problem() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    for (typed, expected) in [
        (vec![], "ใส่เลขประจำตัวประชาชน"),
        (vec![("card-number", "1990100000012")], "เลข"),
        (vec![("card-number", "' or 1=1 --")], "ตัวเลข"),
        (vec![("card-text", "hello")], "อ่านเลขประจำตัวจากข้อความนี้ไม่ได้"),
        (vec![("card-text", CARD), ("card-number", SOMMOT)], "ไม่ตรงกับเลขจากเครื่องอ่าน"),
        (vec![("card-given", "มะลิ")], "ปี พ.ศ."),
        (vec![("card-family", "ทดสอบดี"), ("card-birth-year", "2532")], "ต้องมีชื่อ"),
        (
            vec![("card-given", "มะลิ"), ("card-family", "ทดสอบดี"), ("card-birth-year", "3000")],
            "วันเกิด",
        ),
        (vec![("card-number", PHITHAK)], "เลขนี้เป็นของท่านเอง"),
    ] {
        let shown = officer.fill("/office/intake", &typed).await;
        assert_eq!(shown.status, 422, "{typed:?}");
        assert!(shown.problems().contains(expected), "{typed:?}: {}", shown.problems());
        for (name, value) in typed {
            assert_eq!(shown.value(name), value);
        }
    }
    let bad = begin(&officer, &[("card-number", "123"), ("card-family", "ทดสอบดี")]).await;
    assert_eq!(bad.status, 422);
    assert_snapshot!(bad.problems(), @"
    เลขประจำตัวประชาชน: เลขประจำตัวประชาชนมี 13 หลัก
    ชื่อ: ใส่ชื่อตามบัตร
    วันเกิด: โปรดใส่ปี พ.ศ. รู้แค่ปีก็พอ
    ตรวจตัวตนอย่างไร: เลือกว่าตรวจตัวตนอย่างไร
    อ่านให้ลูกหนี้ฟังแล้ว และลูกหนี้ยินยอมให้หน่วยลงทะเบียนแทน: อ่านประกาศให้ลูกหนี้ฟังและถามความยินยอมก่อน แล้วทำเครื่องหมาย
    ");
    assert_eq!(bad.value("card-family"), "ทดสอบดี");
    let own = begin(&officer, &with(&WHO, &[("card-number", PHITHAK)])).await;
    assert!(own.problems().contains("เลขนี้เป็นของท่านเอง"), "{}", own.problems());
}

#[tokio::test]
async fn a_form_that_comes_back_is_recorded_as_the_search_that_it_is() {
    let app = TestApp::start().await;
    register(&app, MALI).await;
    let officer = counter(&app).await;
    for (who, expected) in [
        (with(&WHO, &[("proof", "")]), "searched-number"),
        (with(&WHO, &[("card-given", "มาลัย")]), "searched-number"),
        (with(&WHO, &[("card-number", "")]), "searched-name"),
    ] {
        let csrf = officer.open("/office/intake").await.csrf();
        let before = searches(&app).await.len();
        let refused = officer.send_with(&csrf, "/office/intake/begin", &who).await;
        assert_eq!(refused.status, 422, "{who:?}");
        assert_eq!(searches(&app).await[before..], [expected], "{who:?}");
        assert!(
            !refused.text("main").contains("เริ่มกรอกไว้แล้วที่อื่น"),
            "what was sent is no draft: {}",
            refused.text("main")
        );
    }
    let before = searches(&app).await.len();
    let csrf = officer.open("/office/intake").await.csrf();
    assert_eq!(officer.send_with(&csrf, "/office/intake/begin", &[]).await.status, 422);
    assert_eq!(searches(&app).await.len(), before, "nothing was asked for");
    app.campaign_hours(360, 540).await; // the stories begin at ten
    begin(&officer, &with(&WHO, &[("card-number", SOMMOT)])).await;
    assert_eq!(searches(&app).await[before..], ["searched-number"], "closed: not registered");
}

/// The searches that are recorded, in order.
async fn searches(app: &TestApp) -> Vec<String> {
    sqlx::query_scalar!(
        "select action from officer_audit where action like 'searched-%' order by audit_id"
    )
    .fetch_all(&app.app.db)
    .await
    .unwrap()
}

#[tokio::test]
async fn who_they_were_typed_too_late_waits_until_the_draft_has_begun() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    let csrf = officer.open("/office/intake").await.csrf();
    app.wait(TimeDelta::minutes(61));
    let who = with(&WHO, &[("proof", "")]);
    let late = officer.send_with(&csrf, "/office/intake/begin", &who).await;
    assert!(late.path.starts_with("/office?"), "{}", late.path);
    let again = app.browser();
    again.sign_in_officer(app.simulator.origin(), PHITHAK, "4901").await;
    let shown = again.get("/office/intake/begin").await;
    assert_eq!(shown.value("card-given"), "มะลิ");
    assert_eq!(searches(&app).await, ["searched-number"], "it says what is known of the number");
    let page = "/office/intake/begin";
    let wrong = send(&again, &shown, page, &who).await;
    assert_eq!(wrong.status, 422);
    assert_eq!(again.get(page).await.value("card-given"), "มะลิ");
    let sheet = send(&again, &wrong, page, &WHO).await;
    assert!(sheet.path.starts_with("/office/intake/"), "{}", sheet.path);
    assert_eq!(again.get("/office/intake/begin").await.leads_to().unwrap(), "/office/intake");
}

#[tokio::test]
async fn what_is_registered_already_is_opened_and_not_doubled() {
    let app = TestApp::start().await;
    register(&app, MALI).await;
    app.run_notices().await;
    let officer = counter(&app).await;
    let found = officer.fill("/office/intake", &[("card-number", MALI)]).await;
    assert_snapshot!(found.text(".found"), @"ลงทะเบียนไว้แล้ว ไม่ต้องลงใหม่ ส่งแล้วเมื่อ 22 พฤศจิกายน 2569 เวลา 10.00 น. เรื่องอยู่กับที่ว่าการอำเภอเมืองมุกดาหาร หากลูกหนี้อยู่ที่เคาน์เตอร์ ตรวจบัตรแล้วเพิ่มหรือแก้ข้อมูลให้ได้ หรือพิมพ์ใบรับให้อีกครั้ง เพิ่มหรือแก้ข้อมูลกับลูกหนี้ที่เคาน์เตอร์ พิมพ์ใบรับอีกครั้ง เปิดสำนวน");
    assert!(found.body.contains("/office/cases/"), "a link to the file");
    assert!(!found.body.contains("เจ๊หมวย"));

    let elsewhere = app.officer(SANTI, Role::Intake, "1001").await;
    let found = elsewhere.fill("/office/intake", &[("card-number", MALI)]).await;
    assert_snapshot!(found.text(".found"), @"ลงทะเบียนไว้แล้ว ไม่ต้องลงใหม่ ส่งแล้วเมื่อ 22 พฤศจิกายน 2569 เวลา 10.00 น. เรื่องอยู่กับที่ว่าการอำเภอเมืองมุกดาหาร ลูกหนี้เพิ่มข้อมูลได้เองเมื่อเข้าสู่ระบบด้วย ThaiD หรือติดต่อหน่วยนั้น หากต้องการให้หน่วยนี้ดูแลแทน ให้หน่วยนั้นโอนสำนวนมา");
    assert!(!found.text(".found a").contains("เปิด") && !found.body.contains("มะลิ"));

    let again = begin(&elsewhere, &WHO).await;
    assert!(
        again.text(".found").contains("ลงทะเบียนไว้แล้ว"),
        "a form sent past the search finds it too"
    );
    let count = sqlx::query_scalar!("select count(*) from registration")
        .fetch_one(&app.app.db)
        .await
        .unwrap();
    assert_eq!(count, Some(1));
    assert_eq!(actions(&app).await, ["found", "found", "found"]);
}

#[tokio::test]
async fn a_name_finds_own_files_by_name_and_of_others_only_the_office() {
    let app = TestApp::start().await;
    register(&app, MALI).await;
    app.run_notices().await;
    let by_name = [
        ("card-given", "นางสาว มะลิ "),
        ("card-family", "ทดสอบดี"),
        ("card-birth-day", "28"),
        ("card-birth-month", "12"),
        ("card-birth-year", "2532"),
    ];
    let officer = counter(&app).await;
    let own = officer.fill("/office/intake", &by_name).await;
    assert!(own.text(".found a").contains("มะลิ ทดสอบดี"), "{}", own.text(".found"));
    let elsewhere = app.officer(SANTI, Role::Intake, "1001").await;
    let other = elsewhere.fill("/office/intake", &by_name).await;
    assert!(other.text(".found").contains("ที่ว่าการอำเภอเมืองมุกดาหาร"), "{}", other.text(".found"));
    assert!(!other.text(".found").contains("มะลิ") && !other.body.contains("/office/cases/"));
    let nobody = officer.fill("/office/intake", &with(&by_name, &[("card-given", "มาลัย")])).await;
    assert!(nobody.text(".found").contains("ไม่พบ"));

    let other_number = with(&WHO, &[("card-number", "1990100000100"), ("notice-read", "")]);
    let twin = begin(
        &officer,
        &with(&other_number, &[("card-birth-month", "12"), ("card-birth-day", "28")]),
    )
    .await;
    assert!(
        twin.text(".found").contains("มะลิ ทดสอบดี"),
        "the same person under another number is seen in time"
    );
}

#[tokio::test]
async fn a_birth_date_is_found_by_as_much_of_it_as_either_side_knows() {
    let app = TestApp::start().await;
    register(&app, MALI).await; // ThaiD says 28 December 2532
    let officer = counter(&app).await;
    let thongdi = [
        ("card-number", "1990100000100"),
        ("card-given", "ทองดี"),
        ("card-birth-year", "2500"),
        ("phone", "089-999-9999"),
    ];
    register_at(&officer, &with(&WHO, &thongdi[..3]), &with(&OWN, &thongdi[3..])).await;
    app.run_notices().await;
    for (given, [day, month, year], found) in [
        ("มะลิ", ["28", "12", "2532"], true),
        ("มะลิ", ["", "12", "2532"], true),
        ("มะลิ", ["", "", "2532"], true),
        ("มะลิ", ["", "11", "2532"], false),
        ("มะลิ", ["", "", "2531"], false),
        ("ทองดี", ["", "", "2500"], true),
        ("ทองดี", ["", "3", "2500"], true),
        ("ทองดี", ["7", "3", "2500"], true),
        ("ทองดี", ["7", "3", "2501"], false),
    ] {
        let typed = [
            ("card-given", given),
            ("card-family", "ทดสอบดี"),
            ("card-birth-day", day),
            ("card-birth-month", month),
            ("card-birth-year", year),
        ];
        let shown = officer.fill("/office/intake", &typed).await;
        assert_eq!(shown.text(".found a").contains(given), found, "{typed:?}");
    }
}

#[tokio::test]
async fn a_person_without_family_name_is_found_by_the_name_they_have() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    register_at(&officer, &with(&WHO, &[("card-family", "")]), &OWN).await;
    app.run_notices().await;
    let typed = [("card-given", "มะลิ"), ("card-family", ""), ("card-birth-year", "2532")];
    let shown = officer.fill("/office/intake", &typed).await;
    assert!(
        shown.text(".found a").contains("มะลิ"),
        "{} {}",
        shown.problems(),
        shown.text(".found")
    );
}

#[tokio::test]
async fn the_same_person_under_a_vaguer_birth_date_is_found_at_acceptance_in_either_order() {
    let app = TestApp::start().await;
    register(&app, MALI).await;
    let officer = counter(&app).await;
    let twin = with(&WHO, &[("card-number", "1990100000100")]); // born in 2532, no more is known
    register_at(&officer, &twin, &with(&OWN, &[("phone", "089-999-9999")])).await;
    app.run_notices().await;
    let files = sqlx::query_scalar!("select registration_id from case_file order by submitted_at");
    for id in files.fetch_all(&app.app.db).await.unwrap() {
        let compared = accept(&officer, &format!("/office/cases/{id}")).await;
        let pair = compared.text(".pair");
        assert!(pair.contains("ชื่อและวันเกิดเดียวกัน"), "{} {pair}", compared.path);
        assert!(!pair.contains("เบอร์โทรศัพท์เดียวกัน"), "{pair}");
    }
}

#[tokio::test]
async fn closed_files_take_no_open_ones_place_among_those_compared() {
    let app = TestApp::start().await;
    register(&app, MALI).await;
    register(&app, SOMMOT).await; // the same telephone
    app.run_notices().await;
    sqlx::query!(
        "with closed as (
             insert into case_file (office_code, registration_id, debtor_id, province_code, campaign_id, tracking_number,
                 channel, submitted_at, name, debts, lacking, urgent, call_hours, stage, closed_for)
             select office_code, lpad(n::text, 32, '0')::uuid, lpad(n::text, 32, '0')::uuid, province_code, campaign_id,
                 tracking_number, channel, submitted_at, name, debts, lacking, urgent, call_hours,
                 'closed', 'withdrawn'
             from (select * from case_file limit 1) file, generate_series(1, 25) n
             returning office_code, registration_id, debtor_id)
         insert into case_key (key_hash, office_code, registration_id, debtor_id)
         select key_hash, closed.office_code, closed.registration_id, closed.debtor_id
         from closed, (select distinct key_hash from case_key) keys"
    )
    .execute(&app.app.db)
    .await
    .unwrap();
    // The open files come last, in the table as in the index.
    sqlx::query!(
        "update case_key set debtor_id = debtor_id where registration_id::text not like '0000%'"
    )
    .execute(&app.app.db)
    .await
    .unwrap();
    let id = sqlx::query_scalar!(
        "select registration_id from case_file where stage <> 'closed' order by registration_id limit 1"
    );
    let id = id.fetch_one(&app.app.db).await.unwrap();
    let compared = accept(&counter(&app).await, &format!("/office/cases/{id}")).await;
    assert!(compared.text(".pair").contains("เบอร์โทรศัพท์เดียวกัน"), "{}", compared.text("main"));
}

/// Opens a file for the debtor at the counter, and takes it up.
async fn accept(officer: &Browser, file: &str) -> Shown {
    officer.fill(&format!("{file}/look"), &[("purpose", "at-counter")]).await;
    officer.send(file, &format!("{file}/accept"), &[]).await
}

#[tokio::test]
async fn a_draft_begun_online_is_continued_at_the_counter_with_the_debtors_consent() {
    let app = TestApp::start().await;
    let mali = app.signed_in(MALI).await;
    answer_own_pages(&mali).await;
    let officer = counter(&app).await;
    let who = officer.fill("/office/intake", &[("card-number", MALI)]).await;
    assert!(who.text(".govuk-inset-text").contains("เริ่มกรอกไว้แล้วที่อื่น"), "{}", who.text("main"));
    assert!(
        !who.body.contains("081-234-5678") && !who.body.contains("ทดสอบดี"),
        "nothing of it before consent"
    );
    let refused = begin(&officer, &with(&WHO, &[("notice-read", "")])).await;
    assert!(refused.problems().contains("ยินยอม"), "{}", refused.problems());

    let wrong = begin(&officer, &with(&WHO, &[("card-given", "มาลัย")])).await;
    assert!(wrong.problems().contains("ในชื่อหรือวันเกิดอื่น"), "{}", wrong.problems());
    assert!(!wrong.body.contains("มะลิ"));

    let sheet = begin(&officer, &WHO).await;
    assert_eq!(sheet.value("phone"), "081-234-5678");
    assert_eq!(sheet.value("street"), "99/9 หมู่ 9");
    let channel = || async {
        sqlx::query_scalar!("select channel from registration")
            .fetch_one(&app.app.db)
            .await
            .unwrap()
    };
    assert_eq!(channel().await, "online", "until it is submitted here");
    let debt = fill(&officer, &sheet.path, &OWN).await;
    let check = fill(&officer, &debt.path, &DEBT).await;
    submit(&officer, &check).await;
    assert_eq!(channel().await, "onsite");
    let timeline = mali.open("/registration").await.text(".timeline li");
    assert!(timeline.contains("กรอกต่อที่เคาน์เตอร์ของที่ว่าการอำเภอเมืองมุกดาหาร"), "{timeline}");
}

#[tokio::test]
async fn a_draft_of_the_counter_that_the_debtor_sends_alone_came_online() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    let sheet = begin(&officer, &WHO).await;
    fill(&officer, &sheet.path, &OWN).await;
    let mali = app.signed_in(MALI).await;
    crate::registration::add_debt(&mali, "เฮีย").await;
    let receipt = mali.send("/registration/check", "/registration/submit", &[]).await;
    assert_eq!(receipt.path, "/registration/receipt", "{}", receipt.text("main"));
    let channel = sqlx::query_scalar!("select channel from registration")
        .fetch_one(&app.app.db)
        .await
        .unwrap();
    assert_eq!(channel, "online");
    let late = officer.open(&sheet.path).await;
    assert!(late.path.ends_with("/receipt"), "{}", late.path);
    assert_eq!(late.text(".tracking"), receipt.text(".tracking"), "its office has the receipt");
}

#[tokio::test]
async fn thaids_word_of_a_person_is_stronger_than_the_cards() {
    let app = TestApp::start().await;
    app.signed_in(MALI).await;
    let officer = counter(&app).await;
    let sheet = begin(&officer, &with(&WHO, &[("card-title", "นาง")])).await;
    assert!(sheet.text(".counter-who").contains("นางสาวมะลิ"), "{}", sheet.text(".counter-who"));
    let renamed =
        with(&WHO, &[("card-number", SOMMOT), ("card-given", "สมมุติ"), ("card-family", "ตัวอย่าง")]);
    let first = begin(&officer, &renamed).await;
    assert!(first.text(".counter-who").contains("สมมุติ ตัวอย่าง"), "nobody knew him before");
    app.signed_in(SOMMOT).await;
    let later = officer.open(&first.path).await;
    assert!(later.text(".counter-who").contains("ตัวอย่างงาม"), "{}", later.text(".counter-who"));
}

#[tokio::test]
async fn whom_thaid_calls_otherwise_than_the_counter_did_is_called_so_on_the_desk() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    let mistyped =
        with(&WHO, &[("card-number", SOMMOT), ("card-given", "สมมุติ"), ("card-family", "ตัวอย่าง")]);
    register_at(&officer, &mistyped, &OWN).await;
    app.run_notices().await;
    assert!(officer.open("/office/desk").await.text(".file").contains("สมมุติ ตัวอย่าง"));
    app.signed_in(SOMMOT).await;
    app.run_notices().await;
    let listed = officer.open("/office/desk").await.text(".file");
    assert!(listed.contains("ตัวอย่างงาม"), "{listed}");
    let waiting = sqlx::query_scalar!("select count(*) from notice");
    app.signed_in(SOMMOT).await;
    assert_eq!(waiting.fetch_one(&app.app.db).await.unwrap(), Some(0), "nothing has changed");
}

#[tokio::test]
async fn whom_a_later_card_calls_otherwise_is_called_so_on_the_desk_of_the_round_before() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    let mistyped =
        with(&WHO, &[("card-number", SOMMOT), ("card-given", "สมมุติ"), ("card-family", "ตัวอย่าง")]);
    register_at(&officer, &mistyped, &OWN).await;
    app.run_notices().await;
    app.next_campaign().await;
    let corrected = with(&mistyped, &[("card-family", "ตัวอย่างงาม"), ("renamed", "yes")]);
    begin(&officer, &corrected).await;
    app.run_notices().await;
    let listed = officer.open("/office/desk").await.text(".file");
    assert!(listed.contains("ตัวอย่างงาม"), "{listed}");
}

#[tokio::test]
async fn a_name_mistyped_in_a_draft_is_put_right_by_the_next_card_and_nothing_known_is_lost() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    let whole = [("card-family", "ทดสอบดีมาก"), ("card-birth-day", "5"), ("card-birth-month", "12")];
    let sheet = begin(&officer, &with(&WHO, &whole)).await;
    assert!(sheet.text(".counter-who").contains("ทดสอบดีมาก"));
    let corrected = with(&WHO, &[("card-gender", ""), ("renamed", "yes")]);
    let sheet = begin(&officer, &corrected).await;
    let who = sheet.text(".counter-who");
    assert!(who.contains("ทดสอบดี") && !who.contains("ทดสอบดีมาก"), "{who}");
    let person = sqlx::query!("select debtor_id, person from debtor");
    let person = person.fetch_one(&app.app.db).await.unwrap();
    let person =
        plodnee::identity::store::open(&app.app.keys, person.debtor_id, &person.person).unwrap();
    assert_eq!(person.birthdate.unwrap().exact().unwrap().to_string(), "1989-12-05");
    assert!(person.gender.is_some(), "what the second card leaves open stays");
    let noted = sqlx::query_scalar!("select count(*) from audit where action = 'other-name'");
    assert_eq!(noted.fetch_one(&app.app.db).await.unwrap(), Some(1), "the debtor reads of it");
    begin(&officer, &corrected).await;
    let noted = sqlx::query_scalar!("select count(*) from audit where action = 'other-name'");
    assert_eq!(
        noted.fetch_one(&app.app.db).await.unwrap(),
        Some(1),
        "a second click changes nothing"
    );
}

#[tokio::test]
async fn a_mistyped_name_is_corrected_after_submission_until_thaid_says_it() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    let mistyped = with(&WHO, &[("card-given", "มาลี"), ("card-title", "นาง")]);
    register_at(&officer, &mistyped, &OWN).await;
    app.run_notices().await;
    let id = sqlx::query_scalar!("select registration_id from case_file");
    let id = id.fetch_one(&app.app.db).await.unwrap();
    crate::follow_up::state_purpose(&officer, id).await;
    let file = format!("/office/cases/{id}");
    let page = format!("{file}/answers/0/person");
    assert!(officer.open(&file).await.body.contains(&page), "a way leads there");
    let drawn = officer.open(&page).await;
    assert_eq!((&*drawn.value("card-given"), &*drawn.value("card-birth-year")), ("มาลี", "2532"));
    let seen = drawn.value("seen");
    let right = [
        ("card-title", "นางสาว"),
        ("card-given", "มะลิ"),
        ("card-family", "ทดสอบดี"),
        ("card-birth-year", "2532"),
        ("correction-reason", "ตรวจบัตรอีกครั้ง"),
        ("seen", &seen),
    ];
    for (wrong, problem) in [
        (("card-given", ""), "ชื่อ"),
        (("card-birth-year", ""), "เกิด"),
        (("correction-reason", ""), "เหตุ"),
    ] {
        let refused = officer.fill(&page, &with(&right, &[wrong])).await;
        assert_eq!(refused.status, 422, "{wrong:?}");
        assert!(refused.problems().contains(problem), "{wrong:?}: {}", refused.problems());
    }
    let saved = officer.fill(&page, &right).await;
    assert_eq!(saved.path, format!("{page}?saved=1"), "{}", saved.problems());
    let change = saved.text(".change");
    for part in ["มาลี", "มะลิ", "ตรวจบัตรอีกครั้ง"]
    {
        assert!(change.contains(part), "{part}: {change}");
    }
    let twice = officer.fill(&page, &with(&right, &[("card-birth-year", "๒๕๓๒")])).await;
    assert_eq!(twice.path, saved.path, "a second click, however it is written");
    let seen_now = saved.value("seen");
    let nothing = with(&right, &[("card-birth-year", "๒๕๓๒"), ("seen", &seen_now)]);
    assert!(officer.fill(&page, &nothing).await.problems().contains("ไม่มี"), "nothing changed");
    // Who had the page open before and changes something else is asked only about what changed meanwhile.
    let other =
        with(&right, &[("card-given", "มาลี"), ("card-title", "นาง"), ("card-family", "ทดสอบใจ")]);
    let asked = officer.fill(&page, &other).await;
    assert_eq!(asked.status, 409);
    assert!(
        asked.body.contains(
            "id=\"take-card-given\" name=\"take-card-given\" type=\"radio\" value=\"file\" checked"
        ),
        "{}",
        asked.text("main")
    );
    // Who changed the same sees both values.
    let late = officer.fill(&page, &with(&right, &[("card-given", "มลิ")])).await;
    assert_eq!(late.status, 409);
    assert!(late.text("main").contains("มะลิ") && late.text("main").contains("มลิ"));

    app.run_notices().await;
    let listed = officer.open("/office/desk").await.text(".file");
    assert!(listed.contains("นางสาวมะลิ ทดสอบดี"), "{listed}");
    let found = officer.send("/office/desk", "/office/search", &[("wanted", "มะลิ ทดสอบดี")]).await;
    assert!(found.text(".file").contains("มะลิ"), "its search keys follow");

    let mali = app.signed_in(MALI).await;
    let told = mali.open("/registration").await.text(".change");
    assert!(told.contains("มาลี") && told.contains("ตรวจบัตรอีกครั้ง"), "{told}");
    let shown = officer.open(&page).await;
    assert!(shown.text("main").contains("ตาม ThaiD"), "{}", shown.text("main"));
    let seen = shown.value("seen");
    let refused =
        officer.fill(&page, &with(&right, &[("card-given", "มลิ"), ("seen", &seen)])).await;
    assert_eq!(refused.status, 409);
    assert_eq!(refused.value("card-given"), "มลิ", "nothing typed is lost");
    app.run_notices().await;
    assert!(officer.open("/office/desk").await.text(".file").contains("นางสาวมะลิ"));
}

#[tokio::test]
async fn a_file_of_an_earlier_round_is_found_by_number_and_goes_on() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    register_at(&officer, &WHO, &OWN).await;
    app.run_notices().await;
    app.next_campaign().await;
    let search = [("card-number", MALI)];
    let shown = officer.send("/office/intake", "/office/intake", &search).await;
    let found = shown.text(".found");
    assert!(found.contains("รอบก่อน") && found.contains("เมืองมุกดาหาร"), "{found}");
    let file = sqlx::query_scalar!("select registration_id from case_file");
    let file = file.fetch_one(&app.app.db).await.unwrap();
    for way in ["visit", "receipt"] {
        assert!(shown.body.contains(&format!("/office/intake/{file}/{way}")), "{way}");
    }
    assert!(shown.body.contains("/office/intake/begin"), "something new is registered in this one");

    // Between two rounds nothing new is registered, and the old one is found all the same.
    app.campaign_days("next", 10, 20).await;
    let shown = officer.send("/office/intake", "/office/intake", &search).await;
    assert!(shown.text(".found").contains("ลงทะเบียนไว้ในรอบก่อน"), "{}", shown.text("main"));
    assert!(shown.body.contains(&format!("/office/intake/{file}/visit")));
    assert_eq!(officer.get(&format!("/office/intake/{file}/visit")).await.status, 200);

    // Beside what was begun in this round.
    app.campaign_days("next", 0, 20).await;
    begin(&officer, &with(&WHO, &[("card-gender", "")])).await;
    let both = officer.send("/office/intake", "/office/intake", &search).await;
    assert!(both.text(".found").contains("รอบก่อน"), "{}", both.text("main"));
    assert!(both.body.contains(&format!("/office/intake/{file}/visit")));
}

#[tokio::test]
async fn outside_the_hours_nobody_is_registered_and_everybody_is_told_when() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    let sheet = begin(&officer, &WHO).await;
    let debt = fill(&officer, &sheet.path, &OWN).await;
    let check = fill(&officer, &debt.path, &DEBT).await;
    app.campaign_hours(360, 540).await; // the stories begin at ten
    let search = officer.open("/office/intake").await;
    assert!(
        search.text(".govuk-warning-text").contains("06.00"),
        "{}",
        search.text(".govuk-warning-text")
    );
    let refused = begin(&officer, &with(&WHO, &[("card-number", SOMMOT)])).await;
    assert!(refused.text("main").contains("06.00"), "{}", refused.text("main"));
    let refused = submit(&officer, &check).await;
    assert!(refused.text("main").contains("06.00"), "{}", refused.text("main"));
    let drafts = sqlx::query_scalar!("select count(*) from registration where state = 'draft'");
    assert_eq!(drafts.fetch_one(&app.app.db).await.unwrap(), Some(1));
}

#[tokio::test]
async fn everything_typed_is_kept_even_wrong_and_problems_name_their_fields() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    let sheet = begin(&officer, &WHO).await;
    let typed = with(&OWN, &[("phone", "12345"), ("income", "ราวๆ หมื่น"), ("subdistrict", "")]);
    let bad = fill(&officer, &sheet.path, &typed).await;
    assert_eq!(bad.status, 422);
    assert_snapshot!(bad.problems(), @"
    เบอร์โทรศัพท์: เบอร์โทรไทยขึ้นต้นด้วย 0 หรือ +66
    ตำบล / แขวง: โปรดเลือกข้อนี้ก่อน จึงจะรู้ว่าหน่วยใดดูแลเรื่องของท่าน
    รายได้ต่อเดือน: อ่านจำนวนเงินไม่ได้ พิมพ์เป็นตัวเลข เช่น 10,000
    ");
    let again = officer.open(&sheet.path).await;
    assert_eq!([again.value("phone"), again.value("income")].join(" "), "12345 ราวๆ หมื่น");

    let draft = with(&typed, &[("phone", "999"), ("draft", "1")]);
    let kept = fill(&officer, &sheet.path, &draft).await;
    assert_eq!((kept.status.as_u16(), kept.path.as_str()), (200, sheet.path.as_str()));
    assert_eq!(kept.value("phone"), "999");

    fill(&officer, &sheet.path, &OWN).await;
    let debt = format!("{}/debts/1", sheet.path);
    let bad =
        fill(&officer, &debt, &with(&DEBT, &[("received", "10.000"), ("another", "1")])).await;
    assert_eq!(bad.status, 422, "wrong answers keep the officer on the sheet");
    assert_eq!(bad.value("received"), "10.000");
    let other = fill(&officer, &debt, &with(&DEBT, &[("another", "1")])).await;
    assert!(other.path.ends_with("/debts/2"), "{}", other.path);
    assert!(other.text(".readiness").contains("เจ๊หมวย"));
    let check = officer.open(&format!("{}/check", sheet.path)).await;
    let done = submit(&officer, &check).await;
    assert!(
        done.path.ends_with("/receipt"),
        "a debt that nobody filled in is left out: {}",
        done.problems()
    );
}

#[tokio::test]
async fn another_district_brings_its_sub_districts_and_loses_nothing() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    let sheet = begin(&officer, &WHO).await;
    let other = with(&OWN, &[("province", "50"), ("areas", "1"), ("subdistrict", "")]);
    let districts = fill(&officer, &sheet.path, &other).await;
    assert_eq!(
        (districts.value("phone"), districts.value("province")),
        ("081-234-5678".into(), "50".into())
    );
    assert!(districts.text("#district").contains("เมืองเชียงใหม่"));
    let other = with(&other, &[("district", "5001")]);
    let subdistricts = fill(&officer, &sheet.path, &other).await;
    assert!(subdistricts.text("#subdistrict").contains("สุเทพ"));

    // Without the button, a district of another province is a problem and not a silent mistake.
    let stray = fill(
        &officer,
        &sheet.path,
        &with(&OWN, &[("district", "5001"), ("subdistrict", "500108")]),
    )
    .await;
    assert_eq!(stray.status, 422);
    assert!(stray.problems().contains("อำเภอ"), "{}", stray.problems());
}

#[tokio::test]
async fn another_office_chosen_for_safety_gets_the_file() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    let own = with(&OWN, &[("office-choice", "other"), ("office-code", "๔๙๐๒")]);
    let receipt = register_at(&officer, &WHO, &own).await;
    assert!(receipt.text(".tracking").starts_with("PN-69-4902-"), "{}", receipt.text("main"));
    app.wait(TimeDelta::hours(15));
    let officer = app.officer(SANTI, Role::Intake, "4901").await;
    let late = officer.open(&receipt.path).await;
    assert_eq!(late.text(".tracking"), "", "the next day the counter hands out no receipt");
    assert!(late.text(".found").contains("นิคมคำสร้อย"), "{}", late.text("main"));
    app.run_notices().await;
    let there = app.officer(POKKHRONG, Role::Head, "4902").await;
    let shown = there.open(&receipt.path).await;
    assert_eq!(shown.text(".tracking"), receipt.text(".tracking"), "its office does");
}

#[tokio::test]
async fn a_draft_opens_at_its_own_counter_only_and_for_a_colleague_too() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    let sheet = begin(&officer, &WHO).await;
    let debt = officer.send(&sheet.path, &format!("{}/debts", sheet.path), &[]).await;
    assert!(debt.path.ends_with("/debts/1"), "{}", debt.path);
    let colleague = app.officer(SANTI, Role::Mediator, "4901").await;
    assert_eq!(visit(&colleague, &sheet.path).await.path, sheet.path);
    assert!(
        colleague.open("/office/intake").await.text("main").contains("มะลิ ทดสอบดี"),
        "on the list of drafts"
    );
    let elsewhere = app.officer(SANTI, Role::Intake, "4902").await;
    for page in ["", "/visit", "/debts/1", "/check", "/receipt", "/receipt.pdf"] {
        let path = format!("{}{page}", sheet.path);
        assert_eq!(elsewhere.get(&path).await.status, 404, "{page}");
    }
    let csrf = elsewhere.open("/office/intake").await.csrf();
    for page in ["", "/visit", "/debts", "/debts/1", "/debts/1/remove", "/submit"] {
        let refused =
            elsewhere.send_with(&csrf, &format!("{}{page}", sheet.path), &[("phone", "1")]).await;
        assert_eq!(refused.status, 404, "{page}");
    }
    let own = app.officer(MALI, Role::Intake, "4901").await;
    assert_eq!(own.get(&sheet.path).await.status, 404, "nobody handles their own");
    assert!(!own.open("/office/intake").await.text("main").contains("มะลิ ทดสอบดี –"));

    let over = begin(&elsewhere, &WHO).await;
    assert_eq!(over.path, sheet.path, "with consent the draft goes where the debtor comes");
    assert_eq!(officer.get(&sheet.path).await.status, 404);
}

#[tokio::test]
async fn papers_brought_to_the_counter_are_attached_opened_and_taken_out() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    let sheet = begin(&officer, &WHO).await.path;
    let papers = officer.open(&sheet).await.link("a[href$='/attachments']").unwrap();
    let shown = officer.open(&papers).await;
    assert!(shown.text(".counter-who").contains("มะลิ ทดสอบดี"), "whose they are");
    let csrf = shown.csrf();
    let photo = [b"\x89PNG\r\n\x1a\n".as_slice(), &[7; 2000]].concat();
    let files: [(&str, &[u8]); 4] = [
        ("สลิป.png", &photo),
        ("photo.jpg", b"<script>alert(1)</script>"),
        ("สัญญา.pdf", b"%PDF-1.7 contract"),
        ("ซ้ำ.png", &photo),
    ];
    let mixed = officer.attach_to(&papers, &csrf, &files).await;
    assert_eq!(mixed.status, 422);
    assert_snapshot!(mixed.problems(), @"ไฟล์ photo.jpg ไม่ใช่รูปหรือ PDF จึงรับไม่ได้");
    assert_eq!(mixed.text(".files li a"), "สลิป.png\nสัญญา.pdf", "the others are kept, each once");
    let none = officer.attach_to(&papers, &csrf, &[]).await;
    assert!(none.problems().contains("โปรดเลือกไฟล์ก่อน"), "{}", none.problems());
    assert_eq!(officer.attach_to(&papers, "not-the-token", &files).await.status, 403);

    let slip = mixed.link(".files li a").unwrap();
    assert_eq!(officer.bytes(&slip).await, photo);
    let opened = officer.get(&slip).await;
    assert!(opened.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    let left = officer.send_with(&csrf, &format!("{slip}/remove"), &[]).await;
    assert_eq!((left.path.as_str(), left.text(".files li a").as_str()), (&*papers, "สัญญา.pdf"));
    let done = actions(&app).await;
    let count = |action: &str| done.iter().filter(|done| *done == action).count();
    assert_eq!(["file-added", "file-opened", "file-removed"].map(count), [2, 2, 1]);

    let paper = left.link(".files li a").unwrap();
    let elsewhere = app.officer(SANTI, Role::Intake, "4902").await;
    let herself = app.officer(MALI, Role::Intake, "4901").await;
    for stranger in [&elsewhere, &herself] {
        assert_eq!(stranger.get(&papers).await.status, 404);
        assert_eq!(stranger.get(&paper).await.status, 404);
        let csrf = stranger.open("/office/intake").await.csrf();
        assert_eq!(stranger.attach_to(&papers, &csrf, &files).await.status, 404);
        let removed = stranger.send_with(&csrf, &format!("{paper}/remove"), &[]).await;
        assert_eq!(removed.status, 404);
    }
    fill(&officer, &sheet, &OWN).await;
    let check = fill(&officer, &format!("{sheet}/debts/1"), &DEBT).await;
    assert!(check.text("main").contains("1 ไฟล์"), "{}", check.text("main"));
    submit(&officer, &check).await;
    let late = officer.attach_to(&papers, &csrf, &files).await;
    assert!(late.path.ends_with("/receipt"), "only a draft is changed here: {}", late.path);
    let mali = app.signed_in(MALI).await;
    let looks = mali.open("/registration/looks").await.text("main");
    for deed in ["เพิ่มเอกสารแนบ", "เปิดเอกสารแนบที่เคาน์เตอร์", "ลบเอกสารแนบ"]
    {
        assert!(looks.contains(deed), "{deed}: {looks}");
    }
    let mine = mali.open("/registration/attachments").await;
    assert_eq!(mine.text(".files li a"), "สัญญา.pdf");
}

#[tokio::test]
async fn papers_chosen_too_late_are_said_to_be_not_sent() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    let papers = format!("{}/attachments", begin(&officer, &WHO).await.path);
    let csrf = officer.open(&papers).await.csrf();
    let files: [(&str, &[u8]); 1] = [("สัญญา.pdf", b"%PDF-1.7 contract")];
    app.wait(TimeDelta::hours(9));
    let away = officer.attach_to(&papers, &csrf, &files).await;
    assert!(away.path.starts_with("/office?"), "{}", away.path);
    assert!(away.text(".govuk-inset-text").contains("ยังไม่ได้ส่ง"), "{}", away.text("main"));
    assert_eq!(away.value("back"), format!("{papers}?kept=files"));

    let late =
        officer.send_with(&csrf, &format!("{papers}/{}/remove", uuid::Uuid::nil()), &[]).await;
    assert_eq!(late.value("back"), papers, "never to an address that is no page");

    let officer = app.officer(SANTI, Role::Intake, "4901").await;
    let who = officer.open(&away.value("back")).await;
    assert!(who.path.contains("/visit?"), "another officer makes sure anew: {}", who.path);
    let back = visit(&officer, &who.value("back")).await;
    let banner = back.text(".govuk-notification-banner");
    assert!(banner.contains("โปรดเลือกไฟล์อีกครั้ง"), "{banner}");
    let csrf = back.csrf();
    sqlx::query!("update appointment set revoked_at = $1", app.app.clock.now())
        .execute(&app.app.db)
        .await
        .unwrap();
    let away = officer.attach_to(&papers, &csrf, &files).await;
    assert!(away.path.starts_with("/office/appointments?"), "{}", away.path);
    assert!(away.text(".govuk-inset-text").contains("ต้องเลือกใหม่"), "{}", away.text("main"));
    let kept = sqlx::query_scalar!("select count(*) from attachment");
    assert_eq!(kept.fetch_one(&app.app.db).await.unwrap(), Some(0));
}

#[tokio::test]
async fn who_changed_nothing_in_a_part_is_not_asked_about_it() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    let path = begin(&officer, &WHO).await.path;
    let colleague = app.officer(SANTI, Role::Intake, "4901").await;
    let (mine, theirs) = (officer.open(&path).await, visit(&colleague, &path).await);
    let home = [("not-at-home", "yes"), ("safe-word", "ดอกบัว"), ("draft", "1")];
    send(&colleague, &theirs, &path, &home).await;
    let income = [("income", "9,000"), ("draft", "1")];
    let saved = send(&officer, &mine, &path, &income).await;
    assert_eq!((saved.status.as_u16(), saved.value("income")), (200, "9,000".into()));
    assert_eq!([saved.value("not-at-home"), saved.value("safe-word")], ["yes", "ดอกบัว"]);
}

#[tokio::test]
async fn a_page_of_the_debtor_at_home_does_not_wipe_out_what_the_counter_saved() {
    let app = TestApp::start().await;
    let mali = app.signed_in(MALI).await;
    mali.fill("/registration/start", &[("notice", "yes")]).await;
    let page = "/registration/form/safety";
    let drawn = mali.open(page).await;
    let officer = counter(&app).await;
    let sheet = begin(&officer, &WHO).await;
    let home = [("not-at-home", "yes"), ("safe-word", "ดอกบัว"), ("draft", "1")];
    fill(&officer, &sheet.path, &home).await;

    let (seen, csrf) = (drawn.value("seen"), drawn.csrf());
    let typed = [("contact-hours", "morning"), ("safe-word", "ดาวเรือง"), ("seen", &*seen)];
    let asked = mali.send_with(&csrf, page, &typed).await;
    assert_eq!(asked.status, 409);
    let told = asked.text("main");
    assert!(told.contains("ดอกบัว") && told.contains("เปลี่ยนไปแล้ว"), "{told}");
    assert_eq!([asked.value("safe-word"), asked.value("not-at-home")], ["ดาวเรือง", "yes"]);
    let held = mali.open(page).await;
    assert_eq!(held.value("safe-word"), "ดาวเรือง", "what was typed waits");
    assert_eq!(held.value("seen"), seen, "and asks again when it is sent");

    // A page on which nothing was typed saves nothing; one that was looked at is saved.
    let blank = mali.send_with(&csrf, page, &[("safe-word", ""), ("seen", &seen)]).await;
    assert_eq!(blank.path, "/registration/form/province");
    assert_eq!(mali.open(page).await.value("safe-word"), "ดอกบัว");
    let again = asked.value("seen");
    let typed = [("contact-hours", "morning"), ("safe-word", "ดาวเรือง"), ("not-at-home", "yes")];
    let typed = with(&typed, &[("seen", &again)]);
    for _ in 0..2 {
        let saved = mali.send_with(&csrf, page, &typed).await;
        assert_eq!(saved.path, "/registration/form/province", "sent twice is sent once");
    }
    assert_eq!(mali.open(page).await.value("safe-word"), "ดาวเรือง");
}

#[tokio::test]
async fn an_address_without_postal_code_sent_twice_is_nobody_elses_change() {
    let app = TestApp::start().await;
    let mali = app.signed_in(MALI).await;
    answer_own_pages(&mali).await;
    let page = "/registration/form/address";
    let drawn = mali.open(page).await;
    let (seen, csrf) = (drawn.value("seen"), drawn.csrf());
    let typed = [("subdistrict", "490102"), ("postal-code", ""), ("seen", &*seen)];
    for _ in 0..2 {
        let saved = mali.send_with(&csrf, page, &typed).await;
        assert_eq!(saved.path, "/registration/form/office", "{}", saved.text("main"));
    }
    assert_eq!(mali.open(page).await.value("postal-code"), "49000");
}

#[tokio::test]
async fn a_registration_that_is_not_on_the_desk_yet_is_not_offered_to_be_opened() {
    let app = TestApp::start().await;
    register(&app, MALI).await;
    let officer = counter(&app).await;
    let search = [("card-number", MALI)];
    let early = officer.fill("/office/intake", &search).await;
    assert!(early.text(".found").contains("ในอีกสักครู่"), "{}", early.text(".found"));
    assert_eq!(early.link(".found a"), None);
    app.run_notices().await;
    let found = officer.fill("/office/intake", &search).await;
    assert!(found.link(".found a").unwrap().ends_with("/visit"));
}

#[tokio::test]
async fn a_button_of_one_part_of_the_sheet_leads_back_to_that_part() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    let sheet = begin(&officer, &WHO).await.path;
    let debt = fill(&officer, &sheet, &OWN).await.path;
    let districts = fill(&officer, &sheet, &with(&OWN, &[("areas", "1")])).await;
    assert_eq!(districts.path, format!("{sheet}#part-district"));
    let rows = fill(&officer, &debt, &with(&DEBT, &[("more", "1")])).await;
    assert_eq!(rows.path, format!("{debt}#part-payments"));
    let draft = fill(&officer, &debt, &with(&DEBT, &[("draft", "1")])).await;
    assert_eq!(draft.path, debt, "a draft is of no part");
}

#[tokio::test]
async fn two_officers_in_one_draft_see_both_values_and_choose() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    let path = begin(&officer, &WHO).await.path;
    let colleague = app.officer(SANTI, Role::Intake, "4901").await;
    let (mine, theirs) = (officer.open(&path).await, visit(&colleague, &path).await);
    let other = with(&OWN, &[("phone", "089-999-9999"), ("income", "9,000")]);
    send(&colleague, &theirs, &path, &with(&other, &[("draft", "1")])).await;

    let typed = with(&OWN, &[("line", "mali.t")]);
    let both = send(&officer, &mine, &path, &typed).await;
    assert_eq!(both.status, 422);
    assert_snapshot!(both.text("legend, .govuk-radios__label"), @"
    เบอร์โทรศัพท์
    089-999-9999
    081-234-5678
    ไลน์ไอดี (LINE ID)
    ยังไม่ได้ตอบ
    mali.t
    รายได้ต่อเดือน
    9,000 บาท
    12,000 บาท
    ");
    let kept = officer.open(&path).await;
    assert!(kept.text(".found").contains("พิทักษ์"), "what was typed waits: {}", kept.text(".found"));
    assert_eq!(kept.value("line"), "mali.t");

    let asked =
        with(&typed, &[("asked", "1"), ("choose-phone", "stored"), ("choose-income", "typed")]);
    let still = send(&officer, &both, &path, &asked).await;
    assert_eq!(still.status, 422, "one is still to be chosen");
    assert!(still.problems().contains("ไลน์"), "{}", still.problems());
    assert_eq!(still.value("choose-phone"), "stored", "what was chosen stays chosen");

    let theirs = colleague.open(&path).await;
    let theirs = send(&colleague, &theirs, &path, &[("discard", "1")]).await;
    let third = with(&other, &[("phone", "02-999-9999"), ("draft", "1")]);
    send(&colleague, &theirs, &path, &third).await;
    let chosen = with(&asked, &[("choose-line", "typed"), ("draft", "1")]);
    let again = send(&officer, &both, &path, &chosen).await;
    assert_eq!(again.status, 422, "what was chosen from has changed once more");
    assert!(again.text(".govuk-radios__label").contains("02-999-9999"), "{}", again.text("main"));
    let saved = send(&officer, &again, &path, &chosen).await;
    let values = ["phone", "line", "income"].map(|name| saved.value(name));
    assert_eq!(values.join(" "), "02-999-9999 mali.t 12,000", "{}", saved.text("main"));
    assert_eq!(saved.text(".found"), "", "nothing waits any more");
}

#[tokio::test]
async fn a_form_of_a_revoked_appointment_waits_for_the_colleague() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    let path = begin(&officer, &WHO).await.path;
    let open = officer.open(&path).await;
    sqlx::query!("update appointment set revoked_at = $1", app.app.clock.now())
        .execute(&app.app.db)
        .await
        .unwrap();
    let away = send(&officer, &open, &path, &OWN).await;
    assert_eq!(away.path, "/office/appointments?kept=1");
    let colleague = app.officer(SANTI, Role::Intake, "4901").await;
    let found = visit(&colleague, &path).await;
    assert!(found.text(".found").contains("พิทักษ์ สมมุติราษฎร์"), "{}", found.text(".found"));
    assert_eq!(found.value("phone"), "081-234-5678");
    let debt = send(&colleague, &found, &path, &OWN).await;
    assert!(debt.path.ends_with("/debts/1"), "{} {}", debt.path, debt.text("main"));
    assert_eq!(colleague.open(&path).await.text(".found"), "");
}

#[tokio::test]
async fn what_waits_unsaved_can_be_discarded() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    let path = begin(&officer, &WHO).await.path;
    let open = officer.open(&path).await;
    app.wait(TimeDelta::hours(9));
    send(&officer, &open, &path, &OWN).await;
    let officer = app.officer(SANTI, Role::Intake, "4901").await;
    let found = visit(&officer, &path).await;
    assert_eq!(found.value("phone"), "081-234-5678");
    let clean = send(&officer, &found, &path, &[("discard", "1"), ("phone", "081-234-5678")]).await;
    assert_eq!((clean.value("phone"), clean.text(".found")), (String::new(), String::new()));
}

#[tokio::test]
async fn a_debt_that_a_colleague_removed_becomes_a_new_one() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    let path = begin(&officer, &WHO).await.path;
    let debt = fill(&officer, &path, &OWN).await;
    send(&officer, &debt, &format!("{}/remove", debt.path), &[]).await;
    let gone = send(&officer, &debt, &debt.path, &DEBT).await;
    assert_eq!(gone.status, 422);
    assert_eq!(gone.value("creditor-alias"), "เจ๊หมวย");
    let check = send(&officer, &gone, &debt.path, &with(&DEBT, &[("as-new", "1")])).await;
    assert!(
        check.path.ends_with("/check") && check.text("main").contains("เจ๊หมวย"),
        "{}",
        check.text("main")
    );
}

#[tokio::test]
async fn every_day_and_every_officer_makes_sure_anew_who_sits_there() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    let sheet = begin(&officer, &WHO).await.path;
    assert_eq!(officer.open(&sheet).await.path, sheet, "once a day is enough");
    let again = begin(&officer, &WHO).await;
    assert_eq!(again.path, sheet);
    app.wait(TimeDelta::hours(24));
    let officer = app.browser();
    officer.sign_in_officer(app.simulator.origin(), PHITHAK, "4901").await;
    let found = officer.fill("/office/intake", &[("card-number", MALI)]).await;
    let asked = officer.open(&found.link(".found a").unwrap()).await;
    assert_eq!(asked.path, format!("{sheet}/visit?back={}", sheet.replace('/', "%2F")));
    assert!(!asked.body.contains("มะลิ"), "nothing of it before");
    let bad = officer.fill(&asked.path, &[("card-number", SOMMOT), ("proof", "card-read")]).await;
    assert_eq!(bad.status, 422);
    assert_snapshot!(bad.problems(), @"ลูกหนี้ยินยอมให้หน่วยนี้กรอกต่อแทน: ถามลูกหนี้ก่อน แล้วทำเครื่องหมาย");
    let other = [("card-number", SOMMOT), ("proof", "card-read"), ("visit-go-on", "yes")];
    let other = officer.send_with(&asked.csrf(), &format!("{sheet}/visit"), &other).await;
    assert!(other.problems().contains("ไม่ใช่ของเจ้าของเรื่อง"), "{}", other.problems());
    let read = [("card-number", MALI), ("proof", "card-read"), ("visit-go-on", "yes")];
    let csrf = asked.csrf();
    let path = format!("{sheet}/visit");
    let press = || officer.send_with(&csrf, &path, &read);
    let (one, two) = tokio::join!(press(), press());
    assert_eq!((&*one.path, &*two.path), (&*sheet, &*sheet));
    assert!(one.text(".counter-who").contains("อ่านบัตรด้วยเครื่องอ่าน"));
    let colleague = app.officer(SANTI, Role::Mediator, "4901").await;
    assert!(colleague.open(&sheet).await.path.contains("/visit?"));
    let csrf = colleague.open("/office/intake").await.csrf();
    let late = colleague.send_with(&csrf, &sheet, &with(&OWN, &[("phone", "02-999-9999")])).await;
    assert!(late.path.contains("/visit?"), "{}", late.path);
    let kept = visit(&colleague, &sheet).await;
    assert_eq!(kept.value("phone"), "02-999-9999", "what was typed waits meanwhile");

    let seen: Vec<String> = actions(&app).await;
    let seen: Vec<&str> =
        seen.iter().map(String::as_str).filter(|did| did.starts_with("card-")).collect();
    assert_eq!(seen, ["card-seen", "card-read", "card-seen"]);
    let newest = sqlx::query!(
        "select i.proof, i.at, o.officer_id = i.officer_id as same from intake i, officer o
        join appointment using (officer_id) where role = 'mediator'"
    )
    .fetch_one(&app.app.db)
    .await
    .unwrap();
    assert_eq!(
        (newest.proof.as_str(), newest.at, newest.same),
        ("card-seen", app.app.clock.now(), Some(true))
    );
    let mali = app.signed_in(MALI).await;
    let timeline = mali.open("/registration").await.text(".timeline li");
    assert_eq!(
        timeline.matches("กรอกต่อที่เคาน์เตอร์ของที่ว่าการอำเภอเมืองมุกดาหาร").count(),
        2,
        "{timeline}"
    );
    let looks = mali.open("/registration/looks").await.text("main");
    assert!(looks.contains("อ่านบัตรประชาชนด้วยเครื่องอ่าน"), "{looks}");
}

#[tokio::test]
async fn who_registered_alone_adds_a_debt_at_the_counter_of_the_office() {
    let app = TestApp::start().await;
    let mali = register(&app, MALI).await;
    app.run_notices().await;
    let officer = counter(&app).await;
    let found = officer.fill("/office/intake", &[("card-number", MALI)]).await;
    let way = found.link(".found a").unwrap();
    let sheet = way.replace("/visit", "");
    let refused = officer.open(&format!("{sheet}/debts/1")).await;
    assert!(refused.path.ends_with("/receipt"), "not before the card was seen: {}", refused.path);
    let own = visit(&officer, &sheet).await;
    assert_eq!((&*own.path, &*own.value("phone")), (&*sheet, "081-234-5678"));
    let debt = officer.send(&sheet, &format!("{sheet}/debts"), &[]).await;
    assert!(debt.path.ends_with("/debts/2"), "{}", debt.path);
    let second = with(&DEBT, &[("creditor-alias", "เฮียตี๋")]);
    app.campaign_hours(360, 540).await; // what was submitted is completed at any hour
    let check = send(&officer, &debt, &debt.path, &second).await;
    let receipt = submit(&officer, &check).await;
    assert!(receipt.path.ends_with("/receipt"), "{} {}", receipt.path, receipt.text("main"));
    assert!(receipt.text("main").contains("เพิ่มหรือแก้ข้อมูล"));
    let twice = submit(&officer, &check).await;
    assert_eq!(twice.text(".tracking"), receipt.text(".tracking"));
    let first = officer.open(&format!("{sheet}/debts/1")).await;
    send(&officer, &first, &format!("{sheet}/debts/1/remove"), &[]).await;
    submit(&officer, &officer.open(&format!("{sheet}/check")).await).await;

    let kept = sqlx::query!(
        "select r.channel, r.version, (select count(*) from debt) as debts,
                (select count(*) from registration_version where officer_id is not null) as by_officers
         from registration r"
    );
    let kept = kept.fetch_one(&app.app.db).await.unwrap();
    assert_eq!((&*kept.channel, kept.version), ("online", 3));
    assert_eq!((kept.debts, kept.by_officers), (Some(1), Some(2)));
    let mine = mali.open("/registration").await.text("main");
    assert!(mine.contains("เฮียตี๋") && !mine.contains("เจ๊หมวย"), "{mine}");
    assert_snapshot!(mali.open("/registration").await.text(".timeline li"), @"
    22 พฤศจิกายน 2569 เวลา 10.00 น. ส่งข้อมูลเพิ่มเติมที่เคาน์เตอร์ของที่ว่าการอำเภอเมืองมุกดาหาร ดูข้อมูลครั้งที่ 3
    22 พฤศจิกายน 2569 เวลา 10.00 น. ส่งข้อมูลเพิ่มเติมที่เคาน์เตอร์ของที่ว่าการอำเภอเมืองมุกดาหาร ดูข้อมูลครั้งที่ 2
    22 พฤศจิกายน 2569 เวลา 10.00 น. มาเพิ่มหรือแก้ข้อมูลที่เคาน์เตอร์ของที่ว่าการอำเภอเมืองมุกดาหาร ดูข้อมูลครั้งที่ 1
    22 พฤศจิกายน 2569 เวลา 10.00 น. บันทึกข้อมูลครั้งแรก ส่งถึงหน่วยแล้ว ดูข้อมูลครั้งที่ 1
    ");
    app.run_notices().await;
    let colleague = app.officer(SANTI, Role::Intake, "4901").await;
    let late =
        colleague.send_with(&colleague.open("/office/intake").await.csrf(), &sheet, &OWN).await;
    assert!(late.path.contains("/visit?"), "{}", late.path);
    assert_eq!(visit(&colleague, &sheet).await.value("income"), "12,000", "what was typed waits");
}

#[tokio::test]
async fn a_withdrawn_registration_is_sent_back_at_the_counter_of_its_office() {
    let app = TestApp::start().await;
    let mali = register(&app, MALI).await;
    mali.fill("/registration/withdraw", &[("reason", "afraid")]).await;
    app.run_notices().await;
    let elsewhere = app.officer(SANTI, Role::Intake, "4902").await;
    let found = elsewhere.fill("/office/intake", &[("card-number", MALI)]).await;
    assert_eq!(found.link(".found a"), None);
    let officer = counter(&app).await;
    let found = officer.fill("/office/intake", &[("card-number", MALI)]).await;
    assert!(found.text(".found").contains("ถอนเรื่อง"), "{}", found.text(".found"));
    let way = found.link(".found a").unwrap();
    assert_eq!(elsewhere.get(&way).await.status, 404);
    let sheet = way.replace("/visit", "");
    assert!(officer.open(&sheet).await.path.contains("/visit?"), "nothing is changed before");
    let asked = officer.open(&way).await;
    let refused = [("card-number", MALI), ("proof", "card-seen"), ("visit-complete", "yes")];
    let refused = officer.send_with(&asked.csrf(), &way, &refused).await;
    assert!(refused.problems().contains("ถอนไว้"), "{}", refused.problems());
    let wanted = [("card-number", MALI), ("proof", "card-seen"), ("visit-resume", "yes")];
    let receipt = officer.send_with(&asked.csrf(), &way, &wanted).await;
    assert!(receipt.path.ends_with("/receipt"), "{} {}", receipt.path, receipt.problems());
    officer.send_with(&asked.csrf(), &way, &wanted).await;
    assert_eq!(officer.open(&sheet).await.path, sheet, "and can be added to");
    assert_eq!(actions(&app).await.iter().filter(|did| *did == "resumed-onsite").count(), 1);
    let timeline = mali.open("/registration").await.text(".timeline li");
    assert!(timeline.contains("ส่งเรื่องกลับไปที่หน่วย ที่เคาน์เตอร์ของที่ว่าการอำเภอเมืองมุกดาหาร"), "{timeline}");
    app.run_notices().await;
    let stage = sqlx::query_scalar!("select stage from case_file");
    assert_eq!(stage.fetch_one(&app.app.db).await.unwrap(), "submitted");
}

#[tokio::test]
async fn the_office_that_has_the_file_prints_the_receipt_on_any_day() {
    let app = TestApp::start().await;
    register(&app, MALI).await;
    app.run_notices().await;
    app.wait(TimeDelta::hours(72));
    let officer = counter(&app).await;
    let id = sqlx::query_scalar!("select registration_id from case_file");
    let id = id.fetch_one(&app.app.db).await.unwrap();
    let file = format!("/office/cases/{id}");
    let shown = officer.fill(&format!("{file}/look"), &[("purpose", "at-counter")]).await;
    let pdf = shown.link("a[href$='/receipt.pdf']").unwrap();
    assert!(officer.get(&pdf).await.body.starts_with("%PDF"));
    let receipt = officer.open(&pdf.replace(".pdf", "")).await;
    assert!(receipt.text(".tracking").starts_with("PN-69-4901-"), "{}", receipt.text("main"));
    let printed = sqlx::query_scalar!("select purpose from audit where action = 'receipt-printed'");
    assert_eq!(printed.fetch_one(&app.app.db).await.unwrap().as_deref(), Some("at-counter"));
    let mali = app.signed_in(MALI).await;
    assert!(mali.open("/registration/looks").await.text("main").contains("พิมพ์ใบรับ"));
    let elsewhere = app.officer(SANTI, Role::Intake, "4902").await;
    assert_eq!(elsewhere.get(&pdf).await.status, 404);
}

#[tokio::test]
async fn pressing_twice_registers_once() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    let csrf = officer.open("/office/intake").await.csrf();
    let press = || officer.send_with(&csrf, "/office/intake/begin", &WHO);
    let (one, two) = tokio::join!(press(), press());
    assert_eq!(one.path, two.path);
    let debt = fill(&officer, &one.path, &OWN).await;
    let check = fill(&officer, &debt.path, &DEBT).await;
    let press = || submit(&officer, &check);
    let (one, two) = tokio::join!(press(), press());
    assert_eq!(one.text(".tracking"), two.text(".tracking"));
    let versions = sqlx::query_scalar!("select count(*) from registration_version");
    assert_eq!(versions.fetch_one(&app.app.db).await.unwrap(), Some(1));
}

#[tokio::test]
async fn nothing_personal_of_the_counter_is_readable_in_the_database() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    officer.fill("/office/intake", &[("card-text", CARD)]).await;
    register_at(&officer, &WHO, &OWN).await;
    app.run_notices().await;
    let dump = app.dump().await;
    for secret in [MALI, "มะลิ", "ทดสอบดี", "081-234-5678", "เจ๊หมวย", "ตลาดสด"]
    {
        let hex = data_encoding::HEXLOWER.encode(secret.as_bytes());
        assert!(!dump.contains(secret) && !dump.contains(&hex), "{secret}");
    }
}

#[tokio::test]
async fn only_what_was_read_back_is_submitted_and_only_what_was_seen_is_removed() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    let sheet = begin(&officer, &WHO).await.path;
    let debt = fill(&officer, &sheet, &OWN).await;
    let check = fill(&officer, &debt.path, &DEBT).await;
    let seen = officer.open(&debt.path).await;
    let mali = app.signed_in(MALI).await;
    let other = [("creditor-kind", "person"), ("creditor-name", "นายตี๋ ทดสอบ")];
    mali.fill("/registration/debts/1/creditor", &other).await;

    let refused = submit(&officer, &check).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text("main").contains("อ่านทวนให้ลูกหนี้ฟังอีกครั้ง"), "{}", refused.text("main"));
    assert!(refused.text("main").contains("นายตี๋"), "with the answers as they are now");
    let kept = send(&officer, &seen, &format!("{}/remove", debt.path), &[]).await;
    assert_eq!(kept.status, 409);
    assert!(kept.problems().contains("ยังไม่ได้เอาออก"), "{}", kept.problems());
    assert_eq!(kept.value("creditor-name"), "นายตี๋ ทดสอบ");
    let receipt = submit(&officer, &refused).await;
    assert!(receipt.path.ends_with("/receipt"), "{}", receipt.path);
}

#[tokio::test]
async fn who_is_at_the_counter_and_who_is_on_the_desk_see_each_other() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    let receipt = register_at(&officer, &WHO, &OWN).await;
    app.run_notices().await;
    let sheet = receipt.path.replace("/receipt", "");
    let file = sheet.replace("/intake/", "/cases/");
    let head = app.officer(POKKHRONG, Role::Head, "4901").await;
    head.send(&format!("{file}/look"), &format!("{file}/look"), &[("purpose", "work")]).await;
    let at_counter = visit(&officer, &sheet).await;
    assert!(
        at_counter.text(".counter-who").contains("ปกครอง"),
        "{}",
        at_counter.text(".counter-who")
    );
    assert!(head.open(&file).await.text("[role=status]").contains("พิทักษ์"));
}

#[tokio::test]
async fn every_page_that_lists_the_counters_drafts_is_recorded() {
    let app = TestApp::start().await;
    let officer = counter(&app).await;
    begin(&officer, &WHO).await;
    let listed = async || {
        let count =
            sqlx::query_scalar!("select count(*) from officer_audit where action = 'listed'");
        count.fetch_one(&app.app.db).await.unwrap().unwrap()
    };
    let before = listed().await;
    let drawn = officer.open("/office/intake").await;
    assert!(drawn.text("main").contains("มะลิ"));
    let empty = officer.send_with(&drawn.csrf(), "/office/intake", &[]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.text("main").contains("มะลิ"));
    assert_eq!(listed().await, before + 2);
}
