//! A diagram in words: what stands in it and what leads where.

use std::collections::BTreeSet;

use super::model::{Edge, End, Graph, Head, Stroke};
use super::sequence::{Event, Sequence, Side};
use crate::text::listed;

/// One line for each node with what it leads to, groups first.
pub(crate) fn graph(graph: &Graph) -> Vec<String> {
    let mut lines = Vec::new();
    for group in 0..graph.groups.len() {
        let members: Vec<_> = (0..graph.nodes.len())
            .map(End::Node)
            .chain((0..graph.groups.len()).map(End::Group))
            .filter(|end| graph.parent(*end) == Some(group))
            .map(|end| name(graph, end))
            .collect();
        lines.push(format!("{} holds {}", name(graph, End::Group(group)), listed(&members)));
    }
    for (at, node) in graph.nodes.iter().enumerate() {
        let rows = node.compartments.iter().flatten();
        let rows: Vec<_> = rows.map(|cells| flat(&cells.join(" "))).collect();
        if !rows.is_empty() {
            lines.push(format!("{}: {}", name(graph, End::Node(at)), rows.join("; ")));
        }
    }
    lines.extend(edges(graph));
    let seen = graph.edges.iter().filter(|edge| edge.stroke != Stroke::Invisible);
    let mentioned: Vec<_> = seen.flat_map(|edge| [edge.from, edge.to]).collect();
    for node in (0..graph.nodes.len()).map(End::Node) {
        if !mentioned.contains(&node) && graph.parent(node).is_none() {
            lines.push(name(graph, node));
        }
    }
    lines
}

/// One line for each edge that is seen, by where it comes from.
pub(crate) fn edges(graph: &Graph) -> Vec<String> {
    let twins = twins(graph);
    let ends = (0..graph.nodes.len()).map(End::Node).chain((0..graph.groups.len()).map(End::Group));
    let from = |end: End| graph.edges.iter().filter(move |edge| edge.from == end);
    ends.flat_map(from).filter_map(|edge| one(graph, edge, &twins)).collect()
}

/// The line for one edge, if it is seen.
pub(crate) fn edge(graph: &Graph, edge: usize) -> Option<String> {
    one(graph, graph.edges.get(edge)?, &twins(graph))
}

fn one(graph: &Graph, edge: &Edge, twins: &BTreeSet<String>) -> Option<String> {
    if edge.stroke == Stroke::Invisible {
        return None;
    }
    let arrow = match (edge.tail, edge.head) {
        (Head::None, Head::None) => "—",
        (Head::None, _) => "→",
        (_, Head::None) => "←",
        _ => "↔",
    };
    let label = flat(&edge.label);
    let label = if label.is_empty() { label } else { format!(": {label}") };
    let (from, to) = (told(graph, edge.from, twins), told(graph, edge.to, twins));
    Some(format!("{from} {arrow} {to}{label}"))
}

/// A text on one line.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn name(graph: &Graph, end: End) -> String {
    spoken(&graph.name(end)).to_owned()
}

/// Names that several nodes have.
fn twins(graph: &Graph) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let names = (0..graph.nodes.len()).map(|node| name(graph, End::Node(node)));
    names.filter(|name| !seen.insert(name.clone())).collect()
}

/// The name of an end, with the group that it stands in where another one has the same name.
fn told(graph: &Graph, end: End, twins: &BTreeSet<String>) -> String {
    let own = name(graph, end);
    match graph.parent(end).filter(|_| twins.contains(&own)) {
        Some(group) => format!("{own} in {}", name(graph, End::Group(group))),
        None => own,
    }
}

/// A name as it is told: where states begin and end stands no name of an author's.
pub fn spoken(name: &str) -> &str {
    match name.split_once('@') {
        Some((state @ ("start" | "end"), _)) => state,
        _ => name,
    }
}

/// One line for each event.
pub(crate) fn sequence(sequence: &Sequence) -> Vec<String> {
    let name = |at: usize| {
        let label = sequence.participants.get(at).map_or("", |one| one.label.as_str());
        flat(label)
    };
    let mut lines = Vec::new();
    let mut number = 0;
    let mut depth = 0;
    for event in &sequence.events {
        let line = match event {
            Event::Message(message) => {
                number += 1;
                let label = flat(&message.label);
                let label = if label.is_empty() { label } else { format!(": {label}") };
                format!("{number}. {} → {}{label}", name(message.from), name(message.to))
            }
            Event::Note { side, from, to, text } => {
                let place = match side {
                    Side::Left => "left of ",
                    Side::Right => "right of ",
                    Side::Over => "over ",
                };
                let who = if from == to {
                    name(*from)
                } else {
                    format!("{} to {}", name(*from), name(*to))
                };
                format!("Note {place}{who}: {}", flat(text))
            }
            Event::Open { operator, label } => {
                depth += 1;
                let line = format!("{operator} {}", flat(label));
                lines.push(format!("{}{}", "  ".repeat(depth - 1), line.trim_end()));
                continue;
            }
            Event::Part { operator, label } => {
                let line = format!("{operator} {}", flat(label));
                let indent = "  ".repeat(depth.max(1) - 1);
                lines.push(format!("{indent}{}", line.trim_end()));
                continue;
            }
            Event::Close => {
                depth = depth.saturating_sub(1);
                continue;
            }
            Event::Activate(_) | Event::Deactivate(_) | Event::Create(_) | Event::Destroy(_) => {
                continue;
            }
        };
        lines.push(format!("{}{line}", "  ".repeat(depth)));
    }
    lines
}

#[cfg(test)]
mod tests {
    use crate::diagram::parse;

    #[test]
    fn one_of_two_with_the_same_name_is_told_with_its_group() {
        let source = "flowchart TB\nsubgraph one [Copy 1]\na[Basket]\nend\nsubgraph two [Copy 2]\nb[Basket]\nend\nin[Balancer] --> a\nin --> b";
        let told = parse(source).unwrap().description();
        assert_eq!(
            told,
            [
                "Copy 1 holds Basket",
                "Copy 2 holds Basket",
                "Balancer → Basket in Copy 1",
                "Balancer → Basket in Copy 2"
            ]
        );
    }
}
