//! A table of the report as it is shown: which rows fit, in which order, in how many columns.

use std::cmp::Ordering;

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use crate::{
    class::print::tables::{About, Cell, Listed, Row, Table},
    messages::Messages,
    role::Role,
    text,
    tui::{action::Edit, draw, screen::Environment, widgets::input::Input},
};

/// Cells that one column takes at most: names come from anybody.
const WIDEST: usize = 48;

/// Cells between two columns.
const GAP: usize = 2;

/// Lines of a row at most, where the columns do not fit beside each other.
const TALLEST: usize = 4;

/// A table and how it is shown.
pub(super) struct Shown {
    table: Table,
    /// What is seen of each row: its cells, cut where they are long.
    cells: Vec<Vec<String>>,
    /// Numbers of the rows that fit, in order.
    found: Vec<usize>,
    words: Input,
    /// The column that it is sorted by, and whether from its other end.
    order: Option<(usize, bool)>,
    /// Cells of each column, and whether it holds numbers.
    widths: Vec<usize>,
    numbers: Vec<bool>,
    /// Whether the columns stand beside each other, and else the lines of a row.
    beside: bool,
    tall: usize,
}

impl From<Table> for Shown {
    fn from(table: Table) -> Self {
        let seen = |row: &Row| {
            let cells = row.cells.iter();
            cells.map(|cell| text::ellipsis(&text::sanitize(&cell.text), WIDEST)).collect()
        };
        let cells: Vec<Vec<String>> = table.rows.iter().map(seen).collect();
        let heads = table.head.iter().map(|head| text::width(head));
        let mut widths: Vec<usize> = heads.collect();
        for row in &cells {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(text::width(cell));
            }
        }
        let number = |cell: &Cell| cell.value.is_some() || cell.text == "–";
        let holds = |at: usize| table.rows.iter().any(|row| row.cells.get(at).is_some_and(number));
        let numbers = (0..table.head.len()).map(holds).collect();
        let found = (0..cells.len()).collect();
        let words = Input::default();
        Self { table, cells, found, words, order: None, widths, numbers, beside: true, tall: 1 }
    }
}

impl Shown {
    pub(super) fn listed(&self) -> Listed {
        self.table.listed
    }

    /// How many rows there are to see.
    pub(super) fn count(&self) -> usize {
        self.found.len()
    }

    /// Lines of a row.
    pub(super) fn tall(&self) -> u16 {
        self.tall as u16
    }

    /// What a row is about.
    pub(super) fn about(&self, at: usize) -> Option<&About> {
        Some(&self.table.rows.get(*self.found.get(at)?)?.about)
    }

    /// Where the row about something is.
    pub(super) fn place(&self, about: &About) -> Option<usize> {
        let rows = &self.table.rows;
        self.found.iter().position(|row| rows.get(*row).is_some_and(|row| row.about == *about))
    }

    /// What a row is called.
    pub(super) fn name(&self, at: usize) -> &str {
        let row = self.found.get(at).and_then(|row| self.table.rows.get(*row));
        let cell = row.and_then(|row| row.cells.get(self.table.listed.names() - 1));
        cell.map_or("", |cell| &cell.text)
    }

    /// The short name of the table.
    pub(super) fn short(&self, words: &Messages) -> String {
        let key = match self.table.listed {
            Listed::Stuck => "class.view.stuck",
            Listed::Weeks => "class.view.weeks",
            Listed::Questions => "class.view.questions",
            Listed::Exercises => "class.view.exercises",
            Listed::Learners => "class.view.learners",
            Listed::Lessons => "class.view.lessons",
            Listed::Quizzes => "class.view.quizzes",
            Listed::Misconceptions => "class.view.misconceptions",
        };
        words.get(key).to_owned()
    }

    /// Whether rows are left out.
    pub(super) fn is_filtered(&self) -> bool {
        !self.words.text().trim().is_empty()
    }

    /// Changes the words that rows must have.
    pub(super) fn filter(&mut self, edit: &Edit) {
        self.words.edit(edit);
        self.look();
    }

    /// Sorts by the next column or the one before; before the first is the order of the report.
    pub(super) fn sort(&mut self, next: bool) {
        let count = self.table.head.len();
        let at = self.order.map_or(0, |(column, _)| column + 1);
        let at = if next { at + 1 } else { at + count };
        self.order = (at % (count + 1)).checked_sub(1).map(|column| (column, false));
        self.look();
    }

    /// Sorts from the other end.
    pub(super) fn turn_round(&mut self) {
        if let Some((_, reversed)) = &mut self.order {
            *reversed = !*reversed;
            self.look();
        }
    }

    /// How it is sorted, if not as the report is.
    pub(super) fn order_said(&self, words: &Messages) -> Option<String> {
        let (column, reversed) = self.order?;
        let key = if reversed { "class.view.turned" } else { "class.view.sorted" };
        Some(words.format(key, &[("column", self.table.head.get(column)?)]))
    }

    fn look(&mut self) {
        let words: Vec<String> =
            self.words.text().split_whitespace().map(str::to_lowercase).collect();
        let fits = |row: &Vec<String>| {
            words.iter().all(|word| row.iter().any(|cell| cell.to_lowercase().contains(word)))
        };
        let rows = self.cells.iter().enumerate();
        self.found = rows.filter(|(_, row)| fits(row)).map(|(at, _)| at).collect();
        if let Some((column, reversed)) = self.order {
            let cell = |row: &usize| self.table.rows.get(*row)?.cells.get(column);
            self.found.sort_by(|one, other| match (cell(one), cell(other)) {
                (Some(one), Some(other)) => order(one, other, reversed),
                _ => Ordering::Equal,
            });
        }
    }

