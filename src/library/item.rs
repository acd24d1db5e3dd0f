//! What a week holds. This is the only list of it: the map, the week's page, menus, search and the way
//! through the course all walk this one, so that nothing is forgotten in one of them.

use std::collections::HashSet;

use super::{Library, Reference, Slot};
use crate::{
    id::{ExerciseId, LabId, LessonId, QuizId},
    messages::Messages,
};

/// One thing of a week that is studied.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Item {
    Lesson(LessonId),
    Exercise(ExerciseId),
    Lab(LabId),
    Quiz(QuizId),
}

impl Item {
    /// What it is, to be opened.
    pub fn reference(&self) -> Reference {
        match self {
            Self::Lesson(id) => Reference::Lesson(id.clone()),
            Self::Exercise(id) => Reference::Exercise(id.clone()),
            Self::Lab(id) => Reference::Lab(id.clone()),
            Self::Quiz(id) => Reference::Quiz(id.clone()),
        }
    }
}

impl Library {
    /// What a week holds, in the order in which it is studied: lessons, exercises, labs, its quiz, and
    /// the exam behind the last. What the course has not is left out.
    pub fn items(&self, week: usize) -> &[Item] {
        self.shelves.get(week).map_or(&[], |shelf| shelf.items.get_or_init(|| self.gather(week)))
    }

    /// The item in a slot.
    pub fn item(&self, slot: Slot) -> Option<&Item> {
        self.items(slot.week).get(slot.item)
    }

    /// Every item of every week in study order. Reads the front matter of all lessons.
    pub fn all_items(&self) -> impl Iterator<Item = (Slot, &Item)> {
        (0..self.week_count()).flat_map(move |week| {
            let items = self.items(week).iter().enumerate();
            items.map(move |(item, found)| (Slot { week, item }, found))
        })
    }

    /// Where what a reference names stands in the course; nothing if no week holds it.
    pub fn slot_of(&self, reference: &Reference) -> Option<Slot> {
        match reference {
            Reference::Lesson(id) => self.slot(id),
            _ => self
                .all_items()
                .find(|(_, item)| item.reference() == *reference)
                .map(|(slot, _)| slot),
        }
    }

    /// The exercises that are in the course although no week lists them.
    pub fn unlisted_exercises(&self) -> impl Iterator<Item = &ExerciseId> {
        let listed: HashSet<&ExerciseId> = self.weeks().flat_map(|week| &week.exercises).collect();
        self.exercise_folders().iter().filter(move |id| !listed.contains(id))
    }

    /// What an item is called in a list of its week.
    pub fn item_name(&self, slot: Slot, words: &Messages) -> String {
        match self.item(slot) {
            Some(Item::Lesson(_)) => {
                let title = self.at(slot).map_or("", |card| card.title.as_str());
                format!("{} {title}", self.number(slot))
            }
            Some(Item::Exercise(id)) => {
                self.exercise_card(id).map_or_else(|| id.to_string(), |card| card.title.clone())
            }
            Some(Item::Lab(id)) => self.lab_name(id, words),
            Some(Item::Quiz(id)) => {
                let key = if self.exam().as_ref() == Some(id) { "home.exam" } else { "home.quiz" };
                words.get(key).to_owned()
            }
            None => String::new(),
        }
    }

    /// What an item is called where its week is not named: a quiz says whose it is.
    pub fn item_full_name(&self, slot: Slot, words: &Messages) -> String {
        let name = self.item_name(slot, words);
        match self.item(slot) {
            Some(Item::Quiz(id)) if self.exam().as_ref() != Some(id) => {
                let title = self.week(slot.week).map_or("", |week| week.title.as_str());
                format!("{name}: {title}")
            }
            _ => name,
        }
    }

    fn gather(&self, number: usize) -> Vec<Item> {
        let lessons = self.lessons(number).iter().map(|card| Item::Lesson(card.id.clone()));
        let mut items: Vec<Item> = lessons.collect();
        if let Some(week) = self.week(number) {
            let known = self.exercise_folders();
            let exercises = week.exercises.iter().filter(|id| known.contains(id));
            items.extend(exercises.cloned().map(Item::Exercise));
            let labs = week.labs.iter().filter(|id| self.has_lab(id));
            items.extend(labs.cloned().map(Item::Lab));
            items.extend(week.quiz.iter().cloned().map(Item::Quiz));
        }
        let last = number + 1 == self.week_count();
        items.extend(self.exam().filter(|_| last).map(Item::Quiz));
        items
    }
}
