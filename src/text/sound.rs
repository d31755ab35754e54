//! Sound of a Thai word (รหัสเสียง): LK82 and Udom83, which give one code to what sounds alike.
//!
//! Both are written as `PyThaiNLP` 5.4 has them (Apache-2.0; first by Korakot Chaovavanich), its slips included, so that
//! codes may be compared with other systems'. `fixtures/sound.tsv` proves it.

/// Letters of one sound, behind the code they share. A letter in no group is its own code.
type Sounds = [(char, &'static str)];

/// What the first letter of a word sounds like, in LK82.
const LK82_FIRST: &Sounds = &[
    ('ก', "ขฃคฅฆ"),
    ('ช', "ฉฌ"),
    ('ซ', "ศษส"),
    ('ย', "ญ"),
    ('ด', "ฎ"),
    ('ต', "ฏ"),
    ('น', "ณ"),
    ('ท', "ฐฑฒถธ"),
    ('พ', "ผภ"),
    ('ฟ', "ฝ"),
    ('ร', "ลฬฤฦ"),
    ('ห', "ฮ"),
];

/// What the other letters sound like, in LK82.
const LK82_OTHER: &Sounds = &[
    ('1', "กขฃคฅฆ"),
    ('2', "ง"),
    ('3', "จฉชซฌฎฏฐฑฒดตถทธศษส"),
    ('4', "ญณนรลฬฤฦ"),
    ('5', "บปพฟภผฝ"),
    ('6', "มำ"),
    ('7', "ยวไใ"),
    ('8', "หฮ"),
    ('9', "า"),
    ('A', "ๅ\u{e36}\u{e37}"),
    ('B', "เ"),
    ('C', "แ"),
    ('D', "โ"),
    ('E', "\u{e38}\u{e39}"),
    ('F', "อ"),
];

/// What the first letter of a word sounds like, in Udom83.
const UDOM83_FIRST: &Sounds = &[
    ('ข', "ฃคฅฆ"),
    ('ช', "ฉฌ"),
    ('ส', "ซศษ"),
    ('ด', "ฎ"),
    ('ต', "ฏ"),
    ('ท', "ฐฑฒถธ"),
    ('น', "ณ"),
    ('พ', "ผภ"),
    ('ฟ', "ฝ"),
    ('ย', "ญ"),
    ('ร', "ลฬฤฦ"),
    ('ฮ', "ห"),
];

/// What the other letters sound like, in Udom83.
const UDOM83_OTHER: &Sounds = &[
    ('0', "มวำ"),
    ('1', "กขฃคฅฆ"),
    ('2', "งย"),
    ('3', "ญณน"),
    ('4', "ฎฏดตศษส"),
    ('5', "บปพภ"),
    ('6', "ผฝฟหอฮ"),
    ('7', "จฉชซฌ"),
    ('8', "ฐฑฒถทธ"),
    ('9', "รฤลฦ"),
];

/// The mark of a letter that is written and not spoken: ทัณฑฆาต.
pub(super) const THANTHAKHAT: char = '\u{e4c}';

/// The LK82 code: a letter and four signs, `รัก` and `ลักษณ์` both beginning with `ร1`. Empty when nothing can be heard.
///
/// Vichit Lorchirachoonkul, "A Thai soundex system", Information Processing & Management 18(5), 1982. The numbers are
/// those of its steps.
#[must_use]
pub(super) fn lk82(word: &str) -> String {
    // 4. Tone marks and silenced letters. 5. Signs: ฯ, พินทุ, ๆ, ไม้ไต่คู้, นิคหิต.
    let word: String = word.chars().filter(|c| !is_tone(*c)).collect();
    let word: Vec<char> = without_silenced(&word, |c| matches!(c, 'ก'..='ฮ'))
        .chars()
        .filter(|c| !matches!(c, 'ฯ' | '\u{e3a}' | 'ๆ' | '\u{e47}' | '\u{e4d}'))
        .collect();
    // 6. The first letter; a vowel written before its consonant comes behind it. `None` is heard and has no code.
    let (mut codes, rest) = match word.as_slice() {
        [] => return String::new(),
        [first @ 'ก'..='ฮ', rest @ ..] => (vec![Some(code(*first, LK82_FIRST))], rest),
        [vowel] => (vec![Some(code(*vowel, LK82_OTHER))], [].as_slice()),
        [vowel, first, rest @ ..] => {
            (vec![Some(code(*first, LK82_FIRST)), Some(code(*vowel, LK82_OTHER))], rest)
        }
    };
    let mut before = None;
    for (at, &c) in rest.iter().enumerate() {
        let before_long_u = matches!(rest.get(at + 1), Some('\u{e36}'..='\u{e39}'));
        let heard = Some(code(c, LK82_OTHER));
        match c {
            // 7.
            'ะ' | '\u{e31}' | '\u{e34}' | '\u{e35}' => codes.push(None),
            // 9. Not spoken in ธาตุ, พันธุ.
            '\u{e38}' if matches!(before, Some('ต' | 'ธ')) => codes.push(None),
            // 10. and 11. Spoken where they begin a syllable.
            'ห' | 'อ' if !before_long_u => {}
            'ย' | 'ร' | 'ฤ' | 'ฦ' | 'ว' if !before_long_u && !before.is_some_and(is_separator) =>
                {}
            // 8. and 12.
            _ => codes.push(heard),
        }
        before = Some(c);
    }
    // 13. and 14.
    codes.dedup();
    codes.into_iter().flatten().chain(['0'; 4]).take(5).collect()
}

/// The Udom83 code: a letter and six digits. Empty when nothing can be heard.
///
/// Wannee Udompanich, "String searching for Thai alphabet using Soundex compression technique", Chulalongkorn
/// University, 1983.
#[must_use]
pub(super) fn udom83(word: &str) -> String {
    let word = rewrite(word, |at| match at {
        ['ร', 'ร', vowel @ 'เ'..='ไ', ..] => Some((3, format!("\u{e31}น{vowel}"))),
        _ => None,
    });
    let word = rewrite(&word, |at| match at {
        ['ร', 'ร', a, b, ..]
            if is_consonant(*a) && (is_consonant(*b) || matches!(b, 'เ'..='ไ')) =>
        {
            Some((4, format!("\u{e31}{a}{b}")))
        }
        _ => None,
    });
    let word = rewrite(&word, |at| match at {
        ['ร', 'ร', a, b @ ('ะ'..='\u{e39}' | '\u{e48}'..='\u{e4c}'), ..] if is_consonant(*a) => {
            Some((4, format!("\u{e31}น{a}{b}")))
        }
        _ => None,
    });
    let word = word.replace("รร", "\u{e31}น");
    let word = rewrite(&word, |at| match at {
        ['ไ', a, 'ย', ..] if is_consonant(*a) => Some((3, format!("{a}ย"))),
        _ => None,
    });
    let word = rewrite(&word, |at| match at {
        ['ไ' | 'ใ', a, ..] if is_consonant(*a) => Some((2, format!("{a}ย"))),
        _ => None,
    });
    let word = rewrite(&word, |at| match at {
        ['ำ', 'ม', vowel @ 'ะ'..='\u{e39}', ..] => Some((3, format!("มม{vowel}"))),
        _ => None,
    });
    let word = word.replace("ำม", "ม").replace('ำ', "ม");
    let word = without_silenced(&word, is_consonant);
    let mut letters = word.chars().filter(|c| !matches!(c, 'ะ'..='\u{e4c}'));
    let Some(first) = letters.next() else {
        return String::new();
    };
    let others = letters.map(|c| code(c, UDOM83_OTHER)).chain(['0'; 6]).take(6);
    [code(first, UDOM83_FIRST)].into_iter().chain(others).collect()
}

/// The word without its letters under a ทัณฑฆาต: ศักดิ์ is ศัก, จันทร์ is จัน. Tone marks may have been taken off before.
pub(super) fn without_silenced(word: &str, is_letter: fn(char) -> bool) -> String {
    rewrite(word, |at| {
        let silenced = match at {
            ['จ', 'น', THANTHAKHAT, ..]
            | ['ม', 'ณ', THANTHAKHAT, ..]
            | ['ณ', 'ฑ', THANTHAKHAT, ..]
            | ['ท' | 'ต', 'ร', THANTHAKHAT, ..] => 3,
            [a, THANTHAKHAT, ..] if is_letter(*a) => 2,
            [a, 'ะ'..='\u{e39}', THANTHAKHAT, ..] if is_letter(*a) => 3,
            _ => return None,
        };
        Some((silenced, String::new()))
    })
}

/// Goes over the word from its beginning and writes anew what the rule names: so many characters, and what they become.
fn rewrite(word: &str, rule: impl Fn(&[char]) -> Option<(usize, String)>) -> String {
    let word: Vec<char> = word.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while let Some(&c) = word.get(at) {
        if let Some((taken, written)) = rule(&word[at..]) {
            out.push_str(&written);
            at += taken;
        } else {
            out.push(c);
            at += 1;
        }
    }
    out
}

fn code(c: char, sounds: &Sounds) -> char {
    sounds.iter().find(|(_, letters)| letters.contains(c)).map_or(c, |(code, _)| *code)
}

/// Whether it is one of the 44 consonants, which ฤ and ฦ are not.
fn is_consonant(c: char) -> bool {
    matches!(c, 'ก'..='ฮ') && !matches!(c, 'ฤ' | 'ฦ')
}

fn is_tone(c: char) -> bool {
    matches!(c, '\u{e48}'..='\u{e4b}')
}

/// Vowels after which ย, ร and ว end a syllable.
fn is_separator(c: char) -> bool {
    matches!(c, 'ะ' | '\u{e31}' | 'า' | '\u{e34}'..='\u{e39}' | 'ๅ')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_name_has_the_codes_of_pythainlp() {
        let rows = include_str!("fixtures/sound.tsv").lines().filter(|row| !row.starts_with('#'));
        let mut compared = 0;
        for row in rows {
            let [name, lk, udom] = row.split('\t').collect::<Vec<_>>()[..] else {
                panic!("{row:?} is no row");
            };
            assert_eq!((lk82(name).as_str(), udom83(name).as_str()), (lk, udom), "{name}");
            compared += 1;
        }
        assert!(compared >= 600, "{compared} rows");
    }

    #[test]
    fn names_that_sound_alike_have_one_code() {
        for (a, b) in [("รัก", "ลัก"), ("พงษ์", "ภงค์"), ("สิทธิ์", "ศิษย์"), ("ณัฐ", "นัด")]
        {
            assert_eq!(lk82(a), lk82(b), "{a} {b}");
        }
        for (a, b) in [("ชัย", "ไชย"), ("พันธ์", "พัน"), ("สวรรค์", "สวัน")]
        {
            assert_eq!(udom83(a), udom83(b), "{a} {b}");
        }
    }

    proptest! {
        #[test]
        fn any_text_has_a_code_of_its_length_or_none(
            text in "\\PC{0,20}|[กตธรรยวหอมไใเำๆะา\u{e31}-\u{e3a}\u{e47}-\u{e4e}]{0,12}"
        ) {
            prop_assert!(matches!(lk82(&text).chars().count(), 0 | 5));
            prop_assert!(matches!(udom83(&text).chars().count(), 0 | 7));
        }
    }
}
