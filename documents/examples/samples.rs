//! Writes a sample of every document into the folder given: to look at after a template has changed.
//!
//! `cargo run -p documents --example samples -- var/samples`

use std::{fs, path::Path, time::Instant};

use chrono::{DateTime, Utc};
use documents::{
    AnswersCopy, Bilingual, Debt, Error, Lang, Poster, Receipt, Row, Section, answers, poster,
    receipt, text::thai_digits,
};

type Make = fn() -> Result<Vec<u8>, Error>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("name the folder to write the samples into")?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let documents: [(&str, Make); 6] = [
        ("receipt-th", || receipt(&registration(Lang::Th, 3))),
        ("receipt-en", || receipt(&registration(Lang::En, 1))),
        ("receipt-50", || receipt(&registration(Lang::Th, 50))),
        ("poster", || poster(&entrance())),
        ("answers-th", || answers(&copy())),
        ("receipt-th-again", || receipt(&registration(Lang::Th, 3))),
    ];
    for (name, make) in documents {
        let start = Instant::now();
        let file = make()?;
        println!("{name}: {} bytes in {} ms", file.len(), start.elapsed().as_millis());
        fs::write(folder.join(name).with_extension("pdf"), file)?;
    }
    Ok(())
}

fn made_at() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + chrono::Duration::days(20_000)
}

fn row(label: &str, value: &str) -> Row {
    Row { label: label.into(), value: value.into() }
}

fn registration(lang: Lang, debts: usize) -> Receipt {
    let creditors = [
        "เฮียตี๋ ตลาดสี่มุมเมือง",
        "แอป “เงินด่วนทันใจ 24 ชม.”",
        "เจ๊หมวย (ไม่ทราบชื่อจริง) เก็บดอกทุกวันที่หน้าโรงงาน",
    ];
    let thai = lang == Lang::Th;
    let pick = |th: &str, en: &str| if thai { th.to_owned() } else { en.to_owned() };
    Receipt {
        lang,
        made_at: made_at(),
        issuer: pick("กรมการปกครอง กระทรวงมหาดไทย", "Department of Provincial Administration, Ministry of Interior"),
        tracking_number: "PN-67-4901-7Q3K9-X".into(),
        debtor: pick("นางสาวสมหญิง ใ•••••••", "Miss Somying J•••••••"),
        received: pick(&thai_digits("วันเสาร์ที่ 2 ธันวาคม 2566 เวลา 14.05 น."), "Saturday 2 December 2023, 14:05"),
        campaign: pick(&thai_digits("รอบที่ 1 (1 ธันวาคม 2566 – 29 กุมภาพันธ์ 2567)"), "First campaign (1 December 2023 – 29 February 2024)"),
        office: pick("ที่ทำการปกครองอำเภอเมืองนครศรีธรรมราช จังหวัดนครศรีธรรมราช", "Mueang Nakhon Si Thammarat District Office"),
        channel: pick("ออนไลน์", "Online"),
        debts: (0..debts)
            .map(|at| Debt {
                creditor: creditors[at % 3].into(),
                amount: pick(&thai_digits("40,000.00 บาท"), "40,000.00 baht"),
                readiness: pick(["พร้อมเชิญทั้งสองฝ่าย", "ยังขาดหมายเลขโทรศัพท์หรือที่อยู่ของเจ้าหนี้"][at % 2], "Ready to invite both sides"),
            })
            .collect(),
        totals: vec![
            row(&pick("ยอดที่เจ้าหนี้เรียก", "Claimed in all"), &pick("๑๗๐,๐๐๐.๐๐ บาท", "170,000.00 baht")),
            row(&pick("เงินที่ได้รับจริง", "Received in fact"), &pick("๑๒๐,๐๐๐.๐๐ บาท", "120,000.00 baht")),
        ],
        next: if thai {
            vec![
                "เจ้าหน้าที่อำเภอตรวจสอบข้อมูลและติดต่อท่านตามช่องทางและเวลาที่ท่านแจ้งว่าปลอดภัย ภายใน ๗ วันทำการ".into(),
                "เมื่อข้อมูลพร้อม นายอำเภอออกหนังสือเชิญลูกหนี้และเจ้าหนี้มาไกล่เกลี่ยที่ศูนย์อำนวยการแก้ไขหนี้นอกระบบอำเภอ".into(),
                "หากตกลงกันได้ จะจัดทำบันทึกข้อตกลงหรือสัญญาประนีประนอมยอมความ หากตกลงไม่ได้หรือพบการกระทำผิดกฎหมาย เจ้าหน้าที่จะส่งต่อหน่วยงานที่เกี่ยวข้อง".into(),
            ]
        } else {
            vec![
                "The district office checks your answers and contacts you in the way and at the hours you said are safe, within 7 working days.".into(),
                "When all is ready, the district chief invites both sides to a mediation.".into(),
            ]
        },
        verify_url: "https://plodnee.example.go.th/verify/PN-67-4901-7Q3K9-X?s=Zk3vQJ0y7w2hX9mL4pR8tB1nC6sD5fG0aE3uI7oK2jY".into(),
        fingerprint: "7F3A 91C4 0B2E D658".into(),
    }
}

