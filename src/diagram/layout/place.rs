//! Places along the layers: every layer is set where its lines are straightest, in turns.

use super::fan;
use super::layers::{Foot, Kind, Layers, Wire};
use super::lists::Lists;
use super::metrics::Metrics;
use super::slots::{column, distance, freedom};

const ROUNDS: usize = 10;
/// Items beyond which two turns must do.
const MANY: usize = 3_000;

/// Gives every item its place and every free pin its offset; packed, no layer reaches further than
/// the widest one has to.
pub(super) fn place(layers: &mut Layers, metrics: &Metrics, packed: bool) {
    spread_pins(layers, metrics);
    for layer in layers.layers.clone() {
        let mut at = 0;
        let mut last: Option<usize> = None;
        for item in layer {
            if let Some(last) = last {
                at += distance(&layers.items[last], &layers.items[item], metrics);
            }
            layers.items[item].at = at;
            last = Some(item);
        }
    }
    let lines = lines(layers);
    let mut best: Option<(i64, Vec<i32>)> = None;
    let depth = layers.layers.len();
    let rounds = if layers.items.len() > MANY { 2 } else { ROUNDS };
    for round in 0..rounds {
        let downward = round % 2 == 0;
        for step in 0..depth {
            let layer = if downward { step } else { depth - 1 - step };
            settle(layers, layer, &lines, metrics, if round < 2 { Some(downward) } else { None });
        }
        let cost = cost(layers, &lines);
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, layers.items.iter().map(|item| item.at).collect()));
        }
    }
    if let Some((_, places)) = best {
        for (item, at) in layers.items.iter_mut().zip(places) {
            item.at = at;
        }
    }
    if packed {
        pack(layers, metrics);
    }
    straighten(layers, metrics);
    fan::unsplit(layers, metrics);
    let first = layers.items.iter().map(|item| item.at).min().unwrap_or(0);
    for item in &mut layers.items {
        item.at -= first;
    }
}

/// Moves what reaches too far to the right back to the left, as little as possible.
fn pack(layers: &mut Layers, metrics: &Metrics) {
    let first = layers.items.iter().map(|item| item.at).min().unwrap_or(0);
    let rows = layers.layers.clone();
    let least = |row: &Vec<usize>| {
        let apart =
            |pair: &[usize]| distance(&layers.items[pair[0]], &layers.items[pair[1]], metrics);
        row.windows(2).map(apart).sum::<i32>() + row.last().map_or(0, |at| layers.items[*at].extent)
    };
    let end = first + rows.iter().map(least).max().unwrap_or(0);
    for row in rows {
        let mut next: Option<usize> = None;
        for item in row.into_iter().rev() {
            let most = match next {
                Some(next) => {
                    layers.items[next].at
                        - distance(&layers.items[item], &layers.items[next], metrics)
                }
                None => end - layers.items[item].extent,
            };
            layers.items[item].at = layers.items[item].at.min(most);
            next = Some(item);
        }
    }
}

/// Spreads the free pins of each side evenly; a line has one place only.
fn spread_pins(layers: &mut Layers, metrics: &Metrics) {
    for item in layers.items.iter_mut().filter(|item| item.kind != Kind::Line) {
        for side in 0..2 {
            let (low, high) = item.range[side];
            let fixed: Vec<_> =
                item.pins[side].iter().filter(|pin| pin.fixed).map(|pin| pin.offset).collect();
            let near = |at: i32, gap: i32| fixed.iter().any(|taken| (taken - at).abs() < gap);
            let walls = &item.walls;
            let open = |gap: i32| {
                (low..=high).filter(|at| !near(*at, gap) && !walls.contains(at)).collect::<Vec<_>>()
            };
            let mut places = open(metrics.pin_gap);
            let free = item.pins[side].len() - fixed.len();
            if places.len() < free {
                places = open(1);
            }
            let (mut least, mut index) = (low, 0);
            for pin in item.pins[side].iter_mut().filter(|pin| !pin.fixed) {
                // The middle of its share, with room for those behind it.
                let even = places.len() * (2 * index + 1) / (2 * free);
                let even = if places.len() % 2 == 0 && free == 1 { even - 1 } else { even };
                let even = places.get(even).copied().unwrap_or(low);
                let rest = (free - 1 - index) as i32 * metrics.pin_gap;
                let wish = even.min(high - rest).max(least);
                let after = places.iter().copied().find(|at| *at >= wish);
                pin.offset = after.or_else(|| places.last().copied()).unwrap_or(wish);
                least = pin.offset + metrics.pin_gap;
                index += 1;
            }
        }
    }
}

/// A line between two feet with its weight.
struct Segment {
    upper: Foot,
    lower: Foot,
    weight: i64,
}

/// For every item its lines, above and below.
struct Lines {
    all: Vec<Segment>,
    above: Lists<usize>,
    below: Lists<usize>,
}

fn lines(layers: &Layers) -> Lines {
    let mut all = Vec::new();
    for wire in &layers.wires {
        for leg in &wire.legs {
            let (upper, lower) = (wire.uppers[leg.upper], wire.lowers[leg.lower]);
            let straight = [upper, lower].iter().filter(|f| layers.items[f.item].is_line()).count();
            let weight = match straight {
                2 => 32,
                1 => 8,
                _ => 4,
            };
            // One line of a fan at most is straight; what comes behind it matters more.
            let weight = if wire.legs.len() > 1 { weight / 2 - 1 } else { weight };
            all.push(Segment { upper, lower, weight });
        }
    }
    let at = |foot: fn(&Segment) -> Foot| {
        let pairs: Vec<_> =
            all.iter().enumerate().map(|(at, line)| (foot(line).item, at)).collect();
        Lists::new(layers.items.len(), &pairs)
    };
    let (above, below) = (at(|line| line.lower), at(|line| line.upper));
    Lines { all, above, below }
}

