//! Changes: the facts of a decomposition move after a design was accepted, and what it costs to follow.
//!
//! A [`Change`] is a patch of the facts with a story. The same grader judges a design under the new
//! facts; [`cost`] prices what was altered, [`search`] looks for the cheapest way of other designs.
//! Knows facts and designs; no files, no exercise, no learner.

pub mod cost;
pub mod matching;
mod moves;
mod patch;
pub mod prove;
mod read;
pub mod search;
mod sequence;
mod told;

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    design::{Architecture, PatternBook, Scenario, assess, score::Band},
    diagnostic::Diagnostic,
};

pub use cost::{Adaptation, adaptation};
use patch::Ground;
pub use sequence::Sequence;
pub use told::Told;

/// What moves, in the words of change scenarios.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Load,
    /// A goal of latency or availability.
    Goal,
    Law,
    Organisation,
    Product,
    Supplier,
    /// Fewer people or less money to run it.
    Money,
    /// What was split has to be joined again.
    Retreat,
}

impl Kind {
    /// Every kind with its word in the files.
    pub const WORDS: [(&'static str, Self); 8] = [
        ("load", Self::Load),
        ("goal", Self::Goal),
        ("law", Self::Law),
        ("organisation", Self::Organisation),
        ("product", Self::Product),
        ("supplier", Self::Supplier),
        ("money", Self::Money),
        ("retreat", Self::Retreat),
    ];

    /// Its word in the files.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }
}

/// What happens to a system after its design was accepted.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub id: String,
    pub title: String,
    pub kind: Kind,
    /// Markdown: who wants what, why now, what is fixed.
    pub story: String,
    /// References that are not sound any more.
    pub breaks: Vec<String>,
    /// References that stay sound.
    pub spares: Vec<String>,
    /// Changes that it cannot follow: no sound design is known after both.
    pub not_after: Vec<String>,
    /// Which of several facts move; nothing where an exercise has no variants.
    pub variant: Option<String>,
    /// Path of its file in the course.
    pub file: String,
}

/// A change with the facts that hold after it.
#[derive(Clone, Debug)]
pub struct Later {
    pub change: Change,
    pub facts: Scenario,
    /// Fingerprint of the facts: a draft remembers under which ones it was made.
    pub revision: String,
    /// The facts as TOML, for what happens after it.
    merged: String,
    /// The change as it is written.
    text: Arc<str>,
    /// Sound adaptations by the names of the designs that they began as.
    pub witnesses: BTreeMap<String, Architecture>,
    /// Designs that are sound after another change and then this one, by the id of the other: where no design
    /// that is stored for one of them is.
    pub after: BTreeMap<String, Architecture>,
}

/// A design and what a change costs it.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    pub design: String,
    pub adaptation: Adaptation,
    /// Tenths of points after it.
    pub tenths: i32,
}

impl Later {
    /// Reads a change against the facts of its exercise, both as TOML.
    pub fn read(file: &str, text: &Arc<str>, exercise: &str) -> (Option<Self>, Vec<Diagnostic>) {
        read::read(file, text, exercise, Ground::Exercise)
    }

    /// The same change where another one was met before: its facts are those that the other one left.
    ///
    /// # Errors
    /// Everything that the two contradict each other in.
    pub fn upon(&self, earlier: &Self) -> Result<Self, Vec<Diagnostic>> {
        let (file, left) = (&self.change.file, &earlier.merged);
        let (later, found) = read::read(file, &self.text, left, Ground::Earlier);
        later.filter(|_| found.is_empty()).ok_or(found)
    }

    /// Whether a design is sound under the new facts: 80 points, no blocker, no major.
    pub fn holds(&self, design: &Architecture, book: &PatternBook) -> bool {
        is_sound(&self.facts, design, book)
    }

    /// What the change costs each design whose adaptation is known, in the order of the designs.
    pub fn compare(&self, designs: &[(String, Architecture)], book: &PatternBook) -> Vec<Compared> {
        let known = designs.iter().filter_map(|(name, before)| {
            let after = self.witnesses.get(name)?;
            Some(Compared {
                design: name.clone(),
                adaptation: adaptation(&self.facts, book, before, after),
                tenths: assess(&self.facts, after, book).score.tenths,
            })
        });
        known.collect()
    }
}

/// Whether a design passes: a major caps the points below that.
pub(crate) fn is_sound(facts: &Scenario, design: &Architecture, book: &PatternBook) -> bool {
    reaches(facts, design, book, Band::Sound)
}

/// Whether a design comes to a band without a major.
fn reaches(facts: &Scenario, design: &Architecture, book: &PatternBook, band: Band) -> bool {
    let score = assess(facts, design, book).score;
    score.band() >= band && score.majors == 0
}

#[cfg(test)]
mod tests;
