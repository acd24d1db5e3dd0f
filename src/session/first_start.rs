//! The very first start: what the course is, how long it takes, and where one may begin. Screens and plain
//! mode say it, each in its own form.

use super::Session;
use crate::{
    library::{Reference, Slot},
    messages::Messages,
};

/// What is said at the very first start.
pub struct FirstStart {
    /// The course's title.
    pub title: String,
    pub about: String,
    /// How many weeks there are.
    pub weeks: String,
    /// How many hours they take.
    pub hours: String,
    pub ways: Vec<Way>,
}

/// A way to begin.
pub struct Way {
    pub label: String,
    pub note: String,
    pub goal: Reference,
}

impl Session {
    /// What is said at the very first start.
    pub fn first_start(&self, words: &Messages) -> FirstStart {
        let library = self.library();
        let weeks = library.week_count();
        let hours = library.hours_of(0..weeks);
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("theory", &hours.theory), ("practice", &hours.practice), ("sum", &hours.sum())];
        FirstStart {
            title: library.course().title.clone(),
            about: words.get("welcome.about").to_owned(),
            weeks: words.plural("welcome.weeks", weeks),
            hours: words.format("track.hours", &values),
            ways: self.ways_to_begin(words),
        }
    }

    /// The quiz of a week 0, which tells whether one needs that week; the first lesson; the one behind
    /// that week.
    fn ways_to_begin(&self, words: &Messages) -> Vec<Way> {
        let library = self.library();
        let say = |key: &str| words.get(key).to_owned();
        let mut ways = Vec::new();
        let before = library.week(0).filter(|week| week.number() == Some(0));
        if let Some((week, quiz)) = before.and_then(|week| Some((week, week.quiz.clone()?))) {
            ways.push(Way {
                label: say("welcome.diagnose"),
                note: words.format("welcome.diagnose-note", &[("week", &week.title)]),
                goal: Reference::Quiz(quiz),
            });
        }
        if let Some(step) = self.next_step() {
            ways.push(Way {
                label: say("welcome.begin"),
                note: library.item_full_name(step.slot, words),
                goal: step.item.reference(),
            });
        }
        let first = Slot { week: usize::from(before.is_some()), item: 0 };
        if let Some(item) = library.item(first).filter(|_| before.is_some()) {
            ways.push(Way {
                label: say("welcome.skip"),
                note: library.item_full_name(first, words),
                goal: item.reference(),
            });
        }
        ways
    }
}
