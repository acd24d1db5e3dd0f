//! How strongly entities belong together, and the modularity of a cut (Newman 2004) on that graph.

use super::{Access, Scenario};
use crate::design::dice::Dice;

/// Weight of a pair that one use writes together, and of any other pair, as in Service Cutter.
const WRITE_WRITE: f64 = 10.0;
const OTHER: f64 = 3.0;
/// Rounds of the search for the best modularity: 114 of 114 proved optima on 38 code bases.
const ROUNDS: usize = 120;
/// Beyond this many entities the rounds shrink with the square, to keep the time bounded.
const ROUNDS_UP_TO: usize = 80;

/// Modularity below which nothing is gained by cutting.
const LEAST_GAIN: f64 = 1e-9;

/// The weighted graph over entities.
#[derive(Clone, Debug, Default)]
pub struct Affinity {
    n: usize,
    weight: Vec<f64>,
    /// For each entity, the others that it is related to, with their weights.
    near: Vec<Vec<(usize, f64)>>,
    degree: Vec<f64>,
    /// For each entity, how much it is used alone: counted only where no cut of the graph beats the whole,
    /// because then what is used together says nothing and what is used alone does.
    alone: Vec<f64>,
    /// Sum of an entity's weights, with its use alone at both ends.
    volume: Vec<f64>,
    total: f64,
    /// For each entity, the sum of the weights with which capabilities touch it.
    touched: Vec<f64>,
    /// The best modularity found.
    pub best: f64,
}

/// The weight with which a capability touches an entity.
fn touch(access: &Access) -> f64 {
    if access.writes { WRITE_WRITE } else { OTHER }
}

/// How much a rate counts: three times more each thousandfold.
fn rate_factor(rate: f64) -> f64 {
    1.0 + (1.0 + rate).log10() / 3.0
}

/// How much each entity is used by capabilities that touch nothing else.
fn used_alone(scenario: &Scenario) -> Vec<f64> {
    let mut alone = vec![0.0; scenario.entities.len()];
    for capability in &scenario.capabilities {
        if let [only] = capability.access.as_slice() {
            alone[only.entity] += touch(only) * rate_factor(capability.rate.unwrap_or(0.0));
        }
    }
    alone
}

impl Affinity {
    /// Builds the graph of a scenario: each capability, view and transaction adds base / (n - 1) to
    /// each pair among its n entities, times a factor for its rate; a rate that is not known counts 0.
    pub fn of(scenario: &Scenario) -> Self {
        let n = scenario.entities.len();
        let mut graph = Self {
            n,
            weight: vec![0.0; n * n],
            degree: vec![0.0; n],
            touched: vec![0.0; n],
            ..Self::default()
        };
        for capability in &scenario.capabilities {
            graph.add(&capability.access, capability.rate.unwrap_or(0.0));
            for access in &capability.access {
                graph.touched[access.entity] += touch(access);
            }
        }
        for view in &scenario.views {
            let read = |entity: &usize| Access { entity: *entity, reads: true, writes: false };
            let mut access: Vec<Access> = view.needs.iter().map(read).collect();
            access.sort_by_key(|access| access.entity);
            graph.add(&access, view.rate.unwrap_or(0.0));
        }
        for transaction in &scenario.transactions {
            let mut access: Vec<Access> = Vec::new();
            let mut rate = f64::INFINITY;
            for step in &transaction.steps {
                let capability = &scenario.capabilities[*step];
                rate = rate.min(capability.rate.unwrap_or(0.0));
                for one in &capability.access {
                    match access.iter_mut().find(|known| known.entity == one.entity) {
                        Some(known) => known.writes |= one.writes,
                        None => access.push(*one),
                    }
                }
            }
            graph.add(&access, if rate.is_finite() { rate } else { 0.0 });
        }
        graph.near = (0..n)
            .map(|one| {
                let pairs = (0..n).map(|two| (two, graph.between(one, two)));
                pairs.filter(|(_, weight)| *weight > 0.0).collect()
            })
            .collect();
        graph.degree =
            graph.near.iter().map(|near| near.iter().map(|(_, weight)| weight).sum()).collect();
        graph.alone = vec![0.0; n];
        graph.measure();
        if graph.best <= LEAST_GAIN {
            graph.alone = used_alone(scenario);
            graph.measure();
        }
        graph
    }

