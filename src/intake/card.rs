//! บัตรประชาชนจากเครื่องอ่าน — what the programs of card readers give as text, pasted or typed by the reader itself.
//!
//! The chip holds a name as `นางสาว#มะลิ##ทดสอบดี` (title, given, middle, family), a birth date as `25321228` (Buddhist
//! Era, `00` for what is not known), the sex as `1` or `2` and an address as `99/9#หมู่ที่ 9####ตำบล…#อำเภอ…#จังหวัด…`.
//! Programs put these parts on lines, between `|`, tabs or `;`, behind labels (`ชื่อ: …`), or all between `#`. Parts are
//! known by their label or by what they look like; what is not understood is left out. Nothing here fails: the officer
//! sees what was read, and compares it with the card.

use chrono::NaiveDate;
use serde_json::Value;

use super::label::{Label, labelled};
use crate::clock::{self, PartialDate};
use crate::identity::{CardAddress, Gender, Names};
use crate::national_id::CitizenNumber;
use crate::text::{self, ascii_digits, is_title, split_title};

/// The most of a pasted text that is read, in characters: a card has some hundred.
const LONGEST: usize = 4000;

/// What a card says, as far as it was understood. Holds a person: it has no `Debug`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Card {
    /// The citizen number, with a right check digit.
    pub number: Option<CitizenNumber>,
    /// The Thai name.
    pub names: Names,
    /// The birth date as far as the card knows it.
    pub birth: Option<PartialDate>,
    /// The sex.
    pub gender: Option<Gender>,
    /// The address.
    pub address: Option<CardAddress>,
}

impl Card {
    /// Whether nothing was understood.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Card::default()
    }

    /// Reads pasted text.
    #[must_use]
    pub fn read(pasted: &str, today: NaiveDate) -> Card {
        let text: String = pasted.chars().take(LONGEST).collect();
        let mut parts: Vec<&str> = text.split(['|', '\t', '\n', '\r', ';']).collect();
        let mut card = Card::default();
        let whole = text.trim();
        if parts.iter().filter(|part| !part.trim().is_empty()).count() == 1 && is_chip(whole) {
            card.read_chip(whole, today);
            return card;
        }
        parts.retain(|part| !part.trim().is_empty());
        for part in parts {
            let (label, value) = labelled(part);
            card.take(label, value.trim(), today);
        }
        card
    }

    /// Reads everything between `#`: number, the parts of the Thai name, then birth, sex and address by their looks.
    fn read_chip(&mut self, text: &str, today: NaiveDate) {
        let parts: Vec<&str> = text.split('#').map(str::trim).collect();
        let Some(at) = parts.iter().position(|part| CitizenNumber::parse(part).is_ok()) else {
            return;
        };
        self.number = CitizenNumber::parse(parts[at]).ok();
        let rest = &parts[at + 1..];
        if let Some(names) = rest.get(..4) {
            self.names = names_of(&names.join("#"));
        }
        if let Some(at) = rest.iter().position(|part| date(part, today).is_some()) {
            self.birth = date(rest[at], today);
            self.gender = rest.get(at + 1).and_then(|part| gender(part));
        }
        let province =
            rest.iter().position(|part| part.starts_with("จังหวัด") || *part == "กรุงเทพมหานคร");
        if let Some(address) = province.and_then(|end| rest.get(end.checked_sub(7)?..=end)) {
            self.address = CardAddress::read(&Value::from(address.join("#")));
        }
    }

    /// Puts a part where it belongs. What was read first stays: the English name comes after the Thai one, the day of
    /// issue after the birth.
    fn take(&mut self, label: Option<Label>, value: &str, today: NaiveDate) {
        let label = label.or_else(|| self.looks(value, today));
        let name = |to: &mut String| {
            if to.is_empty() {
                *to = clean(value);
            }
        };
        match label {
            Some(Label::Number) if self.number.is_none() => {
                self.number = CitizenNumber::parse(value).ok();
            }
            Some(Label::Name) if self.names.given.is_empty() => {
                let title = std::mem::take(&mut self.names.title);
                self.names = names_of(value);
                if self.names.title.is_empty() {
                    self.names.title = title;
                }
            }
            Some(Label::Title) => name(&mut self.names.title),
            Some(Label::Given) => name(&mut self.names.given),
            Some(Label::Middle) => name(&mut self.names.middle),
            Some(Label::Family) => name(&mut self.names.family),
            Some(Label::Birth) if self.birth.is_none() => self.birth = date(value, today),
            Some(Label::Gender) if self.gender.is_none() => self.gender = gender(value),
            Some(Label::Address) if self.address.is_none() => {
                self.address = CardAddress::read(&Value::from(value));
            }
            _ => {}
        }
    }

    /// What a part without label is, by its looks and by what is still missing.
    fn looks(&self, value: &str, today: NaiveDate) -> Option<Label> {
        let marks = value.matches('#').count();
        let untitled = self.names.title.is_empty();
        let area = ["ตำบล", "แขวง", "อำเภอ", "เขต", "จังหวัด", "ต.", "อ.", "จ."];
        if CitizenNumber::parse(value).is_ok() {
            Some(Label::Number)
        } else if date(value, today).is_some() {
            Some(Label::Birth)
        } else if gender(value).is_some() {
            Some(Label::Gender)
        } else if marks >= 5
            || area.iter().any(|word| value.split([' ', '#']).any(|w| w.starts_with(word)))
        {
            Some(Label::Address)
        } else if !is_thai(value) {
            None
        } else if marks >= 2 {
            Some(Label::Name)
        } else if untitled && is_title(value) {
            Some(Label::Title)
        } else if untitled && !split_title(value).0.is_empty() {
            Some(Label::Name)
        } else if self.names.given.is_empty() {
            // "มะลิ ทดสอบดี" in one part, or the given name with the family name in the next.
            Some(if value.contains(' ') { Label::Name } else { Label::Given })
        } else if self.names.family.is_empty() {
            Some(Label::Family)
        } else {
            None
        }
    }
}

