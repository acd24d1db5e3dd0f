//! `stateDiagram` and `stateDiagram-v2`.

use std::collections::HashMap;
use std::ops::Range;

use super::Source;
use super::source::{Line, colon, opaque, statements, whole_lines};
use crate::diagram::issue::{Issues, MAX_DEPTH, MAX_EDGES, MAX_GROUPS, MAX_LABEL, MAX_NODES};
use crate::diagram::label;
use crate::diagram::model::{Direction, Edge, End, Graph, Group, Head, Node, Shape, Stroke};

/// Messages that start a line which draws nothing.
const SILENT: [&str; 7] = ["classDef", "class", "style", "hide", "scale", "click", "title"];

/// Reads the lines after the header, from byte `at` of the masked text.
pub(super) fn parse(source: &Source<'_>, at: usize, issues: &mut Issues) -> Graph {
    let mut parser = Parser {
        source: source.whole,
        graph: Graph::default(),
        names: HashMap::new(),
        stack: Vec::new(),
        regions: HashMap::new(),
        described: Vec::new(),
        note: None,
        issues,
    };
    let mut rest = whole_lines(source.text, at).peekable();
    while let Some(mut line) = rest.next() {
        // The brace of a composite state may stand on the next line.
        if line.word("state").is_some()
            && let Some(brace) = rest.next_if(|next| next.text.starts_with('{'))
        {
            line.text = source.text[line.at..brace.span().end].trim_end();
        }
        match parser.note {
            Some(_) => parser.line(line),
            None => statements(line, &["state"]).into_iter().for_each(|line| parser.line(line)),
        }
    }
    let open = parser.stack.last().map(|&group| parser.graph.groups[group].span.clone());
    if let Some(span) = open {
        let help = "write `}` on a line of its own";
        parser.issues.help(source.whole, span, "this state is never closed", help);
    }
    if let Some((_, span, _)) = parser.note.take() {
        parser.issues.add(source.whole, span, "this note has no `end note`");
    }
    let labels = std::mem::take(&mut parser.described);
    // A description of a composite state is its title.
    for (node, described) in parser.graph.nodes.iter().zip(&labels) {
        let group = parser.graph.groups.iter_mut().find(|group| group.id == node.id);
        if let (true, Some(group)) = (*described, group) {
            group.title.clone_from(&node.label);
        }
    }
    super::resolve_groups(&mut parser.graph);
    parser.graph
}

struct Parser<'a, 'i> {
    source: &'a str,
    graph: Graph,
    names: HashMap<String, usize>,
    stack: Vec<usize>,
    /// The region of each composite state that is being read, if it has several.
    regions: HashMap<usize, usize>,
    /// Whether a state has a description instead of its id.
    described: Vec<bool>,
    /// The note being read: its state, where it starts, its lines.
    note: Option<(Option<usize>, Range<usize>, Vec<String>)>,
    issues: &'i mut Issues,
}

impl Parser<'_, '_> {
    fn line(&mut self, line: Line<'_>) {
        if let Some((_, _, lines)) = &mut self.note {
            if line.text.eq_ignore_ascii_case("end note") {
                if let Some((state, span, lines)) = self.note.take() {
                    self.add_note(state, &lines.join("\n"), span);
                }
            } else {
                lines.push(line.text.to_owned());
            }
            return;
        }
        let word = line.text.split_whitespace().next().unwrap_or_default();
        let word = word.strip_suffix(':').unwrap_or(word);
        let text = line.text.trim_end_matches(';').trim_end();
        let line = Line { text, ..line };
        if text == "}" {
            if self.stack.pop().is_none() {
                self.issues.add(self.source, line.span(), "`}` closes no state");
            }
        } else if text == "--" {
            self.next_region(line);
        } else if let Some((from, rest)) = transition(text) {
            self.transition(line, from, rest);
        } else if let Some(rest) = line.word("state").filter(|rest| !rest.starts_with(':')) {
            self.state(line, rest);
        } else if let Some(rest) = line.word("note").filter(|rest| !rest.starts_with(':')) {
            self.begin_note(line, rest);
        } else if let Some(rest) = line.word("direction") {
            let direction = Direction::parse(rest);
            match self.stack.last() {
                Some(&group) => self.graph.groups[group].direction = direction,
                None => self.graph.direction = direction.unwrap_or(self.graph.direction),
            }
        } else if SILENT.contains(&word) {
        } else if let Some((id, text)) = text.split_once(':').filter(|(id, _)| is_id(id.trim())) {
            let text = text.strip_prefix("::").map_or(text, |_| "");
            let node = self.touch(id.trim(), false, line);
            if !text.trim().is_empty() {
                self.describe(node, text);
            }
        } else if is_id(text) {
            self.touch(text, false, line);
        } else {
            let shown: String = text.chars().take(24).collect();
            let help = "a transition is written `A --> B : text`";
            self.issues.help(self.source, line.span(), format!("cannot read `{shown}`"), help);
        }
    }

