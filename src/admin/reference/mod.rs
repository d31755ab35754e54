//! การนำเข้าข้อมูลอ้างอิง — a new list of offices: read, compared with what is there, applied, undone.
//!
//! The file has the columns of `reference/offices.csv` and is the whole list: an office that is missing in it is
//! removed, unless it has files or appointments.

pub mod store;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// The columns, in order.
pub const COLUMNS: [&str; 6] =
    ["code", "kind", "name_th", "name_en", "province_code", "district_code"];

/// The most problems that are told at once.
pub const TOLD: usize = 100;

/// One office, as a line of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    /// Four digits, or two for a provincial centre.
    pub code: String,
    /// What kind of office.
    pub kind: String,
    /// Its Thai name.
    pub name_th: String,
    /// Its English name.
    pub name_en: String,
    /// Its province.
    pub province_code: String,
    /// Its district; a provincial centre has none.
    pub district_code: Option<String>,
}

impl Office {
    /// The office in one line, for people.
    #[must_use]
    pub fn line(&self) -> String {
        let district = self.district_code.as_deref().unwrap_or_default();
        let Office { name_th, name_en, kind, province_code, .. } = self;
        let parts = [name_th.as_str(), name_en, kind, province_code, district].into_iter();
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

/// What is wrong with a line of the file: its number, a sentence of `locales/`, and what it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The line; the header is 1.
    pub line: u64,
    /// The sentence.
    pub key: &'static str,
    /// What stands there.
    pub value: String,
}

/// What a file would change. Reversed, it undoes what it did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// New offices.
    pub added: Vec<Office>,
    /// Offices before and after.
    pub changed: Vec<(Office, Office)>,
    /// Offices that are gone.
    pub removed: Vec<Office>,
}

impl Changes {
    /// The changes that lead from one list to another, both in the order of their codes.
    #[must_use]
    pub fn between(before: &[Office], after: &[Office]) -> Changes {
        let by_code = |offices: &[Office]| -> BTreeMap<String, Office> {
            offices.iter().map(|office| (office.code.clone(), office.clone())).collect()
        };
        let (mut before, after) = (by_code(before), by_code(after));
        let mut changes = Changes::default();
        for (code, office) in after {
            match before.remove(&code) {
                None => changes.added.push(office),
                Some(old) if old != office => changes.changed.push((old, office)),
                Some(_) => {}
            }
        }
        changes.removed = before.into_values().collect();
        changes
    }

    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }

    /// What leads back.
    #[must_use]
    pub fn reversed(self) -> Changes {
        let changed = self.changed.into_iter().map(|(before, after)| (after, before)).collect();
        Changes { added: self.removed, changed, removed: self.added }
    }
}

/// The codes that a line may name.
#[derive(Debug, Clone, Default)]
pub struct Areas {
    /// Provinces.
    pub provinces: BTreeSet<String>,
    /// Districts.
    pub districts: BTreeSet<String>,
}

