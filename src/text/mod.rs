//! Text (ข้อความ): the two languages, the sentences people read, and the cleaning of what they type.

mod clean;
mod fold;
mod order;
mod phone;
mod sound;
mod texts;
mod title;

pub use clean::{TextProblem, ascii_digits, clean_line, clean_lines};
pub use fold::{Form, fold_family, fold_name, search_forms};
pub use order::thai_order;
pub use phone::{Phone, PhoneProblem};
pub use texts::{has, t, t_args};
pub use title::{is_title, split_title};

/// A language the service speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Thai, the language of every page unless another is asked for.
    #[default]
    Th,
    /// English.
    En,
}

impl Lang {
    /// All languages, the first one being the default.
    pub const ALL: [Self; 2] = [Self::Th, Self::En];

    /// The ISO 639-1 code: `th`, `en`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Th => "th",
            Self::En => "en",
        }
    }

    /// The language with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_found_by_its_code() {
        for lang in Lang::ALL {
            assert_eq!(Lang::from_code(lang.code()), Some(lang));
        }
        assert_eq!(Lang::from_code("de"), None);
    }
}
