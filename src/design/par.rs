//! The best score that a search finds: cuts by iterated local search, the rest by greedy completion.
//!
//! No optimum is proved, so what comes out is "best found", never "optimal". The search counts its
//! rounds and not its time, and its seed is fixed: the same facts give the same par.

use super::{
    architecture::{Architecture, Service, edit::Edit},
    assess,
    book::PatternBook,
    complete::completed,
    dice::Dice,
    grade,
    model::Model,
    scenario::{Consistency, Parts, Scenario},
};

/// Kicks of the local search over cuts.
const ROUNDS: usize = 24;
/// Cuts that are completed and scored in full.
const FINALISTS: usize = 8;
/// Finalists that are polished with their own report's fixes.
const POLISHED: usize = 3;
/// Fixes taken one after the other.
const POLISH_STEPS: usize = 12;
/// Evaluations of one search; larger scenarios get fewer rounds.
const BUDGET: usize = 4_000;

/// The best answer found.
#[derive(Clone, Debug, PartialEq)]
pub struct Par {
    /// Tenths of points.
    pub tenths: i32,
    /// An answer with that score.
    pub witness: Architecture,
}

/// Entities that have to stay together.
pub(in crate::design) fn units(facts: &Scenario) -> Vec<Vec<usize>> {
    let mut label: Vec<usize> = (0..facts.entities.len()).collect();
    let mut join = |members: &[usize]| {
        let Some((first, rest)) = members.split_first() else { return };
        for other in rest {
            let (keep, gone) = (label[*first], label[*other]);
            label.iter_mut().filter(|l| **l == gone).for_each(|l| *l = keep);
        }
    };
    facts.aggregates.iter().for_each(|group| join(&group.entities));
    facts.predefined.iter().for_each(|group| join(&group.entities));
    // What one strong transaction writes is never worth splitting.
    for transaction in &facts.transactions {
        if transaction.consistency == Consistency::Strong {
            join(&facts.written_by(transaction));
        }
    }
    let mut units: Vec<(usize, Vec<usize>)> = Vec::new();
    for (entity, label) in label.iter().enumerate() {
        match units.iter_mut().find(|(known, _)| known == label) {
            Some((_, members)) => members.push(entity),
            None => units.push((*label, vec![entity])),
        }
    }
    units.into_iter().map(|(_, members)| members).collect()
}

/// A cut as an answer: each capability where most of its weighted access is.
fn cut(facts: &Scenario, units: &[Vec<usize>], labels: &[usize]) -> Architecture {
    let mut groups: Vec<usize> = labels.to_vec();
    groups.sort_unstable();
    groups.dedup();
    let mut owner = vec![0; facts.entities.len()];
    for (unit, label) in units.iter().zip(labels) {
        let group = groups.iter().position(|group| group == label).unwrap_or_default();
        unit.iter().for_each(|entity| owner[*entity] = group);
    }
    let mut services: Vec<Service> = groups.iter().map(|_| Service::default()).collect();
    if services.is_empty() {
        services.push(Service::default());
    }
    for (entity, group) in owner.iter().enumerate() {
        services[*group].owns.push(facts.entities[entity].name.clone());
    }
    for capability in &facts.capabilities {
        let mut weights = vec![0.0; services.len()];
        for access in &capability.access {
            weights[owner[access.entity]] +=
                if access.writes { 1.0 } else { 0.0 } + if access.reads { 0.25 } else { 0.0 };
        }
        let most = weights.iter().copied().fold(0.0, f64::max);
        let home = weights.iter().position(|weight| *weight == most).unwrap_or_default();
        services[home].does.push(capability.name.clone());
    }
    for service in &mut services {
        let name = service.owns.first().or(service.does.first());
        service.name = name.map_or_else(|| "all".to_owned(), |name| slug(name));
    }
    make_unique(&mut services);
    Architecture { scenario: facts.id.clone(), services, ..Architecture::default() }
}

/// A service name from an entity's.
fn slug(name: &str) -> String {
    let lower = name.to_lowercase();
    let safe = |c: char| if c.is_alphanumeric() || c == '-' || c == '_' { c } else { '-' };
    lower.chars().map(safe).collect()
}

fn make_unique(services: &mut [Service]) {
    for at in 0..services.len() {
        let clash = services.iter().take(at).any(|other| other.name == services[at].name);
        if clash {
            services[at].name = format!("{}-{at}", services[at].name);
        }
    }
}

/// Gives each service to the team that does most of it.
fn staffed(facts: &Scenario, mut answer: Architecture, book: &PatternBook) -> Architecture {
    let teams: Vec<Option<usize>> = {
        let model = Model::new(facts, &answer, book);
        (0..model.size()).map(|s| model.leading_team(s).map(|(team, _)| team)).collect()
    };
    let fallback = facts.teams.iter().position(|team| !team.capabilities.is_empty());
    for (service, team) in answer.services.iter_mut().zip(teams) {
        service.team = team.or(fallback).map(|team| facts.teams[team].name.clone());
    }
    answer
}

struct Search<'a> {
    /// The same facts, asking only for the cut: cheap to score.
    outline: Scenario,
    facts: &'a Scenario,
    book: &'a PatternBook,
    units: Vec<Vec<usize>>,
    evaluations: usize,
    seen: std::collections::HashMap<Vec<usize>, i32>,
}

