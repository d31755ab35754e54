//! What the law may say is owed: anybody asks, debtors see a hint, officers keep a result, programs send JSON.

use plodnee::officer::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::people::{Browser, MALI, PHITHAK, Shown};
use crate::registration::{add_debt, answer_own_pages, register};

/// What is typed: names and values.
type Typed = &'static [(&'static str, &'static str)];

/// Fills in the calculator and presses the button.
async fn calculate(browser: &Browser, fields: &[(&str, &str)]) -> Shown {
    browser.send_once("", "/calculator", fields).await
}

/// What the summary says of a method.
fn balance(page: &Shown, method: &str) -> String {
    page.text(&format!("[data-balance={method}]"))
}

const TEN_A_MONTH: [(&str, &str); 4] =
    [("received", "40,000"), ("terms-kind", "percent"), ("rate", "10"), ("rate-period", "month")];

#[tokio::test]
async fn the_published_cases_come_out_to_the_satang() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let cases: [(Typed, &str, &str, &str); 4] = [
        (
            &[
                ("received", "๑๒๐,๐๐๐"),
                ("terms-kind", "percent"),
                ("rate", "25"),
                ("rate-period", "year"),
                ("paid-how", "monthly"),
                ("paid-months", "13000\n13000\n13000\n13000\n13000\n"),
            ],
            "55,000.00",
            "61,044.42",
            "ท่านอาจยังค้างประมาณ 55,000 บาท ถึง 120,000 บาท",
        ),
        (
            &[
                ("received", "40k"),
                ("terms-kind", "percent"),
                ("rate", "ร้อยละ 10"),
                ("rate-period", "month"),
                ("paid-how", "regular"),
                ("paid-each", "4,000"),
                ("paid-count", "๑๐"),
                ("paid-period", "month"),
            ],
            "0.00",
            "2,964.17",
            "กฎหมายอาจถือว่าท่านชำระครบแล้ว ตามแนวคำพิพากษาปัจจุบัน หากคิดด้วยวิธีอื่น อาจยังค้างไม่เกิน 40,000 บาท",
        ),
        (
            &[
                ("received", "40k"),
                ("terms-kind", "percent"),
                ("rate", "10"),
                ("rate-period", "month"),
                ("paid-how", "regular"),
                ("paid-each", "4,000"),
                ("paid-count", "11"),
                ("paid-period", "month"),
            ],
            "0.00",
            "0.00",
            "กฎหมายอาจถือว่าท่านชำระครบแล้ว ตามแนวคำพิพากษาปัจจุบัน หากคิดด้วยวิธีอื่น อาจยังค้างไม่เกิน 40,000 บาท",
        ),
        (
            &[
                ("received", "1 แสน 3 หมื่น"),
                ("terms-kind", "percent"),
                ("rate", "5"),
                ("rate-period", "month"),
                ("paid-how", "regular"),
                ("paid-each", "7000"),
                ("paid-count", "12"),
                ("paid-period", "month"),
            ],
            "46,000.00",
            "60,875.56",
            "ท่านอาจยังค้างประมาณ 46,000 บาท ถึง 130,000 บาท",
        ),
    ];
    for (fields, a, b, answer) in cases {
        let page = calculate(&browser, fields).await;
        assert_eq!(page.status, StatusCode::OK, "{fields:?}: {}", page.problems());
        assert_eq!(
            (balance(&page, "void-interest").as_str(), balance(&page, "at-ceiling").as_str()),
            (a, b)
        );
        assert_eq!(page.text(".result__answer"), answer);
        assert_eq!(page.text(".result__estimate"), "เป็นการประมาณการ โปรดปรึกษาทนาย");
        assert_eq!(page.headers["cache-control"], "no-store");
        assert!(!page.body.contains('⟦'), "a sentence is lacking");
        if fields.contains(&("paid-count", "11")) {
            assert!(
                page.text("section.method").contains("จ่ายเกิน 998.78 บาท"),
                "overpaid by method B"
            );
        }
    }
}

