//! What can be done about a flaw of a route, as edits of the text that it stands in.

use std::ops::Range;

use crate::{
    text,
    verdict::{Fix, TextEdit},
};

use super::{
    facts::{Gateway, Request},
    table::{PathKind, Route},
};

/// The time of one try that is offered where none is known, in milliseconds. † Ours.
const USUAL_MS: f64 = 2_000.0;

/// One route that is to be mended.
pub(super) struct Mend<'m> {
    pub(super) gateway: &'m Gateway,
    pub(super) route: &'m Route,
}

impl Mend<'_> {
    /// A key with another value; where it does not stand yet, it comes first.
    fn set(&self, place: Option<&Range<usize>>, key: &str, value: &str) -> TextEdit {
        let (range, text) = match place {
            Some(range) => (range.clone(), value.to_owned()),
            None => {
                let at = self.route.places.begin;
                (at..at, self.first(key, value))
            }
        };
        TextEdit { file: self.route.places.file.clone(), range, text: Some(text) }
    }

    /// A key before all others, in the style of the route.
    fn first(&self, key: &str, value: &str) -> String {
        match self.route.places.indent {
            Some(indent) => format!("{key}: {value}\n{}", " ".repeat(indent)),
            None => format!("{key}: {value}, "),
        }
    }

    fn of(&self, text: String, edits: Vec<TextEdit>) -> Fix {
        Fix::edit(format!("`{}`: {text}", self.route.name), edits)
    }

    /// A service and port that are there.
    pub(super) fn target(&self, name: &str, written: &str) -> Option<Fix> {
        let names = self.gateway.services.iter().map(|service| service.name.as_str());
        let near = text::nearest(name, names)?;
        let service = self.gateway.service(near)?;
        let target = format!("{}:{}", service.name, service.port);
        let place = &self.route.places.to;
        let edit = self.set(Some(place), "to", &target);
        (!place.is_empty() && target != written)
            .then(|| self.of(format!("to {target}"), vec![edit]))
    }

    /// Only the methods that somebody needs.
    pub(super) fn methods(&self, wide: &[&str]) -> Option<Fix> {
        let rest: Vec<&str> = self.route.methods.iter().map(String::as_str).collect();
        let rest: Vec<&str> = rest.into_iter().filter(|method| !wide.contains(method)).collect();
        let list = format!("[{}]", rest.join(", "));
        let place = self.route.places.methods.as_ref()?;
        let edit = self.set(Some(place), "methods", &list);
        (!rest.is_empty()).then(|| self.of(format!("methods: {list}"), vec![edit]))
    }

    /// Tries again only what never arrived.
    pub(super) fn retry(&self) -> Option<Fix> {
        let place = self.route.places.retry_on.as_ref()?;
        Some(self.of("retry on: [connect]".into(), vec![self.set(Some(place), "on", "[connect]")]))
    }

    /// A timeout that leaves room for all tries.
    pub(super) fn timeout(&self) -> Option<Fix> {
        let budget = self.gateway.budget_ms.unwrap_or(f64::INFINITY);
        let tries = self.route.attempts.max(1) as f64;
        let each = (budget / tries).floor().min(USUAL_MS);
        let value = format!("{each}ms");
        let place = self.route.places.timeout.as_ref();
        let edit = self.set(place, "timeout", &value);
        (each >= 1.0).then(|| self.of(format!("timeout: {value}"), vec![edit]))
    }

    /// A day on which it goes.
    pub(super) fn retire(&self) -> Fix {
        match &self.gateway.sunset {
            Some(day) => self.of(
                format!("retire: {day}"),
                vec![self.set(self.route.places.retire.as_ref(), "retire", day)],
            ),
            None => Fix::words(format!("`{}`: say with `retire` when it goes", self.route.name)),
        }
    }

    /// Whole segments instead of an expression.
    pub(super) fn prefix(&self, literal: &str) -> Fix {
        let path = literal.strip_suffix('/').unwrap_or(literal);
        let edits =
            [(&self.route.places.path, "path", path), (&self.route.places.kind, "kind", "prefix")];
        let edits = edits
            .into_iter()
            .filter_map(|(place, key, value)| Some(self.set(Some(place.as_ref()?), key, value)));
        self.of(format!("kind: prefix, path: {path}"), edits.collect())
    }

    /// What brings a lost request to where it belongs.
    pub(super) fn lost(&self, rule: &str, request: &Request) -> Option<Fix> {
        match rule {
            "RT-05" => {
                let auth = match request.expect.status {
                    Some(401) => "user",
                    Some(403) => "partner",
                    _ => request.expect.auth.as_deref()?,
                };
                let edit = self.set(self.route.places.auth.as_ref(), "auth", auth);
                Some(self.of(format!("auth: {auth}"), vec![edit]))
            }
            "RT-07" => {
                let value = self.rewrite(request)?;
                let edit = self.set(self.route.places.rewrite.as_ref(), "rewrite", &value);
                Some(self.of(format!("rewrite: {value}"), vec![edit]))
            }
            _ => None,
        }
    }

    /// The rewrite that makes the path of a request the one that the service knows.
    fn rewrite(&self, request: &Request) -> Option<String> {
        let wanted = request.expect.path.as_deref()?;
        let PathKind::Prefix = self.route.kind else {
            return Some(format!("{{ full: {wanted} }}"));
        };
        let rest = request.path.strip_prefix(self.route.prefix())?;
        let prefix = wanted.strip_suffix(rest)?;
        let prefix = if prefix.is_empty() { "/" } else { prefix };
        Some(format!("{{ prefix: {prefix} }}"))
    }
}
