//! เขตการปกครอง — provinces, districts and sub-districts, by DOPA's codes.
//!
//! A child's code begins with its parent's. Names are not unique: always show the parent too.

use sqlx::PgConnection;

use crate::text::{Lang, thai_order};

/// An area of any level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// 2 digits a province, 4 a district, 6 a sub-district.
    pub code: String,
    /// Its Thai name, without จังหวัด, อำเภอ, เขต, ตำบล or แขวง.
    pub name_th: String,
    /// Its English name.
    pub name_en: String,
}

impl Area {
    /// Its name in a language, without what kind of area it is.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Th => &self.name_th,
            Lang::En => &self.name_en,
        }
    }
}

/// Whether a code lies in Bangkok, whose areas are called เขต and แขวง.
#[must_use]
pub fn in_bangkok(code: &str) -> bool {
    code.starts_with("10")
}

/// Puts areas in the order of the reader's alphabet.
pub fn sort(areas: &mut [Area], lang: Lang) {
    match lang {
        Lang::Th => areas.sort_by(|a, b| thai_order(&a.name_th, &b.name_th)),
        Lang::En => areas.sort_by(|a, b| a.name_en.cmp(&b.name_en)),
    }
}

/// All provinces, by code.
pub async fn provinces(conn: &mut PgConnection) -> sqlx::Result<Vec<Area>> {
    sqlx::query_as!(Area, "select code, name_th, name_en from province order by code")
        .fetch_all(conn)
        .await
}

/// The districts of a province, by code; none for an unknown province.
pub async fn districts(conn: &mut PgConnection, province: &str) -> sqlx::Result<Vec<Area>> {
    sqlx::query_as!(
        Area,
        "select code, name_th, name_en from district where province_code = $1 order by code",
        province
    )
    .fetch_all(conn)
    .await
}

/// The sub-districts of a district, by code; none for an unknown district.
pub async fn subdistricts(conn: &mut PgConnection, district: &str) -> sqlx::Result<Vec<Area>> {
    sqlx::query_as!(
        Area,
        "select code, name_th, name_en from subdistrict where district_code = $1 order by code",
        district
    )
    .fetch_all(conn)
    .await
}

/// The postal codes of a sub-district, its main one first; none for an unknown sub-district.
pub async fn postal_codes(conn: &mut PgConnection, subdistrict: &str) -> sqlx::Result<Vec<String>> {
    let rows = sqlx::query!(
        r#"select postal_code as "postal_code!", extra as "extra!" from (
             select postal_code, 0 as extra from subdistrict where code = $1
             union all
             select postal_code, 1 from subdistrict_extra_postal_code where subdistrict_code = $1
           ) as codes order by extra, postal_code"#,
        subdistrict
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.postal_code).collect())
}

/// The areas with these codes, of any level; unknown codes are left out.
pub async fn named(conn: &mut PgConnection, codes: &[String]) -> sqlx::Result<Vec<Area>> {
    sqlx::query_as!(
        Area,
        r#"select code as "code!", name_th as "name_th!", name_en as "name_en!" from (
             select code, name_th, name_en from province
             union all select code, name_th, name_en from district
             union all select code, name_th, name_en from subdistrict
           ) as area where code = any($1)"#,
        codes
    )
    .fetch_all(conn)
    .await
}
