//! The few tags of raw HTML that mean something here: comments vanish, `<br>` breaks a line,
//! `<details>` is a part that folds behind its summary, and `<a id="x">` a place that links lead to. Any
//! other tag is text.

use std::ops::Range;

use super::{anchor::anchor, tags};

/// What a part of a piece of HTML is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Text,
    Break,
    /// A part that folds begins, open or not, or ends.
    Details(Edge),
    /// A summary begins or ends.
    Summary(bool),
    /// The start of an `<a>` that leads nowhere.
    Anchor,
    Nothing,
}

/// The start or the end of a part that folds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    Start { open: bool },
    End,
}

/// Whether a tag in running text shows nothing.
pub(super) fn is_silent(html: &str) -> bool {
    let silent = |part| matches!(part, Part::Nothing | Part::Anchor | Part::Details(_));
    parts(html).into_iter().all(|(_, part)| silent(part))
}

/// No tag that means something is longer, in bytes.
const LONGEST: usize = 1_000;

/// The parts of a text with tags, in order.
pub(super) fn parts(html: &str) -> Vec<(Range<usize>, Part)> {
    let mut parts = Vec::new();
    let (mut from, mut at) = (0, 0);
    // A comment that never ends is text: nothing may be lost behind it.
    let comments = html.rfind("-->").unwrap_or(0);
    while let Some(start) = html.get(at..).and_then(|rest| rest.find('<')).map(|found| found + at) {
        let rest = html.get(start..).unwrap_or_default();
        let found =
            if rest.starts_with("<!--") { comment(rest, start < comments) } else { tag(rest) };
        let Some((length, part)) = found else {
            at = start + 1;
            continue;
        };
        if from < start {
            parts.push((from..start, Part::Text));
        }
        parts.push((start..start + length, part));
        (from, at) = (start + length, start + length);
    }
    if from < html.len() {
        parts.push((from..html.len(), Part::Text));
    }
    parts
}

/// The length of a comment at the start of a text; `ends` where an end of one follows.
fn comment(text: &str, ends: bool) -> Option<(usize, Part)> {
    let inside = text.get(4..)?;
    let short = [">", "->"].iter().find(|end| inside.starts_with(**end)).map(|end| end.len());
    let long = || ends.then(|| inside.find("-->")).flatten().map(|end| end + 3);
    Some((4 + short.or_else(long)?, Part::Nothing))
}

/// The length of a tag that means something, at the start of a text.
fn tag(text: &str) -> Option<(usize, Part)> {
    let inside = text.get(1..)?;
    let (closes, inside) = match inside.strip_prefix('/') {
        Some(inside) => (true, inside),
        None => (false, inside),
    };
    let name = inside.split(|c: char| !c.is_ascii_alphanumeric()).next()?;
    let end = || text.bytes().take(LONGEST).position(|byte| byte == b'>');
    let part = match name {
        name if name.eq_ignore_ascii_case("br") => Part::Break,
        name if name.eq_ignore_ascii_case("details") && closes => Part::Details(Edge::End),
        name if name.eq_ignore_ascii_case("details") => {
            let attributes = inside.get(name.len()..end()?).unwrap_or_default();
            Part::Details(Edge::Start { open: has(attributes, "open") })
        }
        name if name.eq_ignore_ascii_case("a") && closes => Part::Nothing,
        name if name.eq_ignore_ascii_case("a") => {
            let attributes = inside.get(name.len()..end()?).unwrap_or_default();
            (!has(attributes, "href")).then_some(Part::Anchor)?
        }
        name if name.eq_ignore_ascii_case("summary") => Part::Summary(!closes),
        _ => return None,
    };
    Some((end()? + 1, part))
}

/// Whether attributes have this name.
fn has(attributes: &str, name: &str) -> bool {
    let names = attributes.split([' ', '\t', '\n', '>', '/']);
    names.map(|one| one.split('=').next().unwrap_or_default()).any(|n| n.eq_ignore_ascii_case(name))
}

