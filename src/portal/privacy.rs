//! ประกาศความเป็นส่วนตัว — the privacy notice of PDPA 2562 s.23, in numbered versions.
//!
//! A registration records which version was read, so every version stays readable. Whoever changes what the
//! notice means adds a version in front of the table, with keys of its own for what it says differently; the
//! sentences of the versions before stay as they are.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use chrono::NaiveDate;

use crate::clock::{self, day};
use crate::web::{self, Error, Page};

/// The number of the version now shown, which registrations record.
pub const VERSION: &str = VERSIONS[0].number;

/// One version of the notice.
#[derive(Debug)]
struct Version {
    /// Its number: the Buddhist year and the number in it.
    number: &'static str,
    /// From which Bangkok day on it was shown.
    valid_from: NaiveDate,
    /// What it says in short, by locale keys.
    short: &'static [&'static str],
    /// What it says, in order.
    sections: &'static [&'static [Block]],
}

/// A part of a version, by locale keys.
#[derive(Debug)]
enum Block {
    /// A heading.
    Title(&'static str),
    /// A paragraph.
    Text(&'static str),
    /// A paragraph, and the key of what has to be done before it is final.
    Open(&'static str, &'static str),
    /// A list of points.
    Points(&'static [&'static str]),
}

use Block::{Open, Points, Text, Title};

/// Every version that was ever shown, the newest first. Sections that two of them share stand below.
static VERSIONS: [Version; 2] = [
    Version {
        number: "2569-2",
        valid_from: day(2026, 11, 28),
        short: &["privacy-short-1", "privacy-short-2", "privacy-short-looks", "privacy-short-3"],
        sections: &[
            WHO,
            &[
                Title("privacy-what-title"),
                Points(&[
                    "privacy-what-thaid",
                    "privacy-what-card",
                    "privacy-what-you",
                    "privacy-what-officers",
                    "privacy-what-machine",
                ]),
                Text("privacy-what-must"),
            ],
            CREDITOR,
            &[
                Title("privacy-see-title"),
                Points(&[
                    "privacy-see-1",
                    "privacy-see-transfer",
                    "privacy-see-shared",
                    "privacy-see-2",
                    "privacy-see-3",
                    "privacy-see-4",
                ]),
                Text("privacy-see-looks"),
            ],
            RIGHTS,
        ],
    },
    Version {
        number: "2569-1",
        valid_from: day(2026, 11, 22),
        short: &["privacy-short-1", "privacy-short-2", "privacy-short-3"],
        sections: &[
            WHO,
            &[
                Title("privacy-what-title"),
                Points(&["privacy-what-thaid", "privacy-what-you", "privacy-what-machine"]),
                Text("privacy-what-must"),
            ],
            CREDITOR,
            &[
                Title("privacy-see-title"),
                Points(&["privacy-see-1", "privacy-see-2", "privacy-see-3", "privacy-see-4"]),
            ],
            RIGHTS,
        ],
    },
];

/// Who answers for the data, what they are for, and by which law.
const WHO: &[Block] = &[
    Title("privacy-who-title"),
    Open("privacy-who", "privacy-confirm"),
    Title("privacy-why-title"),
    Points(&["privacy-why-1", "privacy-why-2", "privacy-why-3"]),
    Title("privacy-base-title"),
    Text("privacy-base"),
    Text("privacy-base-crime"),
];

/// The data of others, and how long everything is kept.
const CREDITOR: &[Block] = &[
    Title("privacy-creditor-title"),
    Open("privacy-creditor", "law-confirm"),
    Text("privacy-creditor-rights"),
    Title("privacy-long-title"),
    Open("privacy-long", "privacy-confirm"),
];

/// What a person may ask for, and of whom.
const RIGHTS: &[Block] = &[
    Title("privacy-rights-title"),
    Points(&[
        "privacy-rights-1",
        "privacy-rights-2",
        "privacy-rights-3",
        "privacy-rights-4",
        "privacy-rights-5",
    ]),
    Text("privacy-breach"),
    Title("privacy-contact-title"),
    Text("privacy-contact"),
    Open("privacy-contact-dpo", "privacy-confirm"),
];

impl Version {
    /// What it says, in order.
    fn blocks(&self) -> impl Iterator<Item = &'static Block> {
        self.sections.iter().copied().flatten()
    }

