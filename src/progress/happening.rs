//! What can happen to a learner, typed, and its form as a row of the log.
//!
//! A row is an xAPI statement in other words: `device` is the actor, `kind` the verb, `object` and
//! `revision` the object, `data` holds result (`success`, `score`, `response`) and context, and `at`
//! is the timestamp.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    id::{ExerciseId, LabId, LessonId, QuestionId, QuizId},
    quiz::{Answer, SittingMode},
};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data")]
pub enum Happening {
    /// A lesson was opened.
    #[serde(rename = "lesson.opened")]
    LessonOpened { lesson: LessonId, revision: String },
    /// The reader is at a place. Kept up to date: one row for each lesson, device and day.
    #[serde(rename = "lesson.position")]
    LessonPosition {
        lesson: LessonId,
        revision: String,
        /// Where the first line on the screen starts in the lesson's source, in bytes, so that it is
        /// found again at any window size.
        byte: u64,
        /// How much of the lesson was above the end of the screen.
        percent: u8,
        /// The most of it that ever was; give `percent` if unknown, the log keeps the largest.
        furthest: u8,
    },
    /// A lesson was read to its end or ticked off.
    #[serde(rename = "lesson.completed")]
    LessonCompleted { lesson: LessonId, revision: String },
    /// A question was answered.
    #[serde(rename = "question.answered")]
    QuestionAnswered {
        question: QuestionId,
        revision: String,
        response: Answer,
        success: bool,
        /// How much of the answer is right, from 0 to 1.
        score: f64,
        /// What posed the question.
        seed: u64,
        /// The sitting and its quiz; none for a check question in a lesson.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sitting: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        quiz: Option<QuizId>,
    },
    /// A sitting began.
    #[serde(rename = "quiz.started")]
    QuizStarted {
        quiz: QuizId,
        sitting: String,
        mode: SittingMode,
        seed: u64,
        drawn: Vec<QuestionId>,
    },
    /// A sitting ended.
    #[serde(rename = "quiz.finished")]
    QuizFinished {
        quiz: QuizId,
        sitting: String,
        right: u32,
        asked: u32,
        percent: u8,
        success: bool,
    },
    /// An answer to an exercise was changed. Kept up to date like a position.
    #[serde(rename = "exercise.drafted")]
    ExerciseDrafted { exercise: ExerciseId, revision: String, draft: String },
    /// An answer to an exercise was graded.
    #[serde(rename = "exercise.graded")]
    ExerciseGraded {
        exercise: ExerciseId,
        revision: String,
        response: String,
        success: bool,
        /// From 0 to 1.
        score: f64,
    },
    /// A goal inside a lab was reached.
    #[serde(rename = "lab.mission")]
    LabMission { lab: LabId, mission: String },
    /// A note was written or changed; an empty one is taken away.
    #[serde(rename = "note.written")]
    NoteWritten {
        /// What the note is about, such as a lesson's id.
        about: String,
        note: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        byte: Option<u64>,
        text: String,
    },
    /// A bookmark was set or taken away.
    #[serde(rename = "bookmark.set")]
    BookmarkSet { lesson: LessonId, byte: u64, label: String, set: bool },
    /// An earlier event is taken back.
    #[serde(rename = "undo")]
    Undo {
        /// The event's id as text.
        event: String,
    },
}

/// The kinds, with the field that is the object of the row.
const OBJECTS: [(&str, &str); 12] = [
    ("lesson.opened", "lesson"),
    ("lesson.position", "lesson"),
    ("lesson.completed", "lesson"),
    ("question.answered", "question"),
    ("quiz.started", "quiz"),
    ("quiz.finished", "quiz"),
    ("exercise.drafted", "exercise"),
    ("exercise.graded", "exercise"),
    ("lab.mission", "lab"),
    ("note.written", "about"),
    ("bookmark.set", "lesson"),
    ("undo", "event"),
];

/// The part of a row that a happening decides.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Content {
    pub(super) kind: String,
    pub(super) object: String,
    pub(super) revision: String,
    pub(super) data: Map<String, Value>,
}

impl Happening {
    /// Whether it replaces an earlier row of the same object, device and day.
    pub(super) fn is_coalesced(&self) -> bool {
        matches!(self, Self::LessonPosition { .. } | Self::ExerciseDrafted { .. })
    }

    /// Whether an undo may name it.
    pub(super) fn can_be_undone(&self) -> bool {
        matches!(
            self,
            Self::LessonCompleted { .. } | Self::BookmarkSet { .. } | Self::NoteWritten { .. }
        )
    }

    /// As the columns of a row; `None` never happens for a value of this type.
    pub(super) fn content(&self) -> Option<Content> {
        let Ok(Value::Object(mut tagged)) = serde_json::to_value(self) else { return None };
        let Some(Value::String(kind)) = tagged.remove("kind") else { return None };
        let Some(Value::Object(mut data)) = tagged.remove("data") else { return None };
        let mut take = |key: &str| match data.shift_remove(key) {
            Some(Value::String(text)) => text,
            _ => String::new(),
        };
        let object = take(object_key(&kind)?);
        let revision = take("revision");
        Some(Content { kind, object, revision, data })
    }

    /// From the columns of a row; `None` for a kind that this version does not know.
    pub(super) fn from_content(content: Content) -> Option<Self> {
        let Content { kind, object, revision, mut data } = content;
        let key = object_key(&kind)?;
        data.insert(key.to_owned(), Value::String(object));
        data.insert("revision".to_owned(), Value::String(revision));
        let mut tagged = Map::new();
        tagged.insert("kind".to_owned(), Value::String(kind));
        tagged.insert("data".to_owned(), Value::Object(data));
        serde_json::from_value(Value::Object(tagged)).ok()
    }
}

/// Whether this version knows the kind.
pub(super) fn is_known(kind: &str) -> bool {
    object_key(kind).is_some()
}

fn object_key(kind: &str) -> Option<&'static str> {
    OBJECTS.iter().find(|known| known.0 == kind).map(|known| known.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_happening_survives_being_a_row() {
        for happening in super::super::tests::one_of_each() {
            let content = happening.content().unwrap();
            assert!(!content.object.is_empty(), "{happening:?}");
            assert!(!content.data.contains_key("revision"));
            assert_eq!(Happening::from_content(content), Some(happening));
        }
    }

    #[test]
    fn unknown_kinds_and_broken_data_are_no_happening() {
        let content = |kind: &str| Content {
            kind: kind.into(),
            object: "x".into(),
            revision: String::new(),
            data: Map::new(),
        };
        assert_eq!(Happening::from_content(content("review.graded-later")), None);
        assert_eq!(Happening::from_content(content("quiz.started")), None);
    }
}
