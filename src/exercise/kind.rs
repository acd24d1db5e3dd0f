//! What a kind of exercise is: it reads facts, says what to begin with, marks answers, and describes
//! the editor that they are made in. Everything else is the same for all kinds.

mod files;
mod shape;

use std::{any::Any, collections::BTreeMap, fmt, sync::Arc};

use super::{
    Folder, Sample,
    answer::{Answer, Key},
    cut::Cut,
    editor::Editor,
    fixes,
};
pub use files::Files;
pub use shape::Shape;

use crate::{
    catalog::Catalog, change::Later, design::PatternBook, diagnostic::Diagnostic, table::Fields,
    verdict::Verdict,
};

/// A list of kinds.
#[derive(Clone, Copy)]
pub struct Kinds(pub &'static [&'static dyn Kind]);

impl Kinds {
    /// The kind of that name.
    pub fn get(self, id: &str) -> Option<&'static dyn Kind> {
        self.iter().find(|kind| kind.id() == id)
    }

    /// Every kind.
    pub fn iter(self) -> impl Iterator<Item = &'static dyn Kind> {
        self.0.iter().copied()
    }
}

impl fmt::Debug for Kinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(Kind::id)).finish()
    }
}

/// One kind of exercise.
pub trait Kind: Sync {
    /// Its word in `task = "…"`, and in the names of its messages.
    fn id(&self) -> &'static str;

    /// What the texts of its answers are called.
    fn shape(&self) -> Shape {
        Shape::Toml
    }

    /// Reads the tables of `exercise.toml` that are its own; mistakes are reported there.
    fn read(&self, input: &Input<'_, '_, '_>) -> Option<Arc<dyn Facts>>;

    /// Whether `archtutor check` asks for all that its answers could prove. A kind that says no proves
    /// the rest elsewhere.
    fn is_proved(&self) -> bool {
        true
    }

    /// What happens to answers after they were accepted, from the files of the folder; `exercise` is the
    /// text of `exercise.toml`, from which the facts were read.
    fn changes(
        &self,
        _facts: &dyn Facts,
        _files: &Files<'_>,
        _exercise: &str,
        _found: &mut Vec<Diagnostic>,
    ) -> Vec<Later> {
        Vec::new()
    }

    /// What the answers of a folder disprove about its changes.
    fn doubt_changes(&self, _folder: &Folder, _knowledge: &Knowledge) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// How many right answers that differ an exercise needs, unless it says why there is one only.
    fn right_answers(&self) -> usize {
        2
    }
}

impl fmt::Debug for dyn Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// What a kind reads its facts from.
pub struct Input<'i, 'd, 't> {
    /// Id of the exercise.
    pub id: &'i str,
    /// `exercise.toml`.
    pub root: &'i Fields<'d, 't>,
    /// The other files of the folder.
    pub files: &'i Files<'i>,
    pub knowledge: &'i Knowledge,
}

/// What facts and marking may look up: the course's catalog, and its side that rules read.
#[derive(Clone, Debug, Default)]
pub struct Knowledge {
    pub catalog: Arc<Catalog>,
    pub patterns: PatternBook,
}

impl Knowledge {
    /// What a catalog knows.
    pub fn new(catalog: Arc<Catalog>) -> Self {
        let patterns = PatternBook::new(&catalog);
        Self { catalog, patterns }
    }
}

/// A broken form of a right answer, that marking must notice.
#[derive(Clone, Debug, PartialEq)]
pub struct Mutant {
    /// What was done, in a few words that are the same for all answers.
    pub operator: &'static str,
    /// On what it was done.
    pub name: String,
    pub answer: Answer,
}

/// The answers of an exercise's folder, with which its facts prove themselves.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    pub references: Vec<Answer>,
    /// What a learner may begin with.
    pub starts: Vec<Answer>,
}

impl Samples {
    /// The answers of a folder.
    pub fn of(folder: &Folder) -> Self {
        let answers = |samples: &[Sample]| -> Vec<Answer> {
            samples.iter().map(|sample| sample.answer.clone()).collect()
        };
        Self { references: answers(&folder.references), starts: answers(&folder.starts) }
    }
}

