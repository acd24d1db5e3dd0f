//! Where a lesson stands in the course, what comes before and after it, and how it is numbered.

use super::{Library, Reference};
use crate::{
    course::{LessonCard, Week},
    id::LessonId,
    source::Source,
};

/// Where an item stands in the course. Lessons come first in a week, so that the number of a lesson
/// is that of its item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// Number of the week, from 0, in study order.
    pub week: usize,
    /// Number of the item in its week, from 0.
    pub item: usize,
}

impl Slot {
    /// The first item of all.
    pub const START: Self = Self { week: 0, item: 0 };
}

impl Library {
    /// Every lesson in study order with its slot. Reads the front matter of all of them.
    pub fn all_lessons(&self) -> impl Iterator<Item = (Slot, &LessonCard)> {
        (0..self.shelves.len()).flat_map(move |week| {
            let cards = self.lessons(week).iter().enumerate();
            cards.map(move |(item, card)| (Slot { week, item }, card))
        })
    }

    /// The lesson in a slot.
    pub fn at(&self, slot: Slot) -> Option<&LessonCard> {
        self.lessons(slot.week).get(slot.item)
    }

    /// The slot of a lesson.
    pub fn slot(&self, id: &LessonId) -> Option<Slot> {
        self.all_lessons().find(|(_, card)| card.id == *id).map(|(slot, _)| slot)
    }

    /// The slot of a lesson file.
    pub fn slot_of_file(&self, file: &str) -> Option<Slot> {
        let (folder, _) = file.rsplit_once('/')?;
        let week = self.shelves.iter().position(|shelf| shelf.folder == folder)?;
        let item = self.lessons(week).iter().position(|card| card.file == file)?;
        Some(Slot { week, item })
    }

    /// The lesson of a course that is one file.
    pub fn only_lesson(&self) -> Option<Reference> {
        let Source::Book(book) = &self.source else { return None };
        let card = self.at(Slot::START).filter(|_| book.is_one_file())?;
        Some(Reference::Lesson(card.id.clone()))
    }

    /// The lesson after a slot, over the border of the week.
    pub fn after(&self, slot: Slot) -> Option<Slot> {
        let next = Slot { item: slot.item + 1, ..slot };
        if self.at(next).is_some() {
            return Some(next);
        }
        (slot.week + 1..self.shelves.len())
            .map(|week| Slot { week, item: 0 })
            .find(|slot| self.at(*slot).is_some())
    }

    /// The lesson before a slot, over the border of the week.
    pub fn before(&self, slot: Slot) -> Option<Slot> {
        if let Some(item) = slot.item.checked_sub(1) {
            return Some(Slot { item, ..slot });
        }
        (0..slot.week).rev().find_map(|week| {
            let item = self.lessons(week).len().checked_sub(1)?;
            Some(Slot { week, item })
        })
    }

    /// How a lesson is numbered for a learner, such as `4.2`.
    pub fn number(&self, slot: Slot) -> String {
        let week = self.week(slot.week).and_then(Week::number);
        let week = week.map_or(slot.week + 1, |number| number as usize);
        format!("{week}.{}", slot.item + 1)
    }
}
