//! What the reader of Markdown promises.

mod same;

use super::*;

fn kinds(blocks: &[Block]) -> Vec<&'static str> {
    blocks
        .iter()
        .map(|block| match &block.kind {
            BlockKind::Heading { .. } => "heading",
            BlockKind::Paragraph(_) => "paragraph",
            BlockKind::Quote { alert: Some(_), .. } => "alert",
            BlockKind::Quote { .. } => "quote",
            BlockKind::List { .. } => "list",
            BlockKind::Fence(_) => "fence",
            BlockKind::Table(_) => "table",
            BlockKind::Details { .. } => "details",
            BlockKind::Definitions(_) => "definitions",
            BlockKind::Footnote { .. } => "footnote",
            BlockKind::Rule => "rule",
        })
        .collect()
}

fn paragraph(block: &Block) -> &[Inline] {
    match &block.kind {
        BlockKind::Paragraph(text) | BlockKind::Heading { text, .. } => text,
        other => panic!("{other:?} is no paragraph"),
    }
}

const ALL: &str = "\
## Title

Text with **strong**, *emphasis*, ~~struck~~, `code` and [a link](pattern:saga).

> [!NOTE]
> An alert.

> A quote.

- [x] done
- [ ] open
  1. nested

| a | b |
|---|--:|
| 1 | 2 |

Term
: Meaning

***

```rust
fn main() {}
```

```question
w1-one
```
Footnote[^1].

[^1]: Its text.
";

#[test]
fn every_kind_of_block_is_read() {
    let blocks = parse(ALL);
    assert_eq!(
        kinds(&blocks),
        [
            "heading",
            "paragraph",
            "alert",
            "quote",
            "list",
            "table",
            "definitions",
            "rule",
            "fence",
            "fence",
            "paragraph",
            "footnote"
        ]
    );
    let BlockKind::Fence(question) = &blocks[9].kind else { panic!() };
    assert_eq!(question.kind, FenceKind::Question("w1-one".into()));
    let BlockKind::List { items, tight, .. } = &blocks[4].kind else { panic!() };
    assert!(*tight);
    assert_eq!(items[0].task, Some(true));
    assert_eq!(items[1].task, Some(false));
    assert_eq!(kinds(&items[1].blocks), ["paragraph", "list"]);
    let BlockKind::Table(table) = &blocks[5].kind else { panic!() };
    assert_eq!(table.columns, [Side::Left, Side::Right]);
    assert_eq!((table.head.len(), table.rows.len()), (2, 1));
}

/// The only block of a text, as a part that folds.
fn details(text: &str) -> (bool, String, Vec<Block>) {
    let mut blocks = parse(text);
    assert_eq!(kinds(&blocks), ["details"], "{text}");
    let BlockKind::Details { open, summary, blocks } = blocks.remove(0).kind else { panic!() };
    (open, plain(&summary), blocks)
}

#[test]
fn details_hold_blocks_behind_their_summary() {
    let (open, summary, blocks) =
        details("<details>\n<summary>More\n</summary>\n\n## In\n\n- a\n\n</details>\n");
    assert_eq!((open, summary.as_str(), kinds(&blocks)), (false, "More", vec!["heading", "list"]));
    let (open, summary, blocks) = details("<details open><summary>S</summary>text</details>");
    assert_eq!((open, summary.as_str(), kinds(&blocks)), (true, "S", vec!["paragraph"]));
    let (_, summary, blocks) =
        details("<details>\n\n<details>\n\na\n\n</details>\n\nb\n\n</details>\n");
    assert_eq!((summary.as_str(), kinds(&blocks)), ("", vec!["details", "paragraph"]));
    let around = parse("<details>\n\na\n\n</details>\n\nAfter.\n");
    assert_eq!(kinds(&around), ["details", "paragraph"]);
}

