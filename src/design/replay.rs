//! Walks a business transaction over an answer, hop by hop: time, availability, what breaks.

use super::{
    architecture::Style,
    model::{Flow, Model, Node, ResolvedLink, Why},
    rules::chain,
};

/// One hop of a walk.
#[derive(Clone, Debug, PartialEq)]
pub struct Hop {
    /// The capability that runs at the end of the hop.
    pub step: String,
    /// Where it comes from; `None` for the first step.
    pub from: Option<String>,
    /// Where it runs.
    pub at: String,
    /// How it gets there; `None` inside a service.
    pub style: Option<Style>,
    /// The user waits for it.
    pub waited: bool,
    /// Time of this hop and its work, in milliseconds.
    pub ms: f64,
    /// Time since the start on the waiting path, in milliseconds.
    pub elapsed_ms: f64,
    /// Share of the time in which everything needed so far is up.
    pub availability: f64,
    /// Services and third parties that the step asks on its way.
    pub asks: Vec<String>,
    /// What happens if a named service is down: the hop fails.
    pub fails: bool,
    /// The step is undone when a later step fails.
    pub undone_by: Option<String>,
}

/// Walks a transaction. With `down`, says what fails while that service is down.
pub fn replay(model: &Model<'_>, transaction: usize, down: Option<usize>) -> Vec<Hop> {
    let facts = &model.facts.transactions[transaction];
    let hop_ms = 2.0 * model.facts.network.hop_ms.unwrap_or(0.0);
    let path = chain::waiting_path(model, transaction);
    let leader = model.sagas[transaction].and_then(|saga| saga.leader);
    let mut hops: Vec<Hop> = Vec::new();
    let mut before = None;
    let mut elapsed = 0.0;
    let mut up: Vec<Node> = Vec::new();
    let mut stopped = false;
    for step in &facts.steps {
        let Some(home) = model.home[*step] else { continue };
        let waited = facts.waits_for(*step);
        let from = leader.or(before).filter(|from| *from != home);
        let line = from.and_then(|from| best_line(model, from, home, transaction, *step));
        let asked = model.remotes_of(*step).iter().filter(|remote| remote.travels());
        let mut asks: Vec<Node> = asked.map(|remote| Node::Service(remote.to)).collect();
        let calls = model.facts.capabilities[*step].calls.iter();
        asks.extend(calls.map(|external| Node::External(*external)));
        asks.sort_unstable();
        asks.dedup();
        let owners = asks.iter().filter(|node| matches!(node, Node::Service(_))).count() as f64;
        let travel = if from.is_some() { hop_ms } else { 0.0 };
        let work = model.facts.capabilities[*step].cpu_ms.unwrap_or(0.0);
        let ms = work + travel + owners * hop_ms;
        if waited {
            elapsed += ms;
            for node in asks.iter().copied().chain([Node::Service(home)]) {
                if !up.contains(&node) {
                    up.push(node);
                }
            }
        }
        let availability = up
            .iter()
            .filter_map(|node| path.members.iter().find(|member| member.node == *node))
            .filter_map(|member| member.availability)
            .product();
        let needs_down = down.is_some_and(|down| {
            home == down || asks.contains(&Node::Service(down)) || leader == Some(down)
        });
        // A message waits until its receiver is back; a call does not.
        let queued = line.is_some_and(|line| line.style.is_message());
        let fails = stopped || needs_down;
        stopped = stopped || (needs_down && !queued);
        hops.push(Hop {
            step: model.capability(*step).to_owned(),
            from: from.map(|from| model.name(from).to_owned()),
            at: model.name(home).to_owned(),
            style: line.map(|line| line.style),
            waited,
            ms,
            elapsed_ms: elapsed,
            availability,
            asks: asks.iter().map(|node| model.node_name(*node).to_owned()).collect(),
            fails,
            undone_by: undo_of(model, transaction, *step),
        });
        before = Some(home);
    }
    hops
}

/// The link that a step takes: the one that speaks for it, or the first half of a way through another
/// service. Where there is none, H-05 says so too.
fn best_line<'m>(
    model: &'m Model<'_>,
    from: usize,
    to: usize,
    transaction: usize,
    step: usize,
) -> Option<&'m ResolvedLink> {
    let to = Node::Service(to);
    let flow = Flow { from, to, why: Why::Step { transaction, step } };
    let direct = model.speaking(&flow).next();
    direct.or_else(|| model.between(from, Node::Service(model.detour(&flow)?)).next())
}

/// What undoes a step, as the answer says.
fn undo_of(model: &Model<'_>, transaction: usize, step: usize) -> Option<String> {
    let name = &model.facts.transactions[transaction].name;
    let step = model.capability(step);
    let mut applies = model.answer.applies.iter();
    let on =
        applies.find(|apply| apply.on.as_deref() == Some(name) && !apply.compensate.is_empty())?;
    on.compensate.iter().find(|(known, _)| known == step).map(|(_, undo)| undo.clone())
}

/// The transactions that fail for their user while a service is down.
pub fn broken_by(model: &Model<'_>, down: usize) -> Vec<String> {
    let all = model.facts.transactions.iter().enumerate().filter(|(at, _)| {
        let path = chain::waiting_path(model, *at);
        path.members.iter().any(|member| member.node == Node::Service(down) && !member.fallback)
    });
    all.map(|(_, transaction)| transaction.name.clone()).collect()
}

/// The links over which a transaction's steps travel, for a drawing.
pub fn route(model: &Model<'_>, transaction: usize) -> Vec<(usize, usize)> {
    let steps = model.flows.iter().filter_map(|flow| match (flow.why, flow.to) {
        (Why::Step { transaction: t, .. }, Node::Service(to)) if t == transaction => {
            Some((flow.from, to))
        }
        _ => None,
    });
    steps.collect()
}
