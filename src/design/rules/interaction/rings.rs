//! I-01 and I-02: services that wait for each other, and events that run in a ring.

use super::super::{
    Detail,
    Severity::{Info, Major},
    Sink,
};
use crate::design::{
    architecture::{Style, edit::Edit},
    fix::Fix,
    graph,
    model::{Model, Node, ResolvedLink, Spot, Why},
    remedy,
};
use crate::text::listed;

use super::needs_answer;

/// A shortest ring of a part, begun and walked by names: the order of services does not decide.
fn shortest(model: &Model<'_>, mut part: Vec<usize>, mut edges: Vec<(usize, usize)>) -> Vec<usize> {
    part.sort_by_key(|service| model.name(*service));
    edges.sort_by_key(|(from, to)| (model.name(*from), model.name(*to)));
    graph::ring_in(&part, &edges)
}

pub(super) fn sync_ring(model: &Model<'_>, sink: &mut Sink<'_>) {
    for part in graph::rings(model.size(), model.waiting_lines().map(|(line, to)| (line.from, to)))
    {
        for (line, _) in model
            .waiting_lines()
            .filter(|(line, to)| part.contains(&line.from) && part.contains(to))
        {
            sink.owe("sync-cycle", Spot::Link(line.from, line.to), false);
        }
        let mut place: Vec<&str> = part.iter().map(|service| model.name(*service)).collect();
        place.sort_unstable();
        sink.raise(Major, place, || {
            let edges = model.waiting_lines().map(|(line, to)| (line.from, to)).collect();
            let ring = shortest(model, part.clone(), edges);
            let names: Vec<&str> = ring.iter().map(|service| model.name(*service)).collect();
            let closed: Vec<&str> = names.iter().copied().chain(names.first().copied()).collect();
            let mut detail =
                Detail::new(format!("{} wait for each other in a ring", listed(&names)))
                    .evidence([closed.join(" -> ")]);
            for (at, from) in ring.iter().enumerate() {
                let to = Node::Service(ring[(at + 1) % ring.len()]);
                let Some(line) = model.between(*from, to).find(|line| line.style.waits()) else {
                    continue;
                };
                if !needs_answer(model, *from, to) && line.views.is_empty() {
                    detail = detail.fix(Fix::restyle(model, *from, to, line.style, Style::Async));
                }
                let needed = model.flows_between(*from, to).next().is_some();
                if !needed && line.views.is_empty() {
                    detail = detail.fix(remove_link(model, line));
                }
                if let Node::Service(other) = to
                    && reads_only(model, *from, other)
                {
                    detail = detail.fix(remedy::replica_instead(model, *from, other));
                }
            }
            if let [one, two] = ring.as_slice() {
                detail = detail.fix(Fix::merge(model, *one, *two));
            }
            detail
        });
    }
}

fn remove_link(model: &Model<'_>, line: &ResolvedLink) -> Fix {
    let (from, to) = (model.name(line.from).to_owned(), model.node_name(line.to).to_owned());
    let text = format!("Remove the {} link {from}->{to}", line.style.word());
    Fix::new(text, vec![Edit::RemoveLink { from, to, style: line.style }])
}

fn reads_only(model: &Model<'_>, from: usize, to: usize) -> bool {
    let mut flows = model.flows_between(from, Node::Service(to)).peekable();
    flows.peek().is_some()
        && flows.all(|flow| match flow.why {
            Why::Access(at) => {
                let remote = &model.remotes[at];
                let stale = model.facts.capabilities[remote.capability].reads_old();
                !remote.writes && stale
            }
            _ => false,
        })
}

pub(super) fn event_ring(model: &Model<'_>, sink: &mut Sink<'_>) {
    // A call in the ring holds it up: who waits does not send on.
    let messages = model.lines.iter().filter(|line| line.style.is_message());
    let edges: Vec<(usize, usize)> = messages
        .filter_map(|line| match line.to {
            Node::Service(to) => Some((line.from, to)),
            Node::External(_) => None,
        })
        .collect();
    for part in graph::rings(model.size(), edges.iter().copied()) {
        let mut place: Vec<&str> = part.iter().map(|service| model.name(*service)).collect();
        place.sort_unstable();
        sink.raise(Info, place, || {
            let ring = shortest(model, part.clone(), edges.clone());
            let names: Vec<&str> = ring.iter().map(|service| model.name(*service)).collect();
            Detail::new("Messages can run in a ring; make sure that they come to rest")
                .evidence([names.join(" -> ")])
        });
    }
}
