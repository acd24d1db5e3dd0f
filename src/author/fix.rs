//! What can be mended of a course without deciding anything: keys and words with one letter wrong, ids
//! that nobody wrote, quotes of a word processor, tabs, the bars of a table, other line ends. Prose is never touched, and nothing is
//! lost; what is written is for others.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    check::Report,
    course::LessonCard,
    diagnostic::{Diagnostic, Edit},
    id::{self, Unused},
    markdown,
    quiz::Quiz,
    source::{Part, Source, walk},
};

/// An id made from a question has so many words of it.
const WORDS: usize = 5;

/// What stands in place of a tab.
const TAB: &str = "    ";

/// A file as it is and as it would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// Path in the course.
    pub file: String,
    /// Its text with plain line ends and without a mark at the start.
    pub before: Arc<str>,
    /// What is changed of that, in order; none where only line ends or the mark are.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// The text after the changes.
    pub fn after(&self) -> String {
        let mut text = self.before.to_string();
        for edit in self.edits.iter().rev() {
            text.replace_range(edit.span.clone(), &edit.text);
        }
        text
    }

    /// The changed lines, before with `-`, after with `+`.
    pub fn diff(&self) -> String {
        let mut diff = String::new();
        for edit in &self.edits {
            let start = self.before.get(..edit.span.start).and_then(|text| text.rfind('\n'));
            let start = start.map_or(0, |at| at + 1);
            let rest = self.before.get(edit.span.end..).unwrap_or_default();
            let end = rest.find('\n').map_or(self.before.len(), |at| edit.span.end + at);
            let lines = self.before.get(start..end).unwrap_or_default();
            let number = self.before.get(..start).unwrap_or_default().lines().count() + 1;
            let mut after = lines.to_owned();
            after.replace_range(edit.span.start - start..edit.span.end - start, &edit.text);
            diff.push_str(&format!("{}:{number}\n", self.file));
            // A tab looks like blanks.
            let seen = |line: &str| line.replace('\t', "^I");
            lines.lines().for_each(|line| diff.push_str(&format!("- {}\n", seen(line))));
            after.lines().for_each(|line| diff.push_str(&format!("+ {}\n", seen(line))));
        }
        if self.edits.is_empty() {
            diff.push_str(&format!("{}: line ends\n", self.file));
        }
        diff
    }
}

/// Everything that can be mended of what was found. `is_plain` says whether a file on disk has plain line
/// ends and no mark; nothing where its bytes are not UTF-8, so that writing it would lose some.
pub fn fixes(
    source: &Source,
    report: &Report,
    is_plain: impl Fn(&str) -> Option<bool>,
) -> Vec<Fix> {
    let mut ids = taken(source);
    let mut edits: BTreeMap<&str, Vec<Edit>> = BTreeMap::new();
    for found in &report.diagnostics {
        let edit = found.edit.clone().or_else(|| missing_id(source, found, &mut ids));
        edits.entry(&found.file).or_default().extend(edit);
    }
    let files = files(source);
    let mended = files.into_iter().filter_map(|file| {
        let plain = is_plain(&file)?;
        let before = source.read(&file).ok()?;
        let mut edits = edits.remove(file.as_str()).unwrap_or_default();
        edits.extend(indents(&file, &before));
        let edits = apart(edits);
        let mended = !plain || !edits.is_empty();
        mended.then_some(Fix { file, before, edits })
    });
    mended.collect()
}

