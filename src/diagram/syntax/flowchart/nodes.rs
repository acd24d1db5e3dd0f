//! The nodes of a flowchart: ids, outlines, attributes and class names.

use std::ops::Range;

use super::Parser;
use crate::diagram::issue::{MAX_LABEL, MAX_NODES};
use crate::diagram::label;
use crate::diagram::model::{Edge, Node, Shape};
use crate::diagram::syntax::shapes;
use crate::diagram::syntax::source::yaml;

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
            if self.is_edge(id) {
                return Some(None);
            }
            let node = self.touch(id, start..self.at);
            self.apply(node, attributes, start);
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
                self.apply(node, attributes, start);
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
        Some(yaml::pairs(body))
    }

    /// Whether an id is that of an edge: one that was given or the one that Mermaid gives.
    fn is_edge(&self, id: &str) -> bool {
        let given = || self.edge_ids.iter().any(|edge| edge == id);
        let own = |edge: &Edge| {
            let ends = format!("L_{}_{}_", self.graph.id(edge.from), self.graph.id(edge.to));
            id.strip_prefix(&ends).is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit()))
        };
        given() || (id.starts_with("L_") && self.graph.edges.iter().any(own))
    }

    fn apply(&mut self, node: usize, attributes: Vec<(String, String)>, start: usize) {
        let node = &mut self.graph.nodes[node];
        for (key, value) in attributes {
            match key.as_str() {
                "label" => node.label = label::plain(&value),
                "shape" => match shapes::named(&value) {
                    Some(shape) => node.shape = shape,
                    None => {
                        let message = format!("there is no shape `{value}`");
                        self.issues.add(self.source, start..self.at, message);
                    }
                },
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
                if let Some(mark) = bare(text) {
                    let message = format!("`{mark}` stands outside quotes in a label");
                    let help = "quote labels: A[\"a (b)\"]";
                    self.issues.help(self.source, start..self.at, message, help);
                }
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
        // It belongs to the subgraph that ends first: one that is still open gives it to one inside.
        let place = &mut self.graph.nodes[node].parent;
        if place.is_none_or(|group| self.stack.contains(&group)) {
            *place = self.stack.last().copied();
        }
        node
    }
}

/// A bracket or a quote in a label behind the quoted text that may begin it.
pub(super) fn bare(label: &str) -> Option<char> {
    let text = label.trim();
    let rest = match text.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"').map_or(text, |(_, rest)| rest),
        None => text,
    };
    rest.chars().find(|c| "[](){}|\"".contains(*c))
}

/// How many bytes of the text are a node id.
pub(super) fn id_length(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        let stops = match c {
            '-' => matches!(next, None | Some('-' | '.' | '>' | '=' | '\n')),
            '=' => matches!(next, Some('=')),
            '.' => matches!(next, Some('-' | '.')),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_and_quotes_of_a_label_stand_in_quotes() {
        assert_eq!([bare("a: b"), bare(" \"a (b)\" "), bare("\"a (b)\" c")], [None; 3]);
        assert_eq!(
            [bare("a (b)"), bare("a \"b\""), bare("\"a \"b\" c\"")],
            [Some('('), Some('"'), Some('"')]
        );
    }

    #[test]
    fn an_id_ends_where_a_link_may_begin() {
        let id = |text: &'static str| &text[..id_length(text)];
        assert_eq!(
            [id("a-b-->c"), id("a.b .-> c"), id("a.->c"), id("n. --> c")],
            ["a-b", "a.b", "a", "n."]
        );
        assert_eq!(
            [id("a:::hot"), id("a==>b"), id("данные["), id("n- --> a")],
            ["a", "a", "данные", "n-"]
        );
    }
}
