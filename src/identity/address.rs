//! The address on the identity card (ที่อยู่ตามบัตรประชาชน), and which of our areas it names.
//!
//! ThaiD sends names without codes, in a layout that is not to be relied on (docs/thaid.md §6), and the card can be
//! older than a boundary. So this only proposes areas: the person confirms them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An address as the card has it. Empty parts are not stated.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardAddress {
    /// The whole address as it is shown to its owner.
    pub text: String,
    /// House number, village, lane and road: what stands before the sub-district.
    pub line: String,
    /// ตำบล or แขวง, without that word.
    pub subdistrict: String,
    /// อำเภอ or เขต, without that word.
    pub district: String,
    /// จังหวัด, without that word.
    pub province: String,
}

impl std::fmt::Debug for CardAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CardAddress(…)")
    }
}

const SUBDISTRICT: [&str; 3] = ["ตำบล", "แขวง", "ต."];
const DISTRICT: [&str; 4] = ["กิ่งอำเภอ", "อำเภอ", "เขต", "อ."];
const PROVINCE: [&str; 2] = ["จังหวัด", "จ."];

impl CardAddress {
    /// Reads the `address` claim: an object with `formatted`, `raw` or both, or a plain text.
    #[must_use]
    pub fn read(claim: &Value) -> Option<CardAddress> {
        let member = |name| claim.get(name).and_then(Value::as_str).unwrap_or_default();
        let (formatted, raw) = match claim {
            // One integrator's field layout can come as the whole claim too.
            Value::String(text) if text.contains('#') => ("", text.as_str()),
            Value::String(text) => (text.as_str(), ""),
            _ => (member("formatted"), member("raw")),
        };
        let mut address = from_fields(raw).or_else(|| from_text(formatted))?;
        if !formatted.trim().is_empty() {
            address.text = tidy(formatted);
        }
        Some(address)
    }
}

/// Reads `house no.#moo#trok#soi#road#tambon#amphoe#province`; the areas are the last three whatever comes before.
fn from_fields(raw: &str) -> Option<CardAddress> {
    let fields: Vec<String> = raw.split('#').map(tidy).collect();
    let (line, areas) = fields.split_at_checked(fields.len().checked_sub(3)?)?;
    let [subdistrict, district, province] = areas else { return None };
    if province.is_empty() {
        return None;
    }
    let text = joined(&fields);
    Some(CardAddress {
        text,
        line: joined(line),
        subdistrict: bare(subdistrict, &SUBDISTRICT),
        district: bare(district, &DISTRICT),
        province: bare(province, &PROVINCE),
    })
}

/// Reads an address written in words, by the words that stand before its areas.
fn from_text(formatted: &str) -> Option<CardAddress> {
    let text = tidy(formatted);
    if text.is_empty() {
        return None;
    }
    let mut address = CardAddress { text: text.clone(), ..CardAddress::default() };
    let mut line = Vec::new();
    let mut words = text.split(' ').peekable();
    while let Some(word) = words.next() {
        let area = [
            (&SUBDISTRICT[..], &mut address.subdistrict),
            (&DISTRICT[..], &mut address.district),
            (&PROVINCE[..], &mut address.province),
        ];
        let found =
            area.into_iter().find(|(prefixes, _)| prefixes.iter().any(|p| word.starts_with(p)));
        if let Some((prefixes, part)) = found {
            *part = bare(word, prefixes);
            if part.is_empty() {
                // The word stood alone: "ตำบล มุกดาหาร".
                words.next().unwrap_or_default().clone_into(part);
            }
        } else if is_bangkok(word) {
            word.clone_into(&mut address.province);
        } else if address.subdistrict.is_empty() && address.district.is_empty() {
            line.push(word);
        }
    }
    address.line = line.join(" ");
    Some(address)
}

/// An area: its code and its Thai name. A code begins with its parent's (10 · 1001 · 100101).
pub type Area<'a> = (&'a str, &'a str);

/// The areas an address names, as far as they can be told; each lies within the one before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Candidate {
    /// Two digits.
    pub province: Option<String>,
    /// Four digits.
    pub district: Option<String>,
    /// Six digits.
    pub subdistrict: Option<String>,
}