#[test]
fn details_that_never_end_are_what_they_hold() {
    let blocks = parse("<details>\n<summary>S</summary>\n\na\n");
    assert_eq!(kinds(&blocks), ["paragraph", "paragraph"]);
    let blocks = parse("- <details>\n  <summary>S</summary>\n\n  a\n\n- b\n\n</details>\n");
    assert_eq!(kinds(&blocks), ["list"]);
    let BlockKind::List { items, .. } = &blocks[0].kind else { panic!() };
    assert_eq!(kinds(&items[0].blocks), ["paragraph", "paragraph"]);
    assert_eq!(kinds(&parse("</details>\n\na\n")), ["paragraph"]);
}

#[test]
fn a_part_that_folds_stays_in_one_piece() {
    let inside = "## Part\n\nA line of text that is not short.\n\n".repeat(400);
    let text = format!("Before.\n\n<details>\n\n{inside}</details>\n\n{inside}");
    let mut document = Document::new(text);
    document.index();
    let first = document.blocks(0);
    assert_eq!(kinds(&first)[..2], ["paragraph", "details"]);
    assert!(document.chunks().len() > 2, "what follows is cut as ever");
}

#[test]
fn hidden_lines_of_code_are_kept_apart() {
    let blocks = parse("```python,hidelines=~\n~import x\n  y\n```\n");
    let BlockKind::Fence(fence) = &blocks[0].kind else { panic!() };
    assert_eq!((fence.text.as_str(), fence.whole.as_deref()), ("  y", Some("import x\n  y")));
    assert_eq!(fence.kind, FenceKind::Code("python".into()));
}

#[test]
fn runs_say_where_they_stand_in_the_source() {
    for inline in parse(ALL).iter().flat_map(|block| match &block.kind {
        BlockKind::Paragraph(text) | BlockKind::Heading { text, .. } => text.clone(),
        _ => Vec::new(),
    }) {
        if let Inline::Run(run) = inline {
            assert_eq!(&ALL[run.at..run.at + run.text.len()], run.text);
        }
    }
}

#[test]
fn front_matter_is_split_off_without_parsing() {
    let text = "+++\nid = \"a\"\n+++\nBody\n";
    let (toml, body) = front_matter(text);
    assert_eq!(&text[toml.unwrap()], "id = \"a\"\n");
    assert_eq!(&text[body..], "Body\n");
    assert_eq!(front_matter("Body"), (None, 0));
    assert_eq!(front_matter("+++\nnever closed"), (None, 0));
    assert_eq!(front_matter(""), (None, 0));
    let dos = "+++\r\nid = \"a\"\r\n+++\r\nBody";
    assert_eq!(&dos[front_matter(dos).1..], "Body");
}

#[test]
fn links_lead_to_known_kinds_of_places_or_nowhere() {
    let target = Target::parse;
    assert_eq!(target("pattern:saga"), Some(Target::Pattern("saga".into())));
    assert_eq!(target("lesson:sagas"), Some(Target::Lesson("sagas".into())));
    assert_eq!(
        target("../02/01.md#part"),
        Some(Target::File { path: "../02/01.md".into(), anchor: Some("part".into()) })
    );
    assert_eq!(target("#part"), Some(Target::Anchor("part".into())));
    assert_eq!(target("https://a.b/c"), Some(Target::Web("https://a.b/c".into())));
    for inert in [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "mailto:nobody",
        "pattern:Not An Id",
        "/etc/passwd",
        "https://a\u{1b}]8;;evil",
        "",
        "#",
    ] {
        assert_eq!(target(inert), None, "{inert:?}");
    }
}

#[test]
fn raw_html_is_text() {
    let blocks = parse("<div>\n<b>x</b>\n</div>\n\na <i>b</i>\n");
    assert_eq!(kinds(&blocks), ["paragraph", "paragraph"]);
    assert_eq!(plain(paragraph(&blocks[0])), "<div> <b>x</b> </div>");
    assert_eq!(plain(paragraph(&blocks[1])), "a <i>b</i>");
}