#[tokio::test]
async fn an_answer_says_its_range_its_basis_and_what_a_lawyer_has_to_confirm() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.get("/language/en").await;
    let mut fields = TEN_A_MONTH.to_vec();
    fields.extend([
        ("written", "60,000"),
        ("borrowed-month", "1"),
        ("borrowed-year", "2566"),
        ("paid-how", "list"),
        ("payment-date", "5/2/2566"),
        ("payment-amount", "4000"),
        ("payment-date", "มี.ค. 66"),
        ("payment-amount", "4k"),
        ("payment-principal", "1"),
        ("claimed", "500,000"),
    ]);
    let page = calculate(&browser, &fields).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.problems());
    let text = page.text("main");
    for said in [
        "You may still owe about 32,000 baht to",
        "The lender claims 500,000 baht",
        "The interest agreed comes to 120% a year.",
        "The legal ceiling for this lender is 15% a year.",
        "It is over the ceiling.",
        "at least 20,000 baht more than was received",
        "The balance rose without a reason",
        "Method B comes to more than method C",
        "The day of the loan is known in part only",
        "Supreme Court 5376/2560",
        "a lawyer has to confirm it",
        "Interest, and principal repaid in instalments: 5 years",
        "principal × yearly rate × days ÷ 365",
        "Rules of calculation, version 1",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
    assert_eq!(balance(&page, "no-credit"), "36,000.00", "4,000 was ticked as principal");
    let sources = page.body.matches("rel=\"noreferrer\"").count();
    assert!(sources > 10, "{sources} links to sources");
    let tables = scraper::Html::parse_document(&page.body);
    let select = |css: &str| tables.select(&scraper::Selector::parse(css).unwrap()).count();
    assert!(select("table.steps") >= 4 && select("table.steps") == select("table.steps > caption"));
    assert!(select("table.steps thead th[scope=col]") > 10);
    assert_eq!(select("figure.chart svg[role=img] > title, figure.chart svg[role=img] > desc"), 2);
    assert_eq!(select("[style]"), 0);
    // What was typed is still there, to be changed.
    assert_eq!(page.values("payment-date")[1], "มี.ค. 66");
    assert_eq!(page.value("written"), "60,000");
}

#[tokio::test]
async fn what_cannot_be_is_named_at_its_field_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let cases: [(Typed, &str, &str); 18] = [
        (&[("received", "ten")], "received", "อ่านจำนวนเงินไม่ได้"),
        (&[("received", "0")], "received", "ต้องมากกว่า 0"),
        (&[("received", "2,000,000,000")], "received", "มากเกินไป"),
        (&[("received", "60000"), ("written", "40000")], "received", "ได้รับมากกว่าที่เขียนในสัญญา"),
        (
            &[("received", "30000"), ("written", "40000"), ("deducted", "5000")],
            "deducted",
            "ไม่เท่ากับจำนวนในสัญญา",
        ),
        (
            &[("borrowed-day", "31"), ("borrowed-month", "4"), ("borrowed-year", "2566")],
            "borrowed-day",
            "ไม่มีวันนี้",
        ),
        (&[("borrowed-year", "2599")], "borrowed-day", "ยังมาไม่ถึง"),
        (&[("terms-kind", "percent")], "rate", "ยังไม่ได้ใส่ข้อนี้"),
        (&[("terms-kind", "percent"), ("rate", "10001")], "rate", "สูงเกินกว่า"),
        (
            &[
                ("received", "40000"),
                ("terms-kind", "instalment"),
                ("instalment", "100"),
                ("instalment-count", "3"),
                ("instalment-period", "day"),
            ],
            "instalment",
            "งวดทั้งหมดรวมกันน้อยกว่าเงินที่ได้รับ",
        ),
        (&[("paid-how", "list")], "payment", "ยังไม่ได้ใส่ข้อนี้"),
        (
            &[
                ("received", "40000"),
                ("borrowed-year", "2566"),
                ("paid-how", "list"),
                ("payment-date", ""),
                ("payment-amount", ""),
                ("payment-date", "1/1/2565"),
                ("payment-amount", "500"),
            ],
            "payment-date-1",
            "ก่อนวันที่กู้",
        ),
        (
            &[("paid-how", "list"), ("payment-date", "1/1/2566"), ("payment-amount", "x")],
            "payment-amount-0",
            "อ่านจำนวนเงินไม่ได้",
        ),
        (&[("paid-how", "monthly"), ("paid-months", "4000\n\n4000")], "paid-months", "บรรทัดที่ 2"),
        (
            &[("paid-how", "monthly"), ("paid-months", "4000\n4000\n1000000001")],
            "paid-months",
            "บรรทัดที่ 3 มากเกินไป",
        ),
        (
            &[("paid-how", "total"), ("paid-total", "5000"), ("paid-principal", "6000")],
            "paid-principal",
            "มากกว่ายอดที่จ่ายทั้งหมด",
        ),
        (&[("as-of-year", "2569")], "as-of-day", "ครบทั้งวัน เดือน และปี"),
        (
            &[
                ("default-from-day", "1"),
                ("default-from-month", "1"),
                ("default-from-year", "2567"),
            ],
            "default-from-day",
            "ต้องมีวันที่กู้",
        ),
    ];
    for (fields, field, said) in cases {
        let page = calculate(&browser, fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(page.problems().contains(said), "{fields:?}: {}", page.problems());
        let at = page.text(&format!("[id='{field}-error']"));
        assert!(at.contains(said), "{fields:?} at {field}: {at}");
        assert!(page.body.contains(&format!("href=\"#{field}\"")), "{field} is linked");
        for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
            let kept =
                page.values(name).iter().any(|v| v == value) || page.value(name).contains(value);
            assert!(kept, "{name}={value}");
        }
    }
    let all = calculate(
        &browser,
        &[("received", "x"), ("rate", "y"), ("terms-kind", "percent"), ("claimed", "-1")],
    );
    assert_eq!(all.await.problems().lines().count(), 3, "all at once");
}

