//! Reading the file of a list (อ่านไฟล์ข้อมูลอ้างอิง): which list it is, and every problem of every line at once.
//!
//! A file is the whole list: a row that is missing in it is removed, unless something belongs to it. Codes are DOPA's
//! and nest: a child's code begins with its parent's, and a district's office has the code of the district
//! (`reference/README.md`).

use std::collections::BTreeSet;

use super::{List, Row};
use crate::area::in_bangkok;

/// The most problems that are told at once.
pub const TOLD: usize = 100;

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

impl Wrong {
    fn new(line: u64, key: &'static str, value: &str) -> Wrong {
        Wrong { line, key, value: value.chars().take(100).collect() }
    }
}

/// The codes that a line may name.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Provinces.
    pub provinces: BTreeSet<String>,
    /// Districts.
    pub districts: BTreeSet<String>,
    /// Sub-districts.
    pub subdistricts: BTreeSet<String>,
}

/// Reads a file: its list and rows, or every problem of every line.
pub fn read(file: &[u8], known: &Known) -> Result<(List, Vec<Row>), Vec<Wrong>> {
    let file = file.strip_prefix("\u{feff}".as_bytes()).unwrap_or(file);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(|name| name.trim().to_owned()).collect(),
        Err(_) => return Err(vec![Wrong::new(1, "problem-import-utf8", "")]),
    };
    let names: Vec<&str> = header.iter().map(String::as_str).collect();
    let Some(list) = List::of_header(&names) else {
        return Err(vec![Wrong::new(1, "problem-import-header", &header.join(","))]);
    };
    let (mut rows, mut problems, mut keys) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (index, record) in (2..).zip(reader.records()) {
        let line =
            |record: &csv::StringRecord| record.position().map_or(index, csv::Position::line);
        let record = match record {
            Ok(record) if record.len() == list.columns().len() => record,
            Ok(record) => {
                let count = record.len().to_string();
                problems.push(Wrong::new(line(&record), "problem-import-columns", &count));
                continue;
            }
            Err(_) => {
                problems.push(Wrong::new(index, "problem-import-utf8", ""));
                continue;
            }
        };
        let row = Row::new(list, &record);
        let found = wrong(list, &row, known);
        let told = found.into_iter().map(|(key, value)| Wrong::new(line(&record), key, value));
        problems.extend(told);
        if !keys.insert(row.key(list)) {
            problems.push(Wrong::new(line(&record), "problem-import-twice", &row.key(list)));
        }
        rows.push(row);
    }
    if rows.is_empty() && problems.is_empty() {
        problems.push(Wrong::new(1, "problem-import-empty", ""));
    }
    if problems.is_empty() { Ok((list, rows)) } else { Err(problems) }
}

/// What is wrong with one row: the sentence, and what stands there.
fn wrong<'r>(list: List, row: &'r Row, known: &Known) -> Vec<(&'static str, &'r str)> {
    let mut found = Vec::new();
    let mut must = |holds: bool, key: &'static str, column: &str| {
        if !holds {
            found.push((key, row.get(column)));
        }
    };
    let (code, province, district) =
        (row.get("code"), row.get("province_code"), row.get("district_code"));
    let inside_province = known.provinces.contains(province) && code.starts_with(province);
    match list {
        List::Provinces => must(is_digits(code, 2), "problem-import-code", "code"),
        List::Districts => {
            must(is_digits(code, 4), "problem-import-code", "code");
            must(inside_province, "problem-import-province", "province_code");
            let kind = if in_bangkok(code) { "khet" } else { "amphoe" };
            must(row.get("kind") == kind, "problem-import-kind", "kind");
        }
        List::Subdistricts => {
            must(is_digits(code, 6), "problem-import-code", "code");
            let inside = known.districts.contains(district) && code.starts_with(district);
            must(inside, "problem-import-district", "district_code");
            must(is_digits(row.get("postal_code"), 5), "problem-import-postal", "postal_code");
        }
        List::PostalCodes => {
            let subdistrict = row.get("subdistrict_code");
            let exists = known.subdistricts.contains(subdistrict);
            must(exists, "problem-import-subdistrict", "subdistrict_code");
            must(is_digits(row.get("postal_code"), 5), "problem-import-postal", "postal_code");
        }
        List::Offices => {
            let centre = row.get("kind") == "provincial_damrongdhama_centre";
            let (kind, digits) = match (centre, in_bangkok(code)) {
                (true, _) => ("provincial_damrongdhama_centre", 2),
                (false, true) => ("bangkok_district_office", 4),
                (false, false) => ("district_office", 4),
            };
            must(row.get("kind") == kind, "problem-import-kind", "kind");
            must(is_digits(code, digits), "problem-import-code", "code");
            must(inside_province, "problem-import-province", "province_code");
            let of_district = district == code && known.districts.contains(district);
            let fits = if centre { district.is_empty() } else { of_district };
            must(fits, "problem-import-district", "district_code");
        }
    }
    for name in
        list.columns().iter().filter(|column| column.ends_with("_th") || column.ends_with("_en"))
    {
        if row.get(name).is_empty() {
            found.push(("problem-import-name", code));
        }
        // The lists and figures are opened in spreadsheets.
        if row.get(name).starts_with(['=', '+', '-', '@']) {
            found.push(("problem-import-formula", row.get(name)));
        }
    }
    found
}

fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        let set = |codes: &[&str]| codes.iter().map(ToString::to_string).collect();
        Known {
            provinces: set(&["10", "48", "49"]),
            districts: set(&["1001", "4901", "4902"]),
            subdistricts: set(&["490101"]),
        }
    }

    fn problems(list: List, lines: &str) -> Vec<&'static str> {
        let file = format!("{}\n{lines}", list.columns().join(","));
        let found = read(file.as_bytes(), &known());
        if let Ok((read, _)) = &found {
            assert_eq!(*read, list);
        }
        found.err().unwrap_or_default().iter().map(|wrong| wrong.key).collect()
    }

    #[test]
    fn every_problem_of_every_line_is_told() {
        use List::{Districts, Offices, PostalCodes, Provinces, Subdistricts};
        const CENTRE: &str = "provincial_damrongdhama_centre";
        let centre = |rest: &str| rest.replace("CENTRE", CENTRE);
        let cases = [
            (Provinces, "49,มุกดาหาร,Mukdahan,ภาคอีสาน,Northeastern".into(), &[][..]),
            (
                Provinces,
                "490,มุกดาหาร,Mukdahan,,Northeastern".into(),
                &["problem-import-code", "problem-import-name"],
            ),
            (Districts, "4901,49,เมือง,Mueang,amphoe".into(), &[]),
            (
                Districts,
                "4901,48,เมือง,Mueang,khet".into(),
                &["problem-import-province", "problem-import-kind"],
            ),
            (Districts, "1001,10,พระนคร,Phra Nakhon,amphoe".into(), &["problem-import-kind"]),
            (Districts, "49x1,49,เมือง,Mueang,amphoe".into(), &["problem-import-code"]),
            (Subdistricts, "490101,4901,มุกดาหาร,Mukdahan,49000".into(), &[]),
            (
                Subdistricts,
                "490201,4901,มุกดาหาร,Mukdahan,4900".into(),
                &["problem-import-district", "problem-import-postal"],
            ),
            (PostalCodes, "490101,49001".into(), &[]),
            (
                PostalCodes,
                "490109,x".into(),
                &["problem-import-subdistrict", "problem-import-postal"],
            ),
            (Offices, centre("49,CENTRE,ศูนย์,Centre,49,"), &[]),
            (Offices, "4901,district_office,เมือง,Mueang,49,4901".into(), &[]),
            (Offices, "1001,bangkok_district_office,พระนคร,Phra Nakhon,10,1001".into(), &[]),
            (
                Offices,
                "4901,district_office,=1+1,@Mueang,49,4901".into(),
                &["problem-import-formula", "problem-import-formula"],
            ),
            (Offices, String::new(), &["problem-import-empty"]),
            (Offices, "4901,district_office,เมือง".into(), &["problem-import-columns"]),
            (Offices, "4901,palace,เมือง,Mueang,49,4901".into(), &["problem-import-kind"]),
            (
                Offices,
                "1001,district_office,พระนคร,Phra Nakhon,10,1001".into(),
                &["problem-import-kind"],
            ),
            (
                Offices,
                "4901,district_office,เมือง,Mueang,48,4901".into(),
                &["problem-import-province"],
            ),
            (
                Offices,
                "4901,district_office,เมือง,,49,4902".into(),
                &["problem-import-district", "problem-import-name"],
            ),
            (Offices, centre("49,CENTRE,ศูนย์,Centre,49,4901"), &["problem-import-district"]),
            (Offices, centre("4901,CENTRE,ศูนย์,Centre,49,"), &["problem-import-code"]),
        ];
        for (list, lines, expected) in cases {
            assert_eq!(problems(list, &lines), expected, "{lines}");
        }
    }

    #[test]
    fn a_row_that_stands_twice_a_foreign_header_and_another_encoding_are_told_by_line() {
        let twice = "subdistrict_code,postal_code\n490101,49001\n490101,49002\n490101,49001\n";
        let found = read(twice.as_bytes(), &known()).unwrap_err();
        assert_eq!((found[0].line, found[0].key), (4, "problem-import-twice"));
        assert_eq!(read(b"a,b\n1,2", &known()).unwrap_err()[0].key, "problem-import-header");
        assert_eq!(read(b"a,\xa1\n", &known()).unwrap_err()[0].key, "problem-import-utf8");
        let tis620 = b"subdistrict_code,postal_code\n490101,\xa1\n";
        let found = read(tis620, &known()).unwrap_err();
        assert_eq!((found[0].line, found[0].key), (2, "problem-import-utf8"));
    }
}
