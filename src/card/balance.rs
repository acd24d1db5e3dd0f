//! Which of the options that can be wrong are shown: such that the right one is the longest, or has most
//! words of the question, about as often as chance would have it.

use crate::{
    chance::Chance,
    quiz::{WrongOption, shared_words},
    text,
};

/// Wrong options beside the right one, where there are enough.
const WRONG: usize = 3;

/// What somebody sees of an option who knows nothing.
#[derive(Clone, Copy)]
struct Looks {
    width: usize,
    shared: usize,
}

/// The options that are shown; the first `kept` of them in any case.
pub(super) fn balanced(
    prompt: &str,
    right: &str,
    mut wrong: Vec<WrongOption>,
    kept: usize,
    chance: &mut Chance,
) -> Vec<WrongOption> {
    let looks = |text: &str| Looks { width: text::width(text), shared: shared_words(prompt, text) };
    let own = looks(right);
    let all: Vec<Looks> = wrong.iter().map(|one| looks(&one.text)).collect();
    let kept = kept.min(WRONG);
    // The place that the right one shall have by each of its looks.
    let wished = [chance.below(WRONG + 1), chance.below(WRONG + 1)];
    let best = choices(wrong.len(), kept).into_iter().min_by_key(|chosen| {
        let shown: Vec<Looks> = chosen.iter().filter_map(|at| all.get(*at).copied()).collect();
        off(own.width, shown.iter().map(|one| one.width), wished[0])
            + off(own.shared, shown.iter().map(|one| one.shared), wished[1])
    });
    let best = best.unwrap_or_default();
    let mut at = 0;
    wrong.retain(|_| {
        at += 1;
        best.contains(&(at - 1))
    });
    wrong
}

/// How far the place of the right option is from the wished one, in halves: equals share a place.
fn off(own: usize, others: impl Iterator<Item = usize>, wished: usize) -> usize {
    let place: usize = others
        .map(|other| match other.cmp(&own) {
            std::cmp::Ordering::Greater => 2,
            std::cmp::Ordering::Equal => 1,
            std::cmp::Ordering::Less => 0,
        })
        .sum();
    place.abs_diff(2 * wished)
}

/// Every way to choose a few of so many, the first `kept` always.
fn choices(count: usize, kept: usize) -> Vec<Vec<usize>> {
    let size = WRONG.min(count);
    let mut found: Vec<Vec<usize>> = vec![(0..kept.min(size)).collect()];
    for _ in kept..size {
        let longer = |chosen: &Vec<usize>| {
            let from = chosen.last().map_or(0, |last| last + 1).max(kept);
            let more = (from..count).map(|next| [&chosen[..], &[next]].concat());
            more.collect::<Vec<_>>()
        };
        found = found.iter().flat_map(longer).collect();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_keeps_the_first() {
        assert_eq!(choices(2, 0), [[0, 1]]);
        assert_eq!(choices(6, 0).len(), 20);
        let kept = choices(5, 1);
        assert_eq!(kept.len(), 6);
        assert!(kept.iter().all(|chosen| chosen[0] == 0 && chosen.len() == 3));
        assert_eq!(choices(5, 3), [[0, 1, 2]]);
    }
}
