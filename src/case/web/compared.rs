//! เทียบสองสำนวน — what is known of two files, side by side.

use sqlx::PgConnection;
use uuid::Uuid;

use super::show::{creditor, own_answers, sections};
use crate::case::{CaseFile, store};
use crate::identity::store as people;
use crate::registration::{store as registrations, version};
use crate::web::{Error, Officer, Page};
use crate::{App, audit, clock};

/// What is asked, our answer, theirs, and whether they differ.
pub(super) type Beside = (String, String, String, bool);

/// What is known of this file beside what is known of another inside the own territory. A look at the other one too.
pub(super) async fn with(
    app: &App,
    tx: &mut PgConnection,
    officer: &Officer,
    file: &CaseFile,
    other: Uuid,
) -> Result<Option<Vec<Beside>>, Error> {
    let page = &officer.page;
    let theirs = store::find(tx, &app.keys, other, &officer.scope, app.clock.today()).await?;
    let Some(theirs) = theirs else { return Ok(None) };
    let (now, by) = (app.clock.now(), officer.by());
    audit::officer(tx, by, theirs.file(), "looked", Some("duplicates"), now).await?;
    let ours = known(app, tx, page, file).await?;
    Ok(Some(beside(ours, &known(app, tx, page, &theirs).await?)))
}

/// What is known of a file, as label and value: the person, their answers, their debts.
async fn known(
    app: &App,
    tx: &mut PgConnection,
    page: &Page,
    file: &CaseFile,
) -> Result<Vec<(String, String)>, Error> {
    let found = registrations::find(tx, &app.keys, file.file()).await?;
    let registration = found.ok_or(Error::NotFound)?;
    let version = registration.version;
    let answers = version::find(tx, &app.keys, &registration, version).await?;
    let (draft, at) = answers.ok_or(Error::NotFound)?;
    let person = people::person(tx, &app.keys, file.debtor_id).await?;
    let born = person.birthdate.map_or_else(String::new, |born| born.in_words(page.lang));
    let mut known = vec![
        (page.t("identity-name"), person.names.full()),
        (page.t("identity-number"), person.pid.masked()),
        (page.t("identity-birth"), born),
        (page.t("case-submitted"), clock::thai_date_time(file.submitted_at, page.lang)),
    ];
    let on = clock::bangkok(at).date_naive();
    known.extend(own_answers(&sections(tx, page, &draft, on, file).await?));
    let debts = draft.debts.iter().map(|debt| {
        let amount = debt.amounts(on).size();
        let amount = amount.map_or_else(|| page.t("amount-unknown"), crate::money::Satang::baht);
        format!("{} – {amount}", creditor(page, debt))
    });
    known.push((page.t("case-debts"), debts.collect::<Vec<_>>().join("\n")));
    Ok(known)
}

/// Ours with theirs beside it, and whether they differ; what only they have stands last.
fn beside(ours: Vec<(String, String)>, theirs: &[(String, String)]) -> Vec<Beside> {
    let of = |label: &str| theirs.iter().find(|(other, _)| other == label);
    let only_theirs: Vec<_> = theirs
        .iter()
        .filter(|(label, _)| !ours.iter().any(|(own, _)| own == label))
        .map(|(label, value)| (label.clone(), String::new(), value.clone(), true))
        .collect();
    let both = ours.into_iter().map(|(label, value)| {
        let other = of(&label).map_or_else(String::new, |(_, value)| value.clone());
        let differs = value != other;
        (label, value, other, differs)
    });
    both.chain(only_theirs).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_stand_side_by_side_with_their_differences() {
        let rows = |rows: &[(&str, &str)]| -> Vec<(String, String)> {
            rows.iter().map(|(label, value)| ((*label).to_owned(), (*value).to_owned())).collect()
        };
        let ours = rows(&[("name", "มะลิ"), ("phone", "081"), ("line", "mali")]);
        let beside = beside(ours, &rows(&[("name", "มะลิ"), ("phone", "089"), ("work", "farmer")]));
        let lines: Vec<_> = beside
            .iter()
            .map(|(label, ours, theirs, differs)| format!("{label}: {ours} | {theirs} {differs}"))
            .collect();
        assert_eq!(
            lines,
            [
                "name: มะลิ | มะลิ false",
                "phone: 081 | 089 true",
                "line: mali |  true",
                "work:  | farmer true"
            ]
        );
    }
}
