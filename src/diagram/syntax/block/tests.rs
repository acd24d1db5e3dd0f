//! Block diagrams that are read, and what is said of those that are not.

use crate::diagram::model::{End, Head, Shape, Stroke};
use crate::diagram::syntax::{self, Model};

fn read(source: &str) -> Result<super::Blocks, Vec<String>> {
    match syntax::parse(source) {
        Ok((_, _, Model::Blocks(blocks))) => Ok(blocks),
        Ok(other) => panic!("no blocks: {other:?}"),
        Err(issues) => Err(issues.iter().map(ToString::to_string).collect()),
    }
}

#[test]
fn blocks_stand_where_they_are_mentioned_first() {
    let source = "block-beta\ncolumns 3 a:2 b\nblock: g [\"A title\"]:2\n  c space:2 d(\"x\")\nend\na --> d[(\"y\")]\nb -- \"says #quot;hi#quot;\" --o e\n";
    let blocks = read(source).expect("it is good");
    let ids: Vec<_> = blocks.graph.nodes.iter().map(|node| node.id.as_str()).collect();
    assert_eq!(ids, ["a", "b", "c", "d", "e"]);
    let spans = |grid: usize| -> Vec<_> {
        blocks.grids[grid].places.iter().map(|place| place.span).collect()
    };
    assert_eq!((spans(0), spans(1)), (vec![2, 1, 2, 1], vec![1; 4]));
    assert_eq!(blocks.grids[0].columns, Some(3));
    assert_eq!(blocks.graph.groups[0].title, "A title");
    let d = &blocks.graph.nodes[3];
    assert_eq!((d.label.as_str(), d.shape, d.parent), ("y", Shape::Cylinder, Some(0)));
    let line = &blocks.graph.edges[1];
    assert_eq!((line.label.as_str(), line.head), ("says \"hi\"", Head::Circle));
}

#[test]
fn every_outline_link_and_arrow_is_read() {
    for (written, shape) in [
        ("[\"x\"]", Shape::Rect),
        ("(\"x\")", Shape::Round),
        ("([\"x\"])", Shape::Stadium),
        ("[[\"x\"]]", Shape::Subroutine),
        ("[(\"x\")]", Shape::Cylinder),
        ("((\"x\"))", Shape::Circle),
        ("(((\"x\")))", Shape::DoubleCircle),
        (">\"x\"]", Shape::Flag),
        ("{\"x\"}", Shape::Diamond),
        ("{{\"x\"}}", Shape::Hexagon),
        ("[/\"x\"/]", Shape::Slanted),
        ("[\\\"x\"\\]", Shape::SlantedBack),
        ("[/\"x\"\\]", Shape::Slanted),
        ("[\\\"x\"/]", Shape::SlantedBack),
        ("<[\"x\"]>(right)", Shape::Arrow([false, true, false, false])),
        ("<[\"x\"]>(x, down)", Shape::Arrow([false, true, true, true])),
        ("<[\"x\"]> ( y )", Shape::Arrow([true, false, true, false])),
    ] {
        let blocks = read(&format!("block\n a{written}:2")).expect(written);
        let node = &blocks.graph.nodes[0];
        assert_eq!((node.shape, node.label.as_str()), (shape, "x"), "{written}");
        assert_eq!(blocks.grids[0].places[0].span, 2, "{written}");
    }
    for (link, stroke, tail, head) in [
        ("-->", Stroke::Solid, Head::None, Head::Arrow),
        ("---", Stroke::Solid, Head::None, Head::None),
        ("<-->", Stroke::Solid, Head::Arrow, Head::Arrow),
        ("x--x", Stroke::Solid, Head::Cross, Head::Cross),
        ("<==>", Stroke::Thick, Head::Arrow, Head::Arrow),
        ("-. \"x\" .-", Stroke::Dotted, Head::None, Head::None),
        ("== \"x\" ==>", Stroke::Thick, Head::None, Head::Arrow),
        ("~~~", Stroke::Invisible, Head::None, Head::None),
    ] {
        let blocks = read(&format!("block\n a {link} b")).expect(link);
        let edge = &blocks.graph.edges[0];
        assert_eq!((edge.stroke, edge.tail, edge.head), (stroke, tail, head), "{link}");
    }
    let next_line = read("block\n a\no--o b\n --> c").expect("lines");
    let ids: Vec<_> = next_line.graph.nodes.iter().map(|node| node.id.as_str()).collect();
    assert_eq!(ids, ["a", "o", "b", "c"]);
    let chain = read("block\n block:g\n a\n end\n g --> b --> a\n").expect("a chain");
    let ends: Vec<_> = chain.graph.edges.iter().map(|edge| (edge.from, edge.to)).collect();
    let (a, b) = (End::Node(0), End::Node(1));
    assert_eq!(ends, [(End::Group(0), b), (b, a)]);
}

