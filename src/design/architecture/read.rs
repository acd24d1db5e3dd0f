//! Reads an answer from TOML, collecting every mistake of form with its place.
//!
//! Whether the names stand for anything is for the rule H-03 to say: that needs the scenario.

use std::sync::Arc;

use super::{Accept, Apply, Architecture, Link, NodeRole, Service, Style};
use crate::{
    design::scenario::{MOST_OF_A_KIND, named},
    diagnostic::Diagnostic,
    table::{Document, Fields, Placed},
};

/// Answers with more links, or more applied patterns, are refused.
pub const MOST_LINKS: usize = 2_000;
/// Answers with more services are refused.
pub const MOST_SERVICES: usize = 300;

impl Architecture {
    /// Reads an answer file.
    pub fn read(file: &str, source: &str) -> (Self, Vec<Diagnostic>) {
        let text: Arc<str> = source.into();
        Document::new(file, Arc::clone(&text)).read(&text, |root| {
            // A faulty answer of an exercise says what must fire; that is no part of the answer.
            root.ignore("expect");
            Self::from_fields(&root)
        })
    }

    /// Reads an answer from a table that may hold other keys, which the caller reads.
    pub fn from_fields(root: &Fields<'_, '_>) -> Self {
        let identity = root.required_table("answer");
        let scenario = identity.and_then(|identity| identity.required_string("scenario"));
        let scenario = scenario.map(|scenario| scenario.value).unwrap_or_default();
        Self { scenario, ..Self::nameless(root) }
    }

    /// The same from a table that does not say which scenario it answers.
    pub fn nameless(root: &Fields<'_, '_>) -> Self {
        Self {
            scenario: String::new(),
            services: named(root, "service", MOST_SERVICES)
                .into_iter()
                .map(|(name, fields)| service(name.value, &fields))
                .collect(),
            links: limited(root, "link").iter().filter_map(link).collect(),
            applies: limited(root, "apply").iter().filter_map(apply).collect(),
            accepts: limited(root, "accept").iter().filter_map(accept).collect(),
        }
    }
}

fn limited<'d, 't>(root: &Fields<'d, 't>, key: &'static str) -> Vec<Fields<'d, 't>> {
    let tables = root.tables(key);
    if tables.len() > MOST_LINKS {
        let at = root.span();
        let message = format!(
            "{} tables `[[{key}]]` are too many, at most {MOST_LINKS} are read",
            tables.len()
        );
        root.report("too-many", at.start..at.start, message);
        return Vec::new();
    }
    tables
}

fn texts(found: Vec<Placed<String>>) -> Vec<String> {
    found.into_iter().map(|text| text.value).collect()
}

fn text(found: Option<Placed<String>>) -> Option<String> {
    found.map(|text| text.value)
}

fn service(name: String, fields: &Fields<'_, '_>) -> Service {
    let most = MOST_OF_A_KIND as i64;
    let replicas = fields.integer("replicas").and_then(|found| {
        let fits = (1..=most).contains(&found.value);
        if !fits {
            let message = format!("a service has 1 to {most} replicas");
            fields.report("out-of-range", found.span, message);
        }
        u32::try_from(found.value).ok().filter(|_| fits)
    });
    // Words and modules inside are for people to read.
    ["because", "module"].into_iter().for_each(|key| fields.ignore(key));
    Service {
        name,
        does: texts(fields.strings("does")),
        owns: texts(fields.strings("owns")),
        team: text(fields.string("team")),
        replicas: replicas.unwrap_or(1),
        role: fields.one_of("role", &NodeRole::WORDS).map(|role| role.value).unwrap_or_default(),
        edge: fields.boolean("edge").is_some_and(|edge| edge.value),
    }
}

fn link(fields: &Fields<'_, '_>) -> Option<Link> {
    let from = fields.required_string("from");
    let to = fields.required_string("to");
    let style = fields.required_one_of("style", &Style::WORDS);
    let serves = texts(fields.strings("for"));
    let with = texts(fields.strings("with"));
    Some(Link { from: from?.value, to: to?.value, style: style?.value, serves, with })
}

fn apply(fields: &Fields<'_, '_>) -> Option<Apply> {
    let pattern = fields.required_string("pattern");
    let mut compensate = Vec::new();
    if let Some(table) = fields.table("compensate") {
        for step in table.keys() {
            let action = table.any(&step.value).and_then(|action| action.string());
            compensate.extend(action.map(|action| (step.value, action.value)));
        }
    }
    let on = text(fields.string("on"));
    let at = text(fields.string("at"));
    let exposes = texts(fields.strings("exposes"));
    Some(Apply { pattern: pattern?.value, on, at, compensate, exposes })
}

fn accept(fields: &Fields<'_, '_>) -> Option<Accept> {
    let rule = fields.required_string("rule");
    let because = fields.required_string("because");
    Some(Accept { rule: rule?.value, because: because?.value })
}
