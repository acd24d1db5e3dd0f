//! Where blocks stand: columns and rows of grids inside one another, with gaps between them.

use std::collections::HashMap;

use super::super::issue::MAX_CELLS;
use super::super::label;
use super::super::layout::{Frame, Placed, Rect};
use super::super::model::{End, Node, Shape};
use super::Blocks;

/// Cells of a box beside its text, from side to side.
pub(super) const BORDER: usize = 4;
/// Cells of a column where nothing stands, and of a block arrow without a text.
const EMPTY: usize = 4;
const ARROW: usize = 5;
/// Cells at which labels and the texts of lines wrap when there is room, and of words that stay whole.
const WRAP: usize = 32;
const LABEL: usize = 28;
const LONG_WORD: usize = 48;
const WORD: usize = 20;
/// Cells at which labels wrap with whole words, and with broken ones.
const WRAPS: [usize; 6] = [WRAP, 24, 18, 14, 11, 8];
const CUTS: [usize; 2] = [14, 10];
const LEAST: [usize; 6] = [8, 6, 4, 3, 2, 1];

/// How a layout is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plan {
    /// Columns that a grid may have.
    pub columns: usize,
    wrap: usize,
    word: usize,
    empty: usize,
    /// Blanks between columns and between rows.
    gaps: [usize; 2],
    ascii: bool,
}

impl Plan {
    pub(super) fn natural(blocks: &Blocks, ascii: bool) -> Self {
        let is_lined = !blocks.graph.edges.is_empty();
        // In ASCII the corners of two boxes would be one line.
        let gaps = if is_lined { [3, 1] } else { [1, usize::from(ascii)] };
        let (columns, wrap, word) = (usize::MAX, WRAP, LONG_WORD);
        Self { columns, wrap, word, empty: EMPTY, gaps, ascii }
    }

    /// Narrower and narrower: labels wrap, words break, at last there are fewer columns.
    pub(super) fn ladder(blocks: &Blocks, ascii: bool) -> Vec<Self> {
        let natural = Self::natural(blocks, ascii);
        let tight = Self { empty: 1, gaps: [natural.gaps[0].min(2), natural.gaps[1]], ..natural };
        let most = blocks.grids.iter().map(|grid| flow(grid, usize::MAX).1).max().unwrap_or(1);
        let whole =
            |columns| WRAPS.map(|wrap| Self { columns, wrap, word: WORD.max(wrap), ..tight });
        let cut = |columns| CUTS.map(|wrap| Self { columns, wrap, word: wrap, ..tight });
        let mut tried = whole(usize::MAX).to_vec();
        tried.extend(cut(usize::MAX));
        // Of very many columns few numbers are tried.
        let step = (most / 12).max(1);
        for columns in (1..most).rev().step_by(step).chain([1]) {
            tried.extend(whole(columns));
            tried.extend(cut(columns));
        }
        tried.extend(LEAST.map(|wrap| Self { columns: 1, wrap, word: wrap, ..tight }));
        tried
    }
}

/// A gap or a column of an axis of a grid: the grid, 0 for columns and 1 for rows, its number; gaps
/// are even.
pub(super) type Slot = (usize, usize, usize);
/// Cells that slots have beyond what blocks need.
pub(super) type Extra = HashMap<Slot, usize>;

/// A block in its grid.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub end: End,
    pub column: usize,
    pub row: usize,
    pub span: usize,
}

/// The blocks of a grid of so many columns at most, in rows, and how many columns there are.
pub(super) fn flow(grid: &super::Grid, limit: usize) -> (Vec<Spot>, usize) {
    let spans: usize = grid.places.iter().map(|place| place.span).sum();
    let own = grid.columns.unwrap_or(usize::MAX).min(spans).max(1);
    let columns = own.min(limit);
    let mut spots = Vec::new();
    let mut at = 0;
    for place in &grid.places {
        // In fewer columns than its author wanted a space says nothing.
        let Some(end) = place.end else {
            at += if columns < own { 0 } else { place.span };
            continue;
        };
        let (row, column) = (at / columns, at % columns);
        let span = place.span.min(columns - column);
        spots.push(Spot { end, column, row, span });
        at += span;
    }
    (spots, columns)
}

/// The gaps and columns of a grid along one axis, from its first cell on.
#[derive(Debug, Clone, Default)]
struct Axis {
    start: usize,
    slots: Vec<usize>,
}

impl Axis {
    fn new(count: usize, outer: usize, gap: usize) -> Self {
        let slot = |at: usize| match at {
            0 => outer,
            at if at == 2 * count => outer,
            at if at % 2 == 0 => gap,
            _ => 0,
        };
        Self { start: 0, slots: (0..=2 * count).map(slot).collect() }
    }

    fn size(&self) -> usize {
        self.slots.iter().sum()
    }

    /// Makes some columns together at least so large.
    fn need(&mut self, first: usize, span: usize, cells: usize) {
        let range = 2 * first + 1..2 * (first + span);
        let have: usize = self.slots[range.clone()].iter().sum();
        self.share(range.step_by(2).collect(), cells.saturating_sub(have));
    }

