//! The course: weeks in order, and what is known of a lesson without opening it.

pub mod former;

use std::{
    collections::HashMap,
    ops::{Range, RangeInclusive},
    sync::Arc,
};

use crate::{
    diagnostic::Diagnostic,
    id::{ExerciseId, LabId, LessonId, PatternId, QuizId, WeekId},
    markdown,
    table::{Document, Fields, Placed},
};

/// Minutes that a lesson, an exercise or a lab may take.
pub const MINUTES: RangeInclusive<i64> = 1..=600;
/// Numbers that a week may have.
pub const WEEKS: RangeInclusive<i64> = 1..=99;

/// What `course.toml` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Course {
    pub id: String,
    pub title: String,
    pub version: String,
    pub languages: Vec<String>,
    pub authors: Vec<String>,
    pub licence: String,
    /// Week folders in the order they are studied; empty for the order of their names.
    pub order: Vec<Placed<String>>,
    /// The quiz after the last week.
    pub exam: Option<Placed<String>>,
    pub tracks: Vec<Track>,
    /// Whether the patterns that ship with the program belong to the course, too.
    pub shares_catalog: bool,
    pub check: Strictness,
}

/// How strict `archtutor check` is: codes of warnings that are left out, and of those that are errors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Strictness {
    pub allow: Vec<Placed<String>>,
    pub deny: Vec<Placed<String>>,
}

/// A way through a part of the course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Track {
    pub id: String,
    pub title: String,
    /// For whom it is and what it leaves out.
    pub about: String,
    /// Ids of its weeks.
    pub weeks: Vec<Placed<String>>,
    /// Where the id stands in `course.toml`.
    pub span: Range<usize>,
}

/// What `week.toml` says.
#[derive(Clone, Debug, PartialEq)]
pub struct Week {
    pub id: WeekId,
    pub title: String,
    /// What a learner can do afterwards.
    pub outcomes: Vec<String>,
    /// Hours of reading, where the author says more than the minutes of the lessons do.
    pub theory_hours: Option<f64>,
    /// Hours of practice, where the author says more than the minutes of the exercises do.
    pub practice_hours: Option<f64>,
    pub quiz: Option<QuizId>,
    pub exercises: Vec<ExerciseId>,
    pub labs: Vec<LabId>,
    pub milestone: Option<String>,
    /// What comes after this week, in words.
    pub next: Option<String>,
    /// The folder inside the course, such as `lessons/01-trade-offs`.
    pub folder: String,
    /// Where the references stand in `week.toml`, in the order quiz, exercises, labs, and its own id.
    pub spans: Vec<(String, Range<usize>)>,
}

/// What the front matter of a lesson says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonCard {
    pub id: LessonId,
    pub title: String,
    /// Reading time in minutes.
    pub minutes: u32,
    /// Lessons that should be read before.
    pub needs: Vec<LessonId>,
    /// Patterns that the lesson teaches.
    pub patterns: Vec<PatternId>,
    /// Path inside the course.
    pub file: String,
    /// Where each reference stands in the file, and last its own id.
    pub spans: Vec<(String, Range<usize>)>,
}

impl Course {
    /// Reads `course.toml`.
    pub fn read(file: &str, text: &Arc<str>) -> (Self, Vec<Diagnostic>) {
        Document::new(file, Arc::clone(text)).read(text, |root| {
            let id = root.required_id("id");
            let title = root.required_string("title");
            let version = root.string("version");
            let languages = root.strings("languages");
            let authors = root.strings("authors");
            let licence = root.string("licence");
            let order = root.table("weeks").map(|weeks| weeks.strings("order"));
            let exam = root.string("exam");
            let catalog = root.one_of("catalog", &[("archtutor", ())]);
            let check = root.table("check");
            let codes = |key| check.as_ref().map(|check| check.strings(key)).unwrap_or_default();
            let tracks = root.tables("track").iter().filter_map(Track::fields).collect();
            Self {
                exam,
                tracks,
                shares_catalog: catalog.is_some(),
                check: Strictness { allow: codes("allow"), deny: codes("deny") },
                id: words(id),
                title: words(title),
                version: words(version),
                languages: values(&languages),
                authors: values(&authors),
                licence: words(licence),
                order: order.unwrap_or_default(),
            }
        })
    }
}

