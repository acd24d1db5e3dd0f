//! In ASCII every corner, joint and crossing is a `+`, which says nothing about its arms: glyphs
//! that answer each other belong to one line, one box or one frame, and a crossing is no joint.

use std::collections::{BTreeSet, HashMap};
use std::fs;

use archtutor::diagram::{self, Charset, Drawing, EdgePath, Ink, Options};
use archtutor::text;

use super::corpus;

type Cell = (i64, i64);

/// Directions: up, right, down, left.
const STEPS: [Cell; 4] = [(0, -1), (1, 0), (0, 1), (-1, 0)];

/// The directions in which a reader may follow a glyph.
fn arms(glyph: &str, ink: Ink) -> [bool; 4] {
    let (across, down) = ([false, true, false, true], [true, false, true, false]);
    match (glyph, ink) {
        (_, Ink::NodeLabel | Ink::EdgeLabel | Ink::GroupTitle | Ink::Title) => [false; 4],
        ("+", _) => [true; 4],
        ("-" | "=", _) | ("<" | ">", Ink::Edge) => across,
        ("|" | ":", _) | ("^" | "v", Ink::Edge) => down,
        (".", _) => [false, true, true, true],
        ("'", _) => [true, true, false, true],
        _ => [false; 4],
    }
}

fn step(cell: Cell, way: usize) -> Cell {
    (cell.0 + STEPS[way].0, cell.1 + STEPS[way].1)
}

/// The arms of all glyphs of lines.
fn glyphs(drawing: &Drawing) -> HashMap<Cell, [bool; 4]> {
    let mut found = HashMap::new();
    for (y, row) in drawing.rows.iter().enumerate() {
        let mut x = 0;
        for run in &row.runs {
            for (cluster, size) in text::clusters(&run.text) {
                found.insert((x, y as i64), arms(cluster, run.ink));
                x += size as i64;
            }
        }
    }
    found
}

/// The edges, boxes and frames that have a part in each cell, numbered in this order.
fn owners(drawing: &Drawing) -> HashMap<Cell, BTreeSet<usize>> {
    let edges = drawing.edges.iter().map(|edge| edge.cells.clone());
    let area = |rect: diagram::Rect| {
        let rows = rect.y..rect.y + rect.height;
        rows.flat_map(move |y| (rect.x..rect.x + rect.width).map(move |x| (x, y)))
    };
    let boxes = drawing.nodes.iter().map(|node| area(node.rect).collect());
    let frames = drawing.groups.iter().map(|group| {
        let rect = group.rect;
        let (right, low) = (rect.x + rect.width - 1, rect.y + rect.height - 1);
        let is_border =
            |(x, y): &(usize, usize)| [rect.x, right].contains(x) || [rect.y, low].contains(y);
        area(rect).filter(is_border).collect::<Vec<_>>()
    });
    let mut found: HashMap<Cell, BTreeSet<usize>> = HashMap::new();
    for (owner, cells) in edges.chain(boxes).chain(frames).enumerate() {
        for (x, y) in cells {
            found.entry((x as i64, y as i64)).or_default().insert(owner);
        }
    }
    found
}

/// Every `+` that can be read as more than it is.
pub(super) fn faults(drawing: &Drawing) -> Vec<String> {
    let (glyphs, owners) = (glyphs(drawing), owners(drawing));
    let none = BTreeSet::new();
    let of = |cell: Cell| owners.get(&cell).unwrap_or(&none);
    let mut faults = Vec::new();
    for (&cell, _) in glyphs.iter().filter(|(_, arms)| **arms == [true; 4]) {
        let answered: Vec<_> = (0..4)
            .filter(|way| glyphs.get(&step(cell, *way)).is_some_and(|arms| arms[(way + 2) % 4]))
            .collect();
        for &way in &answered {
            if of(cell).is_disjoint(of(step(cell, way))) {
                faults.push(format!("the + at {cell:?} is answered from {way} by another line"));
            }
        }
        for &edge in of(cell).iter().filter(|owner| **owner < drawing.edges.len()) {
            let goes =
                |ways: [usize; 2]| ways.iter().any(|way| of(step(cell, *way)).contains(&edge));
            if answered.len() == 4 && goes([0, 2]) && goes([1, 3]) {
                faults.push(format!("edge {edge} turns in the crossing at {cell:?}"));
            }
        }
    }
    faults
}

