//! Block diagrams in ASCII against their snapshots, and random ones: every label stands once in its
//! own closed box, boxes lie apart in their groups, and nothing is wider than it must be.

use std::collections::BTreeSet;
use std::fs;

use archtutor::diagram::{self, Charset, Drawing, Options, Rect};
use archtutor::text;
use proptest::prelude::*;
use proptest::test_runner::Config;

use super::{ascii, corpus};

fn draw(source: &str, width: Option<usize>, charset: Charset) -> Drawing {
    let diagram = diagram::parse(source).unwrap_or_else(|issues| panic!("{issues:?}\n{source}"));
    diagram.draw(&Options { width, charset, ..Options::default() })
}

#[test]
fn block_diagrams_are_drawn_in_ascii_as_reviewed() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../screens/diagrams");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let name = |file: &std::path::Path| file.file_stem()?.to_str().map(str::to_owned);
    for file in corpus::files() {
        let Some(name) = name(&file).filter(|name| name.starts_with("block-")) else { continue };
        let source = fs::read_to_string(&file).expect("a diagram");
        let shown = [None, Some(60)].map(|width| draw(&source, width, Charset::Ascii).text());
        let words = diagram::parse(&source).expect("a diagram").description().join("\n");
        let natural = draw(&source, None, Charset::Unicode).text();
        let shown = format!("{}\nASCII\n{}\n{words}\n", natural, shown.join("\n"));
        settings.bind(|| insta::assert_snapshot!(format!("{name}-ascii"), shown));
    }
}

#[test]
fn columns_spans_and_spaces_put_blocks_where_their_author_wants_them() {
    let drawing = draw("block\ncolumns 3\na b:2\nspace c space\nd:3\n", None, Charset::Unicode);
    let rects: Vec<_> = drawing.nodes.iter().map(|node| node.rect).collect();
    let [a, b, c, d] = rects[..] else { panic!("four blocks") };
    assert!(a.y == b.y && c.y > a.y && d.y > c.y);
    assert_eq!((c.x, a.x, d.x), (b.x, 0, 0));
    assert!(b.width > c.width && d.width == b.x + b.width);
}

#[test]
fn what_a_narrow_window_has_no_room_for_is_told_below() {
    let source = "block\ncolumns 3\na space b\na -- \"some words\" --> b\n";
    let text = draw(source, Some(8), Charset::Unicode).text();
    assert!(text.contains("a →"), "{text}");
    let wide = draw(source, Some(40), Charset::Unicode);
    assert!(wide.text().contains("─ some words ─") && wide.height == 3, "{}", wide.text());
}

#[test]
fn hostile_blocks_are_drawn_in_bounds() {
    let many: String = (0..diagram::MAX_NODES).map(|at| format!("n{at} ")).collect();
    let lines: String = (0..diagram::MAX_EDGES)
        .map(|at| format!("n{} --> n{}\n", at * 7 % 400, at * 13 % 400))
        .collect();
    for columns in ["columns 20", "columns 1", "columns 1000000000", "columns auto"] {
        for width in [None, Some(80)] {
            let drawing =
                draw(&format!("block\n{columns}\n{many}\n{lines}"), width, Charset::Unicode);
            assert_eq!(drawing.nodes.len(), diagram::MAX_NODES);
        }
    }
    let long = format!("block\n a[\"{}\"]\n", "x".repeat(diagram::MAX_LABEL));
    assert!(draw(&long, Some(20), Charset::Ascii).width <= 20);
}

const WORDS: [&str; 8] = [
    "Order",
    "Payment service",
    "路由代理",
    "Queue 🚀",
    "x/y/z",
    "Catalogue of everything that is sold",
    "e\u{301}tude",
    "Observability",
];
const OUTLINES: [(&str, &str); 5] =
    [("[", "]"), ("(", ")"), ("[(", ")]"), ("{{", "}}"), ("[[", "]]")];
const LINKS: [&str; 6] = ["-->", "---", "-.->", "<==>", "--x", "-- \"some words\" -->"];

/// One statement: what it is, which words, how wide, which other block.
type Step = (usize, usize, usize, usize);

/// A source of random blocks, groups, spaces and lines, with the labels of the blocks.
fn source(columns: usize, steps: &[Step]) -> (String, Vec<String>) {
    let mut text = format!("block\ncolumns {columns}\n");
    let (mut labels, mut open) = (Vec::new(), vec![true]);
    for &(what, word, span, other) in steps {
        match what {
            0 if open.len() < 4 => {
                text.push_str(&format!("block:g{}:{span}\ncolumns {span}\n", text.len()));
                open.push(false);
            }
            1 if open.len() > 1 && open.last() == Some(&true) => {
                text.push_str("end\n");
                open.pop();
            }
            2 | 4 | 5 if !labels.is_empty() => {
                let (a, b) = (word % labels.len(), other % labels.len());
                text.push_str(&format!("n{a} {} n{b}\n", LINKS[(word + other) % LINKS.len()]));
            }
            3 => text.push_str(&format!("space:{span}\n")),
            _ => {
                let label = format!("{} N{}", WORDS[word], labels.len());
                let (open, close) = OUTLINES[other % OUTLINES.len()];
                let node = labels.len();
                text.push_str(&format!("n{node}{open}\"{label}\"{close}:{span}\n"));
                labels.push(label);
            }
        }
        if what > 2 || labels.len() == 1 {
            open.iter_mut().for_each(|filled| *filled = true);
        }
    }
    if labels.is_empty() || open.last() == Some(&false) {
        text.push_str("last\n");
        labels.push("last".into());
    }
    text.push_str(&"end\n".repeat(open.len() - 1));
    (text, labels)
}

