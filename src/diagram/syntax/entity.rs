//! `erDiagram`.

mod attributes;
mod names;

use std::collections::HashMap;
use std::ops::Range;

use self::names::{is_name, names};
use super::Source;
use super::source::{Line, colon, lines, opaque};
use crate::diagram::issue::{Issues, MAX_DEPTH, MAX_EDGES, MAX_GROUPS, MAX_NODES};
use crate::diagram::label;
use crate::diagram::model::{Direction, Edge, End, Graph, Group, Node, Shape, Stroke};

/// Messages that start a line which draws nothing.
const SILENT: [&str; 4] = ["style", "classDef", "class", "title"];
/// Cardinalities as marks and as words, longest first, with what is drawn.
const CARDINALITIES: [(&str, &str); 19] = [
    ("only one", "1"),
    ("zero or one", "0..1"),
    ("one or zero", "0..1"),
    ("zero or more", "0..*"),
    ("zero or many", "0..*"),
    ("one or more", "1..*"),
    ("one or many", "1..*"),
    ("many(0)", "0..*"),
    ("many(1)", "1..*"),
    ("one", "1"),
    ("many", "0..*"),
    ("0+", "0..*"),
    ("1+", "1..*"),
    ("||", "1"),
    ("|o", "0..1"),
    ("}o", "0..*"),
    ("}|", "1..*"),
    ("1", "1"),
    ("u", "parent"),
];

/// Reads the lines after the header, from byte `at` of the masked text.
pub(super) fn parse(source: &Source<'_>, at: usize, issues: &mut Issues) -> Graph {
    let mut parser = Parser {
        source: source.whole,
        graph: Graph::default(),
        names: HashMap::new(),
        stack: Vec::new(),
        body: None,
        rows: Vec::new(),
        issues,
    };
    let mut rest = lines(source.text, at).peekable();
    while let Some(mut line) = rest.next() {
        // A relation may go on after its line, mostly before the label.
        while let Some(next) = rest.peek().filter(|_| parser.body.is_none() && goes_on(line.text)) {
            line.text = &source.text[line.at..next.span().end];
            rest.next();
        }
        parser.line(line);
    }
    if let Some((_, span)) = parser.body.take() {
        parser.issues.add(source.whole, span, "this entity is never closed by `}`");
    }
    if let Some(&open) = parser.stack.last() {
        let span = parser.graph.groups[open].span.clone();
        parser.issues.add(source.whole, span, "this subgraph is never closed by `end`");
    }
    super::resolve_groups(&mut parser.graph);
    parser.graph
}

struct Parser<'a, 'i> {
    source: &'a str,
    graph: Graph,
    names: HashMap<String, usize>,
    stack: Vec<usize>,
    /// The entity whose attributes are being read.
    body: Option<(usize, Range<usize>)>,
    rows: Vec<[String; 4]>,
    issues: &'i mut Issues,
}

impl Parser<'_, '_> {
    fn line(&mut self, line: Line<'_>) {
        if let Some((entity, _)) = self.body {
            let (text, closes) = match line.text.strip_suffix('}') {
                Some(text) => (text.trim(), true),
                None => (line.text, false),
            };
            self.attributes(line, text);
            if closes {
                self.body = None;
                self.table(entity);
            }
            return;
        }
        let word = line.text.split_whitespace().next().unwrap_or_default();
        if let Some(rest) = line.word("direction") {
            let direction = Direction::parse(rest);
            match self.stack.last() {
                Some(&group) => self.graph.groups[group].direction = direction,
                None => self.graph.direction = direction.unwrap_or(self.graph.direction),
            }
        } else if let Some(found) = relation(line.text) {
            self.relation(line, &found);
        } else if let Some(rest) = line.word("subgraph") {
            self.subgraph(line, rest);
        } else if line.word("end").is_some() {
            if self.stack.pop().is_none() {
                self.issues.add(self.source, line.span(), "`end` closes no subgraph");
            }
        } else if SILENT.contains(&word.trim_end_matches(':')) {
        } else if let Some((name, body)) = opaque(line.text)
            .find('{')
            .map(|at| (&line.text[..at], &line.text[at + 1..]))
            .filter(|(name, _)| is_name(name.trim()))
        {
            let entity = self.touch(name.trim(), line);
            match body.trim().strip_suffix('}') {
                Some(body) => {
                    self.attributes(line, body);
                    self.table(entity);
                }
                None => {
                    self.body = Some((entity, line.span()));
                    self.attributes(line, body);
                }
            }
        } else if let Some(names) = names(line.text) {
            for name in names {
                self.touch(name, line);
            }
        } else {
            let shown: String = line.text.chars().take(24).collect();
            let help = "a relation is written `CUSTOMER ||--o{ ORDER : places`";
            self.issues.help(self.source, line.span(), format!("cannot read `{shown}`"), help);
        }
    }

