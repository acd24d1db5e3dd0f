//! What a rule has found, before its severity is settled.

use std::ops::Range;

use crate::verdict::{Evidence, Finding, Fix, Severity, Span, TextEdit};

use super::world::World;

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
        let nearest = crate::text::nearest(name, known);
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
