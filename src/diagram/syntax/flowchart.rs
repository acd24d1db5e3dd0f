//! `flowchart` and `graph`: statements, subgraphs and links.

mod nodes;

use std::collections::HashMap;
use std::ops::Range;

use self::nodes::id_length;
use super::Source;
use crate::diagram::issue::{Issues, MAX_DEPTH, MAX_EDGES, MAX_GROUPS, MAX_LABEL};
use crate::diagram::label;
use crate::diagram::model::{Direction, Edge, End, Graph, Group, Head, Stroke};

/// Messages that start a statement which draws nothing.
const SILENT: [&str; 4] = ["classDef", "class", "style", "linkStyle"];

/// Reads the statements after the header, from byte `at` of the masked text.
pub(super) fn parse(source: &Source<'_>, at: usize, issues: &mut Issues) -> Graph {
    let mut parser = Parser {
        text: source.text,
        source: source.whole,
        at,
        graph: Graph::default(),
        names: HashMap::new(),
        stack: Vec::new(),
        edge_ids: Vec::new(),
        issues,
    };
    parser.header();
    parser.statements();
    parser.finish()
}

struct Parser<'a, 'i> {
    text: &'a str,
    source: &'a str,
    at: usize,
    graph: Graph,
    names: HashMap<String, usize>,
    stack: Vec<usize>,
    edge_ids: Vec<String>,
    issues: &'i mut Issues,
}

/// A link as written between two nodes.
#[derive(Default)]
struct Link {
    label: String,
    stroke: Stroke,
    tail: Head,
    head: Head,
    length: usize,
}

