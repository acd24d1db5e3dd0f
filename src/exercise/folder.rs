//! The folder of an exercise: facts, what to begin with, right answers and wrong ones, and what the
//! wrong ones must be told. Knows texts by their paths, not where they come from.

pub mod change;
mod expect;

use std::sync::Arc;

use super::{
    Exercise, File,
    answer::{self, Answer},
    kind::{Files, Kinds, Knowledge, Shape},
};
use crate::{
    change::Later,
    diagnostic::Diagnostic,
    table::{Document, Fields, Value},
};

pub use expect::Expectation;

/// An answer that comes with an exercise.
#[derive(Clone, Debug)]
pub struct Sample {
    /// File name without its ending, or the name of a folder.
    pub name: String,
    /// Path of the file or folder in the course.
    pub file: String,
    pub answer: Answer,
    pub expect: Option<Expectation>,
    /// Its texts as they stand in the course, each with its name in the answer, and last what is expected
    /// of it where that is a file of its own.
    pub written: Vec<(String, File)>,
}

/// An exercise with every answer of its folder.
#[derive(Clone, Debug)]
pub struct Folder {
    pub exercise: Exercise,
    pub references: Vec<Sample>,
    pub faulty: Vec<Sample>,
    /// What a learner may begin with.
    pub starts: Vec<Sample>,
    /// The witness of the stored par.
    pub par: Option<Sample>,
    /// What happens after an answer was accepted.
    pub changes: Vec<Later>,
}

/// The texts of one sample, with the name that each has in the answer.
struct Texts {
    name: String,
    path: String,
    texts: Vec<(String, File)>,
    expect: Option<File>,
}

/// What stands in a folder, sorted by what it is for.
#[derive(Default)]
struct Shelves {
    references: Vec<Texts>,
    faulty: Vec<Texts>,
    starts: Vec<Texts>,
    par: Vec<Texts>,
}

impl Folder {
    /// Reads the folder at a path from all of its files.
    pub fn read(
        path: &str,
        files: &[File],
        kinds: Kinds,
        knowledge: &Knowledge,
    ) -> (Option<Self>, Vec<Diagnostic>) {
        let shared = shared_folder(path, files);
        let inside = Files::new(path, files).sharing(shared);
        let main = inside.path("exercise.toml");
        let Some((_, text)) = files.iter().find(|(known, _)| *known == main) else {
            return (None, vec![Diagnostic::error("unreadable", main, "there is no such file")]);
        };
        let (exercise, mut found) = Exercise::read(&main, text, &inside, kinds, knowledge);
        // Read after the facts: they are no part of the exercise's revision.
        let changes = exercise
            .as_ref()
            .map(|one| one.kind.changes(&*one.facts, &inside, text, &mut found))
            .unwrap_or_default();
        let shape = exercise.as_ref().map(|exercise| exercise.kind.shape());
        let shelves = sorted(&inside, shape.unwrap_or(Shape::Toml), &mut found);
        let read = exercise.as_ref();
        let mut samples = |texts: Vec<Texts>, right: &[Sample]| -> Vec<Sample> {
            texts.into_iter().map(|texts| sample(texts, read, right, &mut found)).collect()
        };
        // A reference may be told as a change of another.
        let (told, whole): (Vec<_>, Vec<_>) =
            shelves.references.into_iter().partition(|texts| texts.expect.is_some());
        let mut references = samples(whole, &[]);
        let told = samples(told, &references);
        references.extend(told);
        let faulty = samples(shelves.faulty, &references);
        let starts = samples(shelves.starts, &[]);
        let par = samples(shelves.par, &[]).into_iter().next();
        let folder =
            exercise.map(|exercise| Self { exercise, references, faulty, starts, par, changes });
        (folder, found)
    }

    /// What a learner begins with: a version by its name, or `blank`.
    pub fn start(&self, version: &str) -> Option<Answer> {
        let known = self.starts.iter().find(|start| start.name == version);
        let blank = || (version == BLANK).then(|| self.blank());
        known.map(|start| start.answer.clone()).or_else(blank)
    }

