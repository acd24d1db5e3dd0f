//! Draws a layout of a graph on a canvas.

use super::canvas::{Arm, Canvas, Charset, EAST, Ink, NORTH, SOUTH, WEST};
use super::layout::{
    Caption, Label, Path, Placed, Scene, Settings, Wraps, choice_lines, compartments, is_symbol,
    measure_lines,
};
use super::model::{Graph, Head, Node, Shape, Stroke};
use super::{EdgePath, GroupRect, NodeRect, Rect};
use crate::text;

/// Draws everything and returns the canvas.
pub(crate) fn paint(
    graph: &Graph,
    scene: &Scene,
    settings: &Settings,
    wraps: &Wraps,
    charset: Charset,
) -> Canvas {
    let mut canvas = Canvas::new(scene.width, scene.height, charset);
    for frame in &scene.frames {
        canvas.frame(frame.rect, [Arm::Light; 3], false, Ink::Group, frame.group);
    }
    for placed in &scene.nodes {
        outline(&mut canvas, &graph.nodes[placed.node], placed, settings, charset);
    }
    for path in &scene.paths {
        line(&mut canvas, path, charset);
    }
    for placed in &scene.nodes {
        let settings = wraps.settings(Label::Node(placed.node), settings);
        inside(&mut canvas, &graph.nodes[placed.node], placed, &settings, charset);
    }
    for frame in &scene.frames {
        let (x, y) = (frame.rect.x + frame.title, frame.rect.y);
        for (row, line) in frame.lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
            if row == 0 {
                canvas.write(x, y, &format!(" {line} "), Ink::GroupTitle, frame.group);
            } else {
                canvas.write(x + 1, y + row, line, Ink::GroupTitle, frame.group);
            }
        }
    }
    for Caption { edge, x, y, lines } in &scene.captions {
        for (row, line) in lines.iter().enumerate() {
            canvas.write(*x, y + row, line, Ink::EdgeLabel, *edge);
        }
    }
    canvas
}

fn outline(
    canvas: &mut Canvas,
    node: &Node,
    placed: &Placed,
    settings: &Settings,
    charset: Charset,
) {
    let ink = if node.shape == Shape::Note { Ink::Note } else { Ink::Node };
    if settings.compact {
        return;
    }
    let light = [Arm::Light; 3];
    let (arms, round) = match node.shape {
        shape if is_symbol(shape) && charset == Charset::Ascii => (light, true),
        shape if is_symbol(shape) => return,
        Shape::Plain => return,
        Shape::Bar => {
            let Rect { x, y, width, height } = placed.rect;
            let end = (x + width - 1, y + height - 1);
            canvas.line((x, y), end, Arm::Heavy, ink, placed.node);
            return;
        }
        Shape::Round | Shape::Stadium | Shape::Circle => (light, true),
        Shape::Cylinder => ([Arm::Double, Arm::Light, Arm::Light], true),
        Shape::Subroutine => ([Arm::Light, Arm::Double, Arm::Light], false),
        Shape::DoubleCircle => ([Arm::Double; 3], false),
        Shape::Note => ([Arm::Dotted; 3], false),
        Shape::Arrow(ways) if node.label.is_empty() => {
            return arrow_line(canvas, placed, ways);
        }
        Shape::Heavy | Shape::Arrow(_) => ([Arm::Heavy; 3], false),
        _ => (light, false),
    };
    canvas.frame(placed.rect, arms, round, ink, placed.node);
}

/// A block arrow without a text: a heavy line along each axis on which it points.
fn arrow_line(canvas: &mut Canvas, placed: &Placed, ways: [bool; 4]) {
    let Rect { x, y, width, height } = placed.rect;
    let [up, right, down, left] = ways;
    let (middle, row) = (x + width / 2, y + height / 2);
    if left || right {
        let start = if left || !(up || down) { x } else { middle };
        let end = if right || !(up || down) { x + width - 1 } else { middle };
        canvas.line((start, row), (end, row), Arm::Heavy, Ink::Node, placed.node);
    }
    if up || down {
        let start = if up || !(left || right) { y } else { row };
        let end = if down || !(left || right) { y + height - 1 } else { row };
        canvas.line((middle, start), (middle, end), Arm::Heavy, Ink::Node, placed.node);
    }
}

/// The heads of a block arrow, in the middle of the sides to which it points.
fn arrow_heads(canvas: &mut Canvas, placed: &Placed, ways: [bool; 4], charset: Charset) {
    let Rect { x, y, width, height } = placed.rect;
    let (middle, row) = (x + width / 2, y + height / 2);
    let ends = [(middle, y), (x + width - 1, row), (middle, y + height - 1), (x, row)];
    for (way, (x, y)) in ends.into_iter().enumerate().filter(|(way, _)| ways[*way]) {
        canvas.put(x, y, glyph(Head::Arrow, way, charset), Ink::Node, placed.node);
    }
}

