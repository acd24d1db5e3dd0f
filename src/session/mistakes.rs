//! Mistakes: what was answered wrongly last, and what was picked wrongly more than once.

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;

use super::{
    Session,
    review::{ItemKind, ItemState, ReviewItem},
};
use crate::{
    id::{LessonId, QuestionId},
    library::Slot,
    messages::Messages,
    problem::Problem,
    progress::QuestionProgress,
    quiz::{Answer, Kind, Question},
};

/// A question that was answered wrongly.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mistake {
    pub id: QuestionId,
    pub lesson: Option<LessonId>,
    /// What it asks, in a line.
    pub prompt: String,
    /// How often it was answered wrongly.
    pub wrong: u32,
    /// Whether the last answer was wrong and the learner was sure of it.
    pub sure: bool,
    /// Whether the last answer was wrong.
    pub open: bool,
    /// Whether it was forgotten so often that reviews do not ask it.
    pub leech: bool,
    /// Wrong options that were picked twice or more.
    pub picked: Vec<String>,
}

impl Session {
    /// The mistakes of the learner: those they were sure of first, then in the order of the course.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn mistakes(&self, words: &Messages) -> Result<Vec<Mistake>, Problem> {
        let marks = self.progress.marks()?;
        let review = self.review(self.today())?;
        let items: HashMap<&str, &ReviewItem> =
            review.items.iter().map(|item| (item.id.as_str(), item)).collect();
        let mut mistakes: Vec<(Option<Slot>, Mistake)> = Vec::new();
        for missed in self.progress.missed()? {
            let id = missed.question.as_str();
            let hidden = marks.hidden.get(id).is_some_and(|at| *at >= missed.seen_at.0);
            let Ok(question) = self.item(&missed.question, 0, words) else { continue };
            if hidden {
                continue;
            }
            let leech = items.get(id).is_some_and(|item| item.state == ItemState::Leech);
            if let Some(mistake) = self.mistake(&missed, &question, leech)? {
                let slot = mistake.lesson.as_ref().and_then(|lesson| self.library.slot(lesson));
                mistakes.push((slot, mistake));
            }
        }
        mistakes.sort_by(|(a_slot, a), (b_slot, b)| {
            let key = |slot: &Option<Slot>, mistake: &Mistake| {
                (!mistake.sure, !mistake.open, slot.is_none(), *slot)
            };
            key(a_slot, a).cmp(&key(b_slot, b)).then_with(|| a.id.cmp(&b.id))
        });
        Ok(mistakes.into_iter().map(|(_, mistake)| mistake).collect())
    }

    fn mistake(
        &self,
        missed: &QuestionProgress,
        question: &Question,
        leech: bool,
    ) -> Result<Option<Mistake>, Problem> {
        let often = if missed.wrong > 1 {
            let answers = self.progress.wrong_answers(missed.question.as_str())?;
            picked_twice(question, &answers)
        } else {
            Vec::new()
        };
        if missed.last_right && !leech && often.is_empty() {
            return Ok(None);
        }
        Ok(Some(Mistake {
            id: missed.question.clone(),
            lesson: question.lesson.as_ref().map(|lesson| lesson.value.clone()),
            prompt: question.teaser(),
            wrong: missed.wrong,
            sure: !missed.last_right && missed.last_sure,
            open: !missed.last_right,
            leech,
            picked: often,
        }))
    }
}

/// The wrong options of a question that stand in two answers or more.
fn picked_twice(question: &Question, answers: &[Answer]) -> Vec<String> {
    let Kind::MultipleChoice(choice) = &question.kind else { return Vec::new() };
    let times = |option: &str| {
        let picks = |answer: &&Answer| matches!(answer, Answer::Choice(picked) if picked.iter().any(|one| one == option));
        answers.iter().filter(picks).count()
    };
    // A card has other options each time; of a question only those that it still has are told.
    let given = answers.iter().filter_map(|answer| match answer {
        Answer::Choice(picked) => Some(picked.iter().cloned()),
        _ => None,
    });
    let options: BTreeSet<String> = match ItemKind::of(question.id.as_str()) {
        ItemKind::Question => choice.wrong.iter().map(|option| option.value.clone()).collect(),
        ItemKind::Card | ItemKind::Design => given.flatten().collect(),
    };
    options.into_iter().filter(|option| times(option) > 1).collect()
}
