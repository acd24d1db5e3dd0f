//! The arrows of flowcharts: `-->`, `-.->`, `.->`, `==>`, `<-->`, `--x`, `--o`, `~~~` and `-- text -->`.

use crate::diagram::model::{Head, Stroke};

/// A link before its label is known.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Opening {
    pub label: String,
    pub stroke: Stroke,
    pub tail: Head,
    pub head: Head,
    pub length: usize,
}

fn run(text: &str, c: char) -> usize {
    text.len() - text.trim_start_matches(c).len()
}

fn head_at(text: &str) -> Option<Head> {
    match text.chars().next()? {
        '>' => Some(Head::Arrow),
        'x' => Some(Head::Cross),
        'o' => Some(Head::Circle),
        _ => None,
    }
}

/// The link at the start of the text, its bytes, and whether its text and end are still to come.
pub(super) fn link(text: &str) -> Option<(Opening, usize, bool)> {
    let tail = match text.chars().next()? {
        '<' => Head::Arrow,
        'x' => Head::Cross,
        'o' => Head::Circle,
        _ => Head::None,
    };
    let skip = usize::from(tail != Head::None);
    let body = &text[skip..];
    let opening =
        |stroke, head, length| Opening { stroke, tail, head, length, ..Opening::default() };
    if body.starts_with("~~~") {
        let waves = run(body, '~');
        return Some((opening(Stroke::Invisible, Head::None, waves - 2), skip + waves, false));
    }
    if body.starts_with("==") {
        let bars = run(body, '=');
        return Some(match head_at(&body[bars..]) {
            Some(head) => (opening(Stroke::Thick, head, bars - 1), skip + bars + 1, false),
            None if bars >= 3 => (opening(Stroke::Thick, Head::None, bars - 2), skip + bars, false),
            None => (opening(Stroke::Thick, Head::None, 1), skip + bars, true),
        });
    }
    let dash = usize::from(body.starts_with('-'));
    let dots = run(&body[dash..], '.');
    if dots > 0 {
        let after = &body[dash + dots..];
        if let Some(after) = after.strip_prefix('-') {
            let size = skip + dash + dots + 1;
            return Some(match head_at(after) {
                Some(head) => (opening(Stroke::Dotted, head, dots), size + 1, false),
                None => (opening(Stroke::Dotted, Head::None, dots), size, false),
            });
        }
        let open = (opening(Stroke::Dotted, Head::None, 1), skip + dash + dots, true);
        return (dash == 1).then_some(open);
    }
    if body.starts_with("--") {
        let dashes = run(body, '-');
        return Some(match head_at(&body[dashes..]) {
            Some(head) => (opening(Stroke::Solid, head, dashes - 1), skip + dashes + 1, false),
            None if dashes >= 3 => {
                (opening(Stroke::Solid, Head::None, dashes - 2), skip + dashes, false)
            }
            None => (opening(Stroke::Solid, Head::None, 1), skip + dashes, true),
        });
    }
    None
}

/// The text up to the end of an open link: text, bytes eaten, head, length.
pub(super) fn close(text: &str, stroke: Stroke) -> Option<(&str, usize, Head, usize)> {
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        quoted ^= c == '"';
        if quoted {
            continue;
        }
        let rest = &text[at..];
        let end = match (stroke, c) {
            (_, '\n') if text[..at].trim().is_empty() || rest.starts_with("\n\n") => return None,
            (Stroke::Solid, '-') | (Stroke::Thick, '=') => {
                let marks = run(rest, c);
                let bare = usize::from(marks > 2 && head_at(&rest[marks..]).is_none());
                (marks >= 2).then(|| (marks, marks - 1 - bare))
            }
            (Stroke::Dotted, '.' | '-') => {
                let rest = rest.strip_prefix('-').unwrap_or(rest);
                let lead = usize::from(c == '-');
                let dots = run(rest, '.');
                (dots > 0 && rest[dots..].starts_with('-')).then_some((lead + dots + 1, dots))
            }
            _ => None,
        };
        if let Some((size, length)) = end {
            let head = head_at(&rest[size..]);
            let size = at + size + usize::from(head.is_some());
            return Some((text[..at].trim(), size, head.unwrap_or_default(), length));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_arrow_has_its_stroke_heads_and_length() {
        for (text, stroke, tail, head, length) in [
            ("-->", Stroke::Solid, Head::None, Head::Arrow, 1),
            ("---", Stroke::Solid, Head::None, Head::None, 1),
            ("---->", Stroke::Solid, Head::None, Head::Arrow, 3),
            ("--x", Stroke::Solid, Head::None, Head::Cross, 1),
            ("o--o", Stroke::Solid, Head::Circle, Head::Circle, 1),
            ("<-->", Stroke::Solid, Head::Arrow, Head::Arrow, 1),
            ("-.->", Stroke::Dotted, Head::None, Head::Arrow, 1),
            ("-..->", Stroke::Dotted, Head::None, Head::Arrow, 2),
            ("-.-", Stroke::Dotted, Head::None, Head::None, 1),
            (".->", Stroke::Dotted, Head::None, Head::Arrow, 1),
            ("..-", Stroke::Dotted, Head::None, Head::None, 2),
            ("==>", Stroke::Thick, Head::None, Head::Arrow, 1),
            ("===", Stroke::Thick, Head::None, Head::None, 1),
            ("~~~", Stroke::Invisible, Head::None, Head::None, 1),
        ] {
            let (found, size, open) = link(&format!("{text} B")).expect(text);
            assert_eq!((found.stroke, found.tail, found.head), (stroke, tail, head), "{text}");
            assert_eq!((found.length, size, open), (length, text.len(), false), "{text}");
        }
    }

    #[test]
    fn text_may_stand_inside_a_link() {
        assert_eq!(close(" yes -->B", Stroke::Solid), Some(("yes", 8, Head::Arrow, 1)));
        assert_eq!(close(" a-b ---B", Stroke::Solid), Some(("a-b", 8, Head::None, 1)));
        assert_eq!(close(" y .-> B", Stroke::Dotted), Some(("y", 6, Head::Arrow, 1)));
        assert_eq!(close("y==>B", Stroke::Thick), Some(("y", 4, Head::Arrow, 1)));
        assert_eq!(close("y ...- B", Stroke::Dotted), Some(("y", 6, Head::None, 3)));
        assert_eq!(close("y ..-> B", Stroke::Dotted), Some(("y", 6, Head::Arrow, 2)));
        assert_eq!(close("y ----> B", Stroke::Solid), Some(("y", 7, Head::Arrow, 3)));
        assert_eq!(close(" nothing", Stroke::Solid), None);
    }
}
