//! `classDiagram`.

mod relate;

use std::collections::HashMap;
use std::ops::Range;

use super::Source;
use super::source::{Line, colon, opaque, statements, whole_lines};
use crate::diagram::issue::{Issues, MAX_DEPTH, MAX_EDGES, MAX_GROUPS, MAX_LABEL, MAX_NODES};
use crate::diagram::label;
use crate::diagram::model::{Direction, Edge, End, Graph, Group, Node, Shape, Stroke};
use relate::{Relation, relation, titled, unclassified};

/// Messages that start a line which draws nothing.
const SILENT: [&str; 7] = ["style", "classDef", "cssClass", "callback", "title", "link", "click"];

/// Reads the lines after the header, from byte `at` of the masked text.
pub(super) fn parse(source: &Source<'_>, at: usize, issues: &mut Issues) -> Graph {
    let mut parser = Parser {
        source: source.whole,
        graph: Graph::default(),
        names: HashMap::new(),
        stack: Vec::new(),
        body: None,
        issues,
    };
    for line in whole_lines(source.text, at) {
        match parser.body {
            Some(_) => parser.line(line),
            None => statements(line, &["namespace"]).into_iter().for_each(|line| parser.line(line)),
        }
    }
    let open = parser
        .body
        .as_ref()
        .map(|(_, span)| span.clone())
        .or_else(|| parser.stack.last().map(|&group| parser.graph.groups[group].span.clone()));
    if let Some(span) = open {
        parser.issues.add(source.whole, span, "this is never closed by `}`");
    }
    parser.graph
}

struct Parser<'a, 'i> {
    source: &'a str,
    graph: Graph,
    names: HashMap<String, usize>,
    stack: Vec<usize>,
    /// The class whose members are being read.
    body: Option<(usize, Range<usize>)>,
    issues: &'i mut Issues,
}

impl Parser<'_, '_> {
    fn line(&mut self, line: Line<'_>) {
        let text = line.text.trim_end_matches(';').trim_end();
        let line = Line { text, ..line };
        if let Some((class, _)) = self.body {
            // Braces in pairs belong to a member.
            let closes = text.matches('}').count() > text.matches('{').count();
            match text.strip_suffix('}').filter(|_| closes) {
                Some(rest) => {
                    self.member(class, rest.trim());
                    self.body = None;
                }
                None => self.member(class, text),
            }
            return;
        }
        let word = text.split_whitespace().next().unwrap_or_default();
        if text == "}" {
            if self.stack.pop().is_none() {
                self.issues.add(self.source, line.span(), "`}` closes nothing");
            }
        } else if let Some(rest) = line.keyword("class") {
            self.class(line, rest);
        } else if let Some(rest) = line.keyword("namespace") {
            self.namespace(line, rest);
        } else if let Some(rest) = line.keyword("direction") {
            self.graph.direction = Direction::parse(rest).unwrap_or(self.graph.direction);
        } else if let Some(rest) = line.keyword("note") {
            self.note(line, rest);
        } else if let Some(rest) = text.strip_prefix("<<") {
            let (kind, name) = rest.split_once(">>").unwrap_or((rest, ""));
            let class = self.touch(name.trim(), line);
            self.annotate(class, kind.trim());
        } else if let Some(relation) = relation(text) {
            self.relation(line, &relation);
        } else if matches!(word, "link" | "click") {
            let mut words = text.splitn(3, char::is_whitespace).skip(1);
            let class = self.touch(words.next().unwrap_or_default(), line);
            let target = words.next().unwrap_or_default().trim();
            let target = target.strip_prefix("href").unwrap_or(target).trim();
            if let Some(link) = target.strip_prefix('"').and_then(|link| link.split('"').next()) {
                self.graph.nodes[class].link = Some(link.to_owned());
            }
        } else if SILENT.contains(&word.trim_end_matches(':')) {
        } else if let Some(at) = colon(text).filter(|at| is_name(&text[..*at])) {
            let class = self.touch(text[..at].trim(), line);
            self.member(class, text[at + 1..].trim());
        } else if is_name(text) {
            let class = self.touch(text, line);
            self.declare(class);
        } else {
            let shown: String = text.chars().take(24).collect();
            let help = "a relation is written `A <|-- B`, a member `A : +name()`";
            self.issues.help(self.source, line.span(), format!("cannot read `{shown}`"), help);
        }
    }