/// Whether one line holds everything between `#`.
fn is_chip(text: &str) -> bool {
    text.split('#').any(|part| CitizenNumber::parse(part).is_ok()) && text.matches('#').count() >= 4
}

/// `นางสาว#มะลิ##ทดสอบดี`, or `นางสาวมะลิ ทดสอบดี`.
fn names_of(value: &str) -> Names {
    if value.contains('#') {
        let mut parts = value.split('#').map(clean);
        let mut next = || parts.next().unwrap_or_default();
        return Names { title: next(), given: next(), middle: next(), family: next() };
    }
    let value = clean(value);
    let (title, rest) = split_title(&value);
    let words: Vec<&str> = rest.split(' ').filter(|word| !word.is_empty()).collect();
    let (given, rest) = words.split_first().map_or(("", &[][..]), |(given, rest)| (*given, rest));
    // Of three words the second is a middle name; a family name of several words is set right by the officer.
    let (middle, family) = rest.split_at(usize::from(rest.len() > 1));
    let own = str::to_owned;
    Names {
        title: own(title),
        given: own(given),
        middle: middle.concat(),
        family: family.join(" "),
    }
}

/// A date of the chip, `25321228` with `00` for what is not known, or one as people write it.
fn date(value: &str, today: NaiveDate) -> Option<PartialDate> {
    let digits = ascii_digits(value.trim());
    let found = if digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit()) {
        let part = |range| digits.get(range).and_then(|part: &str| part.parse::<u32>().ok());
        let known = |range| part(range).filter(|number| *number != 0);
        let year = i32::try_from(part(0..4)?).ok()?;
        let month = known(4..6);
        let year = if year >= 2400 { year - 543 } else { year };
        PartialDate::new(year, month, month.and_then(|_| known(6..8))).ok()?
    } else {
        let marked = digits.contains(['-', '/', '.', ' '])
            && digits.starts_with(|c: char| c.is_ascii_digit());
        clock::parse_date(&digits, today).ok().filter(|_| marked)?
    };
    (!found.after(today)).then_some(found)
}