    fn subgraph(&mut self, line: Line<'_>, rest: &str) {
        if self.graph.groups.len() >= MAX_GROUPS || self.stack.len() >= MAX_DEPTH {
            let message = format!("more than {MAX_GROUPS} subgraphs");
            return self.issues.add(self.source, line.span(), message);
        }
        let (id, title) = match rest.split_once('[') {
            Some((id, title)) => (id, title.trim_end_matches(']')),
            None => (rest, rest),
        };
        let (parent, span) = (self.stack.last().copied(), line.span());
        let (id, title) = (id.trim().trim_matches('"').to_owned(), label::clean(title));
        self.stack.push(self.graph.groups.len());
        self.graph.groups.push(Group { id, title, parent, span, direction: None });
    }

    fn touch(&mut self, written: &str, line: Line<'_>) -> usize {
        let seen = opaque(written);
        let written = written[..seen.find(":::").unwrap_or(written.len())].trim();
        let (name, title) = match opaque(written).find('[') {
            Some(at) if written.ends_with(']') => {
                (&written[..at], Some(&written[at + 1..written.len() - 1]))
            }
            _ => (written, None),
        };
        let name = name.trim().trim_matches('"');
        let entity = match self.names.get(name) {
            Some(&entity) => entity,
            None => {
                let entity = self.graph.nodes.len();
                if entity >= MAX_NODES {
                    let message = format!("more than {MAX_NODES} entities");
                    self.issues.add(self.source, line.span(), message);
                    return entity - 1;
                }
                self.graph.nodes.push(Node {
                    id: name.to_owned(),
                    label: label::clean(name),
                    shape: Shape::Rect,
                    span: line.span(),
                    ..Node::default()
                });
                self.names.insert(name.to_owned(), entity);
                entity
            }
        };
        let node = &mut self.graph.nodes[entity];
        node.parent = node.parent.or(self.stack.last().copied());
        if let Some(title) = title {
            node.label = label::clean(title);
        }
        entity
    }

    fn attributes(&mut self, line: Line<'_>, text: &str) {
        match attributes::all(text) {
            Some(rows) => self.rows.extend(rows),
            None => {
                let help = "an attribute is written `type name PK \"comment\"`";
                self.issues.help(self.source, line.span(), "cannot read this attribute", help);
            }
        }
    }

    /// An entity may be written in several parts.
    fn table(&mut self, entity: usize) {
        let rows: Vec<_> = self.rows.drain(..).map(Vec::from).collect();
        let lists = &mut self.graph.nodes[entity].compartments;
        match lists.first_mut() {
            Some(list) => list.extend(rows),
            None if rows.is_empty() => {}
            None => lists.push(rows),
        }
    }

    fn relation(&mut self, line: Line<'_>, found: &Relation<'_>) {
        if self.graph.edges.len() >= MAX_EDGES {
            let message = format!("more than {MAX_EDGES} relations");
            self.issues.add(self.source, line.span(), message);
            return;
        }
        let (from, to) = (self.touch(found.from, line), self.touch(found.to, line));
        self.graph.edges.push(Edge {
            from: End::Node(from),
            to: End::Node(to),
            label: label::clean(found.label),
            tail_text: found.near.to_owned(),
            head_text: found.far.to_owned(),
            stroke: found.stroke,
            span: line.span(),
            ..Edge::plain()
        });
    }
}

/// A relation as written.
struct Relation<'a> {
    from: &'a str,
    to: &'a str,
    near: &'a str,
    far: &'a str,
    label: &'a str,
    stroke: Stroke,
}

/// Whether a line is the start of a relation.
fn goes_on(line: &str) -> bool {
    let open = |end: &str| line.strip_suffix(end).is_some_and(|rest| before(rest.trim()).is_some());
    let half = |end: &str| line.ends_with(end) && (line.contains("--") || line.contains(".."));
    line.strip_suffix(':').is_some_and(|rest| relation(rest).is_some())
        || ["--", ".."].into_iter().any(open)
        || ["||", "o|", "o{", "|{"].into_iter().any(half)
}

