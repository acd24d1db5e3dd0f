//! A closer look at a drawing or a block of code: the whole window is for it, and it scrolls both ways.

mod walk;

use ratatui::{buffer::Buffer, layout::Rect};

use self::walk::Walk;
use super::Lesson;
use crate::{
    diagram,
    markdown::{Link, Target},
    page::Source,
    problem::Problem,
    tui::{
        action::Action,
        screen::{Effect, Environment},
        widgets::drawing::Drawing,
    },
};

/// A drawing that fills the window.
pub(super) struct Viewer {
    drawing: Drawing,
    walk: Option<Walk>,
}

impl Viewer {
    /// Brings what has the focus into sight and says what it is.
    fn show(&mut self) -> Effect {
        let Some(walk) = self.walk.as_ref().filter(|walk| walk.is_on()) else {
            return Effect::Redraw;
        };
        if let Some(part) = walk.bounds() {
            self.drawing.show(part);
        }
        Effect::Notice(walk.words())
    }

    /// Takes an action that moves the focus; `None` if it does not.
    fn walk_on(&mut self, action: &Action) -> Option<Effect> {
        let walk = self.walk.as_mut()?;
        let taken = match action {
            Action::NextPanel | Action::Own("next-link") => {
                walk.step(true);
                true
            }
            Action::PreviousPanel | Action::Own("previous-link") => {
                walk.step(false);
                true
            }
            Action::Move(motion) => walk.go(*motion),
            Action::Click(at) => {
                let (x, y) = self.drawing.cell_at(*at)?;
                walk.point_at(x, y)
            }
            Action::Back if walk.is_on() => {
                walk.clear();
                true
            }
            _ => false,
        };
        taken.then(|| self.show())
    }
}

impl Lesson {
    /// Opens the first drawing in sight, or the first block of code if there is none.
    pub(super) fn look_closer(&mut self, env: &Environment) -> Effect {
        let sources = self.sources_in_sight();
        let drawn = |source: &&Source| matches!(source.language.as_str(), "mermaid" | "diagram");
        let Some(source) = sources.iter().find(drawn).or_else(|| sources.first()) else {
            return Effect::Notice(env.say("lesson.no-diagram").to_owned());
        };
        let diagram = (source.language == "mermaid").then(|| diagram::parse(&source.text).ok());
        let lines = self.page.block(source.hash);
        self.viewer =
            Some(Viewer { drawing: Drawing::whole(diagram.flatten(), lines, env), walk: None });
        Effect::Redraw
    }

    /// The blocks of code and drawings with a line in sight, from top to bottom.
    fn sources_in_sight(&mut self) -> Vec<Source> {
        let mut sources: Vec<Source> = Vec::new();
        let mut place = self.top;
        for _ in 0..self.rows.len() {
            if let Some(source) = self.page.source(place)
                && sources.last() != Some(&source)
            {
                sources.push(source);
            }
            place = self.page.step(place, 1);
        }
        sources
    }

    /// Takes an action while a drawing fills the window.
    ///
    /// # Errors
    /// Where the link of a node leads nowhere.
    pub(super) fn look_at(
        &mut self,
        action: Action,
        env: &mut Environment,
    ) -> Result<Effect, Problem> {
        let Some(viewer) = &mut self.viewer else { return Ok(Effect::Pass) };
        if let Some(effect) = viewer.walk_on(&action) {
            return Ok(effect);
        }
        if action == Action::Select
            && let Some(target) = viewer.walk.as_ref().and_then(Walk::link).and_then(Target::parse)
        {
            return self.follow(&Link { target, at: 0 }, env);
        }
        match action {
            Action::Move(motion) => viewer.drawing.scroll(motion),
            Action::Wheel { lines, .. } => viewer.drawing.shift(lines),
            Action::Own("diagram") if viewer.drawing.is_diagram() => viewer.drawing.zoom(),
            Action::Back | Action::Select | Action::Own("diagram") => {
                self.viewer = None;
            }
            Action::Help | Action::Palette | Action::Quit => return Ok(Effect::Pass),
            _ => return Ok(Effect::Nothing),
        }
        Ok(Effect::Redraw)
    }

    pub(super) fn arrange_look(&mut self, area: Rect) {
        if let Some(viewer) = &mut self.viewer {
            viewer.drawing.arrange(Rect {
                x: area.x + 1,
                width: area.width.saturating_sub(2),
                y: area.y + 1,
                height: area.height.saturating_sub(1),
            });
            if let Some((kind, picture)) = viewer.drawing.take_picture() {
                viewer.walk = Some(Walk::new(kind, picture));
            }
        }
    }

    /// Draws the drawing in the middle of the window; says whether there is one.
    pub(super) fn draw_look(&self, buffer: &mut Buffer, env: &Environment) -> bool {
        let Some(viewer) = &self.viewer else { return false };
        viewer.drawing.view(buffer, env);
        let cells = viewer.walk.iter().flat_map(Walk::cells);
        viewer.drawing.mark(cells, buffer, env);
        true
    }
}
