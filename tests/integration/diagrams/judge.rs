//! Reads a drawing as a person does: follows its lines from box to box, and says what is wrong.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use archtutor::diagram::{Drawing, Rect};
use archtutor::text;

/// Directions: up, right, down, left.
const STEPS: [(i64, i64); 4] = [(0, -1), (1, 0), (0, 1), (-1, 0)];

type Cell = (i64, i64);

/// An edge that must be found: ends by id, and whether they carry a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    pub from: String,
    pub to: String,
    pub label: String,
    pub head: bool,
    pub tail: bool,
}

/// A group that must hold exactly these nodes, directly or deeper.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    pub id: String,
    pub members: BTreeSet<String>,
}

/// The arms of a glyph.
fn arms(glyph: &str) -> [bool; 4] {
    let mask = match glyph {
        "─" | "━" | "═" | "┄" => 0b1010,
        "│" | "┃" | "║" | "┆" => 0b0101,
        "┌" | "┍" | "┎" | "┏" | "╒" | "╓" | "╔" | "╭" => 0b0110,
        "┐" | "┑" | "┒" | "┓" | "╕" | "╖" | "╗" | "╮" => 0b1100,
        "└" | "┕" | "┖" | "┗" | "╘" | "╙" | "╚" | "╰" => 0b0011,
        "┘" | "┙" | "┚" | "┛" | "╛" | "╜" | "╝" | "╯" => 0b1001,
        "├" | "┝" | "┞" | "┟" | "┠" | "┡" | "┢" | "┣" | "╞" | "╟" | "╠" => {
            0b0111
        }
        "┤" | "┥" | "┦" | "┧" | "┨" | "┩" | "┪" | "┫" | "╡" | "╢" | "╣" => {
            0b1101
        }
        "┬" | "┭" | "┮" | "┯" | "┰" | "┱" | "┲" | "┳" | "╤" | "╥" | "╦" => {
            0b1110
        }
        "┴" | "┵" | "┶" | "┷" | "┸" | "┹" | "┺" | "┻" | "╧" | "╨" | "╩" => {
            0b1011
        }
        "┼" | "┿" | "╂" | "╋" | "╪" | "╫" | "╬" => 0b1111,
        _ => 0,
    };
    [mask & 1 > 0, mask & 2 > 0, mask & 4 > 0, mask & 8 > 0]
}

fn tip(glyph: &str) -> Option<usize> {
    ["▲", "►", "▼", "◄"].iter().position(|tip| *tip == glyph)
}

fn is_mark(glyph: &str) -> bool {
    matches!(glyph, "×" | "○")
}

/// A drawing as a grid, with what its cells belong to.
struct Grid {
    cells: HashMap<Cell, String>,
    width: i64,
    height: i64,
    boxes: HashMap<Cell, usize>,
    labels: HashSet<Cell>,
    frames: HashMap<Cell, bool>,
}

impl Grid {
    fn new(drawing: &Drawing) -> Self {
        let mut cells = HashMap::new();
        let mut width = 0;
        let text = drawing.text();
        for (y, line) in text.lines().enumerate() {
            let mut x = 0;
            for (cluster, size) in text::clusters(line) {
                cells.insert((x, y as i64), cluster.to_owned());
                x += size as i64;
            }
            width = width.max(x);
        }
        let mut boxes = HashMap::new();
        for (index, node) in drawing.nodes.iter().enumerate() {
            for cell in inside(node.rect) {
                boxes.insert(cell, index);
            }
        }
        let spans = drawing.edges.iter().flat_map(|edge| &edge.label_spans);
        let labels = spans.flat_map(|rect| inside(*rect)).collect();
        let mut frames = HashMap::new();
        for group in &drawing.groups {
            let Rect { x, y, width, height } = group.rect;
            let (right, low) = (x + width - 1, y + height - 1);
            for column in x..=right {
                frames.insert((column as i64, y as i64), true);
                frames.insert((column as i64, low as i64), true);
            }
            for row in y..=low {
                frames.insert((x as i64, row as i64), false);
                frames.insert((right as i64, row as i64), false);
            }
        }
        let height = text.lines().count() as i64;
        Self { cells, width, height, boxes, labels, frames }
    }

    fn at(&self, cell: Cell) -> &str {
        self.cells.get(&cell).map_or(" ", String::as_str)
    }

