//! A drawing made from Mermaid source for the room it has: it scrolls both ways and shows more or less.

use ratatui::{buffer::Buffer, layout::Rect};

use super::prose::{self, Marks};
use crate::{
    diagram::Zoom,
    page::{Charset, Line, LineKind, Wide, picture},
    role::Role,
    tui::{action::Motion, draw, screen::Environment},
};

/// Cells that one key moves sideways.
const STEP: usize = 8;

/// The drawing.
pub struct Drawing {
    source: String,
    zoom: Zoom,
    /// Whether the zoom was chosen; else what fits is shown.
    chosen: bool,
    drawn: Option<(u16, Zoom)>,
    charset: Charset,
    lines: Vec<Line>,
    top: usize,
    left: usize,
    area: Rect,
}

impl Drawing {
    /// A drawing of a source.
    pub fn new(source: String, env: &Environment) -> Self {
        Self {
            source,
            zoom: Zoom::Full,
            chosen: false,
            drawn: None,
            charset: prose::charset(env),
            lines: Vec::new(),
            top: 0,
            left: 0,
            area: Rect::ZERO,
        }
    }

    /// Draws it for an area, if that is not how it is drawn.
    pub fn arrange(&mut self, area: Rect) {
        self.area = area;
        if !self.chosen && self.drawn.is_none_or(|(width, _)| width != area.width) {
            for zoom in [Zoom::Full, Zoom::Compact, Zoom::Collapsed] {
                self.draw_as(zoom);
                let fits = self.widest() <= usize::from(area.width)
                    && self.lines.len() <= usize::from(area.height);
                if fits {
                    break;
                }
            }
        } else if self.drawn != Some((area.width, self.zoom)) {
            self.draw_as(self.zoom);
        }
        self.top = self.top.min(self.last_top());
        self.left = self.left.min(self.last_left());
    }

    fn draw_as(&mut self, zoom: Zoom) {
        self.zoom = zoom;
        self.drawn = Some((self.area.width, zoom));
        let drawn = picture::draw(&self.source, usize::from(self.area.width), self.charset, zoom);
        let wide = |row| Wide { fixed: 0, block: 0, row, code: false };
        let rows = drawn.unwrap_or_default();
        self.lines = (0..)
            .zip(rows)
            .map(|(row, spans)| Line { spans, at: 0, kind: LineKind::Wide(wide(row)) })
            .collect();
    }

    fn widest(&self) -> usize {
        self.lines.iter().map(Line::width).max().unwrap_or(0)
    }

    fn last_top(&self) -> usize {
        self.lines.len().saturating_sub(usize::from(self.area.height))
    }

    fn last_left(&self) -> usize {
        self.widest().saturating_sub(usize::from(self.area.width))
    }

    /// Shows more or less of it.
    pub fn zoom(&mut self) {
        let next = match self.zoom {
            Zoom::Full => Zoom::Compact,
            Zoom::Compact => Zoom::Collapsed,
            Zoom::Collapsed => Zoom::Full,
        };
        self.chosen = true;
        self.draw_as(next);
        (self.top, self.left) = (0, 0);
    }

    /// Moves what is in sight.
    pub fn scroll(&mut self, motion: Motion) {
        let height = usize::from(self.area.height);
        match motion {
            Motion::Left => self.left = self.left.saturating_sub(STEP),
            Motion::Right => self.left = (self.left + STEP).min(self.last_left()),
            Motion::Bottom => self.top = self.last_top(),
            other => {
                self.top = other.apply(self.top, self.lines.len(), height).min(self.last_top())
            }
        }
    }

    /// Scrolls by lines.
    pub fn shift(&mut self, lines: i16) {
        self.top = self.top.saturating_add_signed(lines.into()).min(self.last_top());
    }

    /// How much is shown, a key of the words.
    pub fn zoom_key(&self) -> &'static str {
        match self.zoom {
            Zoom::Full => "drawing.full",
            Zoom::Compact => "drawing.compact",
            Zoom::Collapsed => "drawing.collapsed",
        }
    }

    /// Draws it in the middle of its area.
    pub fn view(&self, buffer: &mut Buffer, env: &Environment) {
        let gap = self.area.width.saturating_sub(self.widest() as u16) / 2;
        let area = Rect { x: self.area.x + gap, width: self.area.width - gap, ..self.area };
        let marks = Marks { sideways: self.left, ..Marks::default() };
        for (line, y) in self.lines.iter().skip(self.top).zip(area.y..area.bottom()) {
            prose::marked_line(buffer, Rect { y, height: 1, ..area }, line, marks, env);
        }
        if self.top < self.last_top() {
            let (x, y) =
                (self.area.right().saturating_sub(1), self.area.bottom().saturating_sub(1));
            let sign = if env.settings.ascii { "v" } else { "▾" };
            draw::put(buffer, x, y, 1, sign, env.style(Role::Accent));
        }
    }
}