/// `A ||--o{ B : label`, or `A one to zero or more B : label`.
fn relation(line: &str) -> Option<Relation<'_>> {
    let end = colon(line).unwrap_or(line.len());
    let (head, label) = (line[..end].trim(), line.get(end + 1..).unwrap_or_default().trim());
    let seen = opaque(head);
    for (mark, stroke) in [
        ("--", Stroke::Solid),
        ("..", Stroke::Dotted),
        (".-", Stroke::Dotted),
        ("-.", Stroke::Dotted),
        (" optionally to ", Stroke::Dotted),
        (" to ", Stroke::Solid),
    ] {
        if let Some(at) = seen.find(mark)
            && let (Some((from, near)), Some((far, to))) =
                (before(head[..at].trim_end()), after(head[at + mark.len()..].trim_start()))
        {
            return Some(Relation { from, to, near, far, label, stroke });
        }
    }
    None
}

/// A name with a cardinality behind it.
fn before(left: &str) -> Option<(&str, &'static str)> {
    CARDINALITIES.iter().find_map(|(mark, shown)| {
        let name = [mark, mirrored(mark)].into_iter().find_map(|mark| left.strip_suffix(mark))?;
        // A word is a word of its own.
        let apart = !mark.starts_with(char::is_alphanumeric) || name.ends_with(char::is_whitespace);
        let name = name.trim();
        (apart && !name.is_empty() && is_name(name)).then_some((name, *shown))
    })
}

/// A cardinality with a name behind it.
fn after(right: &str) -> Option<(&'static str, &str)> {
    CARDINALITIES.iter().find_map(|(mark, shown)| {
        let name = [mark, mirrored(mark)].into_iter().find_map(|mark| right.strip_prefix(mark))?;
        let apart =
            !mark.starts_with(char::is_alphanumeric) || name.starts_with(char::is_whitespace);
        let name = name.trim();
        (apart && !name.is_empty() && is_name(name)).then_some((*shown, name))
    })
}

/// A mark as it stands on the other side of a line; both forms are read on both sides.
fn mirrored(mark: &'static str) -> &'static str {
    match mark {
        "|o" => "o|",
        "}o" => "o{",
        "}|" => "|{",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crows_feet_become_words() {
        let found = relation("CUSTOMER ||--o{ ORDER : places").expect("a relation");
        assert_eq!(
            (found.from, found.near, found.far, found.to),
            ("CUSTOMER", "1", "0..*", "ORDER")
        );
        let found = relation("A }|..|o B").expect("a relation");
        assert_eq!((found.near, found.stroke), ("1..*", Stroke::Dotted));
        let found = relation("A one or more to zero or one B : x").expect("a relation");
        assert_eq!((found.near, found.far), ("1..*", "0..1"));
        assert!(relation("CUSTOMER {").is_none());
        let found = relation("PHONE ||--|| CLONE : is").expect("a relation");
        assert_eq!((found.from, found.near, found.to), ("PHONE", "1", "CLONE"));
        let found = relation("\"A--B\"[\"a: b\"]:::c ||--o{ \"D::E\" : f").expect("a relation");
        assert_eq!((found.from, found.to), ("\"A--B\"[\"a: b\"]:::c", "\"D::E\""));
        let found = relation("A many to one B : x").expect("a relation");
        assert_eq!((found.near, found.far), ("0..*", "1"));
    }

    #[test]
    fn a_subgraph_holds_entities() {
        let text = "subgraph Sales\nORDER\nend\nORDER ||--|| BILL : has\n";
        let mut issues = Issues::default();
        let graph = parse(&Source { whole: text, text }, 0, &mut issues);
        assert_eq!(
            (graph.groups.len(), graph.nodes[0].parent, graph.nodes[1].parent),
            (1, Some(0), None)
        );
        assert_eq!(issues.count(), 0);
    }

    #[test]
    fn a_relation_may_go_over_lines() {
        assert!(goes_on("A ||--o{ B :"));
        assert!(goes_on("A ||--"));
        assert!(goes_on("A ||--o{"));
        assert!(!goes_on("A ||--o{ B : a"));
        assert!(!goes_on("A {"));
    }
}
