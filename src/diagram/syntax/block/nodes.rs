//! The blocks of a block diagram: ids, outlines, labels and block arrows.

use super::Parser;
use crate::diagram::block::Place;
use crate::diagram::issue::{MAX_LABEL, MAX_NODES};
use crate::diagram::label;
use crate::diagram::model::{End, Node, Shape};

/// Outlines by their brackets; of two that begin alike the longer one comes first.
const OUTLINES: [(&str, &str, Shape); 15] = [
    ("(((", ")))", Shape::DoubleCircle),
    ("((", "))", Shape::Circle),
    ("([", "])", Shape::Stadium),
    ("(-", "-)", Shape::Stadium),
    ("(", ")", Shape::Round),
    ("[[", "]]", Shape::Subroutine),
    ("[(", ")]", Shape::Cylinder),
    ("[/", "/]", Shape::Slanted),
    ("[/", "\\]", Shape::Slanted),
    ("[\\", "\\]", Shape::SlantedBack),
    ("[\\", "/]", Shape::SlantedBack),
    ("[", "]", Shape::Rect),
    ("{{", "}}", Shape::Hexagon),
    ("{", "}", Shape::Diamond),
    (">", "]", Shape::Flag),
];

/// A block as it is written: its id, its label and its outline if they are there.
pub(super) struct Head {
    pub id: String,
    pub label: Option<String>,
    pub shape: Option<Shape>,
}

impl Parser<'_, '_> {
    /// A block, which stands where it is mentioned first.
    pub(super) fn node(&mut self, is_sized: bool) -> Option<End> {
        let from = self.at;
        let head = self.head()?;
        let here = self.at;
        let span = if is_sized { self.span(from) } else { 1 };
        if let Some(&end) = self.ends.get(&head.id) {
            self.update(end, head);
            return Some(end);
        }
        let graph = &mut self.blocks.graph;
        if graph.nodes.len() >= MAX_NODES {
            self.fail(from, format!("more than {MAX_NODES} blocks"), "draw a part of it");
            self.stop();
            return None;
        }
        let end = End::Node(graph.nodes.len());
        graph.nodes.push(Node {
            label: head.label.unwrap_or_else(|| head.id.clone()),
            shape: head.shape.unwrap_or_default(),
            parent: self.open.last().map(|(group, _)| *group),
            span: from..here,
            id: head.id.clone(),
            ..Node::default()
        });
        self.ends.insert(head.id, end);
        self.grid().places.push(Place { end: Some(end), span });
        Some(end)
    }

    /// What a later mention adds to a block.
    fn update(&mut self, end: End, head: Head) {
        match end {
            End::Node(at) => {
                let node = &mut self.blocks.graph.nodes[at];
                node.label = head.label.unwrap_or_else(|| std::mem::take(&mut node.label));
                node.shape = head.shape.unwrap_or(node.shape);
            }
            End::Group(at) => {
                let group = &mut self.blocks.graph.groups[at];
                group.title = head.label.unwrap_or_else(|| std::mem::take(&mut group.title));
            }
        }
    }

    /// `id`, `id["label"]` or `id<["label"]>(right)`.
    pub(super) fn head(&mut self) -> Option<Head> {
        self.skip_blanks();
        let from = self.at;
        let length = self.rest().find(ends_id).unwrap_or(self.rest().len());
        let id = self.rest()[..length].trim_end_matches(';').to_owned();
        self.at += length;
        if !id.contains(|c: char| c.is_alphanumeric() || c == '_' || !c.is_ascii()) {
            self.at += self.rest().find(char::is_whitespace).unwrap_or(self.rest().len());
            let word: String = self.text[from..self.at].chars().take(24).collect();
            let message = format!("`{word}` is not a block");
            let help = "a block is written `id[\"label\"]`, a line `a --> b`";
            self.fail(from, message, help);
            return None;
        }
        if id.len() < length {
            return Some(Head { id, label: None, shape: None });
        }
        let here = self.at;
        self.skip_blanks();
        if self.rest().starts_with("<[") {
            return self.arrow(from, id);
        }
        // An id goes on with `:::` or `-` in no block diagram.
        let is_outlined = OUTLINES.iter().any(|(open, ..)| self.rest().starts_with(open));
        if !is_outlined {
            self.at = here;
            return self.is_separate(from).then_some(Head { id, label: None, shape: None });
        }
        let (label, shape) = self.outlined(from)?;
        Some(Head { id, label: Some(label), shape: Some(shape) })
    }