/// The facts of one exercise, and all that can be said with them about an answer.
pub trait Facts: Any + fmt::Debug + Send + Sync {
    /// What the cover says of the size of the task: keys of messages with a number.
    fn describe(&self) -> Vec<(&'static str, usize)>;

    /// What a learner begins with who asks for nothing else.
    fn starter(&self) -> Answer;

    /// What a learner begins with who carries the answer of another exercise here.
    fn carried(&self, answer: &Answer) -> Answer {
        answer.clone()
    }

    /// The decomposition in an answer, which changes of the facts meet; nothing where there is none.
    fn cut(&self, _answer: &Answer) -> Option<Cut> {
        None
    }

    /// The facts as comments of a TOML answer, for whoever works in an editor.
    fn notes(&self) -> String {
        String::new()
    }

    /// The same where they follow from the answer as it stands.
    fn notes_for(&self, _answer: &Answer) -> String {
        self.notes()
    }

    /// What of an answer cannot be read, by the names of its texts. Names that stand for nothing are
    /// for a rule to say.
    fn diagnose(&self, answer: &Answer) -> Vec<Diagnostic>;

    /// Marks an answer; of one that cannot be read, what can be. The edits that it offers are not tried
    /// yet.
    fn mark(&self, answer: &Answer, knowledge: &Knowledge) -> Verdict;

    /// The same with every offered edit tried.
    fn grade(&self, answer: &Answer, knowledge: &Knowledge) -> Verdict {
        let again = |changed: &Answer| {
            self.diagnose(changed).is_empty().then(|| self.mark(changed, knowledge))
        };
        fixes::tried(self.mark(answer, knowledge), answer, &again)
    }

    /// Whether an edit that it offers is a guess, which [`Self::grade`] keeps if it helps; else each helps.
    fn guesses(&self) -> bool {
        false
    }

    /// Whether findings follow a key of right answers, so that whoever sees them while working can try
    /// values until nothing is found.
    fn has_key(&self) -> bool {
        false
    }

    /// The rules that these facts make relevant.
    fn rules(&self) -> Vec<&'static str>;

    /// What an author must still mend although answers can be marked; the proof of the course asks.
    fn doubts(&self, _samples: &Samples, _knowledge: &Knowledge) -> Vec<String> {
        Vec::new()
    }

    /// Every way to break an answer that the kind knows.
    fn mutants(&self, _answer: &Answer) -> Vec<Mutant> {
        Vec::new()
    }

    /// Answers that took no thought, beside the empty one and the starter, each with a name.
    fn trivial(&self) -> Vec<(&'static str, Answer)> {
        Vec::new()
    }

    /// Answers that took no thought and that right ones or the catalog are needed for, each with a name.
    fn careless(&self, _right: &[&Answer], _knowledge: &Knowledge) -> Vec<(&'static str, Answer)> {
        Vec::new()
    }

    /// The same answer in other words: names changed where they are the learner's own, order changed
    /// where it says nothing.
    fn rewritten(&self, _answer: &Answer) -> Vec<Answer> {
        Vec::new()
    }

    /// Numbers that stand in earlier answers of the learner's.
    fn earlier(&self) -> Vec<Earlier> {
        Vec::new()
    }

    /// The same facts with the numbers of earlier answers that there are, by what they are called here.
    fn informed(&self, _numbers: &BTreeMap<String, f64>) -> Option<Arc<dyn Facts>> {
        None
    }

    /// Whether it asks about what the learner had graded in the exercises that lead here.
    fn asks_about_past(&self) -> bool {
        false
    }

    /// The same facts with questions about earlier answers, the newest first.
    fn remembering(&self, _past: &[Past], _knowledge: &Knowledge) -> Option<Arc<dyn Facts>> {
        None
    }

    /// The editor for an answer, with what stands in it.
    fn editor(&self, _answer: &Answer) -> Editor {
        Editor::Text
    }

    /// What an answer draws, as Mermaid; nothing where it is no drawing.
    fn drawing(&self, answer: &Answer) -> Option<String> {
        let drawn = answer.texts().find(|(name, _)| name.ends_with(".mmd"));
        drawn.map(|(_, text)| text.to_string())
    }

    /// Whether two answers say the same.
    fn is_same(&self, one: &Answer, other: &Answer) -> bool {
        one.says_as(other)
    }

    /// An answer without the names that these facts do not have, and those names.
    fn migrate(&self, answer: &Answer) -> (Answer, Vec<String>) {
        (answer.clone(), Vec::new())
    }

    /// An answer after a step that an earlier version of the program wrote down.
    fn old_step(&self, _answer: &Answer, _step: &serde_json::Value) -> Option<Answer> {
        None
    }
}

/// An answer that the learner had graded before.
#[derive(Clone, Debug)]
pub struct Past {
    /// The exercise and the day, in words.
    pub from: String,
    /// What it was marked by.
    pub facts: Arc<dyn Facts>,
    pub answer: Answer,
    pub passed: bool,
    /// Whether it got every point: nothing was found that weighs.
    pub flawless: bool,
}

/// A number that stands in an answer to another exercise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// What it is called in the facts that use it.
    pub name: String,
    /// Id of the other exercise.
    pub exercise: String,
    /// The way to the number, or to tables that are counted.
    pub way: Vec<String>,
}

impl Earlier {
    /// Reads `exercise:way.to.the.number`.
    pub fn parse(name: &str, text: &str) -> Option<Self> {
        let (exercise, way) = text.split_once(':')?;
        let way: Vec<String> = way.split('.').map(str::to_owned).collect();
        let known = crate::id::fault(exercise).is_none() && way.iter().all(|key| !key.is_empty());
        known.then(|| Self { name: name.to_owned(), exercise: exercise.to_owned(), way })
    }

    /// The number in an answer; of a table or list, how much stands in it.
    pub fn number(&self, answer: &Answer) -> Option<f64> {
        let way: Vec<Key> = self.way.iter().map(|key| Key::Name(key.clone())).collect();
        match answer.value(&way)? {
            toml::Value::Integer(number) => Some(number as f64),
            toml::Value::Float(number) => Some(number),
            toml::Value::Table(table) => Some(table.len() as f64),
            toml::Value::Array(list) => Some(list.len() as f64),
            _ => None,
        }
    }
}

/// The facts as what a kind keeps them in.
pub fn facts_as<T: Facts>(facts: &Arc<dyn Facts>) -> Option<Arc<T>> {
    let any: Arc<dyn Any + Send + Sync> = Arc::clone(facts) as Arc<dyn Any + Send + Sync>;
    any.downcast().ok()
}