    fn class(&mut self, line: Line<'_>, rest: &str) {
        let (head, body) = match opaque(rest).find('{') {
            Some(at) => (rest[..at].trim(), Some(rest[at + 1..].trim())),
            None => (rest, None),
        };
        let (name, kind) = match opaque(head).find("<<") {
            Some(at) => (head[..at].trim(), head[at + 2..].trim_end_matches('>').trim()),
            None => (head, ""),
        };
        let (plain, _) = titled(unstyled(name));
        if !is_name(plain.split('~').next().unwrap_or(plain)) {
            let help = "a class is written `class Name` or `class Name[\"label\"]`";
            self.issues.help(self.source, line.span(), "this is no name of a class", help);
        }
        let class = self.touch(name, line);
        self.declare(class);
        if !kind.is_empty() {
            self.annotate(class, kind);
        }
        match body {
            Some(body) if body.ends_with('}') => {
                for member in body.trim_end_matches('}').split(';') {
                    self.member(class, member.trim());
                }
            }
            Some(body) => {
                self.member(class, body);
                self.body = Some((class, line.span()));
            }
            None => {}
        }
    }

    /// Where a class is declared is where it belongs, whoever has named it before.
    fn declare(&mut self, class: usize) {
        if let Some(&namespace) = self.stack.last() {
            self.graph.nodes[class].parent = Some(namespace);
        }
    }

    fn namespace(&mut self, line: Line<'_>, rest: &str) {
        let (name, title) = titled(rest.trim_end_matches('{').trim());
        if self.graph.groups.len() >= MAX_GROUPS || self.stack.len() >= MAX_DEPTH {
            let message = format!("more than {MAX_GROUPS} namespaces");
            self.issues.add(self.source, line.span(), message);
        }
        let parent = self.stack.last().copied();
        self.stack.push(self.graph.groups.len());
        self.graph.groups.push(Group {
            id: bare(name).to_owned(),
            title: label::clean(title.unwrap_or(bare(name))),
            parent,
            direction: None,
            span: line.span(),
        });
    }

    /// The class of a name as written, which may have a label, a type and a style.
    fn touch(&mut self, written: &str, line: Line<'_>) -> usize {
        let (name, title) = titled(unstyled(written));
        // What stands between backticks is the name as it is; a type may stand behind it.
        let typed = name.strip_prefix('`').and_then(|name| name.split_once('`'));
        let (id, shown) = match typed {
            Some((id, of)) => (id.to_owned(), generics(&format!("{id}{of}"))),
            None => {
                let shown = generics(name);
                (shown.split('<').next().unwrap_or(&shown).trim().to_owned(), shown)
            }
        };
        let (id, shown) = (one_line(&id), one_line(&shown));
        let class = match self.names.get(&id) {
            Some(&class) => class,
            None => {
                let class = self.graph.nodes.len();
                if id.is_empty() {
                    self.issues.add(self.source, line.span(), "a class needs a name");
                }
                if class >= MAX_NODES {
                    let message = format!("more than {MAX_NODES} classes");
                    self.issues.add(self.source, line.span(), message);
                    return class - 1;
                }
                self.graph.nodes.push(Node {
                    id: id.clone(),
                    label: shown.clone(),
                    shape: Shape::Rect,
                    parent: self.stack.last().copied(),
                    span: line.span(),
                    ..Node::default()
                });
                self.names.insert(id, class);
                class
            }
        };
        let node = &mut self.graph.nodes[class];
        if let Some(title) = title {
            node.label = label::clean(title);
        } else if shown.contains('<') && !node.label.contains('<') {
            node.label = shown;
        }
        class
    }

    fn annotate(&mut self, class: usize, kind: &str) {
        let label = &mut self.graph.nodes[class].label;
        *label = format!("«{}»\n{label}", label::clean(kind));
    }

    /// Attributes come before methods, each in a compartment of its own.
    fn member(&mut self, class: usize, text: &str) {
        if text.is_empty() {
            return;
        }
        if let Some(kind) = text.strip_prefix("<<").and_then(|rest| rest.strip_suffix(">>")) {
            return self.annotate(class, kind);
        }
        // Types come last: `List~B~` is no list in bold.
        let text = generics(&one_line(&label::plain(&unclassified(text))));
        let text: String = text.chars().take(MAX_LABEL).collect();
        let lists = &mut self.graph.nodes[class].compartments;
        if lists.is_empty() {
            lists.extend([Vec::new(), Vec::new()]);
        }
        let method = usize::from(text.contains(')'));
        lists[method].push(vec![text]);
    }

