//! What opens a store: the name of a key, which stands in the class file, and its secret, which stands
//! in a file that nobody else can read, and nowhere else.

use std::{env, fmt, fs, io, path::Path};

use super::definition::Store;
use crate::{
    file,
    problem::{Fault, Problem, Values},
};

/// The file of the secret in the folder of a class.
const FILE: &str = "secret";

/// No secret is longer, in bytes.
const LONGEST: u64 = 400;

/// These win over what is kept.
const KEY_VARIABLE: &str = "ARCHTUTOR_CLASS_KEY";
const SECRET_VARIABLE: &str = "ARCHTUTOR_CLASS_SECRET";

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

/// A key with its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub(super) name: String,
    pub(super) secret: Secret,
}

impl Key {
    /// A key that somebody gave for this call: the variables `ARCHTUTOR_CLASS_KEY` and
    /// `ARCHTUTOR_CLASS_SECRET`; `None` where one of them is missing.
    pub fn of_environment() -> Option<Self> {
        Some(Self { name: variable(KEY_VARIABLE)?, secret: Secret(variable(SECRET_VARIABLE)?) })
    }

    /// The key to a store whose secret is kept in a folder; `None` for a store that asks for none.
    ///
    /// # Errors
    /// The secret is lost, or others can read it.
    pub(super) fn of(store: &Store, folder: &Path) -> Result<Option<Self>, Problem> {
        let name = variable(KEY_VARIABLE).or_else(|| store.key.clone());
        let Some(name) = name else { return Ok(None) };
        let secret = match variable(SECRET_VARIABLE) {
            Some(secret) => Some(Secret(secret)),
            None => load(folder)?,
        };
        match secret {
            Some(secret) => Ok(Some(Self { name, secret })),
            None => Err(Problem::message(Fault::Environment, "class.no-secret", &[])),
        }
    }
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
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

fn load(folder: &Path) -> Result<Option<Secret>, Problem> {
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
        assert!(!format!("{:?}", Key { name: "push".into(), secret }).contains("s3cret"));
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
