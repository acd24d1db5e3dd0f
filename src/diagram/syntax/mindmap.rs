//! `mindmap`: a tree by indentation, laid out from its root to the right.

use super::Source;
use super::source::lines;
use super::{shapes, source::Line};
use crate::diagram::issue::{Issues, MAX_LABEL, MAX_NODES};
use crate::diagram::label;
use crate::diagram::model::{Direction, Edge, End, Graph, Node, Shape};

/// Reads the lines after the header, from byte `at` of the masked text.
pub(super) fn parse(source: &Source<'_>, at: usize, issues: &mut Issues) -> Graph {
    let mut graph = Graph { direction: Direction::Right, ..Graph::default() };
    // The nodes on the way from the root, with their indentation.
    let mut way: Vec<(usize, usize)> = Vec::new();
    let mut rest = lines(source.text, at).collect::<Vec<_>>().into_iter();
    while let Some(mut line) = rest.next() {
        if let Some(more) = goes_on(source.text, line, rest.as_slice())
            && let Some(last) = rest.nth(more)
        {
            line.text = &source.text[line.at..last.span().end];
        }
        if line.text.starts_with("::icon(") || line.text.starts_with(":::") {
            continue;
        }
        let start = source.text[..line.at].rfind('\n').map_or(0, |at| at + 1);
        let indent = source.text[start..line.at].chars().count();
        while way.last().is_some_and(|(_, outer)| *outer >= indent) {
            way.pop();
        }
        let node = graph.nodes.len();
        if node > 0 && way.is_empty() {
            let help = "indent it more than the root";
            issues.help(source.whole, line.span(), "a mindmap has one root", help);
            continue;
        }
        if node >= MAX_NODES {
            issues.add(source.whole, line.span(), format!("more than {MAX_NODES} nodes"));
            break;
        }
        let Some((shape, text)) = shape(line) else {
            issues.add(source.whole, line.span(), "the bracket of this node is never closed");
            continue;
        };
        let label: String = label::clean(text).chars().take(MAX_LABEL).collect();
        let (id, span) = (format!("node{node}"), line.span());
        graph.nodes.push(Node { id, label, shape, span: span.clone(), ..Node::default() });
        if let Some((parent, _)) = way.last() {
            let (from, to) = (End::Node(*parent), End::Node(node));
            graph.edges.push(Edge { from, to, span, ..Edge::plain() });
        }
        way.push((node, indent));
    }
    if graph.nodes.is_empty() && issues.count() == 0 {
        issues.add(source.whole, at.saturating_sub(1)..at, "a mindmap has a root");
    }
    graph
}

/// Lines that one node may have.
const MOST_LINES: usize = 40;

/// How many lines stand between a line and the one that closes its bracket or quote.
fn goes_on(text: &str, line: Line<'_>, more: &[Line<'_>]) -> Option<usize> {
    let is_whole = |text: &str| {
        shape(Line { text, ..line }).is_some() && text.matches('"').count().is_multiple_of(2)
    };
    if is_whole(line.text) {
        return None;
    }
    more.iter().take(MOST_LINES).position(|last| is_whole(&text[line.at..last.span().end]))
}

/// The outline and text of a line: `id[text]`, `((text))`, `))text((`, or the text alone.
fn shape<'a>(line: Line<'a>) -> Option<(Shape, &'a str)> {
    let text = line.text.split(":::").next().unwrap_or(line.text).trim();
    for (open, close, shape) in [("))", "((", Shape::Hexagon), (")", "(", Shape::Round)] {
        let inner = text.strip_suffix(close).and_then(|text| text.split_once(open));
        if let Some((_, inner)) = inner.filter(|(id, _)| !id.contains(['(', '[', '{', '"'])) {
            return Some((shape, inner));
        }
    }
    let Some(at) = text.find(['[', '(', '{']) else { return Some((Shape::Round, text)) };
    // Text before a bracket that closes in the middle is text.
    match shapes::bracketed(&text[at..]) {
        Ok(Some((shape, inner, length))) if at + length == text.len() => Some((shape, inner)),
        Ok(_) => Some((Shape::Round, text)),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_an_outline_and_a_text() {
        let read = |text| shape(Line { text, at: 0 });
        assert_eq!(read("root((The root))"), Some((Shape::Circle, "The root")));
        assert_eq!(read("plain text"), Some((Shape::Round, "plain text")));
        assert_eq!(read("a[square]:::warm"), Some((Shape::Rect, "square")));
        assert_eq!(read("b))bang(("), Some((Shape::Hexagon, "bang")));
        assert_eq!(read("c)cloud("), Some((Shape::Round, "cloud")));
        assert_eq!(read("d[open"), None);
        let rest = ["b", "c]", "d"];
        let text = "a[\nb\nc]\nd\n";
        let more: Vec<_> = lines(text, 2).collect();
        assert_eq!(more.iter().map(|line| line.text).collect::<Vec<_>>(), rest);
        assert_eq!(goes_on(text, Line { text: "a[", at: 0 }, &more), Some(1));
        assert_eq!(goes_on(text, Line { text: "b", at: 3 }, &more[1..]), None);
    }
}
