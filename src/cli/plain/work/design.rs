//! The board of a decomposition over lines: services with what they hold, links and patterns. Pieces have
//! numbers and services have letters; both may be called by name as well.

mod parse;

use std::sync::Arc;

use self::parse::Parser;
use super::lines::{Done, Lines};
use crate::{
    design::{
        Architecture, Edit, Link, Model,
        architecture::Apply,
        offer, review,
        scenario::{Part, Scenario},
    },
    exercise::{
        kind::facts_as,
        kinds::decomposition::{answer_of, design_of},
    },
    messages::Messages,
    session::Work,
};

/// The editor.
pub(super) struct DesignLines {
    facts: Arc<Scenario>,
}

/// Something that a service can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Member<'f> {
    Capability(&'f str),
    Entity(&'f str),
}

impl<'f> Member<'f> {
    fn name(self) -> &'f str {
        match self {
            Self::Capability(name) | Self::Entity(name) => name,
        }
    }

    /// What puts it into a service.
    fn moved(self, to: &str) -> Edit {
        let to = to.to_owned();
        match self {
            Self::Capability(name) => Edit::MoveCapability { capability: name.to_owned(), to },
            Self::Entity(name) => Edit::MoveEntity { entity: name.to_owned(), to },
        }
    }

    /// The service that holds it.
    fn home(self, design: &Architecture) -> Option<&str> {
        match self {
            Self::Capability(name) => design.home_of(name),
            Self::Entity(name) => design.owner_of(name),
        }
    }

    /// What takes it out of its service, if it is in one.
    fn dropped(self, design: &Architecture) -> Option<Edit> {
        let from = self.home(design)?.to_owned();
        Some(match self {
            Self::Capability(name) => Edit::DropCapability { capability: name.to_owned(), from },
            Self::Entity(name) => Edit::DropEntity { entity: name.to_owned(), from },
        })
    }
}

/// a, b, … z, then numbers behind them, as long as services go.
fn letter(at: usize) -> String {
    let letter = char::from(b'a' + u8::try_from(at % 26).unwrap_or(0));
    match at / 26 {
        0 => letter.to_string(),
        round => format!("{letter}{round}"),
    }
}

impl DesignLines {
    /// The editor for an exercise of this kind.
    pub(super) fn of(work: &Work) -> Option<Self> {
        Some(Self { facts: facts_as::<Scenario>(&work.folder.exercise.facts)? })
    }

    /// What can be put into services, in the order of its numbers.
    fn members(&self) -> Vec<Member<'_>> {
        let facts = &self.facts;
        let asked = facts.parts().asks(Part::Services);
        let capabilities = facts.capabilities.iter().filter(|_| asked);
        let capabilities = capabilities.map(|one| Member::Capability(&one.name));
        capabilities.chain(facts.entities.iter().map(|one| Member::Entity(&one.name))).collect()
    }

    /// What a service holds, or what nobody does.
    fn held<'s>(
        &'s self,
        design: &'s Architecture,
        service: Option<&'s str>,
    ) -> impl Iterator<Item = String> + 's {
        let members = self.members().into_iter().enumerate();
        let here = members.filter(move |(_, member)| member.home(design) == service);
        here.map(|(at, member)| match member {
            Member::Capability(name) => format!("  {}. {name}", at + 1),
            Member::Entity(name) => format!("  {}. {name} (data)", at + 1),
        })
    }

    /// The patterns that would settle something, with where.
    fn patterns(&self, design: &Architecture, work: &Work, words: &Messages) -> Vec<String> {
        let book = &work.knowledge().patterns;
        let model = Model::new(&self.facts, design, book);
        let owed = review(&model).owed;
        let offers = offer::offers(&model, &owed);
        let useful = offers.iter().filter(|offer| offer.weight() > 0);
        let shown = useful.flat_map(|offer| {
            let id = &book.entry(offer.pattern).id;
            let places = offer.places.iter().filter(|place| !place.settles.is_empty());
            places.map(move |place| {
                let on = place.on.clone().unwrap_or_default();
                format!("{id} {on}: {}", place.settles.join(", "))
            })
        });
        let lines: Vec<String> = shown.collect();
        if lines.is_empty() { vec![words.get("bench.picker.nothing").to_owned()] } else { lines }
    }

    /// The edits that a command stands for.
    fn edits(
        &self,
        verb: &str,
        rest: &str,
        design: &Architecture,
    ) -> Option<Result<Vec<Edit>, &'static str>> {
        let parser = Parser { facts: &self.facts, members: self.members(), design };
        let words: Vec<&str> = rest.split_whitespace().collect();
        Some(match (verb, words.as_slice()) {
            ("move", [members @ .., to]) if !members.is_empty() => {
                parser.service(to).and_then(|to| {
                    members.iter().map(|word| Ok(parser.member(word)?.moved(&to))).collect()
                })
            }
            ("new", [name, members @ ..]) => parser.free(name).and_then(|name| {
                let mut edits = vec![Edit::AddService { name: name.clone() }];
                for word in members {
                    edits.push(parser.member(word)?.moved(&name));
                }
                Ok(edits)
            }),
            ("out", members) if !members.is_empty() => members
                .iter()
                .map(|word| parser.member(word)?.dropped(design).ok_or("plain.work.no-piece"))
                .collect(),
            ("rename", [from, to]) => parser
                .service(from)
                .and_then(|from| Ok(vec![Edit::Rename { from, to: parser.free(to)? }])),
            ("merge", [into, other]) => parser
                .service(into)
                .and_then(|into| Ok(vec![Edit::Merge { into, other: parser.service(other)? }])),
            ("dissolve", [name]) => {
                parser.service(name).map(|name| vec![Edit::RemoveService { name }])
            }
            ("team", [service, team @ ..]) => parser.service(service).map(|service| {
                vec![Edit::SetTeam { service, team: team.first().map(ToString::to_string) }]
            }),
            ("copies", [service, count]) => parser.service(service).and_then(|service| {
                let replicas = count.parse().map_err(|_not| "plain.work.no-count")?;
                Ok(vec![Edit::SetReplicas { service, replicas }])
            }),
            ("link", words) => parser.link(words).map(|link| vec![Edit::AddLink(link)]),
            ("unlink", [from, to]) => parser.links(from, to).map(|links| {
                let removed = |Link { from, to, style, .. }| Edit::RemoveLink { from, to, style };
                links.into_iter().map(removed).collect()
            }),
            ("apply", words) => parser.apply(words).map(|apply| vec![Edit::Apply(apply)]),
            ("unapply", [pattern, on @ ..]) => {
                let on = on.first().map(ToString::to_string);
                Ok(vec![Edit::Unapply { pattern: (*pattern).to_owned(), on }])
            }
            (
                "move" | "new" | "out" | "rename" | "merge" | "dissolve" | "team" | "copies"
                | "unlink" | "unapply",
                _,
            ) => Err("plain.work.unclear"),
            _ => return None,
        })
    }
}

