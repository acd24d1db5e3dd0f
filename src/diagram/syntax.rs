//! From Mermaid source to models: which kind it is, and what the kinds share.

mod architecture;
mod block;
mod c4;
mod class;
mod entity;
mod flowchart;
mod gantt;
mod git;
mod links;
mod mindmap;
mod pie;
mod quadrant;
mod sequence;
mod shapes;
pub(crate) mod source;
mod state;
mod timeline;
mod xychart;

use super::block::Blocks;
use super::gantt::Gantt;
use super::git::History;
use super::issue::{Issue, Issues, MAX_SOURCE};
use super::model::{End, Graph, Group};
use super::pie::Pie;
use super::quadrant::Quadrants;
use super::sequence::Sequence;
use super::timeline::Timeline;
use super::xychart::Chart;

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
    C4,
    Git,
    Gantt,
    Timeline,
    Mindmap,
    Pie,
    Architecture,
    Quadrant,
    Xy,
    Block,
}

/// What a source is parsed to.
#[derive(Debug, Clone)]
pub(crate) enum Model {
    Graph(Graph),
    Sequence(Sequence),
    History(History),
    Gantt(Gantt),
    Timeline(Timeline),
    Pie(Pie),
    Quadrants(Quadrants),
    Chart(Chart),
    Blocks(Blocks),
}

/// Headers of Mermaid kinds that are not drawn.
const OTHER: [&str; 17] = [
    "journey",
    "requirement",
    "sankey",
    "packet",
    "kanban",
    "radar",
    "treemap",
    "treeView",
    "venn",
    "wardley",
    "ishikawa",
    "eventmodeling",
    "swimlane",
    "railroad",
    "cynefin",
    "zenuml",
    "info",
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
    let (kind, title, model) = match read(header, &source, end, &mut issues) {
        Some(read) => read,
        None => {
            refuse(whole, header, start..end, &mut issues);
            (Kind::Flowchart, None, Model::Graph(Graph::default()))
        }
    };
    issues.finish((kind, title.or(masked.title), model))
}

/// Reads what follows a header, if it is that of a kind that is drawn, with the title there.
fn read(
    header: &str,
    source: &Source<'_>,
    at: usize,
    issues: &mut Issues,
) -> Option<(Kind, Option<String>, Model)> {
    let graph = |kind, graph| Some((kind, None, Model::Graph(graph)));
    match header {
        "flowchart" | "graph" | "flowchart-elk" => {
            graph(Kind::Flowchart, flowchart::parse(source, at, issues))
        }
        "stateDiagram" | "stateDiagram-v2" => graph(Kind::State, state::parse(source, at, issues)),
        "classDiagram" | "classDiagram-v2" => graph(Kind::Class, class::parse(source, at, issues)),
        "erDiagram" => graph(Kind::Entity, entity::parse(source, at, issues)),
        "mindmap" => graph(Kind::Mindmap, mindmap::parse(source, at, issues)),
        "architecture" | "architecture-beta" => {
            let (read, title) = architecture::parse(source, at, issues);
            Some((Kind::Architecture, title, Model::Graph(read)))
        }
        "C4Context" | "C4Container" | "C4Component" | "C4Dynamic" | "C4Deployment" => {
            let (read, title) = c4::parse(source, at, header == "C4Dynamic", issues);
            Some((Kind::C4, title, Model::Graph(read)))
        }
        "sequenceDiagram" => {
            let (read, title) = sequence::parse(source, at, issues);
            Some((Kind::Sequence, title, Model::Sequence(read)))
        }
        "gitGraph" => Some((Kind::Git, None, Model::History(git::parse(source, at, issues)))),
        "gantt" => {
            let (read, title) = gantt::parse(source, at, issues);
            Some((Kind::Gantt, title, Model::Gantt(read)))
        }
        "timeline" => {
            let (read, title) = timeline::parse(source, at, issues);
            Some((Kind::Timeline, title, Model::Timeline(read)))
        }
        "pie" => {
            let (read, title) = pie::parse(source, at, issues);
            Some((Kind::Pie, title, Model::Pie(read)))
        }
        "quadrantChart" => {
            let (read, title) = quadrant::parse(source, at, issues);
            Some((Kind::Quadrant, title, Model::Quadrants(read)))
        }
        "xychart" | "xychart-beta" => {
            let (read, title) = xychart::parse(source, at, issues);
            Some((Kind::Xy, title, Model::Chart(read)))
        }
        "block" | "block-beta" => {
            Some((Kind::Block, None, Model::Blocks(block::parse(source, at, issues))))
        }
        _ => None,
    }
}

/// Tells that a header is missing, known but not drawn, or unknown.
fn refuse(whole: &str, header: &str, span: std::ops::Range<usize>, issues: &mut Issues) {
    if header.is_empty() {
        let help = "start with `flowchart TD`, `sequenceDiagram` or `stateDiagram-v2`";
        return issues.help(whole, span.start..span.start, "there is no diagram here", help);
    }
    let message = if OTHER.iter().any(|kind| header.starts_with(kind)) {
        format!("`{header}` diagrams are not drawn")
    } else {
        format!("`{header}` is not a kind of diagram")
    };
    let help = "drawn are flowchart, sequenceDiagram, stateDiagram-v2, classDiagram, erDiagram, \
                C4Context and its kin, gitGraph, gantt, timeline, mindmap, pie, architecture-beta, \
                quadrantChart, xychart-beta, block-beta";
    issues.help(whole, span, message, help);
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
