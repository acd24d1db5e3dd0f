//! How well the model foretold what was remembered: answers by the chance of recall that it gave before
//! each, in ten bins.

use serde::Serialize;

use super::{Grade, History, Model, Occurrence, fold::after};

/// Bins of a tenth each.
const BINS: usize = 10;

/// Answers whose chance of recall lay in one tenth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Bin {
    /// Where it begins, 0 to 0.9.
    pub from: f64,
    pub answers: u32,
    /// The mean chance of recall that was foretold, and the share that was remembered, 0 to 1; 0 without answers.
    pub predicted: f64,
    pub recalled: f64,
}

/// Sorts answers on a later day than the one before into bins.
pub fn calibrate(model: &Model, histories: &[History]) -> Vec<Bin> {
    let mut sums = [(0_u32, 0.0_f64, 0_u32); BINS];
    for history in histories {
        let mut standing = None;
        for (_, occurrence) in history {
            if let (Some(before), Occurrence::Answered { day, grade, .. }) = (&standing, occurrence)
            {
                let before: &super::Standing = before;
                let days = day.days_since(before.day);
                let chance = f64::from(model.recall(before.memory, days));
                let bin = ((chance * BINS as f64) as usize).min(BINS - 1);
                if let Some((count, sum, recalled)) = sums.get_mut(bin).filter(|_| days > 0) {
                    *count += 1;
                    *sum += chance;
                    *recalled += u32::from(*grade != Grade::Again);
                }
            }
            standing = after(model, standing, occurrence.clone());
        }
    }
    let bin = |(at, (answers, sum, recalled)): (usize, (u32, f64, u32))| {
        let all = f64::from(answers.max(1));
        let from = at as f64 / BINS as f64;
        Bin { from, answers, predicted: sum / all, recalled: f64::from(recalled) / all }
    };
    sums.into_iter().enumerate().map(bin).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Day;

    #[test]
    fn only_answers_with_days_before_them_say_how_well_it_foretold() {
        let day = |text: &str| Day::parse(text).unwrap();
        let answer = |on: &str, grade| {
            let occurrence = Occurrence::Answered { day: day(on), grade, meaning: None };
            ((day(on), 0, [0; 16]), occurrence)
        };
        let histories = [
            vec![answer("2026-01-01", Grade::Good), answer("2026-01-03", Grade::Good)],
            vec![answer("2026-01-01", Grade::Good), answer("2026-01-03", Grade::Again)],
            vec![answer("2026-01-01", Grade::Good), answer("2026-01-01", Grade::Again)],
        ];
        let bins = calibrate(&Model::default(), &histories);
        let met: Vec<&Bin> = bins.iter().filter(|bin| bin.answers > 0).collect();
        assert_eq!(met.len(), 1);
        assert_eq!((met[0].from, met[0].answers, met[0].recalled), (0.9, 2, 0.5));
        assert!((0.9..1.0).contains(&met[0].predicted), "{met:?}");
    }
}
