//! The nodes of a flowchart: ids, outlines, attributes and class names.

use std::ops::Range;

use super::Parser;
use crate::diagram::issue::{MAX_LABEL, MAX_NODES};
use crate::diagram::label;
use crate::diagram::model::{Node, Shape};
use crate::diagram::syntax::shapes;

impl<'a> Parser<'a, '_> {
    /// `A & B`.
    pub(super) fn nodes(&mut self) -> Option<Vec<usize>> {
        let mut nodes = Vec::new();
        loop {
            nodes.extend(self.node()?);
            let here = self.at;
            let rest = self.rest();
            let next = rest.trim_start();
            if next.starts_with('&') && !next.starts_with("&&") {
                self.at += rest.len() - next.len() + 1;
                let rest = self.rest();
                self.at += rest.len() - rest.trim_start().len();
            } else {
                self.at = here;
                return Some(nodes);
            }
        }
    }

    /// One node with its shape; `Some(None)` for the attributes of an edge.
    fn node(&mut self) -> Option<Option<usize>> {
        let start = self.at;
        let length = id_length(self.rest());
        if length == 0 {
            let (text, span) = self.statement_rest();
            let word: String = text.chars().take(20).collect();
            let message = if word.is_empty() {
                "a node is missing at the end of this line".to_owned()
            } else {
                format!("`{word}` is not a node")
            };
            let span = if span.is_empty() { start.saturating_sub(1)..start } else { span };
            self.issues.add(self.source, span, message);
            return None;
        }
        let id = &self.rest()[..length];
        self.at += length;
        if self.rest().starts_with("@{") {
            let attributes = self.attributes(start)?;
            if self.edge_ids.iter().any(|edge| edge == id) {
                return Some(None);
            }
            let node = self.touch(id, start..self.at);
            self.apply(node, attributes);
            self.class_name();
            return Some(Some(node));
        }
        let node = self.touch(id, start..self.at);
        if let Some((shape, text)) = self.shape(start)? {
            let mut label = label::clean(text);
            if label.chars().count() > MAX_LABEL {
                let message = format!("a label of more than {MAX_LABEL} characters");
                self.issues.add(self.source, start..self.at, message);
                label = label.chars().take(MAX_LABEL).collect();
            }
            self.graph.nodes[node].shape = shape;
            self.graph.nodes[node].label = label;
        }
        self.class_name();
        Some(Some(node))
    }

    fn class_name(&mut self) {
        if self.eat(":::") {
            self.at += id_length(self.rest());
        }
        if self.rest().starts_with("@{") {
            let start = self.at;
            if let Some(attributes) = self.attributes(start)
                && let Some(node) = self.graph.nodes.len().checked_sub(1)
            {
                self.apply(node, attributes);
            }
        }
    }

    /// `@{ shape: rounded, label: "text" }`
    fn attributes(&mut self, start: usize) -> Option<Vec<(String, String)>> {
        let rest = self.rest();
        let mut quoted = false;
        let end = rest.char_indices().find(|(_, c)| {
            quoted ^= *c == '"';
            *c == '}' && !quoted
        });
        let Some((end, _)) = end else {
            self.issues.add(self.source, start..self.at + 2, "`@{` is never closed by `}`");
            self.at = self.text.len();
            return None;
        };
        let body = &rest[2..end];
        self.at += end + 1;
        let mut pairs = Vec::new();
        let mut quoted = false;
        let parts = body.split(|c| {
            quoted ^= c == '"';
            (c == ',' || c == '\n') && !quoted
        });
        for part in parts {
            if let Some((key, value)) = part.split_once(':') {
                pairs.push((key.trim().to_owned(), value.trim().to_owned()));
            }
        }
        Some(pairs)
    }

    fn apply(&mut self, node: usize, attributes: Vec<(String, String)>) {
        let node = &mut self.graph.nodes[node];
        for (key, value) in attributes {
            match key.as_str() {
                "label" => {
                    node.label = label::clean(&value);
                }
                "shape" => {
                    node.shape = shapes::named(value.trim_matches('"'));
                }
                _ => {}
            }
        }
        if node.shape == Shape::Bar && node.label != node.id && !node.label.is_empty() {
            node.shape = Shape::Heavy;
        }
    }

    /// The bracketed text after an id.
    fn shape(&mut self, start: usize) -> Option<Option<(Shape, &'a str)>> {
        match shapes::bracketed(self.rest()) {
            Ok(Some((shape, text, length))) => {
                self.at += length;
                Some(Some((shape, text)))
            }
            Ok(None) => Some(None),
            Err(opener) => {
                let (_, span) = self.statement_rest();
                let message = format!("`{opener}` is never closed");
                self.issues.help(
                    self.source,
                    start..span.end,
                    message,
                    "quote labels: A[\"a [b\"]",
                );
                None
            }
        }
    }

    /// The node of an id; its first mention inside a subgraph puts it there.
    pub(super) fn touch(&mut self, id: &str, span: Range<usize>) -> usize {
        let node = match self.names.get(id) {
            Some(&node) => node,
            None => {
                let node = self.graph.nodes.len();
                if node == MAX_NODES {
                    let message = format!("more than {MAX_NODES} nodes");
                    self.issues.add(self.source, span, message);
                    self.at = self.text.len();
                    return MAX_NODES - 1;
                }
                self.graph.nodes.push(Node {
                    id: id.to_owned(),
                    label: id.to_owned(),
                    span,
                    ..Node::default()
                });
                self.names.insert(id.to_owned(), node);
                node
            }
        };
        let place = &mut self.graph.nodes[node].parent;
        if place.is_none() {
            *place = self.stack.last().copied();
        }
        node
    }
}

/// How many bytes of the text are a node id.
pub(super) fn id_length(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        let stops = match c {
            '-' => matches!(next, None | Some('-' | '.' | '>' | '=' | ' ' | '\n')),
            '=' => matches!(next, Some('=')),
            '.' => matches!(next, None | Some('-' | '.' | ' ' | '\n')),
            ':' => text[at..].starts_with(":::"),
            '[' | ']' | '(' | ')' | '{' | '}' | '<' | '>' | '|' | '&' | ';' | '"' | '~' | '@' => {
                true
            }
            c => c.is_whitespace() || c.is_control(),
        };
        if stops {
            return at;
        }
    }
    text.len()
}
