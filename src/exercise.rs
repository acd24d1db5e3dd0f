//! Exercises: a folder with facts, hints and answers that prove it.
//!
//! `exercise.toml` carries identity and facts; `references/` holds answers that must pass, `faulty/`
//! answers with the rules that must fire, `start/` what a learner may begin with, and `par.toml` the
//! best answer that is known. What the facts are and how answers are marked is for the kind to say. This
//! module reads texts; where they come from is for others to know.

pub mod answer;
pub mod card;
pub mod cut;
pub mod draft;
pub mod editor;
pub mod findings;
pub mod fixes;
pub mod folder;
pub mod import;
pub mod kind;
pub mod kinds;
pub mod notes;
pub mod prove;
pub mod report;
pub mod words;

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    course::{self, former},
    diagnostic::Diagnostic,
    hash,
    id::{ExerciseId, LessonId},
    table::{Document, Fields},
};

use self::kind::{Files, Input};
pub use self::{
    answer::Answer,
    folder::{Expectation, Folder, Sample},
    kind::{Facts, Kind, Kinds, Knowledge},
    report::Report,
};

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
    /// The exercise whose answer one begins with.
    pub carries: Option<ExerciseId>,
    /// The best score that is known, in points.
    pub par: Option<f64>,
    pub kind: &'static dyn Kind,
    pub facts: Arc<dyn Facts>,
    /// What its answers need not prove.
    pub waived: Waived,
    /// Fingerprint of what was read: an answer remembers for which revision it was given.
    pub revision: String,
    /// The same as the first release made it, from the bytes of the file.
    former_revision: String,
}

/// What an author excuses the answers of an exercise from, with reasons.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Waived {
    /// Why there is only one right answer.
    pub one_right: Option<String>,
    /// Rules that no wrong answer breaks.
    pub silent: BTreeMap<String, String>,
    /// Mutants that lose no points, as `operator: name`.
    pub survivors: BTreeMap<String, String>,
}

/// One file of an exercise's folder: its path in the course, and its text.
pub type File = (String, Arc<str>);

impl Exercise {
    /// Reads `exercise.toml` with the files beside it.
    pub fn read(
        file: &str,
        text: &Arc<str>,
        files: &Files<'_>,
        kinds: Kinds,
        knowledge: &Knowledge,
    ) -> (Option<Self>, Vec<Diagnostic>) {
        Document::new(file, Arc::clone(text)).read(text, |root| {
            let id = root.required_id("id");
            let title = root.required_string("title");
            let number = root.string("number").map(|number| number.value);
            let week = root.in_range("week", course::WEEKS);
            let minutes = root.in_range("minutes", course::MINUTES);
            let brief = root.required_string("brief");
            let hints = root.strings("hints").into_iter().map(|hint| hint.value).collect();
            let read = root.strings("read").into_iter();
            let read = read.map(|id| LessonId::new(id.value)).collect();
            let par = root.number("par").map(|par| par.value);
            let carries = root.string("carries").map(|id| ExerciseId::new(id.value));
            let waived = Waived::read(&root);
            former::allow(&root);
            root.ignore("shares");
            root.ignore("licence");
            root.ignore("source");
            let name = id.as_ref().map_or("", |id| id.value.as_str());
            let (kind, facts) = facts(&root, name, files, kinds, knowledge)?;
            Some(Self {
                id: ExerciseId::new(id?.value),
                number,
                title: title?.value,
                week: week.and_then(|week| u8::try_from(week.value).ok()),
                minutes: minutes.and_then(|minutes| u16::try_from(minutes.value).ok()),
                brief: brief?.value,
                hints,
                read,
                carries,
                par,
                kind,
                facts,
                waived,
                revision: revision(text, files),
                former_revision: hash::fingerprint(text),
            })
        })
    }

    /// The facts as what their kind keeps them in.
    pub fn facts_as<T: Facts>(&self) -> Option<&T> {
        let facts: &dyn std::any::Any = &*self.facts;
        facts.downcast_ref()
    }

