//! `plodnee keys`: a new key file; and reading the one an installation has.

use std::fs;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use secrecy::ExposeSecret;

use super::Failure;
use crate::config::Settings;
use crate::seal::Keys;

/// Makes a key file that only its owner may read.
#[derive(Debug, Args)]
pub(super) struct KeysFile {
    /// The file to make; one that exists is never replaced
    file: PathBuf,
}

impl KeysFile {
    pub(super) fn run(self) -> Result<(), Failure> {
        let (_, text) = Keys::generate(false);
        match write_new(&self.file, &text) {
            Ok(()) => {
                println!(
                    "{} made. Keep a copy apart from the database's backups: without it nobody can \
                     read the registrations, with it everybody can.",
                    self.file.display()
                );
                Ok(())
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                Err(Failure::Refused(vec![format!(
                    "{} exists and is never replaced: what it sealed could not be read again.",
                    self.file.display()
                )]))
            }
            Err(error) => {
                Err(anyhow::Error::from(error).context(self.file.display().to_string()).into())
            }
        }
    }
}

/// The keys of a production installation; demo keys are refused.
pub(super) fn of_production(settings: &Settings) -> Result<Keys, Failure> {
    let refused = |sentence: String| Failure::Refused(vec![sentence]);
    let (setting, text) = match (&settings.key_file, &settings.keys) {
        (Some(file), _) => {
            let text = fs::read_to_string(file).map_err(|error| {
                refused(format!("PLODNEE_KEY_FILE {}: {error}.", file.display()))
            })?;
            ("PLODNEE_KEY_FILE", text)
        }
        (None, Some(keys)) => ("PLODNEE_KEYS", keys.expose_secret().to_owned()),
        (None, None) => return Err(refused("PLODNEE_KEY_FILE is missing.".to_owned())),
    };
    let keys = Keys::parse(&text).map_err(|error| refused(format!("{setting}: {error}.")))?;
    if keys.is_demo() {
        return Err(refused(format!(
            "{setting} holds demo keys, which protect nobody: make a key file with `plodnee keys`."
        )));
    }
    Ok(keys)
}

/// The keys of a demo, made at its first start.
pub(super) fn of_demo(file: &Path) -> anyhow::Result<Keys> {
    match fs::read_to_string(file) {
        Ok(text) => Keys::parse(&text).with_context(|| file.display().to_string()),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let (keys, text) = Keys::generate(true);
            write_new(file, &text).with_context(|| file.display().to_string())?;
            Ok(keys)
        }
        Err(error) => Err(error).with_context(|| file.display().to_string()),
    }
}

fn write_new(file: &Path, text: &str) -> std::io::Result<()> {
    let mut made = fs::File::options().write(true).create_new(true).mode(0o600).open(file)?;
    made.write_all(text.as_bytes())?;
    made.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_key_file_is_private_and_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys");
        KeysFile { file: file.clone() }.run().unwrap();
        let text = fs::read_to_string(&file).unwrap();
        assert!(!Keys::parse(&text).unwrap().is_demo());
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        let again = KeysFile { file: file.clone() }.run().unwrap_err();
        assert_eq!(again.code(), 2);
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
    }

    #[test]
    fn a_demo_keeps_its_keys_and_production_refuses_them() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys");
        of_demo(&file).unwrap();
        let text = fs::read_to_string(&file).unwrap();
        of_demo(&file).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
        let settings = Settings::from_flags(&["--key-file", file.to_str().unwrap()]).unwrap();
        let refused = of_production(&settings).unwrap_err();
        assert!(refused.to_string().contains("PLODNEE_KEY_FILE holds demo keys"), "{refused}");
    }
}
