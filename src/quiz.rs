//! Quizzes: pools of questions, read from TOML that is a superset of mdbook-quiz, and their marking.
//!
//! A question is posed in two steps. `question.pose(seed)` gives what one learner sees; that one
//! marks answers, so feedback is always about exactly what was shown and picked. Nothing here reads
//! files, the clock or the terminal.

mod answer;
mod choice;
mod classify;
mod draw;
mod fault_line;
mod form;
mod guess;
mod lint;
mod made;
mod matching;
mod mistake;
mod model;
mod number;
mod numeric;
mod ordering;
mod parameters;
mod pool;
mod posed;
mod question;
mod short_answer;
mod sitting;
mod test_out;
mod tracing;
mod whole;
mod written;

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use crate::{
    chance,
    course::former,
    diagnostic::Diagnostic,
    id::QuizId,
    table::{Document, Fields},
};

pub use crate::chance::Chance;
pub use answer::{Answer, Feedback, Mark, Unready, Verdict};
pub use choice::{Choice, OptionOrder};
pub use classify::{Classify, Item};
pub use draw::draw;
pub use fault_line::FaultLine;
pub use form::{Form, Listing, Response};
pub use guess::{Cue, GuessScore, Guesser, Strategy, shared_words};
pub use lint::{lint, texts};
pub use made::{Made, WrongOption};
pub use matching::Matching;
pub use mistake::Mistake;
pub use numeric::Numeric;
pub use ordering::Ordering;
pub use pool::Pool;
pub use posed::Posed;
pub use question::{Kind, Level, Question, TYPES};
pub use short_answer::ShortAnswer;
pub use sitting::{Given, Missed, Sitting, SittingMode, SittingResult};
pub use tracing::{Outcome, Tracing};
pub use written::Written;

/// Part of the questions, in percent, that must be right to pass where a quiz says nothing else.
const DEFAULT_PASS: i64 = 70;

/// A pool of questions.
#[derive(Clone, Debug, PartialEq)]
pub struct Quiz {
    pub id: QuizId,
    /// Whether the id was made from the file's name because the file gives none.
    pub id_is_derived: bool,
    pub title: String,
    /// How many questions one attempt draws.
    pub draw: usize,
    /// How many of 100 questions must be right to pass.
    pub pass: u8,
    pub questions: Vec<Arc<Question>>,
    /// Tasks of its week that are answered in one's own words; they are never drawn.
    pub written: Vec<Arc<Written>>,
    /// The other quizzes that it draws from instead of having questions of its own; its questions
    /// are theirs once [`Quiz::gather`] has put them in.
    pub pools: Vec<Pool>,
    /// Where the id stands in the file, or the title where there is none, in bytes.
    pub span: Range<usize>,
}

impl Quiz {
    /// Reads a quiz with every mistake at once. Questions that cannot be asked are left out; there is
    /// no quiz at all if none is left.
    pub fn parse(file: &str, text: &str) -> (Option<Self>, Vec<Diagnostic>) {
        // A key that another program reads does no harm here.
        let document = Document::new(file, text).lenient();
        document.read(text, |fields| Self::read(file, &fields))
    }

