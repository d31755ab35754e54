//! ผู้ร่วมงาน — who can be given a file, and with whom it can be shared.

use chrono::NaiveDate;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{CaseFile, Stage};
use crate::identity::store as people;
use crate::officer::{Act, Role, store};
use crate::seal::Keys;

/// An officer whom a file can be given to or shown.
pub struct Member {
    /// Who.
    pub id: Uuid,
    /// As what.
    pub role: Role,
    /// Their name, where it is known yet.
    pub name: Option<String>,
}

/// The officers of the file's office who may work on it. Nobody handles their own file.
pub async fn colleagues(
    conn: &mut PgConnection,
    keys: &Keys,
    file: &CaseFile,
    today: NaiveDate,
) -> anyhow::Result<Vec<Member>> {
    let units = [format!("office:{}", file.office_code)];
    members(conn, keys, file, &units, |role| role.may(Act::Work), today).await
}

/// Who may work on the files of an office today.
pub async fn working_at(
    conn: &mut PgConnection,
    office_code: &str,
    today: NaiveDate,
) -> sqlx::Result<Vec<Uuid>> {
    let held = held(conn, &[format!("office:{office_code}")], today).await?;
    let working = held.into_iter().filter(|(_, role)| role.may(Act::Work));
    Ok(working.map(|(id, _)| id).collect())
}

/// The observers and legal aids of the file's office, of its province and of the nation.
pub async fn observers(
    conn: &mut PgConnection,
    keys: &Keys,
    file: &CaseFile,
    today: NaiveDate,
) -> anyhow::Result<Vec<Member>> {
    let units = crate::office::Territory::around(&file.office_code).map(|unit| unit.key());
    members(conn, keys, file, &units, |role| role == Role::Observer, today).await
}

/// The last day on which somebody observes at the file's office, its province or the nation; `None` where it has none. It stays so
/// until the transaction ends.
pub async fn observes_until(
    conn: &mut PgConnection,
    file: &CaseFile,
    officer_id: Uuid,
    today: NaiveDate,
) -> sqlx::Result<Option<NaiveDate>> {
    let units = crate::office::Territory::around(&file.office_code).map(|unit| unit.key());
    sqlx::query_scalar!(
        "select case when bool_and(ends_on is not null) then max(ends_on) end as last
         from (select ends_on from appointment
               where officer_id = $1 and role = 'observer' and unit = any($2) and revoked_at is null
                 and starts_on <= $3 and (ends_on is null or ends_on >= $3)
               for share) as held",
        officer_id,
        &units,
        today
    )
    .fetch_one(conn)
    .await
}

async fn members(
    conn: &mut PgConnection,
    keys: &Keys,
    file: &CaseFile,
    units: &[String],
    wanted: impl Fn(Role) -> bool,
    today: NaiveDate,
) -> anyhow::Result<Vec<Member>> {
    let mut held = held(conn, units, today).await?;
    held.retain(|(_, role)| wanted(*role));
    held.dedup_by_key(|(id, _)| *id);
    let debtor = people::person(conn, keys, file.debtor_id).await?;
    let debtor = store::officer_id(keys, &debtor.pid);
    held.retain(|(id, _)| *id != debtor);
    let ids: Vec<Uuid> = held.iter().map(|(id, _)| *id).collect();
    let mut names = store::names(conn, keys, &ids).await?;
    let mut members: Vec<Member> =
        held.into_iter().map(|(id, role)| Member { id, role, name: names.remove(&id) }).collect();
    members.sort_by(|a, b| {
        crate::text::thai_order(a.name.as_deref().unwrap_or("~"), b.name.as_deref().unwrap_or("~"))
    });
    Ok(members)
}

/// The appointments at these units that are valid today, by officer.
async fn held(
    conn: &mut PgConnection,
    units: &[String],
    today: NaiveDate,
) -> sqlx::Result<Vec<(Uuid, Role)>> {
    let rows = sqlx::query!(
        r#"select officer_id, role as "role: Role" from appointment
           where unit = any($1) and revoked_at is null and starts_on <= $2 and (ends_on is null or ends_on >= $2)
           order by officer_id, appointment_id"#,
        units,
        today
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.officer_id, row.role)).collect())
}

/// Whom a file's next hand is asked of: the officer who has it, unless they work at its office no more.
pub async fn has_it(
    conn: &mut PgConnection,
    file: &CaseFile,
    today: NaiveDate,
) -> sqlx::Result<Option<Uuid>> {
    let Some(id) = file.assigned_to else { return Ok(None) };
    Ok(working_at(conn, &file.office_code, today).await?.contains(&id).then_some(id))
}

/// Whether an officer may decide who works on a file: on one that nobody [`has_it`] or they do, or as who assigns work.
#[must_use]
pub fn may_give(file: &CaseFile, has_it: Option<Uuid>, by: Uuid, role: Role) -> bool {
    let theirs = has_it.is_none_or(|who| who == by);
    file.stage != Stage::Closed && role.may(Act::Work) && (theirs || role.may(Act::Assign))
}

/// Whether they may give it to this one: a file that nobody has is taken, not handed to another.
#[must_use]
pub fn may_give_to(file: &CaseFile, has_it: Option<Uuid>, by: Uuid, role: Role, to: Uuid) -> bool {
    may_give(file, has_it, by, role) && (role.may(Act::Assign) || has_it == Some(by) || to == by)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: Uuid = Uuid::from_u128(1);
    const OTHER: Uuid = Uuid::from_u128(2);
    const THIRD: Uuid = Uuid::from_u128(3);

    #[test]
    fn a_file_is_taken_handed_over_or_assigned_by_the_head() {
        use Role as R;
        let cases = [
            (R::Intake, None, ME, true),
            (R::Intake, None, OTHER, false),
            (R::Mediator, Some(ME), OTHER, true),
            (R::Mediator, Some(OTHER), ME, false),
            (R::Mediator, Some(OTHER), THIRD, false),
            (R::Head, None, OTHER, true),
            (R::Head, Some(OTHER), ME, true),
            (R::Head, Some(OTHER), THIRD, true),
            (R::ProvincialHead, None, ME, false),
            (R::Observer, None, ME, false),
        ];
        for (role, assigned_to, to, allowed) in cases {
            let given = may_give_to(&file(Stage::Accepted), assigned_to, ME, role, to);
            assert_eq!(given, allowed, "{role:?} {assigned_to:?} {to}");
        }
        assert!(!may_give_to(&file(Stage::Closed), None, ME, R::Head, OTHER), "closed files rest");
    }

    fn file(stage: Stage) -> CaseFile {
        CaseFile {
            office_code: "4901".into(),
            registration_id: Uuid::nil(),
            debtor_id: Uuid::nil(),
            tracking_number: String::new(),
            channel: "online".into(),
            submitted_at: chrono::DateTime::UNIX_EPOCH,
            name: String::new(),
            title_ends: 0,
            present: Vec::new(),
            debts: 1,
            lacking: 0,
            ready: true,
            urgent: false,
            call_hours: vec![],
            stage,
            closed_for: None,
            assigned_to: None,
            revision: 1,
            accepted_at: None,
            last_call_at: None,
            next_call_on: None,
        }
    }
}
