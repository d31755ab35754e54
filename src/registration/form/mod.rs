//! The form (แบบลงทะเบียน) as data: its pages, their fields, and the rules of each field.
//!
//! One declaration ([`pages`]) serves the debtor's pages, the check page, submitted versions and
//! the copy of one's data. What was typed is kept as typed; [`check`] says what is wrong
//! with it and [`read`] what it means. No I/O.

pub mod check;
pub mod compare;
pub mod pages;
pub mod read;

/// A page of the form: one question or a small group.
#[derive(Debug)]
pub struct PageSpec {
    /// Its name in addresses and locale keys (`page-<key>`).
    pub key: &'static str,
    /// What it asks.
    pub fields: &'static [Field],
}

/// One question. Its label is the locale key `field-<name>`.
#[derive(Debug)]
pub struct Field {
    /// Its name in the form, the draft and the locale keys.
    pub name: &'static str,
    /// What can be answered.
    pub kind: Kind,
    /// Whether the debtor says how sure they are: known, heard or unknown.
    pub certainty: bool,
    /// Whether the page cannot be left without it. Only what routes the request is.
    pub required: bool,
    /// Whether it stands on a card, so that nobody answers "don't know".
    pub on_card: bool,
    /// The answer to another field of the page that makes this one matter.
    pub when: Option<(&'static str, &'static str)>,
}

/// What can be answered to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One line of at most so many characters.
    Line(usize),
    /// Several lines of at most so many characters in all.
    Lines(usize),
    /// A Thai telephone number.
    Phone,
    /// A citizen number, with its check digit.
    CitizenNumber,
    /// An amount of money.
    Money,
    /// A whole number up to so many.
    Count(u32),
    /// Per cent per period.
    Percent,
    /// A date of which only the year may be known; never in the future.
    Date,
    /// A list of dated payments, as many rows as needed.
    Payments,
    /// One of these, shown as radio buttons.
    One(&'static [&'static str]),
    /// One of these, shown as a list to pick from.
    Pick(&'static [&'static str]),
    /// Any of these.
    Many(&'static [&'static str]),
    /// One of a list that the handler supplies: an area, by its code.
    Code,
    /// A postal code or an office's code of at most so many digits, typed; the handler knows them all.
    TypedCode(usize),
}

impl Field {
    pub(crate) const fn new(name: &'static str, kind: Kind) -> Field {
        Field { name, kind, certainty: false, required: false, on_card: false, when: None }
    }

    /// Asks how sure the debtor is, too.
    const fn sure(mut self) -> Field {
        self.certainty = true;
        self
    }

    const fn on_card(mut self) -> Field {
        self.on_card = true;
        self
    }

    const fn required(mut self) -> Field {
        self.required = true;
        self
    }

    pub(crate) const fn when(mut self, field: &'static str, value: &'static str) -> Field {
        self.when = Some((field, value));
        self
    }

    /// Whether a posted field belongs to this question: its answer, a part of it, "don't know" or how sure.
    #[must_use]
    pub fn owns(&self, name: &str) -> bool {
        let parts: &[&str] = match self.kind {
            Kind::Date => &["-day", "-month", "-year"],
            Kind::Payments => &["-date", "-amount"],
            _ => &[""],
        };
        name.strip_prefix(self.name).is_some_and(|rest| {
            parts.contains(&rest)
                || (rest == "-unknown" && self.offers_unknown())
                || (rest == "-sure" && self.certainty)
        })
    }

    /// Whether the page offers "don't know" beside this field.
    ///
    /// A choice has it among its options, and a field with a certainty there.
    #[must_use]
    pub fn offers_unknown(&self) -> bool {
        let typed = !matches!(
            self.kind,
            Kind::One(_)
                | Kind::Pick(_)
                | Kind::Many(_)
                | Kind::Code
                | Kind::TypedCode(_)
                | Kind::Payments
        );
        typed && !self.certainty && !self.required && !self.on_card
    }

    /// The answers to choose from, if it is a choice.
    #[must_use]
    pub fn options(&self) -> &'static [&'static str] {
        match self.kind {
            Kind::One(options) | Kind::Pick(options) | Kind::Many(options) => options,
            _ => &[],
        }
    }
}

/// The most rows of dated payments that one debt takes.
pub const MOST_PAYMENTS: usize = 400;

/// The name of the field that says "don't know" for another.
#[must_use]
pub fn unknown_name(field: &str) -> String {
    format!("{field}-unknown")
}

/// The name of the field that says how sure the debtor is of another.
#[must_use]
pub fn sure_name(field: &str) -> String {
    format!("{field}-sure")
}

/// How sure a debtor can be of a clue.
pub const CERTAINTIES: &[&str] = &["known", "heard", "unknown"];

impl PageSpec {
    /// Whether a posted field belongs to this page; the rest is dropped.
    #[must_use]
    pub fn owns(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.owns(name))
    }
}