    fn read(file: &str, fields: &Fields<'_, '_>) -> Option<Self> {
        let (id, title) = (fields.string("id"), fields.string("title"));
        former::allow(fields);
        let pass = fields.integer("pass");
        let pools = Pool::read(fields);
        // A quiz that draws from others says per pool how many.
        let draw = if pools.is_empty() { fields.integer("draw") } else { None };
        let mut multipart = BTreeMap::new();
        let mut groups = Vec::new();
        if let Some(table) = fields.table("multipart") {
            groups = table.keys();
            for name in &groups {
                let text = table.any(&name.value).and_then(|value| value.string());
                multipart
                    .insert(name.value.clone(), text.map(|text| text.value).unwrap_or_default());
            }
        }
        let entries = fields.tables("questions");
        let mut questions: Vec<Arc<Question>> = Vec::new();
        let mut written: Vec<Arc<Written>> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for entry in &entries {
            entry.decides("type", &question::TYPES);
            if Written::is(entry) {
                let Some(task) = Written::parse(entry) else {
                    entry.accept_any();
                    continue;
                };
                if seen.insert(task.id.clone()) {
                    written.push(Arc::new(task));
                } else {
                    let message = format!("another question is already called `{}`", task.id);
                    fields.report("duplicate-id", task.span, message);
                }
                continue;
            }
            let Some(mut question) = Question::parse(entry, &multipart) else { continue };
            if !seen.insert(question.id.clone()) {
                let message = format!("another question is already called `{}`", question.id);
                if question.id_is_derived {
                    let twin = "the same question stands here twice";
                    fields.report("duplicate-question", question.span.clone(), twin);
                } else {
                    fields.report("duplicate-id", question.span.clone(), message);
                }
                continue;
            }
            question.preamble = question.preamble.filter(|text| !text.trim().is_empty());
            questions.push(Arc::new(question));
        }
        let used = entries.iter().filter_map(|entry| entry.any("multipart")?.as_str());
        let used: std::collections::HashSet<&str> = used.collect();
        for group in &groups {
            if !used.contains(group.value.as_str()) {
                let message = format!("no question belongs to `{}`", group.value);
                let wrong = fields.document().error("unused-group", group.span.clone(), message);
                let help = "name it in `multipart` of its questions, or take it out";
                fields.document().report(wrong.warning().help(help));
            }
        }
        let top = fields.span().start..fields.span().start;
        if !pools.is_empty() && !entries.is_empty() {
            let message = "a quiz has questions, or it draws from other quizzes";
            fields.report("questions-and-pools", top.clone(), message);
        }
        if questions.is_empty() && pools.is_empty() {
            if entries.is_empty() {
                fields.needs("no-questions", "questions", "there is no question here");
            }
            return None;
        }
        let in_range = |found: &Option<crate::table::Placed<i64>>, most: i64, what: &str| {
            let found = found.as_ref()?;
            if (1..=most).contains(&found.value) {
                return Some(found.value);
            }
            fields.report("out-of-range", found.span.clone(), format!("{what} is 1 to {most}"));
            None
        };
        let all = (entries.len() - written.len()) as i64;
        let draw = match pools.iter().map(|pool| pool.draw).sum::<usize>() {
            0 => {
                let draw = in_range(&draw, all, "`draw`").unwrap_or(all);
                usize::try_from(draw).unwrap_or(usize::MAX).min(questions.len())
            }
            of_pools => of_pools,
        };
        let pass = in_range(&pass, 100, "`pass`").unwrap_or(DEFAULT_PASS);
        let named = id.as_ref().or(title.as_ref());
        let span = named.map_or(top, |name| name.span.clone());
        let name = stem(file);
        let id_is_derived = id.is_none();
        Some(Self {
            id: QuizId::new(id.map_or_else(|| Self::derived_id(file), |id| id.value)),
            id_is_derived,
            title: title.map_or_else(|| name.to_owned(), |title| title.value),
            draw,
            pass: u8::try_from(pass).unwrap_or(100),
            questions: if pools.is_empty() { questions } else { Vec::new() },
            written,
            pools,
            span,
        })
    }

    /// The id of a quiz whose file gives none: the file's name as a slug.
    pub fn derived_id(file: &str) -> String {
        slug(stem(file))
    }

    /// A written task by its id.
    pub fn task(&self, id: &str) -> Option<&Arc<Written>> {
        self.written.iter().find(|task| task.id.as_str() == id)
    }

    /// A question by its id.
    pub fn question(&self, id: &str) -> Option<&Arc<Question>> {
        self.questions.iter().find(|question| question.id.as_str() == id)
    }
}

/// The name of a file without folders and extension.
fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.strip_suffix(".toml").unwrap_or(name)
}

fn slug(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let slug = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
    if slug.is_empty() { "quiz".into() } else { slug }
}

#[cfg(test)]
mod tests;
