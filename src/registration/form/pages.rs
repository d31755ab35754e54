//! The pages of the form, in order.
//!
//! The ministry's own form is not public. Name, citizen number, birth date and address come from
//! ThaiD; the number of creditors and the amounts were in its daily figures; the rest is our
//! inference of what mediation needs, and the page that shows readiness says so.

use super::{Field, Kind, PageSpec};

const YES_NO_UNKNOWN: &[&str] = &["yes", "no", "unknown"];

/// What is asked once: how to reach the debtor safely, where they live, what they live on.
pub const DEBTOR: &[PageSpec] = &[
    PageSpec {
        key: "contact",
        fields: &[
            Field::new("phone", Kind::Phone),
            Field::new("phone-shared", Kind::One(YES_NO_UNKNOWN)),
            Field::new("line", Kind::Line(60)),
        ],
    },
    PageSpec {
        key: "safety",
        fields: &[
            Field::new(
                "contact-hours",
                Kind::Many(&["morning", "midday", "afternoon", "evening", "no-calls", "unknown"]),
            ),
            Field::new("not-at-home", Kind::One(YES_NO_UNKNOWN)),
            Field::new("safe-word", Kind::Line(40)),
        ],
    },
    PageSpec { key: "province", fields: &[Field::new("province", Kind::Code).required()] },
    PageSpec { key: "district", fields: &[Field::new("district", Kind::Code).required()] },
    PageSpec {
        key: "address",
        fields: &[
            Field::new("subdistrict", Kind::Code).required(),
            Field::new("postal-code", Kind::TypedCode(5)),
            Field::new("street", Kind::Line(200)),
        ],
    },
    PageSpec {
        key: "office",
        fields: &[
            Field::new("office-choice", Kind::One(&["near", "province", "other"])).required(),
            Field::new("office-code", Kind::TypedCode(4)).when("office-choice", "other"),
        ],
    },
    PageSpec {
        key: "living",
        fields: &[
            Field::new(
                "occupation",
                Kind::Pick(&[
                    "farmer",
                    "fisher",
                    "trader",
                    "hired",
                    "factory",
                    "company",
                    "driver",
                    "government",
                    "domestic",
                    "student",
                    "retired",
                    "none",
                    "other",
                    "unknown",
                ]),
            ),
            Field::new("occupation-other", Kind::Line(80)).when("occupation", "other"),
            Field::new("income", Kind::Money),
            Field::new("expenses", Kind::Money),
            Field::new("dependants", Kind::Count(50)),
        ],
    },
];

/// What an officer reads from the card of who has no ThaiD. Nobody fills it in; it is corrected.
pub static PERSON: PageSpec = PageSpec {
    key: "person",
    fields: &[
        Field::new("card-title", Kind::Line(40)).on_card(),
        Field::new("card-given", Kind::Line(120)).on_card(),
        Field::new("card-middle", Kind::Line(120)).on_card(),
        Field::new("card-family", Kind::Line(120)).on_card(),
        Field::new("card-birth", Kind::Date).on_card(),
    ],
};

