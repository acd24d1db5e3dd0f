//! Says a change of an answer in words, so that whoever follows the words makes the same change.

use super::{Apply, Link, edit::Edit};
use crate::text::{counted, listed};

fn on(place: Option<&str>) -> String {
    place.map_or_else(|| "the whole system".to_owned(), |on| format!("`{on}`"))
}

impl Edit {
    /// The change as a phrase in the imperative, without a full stop.
    pub fn describe(&self) -> String {
        match self {
            Self::MoveCapability { capability, to } => format!("let `{to}` do `{capability}`"),
            Self::MoveEntity { entity, to } => format!("let `{to}` own `{entity}`"),
            Self::DropCapability { capability: name, from }
            | Self::DropEntity { entity: name, from } => format!("take `{name}` out of `{from}`"),
            Self::AddService { name } => format!("add the service `{name}`"),
            Self::RemoveService { name } => format!("remove `{name}` with its links"),
            Self::Rename { from, to } => format!("rename `{from}` to `{to}`"),
            Self::Merge { into, other } => format!("merge `{other}` into `{into}`"),
            Self::Split { from, name, does, owns } => {
                let members: Vec<String> = does.iter().chain(owns).cloned().collect();
                format!("move {} out of `{from}` into a new service `{name}`", listed(&members))
            }
            Self::SetTeam { service, team: Some(team) } => {
                format!("give `{service}` to the team {team}")
            }
            Self::SetTeam { service, team: None } => format!("give `{service}` to no team"),
            Self::SetReplicas { service, replicas } => {
                format!("run {} of `{service}`", counted(replicas, "copy"))
            }
            Self::AddLink(link) => draw(link),
            Self::RemoveLink { from, to, style } => {
                format!("remove the {} link {from}->{to}", style.word())
            }
            Self::Restyle { from, to, style, into } => {
                format!("turn the {} link {from}->{to} into {}", style.word(), into.word())
            }
            Self::Protect { from, to, style, with } => {
                format!("put {with} on the {} link {from}->{to}", style.word())
            }
            Self::Unprotect { from, to, style, with } => {
                format!("take {with} off the {} link {from}->{to}", style.word())
            }
            Self::Apply(apply) => put(apply),
            Self::Unapply { pattern, on: place } => {
                format!("take `{pattern}` off {}", on(place.as_deref()))
            }
            Self::Compensate { transaction, step, undo } => {
                format!("let `{undo}` undo `{step}` in `{transaction}`")
            }
            Self::Expose { service } => format!("expose `{service}` through the entry"),
            Self::Accept(accept) => format!("accept {}: {}", accept.rule, accept.because),
            Self::Withdraw { rule } => format!("take the exception to {rule} back"),
        }
    }
}

fn draw(link: &Link) -> String {
    let mut text = format!("draw {}->{} ({}", link.from, link.to, link.style.word());
    if !link.serves.is_empty() {
        text.push_str(&format!(", for {}", listed(&link.serves)));
    }
    if !link.with.is_empty() {
        text.push_str(&format!(", with {}", listed(&link.with)));
    }
    text.push(')');
    text
}

fn put(apply: &Apply) -> String {
    let mut text = format!("apply `{}` on {}", apply.pattern, on(apply.on.as_deref()));
    if let Some(at) = &apply.at {
        text.push_str(&format!(", run by `{at}`"));
    }
    if !apply.exposes.is_empty() {
        text.push_str(&format!(", exposing {}", listed(&apply.exposes)));
    }
    for (step, undo) in &apply.compensate {
        text.push_str(&format!(", where `{undo}` undoes `{step}`"));
    }
    text
}

/// Every change of a list, each once, in order.
pub fn told(edits: &[Edit]) -> Vec<String> {
    edits.iter().map(Edit::describe).collect()
}