#[tokio::test]
async fn what_is_not_known_makes_a_range_or_is_said_to_be_lacking() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let cases: [(Typed, &str); 5] = [
        (&[], "ยังบอกไม่ได้ เพราะไม่ทราบเงินที่ได้รับ"),
        (
            &[("received", "40000"), ("paid-how", "unknown")],
            "ท่านอาจชำระครบแล้ว หรืออาจยังค้างไม่เกินประมาณ 40,000 บาท",
        ),
        (
            &[
                ("written", "40000"),
                ("terms-kind", "none"),
                ("paid-how", "none"),
                ("borrowed-unknown", "yes"),
            ],
            "ท่านอาจชำระครบแล้ว หรืออาจยังค้างไม่เกินประมาณ 40,000 บาท",
        ),
        (
            &[
                ("received", "10000"),
                ("terms-kind", "percent"),
                ("rate", "1"),
                ("rate-period", "month"),
                ("paid-how", "none"),
                ("borrowed-year", "2568"),
            ],
            "ท่านอาจยังค้างประมาณ",
        ),
        (
            &[
                ("received", "10000"),
                ("lender", "bank"),
                ("terms-kind", "percent"),
                ("rate", "24"),
                ("rate-period", "year"),
                ("paid-how", "none"),
            ],
            "10,000 บาท",
        ),
    ];
    for (fields, said) in cases {
        let page = calculate(&browser, fields).await;
        assert_eq!(page.status, StatusCode::OK, "{fields:?}: {}", page.problems());
        assert!(
            page.text(".result__answer").contains(said),
            "{fields:?}: {}",
            page.text(".result__answer")
        );
    }
}

