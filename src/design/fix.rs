//! Ways to mend a finding: edits of the answer, and what they would bring.

use super::{
    architecture::{Apply, Architecture, Link, Style, edit::Edit},
    model::{Model, Node},
};

/// One way to mend a finding.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fix {
    /// What to do, a sentence without a full stop.
    pub text: String,
    pub edits: Vec<Edit>,
    /// Moving things leaves flows without a link: draw those too.
    pub relink: bool,
    /// Tenths of points that it brings; known once it was tried.
    pub gain: i32,
}

/// The protections that a waiting call gets where a fix draws it.
pub const CALL_PROTECTION: [&str; 2] = ["timeout", "circuit-breaker"];

/// The answer with a fix applied.
#[must_use]
pub fn apply_fix(answer: &Architecture, fix: &Fix) -> Architecture {
    answer.with(&fix.edits)
}

impl Fix {
    /// Edits with the sentence that describes them.
    pub fn new(text: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self { text: text.into(), edits, relink: false, gain: 0 }
    }

    /// The same, with links drawn for the flows that it leaves open.
    #[must_use]
    pub fn relinked(mut self) -> Self {
        self.relink = true;
        self
    }

    /// Joins two services.
    pub fn merge(model: &Model<'_>, into: usize, other: usize) -> Self {
        let (into, other) = (model.name(into).to_owned(), model.name(other).to_owned());
        let text = format!("Merge `{other}` into `{into}`");
        Self::new(text, vec![Edit::Merge { into, other }]).relinked()
    }

    /// Gives an entity to another service.
    pub fn move_entity(model: &Model<'_>, entity: usize, to: usize) -> Self {
        let (entity, to) = (model.entity(entity).to_owned(), model.name(to).to_owned());
        let text = format!("Let `{to}` own `{entity}`");
        Self::new(text, vec![Edit::MoveEntity { entity, to }]).relinked()
    }

    /// Gives a capability to another service.
    pub fn move_capability(model: &Model<'_>, capability: usize, to: usize) -> Self {
        let (capability, to) = (model.capability(capability).to_owned(), model.name(to).to_owned());
        let text = format!("Let `{to}` do `{capability}`");
        Self::new(text, vec![Edit::MoveCapability { capability, to }]).relinked()
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
        let members: Vec<&str> = does.iter().chain(&owns).map(String::as_str).collect();
        let text = format!(
            "Move {} out of `{from}` into a service of its own",
            super::rules::listed(&members)
        );
        Some(Self::new(text, vec![Edit::Split { from, name, does, owns }]).relinked())
    }

    /// Draws a link.
    pub fn link(model: &Model<'_>, from: usize, to: Node, style: Style) -> Self {
        let link = default_link(model, from, to, style);
        let how = match style {
            Style::Sync => "a call with a timeout and a circuit breaker",
            Style::Async => "a command by queue",
            Style::Event => "an event",
            Style::Db => "a reach into its database",
        };
        let text = format!("Link `{}` to `{}` by {how}", link.from, link.to);
        Self::new(text, vec![Edit::AddLink(link)])
    }

    /// Changes the style of a link.
    pub fn restyle(model: &Model<'_>, from: usize, to: Node, style: Style, into: Style) -> Self {
        let (from, to) = (model.name(from).to_owned(), model.node_name(to).to_owned());
        let text = format!("Turn the {} link {from}->{to} into {}", style.word(), into.word());
        let mut edits = vec![Edit::Restyle { from: from.clone(), to: to.clone(), style, into }];
        if into == Style::Sync {
            edits.extend(CALL_PROTECTION.map(|with| Edit::Protect {
                from: from.clone(),
                to: to.clone(),
                style: into,
                with: with.to_owned(),
            }));
        }
        Self::new(text, edits)
    }

    /// Puts patterns on a link.
    pub fn protect(model: &Model<'_>, from: usize, to: Node, style: Style, with: &[&str]) -> Self {
        let (from, to) = (model.name(from).to_owned(), model.node_name(to).to_owned());
        let text = format!("Put {} on {from}->{to}", super::rules::listed(with));
        let edits = with.iter().map(|with| Edit::Protect {
            from: from.clone(),
            to: to.clone(),
            style,
            with: (*with).to_owned(),
        });
        Self::new(text, edits.collect())
    }

    /// Applies a pattern.
    pub fn apply(pattern: &str, on: Option<&str>, at: Option<&str>) -> Self {
        let place = on.map_or_else(|| "the whole system".to_owned(), |on| format!("`{on}`"));
        let run = at.map(|at| format!(", run by `{at}`")).unwrap_or_default();
        let text = format!("Apply `{pattern}` on {place}{run}");
        let apply = Apply {
            pattern: pattern.to_owned(),
            on: on.map(str::to_owned),
            at: at.map(str::to_owned),
            ..Apply::default()
        };
        Self::new(text, vec![Edit::Apply(apply)])
    }

    /// Takes a pattern away.
    pub fn unapply(pattern: &str, on: Option<&str>) -> Self {
        let place = on.map_or_else(|| "the whole system".to_owned(), |on| format!("`{on}`"));
        let text = format!("Take `{pattern}` off {place}");
        Self::new(
            text,
            vec![Edit::Unapply { pattern: pattern.to_owned(), on: on.map(str::to_owned) }],
        )
    }

    /// With another edit.
    #[must_use]
    pub fn and(mut self, text: &str, edits: impl IntoIterator<Item = Edit>) -> Self {
        self.text.push_str(text);
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
