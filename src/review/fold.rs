//! The state of an item: a fold over what happened to it, in its order.

use super::{Grade, Memory, Model};
use crate::clock::Day;

/// So many lapses make a leech.
pub const LEECH: u32 = 5;

/// Something that happened to an item on a learning day.
#[derive(Clone, Debug, PartialEq)]
pub enum Occurrence {
    /// It was answered. `meaning` is the hash of what was right, where it is known.
    Answered { day: Day, grade: Grade, meaning: Option<String> },
    /// Its week was tested out of: a Good for an item that was never answered.
    Known { day: Day },
    /// The learner asked for it again although it is a leech.
    Restored,
}

/// How an item stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    pub memory: Memory,
    /// The learning day of the last answer, and its grade.
    pub day: Day,
    pub grade: Grade,
    /// Answers since the start or the last change of meaning.
    pub reps: u32,
    /// Answers among them that were forgotten on a later day than the one before.
    pub lapses: u32,
    /// The same since the item was asked for again.
    pub recent_lapses: u32,
    /// The last known hash of what was right.
    pub meaning: Option<String>,
}

impl Standing {
    /// Whether it was forgotten so often that asking again does not help.
    pub fn is_leech(&self) -> bool {
        self.recent_lapses >= LEECH
    }
}

/// Folds what happened to an item, sorted by learning day, moment and id; `None` if nothing was answered.
pub fn fold(model: &Model, events: impl IntoIterator<Item = Occurrence>) -> Option<Standing> {
    events.into_iter().fold(None, |before, event| after(model, before, event))
}

/// The state after one more occurrence.
pub(super) fn after(
    model: &Model,
    before: Option<Standing>,
    event: Occurrence,
) -> Option<Standing> {
    match (before, event) {
        (None, Occurrence::Restored) => None,
        (None, Occurrence::Known { day }) => first(model, day, Grade::Good, None),
        (Some(before), Occurrence::Known { .. }) => Some(before),
        (Some(before), Occurrence::Restored) => Some(Standing { recent_lapses: 0, ..before }),
        (before, Occurrence::Answered { day, grade, meaning }) => {
            // An answer that says nothing of what was right never counts as a change of it.
            let known = before.as_ref().and_then(|before| before.meaning.clone());
            let changed = known.is_some() && meaning.is_some() && known != meaning;
            let meaning = meaning.or(known);
            match before.filter(|_| !changed) {
                Some(before) => Some(next(model, before, day, grade, meaning)),
                None => first(model, day, grade, meaning),
            }
        }
    }
}

fn first(model: &Model, day: Day, grade: Grade, meaning: Option<String>) -> Option<Standing> {
    let memory = model.next(None, 0, grade)?;
    Some(Standing { memory, day, grade, reps: 1, lapses: 0, recent_lapses: 0, meaning })
}

fn next(
    model: &Model,
    before: Standing,
    day: Day,
    grade: Grade,
    meaning: Option<String>,
) -> Standing {
    let days = day.days_since(before.day);
    let lapse = u32::from(grade == Grade::Again && days > 0);
    Standing {
        memory: model.next(Some(before.memory), days, grade).unwrap_or(before.memory),
        day,
        grade,
        reps: before.reps + 1,
        lapses: before.lapses + lapse,
        recent_lapses: before.recent_lapses + lapse,
        meaning,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn answer(on: &str, grade: Grade) -> Occurrence {
        Occurrence::Answered { day: day(on), grade, meaning: None }
    }

    fn meant(on: &str, meaning: &str) -> Occurrence {
        Occurrence::Answered { day: day(on), grade: Grade::Good, meaning: Some(meaning.into()) }
    }

    fn standing(events: &[Occurrence]) -> Option<Standing> {
        fold(&Model::default(), events.iter().cloned())
    }

    #[test]
    fn a_lapse_is_a_forgotten_answer_on_a_later_day() {
        let found = standing(&[
            answer("2026-01-01", Grade::Again),
            answer("2026-01-01", Grade::Again),
            answer("2026-01-02", Grade::Again),
            answer("2026-01-02", Grade::Again),
        ])
        .unwrap();
        assert_eq!((found.reps, found.lapses), (4, 1));
    }

    #[test]
    fn five_lapses_make_a_leech_until_it_is_asked_for_again() {
        let days = ["01", "02", "03", "04", "05", "06"];
        let mut events: Vec<Occurrence> =
            days.iter().map(|at| answer(&format!("2026-01-{at}"), Grade::Again)).collect();
        assert!(!standing(&events[..5]).unwrap().is_leech());
        assert!(standing(&events).unwrap().is_leech());
        events.push(Occurrence::Restored);
        let restored = standing(&events).unwrap();
        assert!(!restored.is_leech() && restored.lapses == 5);
    }

    #[test]
    fn a_change_of_meaning_begins_anew_and_a_silent_answer_changes_nothing() {
        let start = standing(&[meant("2026-01-09", "b")]).unwrap();
        let changed = standing(&[meant("2026-01-01", "a"), meant("2026-01-09", "b")]).unwrap();
        assert_eq!(changed, start);
        let silent = [meant("2026-01-01", "a"), answer("2026-01-03", Grade::Good)];
        assert_eq!(standing(&silent).unwrap().meaning.as_deref(), Some("a"));
        let again = [&silent[..], &[meant("2026-01-09", "a")]].concat();
        assert_eq!(standing(&again).unwrap().reps, 3);
    }

    #[test]
    fn a_week_that_is_known_stands_for_a_first_good_answer() {
        let known = Occurrence::Known { day: day("2026-01-01") };
        let good = standing(&[answer("2026-01-01", Grade::Good)]);
        assert_eq!(standing(std::slice::from_ref(&known)), good);
        assert_eq!(standing(&[answer("2026-01-01", Grade::Good), known]), good);
        assert_eq!(standing(&[Occurrence::Restored]), None);
    }
}
