//! Block diagrams: blocks in the columns of grids, where their author put them, and lines between.

mod grid;
mod labels;
mod lines;
mod route;

use super::canvas::{Charset, Ink};
use super::layout::{Scene, Wraps};
use super::model::{End, Graph, Shape, Stroke};
use super::{Drawing, Options, Zoom, describe, fit, label, paint};
use grid::{Extra, Layout, Plan};
use lines::Routed;

/// What stands in some columns of a grid; nothing is a space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub end: Option<End>,
    pub span: usize,
}

/// Places in source order; without a number of columns they stand in one row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Grid {
    pub columns: Option<usize>,
    pub places: Vec<Place>,
}

/// Blocks and lines as a graph, and the grids in which they stand: that of the whole diagram and
/// behind it one for each group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Blocks {
    pub graph: Graph,
    pub grids: Vec<Grid>,
}

impl Blocks {
    /// The rows of every grid, then the lines.
    pub(crate) fn description(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (at, grid) in self.grids.iter().enumerate() {
            let (spots, _) = grid::flow(grid, usize::MAX);
            let rows = spots.chunk_by(|a, b| a.row == b.row);
            let rows: Vec<Vec<_>> =
                rows.map(|row| row.iter().map(|spot| self.said(spot.end)).collect()).collect();
            let several = rows.len() > 1;
            for (number, names) in (1..).zip(rows) {
                let row = if several { format!("row {number}: ") } else { String::new() };
                let names = names.join(", ");
                let group = at.checked_sub(1).map(|group| self.said(End::Group(group)));
                lines.push(match group {
                    Some(group) if several => format!("{group}, {row}{names}"),
                    Some(group) => format!("{group} holds {names}"),
                    None => format!("{row}{names}"),
                });
            }
        }
        lines.extend(describe::edges(&self.graph));
        lines
    }

    /// What a reader is told of a block: its name, and where it points.
    fn said(&self, end: End) -> String {
        match end {
            End::Node(node) => match self.graph.nodes[node].shape {
                Shape::Arrow(ways) => pointed(&self.graph.nodes[node].label, ways),
                _ => self.graph.name(end),
            },
            End::Group(_) => self.graph.name(end),
        }
    }
}

/// The name of a block arrow: its label and the ways in which it points.
fn pointed(label: &str, ways: [bool; 4]) -> String {
    let signs = ['↑', '→', '↓', '←'].into_iter().zip(ways);
    let signs: String = signs.filter(|(_, points)| *points).map(|(sign, _)| sign).collect();
    format!("{} {signs}", label.replace('\n', " ")).trim().to_owned()
}

/// A layout with the lines that found room in it.
struct Drawn {
    routed: Routed,
    ascii: bool,
}

/// A layout in which lines lack room, and how much.
type Lacking = (usize, Layout);

impl Drawn {
    fn width(&self) -> usize {
        self.routed.scene.width
    }
}

/// Draws blocks for the options, unless they need too many cells.
pub(crate) fn draw(blocks: &Blocks, options: &Options) -> Option<Drawing> {
    let charset = if options.ambiguous_wide { Charset::Ascii } else { options.charset };
    let ascii = charset == Charset::Ascii;
    let natural = Plan::natural(blocks, ascii);
    let natural = match settle(blocks, &natural, usize::MAX, &mut { BUDGET })? {
        Ok(drawn) => drawn,
        Err((_, layout)) => told(blocks, layout, usize::MAX)?,
    };
    let size = natural.size(blocks);
    let drawn = match options.width {
        Some(width) if width < size.0 => fitted(blocks, ascii, width)?,
        _ => natural,
    };
    Some(Drawing { natural: size, ..drawn.paint(blocks, charset) })
}

/// The first layout that fits with all of its lines, else one whose other lines are told below it,
/// else the narrowest.
fn fitted(blocks: &Blocks, ascii: bool, width: usize) -> Option<Drawn> {
    let mut fits: Option<Lacking> = None;
    let mut narrowest: Option<Layout> = None;
    let (mut tries, mut budget) = (TRIES, BUDGET);
    for plan in Plan::ladder(blocks, ascii) {
        let layout = Layout::new(blocks, &plan, &Extra::default());
        if layout.width > width {
            if narrowest.as_ref().is_none_or(|least| layout.width < least.width) {
                narrowest = Some(layout);
            }
            continue;
        }
        if tries == 0 || budget == 0 {
            break;
        }
        tries -= 1;
        match settle(blocks, &plan, width, &mut budget)? {
            Ok(drawn) => return Some(drawn),
            Err(next) => {
                fits = Some(fits.filter(|best| best.0 <= next.0).unwrap_or(next));
            }
        }
    }
    match (fits, narrowest) {
        (Some((_, layout)), _) => told(blocks, layout, width),
        (None, Some(layout)) => {
            let width = layout.width;
            told(blocks, layout, width)
        }
        (None, None) => None,
    }
}

