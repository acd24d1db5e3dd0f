//! Lessons: who opened and finished them, and at which one learners fell silent.

use std::collections::{BTreeMap, HashSet};

use super::{
    All,
    parts::{Lesson, WeekHere},
};
use crate::class::read::{Name, Record, Said};

/// Whoever said nothing for so many days before today is silent.
const SILENT_DAYS: u32 = 7;

/// Every lesson that was opened or finished.
pub(super) fn all(all: &All<'_>) -> Vec<Lesson> {
    let mut lessons: BTreeMap<&str, [u64; 3]> = BTreeMap::new();
    let silent_since = all.today.start().0 - i64::from(SILENT_DAYS) * 86_400_000;
    for records in all.learners() {
        let (opened, completed) = (opened(records), completed(records));
        for (at, names) in [&opened, &completed].into_iter().enumerate() {
            for lesson in names {
                let counts = lessons.entry(all.text(*lesson)).or_default();
                counts.iter_mut().skip(at).take(1).for_each(|count| *count += 1);
            }
        }
        let silent = records.last().is_some_and(|last| last.at < silent_since);
        let left = latest(records).filter(|lesson| silent && !completed.contains(lesson));
        if let Some(lesson) = left {
            lessons.entry(all.text(lesson)).or_default()[2] += 1;
        }
    }
    lessons
        .into_iter()
        .map(|(id, [opened, completed, left_off])| Lesson {
            id: id.to_owned(),
            opened: Some(opened),
            completed: Some(completed),
            left_off: Some(left_off),
        })
        .collect()
}

/// How many learners opened a lesson of each week last, as far as the course is open.
pub(super) fn weeks(all: &All<'_>) -> Vec<WeekHere> {
    let mut weeks: BTreeMap<&str, u64> = BTreeMap::new();
    for lesson in all.learners().filter_map(latest) {
        if let Some(week) = all.known.weeks.get(all.text(lesson)) {
            *weeks.entry(week).or_default() += 1;
        }
    }
    weeks
        .into_iter()
        .map(|(week, here)| WeekHere { week: week.to_owned(), here: Some(here) })
        .collect()
}

/// The lesson that a learner opened last.
fn latest(records: &[Record]) -> Option<Name> {
    records.iter().rev().find_map(|record| match record.said {
        Said::Opened { lesson } => Some(lesson),
        _ => None,
    })
}

/// The lessons that a learner opened.
pub(super) fn opened(records: &[Record]) -> HashSet<Name> {
    let lessons = records.iter().filter_map(|record| match record.said {
        Said::Opened { lesson } => Some(lesson),
        _ => None,
    });
    lessons.collect()
}

/// The lessons that a learner finished.
pub(super) fn completed(records: &[Record]) -> HashSet<Name> {
    let lessons = records.iter().filter_map(|record| match record.said {
        Said::Completed { lesson } => Some(lesson),
        _ => None,
    });
    lessons.collect()
}
