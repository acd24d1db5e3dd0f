//! `event-flow`: events with owners, keys and consumers; what can come in a wrong order, or at once.

mod facts;
mod mark;
mod order;
mod reply;

use std::sync::Arc;

use toml::Value;

use crate::{
    diagnostic::Diagnostic,
    exercise::{
        answer::{Answer, Key},
        editor::{Choice, Editor, Field, Form, Input as Takes, Item},
        kind::{Facts, Input, Kind, Knowledge, Mutant, Samples},
        notes::comment,
    },
    verdict::Verdict,
};

use super::chart::Chart;
use facts::Flow;
use reply::Reply;

/// The kind.
pub struct EventFlow;

impl Kind for EventFlow {
    fn id(&self) -> &'static str {
        "event-flow"
    }

    fn read(&self, input: &Input<'_, '_, '_>) -> Option<Arc<dyn Facts>> {
        Some(Arc::new(Flow::read(input.root)))
    }
}

impl Facts for Flow {
    fn describe(&self) -> Vec<(&'static str, usize)> {
        vec![
            ("exercise.size.happenings", self.happenings.len()),
            ("exercise.size.reactions", self.reactions.len()),
        ]
    }

    fn starter(&self) -> Answer {
        Answer::toml(format!(
            "{}\n# [event.NAME]\n# of = \"\"\n# owner = \"\"\n# key = \"\"\n# carries = []\n# to = []\n\
             \n# [command.NAME]     # what a coordinator tells somebody to do\n# to = \"\"\n\
             \n# [[react]]\n# on = \"\"          # or several: all of them\n# service = \"\"\n# does = \"\"\n# emits = []\n\
             # asks = []        # fields, entities or services that it asks for what it needs\n\
             \n# [protect]\n# outbox = []\n# idempotent = []\n",
            self.notes()
        ))
    }

    fn notes(&self) -> String {
        let mut text = String::from("# What is there\n");
        for entity in &self.entities {
            let ordered = if entity.ordered { ", order matters" } else { "" };
            let fields = entity.fields.join(", ");
            text.push_str(
                format!("#   {}: owned by {}{ordered}  {fields}", entity.name, entity.owner)
                    .trim_end(),
            );
            text.push('\n');
        }
        text.push_str("# What happens\n");
        for (at, happening) in self.happenings.iter().enumerate() {
            let by = happening.by.map(|by| format!(", by {}", self.reactions[by].name));
            let by = by.unwrap_or_else(|| {
                if self.is_outside(at) { ", from outside".into() } else { String::new() }
            });
            let refused =
                happening.fails_as.map(|at| format!(", or else {}", self.happenings[at].name));
            text.push_str(&format!(
                "#   {}{by}{}  {}\n",
                happening.name,
                refused.unwrap_or_default(),
                comment(&happening.text)
            ));
        }
        text.push_str("# Who reacts\n");
        for reaction in &self.reactions {
            let needs = if reaction.needs.is_empty() {
                String::new()
            } else {
                format!(", needs {}", reaction.needs.join(", "))
            };
            let undo = reaction.undo_of.map(|at| format!(", undoes {}", self.reactions[at].name));
            text.push_str(&format!(
                "#   {} in {}{needs}{}  {}\n",
                reaction.name,
                reaction.service,
                undo.unwrap_or_default(),
                comment(&reaction.text)
            ));
        }
        for (one, other) in &self.never {
            text.push_str(&format!(
                "# Never {} before {}\n",
                self.reactions[*one].name, self.reactions[*other].name
            ));
        }
        if !self.private.is_empty() {
            text.push_str(&format!("# Private: {}\n", self.private.join(", ")));
        }
        for before in &self.before {
            let key = before.key.as_deref().unwrap_or("nothing");
            text.push_str(&format!(
                "# So far {} carries {}, keyed by {key}\n",
                before.event,
                before.carries.join(", ")
            ));
        }
        text
    }

    fn diagnose(&self, answer: &Answer) -> Vec<Diagnostic> {
        answer.read(|root| Reply::read(root, self)).1
    }

    fn mark(&self, answer: &Answer, _knowledge: &Knowledge) -> Verdict {
        mark::mark(self, answer)
    }