/// Cells that are looked at for the lines of a drawing.
const BUDGET: usize = 800_000;
/// Layouts that fit whose lines are laid.
const TRIES: usize = 8;
/// How often gaps are widened for lines that have no room.
const ROUNDS: usize = 14;

/// Widens the gaps of a layout until every line has a way of its own; without room for that, the
/// layout that lacks least comes back. Nothing comes back if it takes too many cells.
fn settle(
    blocks: &Blocks,
    plan: &Plan,
    width: usize,
    budget: &mut usize,
) -> Option<Result<Drawn, Lacking>> {
    let mut extra = Extra::default();
    let mut best: Option<Lacking> = None;
    for _ in 0..ROUNDS {
        let layout = Layout::new(blocks, plan, &extra);
        if layout.width > width || layout.is_huge() {
            break;
        }
        let (margin, spare) = (lines::margin(blocks, &layout), width - layout.width);
        let mut routed = lines::lay(blocks, &layout, margin.min(spare), true, budget);
        if routed.scene.width > width {
            // Lines took the room at both sides.
            routed = lines::lay(blocks, &layout, margin.min(spare / 2), true, budget);
        }
        let lack = routed.lack();
        if lack == 0 {
            return Some(Ok(Drawn { routed, ascii: layout.ascii }));
        }
        for need in &routed.needs {
            *extra.entry(need.slot).or_default() += need.cells;
        }
        let stays = routed.needs.is_empty() || *budget == 0;
        if best.as_ref().is_none_or(|(least, _)| lack < *least) {
            best = Some((lack, layout));
        }
        if stays {
            break;
        }
    }
    best.map(Err)
}

/// A layout with the lines that find room as it is; the others are told below.
fn told(blocks: &Blocks, layout: Layout, width: usize) -> Option<Drawn> {
    if layout.is_huge() {
        return None;
    }
    let margin = lines::margin(blocks, &layout).min((width - layout.width) / 2);
    let routed = lines::lay(blocks, &layout, margin, false, &mut { BUDGET });
    Some(Drawn { routed, ascii: layout.ascii })
}

impl Drawn {
    /// What the lines say that found no room.
    fn below(&self, blocks: &Blocks) -> Vec<String> {
        let said = |edge: &usize| describe::edge(&blocks.graph, *edge);
        let limit = self.width().max(8);
        let lines = self.routed.told.iter().filter_map(said);
        let lines = lines.map(|line| if self.ascii { in_ascii(&line) } else { line });
        lines.flat_map(|line| label::wrap(&line, limit, 0)).collect()
    }

    fn size(&self, blocks: &Blocks) -> (usize, usize) {
        let below = self.below(blocks);
        let rows = if below.is_empty() { 0 } else { below.len() + 1 };
        (self.width().max(label::width(&below)), self.routed.scene.height + rows)
    }

    fn paint(&self, blocks: &Blocks, charset: Charset) -> Drawing {
        let graph = &blocks.graph;
        let (width, height) = self.size(blocks);
        let scene = Scene { width, height, ..self.routed.scene.clone() };
        let settings = fit::natural(graph, charset, Zoom::Full);
        let settings = super::layout::Settings { room: 1, cut: true, ..settings };
        let mut wraps = Wraps::default();
        for placed in &scene.nodes {
            let cells = placed.rect.width.saturating_sub(grid::BORDER);
            wraps.widen(super::layout::Label::Node(placed.node), cells);
        }
        let mut canvas = paint::paint(graph, &scene, &settings, &wraps, charset);
        let (below, start) = (self.below(blocks), self.routed.scene.height + 1);
        canvas.write_lines(0, start, &below, Ink::EdgeLabel, 0);
        let mut nodes = paint::rects(graph, &scene);
        for (placed, node) in nodes.iter_mut().zip(&graph.nodes) {
            if let Shape::Arrow(ways) = node.shape {
                placed.label = pointed(&node.label, ways);
            }
        }
        Drawing {
            width,
            height,
            rows: canvas.rows(),
            nodes,
            edges: paint::paths(graph, &scene),
            groups: paint::frames(graph, &scene),
            ..Drawing::default()
        }
    }
}

/// A told line with its arrow in ASCII.
fn in_ascii(line: &str) -> String {
    line.replace('→', "->").replace('←', "<-").replace('↔', "<->").replace('—', "--")
}
