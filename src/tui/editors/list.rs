//! Fields under each other with a cursor: what forms and outlines are made of. What the lines are is for
//! each of them to say.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{
    Editor, Turn, field,
    grid::{Entry, Grid},
};
use crate::{
    exercise::{
        Answer,
        draft::Cursor,
        editor::{self, Field, Input, Item},
    },
    session::Work,
    tui::{action::Action, screen::Environment},
};

/// What lists of fields differ in.
pub(super) trait Listing {
    /// The lines of what stands in the answer now; nothing where it is for another editor.
    fn take(&mut self, model: &editor::Editor, env: &Environment) -> Option<Vec<Entry>>;

    /// The item and the field that a line stands for.
    fn here(&self, entry: &Entry) -> (Option<&Item>, Option<&Field>);

    /// The item and the number of the field that a name stands for, if it is not an item's own.
    fn named(&self, _name: &str) -> Option<(String, usize)> {
        None
    }
}

/// The editor.
#[derive(Default)]
pub(super) struct List<L> {
    listing: L,
    grid: Grid,
}

/// What an action on a field asks for; nothing if it is for somebody else.
pub(super) fn on_field(action: &Action, known: &Field, answer: &Answer) -> Option<Turn> {
    match action {
        Action::Select if known.input != Input::Flag => Some(Turn::Ask(Box::new(known.clone()))),
        Action::Select | Action::Toggle => Some(match field::next(known) {
            Some(value) => Turn::set(known.set(answer, value)),
            None => Turn::Ask(Box::new(known.clone())),
        }),
        // Whoever types a digit on a number has begun to write it.
        Action::Digit(digit) if known.input == Input::Number => {
            let begun = Field { value: Some(i64::from(*digit).into()), ..known.clone() };
            Some(Turn::Ask(Box::new(begun)))
        }
        Action::Digit(digit) => {
            let value = field::picked(known, *digit)?;
            Some(Turn::set(known.set(answer, Some(value))))
        }
        Action::Own("delete") => Some(Turn::set(known.set(answer, None))),
        _ => None,
    }
}

/// What an action that only moves the cursor of a list does.
pub(super) fn on_grid(action: &Action, grid: &mut Grid) -> Turn {
    match action {
        Action::Move(motion) => Turn::moved(grid.go(*motion)),
        Action::Next => Turn::moved(grid.go_item(true)),
        Action::Previous => Turn::moved(grid.go_item(false)),
        Action::Wheel { lines, .. } => {
            grid.shift(*lines);
            Turn::Moved
        }
        _ => Turn::Pass,
    }
}

impl<L: Listing> Editor for List<L> {
    fn set(&mut self, model: &editor::Editor, _work: &Work, env: &Environment) {
        if let Some(entries) = self.listing.take(model, env) {
            self.grid.set(entries);
        }
    }

    fn update(&mut self, action: &Action, answer: &Answer) -> Turn {
        let turn = self.here().1.and_then(|field| on_field(action, field, answer));
        turn.unwrap_or_else(|| on_grid(action, &mut self.grid))
    }

    fn click(&mut self, at: Position, focus: bool, answer: &Answer) -> Turn {
        match self.grid.click(at) {
            (true, true) if focus => self.update(&Action::Select, answer),
            _ => Turn::Moved,
        }
    }

    fn arrange(&mut self, area: Rect, focus: bool, env: &Environment) {
        self.grid.arrange(area, focus, env);
    }

    fn view(&self, buffer: &mut Buffer, _focus: bool, env: &Environment) {
        self.grid.view(buffer, env);
    }

    fn hints(&self) -> Vec<&'static str> {
        vec!["select", "delete", "grade", "undo"]
    }

    fn here(&self) -> (Option<&Item>, Option<&Field>) {
        self.grid.entry().map_or((None, None), |entry| self.listing.here(entry))
    }

    fn find(&mut self, names: &[String]) -> bool {
        names.iter().any(|name| match self.listing.named(name) {
            Some((item, at)) => self.grid.find(&item, Some(at)),
            None => self.grid.find(name, None),
        })
    }

    fn cursor(&self) -> Cursor {
        self.grid.cursor()
    }

    fn go_to(&mut self, cursor: &Cursor) {
        self.grid.go_to(cursor);
    }
}
