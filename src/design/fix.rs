//! Ways to mend a finding: edits of the answer, and what they would bring.

use super::{
    architecture::{Apply, Architecture, Link, Style, edit::Edit, tell::told},
    model::{Model, Node},
};

/// One way to mend a finding.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fix {
    /// What to do, a sentence without a full stop: the purpose, then every edit that the purpose does
    /// not say already.
    pub text: String,
    pub edits: Vec<Edit>,
    /// Moving things opens flows that had a link or needed none: those get one too.
    pub relink: bool,
    /// Does so much at once that it is offered only where nothing smaller helps.
    pub last: bool,
    /// Tenths of points that all its edits together bring; known once it was tried.
    pub gain: i32,
    /// Where the answer stands after it: blockers, majors, and points missing without any cap. Less is
    /// better, and says which way leads on where a cap holds the points down.
    pub leaves: (usize, usize, i32),
}

/// The protections that a waiting call gets where a fix draws it.
pub const CALL_PROTECTION: [&str; 2] = ["timeout", "circuit-breaker"];

/// The answer with a fix applied.
#[must_use]
pub fn apply_fix(answer: &Architecture, fix: &Fix) -> Architecture {
    answer.with(&fix.edits)
}

/// A phrase as a sentence.
pub(super) fn sentence(phrase: &str) -> String {
    let mut letters = phrase.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl Fix {
    /// Edits with the sentence that describes them.
    pub fn new(text: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self { text: text.into(), edits, ..Self::default() }
    }

    /// The same, with links drawn for the flows that it leaves open.
    #[must_use]
    pub fn relinked(mut self) -> Self {
        self.relink = true;
        self
    }

    /// One edit that says itself what it is for.
    pub fn single(edit: Edit) -> Self {
        Self::new(sentence(&edit.describe()), vec![edit])
    }

    /// What it is for, without the edits that it takes.
    pub fn headline(&self) -> &str {
        self.text.split_once(": ").map_or(&self.text, |(headline, _)| headline)
    }

    /// The same with every edit in its text.
    #[must_use]
    pub fn told(mut self) -> Self {
        let said = |phrase: &String| self.text.to_lowercase().contains(&phrase.to_lowercase());
        let rest: Vec<String> = told(&self.edits).into_iter().filter(|p| !said(p)).collect();
        if !rest.is_empty() {
            self.text = format!("{}: {}", self.text, rest.join("; "));
        }
        self
    }

    /// Joins two services.
    pub fn merge(model: &Model<'_>, into: usize, other: usize) -> Self {
        let (into, other) = (model.name(into).to_owned(), model.name(other).to_owned());
        Self::single(Edit::Merge { into, other }).relinked()
    }

    /// The same, for where nothing smaller helps.
    #[must_use]
    pub fn as_last_resort(mut self) -> Self {
        self.last = true;
        self
    }

    /// Gives an entity to another service.
    pub fn move_entity(model: &Model<'_>, entity: usize, to: usize) -> Self {
        let (entity, to) = (model.entity(entity).to_owned(), model.name(to).to_owned());
        Self::single(Edit::MoveEntity { entity, to }).relinked()
    }

    /// Gives a capability to another service.
    pub fn move_capability(model: &Model<'_>, capability: usize, to: usize) -> Self {
        let (capability, to) = (model.capability(capability).to_owned(), model.name(to).to_owned());
        Self::single(Edit::MoveCapability { capability, to }).relinked()
    }

    /// Moves capabilities and entities into a new service.
    pub fn split(model: &Model<'_>, from: usize, does: &[usize], owns: &[usize]) -> Option<Self> {
        let first = does.first().map(|c| model.capability(*c));
        let first = first.or(owns.first().map(|e| model.entity(*e)))?;
        let name = (0..).map(|at| if at == 0 { first.to_owned() } else { format!("{first}-{at}") });
        let name = name.into_iter().find(|name| model.answer.service(name).is_none())?;
        let does: Vec<String> = does.iter().map(|c| model.capability(*c).to_owned()).collect();
        let owns: Vec<String> = owns.iter().map(|e| model.entity(*e).to_owned()).collect();
        let from = model.name(from).to_owned();
        Some(Self::single(Edit::Split { from, name, does, owns }).relinked())
    }

    /// Draws a link.
    pub fn link(model: &Model<'_>, from: usize, to: Node, style: Style) -> Self {
        Self::single(Edit::AddLink(default_link(model, from, to, style)))
    }

    /// Changes the style of a link, with what the new one needs and without what it cannot use.
    pub fn restyle(model: &Model<'_>, from: usize, to: Node, style: Style, into: Style) -> Self {
        let lines: Vec<_> = model.between(from, to).filter(|line| line.style == style).collect();
        let has = |id: &str| {
            let mut with = lines.iter().flat_map(|line| &line.with);
            with.any(|pattern| model.book.entry(*pattern).id == id)
        };
        let (from, to) = (model.name(from).to_owned(), model.node_name(to).to_owned());
        let edit = |into| Edit::Restyle { from: from.clone(), to: to.clone(), style, into };
        let mut fix = Self::single(edit(into));
        if into == Style::Sync {
            let missing = CALL_PROTECTION.into_iter().filter(|with| !has(with));
            fix.edits.extend(missing.map(|with| Edit::Protect {
                from: from.clone(),
                to: to.clone(),
                style: into,
                with: with.to_owned(),
            }));
        }
        if into.is_message() {
            let protections = model.book.obligations.with.iter().map(|id| id.as_str());
            let useless = protections.filter(|with| *with != "idempotency-key" && has(with));
            fix.edits.extend(useless.map(|with| Edit::Unprotect {
                from: from.clone(),
                to: to.clone(),
                style: into,
                with: with.to_owned(),
            }));
        }
        fix
    }

    /// Puts patterns on a link.
    pub fn protect(model: &Model<'_>, from: usize, to: Node, style: Style, with: &[&str]) -> Self {
        let there = |with: &&&str| {
            let mut lines = model.between(from, to).filter(|line| line.style == style);
            lines.any(|line| line.with.iter().any(|p| model.book.entry(*p).id == **with))
        };
        let with: Vec<&str> = with.iter().filter(|with| !there(with)).copied().collect();
        let (from, to) = (model.name(from).to_owned(), model.node_name(to).to_owned());
        let text = format!("Protect the {} link {from}->{to}", style.word());
        let edits = with.iter().map(|with| Edit::Protect {
            from: from.clone(),
            to: to.clone(),
            style,
            with: (*with).to_owned(),
        });
        let edits: Vec<Edit> = edits.collect();
        match edits.as_slice() {
            [only] => Self::single(only.clone()),
            _ => Self::new(text, edits),
        }
    }

    /// Applies a pattern.
    pub fn apply(pattern: &str, on: Option<&str>, at: Option<&str>) -> Self {
        Self::single(Edit::Apply(Apply {
            pattern: pattern.to_owned(),
            on: on.map(str::to_owned),
            at: at.map(str::to_owned),
            ..Apply::default()
        }))
    }

    /// Takes a pattern away.
    pub fn unapply(pattern: &str, on: Option<&str>) -> Self {
        Self::single(Edit::Unapply { pattern: pattern.to_owned(), on: on.map(str::to_owned) })
    }

    /// With more edits.
    #[must_use]
    pub fn and(mut self, edits: impl IntoIterator<Item = Edit>) -> Self {
        self.edits.extend(edits);
        self
    }
}

/// A link as a fix draws it: a waiting call is protected, a flaky target gets a fallback too.
pub fn default_link(model: &Model<'_>, from: usize, to: Node, style: Style) -> Link {
    let mut with: Vec<String> = Vec::new();
    if style == Style::Sync {
        with.extend(CALL_PROTECTION.map(str::to_owned));
        if let Node::External(external) = to
            && model.facts.externals[external].flaky
        {
            with.push("fallback".to_owned());
        }
    }
    Link {
        from: model.name(from).to_owned(),
        to: model.node_name(to).to_owned(),
        style,
        serves: Vec::new(),
        with,
    }
}
