//! The way through the course: where the learner was, and what comes next.

use super::{QuizState, Session, State};
use crate::{
    id::LessonId,
    library::{Item, Reference, Slot},
    progress::Latest,
};

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub item: Item,
    /// Where it stands in the course.
    pub slot: Slot,
    /// Whether it was begun before.
    pub begun: bool,
}

impl Session {
    /// Where the learner was when the program ended, if the course still has it; a quiz only while it
    /// is not finished, a lesson unless it was left at its end, read.
    pub fn resume(&self) -> Option<Reference> {
        let latest = self.latest()?;
        let there = match &latest {
            Reference::Quiz(id) => {
                self.quiz_state(id).open().is_some() && self.library.quiz(id).is_ok()
            }
            Reference::Exercise(id) => self.library.exercise_card(id).is_some(),
            Reference::Lesson(id) => {
                self.library.slot_of(&latest).is_some() && !self.was_left_read(id)
            }
            other => self.library.slot_of(other).is_some(),
        };
        there.then_some(latest)
    }

    /// Whether a lesson was read and left at its end: nothing is to go on with there.
    pub fn was_left_read(&self, id: &LessonId) -> bool {
        let known = self.progress().lesson(id).ok().flatten();
        known.is_some_and(|lesson| lesson.completed_at.is_some() && lesson.percent >= 100)
    }

    /// What comes next: what was open last if it is not done, or a change or a sitting of it is open, else the
    /// first thing behind it that is not, else the first of all. A quiz that was not passed holds nobody up: it
    /// comes when nothing else is left.
    pub fn next_step(&self) -> Option<Step> {
        let latest = self.latest().and_then(|latest| self.library.slot_of(&latest));
        let open = latest.and_then(|slot| {
            let undone = self.undone(slot).filter(|item| !self.was_failed(item));
            undone.or_else(|| self.changing(slot)).or_else(|| self.sitting(slot))
        });
        if let Some(item) = open
            && let Some(slot) = latest
        {
            return Some(Step { item: item.clone(), slot, begun: true });
        }
        let onward = |from| self.undone_from(from, |item| !self.was_failed(item));
        let ahead = latest.and_then(onward).or_else(|| onward(Slot::START));
        ahead.or_else(|| self.undone_from(Slot::START, |_| true))
    }

    /// Whether an item is a quiz that was taken to its end and not passed.
    fn was_failed(&self, item: &Item) -> bool {
        matches!(self.state(item), State::Quiz(QuizState::Taken { passed: false, .. }))
    }

    /// What comes behind an item on the way through the course: the next lesson of its week, else
    /// the first of the week's other items that is not done, else the first item of a later week.
    pub fn onward(&self, from: Slot) -> Option<Slot> {
        let items = self.library.items(from.week).iter().enumerate().skip(from.item + 1);
        let mut ahead = items
            .filter(|(_, item)| matches!(item, Item::Lesson(_)) || !self.state(item).is_done());
        let later = (from.week + 1..self.library.week_count()).map(|week| Slot { week, item: 0 });
        let same = ahead.next().map(|(item, _)| Slot { item, ..from });
        same.or_else(|| later.into_iter().find(|slot| self.library.item(*slot).is_some()))
    }

    fn latest(&self) -> Option<Reference> {
        Some(match self.known(|known| known.latest.clone())? {
            Latest::Lesson(id) => Reference::Lesson(id),
            Latest::Exercise(id) => Reference::Exercise(id),
            Latest::Lab(id) => Reference::Lab(id),
            Latest::Quiz(id) => Reference::Quiz(id),
        })
    }

    /// The exercise at a slot, if a change of it was begun last and not followed to its end.
    fn changing(&self, slot: Slot) -> Option<&Item> {
        let item = self.library.item(slot)?;
        let Item::Exercise(id) = item else { return None };
        self.open_change(id).map(|_| item)
    }

    /// The quiz at a slot, if a sitting of it can go on.
    fn sitting(&self, slot: Slot) -> Option<&Item> {
        let item = self.library.item(slot)?;
        let Item::Quiz(id) = item else { return None };
        self.quiz_state(id).open().map(|_| item)
    }

    fn undone(&self, slot: Slot) -> Option<&Item> {
        self.library.item(slot).filter(|item| !self.state(item).is_done())
    }

    /// The first thing from a slot on that is not done and wanted.
    fn undone_from(&self, from: Slot, wanted: impl Fn(&Item) -> bool) -> Option<Step> {
        (from.week..self.library.week_count()).find_map(|week| {
            let first = if week == from.week { from.item } else { 0 };
            (first..self.library.items(week).len()).find_map(|item| {
                let slot = Slot { week, item };
                let item = self.undone(slot).filter(|item| wanted(item))?;
                Some(Step { item: item.clone(), slot, begun: !self.state(item).is_new() })
            })
        })
    }
}
