//! A form: labelled fields, section by section.

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
        editor::{self, Field, Item},
    },
    role::Role,
    session::Work,
    tui::{action::Action, screen::Environment},
};

/// The editor.
#[derive(Default)]
pub(super) struct Form {
    model: editor::Form,
    grid: Grid,
}

/// The lines of an item's fields.
pub(super) fn entries<'i>(
    item: &'i Item,
    indent: u16,
    env: &'i Environment,
) -> impl Iterator<Item = Entry> + 'i {
    item.fields.iter().enumerate().map(move |(number, known)| Entry {
        item: item.name.clone(),
        field: Some(number),
        indent,
        label: (known.label.clone(), Role::Muted),
        value: field::shown(known, env),
        can_select: true,
        gap: false,
    })
}

/// What an action on a field asks for; nothing if it is for somebody else.
pub(super) fn on_field(action: &Action, known: &Field, answer: &Answer) -> Option<Turn> {
    match action {
        Action::Select => Some(Turn::Ask(Box::new(known.clone()))),
        Action::Toggle => Some(match field::next(known) {
            Some(value) => Turn::set(known.set(answer, value)),
            None => Turn::Ask(Box::new(known.clone())),
        }),
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

impl Form {
    fn field(&self) -> Option<&Field> {
        self.here().1
    }
}

impl Editor for Form {
    fn set(&mut self, model: &editor::Editor, _work: &Work, env: &Environment) {
        let editor::Editor::Form(model) = model else { return };
        self.model = model.clone();
        let section = |section: &Item| {
            let head = Entry::head(&section.name, section.label.clone(), Role::Heading);
            std::iter::once(head).chain(entries(section, 2, env)).collect::<Vec<_>>()
        };
        self.grid.set(model.sections.iter().flat_map(section).collect());
    }

    fn update(&mut self, action: &Action, answer: &Answer) -> Turn {
        let turn = self.field().and_then(|field| on_field(action, field, answer));
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
        let entry = self.grid.entry();
        let item =
            entry.and_then(|entry| self.model.sections.iter().find(|item| item.name == entry.item));
        let field = entry.and_then(|entry| item?.fields.get(entry.field?));
        (item, field)
    }

    fn find(&mut self, names: &[String]) -> bool {
        names.iter().any(|name| {
            let field = self.model.sections.iter().find_map(|item| {
                let at = item.fields.iter().position(|field| super::is_named(field, name))?;
                Some((item.name.clone(), at))
            });
            match field {
                Some((item, at)) => self.grid.find(&item, Some(at)),
                None => self.grid.find(name, None),
            }
        })
    }

    fn cursor(&self) -> Cursor {
        self.grid.cursor()
    }

    fn go_to(&mut self, cursor: &Cursor) {
        self.grid.go_to(cursor);
    }
}
