//! A closer look at a drawing or a block of code: the whole window is for it, and it scrolls both ways.

use ratatui::{buffer::Buffer, layout::Rect};

use super::Lesson;
use crate::{
    diagram::Zoom,
    page::{Charset, Line, LineKind, Source, Wide, picture},
    tui::{
        action::{Action, Motion},
        screen::{Effect, Environment},
        widgets::prose::{self, Marks},
    },
};

/// A drawing that fills the window.
pub(super) struct Look {
    /// The Mermaid source, which is drawn for the window; other blocks keep their lines.
    source: Option<String>,
    zoom: Zoom,
    drawn: Option<(u16, Zoom)>,
    charset: Charset,
    lines: Vec<Line>,
    top: usize,
    left: usize,
    area: Rect,
}

impl Look {
    /// Draws a Mermaid source for the window and the zoom, if that is not how it is drawn.
    fn redraw(&mut self) {
        let wanted = (self.area.width, self.zoom);
        let Some(source) = self.source.as_ref().filter(|_| self.drawn != Some(wanted)) else {
            return;
        };
        self.drawn = Some(wanted);
        let width = usize::from(self.area.width);
        if let Some(rows) = picture::draw(source, width, self.charset, self.zoom) {
            let wide = |row| Wide { fixed: 0, block: 0, row, code: false };
            self.lines = (0..)
                .zip(rows)
                .map(|(row, spans)| Line { spans, at: 0, kind: LineKind::Wide(wide(row)) })
                .collect();
        }
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
        self.look = Some(Look {
            source: (source.language == "mermaid").then(|| source.text.clone()),
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
    pub(super) fn look_at(&mut self, action: Action) -> Effect {
        let Some(look) = &mut self.look else { return Effect::Pass };
        let widest = look.lines.iter().map(Line::width).max().unwrap_or(0);
        let (width, height) = (usize::from(look.area.width), usize::from(look.area.height));
        let (last_top, last_left) =
            (look.lines.len().saturating_sub(height), widest.saturating_sub(width));
        match action {
            Action::Move(Motion::Left) => look.left = look.left.saturating_sub(8),
            Action::Move(Motion::Right) => look.left = (look.left + 8).min(last_left),
            Action::Move(Motion::Bottom) => look.top = last_top,
            Action::Move(motion) => {
                look.top = motion.apply(look.top, look.lines.len(), height).min(last_top);
            }
            Action::Wheel { lines, .. } => {
                look.top = look.top.saturating_add_signed(lines.into()).min(last_top);
            }
            Action::Lesson(super::Command::Diagram) if look.source.is_some() => {
                look.zoom = match look.zoom {
                    Zoom::Full => Zoom::Compact,
                    Zoom::Compact => Zoom::Collapsed,
                    Zoom::Collapsed => Zoom::Full,
                };
                (look.top, look.left) = (0, 0);
            }
            Action::Back | Action::Select | Action::Lesson(super::Command::Diagram) => {
                self.look = None;
            }
            Action::Help | Action::Palette | Action::Quit => return Effect::Pass,
            _ => return Effect::Nothing,
        }
        Effect::Redraw
    }

    pub(super) fn arrange_look(&mut self, area: Rect) {
        if let Some(look) = &mut self.look {
            look.area = Rect {
                x: area.x + 1,
                width: area.width.saturating_sub(2),
                y: area.y + 1,
                height: area.height.saturating_sub(1),
            };
            look.redraw();
        }
    }

    /// Draws the drawing in the middle of the window; says whether there is one.
    pub(super) fn draw_look(&self, buffer: &mut Buffer, env: &Environment) -> bool {
        let Some(look) = &self.look else { return false };
        let widest = look.lines.iter().map(Line::width).max().unwrap_or(0) as u16;
        let gap = look.area.width.saturating_sub(widest) / 2;
        let area = Rect { x: look.area.x + gap, width: look.area.width - gap, ..look.area };
        let marks = Marks { sideways: look.left, ..Marks::default() };
        for (line, y) in look.lines.iter().skip(look.top).zip(area.y..area.bottom()) {
            prose::marked_line(buffer, Rect { y, height: 1, ..area }, line, marks, env);
        }
        true
    }
}
