//! Things of a course by their ids, or the problem that says that they are not there.

use super::{Library, Slot};
use crate::{
    catalog::Pattern,
    course::LessonCard,
    id::{LabId, LessonId, PatternId, WeekId},
    problem::{Fault, Problem},
};

impl Library {
    /// The slot of a lesson.
    ///
    /// # Errors
    /// Where there is none of that id.
    pub fn lesson(&self, id: &LessonId) -> Result<Slot, Problem> {
        self.slot(id).ok_or_else(|| missing("problem.no-lesson", id.as_str()))
    }

    /// What is known of a lesson without opening it.
    ///
    /// # Errors
    /// Where there is none of that id.
    pub fn card(&self, id: &LessonId) -> Result<&LessonCard, Problem> {
        let card = self.slot(id).and_then(|slot| self.at(slot));
        card.ok_or_else(|| missing("problem.no-lesson", id.as_str()))
    }

    /// The number of a week, from 0.
    ///
    /// # Errors
    /// Where there is none of that id.
    pub fn week_number(&self, id: &WeekId) -> Result<usize, Problem> {
        self.week_of(id).ok_or_else(|| missing("problem.no-week", id.as_str()))
    }

    /// A pattern of the catalog.
    ///
    /// # Errors
    /// Where there is none of that id; the hint names the nearest.
    pub fn pattern(&self, id: &PatternId) -> Result<&Pattern, Problem> {
        self.catalog().get(id.as_str()).ok_or_else(|| {
            let problem = missing("problem.no-pattern", id.as_str());
            match self.catalog().suggest(id.as_str()) {
                Some(near) => problem.advise("problem.near", &[("near", &near)]),
                None => problem,
            }
        })
    }
}

/// The problem that a lab is not there.
pub fn no_lab(id: &LabId) -> Problem {
    missing("problem.no-lab", id.as_str())
}

fn missing(key: &str, id: &str) -> Problem {
    Problem::message(Fault::Content, key, &[("id", &id)])
}
