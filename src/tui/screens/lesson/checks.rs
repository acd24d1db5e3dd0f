//! The check questions of a lesson, loaded from the week's quiz when the page first shows one.

use std::{collections::HashMap, sync::OnceLock};

use crate::{
    id::QuestionId,
    markdown::{self, BlockKind},
    page::{Check, Host},
    quiz::Quiz,
    source::Source,
};

/// The questions that a lesson may ask.
pub(super) struct Checks {
    source: Source,
    /// What the week's folder is named after its number.
    week: String,
    prompts: OnceLock<HashMap<String, String>>,
}

impl Checks {
    /// Questions for a lesson file.
    pub(super) fn new(source: Source, file: &str) -> Self {
        let week = file.rsplit('/').nth(1).unwrap_or_default().to_owned();
        Self { source, week, prompts: OnceLock::new() }
    }

    /// The prompts of the week's quiz by question.
    fn load(&self) -> HashMap<String, String> {
        let number = self.week.split('-').next().unwrap_or_default();
        let mut prompts = HashMap::new();
        for name in self.source.list("quizzes") {
            if !name.ends_with(".toml") || name.split('-').next() != Some(number) {
                continue;
            }
            let path = format!("quizzes/{name}");
            let Some(text) = self.source.read(&path).ok() else { continue };
            let Some(quiz) = Quiz::parse(&path, &text).0 else { continue };
            for question in &quiz.questions {
                prompts.insert(question.id.to_string(), first_paragraph(&question.prompt.value));
            }
        }
        prompts
    }
}

impl Host for Checks {
    fn question(&self, id: &QuestionId) -> Option<Check> {
        let prompt = self.prompts.get_or_init(|| self.load()).get(id.as_str())?.clone();
        Some(Check { prompt, right: None })
    }
}

/// The first paragraph of a prompt without marks.
fn first_paragraph(prompt: &str) -> String {
    markdown::parse(prompt)
        .iter()
        .find_map(|block| match &block.kind {
            BlockKind::Paragraph(text) => Some(markdown::plain(text)),
            _ => None,
        })
        .unwrap_or_default()
}
