//! Amounts as people type them (จำนวนเงินที่พิมพ์เข้ามา): `๑๐,๐๐๐`, `10k`, `1.5 แสน`, `500.-`.

use super::{Percent, Satang};
use crate::text::ascii_digits;

/// The largest amount taken, in baht: above any debt, and far below what a sum of many could not hold.
const MOST: i128 = 1_000_000_000_000;

/// Why typed text is not an amount, or not a percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyProblem {
    /// It cannot be read as a number.
    #[error("not a number")]
    NotANumber,
    /// It is less than nothing.
    #[error("negative")]
    Negative,
    /// It has parts smaller than a satang, or than a ten-thousandth of a percent.
    #[error("too fine")]
    TooFine,
    /// It is more than 1,000,000,000,000 baht, or than 10,000 percent.
    #[error("too large")]
    TooLarge,
    /// It can be read in two ways: `10.000`, `1,00`.
    #[error("ambiguous")]
    Ambiguous,
}

use MoneyProblem::{Ambiguous, Negative, NotANumber, TooFine, TooLarge};

impl Satang {
    /// Reads an amount in baht: digits Thai or Arabic, with commas in the right places or none, a unit word
    /// (`k`, `m`, ร้อย, พัน, หมื่น, แสน, ล้าน, also combined: `1 แสน 5 หมื่น`), the name of the currency.
    pub fn parse(text: &str) -> Result<Self, MoneyProblem> {
        let text = ascii_digits(text).to_lowercase();
        let mut text = text.trim();
        for name in ["ถ้วน", "฿", "บาท", "บ.", "thb", "baht"] {
            text = text.trim_start_matches(name).trim_end_matches(name).trim();
        }
        let text = text.strip_suffix(".-").or_else(|| text.strip_suffix(",-")).unwrap_or(text);
        if text.starts_with(['-', '−', '–']) {
            return Err(Negative);
        }
        let mut total = 0;
        let mut least = i128::MAX;
        let mut rest = text;
        while !rest.is_empty() {
            let (number, after) = number(rest)?;
            let (unit, after) = units(after.trim_start());
            if unit > MOST {
                return Err(TooLarge);
            }
            let whole = rest.len() == text.len() && after.is_empty();
            if unit == 1 && number.decimals == 3 && !number.commas {
                return Err(Ambiguous);
            }
            // "1 แสน 5 หมื่น" is clear; "1 หมื่น 5" and "5 หมื่น 1 แสน" are not.
            if !whole && (unit == 1 || unit >= least) {
                return Err(if after.is_empty() { Ambiguous } else { NotANumber });
            }
            least = unit;
            total += number.scaled(unit * 100)?;
            rest = after.trim_start();
        }
        match i64::try_from(total) {
            _ if text.is_empty() => Err(NotANumber),
            Ok(satang) if total <= MOST * 100 => Ok(Self::new(satang)),
            _ => Err(TooLarge),
        }
    }
}

impl Percent {
    /// Reads a percentage: `10%`, `ร้อยละ 5`, `๒.๕`.
    pub fn parse(text: &str) -> Result<Self, MoneyProblem> {
        let text = ascii_digits(text).to_lowercase();
        let mut text = text.trim();
        for name in ["ร้อยละ", "%", "เปอร์เซ็นต์", "เปอร์เซนต์", "percent"]
        {
            text = text.trim_start_matches(name).trim_end_matches(name).trim();
        }
        if text.starts_with(['-', '−', '–']) {
            return Err(Negative);
        }
        let (number, rest) = number(text)?;
        if !rest.is_empty() {
            return Err(NotANumber);
        }
        match i64::try_from(number.scaled(10_000)?) {
            Ok(ten_thousandths) if ten_thousandths <= 10_000 * 10_000 => Ok(Self(ten_thousandths)),
            _ => Err(TooLarge),
        }
    }
}

/// A decimal number: its digits without the point, and how many of them stand behind the point.
struct Number {
    digits: i128,
    decimals: u32,
    commas: bool,
}

impl Number {
    fn scaled(&self, unit: i128) -> Result<i128, MoneyProblem> {
        let (product, divisor) = (self.digits * unit, 10i128.pow(self.decimals));
        if product % divisor == 0 { Ok(product / divisor) } else { Err(TooFine) }
    }
}

/// Reads the number in front of `text`, or one Thai number word, and returns what follows it.
fn number(text: &str) -> Result<(Number, &str), MoneyProblem> {
    const WORDS: [&str; 9] = ["หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า"];
    for (value, word) in (1..).zip(WORDS) {
        if let Some(rest) = text.strip_prefix(word) {
            // A word alone counts only with a unit behind it: สองหมื่น.
            return match units(rest.trim_start()) {
                (1, _) => Err(NotANumber),
                _ => Ok((Number { digits: value, decimals: 0, commas: false }, rest)),
            };
        }
    }
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',');
    let (written, rest) = text.split_at(end.unwrap_or(text.len()));
    let (whole, decimals) = written.split_once('.').unwrap_or((written, "0"));
    if whole.is_empty() || decimals.is_empty() {
        return Err(NotANumber);
    }
    let groups: Vec<_> = whole.split(',').collect();
    let grouped = groups[0].len() <= 3
        && !groups[0].is_empty()
        && groups[1..].iter().all(|group| group.len() == 3);
    if (groups.len() > 1 && !grouped) || decimals.contains(['.', ',']) {
        return Err(Ambiguous);
    }
    let whole = groups.concat();
    let whole = whole.trim_start_matches('0');
    // 15 and 8 digits, times the largest unit in satang: 10³⁷, which an i128 holds.
    let decimals = if written.contains('.') { decimals } else { "" };
    if whole.len() > 15 {
        return Err(TooLarge);
    }
    if decimals.len() > 8 {
        return Err(TooFine);
    }
    let digits = format!("0{whole}{decimals}").parse().map_err(|_| NotANumber)?;
    let decimals = u32::try_from(decimals.len()).map_err(|_| TooFine)?;
    Ok((Number { digits, decimals, commas: groups.len() > 1 }, rest))
}

