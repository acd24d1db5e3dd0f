//! A graph without its looks: what is there, what holds what, what leads where.

use std::ops::Range;

use super::model::{End, Graph, Shape};

/// The structure of a graph, in source order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    pub nodes: Vec<OutlineNode>,
    pub edges: Vec<OutlineEdge>,
}

/// One node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlineNode {
    /// The text that is seen.
    pub label: String,
    pub shape: Shape,
    /// Titles of the groups that hold it, the innermost first.
    pub groups: Vec<String>,
}

/// One edge between nodes, as numbers of [`Outline::nodes`]. Edges that end at a group are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlineEdge {
    pub from: usize,
    pub to: usize,
    pub label: String,
    /// Bytes of the source.
    pub span: Range<usize>,
}

/// The outline of a graph.
pub(super) fn of(graph: &Graph) -> Outline {
    let groups = |parent: Option<usize>| {
        let up = |group: &usize| graph.groups.get(*group).and_then(|group| group.parent);
        let title = |at: usize| {
            let group = graph.groups.get(at)?;
            Some(if group.title.is_empty() { group.id.clone() } else { group.title.clone() })
        };
        // Groups inside one another are limited in depth.
        std::iter::successors(parent, up).filter_map(title).collect()
    };
    let nodes = graph.nodes.iter().map(|node| OutlineNode {
        label: node.label.clone(),
        shape: node.shape,
        groups: groups(node.parent),
    });
    let edges = graph.edges.iter().filter_map(|edge| match (edge.from, edge.to) {
        (End::Node(from), End::Node(to)) => {
            Some(OutlineEdge { from, to, label: edge.label.clone(), span: edge.span.clone() })
        }
        _ => None,
    });
    Outline { nodes: nodes.collect(), edges: edges.collect() }
}
