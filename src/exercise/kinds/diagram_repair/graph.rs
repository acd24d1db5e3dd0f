//! A drawing as nodes by their visible text, and arrows between them.

use std::collections::BTreeMap;

use petgraph::{algo::is_cyclic_directed, graphmap::DiGraphMap};

use crate::{
    diagram::{self, Issue, Kind, Shape},
    exercise::answer::Answer,
};

/// The name of the only file of an answer.
pub(super) const FILE: &str = "diagram.mmd";

/// A drawing, whatever its ids, order and looks.
#[derive(Clone, Debug, Default)]
pub(super) struct Graph {
    pub(super) is_machine: bool,
    /// Folded texts; the start and the end of a machine are no nodes.
    pub(super) nodes: Vec<String>,
    /// Texts as they are seen.
    pub(super) texts: Vec<String>,
    /// Titles of the groups that hold a node, folded.
    groups: Vec<Vec<String>>,
    pub(super) arrows: Vec<Arrow>,
    /// Where a machine starts.
    pub(super) initial: Option<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Arrow {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Folded.
    pub(super) label: String,
    pub(super) span: std::ops::Range<usize>,
}

/// A text as texts are compared: without case and without doubled blanks.
pub(super) fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

impl Graph {
    /// Reads the drawing of an answer.
    ///
    /// # Errors
    /// What cannot be read of it.
    pub(super) fn of(answer: &Answer) -> Result<Self, Vec<Issue>> {
        Self::read(answer.text(FILE).map_or("", |text| text))
    }

    /// Reads a drawing.
    ///
    /// # Errors
    /// What cannot be read of it.
    pub(super) fn read(source: &str) -> Result<Self, Vec<Issue>> {
        let read = diagram::parse(source)?;
        let outline = read.outline().unwrap_or_default();
        let mut graph = Self { is_machine: read.kind() == Kind::State, ..Self::default() };
        let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
        for (at, node) in outline.nodes.iter().enumerate() {
            if matches!(node.shape, Shape::Start | Shape::Stop | Shape::Note) {
                continue;
            }
            let name = fold(&node.label);
            // Two boxes with one text are one thing.
            let number = graph.nodes.iter().position(|known| *known == name).unwrap_or_else(|| {
                graph.nodes.push(name);
                graph.texts.push(node.label.clone());
                graph.groups.push(node.groups.iter().map(|title| fold(title)).collect());
                graph.nodes.len() - 1
            });
            numbers.insert(at, number);
        }
        for edge in &outline.edges {
            match (numbers.get(&edge.from), numbers.get(&edge.to)) {
                (Some(from), Some(to)) => graph.arrows.push(Arrow {
                    from: *from,
                    to: *to,
                    label: fold(&edge.label),
                    span: edge.span.clone(),
                }),
                (None, Some(to)) => graph.initial = graph.initial.or(Some(*to)),
                _ => {}
            }
        }
        Ok(graph)
    }

    /// The node with that text.
    pub(super) fn node(&self, text: &str) -> Option<usize> {
        let text = fold(text);
        self.nodes.iter().position(|known| *known == text)
    }

    /// Whether a node lies in a group.
    pub(super) fn is_in(&self, node: usize, group: &str) -> bool {
        let group = fold(group);
        self.groups[node].contains(&group)
    }

    /// The drawing with a node in another group, by its folded title, or in none.
    pub(super) fn moved(&self, node: usize, group: Option<&str>) -> Self {
        let mut moved = self.clone();
        moved.groups[node] = group.into_iter().map(str::to_owned).collect();
        moved
    }

    /// A group of another title; nothing where there is none.
    pub(super) fn other_group(&self, group: &str) -> Option<&str> {
        let group = fold(group);
        self.groups.iter().flatten().find(|title| **title != group).map(String::as_str)
    }