/// Writes the label, and marks the sides of shapes that have some.
fn inside(canvas: &mut Canvas, node: &Node, placed: &Placed, settings: &Settings, set: Charset) {
    let Rect { x, y, width, height } = placed.rect;
    let ascii = set == Charset::Ascii;
    let symbol = match node.shape {
        Shape::Start => Some(if ascii { "*" } else { "●" }),
        Shape::Stop => Some(if ascii { "(*)" } else { "◉" }),
        _ => None,
    };
    if let Some(symbol) = symbol {
        let at = x + (width - text::width(symbol).min(width)) / 2;
        canvas.write(at, y + height / 2, symbol, Ink::Node, placed.node);
        return;
    }
    if node.shape == Shape::Bar {
        return;
    }
    let lines = match node.shape {
        Shape::Choice => vec![if ascii { "*" } else { "○" }.to_owned()],
        _ => measure_lines(node, settings),
    };
    let ink = if node.shape == Shape::Note { Ink::Note } else { Ink::NodeLabel };
    let room = width.saturating_sub(2);
    let frame = usize::from(!settings.compact);
    let lists = compartments(node, settings);
    let below: usize = lists.iter().map(|list| list.len() + 1).sum();
    let free = height.saturating_sub(2 * frame + lines.len() + below);
    // Rules stand where the layout keeps lines off them.
    let mut row = y + frame + if lists.is_empty() { free / 2 } else { 0 };
    let first = row;
    for line in &lines {
        let at = x + 1 + room.saturating_sub(text::width(line)) / 2;
        canvas.write(at, row, line, ink, placed.node);
        row += 1;
    }
    if settings.compact {
        for row in y..y + height {
            canvas.put(x, row, '[', Ink::Node, placed.node);
            canvas.put(x + width - 1, row, ']', Ink::Node, placed.node);
        }
        return;
    }
    for compartment in &lists {
        let end = (x + width - 1, row);
        canvas.line((x, row), end, Arm::Light, Ink::Node, placed.node);
        row += 1;
        for line in compartment {
            canvas.write(x + 2, row, line, ink, placed.node);
            row += 1;
        }
    }
    for (row, line) in choice_lines(node).iter().enumerate() {
        let (x, y) = placed.beside;
        canvas.write(x, y + row, line, ink, placed.node);
    }
    if let Shape::Arrow(ways) = node.shape {
        return arrow_heads(canvas, placed, ways, set);
    }
    let (left, right) = match node.shape {
        Shape::Diamond | Shape::Choice => ('<', '>'),
        Shape::Hexagon => ('⟨', '⟩'),
        Shape::Stadium | Shape::Circle => ('(', ')'),
        Shape::Slanted => ('/', '/'),
        Shape::SlantedBack => ('\\', '\\'),
        _ => return,
    };
    let (left, right) = match (node.shape, ascii) {
        (Shape::Diamond | Shape::Choice, false) => ('◇', '◇'),
        (Shape::Hexagon, true) => ('{', '}'),
        (Shape::Diamond | Shape::Choice, true) => ('{', '}'),
        _ => (left, right),
    };
    let middle = if node.shape == Shape::Diamond {
        let middle = y + height / 2;
        middle..middle + 1
    } else {
        first..first + lines.len()
    };
    for row in middle {
        canvas.mark(x, row, left);
        canvas.mark(x + width - 1, row, right);
    }
}

/// One polyline with its heads.
fn line(canvas: &mut Canvas, path: &Path, charset: Charset) {
    let arm = match path.stroke {
        Stroke::Solid => Arm::Light,
        Stroke::Dotted => Arm::Dotted,
        Stroke::Thick => Arm::Heavy,
        Stroke::Invisible => return,
    };
    let owner = path.edges.first().copied().unwrap_or_default();
    let (Some(&first), Some(&last)) = (path.points.first(), path.points.last()) else { return };
    let ways = steps(&path.points);
    let (Some(&start), Some(&end)) = (ways.first(), ways.last()) else {
        // A single cell: its line goes straight on.
        return;
    };
    // A head takes the cell beside the border; the border keeps its own glyph there.
    let head = path.heads[0] != Head::None;
    let tail = path.heads[1] != Head::None;
    let mut points = path.points.clone();
    if head && let Some(point) = points.first_mut() {
        *point = step(first, start);
    }
    if tail && let Some(point) = points.last_mut() {
        *point = step(last, (end + 2) % 4);
    }
    for pair in points.windows(2) {
        canvas.line(pair[0], pair[1], arm, Ink::Edge, owner);
    }
    if path.open[0] {
        canvas.arm(first.0, first.1, (start + 2) % 4, arm, Ink::Edge, owner);
    }
    if path.open[1] {
        canvas.arm(last.0, last.1, end, arm, Ink::Edge, owner);
    }
    if head && let Some(&(x, y)) = points.first() {
        canvas.put(x, y, glyph(path.heads[0], (start + 2) % 4, charset), Ink::Edge, owner);
    }
    if tail && let Some(&(x, y)) = points.last() {
        canvas.put(x, y, glyph(path.heads[1], end, charset), Ink::Edge, owner);
    }
}

