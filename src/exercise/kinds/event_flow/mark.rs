//! Marks a flow: coverage 40, and 60 less what the rules charge.

use std::collections::BTreeSet;

use crate::{
    exercise::answer::{Answer, TOML},
    text,
    verdict::{
        Evidence, Finding, Fix, Severity, TraceStep, Verdict,
        score::{Earned, charges, merged},
    },
};

use super::{
    facts::Flow,
    order::{Fact, Known, Order, circles},
    reply::{Event, Line, Reply},
};

const COVERAGE: f64 = 40.0;
const SOUND: f64 = 60.0;
/// Words with which orders begin and facts don't.
const ORDERS: [&str; 40] = [
    "Accept",
    "Add",
    "Allocate",
    "Approve",
    "Authorize",
    "Book",
    "Cancel",
    "Capture",
    "Change",
    "Charge",
    "Check",
    "Close",
    "Complete",
    "Confirm",
    "Create",
    "Decline",
    "Delete",
    "Deliver",
    "Do",
    "Handle",
    "Make",
    "Notify",
    "Open",
    "Pay",
    "Place",
    "Prepare",
    "Process",
    "Refund",
    "Register",
    "Reject",
    "Release",
    "Remove",
    "Reserve",
    "Send",
    "Set",
    "Ship",
    "Start",
    "Store",
    "Update",
    "Validate",
];

/// The verdict on an answer.
pub(super) fn mark(flow: &Flow, answer: &Answer) -> Verdict {
    let (reply, _) = answer.read(|root| Reply::read(root, flow));
    let order = Order::of(flow, &reply);
    let mut marking = Marking { flow, answer, reply: &reply, order: &order, findings: Vec::new() };
    let covered = marking.coverage();
    for event in &reply.events {
        marking.event(event);
    }
    marking.commands();
    for line in &reply.lines {
        marking.line(line);
    }
    marking.keys();
    marking.orders();
    marking.races();
    marking.twice();
    marking.refusals();
    marking.circles();
    marking.protections();
    marking.old_readers();
    marking.loads();
    let findings = merged(marking.findings);
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
    findings: Vec<Finding>,
}

