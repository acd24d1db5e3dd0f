//! A line to type a text into, with what to do with it.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Layer, Then};
use crate::{
    problem::Problem,
    role::Role,
    text,
    tui::{action::Action, draw, screen::Environment, widgets::input::Input},
};

/// What a typed line does.
pub type Typed<W> = Box<dyn Fn(String, &mut W, &mut Environment) -> Result<Then<W>, Problem>>;

/// A line to type into.
pub struct Prompt<W> {
    title: String,
    /// What explains it; empty for nothing.
    note: String,
    input: Input,
    command: Typed<W>,
    wide: u16,
    /// Whether nothing is something that can be taken.
    may_be_empty: bool,
    /// The explanation as it is laid out.
    lines: Vec<String>,
    frame: Rect,
}

impl<W> Prompt<W> {
    /// A line with a text to begin with.
    pub fn new(
        title: impl Into<String>,
        text: &str,
        command: impl Fn(String, &mut W, &mut Environment) -> Result<Then<W>, Problem> + 'static,
    ) -> Self {
        Self {
            title: title.into(),
            note: String::new(),
            input: Input::with(text),
            command: Box::new(command),
            wide: 50,
            may_be_empty: false,
            lines: Vec::new(),
            frame: Rect::ZERO,
        }
    }

    /// With more room, in cells.
    pub fn wide(self, wide: u16) -> Self {
        Self { wide, ..self }
    }

    /// With an explanation above the line.
    pub fn noted(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }

    /// Closes it; what was typed is dropped only by a second time.
    fn leave(&mut self, env: &Environment) -> Then<W> {
        match self.input.leaves() {
            true => Then::Close,
            false => Then::say(env, "bench.drops-typed"),
        }
    }

    /// Takes an empty line too.
    pub fn may_be_empty(self) -> Self {
        Self { may_be_empty: true, ..self }
    }
}

impl<W> Layer<W> for Prompt<W> {
    fn update(
        &mut self,
        action: &Action,
        work: &mut W,
        env: &mut Environment,
    ) -> Result<Then<W>, Problem> {
        match action {
            Action::Text(edit) => self.input.edit(edit),
            Action::Select => {
                let text = self.input.text().trim().to_owned();
                if text.is_empty() && !self.may_be_empty {
                    return Ok(Then::say(env, "bench.no-name"));
                }
                return (self.command)(text, work, env);
            }
            Action::Click(at) if !self.frame.contains(*at) => return Ok(self.leave(env)),
            // The mouse alone must do: a click on the line takes the text as it is.
            Action::Click(at) if at.y + 3 >= self.frame.bottom() => {
                return self.update(&Action::Select, work, env);
            }
            Action::Back => return Ok(self.leave(env)),
            _ => return Ok(Then::Stay),
        }
        Ok(Then::Stay)
    }

    fn arrange(&mut self, area: Rect, _work: &W, _env: &Environment) {
        let wide = self.wide.min(area.width);
        let most = usize::from(area.height.saturating_sub(5));
        self.lines = match self.note.as_str() {
            "" => Vec::new(),
            note => text::wrap(&text::sanitize(note), usize::from(wide.saturating_sub(4)).max(8)),
        };
        self.lines.truncate(most);
        self.frame = draw::centred(area, wide, 5 + self.lines.len() as u16);
    }

    fn view(&self, buffer: &mut Buffer, _work: &W, env: &Environment) {
        draw::panel(buffer, self.frame, env);
        let (x, mut y) = (self.frame.x + 2, self.frame.y + 1);
        let room = self.frame.width.saturating_sub(4);
        draw::put(buffer, x, y, room, &self.title, env.style(Role::Heading));
        for line in &self.lines {
            y += 1;
            draw::put(buffer, x, y, room, line, env.style(Role::Muted));
        }
        let sign = format!("{} ", env.signs.here);
        let at = draw::put(buffer, x, y + 1, room, &sign, env.style(Role::Accent));
        self.input.draw(buffer, (at, y + 1, (x + room).saturating_sub(at)), env);
        draw::put(buffer, x, y + 2, room, env.say("bench.enter-takes"), env.style(Role::Muted));
    }

    fn hints(&self) -> Vec<&'static str> {
        vec!["select/take", "back/leave"]
    }

    fn typing(&self) -> bool {
        true
    }

    fn floats(&self) -> bool {
        true
    }
}
