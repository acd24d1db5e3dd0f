//! Rules about what comes before what: wrong orders, races, refusals, circles.

use std::collections::BTreeSet;

use crate::{
    exercise::kinds::event_flow::{
        order::{Fact, Known, Order, circles},
        reply::{Event, Handler},
    },
    verdict::{Evidence, Severity, TraceStep},
};

use super::Marking;

impl Marking<'_> {
    /// What can come in an order that must never be.
    pub(super) fn orders(&mut self) {
        let (flow, reply) = (self.flow, self.reply);
        for &(first, second) in &flow.never {
            let (Some(known), Some(_)) =
                (self.order.reaction(first, reply), self.order.reaction(second, reply))
            else {
                continue;
            };
            if !known.contains(&Fact::Done(second)) {
                let needed = &flow.reactions[second].name;
                self.unordered(first, second, format!("{needed} surely done before"));
            }
        }
        for (at, reaction) in flow.reactions.iter().enumerate() {
            let Some(known) = self.order.reaction(at, reply) else { continue };
            let open: Vec<&str> = reaction
                .after
                .iter()
                .filter(|after| !known.contains(&Fact::Happened(**after)))
                .map(|after| flow.happenings[*after].name.as_str())
                .collect();
            if !open.is_empty() {
                let place = [reaction.name.as_str(), &open.join(", ")];
                let message = "this can run before what it must wait for";
                let trace = self.witness(at, None);
                let finding = self.findings.add("EV-08", Severity::Major, &place, message);
                let (yours, needed) = ("not surely after", open.join(", "));
                finding.evidence.push(Evidence::row(&reaction.text, yours, needed));
                finding.evidence.push(trace);
            }
            let work = reaction.undo_of.filter(|work| !known.contains(&Fact::Done(*work)));
            if let Some(work) = work {
                let needed = &flow.reactions[work].name;
                self.unordered(at, work, format!("{needed} surely done before it is undone"));
            }
        }
    }

    fn unordered(&mut self, first: usize, second: usize, needed: String) {
        let flow = self.flow;
        let trace = self.witness(first, Some(second));
        let place = [flow.reactions[first].name.as_str(), &flow.reactions[second].name];
        let message = "these two can come in an order that must never be";
        let yours = format!("{} can come first", flow.reactions[first].name);
        let finding = self.findings.add("EV-08", Severity::Major, &place, message);
        finding.evidence.push(Evidence::row(&flow.reactions[first].text, yours, needed));
        finding.evidence.push(trace);
    }

    /// A run in which one reaction comes as early as it can, and another only then.
    fn witness(&self, first: usize, then: Option<usize>) -> Evidence {
        let mut steps = self.run_to(first);
        steps.push(self.step(first));
        if let Some(then) = then {
            let done: Vec<TraceStep> = steps.clone();
            steps.extend(self.run_to(then).into_iter().filter(|step| !done.contains(step)));
            steps.push(self.step(then));
        }
        Evidence::Trace(steps)
    }

    fn step(&self, reaction: usize) -> TraceStep {
        let reaction = &self.flow.reactions[reaction];
        TraceStep {
            from: reaction.service.clone(),
            text: reaction.name.clone(),
            ..TraceStep::default()
        }
    }

    /// The shortest way from outside to a line that does a reaction: events, and who publishes them.
    fn run_to(&self, reaction: usize) -> Vec<TraceStep> {
        let line = self
            .reply
            .lines
            .iter()
            .enumerate()
            .filter(|(at, line)| self.order.live[*at] && line.does == Some(reaction))
            .min_by_key(|(at, _)| self.order.lines[*at].len());
        let Some((_, line)) = line else { return Vec::new() };
        let mut steps = Vec::new();
        let mut seen = BTreeSet::new();
        for on in &line.on {
            self.run_to_name(on, &mut steps, &mut seen);
        }
        steps
    }

    fn run_to_name(&self, name: &str, steps: &mut Vec<TraceStep>, seen: &mut BTreeSet<String>) {
        if !seen.insert(name.to_owned()) {
            return;
        }
        let emitter = self
            .reply
            .lines
            .iter()
            .enumerate()
            .filter(|(at, line)| self.order.live[*at] && line.emits.iter().any(|one| one == name))
            .min_by_key(|(at, _)| self.order.lines[*at].len());
        let outside = self
            .reply
            .event_of(name)
            .and_then(|event| event.of)
            .is_some_and(|at| self.flow.is_outside(at));
        if let Some((_, line)) = emitter.filter(|_| !outside) {
            for on in &line.on {
                self.run_to_name(on, steps, seen);
            }
            if let Some(reaction) = line.does {
                steps.push(self.step(reaction));
            }
        }
        let owner = self.reply.event_of(name).and_then(|event| event.owner.clone());
        steps.push(TraceStep {
            from: owner.unwrap_or_default(),
            text: name.to_owned(),
            ..TraceStep::default()
        });
    }

    /// Reactions that write one entity in any order, under different keys or in different services.
    pub(super) fn races(&mut self) {
        let (flow, reply) = (self.flow, self.reply);
        for one in 0..flow.reactions.len() {
            for other in one + 1..flow.reactions.len() {
                let shared: Vec<&str> = flow.reactions[one]
                    .writes
                    .iter()
                    .filter(|entity| flow.reactions[other].writes.contains(entity))
                    .map(|entity| flow.entities[*entity].name.as_str())
                    .collect();
                let (Some(mine), Some(theirs)) =
                    (self.order.reaction(one, reply), self.order.reaction(other, reply))
                else {
                    continue;
                };
                let ordered =
                    mine.contains(&Fact::Done(other)) || theirs.contains(&Fact::Done(one));
                let apart = Order::exclude(flow, &mine, &theirs);
                let serial = flow.reactions[one].service == flow.reactions[other].service
                    && self.keys_of(one) == self.keys_of(other);
                if shared.is_empty() || ordered || apart || serial {
                    continue;
                }
                let place = [flow.reactions[one].name.as_str(), &flow.reactions[other].name];
                let message = "both write the same thing, and nothing says which comes first";
                let forth = self.witness(one, Some(other));
                let back = self.witness(other, Some(one));
                let keys = |at| self.keys_of(at).into_iter().collect::<Vec<_>>().join(", ");
                let yours = format!("by {} and by {}", keys(one), keys(other));
                let finding = self.findings.add("EV-09", Severity::Major, &place, message);
                finding.evidence.push(Evidence::row(
                    shared.join(", "),
                    yours,
                    "one key and one service, or an order",
                ));
                finding.evidence.extend([forth, back]);
            }
        }
    }

    /// The keys of the events that start a reaction.
    fn keys_of(&self, reaction: usize) -> BTreeSet<String> {
        let lines = self.reply.lines.iter().filter(|line| line.does == Some(reaction));
        let events = lines.flat_map(|line| &line.on).filter_map(|name| self.reply.event_of(name));
        events.map(|event| event.key.clone().unwrap_or_default()).collect()
    }

    /// Reactions that two lines start in one run.
    pub(super) fn twice(&mut self) {
        let flow = self.flow;
        for (at, reaction) in flow.reactions.iter().enumerate() {
            let lines: Vec<(usize, &Handler)> = self
                .reply
                .lines
                .iter()
                .enumerate()
                .filter(|(line, one)| self.order.live[*line] && one.does == Some(at))
                .collect();
            let both = lines.iter().enumerate().find_map(|(n, (one, line))| {
                let known: &Known = &self.order.lines[*one];
                let other = lines
                    .iter()
                    .skip(n + 1)
                    .find(|(other, _)| !Order::exclude(flow, known, &self.order.lines[*other]))?;
                Some((*line, other.1))
            });
            let Some((one, other)) = both else { continue };
            let message = "two lines start this in one run: it is done twice";
            let yours = format!("on {} and on {}", one.on.join(" + "), other.on.join(" + "));
            let finding = self.findings.add("EV-18", Severity::Major, &[&reaction.name], message);
            finding.evidence.push(Evidence::row(
                &reaction.text,
                yours,
                "one of them, or lines of which one is refused",
            ));
        }
    }

    /// Refusals that nobody hears, and silences on which nobody acts.
    pub(super) fn refusals(&mut self) {
        let (flow, reply) = (self.flow, self.reply);
        for (at, happening) in flow.happenings.iter().enumerate() {
            let events: Vec<&Event> =
                reply.events.iter().filter(|event| event.of == Some(at)).collect();
            if flow.is_refusal(at) && !self.is_published(at) {
                let message = "a refusal that nobody publishes leaves everybody waiting";
                let finding =
                    self.findings.add("EV-10", Severity::Major, &[&happening.name], message);
                finding.evidence.push(Evidence::row(
                    &happening.text,
                    "no event",
                    "an event, and who acts on it",
                ));
            }
            let acted = events.iter().any(|event| reply.hearers(&event.name).next().is_some());
            if happening.never_comes && !acted {
                let message = "somebody may never answer, and nobody acts on the silence";
                let finding =
                    self.findings.add("EV-10", Severity::Major, &[&happening.name], message);
                finding.evidence.push(Evidence::row(
                    &happening.text,
                    "nobody listens",
                    "a reaction",
                ));
            }
        }
        for (at, reaction) in flow.reactions.iter().enumerate() {
            let Some(work) = reaction.undo_of else { continue };
            let heard = reply.lines.iter().enumerate().any(|(line, one)| {
                let known = &self.order.lines[line];
                let sure =
                    reaction.after.iter().all(|after| known.contains(&Fact::Happened(*after)));
                self.order.live[line] && one.does == Some(at) && sure
            });
            // Work that is never done needs no undoing.
            if heard || self.order.reaction(work, reply).is_none() {
                continue;
            }
            let after: Vec<&str> =
                reaction.after.iter().map(|after| flow.happenings[*after].name.as_str()).collect();
            let message = "who must undo does not hear of the refusal";
            let finding = self.findings.add("EV-10", Severity::Major, &[&reaction.name], message);
            finding.evidence.push(Evidence::row(&reaction.text, "not heard", after.join(", ")));
        }
    }

    pub(super) fn circles(&mut self) {
        for circle in circles(self.reply) {
            let names: BTreeSet<&str> = circle
                .iter()
                .flat_map(|at| &self.reply.lines[*at].emits)
                .map(String::as_str)
                .collect();
            let names = names.into_iter().collect::<Vec<_>>().join(", ");
            let message = "these events make each other for ever: say `until` what";
            let finding = self.findings.add("EV-11", Severity::Major, &[&names], message);
            finding.evidence.push(Evidence::row("circle", names.clone(), "an end"));
        }
    }
}
