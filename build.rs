//! Builds the pages' styles, fonts and script (`assets/`) with Node into Cargo's output folder, from where
//! `src/web/assets.rs` embeds them. Packages are fetched from npm when the lock file has changed.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() {
    let assets = folder("CARGO_MANIFEST_DIR").join("assets");
    let dist = folder("OUT_DIR").join("dist");
    for input in [".npmrc", "package.json", "package-lock.json", "build.mjs", "scss", "ts", "img"] {
        println!("cargo::rerun-if-changed=assets/{input}");
    }
    println!("cargo::rerun-if-changed=migrations"); // sqlx::migrate! does not see a new file by itself
    println!("cargo::rustc-env=ASSETS_DIST={}", dist.display());
    if let Err(problem) = build(&assets, &dist) {
        println!("cargo::error={problem}");
    }
}

fn folder(variable: &str) -> PathBuf {
    env::var_os(variable).map(PathBuf::from).unwrap_or_default()
}

fn build(assets: &Path, dist: &Path) -> Result<(), String> {
    let lock = fs::read(assets.join("package-lock.json")).map_err(|error| error.to_string())?;
    let stamp = assets.join("node_modules/.installed-lock");
    if fs::read(&stamp).ok().as_ref() != Some(&lock) {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
        run(npm.current_dir(assets))?;
        fs::write(&stamp, &lock).map_err(|error| error.to_string())?;
    }
    run(Command::new("node").arg("build.mjs").arg(dist).current_dir(assets))
}

fn run(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    match command.output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            for line in said.lines() {
                println!("cargo::warning={name}: {line}");
            }
            Err(format!("{name} could not build assets/ ({}), see above", output.status))
        }
        Err(error) => Err(format!(
            "{name} could not be started ({error}): Node.js 20 or newer with npm is needed to build the pages \
             (Debian: apt-get install nodejs npm)"
        )),
    }
}
