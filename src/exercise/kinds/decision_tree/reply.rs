//! A tree as a learner wrote it.

use std::{collections::BTreeMap, ops::Range};

use crate::{
    diagnostic::Diagnostic,
    exercise::answer::Answer,
    table::{Fields, Placed},
};

/// A tree: nodes by id, and where it starts.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    pub(super) starts: Vec<Placed<String>>,
    pub(super) nodes: Vec<Node>,
}

/// A question asked, with where each answer leads.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) id: String,
    pub(super) ask: String,
    /// Target by value, in the order of the text.
    pub(super) on: Vec<(String, Placed<String>)>,
    pub(super) span: Range<usize>,
}

impl Tree {
    /// Reads an answer.
    pub(super) fn of(answer: &Answer) -> (Self, Vec<Diagnostic>) {
        answer.read(Self::read)
    }

    fn read(root: &Fields<'_, '_>) -> Self {
        let starts = root.string_or_strings("start").into_iter();
        let starts = starts.filter(|start| !start.value.is_empty()).collect();
        let nodes = root.tables("node").iter().map(Node::read).collect();
        Self { starts, nodes }
    }

    /// The node of that id.
    pub(super) fn node(&self, id: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.id == id)
    }

    /// The question of a node.
    pub(super) fn asks(&self, id: &str) -> Option<&str> {
        self.node(id).map(|node| node.ask.as_str())
    }

    /// The nodes that it starts at; one in a sound tree.
    pub(super) fn first(&self) -> impl Iterator<Item = &str> {
        self.starts.iter().map(|start| start.value.as_str())
    }

    /// Where it starts; empty where it does not.
    pub(super) fn start(&self) -> String {
        self.first().next().unwrap_or_default().to_owned()
    }

    /// The start and every branch, by what is asked and not by ids.
    fn parts(&self) -> BTreeMap<(String, String, String), usize> {
        let name = |id: &str| self.asks(id).unwrap_or(id).to_owned();
        let mut parts: BTreeMap<(String, String, String), usize> = BTreeMap::new();
        for start in self.first() {
            *parts.entry((String::new(), String::new(), name(start))).or_default() += 1;
        }
        for node in &self.nodes {
            for (value, target) in node.branches() {
                *parts.entry((node.ask.clone(), value.to_owned(), name(target))).or_default() += 1;
            }
        }
        parts
    }

    /// Edits that make another tree of this one: the larger of what is added and what is taken away.
    pub(super) fn edits_to(&self, other: &Self) -> usize {
        let (old, new) = (self.parts(), other.parts());
        let more = |of: &BTreeMap<_, usize>, than: &BTreeMap<_, usize>| -> usize {
            of.iter().map(|(part, n)| n.saturating_sub(than.get(part).copied().unwrap_or(0))).sum()
        };
        more(&old, &new).max(more(&new, &old))
    }
}

impl Node {
    /// Where each value leads.
    pub(super) fn branches(&self) -> impl DoubleEndedIterator<Item = (&str, &str)> {
        self.on.iter().map(|(value, target)| (value.as_str(), target.value.as_str()))
    }

    fn read(fields: &Fields<'_, '_>) -> Self {
        let text = |key| fields.string(key).map(|text| text.value).unwrap_or_default();
        let (id, ask) = (text("id"), text("ask"));
        let mut on = Vec::new();
        if let Some(table) = fields.table("on") {
            for key in table.keys() {
                let target = table.any(&key.value).and_then(|value| value.string());
                on.extend(target.map(|target| (key.value, target)));
            }
        }
        Self { id, ask, on, span: fields.span() }
    }
}
