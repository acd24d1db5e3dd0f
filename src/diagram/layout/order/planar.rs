//! An order in which no lines cross, if there is one. Two lines between two layers do not cross if
//! their upper ends stand in the same order as their lower ends, so the orders of all pairs of items
//! fall into classes that turn around together (Randerath and others, "A satisfiability formulation
//! of problems on level graphs", 2001; Fulek and others, "Hanani-Tutte, monotone drawings, and
//! level-planarity", 2013).

use super::super::layers::{Foot, Layers, Wire};
use super::super::lists::Lists;

/// Decisions that are taken back before a search is given up.
const RETREATS: usize = 200;

/// The layers in an order without a crossing that is near to the one they have.
pub(super) fn order(layers: &Layers) -> Option<Vec<Vec<usize>>> {
    let mut pairs = Pairs::new(layers);
    let mut fixed = Vec::new();
    for wires in layers.by_channel() {
        let legs: Vec<_> = wires.iter().flat_map(|wire| feet(&layers.wires[*wire])).collect();
        for (at, a) in legs.iter().enumerate() {
            for b in &legs[at + 1..] {
                pairs.relate(layers, *a, *b, &mut fixed)?;
            }
        }
    }
    let mut search = Search::new(&pairs, &layers.layers);
    let is_possible = fixed.into_iter().all(|(first, second)| search.set(first, second));
    (is_possible && search.finish()).then(|| search.rows())
}

/// The upper and the lower foot of every leg.
fn feet(wire: &Wire) -> impl Iterator<Item = (Foot, Foot)> {
    wire.legs.iter().map(|leg| (wire.uppers[leg.upper], wire.lowers[leg.lower]))
}

/// The pairs of items of each layer; a pair that is turned stands against its first order.
struct Pairs {
    layer: Vec<usize>,
    place: Vec<usize>,
    /// The first pair of each layer, and how many items it has.
    layers: Vec<(usize, usize)>,
    ends: Vec<(usize, usize)>,
    /// For every pair another one of its class, and whether it is turned against that one.
    parents: Vec<(usize, bool)>,
    sizes: Vec<usize>,
}

impl Pairs {
    fn new(layers: &Layers) -> Self {
        let mut pairs = Self {
            layer: layers.items.iter().map(|item| item.layer).collect(),
            place: vec![0; layers.items.len()],
            layers: Vec::with_capacity(layers.layers.len()),
            ends: Vec::new(),
            parents: Vec::new(),
            sizes: Vec::new(),
        };
        for row in &layers.layers {
            pairs.layers.push((pairs.ends.len(), row.len()));
            for (at, &first) in row.iter().enumerate() {
                pairs.place[first] = at;
                pairs.ends.extend(row.iter().map(|second| (first, *second)));
            }
        }
        pairs.parents = (0..pairs.ends.len()).map(|pair| (pair, false)).collect();
        pairs.sizes = vec![1; pairs.ends.len()];
        pairs
    }

    /// The pair of two items of one layer, and whether `first` stands behind `second` there.
    fn of(&self, first: usize, second: usize) -> (usize, bool) {
        let (start, count) = self.layers[self.layer[first]];
        let (a, b) = (self.place[first], self.place[second]);
        (start + a.min(b) * count + a.max(b), a > b)
    }

    /// The class of a pair, and whether it is turned against it.
    fn class(&self, (mut pair, mut turned): (usize, bool)) -> (usize, bool) {
        while self.parents[pair].0 != pair {
            turned ^= self.parents[pair].1;
            pair = self.parents[pair].0;
        }
        (pair, turned)
    }

    /// Makes two pairs turn together; nothing if they cannot.
    fn join(&mut self, a: (usize, bool), b: (usize, bool)) -> Option<()> {
        let (mut a, mut b) = (self.class(a), self.class(b));
        if a.0 == b.0 {
            return (a.1 == b.1).then_some(());
        }
        if self.sizes[a.0] < self.sizes[b.0] {
            (a, b) = (b, a);
        }
        self.parents[b.0] = (a.0, a.1 ^ b.1);
        self.sizes[a.0] += self.sizes[b.0];
        Some(())
    }

    /// Takes in that two lines must not cross; the pins of one item may be fixed.
    fn relate(
        &mut self,
        layers: &Layers,
        a: (Foot, Foot),
        b: (Foot, Foot),
        fixed: &mut Vec<(usize, usize)>,
    ) -> Option<()> {
        let pin = |foot: Foot, side: usize| {
            let pin = &layers.items[foot.item].pins[side][foot.pin];
            if pin.fixed { pin.offset } else { 0 }
        };
        let (upper, lower) = (a.0.item == b.0.item, a.1.item == b.1.item);
        if !upper && !lower {
            let (above, below) = (self.of(a.0.item, b.0.item), self.of(a.1.item, b.1.item));
            return self.join(above, below);
        }
        let (side, ends) = if upper {
            (pin(a.0, 1).cmp(&pin(b.0, 1)), (a.1.item, b.1.item))
        } else {
            (pin(a.1, 0).cmp(&pin(b.1, 0)), (a.0.item, b.0.item))
        };
        match side {
            _ if upper && lower => {}
            std::cmp::Ordering::Less => fixed.push(ends),
            std::cmp::Ordering::Greater => fixed.push((ends.1, ends.0)),
            std::cmp::Ordering::Equal => {}
        }
        Some(())
    }
}

