//! From Mermaid source to models: which kind it is, and what the kinds share.

mod class;
mod entity;
mod flowchart;
mod links;
mod sequence;
mod shapes;
pub(crate) mod source;
mod state;

use super::issue::{Issue, Issues, MAX_SOURCE};
use super::model::{End, Graph, Group};
use super::sequence::Sequence;

/// A source being read: the whole text for positions, and the masked text that is read.
pub(crate) struct Source<'a> {
    pub whole: &'a str,
    pub text: &'a str,
}

/// The kinds of diagram that are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Flowchart,
    State,
    Class,
    Entity,
    Sequence,
}

/// What a source is parsed to.
#[derive(Debug, Clone)]
pub(crate) enum Model {
    Graph(Graph),
    Sequence(Sequence),
}

/// Headers of Mermaid kinds that are not drawn.
const OTHER: [&str; 14] = [
    "gantt",
    "pie",
    "journey",
    "gitGraph",
    "mindmap",
    "timeline",
    "quadrantChart",
    "requirement",
    "C4",
    "sankey",
    "xychart",
    "block",
    "packet",
    "architecture",
];

/// Reads a whole source.
pub(crate) fn parse(whole: &str) -> Result<(Kind, Option<String>, Model), Vec<Issue>> {
    let mut issues = Issues::default();
    if whole.len() > MAX_SOURCE {
        issues.add(whole, 0..0, format!("a source of more than {MAX_SOURCE} bytes"));
        return Err(issues.found());
    }
    let masked = source::mask(whole);
    let text = masked.text.as_str();
    let start = text.len() - text.trim_start().len();
    let end = text[start..]
        .find(|c: char| !(c.is_alphanumeric() || c == '-'))
        .map_or(text.len(), |at| start + at);
    let header = &text[start..end];
    let source = Source { whole, text };
    let (kind, model) = match header {
        "flowchart" | "graph" | "flowchart-elk" => {
            (Kind::Flowchart, Model::Graph(flowchart::parse(&source, end, &mut issues)))
        }
        "stateDiagram" | "stateDiagram-v2" => {
            (Kind::State, Model::Graph(state::parse(&source, end, &mut issues)))
        }
        "classDiagram" | "classDiagram-v2" => {
            (Kind::Class, Model::Graph(class::parse(&source, end, &mut issues)))
        }
        "erDiagram" => (Kind::Entity, Model::Graph(entity::parse(&source, end, &mut issues))),
        "sequenceDiagram" => {
            (Kind::Sequence, Model::Sequence(sequence::parse(&source, end, &mut issues)))
        }
        "" => {
            issues.help(
                whole,
                start..start,
                "there is no diagram here",
                "start with `flowchart TD`, `sequenceDiagram` or `stateDiagram-v2`",
            );
            (Kind::Flowchart, Model::Graph(Graph::default()))
        }
        other => {
            let known = OTHER.iter().any(|kind| other.starts_with(kind));
            let message = if known {
                format!("`{other}` diagrams are not drawn")
            } else {
                format!("`{other}` is not a kind of diagram")
            };
            issues.help(
                whole,
                start..end,
                message,
                "drawn are flowchart, sequenceDiagram, stateDiagram-v2, classDiagram, erDiagram",
            );
            (Kind::Flowchart, Model::Graph(Graph::default()))
        }
    };
    let title = match &model {
        Model::Sequence(sequence) => sequence.title.clone(),
        Model::Graph(_) => None,
    };
    issues.finish((kind, title.or(masked.title), model))
}

/// Nodes whose id is that of a group stand for the group: edges go to its frame.
fn resolve_groups(graph: &mut Graph) {
    let group_of = |node: usize| {
        let id = &graph.nodes[node].id;
        graph.groups.iter().position(|group| !id.is_empty() && group.id == *id)
    };
    let groups: Vec<_> = (0..graph.nodes.len()).map(group_of).collect();
    if groups.iter().all(Option::is_none) {
        return;
    }
    // A group mentioned inside another one belongs there.
    for (node, group) in graph.nodes.iter().zip(&groups) {
        if let (Some(group), Some(place)) = (*group, node.parent)
            && graph.groups[group].parent.is_none()
            && !holds(&graph.groups, group, place)
        {
            graph.groups[group].parent = Some(place);
        }
    }
    let mut kept = Vec::with_capacity(graph.nodes.len());
    let mut ends = Vec::with_capacity(graph.nodes.len());
    for (node, group) in std::mem::take(&mut graph.nodes).into_iter().zip(groups) {
        match group {
            Some(group) => ends.push(End::Group(group)),
            None => {
                ends.push(End::Node(kept.len()));
                kept.push(node);
            }
        }
    }
    graph.nodes = kept;
    for edge in &mut graph.edges {
        for end in [&mut edge.from, &mut edge.to] {
            if let End::Node(node) = *end {
                *end = ends[node];
            }
        }
    }
}

/// Whether a group is another one or holds it.
fn holds(groups: &[Group], outer: usize, inner: usize) -> bool {
    let mut at = Some(inner);
    while let Some(group) = at {
        if group == outer {
            return true;
        }
        at = groups[group].parent;
    }
    false
}