/// Reads a file; every problem of every line at once.
pub fn read(file: &[u8], areas: &Areas) -> Result<Vec<Office>, Vec<Wrong>> {
    let file = file.strip_prefix("\u{feff}".as_bytes()).unwrap_or(file);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
    let header = reader.headers().map(|header| header.iter().map(str::to_owned).collect());
    let header: Vec<String> = header.unwrap_or_default();
    if header != COLUMNS {
        let value = header.join(",").chars().take(100).collect();
        return Err(vec![Wrong { line: 1, key: "problem-import-header", value }]);
    }
    let (mut offices, mut problems, mut codes) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (index, record) in (2..).zip(reader.records()) {
        let mut wrong = |line: u64, key: &'static str, value: &str| {
            problems.push(Wrong { line, key, value: value.chars().take(60).collect() });
        };
        let record = match record {
            Ok(record) if record.len() == COLUMNS.len() => record,
            Ok(record) => {
                wrong(index, "problem-import-columns", &record.len().to_string());
                continue;
            }
            Err(_) => {
                wrong(index, "problem-import-utf8", "");
                continue;
            }
        };
        let line = record.position().map_or(index, csv::Position::line);
        let part = |at: usize| record.get(at).unwrap_or_default().trim().to_owned();
        let office = Office {
            code: part(0),
            kind: part(1),
            name_th: part(2),
            name_en: part(3),
            province_code: part(4),
            district_code: Some(part(5)).filter(|code| !code.is_empty()),
        };
        let digits = office.code.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || !matches!(office.code.len(), 2 | 4) {
            wrong(line, "problem-import-code", &office.code);
        } else if !codes.insert(office.code.clone()) {
            wrong(line, "problem-import-twice", &office.code);
        } else if !office.code.starts_with(&office.province_code) {
            wrong(line, "problem-import-province", &office.province_code);
        }
        if !areas.provinces.contains(&office.province_code) {
            wrong(line, "problem-import-province", &office.province_code);
        }
        let centre = office.kind == "provincial_damrongdhama_centre";
        if !centre && !matches!(office.kind.as_str(), "district_office" | "bangkok_district_office")
        {
            wrong(line, "problem-import-kind", &office.kind);
        }
        match &office.district_code {
            Some(district) if centre || !areas.districts.contains(district) => {
                wrong(line, "problem-import-district", district);
            }
            None if !centre => wrong(line, "problem-import-district", ""),
            _ => {}
        }
        if office.name_th.is_empty() || office.name_en.is_empty() {
            wrong(line, "problem-import-name", &office.code);
        }
        offices.push(office);
    }
    if offices.is_empty() && problems.is_empty() {
        problems.push(Wrong { line: 1, key: "problem-import-empty", value: String::new() });
    }
    if problems.is_empty() { Ok(offices) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn areas() -> Areas {
        let set = |codes: &[&str]| codes.iter().map(ToString::to_string).collect();
        Areas { provinces: set(&["49", "48"]), districts: set(&["4901", "4902"]) }
    }

    fn file(lines: &str) -> Vec<u8> {
        format!("{}\n{lines}", COLUMNS.join(",")).into_bytes()
    }

    #[test]
    fn every_problem_of_every_line_is_told() {
        let cases = [
            ("49,provincial_damrongdhama_centre,ศูนย์,Centre,49,", &[][..]),
            ("4901,district_office,เมือง,Mueang,49,4901", &[]),
            ("", &["problem-import-empty"]),
            ("4901,district_office,เมือง", &["problem-import-columns"]),
            ("49x1,district_office,เมือง,Mueang,49,4901", &["problem-import-code"]),
            ("4901,palace,เมือง,Mueang,49,4901", &["problem-import-kind"]),
            ("4901,district_office,เมือง,Mueang,48,4901", &["problem-import-province"]),
            (
                "4901,district_office,เมือง,,49,4999",
                &["problem-import-district", "problem-import-name"],
            ),
            ("49,provincial_damrongdhama_centre,ศูนย์,Centre,49,4901", &["problem-import-district"]),
        ];
        for (lines, expected) in cases {
            let found = read(&file(lines), &areas()).err().unwrap_or_default();
            let found: Vec<&str> = found.iter().map(|wrong| wrong.key).collect();
            assert_eq!(found, expected, "{lines}");
        }
        let twice = "4901,district_office,ก,A,49,4901\n4901,district_office,ข,B,49,4902";
        let found = read(&file(twice), &areas()).unwrap_err();
        assert_eq!((found[0].line, found[0].key), (3, "problem-import-twice"));
        assert_eq!(read(b"a,b\n1,2", &areas()).unwrap_err()[0].key, "problem-import-header");
    }

    #[test]
    fn changes_lead_there_and_reversed_lead_back() {
        let office = |code: &str, name: &str| Office {
            code: code.into(),
            kind: "district_office".into(),
            name_th: name.into(),
            name_en: name.into(),
            province_code: "49".into(),
            district_code: Some(code.into()),
        };
        let before = [office("4901", "a"), office("4902", "b"), office("4903", "c")];
        let after = [office("4901", "a"), office("4902", "x"), office("4904", "d")];
        let changes = Changes::between(&before, &after);
        assert_eq!((changes.added.len(), changes.changed.len(), changes.removed.len()), (1, 1, 1));
        assert_eq!(changes.clone().reversed(), Changes::between(&after, &before));
        assert!(Changes::between(&before, &before).is_empty());
    }
}
