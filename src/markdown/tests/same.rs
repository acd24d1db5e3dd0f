//! A text in pieces reads like the text at once: over the examples of CommonMark, GitHub and the parser.

use std::collections::BTreeMap;

use super::{super::index::Index, *};

#[derive(serde::Deserialize)]
struct Example {
    from: String,
    text: String,
}

fn examples() -> Vec<Example> {
    let file = include_str!("../../../tests/fixtures/markdown/examples.json");
    serde_json::from_str(file).unwrap()
}

/// Footnotes by the places of their definitions.
type Notes = BTreeMap<usize, Vec<Block>>;

/// Blocks without footnotes, and footnotes, of a text read through windows of a size.
fn read(text: &str, window: usize) -> (Vec<Block>, Notes) {
    let mut index = Index::with_window(0, window);
    while !index.whole {
        // Bit by bit, as a large text is read.
        let limit = index.scanned + 1;
        index.scan(text, limit, true);
    }
    let chunks = index.chunks.iter();
    let blocks = chunks.flat_map(|chunk| index::parse(text, &index, chunk.range.clone()).blocks);
    let notes = index.notes.iter().map(|note| {
        let parsed = index::parse(text, &index, index.part(note)).notes.into_iter();
        let mut same = parsed.filter(|parsed| parsed.range.start == note.range.start);
        (note.range.start, same.next().map(|found| found.blocks).unwrap_or_default())
    });
    (blocks.collect(), notes.collect())
}

fn at_once(text: &str, base: usize) -> (Vec<Block>, Notes) {
    let parser = pulldown_cmark::Parser::new_ext(text, options());
    let mut builder = build::Builder::new(0, base);
    parser.into_offset_iter().for_each(|(event, range)| builder.event(event, range));
    let parsed = builder.finish();
    let notes = parsed.notes.into_iter().map(|note| (note.range.start, note.blocks));
    (parsed.blocks, notes.collect())
}

/// What is compared: kinds and their texts with places, but not where containers end.
fn told(blocks: &[Block]) -> Vec<String> {
    blocks.iter().map(|block| format!("{:?}", block.kind)).collect()
}

fn assert_same(text: &str, window: usize, from: &str) {
    let (pieces, whole) = (read(text, window), at_once(text, 0));
    assert_eq!(told(&pieces.0), told(&whole.0), "{from}: window {window} of {text:?}");
    let notes = |notes: Notes| -> BTreeMap<usize, Vec<String>> {
        notes.into_iter().map(|(at, blocks)| (at, told(&blocks))).collect()
    };
    assert_eq!(notes(pieces.1), notes(whole.1), "{from}: notes, window {window} of {text:?}");
}

#[test]
fn every_example_reads_the_same_through_the_smallest_window() {
    for example in examples() {
        assert_same(&example.text, 1, &example.from);
    }
}

#[test]
fn every_example_reads_the_same_alone_and_behind_a_long_text() {
    let filler =
        "## Part\n\nText of *some* length with [no] definition.\n\n- item\n\n".repeat(1100);
    assert!(filler.len() > 64 << 10);
    let filler = format!("{filler}## End\n\n");
    let mut known = Index::with_window(0, 32 << 10);
    known.scan(&filler, filler.len(), false);
    assert!(known.chunks.len() > 7);
    for example in examples() {
        let text = format!("{filler}{}", example.text);
        let mut index = known.clone();
        index.scan(&text, text.len(), true);
        let chunks = index.chunks.iter().filter(|chunk| chunk.range.end > filler.len());
        let mut inside: Vec<Block> = chunks
            .flat_map(|chunk| index::parse(&text, &index, chunk.range.clone()).blocks)
            .collect();
        inside.retain(|block| block.range.start >= filler.len());
        let (alone, _) = at_once(&example.text, filler.len());
        assert_eq!(told(&inside), told(&alone), "{}: {:?}", example.from, example.text);
    }
}

#[test]
fn all_examples_in_one_text_read_the_same_through_any_window() {
    // What never ends would swallow the rest: the parser is asked what the whole is.
    let open = |text: &str| {
        let probe = format!("{text}\n\n# End of it\n");
        let last = at_once(&probe, 0).0.pop().map(|block| block.kind);
        !matches!(last, Some(BlockKind::Heading { .. }))
    };
    let closed: Vec<_> = examples().into_iter().filter(|example| !open(&example.text)).collect();
    assert!(closed.len() > 900, "{}", closed.len());
    let text: String = closed.iter().map(|example| format!("{}\n\n", example.text)).collect();
    let text = text.repeat(2);
    assert!(text.len() > 64 << 10);
    for window in [1, 100, 5_000, 1 << 20] {
        assert_same(&text, window, "all");
    }
    let backwards: String = closed.iter().rev().map(|ex| format!("{}\n\n", ex.text)).collect();
    assert_same(&backwards, 1_000, "backwards");
}
