//! Rows of text that are taller than the window: they scroll so that what is selected stays in sight,
//! and know what lies under the mouse.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Modifier,
};

use crate::{
    page::{Line, LineKind},
    role::Role,
    text,
    tui::{
        action::{Action, Motion},
        draw,
        screen::{Effect, Environment},
        widgets::{input::Input, prose},
    },
};

/// One row.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Cells left free at the start.
    pub indent: u16,
    pub spans: Vec<(String, Role)>,
    /// Whether the row is filled as the selection.
    pub selected: bool,
    /// Number of the thing that a click on the row picks.
    pub hit: Option<usize>,
    /// Whether the row has the ground of code.
    pub code: bool,
    /// Number of the span that is drawn as a cursor.
    pub cursor: Option<usize>,
}

impl Row {
    /// An empty row.
    pub fn blank() -> Self {
        Self::default()
    }

    /// A row of one look.
    pub fn text(text: impl Into<String>, role: Role) -> Self {
        Self { spans: vec![(text.into(), role)], ..Self::default() }
    }

    /// The row of a choice of a number, marked where it is the one that is selected.
    pub fn choice(
        number: usize,
        said: impl IntoIterator<Item = (String, Role)>,
        selected: bool,
        env: &Environment,
    ) -> Self {
        let here = text::pad(if selected { env.signs.here } else { " " }, 1);
        let mark = (format!("{here} "), Role::Accent);
        let spans = std::iter::once(mark).chain(said).collect();
        Self::spans(spans).hit(number).select(selected)
    }

    /// The rows of a text that may be longer than a width in cells.
    pub fn wrapped(line: &str, role: Role, indent: u16, width: usize) -> Vec<Self> {
        let room = width.saturating_sub(usize::from(indent)).max(8);
        let lines = text::wrap(&text::sanitize(line), room).into_iter();
        lines.map(|line| Self::text(line, role).indent(indent)).collect()
    }

    /// A row of several looks.
    pub fn spans(spans: Vec<(String, Role)>) -> Self {
        Self { spans, ..Self::default() }
    }

    /// Moves the row to the right.
    #[must_use]
    pub fn indent(mut self, cells: u16) -> Self {
        self.indent += cells;
        self
    }

    /// Makes a click on the row pick a thing.
    #[must_use]
    pub fn hit(mut self, thing: usize) -> Self {
        self.hit = Some(thing);
        self
    }

    /// Fills the row if it is the selected one.
    #[must_use]
    pub fn select(mut self, selected: bool) -> Self {
        self.selected = selected;
        self
    }

    /// The rows of a Markdown text.
    pub fn markdown(text: &str, width: u16, env: &Environment) -> Vec<Self> {
        prose::lay_out(text, width.max(8), env)
            .iter()
            .map(|line| Self::line(line, width, env))
            .collect()
    }

    fn line(line: &Line, width: u16, env: &Environment) -> Self {
        let code = matches!(&line.kind, LineKind::Wide(wide) if wide.code);
        let spans = line.visible(usize::from(width), 0, prose::charset(env));
        Self {
            spans: spans.into_iter().map(|span| (span.text, span.role)).collect(),
            code,
            ..Self::default()
        }
    }
}

/// What is asked for, and the line that is typed; its end is in sight.
pub fn typed(asked: &str, input: &Input, width: usize, env: &Environment) -> Vec<Row> {
    let (before, under, after) = input.parts();
    let room = width.saturating_sub(4);
    let mut start = 0;
    while text::width(before.get(start..).unwrap_or_default()) > room {
        start = text::floor_boundary(before, start + 1).max(start + 1);
        while !before.is_char_boundary(start) {
            start += 1;
        }
    }
    let under = if under.is_empty() { " " } else { under };
    let mut line = Row::spans(vec![
        (format!("{} ", env.signs.here), Role::Accent),
        (before.get(start..).unwrap_or_default().to_owned(), Role::Text),
        (under.to_owned(), Role::Text),
        (after.to_owned(), Role::Text),
    ]);
    line.cursor = Some(2);
    let mut rows = Row::wrapped(asked, Role::Muted, 0, width);
    rows.push(line.select(true));
    rows
}

/// Things that a page is long.
const STEP: usize = 5;

/// Where a column of rows has scrolled to.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    rows: Vec<Row>,
    first: usize,
    /// Cells before the ground of the selection, which is one block whatever its rows are moved by.
    ground: u16,
    area: Rect,
    /// Whether the learner scrolled away from the selection on purpose.
    free: bool,
    /// Whether the selection came by a click, and nothing moves that was in sight.
    still: bool,
}

impl Rows {
    /// Rows of which the first ones show until one has moved, wherever the selection is.
    pub fn from_the_top() -> Self {
        Self { free: true, ..Self::default() }
    }

