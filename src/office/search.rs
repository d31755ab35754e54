//! Finding an office by what people type: its name, its area, a sub-district, a postal code, its code.

use sqlx::PgConnection;

use super::Office;
use crate::text::{ascii_digits, thai_order};

/// What stands before an area's name and is not part of it. Left out only at a word's beginning:
/// สนามชัยเขต ends in one.
const PREFIXES: [&str; 13] = [
    "ที่ว่าการอำเภอ",
    "สำนักงานเขต",
    "ศูนย์ดำรงธรรม",
    "กิ่งอำเภอ",
    "จังหวัด",
    "อำเภอ",
    "ตำบล",
    "แขวง",
    "เขต",
    "จ.",
    "อ.",
    "ต.",
    "ข.",
];

/// English words for kinds of areas, which are part of no name.
const KINDS: [&str; 8] =
    ["amphoe", "khet", "tambon", "khwaeng", "changwat", "district", "province", "office"];

/// The offices that every typed word speaks of, those with the words in their own name first,
/// each part in the order of the Thai dictionary. Nothing typed finds nothing.
pub async fn search(conn: &mut PgConnection, typed: &str) -> sqlx::Result<Vec<Office>> {
    let words = words(typed);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = sqlx::query_as!(
        Office,
        "select o.code, o.kind, o.name_th, o.name_en, o.province_code
         from office o join province p on p.code = o.province_code
         where (
           select bool_and(
             o.code = word
             or strpos(replace(o.name_th, ' ', ''), word) > 0
             or strpos(translate(lower(o.name_en), ' -', ''), word) > 0
             or strpos(p.name_th, word) > 0
             or strpos(translate(lower(p.name_en), ' -', ''), word) > 0
             or exists (
               select from subdistrict s
               where s.district_code = o.district_code
                 and (strpos(replace(s.name_th, ' ', ''), word) > 0
                   or strpos(translate(lower(s.name_en), ' -', ''), word) > 0
                   or s.postal_code = word
                   or exists (select from subdistrict_extra_postal_code e
                              where e.subdistrict_code = s.code and e.postal_code = word))
             )
           ) from unnest($1::text[]) as word
         )",
        &words
    )
    .fetch_all(conn)
    .await?;
    let named = |office: &Office| {
        let name = fold(&office.name_th) + &fold(&office.name_en);
        words.iter().all(|word| name.contains(word) || office.code == *word)
    };
    found.sort_by(|a, b| named(b).cmp(&named(a)).then_with(|| thai_order(&a.name_th, &b.name_th)));
    Ok(found)
}

/// The words that have to be found, folded, without what stands before names.
fn words(typed: &str) -> Vec<String> {
    typed
        .split([' ', ',', '/', '(', ')'])
        .map(|word| {
            let word = fold(&ascii_digits(word));
            let prefix = PREFIXES.into_iter().find(|prefix| word.starts_with(prefix));
            let word = word.strip_prefix(prefix.unwrap_or_default()).unwrap_or(&word);
            if matches!(word, "กทม" | "กทม." | "กรุงเทพ" | "กรุงเทพฯ" | "bkk")
            {
                "กรุงเทพมหานคร".to_owned()
            } else {
                word.to_owned()
            }
        })
        .filter(|word| !word.is_empty() && !KINDS.contains(&word.as_str()))
        .collect()
}

/// Lower case, without blanks and hyphens: `Pak Thong Chai` and `pakthongchai` are one.
fn fold(text: &str) -> String {
    text.to_lowercase().replace([' ', '-'], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_before_a_name_is_left_out() {
        for (typed, expected) in [
            ("อ.ปักธงชัย จ.นครราชสีมา", vec!["ปักธงชัย", "นครราชสีมา"]),
            ("อำเภอ เมืองมุกดาหาร", vec!["เมืองมุกดาหาร"]),
            ("ที่ว่าการอำเภอสนามชัยเขต", vec!["สนามชัยเขต"]),
            ("เขตดุสิต กทม.", vec!["ดุสิต", "กรุงเทพมหานคร"]),
            ("Amphoe Pak Thong Chai", vec!["pak", "thong", "chai"]),
            ("๓๐๑๔", vec!["3014"]),
            ("อำเภอ", vec![]),
            (" , ", vec![]),
        ] {
            assert_eq!(words(typed), expected, "{typed}");
        }
    }
}