/// The directions of the segments that have a length.
fn steps(points: &[(usize, usize)]) -> Vec<usize> {
    let mut ways = Vec::new();
    for pair in points.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        ways.extend(match (b.0.cmp(&a.0), b.1.cmp(&a.1)) {
            (std::cmp::Ordering::Greater, _) => Some(EAST),
            (std::cmp::Ordering::Less, _) => Some(WEST),
            (_, std::cmp::Ordering::Greater) => Some(SOUTH),
            (_, std::cmp::Ordering::Less) => Some(NORTH),
            _ => None,
        });
    }
    ways
}

fn step((x, y): (usize, usize), way: usize) -> (usize, usize) {
    match way {
        NORTH => (x, y.saturating_sub(1)),
        SOUTH => (x, y + 1),
        EAST => (x + 1, y),
        _ => (x.saturating_sub(1), y),
    }
}

/// The glyph of a head that points in a direction.
pub(crate) fn glyph(head: Head, way: usize, charset: Charset) -> char {
    let at = |glyphs: [char; 4]| glyphs[way % 4];
    let ascii = charset == Charset::Ascii;
    match head {
        Head::Arrow | Head::None if ascii => at(['^', '>', 'v', '<']),
        Head::Arrow | Head::None => at(['▲', '►', '▼', '◄']),
        Head::Cross => {
            if ascii {
                'x'
            } else {
                '×'
            }
        }
        Head::Circle => {
            if ascii {
                'o'
            } else {
                '○'
            }
        }
        Head::Triangle if ascii => at(['^', '>', 'v', '<']),
        Head::Triangle => at(['△', '▷', '▽', '◁']),
        Head::Diamond => {
            if ascii {
                '*'
            } else {
                '◆'
            }
        }
        Head::HollowDiamond => {
            if ascii {
                'o'
            } else {
                '◇'
            }
        }
    }
}

/// The rectangles of the nodes, in source order.
pub(crate) fn rects(graph: &Graph, scene: &Scene) -> Vec<NodeRect> {
    let mut rects: Vec<_> = scene
        .nodes
        .iter()
        .map(|placed| {
            let node = &graph.nodes[placed.node];
            (
                placed.node,
                NodeRect {
                    id: node.id.clone(),
                    label: node.label.clone(),
                    rect: placed.rect,
                    link: node.link.clone(),
                },
            )
        })
        .collect();
    rects.sort_by_key(|(node, _)| *node);
    rects.into_iter().map(|(_, rect)| rect).collect()
}

/// The frames of the groups, in source order.
pub(crate) fn frames(graph: &Graph, scene: &Scene) -> Vec<GroupRect> {
    let mut frames: Vec<_> = scene.frames.iter().collect();
    frames.sort_by_key(|frame| frame.group);
    let frames = frames.into_iter().map(|frame| {
        let group = &graph.groups[frame.group];
        GroupRect { id: group.id.clone(), title: group.title.clone(), rect: frame.rect }
    });
    frames.collect()
}

/// The cells and label spans of the edges, in source order.
pub(crate) fn paths(graph: &Graph, scene: &Scene) -> Vec<EdgePath> {
    let mut paths: Vec<_> = graph
        .edges
        .iter()
        .map(|edge| EdgePath {
            from: graph.id(edge.from),
            to: graph.id(edge.to),
            label: edge.label.clone(),
            cells: Vec::new(),
            label_spans: Vec::new(),
        })
        .collect();
    for path in &scene.paths {
        let mut cells = Vec::new();
        for pair in path.points.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            for x in a.0.min(b.0)..=a.0.max(b.0) {
                for y in a.1.min(b.1)..=a.1.max(b.1) {
                    cells.push((x, y));
                }
            }
        }
        for &edge in path.edges.iter() {
            if let Some(path) = paths.get_mut(edge) {
                path.cells.extend(&cells);
            }
        }
    }
    for path in &mut paths {
        // Its pieces are sorted already, which a stable sort makes use of.
        path.cells.sort_by_key(|(x, y)| (*y, *x));
        path.cells.dedup();
    }
    for caption in &scene.captions {
        let Some(path) = paths.get_mut(caption.edge) else { continue };
        for (row, line) in caption.lines.iter().enumerate() {
            path.label_spans.push(Rect {
                x: caption.x,
                y: caption.y + row,
                width: text::width(line),
                height: 1,
            });
        }
    }
    paths
}