    fn rules(&self) -> Vec<&'static str> {
        let mut rules = vec!["EV-01", "EV-02", "EV-03", "EV-05", "EV-11", "EV-13"];
        let any = |test: &dyn Fn(&facts::Reaction) -> bool| self.reactions.iter().any(test);
        rules.extend(any(&|reaction| !reaction.needs.is_empty()).then_some("EV-06"));
        let ordered = |at: usize| {
            let of = self.happenings.iter().filter(|happening| happening.entity == Some(at));
            self.entities[at].ordered && of.count() > 1
        };
        rules.extend((0..self.entities.len()).any(ordered).then_some("EV-07"));
        rules.extend((!self.never.is_empty()).then_some("EV-08"));
        let refusals = (0..self.happenings.len()).any(|at| self.is_refusal(at));
        rules.extend(refusals.then_some("EV-10"));
        rules.extend(self.clients.iter().any(|(_, trusted)| !trusted).then_some("EV-12"));
        rules.extend(any(&|reaction| !reaction.writes.is_empty()).then_some("EV-14"));
        rules.extend((!self.before.is_empty()).then_some("EV-15"));
        rules.extend((!self.loads.is_empty()).then_some("EV-16"));
        rules.extend((!self.private.is_empty()).then_some("EV-17"));
        let undone = any(&|reaction| reaction.undo_of.is_some());
        rules.extend((self.is_closed && undone).then_some("EV-18"));
        rules
    }

    fn doubts(&self, samples: &Samples, _knowledge: &Knowledge) -> Vec<String> {
        let mutants = samples.references.iter().flat_map(|reference| self.mutants(reference));
        let verdicts: Vec<Verdict> =
            mutants.map(|mutant| mark::mark(self, &mutant.answer)).collect();
        let doubt = |&(first, second): &(usize, usize)| {
            let place = [first, second].map(|at| self.reactions[at].name.clone());
            let broken = verdicts.iter().any(|verdict| verdict.has("EV-08", &place));
            let [first, second] = place;
            (!broken).then(|| format!("no broken reference lets `{first}` come before `{second}`"))
        };
        let never = if verdicts.is_empty() { &[][..] } else { &self.never };
        never.iter().filter_map(doubt).collect()
    }

    fn mutants(&self, answer: &Answer) -> Vec<Mutant> {
        let (reply, _) = answer.read(|root| Reply::read(root, self));
        let mut mutants = Vec::new();
        let mut add = |operator, name: &str, answer| {
            mutants.push(Mutant { operator, name: name.to_owned(), answer });
        };
        for event in &reply.events {
            let path = |key: &str| ["event".into(), event.name.as_str().into(), key.into()];
            add("no owner", &event.name, answer.set(&path("owner"), None));
            let other =
                self.services().into_iter().find(|service| event.owner.as_deref() != Some(service));
            if let Some(other) = other {
                add("another owner", &event.name, answer.set(&path("owner"), Some(other.into())));
            }
            let twin = event.of.is_some_and(|of| {
                let entity = self.happenings[of].entity;
                let mine = reply
                    .events
                    .iter()
                    .filter(|one| one.of.is_some_and(|of| self.happenings[of].entity == entity));
                entity.is_some_and(|at| self.entities[at].ordered) && mine.count() > 1
            });
            if twin {
                add("another key", &event.name, answer.set(&path("key"), Some("another".into())));
            }
            let event_path = ["event".into(), event.name.as_str().into()];
            add("an event less", &event.name, answer.set(&event_path, None));
            let needed = |field: &&String| {
                let mut hearers = reply.hearers(&event.name).filter_map(|line| line.does);
                hearers.any(|at| self.reactions[at].needs.contains(field))
            };
            for field in event.carries.iter().filter(needed) {
                let rest = event.carries.iter().filter(|one| *one != field);
                let rest = rest.map(|one| Value::from(one.clone())).collect();
                let answer = answer.set(&path("carries"), Some(Value::Array(rest)));
                add("a field less", &format!("{} {field}", event.name), answer);
            }
        }
        let first =
            reply.events.iter().find(|event| event.of.is_some_and(|of| self.is_outside(of)));
        for (at, line) in reply.lines.iter().enumerate() {
            let name =
                line.does.map_or_else(|| line.on.join(" "), |at| self.reactions[at].name.clone());
            add("a line less", &name, answer.set(&["react".into(), at.into()], None));
            let on = ["react".into(), at.into(), "on".into()];
            if let Some(first) = first.filter(|first| !line.on.contains(&first.name)) {
                add("triggered at once", &name, answer.set(&on, Some(first.name.clone().into())));
            }
            for emitted in &line.emits {
                let rest = line
                    .emits
                    .iter()
                    .filter(|one| *one != emitted)
                    .map(|one| Value::from(one.clone()));
                let emits = ["react".into(), at.into(), "emits".into()];
                let answer = answer.set(&emits, Some(Value::Array(rest.collect())));
                add("not published", &format!("{name} {emitted}"), answer);
            }
            // An end that an event of its own brings about begins anew.
            if let (Some(on), Some(last)) = (line.on.first(), reply.lines.last()) {
                let emits = ["react".into(), (reply.lines.len() - 1).into(), "emits".into()];
                let more =
                    last.emits.iter().chain([on]).map(|one| Value::from(one.clone())).collect();
                add("a circle", &name, answer.set(&emits, Some(Value::Array(more))));
            }
        }
        for (key, services) in [("outbox", &reply.outbox), ("idempotent", &reply.idempotent)] {
            for service in services {
                let rest = services
                    .iter()
                    .filter(|one| *one != service)
                    .map(|one| Value::from(one.clone()));
                let path: [Key; 2] = ["protect".into(), key.into()];
                add(
                    "unprotected",
                    &format!("{key} {service}"),
                    answer.set(&path, Some(Value::Array(rest.collect()))),
                );
            }
        }
        mutants
    }

    fn drawing(&self, answer: &Answer) -> Option<String> {
        let (reply, _) = answer.read(|root| Reply::read(root, self));
        let mut chart = Chart::default();
        let owner = |event: &str| {
            let owner = reply.event_of(event).and_then(|event| event.owner.as_deref());
            owner.unwrap_or("?")
        };
        for line in &reply.lines {
            line.on.iter().for_each(|event| chart.arrow(owner(event), event, &line.service));
        }
        for event in &reply.events {
            event.to.iter().for_each(|to| chart.arrow(owner(&event.name), &event.name, to));
        }
        chart.source("LR")
    }

    fn editor(&self, answer: &Answer) -> Editor {
        let (reply, _) = answer.read(|root| Reply::read(root, self));
        let services: Vec<Choice> = self.services().into_iter().map(Choice::plain).collect();
        let mut sections = Vec::new();
        let open = (0..self.happenings.len())
            .filter(|at| !reply.events.iter().any(|event| event.of == Some(*at)))
            .map(|at| camel(&self.happenings[at].name));
        let named = reply.events.iter().map(|event| event.name.clone());
        let names: Vec<String> = named.chain(open).collect();
        for name in &names {
            sections.push(self.event_item(name, answer, &services));
        }
        let heard: Vec<Choice> = names
            .iter()
            .chain(reply.commands.iter().map(|command| &command.name))
            .map(Choice::plain)
            .collect();
        for at in 0..=reply.lines.len() {
            sections.push(self.line_item(at, answer, &services, &heard));
        }
        let protect =
            |key: &str| Field::of(answer, key, ["protect", key], Takes::Many(services.clone()));
        sections.push(Item {
            name: "protect".into(),
            label: "protect".into(),
            lines: Vec::new(),
            fields: vec![protect("outbox"), protect("idempotent")],
        });
        Editor::Form(Form { sections })
    }
}

