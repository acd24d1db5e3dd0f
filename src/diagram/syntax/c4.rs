//! `C4Context`, `C4Container`, `C4Component`, `C4Dynamic` and `C4Deployment`: elements, boundaries
//! and relations as a graph.

use std::collections::HashMap;
use std::ops::Range;

use super::Source;
use super::source::{Line, opaque, whole_lines};
use crate::diagram::issue::{Issues, MAX_DEPTH, MAX_EDGES, MAX_GROUPS, MAX_LABEL, MAX_NODES};
use crate::diagram::label;
use crate::diagram::model::{Direction, Edge, End, Graph, Group, Head, Node, Shape};

/// Calls that style and place, and draw nothing.
const SILENT: [&str; 5] = [
    "UpdateElementStyle",
    "UpdateRelStyle",
    "UpdateLayoutConfig",
    "UpdateBoundaryStyle",
    "AddRelTag",
];

/// Reads the calls after the header, from byte `at` of the masked text; also returns the title.
/// The relations of a dynamic diagram are numbered.
pub(super) fn parse(
    source: &Source<'_>,
    at: usize,
    dynamic: bool,
    issues: &mut Issues,
) -> (Graph, Option<String>) {
    let mut parser = Parser {
        source: source.whole,
        graph: Graph { direction: Direction::Down, ..Graph::default() },
        ends: HashMap::new(),
        stack: Vec::new(),
        opened: false,
        relations: Vec::new(),
        title: None,
        dynamic,
        issues,
    };
    whole_lines(source.text, at).for_each(|line| parser.line(line));
    parser.finish()
}

struct Parser<'a, 'i> {
    source: &'a str,
    graph: Graph,
    /// Elements and boundaries by alias.
    ends: HashMap<String, End>,
    stack: Vec<usize>,
    /// A boundary whose brace is still to come.
    opened: bool,
    /// Relations, whose ends may be declared behind them.
    relations: Vec<Relation>,
    title: Option<String>,
    dynamic: bool,
    issues: &'i mut Issues,
}

/// A relation as written: its ends by alias, in reading order.
struct Relation {
    from: String,
    to: String,
    label: String,
    both: bool,
    /// The target stands above the source.
    upward: bool,
    span: Range<usize>,
}

/// The arguments of a call: those without a name in order, and those with one.
#[derive(Default)]
struct Arguments {
    plain: Vec<String>,
    named: HashMap<String, String>,
}

impl Arguments {
    fn read(text: &str) -> Self {
        let seen = opaque(text);
        let mut found = Self::default();
        let mut from = 0;
        for end in seen.match_indices(',').map(|(at, _)| at).chain([seen.len()]) {
            let part = text[from..end].trim();
            from = end + 1;
            match part.strip_prefix('$').and_then(|part| part.split_once('=')) {
                Some((name, value)) => {
                    found.named.insert(name.trim().to_owned(), label::clean(value));
                }
                None => found.plain.push(label::clean(part)),
            }
        }
        found
    }

    fn get(&self, at: usize, name: &str) -> String {
        let plain = self.plain.get(at).filter(|text| !text.is_empty());
        plain.or_else(|| self.named.get(name)).cloned().unwrap_or_default()
    }
}

/// What the name of an element's call says: its type, its shape, and the argument with its
/// technology, if it has one.
fn element(call: &str) -> Option<(String, Shape, Option<usize>)> {
    let (name, external) = match call.strip_suffix("_Ext") {
        Some(name) => (name, "External "),
        None => (call, ""),
    };
    let (name, shape) = match (name.strip_suffix("Db"), name.strip_suffix("Queue")) {
        (Some(name), _) => (name, Shape::Cylinder),
        (_, Some(name)) => (name, Shape::Stadium),
        _ => (name, Shape::Rect),
    };
    let (shape, technology) = match name {
        "Person" => (Shape::Round, None),
        "System" => (shape, None),
        "Container" | "Component" => (shape, Some(2)),
        _ => return None,
    };
    Some((format!("{external}{name}"), shape, technology))
}

