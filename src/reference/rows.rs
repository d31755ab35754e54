//! The rows of the lists in the database (แถวของข้อมูลอ้างอิง): read, written, removed.

use sqlx::PgConnection;
use sqlx::types::Json;

use super::file::Known;
use super::{List, Row};

/// Every row of a list, in the order of its keys.
pub async fn all(conn: &mut PgConnection, list: List) -> sqlx::Result<Vec<Row>> {
    let rows = match list {
        List::Provinces => {
            sqlx::query_scalar!(
                r#"select to_jsonb(t) as "row!: Json<Row>" from province t order by code"#
            )
            .fetch_all(conn)
            .await
        }
        List::Districts => {
            sqlx::query_scalar!(
                r#"select to_jsonb(t) as "row!: Json<Row>" from district t order by code"#
            )
            .fetch_all(conn)
            .await
        }
        List::Subdistricts => {
            sqlx::query_scalar!(
                r#"select to_jsonb(t) as "row!: Json<Row>" from subdistrict t order by code"#
            )
            .fetch_all(conn)
            .await
        }
        List::PostalCodes => {
            sqlx::query_scalar!(
                r#"select to_jsonb(t) as "row!: Json<Row>" from subdistrict_extra_postal_code t
                   order by subdistrict_code, postal_code"#
            )
            .fetch_all(conn)
            .await
        }
        List::Offices => {
            sqlx::query_scalar!(
                r#"select to_jsonb(t) as "row!: Json<Row>" from office t order by code"#
            )
            .fetch_all(conn)
            .await
        }
    };
    Ok(rows?.into_iter().map(|Json(row)| row).collect())
}

/// The codes that a file may name.
pub async fn known(conn: &mut PgConnection) -> sqlx::Result<Known> {
    let provinces = sqlx::query_scalar!("select code from province").fetch_all(&mut *conn).await?;
    let districts = sqlx::query_scalar!("select code from district").fetch_all(&mut *conn).await?;
    let subdistricts = sqlx::query_scalar!("select code from subdistrict").fetch_all(conn).await?;
    Ok(Known {
        provinces: provinces.into_iter().collect(),
        districts: districts.into_iter().collect(),
        subdistricts: subdistricts.into_iter().collect(),
    })
}

/// Adds rows, or corrects those that are there.
pub async fn write(tx: &mut PgConnection, list: List, rows: &[&Row]) -> sqlx::Result<()> {
    let query = match list {
        List::Provinces => sqlx::query!(
            "insert into province (code, name_th, name_en, region_th, region_en)
             select code, name_th, name_en, region_th, region_en
             from jsonb_populate_recordset(null::province, $1)
             on conflict (code) do update set
                name_th = excluded.name_th, name_en = excluded.name_en,
                region_th = excluded.region_th, region_en = excluded.region_en",
            Json(rows) as _
        ),
        List::Districts => sqlx::query!(
            "insert into district (code, province_code, name_th, name_en, kind)
             select code, province_code, name_th, name_en, kind
             from jsonb_populate_recordset(null::district, $1)
             on conflict (code) do update set
                province_code = excluded.province_code, name_th = excluded.name_th,
                name_en = excluded.name_en, kind = excluded.kind",
            Json(rows) as _
        ),
        List::Subdistricts => sqlx::query!(
            "insert into subdistrict (code, district_code, name_th, name_en, postal_code)
             select code, district_code, name_th, name_en, postal_code
             from jsonb_populate_recordset(null::subdistrict, $1)
             on conflict (code) do update set
                district_code = excluded.district_code, name_th = excluded.name_th,
                name_en = excluded.name_en, postal_code = excluded.postal_code",
            Json(rows) as _
        ),
        List::PostalCodes => sqlx::query!(
            "insert into subdistrict_extra_postal_code (subdistrict_code, postal_code)
             select subdistrict_code, postal_code
             from jsonb_populate_recordset(null::subdistrict_extra_postal_code, $1)
             on conflict (subdistrict_code, postal_code) do nothing",
            Json(rows) as _
        ),
        List::Offices => sqlx::query!(
            "insert into office (code, kind, name_th, name_en, province_code, district_code)
             select code, kind, name_th, name_en, province_code, district_code
             from jsonb_populate_recordset(null::office, $1)
             on conflict (code) do update set
                kind = excluded.kind, name_th = excluded.name_th, name_en = excluded.name_en,
                province_code = excluded.province_code, district_code = excluded.district_code",
            Json(rows) as _
        ),
    };
    query.execute(tx).await.map(drop)
}

