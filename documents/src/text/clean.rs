//! Takes out of a text what cannot or must not be printed.
//!
//! Invisible characters can hide or turn round what a paper says; PDF/A-2a forbids letters the font
//! has not got.

use super::is_mark;
use crate::render::has_glyph;

/// Stands where a letter is that the documents' font has not got.
const MISSING: char = '?';

/// Marks that one letter may carry; no Thai or Latin word needs more than two.
const MOST_MARKS: usize = 4;

/// Takes out invisible characters, makes every odd space a plain one, and puts `?` for a letter that
/// the documents' font has not got. Line breaks stay; towers of marks are cut.
pub(crate) fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let mut marks = 0;
    let mut fits = |letter: &char| {
        marks = if is_mark(*letter) { marks + 1 } else { 0 };
        marks <= MOST_MARKS
    };
    text.chars().filter(|c| !is_invisible(*c)).filter(|c| fits(c)).map(printable).collect()
}

fn printable(letter: char) -> char {
    match letter {
        '\n' | '\u{A0}' => letter,
        '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        space if space.is_whitespace() => ' ',
        // private use: covered by some fonts, forbidden by PDF/A-2a (ISO 19005-2, 6.2.11.7.2)
        '\u{E000}'..='\u{F8FF}' => MISSING,
        letter if has_glyph(letter) => letter,
        _ => MISSING,
    }
}

/// Controls, and Unicode's default-ignorable characters: joiners, direction marks, variation selectors.
fn is_invisible(letter: char) -> bool {
    let space = matches!(letter, '\n' | '\r' | '\t' | '\u{B}' | '\u{C}' | '\u{85}');
    let ignorable = matches!(letter,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}');
    ignorable || letter.is_control() && !space
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn what_cannot_be_printed_is_taken_out_or_marked() {
        for (typed, printed) in [
            ("น้ำใจ ปี่ ฐานันดร", "น้ำใจ ปี่ ฐานันดร"),
            ("นาย\u{202E}ก\u{202C}", "นายก"),
            ("สม\u{200B}หมาย\u{2060}\u{FEFF}", "สมหมาย"),
            ("a\tb\r\nc\rd\u{2028}e", "a b\nc\nd\ne"),
            ("ยิ้ม 😀", "ยิ้ม ?"),
            ("\u{F8FF}\u{0}\u{1B}[31m", "?[31m"),
            ("张三", "??"),
            ("ก้้้้้้้า", "ก้้้้า"),
        ] {
            assert_eq!(clean(typed), printed, "{typed:?}");
        }
    }
}