/// The type of a boundary's call; `None` is one that the call itself names.
fn boundary(call: &str) -> Option<Option<&'static str>> {
    match call {
        "Enterprise_Boundary" => Some(Some("Enterprise")),
        "System_Boundary" => Some(Some("System")),
        "Container_Boundary" => Some(Some("Container")),
        "Boundary" | "Deployment_Node" | "Node" | "Node_L" | "Node_R" => Some(None),
        _ => None,
    }
}

impl Parser<'_, '_> {
    fn line(&mut self, line: Line<'_>) {
        let text = line.text;
        if text == "{" && std::mem::take(&mut self.opened) {
            return;
        }
        if text == "}" {
            if self.stack.pop().is_none() {
                self.issues.add(self.source, line.span(), "`}` closes no boundary");
            }
            return;
        }
        if let Some(title) = line.keyword("title") {
            self.title = Some(label::clean(title)).filter(|title| !title.is_empty());
            return;
        }
        if line.keyword("direction").is_some() {
            return;
        }
        let seen = opaque(text);
        let (Some(open), Some(close)) = (seen.find('('), seen.rfind(')')) else {
            let shown: String = text.chars().take(24).collect();
            let help = "write `Person(alias, \"label\")` or `Rel(from, to, \"label\")`";
            self.issues.help(self.source, line.span(), format!("cannot read `{shown}`"), help);
            return;
        };
        if close < open {
            return self.issues.add(self.source, line.span(), "`)` stands before `(`");
        }
        let call = text[..open].trim();
        let arguments = Arguments::read(&text[open + 1..close]);
        let opens = text[close + 1..].trim_start().starts_with('{');
        if let Some(kind) = boundary(call) {
            self.boundary(line, call, kind, &arguments);
            self.opened = !opens;
            if text[close + 1..].trim_end().ends_with('}') {
                self.stack.pop();
            }
        } else if let Some(kind) = element(call) {
            self.element(line, kind, &arguments);
        } else if call == "RelIndex" {
            // The first argument is a number, which the order gives, too.
            self.relation(line, "Rel", &arguments, 1);
        } else if call.starts_with("Rel") || call.starts_with("BiRel") {
            self.relation(line, call, &arguments, 0);
        } else if !SILENT.contains(&call) {
            let message = format!("`{call}` is not an element, a boundary or a relation of C4");
            self.issues.add(self.source, line.span(), message);
        }
    }

    /// Takes an alias for an end of relations; `false` if it has none.
    fn declare(&mut self, line: Line<'_>, alias: &str, end: End) -> bool {
        if alias.is_empty() {
            self.issues.add(self.source, line.span(), "an alias is missing");
            return false;
        }
        self.ends.insert(alias.to_owned(), end);
        true
    }

    fn boundary(
        &mut self,
        line: Line<'_>,
        call: &str,
        kind: Option<&'static str>,
        arguments: &Arguments,
    ) {
        if self.graph.groups.len() >= MAX_GROUPS || self.stack.len() >= MAX_DEPTH {
            let message =
                format!("more than {MAX_GROUPS} boundaries, or {MAX_DEPTH} inside one another");
            return self.issues.add(self.source, line.span(), message);
        }
        let (alias, name) = (arguments.get(0, "alias"), arguments.get(1, "label"));
        let group = self.graph.groups.len();
        if !self.declare(line, &alias, End::Group(group)) {
            return;
        }
        let written = arguments.get(2, "type");
        let kind = match kind {
            Some(kind) => kind.to_owned(),
            None if !written.is_empty() => written,
            None if call == "Boundary" => String::new(),
            None => "Node".to_owned(),
        };
        let name = if name.is_empty() { alias.clone() } else { name };
        let title = if kind.is_empty() { name } else { format!("{name} [{kind}]") };
        let (parent, span) = (self.stack.last().copied(), line.span());
        self.graph.groups.push(Group { id: alias, title, parent, direction: None, span });
        self.stack.push(group);
    }

