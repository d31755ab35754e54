//! Cleaning of typed text (การทำความสะอาดข้อความ): one spelling for what looks the same.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Marks that may follow one another on a letter. Thai needs two, Vietnamese and Hebrew three.
const MARKS: usize = 8;

/// Why typed text cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextProblem {
    /// It has more characters than there is room for.
    #[error("{len} characters, {max} allowed")]
    TooLong {
        /// Characters allowed.
        max: usize,
        /// Characters counted.
        len: usize,
    },
    /// It piles up marks until neighbouring lines cannot be read.
    #[error("too many marks on one letter")]
    TooManyMarks,
}

/// Cleans one line of typed text: normalised (NFC and Thai spelling), without invisible characters, single
/// spaces, trimmed. `max` counts characters after cleaning. Text that was blank is empty.
pub fn clean_line(text: &str, max: usize) -> Result<String, TextProblem> {
    check(spelt(&visible(text).collect::<Vec<_>>().join(" "))?, max)
}

/// Cleans text of several lines as [`clean_line`] does; keeps line breaks, and one empty line between lines.
pub fn clean_lines(text: &str, max: usize) -> Result<String, TextProblem> {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    let mut lines: Vec<_> =
        text.split('\n').map(|line| visible(line).collect::<Vec<_>>().join(" ")).collect();
    lines.dedup_by(|a, b| a.is_empty() && b.is_empty());
    check(spelt(lines.join("\n").trim_matches('\n'))?, max)
}

/// Writes Thai digits (๐–๙) as 0–9, and leaves everything else.
#[must_use]
pub fn ascii_digits(text: &str) -> String {
    let plain = |c| match c {
        '๐'..='๙' => char::from_digit(u32::from(c) - u32::from('๐'), 10).unwrap_or(c),
        c => c,
    };
    text.chars().map(plain).collect()
}

fn check(text: String, max: usize) -> Result<String, TextProblem> {
    let mut marks = 0;
    for c in text.chars() {
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        if marks > MARKS {
            return Err(TextProblem::TooManyMarks);
        }
    }
    match text.chars().count() {
        len if len > max => Err(TextProblem::TooLong { max, len }),
        _ => Ok(text),
    }
}

/// The words of a line, without characters that cannot be seen.
fn visible(line: &str) -> impl Iterator<Item = String> {
    line.split(char::is_whitespace)
        .map(|word| word.chars().filter(|c| !invisible(*c)).collect::<String>())
        .filter(|word| !word.is_empty())
}

/// Controls, zero-width characters, and marks that turn the reading direction (UAX 9) or hide in emoji.
fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// The one spelling of what looks the same on the screen: NFC, and for Thai what NFC leaves open.
///
/// A mark put elsewhere may have new neighbours, so it goes over the text until nothing changes: once for what
/// people write. What has not settled after eight rounds was made to be unreadable.
fn spelt(text: &str) -> Result<String, TextProblem> {
    let mut text = text.to_owned();
    for _ in 0..MARKS {
        let mut out: Vec<char> = Vec::with_capacity(text.len());
        for c in text.nfc() {
            put(&mut out, c);
        }
        let next: String = out.into_iter().collect();
        if next == text {
            return Ok(text);
        }
        text = next;
    }
    Err(TextProblem::TooManyMarks)
}

/// Puts one character behind `out`, mending the usual slips of Thai typing.
fn put(out: &mut Vec<char>, c: char) {
    match (out.last().copied(), c) {
        // เ twice for แ
        (Some('เ'), 'เ') => {
            out.pop();
            out.push('แ');
        }
        // The same mark twice shows as one.
        (Some(last), _) if last == c && is_thai_mark(c) => {}
        // นิคหิต and สระอา are the parts of สระอำ; a tone may stand between them.
        (Some('\u{e4d}'), 'า') => {
            out.pop();
            put(out, 'ำ');
        }
        (Some(tone), 'า') if is_tone(tone) && out.iter().nth_back(1) == Some(&'\u{e4d}') => {
            out.truncate(out.len() - 2);
            put(out, tone);
            put(out, 'ำ');
        }
        // A tone belongs before สระอำ and after the vowel above or below its letter.
        (Some('ำ'), tone) if is_tone(tone) => {
            out.pop();
            put(out, tone);
            put(out, 'ำ');
        }
        (Some(tone), vowel) if is_tone(tone) && is_vowel_mark(vowel) => {
            out.pop();
            put(out, vowel);
            put(out, tone);
        }
        _ => out.push(c),
    }
}

