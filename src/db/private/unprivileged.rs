//! Running as an ordinary user: PostgreSQL refuses to run as root.

use std::io;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use nix::unistd::{User, geteuid};

/// The user that PostgreSQL runs as when plodnee is root.
#[derive(Debug)]
pub struct Unprivileged {
    name: String,
    uid: u32,
    gid: u32,
}

impl Unprivileged {
    /// `postgres`, or `nobody` where there is none; nothing when we are an ordinary user already.
    #[must_use]
    pub fn needed() -> Option<Self> {
        if !geteuid().is_root() {
            return None;
        }
        let user = ["postgres", "nobody"].iter().find_map(|name| User::from_name(name).ok()?)?;
        Some(Self { name: user.name, uid: user.uid.as_raw(), gid: user.gid.as_raw() })
    }

    /// Makes `command` run as this user.
    pub(super) fn run(&self, command: &mut Command) {
        command.uid(self.uid).gid(self.gid);
    }

    /// Gives `path` to this user.
    pub(super) fn own(&self, path: &Path) -> io::Result<()> {
        chown(path, Some(self.uid), Some(self.gid))
    }

    /// Whether this user can enter `folder`, asked of the system itself.
    #[must_use]
    pub fn reaches(&self, folder: &Path) -> bool {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "cd -- \"$1\" 2>/dev/null", "sh"]).arg(folder).current_dir("/");
        self.run(&mut command);
        command.status().is_ok_and(|status| status.success())
    }

    /// Refuses a folder that this user cannot enter, naming the remedy.
    pub(super) fn check_reach(&self, folder: &Path) -> Result<(), String> {
        if self.reaches(folder) {
            return Ok(());
        }
        Err(format!(
            "PostgreSQL does not run as root but as {}, who may not enter it. Name a folder \
             elsewhere in PLODNEE_DATA_DIR, such as /var/lib/plodnee.",
            self.name
        ))
    }
}