    fn measure(&mut self) {
        let sums = self.degree.iter().zip(&self.alone);
        self.volume = sums.map(|(degree, alone)| degree + 2.0 * alone).collect();
        self.total = self.volume.iter().sum();
        self.best = self.search();
    }

    fn add(&mut self, access: &[Access], rate: f64) {
        let Some(others) = access.len().checked_sub(1).filter(|others| *others > 0) else { return };
        let factor = rate_factor(rate) / others as f64;
        for (at, one) in access.iter().enumerate() {
            for two in access.iter().skip(at + 1) {
                let base = if one.writes && two.writes { WRITE_WRITE } else { OTHER };
                self.weight[one.entity * self.n + two.entity] += base * factor;
                self.weight[two.entity * self.n + one.entity] += base * factor;
            }
        }
    }

    /// Weight between two entities.
    pub fn between(&self, one: usize, two: usize) -> f64 {
        self.weight[one * self.n + two]
    }

    /// Whether what is used together says too little, so that what is used alone counts as well.
    pub fn counts_use_alone(&self) -> bool {
        self.alone.iter().any(|alone| *alone > 0.0)
    }

    /// Sum of an entity's weights.
    pub fn degree(&self, entity: usize) -> f64 {
        self.degree[entity]
    }

    /// Newman's modularity of a cut; entities without an owner count as cuts of their own.
    pub fn modularity(&self, owner: &[Option<usize>]) -> f64 {
        if self.total <= 0.0 {
            return 0.0;
        }
        let groups = owner.iter().flatten().max().map_or(0, |most| most + 1);
        let mut inside = 0.0;
        let mut sums = vec![0.0; groups];
        let mut alone = 0.0;
        for (one, group) in owner.iter().enumerate() {
            let Some(group) = *group else {
                alone += (self.volume[one] / self.total).powi(2);
                continue;
            };
            sums[group] += self.volume[one];
            inside += 2.0 * self.alone[one];
            let inner = self.near[one].iter().filter(|(two, _)| owner[*two] == Some(group));
            inside += inner.map(|(_, weight)| weight).sum::<f64>();
        }
        let expected: f64 = sums.iter().map(|sum| (sum / self.total).powi(2)).sum();
        inside / self.total - expected - alone
    }

    /// Modularity over the best that was found; `None` where nothing can be gained by cutting.
    pub fn ratio(&self, owner: &[Option<usize>]) -> Option<f64> {
        (self.best > LEAST_GAIN).then(|| self.modularity(owner) / self.best)
    }

    /// How strongly a group pulls at an entity: √(affinity per weight · affinity per member). The
    /// entity itself is left out of the group.
    pub fn pull(&self, entity: usize, group: &[usize]) -> f64 {
        let (mut to, mut volume, mut members) = (0.0, 0.0, 0.0);
        // Who relates to nothing is no member that could weaken a pull.
        let counts = |other: &&usize| **other != entity && self.degree[**other] > 0.0;
        for other in group.iter().filter(counts) {
            to += self.between(entity, *other);
            volume += self.degree[*other];
            members += 1.0;
        }
        if to > 0.0 { (to / volume * to / members).sqrt() } else { 0.0 }
    }

    /// How strongly the entities of a group pull at a capability that touches some of them.
    pub fn pull_of_use(&self, access: &[Access], group: &[usize]) -> f64 {
        let touches = access.iter().filter(|access| group.contains(&access.entity));
        let to: f64 = touches.map(touch).sum();
        let volume: f64 = group.iter().map(|entity| self.touched[*entity]).sum();
        let members = group.iter().filter(|entity| self.touched[**entity] > 0.0).count();
        if to > 0.0 { (to / volume * to / members as f64).sqrt() } else { 0.0 }
    }