fn is_tone(c: char) -> bool {
    ('\u{e48}'..='\u{e4c}').contains(&c)
}

fn is_vowel_mark(c: char) -> bool {
    matches!(c, '\u{e31}' | '\u{e34}'..='\u{e39}' | '\u{e4d}')
}

fn is_thai_mark(c: char) -> bool {
    is_tone(c) || is_vowel_mark(c) || c == 'ำ'
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_line_is_kept_without_what_cannot_be_seen() {
        for (typed, kept) in [
            ("  สมชาย \t  ใจดี\u{a0} ", "สมชาย ใจดี"),
            ("\u{feff}สม\u{200b}ชาย", "สมชาย"),
            ("abc\u{202e}fdp.exe", "abcfdp.exe"),
            ("a\u{0}b\u{7}c", "abc"),
            ("สองบรรทัด\r\nเป็นหนึ่ง", "สองบรรทัด เป็นหนึ่ง"),
            (" \u{200b} ", ""),
            ("e\u{301}", "é"),
        ] {
            assert_eq!(clean_line(typed, 50).as_deref(), Ok(kept), "{typed:?}");
        }
    }

    #[test]
    fn thai_that_looks_the_same_is_spelt_the_same() {
        for (typed, kept) in [
            ("น\u{e4d}\u{e32}", "น\u{e33}"),
            ("น\u{e4d}\u{e49}\u{e32}", "น\u{e49}\u{e33}"),
            ("น\u{e49}\u{e4d}\u{e32}", "น\u{e49}\u{e33}"),
            ("น\u{e33}\u{e49}", "น\u{e49}\u{e33}"),
            ("ท\u{e48}\u{e35}", "ท\u{e35}\u{e48}"),
            ("ท\u{e35}\u{e48}\u{e48}", "ท\u{e35}\u{e48}"),
            ("สทธ\u{e4c}\u{e34}", "สทธ\u{e34}\u{e4c}"),
            ("เเม่", "แม่"),
            ("หนี้นอกระบบ", "หนี้นอกระบบ"),
        ] {
            assert_eq!(clean_line(typed, 50).as_deref(), Ok(kept), "{typed:?}");
        }
    }

    #[test]
    fn lines_stay_lines() {
        for (typed, kept) in [
            ("หนึ่ง\r\nสอง", "หนึ่ง\nสอง"),
            ("\n\n หนึ่ง  ก \n \n\t\n\nสอง\n", "หนึ่ง ก\n\nสอง"),
            ("a\u{2028}b\rc", "a\nb\nc"),
            ("\n", ""),
        ] {
            assert_eq!(clean_lines(typed, 50).as_deref(), Ok(kept), "{typed:?}");
        }
    }

    #[test]
    fn too_much_text_and_too_many_marks_are_refused() {
        assert_eq!(clean_line("กกกก", 3), Err(TextProblem::TooLong { max: 3, len: 4 }));
        assert_eq!(clean_line("ที่ ", 3).as_deref(), Ok("ที่"));
        let marks = |n| format!("z{}", ['\u{301}', '\u{323}'].repeat(n).iter().collect::<String>());
        assert!(clean_line(&marks(4), 99).is_ok());
        assert_eq!(clean_lines(&marks(30), 99), Err(TextProblem::TooManyMarks));
        let endless = "ำ\u{301}\u{e48}".repeat(50_000);
        assert_eq!(clean_line(&endless, 99), Err(TextProblem::TooManyMarks));
    }

    #[test]
    fn thai_digits_are_digits() {
        assert_eq!(ascii_digits("๐๑๒๓๔๕๖๗๘๙ 10 บาท"), "0123456789 10 บาท");
    }

    proptest! {
        #[test]
        fn clean_text_stays_as_it_is(text in "\\PC{0,40}|[กนเแาำ \\n\u{e31}-\u{e3a}\u{e47}-\u{e4e}\u{200b}\u{301}]{0,20}") {
            if let Ok(clean) = clean_line(&text, 100) {
                prop_assert_eq!(clean_line(&clean, 100), Ok(clean.clone()));
                prop_assert!(!clean.contains(['\n', '\r', '\0']));
            }
            if let Ok(clean) = clean_lines(&text, 100) {
                prop_assert_eq!(clean_lines(&clean, 100), Ok(clean));
            }
        }
    }
}
