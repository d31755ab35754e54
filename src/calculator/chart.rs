//! The balance over time (กราฟยอดหนี้): the lender's sum against the methods, drawn as lines on the server.
//!
//! Places are tenths of a unit of a drawing 400 units wide and 280 high; integers, as everywhere in the calculator.

use chrono::Datelike;

use super::schedule::{Point, Schedule, When};
use super::words::{self, say};
use super::{Calculation, Method};
use crate::clock::PartialDate;
use crate::money::Satang;
use crate::text::{self, Lang};

const LEFT: i64 = 620;
const RIGHT: i64 = 3_400;
const TOP: i64 = 160;
const BOTTOM: i64 = 2_480;
/// Labels at the ends of lines stand at least so far apart.
const APART: i64 = 150;
/// More points than these are thinned out: the eye sees no more.
const MOST_POINTS: usize = 120;

/// A drawing.
pub struct Chart {
    /// What it shows, in a few words.
    pub title: String,
    /// What it shows, for those who do not see it.
    pub description: String,
    /// One line a method.
    pub lines: Vec<Line>,
    /// Marks of the amounts: place from the top, words.
    pub amounts: Vec<(String, String)>,
    /// The first and the last moment, in words.
    pub ends: [String; 2],
}

/// One method's line.
pub struct Line {
    /// The method's key: how the line looks.
    pub key: &'static str,
    /// What stands at its end.
    pub label: String,
    /// What it is.
    pub name: String,
    /// Its points.
    pub points: String,
    /// Where its label stands, from the top.
    pub label_at: String,
}

impl Chart {
    /// Draws the steps of a calculation; nothing where fewer than two moments are known.
    #[must_use]
    pub fn of(lang: Lang, calculation: &Calculation) -> Option<Chart> {
        let mut outcomes = calculation.applicable();
        outcomes.extend(calculation.lenders_sum.as_ref());
        let series: Vec<(Method, Vec<Point>)> = outcomes
            .iter()
            .filter_map(|outcome| {
                // Where it is a range, the worst case is drawn: what can be owed at most.
                let schedule: &Schedule = outcome.worst.as_ref().or(outcome.schedule.as_ref())?;
                Some((outcome.method, schedule.points()))
            })
            .collect();
        let all = || series.iter().flat_map(|(_, points)| points);
        let (first, last) = (all().map(|p| p.on).min()?, all().map(|p| p.on).max()?);
        let most = all().map(|point| point.before.max(point.after).get()).max()?.max(1);
        if place(first) == place(last) {
            return None;
        }
        let step = round_step(most);
        let scale =
            Scale { first: place(first), last: place(last), most: (most + step - 1) / step * step };
        let mut lines: Vec<Line> = Vec::new();
        let mut ends: Vec<i64> = Vec::new();
        for (method, points) in &series {
            lines.push(Line {
                key: method.key(),
                label: text::t(lang, &format!("calculation-{}-short", method.key())),
                name: text::t(lang, &format!("calculation-{}", method.key())),
                points: scale.points(points),
                label_at: String::new(),
            });
            ends.push(scale.y(points.last().map_or(Satang::ZERO, |point| point.after)));
        }
        for (line, at) in lines.iter_mut().zip(apart(&ends)) {
            line.label_at = tenths(at);
        }
        let marks = (0..=scale.most / step).map(|n| Satang::new(n * step));
        let spoken: Vec<String> = series
            .iter()
            .filter_map(|(method, points)| {
                let end = words::baht(lang, points.last()?.after);
                Some(format!("{}: {end}", text::t(lang, &format!("calculation-{}", method.key()))))
            })
            .collect();
        Some(Chart {
            title: text::t(lang, "calculation-chart"),
            description: say(lang, "calculation-chart-what", &[("ends", spoken.join("; "))]),
            lines,
            amounts: marks
                .map(|amount| (tenths(scale.y(amount)), short(lang, amount, scale.most)))
                .collect(),
            ends: [first, last].map(|when| moment(lang, when)),
        })
    }
}

struct Scale {
    first: i64,
    last: i64,
    most: i64,
}

