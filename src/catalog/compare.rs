//! Two to four patterns side by side.

use super::{Catalog, Pattern, pattern::Relation};
use crate::problem::Problem;

/// One row of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aspect {
    /// What is compared: a key of the interface's words (`compare.price`), or the id of a dimension or
    /// rating.
    pub label: Label,
    /// One cell a pattern.
    pub cells: Vec<Cell>,
}

/// What a row compares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Label {
    /// A field that every pattern has.
    Field(&'static str),
    /// A dimension, by id.
    Dimension(String),
    /// A rating, by id, with its polarity.
    Rating { name: String, lower_is_better: bool },
}

/// What a pattern has in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Texts(Vec<String>),
    Word(String),
    /// 1..=5.
    Rating(u8),
    Nothing,
}

impl Aspect {
    /// Whether the patterns differ here.
    pub fn differs(&self) -> bool {
        self.cells.windows(2).any(|pair| pair[0] != pair[1])
    }
}

/// Compares 2 to 4 patterns.
///
/// # Errors
/// Where there are fewer or more.
pub fn compare(catalog: &Catalog, patterns: &[&Pattern]) -> Result<Vec<Aspect>, Problem> {
    if !(2..=4).contains(&patterns.len()) {
        return Err(Problem::usage("A comparison takes two to four patterns")
            .hint("archtutor catalog compare saga two-phase-commit"));
    }
    let texts = |label: &'static str, of: &dyn Fn(&Pattern) -> Vec<String>| Aspect {
        label: Label::Field(label),
        cells: patterns.iter().map(|pattern| cell(of(pattern))).collect(),
    };
    let names = |relation: Relation| {
        move |pattern: &Pattern| -> Vec<String> {
            let ids = pattern.related(relation).iter();
            ids.map(|id| catalog.get(id.as_str()).map_or(id.as_str(), |p| &p.names.en).to_owned())
                .collect()
        }
    };
    let mut rows = vec![
        texts("problem", &|pattern| vec![pattern.problem.clone()]),
        texts("solution", &|pattern| vec![pattern.solution.clone()]),
        texts("benefits", &|pattern| pattern.benefits.clone()),
        texts("drawbacks", &|pattern| pattern.drawbacks.clone()),
        texts("when", &|pattern| pattern.when.clone()),
        texts("when-not", &|pattern| pattern.when_not.clone()),
        texts("requires", &names(Relation::Requires)),
        texts("alternative-to", &names(Relation::AlternativeTo)),
        texts("conflicts-with", &names(Relation::ConflictsWith)),
    ];
    if patterns.iter().any(|pattern| pattern.coordinates.is_some()) {
        rows.extend(placed_rows(catalog, patterns));
    }
    Ok(rows)
}

fn placed_rows(catalog: &Catalog, patterns: &[&Pattern]) -> Vec<Aspect> {
    let word = |of: &dyn Fn(&Pattern) -> Option<String>| -> Vec<Cell> {
        patterns.iter().map(|pattern| of(pattern).map_or(Cell::Nothing, Cell::Word)).collect()
    };
    let mut rows = vec![Aspect {
        label: Label::Field("plane"),
        cells: word(&|pattern| Some(pattern.coordinates.as_ref()?.plane.clone())),
    }];
    rows.extend(catalog.scheme.dimensions.iter().map(|dimension| Aspect {
        label: Label::Dimension(dimension.id.clone()),
        cells: word(&|p| p.coordinates.as_ref()?.values.get(&dimension.id).cloned()),
    }));
    rows.push(Aspect {
        label: Label::Field("team"),
        cells: word(&|pattern| Some(pattern.coordinates.as_ref()?.team.clone())),
    });
    rows.extend(catalog.scheme.ratings.iter().map(|rating| {
        let of = |pattern: &&Pattern| {
            let found = pattern.coordinates.as_ref().and_then(|at| at.ratings.get(&rating.id));
            found.map_or(Cell::Nothing, |rating| Cell::Rating(*rating))
        };
        Aspect {
            label: Label::Rating {
                name: rating.name.clone(),
                lower_is_better: rating.lower_is_better,
            },
            cells: patterns.iter().map(of).collect(),
        }
    }));
    rows
}

fn cell(texts: Vec<String>) -> Cell {
    if texts.is_empty() { Cell::Nothing } else { Cell::Texts(texts) }
}
