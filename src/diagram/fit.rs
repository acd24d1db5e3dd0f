//! Fitting a graph to a width: the layouts that are tried, from the roomiest to the tightest.

use std::collections::{HashMap, HashSet};

use super::canvas::Charset;
use super::layout::{self, Scene, Settings};
use super::model::{Edge, End, Graph, Node, Shape};
use super::paint;
use super::{Drawing, Options, Zoom};

/// Cells at which labels wrap when there is room.
const WRAP: usize = 32;
const EDGE_WRAP: usize = 28;

/// Draws a graph for the options.
pub(crate) fn draw(graph: &Graph, options: &Options) -> Drawing {
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
    let canvas = paint::paint(graph, &scene, &settings, charset);
    Drawing {
        width: scene.width,
        height: scene.height,
        rows: canvas.rows(),
        nodes: paint::rects(graph, &scene),
        edges: paint::paths(graph, &scene),
        groups: paint::frames(graph, &scene),
        natural: size,
    }
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
        turned: false,
        bound: None,
        room: 2,
        ascii: charset == Charset::Ascii,
        compact: zoom == Zoom::Compact,
    }
}

/// The first layout that fits; what fits nowhere is drawn as if there were room, to be scrolled.
fn fit(graph: &Graph, natural: &Settings, scene: Scene, width: usize) -> (Scene, Settings) {
    // A large graph is tried in few ways, or fitting it would take seconds.
    let size = graph.nodes.len() + graph.edges.len();
    let step = 1 + size / 150;
    let ladder = ladder(natural, width);
    // Where the tightest layout is much too wide, others are not tried.
    let tightest = ladder.last().map(|settings| layout::lay_out(graph, settings));
    if tightest.is_some_and(|scene| scene.width > width + width / 3) {
        return (scene, *natural);
    }
    for settings in ladder.into_iter().step_by(step) {
        let scene = layout::lay_out(graph, &settings);
        if scene.width <= width {
            return (scene, settings);
        }
    }
    (scene, *natural)
}

/// Tighter and tighter settings.
fn ladder(natural: &Settings, width: usize) -> Vec<Settings> {
    let tight = Settings { room: 1, ..*natural };
    let mut steps = vec![tight];
    let wraps = [(24, 18), (18, 14), (14, 10)];
    for (wrap, edge_wrap) in wraps {
        steps.push(Settings { wrap, edge_wrap, ..tight });
    }
    let down = if natural.direction.is_sideways() {
        natural.direction.turned()
    } else {
        natural.direction
    };
    for cells in [width, width * 5 / 6, width * 2 / 3, width / 2, width / 3] {
        for (wrap, edge_wrap) in [(WRAP, EDGE_WRAP), (24, 18), (18, 14), (14, 10)] {
            let bound = Some(cells);
            steps.push(Settings { wrap, edge_wrap, bound, direction: down, ..tight });
        }
    }
    let turned = true;
    for cells in [width, width * 2 / 3, width / 2] {
        for (wrap, edge_wrap) in [(WRAP, EDGE_WRAP), (18, 14)] {
            let bound = Some(cells);
            steps.push(Settings { wrap, edge_wrap, turned, bound, direction: down, ..tight });
        }
    }
    for (cut, wrap) in [(false, 10), (true, 18), (true, 14), (true, 10)] {
        for cells in [width * 2 / 3, width / 2, 1] {
            let bound = Some(cells);
            let edge_wrap = wrap;
            let direction = down;
            steps.push(Settings { wrap, edge_wrap, cut, turned, bound, direction, ..tight });
        }
    }
    steps
}
