//! What the texts of an answer are called, in the answer and in a folder.

use super::Facts;
use crate::{
    diagnostic::Diagnostic,
    exercise::answer::{Answer, TOML},
};

/// What the texts of an answer are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One TOML file.
    Toml,
    /// One file of another format, by this name.
    File(&'static str),
    /// A folder of files that keep their names; one TOML file alone is read as such.
    Folder,
    /// The same, where the TOML file has this name in the folder.
    Around(&'static str),
}

impl Shape {
    /// The name that an answer's only file gets.
    pub fn name(self, file: &str) -> String {
        match self {
            Self::Toml => TOML.to_owned(),
            Self::File(name) => name.to_owned(),
            Self::Folder | Self::Around(_) if file.ends_with(".toml") => TOML.to_owned(),
            Self::Folder | Self::Around(_) => file.to_owned(),
        }
    }

    /// Whether an answer may have several files.
    pub fn is_folder(self) -> bool {
        matches!(self, Self::Folder | Self::Around(_))
    }

    /// The name in the answer of a file that stands in a folder.
    pub fn inside(self, file: &str) -> String {
        match self {
            Self::Around(main) if file == main => TOML.to_owned(),
            _ => file.to_owned(),
        }
    }

    /// Whether an answer has a place for a file of that name in it: it has its tables in one file only.
    pub fn has_place(self, name: &str) -> bool {
        match self {
            Self::Toml => name == TOML,
            Self::File(only) => name == only,
            Self::Folder | Self::Around(_) => name == TOML || !name.ends_with(".toml"),
        }
    }

    /// A mistake for each file that nothing would read.
    fn strays(self, answer: &Answer) -> Vec<Diagnostic> {
        let names = answer.texts().map(|(name, _)| name);
        let what = match self {
            Self::File(only) => format!("an answer has no place for this file: it is {only} alone"),
            _ => format!(
                "an answer has no place for this file: its tables stand in {}",
                self.outside(TOML)
            ),
        };
        let strays = names.filter(|name| !self.has_place(name));
        strays.map(|name| Diagnostic::error("unknown-file", name, what.clone())).collect()
    }

    /// What of an answer to these facts cannot be read, by the names of its texts.
    pub fn diagnose(self, facts: &dyn Facts, answer: &Answer) -> Vec<Diagnostic> {
        let mut found = self.strays(answer);
        found.extend(facts.diagnose(answer));
        found
    }

    /// The name in a folder of a file of the answer.
    pub fn outside(self, file: &str) -> String {
        match self {
            Self::Around(main) if file == TOML => main.to_owned(),
            _ => file.to_owned(),
        }
    }
}