    /// Makes the whole so large; columns with something in them grow.
    fn grow(&mut self, cells: usize) {
        let columns = (1..self.slots.len()).step_by(2).collect();
        self.share(columns, cells.saturating_sub(self.size()));
    }

    fn share(&mut self, columns: Vec<usize>, cells: usize) {
        let count = columns.len().max(1);
        for (at, column) in columns.into_iter().enumerate() {
            self.slots[column] += cells / count + usize::from(at < cells % count);
        }
    }

    /// The first cell and the cells of some columns.
    fn span(&self, first: usize, span: usize) -> (usize, usize) {
        let before: usize = self.slots[..2 * first + 1].iter().sum();
        let range = 2 * first + 1..2 * (first + span);
        (self.start + before, self.slots[range].iter().sum())
    }

    /// The slot of a cell; what lies beyond belongs to the last one.
    fn slot(&self, cell: usize) -> usize {
        let mut end = self.start;
        for (at, size) in self.slots.iter().enumerate() {
            end += size;
            if cell < end {
                return at;
            }
        }
        self.slots.len() - 1
    }
}

/// One grid: what stands in it, its columns and its rows.
#[derive(Debug, Clone, Default)]
struct Level {
    spots: Vec<Spot>,
    axes: [Axis; 2],
    /// Rows of the title inside the frame.
    titled: usize,
}

/// All blocks with their rectangles.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub width: usize,
    pub height: usize,
    /// Lines keep a blank between them.
    pub ascii: bool,
    /// Cells at which the texts of lines wrap.
    pub label_wrap: usize,
    pub nodes: Vec<Rect>,
    pub groups: Vec<Rect>,
    titles: Vec<Vec<String>>,
    levels: Vec<Level>,
}

impl Layout {
    pub(super) fn new(blocks: &Blocks, plan: &Plan, extra: &Extra) -> Self {
        let graph = &blocks.graph;
        let mut layout = Self {
            width: 0,
            height: 0,
            ascii: plan.ascii,
            label_wrap: plan.wrap.min(LABEL),
            nodes: vec![Rect::default(); graph.nodes.len()],
            groups: vec![Rect::default(); graph.groups.len()],
            titles: vec![Vec::new(); graph.groups.len()],
            levels: Vec::with_capacity(blocks.grids.len()),
        };
        for (at, grid) in blocks.grids.iter().enumerate() {
            let (spots, columns) = flow(grid, plan.columns);
            let rows = spots.last().map_or(0, |spot| spot.row + 1);
            let outer = usize::from(at > 0);
            let axes =
                [Axis::new(columns, outer, plan.gaps[0]), Axis::new(rows.max(1), 0, plan.gaps[1])];
            layout.levels.push(Level { spots, axes, titled: 0 });
        }
        layout.across(blocks, plan, extra);
        layout.down(blocks, extra);
        layout.settle_arrows(blocks);
        layout
    }

    /// Columns, from the innermost grid out, then their places from the outermost in.
    fn across(&mut self, blocks: &Blocks, plan: &Plan, extra: &Extra) {
        let graph = &blocks.graph;
        for at in (0..self.levels.len()).rev() {
            let mut spots = self.levels[at].spots.clone();
            spots.sort_by_key(|spot| spot.span);
            let wanted = spots.iter().map(|spot| match spot.end {
                End::Node(node) => node_width(&graph.nodes[node], plan),
                End::Group(group) => self.groups[group].width,
            });
            let wanted: Vec<_> = wanted.collect();
            let level = &mut self.levels[at];
            for (spot, cells) in spots.iter().zip(wanted) {
                level.axes[0].need(spot.column, spot.span, cells);
            }
            level.fill(0, plan.empty);
            level.add(at, 0, extra);
            if let Some(group) = at.checked_sub(1) {
                let title = wrapped(&graph.groups[group].title, plan.wrap, plan.word);
                let title = label::width(&title);
                let title = if title > 0 { title + BORDER } else { 0 };
                self.groups[group].width = title.max(level.axes[0].size() + 2);
            }
        }
        self.width = self.levels.first().map_or(0, |level| level.axes[0].size());
        for at in 0..self.levels.len() {
            for spot in self.levels[at].spots.clone() {
                let (x, width) = self.levels[at].axes[0].span(spot.column, spot.span);
                let rect = self.rect(spot.end);
                (rect.x, rect.width) = (x, width);
                if let End::Group(group) = spot.end {
                    let axis = &mut self.levels[group + 1].axes[0];
                    axis.start = x + 1;
                    axis.grow(width - 2);
                }
            }
        }
    }

