//! Node outlines as flowcharts write them: brackets and the names of `@{ shape: … }`.

use crate::diagram::model::Shape;

const BRACKETS: [(&str, &str, Shape); 11] = [
    ("(((", ")))", Shape::DoubleCircle),
    ("((", "))", Shape::Circle),
    ("([", "])", Shape::Stadium),
    ("[[", "]]", Shape::Subroutine),
    ("[(", ")]", Shape::Cylinder),
    ("{{", "}}", Shape::Hexagon),
    ("[", "]", Shape::Rect),
    ("(-", "-)", Shape::Round),
    ("(", ")", Shape::Round),
    ("{", "}", Shape::Diamond),
    (">", "]", Shape::Flag),
];

/// The shape, inner text and length of a bracketed label at the start of the text.
///
/// # Errors
/// The opening bracket if nothing closes it.
pub(super) fn bracketed(text: &str) -> Result<Option<(Shape, &str, usize)>, &'static str> {
    let mut unclosed = None;
    for (open, close, shape) in BRACKETS {
        let Some(body) = text.strip_prefix(open) else { continue };
        let inner = body.trim_start();
        let lead = open.len() + body.len() - inner.len();
        if let Some(quoted) = inner.strip_prefix('"') {
            if let Some(end) = quoted.find('"') {
                let after = &quoted[end + 1..];
                let tight = after.trim_start();
                if tight.starts_with(close) {
                    let length = lead + 2 + end + (after.len() - tight.len()) + close.len();
                    return Ok(Some((shape, &inner[..end + 2], length)));
                }
            }
            unclosed.get_or_insert(open);
            // Quotes further on may belong to the text.
            let end = body.find(close).filter(|end| body[..*end].matches('"').count() % 2 == 0);
            let Some(end) = end else { continue };
            return Ok(Some((shape, &body[..end], open.len() + end + close.len())));
        }
        let Some(end) = end_of(body, close) else {
            unclosed.get_or_insert(open);
            continue;
        };
        let text = &body[..end];
        let length = open.len() + end + close.len();
        if shape == Shape::Rect {
            return Ok(Some(slanted(text, length)));
        }
        return Ok(Some((shape, text, length)));
    }
    unclosed.map_or(Ok(None), Err)
}

/// `[/text/]` and its kin, or `[|borders:lt|text]`.
fn slanted(text: &str, length: usize) -> (Shape, &str, usize) {
    if let Some((property, text)) = text.strip_prefix('|').and_then(|rest| rest.split_once('|'))
        && property.contains(':')
    {
        return (Shape::Rect, text, length);
    }
    let bytes = text.as_bytes();
    match (bytes.first(), bytes.last()) {
        (Some(b'/'), Some(b'/' | b'\\')) if text.len() > 2 => {
            (Shape::Slanted, &text[1..text.len() - 1], length)
        }
        (Some(b'\\'), Some(b'/' | b'\\')) if text.len() > 2 => {
            (Shape::SlantedBack, &text[1..text.len() - 1], length)
        }
        _ => (Shape::Rect, text, length),
    }
}

/// Where the closing bracket stands; an unquoted label goes over a line end only without arrows.
fn end_of(body: &str, close: &str) -> Option<usize> {
    let end = match close {
        // Inner brackets of the same kind belong to the label.
        "]" | ")" | "}" => {
            let open = match close {
                "]" => '[',
                ")" => '(',
                _ => '{',
            };
            let mut depth = 0;
            let line = body.find('\n').unwrap_or(body.len());
            let nested = body[..line].char_indices().find(|(_, c)| {
                if *c == open {
                    depth += 1;
                } else if close.starts_with(*c) {
                    depth -= 1;
                }
                depth < 0
            });
            nested.map(|(at, _)| at).or_else(|| body.find(close))
        }
        close => body.find(close),
    }?;
    let text = &body[..end];
    let crosses = text.contains('\n') && ["--", "==", "-."].iter().any(|link| text.contains(link));
    (!crosses).then_some(end)
}

