//! What a file would change in a list (สิ่งที่จะเปลี่ยน), and what leads back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{List, Row};

/// What a file would change. Reversed, it undoes what it did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// New rows.
    pub added: Vec<Row>,
    /// Rows before and after.
    pub changed: Vec<(Row, Row)>,
    /// Rows that are gone.
    pub removed: Vec<Row>,
}

impl Changes {
    /// The changes that lead from one state of a list to another, in the order of its keys.
    #[must_use]
    pub fn between(list: List, before: Vec<Row>, after: Vec<Row>) -> Changes {
        let by_key = |rows: Vec<Row>| -> BTreeMap<String, Row> {
            rows.into_iter().map(|row| (row.key(list), row)).collect()
        };
        let (mut before, after) = (by_key(before), by_key(after));
        let mut changes = Changes::default();
        for (key, row) in after {
            match before.remove(&key) {
                None => changes.added.push(row),
                Some(old) if old != row => changes.changed.push((old, row)),
                Some(_) => {}
            }
        }
        changes.removed = before.into_values().collect();
        changes
    }

    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }

    /// What leads back.
    #[must_use]
    pub fn reversed(self) -> Changes {
        let changed = self.changed.into_iter().map(|(before, after)| (after, before)).collect();
        Changes { added: self.removed, changed, removed: self.added }
    }

    /// How many rows are added, changed and removed.
    #[must_use]
    pub fn counts(&self) -> [usize; 3] {
        [self.added.len(), self.changed.len(), self.removed.len()]
    }

    /// The rows as they are afterwards, of those that are added or changed.
    pub fn after(&self) -> impl Iterator<Item = &Row> {
        self.added.iter().chain(self.changed.iter().map(|(_, after)| after))
    }

    /// The rows as they were, of those that are changed or removed.
    pub fn before(&self) -> impl Iterator<Item = &Row> {
        self.changed.iter().map(|(before, _)| before).chain(&self.removed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_lead_there_and_reversed_lead_back() {
        let rows = |rows: &[(&str, &str)]| -> Vec<Row> {
            let row = |(code, name): &(&str, &str)| {
                Row::new(List::Districts, [code, "49", name, name, "amphoe"])
            };
            rows.iter().map(row).collect()
        };
        let between = |a: &[Row], b: &[Row]| Changes::between(List::Districts, a.into(), b.into());
        let before = rows(&[("4901", "a"), ("4902", "b"), ("4903", "c")]);
        let after = rows(&[("4901", "a"), ("4902", "x"), ("4904", "d")]);
        let changes = between(&before, &after);
        assert_eq!(changes.counts(), [1, 1, 1]);
        assert_eq!(changes.clone().reversed(), between(&after, &before));
        assert!(between(&before, &before).is_empty());
    }
}
