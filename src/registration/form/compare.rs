//! คำตอบต่างกันหรือไม่ — two pages of answers, compared question by question: a date of three fields is one answer. No I/O.

use uuid::Uuid;

use super::{Field, PageSpec};
use crate::seal::Keys;
use crate::web::form::Fields;

/// The answers of one question.
#[must_use]
pub fn part(field: &Field, of: &Fields) -> Fields {
    let mut part = of.clone();
    part.retain(|name| field.owns(name));
    part
}

/// Whether two answers to a question say the same; what is blank and what is absent are alike.
#[must_use]
pub fn same(field: &Field, one: &Fields, other: &Fields) -> bool {
    let said = |of: &Fields| {
        let mut said = part(field, of);
        said.drop_blank();
        said
    };
    said(one) == said(other)
}

/// The questions of a page whose answers differ.
#[must_use]
pub fn differing(spec: &'static PageSpec, one: &Fields, other: &Fields) -> Vec<&'static Field> {
    spec.fields.iter().filter(|field| !same(field, one, other)).collect()
}

/// Puts the answers of one question from `from` into `into`.
pub fn take(field: &Field, from: &Fields, into: &mut Fields) {
    into.retain(|name| !field.owns(name));
    into.extend(part(field, from));
}

/// What a form carries of the answers that it was drawn from, to see whether they changed meanwhile.
#[must_use]
pub fn digest(keys: &Keys, id: Uuid, debt: i16, key: &str, answers: &Fields) -> String {
    let mut answers = answers.clone();
    answers.drop_blank();
    let json = serde_json::to_vec(&answers).expect("fields can be written as JSON");
    let hash = keys.hash(&format!("answers {id} {debt} {key}"), &json);
    data_encoding::HEXLOWER.encode(&hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registration::form::pages;

    #[test]
    fn an_answer_of_several_fields_is_one_answer() {
        let loan = pages::debt_page("loan").unwrap();
        let one =
            Fields::of(&[("borrowed-day", ""), ("borrowed-year", "2566"), ("written", "60000")]);
        let other =
            Fields::of(&[("borrowed-year", "2565"), ("written", "60000"), ("received", "")]);
        let names: Vec<_> = differing(loan, &one, &other).iter().map(|field| field.name).collect();
        assert_eq!(names, ["borrowed"], "blank and absent are alike");
        let mut taken = one.clone();
        take(&loan.fields[0], &other, &mut taken);
        assert!(differing(loan, &taken, &other).is_empty());
    }
}
