//! A diagram of the work that fills the window.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Layer, Then, title};
use crate::{
    problem::Problem,
    tui::{action::Action, screen::Environment, widgets::drawing::Drawing},
};

/// The diagram.
pub struct Picture {
    title: String,
    drawing: Drawing,
    area: Rect,
}

impl Picture {
    /// Draws Mermaid source.
    pub fn new(title: impl Into<String>, source: String, env: &Environment) -> Self {
        Self { title: title.into(), drawing: Drawing::new(&source, env), area: Rect::ZERO }
    }
}

impl<W> Layer<W> for Picture {
    fn update(
        &mut self,
        action: &Action,
        _work: &mut W,
        _env: &mut Environment,
    ) -> Result<Then<W>, Problem> {
        match action {
            Action::Move(motion) => self.drawing.scroll(*motion),
            Action::Wheel { lines, .. } => self.drawing.shift(*lines),
            Action::Own("diagram") | Action::Toggle | Action::Click(_) => {
                self.drawing.zoom();
            }
            Action::Back | Action::Select => return Ok(Then::Close),
            _ => return Ok(Then::Pass),
        }
        Ok(Then::Stay)
    }

    fn arrange(&mut self, area: Rect, _work: &W, _env: &Environment) {
        self.area = area;
        self.drawing.arrange(Rect {
            x: area.x + 1,
            y: area.y + 2,
            width: area.width.saturating_sub(2),
            height: area.height.saturating_sub(2),
        });
    }

    fn view(&self, buffer: &mut Buffer, _work: &W, env: &Environment) {
        let shown = env.say(self.drawing.zoom_key());
        let line = format!("{}  {}  {shown}", self.title, env.signs.dot);
        title(buffer, self.area, &line, env);
        self.drawing.view(buffer, env);
    }

    fn hints(&self) -> Vec<&'static str> {
        vec!["pan", "diagram", "back"]
    }
}