    /// Lays the columns out for a width: the rows of the heads, and the lines of a row.
    pub(super) fn arrange(&mut self, width: u16) -> (u16, u16) {
        let width = usize::from(width).max(1);
        let sign = 2;
        let all: usize = self.widths.iter().map(|width| width + GAP).sum();
        self.beside = sign + all <= width + GAP;
        let names = self.table.listed.names();
        let heads = self.table.head.iter().map(|head| text::width(head));
        let rest: usize =
            heads.zip(&self.widths).skip(names).map(|(head, cell)| head + cell + 4).sum();
        let lines = rest.div_ceil(width.saturating_sub(sign).max(1));
        self.tall = if self.beside { 1 } else { (1 + lines).min(TALLEST) };
        (u16::from(self.beside), self.tall as u16)
    }

    /// Draws the words that rows must have.
    pub(super) fn draw_filter(
        &self,
        buffer: &mut Buffer,
        (x, y, width): (u16, u16, u16),
        typing: bool,
        env: &Environment,
    ) {
        let at = draw::put(buffer, x, y, width, "/", env.style(Role::Accent));
        let room = (x + width).saturating_sub(at);
        if typing {
            self.words.draw(buffer, (at, y, room), env);
        } else {
            draw::put(buffer, at, y, room, self.words.text(), env.style(Role::Accent));
        }
    }

    /// Draws the heads of the columns, where they stand beside each other.
    pub(super) fn draw_columns(
        &self,
        buffer: &mut Buffer,
        (x, y, width): (u16, u16, u16),
        env: &Environment,
    ) {
        if self.beside {
            let heads: Vec<&str> = self.table.head.iter().map(String::as_str).collect();
            let line = format!("  {}", self.beside(&heads));
            draw::put(buffer, x, y, width, &line, env.style(Role::Muted));
        }
    }

    /// Draws a row.
    pub(super) fn draw_row(
        &self,
        buffer: &mut Buffer,
        (at, y): (usize, u16),
        area: Rect,
        selected: bool,
        env: &Environment,
    ) {
        let Some(cells) = self.found.get(at).and_then(|row| self.cells.get(*row)) else { return };
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let height = (self.tall as u16).min(area.bottom().saturating_sub(y));
        let ground = ground(buffer, Rect { y, height, ..area }, selected, env);
        let here = if selected { env.signs.here } else { " " };
        draw::put(buffer, area.x, y, 1, here, ground.patch(env.style(Role::Accent)));
        let (x, width) = (area.x + 2, area.width.saturating_sub(2));
        if self.beside {
            draw::put(buffer, x, y, width, &self.beside(&cells), ground);
            return;
        }
        let names = self.table.listed.names();
        let name = cells.iter().take(names).filter(|name| !name.is_empty());
        let name = name.copied().collect::<Vec<_>>().join(&format!(" {} ", env.signs.dot));
        draw::put(buffer, x, y, width, &text::ellipsis(&name, width.into()), ground);
        let muted = ground.patch(env.style(Role::Muted));
        for (line, y) in self.below(&cells, width.into(), env).iter().zip(y + 1..y + height) {
            draw::put(buffer, x, y, width, line, muted);
        }
    }

    /// Cells beside each other, numbers at the right ends of their columns.
    fn beside(&self, cells: &[&str]) -> String {
        let gap = " ".repeat(GAP);
        let columns = self.widths.iter().zip(&self.numbers);
        let cells = cells.iter().zip(columns).map(|(cell, (width, number))| {
            let blank = " ".repeat(width.saturating_sub(text::width(cell)));
            if *number { format!("{blank}{cell}") } else { format!("{cell}{blank}") }
        });
        cells.collect::<Vec<_>>().join(&gap)
    }

    /// The cells that are no names, each behind its head and on one line with it.
    fn below(&self, cells: &[&str], width: usize, env: &Environment) -> Vec<String> {
        let named = self.table.head.iter().zip(cells).skip(self.table.listed.names());
        let mut lines: Vec<String> = Vec::new();
        for (head, cell) in named.filter(|(_, cell)| !cell.is_empty()) {
            let said = text::ellipsis(&format!("{head} {cell}"), width);
            match lines.last_mut() {
                Some(line) if text::width(line) + 3 + text::width(&said) <= width => {
                    line.push_str(&format!(" {} {said}", env.signs.dot));
                }
                _ => lines.push(said),
            }
        }
        lines
    }
}

/// The look of a row, which is filled when it is selected.
fn ground(buffer: &mut Buffer, row: Rect, selected: bool, env: &Environment) -> Style {
    if !selected {
        return env.theme.base();
    }
    draw::highlight(buffer, row, env.style(Role::Selection));
    env.style(Role::Selection)
}

/// The order of two cells: the greater number first, then what is no number, by its text.
fn order(one: &Cell, other: &Cell, reversed: bool) -> Ordering {
    let turned = |order: Ordering| if reversed { order.reverse() } else { order };
    match (one.value, other.value) {
        (Some(one), Some(other)) => turned(other.total_cmp(&one)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => turned(one.text.cmp(&other.text)),
    }
}
