//! Gives each drawn glyph its own letters, so that copying, searching and reading aloud work.
//!
//! A Thai cluster such as ที่ is several glyphs. Typst records the whole cluster's text for each of
//! them, and the PDF then says it several times over (มั่มั่น). This pass goes over the finished pages
//! and shares each cluster's letters out among its glyphs; the marks that `text::breakable` put in
//! fall out on the way.

use typst::{
    ecow::EcoVec,
    layout::{Frame, FrameItem},
    model::Document as _,
    text::{FontInstance, TextItem},
};
use typst_layout::{Page, PagedDocument};

use super::letters::{self, Drawn};

/// The Thai block of Unicode.
const THAI: std::ops::RangeInclusive<char> = '\u{0E01}'..='\u{0E5B}';

/// The Thai letters by the glyphs that draw them, for each font met.
type Fonts = Vec<(FontInstance, Drawn)>;

/// Goes over all pages; look and place of everything stay as they are.
pub(super) fn one_letter_each(document: &PagedDocument) -> PagedDocument {
    let mut fonts = Fonts::new();
    let mut pages: EcoVec<Page> = document.pages().iter().cloned().collect();
    for page in pages.make_mut() {
        mend(&mut page.frame, &mut fonts);
    }
    PagedDocument::new(pages, document.info().clone())
}

fn mend(frame: &mut Frame, fonts: &mut Fonts) {
    let mut shares = shares(&clusters(frame), fonts).into_iter();
    frame.retain(|item| {
        match item {
            FrameItem::Group(group) => mend(&mut group.frame, fonts),
            FrameItem::Text(text) => {
                let count = text.glyphs.len();
                rewrite(text, shares.by_ref().take(count));
            }
            _ => {}
        }
        true
    });
}

/// The glyphs that together draw one piece of text.
struct Cluster {
    text: String,
    font: FontInstance,
    glyphs: Vec<u16>,
}

/// The clusters of a frame in the order of its glyphs.
fn clusters(frame: &Frame) -> Vec<Cluster> {
    let mut clusters: Vec<Cluster> = Vec::new();
    for (_, item) in frame.items() {
        let FrameItem::Text(item) = item else { continue };
        let mut range_before = None;
        for (at, glyph) in item.glyphs.iter().enumerate() {
            let range = glyph.range();
            let text = &item.text[range.clone()];
            // A raised mark opens a text item of its own, which repeats the cluster's text.
            let is_raised =
                at == 0 && glyph.x_advance.get().abs() < 0.1 && text.chars().nth(1).is_some();
            match clusters.last_mut() {
                Some(last) if range_before.as_ref() == Some(&range) => last.glyphs.push(glyph.id),
                Some(last) if is_raised && last.text == text && last.font == item.font => {
                    last.glyphs.push(glyph.id);
                }
                _ => clusters.push(Cluster {
                    text: text.to_owned(),
                    font: item.font.clone(),
                    glyphs: vec![glyph.id],
                }),
            }
            range_before = Some(range);
        }
    }
    clusters
}

/// The letters of every glyph, in the order of the glyphs.
fn shares(clusters: &[Cluster], fonts: &mut Fonts) -> Vec<String> {
    let mut shares = Vec::new();
    for cluster in clusters {
        let drawn = drawn_by(&cluster.font, fonts);
        shares.extend(letters::share(&cluster.text, &cluster.glyphs, drawn));
    }
    shares
}

fn drawn_by<'a>(font: &FontInstance, fonts: &'a mut Fonts) -> &'a Drawn {
    let known = fonts.iter().position(|(known, _)| known == font).unwrap_or_else(|| {
        let glyph = |letter| Some((font.ttf().glyph_index(letter)?.0, letter));
        fonts.push((font.clone(), THAI.filter_map(glyph).collect()));
        fonts.len() - 1
    });
    &fonts[known].1
}

fn rewrite(item: &mut TextItem, shares: impl Iterator<Item = String>) {
    let mut text = String::new();
    for (glyph, share) in item.glyphs.iter_mut().zip(shares) {
        let start = offset(&text);
        text.push_str(&share);
        glyph.range = start..offset(&text);
    }
    item.text = text.into();
}

/// A place in an item's text; Typst itself keeps a line's text under 64 KiB.
fn offset(text: &str) -> u16 {
    u16::try_from(text.len()).unwrap_or(u16::MAX)
}
