//! Folding of names (การเทียบชื่อ): one form for the spellings under which a person is looked for.
//!
//! A folded name is compared or hashed, never shown. It finds too much rather than too little: พงษ์ and พงศ์ are one.

use unicode_normalization::UnicodeNormalization;

use super::sound::{THANTHAKHAT, lk82, udom83, without_silenced};
use super::title::without_title;
use super::{ascii_digits, clean_line};

/// A form of a name under which its owner is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// The given name, folded.
    Given,
    /// The family name, folded.
    Family,
    /// Given and family name, folded into one: the same as [`fold_name`] of both with a space between.
    Full,
    /// The LK82 code of the folded given name.
    GivenLk82,
    /// The Udom83 code of the folded given name.
    GivenUdom83,
    /// The LK82 code of the folded family name.
    FamilyLk82,
    /// The Udom83 code of the folded family name.
    FamilyUdom83,
}

impl Form {
    /// The code that keeps one form's hashes apart from another's.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Family => "family",
            Self::Full => "full",
            Self::GivenLk82 => "given-lk82",
            Self::GivenUdom83 => "given-udom83",
            Self::FamilyLk82 => "family-lk82",
            Self::FamilyUdom83 => "family-udom83",
        }
    }
}

/// The forms of a name, none of them empty. Only Thai names have forms of sound.
#[must_use]
pub fn search_forms(given: &str, family: &str) -> Vec<(Form, String)> {
    let (given, family) = (fold_name(given), fold_family(family));
    let full = format!("{given}{family}");
    let sound = |code: fn(&str) -> String, name: &str| {
        if is_thai(name) { code(name) } else { String::new() }
    };
    let mut forms = vec![
        (Form::GivenLk82, sound(lk82, &given)),
        (Form::GivenUdom83, sound(udom83, &given)),
        (Form::FamilyLk82, sound(lk82, &family)),
        (Form::FamilyUdom83, sound(udom83, &family)),
        (Form::Given, given),
        (Form::Family, family),
        (Form::Full, full),
    ];
    forms.retain(|(_, text)| !text.is_empty());
    forms
}

/// Folds a given or a full name: without title (นาย, น.ส., ว่าที่ ร.ต. …), then as [`fold_family`] does.
#[must_use]
pub fn fold_name(name: &str) -> String {
    letters(without_title(&plain(name)))
}

/// Folds a family name, which has no title. Empty when nothing is left.
///
/// Gone are: spaces, punctuation, invisible characters, tone marks, ไม้ไต่คู้, ๆ, ฯ, silenced letters with their
/// ทัณฑฆาต, marks on Latin letters. One are: capital and small letters, Thai and other digits, สระอำ typed in one or
/// two characters, า and ๅ, ข and ฃ, ค and ฅ.
#[must_use]
pub fn fold_family(name: &str) -> String {
    letters(&plain(name))
}

/// One spelling of what is the same, with spaces and punctuation. Text that cannot be cleaned stays.
fn plain(name: &str) -> String {
    let name = ascii_digits(&name.nfkc().collect::<String>()).to_lowercase();
    clean_line(&name, usize::MAX).unwrap_or(name)
}

fn letters(name: &str) -> String {
    let heard = name.nfd().filter_map(|c| match c {
        THANTHAKHAT => Some(c),
        'ๆ' | 'ฯ' | '\u{e3a}' | '\u{e4d}' => None,
        'ๅ' => Some('า'),
        'ฃ' => Some('ข'),
        'ฅ' => Some('ค'),
        c => c.is_alphanumeric().then_some(c),
    });
    without_silenced(&heard.collect::<String>(), |c| matches!(c, 'ก'..='ฮ'))
        .replace(THANTHAKHAT, "")
}