    /// Rows, for the widths that were found.
    fn down(&mut self, blocks: &Blocks, extra: &Extra) {
        let graph = &blocks.graph;
        for at in (0..self.levels.len()).rev() {
            for spot in self.levels[at].spots.clone() {
                let cells = match spot.end {
                    End::Node(node) => node_height(&graph.nodes[node], self.nodes[node].width),
                    End::Group(group) => self.groups[group].height,
                };
                self.levels[at].axes[1].need(spot.row, 1, cells);
            }
            let level = &mut self.levels[at];
            level.fill(1, 1);
            level.add(at, 1, extra);
            let rows = level.axes[1].size();
            if let Some(group) = at.checked_sub(1) {
                let room = self.groups[group].width.saturating_sub(BORDER);
                let lines = wrapped(&graph.groups[group].title, room, 0);
                level.titled = lines.len().saturating_sub(1);
                self.groups[group].height = rows + 2 + level.titled;
                self.titles[group] = lines;
            }
        }
        self.height = self.levels.first().map_or(0, |level| level.axes[1].size());
        for at in 0..self.levels.len() {
            for spot in self.levels[at].spots.clone() {
                let (y, height) = self.levels[at].axes[1].span(spot.row, 1);
                let rect = self.rect(spot.end);
                (rect.y, rect.height) = (y, height);
                if let End::Group(group) = spot.end {
                    let level = &mut self.levels[group + 1];
                    level.axes[1].start = y + 1 + level.titled;
                    level.axes[1].grow(height - 2 - level.titled);
                }
            }
        }
    }

    /// Block arrows without a text are as thin as their line.
    fn settle_arrows(&mut self, blocks: &Blocks) {
        for (node, rect) in blocks.graph.nodes.iter().zip(&mut self.nodes) {
            let Shape::Arrow([up, right, down, left]) = node.shape else { continue };
            if !node.label.is_empty() || rect.width == 0 {
                continue;
            }
            if !up && !down {
                (rect.y, rect.height) = (rect.y + rect.height / 2, 1);
            } else if !left && !right {
                (rect.x, rect.width) = (rect.x + rect.width / 2, 1);
            }
        }
    }

    fn rect(&mut self, end: End) -> &mut Rect {
        match end {
            End::Node(node) => &mut self.nodes[node],
            End::Group(group) => &mut self.groups[group],
        }
    }

    /// Whether it takes more cells than a drawing may have.
    pub(super) fn is_huge(&self) -> bool {
        self.width.saturating_mul(self.height) > MAX_CELLS
    }

    /// The rectangle of a block.
    pub(super) fn rect_of(&self, end: End) -> Rect {
        match end {
            End::Node(node) => self.nodes[node],
            End::Group(group) => self.groups[group],
        }
    }

    /// The slot that must grow for a cell to have another one beside it, along an axis.
    pub(super) fn slot(&self, (x, y): (usize, usize), axis: usize) -> Slot {
        let holds = |rect: &Rect| {
            (rect.x..rect.x + rect.width).contains(&x)
                && (rect.y..rect.y + rect.height).contains(&y)
        };
        // What holds another group has the smaller number.
        let level = self.groups.iter().rposition(holds).map_or(0, |group| group + 1);
        let cell = if axis == 0 { x } else { y };
        (level, axis, self.levels[level].axes[axis].slot(cell))
    }

    pub(super) fn placed(&self) -> Vec<Placed> {
        let placed = |(node, rect): (usize, &Rect)| Placed { node, rect: *rect, beside: (0, 0) };
        self.nodes.iter().enumerate().map(placed).collect()
    }

    pub(super) fn frames(&self) -> Vec<Frame> {
        let titles = self.groups.iter().zip(&self.titles).enumerate();
        let frame = |(group, (rect, lines)): (usize, (&Rect, &Vec<String>))| Frame {
            group,
            rect: *rect,
            title: 1,
            lines: lines.clone(),
        };
        titles.map(frame).collect()
    }
}

impl Level {
    /// Gives columns or rows where nothing stands some cells.
    fn fill(&mut self, axis: usize, cells: usize) {
        let columns = self.axes[axis].slots.iter_mut().skip(1).step_by(2);
        columns.filter(|slot| **slot == 0).for_each(|slot| *slot = cells);
    }

    fn add(&mut self, level: usize, axis: usize, extra: &Extra) {
        for (slot, size) in self.axes[axis].slots.iter_mut().enumerate() {
            *size += extra.get(&(level, axis, slot)).copied().unwrap_or(0);
        }
    }
}

fn wrapped(text: &str, limit: usize, word: usize) -> Vec<String> {
    if text.is_empty() { Vec::new() } else { label::wrap(text, limit, word) }
}

fn node_width(node: &Node, plan: &Plan) -> usize {
    match node.shape {
        Shape::Arrow([_, right, _, left]) if node.label.is_empty() => {
            if right || left {
                ARROW
            } else {
                1
            }
        }
        _ => label::width(&wrapped(&node.label, plan.wrap, plan.word)) + BORDER,
    }
}

fn node_height(node: &Node, width: usize) -> usize {
    match node.shape {
        Shape::Arrow([up, _, down, _]) if node.label.is_empty() => {
            1 + usize::from(up || down) + usize::from(up && down)
        }
        _ => wrapped(&node.label, width.saturating_sub(BORDER), 0).len().max(1) + 2,
    }
}
