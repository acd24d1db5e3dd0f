//! How large the box of a node is.

use super::Settings;
use super::layers::Size;
use crate::diagram::label;
use crate::diagram::model::{Node, Shape};
use crate::text;

/// Cells of a word that stays whole where there is room.
const LONG_WORD: usize = 48;

/// The lines of a node's label as they are drawn.
pub(crate) fn lines(node: &Node, settings: &Settings) -> Vec<String> {
    label::wrap(&node.label, settings.wrap, if settings.room > 1 { LONG_WORD } else { 0 })
}

/// The lists under a node's name as they are drawn.
pub(crate) fn compartments(node: &Node, settings: &Settings) -> Vec<Vec<String>> {
    if settings.compact {
        return Vec::new();
    }
    let limit = settings.wrap + settings.wrap / 2;
    let wrapped = |list: &Vec<String>| {
        list.iter()
            .flat_map(|line| {
                if text::width(line) <= limit {
                    return vec![line.clone()];
                }
                // What goes on in the next line is indented.
                let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
                let lines = label::wrap(&words, limit - 2, limit - 2);
                let indent = |(at, line)| if at > 0 { format!("  {line}") } else { line };
                lines.into_iter().enumerate().map(indent).collect()
            })
            .collect()
    };
    node.compartments.iter().map(wrapped).collect()
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
    Size { extent, depth, tail: 0, ports: Vec::new(), range: [range; 2], grows: true }
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
