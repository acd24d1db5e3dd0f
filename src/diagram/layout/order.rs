//! The order inside each layer: sweeps of medians and swaps of neighbours until lines cross less.

mod planar;

use super::layers::{Foot, Item, Kind, Layers, Wire};
use super::lists::Lists;

const SWEEPS: usize = 8;
/// Items beyond which the order is left after two sweeps.
const MANY: usize = 3_000;

/// For every item its feet's partners above and below.
struct Neighbours {
    above: Lists<(i64, Foot)>,
    below: Lists<(i64, Foot)>,
}

/// Items beyond which the order is searched from one start only.
pub(super) const SOME: usize = 120;
/// Starts from which an order is searched while lines cross, of few items and of more.
const STARTS: [u64; 2] = [64, 16];
const FEW: usize = 48;

/// Sorts the layers so that few lines cross, and returns how many do; ties keep the source order.
///
/// With hints, every item has a place from an earlier layout: the order starts there, and ports
/// on the given sides keep it, since it is the order outside their frame. Without them, a search
/// may start again and again while lines cross.
pub(super) fn order(
    layers: &mut Layers,
    hints: Option<&[i64]>,
    sides: [bool; 2],
    again: bool,
) -> usize {
    let joined = joined(layers);
    initial(layers, &joined, &(0..layers.items.len()).collect::<Vec<_>>());
    if let Some(hints) = hints {
        for layer in &mut layers.layers {
            layer.sort_by_key(|&item| hints[item]);
        }
    }
    let last = layers.layers.len().saturating_sub(1);
    let frozen: Vec<_> = (0..=last)
        .map(|at| {
            let is_port = |&item: &usize| matches!(layers.items[item].kind, Kind::Port(_));
            let ports = layers.layers.get(at).and_then(|layer| layer.first()).is_some_and(is_port);
            ports && ((at == 0 && sides[0]) || (at == last && sides[1]))
        })
        .collect();
    let neighbours = neighbours(layers);
    let mut fewest = sweep(layers, &neighbours, &frozen);
    let is_free = hints.is_none() && layers.items.len() <= SOME;
    if is_free && again {
        for start in 0..STARTS[usize::from(layers.items.len() > FEW)] {
            if fewest == 0 {
                break;
            }
            let kept = layers.layers.clone();
            initial(layers, &joined, &shuffled(layers.items.len(), start));
            let mut now = sweep(layers, &neighbours, &frozen);
            if now > 0 {
                now = sift(layers, &neighbours, &frozen);
            }
            if now < fewest {
                fewest = now;
            } else {
                layers.layers = kept;
            }
        }
    }
    let planar = (is_free && fewest > 0).then(|| planar::order(layers)).flatten();
    if let Some(rows) = planar {
        layers.layers = rows;
        fewest = crossings(layers, &places(layers));
    }
    sort_pins(layers);
    fewest
}

/// The items in another order for each start: backwards first, then as a generator has it, so that
/// a source is always drawn in the same way.
fn shuffled(count: usize, start: u64) -> Vec<usize> {
    let mut order: Vec<_> = (0..count).rev().collect();
    let mut state = start.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    for at in (1..count).rev().filter(|_| start > 0) {
        // xorshift64 (Marsaglia, 2003).
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        order.swap(at, (state % (at as u64 + 1)) as usize);
    }
    order
}

/// Sweeps down and up until nothing is won; leaves the best order and returns its crossings.
fn sweep(layers: &mut Layers, neighbours: &Neighbours, frozen: &[bool]) -> usize {
    let mut places = places(layers);
    let mut best = layers.layers.clone();
    let mut fewest = crossings(layers, &places);
    let mut idle = 0;
    let many = layers.items.len() > MANY;
    for sweep in 0..if many { 2 } else { SWEEPS } {
        if fewest == 0 || idle > 3 {
            break;
        }
        if sweep % 2 == 0 {
            for layer in (1..layers.layers.len()).filter(|layer| !frozen[*layer]) {
                sort(layers, layer, &neighbours.above, &mut places);
            }
        } else {
            let last = layers.layers.len().saturating_sub(1);
            for layer in (0..last).rev().filter(|layer| !frozen[*layer]) {
                sort(layers, layer, &neighbours.below, &mut places);
            }
        }
        if !many {
            transpose(layers, neighbours, frozen, &mut places);
        }
        let now = crossings(layers, &places);
        if now < fewest {
            fewest = now;
            best = layers.layers.clone();
            idle = 0;
        } else {
            idle += 1;
        }
    }
    layers.layers = best;
    fewest
}

