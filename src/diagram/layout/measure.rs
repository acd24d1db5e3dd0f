//! How large the box of a node is.

use super::Settings;
use super::layers::Size;
use crate::diagram::label;
use crate::diagram::model::{Node, Shape};
use crate::text;

/// Cells of a word that stays whole where there is room.
const LONG_WORD: usize = 48;
/// Cells of a word that stays whole where labels wrap, unless they are as narrow as that.
const WORD: usize = 20;
const NARROW: usize = 10;

/// Cells at which the text beside a choice wraps.
const CHOICE: usize = 18;

/// The lines of a node's label as they are drawn.
pub(crate) fn lines(node: &Node, settings: &Settings) -> Vec<String> {
    let ascii = settings.ascii.then(|| node.label.replace('«', "<<").replace('»', ">>"));
    let label = ascii.as_ref().unwrap_or(&node.label);
    let word = match settings {
        Settings { room: 2.., .. } => LONG_WORD,
        Settings { cut: true, .. } => 0,
        Settings { wrap: ..=NARROW, .. } => 0,
        _ => WORD,
    };
    // A name may be as wide as the lists below it.
    let lists = compartments(node, settings);
    let widest = lists.iter().map(|list| label::width(list)).max().unwrap_or(0);
    label::wrap(label, settings.wrap.max(widest), word)
}

/// Cells that the last column of a list has at least where it wraps.
const LEAST_COLUMN: usize = 12;

/// The lists under a node's name as they are drawn.
pub(crate) fn compartments(node: &Node, settings: &Settings) -> Vec<Vec<String>> {
    if settings.compact {
        return Vec::new();
    }
    let limit = settings.wrap + settings.wrap / 2;
    node.compartments.iter().map(|rows| columns(rows, limit)).collect()
}

/// Sets cells below one another in columns; where a row is too wide, its last cell wraps.
fn columns(rows: &[Vec<String>], limit: usize) -> Vec<String> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |at: usize| {
        rows.iter().filter_map(|row| row.get(at)).map(|cell| text::width(cell)).max().unwrap_or(0)
    };
    let mut starts = vec![0; count];
    for at in 1..count {
        let width = widest(at - 1);
        starts[at] = starts[at - 1] + width + usize::from(width > 0);
    }
    // Too narrow for a column of its own: what stands last goes below the rest.
    let below = count > 1 && starts[count - 1] + LEAST_COLUMN > limit;
    let mut lines = Vec::new();
    for row in rows {
        let mut line = String::new();
        for (at, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let last = at + 1 == count && count > 1;
            // What goes on below is indented, but a text that stands alone is not.
            let indent = match (last && !below, rows.len() > 1) {
                (true, _) => starts[at],
                (false, several) => 2 * usize::from(several),
            };
            let room = limit.saturating_sub(indent).max(LEAST_COLUMN);
            let fits = starts[at] + text::width(cell) <= limit && !(last && below);
            let parts = if fits { vec![cell.clone()] } else { label::wrap(cell, room, room) };
            for (step, part) in parts.into_iter().enumerate() {
                let next = step > 0 || (last && below);
                let start = if next { indent } else { starts[at] };
                if next {
                    lines.push(std::mem::take(&mut line));
                }
                let blanks = start.saturating_sub(text::width(&line));
                line.extend(std::iter::repeat_n(' ', blanks));
                line.push_str(&part);
            }
        }
        lines.push(line);
    }
    lines
}

/// The size of a node's box.
pub(super) fn node_size(node: &Node, settings: &Settings, sideways: bool) -> Size {
    let (width, height) = cells(node, settings, sideways);
    let (extent, depth) = if sideways { (height, width) } else { (width, height) };
    let range =
        if is_symbol(node.shape) && !settings.ascii || settings.compact || node.shape == Shape::Bar
        {
            (0, extent - 1)
        } else if !sideways && extent >= 6 {
            // Lines keep off the corners where there is room.
            (2, extent - 3)
        } else {
            (1, extent - 2)
        };
    let walls = if sideways { rules(node, settings) } else { Vec::new() };
    let said = choice_lines(node);
    let tail = match (said.is_empty(), sideways) {
        (true, _) => 0,
        (false, true) => said.len() as i32,
        (false, false) => label::width(&said) as i32 + 1,
    };
    let (extent, depth) = if sideways && tail > 0 {
        (extent, depth.max(label::width(&said) as i32))
    } else {
        (extent, depth)
    };
    let (range, ports) = ([range; 2], Vec::new());
    Size { extent: extent + tail, depth, tail, ports, range, walls, grows: true }
}

/// The text beside a choice that has one.
pub(crate) fn choice_lines(node: &Node) -> Vec<String> {
    let said = node.shape == Shape::Choice && node.label != node.id && !node.label.is_empty();
    // No more rows than the box has.
    let cells = CHOICE.max(text::width(&node.label) / 2);
    if said { label::wrap(&node.label, cells, 0) } else { Vec::new() }
}

/// The rows of a node's box in which the rules above its lists stand.
pub(super) fn rules(node: &Node, settings: &Settings) -> Vec<i32> {
    let mut row = 1 + lines(node, settings).len() as i32;
    let mut rules = Vec::new();
    for list in compartments(node, settings) {
        rules.push(row);
        row += list.len() as i32 + 1;
    }
    rules
}

/// Width and height in cells.
fn cells(node: &Node, settings: &Settings, sideways: bool) -> (i32, i32) {
    match node.shape {
        // Without symbols of their own they are small boxes.
        Shape::Stop if settings.ascii => return (5, 3),
        shape if is_symbol(shape) => return if settings.ascii { (3, 3) } else { (1, 1) },
        Shape::Choice => return (5, 3),
        Shape::Bar => return if sideways { (1, 3) } else { (7, 1) },
        _ => {}
    }
    let lines = lines(node, settings);
    let mut width = label::width(&lines);
    let mut height = lines.len();
    for compartment in &compartments(node, settings) {
        width = width.max(label::width(compartment));
        height += compartment.len() + 1;
    }
    if settings.compact {
        return (width as i32 + 4, height as i32);
    }
    (width as i32 + 4, height as i32 + 2)
}

/// Whether a shape is drawn as one character.
pub(crate) fn is_symbol(shape: Shape) -> bool {
    matches!(shape, Shape::Start | Shape::Stop)
}

#[cfg(test)]
mod tests {
    use super::super::Fans;
    use super::*;
    use crate::diagram::model::Direction;

    #[test]
    fn a_name_is_broken_no_narrower_than_the_lists_below_it() {
        let node = Node {
            label: "«interface»\nISKFunction".into(),
            compartments: vec![vec![vec!["Describe(..)".into()]]],
            ..Node::default()
        };
        let settings = Settings {
            direction: Direction::default(),
            fans: Fans::Larger,
            wrap: 8,
            edge_wrap: 8,
            cut: true,
            apart: true,
            turned: false,
            bound: Some(1),
            room: 1,
            ascii: false,
            compact: false,
            hasty: false,
            packed: false,
        };
        assert_eq!(lines(&node, &settings), ["«interface»", "ISKFunction"]);
        let alone = Node { compartments: Vec::new(), ..node };
        assert_eq!(lines(&alone, &settings).len(), 4);
    }
}
