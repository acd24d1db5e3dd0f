//! A course as its learners see it while somebody writes it: files are watched, the screens show what is
//! new at the place where they were, and what is wrong stands in a panel below. It knows no screen.

mod panel;

use std::{path::PathBuf, sync::Arc, time::Duration};

use super::{
    action::Action,
    event::{Jobs, News},
    keymap::KeyContext,
};
use crate::{
    check::{self, Policy, Scope},
    diagnostic::{Diagnostic, Severity},
    exercise::Kinds,
    library::Library,
    problem::{Fault, Problem},
    source::{Source, watch},
};

/// How often files are looked at: with the quiet after a save, what was written is shown within a tenth
/// of a second.
const PERIOD: Duration = Duration::from_millis(40);

/// The keys of an author, on every screen.
pub const KEYS: KeyContext = KeyContext::new("preview", command);

/// What they do, by the names in the table `preview` of the keymap.
pub(super) const ACTIONS: [&str; 5] =
    ["next-mistake", "previous-mistake", "reveal", "reload", "edit"];

fn command(name: &str) -> Option<Action> {
    Action::own(name, &ACTIONS)
}

/// A place in a file for the author's editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub file: PathBuf,
    /// From 1.
    pub line: usize,
}

/// An author's view of a course.
pub struct Preview {
    /// The folder or file that the course is read from.
    root: PathBuf,
    kinds: Kinds,
    jobs: Jobs,
    found: Vec<Diagnostic>,
    /// The mistake that is shown.
    at: Option<usize>,
    /// Why what is shown is older than the files.
    stale: Option<String>,
    checks: Checks,
    /// The thread that watches ends with this.
    _alive: Arc<()>,
}

/// Whether the course is being checked, and whether it must be once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Checks {
    Done,
    Running,
    Again,
}

impl Preview {
    /// Begins to watch a course and to check it.
    ///
    /// # Errors
    /// Where the course is a part of the program.
    pub fn new(library: &Library, jobs: Jobs) -> Result<Self, Problem> {
        let source = library.source();
        let root = match source {
            Source::Folder(root) => root.clone(),
            Source::Book(book) => book.place().to_owned(),
            Source::Embedded => {
                return Err(Problem::message(Fault::Usage, "preview.not-own", &[]));
            }
        };
        let alive = Arc::new(());
        let seen = Arc::downgrade(&alive);
        if let Some(mut files) = watch::Files::of(source) {
            let told = jobs.clone();
            jobs.start("preview", move || {
                watch::watch(&seen, PERIOD, || files.differ(), || told.tell(News::Changed));
            });
        }
        let kinds = library.kinds();
        let (found, at, stale, checks) = (Vec::new(), None, None, Checks::Done);
        let mut preview = Self { root, kinds, jobs, found, at, stale, checks, _alive: alive };
        preview.check();
        Ok(preview)
    }

    /// The course as its files are now; nothing where it cannot be opened, which is told.
    pub(super) fn read(&mut self) -> Option<Library> {
        let source = Source::folder(&self.root);
        let library = source.and_then(|source| Library::with_kinds(source, self.kinds));
        self.stale = library.as_ref().err().map(ToString::to_string);
        self.check();
        library.ok()
    }

    /// Says why a screen still shows what the files do not say any more.
    pub(super) fn keep(&mut self, why: &Problem) {
        self.stale = Some(why.to_string());
    }

    /// Checks the course beside the screens; one check at a time.
    fn check(&mut self) {
        if self.checks != Checks::Done {
            self.checks = Checks::Again;
            return;
        }
        self.checks = Checks::Running;
        let (root, kinds, told) = (self.root.clone(), self.kinds, self.jobs.clone());
        self.jobs.start("check", move || {
            let found = match Source::folder(&root) {
                Ok(source) => {
                    check::course_as(&source, &Scope::default(), &Policy::default(), kinds)
                        .diagnostics
                }
                Err(_) => Vec::new(),
            };
            told.tell(News::Checked(found));
        });
    }

    /// Takes what a check has found. The mistake that was shown stays shown while it is there.
    pub(super) fn take(&mut self, found: Vec<Diagnostic>) {
        let shown = self.at.and_then(|at| self.found.get(at)).cloned();
        let same = |one: &Diagnostic, other: &Diagnostic| {
            (one.code, &one.file, &one.message) == (other.code, &other.file, &other.message)
        };
        self.at = shown.and_then(|shown| found.iter().position(|one| same(one, &shown)));
        self.found = found;
        let again = self.checks == Checks::Again;
        self.checks = Checks::Done;
        if again {
            self.check();
        }
    }

    /// Shows the next mistake, or the one before.
    pub(super) fn step(&mut self, back: bool) {
        let last = self.found.len().checked_sub(1);
        self.at = match (self.at, back) {
            (None, false) => last.map(|_| 0),
            (None, true) => last,
            (Some(at), false) => last.map(|last| if at >= last { 0 } else { at + 1 }),
            (Some(at), true) => last.map(|last| if at == 0 { last } else { at - 1 }),
        };
    }

    /// Where the mistake that is shown stands.
    pub(super) fn mistake(&self, source: &Source) -> Option<Place> {
        let found = self.found.get(self.at?)?;
        let line = found.position().map_or(1, |(line, _)| line);
        Some(Place { file: source.real(&found.file)?, line })
    }

    fn count(&self, severity: Severity) -> usize {
        self.found.iter().filter(|found| found.severity == severity).count()
    }
}
