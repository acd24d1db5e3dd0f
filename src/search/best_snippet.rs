//! The place in a text that shows best why it was found.

use std::cmp::Reverse;

use super::{
    Marked,
    passage::{Passage, closest, snippet},
};

/// How many of the words stand together, and over how many bytes.
pub(super) type Near = (usize, Reverse<usize>);

/// How far apart words stand that are not one beside the other, in steps of which each is twice as
/// far as the one before: within a step the number of hits decides.
pub(super) fn step(near: Near, wanted: &[String]) -> u32 {
    let typed: usize = wanted.iter().map(|word| word.len() + 4).sum();
    let apart = near.1.0.saturating_sub(typed) / 8;
    usize::BITS - apart.leading_zeros()
}

/// A passage with fewer bytes says little about its heading.
const TELLING: usize = 25;

/// Looks at passage after passage and keeps the best: the first heading that has all words, else
/// the passage in which most of them stand closest together.
pub(super) struct BestSnippet<'a> {
    wanted: &'a [String],
    /// Width of the snippet.
    cells: usize,
    pub(super) heading: Option<Marked>,
    pub(super) snippet: Option<Marked>,
    /// Where it stands in the source.
    pub(super) place: Option<usize>,
    pub(super) near: Near,
    /// Whether the next passage stands below the heading.
    below: bool,
}

impl<'a> BestSnippet<'a> {
    pub(super) fn new(wanted: &'a [String], cells: usize) -> Self {
        Self {
            wanted,
            cells,
            heading: None,
            snippet: None,
            place: None,
            near: (0, Reverse(usize::MAX)),
            below: false,
        }
    }

    pub(super) fn look(&mut self, passage: &Passage) {
        let below = std::mem::take(&mut self.below);
        if self.heading.is_some() && !below {
            return;
        }
        let hits = passage.hits(self.wanted);
        if below {
            if !passage.heading {
                self.snippet = Some(snippet(&passage.text, &hits, &(0..0), self.cells));
                // A cell of a table says too little.
                self.below = passage.text.len() < TELLING;
            }
            return;
        }
        let (words, span) = closest(&hits, self.wanted.len());
        let near = (words, Reverse(span.len()));
        if passage.heading && words == self.wanted.len() {
            self.heading = Some(Marked::new(&passage.text, &hits));
            (self.place, self.snippet) = (passage.place(0), None);
            (self.near, self.below) = (near, true);
        } else if !passage.heading && words > 0 && near > self.near {
            self.snippet = Some(snippet(&passage.text, &hits, &span, self.cells));
            (self.place, self.near) = (passage.place(span.start), near);
        }
    }
}
