//! Rules about single events, commands and lines: owners, names, data, keys, protection.

use std::collections::BTreeSet;

use crate::{
    exercise::{
        kinds::event_flow::reply::{Event, Handler},
        words,
    },
    text::figure,
    verdict::{Evidence, Fix, Severity},
};

use super::Marking;

impl Marking<'_> {
    pub(super) fn event(&mut self, event: &Event) {
        let flow = self.flow;
        let entity =
            event.of.and_then(|at| flow.happenings[at].entity).map(|at| &flow.entities[at]);
        let span = self.findings.span(&event.span);
        let owner = event.owner.as_deref();
        let emitters: BTreeSet<&str> = self
            .reply
            .lines
            .iter()
            .filter(|line| line.emits.contains(&event.name))
            .map(|line| line.service.as_str())
            .collect();
        let needed = entity.map(|entity| entity.owner.as_str());
        let foreign = emitters.iter().find(|service| owner != Some(**service));
        let wrong = owner.is_none() || needed.is_some_and(|needed| owner != Some(needed));
        if wrong || foreign.is_some() {
            let message =
                "a fact has one owner, the one who owns what it is about; others only hear of it";
            let yours = foreign.map_or_else(
                || owner.unwrap_or("nobody").to_owned(),
                |foreign| format!("{}, and {foreign} publishes it", owner.unwrap_or("nobody")),
            );
            let finding = self.findings.add("EV-02", Severity::Major, &[&event.name], message);
            finding.evidence.push(Evidence::row("owner", yours, needed.unwrap_or("one service")));
            finding.evidence.push(span.clone());
        }
        if words::is_order(&event.name) {
            let message = "this is the name of an order; an event says what has happened";
            let finding = self.findings.add("EV-03", Severity::Minor, &[&event.name], message);
            finding.evidence.push(Evidence::row(
                "name",
                event.name.clone(),
                "a fact, in the past tense",
            ));
        }
        let heard = self.reply.hearers(&event.name).next().is_some() || !event.to.is_empty();
        if !heard {
            // Of what must be heard of, an event is never one too many.
            let needed = event.of.is_some_and(|at| !flow.is_refusal(at));
            let message = match needed {
                true => "nobody listens to this: say who waits for it",
                false => "nobody listens to this: leave it out, or say who waits for it",
            };
            let finding = self.findings.add("EV-05", Severity::Minor, &[&event.name], message);
            finding.evidence.push(span);
        }
        self.private(event);
    }

    /// Private fields that reach somebody who needs them not.
    fn private(&mut self, event: &Event) {
        let flow = self.flow;
        for field in event.carries.iter().filter(|field| flow.private.contains(field)) {
            let hearers = self.reply.hearers(&event.name).map(|line| line.service.as_str());
            let hearers = hearers.chain(event.to.iter().map(String::as_str));
            let hearers: BTreeSet<&str> =
                hearers.filter(|service| !self.uses(service, field, event)).collect();
            if hearers.is_empty() {
                continue;
            }
            let names = hearers.into_iter().collect::<Vec<_>>().join(", ");
            let message = "a private field travels to somebody who has no use for it, and stays in every log on the way";
            let finding =
                self.findings.add("EV-17", Severity::Minor, &[&event.name, field], message);
            finding.evidence.push(Evidence::row(field, names, "only who needs it"));
        }
    }

    /// Whether a service owns a field, or needs it for what it does on an event.
    fn uses(&self, service: &str, field: &str, event: &Event) -> bool {
        let has = |fields: &[String]| fields.iter().any(|known| known == field);
        let mut lines = self.reply.hearers(&event.name).filter(|line| line.service == service);
        lines.any(|line| line.does.is_some_and(|at| has(&self.flow.reactions[at].needs)))
            || self.flow.entities.iter().any(|one| one.owner == service && has(&one.fields))
    }

    /// Clients that nobody trusts, and that publish or write.
    pub(super) fn clients(&mut self) {
        let reply = self.reply;
        let owners = reply
            .events
            .iter()
            .filter_map(|event| Some((event.name.as_str(), event.owner.as_deref()?, &event.span)));
        let writers = reply.lines.iter().map(|line| {
            let does = line.does.map_or("react", |at| self.flow.reactions[at].name.as_str());
            (does, line.service.as_str(), &line.span)
        });
        let untrusted = |name: &str| self.flow.clients.iter().any(|one| one.0 == name && !one.1);
        for (what, client, span) in owners.chain(writers).filter(|one| untrusted(one.1)) {
            let message = "whoever can send events can write the company's history: a client asks, a service publishes";
            let span = self.findings.span(span);
            let finding = self.findings.add("EV-12", Severity::Major, &[what, client], message);
            finding.evidence.push(span);
        }
    }

    pub(super) fn commands(&mut self) {
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
                let finding =
                    self.findings.add("EV-04", Severity::Major, &[&command.name], message);
                finding.evidence.push(Evidence::row("heard by", names, "one service"));
            }
        }
    }

    /// Data that a reaction needs and does not get.
    pub(super) fn line(&mut self, line: &Handler) {
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
            let span = self.findings.span(&line.span);
            let finding = self.findings.add("EV-06", Severity::Major, &[&reaction.name], message);
            finding.evidence.push(Evidence::row(
                "needs",
                missing.join(", "),
                reaction.needs.join(", "),
            ));
            finding.evidence.push(span);
            finding.fixes.push(fix);
        }
        let client = flow.clients.iter().any(|(client, _)| *client == line.service);
        if line.service != reaction.service && !client {
            let message = "this is another service's work";
            let span = self.findings.span(&line.span);
            let finding = self.findings.add(
                "EV-02",
                Severity::Major,
                &[&reaction.name, &line.service],
                message,
            );
            finding.evidence.push(Evidence::row(
                &reaction.text,
                line.service.clone(),
                reaction.service.clone(),
            ));
            finding.evidence.push(span);
        }
    }

    /// Events of one ordered entity under several keys.
    pub(super) fn keys(&mut self) {
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
                let finding = self.findings.add("EV-07", Severity::Major, &[&entity.name], message);
                finding.evidence.push(Evidence::row("keys", yours, "one key"));
            }
        }
    }

    /// Publishers without an outbox, writers that do not expect to hear things twice.
    pub(super) fn protections(&mut self) {
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
            let finding = self.findings.add("EV-13", Severity::Minor, &[owner], message);
            finding.evidence.push(Evidence::row(
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
            let finding = self.findings.add("EV-14", Severity::Minor, &[writer], message);
            finding.evidence.push(Evidence::row(
                "writes",
                "what comes twice is done twice",
                "idempotent",
            ));
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
    pub(super) fn old_readers(&mut self) {
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
            let finding = self.findings.add("EV-15", Severity::Major, &[&before.event], message);
            finding.evidence.push(Evidence::row(&before.event, yours, needed));
        }
    }

    pub(super) fn loads(&mut self) {
        let (flow, reply) = (self.flow, self.reply);
        for (at, load) in &flow.loads {
            for event in reply.events.iter().filter(|event| event.of == Some(*at)) {
                let readers =
                    reply.hearers(&event.name).filter_map(|line| line.readers).fold(0.0, f64::max);
                if readers > load.partitions {
                    let message = "more readers than partitions: some of them have nothing to read";
                    let finding = self.findings.add(
                        "EV-16",
                        Severity::Minor,
                        &[&event.name, "readers"],
                        message,
                    );
                    finding.evidence.push(Evidence::row(
                        "readers",
                        figure(readers),
                        format!("at most {}", load.partitions),
                    ));
                }
                let key = event.key.as_deref().unwrap_or_default();
                let Some(busiest) = load.busiest(key).filter(|busiest| *busiest > load.reader)
                else {
                    continue;
                };
                let message = "all events of one key go to one reader, and the busiest key has more than it can handle";
                let finding =
                    self.findings.add("EV-16", Severity::Minor, &[&event.name, key], message);
                let yours = format!("{} events/s of one {key}", (busiest * 10.0).round() / 10.0);
                finding.evidence.push(Evidence::row(
                    "busiest key",
                    yours,
                    format!("at most {}", load.reader),
                ));
            }
        }
    }
}
