//! Questions that no file has: whoever makes them from data says what is right and what is said about the
//! rest. They are posed, answered and marked like any other.

use super::{
    chance::Fingerprint,
    choice::{Choice, OptionOrder},
    matching::Matching,
    question::{Kind, Question},
};
use crate::{
    id::{LessonId, PatternId, QuestionId},
    table::Placed,
};

/// An option that is wrong, with what is said to those who pick it.
#[derive(Clone, Debug, PartialEq)]
pub struct WrongOption {
    pub text: String,
    pub feedback: String,
    /// The misconception that it shows, if any.
    pub tag: Option<String>,
}

/// What is asked and what is said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    pub id: String,
    /// The hash of what is right.
    pub meaning: String,
    pub lesson: Option<LessonId>,
    pub patterns: Vec<PatternId>,
    /// In Markdown.
    pub prompt: String,
    pub explanation: Option<String>,
}

impl Made {
    /// Asks to pick the one right option; `place` fixes where it stands among the wrong ones.
    pub fn choice(self, right: String, wrong: Vec<WrongOption>, place: Option<usize>) -> Question {
        let tags = wrong.iter().map(|one| here(one.tag.clone().unwrap_or_default())).collect();
        let each = wrong.into_iter().map(|one| (here(one.text), here(one.feedback)));
        let (texts, feedback) = each.unzip();
        let order = place.map_or(OptionOrder::Shuffled, |at| OptionOrder::AnswerAt(here(at)));
        let choice = Choice {
            right: vec![here(right)],
            wrong: texts,
            feedback,
            tags,
            several: false,
            order,
        };
        self.question(Kind::MultipleChoice(choice))
    }

    /// Asks to match the first of each pair with the second, among them `extra` ones that belong to nothing;
    /// `feedback` says why each pair belongs together.
    pub fn matching(
        self,
        pairs: Vec<(String, String)>,
        extra: Vec<String>,
        feedback: Vec<String>,
    ) -> Question {
        let texts = |texts: Vec<String>| texts.into_iter().map(here).collect();
        let pairs = pairs.into_iter().map(|(left, right)| (here(left), here(right))).collect();
        let (extra, feedback) = (texts(extra), texts(feedback));
        self.question(Kind::Matching(Matching { pairs, extra, feedback, mixups: Vec::new() }))
    }

    fn question(self, kind: Kind) -> Question {
        let mut hash = Fingerprint::default();
        hash.text(&self.prompt);
        kind.fingerprint(&mut hash);
        Question {
            id: QuestionId::new(self.id),
            id_is_derived: false,
            lesson: self.lesson.map(here),
            patterns: self.patterns.into_iter().map(here).collect(),
            family: None,
            level: None,
            preamble: None,
            prompt: here(self.prompt),
            context: self.explanation.map(here),
            revision: hash.hex(),
            meaning: self.meaning,
            kind,
            span: 0..0,
            told: Vec::new(),
        }
    }
}

/// A value that stands in no file.
fn here<T>(value: T) -> Placed<T> {
    Placed { value, span: 0..0 }
}