    fn transition(&mut self, line: Line<'_>, from: &str, rest: &str) {
        let (to, text) = split_label(rest);
        let (from, to) = (from.trim(), to.trim());
        for id in [from, to] {
            if !is_id(id) {
                let message = format!("`{id}` is not the name of a state");
                self.issues.add(self.source, line.span(), message);
                return;
            }
        }
        if self.graph.edges.len() >= MAX_EDGES || text.chars().count() > MAX_LABEL {
            let message = format!(
                "more than {MAX_EDGES} transitions, or a label of more than {MAX_LABEL} characters"
            );
            self.issues.add(self.source, line.span(), message);
            return;
        }
        let (from, to) = (self.touch(from, false, line), self.touch(to, true, line));
        self.edge(from, to, label::plain(text), line.span());
    }

    fn edge(&mut self, from: usize, to: usize, label: String, span: Range<usize>) {
        self.graph.edges.push(Edge {
            from: End::Node(from),
            to: End::Node(to),
            label,
            head: Head::Arrow,
            span,
            ..Edge::plain()
        });
    }

    /// The state of a name; `[*]` is a start or an end of the state around it.
    fn touch(&mut self, id: &str, target: bool, line: Line<'_>) -> usize {
        let id = id.split(":::").next().unwrap_or(id).trim();
        let scope = self.stack.last().copied();
        let (name, shape) = if id == "[*]" {
            let kind = if target { "end" } else { "start" };
            let outer = scope.map_or("", |group| &self.graph.groups[group].id);
            let shape = if target { Shape::Stop } else { Shape::Start };
            (format!("{kind}@{outer}"), shape)
        } else {
            (id.to_owned(), Shape::Round)
        };
        let node = match self.names.get(&name) {
            Some(&node) => node,
            None => {
                let node = self.graph.nodes.len();
                if node >= MAX_NODES {
                    let message = format!("more than {MAX_NODES} states");
                    self.issues.add(self.source, line.span(), message);
                    return node - 1;
                }
                let label = if shape == Shape::Round { name.clone() } else { String::new() };
                let span = line.span();
                self.graph.nodes.push(Node {
                    id: name.clone(),
                    label,
                    shape,
                    span,
                    ..Node::default()
                });
                self.described.push(false);
                self.names.insert(name, node);
                node
            }
        };
        let own = scope.is_some_and(|group| self.graph.groups[group].id == id);
        // A start or an end is that of all regions.
        let scope = if id == "[*]" { scope } else { self.place() };
        let place = &mut self.graph.nodes[node].parent;
        if place.is_none() && !own {
            *place = scope;
        }
        node
    }

    /// The group that holds what is read: a composite state or a region of it.
    fn place(&self) -> Option<usize> {
        let state = *self.stack.last()?;
        Some(self.regions.get(&state).copied().unwrap_or(state))
    }

    /// `--`: what stands before it in a composite state and what follows run side by side.
    fn next_region(&mut self, line: Line<'_>) {
        let Some(&state) = self.stack.last() else { return };
        if self.graph.groups.len() + 2 > MAX_GROUPS {
            let message = format!("more than {MAX_GROUPS} composite states and regions");
            return self.issues.add(self.source, line.span(), message);
        }
        if !self.regions.contains_key(&state) {
            let first = self.add_region(state, line.span());
            for node in &mut self.graph.nodes {
                if node.parent == Some(state) && !matches!(node.shape, Shape::Start | Shape::Stop) {
                    node.parent = Some(first);
                }
            }
            for group in &mut self.graph.groups[..first] {
                if group.parent == Some(state) {
                    group.parent = Some(first);
                }
            }
        }
        let next = self.add_region(state, line.span());
        self.regions.insert(state, next);
    }

    fn add_region(&mut self, state: usize, span: Range<usize>) -> usize {
        let region = self.graph.groups.len();
        let id = format!("{} region {region}", self.graph.groups[state].id);
        let (parent, direction) = (Some(state), None);
        self.graph.groups.push(Group { id, title: String::new(), parent, direction, span });
        region
    }

    fn describe(&mut self, node: usize, text: &str) {
        let text = label::plain(text);
        let state = &mut self.graph.nodes[node];
        if self.described[node] {
            state.label.push('\n');
            state.label.push_str(&text);
        } else {
            state.label = text;
            self.described[node] = true;
        }
    }