impl Track {
    fn fields(fields: &Fields<'_, '_>) -> Option<Self> {
        let id = fields.required_id("id");
        let (title, about) = (fields.required_string("title"), fields.string("about"));
        let weeks = fields.strings("weeks");
        let id = id?;
        Some(Self { id: id.value, title: words(title), about: words(about), weeks, span: id.span })
    }
}

impl Week {
    /// Reads the `week.toml` of a folder; nothing if it has no usable id.
    pub fn read(folder: &str, text: &Arc<str>) -> (Option<Self>, Vec<Diagnostic>) {
        let file = format!("{folder}/week.toml");
        Document::new(file, Arc::clone(text)).read(text, |root| Self::fields(&root, folder))
    }

    fn fields(root: &Fields<'_, '_>, folder: &str) -> Option<Self> {
        let id = root.required_id("id");
        let title = root.required_string("title");
        let outcomes = root.strings("outcomes");
        let theory = hours(root, "theory_hours");
        let practice = hours(root, "practice_hours");
        let quiz = root.string("quiz");
        let exercises = root.strings("exercises");
        let labs = root.strings("labs");
        let milestone = root.string("milestone");
        let next = root.string("next");
        former::allow(root);
        let id = id?;
        let spans = quiz.iter().chain(&exercises).chain(&labs).chain(std::iter::once(&id));
        Some(Self {
            title: words(title),
            outcomes: values(&outcomes),
            theory_hours: theory,
            practice_hours: practice,
            spans: spans.map(|at| (at.value.clone(), at.span.clone())).collect(),
            id: WeekId::new(id.value),
            quiz: quiz.map(|quiz| QuizId::new(quiz.value)),
            exercises: exercises.iter().map(|id| ExerciseId::new(&id.value)).collect(),
            labs: labs.iter().map(|id| LabId::new(&id.value)).collect(),
            milestone: milestone.map(|text| text.value),
            next: next.map(|text| text.value),
            folder: folder.to_owned(),
        })
    }

    /// Where its id stands in `week.toml`.
    pub fn id_span(&self) -> Range<usize> {
        self.spans.last().map_or(0..0, |(_, span)| span.clone())
    }

    /// Where each reference stands in `week.toml`.
    pub fn spans_by_id(&self) -> HashMap<&str, Range<usize>> {
        spans_by_id(&self.spans)
    }

    /// The number that a folder's name starts with, such as 4 in `04-decomposition`.
    pub fn number(&self) -> Option<u32> {
        week_number(&self.folder)
    }
}

/// The number that the name of a week's folder starts with.
pub fn week_number(folder: &str) -> Option<u32> {
    let name = folder.rsplit('/').next()?;
    name.split('-').next()?.parse().ok()
}

impl LessonCard {
    /// Reads the front matter of a lesson. `text` is the file, or a start of it that holds the whole
    /// front matter.
    pub fn read(file: &str, text: &Arc<str>) -> (Option<Self>, Vec<Diagnostic>) {
        let Some(range) = markdown::front_matter(text).0 else {
            return (None, vec![no_front_matter(file, text)]);
        };
        let toml = text.get(range.clone()).unwrap_or_default();
        Document::part(file, Arc::clone(text), range.start)
            .read(toml, |root| Self::fields(&root, file, range.start))
    }