/// Blanks in place of the tabs that lines of TOML begin with; none where that would change a text.
fn indents(file: &str, text: &str) -> Vec<Edit> {
    let toml = match file.ends_with(".toml") {
        true => 0..text.len(),
        false => markdown::front_matter(text).0.unwrap_or_default(),
    };
    let part = text.get(toml.clone()).unwrap_or_default();
    if !part.contains('\t') {
        return Vec::new();
    }
    let (mut edits, mut mended, mut at) = (Vec::new(), String::new(), toml.start);
    for line in part.split_inclusive('\n') {
        let bare = line.trim_start_matches([' ', '\t']);
        let indent = line.get(..line.len() - bare.len()).unwrap_or_default();
        if indent.contains('\t') {
            let blanks = indent.replace('\t', TAB);
            edits.push(Edit { span: at..at + indent.len(), text: blanks.clone() });
            mended.push_str(&blanks);
        } else {
            mended.push_str(indent);
        }
        mended.push_str(bare);
        at += line.len();
    }
    let said = |text: &str| text.parse::<toml::Table>().ok();
    if said(part) == said(&mended) { edits } else { Vec::new() }
}

/// Edits in order, without those that touch one before them.
fn apart(mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut end = 0;
    let mut first = true;
    edits.retain(|edit| {
        let fits = first || edit.span.start > end;
        if fits {
            (end, first) = (edit.span.end, false);
        }
        fits
    });
    edits
}

/// The files that an author writes.
fn files(source: &Source) -> Vec<String> {
    let mut files = vec![crate::source::COURSE_FILE.to_owned()];
    for folder in [walk::WEEKS, "quizzes", walk::EXERCISES, walk::LABS, "assets"] {
        let below = source.below(folder);
        files.extend(
            below.into_iter().filter(|path| path.ends_with(".toml") || path.ends_with(".md")),
        );
    }
    files
}

/// The ids that lessons and questions have.
fn taken(source: &Source) -> Unused {
    let mut ids = Unused::default();
    for week in source.weeks() {
        for (file, text) in source.texts(Part::Lessons(&walk::week_folder(&week))) {
            let card = text.ok().and_then(|text| LessonCard::read(&file, &text).0);
            card.iter().for_each(|card| drop(ids.take(card.id.as_str())));
        }
    }
    for (file, text) in source.texts(Part::Pools) {
        let quiz = text.ok().and_then(|text| Quiz::parse(&file, &text).0);
        let questions = quiz.iter().flat_map(|quiz| &quiz.questions);
        let named = questions.filter(|question| !question.id_is_derived);
        named.for_each(|question| drop(ids.take(question.id.as_str())));
    }
    ids
}

/// The line with an id for a lesson or a question that has none.
fn missing_id(source: &Source, found: &Diagnostic, ids: &mut Unused) -> Option<Edit> {
    let text = source.read(&found.file).ok()?;
    let id = match found.code {
        "no-id" => question_id(&found.file, &text, found)?,
        "missing-key" if found.message.starts_with("`id`") => lesson_id(&text)?,
        _ => return None,
    };
    let (at, id) = id;
    let line = format!("id = \"{}\"\n", ids.take(&id));
    Some(Edit { span: at..at, text: line })
}

/// Where the id of a lesson belongs, and one made from its title.
fn lesson_id(text: &str) -> Option<(usize, String)> {
    let front = markdown::front_matter(text).0?;
    let table: toml::Table = text.get(front.clone())?.parse().ok()?;
    let title = table.get("title")?.as_str()?;
    Some((front.start, id::slug(title, "lesson")))
}

/// Where the id of a question belongs, and one made from its quiz and its first words.
fn question_id(file: &str, text: &str, found: &Diagnostic) -> Option<(usize, String)> {
    let span = found.span.clone()?;
    let quiz = Quiz::parse(file, text).0?;
    let question = quiz.questions.iter().find(|question| question.span == span)?;
    // One that stands between braces has no line of its own.
    let header = text.get(span.start..)?.split('\n').next()?;
    let at = span.start + header.len() + 1;
    if header.trim() != "[[questions]]" || at > text.len() {
        return None;
    }
    let words: Vec<&str> = question.prompt.value.split_whitespace().take(WORDS).collect();
    Some((at, id::slug(&format!("{} {}", quiz.id, words.join(" ")), "question")))
}