    /// `state "text" as id {`, `state id <<choice>>`, `state id : text`.
    fn state(&mut self, line: Line<'_>, rest: &str) {
        let opens = rest.ends_with('{');
        let rest = rest.trim_end_matches('{').trim_end();
        let (title, rest) = match rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
            Some((title, after)) => {
                let after = after.trim();
                (Some(title), after.strip_prefix("as ").unwrap_or(after).trim())
            }
            None => match rest.split_once(" as ") {
                Some((title, id)) => (Some(title.trim()), id.trim()),
                None => (None, rest),
            },
        };
        let (rest, text) = split_label(rest);
        let (id, kind) = match rest.find("<<").or_else(|| rest.find("[[")) {
            Some(at) => (rest[..at].trim(), rest[at..].trim_matches(['<', '>', '[', ']', ' '])),
            None => (rest.trim(), ""),
        };
        let id = if id.is_empty() { title.unwrap_or_default() } else { id };
        let id = id.split(":::").next().unwrap_or(id).trim();
        if id.is_empty() {
            self.issues.add(self.source, line.span(), "a state needs a name");
            return;
        }
        if opens {
            if self.graph.groups.len() >= MAX_GROUPS || self.stack.len() >= MAX_DEPTH {
                let message = format!(
                    "more than {MAX_GROUPS} composite states, or {MAX_DEPTH} inside one another"
                );
                self.issues.add(self.source, line.span(), message);
            }
            let title = label::plain(title.unwrap_or(id));
            let parent = self.place();
            self.stack.push(self.graph.groups.len());
            let group =
                Group { id: id.to_owned(), title, parent, direction: None, span: line.span() };
            self.graph.groups.push(group);
            return;
        }
        let node = self.touch(id, false, line);
        match kind {
            "choice" => self.graph.nodes[node].shape = Shape::Choice,
            "fork" | "join" => self.graph.nodes[node].shape = Shape::Bar,
            _ => {}
        }
        if let Some(text) = title.or(Some(text).filter(|text| !text.is_empty())) {
            self.describe(node, text);
        }
    }

    /// `note right of A : text`, or the start of a note that `end note` closes.
    fn begin_note(&mut self, line: Line<'_>, rest: &str) {
        if let Some(text) = rest.strip_prefix('"') {
            let text = text.split('"').next().unwrap_or_default();
            return self.add_note(None, text, line.span());
        }
        let lower = rest.to_ascii_lowercase();
        let side = ["right of", "left of", "over"].into_iter().find(|s| lower.starts_with(s));
        let Some(side) = side else {
            let help = "write `note right of A : text`";
            self.issues.help(self.source, line.span(), "cannot read this note", help);
            return;
        };
        let rest = rest[side.len()..].trim();
        let (id, text) = split_label(rest);
        let state = Some(self.touch(id.trim(), false, line));
        if rest.contains(':') {
            self.add_note(state, text, line.span());
        } else {
            self.note = Some((state, line.span(), Vec::new()));
        }
    }

    fn add_note(&mut self, state: Option<usize>, text: &str, span: Range<usize>) {
        let note = self.graph.nodes.len();
        if note >= MAX_NODES {
            let message = format!("more than {MAX_NODES} states and notes");
            self.issues.add(self.source, span, message);
            return;
        }
        let parent = match state {
            Some(state) => self.graph.nodes[state].parent,
            None => self.place(),
        };
        self.graph.nodes.push(Node {
            id: format!("note@{note}"),
            label: label::plain(text),
            shape: Shape::Note,
            parent,
            span: span.clone(),
            ..Node::default()
        });
        self.described.push(true);
        let Some(state) = state else { return };
        self.edge(state, note, String::new(), span);
        if let Some(edge) = self.graph.edges.last_mut() {
            edge.stroke = Stroke::Dotted;
            edge.head = Head::None;
        }
    }
}

/// The two sides of `-->` before any label.
fn transition(text: &str) -> Option<(&str, &str)> {
    let at = opaque(text).find("-->")?;
    colon(text).is_none_or(|colon| at < colon).then(|| (&text[..at], &text[at + 3..]))
}

/// `A : text`; `:::` belongs to the name.
fn split_label(text: &str) -> (&str, &str) {
    colon(text).map_or((text, ""), |at| (&text[..at], text[at + 1..].trim()))
}

fn is_id(text: &str) -> bool {
    let text = text.split(":::").next().unwrap_or(text).trim();
    text == "[*]"
        || (!text.is_empty()
            && !text.contains(|c: char| c.is_whitespace() || "[]{}<>\"':;,".contains(c)))
}
