//! How much of a course is looked at: all of it, or one of its files or folders with the course around it.

use super::{Report, Shelf};

/// A file or a folder of a course, or all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope(Option<String>);

impl Scope {
    /// What is at a path inside the course; all of it where the path is empty.
    pub fn new(path: &str) -> Self {
        Self(Some(path.trim_end_matches('/').to_owned()).filter(|path| !path.is_empty()))
    }

    pub(super) fn is_whole(&self) -> bool {
        self.0.is_none()
    }

    /// Whether a file belongs to it.
    pub(super) fn holds(&self, file: &str) -> bool {
        self.0.as_ref().is_none_or(|path| is_at(file, path))
    }

    /// Whether anything in a folder belongs to it.
    pub(super) fn touches(&self, folder: &str) -> bool {
        self.0.as_ref().is_none_or(|path| is_at(folder, path) || is_at(path, folder))
    }

    /// How much of a course was looked at.
    pub(super) fn counts(&self, shelf: &Shelf) -> Report {
        let quizzes = shelf.quizzes.iter().filter(|(file, ..)| self.holds(file));
        let patterns = if self.is_whole() { shelf.catalog.patterns().len() } else { 0 };
        Report {
            weeks: shelf.weeks.iter().filter(|(week, _)| self.holds(&week.folder)).count(),
            lessons: shelf.lessons.iter().filter(|(card, _)| self.holds(&card.file)).count(),
            quizzes: quizzes.clone().count(),
            questions: quizzes.map(|(_, quiz, _)| quiz.questions.len()).sum(),
            patterns,
            ..Report::default()
        }
    }
}

/// Whether a path is another one, or is below it.
fn is_at(path: &str, other: &str) -> bool {
    path.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_holds_what_is_below_it_and_no_namesake() {
        let scope = Scope::new("exercises/a/");
        assert!(scope.holds("exercises/a/exercise.toml") && scope.holds("exercises/a"));
        assert!(!scope.holds("exercises/ab/exercise.toml") && !scope.holds("exercises"));
        assert!(scope.touches("exercises/a") && scope.touches("exercises"));
        assert!(Scope::new("exercises/a/faulty/x.toml").touches("exercises/a"));
        assert!(!scope.touches("exercises/ab"));
        assert!(Scope::new("").is_whole() && Scope::new("").holds("course.toml"));
    }
}
