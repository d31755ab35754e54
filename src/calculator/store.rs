//! Kept results (ผลคำนวณที่เก็บไว้): inputs, method, version and result of a calculation that a mediation used.
//!
//! Input and result are sealed. The input is kept beside the result, so that it can be calculated again by the rules
//! of a later day ([`Kept::checked`]).

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::range::Amount;
use super::{Calculation, Loan, LoanInput, Method, calculate};
use crate::audit::{By, File};
use crate::seal::{Keys, Place};

/// A result to keep: of which debt, by which method.
pub struct Keeping<'c> {
    /// The debt's number.
    pub debt: i16,
    /// The method that the mediation goes by.
    pub method: Method,
    /// Everything.
    pub calculation: &'c Calculation,
}

/// Keeps a result; gives whether it is new. The same result kept twice is one.
pub async fn keep(
    tx: &mut PgConnection,
    keys: &Keys,
    (file, by): (File, By),
    keeping: &Keeping<'_>,
    now: DateTime<Utc>,
) -> anyhow::Result<bool> {
    let id = Uuid::now_v7();
    let input = keeping.calculation.loan.input();
    let version = i16::try_from(keeping.calculation.version)?;
    let done = sqlx::query!(
        "insert into calculation (debtor_id, registration_id, calculation_id, debt_number, officer_id, appointment_id,
                                  method, rules_version, input_hash, input, result, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         on conflict (debtor_id, registration_id, debt_number, method, rules_version, input_hash) do nothing",
        file.debtor_id,
        file.registration_id,
        id,
        keeping.debt,
        by.officer_id,
        by.appointment_id,
        keeping.method.key(),
        version,
        &fingerprint(keys, input)?[..],
        keys.seal_json(place("input", id), input),
        keys.seal_json(place("result", id), keeping.calculation),
        now
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A keyed hash of an input: equal for equal inputs, and nothing can be read from it.
pub fn fingerprint(keys: &Keys, input: &LoanInput) -> anyhow::Result<[u8; 32]> {
    Ok(keys.hash("calculation-input", &serde_json::to_vec(input)?))
}

/// A kept result.
#[derive(Serialize)]
pub struct Kept {
    /// When it was kept.
    pub at: DateTime<Utc>,
    /// The debt's number.
    pub debt: i16,
    /// Who kept it. For the officers' page, not for the debtor's copy.
    #[serde(skip)]
    pub officer_id: Uuid,
    /// The method that the mediation went by.
    pub method: String,
    /// The version of the rules.
    pub rules_version: i16,
    /// The loan.
    pub input: Value,
    /// Everything, as it was written then.
    pub result: Value,
}

impl Kept {
    /// What was owed by the method, as it was kept. `None`: it was written in a form that is no more.
    #[must_use]
    pub fn balance(&self) -> Option<Amount> {
        self.of(serde_json::from_value(self.result.clone()).ok().as_ref())
    }

    fn of(&self, calculation: Option<&Calculation>) -> Option<Amount> {
        let method: Method = serde_json::from_value(Value::from(self.method.clone())).ok()?;
        calculation?.outcome(method).map(|outcome| outcome.balance)
    }

    /// Calculates the same loan by the rules of today, and sets both side by side. Keeps a core busy.
    #[must_use]
    pub fn checked(&self) -> Checked {
        let loan = serde_json::from_value::<Loan>(self.input.clone()).ok();
        let again = loan.map(|loan| calculate(&loan));
        let written = again.as_ref().and_then(|again| serde_json::to_value(again).ok());
        Checked {
            then: self.balance(),
            now: self.of(again.as_ref()),
            same: written.is_some_and(|again| again == self.result),
        }
    }
}

/// A kept result beside what today's rules give.
pub struct Checked {
    /// What was owed by the method, as it was kept.
    pub then: Option<Amount>,
    /// What is owed by it now; `None` where today's rules do not take the loan.
    pub now: Option<Amount>,
    /// Whether today's rules give what was kept, to the last step.
    pub same: bool,
}

/// The results that were kept of a registration, newest first; with `debt`, the newest fifty of that debt.
pub async fn kept(
    conn: &mut PgConnection,
    keys: &Keys,
    file: File,
    debt: Option<i16>,
) -> anyhow::Result<Vec<Kept>> {
    let rows = sqlx::query!(
        "select calculation_id, debt_number, officer_id, method, rules_version, input, result, at from calculation
         where debtor_id = $1 and registration_id = $2 and ($3::smallint is null or debt_number = $3)
         order by calculation_id desc
         limit (case when $3::smallint is null then null else 50 end)",
        file.debtor_id,
        file.registration_id,
        debt
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Kept {
                at: row.at,
                debt: row.debt_number,
                officer_id: row.officer_id,
                method: row.method,
                rules_version: row.rules_version,
                input: keys.open_json(place("input", row.calculation_id), &row.input)?,
                result: keys.open_json(place("result", row.calculation_id), &row.result)?,
            })
        })
        .collect()
}

fn place(column: &'static str, row: Uuid) -> Place {
    Place { table: "calculation", column, row }
}
