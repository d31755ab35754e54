//! Documents as a reader meets them: read back by poppler's `pdftotext`.

mod sample;

use documents::{Error, Lang, answers, calculation, poster, receipt};
use proptest::prelude::*;
use sample::{balance, copy, entrance, one_line, read, registration};

#[test]
fn a_receipt_reads_back_as_the_thai_that_was_written() {
    let text = one_line(&read(&receipt(&registration()).unwrap()));
    for written in [
        "หลักฐานการลงทะเบียนลูกหนี้นอกระบบ",
        "PN-67-4901-7Q3K9-X",
        "นางสาวสมหญิง ตั้งใจมั่น",
        "วันเสาร์ที่ ๒ ธันวาคม ๒๕๖๖ เวลา ๑๔.๐๕ น.",
        "ที่ทำการปกครองอำเภอเมืองนครศรีธรรมราช",
        "เฮียตี๋ ปากน้ำ",
        "๔๐,๐๐๐.๐๐ บาท",
        "เจ้าหน้าที่ติดต่อท่านภายในวันที่กำหนด",
        "เจ้าหน้าที่จะไม่ขอให้ท่านโอนเงิน",
        "1567",
        "7F3A 91C4",
    ] {
        assert!(text.contains(&one_line(written)), "{written} is not in: {text}");
    }
}

#[test]
fn an_english_receipt_has_english_labels_and_numerals() {
    let text = one_line(&read(&receipt(&sample::english()).unwrap()));
    for written in ["Receipt of registration", "What happens next", "Page1of1", "Damrongdhama"] {
        assert!(text.contains(&one_line(written)), "{written} is not in: {text}");
    }
}

#[test]
fn a_poster_is_one_page_in_both_languages() {
    let text = read(&poster(&entrance()).unwrap());
    assert_eq!(text.matches('\u{C}').count(), 1, "pages");
    let text = one_line(&text);
    for written in ["ลงทะเบียนแก้หนี้นอกระบบ", "Register", "plodnee.example/register", "๓"]
    {
        assert!(text.contains(&one_line(written)), "{written} is not in: {text}");
    }
}

#[test]
fn a_copy_of_the_answers_numbers_its_pages_and_keeps_line_breaks() {
    let text = read(&answers(&copy(40)).unwrap());
    assert!(text.lines().any(|line| line.trim_end().ends_with("บรรทัดแรก")), "{text}");
    let text = one_line(&text);
    assert!(text.contains("หน้า๑จาก") && text.contains("หน้า๒จาก"), "{text}");
    assert!(text.contains("ไม่ได้ระบุ"), "an empty answer says so");
}

#[test]
fn a_calculation_says_its_result_and_its_basis_and_every_page_of_steps_its_columns() {
    let pages = read(&calculation(&balance(100)).unwrap());
    let text = one_line(&pages);
    for written in [
        "ผลคำนวณยอดหนี้ตามกฎหมาย",
        "กฎหมายอาจถือว่าท่านชำระครบแล้ว",
        "เป็นการประมาณการ โปรดปรึกษาทนาย",
        "๐.๐๐ – ๔,๐๐๐.๐๐",
        "ต้องให้ทนายยืนยัน",
        "https://example.org/5376",
        "ขั้น 99",
    ] {
        assert!(text.contains(&one_line(written)), "{written} is not in: {text}");
    }
    assert!(text.matches("คงเหลือ").count() >= 3, "the columns are named on each page");
    let without_steps = calculation(&balance(0)).unwrap();
    assert!(without_steps.starts_with(b"%PDF"), "a loan without days has no steps");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(receipt(&registration()).unwrap(), receipt(&registration()).unwrap());
    assert_eq!(poster(&entrance()).unwrap(), poster(&entrance()).unwrap());
    assert_eq!(answers(&copy(3)).unwrap(), answers(&copy(3)).unwrap());
}

