//! A debt of a registration (รายการหนี้) as the calculator reads it. Pure.

use chrono::NaiveDate;

use super::form;
use super::loan::LoanInput;
use crate::registration::DraftDebt;
use crate::web::form::Fields;

/// The answers of a debt as the calculator's form has them.
#[must_use]
pub fn fields(debt: &DraftDebt) -> Fields {
    let mut fields = Fields::default();
    for key in ["loan", "terms", "payments"] {
        fields.extend(debt.page(key));
    }
    fields
}

/// What the answers say of the loan, taken for one of a lender without a licence. `None`: neither the amount received
/// nor the one written is known, without which nothing can be said.
#[must_use]
pub fn of_debt(debt: &DraftDebt, today: NaiveDate) -> Option<LoanInput> {
    let input = form::read(&fields(debt), today).input;
    (input.received.is_some() || input.written.is_some()).then_some(input)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calculator::loan::{Paid, Period, Terms};
    use crate::money::Percent;

    fn debt(pages: &[(&str, &str)]) -> DraftDebt {
        let pages =
            pages.iter().map(|(key, form)| ((*key).to_owned(), Fields::read(form.as_bytes())));
        DraftDebt { number: 1, pages: pages.collect() }
    }

    fn today() -> NaiveDate {
        "2026-11-22".parse().unwrap()
    }

    #[test]
    fn a_debt_is_read_as_far_as_it_is_filled_in() {
        let told = debt(&[
            ("loan", "received=%E0%B9%94%E0%B9%90k&borrowed-year=2566"),
            ("terms", "terms-kind=percent&rate=10&rate-period=month"),
            ("payments", "paid-how=total&paid-total=44000&claimed=40000"),
        ]);
        let input = of_debt(&told, today()).unwrap();
        assert_eq!(input.received.unwrap().baht(), "40,000");
        assert_eq!(input.lent_on.unwrap().to_string(), "2023");
        let rate = Percent::new(10);
        assert_eq!(input.terms, Terms::Percent { rate, period: Some(Period::Month) });
        assert_eq!(input.claimed.unwrap().baht(), "40,000");
        assert_eq!(input.as_of, today());
    }

    #[test]
    fn what_is_not_known_stays_open_and_without_any_amount_nothing_is_said() {
        for (pages, said) in [
            (vec![], false),
            (vec![("loan", "received-unknown=yes&written=")], false),
            (vec![("loan", "received=ten")], false),
            (vec![("loan", "written=60000")], true),
        ] {
            assert_eq!(of_debt(&debt(&pages), today()).is_some(), said, "{pages:?}");
        }
        let instalments = "terms-kind=instalment&instalment=520&instalment-period=day";
        let pages = [
            ("loan", "received=10000"),
            ("terms", instalments),
            ("payments", "paid-how=list&payment-date=32/1/2566&payment-amount=1"),
        ];
        let input = of_debt(&debt(&pages), today()).unwrap();
        assert_eq!((input.terms, input.paid), (Terms::Unknown, Paid::Unknown));
    }
}
