//! Layers: which arcs run backwards, and the rank of every child of a level.

use super::lists::Lists;

/// The arcs `(from, to, id)` that must be reversed so that no cycle is left: those that lead back
/// to a vertex still being visited, in source order. Returns their ids.
pub(super) fn back_arcs(count: usize, arcs: &[(usize, usize, usize)]) -> Vec<usize> {
    let mut out = vec![Vec::new(); count];
    let mut indegree = vec![0_usize; count];
    for (at, &(from, to, _)) in arcs.iter().enumerate() {
        if from != to {
            out[from].push(at);
            indegree[to] += 1;
        }
    }
    let mut state = vec![0_u8; count];
    let mut back = Vec::new();
    let sources = (0..count).filter(|&v| indegree[v] == 0);
    let roots: Vec<_> = sources.chain(0..count).collect();
    for root in roots {
        if state[root] != 0 {
            continue;
        }
        state[root] = 1;
        let mut stack = vec![(root, 0)];
        while let Some(top) = stack.last_mut() {
            let (vertex, next) = *top;
            top.1 += 1;
            let Some(&arc) = out[vertex].get(next) else {
                state[vertex] = 2;
                stack.pop();
                continue;
            };
            let (_, to, id) = arcs[arc];
            match state[to] {
                0 => {
                    state[to] = 1;
                    stack.push((to, 0));
                }
                1 => back.push(id),
                _ => {}
            }
        }
    }
    back
}

/// An arc that keeps its ends at least `length` ranks apart.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arc {
    pub upper: usize,
    pub lower: usize,
    pub length: usize,
    pub net: usize,
}

/// The arcs of a level around every child, and its children in an order that follows them.
struct Paths {
    out: Lists<Arc>,
    into: Lists<Arc>,
    order: Vec<usize>,
}

impl Paths {
    fn new(count: usize, arcs: &[Arc]) -> Self {
        let around = |end: fn(&Arc) -> usize| {
            let pairs: Vec<_> = arcs.iter().map(|arc| (end(arc), *arc)).collect();
            Lists::new(count, &pairs)
        };
        let (out, into) = (around(|arc| arc.upper), around(|arc| arc.lower));
        let mut waiting: Vec<_> = (0..count).map(|v| into.of(v).len()).collect();
        let mut order: Vec<_> = (0..count).filter(|&v| waiting[v] == 0).collect();
        let mut at = 0;
        while let Some(&v) = order.get(at) {
            at += 1;
            for arc in out.of(v) {
                waiting[arc.lower] -= 1;
                if waiting[arc.lower] == 0 {
                    order.push(arc.lower);
                }
            }
        }
        Self { out, into, order }
    }

    /// Ranks by the longest path, none above its base.
    fn longest(&self, base: &[usize]) -> Vec<usize> {
        let mut ranks = base.to_vec();
        for &v in &self.order {
            for arc in self.out.of(v) {
                ranks[arc.lower] = ranks[arc.lower].max(ranks[v] + arc.length);
            }
        }
        ranks
    }

    /// Moves every child towards the side where it has more arcs, as far as its arcs allow.
    fn tighten(&self, floor: &[usize], ranks: &mut [usize]) {
        for _ in 0..3 {
            for &v in self.order.iter().rev() {
                let (out, into) = (self.out.of(v), self.into.of(v));
                let latest =
                    out.iter().map(|arc| ranks[arc.lower].saturating_sub(arc.length)).min();
                let earliest = into.iter().map(|arc| ranks[arc.upper] + arc.length).max();
                match latest {
                    Some(latest) if out.len() > into.len() && latest > ranks[v] => {
                        ranks[v] = latest;
                    }
                    _ if into.len() > out.len() => ranks[v] = earliest.unwrap_or(0).max(floor[v]),
                    _ => {}
                }
            }
        }
    }
}

/// What limits the width of a rank.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bound {
    pub cells: usize,
    /// Blank cells between two children.
    pub gap: usize,
}

/// The rank of every child; real ranks are even, odd ones are for labels. With a bound, ranks whose
/// children are too wide together are folded into several.
pub(super) fn ranks(
    count: usize,
    arcs: &[Arc],
    floor: &[usize],
    extents: &[usize],
    bound: Option<Bound>,
) -> Vec<usize> {
    let paths = Paths::new(count, arcs);
    let mut ranks = paths.longest(floor);
    paths.tighten(floor, &mut ranks);
    let Some(bound) = bound else { return ranks };
    shelves(count, arcs, extents, bound, &mut ranks);
    let mut at = 0;
    let mut rounds = 0;
    while at <= ranks.iter().copied().max().unwrap_or(0) && rounds < 4 * count {
        rounds += 1;
        let members: Vec<_> = (0..count).filter(|&v| ranks[v] == at).collect();
        let mut passing: Vec<_> = arcs
            .iter()
            .filter(|arc| ranks[arc.upper] < at && at < ranks[arc.lower])
            .map(|arc| arc.net)
            .collect();
        passing.sort_unstable();
        passing.dedup();
        let room = bound.cells.saturating_sub(passing.len() * 3);
        let total: usize = members.iter().map(|&v| extents[v] + bound.gap).sum();
        if members.len() < 2 || total <= room + bound.gap {
            at += 1;
            continue;
        }
        // As many rows as are needed, about equally wide.
        let rows = total.div_ceil(room.max(1)).min(members.len());
        let share = (total.div_ceil(rows) + bound.gap).min(room + bound.gap);
        let mut used = 0;
        let mut kept = 0;
        let mut base = ranks.clone();
        for &v in &members {
            used += extents[v] + bound.gap;
            if kept > 0 && used > share {
                base[v] = at + 2;
            } else {
                kept += 1;
            }
        }
        ranks = paths.longest(&base);
    }
    ranks
}

