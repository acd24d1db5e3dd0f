//! A learner's work on an exercise: every step, back and forth, as a text that outlives the program.

use serde::{Deserialize, Serialize};

use super::{Answer, Facts, answer};
use crate::verdict::TextEdit;

/// Where the learner was in the editor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The card, by name; empty for the first.
    pub card: String,
    /// Row in it, 0 for its head.
    pub row: usize,
}

/// The work with all its steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The answer before the first step and after each.
    states: Vec<Answer>,
    /// How many steps are done; those behind can be done again.
    done: usize,
    /// Revision of the exercise that it answers.
    pub revision: String,
    /// Hints that were asked for.
    pub hints: usize,
    /// The count of findings is switched off.
    pub quiet: bool,
    pub cursor: Cursor,
    /// Texts from an editor that could not be read as an answer; kept until they can.
    pub loose: Option<Answer>,
}

/// The form of a draft in the log. The answer stands beside the steps, so that it can be read even if
/// the steps cannot.
#[derive(Serialize, Deserialize)]
struct Form {
    answer: Answer,
    #[serde(default)]
    base: Answer,
    #[serde(default)]
    steps: Vec<Step>,
    #[serde(default)]
    done: usize,
    #[serde(default)]
    revision: String,
    #[serde(default)]
    hints: usize,
    #[serde(default)]
    quiet: bool,
    #[serde(default)]
    cursor: Cursor,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    loose: Option<Answer>,
}

/// One step in the log. The first release wrote whole TOML texts, and edits that only their kind knows.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Step {
    Texts { texts: Vec<TextEdit> },
    Whole(String),
    Old(serde_json::Value),
}

impl Draft {
    /// The work at its beginning.
    pub fn new(start: Answer, revision: &str) -> Self {
        Self {
            states: vec![start],
            done: 0,
            revision: revision.to_owned(),
            hints: 0,
            quiet: false,
            cursor: Cursor::default(),
            loose: None,
        }
    }

    /// Whether anything was done: a step, a hint, the switch of the findings, a text that cannot be read.
    pub fn is_begun(&self) -> bool {
        self.states.len() > 1 || self.hints > 0 || self.quiet || self.loose.is_some()
    }

    /// The answer as it stands.
    pub fn answer(&self) -> &Answer {
        static EMPTY: std::sync::OnceLock<Answer> = std::sync::OnceLock::new();
        self.states.get(self.done).unwrap_or_else(|| EMPTY.get_or_init(Answer::default))
    }

    /// The answer before the first step.
    pub fn start(&self) -> &Answer {
        self.states.first().unwrap_or_else(|| self.answer())
    }

    /// Replaces the answer as one step; says whether it differs.
    pub fn replace(&mut self, answer: Answer) -> bool {
        if answer == *self.answer() {
            return false;
        }
        self.states.truncate(self.done + 1);
        self.states.push(answer);
        self.done += 1;
        true
    }

    /// Takes the last step back; says whether there was one.
    pub fn undo(&mut self) -> bool {
        let there = self.done > 0;
        self.done -= usize::from(there);
        there
    }

    /// Does a step again that was taken back; says whether there was one.
    pub fn redo(&mut self) -> bool {
        let there = self.depth().1 > 0;
        self.done += usize::from(there);
        there
    }

    /// Steps that can be taken back, and done again.
    pub fn depth(&self) -> (usize, usize) {
        (self.done, self.states.len().saturating_sub(self.done + 1))
    }

    /// As text for the log.
    pub fn to_text(&self) -> String {
        let steps = self.states.windows(2).map(|pair| match pair {
            [before, after] => Step::Texts { texts: before.edits_to(after) },
            _ => Step::Texts { texts: Vec::new() },
        });
        let form = Form {
            answer: self.answer().clone(),
            base: self.states.first().cloned().unwrap_or_default(),
            steps: steps.collect(),
            done: self.done,
            revision: self.revision.clone(),
            hints: self.hints,
            quiet: self.quiet,
            cursor: self.cursor.clone(),
            loose: self.loose.clone(),
        };
        serde_json::to_string(&form).unwrap_or_default()
    }

    /// Reads what [`Draft::to_text`] wrote, or a bare answer. Whatever it is, nothing of it is lost:
    /// what is no answer to `facts` is kept as [`Draft::loose`] beside what one begins with.
    pub fn read(text: &str, facts: &dyn Facts) -> Self {
        let sound = |answer: &Answer| facts.diagnose(answer).is_empty();
        let of = |answer: Answer| match sound(&answer) {
            true => Self::new(answer, ""),
            false => Self { loose: Some(answer), ..Self::new(facts.starter(), "") },
        };
        let Ok(form) = serde_json::from_str::<Form>(text) else {
            return of(Answer::from_text(text));
        };
        let mut draft = Self::replay(&form, facts).unwrap_or_else(|| of(form.answer));
        draft.revision = form.revision;
        draft.hints = form.hints;
        draft.quiet = form.quiet;
        draft.cursor = form.cursor;
        draft.loose = form.loose.or(draft.loose);
        draft
    }

    /// The steps done once more; nothing if they do not lead to the answer.
    fn replay(form: &Form, facts: &dyn Facts) -> Option<Self> {
        let mut draft = Self::new(form.base.clone(), "");
        for step in &form.steps {
            let now = draft.answer();
            let next = match step {
                Step::Texts { texts } => now.with(texts),
                Step::Whole(text) => now.clone().with_text(answer::TOML, text.as_str()),
                Step::Old(step) => facts.old_step(now, step)?,
            };
            draft.replace(next);
        }
        draft.done = form.done.min(draft.states.len() - 1);
        (*draft.answer() == form.answer).then_some(draft)
    }

    /// Brings the work to another revision of the exercise: names that no longer exist are dropped, as
    /// a step that can be taken back, and told.
    pub fn migrate(&mut self, facts: &dyn Facts, revision: &str) -> Vec<String> {
        revision.clone_into(&mut self.revision);
        let (answer, dropped) = facts.migrate(self.answer());
        if !dropped.is_empty() {
            self.replace(answer);
        }
        dropped
    }
}

#[cfg(test)]
mod tests;
