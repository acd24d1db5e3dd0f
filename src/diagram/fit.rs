//! Fitting a graph to a width: the layouts that are tried, from the roomiest to the tightest.

mod relax;

use std::collections::{HashMap, HashSet};

use super::canvas::Charset;
use super::issue::MAX_CELLS;
use super::layout::{self, Fans, Scene, Settings, Wraps};
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
    let scene = layout::lay_out(graph, &natural, &Wraps::default(), usize::MAX).ok()?;
    let size = (scene.width, scene.height);
    let (scene, settings, wraps) = match options.width {
        Some(width) if width < size.0 => {
            let (scene, settings) = fit(graph, &natural, scene, width);
            let width = width.max(scene.width);
            let (scene, wraps) = relax::relax(graph, &settings, scene, width);
            (scene, settings, wraps)
        }
        _ => (scene, natural, Wraps::default()),
    };
    if scene.width.saturating_mul(scene.height) > MAX_CELLS {
        return None;
    }
    let canvas = paint::paint(graph, &scene, &settings, &wraps, charset);
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

/// The roomiest settings.
pub(super) fn natural(graph: &Graph, charset: Charset, zoom: Zoom) -> Settings {
    Settings {
        direction: graph.direction,
        fans: Fans::Larger,
        wrap: WRAP,
        edge_wrap: EDGE_WRAP,
        cut: false,
        apart: false,
        turned: false,
        bound: None,
        room: 2,
        ascii: charset == Charset::Ascii,
        compact: zoom == Zoom::Compact,
        hasty: false,
        packed: false,
    }
}

/// The first layout that fits, else the narrowest: what fits nowhere is scrolled.
fn fit(graph: &Graph, natural: &Settings, scene: Scene, width: usize) -> (Scene, Settings) {
    let alike = Wraps::default();
    let huge = size(graph) > HUGE;
    let mut best = (scene, *natural, 0);
    // What was too wide though its layers were not, and what was given up.
    let (mut loose, mut wide) = (Vec::new(), Vec::new());
    let tried = ladder(graph, natural, width);
    // The last way of a huge graph is laid out once, however wide it is; one that folds less is not
    // tried again.
    let last = huge.then_some(tried.len());
    for (at, settings) in (1..).zip(tried) {
        let limit = if last == Some(at) { best.0.width } else { width };
        match layout::lay_out(graph, &settings, &alike, limit) {
            Ok(scene) if scene.width <= width => return (scene, settings),
            Ok(scene) => {
                loose.push((0, at, Settings { packed: true, ..settings }));
                if scene.width < best.0.width {
                    best = (scene, settings, at);
                }
            }
            Err(_) if huge && settings.bound.is_some() => {}
            Err(least) => wide.push((least, at, Settings { packed: !huge, ..settings })),
        }
    }
    if !huge {
        for (_, _, settings) in &loose {
            if let Ok(scene) = layout::lay_out(graph, settings, &alike, width)
                && scene.width <= width
            {
                return (scene, *settings);
            }
        }
        wide.append(&mut loose);
    }
    // What may be the narrowest comes first, and leaves little to try behind it.
    wide.sort_by_key(|(least, at, _)| (*least, *at));
    for (least, at, settings) in wide {
        if (settings.packed || least <= best.0.width)
            && let Ok(scene) = layout::lay_out(graph, &settings, &alike, best.0.width)
            && (scene.width, at) < (best.0.width, best.2)
        {
            best = (scene, settings, at);
        }
    }
    (best.0, best.1)
}

/// Nodes and edges beyond which a graph is tried in few ways, or fitting it would take seconds.
const MANY: usize = 60;
/// Nodes and edges beyond which it is tried in three ways only.
const HUGE: usize = 300;
/// Cells of a row of boxes that are tried.
const BOUNDS: [usize; 12] = [140, 110, 92, 80, 70, 60, 50, 40, 30, 22, 14, 1];
/// Cells at which the labels of nodes and edges wrap.
const WRAPS: [(usize, usize); 5] = [(WRAP, EDGE_WRAP), (24, 18), (18, 14), (14, 10), (10, 10)];