/// Removes rows; fails with a foreign key's violation where something belongs to one of them. What a removed office
/// told the public stays, for when it comes back.
pub async fn remove(tx: &mut PgConnection, list: List, rows: &[Row]) -> sqlx::Result<()> {
    let codes: Vec<String> = rows.iter().map(|row| row.get("code").to_owned()).collect();
    let query = match list {
        List::Provinces => sqlx::query!("delete from province where code = any($1)", &codes),
        List::Districts => sqlx::query!("delete from district where code = any($1)", &codes),
        List::Subdistricts => sqlx::query!("delete from subdistrict where code = any($1)", &codes),
        List::PostalCodes => sqlx::query!(
            "delete from subdistrict_extra_postal_code t
             using jsonb_populate_recordset(null::subdistrict_extra_postal_code, $1) as gone
             where t.subdistrict_code = gone.subdistrict_code and t.postal_code = gone.postal_code",
            Json(rows) as _
        ),
        List::Offices => sqlx::query!("delete from office where code = any($1)", &codes),
    };
    query.execute(tx).await.map(drop)
}

/// Those of some rows that cannot be removed, because something belongs to them: lower areas, offices, files,
/// appointments that count.
pub async fn in_use(
    conn: &mut PgConnection,
    list: List,
    rows: &[Row],
) -> sqlx::Result<Vec<String>> {
    let codes: Vec<String> = rows.iter().map(|row| row.get("code").to_owned()).collect();
    match list {
        List::Provinces => {
            sqlx::query_scalar!(
                r#"select code as "code!" from unnest($1::text[]) as code
                   where exists (select from district where province_code = code)
                      or exists (select from office where province_code = code)
                      or exists (select from appointment
                                 where unit = 'province:' || code and revoked_at is null)
                      or exists (select from appointment_request
                                 where unit = 'province:' || code and decided_at is null)
                   order by code"#,
                &codes
            )
            .fetch_all(conn)
            .await
        }
        List::Districts => {
            sqlx::query_scalar!(
                r#"select code as "code!" from unnest($1::text[]) as code
                   where exists (select from subdistrict where district_code = code)
                      or exists (select from office where district_code = code)
                   order by code"#,
                &codes
            )
            .fetch_all(conn)
            .await
        }
        List::Subdistricts => {
            sqlx::query_scalar!(
                r#"select code as "code!" from unnest($1::text[]) as code
                   where exists (select from subdistrict_extra_postal_code where subdistrict_code = code)
                   order by code"#,
                &codes
            )
            .fetch_all(conn)
            .await
        }
        List::PostalCodes => Ok(Vec::new()),
        List::Offices => {
            // Locked first: who registers somebody there now waits, or has already been seen.
            sqlx::query!("select 1 as one from office where code = any($1) for update", &codes)
                .fetch_all(&mut *conn)
                .await?;
            sqlx::query_scalar!(
                r#"select code as "code!" from unnest($1::text[]) as code
                   where exists (select from territory_day where territory = 'office:' || code)
                      or exists (select from case_file where office_code = code)
                      or exists (select from registration where office_code = code)
                      or exists (select from appointment
                                 where unit = 'office:' || code and revoked_at is null)
                      or exists (select from appointment_request
                                 where unit = 'office:' || code and decided_at is null)
                   order by code"#,
                &codes
            )
            .fetch_all(conn)
            .await
        }
    }
}
