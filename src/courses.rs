//! The courses that a learner added to the one that ships: where their copies stand, what is known of each,
//! and which of them opens.
//!
//! A copy is a folder; a record beside it names the folder, and is replaced in one step. So a course is
//! there whole or not at all, whoever is stopped when. Progress is none of this: it is kept by the id of
//! the course, and stays whatever happens to a copy.

mod change;
mod origin;
mod place;
mod proof;
mod record;
pub mod standing;
mod take;

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    clock::Clock,
    exercise::Kinds,
    file,
    id::{self, CourseId},
    library::Library,
    problem::{Fault, Problem},
    source::Source,
};

pub use change::{Added, Updated, Wish};
pub use origin::Origin;
pub use proof::Contents;
pub use record::Record;

/// The folder of the courses inside the data folder.
const FOLDER: &str = "courses";
/// The file that names the course which opens when none is named.
const CURRENT: &str = "current";
/// Bytes that it has at most.
const LONGEST_NAME: u64 = 4 << 10;

/// The courses of a learner.
#[derive(Clone, Debug)]
pub struct Courses {
    data_dir: PathBuf,
    folder: PathBuf,
    clock: Clock,
}

/// A course as it is to be opened: its files, and the id that its progress is kept under where it is not
/// the one that its files give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    pub source: Source,
    pub id: Option<CourseId>,
    /// Its title, where its files give none of their own: those of notes lie in a folder of ours.
    title: Option<String>,
}

impl Chosen {
    /// The course that ships with the program.
    pub const SHIPPED: Self = Self { source: Source::Embedded, id: None, title: None };

    /// The course as a library.
    ///
    /// # Errors
    /// Where `course.toml` cannot be read or has a mistake.
    pub fn library(&self, kinds: Kinds) -> Result<Library, Problem> {
        let library = Library::with_kinds(self.source.clone(), kinds)?;
        Ok(match (&self.id, &self.title) {
            (Some(id), Some(title)) => library.named(id, title),
            _ => library,
        })
    }
}

impl From<Source> for Chosen {
    fn from(source: Source) -> Self {
        Self { source, id: None, title: None }
    }
}

impl Courses {
    /// The courses in a data folder, which need not be there yet.
    pub fn of(data_dir: &Path, clock: Clock) -> Self {
        Self { data_dir: data_dir.to_owned(), folder: data_dir.join(FOLDER), clock }
    }

    /// What is known of each, by name.
    pub fn list(&self) -> Vec<Record> {
        let names = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let names = names.filter_map(|entry| entry.file_name().into_string().ok());
        let mut records: Vec<Record> =
            names.filter_map(|name| self.record(name.strip_suffix(".toml")?)).collect();
        records.sort_by(|a, b| a.name.cmp(&b.name));
        records
    }

    /// What is known of one.
    fn record(&self, name: &str) -> Option<Record> {
        id::fault(name).is_none().then(|| Record::read(&self.folder, name))?
    }

    /// The same, or why there is none.
    fn known(&self, name: &str) -> Result<Record, Problem> {
        self.record(name).ok_or_else(|| {
            let names: Vec<String> = self.list().into_iter().map(|record| record.name).collect();
            let problem = Problem::message(Fault::Usage, "courses.unknown", &[("name", &name)]);
            match crate::text::nearest(name, names.iter().map(String::as_str)) {
                Some(near) => problem.advise("problem.near", &[("near", &near)]),
                None => problem,
            }
        })
    }

    /// The course of a name, to be opened; the shipped one by its id.
    ///
    /// # Errors
    /// Where there is none, or its copy cannot be opened.
    pub fn open(&self, name: &str) -> Result<Chosen, Problem> {
        if CourseId::new(name).is_shipped() {
            return Ok(Chosen::SHIPPED);
        }
        let record = self.known(name)?;
        let source = Source::folder(&record.root(&self.folder)).map_err(|problem| {
            let values: [(&'static str, &dyn std::fmt::Display); 1] = [("name", &name)];
            Problem::message(Fault::Environment, "courses.not-opened", &values).why(problem)
        })?;
        Ok(Chosen { source, id: Some(CourseId::new(name)), title: Some(record.title) })
    }

    /// The course in a folder, or of a name where no such folder is there.
    ///
    /// # Errors
    /// Where there is neither, or it cannot be opened.
    pub fn find(&self, name: &Path) -> Result<Chosen, Problem> {
        match name.to_str() {
            Some(known) if !name.exists() && self.has(known) => self.open(known),
            _ => Source::folder(name).map(Chosen::from),
        }
    }

    /// Whether a course of that name can be opened; the shipped one always can.
    pub fn has(&self, name: &str) -> bool {
        CourseId::new(name).is_shipped() || self.record(name).is_some()
    }

    /// The name of the course that opens when none is named, if it is not the shipped one.
    pub fn current(&self) -> Option<String> {
        let name = file::text(&self.folder.join(CURRENT), LONGEST_NAME).ok()?;
        let name = name.trim();
        (id::fault(name).is_none() && !CourseId::new(name).is_shipped()).then(|| name.to_owned())
    }

    /// The course that opens when none is named.
    ///
    /// # Errors
    /// Where it cannot be opened.
    pub fn open_current(&self) -> Result<Chosen, Problem> {
        match self.current() {
            Some(name) => self.open(&name),
            None => Ok(Chosen::SHIPPED),
        }
    }

    /// The same to study in; the shipped one where it cannot be opened.
    pub fn open_current_or_shipped(&self, kinds: Kinds) -> Chosen {
        let opens = |chosen: &Chosen| *chosen == Chosen::SHIPPED || chosen.library(kinds).is_ok();
        self.open_current().ok().filter(opens).unwrap_or(Chosen::SHIPPED)
    }

    /// Lets a course open when none is named.
    ///
    /// # Errors
    /// Where there is no such course, or it cannot be noted.
    pub fn make_current(&self, name: &str) -> Result<(), Problem> {
        if CourseId::new(name).is_shipped() {
            return self.forget_current();
        }
        self.known(name)?;
        record::write(&self.folder.join(CURRENT), &format!("{name}\n"))
            .map_err(|error| self.not_kept(&error))
    }

    fn forget_current(&self) -> Result<(), Problem> {
        match fs::remove_file(self.folder.join(CURRENT)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(self.not_kept(&error))
            }
            _ => Ok(()),
        }
    }

    /// The folder of courses refuses.
    fn not_kept(&self, error: &std::io::Error) -> Problem {
        let folder = self.folder.display();
        Problem::message(Fault::Environment, "courses.not-kept", &[("folder", &folder)]).why(error)
    }
}
