//! Reference data (ข้อมูลอ้างอิง): provinces to sub-districts and the offices, imported from `reference/*.csv`.
//!
//! The files are part of the binary. An import is one transaction and may be repeated: rows are
//! added or corrected, never removed, since registrations refer to them.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use sqlx::PgPool;

/// How many rows of each kind the import wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// Provinces (จังหวัด), with Bangkok.
    pub provinces: u64,
    /// Districts (อำเภอ, เขต).
    pub districts: u64,
    /// Sub-districts (ตำบล, แขวง).
    pub subdistricts: u64,
    /// Postal codes beside a sub-district's main one.
    pub postal_codes: u64,
    /// Offices that register debtors (หน่วยรับลงทะเบียน).
    pub offices: u64,
}

#[derive(Deserialize)]
struct Province {
    code: String,
    name_th: String,
    name_en: String,
    region_th: String,
    region_en: String,
}

#[derive(Deserialize)]
struct District {
    code: String,
    province_code: String,
    name_th: String,
    name_en: String,
    kind: String,
}

#[derive(Deserialize)]
struct Subdistrict {
    code: String,
    district_code: String,
    name_th: String,
    name_en: String,
    postal_code: String,
}

#[derive(Deserialize)]
struct PostalCode {
    subdistrict_code: String,
    postal_code: String,
}

#[derive(Deserialize)]
struct Office {
    code: String,
    kind: String,
    name_th: String,
    name_en: String,
    province_code: String,
    district_code: Option<String>,
}

/// Writes the reference data of this binary into the database.
pub async fn import(db: &PgPool) -> anyhow::Result<Imported> {
    let mut tx = db.begin().await?;

    let rows: Vec<Province> = self::rows(include_str!("../../reference/provinces.csv"))?;
    let provinces = sqlx::query!(
        "insert into province (code, name_th, name_en, region_th, region_en)
         select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
         on conflict (code) do update set
            name_th = excluded.name_th, name_en = excluded.name_en,
            region_th = excluded.region_th, region_en = excluded.region_en",
        &column(&rows, |row| row.code.clone()),
        &column(&rows, |row| row.name_th.clone()),
        &column(&rows, |row| row.name_en.clone()),
        &column(&rows, |row| row.region_th.clone()),
        &column(&rows, |row| row.region_en.clone()),
    );
    let provinces = provinces.execute(&mut *tx).await?.rows_affected();

    let rows: Vec<District> = self::rows(include_str!("../../reference/districts.csv"))?;
    let districts = sqlx::query!(
        "insert into district (code, province_code, name_th, name_en, kind)
         select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
         on conflict (code) do update set
            province_code = excluded.province_code, name_th = excluded.name_th,
            name_en = excluded.name_en, kind = excluded.kind",
        &column(&rows, |row| row.code.clone()),
        &column(&rows, |row| row.province_code.clone()),
        &column(&rows, |row| row.name_th.clone()),
        &column(&rows, |row| row.name_en.clone()),
        &column(&rows, |row| row.kind.clone()),
    );
    let districts = districts.execute(&mut *tx).await?.rows_affected();

    let rows: Vec<Subdistrict> = self::rows(include_str!("../../reference/subdistricts.csv"))?;
    let subdistricts = sqlx::query!(
        "insert into subdistrict (code, district_code, name_th, name_en, postal_code)
         select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
         on conflict (code) do update set
            district_code = excluded.district_code, name_th = excluded.name_th,
            name_en = excluded.name_en, postal_code = excluded.postal_code",
        &column(&rows, |row| row.code.clone()),
        &column(&rows, |row| row.district_code.clone()),
        &column(&rows, |row| row.name_th.clone()),
        &column(&rows, |row| row.name_en.clone()),
        &column(&rows, |row| row.postal_code.clone()),
    );
    let subdistricts = subdistricts.execute(&mut *tx).await?.rows_affected();

    let file = include_str!("../../reference/subdistrict_extra_postal_codes.csv");
    let rows: Vec<PostalCode> = self::rows(file)?;
    let postal_codes = sqlx::query!(
        "insert into subdistrict_extra_postal_code (subdistrict_code, postal_code)
         select * from unnest($1::text[], $2::text[])
         on conflict (subdistrict_code, postal_code) do update set
            postal_code = excluded.postal_code",
        &column(&rows, |row| row.subdistrict_code.clone()),
        &column(&rows, |row| row.postal_code.clone()),
    );
    let postal_codes = postal_codes.execute(&mut *tx).await?.rows_affected();

    let rows: Vec<Office> = self::rows(include_str!("../../reference/offices.csv"))?;
    let offices = sqlx::query!(
        "insert into office (code, kind, name_th, name_en, province_code, district_code)
         select * from
            unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
         on conflict (code) do update set
            kind = excluded.kind, name_th = excluded.name_th, name_en = excluded.name_en,
            province_code = excluded.province_code, district_code = excluded.district_code",
        &column(&rows, |row| row.code.clone()),
        &column(&rows, |row| row.kind.clone()),
        &column(&rows, |row| row.name_th.clone()),
        &column(&rows, |row| row.name_en.clone()),
        &column(&rows, |row| row.province_code.clone()),
        &rows.iter().map(|row| row.district_code.clone()).collect::<Vec<_>>()
            as &[Option<String>],
    );
    let offices = offices.execute(&mut *tx).await?.rows_affected();

    tx.commit().await?;
    Ok(Imported { provinces, districts, subdistricts, postal_codes, offices })
}

/// Whether an import has run on this database.
pub async fn is_imported(db: &PgPool) -> Result<bool, sqlx::Error> {
    let found = sqlx::query_scalar!(r#"select exists (select from office) as "found!""#);
    found.fetch_one(db).await
}

fn rows<T: DeserializeOwned>(file: &str) -> Result<Vec<T>, csv::Error> {
    csv::Reader::from_reader(file.as_bytes()).deserialize().collect()
}

fn column<T>(rows: &[T], value: impl Fn(&T) -> String) -> Vec<String> {
    rows.iter().map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[sqlx::test]
    async fn an_import_writes_every_row_and_may_be_repeated(db: PgPool) {
        let all = Imported {
            provinces: 77,
            districts: 928,
            subdistricts: 7436,
            postal_codes: 164,
            offices: 1004,
        };
        assert!(!is_imported(&db).await.unwrap());
        assert_eq!(import(&db).await.unwrap(), all);
        assert_eq!(import(&db).await.unwrap(), all);
        let subdistricts = sqlx::query_scalar!("select count(*) from subdistrict");
        assert_eq!(subdistricts.fetch_one(&db).await.unwrap(), Some(7436));
        assert!(is_imported(&db).await.unwrap());
    }

    #[sqlx::test]
    async fn an_import_corrects_a_changed_name_and_keeps_other_rows(db: PgPool) {
        import(&db).await.unwrap();
        let change = sqlx::query!("update province set name_en = 'Siam' where code = '10'");
        change.execute(&db).await.unwrap();
        let own = sqlx::query!(
            "insert into office (code, kind, name_th, name_en, province_code)
             values ('10', 'provincial_damrongdhama_centre', 'ศูนย์', 'Centre', '10')"
        );
        own.execute(&db).await.unwrap();
        import(&db).await.unwrap();
        let name = sqlx::query_scalar!("select name_en from province where code = '10'");
        assert_eq!(name.fetch_one(&db).await.unwrap(), "Bangkok");
        let offices = sqlx::query_scalar!("select count(*) from office");
        assert_eq!(offices.fetch_one(&db).await.unwrap(), Some(1005));
    }
}
