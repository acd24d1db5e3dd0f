//! Every diagram of the corpus, drawn at three widths and in ASCII, against its snapshot.

use std::fs;
use std::path::{Path, PathBuf};

use archtutor::diagram::{self, Charset, Drawing, Options};
use archtutor::text;

pub(super) fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/diagrams");
    let entries = fs::read_dir(folder).expect("the corpus is there");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

fn draw(source: &str, width: Option<usize>, charset: Charset) -> Drawing {
    let diagram = diagram::parse(source).expect("the corpus is without mistakes");
    diagram.draw(&Options { width, charset, ..Options::default() })
}

#[test]
fn the_corpus_is_drawn_as_reviewed() {
    let files = files();
    assert!(files.len() >= 60, "{} diagrams", files.len());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../screens/diagrams");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for file in files {
        let source = fs::read_to_string(&file).expect("a diagram");
        let name = file.file_stem().and_then(|name| name.to_str()).expect("a name").to_owned();
        let mut shown = String::new();
        for width in [60, 80, 120] {
            let drawing = draw(&source, Some(width), Charset::Unicode);
            let (natural, _) = drawing.natural;
            shown.push_str(&format!("width {width}, natural {natural}\n{}\n", drawing.text()));
        }
        settings.bind(|| insta::assert_snapshot!(name, shown));
    }
}

#[test]
fn a_drawing_is_as_wide_as_it_says_and_fits_or_is_the_narrowest_one() {
    for file in files() {
        let source = fs::read_to_string(&file).expect("a diagram");
        for charset in [Charset::Unicode, Charset::Ascii] {
            for width in
                [None, Some(200), Some(120), Some(100), Some(80), Some(60), Some(30), Some(1)]
            {
                let drawing = draw(&source, width, charset);
                let widest = drawing.text().lines().map(text::width).max().unwrap_or(0);
                assert!(widest <= drawing.width, "{file:?} {width:?}");
                let fits = width.is_none_or(|width| drawing.width <= width);
                let narrowest = || draw(&source, Some(1), charset).width;
                assert!(fits || drawing.width == narrowest(), "{file:?} {width:?}");
                assert_eq!(drawing, draw(&source, width, charset), "{file:?} {width:?}");
            }
        }
    }
}

#[test]
fn wide_characters_stand_where_two_narrow_ones_would() {
    let wide = draw("flowchart LR\n a[数据] -->|路由| b[库]\n", None, Charset::Unicode).text();
    let narrow = draw("flowchart LR\n a[abab] -->|abab| b[ab]\n", None, Charset::Unicode).text();
    for (a, b) in wide.lines().zip(narrow.lines()) {
        assert_eq!(text::width(a), text::width(b));
    }
}

#[test]
fn in_ascii_a_line_of_a_frame_does_not_touch_the_box_inside() {
    let source = "flowchart TD\nsubgraph g\na\nend\ng --> b\n";
    for (charset, blanks) in [(Charset::Ascii, 1), (Charset::Unicode, 0)] {
        let drawing = draw(source, None, charset);
        let (frame, node) = (drawing.groups[0].rect, drawing.nodes[0].rect);
        assert_eq!(frame.y + frame.height - 1 - (node.y + node.height), blanks);
    }
}

#[test]
fn a_click_gives_a_node_its_link() {
    let source = "flowchart LR\nA[Saga] --> B\nclick A \"pattern:saga\"\n";
    let drawing = draw(source, None, Charset::Unicode);
    assert_eq!(drawing.nodes[0].link.as_deref(), Some("pattern:saga"));
    assert_eq!(drawing.nodes[1].link, None);
}

#[test]
fn a_diagram_can_be_told_in_words() {
    let diagram =
        diagram::parse("flowchart LR\nA[Order] -->|stores| B[(Orders)]\nC\n").expect("good");
    assert_eq!(diagram.description(), ["Order → Orders: stores", "C"]);
    let diagram = diagram::parse("sequenceDiagram\nA->>B: hi\nloop again\nB-->>A: ho\nend\n");
    let diagram = diagram.expect("good");
    assert_eq!(diagram.description(), ["1. A → B: hi", "loop again", "  2. B → A: ho"]);
    assert_eq!(diagram.steps(), 2);
}

#[test]
fn mistakes_are_told_all_at_once_with_their_places() {
    let source = "flowchart TD\n    A[open --> B\n    C --> D\n    E ==\n    end\n";
    let issues = diagram::parse(source).expect_err("three mistakes");
    let places: Vec<_> = issues.iter().map(|issue| issue.line).collect();
    assert_eq!(places, [2, 4, 5]);
    for (header, told) in [
        ("kanban", "`kanban` diagrams are not drawn"),
        ("radar-beta", "`radar-beta` diagrams are not drawn"),
        ("treemap-beta", "`treemap-beta` diagrams are not drawn"),
        ("drawing", "`drawing` is not a kind of diagram"),
    ] {
        let issues = diagram::parse(&format!("{header}\n x\n")).expect_err("not drawn");
        assert!(issues[0].to_string().starts_with(&format!("1:1: {told}")), "{}", issues[0]);
    }
}

#[test]
fn limits_are_named_in_the_mistake() {
    let mut source = String::from("flowchart TD\n");
    for at in 0..=diagram::MAX_NODES {
        source.push_str(&format!("n{at}\n"));
    }
    let issues = diagram::parse(&source).expect_err("too many nodes");
    assert!(issues[0].message.contains(&diagram::MAX_NODES.to_string()), "{}", issues[0]);
    let long = format!("flowchart TD\na[{}]\n", "x".repeat(diagram::MAX_LABEL + 1));
    let issues = diagram::parse(&long).expect_err("a long label");
    assert!(issues[0].message.contains(&diagram::MAX_LABEL.to_string()), "{}", issues[0]);
    let huge = "x".repeat(diagram::MAX_SOURCE + 1);
    assert!(diagram::parse(&huge).is_err());
}
