//! One question: what all kinds have in common, and the closed set of kinds.

mod meaning;

use std::{collections::BTreeMap, ops::Range};

use crate::{
    course::former,
    id::{LessonId, PatternId, QuestionId},
    markdown::{self, BlockKind},
    table::{Fields, Placed},
};

use super::{
    chance::Fingerprint,
    choice::Choice,
    classify::Classify,
    fault_line::FaultLine,
    matching::Matching,
    mistake::{Mistake, WrongPair},
    numeric::Numeric,
    ordering::Ordering,
    short_answer::ShortAnswer,
    tracing::Tracing,
};

/// The first paragraph of a Markdown text without marks; empty where it has none.
pub(super) fn first_paragraph(text: &str) -> String {
    let text = markdown::parse(text).iter().find_map(|block| match &block.kind {
        BlockKind::Paragraph(text) => Some(markdown::plain(text)),
        _ => None,
    });
    text.unwrap_or_default()
}

/// What a question asks of the learner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Recall,
    Apply,
    Analyse,
}

impl Level {
    pub(super) const ALL: [(&'static str, Self); 3] =
        [("recall", Self::Recall), ("apply", Self::Apply), ("analyse", Self::Analyse)];

    /// Its word in files.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, level)| *level == self).map_or("", |(word, _)| word)
    }
}

/// A question of a quiz.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    pub id: QuestionId,
    /// Whether the id was made from the content because the file gives none.
    pub id_is_derived: bool,
    /// The lesson that teaches it.
    pub lesson: Option<Placed<LessonId>>,
    pub patterns: Vec<Placed<PatternId>>,
    /// Questions of one family train the same thing in other words; a draw holds at most one of them.
    pub family: Option<Placed<String>>,
    pub level: Option<Level>,
    /// What several questions have in common, in Markdown.
    pub preamble: Option<String>,
    /// The question itself, in Markdown; empty where the program speaks for itself.
    pub prompt: Placed<String>,
    /// The explanation, in Markdown.
    pub context: Option<Placed<String>>,
    /// Content hash: it changes when the question says something else, and only then.
    pub revision: String,
    /// Hash of what is right: it changes when another answer is right, and only then.
    pub meaning: String,
    pub kind: Kind,
    /// Where the question stands in its file, in bytes.
    pub span: Range<usize>,
    /// Keys of which something is said already: what they lack is no news.
    pub(super) told: Vec<&'static str>,
}

/// Keys that can be left out and that a good question has; the last ones stand in its `answer`.
const GOOD: [&str; 5] = ["lesson", "level", "context", "feedback", "mistakes"];
const GOOD_ANSWER: [&str; 3] = ["fix", "items", "tolerance"];

/// The kinds of questions.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    MultipleChoice(Choice),
    ShortAnswer(ShortAnswer),
    Tracing(Tracing),
    Ordering(Ordering),
    Matching(Matching),
    Classify(Classify),
    Numeric(Numeric),
    FaultLine(FaultLine),
}

/// The names of the kinds in files.
const KINDS: [(&str, &str); 8] = [
    ("MultipleChoice", "MultipleChoice"),
    ("ShortAnswer", "ShortAnswer"),
    ("Tracing", "Tracing"),
    ("Ordering", "Ordering"),
    ("Matching", "Matching"),
    ("Classify", "Classify"),
    ("Numeric", "Numeric"),
    ("FaultLine", "FaultLine"),
];

/// What an entry of a quiz may be: the kinds, and a task in one's own words.
pub const TYPES: [&str; 9] = [
    "MultipleChoice",
    "ShortAnswer",
    "Tracing",
    "Ordering",
    "Matching",
    "Classify",
    "Numeric",
    "FaultLine",
    "Written",
];

impl Kind {
    /// The name of the kind in files.
    pub fn name(&self) -> &'static str {
        match self {
            Self::MultipleChoice(_) => "MultipleChoice",
            Self::ShortAnswer(_) => "ShortAnswer",
            Self::Tracing(_) => "Tracing",
            Self::Ordering(_) => "Ordering",
            Self::Matching(_) => "Matching",
            Self::Classify(_) => "Classify",
            Self::Numeric(_) => "Numeric",
            Self::FaultLine(_) => "FaultLine",
        }
    }

    fn parse(name: &str, fields: &Fields<'_, '_>, parts: &Parts<'_, '_>) -> Option<Self> {
        let Parts { prompt, answer } = parts;
        Some(match name {
            "MultipleChoice" => Self::MultipleChoice(Choice::parse(fields, prompt, answer)?),
            "ShortAnswer" => Self::ShortAnswer(ShortAnswer::parse(fields, prompt, answer)?),
            "Tracing" => Self::Tracing(Tracing::parse(fields, prompt, answer)?),
            "Ordering" => Self::Ordering(Ordering::parse(fields, answer)?),
            "Matching" => Self::Matching(Matching::parse(fields, prompt, answer)?),
            "Classify" => Self::Classify(Classify::parse(fields, prompt, answer)?),
            "Numeric" => Self::Numeric(Numeric::parse(fields, prompt, answer)?),
            _ => Self::FaultLine(FaultLine::parse(fields, prompt, answer)?),
        })
    }

    pub(super) fn fingerprint(&self, hash: &mut Fingerprint) {
        hash.text(self.name());
        match self {
            Self::MultipleChoice(kind) => kind.fingerprint(hash),
            Self::ShortAnswer(kind) => kind.fingerprint(hash),
            Self::Tracing(kind) => kind.fingerprint(hash),
            Self::Ordering(kind) => kind.fingerprint(hash),
            Self::Matching(kind) => kind.fingerprint(hash),
            Self::Classify(kind) => kind.fingerprint(hash),
            Self::Numeric(kind) => kind.fingerprint(hash),
            Self::FaultLine(kind) => kind.fingerprint(hash),
        }
    }
}

