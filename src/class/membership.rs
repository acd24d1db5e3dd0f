//! A learner's place in a class, kept beside the progress: the class file without its secret, and the
//! learner's code with what they agreed to. It stands in no database, export or backup.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use super::{
    code::Code,
    definition::{self, Class, without_secret},
    secret,
    statement::{kinds, statement},
};
use crate::{
    clock::Timestamp,
    file, id,
    problem::{Fault, Problem, Values},
    progress::{Logged, Progress},
    table::Document,
};

/// The folder of all classes in the data folder.
const FOLDER: &str = "class";

/// The certificate of a school's own authority, whatever it was called where it was given out.
const CERTIFICATE: &str = "ca.pem";

/// A file of ours is at most so long, in bytes.
const LONGEST: u64 = 4096;

/// A learner in a class.
#[derive(Clone, Debug, PartialEq)]
pub struct Membership {
    pub class: Class,
    pub code: Code,
    /// Nothing that happened before is shared.
    pub since: Timestamp,
    /// When the learner agreed.
    pub agreed: Timestamp,
    /// Whether what waits is pushed by itself.
    pub by_itself: bool,
    folder: PathBuf,
}

impl Membership {
    /// A place in a class that is not kept yet.
    pub fn new(
        data: &Path,
        class: Class,
        code: Code,
        (since, agreed): (Timestamp, Timestamp),
    ) -> Self {
        let folder = data.join(FOLDER).join(&class.id);
        Self { class, code, since, agreed, by_itself: false, folder }
    }

    /// The same place with the class file as it was given out once more.
    #[must_use]
    pub fn renewed(self, class: Class) -> Self {
        Self { class, ..self }
    }

    /// When something was kept of each class, to tell whether to look again; costs next to nothing where
    /// there is none.
    pub fn stamps(data: &Path) -> Vec<SystemTime> {
        let Ok(entries) = fs::read_dir(data.join(FOLDER)) else { return Vec::new() };
        let stamps = entries.filter_map(|entry| entry.ok()?.metadata().ok()?.modified().ok());
        let mut stamps: Vec<SystemTime> = stamps.collect();
        stamps.sort_unstable();
        stamps
    }

    /// Whether there may be a class; costs next to nothing where there is none.
    pub fn any(data: &Path) -> bool {
        fs::symlink_metadata(data.join(FOLDER)).is_ok()
    }

    /// The learner's place in the class with an id; `None` where there is none.
    ///
    /// # Errors
    /// What is kept cannot be read or has a mistake.
    pub fn load(data: &Path, class: &str) -> Result<Option<Self>, Problem> {
        if id::fault(class).is_some() {
            return Ok(None);
        }
        let folder = data.join(FOLDER).join(class);
        let me = folder.join("me.toml");
        if fs::symlink_metadata(&me).is_err() {
            return Ok(None);
        }
        let file = folder.join("class.toml");
        let text = file::text(&file, definition::LONGEST)?;
        let kept = Class::read(&file.display().to_string(), &text)
            .map_err(|found| broken(&file, found.first()))?;
        let text = file::text(&me, LONGEST)?;
        let (read, found) =
            Document::new(me.display().to_string(), text.as_str()).read(&text, |root| {
                let code = root.required_string("code")?;
                let (since, agreed) = (root.integer("since")?, root.integer("agreed")?);
                let by_itself = root.boolean("by-itself").is_some_and(|by_itself| by_itself.value);
                let moments = (Timestamp(since.value), Timestamp(agreed.value));
                Some((Code::parse(&code.value)?, moments, by_itself))
            });
        match read {
            Some((code, (since, agreed), by_itself)) if found.is_empty() && kept.id == class => {
                Ok(Some(Self { class: kept, code, since, agreed, by_itself, folder }))
            }
            _ => Err(broken(&me, found.first())),
        }
    }

    /// Every class that the learner is in, by id.
    ///
    /// # Errors
    /// As for [`Membership::load`].
    pub fn all(data: &Path) -> Result<Vec<Self>, Problem> {
        let Ok(entries) = fs::read_dir(data.join(FOLDER)) else { return Ok(Vec::new()) };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut names: Vec<String> = names.collect();
        names.sort_unstable();
        let found = names.iter().map(|name| Self::load(data, name));
        found.filter_map(Result::transpose).collect()
    }

    /// The class of a file, or the one with this id that the learner is in.
    ///
    /// # Errors
    /// As for [`Class::load`] and [`Membership::load`].
    pub fn class_of(name: &Path, data: &Path) -> Result<Class, Problem> {
        let joined = match name.to_str() {
            Some(id) if !name.exists() => Self::load(data, id)?,
            _ => None,
        };
        match joined {
            Some(joined) => Ok(joined.class),
            None => Ok(Class::load(name)?.1),
        }
    }

