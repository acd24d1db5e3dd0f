//! A short list to choose from. Each item carries what to do when it is chosen.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Layer, Then};
use crate::{
    problem::Problem,
    role::Role,
    text,
    tui::{action::Action, draw, screen::Environment, widgets::list::List},
};

/// The most rows of a note below the list.
const NOTE: u16 = 4;

/// Cells of a row's number.
const NUMBER: usize = 2;

/// What a choice does.
pub type Command<W> = Box<dyn FnOnce(&mut W, &mut Environment) -> Result<Then<W>, Problem>>;

/// One thing to choose.
pub struct Item<W> {
    label: String,
    note: String,
    command: Option<Command<W>>,
}

/// A list to choose from.
pub struct Menu<W> {
    title: String,
    items: Vec<Item<W>>,
    list: List,
    frame: Rect,
    /// Rows below the list for what the row of the selected item leaves out, where one does.
    below: u16,
}

impl<W> Item<W> {
    /// A choice.
    pub fn new(
        label: impl Into<String>,
        note: impl Into<String>,
        command: impl FnOnce(&mut W, &mut Environment) -> Result<Then<W>, Problem> + 'static,
    ) -> Self {
        Self { label: label.into(), note: note.into(), command: Some(Box::new(command)) }
    }

    /// What its row leaves out, as lines in a frame of so many cells.
    fn lines_below(&self, wide: u16) -> Vec<String> {
        let room = usize::from(wide.saturating_sub(4)).max(8);
        let left_out = self.left_out(room - NUMBER);
        if left_out.is_empty() { Vec::new() } else { text::wrap(&text::sanitize(&left_out), room) }
    }

    /// What its row leaves out, of so many cells behind the number.
    fn left_out(&self, room: usize) -> String {
        let (label, note) = (text::width(&self.label), text::width(&self.note));
        match label + 2 + note <= room {
            true => String::new(),
            false if self.note.is_empty() && label <= room => String::new(),
            false if label <= room => self.note.clone(),
            false => format!("{}  {}", self.label, self.note).trim_end().to_owned(),
        }
    }
}

impl<W> Menu<W> {
    /// A menu.
    pub fn new(title: impl Into<String>, items: Vec<Item<W>>) -> Self {
        Self { title: title.into(), items, list: List::default(), frame: Rect::ZERO, below: 0 }
    }

    /// With an item selected.
    #[must_use]
    pub fn at(mut self, item: usize) -> Self {
        self.list.select(item);
        self
    }

    fn choose(
        &mut self,
        item: usize,
        work: &mut W,
        env: &mut Environment,
    ) -> Result<Then<W>, Problem> {
        match self.items.get_mut(item).and_then(|item| item.command.take()) {
            Some(command) => command(work, env),
            None => Ok(Then::Stay),
        }
    }
}

impl<W> Layer<W> for Menu<W> {
    fn update(
        &mut self,
        action: &Action,
        work: &mut W,
        env: &mut Environment,
    ) -> Result<Then<W>, Problem> {
        let count = self.items.len();
        match action {
            Action::Move(motion) => drop(self.list.go(*motion, count)),
            Action::Wheel { lines, .. } => self.list.shift(*lines, count),
            Action::Select | Action::Toggle => {
                return self.choose(self.list.selected(), work, env);
            }
            Action::Digit(digit @ 1..) if usize::from(*digit) <= count => {
                return self.choose(usize::from(*digit) - 1, work, env);
            }
            Action::Click(at) => {
                return match self.list.hit(*at) {
                    Some(item) => self.choose(item, work, env),
                    None if !self.frame.contains(*at) => Ok(Then::Close),
                    None => Ok(Then::Stay),
                };
            }
            Action::Back => return Ok(Then::Close),
            _ => return Ok(Then::Pass),
        }
        Ok(Then::Stay)
    }

    fn arrange(&mut self, area: Rect, _work: &W, _env: &Environment) {
        let longest = |item: &Item<W>| text::width(&item.label) + text::width(&item.note) + 10;
        let wide = self.items.iter().map(longest).chain([text::width(&self.title) + 6]).max();
        let wide = wide.unwrap_or(30).clamp(30, 76) as u16;
        let wide = wide.min(area.width);
        let below = self.items.iter().map(|item| item.lines_below(wide).len() as u16).max();
        self.below = below.filter(|rows| *rows > 0).map_or(0, |rows| rows.min(NOTE) + 1);
        let count = self.items.len() as u16;
        // Where there is no room for all of it, the choices come first.
        self.below = self.below.min(area.height.saturating_sub(count.min(9) + 3));
        self.frame = draw::centred(area, wide, count + 3 + self.below);
        let inner = Rect {
            x: self.frame.x + 1,
            y: self.frame.y + 2,
            width: self.frame.width.saturating_sub(2),
            height: self.frame.height.saturating_sub(3 + self.below),
        };
        self.list.arrange(inner, self.items.len(), 1);
    }

    fn view(&self, buffer: &mut Buffer, _work: &W, env: &Environment) {
        draw::panel(buffer, self.frame, env);
        let room = self.frame.width.saturating_sub(4);
        let (x, y) = (self.frame.x + 2, self.frame.y + 1);
        let title = text::ellipsis(&self.title, usize::from(room));
        draw::put(buffer, x, y, room, &title, env.style(Role::Heading));
        for (at, y) in self.list.rows() {
            let Some(item) = self.items.get(at) else { continue };
            let selected = at == self.list.selected();
            let row = Rect { y, height: 1, ..self.list.area() };
            let ground = if selected { env.style(Role::Selection) } else { env.theme.base() };
            if selected {
                draw::highlight(buffer, row, ground);
            }
            let number = if at < 9 { format!("{} ", at + 1) } else { "  ".into() };
            let mut muted = ground.patch(env.style(Role::Muted));
            muted.bg = ground.bg;
            let at = draw::put(buffer, x, y, room, &number, muted);
            let end = x + room;
            let at = draw::put(buffer, at, y, end.saturating_sub(at), &item.label, ground);
            let rest = end.saturating_sub(at + 2);
            if rest > 3 {
                let note = text::ellipsis(&item.note, usize::from(rest));
                draw::put_right(buffer, end, y, rest, &note, muted);
            }
        }
        let selected = self.items.get(self.list.selected());
        let lines = selected.map_or_else(Vec::new, |item| item.lines_below(self.frame.width));
        let top = (self.frame.bottom() - 1).saturating_sub(self.below.saturating_sub(1));
        for (y, line) in (top..self.frame.bottom() - 1).zip(lines) {
            draw::put(buffer, x, y, room, &line, env.style(Role::Muted));
        }
    }

    fn hints(&self) -> Vec<&'static str> {
        vec!["select/do", "move", "back"]
    }

    fn digits(&self) -> Option<&'static str> {
        Some("question.digits.menu")
    }

    fn status(&self) -> String {
        format!("{}/{}", self.list.selected() + 1, self.items.len())
    }

    fn floats(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_row_leaves_out_is_whole_below() {
        let left_out = |label: &str, note: &str| {
            Item::<()>::new(label, note, |_: &mut (), _| Ok(Then::Stay)).left_out(20)
        };
        assert_eq!(left_out("Next: 1.2", "17 min"), "");
        assert_eq!(left_out("Exactly twenty cells", ""), "");
        assert_eq!(left_out("Rename it", "in every service"), "in every service");
        let long = "A question that is longer than its row";
        assert_eq!(left_out(long, ""), long);
        assert_eq!(left_out(long, "open"), format!("{long}  open"));
    }
}
