//! The auditor's page, and the figures.

use anyhow::Result;
use sqlx::{PgConnection, Row};

use super::{By, Page};
use crate::OFFICE;
use crate::officer::Who;

/// The trail of the nation and of parts of it, as the ministry's auditor asks for them: thirty days, the newest first.
pub(super) async fn pages(db: &mut PgConnection, officer: &By) -> Result<Vec<Page>> {
    // As an auditor types it, in the Buddhist Era.
    let day = "select to_char(current_date - 91, 'FMDD/FMMM/') || extract(year from current_date - 91) + 543";
    let first: String = sqlx::raw_sql(day).fetch_one(&mut *db).await?.get(0);
    let looks = |which: &str| {
        format!(
            "select l.audit_id, l.at, l.actor_id, p.role, l.unit, l.action, l.purpose, r.tracking_number
             from (select e.* {which} order by e.at desc, e.audit_id desc limit 51) as l
             left join appointment p on p.appointment_id = l.appointment_id
             left join registration r on r.debtor_id = l.debtor_id and r.registration_id = l.registration_id
             order by l.at desc, l.audit_id desc"
        )
    };
    let since = "at >= current_date - 30";
    let of = |units: &str| {
        format!(
            "from ({units}) as u(unit) cross join lateral (
               select * from audit where actor = 'officer' and audit.unit = u.unit and {since}
               order by at desc, audit_id desc limit 51) as e"
        )
    };
    let nation = format!("from audit e where actor = 'officer' and {since}");
    // A file that no other page opens: its history is the same at both sizes.
    let file = format!(
        "select debtor_id::text, registration_id::text, tracking_number from case_file
         where office_code = '{OFFICE}' and stage = 'accepted' order by submitted_at, registration_id offset 300 limit 1"
    );
    let file = sqlx::raw_sql(sqlx::AssertSqlSafe(file)).fetch_one(&mut *db).await?;
    let [debtor, id, tracking]: [String; 3] = [file.get(0), file.get(1), file.get(2)];
    let one_file = format!(
        "from audit e where debtor_id = '{debtor}' and registration_id = '{id}' and actor = 'officer' and {since}"
    );
    let id = officer.officer;
    let one_officer =
        format!("from audit e where actor = 'officer' and actor_id = '{id}' and {since}");
    let province = "select 'province:49' union all select 'office:' || code from office where province_code = '49'";
    let deeds = format!(
        "select l.*, p.role from (select * from officer_audit where {since} order by at desc, audit_id desc limit 51) as l
         left join appointment p using (appointment_id) order by l.at desc, l.audit_id desc"
    );
    let figures = "select territory, sum(registrations), sum(debts), sum(claimed_satang) from territory_day
        where territory = any(array(select 'province:' || code from province)) and day between current_date - 91 and current_date
        group by territory";
    let page =
        |name, query: &str, sql| Page::at(name, Who::Auditor, format!("/office/audit{query}"), sql);
    Ok(vec![
        page("the nation's looks at files", "", looks(&nation)),
        page(
            "an office's",
            &format!("?unit={OFFICE}"),
            looks(&of(&format!("select 'office:{OFFICE}'"))),
        ),
        page("a province's", "?unit=49", looks(&of(province))),
        page("an officer's", &format!("?officer={id}"), looks(&one_officer)),
        page("those at one file", &format!("?number={tracking}"), looks(&one_file)),
        page("what else the nation's officers did", "?show=deeds", deeds),
        Page::at(
            "the nation's figures",
            Who::Auditor,
            format!("/office/figures?from={first}"),
            figures.to_owned(),
        ),
    ])
}
