//! Shares the letters of one Thai cluster out among the glyphs that draw it.

use std::collections::HashMap;

use crate::text::{BREAK, JOIN};

/// The Thai letter that each glyph of a font draws, where the font names one.
pub(super) type Drawn = HashMap<u16, char>;

const SARA_AM: char = '\u{0E33}';
const SARA_AA: char = '\u{0E32}';
const NIKHAHIT: char = '\u{0E4D}';

/// The letters that each of `glyphs` stands for; together they are those of `cluster`.
///
/// A glyph named by the font takes its letter; the others (raised or shifted forms of a mark) take
/// what is left in order, the last of them all the rest, for a font may join two marks. SARA AM is
/// drawn as two glyphs, so it is read as its two halves.
pub(super) fn share(cluster: &str, glyphs: &[u16], drawn: &Drawn) -> Vec<String> {
    let mut letters: Vec<char> = cluster.chars().filter(|c| ![BREAK, JOIN].contains(c)).collect();
    if glyphs.len() == 1 {
        return vec![letters.into_iter().collect()];
    }
    split_sara_am(&mut letters);
    let mut shares = vec![String::new(); glyphs.len()];
    for (share, glyph) in shares.iter_mut().zip(glyphs) {
        let named = drawn.get(glyph);
        if let Some(at) = letters.iter().position(|letter| Some(letter) == named) {
            share.push(letters.remove(at));
        }
    }
    let mut left = letters.into_iter();
    let mut last = shares.len().saturating_sub(1);
    for (at, share) in shares.iter_mut().enumerate().filter(|(_, share)| share.is_empty()) {
        share.extend(left.next());
        last = at;
    }
    if let Some(share) = shares.get_mut(last) {
        share.extend(left);
    }
    repeat_for_the_unnamed(&mut shares);
    shares
}

/// Puts the two halves of SARA AM where they are drawn: its ring comes before a tone mark.
fn split_sara_am(letters: &mut Vec<char>) {
    let Some(at) = letters.iter().position(|letter| *letter == SARA_AM) else { return };
    letters[at] = SARA_AA;
    let above =
        |c: &char| matches!(c, '\u{0E31}' | '\u{0E34}'..='\u{0E37}' | '\u{0E47}'..='\u{0E4E}');
    let marks = letters[..at].iter().rev().take_while(|letter| above(letter)).count();
    letters.insert(at - marks, NIKHAHIT);
}

/// PDF/A wants letters for every glyph: one too many says what its neighbour says.
fn repeat_for_the_unnamed(shares: &mut [String]) {
    for at in 1..shares.len() {
        let (done, rest) = shares.split_at_mut(at);
        if let (Some(before), Some(share)) = (done.last(), rest.first_mut())
            && share.is_empty()
        {
            share.clone_from(before);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Drawn, share};

    #[test]
    fn every_glyph_gets_its_own_letters() {
        let drawn = Drawn::from([(1, 'ท'), (2, '\u{0E35}'), (3, '\u{0E48}'), (4, 'น'), (5, 'า')]);
        let cases: [(&str, &[u16], &[&str]); 6] = [
            ("ที่", &[1, 2, 3], &["ท", "\u{0E35}", "\u{0E48}"]),
            ("ที่", &[1, 2, 99], &["ท", "\u{0E35}", "\u{0E48}"]),
            ("น้ำ", &[4, 98, 97, 5], &["น", "\u{0E4D}", "\u{0E49}", "า"]),
            ("น้ำ", &[4, 95, 5], &["น", "\u{0E4D}\u{0E49}", "า"]),
            ("ท\u{2060}", &[1], &["ท"]),
            ("ท", &[1, 96], &["ท", "ท"]),
        ];
        for (cluster, glyphs, expected) in cases {
            assert_eq!(share(cluster, glyphs, &drawn), expected, "{cluster}");
        }
    }
}
