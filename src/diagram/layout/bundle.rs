//! Edges of one source or one target share lines, where that cannot be misread.

use std::collections::HashMap;

use super::Fans;
use crate::diagram::model::{End, Graph, Head, Stroke};

/// The net of each edge and whether its shared end is the source. Edges without fellows have a net
/// of their own; so have edges that are not free, since they meet the frame of their own group.
pub(super) fn bundle(
    graph: &Graph,
    flipped: &[bool],
    free: &[bool],
    preferred: Fans,
) -> Vec<(usize, bool)> {
    let mut nets: Vec<_> = (0..graph.edges.len()).map(|edge| (edge, true)).collect();
    let mut fans: HashMap<_, Vec<usize>> = HashMap::new();
    let mut keys = Vec::new();
    for (index, edge) in graph.edges.iter().enumerate() {
        if edge.stroke == Stroke::Invisible || edge.from == edge.to || !free[index] {
            continue;
        }
        let mut add = |key| {
            let fan = fans.entry(key).or_default();
            if fan.is_empty() {
                keys.push(key);
            }
            fan.push(index);
        };
        // A fan with marks at its shared end has none at the others.
        if edge.tail == Head::None || edge.head == Head::None {
            let open = edge.head == Head::None;
            // A text that stands at one end only must not stand at the other one.
            let (near, far) = (edge.tail_text.is_empty(), edge.head_text.is_empty());
            if near || !far {
                add((true, edge.from, flipped[index], edge.stroke, edge.tail, open));
            }
            if (far || !near) && edge.tail == Head::None && edge.head != Head::None {
                add((false, edge.to, flipped[index], edge.stroke, edge.head, open));
            }
        }
    }
    // The preferred fans first, then the largest; an edge is shared at one end only, or the picture
    // would lie. Symbols have room for one line on each side.
    let symbol =
        |end: End| matches!(end, End::Node(node) if super::is_symbol(graph.nodes[node].shape));
    let is_later = |from_source: bool| match preferred {
        Fans::Larger => false,
        Fans::Source => !from_source,
        Fans::Target => from_source,
    };
    keys.sort_by_key(|key| (!symbol(key.1), is_later(key.0), std::cmp::Reverse(fans[key].len())));
    let mut taken = vec![false; graph.edges.len()];
    for key in keys {
        let mut seen = Vec::new();
        let free: Vec<_> = fans[&key]
            .iter()
            .copied()
            .filter(|&edge| {
                let other = if key.0 { graph.edges[edge].to } else { graph.edges[edge].from };
                // Parallel edges keep lines of their own.
                let fresh = !seen.contains(&other);
                seen.push(other);
                fresh && !taken[edge]
            })
            .collect();
        if free.len() < 2 {
            continue;
        }
        for &edge in &free {
            taken[edge] = true;
            nets[edge] = (graph.edges.len() + free[0], key.0);
        }
    }
    nets
}
