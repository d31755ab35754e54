//! Sample documents, and reading a PDF back with poppler.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use chrono::DateTime;
use documents::{
    AnswersCopy, Bilingual, Calculation, Debt, Ground, Lang, Method, Poster, Receipt, Row, Section,
    Steps,
};

pub(crate) fn debt(creditor: &str) -> Debt {
    Debt {
        creditor: creditor.into(),
        amount: "๔๐,๐๐๐.๐๐ บาท".into(),
        readiness: "พร้อมเชิญทั้งสองฝ่าย".into(),
    }
}

pub(crate) fn registration() -> Receipt {
    Receipt {
        lang: Lang::Th,
        made_at: DateTime::UNIX_EPOCH,
        issuer: "กรมการปกครอง กระทรวงมหาดไทย".into(),
        tracking_number: "PN-67-4901-7Q3K9-X".into(),
        debtor: "นางสาวสมหญิง ตั้งใจมั่น".into(),
        received: "วันเสาร์ที่ ๒ ธันวาคม ๒๕๖๖ เวลา ๑๔.๐๕ น.".into(),
        campaign: "รอบที่ ๑".into(),
        office: "ที่ทำการปกครองอำเภอเมืองนครศรีธรรมราช".into(),
        channel: "ออนไลน์".into(),
        debts: vec![debt("เฮียตี๋ ปากน้ำ")],
        totals: vec![Row {
            label: "ยอดที่เจ้าหนี้เรียก".into(), value: "๔๐,๐๐๐.๐๐ บาท".into()
        }],
        next: vec!["เจ้าหน้าที่ติดต่อท่านภายในวันที่กำหนด".into()],
        verify_url: "https://plodnee.example/verify/PN-67-4901-7Q3K9-X".into(),
        fingerprint: "7F3A 91C4".into(),
    }
}

pub(crate) fn english() -> Receipt {
    Receipt { lang: Lang::En, ..registration() }
}

pub(crate) fn entrance() -> Poster {
    let both = |th: &str, en: &str| Bilingual { th: th.into(), en: en.into() };
    Poster {
        made_at: DateTime::UNIX_EPOCH,
        issuer: both("กรมการปกครอง", "Department of Provincial Administration"),
        title: both("ลงทะเบียนแก้หนี้นอกระบบ", "Register an informal debt"),
        lead: both("รัฐช่วยไกล่เกลี่ยให้ได้", "The state can mediate."),
        url: "https://plodnee.example/register".into(),
        short_url: "plodnee.example/register".into(),
        steps: vec![
            both("เตรียมบัตรประชาชน", "Have your ID card ready"),
            both("สแกนคิวอาร์โค้ด", "Scan the QR code"),
            both("กดบันทึกข้อมูล", "Save"),
        ],
    }
}

pub(crate) fn copy(questions: usize) -> AnswersCopy {
    let row = |label: &str, value: &str| Row { label: label.into(), value: value.into() };
    let mut rows = vec![row("เล่าเพิ่มเติม", "บรรทัดแรก\nบรรทัดที่สอง"), row("ผู้ค้ำประกัน", "")];
    rows.extend((0..questions).map(|_| row("เจ้าหนี้", "เฮียตี๋")));
    AnswersCopy {
        lang: Lang::Th,
        made_at: DateTime::UNIX_EPOCH,
        issuer: "กรมการปกครอง".into(),
        tracking_number: "PN-67-4901-7Q3K9-X".into(),
        person: "นางสาวสมหญิง ตั้งใจมั่น".into(),
        made: "๒ ธันวาคม ๒๕๖๖".into(),
        sections: vec![Section {
            level: 1, title: "หนี้รายการที่ ๑".into(), rows
        }],
    }
}

pub(crate) fn balance(steps: usize) -> Calculation {
    let row = |n: usize| vec![format!("ขั้น {n}"), "๔,๐๐๐.๐๐".into(), "๓๖,๐๐๐.๐๐".into()];
    let steps = Steps {
        caption: "วิธี A: ทุกขั้น".into(),
        begins: "เริ่ม ๕/๑/๒๕๖๖".into(),
        head: ["เมื่อ", "จ่าย", "คงเหลือ"].map(String::from).to_vec(),
        rows: (0..steps).map(row).collect(),
    };
    let ground = |confirm| Ground {
        words: "ฎีกาที่ ๕๓๗๖/๒๕๖๐".into(),
        source: "https://example.org/5376".into(),
        confirm,
    };
    Calculation {
        lang: Lang::Th,
        made_at: DateTime::UNIX_EPOCH,
        issuer: "กรมการปกครอง".into(),
        tracking_number: "กฎการคำนวณฉบับที่ ๑".into(),
        made: "๒ ธันวาคม ๒๕๖๖".into(),
        answer: "กฎหมายอาจถือว่าท่านชำระครบแล้ว".into(),
        beyond: String::new(),
        told: vec![Row {
            label: "เงินที่ได้รับจริง".into(), value: "๔๐,๐๐๐ บาท".into()
        }],
        rate: "ร้อยละ ๑๒๐ ต่อปี".into(),
        notes: vec!["สัญญาเขียนไว้มากกว่าเงินที่ได้รับ".into()],
        methods: vec![Method {
            name: "วิธี A".into(),
            what: "ดอกเบี้ยเป็นโมฆะ".into(),
            balance: "๐.๐๐ – ๔,๐๐๐.๐๐".into(),
            overpaid: "จ่ายเกิน ๑๐๐ บาท".into(),
            doubts: vec!["ไม่ทราบวันที่จ่าย".into()],
            grounds: vec![ground(true), ground(false)],
            steps: vec![steps],
            comparison: false,
        }],
        limitation: vec!["เงินต้น: ๑๐ ปี".into()],
        convention: vec!["ดอกเบี้ยไม่ทบต้น".into()],
    }
}

/// The text of a PDF in the order it is written in; a form feed ends each page.
///
/// Without `-raw`, poppler sorts letters by their place and puts a raised tone mark after the letter
/// it stands over.
pub(crate) fn read(file: &[u8]) -> String {
    pdftotext(file, &["-raw"])
}

/// How far right the text of a PDF reaches, in points.
pub(crate) fn right_edge(file: &[u8]) -> f64 {
    pdftotext(file, &["-bbox"])
        .split("xMax=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next()?.parse().ok())
        .fold(0.0, f64::max)
}

/// A text without blanks and with SARA AM in two halves, as PDF readers give it.
pub(crate) fn one_line(text: &str) -> String {
    let mut letters: Vec<char> = Vec::new();
    for letter in text.chars().filter(|letter| !letter.is_whitespace()) {
        if letter == 'ำ' {
            let tone = letters.last().is_some_and(|last| ('\u{0E48}'..='\u{0E4B}').contains(last));
            letters.insert(letters.len() - usize::from(tone), '\u{0E4D}');
            letters.push('า');
        } else {
            letters.push(letter);
        }
    }
    letters.into_iter().collect()
}

fn pdftotext(file: &[u8], options: &[&str]) -> String {
    let mut reader = Command::new("pdftotext")
        .args(options)
        .args(["-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext is needed (Debian: apt-get install poppler-utils)");
    let mut input = reader.stdin.take().expect("its input is a pipe");
    input.write_all(file).expect("it reads the whole file");
    drop(input);
    let output = reader.wait_with_output().expect("its output is read");
    assert!(output.status.success(), "pdftotext ended with {}", output.status);
    String::from_utf8(output.stdout).expect("it writes UTF-8")
}