#[test]
fn styles_say_nothing_and_keywords_may_begin_an_id() {
    let source = "block\nblocks endpoint spaceship; columnist classy\nclassDef x fill:#fff;\nclass blocks x\n style blocks fill: #fff, stroke: none\n";
    let blocks = read(source).expect("it is good");
    let ids: Vec<_> = blocks.graph.nodes.iter().map(|node| node.id.as_str()).collect();
    assert_eq!(ids, ["blocks", "endpoint", "spaceship", "columnist", "classy"]);
}

#[test]
fn what_cannot_be_read_is_told_with_its_place_and_what_to_write() {
    for (source, told) in [
        ("block\n a - b", "2:4: `-` is not a block (a block is written"),
        ("block\n a-b c", "2:2: cannot read this block (an id has no `-`"),
        ("block\n a:::x", "2:2: cannot read this block (write `class id name`"),
        ("block\n a[x]", "2:2: the label behind `[` has no quotes (quote labels"),
        ("block\n a[\"x\"", "2:2: `[` is never closed (close it by `]`"),
        ("block\n a[\"x", "2:2: this label is never closed"),
        ("block\n a[\"\"]", "2:2: this label is empty"),
        ("block\n a(\"x\"]", "2:2: `(` is never closed (close it by `)`"),
        ("block\n a -- b", "2:4: this line is not complete"),
        ("block\n a -- x --> b", "2:4: this line is not complete"),
        ("block\n a --> ", "2:"),
        ("block\n a --> b:2", "2:2: a line has no columns"),
        ("block\n a & b", "2:4: `&` is not a block"),
        ("block\n columns x", "2:2: cannot read these columns"),
        ("block\n columns 0\n a", "2:2: a grid has at least one column"),
        ("block\n a:401", "2:2: more than 400 columns"),
        ("block\n space:99999999999999999999", "2:2: more than 400 columns"),
        ("block\n a<[\"x\"]>(up, foo)", "2:2: `foo` is not a direction"),
        ("block\n a<[\"x\"]>()", "2:2: this block arrow points nowhere"),
        ("block\n a<[\"x\"]", "2:2: this block arrow is not complete"),
        ("block\n block\n end\n a", "2:2: this block holds nothing"),
        ("block\n block:g\n a", "2:2: this block is never closed"),
        ("block\n a\n end", "3:2: `end` closes nothing"),
        ("block\n g --> a\n block:g\n b\n end", "3:2: `g` stands already"),
        ("block\n linkStyle 0 x", "2:2: this word is reserved"),
        ("block", "1:1: there are no blocks here"),
    ] {
        let issues = read(source).expect_err(source);
        assert!(issues[0].starts_with(told), "{source:?}: {issues:?}");
    }
}

#[test]
fn huge_numbers_and_deep_blocks_are_bounded() {
    let blocks = read("block\ncolumns 1000000000\na:400 b\n").expect("it is good");
    assert_eq!(blocks.grids[0].columns, Some(1_000_000_000));
    let deep = format!("block\n{}a\n", "block\n".repeat(100_000 / 6));
    let issues = read(&deep).expect_err("too deep");
    assert!(issues.len() == 1 && issues[0].contains("more than 12 deep"), "{issues:?}");
    let spaces = format!("block\n{}", "space:400 ".repeat(6));
    assert!(read(&spaces).expect_err("spaces")[0].contains("more than 2000 columns"));
}
