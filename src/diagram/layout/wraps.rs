//! Where labels wrap: all alike, except those that have room for more.

use std::collections::HashMap;

use super::{Settings, measure};
use crate::diagram::label;
use crate::diagram::model::Graph;

/// A text of a graph that wraps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Label {
    Node(usize),
    Edge(usize),
}

/// Labels that wrap at more cells than the settings say.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wraps {
    cells: HashMap<Label, usize>,
}

impl Wraps {
    /// Gives a label room of its own.
    pub(crate) fn widen(&mut self, label: Label, cells: usize) {
        self.cells.insert(label, cells);
    }

    /// The settings for one label.
    pub(crate) fn settings(&self, label: Label, settings: &Settings) -> Settings {
        match (self.cells.get(&label), label) {
            (Some(&wrap), Label::Node(_)) => Settings { wrap, ..*settings },
            (Some(&edge_wrap), Label::Edge(_)) => Settings { edge_wrap, ..*settings },
            (None, _) => *settings,
        }
    }
}

/// The rows that a label takes with such settings.
pub(crate) fn rows(graph: &Graph, label: Label, settings: &Settings) -> usize {
    match label {
        Label::Node(node) => {
            let node = &graph.nodes[node];
            let lists = measure::compartments(node, settings);
            measure::lines(node, settings).len() + lists.iter().map(Vec::len).sum::<usize>()
        }
        Label::Edge(edge) => broken(&graph.edges[edge].label, settings).len(),
    }
}

/// The text of an edge in lines.
pub(super) fn broken(text: &str, settings: &Settings) -> Vec<String> {
    let cells = settings.edge_wrap;
    if settings.cut { label::wrap(text, cells, cells) } else { label::wrap_words(text, cells) }
}