    fn has(&self, cell: Cell, way: usize) -> bool {
        if self.boxes.contains_key(&cell) || self.labels.contains(&cell) {
            return false;
        }
        let glyph = self.at(cell);
        arms(glyph)[way] || tip(glyph).is_some() || is_mark(glyph)
    }

    /// The next cell of a line that leaves `cell`; labels in the line are passed.
    fn next(&self, cell: Cell, way: usize) -> Option<Cell> {
        let mut at = step(cell, way);
        if self.at(at) == " " && way % 2 == 1 && self.labels.contains(&step(at, way)) {
            at = step(at, way);
        }
        let mut passed = false;
        while self.labels.contains(&at) {
            at = step(at, way);
            passed = true;
        }
        if passed && self.at(at) == " " && way % 2 == 1 {
            at = step(at, way);
        }
        let inside = (0..self.width).contains(&at.0) && (0..self.height).contains(&at.1);
        (inside && (self.boxes.contains_key(&at) || self.has(at, (way + 2) % 4))).then_some(at)
    }
}

fn step(cell: Cell, way: usize) -> Cell {
    (cell.0 + STEPS[way].0, cell.1 + STEPS[way].1)
}

fn inside(rect: Rect) -> impl Iterator<Item = Cell> {
    let rows = rect.y..rect.y + rect.height;
    rows.flat_map(move |y| (rect.x..rect.x + rect.width).map(move |x| (x as i64, y as i64)))
}

/// Where a line from a box leads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Reached {
    target: Target,
    head: bool,
    tail: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    Node(usize),
    Frame(Cell),
}

/// Follows every line that leaves a box; for each end the number of lines that lead there.
fn reach(grid: &Grid, index: usize, rect: Rect) -> BTreeMap<Reached, usize> {
    let mut found = BTreeMap::new();
    for border in inside(rect) {
        for way in 0..4 {
            let first = step(border, way);
            if grid.boxes.get(&first) == Some(&index) || !grid.has(first, (way + 2) % 4) {
                continue;
            }
            let tail = tip(grid.at(first)) == Some((way + 2) % 4) || is_mark(grid.at(first));
            if tip(grid.at(first)).is_some_and(|tip| tip != (way + 2) % 4 && tip != way) {
                continue;
            }
            let mut ends = BTreeSet::new();
            let mut seen = HashSet::new();
            let mut stack = vec![(first, way)];
            while let Some((cell, way)) = stack.pop() {
                if !seen.insert((cell, way)) {
                    continue;
                }
                let glyph = grid.at(cell);
                let ahead = step(cell, way);
                if tip(glyph) == Some(way) {
                    if let Some(&target) = grid.boxes.get(&ahead) {
                        ends.insert(Reached { target: Target::Node(target), head: true, tail });
                    } else if grid.frames.contains_key(&ahead) {
                        ends.insert(Reached { target: Target::Frame(ahead), head: true, tail });
                    }
                    continue;
                }
                if tip(glyph).is_some() && cell != first {
                    continue;
                }
                if is_mark(glyph)
                    && (grid.boxes.contains_key(&ahead) || grid.frames.contains_key(&ahead))
                {
                    let target = match grid.boxes.get(&ahead) {
                        Some(&target) => Target::Node(target),
                        None => Target::Frame(ahead),
                    };
                    let tail = tail && cell != first;
                    ends.insert(Reached { target, head: true, tail });
                    continue;
                }
                let own = arms(glyph);
                let straight = own.iter().all(|arm| *arm) || tip(glyph).is_some() || is_mark(glyph);
                for (turn, arm) in own.into_iter().enumerate() {
                    let goes = if straight { turn == way } else { arm && turn != (way + 2) % 4 };
                    let on_frame =
                        grid.frames.get(&cell).is_some_and(|along| *along == (turn % 2 == 1));
                    if !goes || (on_frame && !straight) {
                        continue;
                    }
                    let Some(next) = grid.next(cell, turn) else { continue };
                    match grid.boxes.get(&next) {
                        Some(&target) => {
                            let target = Target::Node(target);
                            ends.insert(Reached { target, head: false, tail });
                        }
                        None => stack.push((next, turn)),
                    }
                }
            }
            for end in ends {
                *found.entry(end).or_insert(0) += 1;
            }
        }
    }
    found
}