    /// Iterated local search for the best modularity: sweeps of moves and merges, then a kick.
    fn search(&self) -> f64 {
        if self.total <= 0.0 || self.n == 0 {
            return 0.0;
        }
        let shrink = (self.n / ROUNDS_UP_TO).pow(2).max(1);
        let mut dice = Dice::new(0x5eed);
        let mut best: Vec<usize> = (0..self.n).collect();
        let mut best_value = self.climb(&mut best);
        for _ in 0..ROUNDS / shrink {
            let mut labels = best.clone();
            for _ in 0..(self.n / 5).max(1) {
                let node = dice.below(self.n);
                labels[node] = labels[dice.below(self.n)];
            }
            let value = self.climb(&mut labels);
            if value > best_value + 1e-12 {
                best_value = value;
                best = labels;
            }
        }
        best_value
    }

    /// Moves single nodes and merges whole groups while that gains.
    fn climb(&self, labels: &mut [usize]) -> f64 {
        let n = self.n;
        let mut sums = vec![0.0; n];
        let mut sizes = vec![0_usize; n];
        for (node, label) in labels.iter().enumerate() {
            sums[*label] += self.volume[node];
            sizes[*label] += 1;
        }
        let mut towards = vec![0.0; n];
        let empty = |sizes: &[usize]| sizes.iter().position(|size| *size == 0);
        loop {
            let mut moved = false;
            let mut free = empty(&sizes);
            for node in 0..n {
                let home = labels[node];
                let free_for_it = free.filter(|_| sizes[home] > 1);
                let goal = self.best_label(node, labels, &sums, free_for_it, &mut towards);
                if goal != home {
                    labels[node] = goal;
                    sums[home] -= self.volume[node];
                    sums[goal] += self.volume[node];
                    sizes[home] -= 1;
                    sizes[goal] += 1;
                    moved = true;
                    free = empty(&sizes);
                }
            }
            if !self.merge_one(labels, &mut sums, &mut sizes) && !moved {
                break;
            }
        }
        let owner: Vec<Option<usize>> = labels.iter().map(|label| Some(*label)).collect();
        self.modularity(&owner)
    }

    /// The group that gains most from a node: its own, one of a neighbor, or the free one for it alone.
    fn best_label(
        &self,
        node: usize,
        labels: &[usize],
        sums: &[f64],
        free: Option<usize>,
        towards: &mut [f64],
    ) -> usize {
        let home = labels[node];
        let mut candidates: Vec<usize> = Vec::with_capacity(self.near[node].len() + 2);
        for (other, weight) in &self.near[node] {
            if towards[labels[*other]] == 0.0 {
                candidates.push(labels[*other]);
            }
            towards[labels[*other]] += weight;
        }
        candidates.extend(free);
        candidates.sort_unstable();
        candidates.dedup();
        let volume = self.volume[node];
        let gain = |label: usize| {
            let rest = sums[label] - if label == home { volume } else { 0.0 };
            towards[label] - volume * rest / self.total
        };
        let mut goal = home;
        let mut most = gain(home);
        for label in candidates {
            let value = gain(label);
            if value > most + 1e-12 {
                (goal, most) = (label, value);
            }
        }
        self.near[node].iter().for_each(|(other, _)| towards[labels[*other]] = 0.0);
        goal
    }

    /// Joins the two groups that gain most from it; only groups with something between them do.
    fn merge_one(&self, labels: &mut [usize], sums: &mut [f64], sizes: &mut [usize]) -> bool {
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); self.n];
        labels.iter().enumerate().for_each(|(node, label)| members[*label].push(node));
        let mut between = vec![0.0; self.n];
        let mut best = None;
        let mut most = 1e-12;
        for (one, members) in members.iter().enumerate() {
            let mut others: Vec<usize> = Vec::new();
            for (node, weight) in members.iter().flat_map(|node| &self.near[*node]) {
                let two = labels[*node];
                if two > one {
                    if between[two] == 0.0 {
                        others.push(two);
                    }
                    between[two] += weight;
                }
            }
            others.sort_unstable();
            for two in others {
                let gain = std::mem::take(&mut between[two]) - sums[one] * sums[two] / self.total;
                if gain > most {
                    (best, most) = (Some((one, two)), gain);
                }
            }
        }
        let Some((one, two)) = best else { return false };
        labels.iter_mut().filter(|label| **label == two).for_each(|label| *label = one);
        sums[one] += std::mem::take(&mut sums[two]);
        sizes[one] += std::mem::take(&mut sizes[two]);
        true
    }
}
