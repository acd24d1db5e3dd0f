//! A second exploration: depth first, names instead of numbers, every saga with its own face. Shares
//! nothing with the first but facts, answer and the evaluator of expressions.

mod step;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::{
    design::{Design, Role},
    explore::Family,
    facts::{Invariant, Saga, total_of},
};
use crate::expression::Value;

type Values = BTreeMap<String, i64>;

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct One {
    own: Values,
    log: String,
    known: BTreeSet<(String, String)>,
    noted: BTreeMap<(String, String), i64>,
    stands: BTreeSet<String>,
    refused: bool,
    holds: BTreeSet<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Letter {
    saga: usize,
    service: String,
    says: String,
    again: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct World {
    shared: Values,
    sagas: Vec<One>,
    post: Vec<Letter>,
    spent: usize,
}

struct Second<'s> {
    saga: &'s Saga,
    design: &'s Design,
    family: &'s Family,
    ordered: bool,
}

/// How many states there are.
pub(super) fn states(saga: &Saga, design: &Design, family: &Family) -> usize {
    Second::of(saga, design, family).walk(usize::MAX).map_or(0, |found| found.0)
}

/// The invariants that are broken, by number; nothing where there are more states than that.
pub(super) fn broken(
    saga: &Saga,
    design: &Design,
    family: &Family,
    most: usize,
) -> Option<BTreeSet<usize>> {
    Second::of(saga, design, family).walk(most).map(|found| found.1)
}

impl<'s> Second<'s> {
    fn of(saga: &'s Saga, design: &'s Design, family: &'s Family) -> Self {
        Self { saga, design, family, ordered: family.ordered || !saga.world.reorder }
    }

    fn walk(&self, most: usize) -> Option<(usize, BTreeSet<usize>)> {
        let mut numbers: HashMap<World, usize> = HashMap::new();
        let mut back: Vec<Vec<usize>> = Vec::new();
        let (mut quiet, mut broken) = (Vec::new(), BTreeSet::new());
        let mut stack = vec![(self.start(), None)];
        while let Some((world, from)) = stack.pop() {
            let number = match numbers.get(&world) {
                Some(number) => *number,
                None => {
                    let number = numbers.len();
                    if number >= most {
                        return None;
                    }
                    back.push(Vec::new());
                    self.look(&world, &mut broken);
                    if world.post.is_empty() {
                        quiet.push(number);
                    }
                    for next in self.nexts(&world) {
                        stack.push((next, Some(number)));
                    }
                    numbers.insert(world, number);
                    number
                }
            };
            back[number].extend(from);
        }
        let mut rests: BTreeSet<usize> = BTreeSet::new();
        while let Some(at) = quiet.pop() {
            if rests.insert(at) {
                quiet.extend(&back[at]);
            }
        }
        if rests.len() < numbers.len() {
            broken.insert(self.saga.always.len() + self.saga.finally.len());
        }
        Some((numbers.len(), broken))
    }

    fn start(&self) -> World {
        let of = |each: bool| -> Values {
            let mine = self.saga.variables.iter().filter(|one| one.each == each);
            mine.map(|one| (one.name.clone(), i64::from(one.init))).collect()
        };
        let sagas = vec![One { own: of(true), ..One::default() }; self.family.sagas];
        let mut world = World { shared: of(false), sagas, post: Vec::new(), spent: 0 };
        for saga in 0..self.family.sagas {
            if self.design.is_choreography() {
                self.publish(&mut world.post, saga, "start");
            } else {
                world.post.push(self.letter(saga, &self.design.at, "start"));
            }
        }
        self.sort(&mut world.post);
        world
    }

    fn letter(&self, saga: usize, service: &str, says: &str) -> Letter {
        Letter { saga, service: service.to_owned(), says: says.to_owned(), again: false }
    }

    fn publish(&self, post: &mut Vec<Letter>, saga: usize, event: &str) {
        for (at, line) in self.design.lines.iter().enumerate() {
            if line.event == event && line.does.is_some() {
                post.push(self.letter(saga, &line.service, &format!("on {at}")));
            }
        }
    }

    fn sort(&self, post: &mut [Letter]) {
        if self.ordered {
            post.sort_by_key(|letter| (letter.saga, letter.service.clone()));
        } else {
            post.sort();
        }
    }

    fn look(&self, world: &World, broken: &mut BTreeSet<usize>) {
        let all = self.saga.always.iter().chain(&self.saga.finally).enumerate();
        for (at, invariant) in all {
            let counts = at < self.saga.always.len() || world.post.is_empty();
            if counts && !self.holds(world, invariant) {
                broken.insert(at);
            }
        }
        if world.post.is_empty() && !world.sagas.iter().all(|one| self.has_ended(one)) {
            broken.insert(self.saga.always.len() + self.saga.finally.len());
        }
    }

    fn holds(&self, world: &World, invariant: &Invariant) -> bool {
        (0..world.sagas.len()).all(|saga| {
            let value = |name: &str| self.value(world, saga, name, &Values::new());
            invariant.expression.holds(&value).unwrap_or(false)
        })
    }

    fn value(&self, world: &World, saga: usize, name: &str, noted: &Values) -> Option<Value> {
        let value = match total_of(name) {
            Some(name) => world.sagas.iter().map(|one| one.own[name]).sum(),
            None => {
                let present = world.sagas[saga].own.get(name).or_else(|| world.shared.get(name));
                *noted.get(name).or(present)?
            }
        };
        Some(Value::pure(value as f64))
    }

    fn has_ended(&self, one: &One) -> bool {
        if !self.design.is_choreography() {
            return one.log == "yes" || one.log == "no";
        }
        let name = |at: usize| &self.saga.steps[self.design.steps[at].step].name;
        let all = (0..self.design.steps.len()).all(|at| one.stands.contains(name(at)));
        let none = (0..self.design.steps.len()).all(|at| {
            self.design.steps[at].role == Some(Role::Read) || !one.stands.contains(name(at))
        });
        all || (one.refused && none)
    }
}
