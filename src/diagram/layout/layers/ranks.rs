//! The ranks of boxes, of the labels between them, and of the lines that pass.

use std::collections::{HashMap, HashSet};

use super::Size;
use crate::diagram::layout::{
    ease::Ease,
    metrics::Metrics,
    plan::{Level, Link, Side, Spot},
    rank::{self, Arc, Bound},
};

/// The rank of every child: labels have ranks of their own between them.
pub(super) fn child_ranks(
    level: &Level,
    sizes: &[Size],
    labels: &dyn Fn(usize) -> (i32, i32, i32),
    metrics: &Metrics,
    bound: Option<usize>,
    ease: &Ease,
) -> Vec<usize> {
    let count = level.children.len();
    let mut extents: Vec<_> = sizes.iter().map(|size| size.extent.max(1) as usize).collect();
    let mut arcs = Vec::new();
    let mut floor = vec![0; count];
    let mut is_source = vec![true; count];
    for link in &level.links {
        match (link.upper, link.lower) {
            (Spot::Child(upper, _), Spot::Child(lower, _)) => {
                arcs.push(Arc { upper, lower, length: 2 * link.length, net: link.net });
            }
            (Spot::Port(_), Spot::Child(child, _)) if link.label.is_some() => floor[child] = 2,
            _ => {}
        }
        if let Spot::Child(lower, _) = link.lower {
            is_source[lower] = false;
        }
        // A label that stands at its own end of a fan takes the room of what is there.
        if let (true, Some(edge), Side::Top, Spot::Child(lower, _)) =
            (metrics.apart, link.label, link.rooted, link.lower)
        {
            extents[lower] = extents[lower].max(labels(edge).0.max(1) as usize);
        }
    }
    let bound = bound.map(|cells| Bound { cells, gap: metrics.box_gap as usize });
    let mut ranks = rank::ranks(count, &arcs, &floor, &extents, bound);
    for rank in &ease.opened {
        rank::sink(&mut ranks, &arcs, &is_source, *rank);
    }
    for child in &ease.lowered {
        ranks[*child] += 2;
    }
    ranks
}

/// Cells that lines take at least in the rank that most of them pass: those of one net share one.
pub(in crate::diagram::layout) fn crowd(
    level: &Level,
    sizes: &[Size],
    labels: &dyn Fn(usize) -> (i32, i32, i32),
    metrics: &Metrics,
    bound: Option<usize>,
) -> usize {
    let ranks = child_ranks(level, sizes, labels, metrics, bound, &Ease::default());
    let last = ranks.iter().copied().max().unwrap_or(0) + 1;
    // The ranks above and below are those of ports.
    let rank = |spot: Spot, port: usize| match spot {
        Spot::Child(child, _) => ranks[child] + 1,
        Spot::Port(_) => port,
    };
    let mut spans = HashMap::new();
    for link in &level.links {
        let (upper, lower) = (rank(link.upper, 0), rank(link.lower, last + 1));
        let span = spans.entry(link.net).or_insert((upper, lower));
        *span = (upper.min(span.0), lower.max(span.1));
    }
    let mut passing = vec![0; last + 2];
    for &(upper, lower) in spans.values().filter(|(upper, lower)| upper + 1 < *lower) {
        passing[upper + 1] += 1;
        passing[lower] -= 1;
    }
    for at in 1..passing.len() {
        passing[at] += passing[at - 1];
    }
    let lines = ranks.iter().map(|rank| passing[rank + 1]).max().unwrap_or(0);
    let gap = metrics.line_gap.min(metrics.label_gap);
    (lines * (1 + gap) - gap).max(0) as usize
}

/// The odd rank for the label of each labelled link: near the end that its net does not share, but
/// the choices at one end are read together unless labels may stand apart.
pub(super) fn label_ranks(level: &Level, ranks: &[usize], apart: bool) -> HashMap<usize, i64> {
    let last = ranks.iter().copied().max().unwrap_or(0) as i64;
    let ends = |link: &Link| {
        let upper = match link.upper {
            Spot::Child(child, _) => ranks[child] as i64,
            Spot::Port(_) => -2,
        };
        let lower = match link.lower {
            Spot::Child(child, _) => ranks[child] as i64,
            Spot::Port(_) => last + 2,
        };
        (upper, lower)
    };
    let labelled = || level.links.iter().enumerate().filter(|(_, link)| link.label.is_some());
    let near: HashSet<_> = labelled()
        .filter(|(_, link)| link.rooted == Side::Top && ends(link).1 - ends(link).0 == 2)
        .map(|(_, link)| link.net)
        .collect();
    labelled()
        .map(|(index, link)| {
            let (upper, lower) = ends(link);
            let rank = match link.rooted {
                Side::Top if apart || !near.contains(&link.net) => lower - 1,
                _ => upper + 1,
            };
            (index, rank)
        })
        .collect()
}