#[test]
fn a_plus_is_answered_by_its_own_lines_only() {
    for file in corpus::files() {
        let source = fs::read_to_string(&file).expect("a diagram");
        let diagram = diagram::parse(&source).expect("the corpus is without mistakes");
        if diagram.outline().is_none() {
            continue;
        }
        for width in [None, Some(100), Some(80), Some(60)] {
            let options = Options { width, charset: Charset::Ascii, ..Options::default() };
            let drawing = diagram.draw(&options);
            let faults = faults(&drawing);
            assert!(faults.is_empty(), "{file:?} {width:?} {faults:#?}\n{}", drawing.text());
        }
    }
}

#[test]
fn loops_at_one_box_are_lines_of_their_own() {
    let state = "stateDiagram-v2\nA --> A : one\nA --> A : two\nA --> A : last\nA --> B\n";
    let flow = "flowchart TD\nA --> A\nA --- A\nA -->|again| A\n";
    let class = "classDiagram\nclass A {\n+int x\n+run()\n}\nA --> A : one\nA --> A : two\n";
    for source in [state, flow, class] {
        let diagram = diagram::parse(source).expect("a diagram");
        for width in [None, Some(20)] {
            let options = Options { width, charset: Charset::Ascii, ..Options::default() };
            let drawing = diagram.draw(&options);
            let faults = faults(&drawing);
            assert!(faults.is_empty(), "{faults:#?}\n{}", drawing.text());
            let rect = drawing.nodes[0].rect;
            let beside = rect.y + 1..rect.y + rect.height - 1;
            let mut loops = drawing.edges.iter().filter(|edge| edge.from == edge.to);
            let is_beside = |edge: &EdgePath| edge.cells.iter().all(|(_, y)| beside.contains(y));
            assert!(loops.all(is_beside), "\n{}", drawing.text());
        }
    }
}

/// The columns in which a `+` stands right below another one that is not of its line.
fn touching(drawing: &Drawing) -> Vec<(usize, usize)> {
    let lifelines: BTreeSet<_> =
        drawing.nodes.iter().map(|node| node.rect.x + node.rect.width / 2).collect();
    let rows: Vec<Vec<char>> = drawing.text().lines().map(|line| line.chars().collect()).collect();
    let is_plus = |x: usize, y: usize| rows.get(y).and_then(|row| row.get(x)) == Some(&'+');
    let is_one_line = |x: usize, y: usize| {
        let has = |cells: &[(usize, usize)]| cells.contains(&(x, y)) && cells.contains(&(x, y + 1));
        lifelines.contains(&x) || drawing.edges.iter().any(|edge| has(&edge.cells))
    };
    let cells = (0..rows.len()).flat_map(|y| (0..rows[y].len()).map(move |x| (x, y)));
    cells.filter(|&(x, y)| is_plus(x, y) && is_plus(x, y + 1) && !is_one_line(x, y)).collect()
}

#[test]
fn boxes_and_loops_of_a_sequence_keep_a_blank_row_between_them() {
    let source = "sequenceDiagram
participant A
participant B
Note over A,B: first
Note over A,B: next
loop one
A->>A: again
A->>A: again
end
loop two
A->>B: on
end
Note over A,B: last
";
    let diagram = diagram::parse(source).expect("a sequence");
    let ascii = Options { charset: Charset::Ascii, ..Options::default() };
    for width in [None, Some(30)] {
        let drawing = diagram.draw(&Options { width, ..ascii });
        assert_eq!(touching(&drawing), [], "\n{}", drawing.text());
    }
    assert_eq!(diagram.draw(&ascii).height, diagram.draw(&Options::default()).height + 6);
}
