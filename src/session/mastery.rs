//! Mastery: how much of a lesson, a pattern, a week was met, and how much of it would be remembered now.
//!
//! An item counts with its chance of recall today. The model says how likely it is that something is recalled
//! again, and an hour after any answer that is certain; so an item counts as not known while its last answer
//! was wrong, or was to a question to which another answer is right by now.

use std::{collections::HashMap, sync::Arc};

use serde::Serialize;

use super::{ExerciseState, Session, State};
use crate::{
    id::{LessonId, PatternId},
    library::{Item, Reference},
    messages::Messages,
    problem::Problem,
};

/// How well the items of something are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Mastery {
    /// Questions, cards, exercises and labs that there are.
    pub items: usize,
    /// Of them met at least once.
    pub seen: usize,
    /// Chances of recall now, summed; an item that was not met is not known.
    #[serde(skip)]
    recalled: f64,
}

/// The mastery of everything in the course.
#[derive(Debug, Default)]
pub(super) struct Masteries {
    lessons: HashMap<LessonId, Mastery>,
    patterns: HashMap<PatternId, Mastery>,
    weeks: HashMap<usize, Mastery>,
}

impl Mastery {
    /// Adds an item with its chance of recall; `None` where it was never met.
    fn add(&mut self, recall: Option<f64>) {
        self.items += 1;
        self.seen += usize::from(recall.is_some());
        self.recalled += recall.unwrap_or(0.0);
    }

    /// The share that was met, 0 to 1.
    pub fn seen_share(self) -> f64 {
        self.seen as f64 / self.items.max(1) as f64
    }

    /// The share that would be remembered now, 0 to 1.
    pub fn known_share(self) -> f64 {
        self.recalled / self.items.max(1) as f64
    }

    /// Both in words.
    pub fn told(self, words: &Messages) -> String {
        let percent = |share: f64| (share * 100.0).round();
        let (known, seen) = (percent(self.known_share()), percent(self.seen_share()));
        words.format("mastery.told", &[("known", &known), ("seen", &seen)])
    }
}

impl Session {
    /// How well a lesson, a pattern or a week is known, as far as it was counted; `None`
    /// where nothing of it was met.
    pub fn mastery(&self, of: &Reference) -> Option<Mastery> {
        let known = self.mastery.borrow().clone()?;
        let found = match of {
            Reference::Lesson(id) => known.lessons.get(id),
            Reference::Pattern(id) => known.patterns.get(id),
            Reference::Week(id) => known.weeks.get(&self.library.week_of(id)?),
            _ => None,
        };
        found.copied().filter(|mastery| mastery.seen > 0)
    }

    /// Counts how well everything is known; says whether that was not known before.
    pub fn count_mastery(&self) -> bool {
        if self.mastery.borrow().is_some() {
            return false;
        }
        let counted = self.counted_mastery().unwrap_or_default();
        *self.mastery.borrow_mut() = Some(Arc::new(counted));
        true
    }

    fn counted_mastery(&self) -> Result<Masteries, Problem> {
        let review = self.review(self.today())?;
        let mut recalled: HashMap<&str, Option<f64>> = HashMap::new();
        let mut masteries = Masteries::default();
        for item in &review.items {
            recalled.insert(&item.id, item.known());
        }
        for question in self.library.questions() {
            let recall = recalled.remove(question.id.as_str()).flatten();
            let lesson = question.lesson.as_ref().map(|lesson| &lesson.value);
            let patterns = question.patterns.iter().map(|pattern| &pattern.value);
            masteries.add(self, recall, lesson, patterns);
        }
        // What is left are cards and designs.
        let rest = review.items.iter().filter(|item| recalled.contains_key(item.id.as_str()));
        for item in rest {
            masteries.add(self, item.known(), item.lesson.as_ref(), item.patterns.iter());
        }
        for (slot, item) in self.library.all_items() {
            if let Some((score, lessons)) = self.practice(item) {
                masteries.weeks.entry(slot.week).or_default().add(score);
                for lesson in lessons {
                    masteries.lessons.entry(lesson).or_default().add(score);
                }
            }
        }
        Ok(masteries)
    }

    /// The best score of an exercise or a lab, 0 to 1, which does not fade, and the lessons it is about.
    fn practice(&self, item: &Item) -> Option<(Option<f64>, Vec<LessonId>)> {
        match (item, self.state(item)) {
            (Item::Exercise(id), state) => {
                let score = match state {
                    State::Exercise(ExerciseState::Graded { best, .. }) => Some(best / 100.0),
                    _ => None,
                };
                let lessons = self.library.exercise_card(id).map(|card| card.read.clone());
                Some((score, lessons.unwrap_or_default()))
            }
            (Item::Lab(id), State::Lab(state)) => {
                let (reached, all) = match state {
                    super::LabState::New => (None, self.library.lab_missions(id)),
                    super::LabState::Underway { reached, all } => (Some(reached), all),
                };
                let score = reached.map(|reached| reached as f64 / all.max(1) as f64);
                let lessons = self.library.lab(id).map(|guide| guide.lessons.clone());
                (all > 0).then(|| (score, lessons.unwrap_or_default()))
            }
            _ => None,
        }
    }
}

impl Masteries {
    fn add<'a>(
        &mut self,
        session: &Session,
        recall: Option<f64>,
        lesson: Option<&LessonId>,
        patterns: impl Iterator<Item = &'a PatternId>,
    ) {
        for pattern in patterns {
            self.patterns.entry(pattern.clone()).or_default().add(recall);
        }
        let Some(lesson) = lesson else { return };
        self.lessons.entry(lesson.clone()).or_default().add(recall);
        if let Some(slot) = session.library.slot(lesson) {
            self.weeks.entry(slot.week).or_default().add(recall);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_met_is_not_known() {
        let mut mastery = Mastery::default();
        for recall in [Some(0.9), Some(0.7), None, None] {
            mastery.add(recall);
        }
        assert_eq!((mastery.items, mastery.seen), (4, 2));
        assert_eq!((mastery.seen_share(), mastery.known_share()), (0.5, 0.4));
        assert_eq!(Mastery::default().known_share(), 0.0);
    }
}
