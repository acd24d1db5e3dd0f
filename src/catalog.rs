//! The pattern catalog: what patterns there are, how they relate, where they stand on the dimensions.

mod card_rules;
pub mod compare;
pub mod condition;
pub mod dimension;
pub mod laws;
pub mod names;
pub mod obligation;
pub mod page;
pub mod pattern;
pub mod tree;

use std::{collections::HashMap, sync::Arc};

use crate::{diagnostic::Diagnostic, id::PatternId};

pub use card_rules::CardRules;
pub use dimension::{Dimension, Rating, Scheme};
pub use obligation::Obligations;
pub use pattern::{Coordinates, Pattern, Relation};
pub use tree::{DecisionTree, Next};

/// The whole catalog, patterns in the order of their files.
#[derive(Debug, Default)]
pub struct Catalog {
    patterns: Vec<Pattern>,
    by_id: HashMap<PatternId, usize>,
    /// The dimensions and ratings that the architecture patterns are placed on.
    pub scheme: Scheme,
    /// The questions that lead to one of the architecture patterns.
    pub tree: DecisionTree,
    /// What an answer can owe.
    pub obligations: Obligations,
    /// What reading found about cards.
    pub cards: CardRules,
}

/// What the paths of files begin with that ship with the program and that a course shares.
pub const SHARED: &str = "archtutor/";

/// One catalog file: its path in the course, and its text.
pub type File = (String, Arc<str>);

impl Catalog {
    /// Reads the catalog from its files; what is wrong with them comes back beside what could be read.
    /// Of two patterns with one id the first is kept.
    pub fn read(files: &[File]) -> (Self, Vec<Diagnostic>) {
        let mut catalog = Self::default();
        let mut found = Vec::new();
        for (file, text) in files {
            let name = file.rsplit('/').next().unwrap_or(file);
            match name {
                "dimensions.toml" => found.extend(catalog.scheme.read(file, text)),
                "decision-tree.toml" => found.extend(catalog.tree.read(file, text)),
                "obligations.toml" => {
                    let (obligations, wrong) = Obligations::read(file, text);
                    catalog.obligations = obligations;
                    found.extend(wrong);
                }
                card_rules::FILE => {
                    let (cards, wrong) = CardRules::read(file, text);
                    catalog.cards = cards;
                    found.extend(wrong);
                }
                _ => {
                    let (patterns, wrong) = pattern::read(file, text);
                    found.extend(wrong);
                    for pattern in patterns {
                        found.extend(catalog.add(pattern, text));
                    }
                }
            }
        }
        (catalog, found)
    }

    fn add(&mut self, pattern: Pattern, text: &Arc<str>) -> Option<Diagnostic> {
        if let Some(first) = self.get(pattern.id.as_str()) {
            return Some(
                Diagnostic::error(
                    "duplicate-id",
                    pattern.file.clone(),
                    format!("a second pattern is called `{}`", pattern.id),
                )
                .at(text, pattern.span.clone())
                .help(format!("the first one stands in {}; rename one of them", first.file)),
            );
        }
        self.by_id.insert(pattern.id.clone(), self.patterns.len());
        self.patterns.push(pattern);
        None
    }

    /// Every pattern, family by family.
    pub fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// The pattern of that id.
    pub fn get(&self, id: &str) -> Option<&Pattern> {
        self.by_id.get(id).and_then(|at| self.patterns.get(*at))
    }

    /// The pattern that a learner means by a word: an id, a name in any language, or an alias.
    pub fn find(&self, word: &str) -> Option<&Pattern> {
        let wanted = word.trim().to_lowercase();
        self.get(&wanted).or_else(|| {
            self.patterns.iter().find(|pattern| {
                pattern.all_names().any(|name| name.to_lowercase() == wanted)
                    || pattern.id.as_str() == wanted.replace(' ', "-")
            })
        })
    }

    /// The ids nearest to a word that is none.
    pub fn suggest(&self, word: &str) -> Option<&str> {
        crate::text::nearest(word, self.patterns.iter().map(|pattern| pattern.id.as_str()))
    }

    /// The families in the order of the files.
    pub fn families(&self) -> Vec<&str> {
        let mut families: Vec<&str> = Vec::new();
        for pattern in &self.patterns {
            if !families.contains(&pattern.family.as_str()) {
                families.push(&pattern.family);
            }
        }
        families
    }

    /// The architecture patterns that have coordinates.
    pub fn placed(&self) -> impl Iterator<Item = (&Pattern, &Coordinates)> {
        self.patterns.iter().filter_map(|pattern| Some((pattern, pattern.coordinates.as_ref()?)))
    }
}