    /// `note "text"` or `note for A "text"`.
    fn note(&mut self, line: Line<'_>, rest: &str) {
        let split = rest.split_once('"').and_then(|(of, text)| Some((of, text.strip_suffix('"')?)));
        let Some((of, text)) = split else {
            let help = "write `note \"text\"` or `note for A \"text\"`";
            return self.issues.help(self.source, line.span(), "cannot read this note", help);
        };
        let class = of.strip_prefix("for ").map(|class| self.touch(class.trim(), line));
        let note = self.graph.nodes.len();
        if note >= MAX_NODES {
            return;
        }
        self.graph.nodes.push(Node {
            id: format!("note@{note}"),
            label: label::plain(text),
            shape: Shape::Note,
            parent: self.stack.last().copied(),
            span: line.span(),
            ..Node::default()
        });
        if let Some(class) = class {
            let (from, to) = (End::Node(class), End::Node(note));
            let stroke = Stroke::Dotted;
            self.graph.edges.push(Edge { from, to, stroke, span: line.span(), ..Edge::plain() });
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
            tail_text: label::clean(found.near),
            head_text: label::clean(found.far),
            stroke: found.stroke,
            tail: found.tail,
            head: found.head,
            span: line.span(),
            ..Edge::plain()
        });
    }
}

/// `List~int~` is `List<int>`: a tilde between two words opens a list, any other one closes it.
pub(super) fn generics(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        match c {
            '~' if joins(out.chars().last()) && joins(chars.peek().copied()) => {
                open += 1;
                out.push('<');
            }
            '~' if open > 0 => {
                open -= 1;
                out.push('>');
            }
            c => out.push(c),
        }
    }
    out
}

/// A name that is written over several lines.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name without its style.
fn unstyled(written: &str) -> &str {
    written[..opaque(written).find(":::").unwrap_or(written.len())].trim()
}

/// A name without its backticks.
fn bare(name: &str) -> &str {
    name.strip_prefix('`').and_then(|name| name.strip_suffix('`')).unwrap_or(name)
}

/// Whether a text can be the name of a class, with its style.
fn is_name(text: &str) -> bool {
    let text = opaque(text.trim());
    let text = text.split(":::").next().unwrap_or(&text);
    !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || "\"{}[]()|:;,".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagram::model::Head;

    #[test]
    fn relations_have_heads_cardinalities_and_labels() {
        let found = relation("Customer \"1\" --> \"0..*\" Ticket : buys").expect("a relation");
        assert_eq!((found.from, found.to, found.label), ("Customer", "Ticket", "buys"));
        assert_eq!((found.near, found.far, found.head), ("1", "0..*", Head::Arrow));
        let found = relation("Animal <|-- Duck").expect("a relation");
        assert_eq!((found.from, found.tail, found.head), ("Animal", Head::Triangle, Head::None));
        let found = relation("Foo o.. Bar").expect("a relation");
        assert_eq!((found.tail, found.stroke), (Head::HollowDiamond, Stroke::Dotted));
        assert!(relation("Animal : +int age").is_none());
        let found = relation("`A--B` \"0..*\" -- \"1\" `C::D`:::warm : a : b").expect("a relation");
        assert_eq!((found.from, found.near), ("`A--B`", "0..*"));
        assert_eq!((found.to, found.far, found.label), ("`C::D`:::warm", "1", "a : b"));
    }

    #[test]
    fn marks_of_abstract_and_static_members_are_no_text() {
        assert_eq!(unclassified("someMethod()* int"), "someMethod() int");
        assert_eq!(unclassified("run(int* a)$"), "run(int* a)");
        assert_eq!(unclassified("String name$"), "String name");
        assert_eq!(unclassified("int* array"), "int* array");
    }

    #[test]
    fn tildes_are_angle_brackets() {
        assert_eq!(generics("List~int~"), "List<int>");
        assert_eq!(generics("List~List~int~~"), "List<List<int>>");
        assert_eq!(generics("test(List~int~ ids) List~bool~"), "test(List<int> ids) List<bool>");
        assert_eq!(generics("~hidden() Map~K, V~"), "~hidden() Map<K, V>");
        assert_eq!(generics("plain"), "plain");
        let read = |text: &str| {
            let mut issues = Issues::default();
            let graph = parse(&Source { whole: text, text }, 0, &mut issues);
            graph
                .nodes
                .iter()
                .map(|node| format!("{}: {:?}", node.label, node.compartments))
                .collect::<Vec<_>>()
        };
        assert_eq!(read("A : +f(List~B~ b) Box~I~\n"), ["A: [[], [[\"+f(List<B> b) Box<I>\"]]]"]);
        assert_eq!(read("class `A b`~T~\n`A b` --> `C::D`\n"), ["A b<T>: []", "C::D: []"]);
    }
}
