//! How long a course takes: counted from the minutes of the lessons and exercises that it has, so that
//! no page promises more. Quizzes and labs come on top.

use super::{Item, Library, Slot};
use crate::messages::Messages;

/// Hours of a part of a course.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Hours {
    /// Of reading.
    pub theory: f64,
    /// Of exercises.
    pub practice: f64,
}

impl Hours {
    /// What a week's page says of them.
    pub fn told(self, words: &Messages) -> String {
        let key = if self.practice > 0.0 { "home.hours" } else { "home.reading" };
        words.format(key, &[("theory", &self.theory), ("practice", &self.practice)])
    }

    /// Both together.
    pub fn sum(self) -> f64 {
        self.theory + self.practice
    }
}

impl Library {
    /// The hours of a week: those that its `week.toml` gives, else those of its lessons and exercises,
    /// to the half hour.
    pub fn hours(&self, week: usize) -> Hours {
        rounded(self.minutes(week))
    }

    /// The hours of several weeks together.
    pub fn hours_of(&self, weeks: impl Iterator<Item = usize>) -> Hours {
        let minutes = weeks.map(|week| self.minutes(week));
        rounded(minutes.fold((0.0, 0.0), |all, week| (all.0 + week.0, all.1 + week.1)))
    }

    /// Minutes of reading and of practice.
    fn minutes(&self, week: usize) -> (f64, f64) {
        let (mut theory, mut practice) = (0, 0);
        for (item, found) in self.items(week).iter().enumerate() {
            match found {
                Item::Lesson(_) => {
                    theory += self.at(Slot { week, item }).map_or(0, |card| card.minutes);
                }
                Item::Exercise(id) => {
                    practice += self.exercise_card(id).and_then(|card| card.minutes).unwrap_or(0);
                }
                Item::Lab(_) | Item::Quiz(_) => {}
            }
        }
        let given = |hours: Option<f64>| hours.map(|hours| hours * 60.0);
        let week = self.week(week);
        let (says, does) = week.map_or((None, None), |at| (at.theory_hours, at.practice_hours));
        (
            given(says).unwrap_or_else(|| f64::from(theory)),
            given(does).unwrap_or_else(|| f64::from(practice)),
        )
    }
}

/// Minutes as hours, to the half hour; what takes any time takes half an hour at least.
fn rounded((theory, practice): (f64, f64)) -> Hours {
    let hours = |minutes: f64| {
        let halves = (minutes / 30.0).round() / 2.0;
        if minutes > 0.0 { halves.max(0.5) } else { 0.0 }
    };
    Hours { theory: hours(theory), practice: hours(practice) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_told_to_the_half() {
        let hours = |theory, practice| rounded((theory, practice));
        assert_eq!(hours(0.0, 5.0), Hours { theory: 0.0, practice: 0.5 });
        assert_eq!(hours(104.0, 255.0), Hours { theory: 1.5, practice: 4.5 });
    }
}
