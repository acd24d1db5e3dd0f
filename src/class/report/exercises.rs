//! Exercises: who passed, and what rules found in the answers.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap, HashSet},
};

use super::{
    All,
    parts::{Exercise, Finding},
};
use crate::class::read::{Name, Record, Said};

/// Whoever had so many answers graded and passed with none is stuck.
const TRIES: u64 = 3;

/// What is known about an exercise so far.
#[derive(Default)]
struct Sums<'a> {
    learners: u64,
    graded: u64,
    passed: u64,
    first_time: u64,
    stuck: u64,
    /// Learners and times of each rule.
    findings: BTreeMap<&'a str, (u64, u64)>,
}

/// What one learner did with an exercise.
#[derive(Default)]
struct Mine {
    graded: u64,
    passed: bool,
    first_time: bool,
    findings: HashMap<Name, u64>,
}

/// Every exercise that was graded, with how many are stuck at it.
pub(super) fn all(all: &All<'_>) -> Vec<(Exercise, u64)> {
    let mut exercises: BTreeMap<&str, Sums<'_>> = BTreeMap::new();
    for records in all.learners() {
        for (exercise, mine) in mine(all, records) {
            let sums = exercises.entry(all.text(exercise)).or_default();
            sums.learners += 1;
            sums.graded += mine.graded;
            sums.passed += u64::from(mine.passed);
            sums.first_time += u64::from(mine.first_time);
            sums.stuck += u64::from(mine.graded >= TRIES && !mine.passed);
            for (rule, times) in mine.findings {
                let finding = sums.findings.entry(all.text(rule)).or_default();
                *finding = (finding.0 + 1, finding.1 + times);
            }
        }
    }
    exercises.into_iter().map(|(id, sums)| (sums.exercise(id), sums.stuck)).collect()
}

fn mine(all: &All<'_>, records: &[Record]) -> HashMap<Name, Mine> {
    let mut exercises: HashMap<Name, Mine> = HashMap::new();
    for record in records {
        let Said::Graded { exercise, passed, findings, .. } = record.said else { continue };
        let mine = exercises.entry(exercise).or_default();
        mine.first_time |= mine.graded == 0 && passed;
        mine.graded += 1;
        mine.passed |= passed;
        for (rule, times) in all.kept.lists.items(findings) {
            *mine.findings.entry(*rule).or_default() += u64::from(*times);
        }
    }
    exercises
}

impl Sums<'_> {
    fn exercise(&self, id: &str) -> Exercise {
        let mut findings: Vec<Finding> = self
            .findings
            .iter()
            .map(|(rule, (learners, times))| Finding {
                rule: (*rule).to_owned(),
                learners: Some(*learners),
                times: Some(*times),
            })
            .collect();
        findings.sort_by_key(|finding| Reverse(finding.learners));
        Exercise {
            id: id.to_owned(),
            learners: Some(self.learners),
            graded: Some(self.graded),
            passed: Some(self.passed),
            first_time: Some(self.first_time),
            findings,
        }
    }
}

/// The exercises that a learner passed.
pub(super) fn passed(records: &[Record]) -> HashSet<Name> {
    let passed = records.iter().filter_map(|record| match record.said {
        Said::Graded { exercise, passed: true, .. } => Some(exercise),
        _ => None,
    });
    passed.collect()
}
