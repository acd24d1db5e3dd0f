//! A grid of cells: text by grapheme cluster, and lines as arms whose glyphs are found at the end.

mod glyph;

use std::borrow::Cow;

use crate::text;
use glyph::{ascii, unicode};

/// How an arm of a line is stroked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Arm {
    #[default]
    None,
    Dotted,
    Light,
    Heavy,
    Double,
}

/// Directions of arms.
pub(crate) const NORTH: usize = 0;
pub(crate) const EAST: usize = 1;
pub(crate) const SOUTH: usize = 2;
pub(crate) const WEST: usize = 3;

/// What a run of cells belongs to; a screen maps it to a style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Ink {
    #[default]
    Blank,
    Node,
    NodeLabel,
    Edge,
    EdgeLabel,
    Group,
    GroupTitle,
    Note,
    Lifeline,
    Activation,
    /// The title of the whole diagram.
    Title,
}

/// The characters to draw with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Charset {
    #[default]
    Unicode,
    Ascii,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Content {
    #[default]
    Blank,
    Line,
    Char(char),
    /// Several characters in one cell: their place among the clusters of the canvas.
    Cluster(u32),
    /// The second half of a wide cluster.
    Tail,
}

/// Huge drawings have millions of them, so they are small.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    content: Content,
    arms: [Arm; 4],
    round: bool,
    ink: Ink,
    owner: Option<u32>,
}

impl Cell {
    fn new(content: Content, ink: Ink, owner: usize) -> Self {
        Self { content, ink, owner: u32::try_from(owner).ok(), ..Self::default() }
    }
}

/// A run of cells with the same ink and owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub text: Cow<'static, str>,
    pub ink: Ink,
    /// Index of the node, edge or group it belongs to, by ink.
    pub owner: Option<usize>,
}

/// As many blanks as most gaps have.
const BLANKS: &str = "                                                                ";

/// One row of a drawing, without blanks at its end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    pub runs: Vec<Run>,
}

/// Cells that can be drawn on; what lies outside is ignored.
pub(crate) struct Canvas {
    width: usize,
    height: usize,
    cells: Vec<Cell>,
    clusters: Vec<Box<str>>,
    charset: Charset,
}

impl Canvas {
    pub(crate) fn new(width: usize, height: usize, charset: Charset) -> Self {
        let cells = vec![Cell::default(); width * height];
        Self { width, height, cells, clusters: Vec::new(), charset }
    }

    fn cell(&mut self, x: usize, y: usize) -> Option<&mut Cell> {
        if x < self.width { self.cells.get_mut(y * self.width + x) } else { None }
    }

    /// Adds an arm to a cell; what was there stays.
    pub(crate) fn arm(&mut self, x: usize, y: usize, way: usize, arm: Arm, ink: Ink, owner: usize) {
        let Some(cell) = self.cell(x, y) else { return };
        if !matches!(cell.content, Content::Blank | Content::Line) {
            return;
        }
        if cell.content == Content::Blank {
            cell.ink = ink;
            cell.owner = u32::try_from(owner).ok();
        }
        cell.content = Content::Line;
        cell.arms[way] = cell.arms[way].max(arm);
    }

    /// A straight line with arms along it, both ends included.
    pub(crate) fn line(
        &mut self,
        from: (usize, usize),
        to: (usize, usize),
        arm: Arm,
        ink: Ink,
        owner: usize,
    ) {
        let (dx, dy) = (to.0 as i64 - from.0 as i64, to.1 as i64 - from.1 as i64);
        let (forth, back) = match (dx.signum(), dy.signum()) {
            (1, _) => (EAST, WEST),
            (-1, _) => (WEST, EAST),
            (_, 1) => (SOUTH, NORTH),
            (_, -1) => (NORTH, SOUTH),
            _ => return,
        };
        let steps = dx.abs().max(dy.abs());
        for step in 0..=steps {
            let x = (from.0 as i64 + dx.signum() * step) as usize;
            let y = (from.1 as i64 + dy.signum() * step) as usize;
            if step > 0 {
                self.arm(x, y, back, arm, ink, owner);
            }
            if step < steps {
                self.arm(x, y, forth, arm, ink, owner);
            }
        }
    }

