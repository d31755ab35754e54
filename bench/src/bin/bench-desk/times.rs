//! What was measured, as a table.

use std::time::Duration;

/// What one page took at one service: every time it was asked for, and every time its SQL ran.
#[derive(Debug, Clone, Default)]
pub(crate) struct Times {
    pub(crate) page: Vec<Duration>,
    pub(crate) sql: Vec<Duration>,
}

/// Prints a row for each page: its times with few and with many registrations, and how they grew. Then the page with
/// the highest p99 with many, and the one that grew most.
pub(crate) fn print(pages: Vec<(&'static str, [Times; 2])>) {
    println!(
        "| page (milliseconds) | p50 of few | p99 | its SQL p50 | p50 of many | p99 | its SQL p50 | growth | of SQL |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let (mut slowest, mut grown) = ((0.0, ""), (0.0, ""));
    for (name, times) in pages {
        let [few, many] =
            times.map(|times| [times.page, times.sql].map(|times| Sorted::of(&times)));
        let [growth, of_sql] = [0, 1].map(|which| many[which].at(50) / few[which].at(50));
        print!("| {name} ");
        for [page, sql] in [&few, &many] {
            print!("| {:.2} | {:.2} | {:.2} ", page.at(50), page.at(99), sql.at(50));
        }
        println!("| {growth:.2} | {of_sql:.2} |");
        for (most, figure) in [(&mut slowest, many[0].at(99)), (&mut grown, growth)] {
            if figure > most.0 {
                *most = (figure, name);
            }
        }
    }
    println!("\nhighest p99: {:.2} ms ({}; at most 50)", slowest.0, slowest.1);
    println!("highest growth: {:.2} ({}; at most 1.3)", grown.0, grown.1);
}

/// The times of one thing done often, in milliseconds, the shortest first.
struct Sorted(Vec<f64>);

impl Sorted {
    fn of(times: &[Duration]) -> Sorted {
        let mut each: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1000.0).collect();
        each.sort_by(f64::total_cmp);
        Sorted(each)
    }

    /// The time that this many of a hundred did not exceed.
    fn at(&self, percent: usize) -> f64 {
        self.0[(self.0.len() - 1) * percent / 100]
    }
}
