//! Relations between classes, and how their ends are written.

use super::super::source::{colon, opaque};
use crate::diagram::model::{Head, Stroke};

/// Heads at the start and at the end of a relation.
const STARTS: [(&str, Head); 5] = [
    ("<|", Head::Triangle),
    ("()", Head::Circle),
    ("*", Head::Diamond),
    ("o", Head::HollowDiamond),
    ("<", Head::Arrow),
];

const ENDS: [(&str, Head); 5] = [
    ("|>", Head::Triangle),
    ("()", Head::Circle),
    ("*", Head::Diamond),
    ("o", Head::HollowDiamond),
    (">", Head::Arrow),
];

/// A relation as written.
pub(super) struct Relation<'a> {
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    pub(super) near: &'a str,
    pub(super) far: &'a str,
    pub(super) label: &'a str,
    pub(super) tail: Head,
    pub(super) head: Head,
    pub(super) stroke: Stroke,
}

/// A name and its label in brackets, if it has one.
pub(super) fn titled(written: &str) -> (&str, Option<&str>) {
    match opaque(written).find('[') {
        Some(at) if written.ends_with(']') => {
            (written[..at].trim(), Some(&written[at + 1..written.len() - 1]))
        }
        _ => (written, None),
    }
}

/// A member without the mark that it is abstract (`*`) or static (`$`): behind the parentheses of
/// a method or at its end.
pub(super) fn unclassified(text: &str) -> String {
    let text = text.strip_suffix(['*', '$']).unwrap_or(text);
    match text.rfind([')']).map(|at| text.split_at(at + 1)) {
        Some((head, tail)) => {
            let tail = tail.trim_start().strip_prefix(['*', '$']).unwrap_or(tail);
            format!("{head}{tail}")
        }
        None => text.to_owned(),
    }
}

/// `A "1" <|-- "*" B : label`
pub(super) fn relation(text: &str) -> Option<Relation<'_>> {
    let seen = opaque(text);
    let at = [seen.find("--"), seen.find("..")].into_iter().flatten().min()?;
    let label_at = colon(text).unwrap_or(text.len());
    if at > label_at {
        return None;
    }
    let stroke = if seen[at..].starts_with("--") { Stroke::Solid } else { Stroke::Dotted };
    let label = text.get(label_at + 1..).unwrap_or_default().trim();
    let (mut left, mut right) = (text[..at].trim_end(), text[at + 2..label_at].trim());
    let (mut tail, mut head) = (Head::None, Head::None);
    for (mark, kind) in STARTS {
        // An `o` may be the end of a name.
        let apart = mark != "o" || [" o", "\"o", "`o"].iter().any(|end| left.ends_with(end));
        if tail == Head::None
            && apart
            && let Some(rest) = left.strip_suffix(mark)
        {
            (left, tail) = (rest.trim_end(), kind);
        }
    }
    for (mark, kind) in ENDS {
        let apart = mark != "o" || ["o ", "o\"", "o`"].iter().any(|start| right.starts_with(start));
        if head == Head::None
            && apart
            && let Some(rest) = right.strip_prefix(mark)
        {
            (right, head) = (rest.trim_start(), kind);
        }
    }
    let (from, near) = match left.strip_suffix('"').and_then(|left| left.rsplit_once('"')) {
        Some((from, near)) => (from.trim(), near),
        None => (left, ""),
    };
    let (far, to) = match right.strip_prefix('"').and_then(|right| right.split_once('"')) {
        Some((far, to)) => (far, to.trim()),
        None => ("", right),
    };
    (!from.is_empty() && !to.is_empty()).then_some(Relation {
        from,
        to,
        near,
        far,
        label,
        tail,
        head,
        stroke,
    })
}
