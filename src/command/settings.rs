//! `plodnee settings`: the page docs/settings.md, printed from the settings themselves.

use std::fmt::Write;

use clap::{Args, Command};

use crate::config::Settings;

const HEAD: &str = "\
# Settings

Made by `make generated` from `src/config.rs`; change it there. Every setting is an environment
variable and a flag of the commands that use it; the flag wins. A secret is better in a variable:
flags show in the list of processes.

| variable | flag | default | meaning |
|---|---|---|---|
";

/// The page, one row a setting.
pub(super) fn page() -> String {
    let settings = Settings::augment_args(Command::new("plodnee")).disable_help_flag(true);
    let mut page = HEAD.to_owned();
    for argument in settings.get_arguments() {
        let (Some(variable), Some(flag)) = (argument.get_env(), argument.get_long()) else {
            continue;
        };
        let default = argument.get_default_values().iter().map(|value| value.to_string_lossy());
        let default = default.filter(|value| !value.is_empty()).map(|value| format!("`{value}`"));
        let meaning = argument.get_help().map(ToString::to_string).unwrap_or_default();
        let values = argument.get_possible_values();
        let names: Vec<_> = values.iter().map(|value| format!("`{}`", value.get_name())).collect();
        let choices = match names.len() {
            0 => String::new(),
            _ => format!(" ({})", names.join(" or ")),
        };
        let row = writeln!(
            page,
            "| `{}` | `--{flag}` | {} | {}{choices}. |",
            variable.to_string_lossy(),
            default.collect::<Vec<_>>().join(", "),
            meaning.replace('\n', " ").replace('|', "\\|"),
        );
        row.expect("a String takes every text");
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_in_docs_is_up_to_date() {
        let kept = include_str!("../../docs/settings.md");
        assert!(kept == page(), "docs/settings.md is old: run `make generated`");
    }
}
