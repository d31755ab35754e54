//! How many lawful balances one core calculates in a second, beside a yardstick of the same run.
//!
//! A loan with 36 monthly payments, parsed and calculated whole: rate, ceiling, methods A, B and C and the lender's
//! sum, each with its schedule. The yardstick is the same schedules in plain floating point, which is neither exact
//! nor checked: what the exactness costs is the ratio. `make bench` runs it before the load program.

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use chrono::{Months, NaiveDate};
use plodnee::calculator::loan::{Lender, Paid, Payment, Period, Terms};
use plodnee::calculator::{Loan, LoanInput, calculate};
use plodnee::clock::PartialDate;
use plodnee::money::{Percent, Satang};

/// Calculations a second that one core has to reach.
const TARGET: u32 = 50_000;

fn main() -> Result<()> {
    let input = loan()?;
    let loan = Loan::parse(input.clone()).map_err(|problems| anyhow!("{problems:?}"))?;
    let ours = calculate(&loan).at_ceiling.balance.exact().map(Satang::get);
    let plain = Plain::of(&input);
    println!("method B: {ours:?} satang; in floating point {:.2}\n", plain.walk(0.15));

    let whole = a_second(|| {
        let parsed = Loan::parse(black_box(&input).clone());
        black_box(parsed.map(|loan| calculate(&loan)).is_ok());
    });
    let plain = a_second(|| {
        let plain = Plain::of(black_box(&input));
        black_box([0.0, 0.15, 0.0, 1.2].map(|rate| plain.walk(rate)));
    });
    println!("36 payments, one core");
    println!("  calculations/s       {whole:>10.0}   (at least {TARGET})");
    println!("  in floating point/s  {plain:>10.0}");
    println!("  ratio                {:>10.2}\n", whole / plain);
    if whole < f64::from(TARGET) {
        return Err(anyhow!("slower than {TARGET} calculations a second"));
    }
    Ok(())
}

/// 40,000 baht at 10% a month, 36 payments.
fn loan() -> Result<LoanInput> {
    let lent: NaiveDate = "2022-01-05".parse()?;
    let payment = |n: u32| Payment {
        on: (lent + Months::new(n)).into(),
        amount: Satang::from_baht(1_000 + n),
        principal_only: false,
    };
    let rate = Percent::parse("10")?;
    Ok(LoanInput {
        received: Some(Satang::from_baht(40_000)),
        written: Some(Satang::from_baht(40_000)),
        deducted: None,
        lent_on: Some(lent.into()),
        terms: Terms::Percent { rate, period: Some(Period::Month) },
        paid: Paid::Dated((1..=36).map(payment).collect()),
        lender: Lender::Unlicensed,
        claimed: None,
        default_from: None,
        as_of: "2025-06-01".parse()?,
    })
}

/// The same loan for the yardstick.
struct Plain {
    received: f64,
    lent_on: NaiveDate,
    payments: Vec<(NaiveDate, f64)>,
    as_of: NaiveDate,
}

#[expect(clippy::cast_precision_loss, reason = "the yardstick is not exact")]
impl Plain {
    fn of(input: &LoanInput) -> Self {
        let plain = |amount: Satang| amount.get() as f64;
        let payments = match &input.paid {
            Paid::Dated(payments) => {
                payments.iter().map(|p| (p.on.earliest(), plain(p.amount))).collect()
            }
            _ => Vec::new(),
        };
        let lent_on = input.lent_on.map_or(input.as_of, PartialDate::earliest);
        let received = input.received.map_or(0.0, plain);
        Self { received, lent_on, payments, as_of: input.as_of }
    }

    /// The balance at a yearly rate, by a schedule of the same figures.
    fn walk(&self, rate: f64) -> f64 {
        let (mut owed, mut unpaid, mut last) = (self.received, 0.0_f64, self.lent_on);
        let mut steps = Vec::with_capacity(self.payments.len() + 1);
        for (day, payment) in self.payments.iter().copied().chain([(self.as_of, 0.0)]) {
            let interest = (owed * rate * (day - last).num_days() as f64 / 365.0).round();
            let to_interest = payment.min(unpaid + interest);
            let to_principal = (payment - to_interest).min(owed);
            unpaid += interest - to_interest;
            owed -= to_principal;
            let overpaid = payment - to_interest - to_principal;
            steps.push((
                day,
                [payment, interest, to_interest, to_principal, overpaid, owed, unpaid],
            ));
            last = day;
        }
        black_box(steps);
        owed + unpaid
    }
}

/// How often `work` is done in a second, measured for two.
fn a_second(work: impl Fn()) -> f64 {
    let (begun, mut done) = (Instant::now(), 0_u32);
    while begun.elapsed() < Duration::from_secs(2) {
        (0..100).for_each(|_| work());
        done += 100;
    }
    f64::from(done) / begun.elapsed().as_secs_f64()
}
