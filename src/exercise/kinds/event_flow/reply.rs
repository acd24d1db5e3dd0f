//! Events, commands and reactions as a learner wired them.

use std::ops::Range;

use crate::{
    table::{Fields, Placed},
    text,
};

use super::facts::Flow;

/// A whole answer.
#[derive(Debug, Default)]
pub(super) struct Reply {
    pub(super) events: Vec<Event>,
    pub(super) commands: Vec<Command>,
    pub(super) lines: Vec<Handler>,
    /// Services that publish from an outbox, and that may hear things twice.
    pub(super) outbox: Vec<String>,
    pub(super) idempotent: Vec<String>,
    /// Names that stand for nothing.
    pub(super) unknown: Vec<(Placed<String>, &'static str)>,
}

#[derive(Debug)]
pub(super) struct Event {
    pub(super) name: String,
    pub(super) of: Option<usize>,
    pub(super) owner: Option<String>,
    pub(super) key: Option<String>,
    pub(super) carries: Vec<String>,
    /// Services that hear it without a line of theirs.
    pub(super) to: Vec<String>,
    pub(super) span: Range<usize>,
}

#[derive(Debug)]
pub(super) struct Command {
    pub(super) name: String,
    pub(super) to: Vec<String>,
}

/// One line of `[[react]]`.
#[derive(Debug)]
pub(super) struct Handler {
    /// Events and commands that all must have come.
    pub(super) on: Vec<String>,
    pub(super) service: String,
    /// The reaction; nothing for a coordinator that only passes on.
    pub(super) does: Option<usize>,
    pub(super) emits: Vec<String>,
    /// Fields, entities or services that it asks.
    pub(super) asks: Vec<String>,
    pub(super) readers: Option<f64>,
    /// What ends it, if it may come round again.
    pub(super) until: bool,
    pub(super) span: Range<usize>,
}

impl Reply {
    /// Reads an answer from its root.
    pub(super) fn read(root: &Fields<'_, '_>, flow: &Flow) -> Self {
        let mut reply = Self::default();
        for (name, fields) in root.named_tables("event") {
            reply.event(name, &fields, flow);
        }
        for (name, fields) in root.named_tables("command") {
            let to = fields.string_or_strings("to").into_iter().map(|to| to.value).collect();
            reply.commands.push(Command { name: name.value, to });
        }
        for fields in root.tables("react") {
            reply.line(&fields, flow);
        }
        if let Some(protect) = root.table("protect") {
            reply.outbox = words(&protect, "outbox");
            reply.idempotent = words(&protect, "idempotent");
        }
        reply
    }

    fn event(&mut self, name: Placed<String>, fields: &Fields<'_, '_>, flow: &Flow) {
        let word = |key| fields.string(key).filter(|word| !word.value.is_empty());
        let of = word("of");
        let happening = of
            .as_ref()
            .and_then(|of| flow.happenings.iter().position(|happening| happening.name == of.value));
        match (of, happening) {
            (Some(of), None) => self.unknown.push((of, "nothing that happens is called so")),
            (None, _) => self.unknown.push((name.clone(), "an event says `of` what happened")),
            _ => {}
        }
        let (key, carries, to) = (word("key"), fields.strings("carries"), fields.strings("to"));
        if flow.is_closed {
            self.strange(key.as_ref(), &carries, &to, flow);
        }
        self.events.push(Event {
            of: happening,
            owner: word("owner").map(|owner| owner.value),
            key: key.map(|key| key.value),
            carries: plain(carries),
            to: plain(to),
            span: name.span,
            name: name.value,
        });
    }

    /// Names in an event that stand for nothing where the facts name everything.
    fn strange(
        &mut self,
        key: Option<&Placed<String>>,
        carries: &[Placed<String>],
        to: &[Placed<String>],
        flow: &Flow,
    ) {
        let (keys, fields, services) = (flow.keys(), flow.fields(), flow.services());
        let fields: Vec<&str> = fields.collect();
        let key = key.filter(|key| !keys.contains(&key.value.as_str()));
        self.unknown
            .extend(key.map(|key| (key.clone(), "no field is called so: a key of nothing")));
        // Whoever publishes may add what is new; what is nearly a field that is there, is that field.
        let slip = |name: &&Placed<String>| {
            let name = name.value.as_str();
            !fields.contains(&name) && text::nearest(name, fields.iter().copied()).is_some()
        };
        let slips = carries.iter().filter(slip).cloned();
        self.unknown.extend(slips.map(|name| (name, "no field is called so")));
        let client = |name: &str| flow.clients.iter().any(|(client, _)| client == name);
        let nobody = |name: &&Placed<String>| {
            !services.contains(&name.value.as_str()) && !client(&name.value)
        };
        let nobody = to.iter().filter(nobody).cloned();
        self.unknown.extend(nobody.map(|name| (name, "no service or client is called so")));
    }

    fn line(&mut self, fields: &Fields<'_, '_>, flow: &Flow) {
        let does = fields.string("does").filter(|does| !does.value.is_empty());
        let reaction = does.as_ref().and_then(|does| flow.find(&does.value));
        if let (Some(does), None) = (does, reaction) {
            self.unknown.push((does, "no reaction is called so"));
        }
        let on = fields.string_or_strings("on");
        let emits = fields.strings("emits");
        let known = |name: &str| {
            self.events.iter().any(|event| event.name == name)
                || self.commands.iter().any(|command| command.name == name)
        };
        let strange: Vec<Placed<String>> =
            on.iter().chain(&emits).filter(|name| !known(&name.value)).cloned().collect();
        self.unknown
            .extend(strange.into_iter().map(|name| (name, "no event or command is called so")));
        let asks = plain(fields.string_or_strings("asks"));
        let readers = fields.number("readers").map(|readers| readers.value);
        // What ends it, or only that something does.
        let until = fields.value("until").is_some_and(|until| match until.is_boolean() {
            true => until.boolean().is_some_and(|until| until.value),
            false => until.string().is_some_and(|until| !until.value.trim().is_empty()),
        });
        let service = fields.string("service").map(|service| service.value).unwrap_or_default();
        let (on, emits) = (plain(on), plain(emits));
        let span = fields.span();
        self.lines.push(Handler { on, service, does: reaction, emits, asks, readers, until, span });
    }

    /// The event of that name.
    pub(super) fn event_of(&self, name: &str) -> Option<&Event> {
        self.events.iter().find(|event| event.name == name)
    }

    /// The lines that listen to a name.
    pub(super) fn hearers<'r>(&'r self, name: &'r str) -> impl Iterator<Item = &'r Handler> {
        self.lines.iter().filter(move |line| line.on.iter().any(|on| on == name))
    }
}

fn words(fields: &Fields<'_, '_>, key: &'static str) -> Vec<String> {
    plain(fields.strings(key))
}

fn plain(words: Vec<Placed<String>>) -> Vec<String> {
    words.into_iter().map(|word| word.value).collect()
}
