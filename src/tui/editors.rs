//! Editors of answers, each of them for any kind of exercise: what stands in them is data of the domain
//! ([`crate::exercise::editor`]), what comes out is another answer.

pub mod board;
mod cards;
mod field;
mod form;
mod grid;
mod list;
mod order;
mod outline;
mod parts;
mod table;
mod texts;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{action::Action, screen::Environment};
use crate::{
    exercise::{
        Answer,
        draft::Cursor,
        editor::{self, Item},
    },
    session::Work,
};

pub use crate::exercise::editor::Field;
pub use field::ask;

/// What an action in an editor asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Turn {
    /// The action is not the editor's.
    Pass,
    /// Nothing looks different.
    Still,
    /// The editor looks different.
    Moved,
    /// The answer becomes this one, as one step.
    Set(Box<Answer>),
    /// The learner should say what this field holds.
    Ask(Box<Field>),
    /// The learner should pick one of these fields first.
    Choose(String, Vec<Field>),
    /// Something to be said, a key of the words.
    Say(&'static str),
}

impl Turn {
    fn moved(moved: bool) -> Self {
        if moved { Self::Moved } else { Self::Still }
    }

    fn set(answer: Answer) -> Self {
        Self::Set(Box::new(answer))
    }
}

/// One editor of an answer.
pub trait Editor {
    /// Takes what stands in the answer now; the cursor stays where it is as far as that is still there.
    fn set(&mut self, model: &editor::Editor, work: &Work, env: &Environment);

    /// Takes an action.
    fn update(&mut self, action: &Action, answer: &Answer) -> Turn;

    /// Takes a click; `focus` says whether the keys went to the editor before it.
    fn click(&mut self, at: Position, focus: bool, answer: &Answer) -> Turn;

    /// Lays itself out for an area.
    fn arrange(&mut self, area: Rect, focus: bool, env: &Environment);

    /// Draws itself.
    fn view(&self, buffer: &mut Buffer, focus: bool, env: &Environment);

    /// The keys that matter, by name.
    fn hints(&self) -> Vec<&'static str>;

    /// What is under the cursor: the item, and the field if it is one.
    fn here(&self) -> (Option<&Item>, Option<&Field>);

    /// The label under the cursor, if an area of so many cells cuts it.
    fn cut_label(&self, _width: u16) -> Option<&str> {
        None
    }

    /// Puts the cursor on what has one of these names; says whether anything has.
    fn find(&mut self, names: &[String]) -> bool;

    /// Puts the cursor on a line of a text, from 1; says whether there is that text.
    fn find_span(&mut self, _file: &str, _line: usize) -> bool {
        false
    }

    /// The file that is open, where there are files.
    fn file(&self) -> Option<&str> {
        None
    }

    /// The cursor as it is kept.
    fn cursor(&self) -> Cursor;

    /// Puts the cursor where it was kept, or as near as there is.
    fn go_to(&mut self, cursor: &Cursor);

    /// What is carried or otherwise under way, in words.
    fn says(&self, _env: &Environment) -> Option<String> {
        None
    }

    /// Whether printable keys go into a text.
    fn typing(&self) -> bool {
        false
    }

    /// The answer with what was typed and is not in it yet.
    fn flush(&mut self, _answer: &Answer) -> Option<Answer> {
        None
    }
}

/// The editor for what a kind describes.
pub fn of(model: &editor::Editor, work: &Work, env: &Environment) -> Box<dyn Editor> {
    let mut editor: Box<dyn Editor> = match model {
        editor::Editor::Board(_) => Box::new(cards::Cards::default()),
        editor::Editor::Table(_) => Box::new(table::Table::default()),
        editor::Editor::Form(_) => Box::new(form::Form::default()),
        editor::Editor::Order(_) => Box::new(order::Order::default()),
        editor::Editor::Outline(_) => Box::new(outline::Outline::default()),
        editor::Editor::Parts(_) => Box::new(parts::Parts::default()),
        editor::Editor::Text => Box::new(texts::Texts::default()),
    };
    editor.set(model, work, env);
    editor
}

/// Whether a name stands for a field: its label, or the last name on the way to it.
fn is_named(field: &Field, name: &str) -> bool {
    field.label == name || field.name() == Some(name)
}
