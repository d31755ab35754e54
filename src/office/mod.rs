//! หน่วยรับลงทะเบียน — the 1,004 offices: district offices, Bangkok's, and provincial Damrongdhama centres.
//!
//! A code counts only if it is in this table, never by its pattern: 4999 looks right and is a
//! municipality.

mod search;

mod territory;

use sqlx::PgConnection;

pub use search::search;

pub use territory::Territory;

use crate::text::Lang;

/// An office that registers debtors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// Four digits a district's office, two a provincial centre.
    pub code: String,
    /// `district_office`, `bangkok_district_office` or `provincial_damrongdhama_centre`.
    pub kind: String,
    /// Its Thai name.
    pub name_th: String,
    /// Its English name, translated by this project.
    pub name_en: String,
    /// Its province.
    pub province_code: String,
}

impl Office {
    /// Its name in a language.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Th => &self.name_th,
            Lang::En => &self.name_en,
        }
    }
}

/// One office by its code.
pub async fn find(conn: &mut PgConnection, code: &str) -> sqlx::Result<Option<Office>> {
    sqlx::query_as!(
        Office,
        "select code, kind, name_th, name_en, province_code from office where code = $1",
        code
    )
    .fetch_optional(conn)
    .await
}

/// The offices with these codes; unknown codes are left out.
pub async fn named(conn: &mut PgConnection, codes: &[String]) -> sqlx::Result<Vec<Office>> {
    sqlx::query_as!(
        Office,
        "select code, kind, name_th, name_en, province_code from office where code = any($1)",
        codes
    )
    .fetch_all(conn)
    .await
}

/// The offices of a province, the provincial centre first.
pub async fn of_province(conn: &mut PgConnection, province: &str) -> sqlx::Result<Vec<Office>> {
    sqlx::query_as!(
        Office,
        "select code, kind, name_th, name_en, province_code from office
         where province_code = $1 order by district_code nulls first",
        province
    )
    .fetch_all(conn)
    .await
}
