//! ป้ายกำกับข้อมูลบัตร — what the programs of card readers write before the parts of a card, in Thai and English.

use super::card::is_mark;

/// What a label can say of the part behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    Number,
    Name,
    Title,
    Given,
    Middle,
    Family,
    Birth,
    Gender,
    Address,
    /// A label of something that is not asked: an English name, the day of issue, the photo.
    Other,
}

/// A part's label, if it has one, and what stands behind it.
pub(super) fn labelled(part: &str) -> (Option<Label>, &str) {
    let Some((label, value)) = part.split_once([':', '=']) else { return (None, part) };
    let plain: String = label
        .chars()
        .filter(|c| c.is_alphanumeric() || is_mark(*c))
        .collect::<String>()
        .to_lowercase();
    if plain.is_empty() || !plain.chars().any(char::is_alphabetic) || plain.chars().count() > 40 {
        return (None, part);
    }
    let ends = ["en", "eng"].iter().any(|end| plain.ends_with(end)) && !plain.ends_with("citizen");
    let english = plain.starts_with("en") || ends || plain.contains("english");
    // "Th_Firstname" is what "Firstname" is.
    let thai = ["thai", "th"].iter().find_map(|thai| plain.strip_prefix(thai));
    let found = match thai.unwrap_or(&plain) {
        _ if english || plain.contains("อังกฤษ") => Label::Other,
        "คำนำหน้า" | "คำนำหน้านาม" | "คำนำหน้าชื่อ" | "title" | "titleth" | "prefix" | "prefixth" => {
            Label::Title
        }
        "ชื่อตัว" | "firstname" | "firstnameth" | "givenname" | "givennameth" | "fname" => {
            Label::Given
        }
        "ชื่อกลาง" | "ชื่อรอง" | "middlename" | "middlenameth" => {
            Label::Middle
        }
        // ชื่อสกุล is the family name, and ชื่อ-สกุล the whole one: several words are a whole name.
        "ชื่อสกุล" | "ชื่อ" if value.trim().contains(['#', ' ']) => {
            Label::Name
        }
        "ชื่อ" => Label::Given,
        "นามสกุล"
        | "ชื่อสกุล"
        | "สกุล"
        | "lastname"
        | "lastnameth"
        | "familyname"
        | "familynameth"
        | "surname"
        | "lname" => Label::Family,
        "ชื่อนามสกุล" | "ชื่อตัวและชื่อสกุล" | "name" | "nameth" | "fullname" | "fullnameth" => {
            Label::Name
        }
        "เพศ" | "gender" | "sex" => Label::Gender,
        _ if plain.contains("เกิด") || plain.contains("birth") || plain.ends_with("dob") => {
            Label::Birth
        }
        _ if plain.contains("ที่อยู่") || plain.contains("address") => Label::Address,
        _ if plain.contains("เลขประจำตัว")
            || plain.contains("เลขบัตร")
            || plain.contains("citizen")
            || plain.contains("identification") =>
        {
            Label::Number
        }
        "cid" | "pid" | "nationalid" | "idcard" | "idnumber" | "id" => Label::Number,
        _ => Label::Other,
    };
    (Some(found), value)
}