    /// Keeps it; `text` is the class file as it was given out.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn keep(&self, text: &str) -> Result<(), Problem> {
        let write = || -> io::Result<()> {
            fs::create_dir_all(&self.folder)?;
            let given = self.class.store.as_ref().and_then(|store| store.secret.as_ref());
            // Another store must not get the secret of the one before.
            if given.is_some() || !self.knows_store() {
                secret::keep(&self.folder, given)?;
            }
            // The second file says that there is a place in the class, so it comes last and at once.
            whole(&self.folder.join("class.toml"), &without_secret(text))?;
            self.keep_me()
        };
        write().map_err(|error| self.refused("class.not-kept", &error))
    }

    /// From now on what waits is pushed by itself, or by hand only.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn push_by_itself(self, by_itself: bool) -> Result<Self, Problem> {
        let changed = Self { by_itself, ..self };
        changed.keep_me().map_err(|error| changed.refused("class.not-kept", &error))?;
        Ok(changed)
    }

    fn keep_me(&self) -> io::Result<()> {
        let me = format!(
            "code = \"{}\"\nsince = {}\nagreed = {}\nby-itself = {}\n",
            self.code, self.since.0, self.agreed.0, self.by_itself
        );
        whole(&self.folder.join("me.toml"), &me)
    }

    /// Leaves the class: nothing of it stays on this machine.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn leave(&self) -> Result<(), Problem> {
        let leave = || -> io::Result<()> {
            fs::remove_file(self.folder.join("me.toml"))?;
            fs::remove_dir_all(&self.folder)?;
            // Where another class is there, the folder of all stays.
            self.folder.parent().map(fs::remove_dir);
            Ok(())
        };
        leave().map_err(|error| self.refused("class.not-left", &error))
    }

    /// Whether what is kept has the same store with the same key.
    fn knows_store(&self) -> bool {
        let kept = file::text(&self.folder.join("class.toml"), definition::LONGEST).ok();
        let kept = kept.and_then(|text| Class::read("class.toml", &text).ok());
        let store = |class: &Class| {
            class.store.as_ref().map(|store| (store.url.clone(), store.key.clone()))
        };
        kept.is_some_and(|kept| store(&kept) == store(&self.class))
    }

    /// Where it is kept.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Keeps the certificate of a school's own authority, if the class names one; it is read from the file
    /// of that name.
    ///
    /// # Errors
    /// It cannot be read, or the folder cannot be written.
    pub fn keep_certificate(
        &self,
        read: impl FnOnce(&str) -> Result<String, Problem>,
    ) -> Result<(), Problem> {
        let Some(name) = self.authority() else { return Ok(()) };
        let text = read(name)?;
        whole(&self.folder.join(CERTIFICATE), &text)
            .map_err(|error| self.refused("class.not-kept", &error))
    }

    /// Where the certificate of a class that was joined is kept.
    pub(super) fn certificate_of(data: &Path, class: &str) -> PathBuf {
        data.join(FOLDER).join(class).join(CERTIFICATE)
    }

    /// The certificate of a school's own authority, if the class names one.
    pub(super) fn certificate(&self) -> Result<Option<String>, Problem> {
        let read = |_| file::text(&self.folder.join(CERTIFICATE), definition::LONGEST);
        self.authority().map(read).transpose()
    }

    fn authority(&self) -> Option<&str> {
        self.class.store.as_ref()?.ca.as_deref()
    }

    /// Gives every event that the learner shares, in the order in which they arrived.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn shared(&self, progress: &Progress, mut each: impl FnMut(Logged)) -> Result<(), Problem> {
        let end = self.class.until.map_or(Timestamp::LATEST, |until| until.after(1).start());
        let kinds: Vec<&str> = kinds().collect();
        progress.logged(&kinds, |course, event| {
            let within = self.since <= event.at && event.at < end;
            if within && self.class.is_about(course) {
                each(event);
            }
        })
    }

    /// Gives every statement that the learner shares, with its event.
    ///
    /// # Errors
    /// As for [`Membership::shared`].
    pub fn statements(
        &self,
        progress: &Progress,
        mut each: impl FnMut(&Logged, String),
    ) -> Result<(), Problem> {
        self.shared(progress, |event| {
            if let Some(statement) = self.statement(&event) {
                each(&event, statement);
            }
        })
    }

    /// What the class gets of an event; `None` of one that is not shared.
    pub(super) fn statement(&self, event: &Logged) -> Option<String> {
        statement(event, &self.class, &self.code)
    }

    /// All that the learner shares, to be handed in: how many statements, and a line for each.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn bundle(&self, progress: &Progress) -> Result<(usize, String), Problem> {
        let (mut n, mut lines) = (0, String::new());
        self.statements(progress, |_, statement| {
            n += 1;
            lines.push_str(&statement);
            lines.push('\n');
        })?;
        Ok((n, lines))
    }

    fn refused(&self, key: &str, error: &io::Error) -> Problem {
        let values: Values<'_> = &[("folder", &self.folder.display())];
        Problem::message(Fault::Environment, key, values).why(error)
    }
}

