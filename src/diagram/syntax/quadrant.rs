//! `quadrantChart`: two axes, four quadrants and points.

use super::Source;
use super::source::{Line, lines, opaque};
use crate::diagram::issue::{Issues, MAX_LABEL, MAX_NODES};
use crate::diagram::label;
use crate::diagram::quadrant::{Axis, Point, Quadrants};

/// Reads what follows the header, from byte `at` of the masked text; also returns the title.
pub(super) fn parse(
    source: &Source<'_>,
    at: usize,
    issues: &mut Issues,
) -> (Quadrants, Option<String>) {
    let mut chart = Quadrants::default();
    let mut title = None;
    for line in lines(source.text, at) {
        if let Some(text) = line.word("title") {
            title = Some(said(text)).filter(|title| !title.is_empty());
        } else if let Some(text) = line.word("x-axis") {
            chart.across = axis(text);
        } else if let Some(text) = line.word("y-axis") {
            chart.up = axis(text);
        } else if let Some((number, text)) = quadrant(&line) {
            chart.names[number] = said(text);
        } else if line.word("classDef").is_some() {
            // Styles say nothing.
        } else if chart.points.len() >= MAX_NODES {
            issues.add(source.whole, line.span(), format!("more than {MAX_NODES} points"));
            break;
        } else {
            match point(line.text) {
                Ok(point) => chart.points.push(point),
                Err(why) => {
                    let help = "a point is written `name: [0.3, 0.6]`";
                    issues.help(source.whole, line.span(), why, help);
                }
            }
        }
    }
    (chart, title)
}

fn said(text: &str) -> String {
    label::clean(text).chars().take(MAX_LABEL).collect()
}

/// `low --> high`, or what stands at the low end alone.
fn axis(text: &str) -> Axis {
    let (low, high) = match opaque(text).find("-->") {
        Some(arrow) => (&text[..arrow], &text[arrow + 3..]),
        None => (text, ""),
    };
    Axis { low: said(low), high: said(high) }
}

/// The number, from 0, and the name of a quadrant.
fn quadrant<'a>(line: &Line<'a>) -> Option<(usize, &'a str)> {
    let numbers = ["quadrant-1", "quadrant-2", "quadrant-3", "quadrant-4"];
    numbers.iter().enumerate().find_map(|(at, word)| Some((at, line.word(word)?)))
}

/// `name: [x, y]` with a class before the colon and styles behind; coordinates lie between 0 and 1.
fn point(text: &str) -> Result<Point, &'static str> {
    let known = opaque(text);
    let unread = "cannot read this point";
    let open = known.rfind('[').ok_or(unread)?;
    let close = known[open..].find(']').map(|at| open + at).ok_or(unread)?;
    let name = text[..open].trim_end().strip_suffix(':').ok_or(unread)?;
    let name = match opaque(name).find(":::") {
        Some(class) => &name[..class],
        None => name,
    };
    let (x, y) = text[open + 1..close].split_once(',').ok_or(unread)?;
    let number = |text: &str| text.trim().parse::<f64>().map_err(|_not_a_number| unread);
    let (x, y) = (number(x)?, number(y)?);
    if !(0.0..=1.0).contains(&x) || !(0.0..=1.0).contains(&y) {
        return Err("the coordinates of a point lie between 0 and 1");
    }
    Ok(Point { name: said(name), x, y })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_has_a_name_and_two_coordinates() {
        let found = point("\"A: [b]\":::hot: [0.25, 1] radius: 12").expect("a point");
        assert_eq!((found.name.as_str(), found.x, found.y), ("A: [b]", 0.25, 1.0));
        assert_eq!(point("A: [0.5]"), Err("cannot read this point"));
        assert!(point("A: [0.5, 1.5]").is_err_and(|why| why.contains("between 0 and 1")));
        assert!(point("A [0.5, 0.5]").is_err() && point("A: [NaN, 0]").is_err());
    }

    #[test]
    fn an_axis_has_one_end_or_two() {
        let both = axis("\"a --> b\" --> c");
        assert_eq!((both.low.as_str(), both.high.as_str()), ("a --> b", "c"));
        assert_eq!(axis("a").high, "");
    }
}
