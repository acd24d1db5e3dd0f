//! Misconceptions: what people get wrong, from `assets/misconceptions.toml`, each with what is true and
//! the lesson that says why. Questions, labs and exercises name one by its id.

use std::{ops::Range, sync::Arc};

use crate::{
    diagnostic::Diagnostic,
    messages::Messages,
    table::{Document, Fields},
};

/// Where the misconceptions stand in a course.
pub const FILE: &str = "assets/misconceptions.toml";

/// Something that people get wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misconception {
    pub id: String,
    /// As somebody who believes it says it.
    pub says: String,
    /// What is true.
    pub truth: String,
    /// The lesson that explains it.
    pub lesson: String,
    /// The patterns that it is about.
    pub patterns: Vec<String>,
    /// The rules of exercises whose findings show it.
    pub rules: Vec<String>,
    /// Where its id stands in the file.
    pub span: Range<usize>,
}

impl Misconception {
    /// Reads the misconceptions of a file.
    pub fn read(file: &str, text: &Arc<str>) -> (Vec<Self>, Vec<Diagnostic>) {
        Document::new(file, Arc::clone(text)).read(text, |root| {
            let found = root.tables("misconception");
            found.iter().filter_map(Self::fields).collect::<Vec<_>>()
        })
    }

    fn fields(fields: &Fields<'_, '_>) -> Option<Self> {
        let id = fields.required_id("id");
        let words = |key| fields.required_string(key).map(|text| text.value);
        let (says, truth, lesson) = (words("says"), words("truth"), words("lesson"));
        let patterns = fields.strings("patterns").into_iter().map(|id| id.value).collect();
        let rules = fields.strings("rules").into_iter().map(|rule| rule.value).collect();
        let id = id?;
        Some(Self {
            id: id.value,
            says: says?,
            truth: truth?,
            lesson: lesson?,
            patterns,
            rules,
            span: id.span,
        })
    }
}

/// The first misconception that is about both of two patterns.
pub fn between<'a>(all: &'a [Misconception], one: &str, other: &str) -> Option<&'a Misconception> {
    let about = |found: &Misconception, id: &str| found.patterns.iter().any(|own| own == id);
    all.iter().find(|found| about(found, one) && about(found, other))
}

impl Misconception {
    /// Its page in Markdown: what is said, what is true, where it is taught, what it is about.
    pub fn page(&self, words: &Messages, lesson: &str, patterns: &[String]) -> String {
        let values: &[(&str, &dyn std::fmt::Display)] =
            &[("says", &self.says), ("truth", &self.truth), ("lesson", &lesson)];
        let mut page = words.format("misconception.page", values);
        if !patterns.is_empty() {
            let list = patterns.join(", ");
            page.push_str(&words.format("misconception.about", &[("patterns", &list)]));
        }
        page
    }
}
