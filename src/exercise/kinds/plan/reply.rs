//! What a learner planned: an order, gates and ways back.

use crate::{
    exercise::answer::{Answer, Key},
    table::{Fields, Placed},
};

use super::{facts::Plan, world::MOST_BESIDE};

/// What a learner planned.
#[derive(Debug, Default)]
pub(super) struct Reply {
    /// Steps that stand beside each other share a line.
    pub(super) lines: Vec<Vec<usize>>,
    /// Names that are no step, or stand a second time.
    pub(super) wrong: Vec<(Placed<String>, &'static str)>,
    pub(super) gates: Vec<(String, Option<String>, bool)>,
    pub(super) back: Vec<(String, String)>,
}

impl Reply {
    /// Reads an answer from its root.
    pub(super) fn read(root: &Fields<'_, '_>, plan: &Plan) -> Self {
        let mut reply = Self::default();
        if let Some(order) = root.value("order") {
            for item in order.items() {
                let names: Vec<Placed<String>> = if item.is_array() {
                    item.items().iter().filter_map(|inner| inner.string()).collect()
                } else {
                    item.string().into_iter().collect()
                };
                if names.len() > MOST_BESIDE {
                    let message = format!("at most {MOST_BESIDE} steps stand beside each other");
                    root.report("too-many", item.span(), message);
                    continue;
                }
                reply.line(names, plan);
            }
        }
        for (name, gate) in root.named_tables("gate") {
            let measure = gate.string("measure").map(|measure| measure.value);
            let stop = gate.string("stop_if").is_some_and(|stop| !stop.value.trim().is_empty());
            reply.gates.push((name.value.clone(), measure, stop));
            reply.known(name, plan);
        }
        for (name, back) in root.named_tables("back") {
            let to = back.string("to").map(|to| to.value).unwrap_or_default();
            reply.back.push((name.value.clone(), to));
            reply.known(name, plan);
        }
        reply
    }

    fn known(&mut self, name: Placed<String>, plan: &Plan) {
        if plan.step(&name.value).is_none() {
            self.wrong.push((name, "no step is called so"));
        }
    }

    fn line(&mut self, names: Vec<Placed<String>>, plan: &Plan) {
        let mut line = Vec::new();
        for name in names {
            match plan.step(&name.value) {
                Some(step) if line.contains(&step) || self.place(step).is_some() => {
                    self.wrong.push((name, "the step stands twice"));
                }
                Some(step) => line.push(step),
                None => self.wrong.push((name, "no step is called so")),
            }
        }
        if !line.is_empty() {
            self.lines.push(line);
        }
    }

    /// The line that a step stands in.
    pub(super) fn place(&self, step: usize) -> Option<usize> {
        self.lines.iter().position(|line| line.contains(&step))
    }

    /// Whether one step surely comes before another.
    pub(super) fn keeps(&self, (earlier, later): (usize, usize)) -> bool {
        let places = (self.place(earlier), self.place(later));
        matches!(places, (Some(earlier), Some(later)) if earlier < later)
    }
}

/// The answer with another order.
pub(super) fn set_order(plan: &Plan, answer: &Answer, lines: &[Vec<usize>]) -> Answer {
    let name = |step: &usize| toml::Value::from(plan.steps[*step].name.clone());
    let line = |line: &Vec<usize>| match line.as_slice() {
        [one] => name(one),
        many => toml::Value::Array(many.iter().map(name).collect()),
    };
    let order = toml::Value::Array(lines.iter().map(line).collect());
    answer.set(&[Key::from("order")], Some(order))
}
