//! Broken forms of right sagas, careless ones, and the same saga written otherwise.

use toml::{Table, Value};

use crate::exercise::{
    answer::{Answer, Key},
    kind::Mutant,
};

use super::{
    design::{Design, ROLES},
    facts::Saga,
    rules::in_order,
};

/// Every way to break an answer.
pub(super) fn mutants(saga: &Saga, answer: &Answer) -> Vec<Mutant> {
    let design = Design::of(saga, answer);
    let mut broken = Broken { saga, answer, design: &design, mutants: Vec::new() };
    broken.order();
    broken.steps();
    broken.lines();
    broken.protections();
    broken.mutants
}

struct Broken<'b> {
    saga: &'b Saga,
    answer: &'b Answer,
    design: &'b Design,
    mutants: Vec<Mutant>,
}

impl Broken<'_> {
    fn add(&mut self, operator: &'static str, name: impl Into<String>, answer: Answer) {
        self.mutants.push(Mutant { operator, name: name.into(), answer });
    }

    fn order(&mut self) {
        let order: Vec<usize> = self.design.steps.iter().map(|one| one.step).collect();
        for at in 1..order.len() {
            let mut swapped = order.clone();
            swapped.swap(at - 1, at);
            let steps = in_order(self.answer, self.design, &swapped);
            let name = [order[at - 1], order[at]].map(|step| self.saga.steps[step].name.as_str());
            self.add(
                "swap neighbours",
                name.join(" "),
                self.answer.set(&["step".into()], Some(steps)),
            );
        }
    }

    fn steps(&mut self) {
        for planned in &self.design.steps {
            let name = self.saga.steps[planned.step].name.clone();
            let path = |key: &str| -> [Key; 3] { ["step".into(), planned.at.into(), key.into()] };
            let less = self.answer.set(&["step".into(), planned.at.into()], None);
            self.add("a step less", &name, less);
            for (word, role) in ROLES {
                if planned.role != Some(role) {
                    let changed = self.answer.set(&path("kind"), Some(word.into()));
                    self.add("another kind", format!("{name} {word}"), changed);
                }
            }
            if planned.undo.is_some() {
                self.add("no way back", &name, self.answer.set(&path("undo"), None));
            }
            let strange = self.saga.undos.iter().find(|undo| undo.of != planned.step);
            if let Some(strange) = strange {
                let undo = Value::from(strange.name.as_str());
                let changed = self.answer.set(&path("undo"), Some(undo));
                self.add("another's way back", &name, changed);
            }
        }
    }

    fn lines(&mut self) {
        if !self.design.is_choreography() {
            return;
        }
        for (at, line) in self.design.lines.iter().enumerate() {
            let does = line.does.map_or("", |work| self.saga.work_name(work));
            let name = format!("{} {does}", line.event);
            let path = |key: &str| -> [Key; 3] { ["on".into(), at.into(), key.into()] };
            self.add("a line less", &name, self.answer.set(&["on".into(), at.into()], None));
            if let Some(event) = line.emits.as_ref().filter(|event| self.is_heard(event)) {
                let name = format!("{name} {event}");
                self.add("not told", name, self.answer.set(&path("emits"), None));
            }
            if line.on_refusal.is_some() {
                self.add("refusal not told", name, self.answer.set(&path("on_refusal"), None));
            }
        }
    }

    fn is_heard(&self, event: &str) -> bool {
        self.design.hearers(event).next().is_some()
    }

    fn protections(&mut self) {
        for (key, name) in self.design.protect.entries() {
            let path: [Key; 2] = ["protect".into(), key.into()];
            let rest = self.design.protect.without(&(key, name.clone()));
            let list = rest.lists().into_iter().find(|(known, _)| *known == key);
            let list = list.map(|(_, names)| Value::from(names.clone()));
            let named = format!("{key} {}", name.unwrap_or_default());
            self.add("unprotected", named.trim_end(), self.answer.set(&path, list));
        }
        let all = self.saga.variables.iter().filter(|variable| !variable.each);
        for variable in all {
            let locked = &self.design.protect.lock;
            if locked.contains(&variable.name) {
                continue;
            }
            let more: Vec<String> = locked.iter().chain([&variable.name]).cloned().collect();
            let path: [Key; 2] = ["protect".into(), "lock".into()];
            let changed = self.answer.set(&path, Some(Value::from(more)));
            self.add("a lock more", &variable.name, changed);
        }
    }
}

/// Answers that took no thought.
pub(super) fn trivial(saga: &Saga) -> Vec<(&'static str, Answer)> {
    let steps = |kind: &dyn Fn(usize) -> (&'static str, Option<String>)| {
        let one = |at: usize| {
            let (kind, undo) = kind(at);
            let mut step = Table::new();
            step.insert("do".into(), saga.steps[at].name.clone().into());
            step.insert("kind".into(), kind.into());
            step.extend(undo.map(|undo| ("undo".to_owned(), undo.into())));
            Value::Table(step)
        };
        Value::Array((0..saga.steps.len()).map(one).collect())
    };
    let at = saga.services().first().map_or("", |service| service).to_owned();
    let of = |steps: Option<Value>| {
        let begun = Answer::toml("style = \"orchestration\"\n")
            .set(&["at".into()], Some(at.clone().into()));
        steps.map_or(begun.clone(), |steps| begun.set(&["step".into()], Some(steps)))
    };
    let undone = |at: usize| match saga.undo_of(at) {
        Some(undo) => ("compensatable", Some(saga.undos[undo].name.clone())),
        None => ("retriable", None),
    };
    vec![
        ("no steps", of(None)),
        ("every step retriable", of(Some(steps(&|_| ("retriable", None))))),
        ("no protections", of(Some(steps(&undone)))),
    ]
}

/// The same with lists the other way round where their order says nothing.
pub(super) fn rewritten(answer: &Answer) -> Vec<Answer> {
    let mut other = answer.clone();
    let reversed = |value: Option<Value>| match value {
        Some(Value::Array(mut list)) => {
            list.reverse();
            Some(Value::Array(list))
        }
        _ => None,
    };
    for key in ["outbox", "dedupe", "lock", "reread", "retry_undo"] {
        let path: [Key; 2] = ["protect".into(), key.into()];
        if let Some(list) = reversed(other.value(&path)) {
            other = other.set(&path, Some(list));
        }
    }
    let path: [Key; 1] = ["on".into()];
    if let Some(lines) = reversed(other.value(&path)) {
        other = other.set(&path, Some(lines));
    }
    vec![other]
}
