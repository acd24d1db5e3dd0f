//! A lesson as running text: its headings and paragraphs without marks, and where they stand.

use std::ops::Range;

use super::{Marked, word::each_word};
use crate::{
    markdown::{Block, BlockKind, Definition, Document, Inline},
    text,
};

/// A heading, a paragraph, a cell of a table or a block of code.
#[derive(Debug, Default)]
pub(super) struct Passage {
    pub(super) heading: bool,
    pub(super) text: String,
    /// Where runs of the text start: in the text and in the source, both rising.
    runs: Vec<(usize, usize)>,
}

/// Calls `each` with the passages of some pieces of a document.
pub(super) fn each_passage(
    document: &Document,
    pieces: Range<usize>,
    mut each: impl FnMut(Passage),
) {
    for piece in pieces {
        blocks(&document.blocks(piece), &mut each);
    }
}

fn blocks(list: &[Block], each: &mut dyn FnMut(Passage)) {
    for block in list {
        match &block.kind {
            BlockKind::Heading { text, .. } => {
                each(Passage { heading: true, ..Passage::of(text) });
            }
            BlockKind::Paragraph(text) => each(Passage::of(text)),
            BlockKind::Quote { blocks: inner, .. } => blocks(inner, each),
            BlockKind::Details { summary, blocks: inner, .. } => {
                each(Passage::of(summary));
                blocks(inner, each);
            }
            BlockKind::Footnote { blocks: inner, .. } => blocks(inner, each),
            BlockKind::List { items, .. } => {
                for item in items {
                    blocks(&item.blocks, each);
                }
            }
            BlockKind::Fence(fence) => each(Passage {
                heading: false,
                runs: vec![(0, fence.at)],
                text: fence.text.clone(),
            }),
            BlockKind::Table(table) => {
                for cell in table.head.iter().chain(table.rows.iter().flatten()) {
                    each(Passage::of(cell));
                }
            }
            BlockKind::Definitions(list) => {
                for definition in list {
                    match definition {
                        Definition::Term(text) => each(Passage::of(text)),
                        Definition::Meaning(inner) => blocks(inner, each),
                    }
                }
            }
            BlockKind::Rule => {}
        }
    }
}

impl Passage {
    /// A text that stands nowhere.
    pub(super) fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }

    fn of(inlines: &[Inline]) -> Self {
        let mut passage = Self::default();
        for inline in inlines {
            match inline {
                Inline::Run(run) => {
                    passage.runs.push((passage.text.len(), run.at));
                    passage.text.push_str(&run.text);
                }
                Inline::Soft(_) | Inline::Hard(_) => passage.text.push(' '),
                Inline::Image(_) | Inline::Note { .. } => {}
            }
        }
        passage
    }

    /// Where a place of the text stands in the source.
    pub(super) fn place(&self, at: usize) -> Option<usize> {
        let run = self.runs.partition_point(|(start, _)| *start <= at).checked_sub(1)?;
        self.runs.get(run).map(|(start, source)| source + (at - start))
    }

    /// The words that are looked for, in order: which one and where.
    pub(super) fn hits(&self, wanted: &[String]) -> Vec<(usize, Range<usize>)> {
        hits(&self.text, wanted)
    }
}

/// Where the words that are looked for stand in a text: all of them whole, the last one as the start
/// of a word too.
pub(super) fn hits(text: &str, wanted: &[String]) -> Vec<(usize, Range<usize>)> {
    let last = wanted.len().saturating_sub(1);
    let mut found = Vec::new();
    each_word(text, |word, range| {
        let fits = |(at, want): (usize, &String)| {
            word == want || (at == last && word.starts_with(want.as_str()))
        };
        if let Some(at) = wanted.iter().enumerate().position(fits) {
            found.push((at, range));
        }
    });
    found
}

/// The shortest run of hits with as many different words as there are; how many, and the bytes.
pub(super) fn closest(hits: &[(usize, Range<usize>)], words: usize) -> (usize, Range<usize>) {
    let mut counts = vec![0_usize; words.max(1)];
    let distinct = {
        let mut seen: Vec<usize> = hits.iter().map(|hit| hit.0).collect();
        seen.sort_unstable();
        seen.dedup();
        seen.len()
    };
    let mut best: Option<Range<usize>> = None;
    let (mut from, mut have) = (0, 0);
    for (word, range) in hits {
        if let Some(count) = counts.get_mut(*word) {
            have += usize::from(*count == 0);
            *count += 1;
        }
        while have == distinct && distinct > 0 {
            let Some((first, start)) = hits.get(from) else { break };
            let span = start.start..range.end;
            if best.as_ref().is_none_or(|best| span.len() < best.len()) {
                best = Some(span);
            }
            if let Some(count) = counts.get_mut(*first) {
                *count -= 1;
                have -= usize::from(*count == 0);
            }
            from += 1;
        }
    }
    (distinct, best.unwrap_or(0..0))
}

/// The part of a text around a place, cut to some cells at blanks, with its hits.
pub(super) fn snippet(
    whole: &str,
    hits: &[(usize, Range<usize>)],
    around: &Range<usize>,
    cells: usize,
) -> Marked {
    let cells = cells.max(8);
    let mut start = 0;
    if text::width(whole.get(..around.end).unwrap_or_default()) > cells {
        // A quarter of the room shows what stands before.
        let lead = cells / 4;
        start = around.start;
        for (at, c) in whole.get(..around.start).unwrap_or_default().char_indices().rev() {
            if around.start - at > lead {
                break;
            }
            if c.is_whitespace() {
                start = at + c.len_utf8();
            }
        }
    }
    let sign = if start > 0 { "…" } else { "" };
    let rest = whole.get(start..).unwrap_or_default();
    // One cell for the sign in front, and one for the sign at the end.
    let shown = text::fit(rest, cells - 2);
    let tail = if shown.len() < rest.len() { "…" } else { "" };
    let shift = |at: usize| sign.len() + at - start;
    let end = start + shown.len();
    let hits = hits.iter().map(|(_, range)| range).filter(|at| at.start >= start && at.end <= end);
    Marked {
        hits: hits.map(|range| shift(range.start)..shift(range.end)).collect(),
        // Line breaks and tabs would take other room than they have in the text.
        text: format!("{sign}{shown}{tail}").replace(['\n', '\t', '\r'], " "),
    }
}
