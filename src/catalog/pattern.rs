//! One entry of the catalog.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use super::{names::Names, obligation::Grading};
use crate::{
    course::{self, former},
    diagnostic::Diagnostic,
    id::{LessonId, PatternId},
    table::{Document, Fields, Placed},
};

/// How one pattern stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// Commonly has it as a part; said from the whole to the part, never both ways.
    Uses,
    /// Does not work properly without.
    Requires,
    /// Chosen instead, for the same job; symmetric.
    AlternativeTo,
    /// Defeats its purpose in one scope; symmetric.
    ConflictsWith,
    /// A special form of.
    VariantOf,
}

/// Where an architecture pattern stands on the dimensions, and how it is rated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coordinates {
    /// Dimension id to value id.
    pub values: BTreeMap<String, String>,
    /// What the pattern decides: application structure, communication, platform or placement.
    pub plane: String,
    /// Team size that the sources name, such as `5-10`.
    pub team: String,
    /// Rating id to 1..=5; what 5 means is the rating's polarity.
    pub ratings: BTreeMap<String, u8>,
}

/// A pattern: a proven answer to a recurring problem, and its price.
#[derive(Clone, Debug)]
pub struct Pattern {
    pub id: PatternId,
    pub names: Names,
    pub aliases: Vec<String>,
    pub family: String,
    /// Week that teaches it first, 1..=12.
    pub week: u8,
    pub problem: String,
    pub forces: Vec<String>,
    pub solution: String,
    pub benefits: Vec<String>,
    pub drawbacks: Vec<String>,
    pub when: Vec<String>,
    pub when_not: Vec<String>,
    pub implementations: Vec<String>,
    pub related: BTreeMap<Relation, Vec<PatternId>>,
    pub lesson: Option<LessonId>,
    pub sources: Vec<String>,
    /// Mermaid source.
    pub diagram: Option<String>,
    /// Only the architecture patterns have them.
    pub coordinates: Option<Coordinates>,
    /// What the grader of decompositions reads.
    pub grading: Grading,
    /// The file it was read from, and where its id stands there.
    pub file: String,
    pub span: Range<usize>,
    /// The whole file, for diagnostics.
    pub source: Arc<str>,
}

impl Relation {
    /// Every relation with its key in the files.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Uses, "uses"),
        (Self::Requires, "requires"),
        (Self::AlternativeTo, "alternative_to"),
        (Self::ConflictsWith, "conflicts_with"),
        (Self::VariantOf, "variant_of"),
    ];

    /// Its key in the files.
    pub fn key(self) -> &'static str {
        Self::ALL.iter().find(|(relation, _)| *relation == self).map_or("", |(_, key)| key)
    }
}

impl Pattern {
    /// Whether it ships with the program, and the course has it from there.
    pub fn is_shared(&self) -> bool {
        self.file.starts_with(super::SHARED)
    }

    /// Its names in all languages and its aliases.
    pub fn all_names(&self) -> impl Iterator<Item = &str> {
        self.names.written().chain(self.aliases.iter().map(String::as_str))
    }

    /// The patterns it stands to in a relation.
    pub fn related(&self, relation: Relation) -> &[PatternId] {
        self.related.get(&relation).map_or(&[], Vec::as_slice)
    }

    /// Every relation it names.
    pub fn relations(&self) -> impl Iterator<Item = (Relation, &PatternId)> {
        self.related.iter().flat_map(|(relation, ids)| ids.iter().map(move |id| (*relation, id)))
    }

    /// A diagnostic at the pattern's id.
    pub fn diagnostic(&self, code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(code, self.file.clone(), message).at(&self.source, self.span.clone())
    }
}

/// Reads the patterns of one file.
pub fn read(file: &str, text: &Arc<str>) -> (Vec<Pattern>, Vec<Diagnostic>) {
    Document::new(file, Arc::clone(text)).read(text, |root| {
        root.tables("pattern")
            .iter()
            .filter_map(|fields| pattern(fields, file, text))
            .collect::<Vec<_>>()
    })
}

fn pattern(fields: &Fields<'_, '_>, file: &str, text: &Arc<str>) -> Option<Pattern> {
    let id = fields.required_id("id");
    former::allow(fields);
    let names = fields.required_table("names").map(|names| Names::read(&names));
    fields.lacks("week");
    let week = fields.in_range("week", course::WEEKS);
    let id = id.as_ref()?;
    Some(Pattern {
        id: PatternId::new(&id.value),
        names: names.unwrap_or_default(),
        aliases: list(fields.strings("aliases")),
        family: words(fields.required_string("family")),
        week: week.and_then(|week| u8::try_from(week.value).ok()).unwrap_or_default(),
        problem: words(fields.required_string("problem")),
        forces: list(fields.required_strings("forces")),
        solution: words(fields.required_string("solution")),
        benefits: list(fields.required_strings("benefits")),
        drawbacks: list(fields.required_strings("drawbacks")),
        when: list(fields.required_strings("when")),
        when_not: list(fields.required_strings("when_not")),
        implementations: list(fields.required_strings("implementations")),
        related: relations(fields),
        lesson: fields.string("lesson").map(|lesson| LessonId::new(lesson.value)),
        sources: list(fields.required_strings("sources")),
        diagram: fields.string("diagram").map(|diagram| diagram.value),
        coordinates: coordinates(fields),
        grading: Grading::read(fields),
        file: file.to_owned(),
        span: id.span.clone(),
        source: Arc::clone(text),
    })
}

fn words(text: Option<Placed<String>>) -> String {
    text.map(|text| text.value).unwrap_or_default()
}

fn list(items: Vec<Placed<String>>) -> Vec<String> {
    items.into_iter().map(|item| item.value).collect()
}

fn relations(fields: &Fields<'_, '_>) -> BTreeMap<Relation, Vec<PatternId>> {
    let Some(table) = fields.table("relations") else { return BTreeMap::new() };
    Relation::ALL
        .iter()
        .map(|(relation, key)| {
            let ids = table.string_or_strings(key);
            (*relation, ids.into_iter().map(|id| PatternId::new(id.value)).collect())
        })
        .collect()
}

fn coordinates(fields: &Fields<'_, '_>) -> Option<Coordinates> {
    let table = fields.table("coordinates");
    let plane = fields.string("plane");
    let team = fields.string("team");
    let ratings = fields.table("ratings");
    let values = table?;
    let values = values
        .keys()
        .into_iter()
        .filter_map(|key| Some((key.value.clone(), values.any(&key.value)?.string()?.value)))
        .collect();
    let mut rated = BTreeMap::new();
    if let Some(ratings) = ratings {
        for key in ratings.keys() {
            let Some(number) = ratings.any(&key.value).and_then(|value| value.integer()) else {
                continue;
            };
            match u8::try_from(number.value) {
                Ok(rating @ 1..=5) => {
                    rated.insert(key.value, rating);
                }
                _ => ratings.report("out-of-range", number.span, "a rating is 1 to 5"),
            }
        }
    }
    Some(Coordinates { values, plane: words(plane), team: words(team), ratings: rated })
}