    /// The first day, in words.
    fn since(&self, page: &Page) -> String {
        clock::thai_date(self.valid_from, page.lang)
    }
}

#[derive(Template)]
#[template(path = "portal/privacy.html")]
struct Notice {
    page: Page,
    shown: &'static Version,
    versions: &'static [Version],
}

impl Notice {
    /// The version with this number, if it was ever one.
    fn of(page: Page, versions: &'static [Version], number: &str) -> Option<Notice> {
        let shown = versions.iter().find(|version| version.number == number)?;
        Some(Notice { page, shown, versions })
    }

    /// Whether a version is the one now in force.
    fn is_current(&self, version: &Version) -> bool {
        self.versions.first().is_some_and(|newest| newest.number == version.number)
    }
}

/// `GET /privacy`: the present version.
pub async fn current(page: Page) -> Result<Response, Error> {
    one(page, Path(VERSION.to_owned())).await
}

/// `GET /privacy/{version}`: one version, as registrations refer to it.
pub async fn one(page: Page, Path(version): Path<String>) -> Result<Response, Error> {
    let notice = Notice::of(page, &VERSIONS, &version).ok_or(Error::NotFound)?;
    Ok(web::ok(&notice))
}

/// Every number that registrations may have recorded, the newest first.
pub fn numbers() -> impl Iterator<Item = &'static str> {
    VERSIONS.iter().map(|version| version.number)
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;
    use insta::assert_snapshot;
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::text::{self, Lang};

    fn page() -> Page {
        Page {
            lang: Lang::En,
            path: "/privacy".into(),
            address: "/privacy".into(),
            csrf: String::new(),
            signed_in: false,
            demo: false,
            private: false,
            officer: None,
            kept_token: String::new(),
        }
    }

    /// Everything a version says, in both languages.
    fn words(version: &Version) -> String {
        let keys = version.blocks().flat_map(|block| match block {
            Title(key) | Text(key) => vec![*key],
            Open(key, open) => vec![*key, *open],
            Points(keys) => keys.to_vec(),
        });
        let keys: Vec<&str> = version.short.iter().copied().chain(keys).collect();
        let say = |lang| keys.iter().map(move |key| text::t(lang, key)).collect::<Vec<_>>();
        Lang::ALL.into_iter().flat_map(say).collect::<Vec<_>>().join("\n")
    }

    /// Whoever finds a line changed has changed what people accepted: the change belongs in a new version. A line
    /// is never removed.
    #[test]
    fn what_a_version_says_never_changes() {
        let lines = VERSIONS.iter().map(|version| {
            let hash = Sha256::digest(words(version).as_bytes());
            format!("{} {}", version.number, HEXLOWER.encode(&hash[..8]))
        });
        assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @r"
        2569-2 4a30de8cd1c35122
        2569-1 5c29622a2dece12c
        ");
    }

    #[test]
    fn an_older_version_stays_readable_and_says_which_one_is_now_in_force() {
        static TWO: [Version; 2] = [
            Version { number: "2570-1", valid_from: day(2027, 1, 4), short: &[], sections: &[] },
            Version {
                number: "2569-1",
                valid_from: day(2026, 11, 22),
                short: &[],
                sections: &[&[Text("privacy-contact")]],
            },
        ];
        let older = Notice::of(page(), &TWO, "2569-1").unwrap().render().unwrap();
        assert!(older.contains(&text::t(Lang::En, "privacy-contact")));
        assert!(older.contains(&text::t(Lang::En, "privacy-older")));
        let newest = Notice::of(page(), &TWO, "2570-1").unwrap().render().unwrap();
        assert!(!newest.contains(&text::t(Lang::En, "privacy-older")));
        for shown in [&older, &newest] {
            assert!(shown.contains("/privacy/2569-1") && shown.contains("/privacy/2570-1"));
            assert_eq!(shown.matches(&text::t(Lang::En, "privacy-current")).count(), 1);
        }
        assert!(Notice::of(page(), &TWO, "2571-1").is_none());
    }

    #[test]
    fn versions_are_in_order_and_have_days_of_their_own() {
        for pair in VERSIONS.windows(2) {
            assert!(pair[0].valid_from > pair[1].valid_from, "{}", pair[0].number);
        }
        for version in &VERSIONS {
            assert!(!version.since(&page()).is_empty(), "{}", version.number);
        }
    }
}
