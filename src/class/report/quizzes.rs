//! Quizzes: how far learners come, and how dependably a quiz measures.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    All, ENOUGH,
    counted::{Answers, ItemName},
    figures::{Spread, mean, reliability, six},
    parts::Quiz,
};
use crate::class::read::{Name, Record, Said};

/// Every quiz that was started, finished or answered in.
pub(super) fn all<'a>(all: &All<'a>, counted: &BTreeMap<ItemName<'a>, Answers>) -> Vec<Quiz> {
    let mut reached: BTreeMap<&str, [u64; 3]> = BTreeMap::new();
    for records in all.learners() {
        let mut mine: HashMap<Name, [bool; 3]> = HashMap::new();
        for record in records {
            match record.said {
                Said::Started { quiz, .. } => mine.entry(quiz).or_default()[0] = true,
                Said::Finished { quiz, passed, .. } => {
                    let mine = mine.entry(quiz).or_default();
                    mine[1] = true;
                    mine[2] |= passed;
                }
                Said::Answered(answer) => {
                    answer.quiz.map(|quiz| mine.entry(quiz).or_default());
                }
                _ => {}
            }
        }
        for (quiz, steps) in mine {
            let sums = reached.entry(all.text(quiz)).or_default();
            sums.iter_mut().zip(steps).for_each(|(sum, step)| *sum += u64::from(step));
        }
    }
    reached
        .into_iter()
        .map(|(quiz, [started, finished, passed])| {
            let items = counted.iter().filter(|((of, _), _)| *of == Some(quiz));
            let measured = Measured::of(items.map(|(_, answers)| answers));
            Quiz {
                quiz: quiz.to_owned(),
                started: Some(started),
                finished: Some(finished),
                passed: Some(passed),
                n: Some(measured.n),
                k: measured.k,
                r: measured.r.map(six),
                alpha: measured.k.zip(measured.r).and_then(|(k, r)| reliability(k, r)).map(six),
            }
        })
        .collect()
}

/// How dependably a quiz measures.
struct Measured {
    n: u64,
    k: Option<u64>,
    r: Option<f64>,
}

impl Measured {
    fn of<'c>(items: impl Iterator<Item = &'c Answers>) -> Self {
        let items: Vec<&Answers> =
            items.filter(|item| item.counted.len() as u64 >= ENOUGH).collect();
        let mut learners: HashMap<Name, Vec<(usize, f64)>> = HashMap::new();
        for (at, item) in items.iter().enumerate() {
            for counted in &item.counted {
                learners.entry(counted.learner).or_default().push((at, counted.points));
            }
        }
        let n = learners.len() as u64;
        if n < ENOUGH || items.len() < 2 {
            return Self { n, k: None, r: None };
        }
        let answers = learners.values().map(Vec::len).sum::<usize>() as f64;
        let k = (answers / n as f64 + 0.5).floor() as u64;
        Self { n, k: Some(k), r: correlation(&items, &learners) }
    }
}

/// The mean covariance of two items over the mean variance of one.
fn correlation(items: &[&Answers], learners: &HashMap<Name, Vec<(usize, f64)>>) -> Option<f64> {
    let spreads: Vec<Spread> = items
        .iter()
        .map(|item| Spread::of(item.counted.iter().map(|counted| counted.points)))
        .collect();
    let mut pairs = vec![Pair::default(); items.len() * items.len()];
    for answers in learners.values() {
        for (at, (one, x)) in answers.iter().enumerate() {
            for (other, y) in answers.iter().skip(at + 1) {
                // Answers of a learner stand in the order of the items.
                if let Some(pair) = pairs.get_mut(one * items.len() + other) {
                    let mean = |at: usize| spreads.get(at).map_or(0.0, |spread| spread.mean);
                    pair.add(x - mean(*one), y - mean(*other));
                }
            }
        }
    }
    let common: Vec<f64> =
        pairs.iter().filter(|pair| pair.n >= ENOUGH).map(|pair| pair.covariance()).collect();
    let covariance = mean(common.iter().copied())?;
    let variance = mean(spreads.iter().map(|spread| spread.variance()))?;
    (variance > 0.0).then(|| covariance / variance)
}

/// Two items and the learners who answered both.
#[derive(Clone, Copy, Default)]
struct Pair {
    n: u64,
    x: f64,
    y: f64,
    xy: f64,
}

impl Pair {
    fn add(&mut self, x: f64, y: f64) {
        self.n += 1;
        self.x += x;
        self.y += y;
        self.xy += x * y;
    }

    /// Over n − 1.
    fn covariance(self) -> f64 {
        let n = self.n as f64;
        (self.xy - self.x * self.y / n) / (n - 1.0)
    }
}

/// The quizzes that a learner passed.
pub(super) fn passed(records: &[Record]) -> HashSet<Name> {
    let passed = records.iter().filter_map(|record| match record.said {
        Said::Finished { quiz, passed: true, .. } => Some(quiz),
        _ => None,
    });
    passed.collect()
}
