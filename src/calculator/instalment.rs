//! Fixed instalments (ผ่อนเป็นงวด งวดละเท่ากัน): the yearly rate hidden in them, between two certified bounds.
//!
//! The internal rate `r` of a period is where the instalments, discounted, are worth the money received:
//! `received = amount × (1 − (1 + r)^−count) / r`. The first instalment is due one period after the loan. The
//! yearly rate is `r` times the periods of a year, as for every other rate here. A floating-point guess says where
//! to look; exact whole numbers decide on which side of a bound the rate lies, so that no result depends on it.

use std::cmp::Ordering;

use num_bigint::BigUint;

use super::loan::Period;
use super::rate::{Annual, YearlyRate, gcd};
use crate::money::Satang;

/// The highest rate looked for: a hundred million times the principal a year.
const MOST: i64 = 1_000_000_000_000_000_000;

/// The yearly rate that `count` instalments of `amount` hide, for `received`: exact, or strictly between two
/// neighbouring ten-billionths. The instalments must come to at least what was received.
#[must_use]
pub(super) fn internal_rate(
    received: Satang,
    count: u32,
    amount: Satang,
    period: Period,
) -> Annual {
    let loan = Instalments { received, count, amount, period };
    if loan.compare(MOST) != Ordering::Less {
        return Annual { lo: YearlyRate::new(MOST), above_lo: false, hi: None };
    }
    let (mut lo, mut hi) = match loan.around(loan.guess()) {
        Ok(exact) => return Annual::exactly(YearlyRate::new(exact)),
        Err(bounds) => bounds,
    };
    while hi - lo > 1 {
        let middle = lo + (hi - lo) / 2;
        match loan.compare(middle) {
            Ordering::Equal => return Annual::exactly(YearlyRate::new(middle)),
            Ordering::Greater => lo = middle,
            Ordering::Less => hi = middle,
        }
    }
    Annual { lo: YearlyRate::new(lo), above_lo: true, hi: Some(YearlyRate::new(hi)) }
}

struct Instalments {
    received: Satang,
    count: u32,
    amount: Satang,
    period: Period,
}

impl Instalments {
    /// How the worth of the instalments, discounted at a yearly rate, compares with the money received.
    /// Greater: the true rate is higher.
    ///
    /// With `r = k/q`: `amount × q × ((q + k)^n − q^n)` against `received × k × (q + k)^n`.
    fn compare(&self, ten_billionths: i64) -> Ordering {
        let [amount, received, k] =
            [self.amount.get(), self.received.get(), ten_billionths].map(i64::unsigned_abs);
        if k == 0 {
            let total = u128::from(amount) * u128::from(self.count);
            return total.cmp(&u128::from(received));
        }
        let q = YearlyRate::WHOLE.unsigned_abs() * u128::from(self.period.a_year());
        let common = gcd(q, u128::from(k));
        let (q, k) = (BigUint::from(q / common), BigUint::from(u128::from(k) / common));
        let grown = (&q + &k).pow(self.count);
        let gained = &grown - q.pow(self.count);
        (gained * q * amount).cmp(&(grown * k * received))
    }

    /// Bounds with the rate strictly between them, widened around a guess; or the rate, when met exactly.
    fn around(&self, guess: i64) -> Result<i64, (i64, i64)> {
        let mut step = 1;
        match self.compare(guess) {
            Ordering::Equal => Ok(guess),
            Ordering::Greater => loop {
                let up = (guess + step).min(MOST);
                match self.compare(up) {
                    Ordering::Equal => return Ok(up),
                    Ordering::Less => return Err((guess, up)),
                    Ordering::Greater => step *= 2,
                }
            },
            Ordering::Less => loop {
                let down = (guess - step).max(0);
                match self.compare(down) {
                    Ordering::Equal => return Ok(down),
                    Ordering::Greater => return Err((down, guess)),
                    // Less than was received even without interest: refused before it comes here.
                    Ordering::Less if down == 0 => return Ok(0),
                    Ordering::Less => step *= 2,
                }
            },
        }
    }

    /// Roughly where the rate lies. Nothing but the speed depends on it.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "a guess, which exact numbers check"
    )]
    fn guess(&self) -> i64 {
        let target = self.received.get() as f64 / self.amount.get() as f64;
        let count = f64::from(self.count);
        let worth = |rate: f64| -(-count * rate.ln_1p()).exp_m1() / rate;
        let (mut lo, mut hi) = (0.0, 1e-9);
        while worth(hi) > target && hi < 1e9 {
            (lo, hi) = (hi, hi * 4.0);
        }
        for _ in 0..60 {
            let middle = f64::midpoint(lo, hi);
            if worth(middle) > target { lo = middle } else { hi = middle }
        }
        let yearly = lo * f64::from(self.period.a_year()) * YearlyRate::WHOLE as f64;
        (yearly.round() as i64).clamp(0, MOST)
    }
}