/// What is asked of each debt.
pub const DEBT: &[PageSpec] = &[
    PageSpec {
        key: "creditor",
        fields: &[
            Field::new(
                "creditor-kind",
                Kind::One(&["person", "agent", "company", "app", "shop", "relative", "unknown"]),
            ),
            Field::new("creditor-name", Kind::Line(120)).sure(),
            Field::new("creditor-alias", Kind::Line(120)).sure(),
        ],
    },
    PageSpec {
        key: "clues",
        fields: &[
            Field::new("creditor-phones", Kind::Lines(200)).sure(),
            Field::new("creditor-accounts", Kind::Lines(300)).sure(),
            Field::new("creditor-social", Kind::Lines(300)).sure(),
            Field::new("creditor-place", Kind::Lines(300)).sure(),
            Field::new("collector", Kind::Line(120)).sure(),
            Field::new("plate", Kind::Line(40)).sure(),
            Field::new("creditor-number", Kind::CitizenNumber).sure(),
        ],
    },
    PageSpec {
        key: "loan",
        fields: &[
            Field::new("borrowed", Kind::Date),
            Field::new("written", Kind::Money),
            Field::new("received", Kind::Money),
            Field::new("deducted", Kind::Money),
        ],
    },
    PageSpec {
        key: "terms",
        fields: &[
            Field::new("terms-kind", Kind::One(&["percent", "instalment", "none", "unknown"])),
            Field::new("rate", Kind::Percent).when("terms-kind", "percent"),
            Field::new("rate-period", Kind::One(&["day", "week", "month", "year", "unknown"]))
                .when("terms-kind", "percent"),
            Field::new("instalment", Kind::Money).when("terms-kind", "instalment"),
            Field::new(
                "instalment-period",
                Kind::One(&["day", "week", "month", "year", "unknown"]),
            )
            .when("terms-kind", "instalment"),
            Field::new("instalment-count", Kind::Count(10_000)).when("terms-kind", "instalment"),
        ],
    },
    PageSpec {
        key: "payments",
        fields: &[
            Field::new("paid-how", Kind::One(&["none", "total", "list", "unknown"])),
            Field::new("paid-total", Kind::Money).when("paid-how", "total"),
            Field::new("last-paid", Kind::Date).when("paid-how", "total"),
            Field::new("payment", Kind::Payments).when("paid-how", "list"),
            Field::new("claimed", Kind::Money),
        ],
    },
    PageSpec {
        key: "papers",
        fields: &[
            Field::new("contract", Kind::One(&["none", "mine", "creditor", "both", "unknown"])),
            Field::new("blank-signed", Kind::One(YES_NO_UNKNOWN)),
            Field::new("guarantor", Kind::One(YES_NO_UNKNOWN)),
            Field::new(
                "collateral",
                Kind::Many(&[
                    "nothing",
                    "land",
                    "redemption",
                    "vehicle",
                    "atm-card",
                    "id-card",
                    "other",
                    "unknown",
                ]),
            ),
        ],
    },
    PageSpec {
        key: "conduct",
        fields: &[
            Field::new(
                "conduct",
                Kind::Many(&[
                    "nothing",
                    "threats",
                    "violence",
                    "shaming",
                    "relatives",
                    "employer",
                    "unknown",
                ]),
            ),
            Field::new("odd-hours", Kind::One(YES_NO_UNKNOWN)),
            Field::new("frequency", Kind::One(&["less", "daily", "more", "unknown"])),
            Field::new("police-report", Kind::Line(80)),
            Field::new("urgent", Kind::One(YES_NO_UNKNOWN)),
        ],
    },
    PageSpec {
        key: "wishes",
        fields: &[
            Field::new(
                "wish",
                Kind::Many(&[
                    "mediation",
                    "lower-interest",
                    "longer-term",
                    "refinance",
                    "skills",
                    "prosecute",
                    "advice",
                    "unknown",
                ]),
            ),
            Field::new("other-words", Kind::Lines(2000)),
        ],
    },
];

/// Why a debtor takes a registration back.
pub const WITHDRAWAL: &PageSpec = &PageSpec {
    key: "withdrawal",
    fields: &[
        Field::new(
            "reason",
            Kind::One(&["settled", "afraid", "mistake", "elsewhere", "unsaid", "other"]),
        ),
        Field::new("reason-words", Kind::Lines(1000)),
    ],
};

/// The page of the debtor's own answers with this key.
#[must_use]
pub fn debtor_page(key: &str) -> Option<&'static PageSpec> {
    DEBTOR.iter().find(|page| page.key == key)
}

/// The page of a debt with this key.
#[must_use]
pub fn debt_page(key: &str) -> Option<&'static PageSpec> {
    DEBT.iter().find(|page| page.key == key)
}

/// The page that an officer may correct: of the debtor's own answers (`debt` 0), of a debt, or of the person.
#[must_use]
pub fn corrected(debt: i16, key: &str) -> Option<&'static PageSpec> {
    match debt {
        0 if key == PERSON.key => Some(&PERSON),
        0 => debtor_page(key),
        _ => debt_page(key),
    }
}

/// The key of the page after this one, in its list.
#[must_use]
pub fn after(pages: &'static [PageSpec], key: &str) -> Option<&'static str> {
    let here = pages.iter().position(|page| page.key == key)?;
    pages.get(here + 1).map(|page| page.key)
}

/// The key of the page before this one, in its list.
#[must_use]
pub fn before(pages: &'static [PageSpec], key: &str) -> Option<&'static str> {
    let here = pages.iter().position(|page| page.key == key)?;
    here.checked_sub(1).map(|index| pages[index].key)
}