#[test]
fn escapes_never_get_through() {
    let blocks = parse("a\u{1b}[2Jb `\u{1b}c`\n\n```\n\u{1b}]52;x\n```\n");
    let text = format!("{blocks:?}");
    assert!(!text.contains("\\u{1b}"), "{text}");
}

#[test]
fn deep_nesting_is_flattened() {
    let blocks = parse(&format!("{} text", ">".repeat(5000)));
    assert!(!blocks.is_empty());
    let lists = (0..200).map(|n| format!("{}- x\n", "  ".repeat(n))).collect::<String>();
    assert!(!parse(&lists).is_empty());
}

/// The blocks of a text that is parsed at once, without its footnotes.
fn whole(text: &str, body: usize) -> Vec<Block> {
    let parser = pulldown_cmark::Parser::new_ext(&text[body..], options());
    let mut builder = build::Builder::new(0, body);
    parser.into_offset_iter().for_each(|(event, range)| builder.event(event, range));
    builder.finish().blocks
}

/// The blocks of a text cut into pieces.
fn pieces(text: &str) -> Vec<Block> {
    let mut document = Document::new(text.to_owned());
    document.index();
    (0..document.chunks().len()).flat_map(|chunk| document.blocks(chunk)).collect()
}

#[test]
fn a_long_text_in_pieces_reads_like_the_whole() {
    let part = ALL.replace("[^1]: Its text.\n", "").replace("Footnote[^1].", "See [ref][there].");
    let mut text = String::from("+++\nid = \"x\"\n+++\nIntro [ref][there] and note[^n].\n\n");
    while text.len() < 700_000 {
        text.push_str(&part);
        text.push_str(
            "- item\n\n  ```yaml\n# no heading\n  a: 1\n  ```\n\n  more\n\nPlain text\n\n",
        );
        text.push_str("~~~\n# no heading\n\nText\n~~~\n\n<!-- html\n\n# no heading\n\n-->\n\n");
    }
    text.push_str("[there]: https://example.org\n\n[^n]: The note.\n");
    let body = front_matter(&text).1;
    let whole = whole(&text, body);
    let pieces = pieces(&text);
    for (whole, piece) in whole.iter().zip(&pieces) {
        assert_eq!(whole.kind, piece.kind, "at {}", whole.range.start);
    }
    assert_eq!(whole.len(), pieces.len());
}

#[test]
fn a_block_is_never_cut_however_large_it_is() {
    for (text, kind) in [
        ("x".repeat(1 << 20), "paragraph"),
        ("word ".repeat(1 << 18), "paragraph"),
        (format!("```rust\n{}", "# line\n\n".repeat(1 << 16)), "fence"),
        ("1. item\n".repeat(1 << 16), "list"),
        ("> quote\n".repeat(1 << 16), "quote"),
        (format!("|a|b|\n|-|-|\n{}", "|1|2|\n".repeat(1 << 16)), "table"),
        ("ü".repeat(1 << 19), "paragraph"),
    ] {
        assert_eq!(kinds(&pieces(&text)), [kind]);
        let between = format!("Text.\n\n{text}\n\n# End\n");
        let read = pieces(&between);
        let expected = if kind == "fence" {
            vec!["paragraph", kind]
        } else {
            vec!["paragraph", kind, "heading"]
        };
        assert_eq!(kinds(&read), expected);
    }
}

#[test]
fn headings_are_those_of_the_parser() {
    let mut document = Document::new(
        "## One *two* `x`\n\ntext\n\nUnder\nlined\n===\n\n```\n# code\n```\n\n### Close ###\n\n\
         ## With id {#here}\n\n- a\n---\n## One *two* `x`\n",
    );
    document.index();
    let found: Vec<_> = document.headings().iter().map(|h| (h.level, document.title(h))).collect();
    assert_eq!(
        found,
        [
            (2, "One two x".to_owned()),
            (1, "Under lined".to_owned()),
            (3, "Close".to_owned()),
            (2, "With id".to_owned()),
            (2, "One two x".to_owned())
        ]
    );
    assert_eq!(document.anchor("one-two-x"), Some(3));
    assert!(document.anchor("one-two-x-1").is_some_and(|at| at > 50));
    assert_eq!(document.anchor("here"), Some(document.headings()[3].range.start));
    assert_eq!(document.anchor("nowhere"), None);
}

