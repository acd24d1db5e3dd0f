//! A report to look around in: its tables in the order in which a teacher asks, and a page about each row.

use super::{
    definition::Class,
    place::{News, Place},
    print::{
        page::{self, Part},
        tables::{self, About, Listed, Table},
    },
    report::{Known, Report},
};
use crate::{
    clock::Day, exercise::Kinds, library::Library, messages::Messages, problem::Problem,
    source::Source,
};

/// In this order: where to help first, then from the course to the learners.
const ORDER: [Listed; 8] = [
    Listed::Stuck,
    Listed::Weeks,
    Listed::Questions,
    Listed::Exercises,
    Listed::Learners,
    Listed::Lessons,
    Listed::Quizzes,
    Listed::Misconceptions,
];

/// The report of a class, with what the open course knows about it.
pub struct View {
    pub report: Report,
    known: Known,
}

impl View {
    /// Reads the statements of a class and adds them up, and tells how far it is.
    ///
    /// # Errors
    /// The statements cannot be read.
    pub fn read(
        class: &Class,
        place: &Place,
        today: Day,
        (source, kinds): (Source, Kinds),
        news: &dyn Fn(News),
    ) -> Result<Self, Problem> {
        let kept = place.read(class, news)?.finish();
        let library = Library::with_kinds(source, kinds);
        let known = library.map(|library| Known::of(&library, class)).unwrap_or_default();
        Ok(Self { report: Report::of(class, kept, today, &known), known })
    }

    /// Every table, also those without a row.
    pub fn tables(&self, words: &Messages) -> Vec<Table> {
        ORDER.iter().map(|listed| tables::one(&self.report, *listed, words, true)).collect()
    }

    /// What there is to say about one thing.
    pub fn page(&self, about: &About, words: &Messages) -> Vec<Part> {
        page::page(&self.report, about, &self.known, words)
    }

    /// What was read and what all answers come to, a sentence each.
    pub fn sums(&self, words: &Messages) -> Vec<String> {
        tables::sums(&self.report, words)
    }
}