/// Moves every item to the place in its layer where it crosses least (Matuszewski, Schönfeld and
/// Molitor, "Using sifting for k-layer straightline crossing minimization", 1999); returns the
/// crossings that are left.
fn sift(layers: &mut Layers, neighbours: &Neighbours, frozen: &[bool]) -> usize {
    let mut places = places(layers);
    for layer in (0..layers.layers.len()).filter(|layer| !frozen[*layer]) {
        for item in layers.layers[layer].clone() {
            let row: Vec<_> = layers.layers[layer].iter().copied().filter(|o| *o != item).collect();
            let cost = |a, b| pair(layers, neighbours, &places, a, b) as i64;
            // From the first place on: passing one more neighbour turns that pair around.
            let (mut change, mut best) = (0, (0, 0));
            for (at, &other) in row.iter().enumerate() {
                change += cost(other, item) - cost(item, other);
                if change < best.0 {
                    best = (change, at + 1);
                }
            }
            let row = &mut layers.layers[layer];
            row.retain(|other| *other != item);
            row.insert(best.1, item);
            number(&mut places, row);
        }
    }
    crossings(layers, &places)
}

/// What a line joins every item to.
fn joined(layers: &Layers) -> Lists<usize> {
    let mut pairs = Vec::new();
    for wire in &layers.wires {
        for leg in &wire.legs {
            let (upper, lower) = (wire.uppers[leg.upper].item, wire.lowers[leg.lower].item);
            pairs.extend([(upper, lower), (lower, upper)]);
        }
    }
    Lists::new(layers.items.len(), &pairs)
}

/// Depth first from the children in an order, so that connected items stand together.
fn initial(layers: &mut Layers, joined: &Lists<usize>, roots: &[usize]) {
    let mut rank = vec![usize::MAX; layers.items.len()];
    let mut counter = 0;
    for &root in roots {
        let mut stack = vec![root];
        while let Some(item) = stack.pop() {
            if rank[item] != usize::MAX {
                continue;
            }
            rank[item] = counter;
            counter += 1;
            let next = joined.of(item).iter().rev();
            stack.extend(next.filter(|item| rank[**item] == usize::MAX));
        }
    }
    for layer in &mut layers.layers {
        layer.sort_by_key(|&item| rank[item]);
    }
}

fn places(layers: &Layers) -> Vec<i64> {
    let mut places = vec![0; layers.items.len()];
    for row in &layers.layers {
        number(&mut places, row);
    }
    places
}

/// Gives the items of one layer their places.
fn number(places: &mut [i64], row: &[usize]) {
    for (at, &item) in row.iter().enumerate() {
        places[item] = at as i64;
    }
}

/// Where a foot stands in its layer, finer than its item where the pin is fixed.
fn place(layers: &Layers, places: &[i64], foot: Foot, side: usize) -> i64 {
    let item = &layers.items[foot.item];
    let pin = &item.pins[side][foot.pin];
    let fine = match (pin.fixed, item.kind) {
        (true, _) => i64::from(pin.offset.min(4000)),
        (false, Kind::Child(_)) => i64::from(item.extent.min(4000) / 2),
        _ => 0,
    };
    (places[foot.item] << 12) + fine
}

fn neighbours(layers: &Layers) -> Neighbours {
    let (mut above, mut below) = (Vec::new(), Vec::new());
    for wire in &layers.wires {
        for leg in &wire.legs {
            let (upper, lower) = (wire.uppers[leg.upper], wire.lowers[leg.lower]);
            let own = |foot: Foot, side: usize| {
                let pin = &layers.items[foot.item].pins[side][foot.pin];
                if pin.fixed { i64::from(pin.offset) } else { 0 }
            };
            above.push((lower.item, (own(lower, 0), upper)));
            below.push((upper.item, (own(upper, 1), lower)));
        }
    }
    let count = layers.items.len();
    Neighbours { above: Lists::new(count, &above), below: Lists::new(count, &below) }
}

/// Sorts one layer by the medians of its neighbours; items without any keep their places.
fn sort(layers: &mut Layers, layer: usize, neighbours: &Lists<(i64, Foot)>, places: &mut [i64]) {
    let median = |item: usize| {
        let column = |(own, foot): &(i64, Foot)| {
            let side = usize::from(layers.items[foot.item].layer < layers.items[item].layer);
            place(layers, places, *foot, side) - own
        };
        if let [only] = neighbours.of(item) {
            return Some(column(only));
        }
        let mut at: Vec<_> = neighbours.of(item).iter().map(column).collect();
        at.sort_unstable();
        let middle = at.len() / 2;
        match at.len() {
            0 => None,
            length if length % 2 == 1 => at.get(middle).copied(),
            _ => Some((at[middle - 1] + at[middle]) / 2),
        }
    };
    let items = layers.layers[layer].clone();
    let medians: Vec<_> = items.iter().map(|&item| median(item)).collect();
    let mut movable: Vec<_> =
        items.iter().zip(&medians).filter_map(|(&item, m)| m.map(|m| (m, item))).collect();
    movable.sort_by_key(|(median, _)| *median);
    let mut movable = movable.into_iter();
    for (slot, median) in medians.iter().enumerate() {
        if median.is_some()
            && let Some((_, item)) = movable.next()
        {
            layers.layers[layer][slot] = item;
        }
    }
    number(places, &layers.layers[layer]);
}