fn entrance() -> Poster {
    let both = |th: &str, en: &str| Bilingual { th: th.into(), en: en.into() };
    Poster {
        made_at: made_at(),
        issuer: both("กรมการปกครอง กระทรวงมหาดไทย", "Department of Provincial Administration"),
        title: both("ลงทะเบียนแก้หนี้นอกระบบ", "Register an informal debt"),
        lead: both(
            "เป็นหนี้นอกระบบ ดอกเบี้ยแพง ถูกข่มขู่ทวงหนี้ รัฐช่วยไกล่เกลี่ยให้ได้",
            "Trapped in informal debt, with high interest or threats? The state can mediate.",
        ),
        url: "https://plodnee.example.go.th/register".into(),
        short_url: "plodnee.example.go.th/register".into(),
        steps: vec![
            both("เตรียมบัตรประชาชนและแอป ThaiD", "Have your ID card and the ThaiD app ready"),
            both("สแกนคิวอาร์โค้ดแล้วเข้าสู่ระบบ", "Scan the QR code and sign in"),
            both(
                "เล่าเรื่องหนี้ของท่าน ไม่ทราบข้อไหนข้ามได้",
                "Tell us about your debts; skip what you do not know",
            ),
            both("กดบันทึกข้อมูลและเก็บเลขติดตาม", "Save, and keep your tracking number"),
        ],
    }
}

fn copy() -> AnswersCopy {
    AnswersCopy {
        lang: Lang::Th,
        made_at: made_at(),
        issuer: "กรมการปกครอง กระทรวงมหาดไทย".into(),
        tracking_number: "PN-67-4901-7Q3K9-X".into(),
        person: "นางสาวสมหญิง ใจดีมีสุข".into(),
        made: thai_digits("2 ธันวาคม 2566 เวลา 15.20 น."),
        sections: (1..=5)
            .map(|at| Section {
                level: 1,
                title: thai_digits(&format!("หนี้รายการที่ {at}")),
                rows: vec![
                    row("เจ้าหนี้", "เฮียตี๋ ตลาดสี่มุมเมือง"),
                    row("ท่านได้รับเงินจริงเท่าใด", "๔๐,๐๐๐ บาท"),
                    row("อัตราดอกเบี้ย", "ร้อยละ ๑๐ ต่อเดือน"),
                    row("มีผู้ค้ำประกันหรือเจ้าหนี้ยึดสิ่งใดไว้หรือไม่", ""),
                    row("เล่าเพิ่มเติม", "กู้มาเพื่อจ่ายค่าเทอมลูกและค่ารักษาพยาบาลของแม่ ส่งดอกทุกเดือนไม่เคยขาด แต่เงินต้นไม่ลดลงเลย\nเคยถูกข่มขู่ว่าจะมาที่บ้านสองครั้ง ไม่กล้าแจ้งความเพราะกลัวครอบครัวเดือดร้อน"),
                ],
            })
            .collect(),
    }
}
