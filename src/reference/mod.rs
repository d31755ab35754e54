//! ข้อมูลอ้างอิง — reference data: provinces to sub-districts, their postal codes, and the offices, in five lists.
//!
//! A list is a CSV file with a header of its own: those of this program in `reference/*.csv` ([`own`]), and what an
//! administrator of the ministry uploads ([`mod@file`] reads it, [`changes`] compares, [`store`] keeps, applies and undoes
//! it). What the ministry imported stays when the program's own lists are written again.

pub mod changes;
pub mod file;
pub mod own;
pub mod rows;
pub mod store;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One of the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// Provinces (จังหวัด), with Bangkok.
    Provinces,
    /// Districts (อำเภอ, เขต).
    Districts,
    /// Sub-districts (ตำบล, แขวง) with their main postal code.
    Subdistricts,
    /// Postal codes beside a sub-district's main one.
    PostalCodes,
    /// Offices that register debtors (หน่วยรับลงทะเบียน).
    Offices,
}

impl List {
    /// Every list; each names only rows of those before it.
    pub const ALL: [List; 5] =
        [List::Provinces, List::Districts, List::Subdistricts, List::PostalCodes, List::Offices];

    /// Its word in the database, in addresses and locale keys.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            List::Provinces => "provinces",
            List::Districts => "districts",
            List::Subdistricts => "subdistricts",
            List::PostalCodes => "postal-codes",
            List::Offices => "offices",
        }
    }

    /// The list of a word.
    #[must_use]
    pub fn of_key(key: &str) -> Option<List> {
        List::ALL.into_iter().find(|list| list.key() == key)
    }

    /// The columns of its file, in order, as its table names them.
    #[must_use]
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            List::Provinces => &["code", "name_th", "name_en", "region_th", "region_en"],
            List::Districts => &["code", "province_code", "name_th", "name_en", "kind"],
            List::Subdistricts => &["code", "district_code", "name_th", "name_en", "postal_code"],
            List::PostalCodes => &["subdistrict_code", "postal_code"],
            List::Offices => {
                &["code", "kind", "name_th", "name_en", "province_code", "district_code"]
            }
        }
    }

    /// The list that a file's header belongs to: no two have the same.
    #[must_use]
    pub fn of_header(header: &[&str]) -> Option<List> {
        List::ALL.into_iter().find(|list| list.columns() == header)
    }

    /// What tells one row from another: its code, or for a further postal code the whole row.
    fn key_columns(self) -> &'static [&'static str] {
        match self {
            List::PostalCodes => self.columns(),
            _ => &self.columns()[..1],
        }
    }
}

/// A row of a list, by the names of its columns. A blank cell is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row(BTreeMap<String, Option<String>>);

impl Row {
    /// A row of cells in the order of the list's columns, without the blanks around them.
    pub fn new<'a>(list: List, cells: impl IntoIterator<Item = &'a str>) -> Row {
        let cell = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let columns = list.columns().iter().map(|column| (*column).to_owned());
        Row(columns.zip(cells.into_iter().map(cell)).collect())
    }

    /// What stands in a column; a blank cell is empty.
    #[must_use]
    pub fn get(&self, column: &str) -> &str {
        self.0.get(column).and_then(Option::as_deref).unwrap_or_default()
    }

    /// Its cells, in the order of the list's columns.
    pub fn cells(&self, list: List) -> impl Iterator<Item = &str> {
        list.columns().iter().map(|column| self.get(column))
    }

    /// What tells it from the other rows of its list: `4901`, or `100203 10303` for a further postal code.
    #[must_use]
    pub fn key(&self, list: List) -> String {
        list.key_columns().iter().map(|column| self.get(column)).collect::<Vec<_>>().join(" ")
    }

    /// The row in one line, for people, without its key.
    #[must_use]
    pub fn line(&self, list: List) -> String {
        let rest = &list.columns()[list.key_columns().len()..];
        let cells = rest.iter().map(|column| self.get(column)).filter(|cell| !cell.is_empty());
        cells.collect::<Vec<_>>().join(" · ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_says_which_list_a_file_is() {
        for list in List::ALL {
            assert_eq!(List::of_header(list.columns()), Some(list));
            assert_eq!(List::of_key(list.key()), Some(list));
        }
        assert_eq!(List::of_header(&["code", "name_th"]), None);
    }

    #[test]
    fn a_row_is_read_by_column_and_told_by_its_key() {
        let office = Row::new(
            List::Offices,
            ["49", "provincial_damrongdhama_centre", " ศูนย์ ", "Centre", "49", ""],
        );
        assert_eq!((office.get("name_th"), office.get("district_code")), ("ศูนย์", ""));
        assert_eq!(office.key(List::Offices), "49");
        assert_eq!(
            office.line(List::Offices),
            "provincial_damrongdhama_centre · ศูนย์ · Centre · 49"
        );
        let further = Row::new(List::PostalCodes, ["100203", "10303"]);
        assert_eq!(further.key(List::PostalCodes), "100203 10303");
    }
}