/// A link in a line.
fn link_line(link: &Link) -> String {
    let mut line = format!("  -> {} {}", link.to, link.style.word());
    if !link.with.is_empty() {
        line.push_str(&format!(" with {}", link.with.join(" ")));
    }
    if !link.serves.is_empty() {
        line.push_str(&format!(" for {}", link.serves.join(" ")));
    }
    line
}

/// A pattern in a line, as it is typed.
fn apply_line(apply: &Apply) -> String {
    let mut line = format!("  + {}", apply.pattern);
    let steps = apply.compensate.iter().map(|(step, _)| step.as_str());
    let parts = [
        ("on", apply.on.clone().unwrap_or_default()),
        ("at", apply.at.clone().unwrap_or_default()),
        ("exposing", apply.exposes.join(" ")),
        ("undoing", steps.collect::<Vec<_>>().join(" ")),
    ];
    for (word, said) in parts.iter().filter(|(_, said)| !said.is_empty()) {
        line.push_str(&format!(" {word} {said}"));
    }
    line
}

impl Lines for DesignLines {
    fn show(&self, work: &Work, words: &Messages) -> Vec<String> {
        let design = design_of(work.answer());
        let mut out = Vec::new();
        let homeless: Vec<String> = self.held(&design, None).collect();
        if !homeless.is_empty() {
            out.push(words.get("bench.nowhere").to_owned());
            out.extend(homeless);
        }
        for (at, service) in design.services.iter().enumerate() {
            let team =
                service.team.as_ref().map(|team| words.format("bench.team", &[("team", team)]));
            let copies = (service.replicas > 1).then(|| format!("x{}", service.replicas));
            let notes: Vec<String> = [team, copies].into_iter().flatten().collect();
            out.push(
                format!("{}. {} {}", letter(at), service.name, notes.join(" "))
                    .trim_end()
                    .to_owned(),
            );
            out.extend(self.held(&design, Some(&service.name)));
            let links = design.links.iter().filter(|link| link.from == service.name);
            out.extend(links.map(link_line));
        }
        if !design.applies.is_empty() {
            out.push(words.get("plain.work.patterns").to_owned());
            out.extend(design.applies.iter().map(apply_line));
        }
        if !self.facts.externals.is_empty() {
            let names: Vec<&str> = self.facts.externals.iter().map(|e| e.name.as_str()).collect();
            out.push(format!("{}: {}", words.get("bench.external"), names.join(", ")));
        }
        out
    }

    /// Pieces are facts and keep their numbers.
    fn numbered(&self, work: &Work, _words: &Messages) -> Vec<String> {
        let services = design_of(work.answer()).services.into_iter();
        services.map(|service| service.name).collect()
    }

    fn help(&self) -> &'static [&'static str] {
        &[
            "move", "new", "out", "rename", "merge", "dissolve", "team", "copies", "link",
            "unlink", "apply", "unapply", "patterns",
        ]
    }

    fn run(&self, verb: &str, rest: &str, work: &Work, words: &Messages) -> Option<Done> {
        let design = design_of(work.answer());
        if verb == "patterns" {
            return Some(Done::Say(self.patterns(&design, work, words)));
        }
        Some(match self.edits(verb, rest, &design)? {
            Ok(edits) => Done::Set(answer_of(&design.with(&edits))),
            Err("plain.work.unclear") => Done::say(words, &format!("plain.work.help.{verb}")),
            Err(key) => Done::about(words, key, rest),
        })
    }
}