#[test]
fn marks_for_line_breaks_stay_out_of_the_file() {
    for file in [receipt(&registration()), poster(&entrance()), answers(&copy(3))] {
        let text = read(&file.unwrap());
        assert_eq!(text.find(['\u{2060}', '\u{200B}', '\u{FFFD}', '\u{25CC}']), None, "{text}");
    }
}

#[test]
fn fifty_debts_go_over_pages_and_every_page_repeats_the_heading() {
    let mut fifty = registration();
    fifty.debts = (1..=50).map(|n| sample::debt(&format!("เจ้าหนี้หมายเลข {n}"))).collect();
    let text = read(&receipt(&fifty).unwrap());
    let pages: Vec<String> = text.split('\u{C}').map(one_line).collect();
    let with_debts = pages.iter().filter(|page| page.contains("เจ้าหนี้หมายเลข")).count();
    let with_heading = pages.iter().filter(|page| page.contains("เจ้าหนี้ตามที่แจ้ง")).count();
    assert!(with_debts >= 2, "{with_debts} pages of debts");
    assert_eq!(with_heading, with_debts);
    assert!(one_line(&text).contains("๕๐เจ้าหนี้หมายเลข50"), "the last debt is there");
}

#[test]
fn typst_markup_in_a_persons_words_is_printed_as_typed() {
    for typed in [
        "#eval(\"1+1\")",
        "#read(\"/etc/passwd\")",
        "#import \"@preview/x:1.0.0\"",
        "*หนา* _เอียง_ $x^2$ @อ้าง <ป้าย> `โค้ด`",
        "= หัวข้อ",
        "- ก + ข / ค: ง",
        r"C:\new\table \u{41} \#",
        "// หมายเหตุ /* ซ่อน */",
        "\"},{\"lang\":\"en\"",
        "]#pagebreak()[",
    ] {
        let mut hostile = registration();
        hostile.debtor = typed.into();
        hostile.debts = vec![sample::debt(typed)];
        let text = one_line(&read(&receipt(&hostile).unwrap()));
        assert_eq!(text.matches(&one_line(typed)).count(), 2, "{typed} is not twice in: {text}");
    }
}

#[test]
fn characters_that_hide_or_turn_text_round_are_left_out() {
    let mut hostile = registration();
    hostile.debtor = "นาย\u{202E}สม\u{200B}ชาย\u{2060} 😀\u{0} ใจ\u{200F}ดี".into();
    let text = one_line(&read(&receipt(&hostile).unwrap()));
    assert!(text.contains("นายสมชาย?ใจดี"), "{text}");
}

#[test]
fn very_long_words_stay_on_the_page() {
    for letter in ["ก", "ก้", "W", "#", "๑"] {
        let mut long = registration();
        long.debtor = letter.repeat(5_000);
        let file = receipt(&long).unwrap();
        // left of it: 595 pt of A4 without the margin of 22 mm
        assert!(sample::right_edge(&file) < 540.0, "{letter} runs over the margin");
        let letters = one_line(&letter.repeat(5_000)).chars().count();
        let first = letter.chars().next().unwrap();
        assert!(read(&file).matches(first).count() >= letters / letter.chars().count(), "{letter}");
    }
}

#[test]
fn an_address_too_long_for_a_qr_code_is_an_error() {
    let mut long = registration();
    long.verify_url = "x".repeat(2_400);
    assert!(matches!(receipt(&long), Err(Error::QrTooLong)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_words_at_all_make_a_receipt(typed in "(\\PC|[ก-๛]|[\u{0}-\u{A0}]|[\u{2000}-\u{206F}]){0,60}") {
        let mut any = registration();
        any.debtor.clone_from(&typed);
        any.totals.clear();
        any.next = vec![typed.clone()];
        any.debts = vec![sample::debt(&typed)];
        any.lang = Lang::En;
        prop_assert!(receipt(&any).is_ok());
    }
}
