//! What rules say while they look: drafts of findings with their places, whose severity the world then
//! settles.

use std::{collections::HashMap, ops::Range};

use crate::verdict::{Severity, TextEdit};

use super::{
    facts::Facts,
    object::Object,
    policy,
    raised::Raised,
    world::{World, clip},
    yaml::Node,
};

/// So often is a rule told of one object: a file of nothing but faults is told in bounded time.
const MOST_OF_ONE: usize = 100;

/// The rules' view of a world, and what they found.
pub(crate) struct Check<'w> {
    pub(crate) world: &'w World,
    pub(crate) facts: &'w Facts,
    raised: Vec<Raised>,
}

/// Names as they are told, each once.
pub(crate) fn listed<S: AsRef<str>>(names: &[S]) -> String {
    let mut known: Vec<&str> = Vec::new();
    for name in names.iter().map(AsRef::as_ref) {
        if !known.contains(&name) {
            known.push(name);
        }
    }
    known.join(", ")
}

impl<'w> Check<'w> {
    pub(crate) fn new(world: &'w World, facts: &'w Facts) -> Self {
        Self { world, facts, raised: Vec::new() }
    }

    /// Says something about a value of an object.
    pub(crate) fn raise(
        &mut self,
        rule: &'static str,
        severity: Severity,
        object: &Object,
        node: &Node,
        message: impl Into<String>,
    ) -> &mut Raised {
        let span = if node.span.is_empty() { head(object) } else { node.span.clone() };
        let raised = self.raise_at(rule, severity, object.file, span, &object.id(), message);
        raised.namespace = object.namespace.clone();
        raised.transformed = object.transformed;
        raised
    }

    /// Says something about a place of a file.
    pub(crate) fn raise_at(
        &mut self,
        rule: &'static str,
        severity: Severity,
        file: usize,
        span: Range<usize>,
        object: &str,
        message: impl Into<String>,
    ) -> &mut Raised {
        let span = clip(self.world.text(file), span);
        let at = self.raised.len();
        self.raised.push(Raised::at(rule, severity, file, span, object, message));
        &mut self.raised[at]
    }

    /// Whether a rule has been told of a place already.
    pub(crate) fn has_told(&self, rule: &str, file: usize, at: usize) -> bool {
        let same = |one: &Raised| one.rule == rule && one.file == file && one.span.start == at;
        self.raised.iter().any(same)
    }

    /// An edit that puts a text in the place of a value.
    pub(crate) fn edit(&self, object: &Object, node: &Node, text: &str) -> Vec<TextEdit> {
        let file = self.world.name(object.file).to_owned();
        vec![TextEdit { file, range: node.span.clone(), text: Some(text.to_owned()) }]
    }

    /// Everything that was found and that these facts ask for.
    pub(crate) fn settled(self) -> Vec<Raised> {
        let Self { facts, raised, .. } = self;
        let mut kept: Vec<Raised> = Vec::new();
        let mut numbers = HashMap::new();
        let mut counts: HashMap<_, (usize, usize)> = HashMap::new();
        for mut found in raised {
            let Some(severity) = policy::settle(&found, facts) else { continue };
            found.severity = severity;
            let of = (found.rule, found.file, found.object.clone());
            let names = [&found.detail, &found.namespace].map(String::clone);
            let one = (of.clone(), names);
            if let Some(known) = numbers.get(&one).and_then(|at: &usize| kept.get_mut(*at)) {
                known.rows.extend(found.rows);
                continue;
            }
            let (count, last) = counts.entry(of).or_default();
            *count += 1;
            if *count <= MOST_OF_ONE {
                *last = kept.len();
                numbers.insert(one, kept.len());
                kept.push(found);
            } else if *count == MOST_OF_ONE + 1 {
                kept[*last].row("more of them", "are not told", "");
            }
        }
        kept
    }
}

/// Where an object begins, for what is missing in it.
fn head(object: &Object) -> Range<usize> {
    let name = object.at("metadata.name");
    let kind = object.root.get("kind");
    if name.span.is_empty() { kind.span.clone() } else { name.span.clone() }
}
