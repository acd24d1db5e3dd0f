//! What surely came before what: by the AND/OR graph of triggers.
//!
//! A line knows all that its triggers know; a reaction knows only what every line that starts it knows;
//! an event knows what every line that emits it knows, and what happened. The largest sets that agree
//! with this are the answer.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::{algo::tarjan_scc, graphmap::DiGraphMap};

use super::{
    facts::Flow,
    reply::{Handler, Reply},
};

/// Something that was: a happening or the work of a reaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Fact {
    Happened(usize),
    Done(usize),
}

pub(super) type Known = BTreeSet<Fact>;

/// What is surely known at each point.
#[derive(Debug)]
pub(super) struct Order {
    names: BTreeMap<String, Known>,
    /// By number of the line.
    pub(super) lines: Vec<Known>,
    /// Whether a line can ever run.
    pub(super) live: Vec<bool>,
}

impl Order {
    /// Computes what is known.
    pub(super) fn of(flow: &Flow, reply: &Reply) -> Self {
        let live = live(flow, reply);
        let all: Known = (0..flow.happenings.len())
            .map(Fact::Happened)
            .chain((0..flow.reactions.len()).map(Fact::Done))
            .collect();
        let events = reply.events.iter().map(|event| event.name.clone());
        let commands = reply.commands.iter().map(|command| command.name.clone());
        let names = events.chain(commands).map(|name| (name, all.clone())).collect();
        let mut order = Self { names, lines: vec![all; reply.lines.len()], live };
        // Sets only shrink, so this ends.
        while order.shrink(flow, reply) {}
        order
    }

    fn shrink(&mut self, flow: &Flow, reply: &Reply) -> bool {
        let before: usize = self.size();
        for (at, line) in reply.lines.iter().enumerate() {
            let known = line.on.iter().filter_map(|name| self.names.get(name)).flatten();
            self.lines[at] = known.copied().collect();
        }
        let names: Vec<String> = self.names.keys().cloned().collect();
        for name in names {
            let known = self.name(&name, flow, reply);
            self.names.insert(name, known);
        }
        self.size() != before
    }

    fn size(&self) -> usize {
        self.names.values().chain(&self.lines).map(BTreeSet::len).sum()
    }

    /// What an event or command knows.
    fn name(&self, name: &str, flow: &Flow, reply: &Reply) -> Known {
        let happened = reply.event_of(name).and_then(|event| event.of);
        let outside = happened.is_some_and(|at| flow.is_outside(at));
        let emitters = reply.lines.iter().enumerate().filter(|(at, line)| {
            self.live[*at] && line.emits.iter().any(|emitted| emitted == name)
        });
        let refused = happened.is_some_and(|at| flow.is_refusal(at));
        let mut known: Option<Known> = outside.then(Known::new);
        for (at, line) in emitters {
            let mut after = self.lines[at].clone();
            // Where it was refused it was not done.
            after.extend(line.does.filter(|_| !refused).map(Fact::Done));
            known = Some(match known {
                Some(known) => known.intersection(&after).copied().collect(),
                None => after,
            });
        }
        let mut known = known.unwrap_or_else(|| self.names.get(name).cloned().unwrap_or_default());
        known.extend(happened.map(Fact::Happened));
        known
    }

    /// What a reaction surely knows when it runs; nothing where it never does.
    pub(super) fn reaction(&self, reaction: usize, reply: &Reply) -> Option<Known> {
        let lines = reply.lines.iter().enumerate();
        let mine = lines.filter(|(at, line)| self.live[*at] && line.does == Some(reaction));
        mine.map(|(at, _)| self.lines[at].clone())
            .reduce(|one, other| one.intersection(&other).copied().collect())
    }

    /// Whether two things that are known never are in the same run: one of them was refused.
    pub(super) fn exclude(flow: &Flow, one: &Known, other: &Known) -> bool {
        let refuses = |one: &Known, other: &Known| {
            flow.happenings.iter().enumerate().any(|(at, happening)| {
                happening.fails_as.is_some_and(|refusal| {
                    one.contains(&Fact::Happened(at)) && other.contains(&Fact::Happened(refusal))
                })
            })
        };
        refuses(one, other) || refuses(other, one)
    }
}

/// Which lines can run at all, beginning with what comes from outside.
fn live(flow: &Flow, reply: &Reply) -> Vec<bool> {
    let outside = |name: &&str| {
        reply.event_of(name).and_then(|event| event.of).is_some_and(|at| flow.is_outside(at))
    };
    let events = reply.events.iter().map(|event| event.name.as_str());
    let mut heard: BTreeSet<&str> = events.filter(outside).collect();
    let mut live = vec![false; reply.lines.len()];
    loop {
        let mut grew = false;
        for (at, line) in reply.lines.iter().enumerate() {
            let all = !line.on.is_empty() && line.on.iter().all(|on| heard.contains(on.as_str()));
            if !live[at] && all {
                live[at] = true;
                grew = true;
                heard.extend(line.emits.iter().map(String::as_str));
            }
        }
        if !grew {
            return live;
        }
    }
}

/// The lines of circles that no line ends.
pub(super) fn circles(reply: &Reply) -> Vec<Vec<usize>> {
    let mut graph: DiGraphMap<usize, ()> = DiGraphMap::new();
    let ends = |line: &Handler| line.until;
    let open = reply.lines.iter().enumerate().filter(|(_, line)| !ends(line));
    for (from, line) in open {
        graph.add_node(from);
        for emitted in &line.emits {
            for (to, other) in reply.lines.iter().enumerate().filter(|(_, line)| !ends(line)) {
                if other.on.contains(emitted) {
                    graph.add_edge(from, to, ());
                }
            }
        }
    }
    let circle = |part: &Vec<usize>| {
        part.len() > 1 || part.first().is_some_and(|at| graph.contains_edge(*at, *at))
    };
    let mut circles: Vec<Vec<usize>> = tarjan_scc(&graph).into_iter().filter(circle).collect();
    circles.iter_mut().for_each(|circle| circle.sort_unstable());
    circles.sort();
    circles
}
