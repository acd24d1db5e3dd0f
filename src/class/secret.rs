//! The secret of a store, which stands in a file that nobody else can read, and nowhere else.

use std::{fmt, fs, io, path::Path};

use crate::{
    file,
    problem::{Fault, Problem, Values},
};

/// The file of the secret in the folder of a class.
const FILE: &str = "secret";

/// No secret is longer, in bytes.
const LONGEST: u64 = 400;

/// A secret, which no message and no panic shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A text that is to be kept secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, to be given to the store alone.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// Keeps the secret in a folder, or takes it away where there is none any more.
pub(super) fn keep(folder: &Path, secret: Option<&Secret>) -> io::Result<()> {
    let path = folder.join(FILE);
    let Some(secret) = secret else {
        return match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
    };
    let part = folder.join("secret.part");
    fs::remove_file(&part).ok();
    write_private(&part, secret.reveal())?;
    fs::rename(&part, &path)
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    io::Write::write_all(&mut options.open(path)?, text.as_bytes())
}

/// The secret that is kept in a folder, if one is.
///
/// # Errors
/// Others can read it.
pub(super) fn load(folder: &Path) -> Result<Option<Secret>, Problem> {
    let path = folder.join(FILE);
    let Ok(facts) = fs::symlink_metadata(&path) else { return Ok(None) };
    let values: Values<'_> = &[("file", &path.display())];
    if !facts.is_file() || is_open(&facts) {
        return Err(Problem::message(Fault::Environment, "class.secret-open", values));
    }
    let text = file::text(&path, LONGEST)?;
    let text = text.trim();
    let plain = !text.is_empty() && !text.chars().any(char::is_control);
    Ok(plain.then(|| Secret(text.to_owned())))
}

/// Whether others than the owner may do something with a file.
#[cfg(unix)]
fn is_open(facts: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    facts.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_open(_: &fs::Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_the_owners_alone_and_says_nothing_of_itself() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(load(folder.path()).unwrap(), None);
        keep(folder.path(), Some(&Secret::new("s3cret"))).unwrap();
        let secret = load(folder.path()).unwrap().unwrap();
        assert_eq!(secret.reveal(), "s3cret");
        assert!(!format!("{secret:?}").contains("s3cret"));
        keep(folder.path(), None).unwrap();
        assert!(!folder.path().join(FILE).exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_secret_that_others_can_read_is_not_used() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        keep(folder.path(), Some(&Secret::new("s3cret"))).unwrap();
        let path = folder.path().join(FILE);
        for mode in [0o644, 0o640, 0o604] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let refused = load(folder.path()).unwrap_err();
            assert!(refused.hint.contains("chmod 600") && !refused.to_string().contains("s3cret"));
        }
    }
}
