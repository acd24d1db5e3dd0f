//! How each kind of question is answered on the screen, one file a kind. An editor turns actions into
//! an [`Answer`] and says what its rows look like, before and after the verdict.

mod asked;
mod assign;
mod choice;
mod line;
mod ordering;
mod tracing;
mod typed;

pub use asked::{Asked, Turn};

use crate::{
    quiz::{Answer, Form, Posed, Verdict},
    tui::{action::Action, screen::Environment, widgets::rows::Row},
};

/// What an action did to an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The editor has no use for the action.
    Pass,
    Changed,
    /// The answer is to be marked.
    Submit,
}

/// The editor of one posed question.
pub trait Editor {
    /// Takes an action.
    fn update(&mut self, action: &Action) -> Outcome;

    /// Takes a click on a row by the number the row gives.
    fn pick(&mut self, _thing: usize) -> Outcome {
        Outcome::Pass
    }

    /// The answer as it stands.
    fn answer(&self) -> Answer;

    /// Shows an answer that was given before.
    fn fill(&mut self, answer: &Answer);

    /// Whether printable keys are typed into the answer.
    fn typing(&self) -> bool {
        false
    }

    /// The rows of what is answered; with the verdict they cannot be changed any more.
    fn rows(&self, width: u16, verdict: Option<&Verdict>, env: &Environment) -> Vec<Row>;

    /// What the rows choose from, kept in sight below them where all of it does not fit.
    fn choices(&self, _width: u16) -> Vec<Row> {
        Vec::new()
    }

    /// What a digit does, a key of the words.
    fn digits(&self) -> Option<&'static str> {
        None
    }

    /// The actions that matter here, for the footer.
    fn hints(&self) -> Vec<&'static str> {
        vec!["move", "select/answer"]
    }
}

/// The editor for a question.
pub fn editor(posed: &Posed) -> Box<dyn Editor> {
    match &posed.form {
        Form::Choice { options, several } => Box::new(choice::Choice::new(options, *several)),
        Form::Text { .. } => Box::new(typed::Typed::text()),
        Form::Number { unit } => Box::new(typed::Typed::number(unit.clone())),
        Form::Tracing { program } => Box::new(tracing::Tracing::new(program.clone())),
        Form::Ordering { items } => Box::new(ordering::Ordering::new(items)),
        Form::Matching { left, right } => Box::new(assign::Assign::pairs(left, right)),
        Form::Classify { items, classes } => Box::new(assign::Assign::classes(items, classes)),
        Form::FaultLine { listing } => Box::new(line::FaultLine::new(listing.clone())),
    }
}
