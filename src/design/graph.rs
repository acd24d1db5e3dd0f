//! Small graph questions about services: rings and the longest way.

use petgraph::{algo::tarjan_scc, graphmap::DiGraphMap};

/// The strongly connected parts with more than one node, each sorted, in order.
pub fn rings(nodes: usize, edges: impl Iterator<Item = (usize, usize)>) -> Vec<Vec<usize>> {
    let mut graph = DiGraphMap::<usize, ()>::with_capacity(nodes, nodes);
    for (from, to) in edges {
        graph.add_edge(from, to, ());
    }
    let mut parts: Vec<Vec<usize>> =
        tarjan_scc(&graph).into_iter().filter(|part| part.len() > 1).collect();
    parts.iter_mut().for_each(|part| part.sort_unstable());
    parts.sort();
    parts
}

/// A shortest ring through the first node of a strongly connected part.
pub fn ring_in(part: &[usize], edges: &[(usize, usize)]) -> Vec<usize> {
    let Some(start) = part.first().copied() else { return Vec::new() };
    let mut before: Vec<(usize, Option<usize>)> = vec![(start, None)];
    let mut at = 0;
    while let Some((node, _)) = before.get(at).copied() {
        for (_, to) in edges.iter().filter(|(from, _)| *from == node) {
            if *to == start {
                let mut ring = vec![node];
                let mut back = at;
                while let Some(parent) = before.get(back).and_then(|(_, parent)| *parent) {
                    ring.push(before[parent].0);
                    back = parent;
                }
                ring.reverse();
                return ring;
            }
            if part.contains(to) && !before.iter().any(|(known, _)| known == to) {
                before.push((*to, Some(at)));
            }
        }
        at += 1;
    }
    part.to_vec()
}

/// The longest way without repeating a node, by number of edges, where the graph has no rings; a ring
/// is entered once.
pub fn longest_way(edges: &[(usize, usize)]) -> Vec<usize> {
    let mut nodes: Vec<usize> = edges.iter().flat_map(|(from, to)| [*from, *to]).collect();
    nodes.sort_unstable();
    nodes.dedup();
    let mut memory: std::collections::HashMap<usize, Vec<usize>> = Default::default();
    let mut best = Vec::new();
    for node in nodes {
        let way = longest_from(node, edges, &mut memory, &mut Vec::new());
        if way.len() > best.len() {
            best = way;
        }
    }
    best
}

fn longest_from(
    node: usize,
    edges: &[(usize, usize)],
    memory: &mut std::collections::HashMap<usize, Vec<usize>>,
    open: &mut Vec<usize>,
) -> Vec<usize> {
    if let Some(known) = memory.get(&node) {
        return known.clone();
    }
    open.push(node);
    let mut best = Vec::new();
    // Deep chains are refused elsewhere; this bound keeps the stack small on hostile input.
    if open.len() < 200 {
        for (_, to) in edges.iter().filter(|(from, _)| *from == node) {
            if !open.contains(to) {
                let way = longest_from(*to, edges, memory, open);
                if way.len() > best.len() {
                    best = way;
                }
            }
        }
    }
    open.pop();
    let mut way = vec![node];
    way.extend(best);
    memory.insert(node, way.clone());
    way
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rings_are_found_and_walked() {
        let edges = [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4)];
        let parts = rings(5, edges.iter().copied());
        assert_eq!(parts, [vec![0, 1, 2]]);
        assert_eq!(ring_in(&parts[0], &edges), [0, 1, 2]);
        assert_eq!(longest_way(&[(0, 1), (1, 2), (0, 3)]), [0, 1, 2]);
    }
}
