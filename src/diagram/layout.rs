//! From a graph to places: every group is laid out as a box of its own, innermost first; layers
//! give the order, channels between them hold the lines. Nothing overlaps by construction.

mod bundle;
mod channel;
mod compose;
mod ease;
mod fan;
mod layers;
mod lists;
mod map;
mod measure;
mod metrics;
mod order;
mod place;
mod plan;
mod rank;
mod scene;
mod slots;
mod untangle;
mod wraps;

use std::collections::HashMap;

use self::compose::{Compose, LOOP};
use self::ease::Ease;
use self::layers::Size;
use self::metrics::Metrics;
use self::plan::{Level, Plan};
use super::label;
use super::model::{Direction, End, Graph};
use crate::text;

pub(crate) use self::measure::{choice_lines, compartments, is_symbol, lines as measure_lines};
pub use self::scene::Rect;
pub(crate) use self::scene::{Caption, Frame, Path, Placed, Scene};
pub(crate) use self::wraps::{Label, Wraps, rows as label_rows};

/// Blanks between the texts of both ends on one line, at least.
const LEAST_APART: usize = 3;

/// How a layout is to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Settings {
    pub direction: Direction,
    pub fans: Fans,
    /// Cells after which node labels and edge labels are wrapped.
    pub wrap: usize,
    pub edge_wrap: usize,
    /// Messages of edge labels wider than that are broken.
    pub cut: bool,
    /// Labels stand at the ends that their lines do not share, even if that is far off.
    pub apart: bool,
    /// Groups of their own direction run down, too.
    pub turned: bool,
    /// Cells that a row of boxes may take.
    pub bound: Option<usize>,
    /// Gaps: 2 roomy, 1 tight.
    pub room: i32,
    /// Lines keep a blank between them, since `+` does not say where it leads.
    pub ascii: bool,
    /// Boxes of one line.
    pub compact: bool,
    /// The lines of a level are counted before they are laid, since that takes long.
    pub hasty: bool,
    /// No level is wider than its widest layer, though lines bend more often then.
    pub packed: bool,
}

/// Which fan an edge joins that could be part of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fans {
    /// The one of more edges.
    Larger,
    Source,
    Target,
}

/// Edges up to which a drawing with crossings is tried with other fans.
const FEW: usize = 80;

/// Lays out a whole graph.
///
/// # Errors
/// The cells that a layer takes at least from side to side, if they are more than `limit`.
pub(crate) fn lay_out(
    graph: &Graph,
    settings: &Settings,
    wraps: &Wraps,
    limit: usize,
) -> Result<Scene, usize> {
    let mut best = faced(graph, settings, wraps, limit)?;
    if settings.room < 2 || graph.edges.len() > FEW {
        return Ok(best);
    }
    // A line from the middle of a fan crosses it, unless it is part of the fan.
    for fans in [Fans::Source, Fans::Target] {
        if best.crossings > 0
            && let Ok(next) = faced(graph, &Settings { fans, ..*settings }, wraps, limit)
            && next.crossings < best.crossings
        {
            best = next;
        }
    }
    Ok(best)
}

/// Lays out a graph so that its groups face what surrounds them.
fn faced(graph: &Graph, settings: &Settings, wraps: &Wraps, limit: usize) -> Result<Scene, usize> {
    let plan = plan::plan(graph, settings);
    let layout = |earlier, limit| {
        let layout = Layout { graph, settings, wraps, plan: &plan, earlier, limit };
        layout.level(0, 0, None).map(|block| block.scene)
    };
    let first = layout(None, limit)?;
    if graph.groups.is_empty() || first.crossings == 0 {
        return Ok(first);
    }
    // What fits goes before what has fewer crossings, and where nothing does, the narrowest.
    let worth = |scene: &Scene| (scene.width.max(limit), scene.crossings, scene.width);
    let limit = limit.max(first.width);
    // Groups are laid out before what surrounds them; now one side of them can face it.
    let places = first.places(graph);
    let mut best = first;
    for sides in [[true, false], [false, true], [true, true]] {
        let Ok(next) = layout(Some(Earlier { places: &places, sides }), limit) else { continue };
        if worth(&next) < worth(&best) {
            best = next;
        }
    }
    Ok(best)
}