impl Marking<'_> {
    fn add(
        &mut self,
        rule: &'static str,
        severity: Severity,
        place: &[&str],
        message: impl Into<String>,
    ) -> &mut Finding {
        let at = self.findings.len();
        self.findings.push(Finding::new(rule, severity, place.iter().copied(), message));
        &mut self.findings[at]
    }

    fn span(&self, range: &std::ops::Range<usize>) -> Evidence {
        Evidence::Span(self.answer.span(TOML, range.clone()))
    }

    /// The share of what must be there that is.
    fn coverage(&mut self) -> f64 {
        let (flow, reply) = (self.flow, self.reply);
        for (name, why) in &reply.unknown {
            let events = reply.events.iter().map(|event| event.name.as_str());
            let happenings = flow.happenings.iter().map(|happening| happening.name.as_str());
            let reactions = flow.reactions.iter().map(|reaction| reaction.name.as_str());
            let near = text::nearest(&name.value, events.chain(happenings).chain(reactions));
            let near = near.map(|near| Evidence::Words(format!("did you mean `{near}`?")));
            let span = self.span(&name.span);
            let finding = self.add("EV-01", Severity::Blocker, &[&name.value], *why);
            finding.evidence.extend(near);
            finding.evidence.push(span);
        }
        let (mut there, mut all) = (0, 0);
        for (at, happening) in flow.happenings.iter().enumerate() {
            all += 1;
            if reply.events.iter().any(|event| event.of == Some(at)) {
                there += 1;
            } else if !flow.is_refusal(at) {
                let message = "this happens, and nobody can hear of it";
                let finding = self.add("EV-01", Severity::Blocker, &[&happening.name], message);
                finding.evidence.push(row(&happening.text, "no event", "an event"));
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
                let finding = self.add("EV-01", Severity::Blocker, &[&reaction.name], message);
                finding.evidence.push(row(
                    &reaction.text,
                    if written { "out of reach" } else { "no line" },
                    "a line",
                ));
            }
        }
        f64::from(there) / f64::from(all.max(1))
    }

    fn event(&mut self, event: &Event) {
        let flow = self.flow;
        let entity =
            event.of.and_then(|at| flow.happenings[at].entity).map(|at| &flow.entities[at]);
        let span = self.span(&event.span);
        let owner = event.owner.as_deref();
        let emitters: BTreeSet<&str> = self
            .reply
            .lines
            .iter()
            .filter(|line| line.emits.contains(&event.name))
            .map(|line| line.service.as_str())
            .collect();
        let client = |name: &str| flow.clients.iter().find(|(client, _)| client == name);
        let untrusted = owner
            .into_iter()
            .chain(emitters.iter().copied())
            .find(|name| client(name).is_some_and(|(_, trusted)| !trusted));
        if let Some(client) = untrusted {
            let message = "whoever can send events can write the company's history: a client asks, a service publishes";
            let finding = self.add("EV-12", Severity::Major, &[&event.name, client], message);
            finding.evidence.push(span.clone());
        }
        let needed = entity.map(|entity| entity.owner.as_str());
        let foreign = emitters.iter().find(|service| owner != Some(**service));
        let wrong = owner.is_none() || needed.is_some_and(|needed| owner != Some(needed));
        if untrusted.is_none() && (wrong || foreign.is_some()) {
            let message =
                "a fact has one owner, the one who owns what it is about; others only hear of it";
            let yours = foreign.map_or_else(
                || owner.unwrap_or("nobody").to_owned(),
                |foreign| format!("{}, and {foreign} publishes it", owner.unwrap_or("nobody")),
            );
            let finding = self.add("EV-02", Severity::Major, &[&event.name], message);
            finding.evidence.push(row("owner", yours, needed.unwrap_or("one service")));
            finding.evidence.push(span.clone());
        }
        let first = first_word(&event.name);
        if ORDERS.contains(&first) {
            let message = "this is the name of an order; an event says what has happened";
            let finding = self.add("EV-03", Severity::Minor, &[&event.name], message);
            finding.evidence.push(row("name", event.name.clone(), "a fact, in the past tense"));
        }
        let heard = self.reply.hearers(&event.name).next().is_some() || !event.to.is_empty();
        if !heard {
            let message = "nobody listens to this: leave it out, or say who waits for it";
            let finding = self.add("EV-05", Severity::Minor, &[&event.name], message);
            finding.evidence.push(span);
        }
        self.private(event);
    }

    /// Private fields that reach somebody who needs them not.
    fn private(&mut self, event: &Event) {
        let flow = self.flow;
        for field in event.carries.iter().filter(|field| flow.private.contains(field)) {
            let needs =
                |line: &&Line| line.does.is_some_and(|at| flow.reactions[at].needs.contains(field));
            let lines = self.reply.hearers(&event.name).filter(|line| !needs(line));
            let hearers =
                lines.map(|line| line.service.as_str()).chain(event.to.iter().map(String::as_str));
            let hearers: BTreeSet<&str> = hearers.collect();
            if hearers.is_empty() {
                continue;
            }
            let names = hearers.into_iter().collect::<Vec<_>>().join(", ");
            let message = "a private field travels to somebody who has no use for it, and stays in every log on the way";
            let finding = self.add("EV-17", Severity::Minor, &[&event.name, field], message);
            finding.evidence.push(row(field, names, "only who needs it"));
        }
    }

    fn commands(&mut self) {
        for command in &self.reply.commands {
            let hearers: BTreeSet<&str> = self
                .reply
                .hearers(&command.name)
                .map(|line| line.service.as_str())
                .chain(command.to.iter().map(String::as_str))
                .collect();
            if hearers.len() > 1 {
                let names = hearers.into_iter().collect::<Vec<_>>().join(", ");
                let message =
                    "an order goes to one who carries it out; what goes to many is a fact";
                let finding = self.add("EV-04", Severity::Major, &[&command.name], message);
                finding.evidence.push(row("heard by", names, "one service"));
            }
        }
    }

    /// Data that a reaction needs and does not get.
    fn line(&mut self, line: &Line) {
        let flow = self.flow;
        let Some(reaction) = line.does.map(|at| &flow.reactions[at]) else { return };
        let carried: BTreeSet<&str> = line
            .on
            .iter()
            .filter_map(|name| self.reply.event_of(name))
            .flat_map(|event| event.carries.iter().map(String::as_str))
            .collect();
        let asked = |field: &str| {
            line.asks.iter().any(|asked| {
                let of =
                    flow.entities.iter().filter(|entity| entity.fields.iter().any(|f| f == field));
                asked == field
                    || of.into_iter().any(|entity| entity.name == *asked || entity.owner == *asked)
            })
        };
        let own = |field: &str| {
            flow.entities.iter().any(|entity| {
                entity.owner == line.service && entity.fields.iter().any(|known| known == field)
            })
        };
        let missing: Vec<&str> = reaction
            .needs
            .iter()
            .map(String::as_str)
            .filter(|field| !carried.contains(field) && !own(field) && !asked(field))
            .collect();
        if !missing.is_empty() {
            let message = "the consumer lacks data that nobody sends, that it does not own and does not ask for";
            let fix =
                Fix::words(format!("Let the event carry {}, or ask its owner", missing.join(", ")));
            let span = self.span(&line.span);
            let finding = self.add("EV-06", Severity::Major, &[&reaction.name], message);
            finding.evidence.push(row("needs", missing.join(", "), reaction.needs.join(", ")));
            finding.evidence.push(span);
            finding.fixes.push(fix);
        }
        if line.service != reaction.service {
            let message = "this is another service's work";
            let span = self.span(&line.span);
            let finding =
                self.add("EV-02", Severity::Major, &[&reaction.name, &line.service], message);
            finding.evidence.push(row(
                &reaction.text,
                line.service.clone(),
                reaction.service.clone(),
            ));
            finding.evidence.push(span);
        }
    }

    /// Events of one ordered entity under several keys.
    fn keys(&mut self) {
        let flow = self.flow;
        for (at, entity) in flow.entities.iter().enumerate().filter(|(_, entity)| entity.ordered) {
            let events: Vec<&Event> = self
                .reply
                .events
                .iter()
                .filter(|event| event.of.is_some_and(|of| flow.happenings[of].entity == Some(at)))
                .collect();
            let keys: BTreeSet<&str> =
                events.iter().map(|event| event.key.as_deref().unwrap_or("none")).collect();
            if keys.len() > 1 {
                let yours = events
                    .iter()
                    .map(|event| {
                        format!("{} by {}", event.name, event.key.as_deref().unwrap_or("none"))
                    })
                    .collect::<Vec<_>>()
                    .join(", ");
                let message =
                    "order is kept for a key only: under two keys the later can be seen first";
                let finding = self.add("EV-07", Severity::Major, &[&entity.name], message);
                finding.evidence.push(row("keys", yours, "one key"));
            }
        }
    }

    /// What can come in an order that must never be.
    fn orders(&mut self) {
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
            if reaction.undo_of.is_none() {
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
                    let finding = self.add("EV-08", Severity::Major, &place, message);
                    finding.evidence.push(row(&reaction.text, "not surely after", open.join(", ")));
                    finding.evidence.push(trace);
                }
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
        let finding = self.add("EV-08", Severity::Major, &place, message);
        finding.evidence.push(row(&flow.reactions[first].text, yours, needed));
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
    fn races(&mut self) {
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
                let finding = self.add("EV-09", Severity::Major, &place, message);
                finding.evidence.push(row(
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
    fn twice(&mut self) {
        let flow = self.flow;
        for (at, reaction) in flow.reactions.iter().enumerate() {
            let lines: Vec<(usize, &Line)> = self
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
            let finding = self.add("EV-18", Severity::Major, &[&reaction.name], message);
            finding.evidence.push(row(
                &reaction.text,
                yours,
                "one of them, or lines of which one is refused",
            ));
        }
    }

    /// Refusals that nobody hears, and silences on which nobody acts.
    fn refusals(&mut self) {
        let (flow, reply) = (self.flow, self.reply);
        for (at, happening) in flow.happenings.iter().enumerate() {
            let events: Vec<&Event> =
                reply.events.iter().filter(|event| event.of == Some(at)).collect();
            if flow.is_refusal(at) && events.is_empty() {
                let message = "a refusal that nobody publishes leaves everybody waiting";
                let finding = self.add("EV-10", Severity::Major, &[&happening.name], message);
                finding.evidence.push(row(
                    &happening.text,
                    "no event",
                    "an event, and who acts on it",
                ));
            }
            let acted = events.iter().any(|event| reply.hearers(&event.name).next().is_some());
            if happening.never_comes && !acted {
                let message = "somebody may never answer, and nobody acts on the silence";
                let finding = self.add("EV-10", Severity::Major, &[&happening.name], message);
                finding.evidence.push(row(&happening.text, "nobody listens", "a reaction"));
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
            let finding = self.add("EV-10", Severity::Major, &[&reaction.name], message);
            finding.evidence.push(row(&reaction.text, "not heard", after.join(", ")));
        }
    }

    fn circles(&mut self) {
        for circle in circles(self.reply) {
            let names: BTreeSet<&str> = circle
                .iter()
                .flat_map(|at| &self.reply.lines[*at].emits)
                .map(String::as_str)
                .collect();
            let names = names.into_iter().collect::<Vec<_>>().join(", ");
            let message = "these events make each other for ever: say `until` what";
            let finding = self.add("EV-11", Severity::Major, &[&names], message);
            finding.evidence.push(row("circle", names.clone(), "an end"));
        }
    }

    /// Publishers without an outbox, writers that do not expect to hear things twice.
    fn protections(&mut self) {
        let (flow, reply) = (self.flow, self.reply);
        let client = |name: &str| flow.clients.iter().any(|(client, _)| client == name);
        let owners: BTreeSet<&str> =
            reply.events.iter().filter_map(|event| event.owner.as_deref()).collect();
        for owner in owners.into_iter().filter(|owner| !client(owner)) {
            if reply.outbox.iter().any(|service| service == owner) {
                continue;
            }
            let message = "saving and sending are two acts: a crash in between loses the event or invents one";
            let fix = self.protect("outbox", owner, &reply.outbox, format!("An outbox in {owner}"));
            let finding = self.add("EV-13", Severity::Minor, &[owner], message);
            finding.evidence.push(row(
                "publishes",
                "without an outbox",
                "outbox or change data capture",
            ));
            finding.cites.push("transactional-outbox".into());
            finding.fixes.push(fix);
        }
        let writers = reply
            .lines
            .iter()
            .filter(|line| line.does.is_some_and(|at| !flow.reactions[at].writes.is_empty()));
        let writers: BTreeSet<&str> = writers.map(|line| line.service.as_str()).collect();
        for writer in writers {
            if reply.idempotent.iter().any(|service| service == writer) {
                continue;
            }
            let message = "every event can come twice, and this consumer writes";
            let text = format!("Let {writer} remember what it has handled");
            let fix = self.protect("idempotent", writer, &reply.idempotent, text);
            let finding = self.add("EV-14", Severity::Minor, &[writer], message);
            finding.evidence.push(row("writes", "what comes twice is done twice", "idempotent"));
            finding.cites.push("idempotent-consumer".into());
            finding.fixes.push(fix);
        }
    }

    fn protect(&self, key: &str, service: &str, known: &[String], text: String) -> Fix {
        let services = known.iter().map(String::as_str).chain([service]);
        let list = toml::Value::Array(services.map(toml::Value::from).collect());
        let changed = self.answer.set(&["protect".into(), key.into()], Some(list));
        Fix::edit(text, self.answer.edits_to(&changed))
    }

    /// Events that old readers no longer understand.
    fn old_readers(&mut self) {
        for before in &self.flow.before {
            let event = self.reply.event_of(&before.event);
            let carries = event.map_or(&[][..], |event| &event.carries);
            let gone: Vec<&str> = before
                .carries
                .iter()
                .filter(|field| !carries.contains(field))
                .map(String::as_str)
                .collect();
            let key = event.and_then(|event| event.key.as_deref());
            let moved = before.key.as_deref().filter(|old| key != Some(old));
            if gone.is_empty() && moved.is_none() && event.is_some() {
                continue;
            }
            let message =
                "readers of the event as it was break: add fields, take none away, keep its key";
            let yours = match (event, moved) {
                (None, _) => "gone".to_owned(),
                (_, Some(_)) => format!("keyed by {}", key.unwrap_or("nothing")),
                _ => format!("without {}", gone.join(", ")),
            };
            let needed = format!(
                "{}, keyed by {}",
                before.carries.join(", "),
                before.key.as_deref().unwrap_or("anything")
            );
            let finding = self.add("EV-15", Severity::Major, &[&before.event], message);
            finding.evidence.push(row(&before.event, yours, needed));
        }
    }

    fn loads(&mut self) {
        let (flow, reply) = (self.flow, self.reply);
        for (at, load) in &flow.loads {
            for event in reply.events.iter().filter(|event| event.of == Some(*at)) {
                let readers =
                    reply.hearers(&event.name).filter_map(|line| line.readers).fold(0.0, f64::max);
                if readers > load.partitions {
                    let message = "more readers than partitions: some of them have nothing to read";
                    let finding =
                        self.add("EV-16", Severity::Minor, &[&event.name, "readers"], message);
                    finding.evidence.push(row(
                        "readers",
                        readers.to_string(),
                        format!("at most {}", load.partitions),
                    ));
                }
                let key = event.key.as_deref().unwrap_or_default();
                let Some(busiest) = load.busiest(key).filter(|busiest| *busiest > load.reader)
                else {
                    continue;
                };
                let message = "all events of one key go to one reader, and the busiest key has more than it can handle";
                let finding = self.add("EV-16", Severity::Minor, &[&event.name, key], message);
                let yours = format!("{} events/s of one {key}", (busiest * 10.0).round() / 10.0);
                finding.evidence.push(row(
                    "busiest key",
                    yours,
                    format!("at most {}", load.reader),
                ));
            }
        }
    }
}

/// The first word of a name in camel case.
fn first_word(name: &str) -> &str {
    let end = name
        .char_indices()
        .skip(1)
        .find(|(_, c)| !c.is_lowercase())
        .map_or(name.len(), |(at, _)| at);
    name.get(..end).unwrap_or(name)
}

fn row(fact: impl Into<String>, yours: impl Into<String>, needed: impl Into<String>) -> Evidence {
    Evidence::Row { fact: fact.into(), yours: yours.into(), needed: needed.into() }
}
