//! Fitting the model of memory to a learner: on the first part of what they answered, judged by the rest.
//! With `memory` the only file that knows the crate.

use std::collections::BTreeSet;

use fsrs::{ComputeParametersInput, FSRS, FSRSItem, FSRSReview, compute_parameters};

use super::{Grade, Model, Occurrence};
use crate::clock::Day;

/// Answers with at least a day before them, and learning days, that are needed.
pub const ANSWERS_NEEDED: usize = 400;
/// See [`ANSWERS_NEEDED`].
pub const DAYS_NEEDED: usize = 30;

/// By which answers are sorted: learning day, moment and id.
pub(super) type Order = (Day, i64, [u8; 16]);

/// What happened to one item, in its order.
pub type History = Vec<(Order, Occurrence)>;

/// How well parameters foretell answers: less is better.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Fit {
    pub log_loss: f32,
    /// The root of the mean square error, in bins.
    pub rmse: f32,
}

/// What fitting came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Tuning {
    /// There are too few answers with a day before them, or on too few days.
    TooFew { answers: usize, days: usize },
    /// Parameters were found; both sets are judged by answers that neither has seen.
    Fitted { parameters: Vec<f32>, before: Fit, after: Fit, reviews: usize },
    /// The answers give no parameters.
    Failed,
}

impl Tuning {
    /// Whether the new parameters are better.
    pub fn is_better(&self) -> bool {
        let Self::Fitted { before, after, .. } = self else { return false };
        after.log_loss < before.log_loss && after.rmse <= before.rmse
    }
}

/// Fits parameters to what was answered, on its first four fifths by time.
pub fn tune(model: &Model, histories: Vec<History>) -> Tuning {
    let mut samples: Vec<_> = histories.into_iter().flat_map(samples).collect();
    samples.sort_by_key(|(at, _)| *at);
    let days: BTreeSet<Day> = samples.iter().map(|((day, ..), _)| *day).collect();
    let (answers, days) = (samples.len(), days.len());
    if answers < ANSWERS_NEEDED || days < DAYS_NEEDED {
        return Tuning::TooFew { answers, days };
    }
    let items: Vec<FSRSItem> = samples.into_iter().map(|(_, item)| item).collect();
    let (first, rest) = items.split_at(answers * 4 / 5);
    fitted(model, first, rest).unwrap_or(Tuning::Failed)
}

fn fitted(model: &Model, first: &[FSRSItem], rest: &[FSRSItem]) -> Option<Tuning> {
    let input = ComputeParametersInput { train_set: first.to_vec(), ..Default::default() };
    let parameters = compute_parameters(input).ok()?;
    let fit = |fsrs: &FSRS| -> Option<Fit> {
        let found = fsrs.evaluate(rest.to_vec(), |_| true).ok()?;
        Some(Fit { log_loss: found.log_loss, rmse: found.rmse_bins })
    };
    let (before, after) = (fit(model.fsrs())?, fit(&FSRS::new(&parameters).ok()?)?);
    Some(Tuning::Fitted { parameters, before, after, reviews: first.len() + rest.len() })
}

/// One sample an answer that has at least a day before it: that answer behind all before it.
fn samples(history: History) -> Vec<(Order, FSRSItem)> {
    let mut samples = Vec::new();
    let mut reviews: Vec<FSRSReview> = Vec::new();
    let (mut last, mut known): (Option<Day>, Option<String>) = (None, None);
    for (at, occurrence) in history {
        let (day, grade) = match occurrence {
            Occurrence::Restored => continue,
            Occurrence::Known { .. } if last.is_some() => continue,
            Occurrence::Known { day } => (day, Grade::Good),
            Occurrence::Answered { day, grade, meaning } => {
                if known.is_some() && meaning.is_some() && known != meaning {
                    reviews.clear();
                    last = None;
                }
                known = meaning.or(known);
                (day, grade)
            }
        };
        let delta_t = last.map_or(0, |last| day.days_since(last));
        reviews.push(FSRSReview { rating: grade.number(), delta_t });
        last = Some(day);
        if delta_t > 0 {
            samples.push((at, FSRSItem { reviews: reviews.clone() }));
        }
    }
    samples
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    /// Items of a learner whose memory has other parameters.
    fn histories(items: u32, seed: u64) -> Vec<History> {
        let mut parameters = fsrs::DEFAULT_PARAMETERS;
        for weight in &mut parameters[..4] {
            *weight *= 4.0;
        }
        let truth = Model::tuned(&parameters).unwrap();
        let mut chance = Chance::new(seed);
        let start = Day::parse("2026-01-01").unwrap();
        (0..items)
            .map(|item| {
                let (mut memory, mut day) = (None, start.after(item % 40));
                let mut last = day;
                (0..6_u8)
                    .map(|turn| {
                        let days = day.days_since(last);
                        let recall = memory.map_or(0.7, |memory| truth.recall(memory, days));
                        let right = (chance.below(1_000) as f32) < recall * 1_000.0;
                        let grade = if right { Grade::Good } else { Grade::Again };
                        memory = truth.next(memory, days, grade);
                        last = day;
                        let mut id = [0; 16];
                        (id[0], id[1]) = (turn, item as u8);
                        let event = Occurrence::Answered { day, grade, meaning: None };
                        let at = (day, 0, id);
                        day = day.after(1 + chance.below(8) as u32);
                        (at, event)
                    })
                    .collect()
            })
            .collect()
    }

    #[test]
    fn a_few_answers_fit_nothing() {
        let found = tune(&Model::default(), histories(20, 1));
        assert!(matches!(found, Tuning::TooFew { answers: 100, .. }), "{found:?}");
    }

    #[test]
    fn a_memory_that_is_another_is_foretold_better_by_its_own_parameters() {
        let found = tune(&Model::default(), histories(250, 2));
        assert!(found.is_better(), "{found:?}");
        let Tuning::Fitted { parameters, reviews, .. } = found else { panic!() };
        assert!(Model::tuned(&parameters).is_some() && reviews == 1_250);
    }

    #[test]
    fn answers_of_one_day_stand_before_others_and_are_no_samples() {
        let day = Day::parse("2026-01-01").unwrap();
        let answer = |days: u32, number: u8| {
            let day = day.after(days);
            let event = Occurrence::Answered { day, grade: Grade::Good, meaning: None };
            ((day, 0, [number; 16]), event)
        };
        let found = samples(vec![answer(0, 1), answer(0, 2), answer(3, 3)]);
        assert_eq!(found.len(), 1);
        let days: Vec<u32> = found[0].1.reviews.iter().map(|review| review.delta_t).collect();
        assert_eq!(days, [0, 0, 3]);
    }
}
