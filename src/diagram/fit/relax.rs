//! Room given back: labels that do not matter for the width of a layout wrap later than the others.

use std::collections::{HashMap, VecDeque};

use super::{HUGE, MANY, WRAPS, size};
use crate::diagram::layout::{self, Label, Scene, Settings, Wraps};
use crate::diagram::model::Graph;

/// Layouts that are tried for each width of labels, and for a graph of many nodes and edges.
const TRIES: usize = 8;
const FEW_TRIES: usize = 3;

/// Widens labels as long as the drawing is no wider than `width`, no higher and as plain.
pub(super) fn relax(
    graph: &Graph,
    settings: &Settings,
    scene: Scene,
    width: usize,
) -> (Scene, Wraps) {
    let mut relax = Relax { graph, settings, width, scene, wraps: Wraps::default() };
    if size(graph) <= HUGE {
        for (wrap, edge_wrap) in WRAPS {
            relax.widen(&relax.held_up(wrap, edge_wrap));
        }
    }
    (relax.scene, relax.wraps)
}

/// Labels of one text, which are to look alike, and the cells at which they could wrap.
type Alike = (Vec<Label>, usize);

struct Relax<'a> {
    graph: &'a Graph,
    settings: &'a Settings,
    width: usize,
    scene: Scene,
    wraps: Wraps,
}

impl Relax<'_> {
    /// The labels that would take fewer rows if they wrapped at so many cells, in source order.
    fn held_up(&self, wrap: usize, edge_wrap: usize) -> Vec<Alike> {
        let Graph { nodes, edges, .. } = self.graph;
        let nodes = nodes.iter().enumerate().map(|(at, node)| (Label::Node(at), &node.label, wrap));
        let edges =
            edges.iter().enumerate().map(|(at, edge)| (Label::Edge(at), &edge.label, edge_wrap));
        let mut found: Vec<Alike> = Vec::new();
        let mut places = HashMap::new();
        for (label, text, cells) in nodes.chain(edges) {
            let mut wider = Wraps::default();
            wider.widen(label, cells);
            let rows = |wraps: &Wraps| {
                layout::label_rows(self.graph, label, &wraps.settings(label, self.settings))
            };
            if rows(&wider) < rows(&self.wraps) {
                let place = *places.entry((text, cells)).or_insert(found.len());
                match found.get_mut(place) {
                    Some((labels, _)) => labels.push(label),
                    None => found.push((vec![label], cells)),
                }
            }
        }
        found
    }

    /// Widens all of these, else the halves and quarters of them for which there is room.
    fn widen(&mut self, labels: &[Alike]) {
        let mut parts = VecDeque::from([labels]);
        let tries = if size(self.graph) > MANY { FEW_TRIES } else { TRIES };
        for _ in 0..tries {
            let Some(part) = parts.pop_front().filter(|part| !part.is_empty()) else { break };
            if !self.has_room_for(part) && part.len() > 1 {
                let (first, second) = part.split_at(part.len() / 2);
                parts.extend([first, second]);
            }
        }
    }

    /// Takes the layout with these labels widened, if it is no worse.
    fn has_room_for(&mut self, labels: &[Alike]) -> bool {
        let mut wraps = self.wraps.clone();
        for (alike, cells) in labels {
            alike.iter().for_each(|label| wraps.widen(*label, *cells));
        }
        let Ok(scene) = layout::lay_out(self.graph, self.settings, &wraps, self.width) else {
            return false;
        };
        let before = &self.scene;
        let is_room = scene.width <= self.width
            && scene.height <= before.height
            && scene.crossings <= before.crossings
            && scene.bends() <= before.bends();
        if is_room {
            (self.scene, self.wraps) = (scene, wraps);
        }
        is_room
    }
}
