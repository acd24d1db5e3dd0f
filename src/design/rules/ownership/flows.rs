//! H-05: every flow that is needed has a way.

use std::cell::OnceCell;

use crate::design::{
    architecture::{Style, edit::Edit},
    complete::links_for,
    fix::Fix,
    model::{Flow, Model, Node, Why},
    rules::{Detail, Severity::Blocker, Sink},
};

pub(super) fn check(model: &Model<'_>, sink: &mut Sink<'_>) {
    let open: Vec<&Flow> = model.flows.iter().filter(|flow| !model.is_covered(flow)).collect();
    let mut pairs: Vec<(usize, Node)> = open.iter().map(|flow| (flow.from, flow.to)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let all = OnceCell::new();
    for (number, (from, to)) in pairs.iter().copied().enumerate() {
        let place = [model.name(from), model.node_name(to)];
        sink.raise(Blocker, place, || {
            let here = || model.flows_between(from, to).filter(|flow| !model.is_covered(flow));
            let rows = here().map(|flow| describe(model, flow));
            let waits = here().any(|flow| model.must_wait(flow));
            let mut fixes = vec![Fix::link(model, from, to, Style::Sync)];
            if !waits {
                fixes.insert(0, Fix::link(model, from, to, Style::Async));
            }
            if let Node::Service(to) = to {
                fixes.push(Fix::merge(model, to, from));
            }
            if pairs.len() > 1 && number < DRAWN_EDITS / pairs.len() {
                fixes.extend(all.get_or_init(|| drawn(model, &open)).clone());
            }
            Detail::new(format!(
                "`{}` needs `{}`, but no link leads there",
                model.name(from),
                model.node_name(to)
            ))
            .evidence(rows)
            .fixes(fixes)
        });
    }
}

/// Drawing every missing link is offered with the first of them, up to so many edits in all: what stands
/// further behind is never tried, and a list of all links beside each of a thousand would be a million.
const DRAWN_EDITS: usize = 20_000;

/// Every link that is missing, drawn at once.
fn drawn(model: &Model<'_>, open: &[&Flow]) -> Option<Fix> {
    let links: Vec<Edit> = links_for(model, open).into_iter().map(Edit::AddLink).collect();
    (!links.is_empty()).then(|| Fix::new("Draw every missing link", links))
}

/// A flow as a row of evidence.
fn describe(model: &Model<'_>, flow: &Flow) -> String {
    match flow.why {
        Why::Access(at) => {
            let remote = &model.remotes[at];
            let how = match (remote.reads, remote.writes) {
                (true, true) => "reads and writes",
                (_, true) => "writes",
                _ => "reads",
            };
            let (capability, entity) =
                (model.capability(remote.capability), model.entity(remote.entity));
            format!("{capability} {how} {entity}, owned by {}", model.name(remote.to))
        }
        Why::Step { transaction, step } => format!(
            "{} goes on with {} at {}",
            model.facts.transactions[transaction].name,
            model.capability(step),
            model.node_name(flow.to)
        ),
        Why::Call { capability } => {
            format!("{} calls {}", model.capability(capability), model.node_name(flow.to))
        }
    }
}
