//! A line to type a text into, with what to do with it.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Layer, Then};
use crate::{
    problem::Problem,
    role::Role,
    tui::{action::Action, draw, screen::Environment, widgets::input::Input},
};

/// What a typed line does.
pub type Typed<W> = Box<dyn Fn(String, &mut W, &mut Environment) -> Result<Then<W>, Problem>>;

/// A line to type into.
pub struct Prompt<W> {
    title: String,
    input: Input,
    command: Typed<W>,
    wide: u16,
    /// Whether nothing is something that can be taken.
    may_be_empty: bool,
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
            input: Input::with(text),
            command: Box::new(command),
            wide: 50,
            may_be_empty: false,
            frame: Rect::ZERO,
        }
    }

    /// With more room, in cells.
    pub fn wide(self, wide: u16) -> Self {
        Self { wide, ..self }
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
            Action::Click(at) if !self.frame.contains(*at) => return Ok(Then::Close),
            // The mouse alone must do: a click on the line takes the text as it is.
            Action::Click(at) if at.y > self.frame.y + 1 => {
                return self.update(&Action::Select, work, env);
            }
            Action::Back => return Ok(Then::Close),
            _ => return Ok(Then::Stay),
        }
        Ok(Then::Stay)
    }

    fn arrange(&mut self, area: Rect, _work: &W, _env: &Environment) {
        self.frame = draw::centred(area, self.wide, 5);
    }

    fn view(&self, buffer: &mut Buffer, _work: &W, env: &Environment) {
        draw::panel(buffer, self.frame, env);
        let (x, y) = (self.frame.x + 2, self.frame.y + 1);
        let room = self.frame.width.saturating_sub(4);
        draw::put(buffer, x, y, room, &self.title, env.style(Role::Heading));
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