    /// A box with the given strokes for its top, sides and bottom.
    pub(crate) fn frame(
        &mut self,
        rect: super::Rect,
        [top, sides, bottom]: [Arm; 3],
        round: bool,
        ink: Ink,
        owner: usize,
    ) {
        if rect.width < 2 || rect.height < 2 {
            return;
        }
        let (x, y) = (rect.x, rect.y);
        let (right, low) = (x + rect.width - 1, y + rect.height - 1);
        self.line((x, y), (right, y), top, ink, owner);
        self.line((x, low), (right, low), bottom, ink, owner);
        self.line((x, y), (x, low), sides, ink, owner);
        self.line((right, y), (right, low), sides, ink, owner);
        if round {
            for (x, y) in [(x, y), (right, y), (x, low), (right, low)] {
                if let Some(cell) = self.cell(x, y) {
                    cell.round = true;
                }
            }
        }
    }

    /// Writes a character over whatever is there.
    pub(crate) fn put(&mut self, x: usize, y: usize, c: char, ink: Ink, owner: usize) {
        if let Some(cell) = self.cell(x, y) {
            *cell = Cell::new(Content::Char(c), ink, owner);
        }
    }

    /// Writes text from a cell to the right over whatever is there.
    pub(crate) fn write(&mut self, x: usize, y: usize, text: &str, ink: Ink, owner: usize) {
        let mut at = x;
        for (cluster, size) in text::clusters(text) {
            if size == 0 {
                continue;
            }
            for part in 0..size {
                let mut chars = cluster.chars();
                let content = match (part, chars.next(), chars.next()) {
                    (0, Some(c), None) => Content::Char(c),
                    (0, ..) => {
                        self.clusters.push(cluster.into());
                        Content::Cluster(self.clusters.len() as u32 - 1)
                    }
                    _ => Content::Tail,
                };
                if let Some(cell) = self.cell(at + part, y) {
                    *cell = Cell::new(content, ink, owner);
                }
            }
            at += size;
        }
    }

    /// Makes a rectangle blank.
    pub(crate) fn clear(&mut self, rect: super::Rect) {
        for y in rect.y..rect.y + rect.height {
            for x in rect.x..rect.x + rect.width {
                if let Some(cell) = self.cell(x, y) {
                    *cell = Cell::default();
                }
            }
        }
    }

    /// Replaces a straight piece of a border by a mark, unless a line starts there.
    pub(crate) fn mark(&mut self, x: usize, y: usize, c: char) {
        if let Some(cell) = self.cell(x, y)
            && cell.content == Content::Line
            && (cell.arms[EAST] == Arm::None) == (cell.arms[WEST] == Arm::None)
            && (cell.arms[NORTH] == Arm::None) == (cell.arms[SOUTH] == Arm::None)
        {
            cell.content = Content::Char(c);
        }
    }

    /// Lets a line from above end in the middle of a cell, unless another one meets it there.
    pub(crate) fn stop(&mut self, x: usize, y: usize) {
        let charset = self.charset;
        if let Some(cell) = self.cell(x, y)
            && cell.content == Content::Line
            && cell.arms[EAST..].iter().all(|arm| *arm == Arm::None)
            && charset == Charset::Unicode
        {
            cell.content =
                Content::Char(if cell.arms[NORTH] == Arm::Heavy { '╹' } else { '╵' });
        }
    }

    /// Writes lines of text below one another.
    pub(crate) fn write_lines(
        &mut self,
        x: usize,
        y: usize,
        lines: &[String],
        ink: Ink,
        owner: usize,
    ) {
        for (row, line) in lines.iter().enumerate() {
            self.write(x, y + row, line, ink, owner);
        }
    }

