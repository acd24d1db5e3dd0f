//! In which order steps go, and what may not be undone where it stands.

use toml::Value;

use super::super::design::{Design, Planned, Role};
use super::Rules;
use crate::{
    exercise::answer::{Answer, Key},
    verdict::{Evidence, Fix, Severity},
};

/// The list of steps in another order; those that are not named keep their places at the end.
pub(in super::super) fn in_order(answer: &Answer, design: &Design, order: &[usize]) -> Value {
    let list = answer.value(&[Key::from("step")]);
    let list = list.as_ref().and_then(Value::as_array).cloned().unwrap_or_default();
    let places = order.iter().filter_map(|step| design.planned(*step)).map(|one| one.at);
    let mut taken: Vec<usize> = places.collect();
    taken.extend((0..list.len()).filter(|at| !taken.contains(at)).collect::<Vec<_>>());
    Value::Array(taken.into_iter().filter_map(|at| list.get(at).cloned()).collect())
}

impl<'r> Rules<'r> {
    /// Every step moved behind what it needs, and no further.
    pub(super) fn sorted(&self) -> Fix {
        let mut waiting: Vec<usize> = self.design.steps.iter().map(|one| one.step).collect();
        let mut order = Vec::new();
        while let Some(at) = waiting.iter().position(|step| {
            !self.saga.steps[*step].needs.iter().any(|need| waiting.contains(need))
        }) {
            order.push(waiting.remove(at));
        }
        order.extend(waiting);
        self.ordered("Take every step after what it needs", &order)
    }

    /// The steps in another order.
    fn ordered(&self, text: &str, order: &[usize]) -> Fix {
        let steps = in_order(self.answer, self.design, order);
        let changed = self.answer.set(&[Key::from("step")], Some(steps));
        Fix::edit(text, self.answer.edits_to(&changed))
    }

    /// SG-03, SG-07: what each step is, before and behind the pivot.
    pub(super) fn roles(&mut self) {
        let pivot = self.design.pivot();
        for (place, planned) in self.design.steps.iter().enumerate() {
            if let Some((yours, needed, role)) = self.misplaced(place, planned, pivot) {
                let name = self.name(planned.step);
                let span = self.findings.span(&planned.span);
                let fix = self.set_role(planned, role);
                let why = "before the pivot everything can be taken back, behind it everything is done \
                           again until it succeeds: any other step leaves the saga where it can go \
                           neither way";
                let finding = self.findings.add("SG-03", Severity::Major, &[name], why);
                finding.evidence.push(Evidence::row(format!("`{name}`"), yours, needed));
                finding.evidence.push(span);
                finding.fixes.push(fix);
            }
            let step = &self.saga.steps[planned.step];
            if let (true, Some(refuses)) = (planned.is_retriable(), &step.refuses_if) {
                let span = self.findings.span(&planned.span);
                let fixes = [Role::Compensatable, Role::Pivot];
                let fixes = fixes.map(|role| self.set_role(planned, role));
                let why = "the business can refuse this step: done again, it is refused again";
                let finding = self.findings.add("SG-07", Severity::Major, &[&step.name], why);
                finding.evidence.push(Evidence::row(
                    format!("`{}` is refused if {}", step.name, refuses.text()),
                    "retriable",
                    "a step that can be refused ends the saga or turns it back",
                ));
                finding.evidence.push(span);
                finding.fixes.extend(fixes);
            }
        }
    }

    /// What is wrong with the role of a step, what is needed, and a role that would do.
    fn misplaced(
        &self,
        place: usize,
        planned: &Planned,
        pivot: Option<usize>,
    ) -> Option<(String, &'static str, Role)> {
        let word = planned.role.map_or("no kind", Role::word);
        let writes = !self.saga.steps[planned.step].does.is_empty();
        if planned.is_read() && writes {
            let role = if pivot.is_some_and(|pivot| place > pivot) {
                Role::Retriable
            } else {
                Role::Compensatable
            };
            return Some(("read, and it writes".into(), "a kind of a step that writes", role));
        }
        match (pivot, planned.role) {
            (_, None) => Some((word.into(), "a kind", Role::Compensatable)),
            (Some(pivot), Some(Role::Pivot)) if place > pivot => {
                Some(("a second pivot".into(), "one pivot", Role::Retriable))
            }
            (Some(pivot), Some(role)) if place > pivot && role != Role::Retriable => {
                Some((format!("{word} behind the pivot"), "retriable", Role::Retriable))
            }
            (Some(pivot), Some(Role::Retriable)) if place < pivot => {
                let needed = "compensatable, or read";
                Some((format!("{word} before the pivot"), needed, Role::Compensatable))
            }
            _ => None,
        }
    }

    /// A step with another kind, and the way back that goes with it.
    pub(super) fn set_role(&self, planned: &Planned, role: Role) -> Fix {
        let path = |key: &str| -> [Key; 3] { ["step".into(), planned.at.into(), key.into()] };
        let undo = self.saga.undo_of(planned.step).filter(|_| role == Role::Compensatable);
        let undo = undo.map(|undo| Value::from(self.saga.undos[undo].name.as_str()));
        let changed = self.answer.set(&path("kind"), Some(role.word().into()));
        let changed = if undo.is_some() || planned.undo.is_some() {
            changed.set(&path("undo"), undo)
        } else {
            changed
        };
        let text = format!("Make `{}` {}", self.name(planned.step), role.word());
        Fix::edit(text, self.answer.edits_to(&changed))
    }

    /// SG-08: what may be refused comes before what is dear or for good.
    pub(super) fn cheap_first(&mut self) {
        let end = self.design.pivot().map_or(self.design.steps.len(), |pivot| pivot + 1);
        let order: Vec<usize> = self.design.steps.iter().take(end).map(|one| one.step).collect();
        let pairs = (0..order.len()).flat_map(|first| {
            let order = &order;
            (first + 1..order.len()).map(move |then| (order[first], order[then]))
        });
        let Some((dear, cheap)) = pairs.into_iter().find(|pair| self.is_dear_first(*pair)) else {
            return;
        };
        let (first, then) = (&self.saga.steps[dear], &self.saga.steps[cheap]);
        let weight = |step: &super::super::facts::Step| match step.reversible {
            true => format!("`{}` costs {}", step.name, step.cost),
            false => format!("`{}` cannot be taken back", step.name),
        };
        let evidence = Evidence::row(weight(first), weight(then), format!("`{}` first", then.name));
        let mut all: Vec<usize> = self.design.steps.iter().map(|one| one.step).collect();
        all.retain(|step| *step != cheap);
        let place = all.iter().position(|step| *step == dear).unwrap_or_default();
        all.insert(place, cheap);
        let fix = self.ordered(&format!("Take `{}` before `{}`", then.name, first.name), &all);
        let why =
            "what may be refused and costs little comes first: then little is lost when it is";
        let finding = self.findings.add("SG-08", Severity::Minor, &[&first.name, &then.name], why);
        finding.evidence.push(evidence);
        finding.fixes.push(fix);
    }

    fn is_dear_first(&self, (first, then): (usize, usize)) -> bool {
        let (dear, cheap) = (&self.saga.steps[first], &self.saga.steps[then]);
        let dearer = !dear.reversible || dear.cost > cheap.cost;
        let refusable = cheap.reversible && cheap.refuses_if.is_some();
        dearer && refusable && !self.saga.needed(then).contains(&first)
    }
}