fn is_thai(name: &str) -> bool {
    name.chars().all(|c| matches!(c, 'ก'..='\u{e4e}'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_person_is_found_under_many_spellings() {
        for (typed, folded) in [
            ("นาย สมชาย  ใจดี", "สมชายใจดี"),
            ("สม\u{200b}ชาย", "สมชาย"),
            ("ว่าที่ ร.ต.หญิง แก้ว", "แกว"),
            ("แกว", "แกว"),
            ("เเก้ว", "แกว"),
            ("น้ำ", "น\u{e33}"),
            ("น\u{e4d}\u{e49}า", "น\u{e33}"),
            ("น\u{e49}\u{e4d}า", "น\u{e33}"),
            ("ทองค\u{e33}\u{e49}", "ทองค\u{e33}"),
            ("พงษ์ศักดิ์", "พงศัก"),
            ("พงศ์ศักดิ", "พงศักดิ"),
            ("จันทร์เพ็ญ", "จันเพญ"),
            ("นกๆ", "นก"),
            ("ณ อยุธยา", "ณอยุธยา"),
            ("ก้อง ณ. อยุธยา", "กองณอยุธยา"),
            ("Mr. JOSÉ de la Cruz", "josedelacruz"),
            ("ＳＯＭＣＨＡＩ", "somchai"),
            ("O'Neill-Smith", "oneillsmith"),
            ("สมชาย ๒", "สมชาย2"),
            ("ฃวัญฅน", "ขวัญคน"),
            (" - ", ""),
            ("ก์", ""),
        ] {
            assert_eq!(fold_name(typed), folded, "{typed}");
        }
    }

    #[test]
    fn no_name_of_the_list_is_taken_for_a_title() {
        let rows = include_str!("fixtures/sound.tsv").lines().filter(|row| !row.starts_with('#'));
        for name in rows.filter_map(|row| row.split('\t').next()) {
            assert_eq!(fold_name(name), fold_family(name), "{name}");
        }
    }

    #[test]
    fn a_name_is_looked_for_in_seven_forms() {
        let forms = search_forms("นางสาวกาญจนา", "รักษ์ไทย");
        let lines: Vec<_> =
            forms.iter().map(|(form, text)| format!("{} {text}", form.code())).collect();
        insta::assert_snapshot!(lines.join("\n"), @"
        given-lk82 ก9434
        given-udom83 ก373000
        family-lk82 ร1730
        family-udom83 ร182000
        given กาญจนา
        family รักไทย
        full กาญจนารักไทย
        ");
        assert_eq!(search_forms("กาญจนา ", "รักไทย").last(), forms.last());
    }

    #[test]
    fn what_is_not_there_or_not_thai_has_fewer_forms() {
        let codes = |given, family| {
            search_forms(given, family).iter().map(|(form, _)| form.code()).collect::<Vec<_>>()
        };
        assert_eq!(codes("Mali", "Jaidee"), ["given", "family", "full"]);
        assert_eq!(codes("มะลิ", ""), ["given-lk82", "given-udom83", "given", "full"]);
        assert_eq!(codes("", "-"), [""; 0]);
    }

    proptest! {
        #[test]
        fn any_text_folds_to_letters(text in "\\PC{0,30}|[กนมศรยวเแาำ .\\-\u{e31}-\u{e3a}\u{e46}-\u{e4e}\u{200b}]{0,20}") {
            for folded in [fold_name(&text), fold_family(&text)] {
                prop_assert!(folded.chars().all(char::is_alphanumeric), "{folded:?}");
            }
            prop_assert!(search_forms(&text, &text).iter().all(|(_, form)| !form.is_empty()));
        }

        #[test]
        fn spaces_titles_and_tones_change_nothing(name in "[ก-ซ]{2,8}") {
            let folded = fold_name(&name);
            for other in [format!("นาย{name}"), format!("ว่าที่ ร.ต.หญิง {name}"), format!(" {name}\u{e48} ")] {
                prop_assert_eq!(fold_name(&other), folded.clone(), "{}", other);
            }
        }
    }
}
