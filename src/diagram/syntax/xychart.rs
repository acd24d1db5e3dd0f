//! `xychart`: two axes, and values as bars or lines.

use super::Source;
use super::source::{Line, lines, opaque};
use crate::diagram::issue::{Issues, MAX_EDGES, MAX_LABEL, MAX_NODES};
use crate::diagram::label;
use crate::diagram::xychart::{Chart, Series, Value};

/// Reads what follows the header, from byte `at` of the masked text; also returns the title.
pub(super) fn parse(
    source: &Source<'_>,
    at: usize,
    issues: &mut Issues,
) -> (Chart, Option<String>) {
    let mut chart = Chart::default();
    let mut title = None;
    // Which way it lies stands behind the header, perhaps with `-beta`.
    let text = source.text[at..].trim_start_matches([' ', '\t']);
    let turned = ["horizontal", "vertical"].iter().find_map(|way| text.strip_prefix(way));
    let text = turned.unwrap_or(text);
    let mut count = 0;
    for line in lines(source.text, source.text.len() - text.len()) {
        if let Some(text) = line.word("title") {
            title = Some(said(text)).filter(|title| !title.is_empty());
            continue;
        }
        let (read, help) = if let Some(text) = line.word("x-axis") {
            (names(&mut chart, text), "an axis is written `x-axis \"name\" [a, b]`")
        } else if let Some(text) = line.word("y-axis") {
            (range(&mut chart, text), "an axis is written `y-axis \"name\" 0 --> 10`")
        } else {
            (series(&mut chart, &line, &mut count), "values are written `bar [1, 2.5]`")
        };
        if read.is_none() {
            issues.help(source.whole, line.span(), "cannot read this line", help);
        }
        if chart.names.len() > MAX_NODES || count > MAX_EDGES {
            let message = format!("more than {MAX_NODES} names or {MAX_EDGES} values");
            issues.add(source.whole, line.span(), message);
            break;
        }
    }
    (chart, title)
}

fn said(text: &str) -> String {
    label::clean(text).chars().take(MAX_LABEL).collect()
}

/// What stands before a list in brackets, and its parts, none of which is empty; nothing after it.
fn list(text: &str) -> Option<(&str, Vec<&str>)> {
    let text = text.trim_end_matches(';').trim_end();
    let known = opaque(text);
    let open = known.find('[')?;
    let close = known.strip_suffix(']').map(str::len)?;
    let mut parts = Vec::new();
    let mut from = open + 1;
    let inside = known.get(from..close).filter(|inside| !inside.contains(['[', ']']))?;
    for part in inside.split(',') {
        parts.push(text[from..from + part.len()].trim());
        from += part.len() + 1;
    }
    let is_whole = parts.iter().all(|part| !part.is_empty());
    is_whole.then(|| (text[..open].trim(), parts))
}

/// A title and `low --> high`; the title may be missing, so may the range.
fn ends(text: &str) -> Option<(&str, Option<(f64, f64)>)> {
    let text = text.trim_end_matches(';').trim_end();
    let Some(arrow) = opaque(text).find("-->") else { return Some((text, None)) };
    let before = text[..arrow].trim_end();
    let start = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let range = (number(&before[start..])?, number(&text[arrow + 3..])?);
    Some((before[..start].trim_end(), Some(range)))
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|value: &f64| value.is_finite())
}

fn names(chart: &mut Chart, text: &str) -> Option<()> {
    if let Some((title, parts)) = list(text) {
        chart.across = said(title);
        chart.names = parts.into_iter().map(said).collect();
        return Some(());
    }
    let (title, range) = ends(text)?;
    chart.across = said(title);
    chart.steps = range;
    Some(())
}

fn range(chart: &mut Chart, text: &str) -> Option<()> {
    let (title, range) = ends(text).filter(|(title, _)| !opaque(title).contains('['))?;
    chart.up = said(title);
    chart.range = range.map(|(low, high)| (low.min(high), low.max(high)));
    Some(())
}

fn series(chart: &mut Chart, line: &Line<'_>, count: &mut usize) -> Option<()> {
    let is_line = line.word("line").is_some();
    let text = line.word("line").or_else(|| line.word("bar"))?;
    let (name, parts) = list(text)?;
    *count += parts.len();
    let values: Option<Vec<_>> = parts.into_iter().map(value).collect();
    chart.series.push(Series { name: said(name), is_line, values: values? });
    Some(())
}

/// A number, and a text in quotes behind it.
fn value(text: &str) -> Option<Value> {
    let (written, label) = match text.find('"') {
        Some(at) => (text[..at].trim(), said(&text[at..])),
        None => (text, String::new()),
    };
    Some(Value { at: number(written)?, written: written.to_owned(), label })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_know_quotes_and_nothing_follows_them() {
        assert_eq!(list("\"a [b\" [x, \"y, z\"]"), Some(("\"a [b\"", vec!["x", "\"y, z\""])));
        assert_eq!(
            [list("[1] 2"), list("[]"), list("[1, , 2]"), list("[a [b]]")],
            [const { None::<(&str, Vec<&str>)> }; 4]
        );
        assert_eq!(list("a"), None);
    }

    #[test]
    fn an_axis_has_a_title_and_a_range() {
        assert_eq!(ends("\"ms --> s\" -.5 --> 10"), Some(("\"ms --> s\"", Some((-0.5, 10.0)))));
        assert_eq!(ends("0 --> 1"), Some(("", Some((0.0, 1.0)))));
        assert_eq!(ends("Revenue"), Some(("Revenue", None)));
        assert_eq!(ends("a --> b"), None);
    }

    #[test]
    fn a_value_may_have_a_text() {
        let found = value("540 \"PaLM\"").expect("a value");
        assert_eq!((found.at, found.label.as_str()), (540.0, "PaLM"));
        assert!(value("x").is_none() && value("inf").is_none());
    }
}
