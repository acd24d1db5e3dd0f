//! Whether a consumer finds its own record: by what an event is keyed by, or carries.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    exercise::kinds::event_flow::{
        facts::{Flow, Reaction},
        reply::{Event, Handler, Reply},
    },
    verdict::{Evidence, Severity},
};

use super::Marking;

/// Fields that records are known by.
type Names<'a> = BTreeSet<&'a str>;

impl Marking<'_> {
    /// Consumers that cannot tell which of their records an event is about, or which one they ask for.
    pub(super) fn identities(&mut self) {
        let records = Records { flow: self.flow, reply: self.reply };
        // Only where every field is named is it known what a record is found by.
        let lines = if self.flow.is_closed { &self.reply.lines[..] } else { &[] };
        let known = records.known();
        for line in lines {
            let (Some(reaction), Some(said)) = (records.reaction(line), records.said(line)) else {
                continue;
            };
            for service in records.concerned(line, reaction) {
                let Some(names) = known.get(service).filter(|names| !names.is_empty()) else {
                    continue;
                };
                if names.is_disjoint(&said) {
                    self.lost(line, reaction, service, [&said, names]);
                }
            }
        }
    }

    fn lost(&mut self, line: &Handler, reaction: &Reaction, service: &str, names: [&Names<'_>; 2]) {
        let message = "nobody can tell which record this is about: an event carries what its reader knows it by";
        let [said, known] = names.map(|names| names.iter().copied().collect::<Vec<_>>().join(", "));
        let (span, event) = (self.findings.span(&line.span), line.on.join(", "));
        let finding =
            self.findings.add("EV-18", Severity::Major, &[&event, &reaction.name], message);
        let fact = format!("what {service} knows it by");
        finding.evidence.push(Evidence::row(fact, said, known));
        finding.evidence.push(span);
    }
}

struct Records<'a> {
    flow: &'a Flow,
    reply: &'a Reply,
}

impl<'a> Records<'a> {
    /// What a service does itself on a line.
    fn reaction(&self, line: &Handler) -> Option<&'a Reaction> {
        let reaction = line.does.map(|at| &self.flow.reactions[at]);
        reaction.filter(|reaction| reaction.service == line.service)
    }

    /// What the events of a line are known by; nothing where a command says whatever is needed.
    fn said(&self, line: &Handler) -> Option<Names<'a>> {
        let events: Option<Vec<&'a Event>> =
            line.on.iter().map(|name| self.reply.event_of(name)).collect();
        let words = events?.into_iter().flat_map(|event| event.key.iter().chain(&event.carries));
        Some(words.filter_map(|word| self.identity(word)).collect())
    }

    /// The identity that a word means: that field, or the entity that is known by it.
    fn identity(&self, word: &str) -> Option<&'a str> {
        let mut entities = self.flow.entities.iter();
        let entity = entities.find(|one| one.name == word || one.identity() == Some(word))?;
        entity.identity()
    }

    /// Who has to find a record on a line: the service itself, and owners that it asks.
    fn concerned(&self, line: &Handler, reaction: &'a Reaction) -> Names<'a> {
        let events = line.on.iter().filter_map(|name| self.reply.event_of(name));
        let carried: Vec<&String> = events.flat_map(|event| &event.carries).collect();
        let lacking = reaction.needs.iter().filter(|field| !carried.contains(field));
        let owner = |field: &String| {
            let mut entities = self.flow.entities.iter();
            entities.find(|entity| entity.fields.contains(field)).map(|one| one.owner.as_str())
        };
        let asked = lacking.filter(|_| !line.asks.is_empty()).filter_map(owner);
        let own = self.finds(reaction).then_some(reaction.service.as_str());
        asked.filter(|owner| *owner != reaction.service).chain(own).collect()
    }

    /// Whether a reaction is about a record that is there already.
    fn finds(&self, reaction: &Reaction) -> bool {
        let flow = self.flow;
        let began_outside = |entity: &usize| {
            let mut happened = (0..flow.happenings.len()).filter(|at| flow.is_outside(*at));
            happened.any(|at| flow.happenings[at].entity == Some(*entity))
        };
        // What nobody has done is not there to be undone, and that is told already.
        let is_done = |of: usize| self.reply.lines.iter().any(|line| line.does == Some(of));
        reaction.undo_of.is_some_and(is_done) || reaction.writes.iter().any(began_outside)
    }

    /// What each service knows its records by: its own names, and what came together with them.
    fn known(&self) -> BTreeMap<&'a str, Names<'a>> {
        let mut known: BTreeMap<&str, Names<'a>> = BTreeMap::new();
        for entity in &self.flow.entities {
            known.entry(&entity.owner).or_default().extend(entity.identity());
        }
        let all: Names<'a> = self.flow.entities.iter().filter_map(|one| one.identity()).collect();
        loop {
            let before: usize = known.values().map(BTreeSet::len).sum();
            for line in &self.reply.lines {
                let begins = self.reaction(line).is_some_and(|reaction| !self.finds(reaction));
                let own = known.entry(&line.service).or_default();
                let said = self.said(line).unwrap_or_else(|| all.clone());
                if begins || !said.is_disjoint(own) {
                    own.extend(said);
                }
            }
            if known.values().map(BTreeSet::len).sum::<usize>() == before {
                return known;
            }
        }
    }
}
