//! Which links carry something that is needed; the others are drawn for nothing.

use super::{Flow, Model, Node, ResolvedLink, Why, view::Way};
use crate::design::architecture::Style;

/// What a link is good for, the best first; a link of another style carries it only where there is none.
type Suits = fn(Style) -> bool;

const CALLS: Suits = Style::waits;
const COMMANDS: Suits = |style| matches!(style, Style::Sync | Style::Async);
const MESSAGES: Suits = Style::is_message;
const EVENTS: Suits = |style| style == Style::Event;

/// One need with the links that could meet it; one of them is enough.
type Need = Vec<usize>;

impl Model<'_> {
    /// For each link, whether it carries a flow, a step, a copy, a view, a reply or a call of a third
    /// party. Where several could carry the same, one that is needed anyway does.
    pub(super) fn find_carrying(&self) -> Vec<bool> {
        let mut carrying = vec![false; self.lines.len()];
        let mut open: Vec<Need> = Vec::new();
        let mut take = |need: Need| match need.as_slice() {
            [] => {}
            [only] => carrying[*only] = true,
            _ => open.push(need),
        };
        for flow in &self.flows {
            self.needs_of(flow).into_iter().for_each(&mut take);
        }
        self.feeds().into_iter().for_each(&mut take);
        self.of_views().into_iter().for_each(&mut take);
        for line in self.named_for_a_purpose() {
            take(vec![line]);
        }
        for need in open {
            let purpose = |at: &&usize| {
                let line = &self.lines[**at];
                (line.style, line.transactions.clone(), line.views.clone(), line.with.clone())
            };
            if !need.iter().any(|line| carrying[*line])
                && let Some(first) = need.iter().min_by_key(purpose)
            {
                carrying[*first] = true;
            }
        }
        carrying
    }

    /// The links of a direction that suit, or all of them where none does.
    fn suited<'m>(
        &'m self,
        lines: impl Iterator<Item = &'m ResolvedLink> + Clone,
        suits: &[Suits],
    ) -> Need {
        for suits in suits {
            let found: Need =
                lines.clone().filter(|line| suits(line.style)).map(|line| line.place).collect();
            if !found.is_empty() {
                return found;
            }
        }
        lines.map(|line| line.place).collect()
    }

    fn needs_of(&self, flow: &Flow) -> Vec<Need> {
        let direct: Vec<&ResolvedLink> = self.speaking(flow).collect();
        let lines = || direct.iter().copied();
        if matches!(flow.why, Why::Access(at) if self.remotes[at].copied && !self.remotes[at].writes)
        {
            return Vec::new();
        }
        if direct.is_empty() {
            return self.detour_of(flow);
        }
        match flow.why {
            Why::Access(at) => {
                let remote = &self.remotes[at];
                let mut needs = Vec::new();
                if remote.reads && !remote.copied {
                    needs.push(self.suited(lines(), &[CALLS]));
                }
                if remote.writes {
                    needs.push(self.suited(lines(), &[COMMANDS]));
                }
                needs
            }
            Why::Step { transaction, step } => {
                let waits = self.facts.transactions[transaction].waits_for(step);
                let mut needs = vec![if waits {
                    self.suited(lines(), &[CALLS, MESSAGES])
                } else {
                    self.suited(lines(), &[MESSAGES])
                }];
                // What the leader of a process has asked for may be answered by an event.
                let led = self.sagas[transaction].is_some_and(|saga| saga.leader.is_some());
                if led
                    && lines().any(|line| line.style.is_message())
                    && let Node::Service(to) = flow.to
                {
                    let back = self.between(to, Node::Service(flow.from));
                    let back: Vec<&ResolvedLink> =
                        back.filter(|line| line.style.is_message()).collect();
                    let named = |line: &&&ResolvedLink| line.transactions.contains(&transaction);
                    let some = back.iter().any(|line| !line.general && named(&line));
                    let back = back.iter().copied().filter(|line| !some || named(&line));
                    needs.push(self.suited(back, &[EVENTS]));
                }
                needs
            }
            Why::Call { capability } => {
                let waited = self.facts.transactions.iter().any(|t| t.waits_for(capability));
                let suits: &[Suits] = if waited { &[CALLS] } else { &[|_| true] };
                vec![self.suited(lines(), suits)]
            }
        }
    }

    fn detour_of(&self, flow: &Flow) -> Vec<Need> {
        let Some(middle) = self.detour(flow) else { return Vec::new() };
        let halves = [(flow.from, Node::Service(middle)), (middle, flow.to)];
        halves
            .into_iter()
            .flat_map(|(from, to)| self.between(from, to))
            .map(|l| vec![l.place])
            .collect()
    }

    /// The events that feed a copy which somebody reads.
    fn feeds(&self) -> Vec<Need> {
        let copied = self.remotes.iter().filter(|remote| remote.copied);
        copied.map(|remote| self.events(remote.to, remote.from)).collect()
    }

    /// The events from one service to another: those that name nothing, where there are any, then those
    /// that name no transaction, because the others go on with a step or feed a view.
    fn events(&self, from: usize, to: usize) -> Need {
        let lines = self.between(from, Node::Service(to));
        let events: Vec<&ResolvedLink> = lines.filter(|line| line.style == Style::Event).collect();
        let strangeness =
            |line: &ResolvedLink| (!line.general, !line.general && !line.transactions.is_empty());
        let least = events.iter().map(|line| strangeness(line)).min();
        let nearest = events.iter().filter(|line| Some(strangeness(line)) == least);
        nearest.map(|line| line.place).collect()
    }

    /// What feeds a read model, or asks for a composition.
    fn of_views(&self) -> Vec<Need> {
        let mut needs = Vec::new();
        for view in 0..self.facts.views.len() {
            let Some(answer) = self.answer_of(view) else { continue };
            let Some(at) = answer.at else { continue };
            for owner in self.view_owners(view).into_iter().filter(|owner| *owner != at) {
                let named = |line: &&ResolvedLink| line.views.contains(&view) && !line.general;
                let lines = match answer.way {
                    Way::Copy => self.between(owner, Node::Service(at)),
                    Way::Ask => self.between(at, Node::Service(owner)),
                };
                let lines: Vec<&ResolvedLink> = lines.collect();
                let wanted = |line: &&&ResolvedLink| match answer.way {
                    Way::Copy => line.style == Style::Event,
                    Way::Ask => line.style.waits(),
                };
                let some = lines.iter().any(|line| wanted(&line) && named(line));
                let found = lines.iter().filter(|line| wanted(line) && (!some || named(line)));
                needs.push(found.map(|line| line.place).collect());
            }
        }
        needs
    }

    /// Links whose `for` says what they are for, where that holds: a message to a participant of the
    /// saga behind the sender, which takes a step back; a call for a view that no pattern answers; a
    /// third party that no capability lists.
    fn named_for_a_purpose(&self) -> Vec<usize> {
        let holds = |line: &&ResolvedLink| match line.to {
            Node::External(external) => {
                !self.facts.capabilities.iter().any(|c| c.calls.contains(&external))
            }
            Node::Service(to) => {
                let undoes = |t: &usize| {
                    self.sagas[*t].is_some_and(|saga| saga.leader.is_none())
                        && line.style.is_message()
                        && self.takes_part(line.from, *t)
                        && self.takes_part(to, *t)
                };
                let answers = |view: &usize| {
                    self.answer_of(*view).is_none() && {
                        let owners = self.view_owners(*view);
                        owners.contains(&line.from) || owners.contains(&to)
                    }
                };
                !line.general
                    && (line.transactions.iter().any(undoes) || line.views.iter().any(answers))
            }
        };
        self.lines.iter().filter(holds).map(|line| line.place).collect()
    }
}
