//! Title before a name (คำนำหน้านาม): what stands there is known, and is no part of the name.
//!
//! The words are those of the identity card and the ranks of the forces. Their short forms need no list: short groups
//! of consonants, each with its full stop, as in ร.ต.อ., ม.ล., ผศ.ดร. or อส.ทพ., begin no name.

/// Titles written against the name or before a space. A longer one stands before its own beginning.
const WORDS: [&str; 31] = [
    "นางสาว",
    "นาง",
    "นายแพทย์",
    "นาย",
    "น.ส.",
    "เด็กชาย",
    "เด็กหญิง",
    "ด.ช.",
    "ด.ญ.",
    "ว่าที่",
    "หม่อมราชวงศ์",
    "หม่อมหลวง",
    "หม่อมเจ้า",
    "ท่านผู้หญิง",
    "คุณหญิง",
    "พลทหาร",
    "พลตำรวจ",
    "ดาบตำรวจ",
    "จ่าสิบตำรวจ",
    "ศาสตราจารย์",
    "รองศาสตราจารย์",
    "ผู้ช่วยศาสตราจารย์",
    "ดอกเตอร์",
    "แพทย์หญิง",
    "ทันตแพทย์หญิง",
    "ทันตแพทย์",
    "เภสัชกรหญิง",
    "เภสัชกร",
    "สัตวแพทย์หญิง",
    "สัตวแพทย์",
    "สามเณร",
];

/// Titles only where a space or a full stop ends them: names begin with the same letters, as คุณากร and พระแก้ว do.
const APART: [&str; 19] = [
    "นส",
    "ดช",
    "ดญ",
    "ดร",
    "คุณ",
    "ครู",
    "อาจารย์",
    "พระ",
    "พระครู",
    "พระมหา",
    "พระภิกษุ",
    "แม่ชี",
    "หม่อม",
    "mr",
    "mrs",
    "ms",
    "miss",
    "master",
    "dr",
];

/// What the ranks of army, navy, air force and police begin with; one of [`GRADES`] follows.
const RANKS: [&str; 19] = [
    "พล",
    "พลเรือ",
    "พลอากาศ",
    "พลตำรวจ",
    "พัน",
    "พันตำรวจ",
    "ร้อย",
    "ร้อยตำรวจ",
    "นาวา",
    "นาวาอากาศ",
    "เรือ",
    "เรืออากาศ",
    "จ่าสิบ",
    "สิบ",
    "สิบตำรวจ",
    "พันจ่า",
    "พันจ่าอากาศ",
    "จ่า",
    "จ่าอากาศ",
];

const GRADES: [&str; 4] = ["เอก", "โท", "ตรี", "จัตวา"];

/// The name without its titles, however many there are. A name that is nothing but a title stays.
///
/// The text is clean and in lower case.
pub(super) fn without_title(name: &str) -> &str {
    let mut name = name.trim_start_matches(is_between);
    while let Some(after) = behind_title(name) {
        name = after;
    }
    name
}

/// The titles before a name, as they are written, and the name; the text is clean.
#[must_use]
pub fn split_title(name: &str) -> (&str, &str) {
    let rest = without_title(name);
    (name.strip_suffix(rest).unwrap_or_default().trim(), rest)
}

/// Whether a text is titles and nothing else.
#[must_use]
pub fn is_title(text: &str) -> bool {
    const NAME: &str = "ก";
    !text.is_empty() && without_title(&format!("{text} {NAME}")) == NAME
}

fn behind_title(name: &str) -> Option<&str> {
    if let Some(after) = behind_rank(name).or_else(|| behind_word(name)) {
        return Some(after);
    }
    let after = behind_short_form(name).and_then(behind);
    let of_a_woman = after.and_then(|after| after.strip_prefix("หญิง").and_then(behind));
    of_a_woman.or(after).or_else(|| behind_word_apart(name))
}

/// พันตำรวจโท, and พันตำรวจโทหญิง.
fn behind_rank(name: &str) -> Option<&str> {
    let starts = RANKS.iter().filter_map(|rank| name.strip_prefix(rank));
    let after = starts
        .flat_map(|rest| GRADES.iter().filter_map(move |grade| rest.strip_prefix(grade)))
        .find_map(behind)?;
    after.strip_prefix("หญิง").and_then(behind).or(Some(after))
}

fn behind_word(name: &str) -> Option<&str> {
    WORDS.iter().filter_map(|word| name.strip_prefix(word)).find_map(behind)
}

fn behind_word_apart(name: &str) -> Option<&str> {
    let mut after = APART.iter().filter_map(|word| name.strip_prefix(word));
    after.find(|after| after.starts_with(is_between)).and_then(behind)
}

