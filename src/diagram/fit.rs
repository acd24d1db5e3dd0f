//! Fitting a graph to a width: the layouts that are tried, from the roomiest to the tightest.

use std::collections::{HashMap, HashSet};

use super::canvas::Charset;
use super::issue::MAX_CELLS;
use super::layout::{self, Scene, Settings};
use super::model::{Edge, End, Graph, Node, Shape};
use super::paint;
use super::{Drawing, Options, Zoom};

/// Cells at which labels wrap when there is room.
const WRAP: usize = 32;
const EDGE_WRAP: usize = 28;

/// Draws a graph for the options, unless it needs too many cells.
pub(crate) fn draw(graph: &Graph, options: &Options) -> Option<Drawing> {
    let collapsed = (options.zoom == Zoom::Collapsed).then(|| collapse(graph));
    let graph = collapsed.as_ref().unwrap_or(graph);
    let charset = if options.ambiguous_wide { Charset::Ascii } else { options.charset };
    let natural = natural(graph, charset, options.zoom);
    let scene = layout::lay_out(graph, &natural);
    let size = (scene.width, scene.height);
    let (scene, settings) = match options.width {
        Some(width) if width < size.0 => fit(graph, &natural, scene, width),
        _ => (scene, natural),
    };
    if scene.width.saturating_mul(scene.height) > MAX_CELLS {
        return None;
    }
    let canvas = paint::paint(graph, &scene, &settings, charset);
    Some(Drawing {
        width: scene.width,
        height: scene.height,
        rows: canvas.rows(),
        nodes: paint::rects(graph, &scene),
        edges: paint::paths(graph, &scene),
        groups: paint::frames(graph, &scene),
        natural: size,
    })
}

/// The graph with its outermost groups as boxes; lines inside them vanish, and of lines that
/// become the same, one is left.
fn collapse(graph: &Graph) -> Graph {
    let outermost = |end: End| {
        let mut at = match end {
            End::Group(group) => Some(group),
            End::Node(_) => graph.parent(end),
        };
        while let Some(parent) = at.and_then(|group| graph.groups[group].parent) {
            at = Some(parent);
        }
        at
    };
    let mut small = Graph { direction: graph.direction, ..Graph::default() };
    let mut places = HashMap::new();
    for (group, held) in graph.groups.iter().enumerate() {
        if held.parent.is_none() {
            places.insert(End::Group(group), small.nodes.len());
            small.nodes.push(Node {
                id: held.id.clone(),
                label: if held.title.is_empty() { held.id.clone() } else { held.title.clone() },
                shape: Shape::Subroutine,
                span: held.span.clone(),
                ..Node::default()
            });
        }
    }
    for (node, kept) in graph.nodes.iter().enumerate() {
        if kept.parent.is_none() {
            places.insert(End::Node(node), small.nodes.len());
            small.nodes.push(kept.clone());
        }
    }
    let place = |end: End| places.get(&outermost(end).map_or(end, End::Group)).copied();
    let mut seen = HashSet::new();
    for edge in &graph.edges {
        let (Some(from), Some(to)) = (place(edge.from), place(edge.to)) else { continue };
        let inside = from == to && edge.from != edge.to;
        if !inside && seen.insert((from, to, edge.label.clone(), edge.stroke)) {
            small.edges.push(Edge { from: End::Node(from), to: End::Node(to), ..edge.clone() });
        }
    }
    small
}

fn natural(graph: &Graph, charset: Charset, zoom: Zoom) -> Settings {
    Settings {
        direction: graph.direction,
        wrap: WRAP,
        edge_wrap: EDGE_WRAP,
        cut: false,
        apart: false,
        turned: false,
        bound: None,
        room: 2,
        ascii: charset == Charset::Ascii,
        compact: zoom == Zoom::Compact,
    }
}

/// The first layout that fits, else the narrowest: what fits nowhere is scrolled.
fn fit(graph: &Graph, natural: &Settings, scene: Scene, width: usize) -> (Scene, Settings) {
    // A large graph is tried in few ways, or fitting it would take seconds.
    let size = graph.nodes.len() + graph.edges.len();
    let step = 1 + size / 100;
    let mut best = (scene, *natural);
    for settings in ladder(natural, width, step) {
        let scene = layout::lay_out(graph, &settings);
        if scene.width <= width {
            return (scene, settings);
        }
        if scene.width < best.0.width {
            best = (scene, settings);
        }
    }
    best
}

/// Cells of a row of boxes that are tried.
const BOUNDS: [usize; 14] = [160, 128, 104, 84, 78, 66, 58, 50, 42, 34, 28, 22, 16, 1];
/// Cells at which the labels of nodes and edges wrap.
const WRAPS: [(usize, usize); 4] = [(WRAP, EDGE_WRAP), (24, 18), (18, 14), (14, 10)];

/// Tighter and tighter settings, one of so many. For every width they are the same in another
/// order, so that what fits into less is found for more.
fn ladder(natural: &Settings, width: usize, step: usize) -> Vec<Settings> {
    let tight = Settings { room: 1, ..*natural };
    let wrapped = |settings: Settings| {
        WRAPS.map(|(wrap, edge_wrap)| Settings { wrap, edge_wrap, ..settings })
    };
    let sideways = natural.direction.is_sideways();
    let down = if sideways { natural.direction.turned() } else { natural.direction };
    let down = Settings { direction: down, ..tight };
    let mut bounds: Vec<_> = BOUNDS.iter().copied().step_by(step.min(4)).collect();
    // Those that may fit come first, the roomiest of them before all.
    bounds.sort_by_key(|cells| (*cells > width, cells.abs_diff(width)));
    let bounded = |settings: Settings, wraps: &[usize]| -> Vec<Settings> {
        let at = |cells: &usize| Settings { bound: Some(*cells), ..settings };
        let rows = bounds.iter().map(at);
        rows.flat_map(|row| wraps.iter().map(move |at| wrapped(row)[*at])).collect()
    };
    let across = Settings { direction: down.direction.turned(), ..tight };
    let turned = Settings { turned: true, ..down };
    let mut whole = wrapped(tight).to_vec();
    whole.extend(bounded(down, &[0, 1, 2, 3]));
    let labels = Settings { apart: true, ..down };
    whole.extend(if sideways { Vec::new() } else { wrapped(across).to_vec() });
    whole.extend(bounded(turned, &[0, 2, 3]));
    whole.extend(bounded(labels, &[0, 2, 3]));
    whole.extend(bounded(Settings { apart: true, ..turned }, &[3]));
    let cut = Settings { cut: true, apart: true, ..turned };
    let least = Settings { wrap: 10, edge_wrap: 8, bound: Some(1), ..cut };
    let last = [least, Settings { wrap: 8, edge_wrap: 6, ..least }];
    let tried = whole.into_iter().chain(bounded(cut, &[2, 3]));
    tried.step_by(step).chain(last).collect()
}
