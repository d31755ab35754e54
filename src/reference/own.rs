//! The lists of this program (ข้อมูลอ้างอิงที่มากับโปรแกรม), from `reference/*.csv`, which are part of the binary.
//!
//! An import is one transaction and may be repeated: rows are added or corrected, never removed, since registrations
//! refer to them. Rows that the ministry imported itself stay as the ministry has them.

use sqlx::PgPool;

use super::changes::Changes;
use super::{List, Row, rows, store};

/// What an import did to a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// Which.
    pub list: List,
    /// How many rows this program has.
    pub rows: usize,
    /// How many of them stay as the ministry imported them.
    pub left: usize,
}

impl List {
    /// Its file in this program.
    #[must_use]
    pub fn own_file(self) -> &'static str {
        match self {
            List::Provinces => include_str!("../../reference/provinces.csv"),
            List::Districts => include_str!("../../reference/districts.csv"),
            List::Subdistricts => include_str!("../../reference/subdistricts.csv"),
            List::PostalCodes => {
                include_str!("../../reference/subdistrict_extra_postal_codes.csv")
            }
            List::Offices => include_str!("../../reference/offices.csv"),
        }
    }
}

/// Writes the lists of this program into the database.
pub async fn import(db: &PgPool) -> anyhow::Result<Vec<Imported>> {
    let mut tx = db.begin().await?;
    store::lock_all(&mut tx).await?;
    let mut imported = Vec::new();
    for list in List::ALL {
        let own = read(list)?;
        let ministry = store::in_force(&mut tx, list).await?;
        let count = own.len();
        let (left, own): (Vec<Row>, Vec<Row>) =
            own.into_iter().partition(|row| ministry.contains(&row.key(list)));
        let changes = Changes::between(list, rows::all(&mut tx, list).await?, own);
        rows::write(&mut tx, list, &changes.after().collect::<Vec<_>>()).await?;
        imported.push(Imported { list, rows: count, left: left.len() });
    }
    tx.commit().await?;
    Ok(imported)
}

/// Whether an import has run on this database.
pub async fn is_imported(db: &PgPool) -> Result<bool, sqlx::Error> {
    let found = sqlx::query_scalar!(r#"select exists (select from office) as "found!""#);
    found.fetch_one(db).await
}

fn read(list: List) -> Result<Vec<Row>, csv::Error> {
    let mut reader = csv::Reader::from_reader(list.own_file().as_bytes());
    reader.records().map(|record| record.map(|record| Row::new(list, &record))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::file;

    #[sqlx::test]
    async fn an_import_writes_every_row_and_may_be_repeated(db: PgPool) {
        let all = [77, 928, 7436, 164, 1004];
        let counts = |imported: Vec<Imported>| -> Vec<usize> {
            assert!(imported.iter().all(|imported| imported.left == 0));
            imported.iter().map(|imported| imported.rows).collect()
        };
        assert!(!is_imported(&db).await.unwrap());
        assert_eq!(counts(import(&db).await.unwrap()), all);
        assert_eq!(counts(import(&db).await.unwrap()), all);
        let mut conn = db.acquire().await.unwrap();
        for (list, count) in List::ALL.into_iter().zip(all) {
            assert_eq!(rows::all(&mut conn, list).await.unwrap().len(), count, "{list:?}");
        }
        assert!(is_imported(&db).await.unwrap());
    }

    #[sqlx::test]
    async fn what_the_program_brings_is_what_an_administrator_could_upload(db: PgPool) {
        import(&db).await.unwrap();
        let mut conn = db.acquire().await.unwrap();
        let known = rows::known(&mut conn).await.unwrap();
        for list in List::ALL {
            let (read, rows) = file::read(list.own_file().as_bytes(), &known).unwrap();
            let now = rows::all(&mut conn, list).await.unwrap();
            assert_eq!(read, list);
            assert!(Changes::between(list, now, rows).is_empty(), "{list:?}");
        }
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