fn cost(layers: &Layers, lines: &Lines) -> i64 {
    let bends: i64 = lines
        .all
        .iter()
        .map(|line| {
            let gap = column(layers, line.upper, 1) - column(layers, line.lower, 0);
            line.weight * (i64::from(gap.abs()) + if gap == 0 { 0 } else { 4 })
        })
        .sum();
    let left = layers.items.iter().map(|item| item.at).min().unwrap_or(0);
    let right = layers.items.iter().map(|item| item.at + item.extent).max().unwrap_or(0);
    bends + 3 * i64::from(right - left)
}

/// Items that move together, with what they would like.
struct Block {
    members: usize,
    at: i32,
    wishes: Vec<(i32, i64)>,
}

impl Block {
    /// The place where the weights on both sides are even; the middle if there are several.
    fn settle(&mut self) {
        self.wishes.sort_unstable();
        let total: i64 = self.wishes.iter().map(|wish| wish.1).sum();
        let mut seen = 0;
        let mut low = None;
        for &(at, weight) in &self.wishes {
            seen += weight;
            if let Some(low) = low {
                self.at = i32::midpoint(low, at);
                return;
            }
            if seen * 2 == total {
                low = Some(at);
            } else if seen * 2 > total {
                self.at = at;
                return;
            }
        }
    }
}

/// Sets one layer so that the weighted distances to its neighbours are least, in its order: pool
/// adjacent violators with medians.
fn settle(layers: &mut Layers, layer: usize, lines: &Lines, metrics: &Metrics, only: Option<bool>) {
    let items = layers.layers[layer].clone();
    let mut blocks: Vec<Block> = Vec::with_capacity(items.len());
    let mut offset = 0;
    let mut offsets = Vec::with_capacity(items.len());
    let mut last: Option<usize> = None;
    for &item in &items {
        if let Some(last) = last {
            offset += distance(&layers.items[last], &layers.items[item], metrics);
        }
        last = Some(item);
        offsets.push(offset);
        let mut wishes = Vec::new();
        if only != Some(false) {
            for line in lines.above.of(item).iter().map(|&line| &lines.all[line]) {
                let own = layers.items[item].pins[0][line.lower.pin].offset;
                wishes.push((column(layers, line.upper, 1) - own - offset, line.weight));
            }
        }
        if only != Some(true) {
            for line in lines.below.of(item).iter().map(|&line| &lines.all[line]) {
                let own = layers.items[item].pins[1][line.upper.pin].offset;
                wishes.push((column(layers, line.lower, 0) - own - offset, line.weight));
            }
        }
        if wishes.is_empty() {
            wishes.push((layers.items[item].at - offset, 1));
        }
        let mut block = Block { members: 1, at: 0, wishes };
        block.settle();
        while let Some(before) = blocks.pop() {
            if before.at <= block.at {
                blocks.push(before);
                break;
            }
            block.members += before.members;
            block.wishes.extend(before.wishes);
            block.settle();
        }
        blocks.push(block);
    }
    let mut next = 0;
    for block in blocks {
        for _ in 0..block.members {
            layers.items[items[next]].at = block.at + offsets[next];
            next += 1;
        }
    }
}

/// Moves free pins so that lines which are nearly straight become straight.
fn straighten(layers: &mut Layers, metrics: &Metrics) {
    for wire in 0..layers.wires.len() {
        let Wire { uppers, lowers, legs, .. } = &layers.wires[wire];
        let feet = legs.iter().map(|leg| (uppers[leg.upper], lowers[leg.lower]));
        let (feet, tops, bottoms) = (feet.collect::<Vec<_>>(), uppers.len(), lowers.len());
        let single = tops == 1 && bottoms == 1;
        for (upper, lower) in feet {
            let (at_upper, at_lower) = (column(layers, upper, 1), column(layers, lower, 0));
            if at_upper == at_lower {
                continue;
            }
            let up = if single || tops > 1 {
                freedom(layers, upper, 1, metrics)
            } else {
                (at_upper, at_upper)
            };
            let low = if single || bottoms > 1 {
                freedom(layers, lower, 0, metrics)
            } else {
                (at_lower, at_lower)
            };
            let (first, last) = (up.0.max(low.0), up.1.min(low.1));
            if first > last {
                continue;
            }
            let walled = |at: i32, foot: Foot| {
                let item = &layers.items[foot.item];
                item.walls.contains(&(at - item.at))
            };
            let is_open = |at: &i32| !walled(*at, upper) && !walled(*at, lower);
            let straight = [at_lower, at_upper].into_iter().find(|at| (first..=last).contains(at));
            let wish = straight.unwrap_or(at_lower.clamp(first, last));
            let nearest = |at: &i32| (at - wish).abs();
            let Some(at) = (first..=last).filter(is_open).min_by_key(nearest) else { continue };
            let start = layers.items[upper.item].at;
            layers.items[upper.item].pins[1][upper.pin].offset = at - start;
            let start = layers.items[lower.item].at;
            layers.items[lower.item].pins[0][lower.pin].offset = at - start;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_stands_in_the_middle_of_its_wishes() {
        let mut block = Block { members: 1, at: 0, wishes: vec![(10, 1), (0, 1)] };
        block.settle();
        assert_eq!(block.at, 5);
        block.wishes.push((10, 4));
        block.settle();
        assert_eq!(block.at, 10);
    }
}
