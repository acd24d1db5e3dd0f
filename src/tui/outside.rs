//! Opens pages of the web in the learner's own browser, beside the program. No shell reads the address.

use std::{
    ffi::OsStr,
    io,
    process::{Command, Stdio},
    thread,
};

/// The program that opens an address with what the learner has chosen for it.
const PROGRAM: &str = if cfg!(target_os = "macos") {
    "open"
} else if cfg!(windows) {
    "explorer"
} else {
    "xdg-open"
};

/// Opens an address; it begins with its scheme.
///
/// # Errors
/// Where this system has no program for it.
pub(super) fn open(address: &str) -> io::Result<()> {
    open_with(PROGRAM, address)
}

fn open_with(program: impl AsRef<OsStr>, address: &str) -> io::Result<()> {
    let mut command = Command::new(program);
    command.arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    // Somebody has to hear that it has ended.
    thread::Builder::new().name("outside".into()).spawn(move || child.wait()).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn an_address_reaches_the_program_as_it_is() {
        use std::{fs, os::unix::fs::PermissionsExt, time::Duration};
        let folder = tempfile::tempdir().unwrap();
        let (program, told) = (folder.path().join("opener"), folder.path().join("told"));
        let script = format!(
            "#!/bin/sh\nprintf '%s|' \"$@\" > '{0}.new'\nmv '{0}.new' '{0}'\n",
            told.display()
        );
        fs::write(&program, script).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let address = "https://a.example/?b=$(touch%20c)&d=';e*";
        open_with(&program, address).unwrap();
        while !told.exists() {
            thread::sleep(Duration::from_millis(5));
        }
        assert_eq!(fs::read_to_string(told).unwrap(), format!("{address}|"));
        assert!(open_with(folder.path().join("none"), address).is_err());
    }
}
