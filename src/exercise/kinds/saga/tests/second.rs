//! A second exploration: depth first, names instead of numbers, every saga with its own face. Shares
//! nothing with the first but facts, answer and the evaluator of expressions.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::{
    design::{Design, Role, Work},
    explore::Family,
    facts::{Invariant, Saga, total_of},
};
use crate::expression::{Expression, Value};

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

    fn nexts(&self, world: &World) -> Vec<World> {
        let mut nexts = Vec::new();
        for (at, letter) in world.post.iter().enumerate() {
            let blocked = world.post[..at].iter().any(|earlier| {
                self.ordered && (earlier.saga, &earlier.service) == (letter.saga, &letter.service)
            });
            if !blocked {
                self.handle_all(world, at, letter, &mut nexts);
            }
        }
        nexts
    }

    fn handle_all(&self, world: &World, at: usize, letter: &Letter, nexts: &mut Vec<World>) {
        let may = world.spent < self.family.budget;
        let crashes = may && self.family.crashes;
        let design = self.design;
        let forgets =
            !design.is_choreography() && letter.service == design.at && !design.protect.store_state;
        let kept = self.saga.world.outbox || design.protect.outbox.contains(&letter.service);
        let mut post = world.post.clone();
        post.remove(at);
        let mut finish = |mut next: World, mut post: Vec<Letter>, fault: bool, crash: bool| {
            self.sort(&mut post);
            next.post = post;
            next.spent += usize::from(fault);
            if crash && forgets {
                for one in next.sagas.iter_mut().filter(|one| !matches!(&*one.log, "yes" | "no")) {
                    one.log.clear();
                }
            }
            nexts.push(next);
        };
        for (mut next, sent, failed) in self.handle(world, letter) {
            for one in &mut next.sagas {
                if self.has_ended(one) {
                    one.holds.clear();
                }
            }
            let mut with = post.clone();
            with.extend(sent);
            if failed {
                if crashes {
                    finish(next, with, true, false);
                }
                continue;
            }
            finish(next.clone(), with.clone(), false, false);
            if crashes {
                finish(world.clone(), world.post.clone(), true, true);
                finish(next.clone(), if kept { with } else { post.clone() }, true, true);
                let mut stays = world.post.clone();
                stays[at].again = true;
                // What is sent comes behind all that waits.
                let (_, sent, _) = self.handle(world, letter).swap_remove(0);
                stays.extend(sent);
                finish(next.clone(), stays, true, true);
            }
            if may && self.family.doubles && !letter.again {
                let mut twice = world.post.clone();
                twice[at].again = true;
                let copy = twice[at].clone();
                twice.push(copy);
                finish(world.clone(), twice, true, false);
            }
        }
    }

    /// Every way to handle a letter: the world then, what is sent, whether an undo failed.
    fn handle(&self, world: &World, letter: &Letter) -> Vec<(World, Vec<Letter>, bool)> {
        let mut next = world.clone();
        let one = &mut next.sagas[letter.saga];
        let (what, name) = letter.says.split_once(' ').unwrap_or((&letter.says, ""));
        let mut sent = Vec::new();
        match what {
            "start" if one.log.is_empty() => sent = self.forward(one, letter.saga, 0),
            "ok" | "no" | "failed" => sent = self.reply(one, letter.saga, what, name),
            "do" => return self.perform(world, letter, name, None),
            "on" => {
                let line: usize = name.parse().unwrap();
                let work = self.design.lines[line].does.unwrap();
                return self.perform(world, letter, self.saga.work_name(work), Some(line));
            }
            _ => {}
        }
        vec![(next, sent, false)]
    }

    fn forward(&self, one: &mut One, saga: usize, place: usize) -> Vec<Letter> {
        match self.design.steps.get(place) {
            None => {
                one.log = "yes".into();
                Vec::new()
            }
            Some(planned) => {
                one.log = format!("f{place}");
                let step = &self.saga.steps[planned.step];
                vec![self.letter(saga, &step.service, &format!("do {}", step.name))]
            }
        }
    }

    fn back(&self, one: &mut One, saga: usize, before: usize) -> Vec<Letter> {
        let Some(place) = before.checked_sub(1) else {
            one.log = "no".into();
            return Vec::new();
        };
        let planned = &self.design.steps[place];
        let undo = planned.undo_name().and_then(|name| self.saga.find_undo(name));
        match (planned.role, undo) {
            (Some(Role::Pivot), _) => {
                one.log = "stuck".into();
                Vec::new()
            }
            (_, None) => self.back(one, saga, place),
            (_, Some(undo)) => {
                one.log = format!("b{place}");
                let service = self.saga.service_of(Work::Undo(undo));
                let says = format!("do {}", self.saga.undos[undo].name);
                vec![self.letter(saga, service, &says)]
            }
        }
    }

    fn reply(&self, one: &mut One, saga: usize, what: &str, name: &str) -> Vec<Letter> {
        for (place, planned) in self.design.steps.iter().enumerate() {
            let step = &self.saga.steps[planned.step];
            if one.log == format!("f{place}") && step.name == name {
                return match what {
                    "ok" => self.forward(one, saga, place + 1),
                    _ if planned.role == Some(Role::Retriable) => {
                        vec![self.letter(saga, &step.service, &format!("do {name}"))]
                    }
                    _ => self.back(one, saga, place),
                };
            }
            if one.log == format!("b{place}") && planned.undo_name() == Some(name) {
                if what == "failed" && self.design.protect.retry_undo.iter().any(|one| one == name)
                {
                    let undo = self.saga.find_undo(name).unwrap();
                    let service = self.saga.service_of(Work::Undo(undo));
                    return vec![self.letter(saga, service, &format!("do {name}"))];
                }
                return self.back(one, saga, place);
            }
        }
        Vec::new()
    }

    fn perform(
        &self,
        world: &World,
        letter: &Letter,
        name: &str,
        line: Option<usize>,
    ) -> Vec<(World, Vec<Letter>, bool)> {
        let design = self.design;
        let saga = letter.saga;
        let key = (letter.service.clone(), name.to_owned());
        let dedupes = design.protect.dedupe.contains(&letter.service);
        if dedupes && world.sagas[saga].known.contains(&key) {
            return vec![(world.clone(), Vec::new(), false)];
        }
        let tell = |outcome: &str| -> Vec<Letter> {
            let mut sent = Vec::new();
            let Some(line) = line else {
                return vec![self.letter(saga, &design.at, &format!("{outcome} {name}"))];
            };
            let known = &design.lines[line];
            let event = match outcome {
                "ok" => known.emits.as_ref(),
                "no" => known.on_refusal.as_ref(),
                _ => {
                    if design.protect.retry_undo.iter().any(|one| one == name) {
                        sent.push(Letter { again: false, ..letter.clone() });
                    }
                    None
                }
            };
            if let Some(event) = event {
                self.publish(&mut sent, saga, event);
            }
            sent
        };
        let mut next = world.clone();
        if let Some(undo) = self.saga.find_undo(name).filter(|_| self.saga.find(name).is_none()) {
            let undo = &self.saga.undos[undo];
            self.assign(&mut next, saga, &undo.does, &Values::new());
            next.sagas[saga].stands.remove(&self.saga.steps[undo.of].name);
            if dedupes {
                next.sagas[saga].known.insert(key);
            }
            let mut ways = vec![(next, tell("ok"), false)];
            if undo.fails {
                ways.push((world.clone(), tell("failed"), true));
            }
            return ways;
        }
        let at = self.saga.find(name).unwrap();
        let step = &self.saga.steps[at];
        let role = design.planned(at).and_then(|planned| planned.role);
        let mut noted = Values::new();
        for note in &step.reads {
            let variable = self.saga.variables[note.variable].name.clone();
            let of = self.saga.steps[note.step].name.clone();
            let again = design
                .protect
                .reread
                .iter()
                .any(|one| *one == variable || *one == format!("{variable}@{of}"));
            let value = world.sagas[saga].noted.get(&(variable.clone(), of));
            if let (false, Some(value)) = (again, value) {
                noted.insert(variable, *value);
            }
        }
        let touched: BTreeSet<String> = self
            .touched(at)
            .into_iter()
            .filter(|name| design.protect.lock.contains(name))
            .collect();
        let held = world.sagas.iter().enumerate().any(|(other, one)| {
            other != saga && touched.iter().any(|name| one.holds.contains(name))
        });
        let refuses = step.refuses_if.as_ref().is_some_and(|when| {
            when.holds(&|name| self.value(world, saga, name, &noted)).unwrap_or(false)
        });
        if held || refuses {
            next.sagas[saga].refused = true;
            if dedupes && role != Some(Role::Retriable) {
                next.sagas[saga].known.insert(key);
            }
            return vec![(next, tell("no"), false)];
        }
        self.assign(&mut next, saga, &step.does, &noted);
        for note in self.saga.steps.iter().flat_map(|step| &step.reads) {
            if note.step == at {
                let variable = &self.saga.variables[note.variable].name;
                let value =
                    next.sagas[saga].own.get(variable).or_else(|| next.shared.get(variable));
                let value = *value.unwrap();
                next.sagas[saga].noted.insert((variable.clone(), name.to_owned()), value);
            }
        }
        let one = &mut next.sagas[saga];
        one.stands.insert(name.to_owned());
        one.holds.extend(touched);
        if dedupes {
            one.known.insert(key);
        }
        vec![(next, tell("ok"), false)]
    }

    fn assign(
        &self,
        next: &mut World,
        saga: usize,
        does: &[crate::expression::Assignment],
        noted: &Values,
    ) {
        for set in does {
            let before = self.value(next, saga, &set.name, &Values::new()).unwrap();
            let value = set.apply(&before, &|name| self.value(next, saga, name, noted)).unwrap();
            let value = value.number().unwrap().value.round() as i64;
            let own = next.sagas[saga].own.get_mut(&set.name);
            let place = own.or_else(|| next.shared.get_mut(&set.name)).unwrap();
            *place = value;
        }
    }

    fn touched(&self, at: usize) -> Vec<String> {
        let step = &self.saga.steps[at];
        let bare = |name: &str| total_of(name).unwrap_or(name).to_owned();
        let mut names: Vec<String> = Vec::new();
        for set in &step.does {
            names.push(set.name.clone());
            names.extend(set.value.names().into_iter().map(bare));
        }
        let refuses = step.refuses_if.iter().flat_map(Expression::names);
        names.extend(refuses.map(bare));
        for note in self.saga.steps.iter().flat_map(|step| &step.reads) {
            if note.step == at || step.reads.contains(note) {
                names.push(self.saga.variables[note.variable].name.clone());
            }
        }
        names
    }
}
