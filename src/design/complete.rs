//! Fills in how services talk where only the cut is given: links for every flow, then patterns.

use super::{
    architecture::{Apply, Architecture, Link, Style, edit::Edit},
    book::PatternBook,
    fix::default_link,
    model::{Flow, Model, Why},
    remedy,
    rules::interaction::entries,
    scenario::{Consistency, Scenario},
};

/// Links for the flows that have no way yet; doors of new services that clients call.
pub fn missing_links(facts: &Scenario, answer: &Architecture, book: &PatternBook) -> Vec<Edit> {
    let model = Model::new(facts, answer, book);
    let open: Vec<&Flow> = model.flows.iter().filter(|flow| !model.is_covered(flow)).collect();
    let mut edits: Vec<Edit> = links_for(&model, &open).into_iter().map(Edit::AddLink).collect();
    let facing = (0..facts.clients.len()).flat_map(|client| entries::facing(&model, client));
    for service in super::model::sorted(facing.collect()) {
        let name = model.name(service);
        let mut doors = answer.applies.iter().filter(|apply| !apply.exposes.is_empty()).peekable();
        if doors.peek().is_some() && !doors.any(|door| door.exposes.iter().any(|n| n == name)) {
            edits.push(Edit::Expose { service: name.to_owned() });
        }
    }
    edits
}

/// One link for each pair and style that the flows need.
pub(super) fn links_for(model: &Model<'_>, flows: &[&Flow]) -> Vec<Link> {
    let pair = |flow: &&Flow| (flow.from, flow.to);
    let mut flows = flows.to_vec();
    flows.sort_by_key(pair);
    let mut links = Vec::new();
    for here in flows.chunk_by(|one, two| pair(one) == pair(two)) {
        let Some((from, to)) = here.first().map(pair) else { continue };
        let (waited, free): (Vec<&Flow>, Vec<&Flow>) =
            here.iter().partition(|flow| model.must_wait(flow) || !is_step(flow));
        for (group, style) in [(waited, Style::Sync), (free, Style::Async)] {
            if group.is_empty() {
                continue;
            }
            let mut link = default_link(model, from, to, style);
            let mut serves: Vec<usize> = Vec::new();
            for flow in group {
                match flow.why {
                    Why::Step { transaction, .. } => serves.push(transaction),
                    Why::Access(at) => {
                        serves.extend(users(model, model.remotes[at].capability));
                    }
                    Why::Call { capability } => serves.extend(users(model, capability)),
                }
            }
            let serves = super::model::sorted(serves).into_iter();
            link.serves = serves.map(|t| model.facts.transactions[t].name.clone()).collect();
            links.push(link);
        }
    }
    links
}

/// Whether a link of a style that suits a flow is there: the feed of a copy carries no commands.
fn is_served(model: &Model<'_>, flow: &Flow) -> bool {
    let waits = model.must_wait(flow);
    let copied = match flow.why {
        Why::Access(at) => model.remotes[at].copied && !model.remotes[at].writes,
        _ => false,
    };
    copied
        || model.between(flow.from, flow.to).any(|line| match line.style {
            Style::Sync => true,
            Style::Async => !waits,
            Style::Event => !waits && is_step(flow),
            Style::Db => false,
        })
}

fn is_step(flow: &Flow) -> bool {
    matches!(flow.why, Why::Step { .. })
}

fn users(model: &Model<'_>, capability: usize) -> Vec<usize> {
    let all = model.facts.transactions.iter().enumerate();
    all.filter(|(_, t)| t.steps.contains(&capability)).map(|(at, _)| at).collect()
}

