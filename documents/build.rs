//! Installs the documents' typeface with npm, so that no font is kept in the repository.

use std::{fs, path::Path, process::Command};

const REMEDY: &str = "The documents crate takes its fonts from npm. Install Node 20 or newer with \
                      npm (Debian: apt-get install nodejs npm), check the network, and build again.";

fn main() {
    println!("cargo:rerun-if-changed=fonts/package.json");
    println!("cargo:rerun-if-changed=fonts/package-lock.json");
    println!("cargo:rerun-if-changed=fonts/node_modules/.installed-lock");

    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts");
    let lock = fs::read(fonts.join("package-lock.json")).expect("fonts/package-lock.json is there");
    let stamp = fonts.join("node_modules/.installed-lock");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return;
    }
    let npm = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    match Command::new("npm").args(npm).current_dir(&fonts).status() {
        Ok(status) if status.success() => {}
        Ok(status) => panic!("`npm ci` in documents/fonts ended with {status}. {REMEDY}"),
        Err(error) => panic!("npm could not be started: {error}. {REMEDY}"),
    }
    fs::write(&stamp, lock).expect("fonts/node_modules can be written to");
}
