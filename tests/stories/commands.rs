//! The program itself, as who runs it starts it.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use secrecy::{ExposeSecret, SecretString};

use crate::database;
use crate::people::SANTI;

/// Runs a command of the program on a database; gives its exit code and what it said.
fn plodnee(words: &[&str], typed: &str, keys: &Path, url: &SecretString) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plodnee"));
    command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.env("PLODNEE_KEY_FILE", keys).env("PLODNEE_DATABASE_URL", url.expose_secret());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (output.status.code().unwrap(), said)
}

#[tokio::test]
async fn the_first_administrator_is_appointed_from_standard_input_and_stays() {
    let (db, url) = database::fresh().await;
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys");
    let run = |words: &[&str], typed: &str| plodnee(words, typed, &keys, &url);
    let file = Command::new(env!("CARGO_BIN_EXE_plodnee")).arg("keys").arg(&keys).output().unwrap();
    assert!(file.status.success(), "{file:?}");

    let appoint = ["officer", "appoint", "--role", "administrator", "--unit", "nation"];
    let (code, said) = run(&appoint, "3990100000318\n");
    assert!(code == 2 && said.contains("check digit"), "{code} {said}");
    let (code, said) = run(&appoint, &format!("{SANTI}\n"));
    assert!(code == 0 && said.contains("administrator at กระทรวงมหาดไทย"), "{code} {said}");
    let id = said.split(':').next().unwrap();
    let (code, said) = run(&["officer", "list", "--unit", "nation"], "");
    assert!(code == 0 && said.contains(id), "{code} {said}");
    let (code, said) = run(&["officer", "revoke", id, "--reason", "ลาออก"], "");
    assert!(code == 2 && said.contains("last administrator"), "{code} {said}");
    let held = sqlx::query_scalar!("select count(*) from appointment where revoked_at is null");
    assert_eq!(held.fetch_one(&db).await.unwrap(), Some(1), "committed");
}