/// Where everything stood in an earlier layout, and on which sides of groups ports keep that order.
#[derive(Clone, Copy)]
struct Earlier<'a> {
    places: &'a HashMap<End, (i64, i64)>,
    sides: [bool; 2],
}

/// A laid-out level: its scene from the origin, and where its ports are.
struct Block {
    scene: Scene,
    ports: Vec<i32>,
    /// The column behind the title.
    titled: i32,
}

struct Layout<'a> {
    graph: &'a Graph,
    settings: &'a Settings,
    wraps: &'a Wraps,
    plan: &'a Plan,
    earlier: Option<Earlier<'a>>,
    /// Cells from side to side beyond which nothing is laid out.
    limit: usize,
}

impl Layout<'_> {
    /// Lays out one level; `least` are the cells its frame needs at least, in columns if true. An
    /// error are the cells that a layer takes beyond the limit.
    fn level(
        &self,
        index: usize,
        depth: usize,
        least: Option<(bool, i32)>,
    ) -> Result<Block, usize> {
        let level = &self.plan.levels[index];
        let sideways = level.direction.is_sideways();
        let mut metrics = Metrics::new(self.settings, sideways);
        if self.settings.ascii && level.ended > 0 {
            // A `+` of the frame would join the box beside it.
            match least {
                Some((columns, _)) if columns != sideways => metrics.pad = 1,
                _ => metrics.pad_across = 1,
            }
        }
        let mut blocks: Vec<Option<Block>> = Vec::with_capacity(level.children.len());
        let mut sizes = Vec::with_capacity(level.children.len());
        for (child, end) in level.children.iter().enumerate() {
            let (block, mut size) = match *end {
                End::Group(group) => {
                    // A loop at its side needs a frame of some size.
                    let mut loops = Size::default();
                    self.make_room_for_loops(level, child, &mut loops);
                    let least = Some((sideways, loops.depth));
                    let block = self.level(group + 1, depth + 1, least)?;
                    let size = group_size(&block, level.direction);
                    (Some(block), size)
                }
                End::Node(node) => {
                    let settings = self.wraps.settings(Label::Node(node), self.settings);
                    (None, measure::node_size(&self.graph.nodes[node], &settings, sideways))
                }
            };
            self.make_room_for_loops(level, child, &mut size);
            blocks.push(block);
            sizes.push(size);
        }
        let labels = |edge: usize| self.label_size(edge, level.direction);
        let bound = self
            .settings
            .bound
            .filter(|_| !sideways)
            .map(|cells| cells.saturating_sub(4 * depth + usize::from(depth > 0) * 2).max(8));
        if self.settings.hasty && !sideways {
            let cells = layers::crowd(level, &sizes, &labels, &metrics, bound);
            if cells > self.limit {
                return Err(cells);
            }
        }
        let build =
            |ease: &Ease| layers::build(level, &sizes, &labels, &metrics, index > 0, bound, ease);
        let layers = build(&Ease::default());
        let cells = layers.least_width(&metrics, sideways);
        if cells > self.limit {
            return Err(cells);
        }
        let mut layers = self.untangled(level, layers, build);
        place::place(&mut layers, &metrics, self.settings.packed && !sideways);
        let compose = Compose { layout: self, level, layers, metrics, sideways, index, least };
        Ok(compose.finish(blocks))
    }

    /// A loop leaves a box at the end of its extent and comes back there.
    fn make_room_for_loops(&self, level: &Level, child: usize, size: &mut Size) {
        let sideways = level.direction.is_sideways();
        let loops: Vec<_> = level.loops.iter().filter(|(at, _)| *at == child).collect();
        if loops.is_empty() {
            return;
        }
        let mut widest = 0;
        let mut need = 1;
        for (_, edge) in &loops {
            let lines = self.caption(*edge, level.direction);
            let (w, h) = (label::width(&lines) as i32, lines.len() as i32);
            if sideways {
                widest = widest.max(h - 1);
                need += 4 + if w > 0 { w + 2 } else { 0 };
            } else {
                widest = widest.max(w + 2 * i32::from(w > 0));
                need += h.max(2);
            }
        }
        if !sideways {
            need += self.rules(level.children[child]).len() as i32;
            need += self.between_loops() * (loops.len() as i32 - 1);
        }
        let tail = if sideways { 2 + widest } else { LOOP + widest + 1 };
        size.tail += tail;
        size.extent += tail;
        size.depth = size.depth.max(need + 1);
    }

    /// Rows between two loops at the side of a box: in ASCII their corners would be one line.
    fn between_loops(&self) -> i32 {
        i32::from(self.settings.ascii)
    }

    /// The rows of a box in which it has rules.
    fn rules(&self, end: End) -> Vec<i32> {
        match end {
            End::Node(node) => {
                let settings = self.wraps.settings(Label::Node(node), self.settings);
                measure::rules(&self.graph.nodes[node], &settings)
            }
            End::Group(_) => Vec::new(),
        }
    }

    /// The lines beside an edge: what stands at its ends in the order in which they are drawn.
    fn caption(&self, index: usize, direction: Direction) -> Vec<String> {
        let edge = &self.graph.edges[index];
        if !edge.is_labelled() {
            return Vec::new();
        }
        let mut parts = [&edge.tail_text, &edge.label, &edge.head_text];
        if self.plan.flipped[index] != direction.is_reversed() {
            parts.reverse();
        }
        let said = parts.into_iter().filter(|part| !part.is_empty()).map(String::as_str);
        let joint = if direction.is_sideways() { " " } else { "\n" };
        let settings = self.wraps.settings(Label::Edge(index), self.settings);
        let broken = |text: &str| wraps::broken(text, &settings);
        let lines = broken(&said.collect::<Vec<_>>().join(joint));
        let [tail, said, head] = parts;
        if !direction.is_sideways() || lines.len() < 2 || (tail.is_empty() && head.is_empty()) {
            return lines;
        }
        // What stands at the ends has a line of its own, each text at its end.
        let lines = if said.is_empty() { Vec::new() } else { broken(said) };
        let ends = text::width(tail) + text::width(head);
        let blanks = label::width(&lines).saturating_sub(ends).max(LEAST_APART);
        let ends = format!("{tail}{}{head}", " ".repeat(blanks));
        [ends].into_iter().chain(lines).collect()
    }

    /// Extent and depth of a label with its line, and the offset of the line.
    fn label_size(&self, edge: usize, direction: Direction) -> (i32, i32, i32) {
        let lines = self.caption(edge, direction);
        let (width, height) = (label::width(&lines) as i32, lines.len() as i32);
        match (direction.is_sideways(), height) {
            (false, _) => (width + 2, height, 0),
            (true, 1) => (1, width + 2, 0),
            (true, _) => (height + 1, width + 2, height),
        }
    }
}

fn group_size(block: &Block, direction: Direction) -> Size {
    let (width, height) = (block.scene.width as i32, block.scene.height as i32);
    let ports = block.ports.clone();
    if direction.is_sideways() {
        let range = [(1, (height - 2).max(1)); 2];
        return Size { extent: height, depth: width, ports, range, ..Size::default() };
    }
    // Lines that end at the frame keep off its title.
    let last = (width - 2).max(1);
    let mut range = [(1, last); 2];
    let titled = usize::from(direction.is_reversed());
    range[titled].0 = block.titled.min(last);
    Size { extent: width, depth: height, ports, range, ..Size::default() }
}