    /// Whether answers for that revision are answers to this one.
    pub fn is_revision(&self, revision: &str) -> bool {
        [&self.revision, &self.former_revision].into_iter().any(|known| known == revision)
    }

    /// What of an answer cannot be read, by the names of its texts.
    pub fn diagnose(&self, answer: &Answer) -> Vec<Diagnostic> {
        self.kind.shape().diagnose(&*self.facts, answer)
    }

    /// The report on an answer.
    ///
    /// # Errors
    /// Everything that cannot be read of it.
    pub fn grade(&self, answer: &Answer, knowledge: &Knowledge) -> Result<Report, Vec<Diagnostic>> {
        let found = self.diagnose(answer);
        if !found.is_empty() {
            return Err(found);
        }
        Ok(Report {
            exercise: self.id.to_string(),
            task: self.kind.id(),
            par: self.par,
            verdict: self.facts.grade(answer, knowledge),
        })
    }
}

/// The kind that a file names, and its facts.
fn facts(
    root: &Fields<'_, '_>,
    id: &str,
    files: &Files<'_>,
    kinds: Kinds,
    knowledge: &Knowledge,
) -> Option<(&'static dyn Kind, Arc<dyn Facts>)> {
    let words: Vec<_> = kinds.iter().map(|kind| (kind.id(), kind)).collect();
    let Some(kind) = root.required_one_of("task", &words) else {
        // What the other tables mean is not known.
        root.accept_any();
        return None;
    };
    let kind = kind.value;
    let facts = kind.read(&Input { id, root, files, knowledge })?;
    Some((kind, facts))
}

/// The facts of a file that need not be a whole exercise.
#[derive(Clone, Debug)]
pub struct Bare {
    /// Its id; empty where it has none.
    pub id: String,
    pub kind: &'static dyn Kind,
    pub facts: Arc<dyn Facts>,
    pub par: Option<f64>,
}

/// Reads the facts of a file that has a `task` and its tables, and whatever else an exercise may have.
pub fn read_facts(
    file: &str,
    text: &Arc<str>,
    files: &Files<'_>,
    kinds: Kinds,
    knowledge: &Knowledge,
) -> (Option<Bare>, Vec<Diagnostic>) {
    Document::new(file, Arc::clone(text)).read(text, |root| {
        IDENTITY.iter().for_each(|key| root.ignore(key));
        let id = root.string("id").map(|id| id.value).unwrap_or_default();
        let par = root.number("par").map(|par| par.value);
        let (kind, facts) = facts(&root, &id, files, kinds, knowledge)?;
        Some(Bare { id, kind, facts, par })
    })
}

/// The keys of an exercise that are no facts.
const IDENTITY: [&str; 16] = [
    "formerly",
    "shares",
    "carries",
    "title",
    "number",
    "week",
    "minutes",
    "brief",
    "hints",
    "read",
    "licence",
    "source",
    "one_right",
    "silent",
    "survivors",
    "par",
];

/// A fingerprint of what a file says, whatever its comments, and of the files that belong to it.
fn revision(text: &str, files: &Files<'_>) -> String {
    let said =
        text.parse::<toml::Table>().map_or_else(|_| text.to_owned(), |table| table.to_string());
    let mut hash = hash::Fnv::default();
    hash.feed(said.as_bytes());
    for name in files.taken() {
        hash.feed(name.as_bytes());
        hash.feed(files.text(&name).unwrap_or_default().as_bytes());
    }
    hash.hex()
}

impl Waived {
    fn read(root: &Fields<'_, '_>) -> Self {
        let reasons = |key: &'static str| {
            let Some(table) = root.table(key) else { return BTreeMap::new() };
            let read = |name: crate::table::Placed<String>| {
                let why = table.any(&name.value)?.string()?;
                Some((name.value, why.value))
            };
            table.keys().into_iter().filter_map(read).collect()
        };
        Self {
            one_right: root.string("one_right").map(|why| why.value),
            silent: reasons("silent"),
            survivors: reasons("survivors"),
        }
    }
}
