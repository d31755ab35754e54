//! What was measured, as a table.

use std::time::Duration;

/// The times of one thing done often, the shortest first.
pub(crate) struct Times(Vec<Duration>);

impl Times {
    /// Of these times.
    pub(crate) fn of(mut each: Vec<Duration>) -> Times {
        each.sort_unstable();
        Times(each)
    }

    /// The time that this many of a hundred did not exceed.
    fn at(&self, percent: usize) -> Duration {
        self.0[(self.0.len() - 1) * percent / 100]
    }
}

/// The medians of one page, ours and the bare SQL's, at the first size.
type Medians = [Duration; 2];

/// The pages at each size, printed as they come.
#[derive(Default)]
pub(crate) struct Table {
    first: Vec<(&'static str, Medians)>,
    sizes: usize,
    /// The highest p99 of the last size.
    slowest: Option<(Duration, &'static str)>,
    /// The highest growth from the first size to the last, in hundredths.
    grown: Option<(f64, &'static str)>,
}

impl Table {
    /// Begins a size.
    pub(crate) fn begin(&mut self) {
        self.sizes += 1;
        (self.slowest, self.grown) = (None, None);
        print!("  {:38} {:>8} {:>8}   {:>8} {:>8}", "", "p50 ms", "p99 ms", "SQL p50", "SQL p99");
        println!("{}", if self.sizes > 1 { "   growth  of SQL" } else { "" });
    }

    /// Prints a page.
    pub(crate) fn add(&mut self, name: &'static str, [ours, bare]: [Times; 2]) {
        let [p50, p99] = [ours.at(50), ours.at(99)];
        print!("  {name:38} {:>8.2} {:>8.2}", millis(p50), millis(p99));
        print!("   {:>8.2} {:>8.2}", millis(bare.at(50)), millis(bare.at(99)));
        if self.slowest.is_none_or(|(slowest, _)| slowest < p99) {
            self.slowest = Some((p99, name));
        }
        let before =
            self.first.iter().find(|(first, _)| *first == name).map(|(_, medians)| medians);
        let Some([ours_before, bare_before]) = before else {
            println!();
            self.first.push((name, [p50, bare.at(50)]));
            return;
        };
        let growth = ratio(p50, *ours_before);
        println!("   {growth:>6.2}  {:>6.2}", ratio(bare.at(50), *bare_before));
        if self.grown.is_none_or(|(most, _)| most < growth) {
            self.grown = Some((growth, name));
        }
    }

    /// Prints what was highest at the last size.
    pub(crate) fn end(&self) {
        if let Some((p99, name)) = self.slowest {
            print!("highest p99: {:.2} ms ({name}; at most 50)", millis(p99));
        }
        match self.grown {
            Some((growth, name)) => println!(", highest growth: {growth:.2} ({name}; at most 1.3)"),
            None => println!(),
        }
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn ratio(now: Duration, before: Duration) -> f64 {
    now.as_secs_f64() / before.as_secs_f64()
}