fn gender(value: &str) -> Option<Gender> {
    match value.trim().to_lowercase().as_str() {
        "1" | "m" | "male" | "ชาย" => Some(Gender::Male),
        "2" | "f" | "female" | "หญิง" => Some(Gender::Female),
        _ => None,
    }
}

fn clean(value: &str) -> String {
    text::clean_line(value, 120).unwrap_or_default()
}

fn is_thai(value: &str) -> bool {
    value.chars().any(|c| matches!(c, 'ก'..='ฮ'))
}

/// Whether a Thai character stands above, below or around another.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, 'ะ'..='\u{e3a}' | 'ๅ'..='\u{e4e}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NUMBER: &str = "1990100000011";
    const ADDRESS: &str = "99/9#หมู่ที่ 9####ตำบลมุกดาหาร#อำเภอเมืองมุกดาหาร#จังหวัดมุกดาหาร";

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    /// Number, name, birth, sex and sub-district, in one line.
    fn said(pasted: &str) -> String {
        let card = Card::read(pasted, today());
        let names = [&card.names.title, &card.names.given, &card.names.middle, &card.names.family];
        let names = names.map(String::as_str).join(",");
        let number = card.number.map(|number| number.as_str().to_owned()).unwrap_or_default();
        let birth = card.birth.map(|birth| birth.to_string()).unwrap_or_default();
        let address = card.address.map(|address| address.subdistrict).unwrap_or_default();
        format!("{number} {names} {birth} {:?} {address}", card.gender)
    }

    #[test]
    fn one_card_is_read_from_every_usual_form() {
        let expected = format!("{NUMBER} นางสาว,มะลิ,,ทดสอบดี 1989-12-28 Some(Female) มุกดาหาร");
        let parts = [
            NUMBER,
            "นางสาว#มะลิ##ทดสอบดี",
            "Miss#Mali##Thotsopdi",
            "25321228",
            "2",
            ADDRESS,
            "25650301",
            "25731227",
        ];
        for separator in ["|", "\t", "\n", "\r\n", " | ", ";"] {
            assert_eq!(said(&parts.join(separator)), expected, "{separator:?}");
        }
        for pasted in [
            format!(
                "{NUMBER}#นางสาว#มะลิ##ทดสอบดี#Miss#Mali##Thotsopdi#25321228#2#{ADDRESS}#25650301"
            ),
            String::from(
                "เลขประจำตัวประชาชน: 1-9901-00000-01-1\nชื่อ-นามสกุล: นางสาวมะลิ ทดสอบดี\nName (EN): Miss Mali Thotsopdi\n\
                 วันเกิด: 28/12/2532\nเพศ: หญิง\nที่อยู่: 99/9 หมู่ที่ 9 ตำบลมุกดาหาร อำเภอเมืองมุกดาหาร จังหวัดมุกดาหาร\nวันออกบัตร: 1/3/2565",
            ),
            format!(
                "CitizenID={NUMBER}\nTitleTH=นางสาว\nFirstNameTH=มะลิ\nLastNameTH=ทดสอบดี\nFirstNameEN=Mali\n\
                 BirthDate=1989-12-28\nGender=F\nAddress={ADDRESS}"
            ),
            format!(
                "Identification Number={NUMBER}\nTh_Prefix=นางสาว\nTh_Firstname=มะลิ\nTh_Lastname=ทดสอบดี\nEn_Firstname=Mali\n\
                 Birthday=28/12/2532\nSex=2\nAddress={ADDRESS}"
            ),
            format!(
                "citizen={NUMBER}\nTH Fullname=นางสาวมะลิ ทดสอบดี\nEN Fullname=Miss Mali Thotsopdi\nDOB=28/12/2532\nGender=F\nAddress={ADDRESS}"
            ),
            format!("{NUMBER}|นางสาว|มะลิ|ทดสอบดี|1989-12-28|หญิง|{ADDRESS}"),
            format!(
                "คำนำหน้า: นางสาว\nชื่อ: มะลิ\nสกุล: ทดสอบดี\nเลขบัตร: {NUMBER}\nเกิดวันที่: 28 ธ.ค. 2532\nsex: 2\naddress: {ADDRESS}"
            ),
        ] {
            assert_eq!(said(&pasted), expected, "{pasted}");
        }
    }

    #[test]
    fn what_is_not_there_or_wrong_is_left_out() {
        for (pasted, expected) in [
            ("", " ,,,  None "),
            ("1990100000012", " ,,,  None "),
            ("๑๙๙๐๑๐๐๐๐๐๐๑๑", "1990100000011 ,,,  None "),
            (
                "1990100000011|นาง#ทองใบ##สมมติ|24930000|2",
                "1990100000011 นาง,ทองใบ,,สมมติ 1950 Some(Female) ",
            ),
            ("24930300", " ,,, 1950-03 None "),
            ("99999999", " ,,,  None "),
            ("25700101", " ,,,  None "),
            ("นายสมมติ มหาวัฒนา ตัวอย่างงาม", " นาย,สมมติ,มหาวัฒนา,ตัวอย่างงาม  None "),
            ("นายิกา ใจดี", " ,นายิกา,,ใจดี  None "),
            ("พันตำรวจโท สมชาย ใจดี", " พันตำรวจโท,สมชาย,,ใจดี  None "),
            ("พันตำรวจโทหญิงมะลิ ทดสอบดี", " พันตำรวจโทหญิง,มะลิ,,ทดสอบดี  None "),
            ("พันตำรวจโท|สมชาย|ใจดี", " พันตำรวจโท,สมชาย,,ใจดี  None "),
            ("พ.ต.ท. สมชาย ใจดี", " พ.ต.ท.,สมชาย,,ใจดี  None "),
            ("พระพรหม ใจดี", " ,พระพรหม,,ใจดี  None "),
            ("นาย|พระพรหม|ใจดี", " นาย,พระพรหม,,ใจดี  None "),
            ("นาย|นายกร|นายวงศ์", " นาย,นายกร,,นายวงศ์  None "),
            ("ชื่อ: นายพระพรหม ใจดี", " นาย,พระพรหม,,ใจดี  None "),
            ("hello | world # # #", " ,,,  None "),
        ] {
            assert_eq!(said(pasted), expected, "{pasted}");
        }
    }

    proptest! {
        #[test]
        fn no_text_stops_it(pasted in "\\PC{0,200}|[0-9#|:=\t\n กขคงนายตำบล/.-]{0,200}") {
            let _ = Card::read(&pasted, today());
        }

        #[test]
        fn the_chip_reads_back(given in "[ก-ฮ]{3,10}", family in "[ก-ฮ]{3,10}", year in 2450..2569, month in 0u32..13, day in 0u32..29) {
            let chip = format!("{NUMBER}|นาย#{given}##{family}|{year}{month:02}{day:02}|1|{ADDRESS}");
            let card = Card::read(&chip, today());
            prop_assert_eq!(card.names.full(), format!("นาย{given} {family}"));
            let birth = card.birth.unwrap();
            prop_assert_eq!(birth.year(), year - 543);
            prop_assert_eq!(birth.month(), (month != 0).then_some(month));
            prop_assert_eq!(birth.day(), (month != 0 && day != 0).then_some(day));
            prop_assert_eq!(card.gender, Some(Gender::Male));
            prop_assert_eq!(card.address.unwrap().district, "เมืองมุกดาหาร");
        }
    }
}
