//! The result as a page and a document show it (รายงานผลคำนวณ): plain answer first, range and basis below.

use super::Calculation;
use super::chart::Chart;
use super::law::Ground;
use super::outcome::{Method, Outcome};
use super::range::Amount;
use super::schedule::{Schedule, Step};
use super::words::{self, exact, say};
use crate::money::Satang;
use crate::text::{self, Lang};

/// Everything that is said of a calculation, in one language.
pub struct Report {
    /// The plain answer.
    pub answer: String,
    /// What the lender claims beyond it.
    pub beyond: Option<String>,
    /// The methods that apply, then the lender's own sum.
    pub methods: Vec<MethodView>,
    /// What should be said beside them.
    pub notes: Vec<String>,
    /// The agreed rate by the year, the ceiling, and how they compare.
    pub rate: Vec<String>,
    /// Claims that may be too old.
    pub limitation: Vec<String>,
    /// What was told.
    pub told: Vec<(String, String)>,
    /// How it is calculated, so that anyone can check by hand.
    pub convention: Vec<String>,
    /// The balance over time; nothing where there are no days.
    pub chart: Option<Chart>,
    /// The version of the rules.
    pub version: u16,
}

/// One method and what it comes to.
pub struct MethodView {
    /// Its key, for ids.
    pub key: &'static str,
    /// Its name, with its letter.
    pub name: String,
    /// What it does, in a sentence.
    pub what: String,
    /// What is owed.
    pub balance: String,
    /// What was paid beyond it.
    pub overpaid: Option<String>,
    /// Why the balance is a range.
    pub doubts: Vec<String>,
    /// What it rests on.
    pub grounds: Vec<GroundView>,
    /// Whether it is only there to compare with.
    pub comparison: bool,
    /// Its steps: of the best case, and of the worst where that is another.
    pub tables: Vec<Table>,
}

/// A section, a ruling or a rule.
pub struct GroundView {
    /// What it says.
    pub words: String,
    /// Where it can be read.
    pub source: Option<&'static str>,
    /// Whether a lawyer has to confirm it.
    pub confirm: bool,
}

/// The steps of a calculation, a row each. Columns in which nothing but 0 would stand are left out.
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// What it begins with.
    pub begins: String,
    /// The columns; the first says when.
    pub head: Vec<String>,
    /// The steps.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// The rows before and after a gap, and how many are left out there: a page does not hold thousands.
    #[must_use]
    pub fn cut(&self, most: usize) -> (&[Vec<String>], usize, &[Vec<String>]) {
        if self.rows.len() <= most {
            return (&self.rows, 0, &[]);
        }
        let (first, last) = (&self.rows[..most / 2], &self.rows[self.rows.len() - most / 2..]);
        (first, self.rows.len() - first.len() - last.len(), last)
    }
}

impl Report {
    /// Puts a calculation into words.
    #[must_use]
    pub fn of(lang: Lang, calculation: &Calculation) -> Report {
        let mut outcomes = calculation.applicable();
        outcomes.extend(calculation.lenders_sum.as_ref());
        let mut convention = vec!["months", "one-event", "covers", "balance", "yearly", "range"];
        if !calculation.equal_months {
            convention[0] = "days";
        }
        Report {
            answer: words::answer(lang, calculation),
            beyond: words::beyond(lang, calculation),
            methods: outcomes.into_iter().map(|outcome| method(lang, outcome)).collect(),
            notes: calculation.notes.iter().map(|note| words::note(lang, *note)).collect(),
            rate: words::rate(lang, calculation),
            limitation: calculation.limitation.iter().map(|h| words::limitation(lang, h)).collect(),
            told: words::told(lang, calculation.loan.input()),
            convention: convention
                .into_iter()
                .map(|key| text::t(lang, &format!("calculation-convention-{key}")))
                .collect(),
            chart: Chart::of(lang, calculation),
            version: calculation.version,
        }
    }
}

fn method(lang: Lang, outcome: &Outcome) -> MethodView {
    let key = outcome.method.key();
    let name = text::t(lang, &format!("calculation-{key}"));
    let exact = outcome.balance.exact().is_some() && outcome.overpaid.exact().is_some();
    let worst = outcome.worst.as_ref().filter(|_| !exact);
    let first = if worst.is_some() { "calculation-table-best" } else { "calculation-table" };
    let schedules = [(outcome.schedule.as_ref(), first), (worst, "calculation-table-worst")];
    let tables = schedules.into_iter().filter_map(|(schedule, key)| {
        let caption = say(lang, key, &[("method", name.clone())]);
        schedule.map(|schedule| table(lang, schedule, caption))
    });
    MethodView {
        key,
        tables: tables.collect(),
        what: text::t(lang, &format!("calculation-{key}-what")),
        balance: words::amount(lang, outcome.balance),
        overpaid: overpaid(lang, outcome.overpaid),
        doubts: outcome
            .doubts
            .iter()
            .map(|doubt| text::t(lang, &format!("calculation-doubt-{}", doubt.key())))
            .collect(),
        grounds: outcome.grounds.iter().map(|g| ground(lang, *g)).collect(),
        comparison: outcome.method == Method::LendersSum,
        name,
    }
}

/// What was paid beyond the balance; nothing where certainly nothing was.
fn overpaid(lang: Lang, amount: Amount) -> Option<String> {
    let range = amount.range()?;
    (range.hi > Satang::ZERO).then(|| words::amount(lang, amount))
}

fn ground(lang: Lang, ground: Ground) -> GroundView {
    GroundView {
        words: text::t(lang, &format!("ground-{}", ground.key())),
        source: ground.source(),
        confirm: ground.needs_lawyer(),
    }
}

fn table(lang: Lang, schedule: &Schedule, caption: String) -> Table {
    type Column = (&'static str, bool, fn(&Step) -> Satang);
    let columns: [Column; 7] = [
        ("payment", true, |step| step.payment),
        ("interest", false, |step| step.interest),
        ("interest-paid", false, |step| step.interest_paid),
        ("principal-paid", true, |step| step.principal_paid),
        ("overpaid", false, |step| step.overpaid),
        ("unpaid", false, |step| step.unpaid_interest),
        ("balance", true, |step| step.balance),
    ];
    let used = |(_, always, of): &Column| {
        *always || schedule.steps.iter().any(|step| of(step) != Satang::ZERO)
    };
    let columns: Vec<Column> = columns.into_iter().filter(used).collect();
    let head = ["when"].into_iter().chain(columns.iter().map(|(key, ..)| *key));
    let row = |step: &Step| {
        let cells = columns.iter().map(|(_, _, of)| exact(of(step)));
        [words::when(lang, step.on)].into_iter().chain(cells).collect()
    };
    Table {
        caption,
        begins: say(
            lang,
            "calculation-begins",
            &[
                ("when", words::when(lang, schedule.from)),
                ("amount", words::baht(lang, schedule.principal)),
            ],
        ),
        head: head.map(|key| text::t(lang, &format!("calculation-column-{key}"))).collect(),
        rows: schedule.steps.iter().map(row).collect(),
    }
}
