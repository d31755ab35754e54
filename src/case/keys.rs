//! Finding a file by name or phone (การค้นหาสำนวน): keyed hashes, since what they are made of is sealed.
//!
//! Names are kept folded and by their sound ([`search_forms`]), so that ศิริ finds สิริ.

use std::collections::BTreeSet;

use sqlx::PgConnection;

use crate::audit::File;
use crate::clock::PartialDate;
use crate::identity::{Names, Person};
use crate::seal::Keys;
use crate::text::{self, Form, Phone, search_forms};

/// The key of one form of a name.
#[must_use]
pub fn name(keys: &Keys, form: Form, text: &str) -> Vec<u8> {
    keys.hash(&format!("case-key {}", form.code()), text.as_bytes()).to_vec()
}

/// The key of a whole name with a birth date as exactly as it is known: the same person under another citizen number.
#[must_use]
pub fn person(keys: &Keys, names: &Names, birth: PartialDate) -> Vec<u8> {
    keys.hash("case-key person", whole(names, birth).as_bytes()).to_vec()
}

/// The key of a whole name with a vaguer date than the person's: those born in that month or year.
fn within(keys: &Keys, names: &Names, vaguer: PartialDate) -> Vec<u8> {
    keys.hash("case-key within", whole(names, vaguer).as_bytes()).to_vec()
}

fn whole(names: &Names, birth: PartialDate) -> String {
    format!("{}{} {birth}", text::fold_name(&names.given), text::fold_family(&names.family))
}

/// The keys under which files of a name lie that may be of somebody born then: those whose birth date is as exact or
/// vaguer and contains this one, and those whose date is more exact and lies within it.
#[must_use]
pub fn persons(keys: &Keys, names: &Names, birth: PartialDate) -> Vec<Vec<u8>> {
    let containing = birth.vaguer().into_iter().map(|date| person(keys, names, date));
    containing.chain([within(keys, names, birth)]).collect()
}

/// The key of a debtor's phone number; `None` where the text is no number.
#[must_use]
pub fn phone(keys: &Keys, typed: &str) -> Option<Vec<u8>> {
    let number = Phone::parse(typed).ok()?;
    Some(keys.hash("case-key phone", number.as_str().as_bytes()).to_vec())
}

/// Writes the keys of a file in place of those it had.
pub(super) async fn write(
    tx: &mut PgConnection,
    keys: &Keys,
    of: File,
    office_code: &str,
    debtor: &Person,
    typed_phone: &str,
) -> anyhow::Result<()> {
    let names = &debtor.names;
    let mut found: BTreeSet<Vec<u8>> = search_forms(&names.given, &names.family)
        .into_iter()
        .map(|(form, text)| name(keys, form, &text))
        .collect();
    if let Some(birth) = debtor.birthdate {
        found.insert(person(keys, names, birth));
        found.extend(birth.vaguer().into_iter().skip(1).map(|date| within(keys, names, date)));
    }
    found.extend(phone(keys, typed_phone));
    sqlx::query!("delete from case_key where registration_id = $1", of.registration_id)
        .execute(&mut *tx)
        .await?;
    sqlx::query!(
        r#"insert into case_key (key_hash, office_code, registration_id, debtor_id)
           select hash as "hash!", $2, $3, $4 from unnest($1::bytea[]) as hash"#,
        &found.into_iter().collect::<Vec<_>>(),
        office_code,
        of.registration_id,
        of.debtor_id
    )
    .execute(tx)
    .await?;
    Ok(())
}
