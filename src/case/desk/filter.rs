//! The filters of a list (ตัวกรอง), as they stand in its address, and where a page of it ends.

use chrono::{DateTime, Utc};
use url::form_urlencoded::Serializer;
use uuid::Uuid;

use crate::case::{CaseFile, Stage};
use crate::web::form::Fields;

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Who has waited longest first.
    Oldest,
    /// The newest first.
    Newest,
    /// Urgent ones first, each kind by age.
    Urgent,
    /// By name, as a Thai dictionary has it.
    Name,
}

impl Sort {
    /// Every order, as they are offered.
    pub const ALL: [Sort; 4] = [Sort::Oldest, Sort::Newest, Sort::Urgent, Sort::Name];

    /// The word of addresses; `desk-sort-<word>` in `locales/`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Sort::Oldest => "oldest",
            Sort::Newest => "newest",
            Sort::Urgent => "urgent",
            Sort::Name => "name",
        }
    }
}

/// Whose files are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Everybody's and nobody's.
    Any,
    /// Those that nobody works on.
    Nobodys,
    /// Those of one officer.
    Of(Uuid),
}

/// The filters of a list, as they stand in its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filter {
    /// One stage at a time.
    pub stage: Stage,
    /// Only those ready to mediate, or only those that lack something.
    pub ready: Option<bool>,
    /// Only urgent ones, or only the others.
    pub urgent: Option<bool>,
    /// Only those of a channel: `online` or `onsite`.
    pub channel: Option<&'static str>,
    /// Whose.
    pub whose: Whose,
    /// In which order.
    pub sort: Sort,
}

/// The channels of registrations, in the order of their words.
pub const CHANNELS: [&str; 2] = ["online", "onsite"];

impl Filter {
    /// Reads an address's query; what it does not know it leaves out. `me` is who `whose=mine` means.
    #[must_use]
    pub fn read(query: &Fields, me: Uuid) -> Filter {
        let yes_no = |name| match query.get(name) {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        Filter {
            stage: Stage::from_word(query.get("stage")).unwrap_or(Stage::Submitted),
            ready: yes_no("ready"),
            urgent: yes_no("urgent"),
            channel: CHANNELS.into_iter().find(|word| *word == query.get("channel")),
            whose: match query.get("whose") {
                "mine" => Whose::Of(me),
                "nobody" => Whose::Nobodys,
                id => id.parse().map_or(Whose::Any, Whose::Of),
            },
            sort: Sort::ALL
                .into_iter()
                .find(|sort| sort.word() == query.get("sort"))
                .unwrap_or(Sort::Oldest),
        }
    }

    /// The filters as words: what an address and the records say of them.
    #[must_use]
    pub fn words(&self) -> Vec<(&'static str, String)> {
        let yes_no = |is| if is { "yes" } else { "no" }.to_owned();
        let mut words = vec![("stage", self.stage.word().to_owned())];
        words.extend(self.ready.map(|is| ("ready", yes_no(is))));
        words.extend(self.urgent.map(|is| ("urgent", yes_no(is))));
        words.extend(self.channel.map(|word| ("channel", word.to_owned())));
        match self.whose {
            Whose::Any => {}
            Whose::Nobodys => words.push(("whose", "nobody".into())),
            Whose::Of(id) => words.push(("whose", id.to_string())),
        }
        if self.sort != Sort::Oldest {
            words.push(("sort", self.sort.word().into()));
        }
        words
    }

    /// The address of a page of the list.
    #[must_use]
    pub fn address(&self, after: Option<&CaseFile>) -> String {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(self.words());
        if let Some(file) = after {
            query.append_pair("after", &Cursor::of(file).text());
        }
        format!("/office/desk?{}", query.finish())
    }

    /// Whether a file belongs in the list.
    #[must_use]
    pub fn takes(&self, file: &CaseFile) -> bool {
        file.stage == self.stage
            && self.ready.is_none_or(|is| file.ready == is)
            && self.urgent.is_none_or(|is| file.urgent == is)
            && self.channel.is_none_or(|word| file.channel == word)
            && match self.whose {
                Whose::Any => true,
                Whose::Nobodys => file.assigned_to.is_none(),
                Whose::Of(id) => file.assigned_to == Some(id),
            }
    }
}

/// Where a page ends: nothing personal, and true also when that file has left the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub(super) urgent: bool,
    pub(super) at: DateTime<Utc>,
    pub(super) id: Uuid,
}

impl Cursor {
    pub(super) fn of(file: &CaseFile) -> Cursor {
        Cursor { urgent: file.urgent, at: file.submitted_at, id: file.registration_id }
    }

    /// As it stands in an address: `u` for urgent, microseconds since 1970, id.
    fn text(self) -> String {
        let urgent = if self.urgent { "u" } else { "" };
        format!("{urgent}{}.{}", self.at.timestamp_micros(), self.id.simple())
    }

    /// The cursor of an address; `None` for what is none.
    #[must_use]
    pub fn read(text: &str) -> Option<Cursor> {
        let (at, id) = text.split_once('.')?;
        let (urgent, micros) = match at.strip_prefix('u') {
            Some(micros) => (true, micros),
            None => (false, at),
        };
        let at = DateTime::from_timestamp_micros(micros.parse().ok()?)?;
        Some(Cursor { urgent, at, id: id.parse().ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_its_filters_and_drops_what_it_does_not_know() {
        let me = Uuid::from_u128(7);
        let read = |query: &str| Filter::read(&Fields::read(query.as_bytes()), me);
        let cases = [
            ("", "stage=submitted"),
            ("stage=accepted&ready=no&urgent=yes", "stage=accepted&ready=no&urgent=yes"),
            ("stage=x&ready=maybe&channel=fax&sort=name", "stage=submitted&sort=name"),
            ("whose=nobody&channel=onsite", "stage=submitted&channel=onsite&whose=nobody"),
            ("whose=mine", "stage=submitted&whose=00000000-0000-0000-0000-000000000007"),
        ];
        for (query, kept) in cases {
            let filter = read(query);
            assert_eq!(filter.address(None), format!("/office/desk?{kept}"), "{query}");
            assert_eq!(read(kept), filter, "{query}");
        }
    }

    #[test]
    fn a_cursor_reads_as_it_was_written_and_nothing_else_is_one() {
        let at = "2026-11-22T03:00:00.123456Z".parse().unwrap();
        for urgent in [true, false] {
            let cursor = Cursor { urgent, at, id: Uuid::from_u128(9) };
            assert_eq!(Cursor::read(&cursor.text()), Some(cursor));
        }
        for text in ["", "12", "x.y", "u.9", "12.9", "99999999999999999999.0"] {
            assert_eq!(Cursor::read(text), None, "{text}");
        }
    }
}
