//! Spans of a distributed trace, and the critical path through them.
//!
//! From the root's end back: the child that ends last before is on the path, then the one that ends last
//! before it began, and so on, each with its own path inside.

use crate::{
    expression::Quantity,
    table::{Fields, Placed},
};

/// One span.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Span {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) parent: Option<usize>,
    /// In ms from the start of the trace.
    pub(super) start: f64,
    pub(super) end: f64,
}

/// A longer trace is refused: paths are walked by calls within calls.
const MOST_SPANS: usize = 200;

impl Span {
    /// Reads `[span.NAME] parent, start, end`, a parent before its children.
    pub(super) fn read_all(root: &Fields<'_, '_>) -> Vec<Self> {
        let mut spans: Vec<Self> = Vec::new();
        for (name, fields) in root.named_tables("span") {
            if spans.len() == MOST_SPANS {
                let message = format!("at most {MOST_SPANS} spans are read");
                root.report("too-many", name.span, message);
                break;
            }
            let text = fields.string("text").map(|text| text.value).unwrap_or_default();
            let parent = fields.string("parent").and_then(|parent| above(&spans, &parent, &fields));
            let (start, end) = (fields.number("start"), fields.number("end"));
            let (Some(start), Some(end)) = (start, end) else {
                fields.report("missing-key", name.span, "a span has a start and an end, in ms");
                continue;
            };
            if end.value < start.value {
                fields.report("out-of-range", end.span, "a span does not end before it starts");
            }
            let (start, end) = (start.value, end.value);
            spans.push(Self { name: name.value, text, parent, start, end });
        }
        spans
    }

    /// The quantity of `NAME.start`, `NAME.end`, `NAME.time`, or of `NAME.self`: the time in which none
    /// of its children runs.
    pub(super) fn quantity(spans: &[Self], name: &str) -> Option<Quantity> {
        let (span, what) = name.rsplit_once('.')?;
        let at = spans.iter().position(|known| known.name == span)?;
        let span = &spans[at];
        let ms = match what {
            "start" => span.start,
            "end" => span.end,
            "time" => span.end - span.start,
            "self" => span.end - span.start - covered(spans, at),
            _ => return None,
        };
        let unit = Quantity::unit("ms")?;
        Some(Quantity { value: ms * unit.value, ..unit })
    }
}

fn above(spans: &[Span], parent: &Placed<String>, fields: &Fields<'_, '_>) -> Option<usize> {
    let found = spans.iter().position(|span| span.name == parent.value);
    if found.is_none() {
        let message = format!("no span before this one is called `{}`", parent.value);
        fields.report("unknown-word", parent.span.clone(), message);
    }
    found
}

/// How much of a span its children cover, in ms; where they overlap it counts once.
fn covered(spans: &[Span], at: usize) -> f64 {
    let (start, end) = (spans[at].start, spans[at].end);
    let children = spans.iter().filter(|span| span.parent == Some(at));
    let mut parts: Vec<(f64, f64)> = children
        .map(|child| (child.start.max(start), child.end.min(end)))
        .filter(|(start, end)| start < end)
        .collect();
    parts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut sum, mut until) = (0.0, start);
    for (start, end) in parts {
        sum += (end - start.max(until)).max(0.0);
        until = until.max(end);
    }
    sum
}

/// The critical paths, each as sorted numbers of spans: several where children end at once.
pub(super) fn critical_paths(spans: &[Span]) -> Vec<Vec<usize>> {
    let Some(root) = spans.iter().position(|span| span.parent.is_none()) else { return Vec::new() };
    let mut paths = inside(spans, root);
    paths.iter_mut().for_each(|path| path.sort_unstable());
    paths.sort();
    paths.dedup();
    paths
}

/// At most so many ways are followed where children end at once.
const MOST_PATHS: usize = 64;

fn inside(spans: &[Span], at: usize) -> Vec<Vec<usize>> {
    let mut paths = Vec::new();
    back(spans, at, spans[at].end, &mut vec![at], &mut paths);
    paths
}

/// Goes on from a moment in span `at` back to its start.
fn back(
    spans: &[Span],
    at: usize,
    moment: f64,
    path: &mut Vec<usize>,
    paths: &mut Vec<Vec<usize>>,
) {
    let ended = |child: &usize| {
        let child = &spans[*child];
        child.parent == Some(at) && child.end <= moment && child.end > child.start
    };
    let candidates: Vec<usize> = (0..spans.len()).filter(ended).collect();
    let last = candidates.iter().map(|child| spans[*child].end).fold(f64::MIN, f64::max);
    if candidates.is_empty() || paths.len() >= MOST_PATHS {
        paths.push(path.clone());
        return;
    }
    for child in candidates.into_iter().filter(|child| spans[*child].end >= last) {
        for mut way in inside(spans, child).into_iter().take(MOST_PATHS) {
            let length = path.len();
            path.append(&mut way);
            back(spans, at, spans[child].start, path, paths);
            path.truncate(length);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(name: &str, parent: Option<usize>, start: f64, end: f64) -> Span {
        Span { name: name.into(), text: String::new(), parent, start, end }
    }

    #[test]
    fn the_path_goes_back_by_what_ended_last() {
        let spans = [
            span("root", None, 0.0, 100.0),
            span("auth", Some(0), 0.0, 20.0),
            span("stock", Some(0), 20.0, 60.0),
            span("price", Some(0), 20.0, 45.0),
            span("db", Some(2), 30.0, 58.0),
            span("mail", Some(0), 60.0, 95.0),
        ];
        assert_eq!(critical_paths(&spans), [vec![0, 1, 2, 4, 5]]);
        let own = Span::quantity(&spans, "root.self").unwrap();
        assert!((own.value - 0.005).abs() < 1e-12, "{own:?}");
        assert!((Span::quantity(&spans, "stock.self").unwrap().value - 0.012).abs() < 1e-12);
    }

    #[test]
    fn two_children_that_end_at_once_make_two_paths() {
        let spans = [
            span("root", None, 0.0, 10.0),
            span("a", Some(0), 0.0, 10.0),
            span("b", Some(0), 2.0, 10.0),
        ];
        assert_eq!(critical_paths(&spans), [vec![0, 1], vec![0, 2]]);
    }
}