/// A whole answer from a cut: sagas, links, read models, safe delivery, doors. `led` says whether
/// sagas are led by the service of their first step or by events.
pub fn completed(
    facts: &Scenario,
    cut: &Architecture,
    book: &PatternBook,
    led: bool,
) -> Architecture {
    let mut answer = cut.clone();
    let sagas: Vec<Edit> = {
        let model = Model::new(facts, &answer, book);
        let spread = |t: &usize| {
            facts.transactions[*t].consistency == Consistency::Eventual
                && model.writers(*t).len() > 1
        };
        let sagas = (0..facts.transactions.len()).filter(spread);
        sagas.filter_map(|t| remedy::saga(&model, t, led).edits.into_iter().next()).collect()
    };
    answer = answer.with(&sagas);
    answer = answer.with(&copies(facts, &answer, book));
    let model = Model::new(facts, &answer, book);
    let open: Vec<&Flow> = model.flows.iter().filter(|flow| !is_served(&model, flow)).collect();
    let mut links = links_for(&model, &open);
    if !led {
        // A choreography goes on by events where nobody waits.
        for link in links.iter_mut().filter(|link| link.style == Style::Async) {
            link.style = Style::Event;
        }
    }
    let links: Vec<Edit> = links.into_iter().map(Edit::AddLink).collect();
    let linked = answer.with(&links);
    let viewed = linked.with(&views(facts, &linked, book));
    let safe = viewed.with(&safety(facts, &viewed, book));
    safe.with(&door(facts, &safe, book))
}

/// Copies where everything that one service reads of another may be old.
fn copies(facts: &Scenario, answer: &Architecture, book: &PatternBook) -> Vec<Edit> {
    let model = Model::new(facts, answer, book);
    let mut pairs: Vec<(usize, usize)> = model.remotes.iter().map(|r| (r.from, r.to)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let stale = |(from, to): &(usize, usize)| {
        let here = model.remotes.iter().filter(|r| r.from == *from && r.to == *to);
        here.into_iter().all(|r| !r.writes && facts.capabilities[r.capability].reads_old())
    };
    let mut edits: Vec<Edit> = Vec::new();
    for (from, to) in pairs.into_iter().filter(stale) {
        for edit in remedy::replica(&model, from, to).edits {
            let wanted = match &edit {
                Edit::Apply(apply) => apply.pattern == "command-side-replica",
                _ => true,
            };
            if wanted && !edits.contains(&edit) {
                edits.push(edit);
            }
        }
    }
    edits
}

/// An answer for every view that joins data of several owners.
fn views(facts: &Scenario, answer: &Architecture, book: &PatternBook) -> Vec<Edit> {
    let model = Model::new(facts, answer, book);
    let mut edits: Vec<Edit> = Vec::new();
    for view in 0..facts.views.len() {
        if model.view_owners(view).len() < 2 {
            continue;
        }
        let fresh = facts.views[view].staleness_s == Some(0.0);
        let values = super::rules::data::views::view_values(&model, view);
        let composes = book.solvers("cross-service-query").iter().any(|solver| {
            book.entry(solver.pattern).id == "api-composition" && solver.when.holds(&values)
        });
        let fix = if fresh || composes {
            remedy::composition(&model, view)
        } else {
            remedy::read_model(&model, view, None)
        };
        for edit in fix.into_iter().flat_map(|fix| fix.edits) {
            let safety = matches!(&edit, Edit::Apply(apply)
                if apply.pattern == "transactional-outbox" || apply.pattern == "idempotent-consumer");
            if !safety && !edits.contains(&edit) {
                edits.push(edit);
            }
        }
    }
    edits
}

/// Outbox and idempotent consumer exactly where a rule asks for them.
fn safety(facts: &Scenario, answer: &Architecture, book: &PatternBook) -> Vec<Edit> {
    let found = super::assess(facts, answer, book).findings;
    let pattern = |rule: &str| match rule {
        "D-06" => Some("transactional-outbox"),
        "D-07" => Some("idempotent-consumer"),
        _ => None,
    };
    let edits = found.iter().filter_map(|finding| {
        let apply = Apply {
            pattern: pattern(finding.rule)?.to_owned(),
            on: finding.place.first().cloned(),
            ..Apply::default()
        };
        Some(Edit::Apply(apply))
    });
    edits.collect()
}

/// A gateway in front of the services that clients call, where there are several.
fn door(facts: &Scenario, answer: &Architecture, book: &PatternBook) -> Vec<Edit> {
    let model = Model::new(facts, answer, book);
    let facing = (0..facts.clients.len()).flat_map(|client| entries::facing(&model, client));
    let facing = super::model::sorted(facing.collect());
    if facing.len() < 2 {
        return Vec::new();
    }
    let exposes = facing.iter().map(|service| model.name(*service).to_owned()).collect();
    vec![Edit::Apply(Apply { pattern: "api-gateway".to_owned(), exposes, ..Apply::default() })]
}
