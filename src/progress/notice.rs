//! What a learner is told about their stored progress.

use std::path::PathBuf;

use crate::{messages::Messages, text};

/// Something that a learner should be told about their stored progress.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The file was damaged: it was put aside, and so many events were read from it.
    Damaged { aside: PathBuf, recovered: usize },
    /// The file can be read but not written: nothing new is kept.
    ReadOnly { path: PathBuf },
    /// The file was brought to a new format; a copy in the old one was made.
    Migrated { copy: PathBuf },
    /// Nothing can be written: what is done from now on is not kept, and why.
    Unkept { why: String },
    /// The file takes events again; it also has what was only in memory.
    Resumed { path: PathBuf },
    /// The file was moved, replaced or deleted meanwhile: another one of the same name is kept.
    Replaced { path: PathBuf },
    /// After an update everything in a large file is added up once more, which takes a moment.
    AddingUp,
    /// The questions of an attempt are gone from the course, and so is the attempt.
    AttemptLost { quiz: String },
    /// So many events of the first release may belong to the open course.
    Adoptable { things: usize },
    /// The course that opens when none is named cannot be opened; the one that ships is.
    CourseLost { name: String },
}

impl Notice {
    /// The notice in the learner's language, one line.
    pub fn text(&self, words: &Messages) -> String {
        let said = match self {
            Self::Damaged { aside, recovered } => {
                words.plural_with("notice.damaged", *recovered, &[("file", &aside.display())])
            }
            Self::ReadOnly { path } => {
                words.format("notice.read-only", &[("file", &path.display())])
            }
            Self::Migrated { copy } => {
                words.format("notice.migrated", &[("file", &copy.display())])
            }
            Self::Unkept { why } => words.format("notice.unkept", &[("why", why)]),
            Self::Resumed { path } => words.format("notice.resumed", &[("file", &path.display())]),
            Self::Replaced { path } => {
                words.format("notice.replaced", &[("file", &path.display())])
            }
            Self::AddingUp => words.get("notice.adding-up").to_owned(),
            Self::AttemptLost { quiz } => words.format("notice.attempt-lost", &[("quiz", quiz)]),
            Self::CourseLost { name } => words.format("notice.course-lost", &[("name", name)]),
            Self::Adoptable { things } => words.plural("notice.adoptable", *things),
        };
        text::sanitize(&said).into_owned()
    }
}
