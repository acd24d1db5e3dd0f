//! A table: rows of items, a field in each column. Digits set a value, Enter asks for one.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{Editor, Turn, field, list};
use crate::{
    exercise::{
        Answer,
        draft::Cursor,
        editor::{self, Field, Item},
    },
    role::Role,
    session::Work,
    text,
    tui::{
        action::{Action, Motion},
        draw,
        screen::Environment,
        widgets::rows::{Row, Rows},
    },
};

/// The widest that the names of rows and the values of a column are shown, and the gap, in cells.
const NAME: usize = 30;
const VALUE: usize = 20;
const GAP: usize = 2;

/// The editor.
#[derive(Default)]
pub(super) struct Table {
    model: editor::Table,
    /// The row and the column with the cursor.
    at: (usize, usize),
    /// Cells as they are shown, row by row.
    cells: Vec<Vec<(String, Role)>>,
    widths: Vec<usize>,
    /// The first column in sight.
    left: usize,
    head: Rect,
    rows: Rows,
}

impl Table {
    fn field(&self) -> Option<&Field> {
        self.model.rows.get(self.at.0)?.fields.get(self.at.1)
    }

    /// Cells for the names of rows in an area of so many.
    fn name_width(&self, width: u16) -> usize {
        let names = self.model.rows.iter().map(|row| text::width(&row.label));
        let most = usize::from(width) / 2;
        names.max().unwrap_or(0).min(NAME).min(most.max(8))
    }

    fn go(&mut self, motion: Motion) -> bool {
        let before = self.at;
        let (rows, columns) = (self.model.rows.len(), self.model.heads.len());
        match motion {
            Motion::Left => self.at.1 = self.at.1.saturating_sub(1),
            Motion::Right => self.at.1 = (self.at.1 + 1).min(columns.saturating_sub(1)),
            other => self.at.0 = other.apply(self.at.0, rows, 8),
        }
        self.rows.keep_in_sight();
        self.at != before
    }

    /// The first column in sight, so that the one with the cursor is.
    fn scroll(&mut self) {
        let room =
            usize::from(self.head.width).saturating_sub(self.name_width(self.head.width) + GAP);
        self.left = self.left.min(self.at.1);
        let wide = |from: usize, to: usize| -> usize {
            let shown = self.widths.get(from..=to).unwrap_or_default();
            shown.iter().map(|width| width + GAP).sum()
        };
        while self.left < self.at.1 && wide(self.left, self.at.1) > room {
            self.left += 1;
        }
    }

    /// One row: a name, then cells as far as there is room.
    fn line(&self, name: &str, cells: &[(String, Role)], role: Role, env: &Environment) -> Row {
        let wide = self.name_width(self.head.width);
        let shown = text::pad(&text::ellipsis(&field::label(name, env), wide), wide);
        let mut spans = vec![(shown, role)];
        for (cell, width) in cells.iter().zip(&self.widths).skip(self.left) {
            let value = text::ellipsis(&text::sanitize(&cell.0), *width);
            spans.push((" ".repeat(GAP), Role::Text));
            spans.push((text::pad(&value, *width), cell.1));
        }
        Row::spans(spans)
    }

    /// The column under a cell of the window.
    fn column(&self, x: u16) -> Option<usize> {
        let mut right = usize::from(self.head.x) + self.name_width(self.head.width);
        let found = self.widths.iter().enumerate().skip(self.left).find(|(_, width)| {
            right += GAP + **width;
            usize::from(x) < right
        });
        found.map(|(column, _)| column)
    }
}

impl Editor for Table {
    fn set(&mut self, model: &editor::Editor, _work: &Work, env: &Environment) {
        let editor::Editor::Table(model) = model else { return };
        self.model = model.clone();
        let row = |row: &Item| row.fields.iter().map(|cell| field::shown(cell, env)).collect();
        self.cells = model.rows.iter().map(row).collect();
        let width = |(column, head): (usize, &String)| {
            let cells = self.cells.iter().filter_map(|row| row.get(column));
            let widest = cells.map(|(text, _)| text::width(text)).max().unwrap_or(0);
            widest.max(text::width(head)).clamp(3, VALUE)
        };
        self.widths = model.heads.iter().enumerate().map(width).collect();
        self.at.0 = self.at.0.min(model.rows.len().saturating_sub(1));
        self.at.1 = self.at.1.min(model.heads.len().saturating_sub(1));
    }