/// Names of shapes that are drawn as rectangles.
const RECTANGLES: &str = "rect proc process rectangle squareRect bang cloud notched-rectangle \
    lin-rect lined-rectangle lined-process lin-proc shaded-process hourglass collate bolt com-link \
    lightning-bolt doc document delay half-rounded-rectangle curv-trap curved-trapezoid display \
    div-rect div-proc divided-rectangle divided-process tri extract triangle win-pane \
    internal-storage window-pane notch-pent loop-limit notched-pentagon flip-tri manual-file \
    flipped-triangle docs documents st-doc stacked-document bow-rect stored-data bow-tie-rectangle \
    tag-doc tagged-document tag-rect tagged-rectangle tag-proc tagged-process paper-tape lin-doc \
    lined-document datastore data-store icon image classBox erBox mindmapCircle labelRect \
    imageSquare iconSquare iconCircle iconRounded anchor state rectWithTitle kanbanItem \
    defaultMindmapNode requirementBox";

/// The outline for a shape name of `@{ shape: name }`, if there is one of this name.
pub(super) fn named(name: &str) -> Option<Shape> {
    Some(match name {
        "rounded" | "event" | "roundedRect" => Shape::Round,
        "stadium" | "terminal" | "pill" => Shape::Stadium,
        "fr-rect" | "subproc" | "subprocess" | "subroutine" | "framed-rectangle" | "procs"
        | "processes" | "st-rect" | "stacked-rectangle" => Shape::Subroutine,
        "cyl"
        | "cylinder"
        | "database"
        | "db"
        | "disk"
        | "das"
        | "h-cyl"
        | "lin-cyl"
        | "lined-cylinder"
        | "horizontal-cylinder" => Shape::Cylinder,
        "circle" | "circ" | "sm-circ" | "small-circle" | "start" | "f-circ" | "junction"
        | "filled-circle" | "cross-circ" | "summary" | "crossed-circle" => Shape::Circle,
        "dbl-circ" | "double-circle" | "doublecircle" | "fr-circ" | "stop" | "framed-circle" => {
            Shape::DoubleCircle
        }
        "diam" | "diamond" | "decision" | "question" | "choice" => Shape::Diamond,
        "hex" | "hexagon" | "prepare" => Shape::Hexagon,
        "lean-r" | "lean-right" | "lean_right" | "in-out" | "trap-b" | "trapezoid"
        | "trapezoid-bottom" | "priority" | "sl-rect" | "manual-input" | "sloped-rectangle" => {
            Shape::Slanted
        }
        "lean-l" | "lean-left" | "lean_left" | "out-in" | "trap-t" | "manual" | "trapezoid-top"
        | "inv-trapezoid" | "inv_trapezoid" => Shape::SlantedBack,
        "odd" | "flag" => Shape::Flag,
        "text" => Shape::Plain,
        "notch-rect" | "card" | "comment" | "brace" | "brace-l" | "brace-r" | "braces" | "note" => {
            Shape::Note
        }
        "fork" | "join" | "forkJoin" => Shape::Bar,
        _ if RECTANGLES.split_whitespace().any(|known| known == name) => Shape::Rect,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_name_the_shape_and_hold_the_label() {
        assert_eq!(bracketed("[a] -->"), Ok(Some((Shape::Rect, "a", 3))));
        assert_eq!(bracketed("[(db)]"), Ok(Some((Shape::Cylinder, "db", 6))));
        assert_eq!(bracketed("[\"a ] b\"]"), Ok(Some((Shape::Rect, "\"a ] b\"", 9))));
        assert_eq!(bracketed("[/users]"), Ok(Some((Shape::Rect, "/users", 8))));
        assert_eq!(bracketed("[/in/]"), Ok(Some((Shape::Slanted, "in", 6))));
        assert_eq!(bracketed("[a (b) [c]]"), Ok(Some((Shape::Rect, "a (b) [c]", 11))));
        assert_eq!(bracketed(">odd]"), Ok(Some((Shape::Flag, "odd", 5))));
        assert_eq!(bracketed("(-oval-)"), Ok(Some((Shape::Round, "oval", 8))));
        assert_eq!(bracketed("(-5 to 5)"), Ok(Some((Shape::Round, "-5 to 5", 9))));
        assert_eq!(bracketed("[|borders:lt|a]"), Ok(Some((Shape::Rect, "a", 15))));
        assert_eq!(bracketed(" --> B"), Ok(None));
        assert_eq!(bracketed("[open"), Err("["));
    }

    #[test]
    fn a_shape_has_one_of_the_known_names() {
        assert_eq!(named("cyl"), Some(Shape::Cylinder));
        assert_eq!(named("doc"), Some(Shape::Rect));
        assert_eq!(named("no-such-shape"), None);
    }
}
