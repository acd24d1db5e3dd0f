//! What the words of a command about a design stand for. Refusals are keys of the interface's words.

use super::{Member, letter};
use crate::design::{Architecture, Link, Style, architecture::Apply, scenario::Scenario};

/// Reads words against the facts and the design as it stands.
pub(super) struct Parser<'d> {
    pub(super) facts: &'d Scenario,
    pub(super) members: Vec<Member<'d>>,
    pub(super) design: &'d Architecture,
}

type Read<T> = Result<T, &'static str>;

impl<'d> Parser<'d> {
    /// A member by its number or name.
    pub(super) fn member(&self, word: &str) -> Read<Member<'d>> {
        let by_name = self.members.iter().find(|member| member.name() == word);
        let by_number = || self.members.get(super::super::lines::number(word)?);
        by_name.or_else(by_number).copied().ok_or("plain.work.no-piece")
    }

    /// A service by its letter or name.
    pub(super) fn service(&self, word: &str) -> Read<String> {
        let services = &self.design.services;
        let by_letter = || services.iter().enumerate().find(|(at, _)| letter(*at) == word);
        let known = self.design.service(word).or_else(|| by_letter().map(|(_, service)| service));
        known.map(|service| service.name.clone()).ok_or("plain.work.no-service")
    }

    /// A service, or a third party by its name.
    fn end(&self, word: &str) -> Read<String> {
        match self.facts.external(word) {
            Some(_) => Ok(word.to_owned()),
            None => self.service(word),
        }
    }

    /// A name that nothing has yet.
    pub(super) fn free(&self, word: &str) -> Read<String> {
        let taken = self.design.service(word).is_some() || self.facts.external(word).is_some();
        if taken { Err("bench.name-taken") } else { Ok(word.to_owned()) }
    }

    /// `FROM TO [STYLE] [with PROTECTION…] [for TRANSACTION…]`.
    pub(super) fn link(&self, words: &[&str]) -> Read<Link> {
        let [from, to, rest @ ..] = words else { return Err("plain.work.unclear") };
        let mut link = Link {
            from: self.service(from)?,
            to: self.end(to)?,
            style: Style::Sync,
            ..Link::default()
        };
        let mut list: Option<&mut Vec<String>> = None;
        for word in rest {
            let style = Style::WORDS.iter().find(|(known, _)| known == word);
            match (*word, style) {
                ("with", _) => list = Some(&mut link.with),
                ("for", _) => list = Some(&mut link.serves),
                (_, Some((_, style))) if list.is_none() => link.style = *style,
                (word, _) => list.as_mut().ok_or("plain.work.unclear")?.push(word.to_owned()),
            }
        }
        let same = |known: &Link| {
            (&known.from, &known.to, known.style) == (&link.from, &link.to, link.style)
        };
        if self.design.links.iter().any(same) { Err("plain.work.link-known") } else { Ok(link) }
    }

    /// The links between two ends.
    pub(super) fn links(&self, from: &str, to: &str) -> Read<Vec<Link>> {
        let (from, to) = (self.service(from)?, self.end(to)?);
        let links = self.design.links.iter().filter(|link| link.from == from && link.to == to);
        let links: Vec<Link> = links.cloned().collect();
        if links.is_empty() { Err("plain.work.no-link") } else { Ok(links) }
    }

    /// `PATTERN [on PLACE] [at SERVICE] [exposing SERVICE…] [undoing STEP…]`.
    pub(super) fn apply(&self, words: &[&str]) -> Read<Apply> {
        let [pattern, rest @ ..] = words else { return Err("plain.work.unclear") };
        let mut apply = Apply { pattern: (*pattern).to_owned(), ..Apply::default() };
        let mut part = "on";
        for word in rest {
            match (part, *word) {
                (_, next @ ("on" | "at" | "exposing" | "undoing")) => part = next,
                ("on", place) => apply.on = Some(place.to_owned()),
                ("at", service) => apply.at = Some(self.service(service)?),
                ("exposing", service) => apply.exposes.push(self.service(service)?),
                (_, step) => apply.compensate.push((step.to_owned(), format!("undo {step}"))),
            }
        }
        Ok(apply)
    }
}