fn broken(file: &Path, why: Option<&crate::diagnostic::Diagnostic>) -> Problem {
    let values: Values<'_> = &[("file", &file.display())];
    let problem = Problem::message(Fault::Environment, "class.broken", values);
    match why {
        Some(why) => problem.why(why),
        None => problem,
    }
}

/// Writes a file at once: a reader sees the old one or the new one.
pub(super) fn whole(path: &Path, text: &str) -> io::Result<()> {
    let part = path.with_extension("part");
    fs::write(&part, text)?;
    fs::rename(&part, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOML: &str = include_str!("../../tests/fixtures/class/class.toml");

    fn membership(data: &Path) -> Membership {
        let class = Class::read("class.toml", TOML).unwrap();
        let code = Code::parse("abcdefghijklmnopqrstuvwx23").unwrap();
        Membership::new(data, class, code, (Timestamp(5), Timestamp(7)))
    }

    #[test]
    fn a_place_in_a_class_is_kept_without_the_secret_and_left_without_a_trace() {
        let data = tempfile::tempdir().unwrap();
        assert!(Membership::all(data.path()).unwrap().is_empty());
        let mut mine = membership(data.path());
        mine.keep(TOML).unwrap();
        let folder = data.path().join("class/7f3c");
        for file in fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            assert_eq!(text.contains("change-me"), path.ends_with("secret"), "{text}");
        }
        if let Some(store) = &mut mine.class.store {
            store.secret = None;
        }
        assert_eq!(Membership::all(data.path()).unwrap(), [mine.clone()]);
        mine.leave().unwrap();
        assert!(!folder.exists() && !Membership::any(data.path()));
        assert_eq!(Membership::load(data.path(), "7f3c").unwrap(), None);
    }

    #[test]
    fn a_stamp_changes_when_something_is_kept_and_sending_is_chosen_anew() {
        let data = tempfile::tempdir().unwrap();
        assert!(Membership::stamps(data.path()).is_empty());
        let mine = membership(data.path());
        mine.keep(TOML).unwrap();
        let old = std::time::UNIX_EPOCH + std::time::Duration::from_secs(9);
        let folder = fs::File::open(data.path().join("class/7f3c")).unwrap();
        folder.set_modified(old).unwrap();
        assert_eq!(Membership::stamps(data.path()), [old]);
        assert!(mine.push_by_itself(true).unwrap().by_itself);
        assert_ne!(Membership::stamps(data.path()), [old]);
        assert!(Membership::load(data.path(), "7f3c").unwrap().unwrap().by_itself);
    }

    #[test]
    fn a_secret_stays_with_its_store_and_goes_to_no_other() {
        let data = tempfile::tempdir().unwrap();
        let secret = data.path().join("class/7f3c/secret");
        membership(data.path()).keep(TOML).unwrap();
        let again = |text: &str| {
            let class = Class::read("class.toml", text).unwrap();
            let code = Code::parse("abcdefghijklmnopqrstuvwx23").unwrap();
            let moments = (Timestamp(5), Timestamp(7));
            Membership::new(data.path(), class, code, moments).keep(text).unwrap();
        };
        let without = TOML.replace("secret =", "# secret =");
        again(&without);
        assert_eq!(fs::read_to_string(&secret).unwrap(), "change-me");
        again(&without.replace("https://lrs.example.org/xAPI", "https://other.example/xAPI"));
        assert!(!secret.exists());
    }

    #[test]
    fn what_is_kept_is_not_believed_where_it_says_something_else() {
        let data = tempfile::tempdir().unwrap();
        membership(data.path()).keep(TOML).unwrap();
        let me = data.path().join("class/7f3c/me.toml");
        for wrong in ["", "code = \"x\"\nsince = 1\nagreed = 1\n", "code = 1\n", "[["] {
            fs::write(&me, wrong).unwrap();
            assert!(Membership::load(data.path(), "7f3c").is_err(), "{wrong}");
        }
        for name in ["../class/7f3c", "", "A"] {
            assert_eq!(Membership::load(data.path(), name).unwrap(), None, "{name}");
        }
    }
}