    /// The versions that a learner may choose, beside what one begins with who asks for nothing else.
    pub fn versions(&self) -> impl Iterator<Item = &Sample> {
        let blank = self.blank();
        let named = self.starts.iter().filter(|start| start.name != BLANK);
        named.filter(move |start| !self.exercise.facts.is_same(&start.answer, &blank))
    }

    /// Whether one begins with something that is to be mended.
    pub fn is_given(&self) -> bool {
        let blank = self.blank();
        self.starts.iter().any(|start| self.exercise.facts.is_same(&start.answer, &blank))
    }

    /// What a learner begins with who asks for nothing else: the only version that there is, if its
    /// kind is a folder of files, else what the facts say.
    fn blank(&self) -> Answer {
        match self.starts.as_slice() {
            [only] if self.exercise.kind.shape() != Shape::Toml => only.answer.clone(),
            _ => self.exercise.facts.starter(),
        }
    }

    /// Whether an answer is one that comes with the exercise: to grade it is no attempt.
    pub fn holds(&self, answer: &Answer) -> bool {
        let mut all = self.starts.iter().chain(&self.references);
        all.any(|sample| self.exercise.facts.is_same(&sample.answer, answer))
    }
}

/// The folder that an exercise shares with others, as `shares` says.
fn shared_folder(path: &str, files: &[File]) -> Option<String> {
    let own = path.rsplit('/').next().unwrap_or(path);
    let main = format!("{path}/exercise.toml");
    let (_, text) = files.iter().find(|(known, _)| *known == main)?;
    let above = path.strip_suffix(own)?;
    Some(format!("{above}{}", shared(text)?))
}

/// The name of the folder that an `exercise.toml` shares with others, beside its own.
pub fn shared(text: &str) -> Option<String> {
    // Most exercises share nothing and need not be read twice.
    let table: toml::Table = text.contains("\nshares").then(|| text.parse().ok()).flatten()?;
    let name = table.get("shares")?.as_str()?;
    crate::id::fault(name).is_none().then(|| name.to_owned())
}

/// The version of an exercise in which nothing is done yet.
pub const BLANK: &str = "blank";

/// Diagnostics of an answer's texts, at their files in the course.
fn located(texts: &Texts, mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    for mistake in &mut found {
        let known = texts.texts.iter().find(|(name, _)| *name == mistake.file);
        mistake.file = known.map_or(&texts.path, |(_, (path, _))| path).clone();
    }
    found
}

/// Puts every file where it belongs; one that belongs nowhere is a mistake.
fn sorted(inside: &Files<'_>, shape: Shape, found: &mut Vec<Diagnostic>) -> Shelves {
    let mut shelves = Shelves::default();
    let facts = inside.taken();
    let shared = inside.shared().filter(|(name, _)| name.starts_with("references/"));
    for (name, (path, text)) in inside.own().chain(shared) {
        if name == "exercise.toml" {
            continue;
        }
        let (shelf, rest) = match name.split_once('/') {
            Some(("references", rest)) => (Some(&mut shelves.references), rest),
            Some(("faulty", rest)) => (Some(&mut shelves.faulty), rest),
            Some(("start", rest)) => (Some(&mut shelves.starts), rest),
            Some(("par", _)) => (Some(&mut shelves.par), name),
            None if name.split('.').next() == Some("par") => (Some(&mut shelves.par), name),
            _ => (None, name),
        };
        let put = shelf.is_some_and(|shelf| {
            let at = path.get(..path.len() - rest.len()).unwrap_or_default();
            let bare = name.starts_with("start/") && shape == Shape::Folder;
            put(shelf, at, rest, text, shape, bare)
        });
        if !put && !facts.contains(name) {
            let what = "an exercise has no place for this file";
            found.push(Diagnostic::error("unknown-file", path.clone(), what));
        }
    }
    shelves
}

