//! Exercises: a folder with facts, hints and answers that prove it.
//!
//! `exercise.toml` carries identity and facts; `references/` holds answers that must pass, `faulty/`
//! answers with the rules that must fire, `start/` what a learner may begin with, and `par.toml` the
//! best answer that is known. This module reads texts; where they come from is for others to know.

pub mod card;
pub mod decomposition;
pub mod draft;
pub mod import;
mod migrate;
pub mod prove;

use std::sync::Arc;

use crate::{
    design::{Architecture, Scenario},
    diagnostic::Diagnostic,
    id::{ExerciseId, LessonId},
    table::Document,
};

/// What kind of work an exercise asks for.
#[derive(Clone, Debug)]
pub enum Task {
    /// Cutting a system into services.
    Decomposition(Box<Scenario>),
}

/// One exercise.
#[derive(Clone, Debug)]
pub struct Exercise {
    pub id: ExerciseId,
    /// Its number in the syllabus, such as `EX4.1`.
    pub number: Option<String>,
    pub title: String,
    /// Week, from 1.
    pub week: Option<u8>,
    pub minutes: Option<u16>,
    /// Markdown.
    pub brief: String,
    /// From where to look to almost the fix.
    pub hints: Vec<String>,
    /// Lessons worth reading before.
    pub read: Vec<LessonId>,
    pub task: Task,
    /// Fingerprint of the file: an answer remembers for which revision it was given.
    pub revision: String,
}

/// An answer that comes with an exercise.
#[derive(Clone, Debug)]
pub struct Sample {
    /// File name without its ending.
    pub name: String,
    pub file: String,
    /// As its author wrote it, with comments.
    pub text: Arc<str>,
    pub answer: Architecture,
    pub expect: Option<Expectation>,
}

/// What marking must say about a faulty answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expectation {
    /// Rules that must fire.
    pub fires: Vec<String>,
    /// Rules that may fire too.
    pub may: Vec<String>,
    /// Points that it may get at most.
    pub at_most: Option<f64>,
    /// Words that findings must name.
    pub names: Vec<String>,
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
}

/// One file of an exercise's folder: its path in the course, and its text.
pub type File = (String, Arc<str>);

impl Exercise {
    /// Reads `exercise.toml`.
    pub fn read(file: &str, text: &Arc<str>) -> (Option<Self>, Vec<Diagnostic>) {
        Document::new(file, Arc::clone(text)).read(text, |root| {
            let id = root.required_id("id");
            let title = root.required_string("title");
            let tasks = [("decomposition", ())];
            let task = root.required_one_of("task", &tasks);
            let number = root.string("number").map(|number| number.value);
            let week = root.integer("week");
            let minutes = root.integer("minutes");
            let brief = root.required_string("brief");
            let hints = root.strings("hints").into_iter().map(|hint| hint.value).collect();
            let read = root.strings("read").into_iter();
            let read = read.map(|id| LessonId::new(id.value)).collect();
            root.ignore("licence");
            root.ignore("source");
            let scenario = Scenario::from_fields(&root, &root);
            task?;
            Some(Self {
                id: ExerciseId::new(id?.value),
                number,
                title: title?.value,
                week: week.and_then(|week| u8::try_from(week.value).ok()),
                minutes: minutes.and_then(|minutes| u16::try_from(minutes.value).ok()),
                brief: brief?.value,
                hints,
                read,
                task: Task::Decomposition(Box::new(scenario)),
                revision: fingerprint(text),
            })
        })
    }

    /// The facts of a decomposition.
    pub fn scenario(&self) -> &Scenario {
        let Task::Decomposition(scenario) = &self.task;
        scenario
    }
}

/// FNV-1a over a text's bytes, as hexadecimal.
fn fingerprint(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

impl Folder {
    /// Reads a folder from its files; paths end in `exercise.toml`, `references/NAME.toml` and so on.
    pub fn read(files: &[File]) -> (Option<Self>, Vec<Diagnostic>) {
        let mut found = Vec::new();
        let mut exercise = None;
        let (mut references, mut faulty, mut starts) = (Vec::new(), Vec::new(), Vec::new());
        let mut par = None;
        for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".toml")) {
            let mut parts = path.rsplit('/');
            let name = parts.next().unwrap_or_default();
            let folder = parts.next().unwrap_or_default();
            if name == "exercise.toml" {
                let (read, wrong) = Exercise::read(path, text);
                exercise = read;
                found.extend(wrong);
                continue;
            }
            let shelf = match folder {
                "references" => Some(&mut references),
                "faulty" => Some(&mut faulty),
                "start" => Some(&mut starts),
                _ if name == "par.toml" => None,
                _ => {
                    let what = "an exercise has no place for this file";
                    found.push(Diagnostic::error("unknown-file", path.clone(), what));
                    continue;
                }
            };
            let (sample, wrong) = sample(path, text);
            found.extend(wrong);
            match shelf {
                Some(shelf) => shelf.push(sample),
                None => par = Some(sample),
            }
        }
        let folder = exercise.map(|exercise| Self { exercise, references, faulty, starts, par });
        (folder, found)
    }
}

fn sample(path: &str, text: &Arc<str>) -> (Sample, Vec<Diagnostic>) {
    let name = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".toml").to_owned();
    Document::new(path, Arc::clone(text)).read(text, |root| {
        let texts = |found: Vec<crate::table::Placed<String>>| {
            found.into_iter().map(|text| text.value).collect::<Vec<_>>()
        };
        let expect = root.table("expect").map(|expect| Expectation {
            fires: texts(expect.strings("fires")),
            may: texts(expect.strings("may")),
            at_most: expect.number("at_most").map(|most| most.value),
            names: texts(expect.strings("names")),
        });
        let answer = Architecture::from_fields(&root);
        Sample { name, file: path.to_owned(), text: Arc::clone(text), answer, expect }
    })
}