fn apart(a: Rect, b: Rect) -> bool {
    a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
}

fn holds(outer: Rect, inner: Rect) -> bool {
    outer.x < inner.x
        && outer.y < inner.y
        && inner.x + inner.width < outer.x + outer.width
        && inner.y + inner.height < outer.y + outer.height
}

/// The letters of a rectangle of cells, and those of its border.
fn letters(rows: &[Vec<String>], rect: Rect) -> String {
    let cell =
        |x: usize, y: usize| rows.get(y).and_then(|row| row.get(x)).map_or("", String::as_str);
    let rows = rect.y + 1..(rect.y + rect.height).saturating_sub(1);
    let inside: String = rows
        .flat_map(|y| (rect.x + 1..rect.x + rect.width - 1).map(move |x| (x, y)))
        .map(|(x, y)| cell(x, y))
        .collect();
    inside.chars().filter(|c| c.is_alphanumeric() || !c.is_ascii()).collect()
}

/// The cells of a drawing; behind a wide one stands an empty one.
fn cells(drawing: &Drawing) -> Vec<Vec<String>> {
    let row = |line: &str| {
        let mut cells = Vec::new();
        for (cluster, size) in text::clusters(line) {
            cells.push(cluster.to_owned());
            cells.extend((1..size).map(|_| String::new()));
        }
        cells
    };
    drawing.text().lines().map(row).collect()
}

fn faults(drawing: &Drawing, labels: &[String]) -> Vec<String> {
    let rows = cells(drawing);
    let mut faults = Vec::new();
    for (node, label) in drawing.nodes.iter().zip(labels) {
        let wanted: String =
            label.chars().filter(|c| c.is_alphanumeric() || !c.is_ascii()).collect();
        let found = letters(&rows, node.rect);
        if found != wanted {
            faults.push(format!("{} reads {found:?}", node.label));
        }
        let Rect { x, y, width, height } = node.rect;
        let corners =
            [(x, y), (x + width - 1, y), (x, y + height - 1), (x + width - 1, y + height - 1)];
        let is_blank = |(x, y): (usize, usize)| {
            rows.get(y).and_then(|row| row.get(x)).is_none_or(|cell| cell == " ")
        };
        if corners.into_iter().any(is_blank) {
            faults.push(format!("the box of {} is open", node.label));
        }
    }
    let nodes = drawing.nodes.iter().map(|node| node.rect);
    let nodes: Vec<_> = nodes.collect();
    for (at, a) in nodes.iter().enumerate() {
        if nodes[at + 1..].iter().any(|b| !apart(*a, *b)) {
            faults.push(format!("{:?} lies on another box", drawing.nodes[at].label));
        }
        for group in &drawing.groups {
            if !apart(*a, group.rect) && !holds(group.rect, *a) {
                faults.push(format!("the frame of {} cuts a box", group.id));
            }
        }
    }
    // Lines enter no box and share no way.
    let mut taken = BTreeSet::new();
    for edge in &drawing.edges {
        let ends: Vec<_> = drawing
            .nodes
            .iter()
            .filter(|node| node.id == edge.from || node.id == edge.to)
            .map(|node| node.rect)
            .collect();
        let inside = |cell: &(usize, usize)| {
            let cell = Rect { x: cell.0, y: cell.1, width: 1, height: 1 };
            nodes.iter().any(|rect| !apart(*rect, cell) && !ends.contains(rect))
        };
        if edge.cells.iter().any(inside) {
            faults.push(format!("{} → {} enters a box", edge.from, edge.to));
        }
        for pair in edge
            .cells
            .windows(2)
            .filter(|pair| pair[1].0 == pair[0].0 + 1 && pair[0].1 == pair[1].1)
        {
            if !taken.insert((pair[0], pair[1])) {
                faults.push(format!("{} → {} runs along another line", edge.from, edge.to));
            }
        }
    }
    faults
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((0..10_usize, 0..WORDS.len(), 1..4_usize, 0..40_usize), 1..24)
}

proptest! {
    #![proptest_config(Config { cases: 64, ..Config::default() })]

    #[test]
    fn random_blocks_are_legible_at_every_width(columns in 1..5_usize, steps in steps()) {
        let (source, labels) = source(columns, &steps);
        let narrowest = draw(&source, Some(1), Charset::Unicode).width;
        for (width, charset) in [
            (None, Charset::Unicode),
            (None, Charset::Ascii),
            (Some(80), Charset::Unicode),
            (Some(60), Charset::Ascii),
            (Some(30), Charset::Unicode),
        ] {
            let drawing = draw(&source, width, charset);
            let faults = faults(&drawing, &labels);
            prop_assert!(faults.is_empty(), "{faults:#?}\n{}\n{source}", drawing.text());
            if charset == Charset::Ascii {
                let faults = ascii::faults(&drawing);
                prop_assert!(faults.is_empty(), "{faults:#?}\n{}\n{source}", drawing.text());
            }
            let widest = drawing.text().lines().map(text::width).max().unwrap_or(0);
            prop_assert!(widest <= drawing.width);
            let fits = width.is_none_or(|width| drawing.width <= width);
            let least = if charset == Charset::Ascii { usize::MAX } else { narrowest };
            prop_assert!(fits || drawing.width <= least, "{}\n{source}", drawing.text());
            prop_assert_eq!(&drawing, &draw(&source, width, charset));
        }
    }
}
