//! `plodnee routes`: the page docs/routes.md, printed from the table of addresses itself.

use std::fmt::Write;

use crate::officer::Role;
use crate::web::{Who, table};

const HEAD: &str = "\
# Routes

Made by `make generated` from `src/web/routes.rs`; change it there. What somebody may not see does
not exist for them: they are asked to sign in, or answered 404.

| method | address | who |
|---|---|---|
";

/// The page, one row an address.
pub(super) fn page() -> String {
    let mut page = HEAD.to_owned();
    for entry in table().entries {
        let who = match entry.who {
            Who::Anyone => "anyone".to_owned(),
            Who::Debtor => "a signed-in debtor, for what is their own".to_owned(),
            Who::Proved => "whom ThaiD proved at the officers' entrance".to_owned(),
            Who::Officer(act) => {
                let may = Role::ALL.into_iter().filter(|role| role.may(act)).map(Role::word);
                format!("{}, in their territory", may.collect::<Vec<_>>().join(", "))
            }
        };
        writeln!(page, "| {} | `{}` | {who} |", entry.method, entry.path)
            .expect("a String takes every text");
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_in_docs_is_up_to_date() {
        let kept = include_str!("../../docs/routes.md");
        assert!(kept == page(), "docs/routes.md is old: run `make generated`");
    }
}