/// Puts one file of a shelf to its sample; says whether it belongs to one. `bare`: the shelf as a whole
/// is one answer.
fn put(
    shelf: &mut Vec<Texts>,
    at: &str,
    rest: &str,
    text: &Arc<str>,
    shape: Shape,
    bare: bool,
) -> bool {
    let path = format!("{at}{rest}");
    let (sample, name, file) = match rest.split_once('/') {
        _ if bare => (BLANK, rest, at.trim_end_matches('/').to_owned()),
        Some((folder, inner)) => (folder, inner, format!("{at}{folder}")),
        None => (stem(rest), rest, path.clone()),
    };
    let in_folder = rest.contains('/') || bare;
    let is_expect = if in_folder { name == EXPECT } else { rest.ends_with(".expect.toml") };
    let fits = match shape {
        Shape::Toml => !in_folder && rest.ends_with(".toml"),
        _ => true,
    };
    if !fits || answer::misnamed(name).is_some() {
        return false;
    }
    let known = shelf.iter().position(|texts| texts.name == sample);
    let known = known.unwrap_or_else(|| {
        shelf.push(Texts {
            name: sample.to_owned(),
            path: file.clone(),
            texts: Vec::new(),
            expect: None,
        });
        shelf.len() - 1
    });
    let Some(texts) = shelf.get_mut(known) else { return false };
    if is_expect && shape != Shape::Toml {
        texts.expect = Some((path, Arc::clone(text)));
    } else {
        let name = if in_folder { shape.inside(name) } else { shape.name(name) };
        texts.path = file;
        texts.texts.push((name, (path, Arc::clone(text))));
    }
    true
}

/// What must be said about a faulty answer that is a folder.
pub const EXPECT: &str = "expect.toml";

/// A file's name up to its first dot.
fn stem(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

fn sample(
    texts: Texts,
    exercise: Option<&Exercise>,
    right: &[Sample],
    found: &mut Vec<Diagnostic>,
) -> Sample {
    let written = texts.texts.iter().map(|(name, (_, text))| (name.clone(), Arc::clone(text)));
    let mut answer: Answer = written.collect();
    let beside = exercise.map(|_| right);
    let expect = match (&texts.expect, answer.text(answer::TOML)) {
        (Some((path, text)), _) => Some(taken(Expectation::read_beside(path, text, beside), found)),
        (None, Some(text)) => {
            let read = |root: Fields<'_, '_>| {
                root.accept_any();
                root.table("expect").map(|expect| Expectation::fields(&expect, beside))
            };
            taken(Document::new(&texts.path, Arc::clone(text)).read(text, read), found)
        }
        (None, None) => None,
    };
    if let Some(expect) = &expect
        && let Some(of) = &expect.of
        && let Some(base) = right.iter().find(|sample| sample.name == *of)
    {
        answer = change::over(&base.answer, &answer, &expect.without);
    }
    if let Some(exercise) = exercise {
        found.extend(addressee(&texts, exercise.id.as_str()));
        let wrong = located(&texts, exercise.diagnose(&answer));
        // A text that is no TOML was told already.
        let new = wrong.into_iter().filter(|mistake| !found.contains(mistake));
        found.extend(new.collect::<Vec<_>>());
    }
    let mut written = texts.texts;
    written.extend(texts.expect.map(|file| (EXPECT.to_owned(), file)));
    Sample { name: texts.name, file: texts.path, answer, expect, written }
}

/// An answer that says which exercise it is for says this one. Of a scenario that is for the kind to say.
fn addressee(texts: &Texts, id: &str) -> Vec<Diagnostic> {
    let text = texts.texts.iter().find(|(name, _)| name == answer::TOML);
    let Some((_, (path, text))) = text else { return Vec::new() };
    let ((), found) = Document::new(path, Arc::clone(text)).read(text, |root| {
        root.accept_any();
        let Some(about) = root.any("answer").filter(Value::is_table).and_then(|it| it.table())
        else {
            return;
        };
        about.accept_any();
        let named = about.any("exercise").filter(Value::is_string).and_then(|it| it.string());
        if let Some(named) = named.filter(|named| named.value != id) {
            let message = format!("the answer is for the exercise `{}`, not `{id}`", named.value);
            about.report_with_help("unknown-name", named.span, message, format!("write `{id}`"));
        }
    });
    found.into_iter().filter(|wrong| wrong.code == "unknown-name").collect()
}

fn taken<T>((value, wrong): (T, Vec<Diagnostic>), found: &mut Vec<Diagnostic>) -> T {
    found.extend(wrong);
    value
}

#[cfg(test)]
mod tests;
