//! The closed room a document is typeset in: our templates, our fonts, the job's values, nothing else.

use std::sync::LazyLock;

use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

use crate::text;

/// A document's template.
#[derive(Clone, Copy)]
pub(crate) enum Template {
    /// `templates/receipt.typ`.
    Receipt,
    /// `templates/poster.typ`.
    Poster,
    /// `templates/answers.typ`.
    Answers,
    /// `templates/calculation.typ`.
    Calculation,
}

macro_rules! sarabun {
    ($style:literal) => {
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/fonts/node_modules/@expo-google-fonts/sarabun/",
            $style,
            ".ttf"
        ))
    };
}

/// Sarabun, redrawn from the typeface of Thai official papers (cabinet resolution of 7 September
/// B.E. 2553).
static SARABUN: [&[u8]; 3] = [
    sarabun!("400Regular/Sarabun_400Regular"),
    sarabun!("600SemiBold/Sarabun_600SemiBold"),
    sarabun!("700Bold/Sarabun_700Bold"),
];

/// What all jobs share; made once, because fonts and Typst's library take long to set up.
static PRESS: LazyLock<Press> = LazyLock::new(|| {
    let fonts: Vec<Font> = SARABUN.iter().flat_map(|ttf| Font::iter(Bytes::new(*ttf))).collect();
    Press {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        theme: source("theme.typ", include_str!("../../templates/theme.typ")),
        receipt: source("receipt.typ", include_str!("../../templates/receipt.typ")),
        poster: source("poster.typ", include_str!("../../templates/poster.typ")),
        answers: source("answers.typ", include_str!("../../templates/answers.typ")),
        calculation: source("calculation.typ", include_str!("../../templates/calculation.typ")),
        values: file_id("values.json"),
        plain: file_id("plain.json"),
        qr: file_id("qr.svg"),
    }
});

struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    theme: Source,
    receipt: Source,
    poster: Source,
    answers: Source,
    calculation: Source,
    values: FileId,
    plain: FileId,
    qr: FileId,
}

/// A template's source; the Thai in its labels breaks between words like the values do.
fn source(name: &str, template: &str) -> Source {
    Source::new(file_id(name), text::thai_breakable(template))
}

/// The id of a file in the room. Typst keeps ids for ever, so each is made once.
fn file_id(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("our file names are plain");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

/// Whether the documents' font can draw `letter`.
pub(crate) fn has_glyph(letter: char) -> bool {
    PRESS.fonts.first().is_some_and(|font| font.info().coverage.contains(letter.into()))
}

/// One document on the press.
pub(super) struct Job {
    template: Template,
    values: Bytes,
    plain: Bytes,
    qr: Bytes,
}

impl Job {
    /// A job with its values as JSON: once marked for line breaks, once as plain text, which is for
    /// addresses and the file's properties.
    pub(super) fn new(template: Template, values: String, plain: String, qr: String) -> Job {
        let [values, plain, qr] = [values, plain, qr].map(Bytes::from_string);
        Job { template, values, plain, qr }
    }

    fn template(&self) -> &'static Source {
        match self.template {
            Template::Receipt => &PRESS.receipt,
            Template::Poster => &PRESS.poster,
            Template::Answers => &PRESS.answers,
            Template::Calculation => &PRESS.calculation,
        }
    }
}

impl World for Job {
    fn library(&self) -> &LazyHash<Library> {
        &PRESS.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &PRESS.book
    }

    fn main(&self) -> FileId {
        self.template().id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        [self.template(), &PRESS.theme]
            .into_iter()
            .find(|source| source.id() == id)
            .cloned()
            .ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        [(PRESS.values, &self.values), (PRESS.plain, &self.plain), (PRESS.qr, &self.qr)]
            .into_iter()
            .find(|(file, _)| *file == id)
            .map(|(_, bytes)| bytes.clone())
            .ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        PRESS.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
