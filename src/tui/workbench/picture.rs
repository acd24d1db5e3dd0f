//! The design as a diagram that fills the window.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    bench::Bench,
    sheet::{Sheet, Then},
};
use crate::{
    design::Architecture,
    problem::Problem,
    tui::{action::Action, screen::Environment, widgets::drawing::Drawing},
};

/// The diagram.
pub(super) struct Picture {
    drawing: Drawing,
    area: Rect,
}

impl Picture {
    /// Draws a design.
    pub(super) fn new(answer: &Architecture, env: &Environment) -> Self {
        Self { drawing: Drawing::new(answer.to_mermaid(), env), area: Rect::ZERO }
    }
}

impl Sheet for Picture {
    fn update(
        &mut self,
        action: &Action,
        _bench: &mut Bench,
        _env: &mut Environment,
    ) -> Result<Then, Problem> {
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

    fn arrange(&mut self, area: Rect, _bench: &Bench, _env: &Environment) {
        self.area = area;
        self.drawing.arrange(Rect {
            x: area.x + 1,
            y: area.y + 2,
            width: area.width.saturating_sub(2),
            height: area.height.saturating_sub(2),
        });
    }

    fn view(&self, buffer: &mut Buffer, bench: &Bench, env: &Environment) {
        let title = &bench.folder.exercise.title;
        let shown = env.say(self.drawing.zoom_key());
        super::title(buffer, self.area, &format!("{title}  {}  {shown}", env.signs.dot), env);
        self.drawing.view(buffer, env);
    }

    fn hints(&self) -> Vec<&'static str> {
        vec!["pan", "diagram", "back"]
    }
}