/// Everything that is wrong with a drawing of nodes, edges and groups.
pub(super) fn faults(drawing: &Drawing, wanted: &[Wanted], groups: &[Frame]) -> Vec<String> {
    let grid = Grid::new(drawing);
    let mut faults = Vec::new();
    if grid.width > drawing.width as i64 {
        faults.push(format!("{} columns, {} reported", grid.width, drawing.width));
    }
    boxes(drawing, &grid, &mut faults);
    frames(drawing, &grid, groups, &mut faults);
    labels(drawing, &grid, &mut faults);
    let index: HashMap<_, _> =
        drawing.nodes.iter().enumerate().map(|(at, node)| (node.id.as_str(), at)).collect();
    let reached: Vec<_> =
        drawing.nodes.iter().enumerate().map(|(at, node)| reach(&grid, at, node.rect)).collect();
    let mut pairs = BTreeSet::new();
    let mut counts: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for edge in wanted {
        let (Some(&from), to) = (index.get(edge.from.as_str()), index.get(edge.to.as_str())) else {
            continue;
        };
        let Some(&to) = to else {
            let rect = drawing.groups.iter().find(|group| group.id == edge.to).map(|g| g.rect);
            let hit = reached[from].keys().any(|end| match end.target {
                Target::Frame(cell) => rect.is_some_and(|rect| inside(rect).any(|c| c == cell)),
                Target::Node(_) => false,
            });
            if !hit && edge.head {
                faults.push(format!("no line from {} to the frame of {}", edge.from, edge.to));
            }
            continue;
        };
        pairs.insert((from, to));
        if edge.tail || !edge.head {
            pairs.insert((to, from));
        }
        *counts.entry((from, to)).or_insert(0) += 1;
        let found = reached[from].iter().any(|(end, _)| {
            end.target == Target::Node(to) && (end.head || !edge.head) && (end.tail || !edge.tail)
        });
        if !found {
            faults.push(format!("no line from {} to {}", edge.from, edge.to));
        }
    }
    for ((from, to), count) in counts {
        let lines: usize = reached[from]
            .iter()
            .filter(|(end, _)| end.target == Target::Node(to))
            .map(|(_, lines)| lines)
            .sum();
        if lines < count {
            faults.push(format!("{count} edges {from} to {to} on {lines} lines"));
        }
    }
    for (from, ends) in reached.iter().enumerate() {
        for end in ends.keys().filter(|end| end.head && !end.tail) {
            if let Target::Node(to) = end.target
                && !pairs.contains(&(from, to))
            {
                let (from, to) = (&drawing.nodes[from].id, &drawing.nodes[to].id);
                faults.push(format!("reads as an edge from {from} to {to}"));
            }
        }
    }
    dangling(&grid, &mut faults);
    faults
}

/// Boxes are apart, closed, and hold their whole label.
/// What is wrong with the frames of the groups.
pub(super) fn frame_faults(drawing: &Drawing, groups: &[Frame]) -> Vec<String> {
    let grid = Grid::new(drawing);
    let mut faults = Vec::new();
    frames(drawing, &grid, groups, &mut faults);
    faults
}

fn boxes(drawing: &Drawing, grid: &Grid, faults: &mut Vec<String>) {
    for (at, node) in drawing.nodes.iter().enumerate() {
        let cells: Vec<_> = inside(node.rect).collect();
        if cells.iter().any(|cell| grid.boxes.get(cell) != Some(&at)) {
            faults.push(format!("the box of {} is overlapped", node.id));
        }
        let mut held = String::new();
        for cell in &cells {
            held.push_str(grid.at(*cell));
        }
        let letters = |text: &str| -> String {
            text.chars().filter(|c| c.is_alphanumeric() && !c.is_whitespace()).collect()
        };
        if letters(&held) != letters(&node.label) {
            faults.push(format!("the box of {} holds {held:?}", node.id));
        }
        let Rect { x, y, width, height } = node.rect;
        if width == 1 || height == 1 {
            continue;
        }
        let (right, low) = ((x + width - 1) as i64, (y + height - 1) as i64);
        for &(column, row) in &cells {
            let across = row == y as i64 || row == low;
            let down = column == x as i64 || column == right;
            let glyph = grid.at((column, row));
            let own = arms(glyph);
            let side = matches!(glyph, "(" | ")" | "◇" | "⟨" | "⟩" | "/" | "\\");
            let closed = match (across, down) {
                (true, true) => own.iter().filter(|arm| **arm).count() == 2,
                (true, false) => own[1] && own[3] && !(own[0] && own[2]),
                (false, true) => side || (own[0] && own[2] && !(own[1] && own[3])),
                _ => true,
            };
            if !closed {
                faults.push(format!("the box of {} is open at {column}, {row}", node.id));
            }
        }
    }
}

