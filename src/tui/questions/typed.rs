//! A text or a number that is typed.

use super::{Editor, Outcome};
use crate::{
    quiz::{Answer, Verdict},
    role::Role,
    tui::{
        action::{Action, Edit},
        screen::Environment,
        widgets::{input::Input, rows::Row},
    },
};

pub(super) struct Typed {
    input: Input,
    number: bool,
    unit: Option<String>,
}

impl Typed {
    pub(super) fn text() -> Self {
        Self { input: Input::default(), number: false, unit: None }
    }

    pub(super) fn number(unit: Option<String>) -> Self {
        Self { input: Input::default(), number: true, unit }
    }
}

/// A row with an input in it.
pub(super) fn input_row(input: &Input, unit: Option<&str>, open: bool, env: &Environment) -> Row {
    let (before, under, behind) = input.parts();
    let here = if open { env.signs.here } else { " " };
    let mut spans = vec![(format!("{here} "), Role::Accent), (before.to_owned(), Role::Text)];
    if open {
        spans.push((if under.is_empty() { " ".into() } else { under.to_owned() }, Role::Text));
    } else {
        spans.push((under.to_owned(), Role::Text));
    }
    spans.push((behind.to_owned(), Role::Text));
    if let Some(unit) = unit {
        spans.push((format!(" {unit}"), Role::Muted));
    }
    let mut row = Row::spans(spans);
    row.cursor = open.then_some(2);
    row
}

impl Editor for Typed {
    fn update(&mut self, action: &Action) -> Outcome {
        match action {
            Action::Text(edit) => {
                self.input.edit(edit);
                Outcome::Changed
            }
            Action::Select => Outcome::Submit,
            _ => Outcome::Pass,
        }
    }

    fn answer(&self) -> Answer {
        let text = self.input.text().to_owned();
        if self.number { Answer::Number(text) } else { Answer::Text(text) }
    }

    fn fill(&mut self, answer: &Answer) {
        if let Answer::Text(text) | Answer::Number(text) = answer {
            self.input.edit(&Edit::Clear);
            self.input.edit(&Edit::Insert(text.clone()));
        }
    }

    fn typing(&self) -> bool {
        true
    }

    fn rows(&self, _width: u16, verdict: Option<&Verdict>, env: &Environment) -> Vec<Row> {
        vec![
            input_row(&self.input, self.unit.as_deref(), verdict.is_none(), env)
                .select(verdict.is_none()),
        ]
    }

    fn hints(&self) -> Vec<&'static str> {
        vec!["select/answer"]
    }
}