    /// Whether an id is followed by what may follow it.
    fn is_separate(&mut self, from: usize) -> bool {
        let rest = self.rest();
        let help = if rest.starts_with(":::") {
            "write `class id name` on a line of its own"
        } else if rest.starts_with('-') && super::links::link(rest).is_none() {
            "an id has no `-`: write `_` in its place, or a line as `a --> b`"
        } else {
            return true;
        };
        self.skip_line();
        self.fail(from, "cannot read this block", help);
        false
    }

    /// A label in its brackets.
    fn outlined(&mut self, from: usize) -> Option<(String, Shape)> {
        let rest = self.rest();
        let open = OUTLINES.iter().map(|(open, ..)| *open).find(|open| rest.starts_with(open))?;
        self.at += open.len();
        let label = self.quoted(from, open)?;
        let closed = OUTLINES
            .iter()
            .find(|(other, close, _)| *other == open && self.rest().starts_with(close));
        let Some((_, close, shape)) = closed else {
            self.skip_line();
            let close = OUTLINES.iter().find(|(other, ..)| *other == open).map_or("]", |one| one.1);
            let help = format!("close it by `{close}` behind the label");
            self.fail(from, format!("`{open}` is never closed"), &help);
            return None;
        };
        self.at += close.len();
        Some((label, *shape))
    }

    /// `<["label"]>(right, down)`.
    fn arrow(&mut self, from: usize, id: String) -> Option<Head> {
        self.at += 2;
        let label = self.quoted(from, "<[")?;
        let rest = self.rest();
        let inner = rest.strip_prefix("]>").map(str::trim_start);
        let inner = inner.and_then(|rest| rest.strip_prefix('(')?.split_once(')'));
        let Some((inside, behind)) = inner else {
            self.skip_line();
            let help = "write `id<[\"label\"]>(right)`";
            self.fail(from, "this block arrow is not complete", help);
            return None;
        };
        self.at = self.text.len() - behind.len();
        let mut ways = [false; 4];
        let names = inside.split([',', ' ', '\n', '\t']).filter(|name| !name.is_empty());
        for name in names {
            let points: &[usize] = match name {
                "up" => &[0],
                "right" => &[1],
                "down" => &[2],
                "left" => &[3],
                "x" => &[1, 3],
                "y" => &[0, 2],
                _ => &[],
            };
            if points.is_empty() {
                let help = "an arrow points right, left, up, down, x or y";
                self.fail(from, format!("`{name}` is not a direction"), help);
            }
            points.iter().for_each(|way| ways[*way] = true);
        }
        if !ways.contains(&true) {
            self.fail(from, "this block arrow points nowhere", "write `(right)` behind it");
        }
        Some(Head { id, label: Some(label), shape: Some(Shape::Arrow(ways)) })
    }

    /// A label in quotes, behind its bracket, and the blanks around it.
    fn quoted(&mut self, from: usize, open: &str) -> Option<String> {
        self.skip_blanks();
        let rest = self.rest();
        let Some(body) = rest.strip_prefix('"') else {
            self.skip_line();
            let help = "quote labels: `a[\"A label\"]`";
            self.fail(from, format!("the label behind `{open}` has no quotes"), help);
            return None;
        };
        let Some(end) = body.find('"') else {
            self.skip_line();
            self.fail(from, "this label is never closed", "write `\"` behind it");
            return None;
        };
        self.at += end + 2;
        if end == 0 {
            self.fail(from, "this label is empty", "write `\" \"` for a block without a text");
        }
        self.skip_blanks();
        Some(self.label(from, label::plain(&body[..end])))
    }

    /// A label that is not too long.
    pub(super) fn label(&mut self, from: usize, label: String) -> String {
        if label.chars().count() <= MAX_LABEL {
            return label;
        }
        let message = format!("a label of more than {MAX_LABEL} characters");
        self.fail(from, message, "shorten it");
        label.chars().take(MAX_LABEL).collect()
    }
}

/// Whether a character is no part of an id.
fn ends_id(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "()[]{}<>:=-\"~|".contains(c)
}
