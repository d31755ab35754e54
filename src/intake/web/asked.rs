//! สิ่งที่ค้น — what an officer searches for: typed, or read from the text that a card reader gave.

use chrono::NaiveDate;

use crate::clock::PartialDate;
use crate::identity::{Gender, Names};
use crate::intake::card::Card;
use crate::intake::card_fields;
use crate::national_id::CitizenNumber;
use crate::web::Officer;
use crate::web::form::{Fields, Problems};
use crate::{App, intake};

/// What was searched for.
pub(super) struct Asked {
    pub(super) number: Option<CitizenNumber>,
    pub(super) names: Names,
    pub(super) birth: Option<PartialDate>,
}

impl Asked {
    /// Reads the form; what a card reader gave is put into its fields.
    pub(super) fn read(
        fields: &mut Fields,
        today: NaiveDate,
        app: &App,
        officer: &Officer,
    ) -> Result<Asked, Problems> {
        let mut problems = Problems::default();
        let pasted = fields.get("card-text").to_owned();
        if !pasted.is_empty() {
            let card = Card::read(&pasted, today);
            let typed = CitizenNumber::parse(fields.get("card-number")).ok();
            if card.number.is_none() {
                problems.add("card-text", "problem-card-text");
            } else if typed.is_some() && typed != card.number {
                problems.add("card-number", "problem-card-other-number");
            } else {
                into_fields(&card, fields);
            }
        }
        let by_number = !fields.get("card-number").is_empty();
        let by_name =
            ["card-given", "card-family", "card-birth-day", "card-birth-month", "card-birth-year"]
                .iter()
                .any(|name| !fields.get(name).is_empty());
        let number = if by_number { intake::number(fields, &mut problems) } else { None };
        if number.as_ref().is_some_and(|number| app.keys.debtor_id(number) == officer.scope.not_of)
        {
            problems.add("card-number", "problem-card-own");
        }
        let mut birth = None;
        if !by_number && by_name {
            birth = intake::birth(fields, today, &mut problems);
            if fields.get("card-given").is_empty() {
                problems.add("card-given", "problem-search-name");
            }
        }
        if !by_number && !by_name && problems.is_empty() {
            problems.add("card-number", "problem-intake-empty");
        }
        let own = |name: &str| fields.get(name).to_owned();
        let names =
            Names { given: own("card-given"), family: own("card-family"), ..Names::default() };
        if problems.is_empty() { Ok(Asked { number, names, birth }) } else { Err(problems) }
    }
}

/// Puts what a reader read into the fields of the form.
fn into_fields(card: &Card, fields: &mut Fields) {
    fields.extend(card_fields(&card.names, card.birth));
    let mut set = |name: &str, value: String| {
        if !value.is_empty() {
            fields.set(name, value);
        }
    };
    set("card-number", card.number.as_ref().map(CitizenNumber::formatted).unwrap_or_default());
    let gender = card.gender.map(|gender| match gender {
        Gender::Male => "male",
        Gender::Female => "female",
    });
    set("card-gender", gender.unwrap_or_default().to_owned());
    set(
        "card-address",
        card.address.as_ref().map(|address| address.text.clone()).unwrap_or_default(),
    );
    set("proof", "card-read".to_owned());
}
