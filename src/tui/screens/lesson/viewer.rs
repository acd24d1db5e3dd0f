//! A closer look at a drawing or a block of code: the whole window is for it, and it scrolls both ways.

mod walk;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use self::walk::Walk;
use super::Lesson;
use crate::{
    diagram::{self, Diagram, Zoom},
    markdown::{Link, Target},
    page::{Charset, Line, LineKind, Source, Wide, picture},
    problem::Problem,
    role::Role,
    tui::{
        action::{Action, Motion},
        screen::{Effect, Environment},
        widgets::prose::{self, Marks},
    },
};

/// A drawing that fills the window.
pub(super) struct Viewer {
    /// The diagram, which is drawn for the window; other blocks keep their lines.
    diagram: Option<Diagram>,
    walk: Option<Walk>,
    zoom: Zoom,
    drawn: Option<(u16, Zoom)>,
    charset: Charset,
    lines: Vec<Line>,
    top: usize,
    left: usize,
    area: Rect,
}

impl Viewer {
    /// Draws the diagram for the window and the zoom, if that is not how it is drawn.
    fn redraw(&mut self) {
        let wanted = (self.area.width, self.zoom);
        let Some(diagram) = self.diagram.as_ref().filter(|_| self.drawn != Some(wanted)) else {
            return;
        };
        self.drawn = Some(wanted);
        let width = usize::from(self.area.width);
        let drawing = picture::drawing(diagram, width, self.charset, self.zoom);
        let wide = |row| Wide { fixed: 0, block: 0, row, code: false };
        self.lines = (0..)
            .zip(picture::rows(&drawing))
            .map(|(row, spans)| Line { spans, at: 0, kind: LineKind::Wide(wide(row)) })
            .collect();
        self.walk = Some(Walk::new(diagram.kind(), drawing));
    }

    /// Blanks before the drawing, which stands in the middle.
    fn gap(&self) -> u16 {
        let widest = self.lines.iter().map(Line::width).max().unwrap_or(0) as u16;
        self.area.width.saturating_sub(widest) / 2
    }

    /// Brings what has the focus into sight and says what it is.
    fn show(&mut self) -> Effect {
        let Some(walk) = self.walk.as_ref().filter(|walk| walk.is_on()) else {
            return Effect::Redraw;
        };
        if let Some(rect) = walk.bounds() {
            let (width, height) = (usize::from(self.area.width), usize::from(self.area.height));
            self.left = scrolled(self.left, rect.x, rect.width, width);
            self.top = scrolled(self.top, rect.y, rect.height, height);
        }
        Effect::Notice(walk.words())
    }

    /// Takes an action that moves the focus; `None` if it does not.
    fn walk_on(&mut self, action: &Action) -> Option<Effect> {
        let (gap, area) = (self.gap(), self.area);
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
            Action::Click(Position { x, y }) => {
                let x = usize::from(x.checked_sub(area.x + gap)?) + self.left;
                walk.point_at(x, usize::from(y.checked_sub(area.y)?) + self.top)
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

/// The first cell in sight, moved as little as needed to show a range.
fn scrolled(first: usize, start: usize, length: usize, room: usize) -> usize {
    first.max((start + length).saturating_sub(room)).min(start)
}

impl Lesson {
    /// Opens the first drawing in sight, or the first block of code if there is none.
    pub(super) fn look_closer(&mut self, env: &Environment) -> Effect {
        let sources = self.sources_in_sight();
        let drawn = |source: &&Source| matches!(source.language.as_str(), "mermaid" | "diagram");
        let Some(source) = sources.iter().find(drawn).or_else(|| sources.first()) else {
            return Effect::Notice(env.say("lesson.no-diagram").to_owned());
        };
        self.viewer = Some(Viewer {
            diagram: Some(source)
                .filter(|source| source.language == "mermaid")
                .and_then(|source| diagram::parse(&source.text).ok()),
            walk: None,
            zoom: Zoom::Full,
            drawn: None,
            charset: prose::charset(env),
            lines: self.page.block(source.hash),
            top: 0,
            left: 0,
            area: Rect::ZERO,
        });
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
        let widest = viewer.lines.iter().map(Line::width).max().unwrap_or(0);
        let (width, height) = (usize::from(viewer.area.width), usize::from(viewer.area.height));
        let (last_top, last_left) =
            (viewer.lines.len().saturating_sub(height), widest.saturating_sub(width));
        match action {
            Action::Move(Motion::Left) => viewer.left = viewer.left.saturating_sub(8),
            Action::Move(Motion::Right) => viewer.left = (viewer.left + 8).min(last_left),
            Action::Move(Motion::Bottom) => viewer.top = last_top,
            Action::Move(motion) => {
                viewer.top = motion.apply(viewer.top, viewer.lines.len(), height).min(last_top);
            }
            Action::Wheel { lines, .. } => {
                viewer.top = viewer.top.saturating_add_signed(lines.into()).min(last_top);
            }
            Action::Own("diagram") if viewer.diagram.is_some() => {
                viewer.zoom = match viewer.zoom {
                    Zoom::Full => Zoom::Compact,
                    Zoom::Compact => Zoom::Collapsed,
                    Zoom::Collapsed => Zoom::Full,
                };
                (viewer.top, viewer.left) = (0, 0);
            }
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
            viewer.area = Rect {
                x: area.x + 1,
                width: area.width.saturating_sub(2),
                y: area.y + 1,
                height: area.height.saturating_sub(1),
            };
            viewer.redraw();
        }
    }

    /// Draws the drawing in the middle of the window; says whether there is one.
    pub(super) fn draw_look(&self, buffer: &mut Buffer, env: &Environment) -> bool {
        let Some(viewer) = &self.viewer else { return false };
        let gap = viewer.gap();
        let area = Rect { x: viewer.area.x + gap, width: viewer.area.width - gap, ..viewer.area };
        let marks = Marks { sideways: viewer.left, ..Marks::default() };
        for (line, y) in viewer.lines.iter().skip(viewer.top).zip(area.y..area.bottom()) {
            prose::marked_line(buffer, Rect { y, height: 1, ..area }, line, marks, env);
        }
        for (x, y) in viewer.walk.iter().flat_map(Walk::cells) {
            let (Some(x), Some(y)) = (x.checked_sub(viewer.left), y.checked_sub(viewer.top)) else {
                continue;
            };
            let seen = x < usize::from(area.width) && y < usize::from(area.height);
            let at = Position::new(area.x + x as u16, area.y + y as u16);
            if let Some(cell) = buffer.cell_mut(at).filter(|_| seen) {
                cell.set_style(env.style(Role::DiagramFocus));
            }
        }
        true
    }
}
