//! The fewest steps that have to be moved.

use super::{facts::Plan, reply::Reply};

/// The fewest steps whose move keeps every edge; beyond eight the first that are found.
pub(super) fn moves(plan: &Plan, reply: &Reply) -> Vec<usize> {
    let there = |step: usize| reply.place(step).is_some();
    let broken: Vec<(usize, usize)> = plan
        .edges
        .iter()
        .copied()
        .filter(|edge| there(edge.0) && there(edge.1) && !reply.keeps(*edge))
        .collect();
    (0..=MOST_MOVES).find_map(|most| cover(&broken, most)).unwrap_or_else(|| {
        let mut all: Vec<usize> = broken.iter().map(|edge| edge.1).collect();
        all.sort_unstable();
        all.dedup();
        all
    })
}

const MOST_MOVES: usize = 8;

/// At most so many steps of which each broken edge has one.
fn cover(broken: &[(usize, usize)], most: usize) -> Option<Vec<usize>> {
    let Some(&(earlier, later)) = broken.first() else { return Some(Vec::new()) };
    if most == 0 {
        return None;
    }
    [later, earlier].into_iter().find_map(|step| {
        let rest: Vec<(usize, usize)> =
            broken.iter().copied().filter(|edge| edge.0 != step && edge.1 != step).collect();
        let mut found = cover(&rest, most - 1)?;
        found.push(step);
        found.sort_unstable();
        Some(found)
    })
}
