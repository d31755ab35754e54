//! Thai dictionary order (การเรียงลำดับตามพจนานุกรม): vowels written before their consonant sort after it.

use std::cmp::Ordering;
use std::sync::LazyLock;

use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::locale;

static THAI: LazyLock<CollatorBorrowed<'static>> = LazyLock::new(|| {
    Collator::try_new(locale!("th").into(), icu_collator::options::CollatorOptions::default())
        .expect("the Thai order is built in")
});

/// Compares two names as a Thai dictionary would; the same order as PostgreSQL's `th-x-icu`.
#[must_use]
pub fn thai_order(a: &str, b: &str) -> Ordering {
    THAI.compare(a, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_dictionary_order() {
        let sorted = [
            "๑",
            "2",
            "๓",
            "กล้วย",
            "กะ",
            "กา",
            "ก้าว",
            "เกม",
            "เก่า",
            "แก้ว",
            "โก้",
            "ไก่",
            "ขา",
            "เขา",
            "รถ",
            "ฤทธิ์",
            "ลิง",
            "ฮา",
        ];
        let mut names = sorted;
        names.reverse();
        names.sort_unstable_by(|a, b| thai_order(a, b));
        assert_eq!(names, sorted);
    }
}
