//! What a course is made of: where its weeks, lessons, pools, exercises and data stand. The only place
//! that knows how a course is laid out; others ask for a part and get the files that hold it.

use std::sync::Arc;

use super::Source;
use crate::problem::Problem;

/// A part of a course that several files hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// The lessons of a week, by its folder.
    Lessons(&'a str),
    /// The pools of questions.
    Pools,
    /// What the course says about its labs.
    Labs,
    Catalog,
    /// Where the items of the sources are taught.
    Coverage,
    /// The mistakes of the sources.
    Errata,
}

impl Part<'_> {
    /// The folder that holds it.
    pub fn folder(&self) -> &str {
        self.place().0
    }

    /// Its folder, and how the names of its files end.
    fn place(&self) -> (&str, &'static str) {
        match self {
            Self::Lessons(week) => (week, ".md"),
            Self::Pools => ("quizzes", ".toml"),
            Self::Labs => (LABS, ".toml"),
            Self::Catalog => ("assets/catalog", ".toml"),
            Self::Coverage => ("assets/coverage", ".toml"),
            Self::Errata => ("assets/errata", ".toml"),
        }
    }
}

/// Folders of a course are not walked deeper …
const DEEPEST: usize = 8;
/// … nor are more files looked at.
const MOST_FILES: usize = 20_000;

/// The folder that holds those of the weeks.
pub const WEEKS: &str = "lessons";
/// The folder that holds those of the exercises.
pub const EXERCISES: &str = "exercises";
/// The folder that holds the labs.
pub const LABS: &str = "labs";

/// The folder of the week of that name.
pub fn week_folder(name: &str) -> String {
    format!("{WEEKS}/{name}")
}

/// The file that says what a week is, by its folder.
pub fn week_file(folder: &str) -> String {
    format!("{folder}/week.toml")
}

/// The folder of the exercise of that id.
pub fn exercise_folder(id: &str) -> String {
    format!("{EXERCISES}/{id}")
}

/// The file that says what an exercise is, by its id.
pub fn exercise_file(id: &str) -> String {
    format!("{EXERCISES}/{id}/exercise.toml")
}

/// The file that says what a lab is, by its id.
pub fn lab_file(id: &str) -> String {
    format!("{LABS}/{id}.toml")
}

/// The page of a lab, by its id.
pub fn lab_page(id: &str) -> String {
    format!("{LABS}/{id}.md")
}

/// The id of the lab that a file says something about.
pub fn lab_of(file: &str) -> Option<&str> {
    file.strip_prefix(LABS)?.strip_prefix('/')?.strip_suffix(".toml")
}

impl Source {
    /// The names of the folders of the weeks, sorted.
    pub fn weeks(&self) -> Vec<String> {
        self.list(WEEKS).into_iter().filter(|name| !name.contains('.')).collect()
    }

    /// The names of the folders of the exercises, sorted.
    pub fn exercises(&self) -> Vec<String> {
        let names = self.list(EXERCISES).into_iter();
        names.filter(|name| self.has(&exercise_file(name))).collect()
    }

    /// The files of a part, sorted.
    pub fn files(&self, part: Part<'_>) -> Vec<String> {
        let (folder, ending) = part.place();
        let names = self.list(folder).into_iter().filter(|name| name.ends_with(ending));
        names.map(|name| format!("{folder}/{name}")).collect()
    }

    /// Every file below a folder of the course, folder by folder; not more than 20,000, nor deeper than
    /// eight folders.
    pub fn below(&self, folder: &str) -> Vec<String> {
        let mut files = Vec::new();
        self.gather(folder, DEEPEST, &mut files);
        files
    }

    fn gather(&self, folder: &str, depth: usize, files: &mut Vec<String>) {
        for name in self.list(folder) {
            if files.len() >= MOST_FILES {
                return;
            }
            let path = format!("{folder}/{name}");
            if self.has(&path) {
                files.push(path);
            } else if depth > 0 {
                self.gather(&path, depth - 1, files);
            }
        }
    }

    /// The files of a part with their texts, or why one cannot be read.
    pub fn texts(
        &self,
        part: Part<'_>,
    ) -> impl Iterator<Item = (String, Result<Arc<str>, Problem>)> {
        self.files(part).into_iter().map(|path| {
            let text = self.read(&path);
            (path, text)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_course_are_found_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        for path in [
            "course.toml",
            "lessons/02-b/week.toml",
            "lessons/02-b/01-one.md",
            "lessons/01-a/week.toml",
            "lessons/readme.md",
            "quizzes/q.toml",
            "quizzes/notes.txt",
            "exercises/cut/exercise.toml",
            "exercises/empty/readme.md",
            "assets/errata/e.toml",
        ] {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x = 1\n").unwrap();
        }
        let source = Source::folder(dir.path()).unwrap();
        assert_eq!(source.weeks(), ["01-a", "02-b"]);
        assert_eq!(source.files(Part::Lessons(&week_folder("02-b"))), ["lessons/02-b/01-one.md"]);
        assert_eq!(source.files(Part::Lessons(&week_folder("01-a"))), [""; 0]);
        assert_eq!(source.exercises(), ["cut"]);
        let pools: Vec<_> = source.texts(Part::Pools).collect();
        assert_eq!(pools, [("quizzes/q.toml".to_owned(), Ok("x = 1\n".into()))]);
        assert_eq!(source.files(Part::Errata), ["assets/errata/e.toml"]);
        assert_eq!(source.files(Part::Catalog), [""; 0]);
    }
}