/// Swaps neighbours while that removes crossings.
fn transpose(layers: &mut Layers, neighbours: &Neighbours, frozen: &[bool], places: &mut [i64]) {
    for _ in 0..6 {
        let mut improved = false;
        for layer in (0..layers.layers.len()).filter(|layer| !frozen[*layer]) {
            for at in 1..layers.layers[layer].len() {
                let (a, b) = (layers.layers[layer][at - 1], layers.layers[layer][at]);
                let keep = pair(layers, neighbours, places, a, b);
                let swap = pair(layers, neighbours, places, b, a);
                if swap < keep {
                    layers.layers[layer].swap(at - 1, at);
                    places[a] += 1;
                    places[b] -= 1;
                    improved = true;
                }
            }
        }
        if !improved {
            return;
        }
    }
}

/// Crossings between the lines of two neighbours with `a` before `b`.
fn pair(layers: &Layers, neighbours: &Neighbours, places: &[i64], a: usize, b: usize) -> usize {
    let mut count = 0;
    for (side, lists) in [(1, &neighbours.above), (0, &neighbours.below)] {
        let (of_a, of_b) = (lists.of(a), lists.of(b));
        if of_a.len() * of_b.len() > 4096 {
            continue;
        }
        for (_, x) in of_a {
            let x = place(layers, places, *x, side);
            count += of_b.iter().filter(|(_, y)| place(layers, places, *y, side) < x).count();
        }
    }
    count
}

/// All crossings, by counting inversions channel by channel.
fn crossings(layers: &Layers, places: &[i64]) -> usize {
    let mut lines: Vec<Vec<(i64, i64)>> = vec![Vec::new(); layers.layers.len()];
    for wire in &layers.wires {
        for leg in &wire.legs {
            let upper = place(layers, places, wire.uppers[leg.upper], 1);
            let lower = place(layers, places, wire.lowers[leg.lower], 0);
            lines[wire.channel].push((upper, lower));
        }
    }
    lines.iter_mut().map(|lines| inversions(lines)).sum()
}

fn inversions(lines: &mut [(i64, i64)]) -> usize {
    lines.sort_unstable();
    let mut order: Vec<_> = lines.iter().map(|line| line.1).collect();
    order.sort_unstable();
    order.dedup();
    let mut tree = vec![0_usize; order.len() + 1];
    let mut count = 0;
    for (seen, (_, lower)) in lines.iter().enumerate() {
        let rank = order.partition_point(|value| value <= lower);
        let mut at = rank;
        let mut before = 0;
        while at > 0 {
            before += tree[at];
            at &= at - 1;
        }
        count += seen - before;
        let mut at = rank;
        while at < tree.len() {
            tree[at] += 1;
            at += at & at.wrapping_neg();
        }
    }
    count
}

/// Puts the pins of every box into the order of the items they lead to.
fn sort_pins(layers: &mut Layers) {
    let places = places(layers);
    for side in 0..2 {
        // A pin that stands alone stays where it is.
        let many = |item: &Item| if item.pins[side].len() > 1 { item.pins[side].len() } else { 0 };
        let mut sums: Vec<Vec<(i64, i64)>> =
            layers.items.iter().map(|item| vec![(0, 0); many(item)]).collect();
        for wire in &layers.wires {
            for leg in &wire.legs {
                let (near, far) = match side {
                    0 => (wire.lowers[leg.lower], wire.uppers[leg.upper]),
                    _ => (wire.uppers[leg.upper], wire.lowers[leg.lower]),
                };
                if let Some(sum) = sums[near.item].get_mut(near.pin) {
                    sum.0 += place(layers, &places, far, 1 - side);
                    sum.1 += 1;
                }
            }
        }
        let mut moved: Vec<Vec<usize>> = Vec::with_capacity(layers.items.len());
        for (item, sums) in layers.items.iter_mut().zip(&sums) {
            let mut sorted: Vec<_> = (0..sums.len()).collect();
            if item.pins[side].iter().all(|pin| !pin.fixed) {
                sorted.sort_by_key(|&pin| sums[pin].0 / sums[pin].1.max(1));
            }
            let mut new = vec![0; sorted.len()];
            for (slot, &pin) in sorted.iter().enumerate() {
                new[pin] = slot;
            }
            moved.push(new);
        }
        let renumber = |wire: &mut Wire| {
            let feet = if side == 0 { &mut wire.lowers } else { &mut wire.uppers };
            for foot in feet {
                foot.pin = moved[foot.item].get(foot.pin).copied().unwrap_or(foot.pin);
            }
        };
        layers.wires.iter_mut().for_each(renumber);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inversions_are_crossings() {
        assert_eq!(inversions(&mut [(0, 0), (1, 1), (2, 2)]), 0);
        assert_eq!(inversions(&mut [(0, 2), (1, 1), (2, 0)]), 3);
        assert_eq!(inversions(&mut [(0, 1), (0, 0), (1, 1)]), 0);
    }
}
