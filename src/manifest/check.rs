//! What rules say while they look: drafts of findings with their places, whose severity the world then
//! settles.

use std::{collections::HashMap, ops::Range};

use crate::verdict::{Evidence, Finding, Fix, Severity, Span, TextEdit};

use super::{
    facts::Facts,
    object::Object,
    policy,
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

/// A finding whose severity is not settled yet.
#[derive(Clone, Debug)]
pub(crate) struct Raised {
    pub(crate) rule: &'static str,
    pub(crate) severity: Severity,
    pub(crate) file: usize,
    pub(crate) span: Range<usize>,
    /// The object or service that it is about.
    pub(crate) object: String,
    /// Its namespace; empty where it has none.
    pub(crate) namespace: String,
    /// A further name, such as a port's or a container's.
    pub(crate) detail: String,
    pub(crate) message: String,
    pub(crate) rows: Vec<Evidence>,
    pub(crate) fixes: Vec<Fix>,
    /// Whether a name is so near to a known one that it is a slip.
    pub(crate) near: bool,
    /// Whether it holds whatever else there is.
    pub(crate) sure: bool,
    /// Whether it is one of those that need a failing intent as their witness; which kind of one.
    pub(crate) witness: Option<Witness>,
    /// Whether a tool changes what it is about.
    pub(crate) transformed: bool,
}

/// Which intents can show that something is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Witness {
    Must,
    Never,
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

impl Raised {
    /// A draft with nothing but its place and sentence.
    pub(crate) fn at(
        rule: &'static str,
        severity: Severity,
        file: usize,
        span: Range<usize>,
        object: &str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            rule,
            severity,
            file,
            span,
            object: object.to_owned(),
            namespace: String::new(),
            detail: String::new(),
            message: message.into(),
            rows: Vec::new(),
            fixes: Vec::new(),
            near: false,
            sure: false,
            witness: None,
            transformed: false,
        }
    }

    /// With what is there and what is needed.
    pub(crate) fn row(
        &mut self,
        fact: impl Into<String>,
        yours: impl Into<String>,
        needed: impl Into<String>,
    ) -> &mut Self {
        let (fact, yours, needed) = (fact.into(), yours.into(), needed.into());
        self.rows.push(Evidence::Row { fact, yours, needed });
        self
    }

    /// With a name that tells it from others of the same object.
    pub(crate) fn detail(&mut self, detail: impl Into<String>) -> &mut Self {
        self.detail = detail.into();
        self
    }

    /// With an edit that mends it.
    pub(crate) fn fix(&mut self, text: impl Into<String>, edits: Vec<TextEdit>) -> &mut Self {
        self.fixes.push(Fix::edit(text, edits));
        self
    }

    /// With something to do in words.
    pub(crate) fn advice(&mut self, text: impl Into<String>) -> &mut Self {
        self.fixes.push(Fix::words(text));
        self
    }

    /// Whether a known name is within two edits of the one that is not found.
    pub(crate) fn near<'n>(
        &mut self,
        name: &str,
        known: impl IntoIterator<Item = &'n str>,
    ) -> &mut Self {
        let nearest = nearest(name, known);
        self.near = nearest.is_some();
        if let Some(nearest) = nearest {
            self.advice(format!("Did you mean `{nearest}`"));
        }
        self
    }

    /// True whatever else the world may hold.
    pub(crate) fn sure(&mut self) -> &mut Self {
        self.sure = true;
        self
    }

    /// Only wrong where an intent fails because of it.
    pub(crate) fn needs(&mut self, witness: Witness) -> &mut Self {
        self.witness = Some(witness);
        self
    }

    /// As a finding, with the place first.
    pub(crate) fn finding(&self, world: &World) -> Finding {
        let mut place = vec![self.object.clone()];
        if !self.namespace.is_empty() && self.namespace != "default" {
            place.push(self.namespace.clone());
        }
        if !self.detail.is_empty() {
            place.push(self.detail.clone());
        }
        let mut finding = Finding::new(self.rule, self.severity, place, self.message.clone());
        let span = Span::of(world.name(self.file), world.text(self.file), self.span.clone());
        finding.evidence.push(Evidence::Span(span));
        finding.evidence.extend(self.rows.iter().cloned());
        finding.fixes = self.fixes.clone();
        finding.lesson = super::lessons::lesson(self.rule).map(str::to_owned);
        finding
    }
}

/// The name within two edits, if there is one that is not the name itself.
pub(crate) fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    const EDITS: usize = 2;
    known
        .into_iter()
        .filter(|candidate| candidate.len().abs_diff(name.len()) <= EDITS && *candidate != name)
        .map(|candidate| (strsim::osa_distance(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= EDITS && candidate.len() > EDITS)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
