//! The decision tree: questions that lead to one architecture pattern, add-on checks after it, and the
//! profiles that prove it.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use crate::{
    diagnostic::Diagnostic,
    id::PatternId,
    table::{Document, Fields},
};

/// Where an answer leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// To another question.
    Question(String),
    /// To a pattern: the end.
    Pattern(PatternId),
}

/// One answer to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub answer: String,
    pub next: Next,
    /// What this answer rules out, in words.
    pub rules_out: String,
}

/// One question of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub id: String,
    pub question: String,
    /// Why it is asked.
    pub why: String,
    pub choices: Vec<Choice>,
    pub span: Range<usize>,
}

/// A check after the leaf; "yes" adds these patterns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddOn {
    pub question: String,
    pub patterns: Vec<PatternId>,
}

/// A case with its answers and the pattern they must lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub brief: String,
    /// Question id to the number of the choice, from 0.
    pub answers: BTreeMap<String, usize>,
    pub leaf: PatternId,
    pub add_ons: Vec<PatternId>,
    pub span: Range<usize>,
}

/// The whole tree; the first question is the root.
#[derive(Clone, Debug, Default)]
pub struct DecisionTree {
    pub questions: Vec<Question>,
    pub add_ons: Vec<AddOn>,
    pub profiles: Vec<Profile>,
    /// The file it was read from, for diagnostics.
    pub file: String,
    pub source: Arc<str>,
}

/// A walk through the tree: the choices taken so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// The question's id and the number of the choice, from 0.
    pub path: Vec<(String, usize)>,
}

impl DecisionTree {
    /// Reads `decision-tree.toml`.
    pub fn read(&mut self, file: &str, text: &Arc<str>) -> Vec<Diagnostic> {
        let (tree, found) = Document::new(file, Arc::clone(text)).read(text, |root| {
            let questions = root.tables("question");
            let ids: Vec<String> =
                questions.iter().filter_map(|fields| Some(fields.string("id")?.value)).collect();
            Self {
                questions: questions.iter().filter_map(|fields| question(fields, &ids)).collect(),
                add_ons: root.tables("add_on").iter().filter_map(add_on).collect(),
                profiles: root.tables("profile").iter().filter_map(profile).collect(),
                file: file.to_owned(),
                source: Arc::clone(text),
            }
        });
        *self = tree;
        found
    }

    /// The question of that id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == id)
    }

    /// Where a walk has got to: the next question or the pattern; nothing in an empty tree or where a
    /// walk leaves it.
    pub fn at(&self, walk: &Walk) -> Option<Next> {
        let mut next = Next::Question(self.questions.first()?.id.clone());
        for (id, choice) in &walk.path {
            match &next {
                Next::Question(here) if here == id => {}
                _ => return None,
            }
            next = self.question(id)?.choices.get(*choice)?.next.clone();
        }
        Some(next)
    }

    /// The patterns still reachable after a walk.
    pub fn reachable(&self, walk: &Walk) -> Vec<PatternId> {
        let mut leaves = Vec::new();
        let mut seen: Vec<String> = Vec::new();
        let mut todo: Vec<Next> = self.at(walk).into_iter().collect();
        while let Some(next) = todo.pop() {
            match next {
                Next::Pattern(id) if !leaves.contains(&id) => leaves.push(id),
                Next::Question(id) if !seen.contains(&id) => {
                    if let Some(question) = self.question(&id) {
                        todo.extend(
                            question.choices.iter().rev().map(|choice| choice.next.clone()),
                        );
                    }
                    seen.push(id);
                }
                _ => {}
            }
        }
        leaves
    }
}

fn question(fields: &Fields<'_, '_>, ids: &[String]) -> Option<Question> {
    let id = fields.required_string("id");
    let text = fields.required_string("question");
    let why = fields.string("why");
    let choices = fields
        .tables("options")
        .iter()
        .filter_map(|option| {
            let answer = option.required_string("answer");
            let next = option.required_string("next");
            let rules_out = option.string("rules_out");
            let next = next?.value;
            Some(Choice {
                answer: answer?.value,
                next: if ids.contains(&next) {
                    Next::Question(next)
                } else {
                    Next::Pattern(PatternId::new(next))
                },
                rules_out: rules_out.map(|text| text.value).unwrap_or_default(),
            })
        })
        .collect();
    let id = id?;
    Some(Question {
        id: id.value,
        question: text?.value,
        why: why.map(|text| text.value).unwrap_or_default(),
        choices,
        span: id.span,
    })
}

fn add_on(fields: &Fields<'_, '_>) -> Option<AddOn> {
    let question = fields.required_string("question");
    let patterns = fields.strings("patterns");
    let patterns = patterns.into_iter().map(|id| PatternId::new(id.value)).collect();
    Some(AddOn { question: question?.value, patterns })
}

fn profile(fields: &Fields<'_, '_>) -> Option<Profile> {
    let brief = fields.required_string("brief");
    let leaf = fields.required_string("leaf");
    let add_ons = fields.strings("add_ons");
    let mut answers = BTreeMap::new();
    if let Some(table) = fields.required_table("answers") {
        for key in table.keys() {
            let number = table.any(&key.value).and_then(|value| value.integer());
            if let Some(number) = number.and_then(|number| usize::try_from(number.value).ok()) {
                answers.insert(key.value, number);
            }
        }
    }
    let brief = brief?;
    Some(Profile {
        brief: brief.value,
        answers,
        leaf: PatternId::new(leaf?.value),
        add_ons: add_ons.into_iter().map(|id| PatternId::new(id.value)).collect(),
        span: brief.span,
    })
}