fn size(graph: &Graph) -> usize {
    graph.nodes.len() + graph.edges.len()
}

/// Tighter and tighter settings. For every width they are the same in another order, so that what
/// fits into less is found for more.
fn ladder(graph: &Graph, natural: &Settings, width: usize) -> Vec<Settings> {
    let size = size(graph);
    let many = size > MANY;
    let tight = Settings { room: 1, ..*natural };
    let wrapped = |settings: Settings| {
        WRAPS.map(|(wrap, edge_wrap)| Settings { wrap, edge_wrap, ..settings })
    };
    let mut bounds: Vec<_> = BOUNDS.iter().copied().step_by((1 + size / MANY).min(3)).collect();
    // Those that may fit come first, the roomiest of them before all.
    bounds.sort_by_key(|cells| (*cells > width, cells.abs_diff(width)));
    let bounded = |settings: Settings, wraps: &[usize]| -> Vec<Settings> {
        let wraps = if many { &wraps[wraps.len() - 1..] } else { wraps };
        let at = |cells: &usize| Settings { bound: Some(*cells), ..settings };
        let rows = bounds.iter().map(at);
        rows.flat_map(|row| wraps.iter().map(move |at| wrapped(row)[*at])).collect()
    };
    let sideways = natural.direction.is_sideways();
    let down = if sideways { natural.direction.turned() } else { natural.direction };
    let down = Settings { direction: down, ..tight };
    let mut tried = wrapped(tight).to_vec();
    if many {
        tried.drain(1..3);
    }
    tried.extend(bounded(down, &[0, 1, 3]));
    if !sideways && !many {
        tried.extend(wrapped(Settings { direction: down.direction.turned(), ..tight }));
    }
    let turned = Settings { turned: true, ..down };
    let least = Settings { bound: Some(1), cut: true, apart: true, ..turned };
    let least = [8, 6].map(|edge_wrap| Settings { wrap: 8, edge_wrap, ..least });
    if size > HUGE {
        let folded =
            Settings { bound: bounds.first().copied(), apart: true, hasty: true, ..turned };
        return vec![wrapped(tight)[4], wrapped(folded)[4], least[0]];
    }
    if graph.groups.iter().any(|group| group.direction.is_some()) {
        tried.extend(bounded(turned, &[0, 3]));
    }
    tried.extend(bounded(turned, &[4]));
    if graph.edges.iter().any(Edge::is_labelled) {
        tried.extend(bounded(Settings { apart: true, ..turned }, &[0, 3]));
    }
    tried.extend(bounded(Settings { cut: true, apart: true, ..turned }, &[4]));
    tried.extend(least);
    tried
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagram::syntax::{self, Model};

    fn graph(source: &str) -> Graph {
        match syntax::parse(source) {
            Ok((_, _, Model::Graph(graph))) => graph,
            other => panic!("no graph: {other:?}"),
        }
    }

    #[test]
    fn what_is_given_up_would_have_been_too_wide() {
        let fan = |direction: &str| {
            let edge =
                |at: usize| format!("a[A hub of many] -->|goes to {at}| b{at}[Target {at}]\n");
            format!("flowchart {direction}\n{}", (0..9).map(edge).collect::<String>())
        };
        let alike = Wraps::default();
        let state = "stateDiagram-v2\n[*] --> A : first\nA --> A : again\nnote right of A : said\n";
        for source in [fan("TD"), fan("LR"), state.to_owned()] {
            let graph = graph(&source);
            let natural = natural(&graph, Charset::Unicode, Zoom::Full);
            for settings in ladder(&graph, &natural, 40) {
                let least =
                    layout::lay_out(&graph, &settings, &alike, 0).expect_err("no room at all");
                let scene = layout::lay_out(&graph, &settings, &alike, least).expect("room enough");
                assert!(0 < least && least <= scene.width, "{least} {settings:?}\n{source}");
            }
        }
    }
}
