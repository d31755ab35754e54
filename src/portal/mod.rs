//! หน้าสาธารณะ — the public pages: what the service is, how to begin, where to go, and the law in plain words.
//!
//! Nobody signs in for them and none shows a person's data. One file a group of pages; their
//! sentences are the blocks `portal-…` of `locales/`.

mod entrances;
mod landing;
mod offices;
mod opening;
mod posters;
pub mod privacy;
mod reading;
mod store;

pub use entrances::{register, report};
pub use landing::landing;
pub use offices::{finder, office as one_office};
pub use opening::{Standing, standing};
pub use posters::{poster, posters, qr};
pub use reading::{about, law, quick_exit, robots};

/// Writes a count with its thousands apart: `153,400`.
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn a_count_is_written_with_its_thousands_apart() {
        for (count, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (153_400, "153,400"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(count), text);
        }
    }
}