impl Search<'_> {
    /// The score of a cut alone, less a little for each process that it spreads.
    fn value(&mut self, labels: &[usize]) -> i32 {
        let key = canonical(labels);
        if let Some(known) = self.seen.get(&key) {
            return *known;
        }
        self.evaluations += 1;
        let answer = staffed(self.facts, cut(self.facts, &self.units, &key), self.book);
        let value = assess(&self.outline, &answer, self.book).score.tenths * 10;
        let model = Model::new(self.facts, &answer, self.book);
        let spread: usize = (0..self.facts.transactions.len())
            .map(|t| model.writers(t).len().saturating_sub(1))
            .sum();
        let pairs = model.remotes.iter().map(|remote| (remote.from, remote.to));
        let mut pairs: Vec<(usize, usize)> = pairs.collect();
        pairs.sort_unstable();
        pairs.dedup();
        let value = value - 20 * spread as i32 - 5 * pairs.len() as i32;
        self.seen.insert(key, value);
        value
    }

    /// Moves single units and merges groups while that gains.
    fn climb(&mut self, labels: &mut Vec<usize>) -> i32 {
        let n = self.units.len();
        let mut value = self.value(labels);
        loop {
            let mut better: Option<(i32, Vec<usize>)> = None;
            let groups = canonical(labels).into_iter().max().map_or(0, |most| most + 1);
            *labels = canonical(labels);
            for unit in 0..n {
                for goal in 0..=groups {
                    if goal == labels[unit] || self.evaluations > BUDGET {
                        continue;
                    }
                    let mut moved = labels.clone();
                    moved[unit] = goal;
                    let gained = self.value(&moved);
                    if gained > better.as_ref().map_or(value, |(best, _)| *best) {
                        better = Some((gained, moved));
                    }
                }
            }
            for one in 0..groups {
                for two in one + 1..groups {
                    if self.evaluations > BUDGET {
                        continue;
                    }
                    let turn = |label: &usize| if *label == two { one } else { *label };
                    let merged: Vec<usize> = labels.iter().map(turn).collect();
                    let gained = self.value(&merged);
                    if gained > better.as_ref().map_or(value, |(best, _)| *best) {
                        better = Some((gained, merged));
                    }
                }
            }
            let Some((gained, next)) = better else { return value };
            value = gained;
            *labels = next;
        }
    }
}

/// Labels renumbered in the order of their first use.
fn canonical(labels: &[usize]) -> Vec<usize> {
    let mut seen: Vec<usize> = Vec::new();
    let number = |label: &usize| match seen.iter().position(|known| known == label) {
        Some(at) => at,
        None => {
            seen.push(*label);
            seen.len() - 1
        }
    };
    labels.iter().map(number).collect()
}

/// Searches for the best answer. `known` are answers that the search may not fall behind, such as the
/// references of an exercise.
pub fn search(facts: &Scenario, book: &PatternBook, known: &[Architecture]) -> Par {
    let units = units(facts);
    let asked = facts.parts();
    let mut outline = facts.clone();
    outline.stated_parts = Some(Parts { links: false, patterns: false, ..asked });
    let mut search =
        Search { outline, facts, book, units, evaluations: 0, seen: Default::default() };
    let n = search.units.len();
    let mut dice = Dice::new(0x0a7c);
    let mut best: Vec<usize> = (0..n).collect();
    let mut best_value = search.climb(&mut best);
    let mut finalists =
        vec![(best_value, canonical(&best)), (search.value(&vec![0; n]), vec![0; n])];
    for _ in 0..ROUNDS {
        if search.evaluations > BUDGET {
            break;
        }
        let mut labels = best.clone();
        for _ in 0..(n / 4).max(1) {
            let unit = dice.below(n);
            if let Some(label) = labels.get_mut(unit) {
                *label = dice.below(n);
            }
        }
        let value = search.climb(&mut labels);
        finalists.push((value, canonical(&labels)));
        if value > best_value {
            (best, best_value) = (labels, value);
        }
    }
    finalists.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    finalists.dedup();
    finalists.truncate(FINALISTS);
    let mut answers: Vec<(i32, Architecture)> = Vec::new();
    for (_, labels) in &finalists {
        let outline = staffed(facts, cut(facts, &search.units, labels), book);
        for led in [true, false] {
            let answer = completed(facts, &outline, book, led);
            answers.push((assess(facts, &answer, book).score.tenths, answer));
        }
    }
    answers.sort_by_key(|(tenths, _)| std::cmp::Reverse(*tenths));
    answers.truncate(POLISHED);
    let known =
        known.iter().map(|answer| (assess(facts, answer, book).score.tenths, answer.clone()));
    answers.extend(known);
    let mut winner = Par { tenths: -1, witness: Architecture::default() };
    for (tenths, answer) in answers {
        let (tenths, answer) = polished(facts, book, tenths, answer);
        if tenths > winner.tenths {
            winner = Par { tenths, witness: answer };
        }
    }
    winner
}

/// Takes the best fix of an answer's own report until none gains.
fn polished(
    facts: &Scenario,
    book: &PatternBook,
    mut tenths: i32,
    mut answer: Architecture,
) -> (i32, Architecture) {
    for _ in 0..POLISH_STEPS {
        let report = grade(facts, &answer, book);
        let best = report.best_fixes(1);
        let Some((_, fix)) = best.first().filter(|(_, fix)| fix.gain > 0) else { break };
        let edits: Vec<Edit> = fix.edits.clone();
        tenths += fix.gain;
        answer = answer.with(&edits);
    }
    (tenths, answer)
}
