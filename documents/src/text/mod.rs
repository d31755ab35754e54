//! Text (ข้อความ) made fit for paper: safe to print, and breaking its lines between words.

mod clean;
mod words;

pub(crate) use clean::clean;
pub(crate) use words::{breakable, thai_breakable};

/// A place where a line may break (zero width space). Added for layout, never left in the PDF.
pub(crate) const BREAK: char = '\u{200B}';
/// A place where a line must not break (word joiner). Added for layout, never left in the PDF.
pub(crate) const JOIN: char = '\u{2060}';

/// Marks above and below, which are drawn with the letter before them.
fn is_mark(letter: char) -> bool {
    let thai = matches!(letter, '\u{0E31}' | '\u{0E34}'..='\u{0E3A}' | '\u{0E47}'..='\u{0E4E}');
    thai || matches!(letter, '\u{0300}'..='\u{036F}')
}

/// Writes every Latin digit as the Thai numeral that official papers use: `2569` → `๒๕๖๙`.
///
/// For dates and document numbers in Thai text; not for tracking numbers, addresses or telephone
/// numbers, which people type.
#[must_use]
pub fn thai_digits(text: &str) -> String {
    let thai = |digit: char| digit.to_digit(10).and_then(|value| char::from_u32(0x0E50 + value));
    text.chars().map(|letter| thai(letter).unwrap_or(letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::thai_digits;

    #[test]
    fn latin_digits_become_thai_numerals_and_nothing_else_changes() {
        for (latin, thai) in [
            ("22 พฤศจิกายน 2569", "๒๒ พฤศจิกายน ๒๕๖๙"),
            ("1,040.50 บาท", "๑,๐๔๐.๕๐ บาท"),
            ("๑๒ ที่", "๑๒ ที่"),
            ("", ""),
        ] {
            assert_eq!(thai_digits(latin), thai);
        }
    }
}