struct Parts<'d, 't> {
    prompt: Fields<'d, 't>,
    answer: Fields<'d, 't>,
}

impl Question {
    /// The misconceptions that its wrong answers show, with their places in the file.
    pub fn tags(&self) -> Vec<&Placed<String>> {
        fn of<T>(mistakes: &[Mistake<T>]) -> Vec<&Placed<String>> {
            mistakes.iter().filter_map(|mistake| mistake.tag.as_ref()).collect()
        }
        match &self.kind {
            Kind::MultipleChoice(kind) => {
                kind.tags.iter().filter(|tag| !tag.value.is_empty()).collect()
            }
            Kind::ShortAnswer(kind) => of(&kind.mistakes),
            Kind::Tracing(kind) => of(&kind.mistakes),
            Kind::Numeric(kind) => of(&kind.mistakes),
            Kind::FaultLine(kind) => of(&kind.mistakes),
            Kind::Matching(kind) => WrongPair::tags(&kind.mixups),
            Kind::Classify(kind) => WrongPair::tags(&kind.mixups),
            Kind::Ordering(_) => Vec::new(),
        }
    }

    /// The first paragraph of the prompt without marks, with `…` for what is drawn anew each time;
    /// empty where the program speaks for itself.
    pub fn teaser(&self) -> String {
        let text = first_paragraph(&self.prompt.value);
        match &self.kind {
            Kind::Numeric(kind) => kind.parameters.blank(&text),
            _ => text,
        }
    }

    /// Reads one question; `multipart` holds what groups of questions have in common.
    pub(super) fn parse(
        fields: &Fields<'_, '_>,
        multipart: &BTreeMap<String, String>,
    ) -> Option<Self> {
        let id = fields.string("id");
        former::allow(fields);
        let lesson = fields.string("lesson").map(|id| id.map(LessonId::new));
        let patterns = fields.strings("patterns");
        let patterns = patterns.into_iter().map(|id| id.map(PatternId::new)).collect();
        let family = fields.string("family");
        let level = fields.one_of("level", &Level::ALL).map(|found| found.value);
        let meaning = fields.string("meaning");
        let context = fields.string("context").filter(|text| !text.value.trim().is_empty());
        // What mdbook-quiz asks for in prose has no place here; the key is known all the same.
        fields.ignore("promptExplanation");
        let preamble = fields.string("multipart").and_then(|key| {
            let found = multipart.get(&key.value).cloned();
            if found.is_none() {
                let known: Vec<&str> = multipart.keys().map(String::as_str).collect();
                let help = crate::table::did_you_mean(&key.value, &known);
                let message = format!("no `multipart` is called `{}`", key.value);
                fields.report_with_help("unknown-multipart", key.span, message, help);
            }
            found
        });
        let Some(name) = fields.required_one_of("type", &KINDS) else {
            // Which keys may stand here depends on the type.
            fields.accept_any();
            return None;
        };
        let (prompt, answer) = (fields.required_table("prompt"), fields.required_table("answer"));
        let (Some(prompt), Some(answer)) = (prompt, answer) else {
            fields.accept_any();
            return None;
        };
        let text = match name.value {
            "Tracing" => prompt.string("prompt"),
            _ => prompt.required_string("prompt"),
        };
        let parts = Parts { prompt, answer };
        let kind = Kind::parse(name.value, fields, &parts)?;
        let told = GOOD.into_iter().filter(|key| fields.tells(key));
        let told = told.chain(GOOD_ANSWER.into_iter().filter(|key| parts.answer.tells(key)));
        let told = told.collect();
        let text = match name.value {
            "Tracing" => text.unwrap_or(Placed { value: String::new(), span: fields.span() }),
            _ => text?,
        };
        let mut hash = Fingerprint::default();
        hash.text(&text.value);
        hash.text(preamble.as_deref().unwrap_or(""));
        hash.text(context.as_ref().map_or("", |context| context.value.as_str()));
        kind.fingerprint(&mut hash);
        let revision = hash.hex();
        let meaning = meaning.map_or_else(|| kind.meaning(), |text| meaning::declared(&text.value));
        let span = id.as_ref().map_or_else(|| fields.span(), |id| id.span.clone());
        let id_is_derived = id.is_none();
        let id = id.map_or_else(|| format!("q-{revision}"), |id| id.value);
        Some(Self {
            id: QuestionId::new(id),
            id_is_derived,
            lesson,
            patterns,
            family,
            level,
            preamble,
            prompt: text,
            context,
            revision,
            meaning,
            kind,
            span,
            told,
        })
    }
}