    /// The rows as runs of equal ink and owner.
    pub(crate) fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::with_capacity(self.height);
        for cells in self.cells.chunks(self.width.max(1)) {
            let end = cells
                .iter()
                .rposition(|cell| !matches!(cell.content, Content::Blank))
                .map_or(0, |at| at + 1);
            let alike = |a: &Cell, b: &Cell| a.ink == b.ink && a.owner == b.owner;
            let runs = cells[..end].chunk_by(alike).map(|cells| self.run(cells));
            let row = Row { runs: runs.filter(|run| !run.text.is_empty()).collect() };
            rows.push(row);
        }
        rows.truncate(self.height);
        while rows.last().is_some_and(|row| row.runs.is_empty()) {
            rows.pop();
        }
        rows
    }

    /// The text of cells with the same ink and owner.
    fn run(&self, cells: &[Cell]) -> Run {
        let first = cells.first().copied().unwrap_or_default();
        let text = self.common(cells).map_or_else(|| self.own(cells).into(), Cow::Borrowed);
        Run { text, ink: first.ink, owner: first.owner.map(|owner| owner as usize) }
    }

    /// The text of cells that are blank or of one that a line passes: most of a large drawing.
    fn common(&self, cells: &[Cell]) -> Option<&'static str> {
        match cells {
            [cell] if cell.content == Content::Line => match self.glyph(cell) {
                '│' => Some("│"),
                '|' => Some("|"),
                _ => None,
            },
            _ if cells.iter().all(|cell| cell.content == Content::Blank) => {
                BLANKS.get(..cells.len())
            }
            _ => None,
        }
    }

    /// The text of any cells.
    fn own(&self, cells: &[Cell]) -> String {
        let is_line = cells.first().is_some_and(|cell| cell.content == Content::Line);
        let size = if is_line { '─'.len_utf8() } else { 1 };
        let mut text = String::with_capacity(size * cells.len());
        for cell in cells {
            match cell.content {
                Content::Tail => {}
                Content::Blank => text.push(' '),
                Content::Char(c) => text.push(c),
                Content::Cluster(at) => text.push_str(&self.clusters[at as usize]),
                Content::Line => text.push(self.glyph(cell)),
            }
        }
        text
    }

    fn glyph(&self, cell: &Cell) -> char {
        match self.charset {
            Charset::Unicode => unicode(cell.arms, cell.round),
            // A `+` in the top of a box would read as a corner.
            Charset::Ascii if matches!(cell.ink, Ink::Node | Ink::Note) => {
                let [north, east, south, west] = cell.arms.map(|arm| arm != Arm::None);
                let joint = north && east && west && !south;
                let north = if joint { Arm::None } else { cell.arms[NORTH] };
                ascii([north, cell.arms[EAST], cell.arms[SOUTH], cell.arms[WEST]], cell.round)
            }
            Charset::Ascii => ascii(cell.arms, cell.round),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagram::Rect;

    fn text(canvas: &Canvas) -> Vec<String> {
        let runs = |row: Row| row.runs.into_iter().map(|run| run.text).collect();
        canvas.rows().into_iter().map(runs).collect()
    }

    #[test]
    fn glyphs_come_from_the_arms_that_meet() {
        let mut canvas = Canvas::new(5, 3, Charset::Unicode);
        let rect = Rect { x: 0, y: 0, width: 5, height: 3 };
        canvas.frame(rect, [Arm::Double, Arm::Light, Arm::Light], false, Ink::Node, 0);
        canvas.line((2, 0), (2, 2), Arm::Dotted, Ink::Edge, 0);
        assert_eq!(text(&canvas), ["╒═╤═╕", "│ ┆ │", "└─┴─┘"]);
    }

    #[test]
    fn a_crossing_stays_a_crossing_and_corners_can_be_round() {
        let mut canvas = Canvas::new(3, 3, Charset::Unicode);
        canvas.line((0, 1), (2, 1), Arm::Heavy, Ink::Edge, 0);
        canvas.line((1, 0), (1, 2), Arm::Light, Ink::Edge, 1);
        assert_eq!(text(&canvas), [" │", "━┿━", " │"]);
        let mut canvas = Canvas::new(2, 2, Charset::Ascii);
        let rect = Rect { x: 0, y: 0, width: 2, height: 2 };
        canvas.frame(rect, [Arm::Light; 3], true, Ink::Node, 0);
        assert_eq!(text(&canvas), ["..", "''"]);
    }

    #[test]
    fn wide_clusters_take_two_cells() {
        let mut canvas = Canvas::new(4, 1, Charset::Unicode);
        canvas.write(0, 0, "数x", Ink::NodeLabel, 0);
        canvas.put(3, 0, '|', Ink::Node, 0);
        assert_eq!(text(&canvas), ["数x|"]);
    }
}
