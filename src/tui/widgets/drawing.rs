//! A drawing or a block of code in the room it has: it scrolls both ways, and a diagram shows more or less.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::prose::{self, Marks};
use crate::{
    diagram::{self, Diagram, Kind, Zoom},
    page::{Charset, Line, LineKind, Wide, picture},
    role::Role,
    tui::{action::Motion, draw, screen::Environment},
};

/// Cells that one key moves sideways.
const STEP: usize = 8;

/// The drawing.
pub struct Drawing {
    /// What is drawn for the room; other blocks keep their lines.
    diagram: Option<Diagram>,
    zoom: Zoom,
    /// Whether the zoom was chosen; else what fits is shown.
    chosen: bool,
    drawn: Option<(u16, Zoom)>,
    charset: Charset,
    lines: Vec<Line>,
    /// The diagram as it was drawn last, until somebody takes it.
    picture: Option<diagram::Drawing>,
    top: usize,
    left: usize,
    area: Rect,
}

impl Drawing {
    /// A drawing of a Mermaid source, as much of it as fits.
    pub fn new(source: &str, env: &Environment) -> Self {
        let diagram = diagram::parse(source).ok();
        Self { chosen: false, ..Self::whole(diagram, Vec::new(), env) }
    }

    /// All of a diagram, or the lines of a block that is none.
    pub fn whole(diagram: Option<Diagram>, lines: Vec<Line>, env: &Environment) -> Self {
        Self {
            diagram,
            zoom: Zoom::Full,
            chosen: true,
            drawn: None,
            charset: prose::charset(env),
            lines,
            picture: None,
            top: 0,
            left: 0,
            area: Rect::ZERO,
        }
    }

    /// Whether it can show more or less.
    pub fn is_diagram(&self) -> bool {
        self.diagram.is_some()
    }

    /// The diagram with its places, once after each time that it was drawn.
    pub fn take_picture(&mut self) -> Option<(Kind, diagram::Drawing)> {
        Some((self.diagram.as_ref()?.kind(), self.picture.take()?))
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
        let Some(diagram) = &self.diagram else { return };
        let drawing = picture::drawing(diagram, usize::from(self.area.width), self.charset, zoom);
        let wide = |row| Wide { fixed: 0, block: 0, row, code: false };
        self.lines = (0..)
            .zip(picture::rows(&drawing))
            .map(|(row, spans)| Line { spans, at: 0, kind: LineKind::Wide(wide(row)) })
            .collect();
        self.picture = Some(drawing);
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

    /// Scrolls as little as needed to show a part of it.
    pub fn show(&mut self, part: diagram::Rect) {
        let (width, height) = (usize::from(self.area.width), usize::from(self.area.height));
        self.left = scrolled(self.left, part.x, part.width, width);
        self.top = scrolled(self.top, part.y, part.height, height);
    }

    /// The column and row of the drawing under a place of the window.
    pub fn cell_at(&self, at: Position) -> Option<(usize, usize)> {
        let seen = self.seen();
        let x = usize::from(at.x.checked_sub(seen.x)?) + self.left;
        Some((x, usize::from(at.y.checked_sub(seen.y)?) + self.top))
    }

    /// Marks cells of the drawing that are in sight.
    pub fn mark(
        &self,
        cells: impl Iterator<Item = (usize, usize)>,
        buffer: &mut Buffer,
        env: &Environment,
    ) {
        let seen = self.seen();
        for (x, y) in cells {
            let (Some(x), Some(y)) = (x.checked_sub(self.left), y.checked_sub(self.top)) else {
                continue;
            };
            let inside = x < usize::from(seen.width) && y < usize::from(seen.height);
            let at = Position::new(seen.x + x as u16, seen.y + y as u16);
            if let Some(cell) = buffer.cell_mut(at).filter(|_| inside) {
                cell.set_style(env.style(Role::DiagramFocus));
            }
        }
    }

    /// Where it stands: in the middle of its area.
    fn seen(&self) -> Rect {
        let gap = self.area.width.saturating_sub(self.widest() as u16) / 2;
        Rect { x: self.area.x + gap, width: self.area.width - gap, ..self.area }
    }

    /// Draws it in the middle of its area.
    pub fn view(&self, buffer: &mut Buffer, env: &Environment) {
        let area = self.seen();
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

/// The first cell in sight, moved as little as needed to show a range.
fn scrolled(first: usize, start: usize, length: usize, room: usize) -> usize {
    first.max((start + length).saturating_sub(room)).min(start)
}