/// Which classes are turned, as far as that is decided.
struct Search<'a> {
    pairs: &'a Pairs,
    rows: &'a [Vec<usize>],
    /// The class of every pair, and the pairs of every class.
    classes: Vec<(usize, bool)>,
    members: Lists<(usize, bool)>,
    turned: Vec<Option<bool>>,
    /// The classes in the order in which they were decided.
    trail: Vec<usize>,
}

impl<'a> Search<'a> {
    fn new(pairs: &'a Pairs, rows: &'a [Vec<usize>]) -> Self {
        let count = pairs.ends.len();
        let classes: Vec<_> = (0..count).map(|pair| pairs.class((pair, false))).collect();
        let real = |pair: &usize| {
            let (first, second) = pairs.ends[*pair];
            pairs.place[first] < pairs.place[second]
        };
        let members: Vec<_> = (0..count)
            .filter(real)
            .map(|pair| (classes[pair].0, (pair, classes[pair].1)))
            .collect();
        let members = Lists::new(count, &members);
        Self { pairs, rows, classes, members, turned: vec![None; count], trail: Vec::new() }
    }

    /// The class of two items and how it is turned if the first one stands before the second one.
    fn demand(&self, first: usize, second: usize) -> (usize, bool) {
        let (pair, is_behind) = self.pairs.of(first, second);
        let (class, is_turned) = self.classes[pair];
        (class, is_turned ^ is_behind)
    }

    fn is_before(&self, first: usize, second: usize) -> bool {
        let (class, turned) = self.demand(first, second);
        self.turned[class] == Some(turned)
    }

    /// Puts one item before another one.
    fn set(&mut self, first: usize, second: usize) -> bool {
        let demand = self.demand(first, second);
        self.decide(demand)
    }

    /// Decides a class and whatever follows from it; whether that is possible.
    fn decide(&mut self, demand: (usize, bool)) -> bool {
        let mut demands = vec![demand];
        while let Some((class, turned)) = demands.pop() {
            match self.turned[class] {
                Some(known) if known == turned => continue,
                Some(_) => return false,
                None => self.turned[class] = Some(turned),
            }
            self.trail.push(class);
            for &(pair, is_turned) in self.members.of(class) {
                let (mut a, mut b) = self.pairs.ends[pair];
                if turned != is_turned {
                    (a, b) = (b, a);
                }
                for &c in self.rows[self.pairs.layer[a]].iter().filter(|c| **c != a && **c != b) {
                    if self.is_before(b, c) {
                        demands.push(self.demand(a, c));
                    }
                    if self.is_before(c, a) {
                        demands.push(self.demand(c, b));
                    }
                }
            }
        }
        true
    }

    fn undo(&mut self, length: usize) {
        for class in self.trail.drain(length..) {
            self.turned[class] = None;
        }
    }

    /// Decides every class, the largest first and as it stands, and goes back where that fails.
    fn finish(&mut self) -> bool {
        let mut open: Vec<_> =
            (0..self.turned.len()).filter(|class| !self.members.of(*class).is_empty()).collect();
        open.sort_by_key(|class| std::cmp::Reverse(self.members.of(*class).len()));
        let (mut at, mut retreats) = (0, 0);
        let mut decisions: Vec<(usize, usize)> = Vec::new();
        while let Some(&class) = open.get(at) {
            let mut length = self.trail.len();
            if self.turned[class].is_some() || self.decide((class, false)) {
                if self.trail.len() > length {
                    decisions.push((at, length));
                }
                at += 1;
                continue;
            }
            self.undo(length);
            while !self.decide((open[at], true)) {
                self.undo(length);
                let Some(last) = decisions.pop().filter(|_| retreats < RETREATS) else {
                    return false;
                };
                (at, length) = last;
                self.undo(length);
                retreats += 1;
            }
            at += 1;
        }
        true
    }

    fn rows(&self) -> Vec<Vec<usize>> {
        let sorted = |row: &Vec<usize>| {
            let before = |item: usize| row.iter().filter(|o| self.is_before(**o, item)).count();
            let mut row = row.clone();
            row.sort_by_cached_key(|item| before(*item));
            row
        };
        self.rows.iter().map(sorted).collect()
    }
}