    fn fields(root: &Fields<'_, '_>, file: &str, offset: usize) -> Option<Self> {
        let id = root.required_id("id");
        let title = root.required_string("title");
        let minutes = root.in_range("minutes", MINUTES);
        let needs = root.strings("needs");
        let patterns = root.strings("patterns");
        former::allow(root);
        let id = id?;
        let spans = needs.iter().chain(&patterns).chain(std::iter::once(&id));
        // A lesson without a title can still be read.
        let title = title.map_or_else(|| words(Some(id.clone())), |title| words(Some(title)));
        Some(Self {
            title,
            minutes: minutes.and_then(|minutes| u32::try_from(minutes.value).ok()).unwrap_or(0),
            needs: needs.iter().map(|id| LessonId::new(&id.value)).collect(),
            patterns: patterns.iter().map(|id| PatternId::new(&id.value)).collect(),
            file: file.to_owned(),
            spans: spans
                .map(|at| (at.value.clone(), at.span.start + offset..at.span.end + offset))
                .collect(),
            id: LessonId::new(id.value),
        })
    }

    /// Where its id stands in the file.
    pub fn id_span(&self) -> Range<usize> {
        self.spans.last().map_or(0..0, |(_, span)| span.clone())
    }

    /// Where each reference of the front matter stands in the file.
    pub fn spans_by_id(&self) -> HashMap<&str, Range<usize>> {
        spans_by_id(&self.spans)
    }

    /// Where a reference of the front matter stands in the file.
    pub fn span_of(&self, id: &str) -> Range<usize> {
        self.spans.iter().find(|(known, _)| known == id).map_or(0..0, |(_, span)| span.clone())
    }
}

/// Why a lesson has no front matter that can be read.
fn no_front_matter(file: &str, text: &Arc<str>) -> Diagnostic {
    let first = text.lines().next().unwrap_or_default();
    let (code, message, help) = match first.trim_end() {
        "+++" => (
            "unclosed-front-matter",
            "the front matter is not closed",
            "a second line `+++` ends it; the text of the lesson follows",
        ),
        "---" => (
            "yaml-front-matter",
            "the front matter is YAML",
            "lessons have TOML between lines `+++`: `id = \"…\"` instead of `id: …`",
        ),
        _ => (
            "no-front-matter",
            "the lesson has no front matter",
            "start the file with a line `+++`, then id, title and minutes, then `+++`",
        ),
    };
    Diagnostic::error(code, file, message).at(text, 0..first.len().min(80)).help(help)
}

/// Each id with the first place where it stands.
fn spans_by_id(spans: &[(String, Range<usize>)]) -> HashMap<&str, Range<usize>> {
    spans.iter().rev().map(|(id, span)| (id.as_str(), span.clone())).collect()
}

/// Where a lesson's body starts: behind its front matter, or at 0 without one.
pub fn body_start(text: &str) -> usize {
    markdown::front_matter(text).1
}

fn hours(root: &Fields<'_, '_>, key: &'static str) -> Option<f64> {
    let found = root.number(key)?;
    if !(0.0..=200.0).contains(&found.value) {
        root.report("out-of-range", found.span, format!("`{key}` is 0 to 200"));
        return None;
    }
    Some(found.value)
}

fn words(text: Option<Placed<String>>) -> String {
    text.map(|text| text.value).unwrap_or_default()
}

fn values(items: &[Placed<String>]) -> Vec<String> {
    items.iter().map(|item| item.value.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_found_and_its_mistakes_point_into_the_file() {
        let text: Arc<str> = "+++\nid = 'a'\ntitel = 'A'\n+++\n# Body\n".into();
        let (card, found) = LessonCard::read("a.md", &text);
        assert_eq!(card.unwrap().id.as_str(), "a");
        let places: Vec<_> = found.iter().map(|d| (d.code, d.position().unwrap().0)).collect();
        assert_eq!(places, [("unknown-key", 3)]);
        assert_eq!(&text[body_start(&text)..], "# Body\n");
    }

    #[test]
    fn a_lesson_without_front_matter_says_how_to_start() {
        let text: Arc<str> = "# Body\n".into();
        let (card, found) = LessonCard::read("a.md", &text);
        assert!(card.is_none());
        assert_eq!(found[0].code, "no-front-matter");
        assert_eq!(body_start(&text), 0);
    }
}