impl<'a> Parser<'a, '_> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Skips blanks but not line ends.
    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t']).len();
    }

    /// Skips blanks, line ends and semicolons.
    fn gaps(&mut self) {
        let rest = self.rest();
        self.at +=
            rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == ';').len();
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    /// The rest of the statement: up to a line end or a semicolon outside quotes and brackets.
    fn statement_rest(&mut self) -> (&'a str, Range<usize>) {
        let rest = self.rest();
        let (mut quoted, mut depth) = (false, 0_usize);
        let end = rest
            .char_indices()
            .find(|(at, c)| {
                quoted ^= *c == '"';
                match *c {
                    '[' if !quoted => depth += 1,
                    ']' if !quoted => depth = depth.saturating_sub(1),
                    _ => {}
                }
                // A tooltip may go over a line end.
                let closed = |at: usize| rest[at..].find('"').is_some_and(|end| end < 80);
                (*c == '\n' && !(quoted && closed(*at))) || (*c == ';' && !quoted && depth == 0)
            })
            .map_or(rest.len(), |(at, _)| at);
        let span = self.at..self.at + end;
        self.at += end;
        (rest[..end].trim(), span)
    }

    fn header(&mut self) {
        self.blanks();
        let rest = self.rest();
        let end = rest.find([' ', '\t', '\n', ';']).unwrap_or(rest.len());
        if let Some(direction) = Direction::parse(&rest[..end]) {
            self.graph.direction = direction;
            self.at += end;
        }
    }

    fn statements(&mut self) {
        loop {
            self.gaps();
            if self.rest().is_empty() || self.issues.is_full() {
                return;
            }
            let before = self.at;
            self.statement();
            if self.at == before {
                let (_, span) = self.statement_rest();
                self.at = self.at.max(before + 1).max(span.end);
                while !self.text.is_char_boundary(self.at) {
                    self.at += 1;
                }
            }
        }
    }

    /// The word at the cursor if it is a keyword: something other than a link follows it.
    fn keyword(&self) -> Option<&'a str> {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let after = rest[end..].trim_start_matches([' ', '\t']);
        let is_node = after.starts_with("--") || after.starts_with("==") || after.starts_with("-.");
        let apart = rest[end..].chars().next().is_none_or(|c| c.is_whitespace() || c == ';');
        (!is_node && apart).then(|| &rest[..end])
    }

    fn statement(&mut self) {
        let start = self.at;
        match self.keyword() {
            Some("subgraph") => {
                self.at += "subgraph".len();
                self.subgraph(start);
            }
            Some("end") => {
                self.at += "end".len();
                if self.stack.pop().is_none() {
                    self.issues.help(
                        self.source,
                        start..start + 3,
                        "`end` closes no subgraph",
                        "a node must not be called `end`: write `End` or quote it",
                    );
                }
            }
            Some("direction") => {
                self.at += "direction".len();
                let (word, _) = self.statement_rest();
                let direction = Direction::parse(word);
                match self.stack.last() {
                    Some(&group) => self.graph.groups[group].direction = direction,
                    None => self.graph.direction = direction.unwrap_or(self.graph.direction),
                }
            }
            Some("click") => {
                self.at += "click".len();
                let (rest, span) = self.statement_rest();
                self.click(rest, span);
            }
            Some(word) if SILENT.contains(&word) => {
                self.statement_rest();
            }
            _ => self.chain(),
        }
    }

    fn click(&mut self, rest: &str, span: Range<usize>) {
        let (id, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let rest = rest.trim_start();
        let rest = rest.strip_prefix("href ").map_or(rest, str::trim_start);
        let link = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next().unwrap_or_default(),
            None => rest.split_whitespace().next().unwrap_or_default(),
        };
        if id.is_empty() {
            self.issues.add(self.source, span, "`click` needs a node");
            return;
        }
        // A click on what is not there draws nothing.
        let node = self.names.get(id).filter(|_| link != "call" && !link.is_empty());
        if let Some(&node) = node {
            self.graph.nodes[node].link = Some(link.to_owned());
        }
    }

    fn subgraph(&mut self, start: usize) {
        let (mut rest, span) = self.statement_rest();
        if let Some((head, _)) = rest.rsplit_once(":::") {
            rest = head.trim_end();
        }
        let rest = rest.trim();
        let (id, title) = match rest.split_once('[') {
            Some((id, title)) if rest.ends_with(']') && !id.contains('"') => {
                (id.trim(), &title[..title.len() - 1])
            }
            _ => (rest.trim_matches('"'), rest),
        };
        let title = label::clean(title);
        if self.graph.groups.len() >= MAX_GROUPS || self.stack.len() >= MAX_DEPTH {
            self.issues.add(
                self.source,
                start..span.end,
                format!("more than {MAX_GROUPS} subgraphs, or {MAX_DEPTH} inside one another"),
            );
            self.at = self.text.len();
            return;
        }
        let group = Group {
            id: id.to_owned(),
            title,
            parent: self.stack.last().copied(),
            direction: None,
            span: start..span.end,
        };
        self.stack.push(self.graph.groups.len());
        self.graph.groups.push(group);
    }

    /// `A & B -->|label| C --> D`, which may go on after a line end behind or before a link.
    fn chain(&mut self) {
        let Some(mut left) = self.nodes() else { return };
        loop {
            let here = self.at;
            self.gap_before_link();
            let start = self.at;
            let told = self.issues.count();
            let Some(link) = self.link() else {
                if self.issues.count() > told {
                    return;
                }
                self.at = here;
                break;
            };
            let span = start..self.at;
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start().len();
            let Some(right) = self.nodes() else { return };
            for &from in &left {
                for &to in &right {
                    self.edge(from, to, &link, span.clone());
                }
            }
            left = right;
        }
        self.blanks();
        if !matches!(self.peek(), None | Some('\n' | ';')) {
            let (text, span) = self.statement_rest();
            let word: String = text.chars().take(20).collect();
            self.issues.help(
                self.source,
                span,
                format!("cannot read `{word}` here"),
                "a link such as `-->` or the end of the line is expected",
            );
        }
    }

    /// A link may start the next line.
    fn gap_before_link(&mut self) {
        self.blanks();
        let rest = self.rest();
        let next = rest.trim_start();
        if rest.starts_with('\n')
            && ["-->", "---", "-.", ".-", "==>", "===", "<--", "-- "]
                .iter()
                .any(|l| next.starts_with(l))
        {
            self.at += rest.len() - next.len();
        }
    }

    fn edge(&mut self, from: usize, to: usize, link: &Link, span: Range<usize>) {
        if self.graph.edges.len() >= MAX_EDGES {
            if self.graph.edges.len() == MAX_EDGES {
                self.issues.add(self.source, span, format!("more than {MAX_EDGES} edges"));
                self.at = self.text.len();
            }
            return;
        }
        self.graph.edges.push(Edge {
            from: End::Node(from),
            to: End::Node(to),
            label: link.label.clone(),
            stroke: link.stroke,
            tail: link.tail,
            head: link.head,
            length: link.length,
            span,
            ..Edge::plain()
        });
    }

    /// A link with its label, if one stands at the cursor.
    fn link(&mut self) -> Option<Link> {
        let start = self.at;
        let rest = self.rest();
        let id = id_length(rest);
        if id > 0 && rest[id..].starts_with('@') && !rest[id..].starts_with("@{") {
            self.edge_ids.push(rest[..id].to_owned());
            self.at += id + 1;
        }
        let Some((mut link, length, open)) = super::links::link(self.rest()) else {
            self.at = start;
            return None;
        };
        self.at += length;
        if open {
            let Some((text, length, head, dashes)) = super::links::close(self.rest(), link.stroke)
            else {
                let (_, span) = self.statement_rest();
                let message = "this link has no end such as `-->`";
                self.issues.add(self.source, start..span.end, message);
                return None;
            };
            link.label = label::clean(text);
            link.head = head;
            link.length = dashes;
            self.at += length;
        }
        self.blanks();
        if self.eat("|") {
            let rest = self.rest();
            let inner = rest.trim_start();
            let quoted = inner.strip_prefix('"').and_then(|text| text.find('"'));
            let from = quoted.map_or(0, |end| rest.len() - inner.len() + end + 2);
            let Some(end) = rest[from..].find('|').map(|end| from + end) else {
                let (_, span) = self.statement_rest();
                self.issues.add(self.source, start..span.end, "the label after `|` is not closed");
                return None;
            };
            if let Some(mark) = nodes::bare(&rest[..end]) {
                let message = format!("`{mark}` stands outside quotes in a label");
                let help = "quote labels: -->|\"a (b)\"|";
                self.issues.help(self.source, self.at..self.at + end, message, help);
            }
            link.label = label::clean(&rest[..end]);
            self.at += end + 1;
        }
        if link.label.chars().count() > MAX_LABEL {
            let message = format!("a label of more than {MAX_LABEL} characters");
            self.issues.add(self.source, start..self.at, message);
        }
        Some(Link {
            label: link.label,
            stroke: link.stroke,
            tail: link.tail,
            head: link.head,
            length: link.length,
        })
    }

    /// Ids of subgraphs used as nodes become the subgraphs themselves.
    fn finish(mut self) -> Graph {
        if let Some(&open) = self.stack.last() {
            let span = self.graph.groups[open].span.clone();
            self.issues.help(
                self.source,
                span,
                "this subgraph is never closed",
                "write `end` on a line of its own",
            );
        }
        super::resolve_groups(&mut self.graph);
        self.graph
    }
}
