//! Fields under each other, section by section, with a cursor: what forms, outlines and orders show. Says
//! where everything is; what it means is for its owner.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::field;
use crate::{
    exercise::draft::Cursor,
    role::Role,
    text,
    tui::{
        action::Motion,
        screen::Environment,
        widgets::rows::{Row, Rows},
    },
};

/// One line of the list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    /// Finds it again: the item, and the number of the field in it.
    pub(super) item: String,
    pub(super) field: Option<usize>,
    pub(super) indent: u16,
    /// Comes before the label; further lines of a long one stand behind it.
    pub(super) lead: String,
    pub(super) label: (String, Role),
    /// What stands there.
    pub(super) value: (String, Role),
    /// Whether the cursor may stand here.
    pub(super) can_select: bool,
    /// A blank row comes before it.
    pub(super) gap: bool,
}

/// The list.
#[derive(Default)]
pub(super) struct Grid {
    entries: Vec<Entry>,
    at: usize,
    rows: Rows,
    area: Rect,
}

impl Entry {
    /// A line that only says something.
    pub(super) fn head(item: &str, label: impl Into<String>, role: Role) -> Self {
        Self {
            item: item.to_owned(),
            field: None,
            indent: 0,
            lead: String::new(),
            label: (label.into(), role),
            value: (String::new(), Role::Text),
            can_select: false,
            gap: true,
        }
    }

    /// Cells that lead and label need on one line.
    fn width(&self) -> usize {
        usize::from(self.indent) + text::width(&self.lead) + text::width(&self.label.0)
    }

    /// Lead and label as lines of at most so many cells, at least eight of them for words.
    fn lines(&self, room: usize, env: &Environment) -> Vec<String> {
        let hang = text::width(&self.lead);
        let label = field::label(&self.label.0, env);
        let parts = text::wrap(&label, room.saturating_sub(hang).max(8));
        let lead = |line| if line == 0 { self.lead.clone() } else { " ".repeat(hang) };
        parts.into_iter().enumerate().map(|(line, part)| lead(line) + &part).collect()
    }
}

impl Grid {
    /// Takes the lines as they are now; the cursor stays where it was as far as that is still there.
    pub(super) fn set(&mut self, entries: Vec<Entry>) {
        let before = self.entry().cloned();
        self.entries = entries;
        let again = before.and_then(|before| {
            let find = |fits: &dyn Fn(&Entry) -> bool| {
                let there = |entry: &Entry| entry.can_select && entry.item == before.item;
                self.entries.iter().position(|entry| there(entry) && fits(entry))
            };
            // Fields of an item may come and go before the one with the cursor.
            let named = |entry: &Entry| {
                entry.field.is_some() == before.field.is_some() && entry.label == before.label
            };
            find(&named).or_else(|| find(&|entry: &Entry| entry.field == before.field))
        });
        self.at = again.unwrap_or(self.at.min(self.entries.len().saturating_sub(1)));
        self.settle(true);
    }

    /// Moves the cursor to a line where it may stand, onward first.
    fn settle(&mut self, onward: bool) {
        let may = |at: &usize| self.entries.get(*at).is_some_and(|entry| entry.can_select);
        let (after, before) = (self.at..self.entries.len(), (0..self.at).rev());
        let found = match onward {
            true => after.clone().find(may).or_else(|| before.clone().find(may)),
            false => before.clone().find(may).or_else(|| after.clone().find(may)),
        };
        self.at = match may(&self.at) {
            true => self.at,
            false => found.unwrap_or(self.at),
        };
    }

    /// The line with the cursor.
    pub(super) fn entry(&self) -> Option<&Entry> {
        self.entries.get(self.at).filter(|entry| entry.can_select)
    }

    /// Moves the cursor; says whether it moved, or at an end whether anything scrolled.
    pub(super) fn go(&mut self, motion: Motion) -> bool {
        if matches!(motion, Motion::Left | Motion::Right) {
            return false;
        }
        let before = self.at;
        let page = usize::from(self.area.height).max(2) / 2;
        self.at = motion.apply(self.at, self.entries.len(), page);
        self.settle(self.at >= before);
        if self.at == before {
            return self.rows.scroll(motion);
        }
        self.rows.keep_in_sight();
        true
    }

