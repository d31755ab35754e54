//! Lines that break between words (การตัดคำ): Thai has no spaces between them.
//!
//! Typst finds Thai words by a trained model that splits ภาย|ใน and glues names; the dictionary takes
//! the longest word it can (การก|ระทำ). So the places are decided here, where both agree and no word
//! of [`WHOLE`] is cut: [`BREAK`] between words, [`JOIN`] inside them.

use std::collections::BTreeSet;

use icu_segmenter::{WordSegmenter, options::WordBreakInvariantOptions};

use super::{BREAK, JOIN, is_mark};

/// The letters after which a line may break anywhere when the text itself offers no place: a third
/// of a line, so that nothing runs over the margin.
const LONGEST: usize = 24;

/// Words of these papers that a line never cuts, though they are made of smaller words.
const WHOLE: [&str; 22] = [
    "กฎหมาย",
    "การกระทำ",
    "กระทำ",
    "กระทรวง",
    "เกี่ยวข้อง",
    "ข้อตกลง",
    "ข้อมูล",
    "ค่าใช้จ่าย",
    "เจ้าหน้าที่",
    "เจ้าหนี้",
    "ดอกเบี้ย",
    "ตรวจสอบ",
    "ลงทะเบียน",
    "นอกระบบ",
    "ประนีประนอม",
    "ลูกหนี้",
    "วันทำการ",
    "ส่วนบุคคล",
    "หน่วยงาน",
    "หลักฐาน",
    "หมายเลข",
    "อำเภอ",
];

/// Marks the places where lines break in Thai words; all other text stays as it is.
pub(crate) fn thai_breakable(text: &str) -> String {
    let mut marked = String::with_capacity(text.len() * 2);
    let mut rest = text;
    while let Some(start) = rest.find(is_thai) {
        let (before, from) = rest.split_at(start);
        let (run, after) = from.split_at(from.find(|c| !is_thai(c)).unwrap_or(from.len()));
        marked.push_str(before);
        mark_run(run, &mut marked);
        rest = after;
    }
    marked.push_str(rest);
    marked
}

/// Marks the places where lines break in Thai words, and in anything else too long for a line.
pub(crate) fn breakable(text: &str) -> String {
    let mut marked = String::with_capacity(text.len() * 2);
    let mut unbroken = 0;
    for letter in thai_breakable(text).chars() {
        if unbroken >= LONGEST && letter != BREAK && letter != JOIN && !is_mark(letter) {
            marked.push(BREAK);
        }
        let ends = letter.is_whitespace() || letter == BREAK || is_thai(letter);
        unbroken = if ends { 0 } else { unbroken + 1 };
        marked.push(letter);
    }
    marked
}

fn mark_run(run: &str, marked: &mut String) {
    let ends = word_ends(run);
    let mut unbroken = 0;
    let mut before = None;
    for (at, letter) in run.char_indices() {
        if before.is_some_and(|before| may_part(before, letter)) {
            let part = ends.contains(&at) || unbroken >= LONGEST;
            marked.push(if part { BREAK } else { JOIN });
            unbroken = if part { 0 } else { unbroken };
        }
        marked.push(letter);
        unbroken += 1;
        before = Some(letter);
    }
}

/// The places in a run of Thai where a word surely ends.
fn word_ends(run: &str) -> BTreeSet<usize> {
    let options = WordBreakInvariantOptions::default();
    let dictionary = WordSegmenter::new_dictionary(options).segment_str(run);
    let model: BTreeSet<usize> = WordSegmenter::new_lstm(options).segment_str(run).collect();
    let mut ends: BTreeSet<usize> = dictionary.filter(|end| model.contains(end)).collect();
    for word in WHOLE {
        for (start, _) in run.match_indices(word) {
            ends.retain(|end| *end <= start || *end >= start + word.len());
        }
    }
    // the signs of repetition and abbreviation stay with their word
    ends.retain(|end| !run[*end..].starts_with(['ๆ', 'ฯ']));
    ends
}

/// Thai letters, vowels and marks, without the baht sign and the numerals.
fn is_thai(letter: char) -> bool {
    matches!(letter, '\u{0E01}'..='\u{0E3A}' | '\u{0E40}'..='\u{0E4E}')
}

/// Whether two neighbours are not one syllable's letter and vowel.
fn may_part(before: char, after: char) -> bool {
    let leads = |letter| matches!(letter, '\u{0E40}'..='\u{0E44}');
    let follows = |letter| matches!(letter, 'ะ' | 'า' | 'ำ' | 'ๅ');
    let syllable = leads(before) && !leads(after) || follows(after) && !follows(before);
    !syllable && !is_mark(after)
}

#[cfg(test)]
mod tests {
    use super::{super::clean, BREAK, JOIN, breakable};

    fn shown(text: &str) -> String {
        breakable(text).replace(JOIN, "").replace(BREAK, "|")
    }

    #[test]
    fn lines_break_between_words() {
        for (text, words) in [
            ("เพื่อการศึกษาภายในวันที่กำหนด", "เพื่อ|การ|ศึกษา|ภายใน|วัน|ที่|กำหนด"),
            ("เจ้าหนี้ต่างๆ ในกรุงเทพฯ", "เจ้าหนี้|ต่างๆ ใน|กรุงเทพฯ"),
            ("ลงทะเบียน online", "ลงทะเบียน online"),
            ("พบการกระทำผิดกฎหมาย", "พบ|การกระทำ|ผิดกฎหมาย"),
            ("", ""),
        ] {
            assert_eq!(shown(text), words);
        }
    }

    #[test]
    fn a_text_without_words_breaks_before_it_runs_over_the_margin() {
        for letter in ["ก", "ก้", "a", "#", "๑", "เ", "า", "ำ"] {
            let longest = breakable(&letter.repeat(5_000))
                .split(BREAK)
                .map(|part| part.replace(JOIN, "").chars().count())
                .max();
            assert!(longest < Some(60), "{letter}: {longest:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn marking_changes_nothing_a_person_reads(text in "(\\PC|[ก-๛]|เ|ำ|\n){0,80}") {
            let text = clean(&text);
            proptest::prop_assert_eq!(breakable(&text).replace([BREAK, JOIN], ""), text);
        }
    }
}