#[test]
fn terms_and_what_the_author_names_are_places() {
    let mut document = Document::new(
        "The `Term`\n: means <a id=\"in\"></a>it\n\n<a id=\"p\"></a>\n\n## The term\n\n\
         > <div\n> id='q'>\n\n- <a name=\"l\"/>x\n\n[^n]: <a id=\"note\"></a>a note\n",
    );
    document.index();
    let at = |anchor: &str| document.anchor(anchor);
    let find = |text: &str| document.text().find(text);
    assert_eq!(at("the-term"), Some(0));
    assert_eq!(at("the-term-1"), find("The term"));
    assert_eq!((at("in"), at("p")), (find("<a id=\"in"), find("<a id=\"p")));
    assert_eq!((at("q"), at("l")), (find("<div"), find("<a name")));
    assert_eq!(at("note"), None, "a footnote stands behind the text");
    let shown = document.blocks(0).len();
    assert_eq!(shown, 4, "a place shows nothing: {:?}", document.blocks(0));
}

#[test]
fn footnotes_are_numbered_by_first_mention() {
    let document = Document::new("A[^b] and B[^a].\n\n[^a]: First.\n[^b]: Second.\n    More.\n");
    let [group] = document.note_groups() else { panic!("one group") };
    let notes = document.notes(group);
    assert_eq!(
        notes.iter().map(|n| (n.number, n.label.as_str())).collect::<Vec<_>>(),
        [(1, "b"), (2, "a")]
    );
    assert_eq!(notes[0].blocks.len(), 1);
    assert_eq!(document.mention("a"), Some(11));
    assert!(document.blocks(0).iter().all(|b| matches!(b.kind, BlockKind::Paragraph(_))));
}

#[test]
fn many_footnotes_come_in_groups_that_hold_each_once_in_its_place() {
    let mentions: String = (0..900).rev().map(|n| format!("A[^{n}].\n\n")).collect();
    let notes: String =
        (0..900).map(|n| format!("[^{n}]: The note {n}, in some words.\n\n")).collect();
    let mut document = Document::new(mentions + &notes);
    assert!(document.note_groups().is_empty(), "before the whole is known");
    document.index();
    let groups = document.note_groups();
    assert!(groups.len() > 2);
    let mut at = document.text().len() + 1;
    let mut labels = Vec::new();
    for group in groups {
        assert_eq!((group.notes.start, group.at), (labels.len(), at));
        for note in document.notes(group) {
            assert_eq!((note.number, document.note(&note.label)), (labels.len() + 1, Some(at)));
            assert_eq!(note.blocks.len(), 1);
            at += note.range.len() + 1;
            labels.push(note.label);
        }
    }
    let wanted: Vec<String> = (0..900).rev().map(|n| n.to_string()).collect();
    assert_eq!(labels, wanted);
    assert_eq!(document.note("900"), None);
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in "(\\PC|[\\n>#*`|\\-\\[\\]()^:!~ \\t]){0,400}") {
        let mut document = Document::new(text);
        document.index();
        for chunk in 0..document.chunks().len() {
            document.blocks(chunk);
        }
        document.note_groups().iter().for_each(|group| drop(document.notes(group)));
        for heading in document.headings() {
            document.title(heading);
        }
    }
}

#[test]
fn a_piece_ends_behind_a_drawing() {
    let part = "## A part\n\nText.\n\n```mermaid\nflowchart LR\nA --> B\n```\n\nMore text.\n\n";
    let mut document = Document::new(part.repeat(3));
    document.index();
    let drawings = |chunk: &Chunk| document.text()[chunk.range.clone()].matches("mermaid").count();
    let held: Vec<usize> = document.chunks().iter().map(drawings).collect();
    assert_eq!(held, [1, 1, 1, 0]);
}
