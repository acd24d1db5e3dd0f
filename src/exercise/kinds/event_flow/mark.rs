//! Marks a flow: coverage 40, and 60 less what the rules charge.

mod identity;
mod sequence;
mod wiring;

use crate::{
    exercise::{answer::Answer, findings::Findings},
    verdict::{
        Evidence, Severity, Verdict,
        score::{Earned, charges, merged},
    },
};

use super::{
    facts::Flow,
    order::Order,
    reply::{Event, Reply},
};

const COVERAGE: f64 = 40.0;
const SOUND: f64 = 60.0;
/// The verdict on an answer.
pub(super) fn mark(flow: &Flow, answer: &Answer) -> Verdict {
    let (reply, _) = answer.read(|root| Reply::read(root, flow));
    let order = Order::of(flow, &reply);
    let mut marking =
        Marking { flow, answer, reply: &reply, order: &order, findings: Findings::of(answer) };
    let covered = marking.coverage();
    for event in &reply.events {
        marking.event(event);
    }
    marking.clients();
    marking.commands();
    for line in &reply.lines {
        marking.line(line);
    }
    marking.identities();
    marking.keys();
    marking.orders();
    marking.races();
    marking.twice();
    marking.refusals();
    marking.circles();
    marking.protections();
    marking.old_readers();
    marking.loads();
    let findings = merged(marking.findings.into_vec());
    let charged: f64 = charges(&findings).iter().map(|row| row.points).sum();
    // An answer without a single line breaks no rule, and earns nothing for it.
    let sound = if reply.lines.is_empty() { 0.0 } else { (SOUND + charged).max(0.0) };
    let earned = vec![
        Earned::new("coverage", COVERAGE * covered, COVERAGE),
        Earned::new("without a flaw", sound, SOUND),
    ];
    Verdict::judge(earned, findings)
}

struct Marking<'a> {
    flow: &'a Flow,
    answer: &'a Answer,
    reply: &'a Reply,
    order: &'a Order,
    findings: Findings<'a>,
}

impl Marking<'_> {
    /// The share of what must be there that is.
    fn coverage(&mut self) -> f64 {
        let (flow, reply) = (self.flow, self.reply);
        let events = reply.events.iter().map(|event| event.name.as_str());
        let happenings = flow.happenings.iter().map(|happening| happening.name.as_str());
        let reactions = flow.reactions.iter().map(|reaction| reaction.name.as_str());
        let clients = flow.clients.iter().map(|(client, _)| client.as_str());
        let known: Vec<&str> = events
            .chain(happenings)
            .chain(reactions)
            .chain(clients)
            .chain(flow.services())
            .chain(flow.keys())
            .collect();
        for (name, why) in &reply.unknown {
            self.findings.unknown("EV-01", name, why, known.iter().copied());
        }
        let (mut there, mut all) = (0, 0);
        for (at, happening) in flow.happenings.iter().enumerate() {
            all += 1;
            if self.is_published(at) {
                there += 1;
            } else if !flow.is_refusal(at) {
                let message = "this happens, and nobody can hear of it";
                let finding =
                    self.findings.add("EV-01", Severity::Blocker, &[&happening.name], message);
                finding.evidence.push(Evidence::row(&happening.text, "not published", "an event"));
            }
        }
        for (at, reaction) in flow.reactions.iter().enumerate().filter(|(_, one)| one.required) {
            all += 1;
            if self.order.reaction(at, reply).is_some() {
                there += 1;
                continue;
            }
            let written = reply.lines.iter().any(|line| line.does == Some(at));
            let message = match written {
                true => "no event from outside ever leads here",
                false => "nothing makes this happen",
            };
            // What undoes belongs to the refusal that is not heard.
            if reaction.undo_of.is_none() {
                let finding =
                    self.findings.add("EV-01", Severity::Blocker, &[&reaction.name], message);
                finding.evidence.push(Evidence::row(
                    &reaction.text,
                    if written { "out of reach" } else { "no line" },
                    "a line",
                ));
            }
        }
        f64::from(there) / f64::from(all.max(1))
    }

    /// Whether an event of a happening ever comes.
    fn is_published(&self, happening: usize) -> bool {
        let emitted = |event: &&Event| {
            let mut lines = self.reply.lines.iter().enumerate();
            lines.any(|(at, line)| self.order.live[at] && line.emits.contains(&event.name))
        };
        let mut events = self.reply.events.iter().filter(|event| event.of == Some(happening));
        self.flow.is_outside(happening) && events.next().is_some()
            || events.any(|event| emitted(&event))
    }
}
