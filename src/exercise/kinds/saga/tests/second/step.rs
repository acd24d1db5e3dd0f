//! What may happen next in a world: each of its ways.

use std::collections::BTreeSet;

use super::super::super::{
    design::{Role, Work},
    facts::total_of,
};
use super::{Letter, One, Second, Values, World};
use crate::expression::Expression;

impl<'s> Second<'s> {
    pub(super) fn nexts(&self, world: &World) -> Vec<World> {
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