    fn element(
        &mut self,
        line: Line<'_>,
        (kind, shape, technology): (String, Shape, Option<usize>),
        arguments: &Arguments,
    ) {
        let node = self.graph.nodes.len();
        if node >= MAX_NODES {
            return self.issues.add(
                self.source,
                line.span(),
                format!("more than {MAX_NODES} elements"),
            );
        }
        let (alias, name) = (arguments.get(0, "alias"), arguments.get(1, "label"));
        if !self.declare(line, &alias, End::Node(node)) {
            return;
        }
        let name = if name.is_empty() { alias.clone() } else { name };
        let techn = technology.map(|at| arguments.get(at, "techn")).unwrap_or_default();
        let kind = if techn.is_empty() { kind } else { format!("{kind}: {techn}") };
        let told = arguments.get(technology.map_or(2, |at| at + 1), "descr");
        let told: String = told.chars().take(MAX_LABEL).collect();
        self.graph.nodes.push(Node {
            id: alias,
            label: format!("{name}\n[{kind}]").chars().take(MAX_LABEL).collect(),
            shape,
            parent: self.stack.last().copied(),
            link: arguments.named.get("link").cloned(),
            compartments: if told.is_empty() { Vec::new() } else { vec![vec![vec![told]]] },
            span: line.span(),
        });
    }

    /// `Rel(from, to, label, technology)`; `first` arguments stand before those.
    fn relation(&mut self, line: Line<'_>, call: &str, arguments: &Arguments, first: usize) {
        if self.relations.len() >= MAX_EDGES {
            return self.issues.add(
                self.source,
                line.span(),
                format!("more than {MAX_EDGES} relations"),
            );
        }
        let (mut from, mut to) = (arguments.get(first, "from"), arguments.get(first + 1, "to"));
        let way = call.split_once('_').map_or("", |(_, way)| way);
        match way {
            "" | "U" | "Up" | "D" | "Down" | "L" | "Left" | "R" | "Right" => {}
            "Back" => std::mem::swap(&mut from, &mut to),
            _ => {
                let message = format!("`{call}` is not a relation of C4");
                return self.issues.add(self.source, line.span(), message);
            }
        }
        let (label, techn) = (arguments.get(first + 2, "label"), arguments.get(first + 3, "techn"));
        let number =
            if self.dynamic { format!("{}: ", self.relations.len() + 1) } else { String::new() };
        let techn = if techn.is_empty() { techn } else { format!("\n[{techn}]") };
        self.relations.push(Relation {
            from,
            to,
            label: format!("{number}{label}{techn}").chars().take(MAX_LABEL).collect(),
            both: call.starts_with("Bi"),
            upward: matches!(way, "U" | "Up"),
            span: line.span(),
        });
    }

    fn finish(mut self) -> (Graph, Option<String>) {
        if let Some(&open) = self.stack.last() {
            let span = self.graph.groups[open].span.clone();
            self.issues.add(self.source, span, "this boundary is never closed by `}`");
        }
        for relation in std::mem::take(&mut self.relations) {
            let end = |alias: &str| self.ends.get(alias).copied();
            let (Some(from), Some(to)) = (end(&relation.from), end(&relation.to)) else {
                let missing =
                    if end(&relation.from).is_none() { &relation.from } else { &relation.to };
                let message = format!("`{missing}` is no element and no boundary");
                self.issues.add(self.source, relation.span, message);
                continue;
            };
            let back = if relation.both { Head::Arrow } else { Head::None };
            // Layers run down from the first end.
            let (from, to, tail, head) = match relation.upward {
                true => (to, from, Head::Arrow, back),
                false => (from, to, back, Head::Arrow),
            };
            let (label, span) = (relation.label, relation.span);
            self.graph.edges.push(Edge { from, to, label, tail, head, span, ..Edge::plain() });
        }
        (self.graph, self.title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_parted_at_commas_outside_quotes() {
        let found = Arguments::read("a, \"b, c\", $link=\"x\", , d");
        assert_eq!(found.plain, ["a", "b, c", "", "d"]);
        assert_eq!((found.get(2, "link"), found.get(1, "link")), ("x".into(), "b, c".into()));
    }

    #[test]
    fn the_call_of_an_element_says_what_it_is() {
        let db = element("ContainerDb_Ext");
        assert_eq!(db, Some(("External Container".to_owned(), Shape::Cylinder, Some(2))));
        assert_eq!(element("Person"), Some(("Person".to_owned(), Shape::Round, None)));
        assert_eq!(element("Rel"), None);
    }
}