#[tokio::test]
async fn rows_are_added_up_to_four_hundred_and_the_language_changes_with_everything_typed() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let mut fields = TEN_A_MONTH.to_vec();
    fields.push(("paid-how", "list"));
    for _ in 0..5 {
        fields.extend([("payment-date", "5/1/2566"), ("payment-amount", "100")]);
    }
    fields.push(("more", "1"));
    let page = calculate(&browser, &fields).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.values("payment-date").len(), 10);
    assert_eq!(page.value("received"), "40,000");
    assert!(page.text(".result__answer").is_empty(), "no answer yet");

    fields.pop();
    fields.push(("language", "en"));
    let page = calculate(&browser, &fields).await;
    assert_eq!(page.text("h1"), "The result");
    assert_eq!(page.values("payment-date")[4], "5/1/2566");
    assert_eq!(browser.get("/calculator").await.text("h1"), "What the law may say is owed");

    fields.pop();
    for _ in 0..395 {
        fields.extend([("payment-date", "6/1/2566"), ("payment-amount", "1")]);
    }
    let page = calculate(&browser, &fields).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.problems());
    assert_eq!(balance(&page, "void-interest"), "39,105.00");
    fields.extend([("payment-date", "6/1/2566"), ("payment-amount", "1")]);
    let page = calculate(&browser, &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.problems().contains("400"), "{}", page.problems());
    assert_eq!(page.values("payment-date").len(), 406, "none is lost");
    let page = calculate(&browser, &[("received", &"9".repeat(300_000))]).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn nothing_of_a_calculation_is_stored() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let before = app.dump().await;
    let mut fields = TEN_A_MONTH.to_vec();
    fields.extend([("paid-how", "total"), ("paid-total", "8000")]);
    assert_eq!(calculate(&browser, &fields).await.status, StatusCode::OK);
    let pdf = browser.send_once("", "/calculator/pdf", &fields).await;
    assert_eq!(pdf.headers["content-type"], "application/pdf");
    assert_eq!(
        pdf.headers["content-disposition"],
        "attachment; filename=\"plodnee-calculation.pdf\""
    );
    assert!(pdf.body.starts_with("%PDF-"), "a document");
    let refused = browser.send_once("", "/calculator/pdf", &[("received", "x")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    post(&app, &example()).await;
    assert_eq!(app.dump().await, before);
}

/// A loan as docs/calculator.md shows it.
fn example() -> Value {
    serde_json::from_str(&documented()[0]).unwrap()
}

/// The JSON of docs/calculator.md, in order.
fn documented() -> Vec<String> {
    let page = std::fs::read_to_string("docs/calculator.md").unwrap();
    let blocks = page.split("```json\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap().to_owned()).collect()
}

async fn post(app: &TestApp, body: &Value) -> (StatusCode, Value) {
    send(app, serde_json::to_vec(body).unwrap()).await
}

async fn send(app: &TestApp, body: Vec<u8>) -> (StatusCode, Value) {
    let address = format!("{}/api/v1/calculations", app.browser().origin);
    let answer = reqwest::Client::new().post(address).body(body).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/json");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    (answer.status(), answer.json().await.unwrap())
}

/// Whether everything in `part` stands in `whole` as well.
fn holds(whole: &Value, part: &Value) -> bool {
    match part {
        Value::Object(fields) => fields.iter().all(|(name, value)| holds(&whole[name], value)),
        Value::Array(items) => items.iter().enumerate().all(|(at, item)| holds(&whole[at], item)),
        value => whole == value,
    }
}

#[tokio::test]
async fn the_examples_of_the_documentation_are_what_the_service_answers() {
    let app = TestApp::start().await;
    let documented = documented();
    let (status, answer) = post(&app, &example()).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let said: Value = serde_json::from_str(&documented[1]).unwrap();
    assert!(holds(&answer, &said), "{answer:#}");
    let (status, answer) = post(&app, &serde_json::from_str(&documented[2]).unwrap()).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
    let said: Value = serde_json::from_str(&documented[3]).unwrap();
    assert_eq!(answer, said, "{answer:#}");
}

#[tokio::test]
async fn a_program_is_told_plainly_what_it_sent_wrong() {
    let app = TestApp::start().await;
    for body in
        [&b"{"[..], b"", b"[]", b"\xff", b"{\"as-of\":\"2026-11-22\"}", b"{\"received\":1.5}"]
    {
        let (status, answer) = send(&app, body.to_vec()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{answer}");
        assert!(answer["error"].is_string(), "{answer}");
    }
    let mut unknown = example();
    unknown["recieved"] = json!(1);
    assert_eq!(post(&app, &unknown).await.0, StatusCode::BAD_REQUEST, "a field misspelt");

    let address = format!("{}/api/v1/calculations", app.browser().origin);
    let post_as = |header: &str, value: &str| {
        let body = serde_json::to_vec(&example()).unwrap();
        reqwest::Client::new().post(&address).header(header, value).body(body).send()
    };
    let cross = post_as("sec-fetch-site", "cross-site").await.unwrap();
    assert_eq!(cross.status(), StatusCode::FORBIDDEN, "another site's page");
    let cross = post_as("origin", "https://elsewhere.example").await.unwrap();
    assert_eq!(cross.status(), StatusCode::FORBIDDEN);
    let large = reqwest::Client::new().post(&address).body(vec![b' '; 1024 * 1024 + 1]).send();
    assert_eq!(large.await.unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(
        app.browser().get("/api/v1/calculations").await.status,
        StatusCode::METHOD_NOT_ALLOWED
    );
}

#[tokio::test]
async fn ten_thousand_payments_are_calculated_without_their_steps() {
    let app = TestApp::start().await;
    let mut loan = example();
    let one = json!({ "on": "2024-02-01", "amount": 100 });
    loan["lent-on"] = json!("2024-01-01");
    loan["paid"] = json!({ "dated": vec![one.clone(); 2_000] });
    let (status, answer) = post(&app, &loan).await;
    assert_eq!((status, &answer["schedules-left-out"]), (StatusCode::OK, &json!(false)));
    assert!(answer["calculation"]["at-ceiling"]["schedule"].is_object());
    loan["paid"] = json!({ "dated": vec![one.clone(); 10_000] });
    let (status, answer) = post(&app, &loan).await;
    assert_eq!((status, &answer["schedules-left-out"]), (StatusCode::OK, &json!(true)));
    assert_eq!(answer["calculation"]["void-interest"]["balance"]["known"]["lo"], json!(3_000_000));
    loan["paid"] = json!({ "dated": vec![one; 10_001] });
    let (status, answer) = post(&app, &loan).await;
    assert_eq!(
        (status, &answer["problems"][0]["what"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("too-many"))
    );
}

#[tokio::test]
async fn a_debtor_sees_what_the_law_may_say_while_filling_in() {
    let app = TestApp::start().await;
    let mali = app.signed_in(MALI).await;
    answer_own_pages(&mali).await;
    mali.fill("/registration/debts", &[("another", "yes")]).await;
    let nothing = mali.open("/registration/debts/1/balance").await;
    assert!(nothing.text("main").contains("ยังคำนวณไม่ได้"), "{}", nothing.text("main"));
    assert_eq!(mali.open("/registration/debts/1/payments").await.text("#law"), "");
    add_debt(&mali, "เจ๊หมวย").await;
    let hint = "จากที่กรอก: ท่านอาจยังค้างประมาณ 32,000 บาท ถึง";
    for page in
        ["/registration/debts", "/registration/debts/1/payments", "/registration/debts/1/terms"]
    {
        assert!(mali.open(page).await.text("main").contains(hint), "{page}");
    }
    let whole = mali.open("/registration/debts/1/balance").await;
    assert_eq!(balance(&whole, "void-interest"), "32,000.00");
    assert!(whole.text("main").contains("ไม่มีใบอนุญาต"));
    // Its figures go on to the public page, where they can be tried out.
    let typed: Vec<(String, String)> = [
        "received",
        "written",
        "rate",
        "paid-total",
        "borrowed-year",
        "terms-kind",
        "rate-period",
        "paid-how",
        "claimed",
    ]
    .into_iter()
    .map(|name| (name.to_owned(), whole.value(name)))
    .collect();
    let typed: Vec<(&str, &str)> = typed.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let public = calculate(&mali, &typed).await;
    assert_eq!(balance(&public, "at-ceiling"), balance(&whole, "at-ceiling"));
    mali.fill(
        "/registration/debts/1/loan",
        &[("received", "40k"), ("written", "60k"), ("deducted", "1k")],
    )
    .await;
    let contradicting = mali.open("/registration/debts/1/balance").await.text("main");
    assert!(contradicting.contains("ไม่เท่ากับจำนวนในสัญญา"), "{contradicting}");
    assert_eq!(mali.open("/registration/debts/9/balance").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_kept_result_can_be_calculated_again_and_is_kept_once() {
    let app = TestApp::start().await;
    let mali = register(&app, MALI).await;
    app.run_notices().await;
    let file = sqlx::query_scalar!("select registration_id from case_file")
        .fetch_one(&app.app.db)
        .await
        .unwrap();
    let page = format!("/office/cases/{file}/debts/1/balance");
    let officer = app.officer(PHITHAK, Role::Mediator, "4901").await;
    let asked = officer.get(&page).await;
    assert!(asked.leads_to().unwrap().contains("/look?"), "what for is asked first");
    let look = format!("/office/cases/{file}/look");
    officer.send(&look, &look, &[("purpose", "work")]).await;

    let shown = officer.open(&page).await;
    assert_eq!(balance(&shown, "void-interest"), "32,000.00");
    assert!(shown.text("main").contains("ยังไม่เคยเก็บผล"));
    let (csrf, seen) = (shown.csrf(), shown.value("seen"));
    let keep = |method: &'static str| {
        let (officer, csrf, seen, page) =
            (officer.clone(), csrf.clone(), seen.clone(), page.clone());
        async move { officer.send_with(&csrf, &page, &[("seen", &seen), ("method", method)]).await }
    };
    for wrong in ["", "lenders-sum", "x"] {
        let refused = keep(wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert_eq!(refused.problems(), "วิธีที่ใช้: เลือกวิธีที่ใช้");
    }
    let (first, second) = tokio::join!(keep("at-ceiling"), keep("at-ceiling"));
    for kept in [first, second] {
        assert_eq!(kept.status, StatusCode::OK);
        assert!(kept.text("table.kept").contains("ได้ผลเท่าเดิม"), "{}", kept.text("table.kept"));
        assert_eq!(kept.text("table.kept tbody tr").lines().count(), 1, "a double click keeps one");
    }
    keep("void-interest").await;
    let rows = officer.open(&page).await.text("table.kept tbody tr");
    assert_eq!(rows.lines().count(), 2);
    assert!(rows.contains("พิทักษ์") && rows.contains("32,000.00"), "{rows}");

    // Sealed, and recorded; the debtor's own copy has it.
    let dump = app.dump().await;
    assert!(!dump.contains("ten-thousandths") && !dump.contains("\"received\""));
    let deeds = sqlx::query_scalar!("select count(*) from audit where action = 'balance-kept'");
    assert_eq!(deeds.fetch_one(&app.app.db).await.unwrap(), Some(2));
    let copy: Value = serde_json::from_slice(&mali.bytes("/registration/data.json").await).unwrap();
    assert_eq!(copy["registrations"][0]["calculations"][1]["method"], json!("at-ceiling"));
    assert_eq!(copy["registrations"][0]["calculations"][1]["input"]["received"], json!(4_000_000));

    // The debtor corrects an answer meanwhile: what was seen is no longer what would be kept.
    mali.fill("/registration/debts/1/payments", &[("paid-how", "total"), ("paid-total", "9000")])
        .await;
    mali.send("/registration/check", "/registration/submit", &[]).await;
    let overtaken = keep("no-credit").await;
    assert_eq!(overtaken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(overtaken.problems().contains("เปลี่ยนไป"), "{}", overtaken.problems());
    assert_eq!(balance(&overtaken, "void-interest"), "31,000.00");
    assert!(
        overtaken.text("table.kept").contains("ได้ผลเท่าเดิม"),
        "the kept ones still come out the same"
    );

    // The debtor withdraws: nothing new is kept of a closed file, and what was kept stays to be read.
    mali.fill("/registration/withdraw", &[("reason", "unsaid")]).await;
    app.run_notices().await;
    let late = keep("no-credit").await;
    assert!(late.problems().contains("สำนวนปิดแล้ว"), "{}", late.problems());
    assert!(!late.body.contains("name=\"method\""), "nothing to press");
    assert_eq!(late.text("table.kept tbody tr").lines().count(), 2);
}
