//! The exercises of a course: read on demand, with the answers that prove them.

use std::sync::Arc;

use super::Library;
use crate::{
    design::PatternBook,
    diagnostic::Diagnostic,
    exercise::{self, Exercise, Folder},
    id::ExerciseId,
    problem::Problem,
    source::{Source, walk},
};

/// Every file of an exercise's folder.
pub fn files(source: &Source, folder: &str) -> Vec<exercise::File> {
    let mut found = Vec::new();
    for inner in ["", "/references", "/faulty", "/start"] {
        let at = format!("{folder}{inner}");
        let names = source.list(&at).into_iter().filter(|name| name.ends_with(".toml"));
        for path in names.map(|name| format!("{at}/{name}")) {
            if let Ok(text) = source.read(&path) {
                found.push((path, text));
            }
        }
    }
    found
}

impl Library {
    /// The exercises that there are, by the names of their folders, sorted.
    pub(super) fn exercise_folders(&self) -> &[ExerciseId] {
        self.exercises.get_or_init(|| {
            let names = self.source.exercises().into_iter();
            names.filter(|name| crate::id::fault(name).is_none()).map(ExerciseId::new).collect()
        })
    }

    /// The exercise of that id with its answers.
    ///
    /// # Errors
    /// Where there is none, or one of its files has a mistake.
    pub fn exercise(&self, id: &ExerciseId) -> Result<Folder, Problem> {
        let what = format!("Cannot open the exercise `{}`", crate::text::sanitize(id.as_str()));
        if crate::id::fault(id.as_str()).is_some() {
            return Err(Problem::usage(what).why("that is not an id"));
        }
        if !self.exercise_folders().contains(id) {
            let names: Vec<&str> = self.exercise_folders().iter().map(ExerciseId::as_str).collect();
            let near = crate::text::nearest(id.as_str(), names.iter().copied());
            let hint = match near {
                Some(near) => format!("Did you mean `{near}`?"),
                None => format!("There are: {}", names.join(", ")),
            };
            return Err(Problem::usage(what).why("there is no such exercise").hint(hint));
        }
        let (found, wrong) =
            Folder::read(&files(self.source(), &walk::exercise_folder(id.as_str())));
        match (found, wrong.first()) {
            (Some(found), None) => Ok(found),
            (_, wrong) => {
                let why = wrong.map_or_else(String::new, ToString::to_string);
                Err(Problem::content(what)
                    .why(why)
                    .hint("archtutor check shows every mistake with its place"))
            }
        }
    }

    /// Every exercise whose file can be read, in the order of their folders.
    pub fn exercises(&self) -> Vec<Exercise> {
        let read = |name: String| {
            let path = walk::exercise_file(&name);
            let text = self.source().read(&path).ok()?;
            Exercise::read(&path, &text).0
        };
        self.source().exercises().into_iter().filter_map(read).collect()
    }

    /// The gradable side of the catalog.
    pub fn pattern_book(&self) -> PatternBook {
        PatternBook::new(self.catalog())
    }
}

/// Everything that is wrong with the exercises of a course: their files, and what their own answers
/// disprove.
pub fn check(source: &Source, book: &PatternBook) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for name in source.exercises() {
        let files = files(source, &walk::exercise_folder(&name));
        let (read, wrong) = Folder::read(&files);
        let sound = wrong.is_empty();
        found.extend(wrong);
        let Some(read) = read.filter(|_| sound) else { continue };
        let id = read.exercise.id.as_str();
        if name != id {
            let file = walk::exercise_file(&name);
            let text: Option<&Arc<str>> =
                files.iter().find(|(path, _)| *path == file).map(|(_, text)| text);
            let mut wrong = Diagnostic::error(
                "misnamed-folder",
                file,
                format!("the exercise `{id}` is not in the folder {}", walk::exercise_folder(id)),
            );
            if let Some(text) = text {
                wrong = wrong.at(text, 0..1);
            }
            found.push(wrong);
        }
        found.extend(exercise::prove::prove(&read, book));
    }
    found
}
