//! What a placement earns before chance is taken off, and what chance would earn.

use super::{
    facts::{Classification, Key},
    reply::Placement,
    things::Rule,
};

/// Credit of one step beside, on a scale.
const BESIDE: f64 = 0.5;
/// From so many items a constant answer is a strategy.
const CONSTANT_FROM: usize = 4;
/// Sets of so many values are all tried as a constant answer under `many`.
const MOST_SETS: usize = 10;
/// So many constant placements are tried against constraints.
const MOST_CONSTANT: usize = 20_000;

impl Key {
    /// The credit of some values, 0 to 1, evidence aside.
    pub(super) fn credit(&self, rule: Rule, values: &[usize]) -> f64 {
        if rule == Rule::Many {
            return self.share(values);
        }
        let (&[mine], &[right]) = (values, self.values.as_slice()) else { return 0.0 };
        if mine == right {
            return 1.0;
        }
        if let Some(also) = self.also.iter().find(|also| also.value == mine) {
            return also.credit;
        }
        if rule == Rule::Scale && mine.abs_diff(right) == 1 { BESIDE } else { 0.0 }
    }

    /// Hits less wrong ones by what is needed; without any needed, only none is right.
    fn share(&self, values: &[usize]) -> f64 {
        let hits = values.iter().filter(|value| self.values.contains(value)).count();
        let wrong = values.len() - hits;
        match self.values.len() {
            0 => f64::from(u8::from(values.is_empty())),
            needed => ((hits as f64 - wrong as f64) / needed as f64).max(0.0),
        }
    }
}

/// The share that guessing earns of the keyed pairs: a value by lot, or the best constant answer, where
/// there are items enough for one.
pub(super) fn chance_of_keys(facts: &Classification) -> f64 {
    let (mut lot, mut constant) = (0.0, 0.0);
    for (at, dimension) in facts.things.dimensions.iter().enumerate() {
        let keys: Vec<&Key> = facts.keys.iter().filter(|key| key.dimension == at).collect();
        let count = dimension.values.len();
        let of = |values: &[usize]| -> f64 {
            keys.iter().map(|key| key.credit(dimension.rule, values)).sum()
        };
        let mean = (0..count).map(|value| of(&[value])).sum::<f64>() / count.max(1) as f64;
        lot += mean;
        constant += match keys.len() {
            CONSTANT_FROM.. => {
                constants(count, dimension.rule).iter().map(|c| of(c)).fold(0.0, f64::max)
            }
            _ => mean,
        };
    }
    lot.max(constant) / facts.keys.len().max(1) as f64
}

/// Every answer that is the same for all items.
fn constants(count: usize, rule: Rule) -> Vec<Vec<usize>> {
    if rule != Rule::Many || count > MOST_SETS {
        return (0..count).map(|value| vec![value]).collect();
    }
    let set = |bits: usize| (0..count).filter(|value| bits >> value & 1 == 1).collect();
    (0..1_usize << count).map(set).collect()
}

/// Points of the constraints that a placement satisfies, and all of them.
pub(super) fn constraints(facts: &Classification, places: &Placement) -> (f64, f64) {
    let all = facts.constraints.iter().map(|constraint| constraint.points).sum();
    let held = facts.constraints.iter().filter(|c| c.breach(&facts.things, places).is_none());
    (held.map(|constraint| constraint.points).sum(), all)
}

/// The share of the constraints that the best placement of everything in one place satisfies.
pub(super) fn chance_of_constraints(facts: &Classification) -> f64 {
    let mut digits = vec![0; facts.things.dimensions.len()];
    let mut best: f64 = 0.0;
    for _ in 0..MOST_CONSTANT {
        let mut places = Placement::empty(&facts.things);
        for item in 0..facts.things.items.len() {
            for (dimension, value) in digits.iter().enumerate() {
                places = places.with(item, dimension, vec![*value]);
            }
        }
        let (held, all) = constraints(facts, &places);
        best = best.max(if all > 0.0 { held / all } else { 0.0 });
        if !count_up(&mut digits, facts) {
            break;
        }
    }
    best
}

/// The next combination of values; says whether there was one.
fn count_up(digits: &mut [usize], facts: &Classification) -> bool {
    for (digit, dimension) in digits.iter_mut().zip(&facts.things.dimensions) {
        *digit += 1;
        if *digit < dimension.values.len() {
            return true;
        }
        *digit = 0;
    }
    false
}