/// Opens a rank above `rank` for the sources that lead to it and nowhere else: below a fan from
/// further above, their lines need not cross it. Nothing happens where no other line passes.
pub(super) fn sink(ranks: &mut [usize], arcs: &[Arc], is_source: &[bool], rank: usize) {
    let leads = |v: usize| {
        let mut out = arcs.iter().filter(|arc| arc.upper == v);
        out.next().is_some_and(|arc| ranks[arc.lower] == rank) && out.next().is_none()
    };
    let sunk: Vec<_> =
        (0..ranks.len()).filter(|&v| is_source[v] && ranks[v] < rank && leads(v)).collect();
    let passes = |arc: &Arc| {
        !sunk.contains(&arc.upper) && ranks[arc.upper] < rank && rank <= ranks[arc.lower]
    };
    if sunk.is_empty() || !arcs.iter().any(passes) {
        return;
    }
    ranks.iter_mut().filter(|at| **at >= rank).for_each(|at| *at += 2);
    sunk.into_iter().for_each(|v| ranks[v] = rank);
}

/// Parts without an arc between them go below one another where they are too wide side by side.
fn shelves(count: usize, arcs: &[Arc], extents: &[usize], bound: Bound, ranks: &mut [usize]) {
    let mut part: Vec<_> = (0..count).collect();
    fn find(part: &mut [usize], mut v: usize) -> usize {
        while part[v] != v {
            part[v] = part[part[v]];
            v = part[v];
        }
        v
    }
    for arc in arcs {
        let (a, b) = (find(&mut part, arc.upper), find(&mut part, arc.lower));
        part[a.max(b)] = a.min(b);
    }
    let roots: Vec<_> = (0..count).map(|v| find(&mut part, v)).collect();
    let mut parts: Vec<_> = roots.clone();
    parts.sort_unstable();
    parts.dedup();
    if parts.len() < 2 || parts.len() == count {
        return;
    }
    let (mut used, mut shelf, mut next) = (0, 0, 0);
    for root in parts {
        let members: Vec<_> = (0..count).filter(|&v| roots[v] == root).collect();
        let first = members.iter().map(|&v| ranks[v]).min().unwrap_or(0);
        let last = members.iter().map(|&v| ranks[v]).max().unwrap_or(0);
        let width = (first..=last)
            .map(|rank| {
                let row = members.iter().filter(|&&v| ranks[v] == rank);
                row.map(|&v| extents[v] + bound.gap).sum::<usize>()
            })
            .max()
            .unwrap_or(0);
        if used > 0 && used + width > bound.cells + bound.gap {
            shelf = next;
            used = 0;
        }
        used += width;
        for v in members {
            ranks[v] += shelf;
        }
        next = next.max(shelf + last + 2 - last % 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arc(upper: usize, lower: usize) -> Arc {
        Arc { upper, lower, length: 2, net: upper }
    }

    #[test]
    fn the_arc_that_closes_a_cycle_is_reversed() {
        assert_eq!(back_arcs(3, &[(0, 1, 7), (1, 2, 8), (2, 0, 9)]), [9]);
        assert_eq!(back_arcs(2, &[(1, 0, 7)]), [] as [usize; 0]);
    }

    #[test]
    fn ranks_follow_the_longest_path_and_sources_stay_near() {
        let arcs = [arc(0, 1), arc(1, 2), arc(0, 2), arc(3, 2)];
        assert_eq!(ranks(4, &arcs, &[0; 4], &[5; 4], None), [0, 2, 4, 2]);
    }

    #[test]
    fn sources_sink_beside_lines_from_further_above() {
        let arcs = [arc(0, 2), arc(0, 3), arc(1, 3)];
        let mut ranks = vec![0, 0, 2, 2];
        sink(&mut ranks, &arcs, &[true, true, false, false], 2);
        assert_eq!(ranks, [0, 2, 4, 4]);
        let mut ranks = vec![0, 2];
        sink(&mut ranks, &[arc(0, 1)], &[true, false], 2);
        assert_eq!(ranks, [0, 2]);
    }

    #[test]
    fn a_rank_too_wide_is_folded_into_even_rows() {
        let arcs: Vec<_> = (1..7).map(|lower| arc(0, lower)).collect();
        let bound = Bound { cells: 40, gap: 2 };
        let ranks = ranks(7, &arcs, &[0; 7], &[10; 7], Some(bound));
        assert_eq!(ranks, [0, 2, 2, 2, 4, 4, 4]);
    }
}