/// The names that tags give to places of a text, each with the place of its tag.
pub(super) fn ids(html: &str) -> Vec<(usize, String)> {
    let mut ids = Vec::new();
    let mut at = 0;
    for part in html.split_inclusive('>') {
        // A tag holds no other one, so the whole is read once.
        let start = part.rfind('<').filter(|_| part.contains('='));
        let tag = start.and_then(|start| part.get(start..)).and_then(tags::id);
        ids.extend(start.zip(tag).map(|(start, id)| (at + start, id)));
        at += part.len();
    }
    ids
}

/// A piece of HTML with nothing in it but what means something here; nothing where it has another tag.
pub(super) fn harmless(html: &str) -> Option<String> {
    let mut out = String::new();
    for (range, part) in parts(html) {
        let piece = html.get(range).unwrap_or_default();
        match part {
            Part::Text if piece.contains('<') => return None,
            Part::Text => out.push_str(piece),
            Part::Break => out.push_str("<br>"),
            Part::Details(Edge::Start { open: true }) => out.push_str("<details open>"),
            Part::Details(Edge::Start { open: false }) => out.push_str("<details>"),
            Part::Details(Edge::End) => out.push_str("</details>"),
            Part::Summary(true) => out.push_str("<summary>"),
            Part::Summary(false) => out.push_str("</summary>"),
            Part::Anchor => out.extend(ids(piece).into_iter().map(|(_, id)| anchor(&id))),
            Part::Nothing => {}
        }
    }
    Some(out)
}

/// How many parts that fold a piece of HTML opens, less those that it closes.
pub(super) fn depth(html: &str) -> isize {
    let edges = parts(html).into_iter().map(|(_, part)| match part {
        Part::Details(Edge::Start { .. }) => 1,
        Part::Details(Edge::End) => -1,
        _ => 0,
    });
    edges.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_places_and_what_is_harmless_has_nothing_else() {
        let ids =
            |html: &str| -> Vec<String> { super::ids(html).into_iter().map(|id| id.1).collect() };
        assert_eq!(ids("<a id=\"x\"></a> <A name='y'> <span class=s id=z>"), ["x", "y", "z"]);
        assert_eq!(ids("<b name=x> </a id=x> <a id=\"\"> <a id=\"a b\"> id=x 1 < 2"), [""; 0]);
        assert_eq!(super::ids("ab<a id=x>")[0].0, 2);
        let says = |html: &str| harmless(html);
        assert_eq!(says("<a id=x onclick=\"y()\">t</a>").unwrap(), "<a id=\"x\"></a>t");
        assert_eq!(says("<details open ontoggle=\"y()\">").unwrap(), "<details open>");
        assert_eq!(says("<br onload=y()><!-- c -->").unwrap(), "<br>");
        assert_eq!(says("<a href=\"x\" id=y>t</a>"), None);
    }

    #[test]
    fn only_tags_that_mean_something_are_taken_out_of_the_text() {
        let kinds = |html: &str| -> Vec<(String, Part)> {
            parts(html).into_iter().map(|(at, part)| (html[at].to_owned(), part)).collect()
        };
        let text = |text: &str| (text.to_owned(), Part::Text);
        let none = |text: &str| (text.to_owned(), Part::Nothing);
        assert_eq!(kinds("a <!-- b\n--> c"), [text("a "), none("<!-- b\n-->"), text(" c")]);
        assert_eq!(kinds("<!-- never ended"), [text("<!-- never ended")]);
        assert_eq!(kinds("<BR/>"), [("<BR/>".to_owned(), Part::Break)]);
        assert_eq!(kinds("<b>x</b> 1 < 2"), [text("<b>x</b> 1 < 2")]);
        let ends = ("</details>".to_owned(), Part::Details(Edge::End));
        assert_eq!(kinds("</details>"), [ends]);
        assert_eq!(kinds("<details class=open>")[0].1, Part::Details(Edge::Start { open: false }));
        assert_eq!(
            kinds("<details open><summary>S</summary>"),
            [
                ("<details open>".to_owned(), Part::Details(Edge::Start { open: true })),
                ("<summary>".to_owned(), Part::Summary(true)),
                text("S"),
                ("</summary>".to_owned(), Part::Summary(false)),
            ]
        );
    }
}