/// Finds the areas of an address by name, each only within its parent, since names repeat across the country.
pub fn candidate<'a>(
    address: &CardAddress,
    provinces: impl IntoIterator<Item = Area<'a>>,
    districts: impl IntoIterator<Item = Area<'a>>,
    subdistricts: impl IntoIterator<Item = Area<'a>>,
) -> Candidate {
    let mut found = Candidate::default();
    let wanted = if is_bangkok(&address.province) {
        "กรุงเทพมหานคร"
    } else {
        &address.province
    };
    let Some((province, province_name)) =
        find(provinces, "", |name| name == bare(wanted, &PROVINCE))
    else {
        return found;
    };
    found.province = Some(province.to_owned());

    let wanted = bare(&address.district, &DISTRICT);
    // The capital's district is called เมือง and the province's name; cards can leave the name out.
    let capital = wanted == "เมือง";
    let Some((district, _)) = find(districts, province, |name| {
        name == wanted || (capital && name.strip_prefix("เมือง") == Some(province_name))
    }) else {
        return found;
    };
    found.district = Some(district.to_owned());

    let wanted = bare(&address.subdistrict, &SUBDISTRICT);
    let subdistrict = find(subdistricts, district, |name| name == wanted);
    found.subdistrict = subdistrict.map(|(code, _)| code.to_owned());
    found
}

fn find<'a>(
    areas: impl IntoIterator<Item = Area<'a>>,
    parent: &str,
    is_wanted: impl Fn(&str) -> bool,
) -> Option<Area<'a>> {
    areas.into_iter().find(|(code, name)| code.starts_with(parent) && is_wanted(&tidy(name)))
}

fn is_bangkok(name: &str) -> bool {
    let name = PROVINCE.iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name);
    matches!(
        name.trim(),
        "กรุงเทพมหานคร"
            | "กรุงเทพฯ"
            | "กรุงเทพ"
            | "กทม."
            | "กทม"
    )
}

/// A name without the word for its kind of area.
fn bare(name: &str, prefixes: &[&str]) -> String {
    let name = tidy(name);
    let rest = prefixes.iter().find_map(|prefix| name.strip_prefix(prefix));
    rest.map_or(name.as_str(), str::trim).to_owned()
}

/// One spelling for what looks the same: single spaces, no invisible characters, SARA AM in one piece.
fn tidy(text: &str) -> String {
    let visible: String =
        text.chars().filter(|c| !matches!(c, '\u{200B}'..='\u{200D}' | '\u{FEFF}')).collect();
    let words: Vec<&str> = visible.split_whitespace().collect();
    words.join(" ").replace("\u{0E4D}\u{0E32}", "\u{0E33}")
}