    /// Goes to the first field of the next or previous item.
    pub(super) fn go_item(&mut self, onward: bool) -> bool {
        let Some(here) = self.entry().map(|entry| entry.item.clone()) else { return false };
        let other = |at: &usize| {
            self.entries.get(*at).is_some_and(|entry| entry.can_select && entry.item != here)
        };
        let found = match onward {
            true => (self.at..self.entries.len()).find(other),
            false => (0..self.at).rev().find(other),
        };
        self.at = found.unwrap_or(self.at);
        self.rows.keep_in_sight();
        found.is_some()
    }

    /// Scrolls.
    pub(super) fn shift(&mut self, lines: i16) {
        self.rows.shift(lines);
    }

    /// Puts the cursor under the mouse; says whether something is there, and whether it was there.
    pub(super) fn click(&mut self, at: Position) -> (bool, bool) {
        let before = self.at;
        let hit = self
            .rows
            .hit(at)
            .filter(|at| self.entries.get(*at).is_some_and(|entry| entry.can_select));
        self.at = hit.unwrap_or(self.at);
        self.rows.stay();
        (hit.is_some(), self.at == before)
    }

    /// The line under the mouse.
    pub(super) fn hit(&self, at: Position) -> Option<&Entry> {
        self.entries.get(self.rows.hit(at)?)
    }

    /// Puts the cursor on an item, or its field of that number; says whether it is there.
    pub(super) fn find(&mut self, item: &str, field: Option<usize>) -> bool {
        let fits = |entry: &&Entry| {
            entry.can_select && entry.item == item && (field.is_none() || entry.field == field)
        };
        let found = self.entries.iter().position(|entry| fits(&entry));
        self.at = found.unwrap_or(self.at);
        self.rows.keep_in_sight();
        found.is_some()
    }

    pub(super) fn cursor(&self) -> Cursor {
        let entry = self.entry();
        Cursor {
            card: entry.map(|entry| entry.item.clone()).unwrap_or_default(),
            row: entry.and_then(|entry| entry.field).map_or(0, |field| field + 1),
        }
    }

    pub(super) fn go_to(&mut self, cursor: &Cursor) {
        if !self.find(&cursor.card, cursor.row.checked_sub(1)) {
            self.find(&cursor.card, None);
        }
    }

    /// Lays the lines out: labels in one column, values in another where there is room.
    pub(super) fn arrange(&mut self, area: Rect, focus: bool, env: &Environment) {
        self.area = area;
        let width = usize::from(area.width);
        let labels = self.entries.iter().filter(|entry| entry.field.is_some());
        let widest = labels.map(Entry::width).max();
        let column = widest.unwrap_or(0).min(width / 2);
        let mut rows: Vec<Row> = Vec::new();
        for (number, entry) in self.entries.iter().enumerate() {
            if entry.gap && !rows.is_empty() {
                rows.push(Row::blank());
            }
            let selected = focus && number == self.at && entry.can_select;
            let finish = |row: Row| row.hit(number).select(selected).indent(entry.indent);
            let indent = usize::from(entry.indent);
            let role = entry.label.1;
            if entry.value.0.is_empty() {
                let lines = entry.lines(width.saturating_sub(indent), env);
                rows.extend(lines.into_iter().map(|line| finish(Row::text(line, role))));
                continue;
            }
            let room = column.saturating_sub(indent);
            let label = format!("{}{}", entry.lead, field::label(&entry.label.0, env));
            let shown = text::pad(&text::ellipsis(&label, room), room);
            let sign = if selected { env.signs.here } else { " " };
            let left = vec![(shown, role), (format!(" {} ", text::pad(sign, 1)), Role::Accent)];
            let rest = width.saturating_sub(column + 3).max(8);
            for (line, part) in
                text::wrap(&text::sanitize(&entry.value.0), rest).into_iter().enumerate()
            {
                let mut spans = match line {
                    0 => left.clone(),
                    _ => vec![(" ".repeat(room + 3), role)],
                };
                spans.push((part, entry.value.1));
                rows.push(finish(Row::spans(spans)));
            }
        }
        self.rows.arrange(area, rows);
    }

    pub(super) fn view(&self, buffer: &mut Buffer, env: &Environment) {
        self.rows.draw(buffer, env);
    }
}