/// Frames are closed, nested or apart, and hold exactly their members.
fn frames(drawing: &Drawing, grid: &Grid, groups: &[Frame], faults: &mut Vec<String>) {
    let holds = |outer: Rect, inner: Rect| {
        outer.x < inner.x
            && outer.y < inner.y
            && inner.x + inner.width < outer.x + outer.width
            && inner.y + inner.height < outer.y + outer.height
    };
    let apart = |a: Rect, b: Rect| {
        a.x + a.width <= b.x
            || b.x + b.width <= a.x
            || a.y + a.height <= b.y
            || b.y + b.height <= a.y
    };
    for (at, group) in drawing.groups.iter().enumerate() {
        for other in &drawing.groups[at + 1..] {
            let (a, b) = (group.rect, other.rect);
            if !apart(a, b) && !holds(a, b) && !holds(b, a) {
                faults.push(format!("the frames of {} and {} cross", group.id, other.id));
            }
        }
        let Some(frame) = groups.iter().find(|frame| frame.id == group.id) else { continue };
        for node in &drawing.nodes {
            let (inner, member) = (holds(group.rect, node.rect), frame.members.contains(&node.id));
            if inner != member || (!member && !apart(group.rect, node.rect)) {
                faults.push(format!("{} stands wrongly by the frame of {}", node.id, group.id));
            }
        }
        let Rect { x, y, width, height } = group.rect;
        // A title of several rows goes on below the frame.
        let rows = y..y + group.title.lines().count().max(1);
        let top: String = rows
            .flat_map(|y| (x..x + width).map(move |x| (x as i64, y as i64)))
            .map(|cell| grid.at(cell))
            .collect();
        let squeezed = |text: &str| text.replace([' ', '\n', '─', '│', '┌', '┐'], "");
        if !squeezed(&top).contains(&squeezed(&group.title)) {
            faults.push(format!("the frame of {} lacks its title: {top}", group.id));
        }
        for row in y + 1..y + height {
            for column in [x, x + width - 1] {
                let own = arms(grid.at((column as i64, row as i64)));
                if own.iter().filter(|arm| **arm).count() < 2 {
                    faults.push(format!("the frame of {} is open in row {row}", group.id));
                }
            }
        }
    }
}

/// Labels are whole and stand beside a cell of their own line.
fn labels(drawing: &Drawing, grid: &Grid, faults: &mut Vec<String>) {
    let mut taken = HashMap::new();
    for (at, edge) in drawing.edges.iter().enumerate() {
        let mut shown = String::new();
        let mut near = edge.label_spans.is_empty();
        for span in &edge.label_spans {
            for (x, y) in inside(*span) {
                shown.push_str(grid.cells.get(&(x, y)).map_or("", String::as_str));
                if taken.insert((x, y), at).is_some() {
                    faults.push(format!("two labels share the cell {x}, {y}"));
                }
                near |= edge.cells.iter().any(|&(cx, cy)| {
                    let (dx, dy) = ((cx as i64 - x).abs(), (cy as i64 - y).abs());
                    2 * dy + dx <= 3
                });
            }
        }
        let letters =
            |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
        if letters(&shown) != letters(&edge.label) {
            faults.push(format!("the label {:?} reads {shown:?}", edge.label));
        }
        if !near {
            faults.push(format!("the label {:?} is far from its line", edge.label));
        }
    }
}

/// No line ends in nothing.
fn dangling(grid: &Grid, faults: &mut Vec<String>) {
    for (&cell, glyph) in &grid.cells {
        let own = arms(glyph);
        let skip = grid.boxes.contains_key(&cell)
            || grid.labels.contains(&cell)
            || grid.frames.contains_key(&cell);
        if skip {
            continue;
        }
        for (way, arm) in own.into_iter().enumerate() {
            if arm && grid.next(cell, way).is_none() {
                faults.push(format!("{glyph} at {cell:?} leads nowhere"));
            }
        }
        if let Some(way) = tip(glyph) {
            let ahead = step(cell, way);
            if !grid.boxes.contains_key(&ahead) && !grid.frames.contains_key(&ahead) {
                faults.push(format!("{glyph} at {cell:?} points at nothing"));
            }
        }
    }
}