impl Scale {
    fn x(&self, when: When) -> i64 {
        LEFT + between(place(when) - self.first, self.last - self.first, RIGHT - LEFT)
    }

    fn y(&self, amount: Satang) -> i64 {
        BOTTOM - between(amount.get(), self.most, BOTTOM - TOP)
    }

    /// Up with the interest, down with each payment; of very many points only some, and only after payments.
    fn points(&self, points: &[Point]) -> String {
        let every = points.len().div_ceil(MOST_POINTS).max(1);
        let last = points.len().saturating_sub(1);
        let mut drawn = Vec::new();
        for (at, point) in points.iter().enumerate() {
            if at % every != 0 && at != last {
                continue;
            }
            let x = tenths(self.x(point.on));
            if every == 1 && point.before != point.after {
                drawn.push(format!("{x},{}", tenths(self.y(point.before))));
            }
            drawn.push(format!("{x},{}", tenths(self.y(point.after))));
        }
        drawn.join(" ")
    }
}

/// `part` of `whole`, of a length.
fn between(part: i64, whole: i64, length: i64) -> i64 {
    let found = i128::from(part) * i128::from(length) / i128::from(whole);
    i64::try_from(found).unwrap_or(length)
}

fn place(when: When) -> i64 {
    match when {
        When::Day(day) => i64::from(day.num_days_from_ce()),
        When::Month(month) => i64::from(month),
    }
}

/// Moves labels down so that none covers another; they keep their order from the top.
fn apart(ends: &[i64]) -> Vec<i64> {
    let mut order: Vec<usize> = (0..ends.len()).collect();
    order.sort_by_key(|at| ends[*at]);
    let mut places = ends.to_vec();
    let mut lowest = TOP - APART;
    for at in &order {
        places[*at] = (ends[*at] + 40).max(lowest + APART);
        lowest = places[*at];
    }
    // Too low at the end: from the bottom up.
    let mut highest = BOTTOM + APART + 40;
    for at in order.iter().rev() {
        places[*at] = places[*at].min(highest - APART);
        highest = places[*at];
    }
    places
}

/// The step of the marks: 1, 2 or 5 with noughts, so that there are at most five.
fn round_step(most: i64) -> i64 {
    let mut step = 100; // one baht
    for factor in [2, 5, 10].iter().cycle() {
        if most / step < 5 {
            break;
        }
        step = if *factor == 5 { step / 2 * 5 } else { step * 2 };
    }
    step
}

/// An amount in few letters: in millions where the drawing has ten millions and more.
fn short(lang: Lang, amount: Satang, most: i64) -> String {
    const MILLION: i64 = 100_000_000;
    if most < 10 * MILLION || amount == Satang::ZERO {
        return amount.baht();
    }
    let tenths = Satang::new(amount.get() / MILLION * 100);
    say(lang, "calculation-million", &[("amount", tenths.baht())])
}

fn moment(lang: Lang, when: When) -> String {
    match when {
        When::Day(day) => PartialDate::new(day.year(), Some(day.month()), None)
            .map_or_else(|_| words::when(lang, when), |month| month.in_words(lang)),
        When::Month(_) => words::when(lang, when),
    }
}

fn tenths(place: i64) -> String {
    match place % 10 {
        0 => (place / 10).to_string(),
        rest => format!("{}.{rest}", place / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_round_and_few() {
        for (most, step) in
            [(1, 100), (450, 100), (1_000, 500), (4_000_000, 1_000_000), (9_999_999, 2_000_000)]
        {
            assert_eq!(round_step(most), step, "{most}");
        }
        for most in [1, 99, 12_345, 7_700_000, 100_000_000_000_000, i64::MAX / 4] {
            assert!(most / round_step(most) < 5, "{most}");
        }
    }

    #[test]
    fn labels_keep_their_distance_and_their_order() {
        let places = apart(&[2_480, 2_480, 160, 2_470]);
        let mut sorted = places.clone();
        sorted.sort_unstable();
        assert!(sorted.windows(2).all(|pair| pair[1] - pair[0] >= APART), "{places:?}");
        assert!(places[2] < places[3] && places[3] < places[0], "{places:?}");
    }
}