    /// The shortest way from one node to another that passes neither over `without`.
    pub(super) fn path(
        &self,
        from: usize,
        to: usize,
        without: Option<usize>,
    ) -> Option<Vec<usize>> {
        let mut before: BTreeMap<usize, usize> = BTreeMap::new();
        let mut open = std::collections::VecDeque::from([from]);
        while let Some(here) = open.pop_front() {
            for arrow in self.arrows.iter().filter(|arrow| arrow.from == here) {
                if Some(arrow.to) == without || before.contains_key(&arrow.to) {
                    continue;
                }
                before.insert(arrow.to, here);
                if arrow.to == to {
                    return Some(self.back(from, to, &before));
                }
                open.push_back(arrow.to);
            }
        }
        None
    }

    fn back(&self, from: usize, to: usize, before: &BTreeMap<usize, usize>) -> Vec<usize> {
        let mut way = vec![to];
        while let Some(last) = before.get(way.last().unwrap_or(&to)) {
            way.push(*last);
            if *last == from || way.len() > self.nodes.len() + 1 {
                break;
            }
        }
        way.reverse();
        way
    }

    /// Whether nothing leads back to itself.
    pub(super) fn is_acyclic(&self) -> bool {
        let edges = self.arrows.iter().map(|arrow| (arrow.from, arrow.to));
        !is_cyclic_directed(&edges.collect::<DiGraphMap<usize, ()>>())
    }

    /// The texts of some nodes.
    pub(super) fn shown(&self, way: &[usize]) -> String {
        way.iter().map(|at| self.texts[*at].as_str()).collect::<Vec<_>>().join(" -> ")
    }

    /// Arrows by texts, each as often as it is there.
    fn parts(&self) -> BTreeMap<(&str, &str, &str), usize> {
        let mut parts = BTreeMap::new();
        for arrow in &self.arrows {
            let part = (
                self.nodes[arrow.from].as_str(),
                self.nodes[arrow.to].as_str(),
                arrow.label.as_str(),
            );
            *parts.entry(part).or_default() += 1;
        }
        parts
    }

    /// Edits that make another drawing of this one: the larger of the arrows that are added and taken
    /// away, and new nodes.
    pub(super) fn edits_to(&self, other: &Self) -> usize {
        let (old, new) = (self.parts(), other.parts());
        let more = |of: &BTreeMap<_, usize>, than: &BTreeMap<_, usize>| -> usize {
            of.iter().map(|(part, n)| n.saturating_sub(than.get(part).copied().unwrap_or(0))).sum()
        };
        let nodes = other.nodes.iter().filter(|node| !self.nodes.contains(node)).count();
        more(&old, &new).max(more(&new, &old)) + nodes
    }

    /// The drawing written anew with other arrows.
    pub(super) fn write(&self, arrows: &[Arrow]) -> String {
        let mut text =
            String::from(if self.is_machine { "stateDiagram-v2\n" } else { "flowchart TD\n" });
        let name = |at: usize| format!("n{at}");
        for (at, label) in self.texts.iter().enumerate() {
            // A quote in a label would end it.
            let label = label.replace('"', "'").replace('\n', " ");
            text.push_str(&match self.is_machine {
                true => format!("state \"{label}\" as {}\n", name(at)),
                false => format!("{}[\"{label}\"]\n", name(at)),
            });
        }
        let mut titles: Vec<&String> =
            self.groups.iter().filter_map(|groups| groups.first()).collect();
        titles.sort();
        titles.dedup();
        for (at, title) in titles.into_iter().enumerate() {
            let inside =
                (0..self.nodes.len()).filter(|node| self.groups[*node].first() == Some(title));
            let inside: Vec<String> = inside.map(name).collect();
            text.push_str(&format!("subgraph g{at}[\"{title}\"]\n{}\nend\n", inside.join("\n")));
        }
        if let Some(initial) = self.initial {
            text.push_str(&format!("[*] --> {}\n", name(initial)));
        }
        for arrow in arrows {
            let (from, to, label) =
                (name(arrow.from), name(arrow.to), arrow.label.replace('"', "'"));
            text.push_str(&match (self.is_machine, label.is_empty()) {
                (_, true) => format!("{from} --> {to}\n"),
                (true, false) => format!("{from} --> {to}: {label}\n"),
                (false, false) => format!("{from} -->|\"{label}\"| {to}\n"),
            });
        }
        text
    }
}