    fn update(&mut self, action: &Action, answer: &Answer) -> Turn {
        if let Some(turn) = self.field().and_then(|field| list::on_field(action, field, answer)) {
            return turn;
        }
        match action {
            Action::Move(motion) => Turn::moved(self.go(*motion)),
            Action::Next => Turn::moved(self.go(Motion::Right)),
            Action::Previous => Turn::moved(self.go(Motion::Left)),
            Action::Wheel { lines, .. } => {
                self.rows.shift(*lines);
                Turn::Moved
            }
            _ => Turn::Pass,
        }
    }

    fn click(&mut self, at: Position, focus: bool, answer: &Answer) -> Turn {
        let Some(row) = self.rows.hit(at) else { return Turn::Moved };
        self.rows.stay();
        let cell = (row, self.column(at.x).unwrap_or(0));
        let before = std::mem::replace(&mut self.at, cell);
        match before == self.at && focus {
            true => self.update(&Action::Select, answer),
            false => Turn::Moved,
        }
    }

    fn arrange(&mut self, area: Rect, focus: bool, env: &Environment) {
        self.head = Rect { height: area.height.min(1), ..area };
        self.scroll();
        let rows =
            self.model.rows.iter().zip(&self.cells).enumerate().map(|(number, (item, cells))| {
                let selected = focus && number == self.at.0;
                let mut row =
                    self.line(&item.label, cells, Role::Text, env).hit(number).select(selected);
                if selected {
                    // Behind the name every cell has a gap before it.
                    row.cursor = Some((self.at.1 - self.left) * 2 + 2);
                }
                row
            });
        let rows = rows.collect();
        let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        self.rows.arrange(below, rows);
    }

    fn view(&self, buffer: &mut Buffer, _focus: bool, env: &Environment) {
        let heads: Vec<(String, Role)> =
            self.model.heads.iter().map(|head| (head.clone(), Role::Heading)).collect();
        let mut x = self.head.x;
        for (text, role) in self.line("", &heads, Role::Heading, env).spans {
            let room = self.head.right().saturating_sub(x);
            x = draw::put(buffer, x, self.head.y, room, &text, env.style(role));
        }
        self.rows.draw(buffer, env);
    }

    fn hints(&self) -> Vec<&'static str> {
        vec!["select", "toggle", "delete", "grade", "undo"]
    }

    fn here(&self) -> (Option<&Item>, Option<&Field>) {
        (self.model.rows.get(self.at.0), self.field())
    }

    fn cut_label(&self, width: u16) -> Option<&str> {
        let label = self.model.rows.get(self.at.0)?.label.as_str();
        (text::width(label) > self.name_width(width)).then_some(label)
    }

    fn find(&mut self, names: &[String]) -> bool {
        let rows = &self.model.rows;
        let row = names.iter().find_map(|name| rows.iter().position(|row| row.name == *name));
        let at = row.unwrap_or(self.at.0);
        let fields = rows.get(at).map(|row| row.fields.as_slice()).unwrap_or_default();
        let heads = &self.model.heads;
        let column = names.iter().find_map(|name| {
            let by_field = fields.iter().position(|field| super::is_named(field, name));
            by_field.or_else(|| heads.iter().position(|head| head == name))
        });
        self.at = (at, column.unwrap_or(self.at.1));
        self.rows.keep_in_sight();
        row.is_some()
    }

    fn cursor(&self) -> Cursor {
        let card = self.model.rows.get(self.at.0).map(|row| row.name.clone()).unwrap_or_default();
        Cursor { card, row: self.at.1 }
    }

    fn go_to(&mut self, cursor: &Cursor) {
        if let Some(row) = self.model.rows.iter().position(|row| row.name == cursor.card) {
            self.at = (row, cursor.row.min(self.model.heads.len().saturating_sub(1)));
        }
    }
}