/// The product of the unit words in front of `text` (แสนล้าน is two), and what follows them. Stops once the
/// product is too large for any amount.
fn units(mut text: &str) -> (i128, &str) {
    const UNITS: [(&str, i128); 9] = [
        ("สิบ", 10),
        ("ร้อย", 100),
        ("พัน", 1_000),
        ("หมื่น", 10_000),
        ("แสน", 100_000),
        ("ล้าน", 1_000_000),
        ("million", 1_000_000),
        ("k", 1_000),
        ("m", 1_000_000),
    ];
    let mut product = 1;
    while let Some((word, unit)) = UNITS.iter().find(|(word, _)| text.starts_with(word))
        && product <= MOST
    {
        product *= unit;
        text = &text[word.len()..];
    }
    (product, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_the_way_people_write_them() {
        for (typed, baht) in [
            ("๑๐,๐๐๐", "10,000"),
            ("10,000", "10,000"),
            ("10000", "10,000"),
            ("10000.50", "10,000.50"),
            ("10,000.5", "10,000.50"),
            ("0", "0"),
            ("007", "7"),
            (" 10,000 บาท ", "10,000"),
            ("฿10,000.-", "10,000"),
            ("500.-บาท", "500"),
            ("หนึ่งแสนบาทถ้วน", "100,000"),
            ("THB 40000", "40,000"),
            ("40000 Baht", "40,000"),
            ("10k", "10,000"),
            ("1.5K", "1,500"),
            ("1.5m", "1,500,000"),
            ("2 หมื่น", "20,000"),
            ("สองหมื่น", "20,000"),
            ("๑.๕ แสน", "150,000"),
            ("1.250 ล้าน", "1,250,000"),
            ("1 แสน 5 หมื่น", "150,000"),
            ("หนึ่งแสนสามหมื่น", "130,000"),
            ("3หมื่น5พันบาท", "35,000"),
            ("2 แสนล้าน", "200,000,000,000"),
            ("1,000,000,000,000", "1,000,000,000,000"),
        ] {
            assert_eq!(Satang::parse(typed).map(Satang::baht), Ok(baht.into()), "{typed}");
        }
    }

    #[test]
    fn what_is_not_an_amount_is_refused_with_its_reason() {
        for (typed, problem) in [
            ("", NotANumber),
            ("บาท", NotANumber),
            ("ไม่ทราบ", NotANumber),
            ("สอง", NotANumber),
            ("หมื่นห้า", NotANumber),
            ("10 000", NotANumber),
            ("1e5", NotANumber),
            ("0x10", NotANumber),
            (".", NotANumber),
            (",", Ambiguous),
            ("10.", NotANumber),
            ("-5", Negative),
            ("−5", Negative),
            ("฿-5", Negative),
            ("1.005,5", Ambiguous),
            ("1000.1234", TooFine),
            ("1,000.125", TooFine),
            ("1.234567k", TooFine),
            ("0.0000000000000001", TooFine),
            ("10.000", Ambiguous),
            ("10.000.000", Ambiguous),
            ("1,00", Ambiguous),
            ("1,00,000", Ambiguous),
            ("10000,000", Ambiguous),
            (",100", Ambiguous),
            ("1 หมื่น 5", Ambiguous),
            ("5 หมื่น 1 แสน", Ambiguous),
            ("1000000000000.01", TooLarge),
            ("99999999999999999999999999", TooLarge),
            ("9 ล้านล้านล้านล้าน", TooLarge),
            ("999999999999999.99999999 ล้านล้าน", TooLarge),
            ("0.00000001 ล้านล้านล้าน", TooLarge),
        ] {
            assert_eq!(Satang::parse(typed), Err(problem), "{typed}");
        }
    }

    #[test]
    fn percentages_are_read_the_way_people_write_them() {
        for (typed, read) in [
            ("10%", Ok("10")),
            ("ร้อยละ 5", Ok("5")),
            ("๕", Ok("5")),
            ("2.5", Ok("2.5")),
            ("1.2500 %", Ok("1.25")),
            ("0.0001", Ok("0.0001")),
            ("15 เปอร์เซ็นต์", Ok("15")),
            ("10,000", Ok("10000")),
            ("10000.0001", Err(TooLarge)),
            ("0.00001", Err(TooFine)),
            ("-1", Err(Negative)),
            ("2,5", Err(Ambiguous)),
            ("20 ต่อเดือน", Err(NotANumber)),
            ("", Err(NotANumber)),
        ] {
            let percent = Percent::parse(typed).map(|percent| percent.to_string());
            assert_eq!(percent, read.map(str::to_owned), "{typed}");
        }
    }
}
