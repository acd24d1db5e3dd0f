//! What an estimate must prove of its own facts: with every draw there are values, and no known mistake
//! comes so near to the right value that it could pass for it.

use std::collections::BTreeSet;

use super::facts::{AskKind, Estimate};

/// So many seeds are tried.
const DRAWS: u64 = 200;
/// A known mistake is so many tolerances away from right.
const APART: f64 = 3.0;

/// What does not hold with some draw.
pub(super) fn doubts(facts: &Estimate) -> Vec<String> {
    let mut found = BTreeSet::new();
    let seeds = std::iter::once(None).chain((0..DRAWS).map(Some));
    seeds.for_each(|seed| draw(facts, seed, &mut found));
    found.into_iter().collect()
}

fn draw(facts: &Estimate, seed: Option<u64>, found: &mut BTreeSet<String>) {
    let values = facts.right(seed, &[]);
    let meaning = facts.meaning(&values);
    for ask in &facts.asks {
        let formula = match &ask.kind {
            AskKind::Number(number) => &number.formula,
            AskKind::Choice { formula, .. } => formula,
            AskKind::Path => continue,
        };
        match (formula.number(&meaning), &ask.kind) {
            (Err(error), _) => found.insert(format!("`{}` has no value: {error}", ask.name)),
            (Ok(value), AskKind::Number(number)) => {
                value.dimension != number.unit.one.dimension
                    && found.insert(format!("`{}` does not come out in its unit", ask.name))
            }
            (Ok(_), _) => false,
        };
    }
    for wrong in &facts.wrongs {
        let ask = &facts.asks[wrong.ask];
        let AskKind::Number(number) = &ask.kind else { continue };
        let Some((_, right)) = values.iter().find(|(name, _)| *name == ask.name) else { continue };
        let doubt = match wrong.formula.number(&meaning) {
            Err(error) => format!("has no value: {error}"),
            Ok(value) if number.is_within(APART, number.rounded(value).value, right.value) => {
                "comes too near to what is right".to_owned()
            }
            Ok(_) => continue,
        };
        found.insert(format!("the mistake of `{}` \"{}\" {doubt}", ask.name, wrong.says));
    }
}
