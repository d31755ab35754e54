//! The program: when it refuses to start, what it prints, how it ends.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::rp::CALLBACK;

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_thaid-simulator"));
    command.args(["--client-id", "c", "--client-secret", "s", "--redirect-uri", CALLBACK]);
    command.args(arguments).env_remove("PLODNEE_PROFILE");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn refused(output: &Output, words: &str) {
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains(words), "{told}");
}

/// Starts the program and waits for the address that it prints.
fn started(arguments: &[&str]) -> (Child, String) {
    let mut child = program(&["--listen", "127.0.0.1:0"]).args(arguments).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    (child, line)
}

/// The exit code, which has to come soon.
fn ended(mut child: Child) -> Option<i32> {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(10) {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    None
}

#[test]
fn it_does_not_start_in_production() {
    let output = program(&[]).env("PLODNEE_PROFILE", "production").output().unwrap();
    refused(&output, "does not run in production");
}

#[test]
fn it_listens_beyond_this_machine_only_when_told() {
    refused(&program(&["--listen", "192.0.2.1:8976"]).output().unwrap(), "--allow-network");
    let everywhere = program(&["--listen", "0.0.0.0:8976", "--allow-network"]).output().unwrap();
    refused(&everywhere, "name the one address");
}

#[test]
fn an_address_in_use_is_named() {
    let (child, line) = started(&["--exit-with-parent"]);
    let address = line.trim().rsplit_once("http://").unwrap().1.to_owned();
    let output = program(&["--listen", &address]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains(&address));
    ended_by_parent(child);
}

#[test]
fn it_ends_with_its_parent() {
    let (child, line) = started(&["--exit-with-parent"]);
    assert!(line.starts_with("ThaiD simulator: http://127.0.0.1:"), "{line}");
    ended_by_parent(child);
}

fn ended_by_parent(mut child: Child) {
    drop(child.stdin.take());
    assert_eq!(ended(child), Some(0));
}

#[cfg(unix)]
#[test]
fn it_ends_cleanly_when_asked_to() {
    for signal in ["TERM", "INT"] {
        // With `--exit-with-parent`, the thread that reads standard input must not hold it up.
        let (child, _) = started(&["--exit-with-parent"]);
        let id = child.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &id]).status().unwrap().success());
        assert_eq!(ended(child), Some(0), "{signal}");
    }
}
