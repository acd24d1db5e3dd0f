//! Learners, each under a code: how much they did, and what goes into a gradebook.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    All,
    counted::counting,
    exercises,
    figures::{mean, six},
    lessons,
    parts::{Grades, Learner},
    quizzes,
};
use crate::{
    class::read::{Name, Record, Said},
    clock::Timestamp,
};

/// Whoever does nothing for longer was elsewhere, in milliseconds.
const GAP: i64 = 30 * 60_000;

/// Every learner, by code.
pub(super) fn all(all: &All<'_>) -> Vec<Learner> {
    let mut learners: Vec<Learner> =
        all.learners().filter_map(|records| learner(all, records)).collect();
    learners.sort_by(|one, other| one.learner.cmp(&other.learner));
    learners
}

fn learner(all: &All<'_>, records: &[Record]) -> Option<Learner> {
    let (first, last) = (records.first()?, records.last()?);
    let points: Vec<f64> = counting(records)
        .into_values()
        .filter_map(|at| match records.get(at)?.said {
            Said::Answered(answer) => Some(answer.points.value()),
            _ => None,
        })
        .collect();
    let devices: HashSet<Name> = records.iter().filter_map(|record| record.device).collect();
    let in_review = |record: &&Record| matches!(record.said, Said::Answered(a) if a.review);
    Some(Learner {
        learner: all.text(first.learner).to_owned(),
        devices: devices.len() as u64,
        statements: records.len() as u64,
        first: Timestamp(first.at).rfc3339_millis(),
        last: Timestamp(last.at).rfc3339_millis(),
        active_ms: active_ms(records),
        lessons_opened: lessons::opened(records).len() as u64,
        lessons_completed: lessons::completed(records).len() as u64,
        items: points.len() as u64,
        score: mean(points.iter().copied()).map(six),
        reviews: records.iter().filter(in_review).count() as u64,
        quizzes_passed: quizzes::passed(records).len() as u64,
        exercises_passed: exercises::passed(records).len() as u64,
    })
}

/// The time at work: on each device the gaps between statements, as far as they are short; after a longer
/// one, and first, what the statement itself took.
fn active_ms(records: &[Record]) -> u64 {
    let mut last: HashMap<Option<Name>, i64> = HashMap::new();
    let mut sum = 0;
    for record in records {
        let gap = last.insert(record.device, record.at).map(|before| record.at - before);
        sum += match gap {
            Some(gap) if gap <= GAP => gap.unsigned_abs(),
            _ => u64::from(record.ms),
        };
    }
    sum
}

/// The best results of every learner, by code.
pub(super) fn grades(all: &All<'_>) -> Vec<Grades> {
    let mut grades: Vec<Grades> = all.learners().filter_map(|of| grades_of(all, of)).collect();
    grades.sort_by(|one, other| one.learner.cmp(&other.learner));
    grades
}

fn grades_of(all: &All<'_>, records: &[Record]) -> Option<Grades> {
    let (mut exercises, mut quizzes) = (BTreeMap::new(), BTreeMap::new());
    for record in records {
        let (best, id, points) = match record.said {
            Said::Graded { exercise, points, .. } => (&mut exercises, exercise, points),
            Said::Finished { quiz, points, .. } => (&mut quizzes, quiz, points),
            _ => continue,
        };
        let best: &mut f64 = best.entry(all.text(id).to_owned()).or_insert(0.0);
        *best = best.max(points.value() * 100.0);
    }
    Some(Grades { learner: all.text(records.first()?.learner).to_owned(), exercises, quizzes })
}