/// ร.ต.อ., and ร.ต.อ with its last stop forgotten.
fn behind_short_form(name: &str) -> Option<&str> {
    let mut after = None;
    let mut rest = name;
    while let Some((letters, next)) = rest.split_once('.') {
        if !(1..=3).contains(&letters.chars().count()) || !letters.chars().all(is_consonant) {
            break;
        }
        after = Some(next);
        rest = next;
    }
    let mut letters = rest.chars();
    match (letters.next(), letters.next()) {
        (Some(last), Some(' ')) if after.is_some() && is_consonant(last) => Some(letters.as_str()),
        _ => after,
    }
}

/// The name that begins behind a title. A mark there belongs to the letter before: นายิกา has no title.
fn behind(after: &str) -> Option<&str> {
    let rest = after.trim_start_matches(is_between);
    let goes_on = after.starts_with(|c| matches!(c, 'ะ'..='\u{e3a}' | 'ๅ'..='\u{e4e}'));
    (!goes_on && !rest.is_empty()).then_some(rest)
}

/// Spaces and punctuation. Marks of letters are neither.
fn is_between(c: char) -> bool {
    !c.is_alphanumeric() && !matches!(c, '\u{e47}'..='\u{e4e}')
}

fn is_consonant(c: char) -> bool {
    matches!(c, 'ก'..='ฮ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_goes_and_the_name_stays() {
        for (typed, name) in [
            ("นายสมชาย", "สมชาย"),
            ("นาย สมชาย ใจดี", "สมชาย ใจดี"),
            ("(นาง) มะลิ", "มะลิ"),
            ("นางสาวมะลิ", "มะลิ"),
            ("น.ส.มะลิ", "มะลิ"),
            ("น.ส. มะลิ", "มะลิ"),
            ("น.ส มะลิ", "มะลิ"),
            ("นส.มะลิ", "มะลิ"),
            ("นส มะลิ", "มะลิ"),
            ("น.ส.กร ใจดี", "กร ใจดี"),
            ("ด.ช.ก้อง", "ก้อง"),
            ("ด.ญ. แก้ว", "แก้ว"),
            ("เด็กหญิงแก้ว", "แก้ว"),
            ("ว่าที่ ร.ต. สมชาย", "สมชาย"),
            ("ว่าที่ร้อยตรีหญิงมะลิ", "มะลิ"),
            ("ว่าที่ ร.ต.หญิง มะลิ", "มะลิ"),
            ("ร.ต.อ.(หญิง) มะลิ", "มะลิ"),
            ("ร.ต.อ สมชาย", "สมชาย"),
            ("พล.ต.ท. สมชาย", "สมชาย"),
            ("พลตำรวจเอก สมชาย", "สมชาย"),
            ("พลตำรวจ สมชาย", "สมชาย"),
            ("จ่าสิบเอกสมชาย", "สมชาย"),
            ("นาวาอากาศโท สมชาย", "สมชาย"),
            ("ผศ.ดร.มะลิ", "มะลิ"),
            ("ม.ร.ว. มะลิ", "มะลิ"),
            ("นายแพทย์สมชาย", "สมชาย"),
            ("พระ สมชาย", "สมชาย"),
            ("คุณ สมชาย", "สมชาย"),
            ("mr. john", "john"),
            ("miss mali", "mali"),
        ] {
            assert_eq!(without_title(typed), name, "{typed}");
        }
    }

    #[test]
    fn a_title_is_told_from_the_name_behind_it() {
        for (typed, title, name) in [
            ("นายสมชาย", "นาย", "สมชาย"),
            ("น.ส. มะลิ", "น.ส.", "มะลิ"),
            ("พันตำรวจโท สมชาย ใจดี", "พันตำรวจโท", "สมชาย ใจดี"),
            ("พันตำรวจโทหญิงมะลิ", "พันตำรวจโทหญิง", "มะลิ"),
            ("ว่าที่ร้อยตรี สมชาย", "ว่าที่ร้อยตรี", "สมชาย"),
            ("พระพรหม ใจดี", "", "พระพรหม ใจดี"),
            ("นายิกา ใจดี", "", "นายิกา ใจดี"),
            ("นาย", "", "นาย"),
            ("", "", ""),
        ] {
            assert_eq!(split_title(typed), (title, name), "{typed}");
        }
        for title in ["นาย", "น.ส.", "พันตำรวจโท", "พระ", "ว่าที่ ร.ต.", "หม่อมหลวง"]
        {
            assert!(is_title(title), "{title}");
        }
        for name in ["", "มะลิ", "พระพรหม", "นายิกา", "นายสมชาย", "คุณากร"]
        {
            assert!(!is_title(name), "{name}");
        }
    }

    #[test]
    fn a_name_that_only_begins_like_a_title_stays_whole() {
        for name in [
            "นายิกา",
            "นางามตา",
            "คุณากร",
            "คุณเดช",
            "พระพรหม",
            "ดรุณี",
            "เรืองชัย",
            "พลอยไพลิน",
            "พันเทพ",
            "นาย",
            "พลเอก",
            "หญิง ใจดี",
            "missy",
            "j. smith",
            "ก.",
            "",
        ] {
            assert_eq!(without_title(name), name);
        }
    }
}
