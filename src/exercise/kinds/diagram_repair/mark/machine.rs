//! A drawing as a machine: walked beside the one that it should be until they differ.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::{
    exercise::kinds::diagram_repair::{
        facts::{Machine, Repair, Trace},
        graph::{Graph, fold},
    },
    verdict::{Evidence, Severity, TraceStep},
};

use super::Marking;

impl Marking<'_> {
    /// States with two exits for one event; says whether there are any.
    pub(super) fn two_exits(&mut self) -> bool {
        if self.facts.machine.is_none() && self.facts.traces.is_empty() {
            return false;
        }
        let graph = self.graph;
        let mut exits: BTreeMap<(usize, &str), BTreeSet<usize>> = BTreeMap::new();
        for arrow in graph.arrows.iter().filter(|arrow| !arrow.label.is_empty()) {
            exits.entry((arrow.from, arrow.label.as_str())).or_default().insert(arrow.to);
        }
        let doubled: Vec<(usize, &str)> =
            exits.into_iter().filter(|(_, ends)| ends.len() > 1).map(|(exit, _)| exit).collect();
        for (state, event) in &doubled {
            let state = graph.texts[*state].clone();
            let message = "one event and two ways out: which one is taken?";
            let finding = self.findings.add("DG-11", Severity::Major, &[&state, event], message);
            finding.evidence.push(Evidence::row(format!("{state}: {event}"), "two arrows", "one"));
        }
        !doubled.is_empty()
    }

    /// Where an event leads in the drawing.
    fn next(&self, state: usize, event: &str) -> usize {
        let arrow =
            self.graph.arrows.iter().find(|arrow| arrow.from == state && arrow.label == event);
        arrow.map_or(state, |arrow| arrow.to)
    }

    /// Whether the drawing is the machine: both are walked together until they differ.
    pub(super) fn machine(&mut self, machine: &Machine, doubled: bool) -> bool {
        let graph = self.graph;
        let initial = graph.initial.or_else(|| graph.node(&machine.start));
        let Some(initial) = initial.filter(|initial| graph.nodes[*initial] == machine.start) else {
            let message = "the machine does not start where it should";
            let yours = initial.map_or(String::new(), |at| graph.texts[at].clone());
            self.findings
                .add("DG-06", Severity::Major, &["start"], message)
                .evidence
                .push(Evidence::row("start", yours, machine.start.clone()));
            return false;
        };
        self.dead_states(machine, initial);
        let mut seen: Vec<(&str, usize)> = vec![(machine.start.as_str(), initial)];
        let mut open = VecDeque::from([(machine.start.as_str(), initial, Vec::<&str>::new())]);
        let events = Self::events(self.facts, graph, machine);
        while let Some((wanted, mine, word)) = open.pop_front() {
            for event in events.iter().copied() {
                let (to, my_to) = (machine.next(wanted, event), self.next(mine, event));
                let mut word = word.clone();
                word.push(event);
                if graph.nodes[my_to] != *to {
                    if !doubled {
                        self.differs(&word, to, my_to);
                    }
                    return false;
                }
                if !seen.contains(&(to, my_to)) {
                    seen.push((to, my_to));
                    open.push_back((to, my_to, word));
                }
            }
        }
        !doubled
    }

    /// What can happen: the machine's events, then every other word of the bank that the drawing has, at which
    /// the machine stays where it is.
    fn events<'e>(facts: &'e Repair, graph: &'e Graph, machine: &'e Machine) -> Vec<&'e str> {
        let mut events = machine.events();
        let labels = graph.arrows.iter().map(|arrow| arrow.label.as_str());
        for label in labels.filter(|label| !label.is_empty() && facts.allows(label)) {
            if !events.contains(&label) {
                events.push(label);
            }
        }
        events
    }

    fn differs(&mut self, word: &[&str], wanted: &str, mine: usize) {
        let graph = self.graph;
        let message = "after the same events the drawing is in another state";
        let steps = word
            .iter()
            .map(|event| TraceStep { text: (*event).to_owned(), ..TraceStep::default() });
        let trace = Evidence::Trace(steps.collect());
        let events = word.join(", ");
        let finding = self.findings.add("DG-06", Severity::Major, &[&events], message);
        finding.evidence.push(Evidence::row(events.clone(), graph.texts[mine].clone(), wanted));
        finding.evidence.push(trace);
    }

    /// States that one never leaves, though the machine does.
    fn dead_states(&mut self, machine: &Machine, initial: usize) {
        let graph = self.graph;
        for (at, name) in graph.nodes.iter().enumerate() {
            let leaves = machine.steps.iter().any(|(from, _, to)| from == name && to != name);
            let mine = graph.arrows.iter().any(|arrow| arrow.from == at && arrow.to != at);
            let reached = at == initial || graph.path(initial, at, None).is_some();
            if leaves && !mine && reached {
                let message = "whoever comes into this state never leaves it";
                let text = graph.texts[at].clone();
                self.findings
                    .add("DG-07", Severity::Major, &[&text], message)
                    .evidence
                    .push(Evidence::row(text.clone(), "no way out", "a way out"));
            }
        }
    }

    pub(super) fn trace(&mut self, trace: &Trace, doubled: bool) -> bool {
        let graph = self.graph;
        let start = self.facts.machine.as_ref().and_then(|machine| graph.node(&machine.start));
        let Some(mut here) = graph.initial.or(start) else { return false };
        let mut word = Vec::new();
        for (event, wanted) in trace.events.iter().zip(&trace.states) {
            here = self.next(here, event);
            word.push(event.as_str());
            if graph.nodes[here] != fold(wanted) {
                if !doubled {
                    self.differs(&word, wanted, here);
                }
                return false;
            }
        }
        !doubled
    }
}
