//! Ways back: what undoes a step, and whether it is the step's own.

use super::super::design::{Role, Work};
use super::Rules;
use crate::{
    text,
    verdict::{Evidence, Fix, Severity},
};

impl<'r> Rules<'r> {
    /// SG-04: what can be taken back has its own way back, and nothing else has one.
    pub(super) fn undos(&mut self) {
        for planned in &self.design.steps {
            let own = self.saga.undo_of(planned.step);
            let mine = planned.undo_name().map(|name| self.saga.find_undo(name));
            let compensatable = planned.role == Some(Role::Compensatable);
            let is_own =
                mine.flatten().is_some_and(|undo| self.saga.undos[undo].of == planned.step);
            if is_own == compensatable && (compensatable || mine.is_none()) {
                continue;
            }
            let name = self.name(planned.step);
            let yours = planned.undo_name().unwrap_or("no undo").to_owned();
            let (needed, why) = if compensatable {
                let own = own.map(|undo| self.saga.undos[undo].name.as_str());
                let why = "a step that is to be taken back needs the way back that belongs to it";
                (own.unwrap_or("a step that nothing takes back is not compensatable"), why)
            } else {
                ("no undo", "only a compensatable step is ever taken back")
            };
            let fix = self.set_role(planned, planned.role.unwrap_or(Role::Retriable));
            // A name that stands for nothing is told with the one that was probably meant.
            let unknown = planned.undo.as_ref().filter(|_| mine == Some(None));
            let known = || self.saga.undos.iter().map(|undo| undo.name.as_str());
            let meant = unknown.and_then(|undo| text::nearest(&undo.value, known()));
            let span = self.findings.span(unknown.map_or(&planned.span, |undo| &undo.span));
            let meant = meant.map(Evidence::meant);
            let finding = self.findings.add("SG-04", Severity::Major, &[name], why);
            finding.evidence.extend(meant);
            finding.evidence.push(Evidence::row(format!("undo of `{name}`"), yours, needed));
            finding.evidence.push(span);
            finding.fixes.push(Fix { text: format!("Undo of `{name}`: {needed}"), ..fix });
        }
    }

    /// A refusal reaches everybody who has to take something back.
    pub(super) fn refusals(&mut self) {
        for planned in &self.design.steps {
            if self.saga.steps[planned.step].refuses_if.is_none() {
                continue;
            }
            let reached = self.reached_by_refusal(planned.step);
            for need in self.saga.needed(planned.step) {
                let compensatable = self
                    .design
                    .planned(need)
                    .is_some_and(|one| one.role == Some(Role::Compensatable));
                let undo = self.saga.undo_of(need);
                let Some(undo) = undo.filter(|undo| compensatable && !reached.contains(undo))
                else {
                    continue;
                };
                let (step, undo) = (self.name(planned.step), &self.saga.undos[undo].name);
                let why = "who has to take something back never hears that the saga has failed";
                let finding = self.findings.add("SG-17", Severity::Major, &[self.name(need)], why);
                finding.evidence.push(Evidence::row(
                    format!("`{step}` is refused"),
                    format!("`{undo}` is not reached"),
                    format!("its `on_refusal` leads to `{undo}`"),
                ));
            }
        }
    }

    /// The ways to undo that the refusal of a step leads to.
    fn reached_by_refusal(&self, step: usize) -> Vec<usize> {
        let lines = self.design.lines.iter().filter(|line| line.does == Some(Work::Step(step)));
        let events = lines.filter_map(|line| line.on_refusal.as_deref());
        events.flat_map(|event| self.undone(&self.design.reached(event))).collect()
    }

    fn undone(&self, lines: &[usize]) -> Vec<usize> {
        let undo = |line: &usize| match self.design.lines[*line].does {
            Some(Work::Undo(undo)) => Some(undo),
            _ => None,
        };
        lines.iter().filter_map(undo).collect()
    }

    /// What was refused has done nothing that could be taken back.
    pub(super) fn own_undo(&mut self) {
        for line in &self.design.lines {
            let (Some(Work::Step(step)), Some(event)) = (line.does, &line.on_refusal) else {
                continue;
            };
            let heard: Vec<usize> = self.design.hearers(event).map(|(at, _)| at).collect();
            let own = |undo: &usize| self.saga.undos[*undo].of == step;
            let Some(undo) = self.undone(&heard).into_iter().find(own) else { continue };
            let (name, undo) = (self.name(step), &self.saga.undos[undo].name);
            let span = self.findings.span(&line.span);
            let why =
                "a refused step has done nothing: to take it back undoes what somebody else did";
            let finding = self.findings.add("SG-05", Severity::Minor, &[name], why);
            finding.evidence.push(Evidence::row(
                format!("`{name}` is refused"),
                format!("`{undo}` hears `{event}`"),
                "only the steps before it are undone",
            ));
            finding.evidence.push(span);
        }
    }

    /// What stands on a step is undone before it.
    pub(super) fn reversed(&mut self) {
        for line in &self.design.lines {
            let (Some(Work::Undo(first)), Some(event)) = (line.does, &line.emits) else { continue };
            let of = self.saga.undos[first].of;
            let later = |undo: &usize| self.saga.needed(self.saga.undos[*undo].of).contains(&of);
            let then = self.undone(&self.design.reached(event));
            let Some(then) = then.into_iter().find(later) else { continue };
            let (first, then) = (&self.saga.undos[first], &self.saga.undos[then]);
            let (under, over) = (self.name(first.of), self.name(then.of));
            let span = self.findings.span(&line.span);
            let why = "ways back run in reverse: what stands on a step is taken back before it";
            let finding = self.findings.add("SG-06", Severity::Major, &[under, over], why);
            finding.evidence.push(Evidence::row(
                format!("`{over}` needs `{under}`"),
                format!("`{}` leads to `{}`", first.name, then.name),
                format!("`{}` first", then.name),
            ));
            finding.evidence.push(span);
        }
    }
}