fn joined(fields: &[String]) -> String {
    let filled: Vec<&str> = fields.iter().map(String::as_str).filter(|f| !f.is_empty()).collect();
    filled.join(" ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TEXT: &str = "99/9 หมู่ที่ 9 ตำบลมุกดาหาร อำเภอเมืองมุกดาหาร จังหวัดมุกดาหาร";
    const RAW: &str = "99/9#หมู่ที่ 9####ตำบลมุกดาหาร#อำเภอเมืองมุกดาหาร#จังหวัดมุกดาหาร";

    /// Code and Thai name of every row of a reference table.
    fn table(name: &str) -> Vec<(String, String)> {
        let path = format!("{}/reference/{name}.csv", env!("CARGO_MANIFEST_DIR"));
        let mut reader = csv::Reader::from_path(path).unwrap();
        let column = reader.headers().unwrap().iter().position(|h| h == "name_th").unwrap();
        reader
            .records()
            .map(Result::unwrap)
            .map(|r| (r[0].to_owned(), r[column].to_owned()))
            .collect()
    }

    fn areas(table: &[(String, String)]) -> impl Iterator<Item = Area<'_>> {
        table.iter().map(|(code, name)| (code.as_str(), name.as_str()))
    }

    #[test]
    fn both_members_and_a_plain_string_say_the_same() {
        let from = |claim: Value| CardAddress::read(&claim).unwrap();
        let whole = from(json!({"formatted": TEXT, "raw": RAW}));
        assert_eq!((whole.line.as_str(), whole.text.as_str()), ("99/9 หมู่ที่ 9", TEXT));
        assert_eq!(whole.subdistrict, "มุกดาหาร");
        assert_eq!((whole.district.as_str(), whole.province.as_str()), ("เมืองมุกดาหาร", "มุกดาหาร"));
        for claim in [json!({"formatted": TEXT}), json!({"raw": RAW}), json!(TEXT), json!(RAW)] {
            assert_eq!(from(claim.clone()), whole, "{claim}");
        }
    }

    #[test]
    fn unusual_spellings_are_read_and_nonsense_is_kept_as_text() {
        let cases = [
            ("7 ต.ในเมือง อ.เมือง จ.ขอนแก่น 40000", ["7", "ในเมือง", "เมือง", "ขอนแก่น"]),
            (
                "1 ถ.ราชดำเนิน แขวงพระบรมมหาราชวัง เขตพระนคร กรุงเทพฯ",
                ["1 ถ.ราชดำเนิน", "พระบรมมหาราชวัง", "พระนคร", "กรุงเทพฯ"],
            ),
            ("12 ตำบล แม่สอด อำเภอ แม่สอด จังหวัด ตาก", ["12", "แม่สอด", "แม่สอด", "ตาก"]),
            ("ไม่ทราบ", ["ไม่ทราบ", "", "", ""]),
        ];
        for (text, parts) in cases {
            let a = CardAddress::read(&json!(text)).unwrap();
            assert_eq!([a.line, a.subdistrict, a.district, a.province], parts, "{text}");
        }
        for nothing in [json!(""), json!("  "), json!({}), json!({"raw": "#######"}), json!(7)] {
            assert_eq!(CardAddress::read(&nothing), None, "{nothing}");
        }
    }

    #[test]
    fn every_subdistrict_of_the_country_is_found_from_its_address() {
        let (provinces, districts, subdistricts) =
            (table("provinces"), table("districts"), table("subdistricts"));
        let name = |table: &[(String, String)], code: &str| {
            table.iter().find(|(c, _)| c == code).unwrap().1.clone()
        };
        // One in seven: each is looked for among all of them.
        for (code, subdistrict) in subdistricts.iter().step_by(7) {
            let (province, district) = (name(&provinces, &code[..2]), name(&districts, &code[..4]));
            let raw = format!("1#หมู่ที่ 1####ตำบล{subdistrict}#อำเภอ{district}#จังหวัด{province}");
            let address = CardAddress::read(&json!({"raw": raw})).unwrap();
            let found =
                candidate(&address, areas(&provinces), areas(&districts), areas(&subdistricts));
            assert_eq!(found.district.as_deref(), Some(&code[..4]), "{raw}");
            let found = found.subdistrict.unwrap_or_else(|| panic!("not found: {raw}"));
            assert_eq!(name(&subdistricts, &found), *subdistrict, "{raw}");
        }
    }

    #[test]
    fn areas_are_only_looked_for_within_their_parent() {
        let provinces = [("40", "ขอนแก่น"), ("49", "มุกดาหาร"), ("10", "กรุงเทพมหานคร")];
        let districts = [("4001", "เมืองขอนแก่น"), ("4901", "เมืองมุกดาหาร"), ("1001", "พระนคร")];
        let subdistricts =
            [("400101", "ในเมือง"), ("490101", "มุกดาหาร"), ("100101", "พระบรมมหาราชวัง")];
        for (text, province, district, subdistrict) in [
            ("ต.ในเมือง อ.เมือง จ.ขอนแก่น", Some("40"), Some("4001"), Some("400101")),
            ("ต.ในเมือง อ.เมือง จ.มุกดาหาร", Some("49"), Some("4901"), None),
            ("ต.ในเมือง อ.พระนคร จ.มุกดาหาร", Some("49"), None, None),
            ("แขวงพระบรมมหาราชวัง เขตพระนคร กทม.", Some("10"), Some("1001"), Some("100101")),
            ("ต.ในเมือง อ.เมือง", None, None, None),
        ] {
            let address = CardAddress::read(&json!(text)).unwrap();
            let expected = [province, district, subdistrict].map(|code| code.map(str::to_owned));
            let found = candidate(&address, provinces, districts, subdistricts);
            assert_eq!([found.province, found.district, found.subdistrict], expected, "{text}");
        }
    }

    #[test]
    fn an_address_does_not_show_in_debug_output() {
        assert_eq!(format!("{:?}", CardAddress::read(&json!(TEXT)).unwrap()), "CardAddress(…)");
    }
}
