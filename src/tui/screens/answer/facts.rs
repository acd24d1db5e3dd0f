//! The facts beside an editor: what is under the cursor, then what the exercise says.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    exercise::editor::{Choice, Field, Input, Item, entitled},
    role::Role,
    session::Work,
    text,
    tui::{
        action::Motion,
        screen::Environment,
        widgets::rows::{Row, Rows},
    },
};

/// The panel.
#[derive(Default)]
pub(super) struct Facts {
    rows: Rows,
    /// What was under the cursor when it was written last.
    shown: (String, String),
}

impl Facts {
    /// Writes the facts for an area.
    pub(super) fn arrange(
        &mut self,
        area: Rect,
        (item, field): (Option<&Item>, Option<&Field>),
        work: &Work,
        env: &Environment,
    ) {
        let name = |label: Option<&String>| label.cloned().unwrap_or_default();
        let here = (name(item.map(|item| &item.name)), name(field.map(|field| &field.label)));
        if self.shown != here {
            self.shown = here;
            self.rows.reset();
        }
        let mut page = Page::new(area.width, env);
        if let Some(item) = item {
            page.item(item);
        }
        if let Some(field) = field {
            page.field(field);
        }
        if !page.rows.is_empty() {
            page.rows.push(Row::blank());
        }
        // Whoever has begun has read the brief.
        let begun = work.draft.depth().0 > 0;
        if begun {
            page.tried(work, env);
        }
        page.rows.extend(Row::markdown(&work.folder.exercise.brief, area.width, env));
        if !begun {
            page.rows.push(Row::blank());
            page.tried(work, env);
        }
        page.notes(&work.folder.exercise.facts.notes_for(work.answer()));
        self.rows.arrange(area, page.rows);
    }

    /// Scrolls; says whether it moved.
    pub(super) fn scroll(&mut self, motion: Motion) -> bool {
        self.rows.scroll(motion)
    }

    /// Scrolls by lines.
    pub(super) fn shift(&mut self, lines: i16) {
        self.rows.shift(lines);
    }

    /// Draws the panel.
    pub(super) fn view(&self, buffer: &mut Buffer, env: &Environment) {
        self.rows.draw(buffer, env);
    }
}

/// What is under the cursor, where the facts do not stand beside: its name if that is cut, what is known about
/// it, then what its field is for.
#[derive(Default)]
pub(super) struct Here {
    written: Vec<Row>,
    /// The rows that it took last, at which width.
    last: u16,
    width: u16,
    /// Whether it keeps as many: what the mouse points at stays under it.
    stays: bool,
    rows: Rows,
}

impl Here {
    /// Whether it keeps its rows whatever the cursor comes to, as it must for the mouse.
    pub(super) fn stay(&mut self, stays: bool) {
        self.stays = stays;
    }

    /// Writes it for a width, below a line; the rows that it takes, none where there is nothing to say.
    pub(super) fn write(
        &mut self,
        width: u16,
        cut: Option<&str>,
        (item, field): (Option<&Item>, Option<&Field>),
        env: &Environment,
    ) -> u16 {
        let mut page = Page::new(width, env);
        page.line(0, &env.signs.horizontal.repeat(page.width), Role::Border);
        if let Some(name) = cut {
            page.line(0, name, Role::Strong);
        }
        let lines = item.map_or(&[][..], |item| &item.lines);
        for (number, line) in lines.iter().enumerate() {
            // Lines that can be cited go by their numbers.
            let said =
                if lines.len() > 1 { format!("{} {line}", number + 1) } else { line.clone() };
            page.line(0, &said, Role::Text);
        }
        if let Some(field) = field.filter(|field| !field.note.is_empty()) {
            page.line(0, &entitled(&field.label, &field.note), Role::Muted);
        }
        let taken = match page.rows.len() {
            0 | 1 => 0,
            rows => u16::try_from(rows).unwrap_or(u16::MAX),
        };
        self.written = page.rows;
        if !(self.stays && self.last > 0 && self.width == width) {
            (self.last, self.width) = (taken, width);
        }
        self.last
    }

    /// Puts what was written into its area.
    pub(super) fn arrange(&mut self, area: Rect) {
        let rows = std::mem::take(&mut self.written);
        self.rows.arrange(area, if area.is_empty() { Vec::new() } else { rows });
    }

    /// Draws it.
    pub(super) fn view(&self, buffer: &mut Buffer, env: &Environment) {
        self.rows.draw(buffer, env);
    }
}

/// Rows of facts in the making.
struct Page {
    rows: Vec<Row>,
    width: usize,
    ascii: bool,
}

impl Page {
    fn new(width: u16, env: &Environment) -> Self {
        Self { rows: Vec::new(), width: usize::from(width), ascii: env.settings.ascii }
    }

    fn line(&mut self, indent: u16, line: &str, role: Role) {
        let room = self.width.saturating_sub(usize::from(indent)).max(8);
        let line = text::names_quoted(line, self.ascii);
        for part in text::wrap(&text::sanitize(&line), room) {
            self.rows.push(Row::text(part, role).indent(indent));
        }
    }

    /// What was tried on the answer as it stands.
    fn tried(&mut self, work: &Work, env: &Environment) {
        let tried = &work.verdict().tried;
        for one in tried {
            let (sign, role) = match one.holds {
                true => (env.signs.done, Role::Good),
                false => (env.signs.wrong, Role::Bad),
            };
            self.line(0, &format!("{sign} {}", one.what), role);
        }
        self.rows.extend((!tried.is_empty()).then(Row::blank));
    }

    fn item(&mut self, item: &Item) {
        self.line(0, &item.label, Role::Strong);
        for (number, line) in item.lines.iter().enumerate() {
            self.line(2, &format!("{} {line}", number + 1), Role::Text);
        }
    }

    fn field(&mut self, field: &Field) {
        self.line(0, &field.label, Role::Accent);
        if !field.note.is_empty() {
            self.line(2, &field.note, Role::Muted);
        }
        if let Input::One(choices) | Input::Many(choices) = &field.input {
            choices.iter().enumerate().for_each(|(at, choice)| self.choice(at + 1, choice));
        }
    }

    fn choice(&mut self, number: usize, choice: &Choice) {
        self.line(2, &format!("{number} {}", choice.label), Role::Text);
        if !choice.note.is_empty() {
            self.line(4, &choice.note, Role::Muted);
        }
    }

    /// The facts as an answer file has them in its comments.
    fn notes(&mut self, notes: &str) {
        if notes.is_empty() {
            return;
        }
        self.rows.push(Row::blank());
        for line in notes.lines() {
            let bare = line.trim_start_matches('#');
            let bare = bare.strip_prefix(' ').unwrap_or(bare);
            let indent = bare.len() - bare.trim_start().len();
            self.line(indent.min(8) as u16, bare.trim_start(), Role::Muted);
        }
    }
}