    /// Takes new rows for an area. The selected row stays in sight unless one has scrolled away.
    pub fn arrange(&mut self, area: Rect, rows: Vec<Row>) {
        self.rows = rows;
        self.area = area;
        let page = self.page();
        let last = self.rows.len().saturating_sub(page);
        let selected: Vec<usize> = self
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.selected)
            .map(|(at, _)| at)
            .collect();
        let indents = selected.iter().filter_map(|at| self.rows.get(*at)).map(|row| row.indent);
        self.ground = indents.min().unwrap_or(0);
        if !self.free
            && let (Some(first), Some(end)) = (selected.first(), selected.last())
        {
            // A little of what surrounds the selection shows with it.
            let around = usize::from(!self.still);
            if *end + around >= self.first + page {
                self.first = (end + 1 + around).saturating_sub(page);
            }
            self.first = self.first.min(first.saturating_sub(around));
        }
        self.first = self.first.min(last);
    }

    /// Shows the first row again and follows the selection.
    pub fn reset(&mut self) {
        self.first = 0;
        self.free = false;
    }

    /// Keeps the selection in sight again, after the rows were scrolled freely.
    pub fn keep_in_sight(&mut self) {
        (self.free, self.still) = (false, false);
    }

    /// Keeps in sight what a click has picked, and moves nothing for it: a second click meets it again.
    pub fn stay(&mut self) {
        (self.free, self.still) = (false, true);
    }

    /// Scrolls so that a row is the first in sight, as far as there is enough below it.
    pub fn show(&mut self, row: usize) {
        self.first = row;
        self.free = true;
    }

    /// Brings some rows into sight, the first of them at least.
    pub fn reveal(&mut self, rows: std::ops::Range<usize>) {
        let first = rows.end.saturating_sub(self.page()).max(self.first);
        self.first = first.min(rows.start);
    }

    /// Scrolls; says whether anything moved.
    pub fn scroll(&mut self, motion: Motion) -> bool {
        let before = self.first;
        let last = self.rows.len().saturating_sub(self.page());
        self.first = match motion {
            Motion::Bottom => last,
            other => {
                other.apply(self.first, self.rows.len(), self.page().saturating_sub(1)).min(last)
            }
        };
        self.free = true;
        self.first != before
    }

    /// Scrolls by some rows.
    pub fn shift(&mut self, lines: i16) {
        let last = self.rows.len().saturating_sub(self.page());
        self.first = self.first.saturating_add_signed(isize::from(lines)).min(last);
        self.free = true;
    }

    /// Whether there is more below.
    pub fn more(&self) -> bool {
        self.first + self.page() < self.rows.len()
    }

    /// How many rows there are.
    pub fn count(&self) -> usize {
        self.rows.len()
    }

    /// What an action does among `count` things, of which the one `at` is selected; `None` where that one is
    /// to be opened.
    pub fn pick(&mut self, action: &Action, at: &mut usize, count: usize) -> Option<Effect> {
        match action {
            // Who has scrolled away comes back first.
            Action::Move(Motion::Up | Motion::Down) if !self.shows_selection() => {
                self.keep_in_sight()
            }
            Action::Move(motion) => {
                *at = motion.apply(*at, count, STEP);
                self.keep_in_sight();
            }
            Action::Wheel { lines, .. } => self.shift(*lines),
            Action::Select => return None,
            Action::Click(place) => {
                let Some(hit) = self.hit(*place) else { return Some(Effect::Nothing) };
                *at = hit;
                return None;
            }
            _ => return Some(Effect::Pass),
        }
        Some(Effect::Redraw)
    }

    /// Whether some of what is selected is in sight, or nothing is selected.
    fn shows_selection(&self) -> bool {
        let mut seen = self.rows.iter().skip(self.first).take(self.page());
        seen.any(|row| row.selected) || !self.rows.iter().any(|row| row.selected)
    }

    /// What lies under the mouse.
    pub fn hit(&self, at: Position) -> Option<usize> {
        if !self.area.contains(at) {
            return None;
        }
        self.rows.get(self.first + usize::from(at.y - self.area.y))?.hit
    }

    /// Draws the rows in sight.
    pub fn draw(&self, buffer: &mut Buffer, env: &Environment) {
        let area = self.area;
        for (row, y) in self.rows.iter().skip(self.first).zip(area.y..area.bottom()) {
            let ground = if row.selected { env.style(Role::Selection) } else { env.theme.base() };
            let x = area.x + row.indent.min(area.width);
            let from = if row.selected { area.x + self.ground.min(area.width) } else { x };
            let strip = Rect { x: from, y, width: area.right().saturating_sub(from), height: 1 };
            if row.selected {
                draw::highlight(buffer, strip, ground);
            } else if row.code {
                draw::highlight(buffer, strip, env.style(Role::CodeBlock));
            }
            let mut at = x;
            for (number, (text, role)) in row.spans.iter().enumerate() {
                let mut style = ground.patch(env.style(*role));
                if row.selected {
                    style.bg = ground.bg;
                    if *role == Role::Match {
                        // Its own ground would break the selection's.
                        style = ground.add_modifier(Modifier::BOLD | Modifier::UNDERLINED);
                    }
                }
                if row.cursor == Some(number) {
                    style = style.add_modifier(Modifier::REVERSED);
                }
                at = draw::put(buffer, at, y, area.right().saturating_sub(at), text, style);
            }
        }
        if self.more() {
            let (x, y) = (area.right().saturating_sub(1), area.bottom().saturating_sub(1));
            let sign = if env.settings.ascii { "v" } else { "▾" };
            draw::put(buffer, x, y, 1, sign, env.style(Role::Accent));
        }
    }

    fn page(&self) -> usize {
        usize::from(self.area.height).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_click_meets_what_the_first_one_picked() {
        let rows = |selected| {
            let row = |at| Row::text("x", Role::Text).hit(at).select(at == selected);
            (0..20).map(row).collect::<Vec<_>>()
        };
        let (area, lowest) = (Rect::new(0, 0, 10, 5), Position::new(0, 4));
        let mut shown = Rows::default();
        shown.arrange(area, rows(0));
        assert_eq!(shown.hit(lowest), Some(4));
        shown.stay();
        shown.arrange(area, rows(4));
        assert_eq!(shown.hit(lowest), Some(4));
        // By keys a little of what is around it shows.
        shown.keep_in_sight();
        shown.arrange(area, rows(4));
        assert_eq!(shown.hit(lowest), Some(5));
    }
}