impl Flow {
    /// What a reaction may ask for: data, and who holds it.
    fn askable(&self) -> Vec<Choice> {
        let fields = self.entities.iter().flat_map(|entity| &entity.fields).cloned();
        let services = self.services().into_iter().map(str::to_owned);
        let mut all: Vec<String> = fields.chain(services).collect();
        all.sort();
        all.dedup();
        all.into_iter().map(Choice::plain).collect()
    }

    fn event_item(&self, name: &str, answer: &Answer, services: &[Choice]) -> Item {
        let field = |key: &str, takes| Field::of(answer, key, ["event", name, key], takes);
        let happenings = self
            .happenings
            .iter()
            .map(|happening| Choice::noted(&*happening.name, &*happening.text));
        let mut data: Vec<&String> =
            self.entities.iter().flat_map(|entity| &entity.fields).collect();
        data.sort();
        data.dedup();
        let data = data.into_iter().map(Choice::plain).collect();
        let mut fields = vec![
            field("of", Takes::One(happenings.collect())),
            field("owner", Takes::One(services.to_vec())),
            field("key", Takes::Text),
            field("carries", Takes::Many(data)),
            field("to", Takes::Many(services.to_vec())),
        ];
        // An event that is offered tells of the happening that it has its name from.
        if let Some(happening) = self.happenings.iter().find(|one| camel(&one.name) == name) {
            let of: Vec<Key> = vec!["event".into(), name.into(), "of".into()];
            let happening = Value::from(happening.name.as_str());
            fields.iter_mut().for_each(|one| one.beside = vec![(of.clone(), happening.clone())]);
        }
        Item { name: name.to_owned(), label: format!("event {name}"), lines: Vec::new(), fields }
    }

    fn line_item(&self, at: usize, answer: &Answer, services: &[Choice], heard: &[Choice]) -> Item {
        let path = |key: &str| -> [Key; 3] { ["react".into(), at.into(), key.into()] };
        let field = |key: &str, takes| Field::of(answer, key, path(key), takes);
        let reactions = self.reactions.iter().map(|reaction| {
            let note = format!("{}: {}", reaction.service, reaction.text);
            Choice::noted(&*reaction.name, note)
        });
        Item {
            name: format!("react {}", at + 1),
            label: format!("react {}", at + 1),
            lines: Vec::new(),
            fields: vec![
                field("on", Takes::Many(heard.to_vec())),
                field("service", Takes::One(services.to_vec())),
                field("does", Takes::One(reactions.collect())),
                field("emits", Takes::Many(heard.to_vec())),
                field("asks", Takes::Many(self.askable())),
                field("until", Takes::Text),
            ],
        }
    }
}

/// `stock_reserved` as `StockReserved`.
fn camel(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters
            .next()
            .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    name.split(['_', '-', ' ']).map(word).collect()
}
