//! `architecture-beta`: groups, services and junctions with lines between their sides.

use std::collections::HashMap;

use super::Source;
use super::source::{Line, colon, lines, opaque};
use crate::diagram::issue::{Issues, MAX_EDGES, MAX_GROUPS, MAX_NODES};
use crate::diagram::label;
use crate::diagram::model::{Direction, Edge, End, Graph, Group, Head, Node, Shape};

/// Reads the lines after the header, from byte `at` of the masked text; also returns the title.
pub(super) fn parse(
    source: &Source<'_>,
    at: usize,
    issues: &mut Issues,
) -> (Graph, Option<String>) {
    let graph = Graph { direction: Direction::Right, ..Graph::default() };
    let mut parser =
        Parser { source: source.whole, graph, ends: HashMap::new(), title: None, issues };
    // What lines join may be declared behind them.
    let (edges, others): (Vec<_>, Vec<_>) =
        lines(source.text, at).partition(|line| dash(line.text).is_some());
    others.into_iter().for_each(|line| parser.declare(line));
    parser.settle_parents();
    edges.into_iter().for_each(|line| parser.edge(line));
    (parser.graph, parser.title)
}

/// Where the line between two ends begins: `--` or `-[label]-`.
fn dash(text: &str) -> Option<usize> {
    let seen = opaque(text);
    seen.find("--").or_else(|| seen.find("-["))
}

struct Parser<'a, 'i> {
    source: &'a str,
    graph: Graph,
    ends: HashMap<String, (End, Option<String>)>,
    title: Option<String>,
    issues: &'i mut Issues,
}

impl Parser<'_, '_> {
    /// `group id(icon)[title] in other`, `service …` or `junction id in other`.
    fn declare(&mut self, line: Line<'_>) {
        if let Some(title) = line.keyword("title") {
            self.title = Some(label::clean(title)).filter(|title| !title.is_empty());
            return;
        }
        let found = ["group", "service", "junction"]
            .into_iter()
            .find_map(|word| line.keyword(word).map(|rest| (word, rest)));
        let Some((word, rest)) = found else {
            if line.keyword("align").is_some() {
                return;
            }
            let shown: String = line.text.chars().take(24).collect();
            let help = "write `service id(icon)[title] in group` or `a:R --> L:b`";
            self.issues.help(self.source, line.span(), format!("cannot read `{shown}`"), help);
            return;
        };
        let (rest, parent) =
            match opaque(rest).rfind(" in ").filter(|at| !rest[*at..].contains(']')) {
                Some(at) => (rest[..at].trim(), Some(rest[at + 4..].trim().to_owned())),
                None => (rest, None),
            };
        let id = rest.split(['(', '[', '"']).next().unwrap_or(rest).trim();
        if id.is_empty() || self.ends.contains_key(id) {
            let message = if id.is_empty() { "an id is missing" } else { "this id is taken" };
            return self.issues.add(self.source, line.span(), message);
        }
        let title = rest.strip_suffix(']').and_then(|rest| rest.split_once('['));
        let title = title.map_or(String::new(), |(_, title)| label::clean(title));
        let end = if word == "group" {
            if self.graph.groups.len() >= MAX_GROUPS {
                let message = format!("more than {MAX_GROUPS} groups");
                return self.issues.add(self.source, line.span(), message);
            }
            let title = if title.is_empty() { id.to_owned() } else { title };
            let (id, span) = (id.to_owned(), line.span());
            self.graph.groups.push(Group { id, title, span, ..Group::default() });
            End::Group(self.graph.groups.len() - 1)
        } else {
            if self.graph.nodes.len() >= MAX_NODES {
                let message = format!("more than {MAX_NODES} services");
                return self.issues.add(self.source, line.span(), message);
            }
            let (label, shape) = match (word, title.is_empty()) {
                ("junction", _) => (id.to_owned(), Shape::Round),
                (_, true) => (id.to_owned(), Shape::Rect),
                (_, false) => (title, Shape::Rect),
            };
            let shape = if rest.contains("(database)") { Shape::Cylinder } else { shape };
            let (id, span) = (id.to_owned(), line.span());
            self.graph.nodes.push(Node { id, label, shape, span, ..Node::default() });
            End::Node(self.graph.nodes.len() - 1)
        };
        if let Some(parent) = &parent
            && !matches!(self.ends.get(parent), Some((End::Group(_), _)))
        {
            let message = format!("`{parent}` is no group that is declared before");
            self.issues.add(self.source, line.span(), message);
        }
        self.ends.insert(id.to_owned(), (end, parent));
    }

    /// Groups are declared before what they hold, so none is inside itself.
    fn settle_parents(&mut self) {
        for (end, parent) in self.ends.values() {
            let group = parent.as_ref().and_then(|parent| self.ends.get(parent));
            let Some((End::Group(group), _)) = group else { continue };
            match *end {
                End::Node(node) => self.graph.nodes[node].parent = Some(*group),
                End::Group(inner) => self.graph.groups[inner].parent = Some(*group),
            }
        }
    }

    /// `a:R --> L:b`, where `a{group}` is the frame around it.
    fn edge(&mut self, line: Line<'_>) {
        let read = || {
            let at = dash(line.text)?;
            let (left, right) = line.text.split_at(at);
            let left = left.trim();
            let (left, tail) = match left.strip_suffix('<') {
                Some(left) => (left.trim(), Head::Arrow),
                None => (left, Head::None),
            };
            let (label, right) = match right.strip_prefix("-[") {
                Some(labelled) => labelled.split_once("]-")?,
                None => ("", right.trim_start_matches('-')),
            };
            let (right, head) = match right.strip_prefix('>') {
                Some(right) => (right.trim(), Head::Arrow),
                None => (right.trim(), Head::None),
            };
            let (from, side) = left.split_at(colon(left)?);
            let (other, to) = right.split_at(colon(right)?);
            let (from, to) = (self.end(from)?, self.end(to.strip_prefix(':')?)?);
            let sides = (side.strip_prefix(':')?.trim(), other.trim());
            let known = |side: &str| matches!(side, "L" | "R" | "T" | "B");
            if !known(sides.0) || !known(sides.1) {
                return None;
            }
            Some((from, to, sides, label::clean(label), tail, head))
        };
        let Some((from, to, (near, far), label, tail, head)) = read() else {
            let help = "write `a:R --> L:b` with ids that are declared";
            return self.issues.help(self.source, line.span(), "cannot read this line", help);
        };
        if self.graph.edges.len() >= MAX_EDGES {
            return self.issues.add(
                self.source,
                line.span(),
                format!("more than {MAX_EDGES} lines"),
            );
        }
        let span = line.span();
        // Layers run to the right and down; what leaves at the left or top leads back.
        let back = matches!((near, far), ("L" | "T", "R" | "B"));
        let (from, to, tail, head) =
            if back { (to, from, head, tail) } else { (from, to, tail, head) };
        self.graph.edges.push(Edge { from, to, label, tail, head, span, ..Edge::plain() });
    }

    fn end(&self, written: &str) -> Option<End> {
        let (id, frame) = match written.trim().strip_suffix("{group}") {
            Some(id) => (id, true),
            None => (written.trim(), false),
        };
        let (end, parent) = self.ends.get(id)?;
        let around =
            || parent.as_ref().and_then(|parent| self.ends.get(parent)).map(|(end, _)| *end);
        if frame { around() } else { Some(*end) }
    }
}
