//! Numbers about a cut. They inform; apart from modularity and what is kept together none is scored.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::{Value, json};

use super::{
    cohesion::{cohesion, mean},
    forces, graph,
    model::{Model, Node},
    rules::chain,
    score::Score,
};

/// Every metric by name, rounded so that a report has the same bytes everywhere.
pub type Metrics = BTreeMap<String, Value>;

fn rounded(value: f64) -> Value {
    let scaled = (value * 10_000.0).round() / 10_000.0;
    json!(if scaled == 0.0 { 0.0 } else { scaled })
}

/// Computes every metric of an answer.
pub fn metrics(model: &Model<'_>, score: &Score) -> Metrics {
    let mut all = Metrics::new();
    let affinity = model.facts.affinity();
    let mut put = |name: &str, value: Value| drop(all.insert(name.to_owned(), value));
    put("services", json!(model.size()));
    put("modularity", rounded(affinity.modularity(&model.owner)));
    put("modularity_best", rounded(affinity.best));
    put("modularity_ratio", affinity.ratio(&model.owner).map_or(Value::Null, rounded));
    put("cohesion", rounded(cohesion(model)));
    put("coupling", rounded(coupling(model)));
    put("isolation_cost", json!(isolation_cost(model)));
    put("hops", rounded(hops(model)));
    put("modularization_quality", rounded(modularization_quality(model)));
    put("crossing_calls", rounded(crossing(model)));
    put("outside_size_range", rounded(size_spread(model)));
    put("team_share", team_share(model).map_or(Value::Null, rounded));
    let waiting: Vec<(usize, usize)> =
        model.waiting_lines().map(|(line, to)| (line.from, to)).collect();
    put("rings", json!(graph::rings(model.size(), waiting.iter().copied()).len()));
    put("waiting_depth", json!(graph::longest_way(&waiting).len().saturating_sub(1)));
    put("obligations_settled", json!(score.settled));
    put("obligations_owed", json!(score.owed));
    let mut services = serde_json::Map::new();
    for service in 0..model.size() {
        services.insert(model.name(service).to_owned(), of_service(model, service));
    }
    put("per_service", Value::Object(services));
    let mut transactions = serde_json::Map::new();
    for (at, facts) in model.facts.transactions.iter().enumerate() {
        let path = chain::waiting_path(model, at);
        let ms: f64 = chain::waterfall(model, at).iter().map(|wait| wait.ms).sum();
        transactions.insert(
            facts.name.clone(),
            json!({
                "services": model.participants(at).len(),
                "availability": rounded(path.availability),
                "ms": rounded(ms),
            }),
        );
    }
    put("per_transaction", Value::Object(transactions));
    put("rewards", json!(rewards(model)));
    all
}

/// Martin's instability Ce / (Ca + Ce), and the degree.
fn of_service(model: &Model<'_>, service: usize) -> Value {
    let out = model.lines.iter().filter(|line| line.from == service).count();
    let into = model.lines.iter().filter(|line| line.to == Node::Service(service)).count();
    let all = (out + into) as f64;
    json!({
        "capabilities": model.does[service].len(),
        "entities": model.owns[service].len(),
        "links": out + into,
        "instability": if all > 0.0 { rounded(out as f64 / all) } else { Value::Null },
    })
}

/// mono2micro: for each service, over the others, the share of their entities that its capabilities
/// touch; then the mean over services.
fn coupling(model: &Model<'_>) -> f64 {
    let k = model.size();
    if k < 2 {
        return 0.0;
    }
    let exposed: BTreeSet<(usize, usize, usize)> =
        model.remotes.iter().map(|remote| (remote.from, remote.to, remote.entity)).collect();
    let mut exposing: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    exposed.into_iter().for_each(|(from, to, _)| *exposing.entry((from, to)).or_default() += 1);
    let each = (0..k).map(|service| {
        let others = exposing.range((service, 0)..(service + 1, 0));
        let shares =
            others.map(|((_, other), many)| *many as f64 / model.owns[*other].len() as f64);
        shares.sum::<f64>() / (k - 1) as f64
    });
    mean(&each.collect::<Vec<_>>())
}

/// ECSA 2020: for each distributed transaction, the other distributed ones that read what it writes or
/// write what it reads, once for each service touched.
fn isolation_cost(model: &Model<'_>) -> usize {
    let access = |t: usize, writes: bool| {
        let steps = model.facts.transactions[t].steps.iter();
        let found = steps.flat_map(|step| &model.facts.capabilities[*step].access);
        let entities = found.filter(|a| if writes { a.writes } else { a.reads }).map(|a| a.entity);
        super::model::sorted(entities.collect())
    };
    let spread = (0..model.facts.transactions.len())
        .filter(|t| model.participants(*t).len() > 1 || model.writers(*t).len() > 1);
    let all: Vec<(usize, Vec<usize>, Vec<usize>)> =
        spread.map(|t| (t, access(t, false), access(t, true))).collect();
    let mut readers: Vec<Vec<usize>> = vec![Vec::new(); model.facts.entities.len()];
    let mut writers = readers.clone();
    for (one, reads, writes) in &all {
        reads.iter().for_each(|entity| readers[*entity].push(*one));
        writes.iter().for_each(|entity| writers[*entity].push(*one));
    }
    let each = all.iter().map(|(one, reads, writes)| {
        let after = writes.iter().flat_map(|entity| &readers[*entity]);
        let before = reads.iter().flat_map(|entity| &writers[*entity]);
        let others: HashSet<usize> = after.chain(before).copied().filter(|t| t != one).collect();
        others.len() * model.participants(*one).len()
    });
    each.sum()
}

/// Changes of service along the steps, over all transactions.
fn hops(model: &Model<'_>) -> f64 {
    let each = model.facts.transactions.iter().map(|transaction| {
        let homes: Vec<Option<usize>> =
            transaction.steps.iter().map(|step| model.home[*step]).collect();
        homes.windows(2).filter(|pair| pair.first() != pair.last()).count() as f64
    });
    mean(&each.collect::<Vec<_>>())
}

/// Mancoridis: Σ 2μ / (2μ + ε) over services, μ inside and ε across.
fn modularization_quality(model: &Model<'_>) -> f64 {
    let affinity = model.facts.affinity();
    (0..model.size())
        .map(|service| {
            let (mut inside, mut across) = (0.0, 0.0);
            for entity in &model.owns[service] {
                for other in 0..model.facts.entities.len() {
                    let weight = affinity.between(*entity, other);
                    if model.owner[other] == Some(service) {
                        inside += weight / 2.0;
                    } else {
                        across += weight;
                    }
                }
            }
            if inside > 0.0 { 2.0 * inside / (2.0 * inside + across) } else { 0.0 }
        })
        .sum()
}

/// IBM's ICP with requests: the share of the logarithm of traffic that crosses a border.
fn crossing(model: &Model<'_>) -> f64 {
    let rate = |capability: usize| model.facts.capabilities[capability].rate.unwrap_or(0.0);
    let volume = |capability: usize| (1.0 + rate(capability)).ln_1p();
    let across: f64 = model.travelling().map(|remote| volume(remote.capability)).sum();
    let all: f64 = model
        .facts
        .capabilities
        .iter()
        .enumerate()
        .map(|(at, capability)| volume(at) * capability.access.len() as f64)
        .sum();
    if all > 0.0 { across / all } else { 0.0 }
}

/// The share of capabilities in services outside 2 to 10 capabilities (NED with our range).
fn size_spread(model: &Model<'_>) -> f64 {
    let all = model.facts.capabilities.len().max(1) as f64;
    let outside = model.does.iter().map(Vec::len).filter(|size| !(2..=10).contains(size));
    outside.sum::<usize>() as f64 / all
}

/// The share of flows that stay inside a team.
fn team_share(model: &Model<'_>) -> Option<f64> {
    let teams = model.flows.iter().filter_map(|flow| match flow.to {
        Node::Service(to) => Some((model.team[flow.from]?, model.team[to]?)),
        Node::External(_) => None,
    });
    let same: Vec<f64> = teams.map(|(one, two)| f64::from(u8::from(one == two))).collect();
    (!same.is_empty()).then(|| mean(&same))
}

/// What is done well beyond the absence of findings.
fn rewards(model: &Model<'_>) -> Vec<&'static str> {
    let mut found = Vec::new();
    let calls: Vec<_> = model.waiting_lines().collect();
    if !calls.is_empty() && calls.iter().all(|(line, _)| !line.with.is_empty()) {
        found.push("R-02 every waiting call is bounded");
    }
    let goals = model.facts.transactions.iter().enumerate().filter_map(|(at, facts)| {
        let goal = facts.availability?;
        let lost = 1.0 - chain::waiting_path(model, at).availability;
        Some(lost <= 0.8 * (1.0 - goal))
    });
    let goals: Vec<bool> = goals.collect();
    if !goals.is_empty() && goals.iter().all(|met| *met) {
        found.push("R-03 every availability goal is met with a margin");
    }
    if forces::named(model) == model.size() && model.size() > 1 {
        found.push("R-04 a force stands behind every border");
    }
    let whole = (0..model.facts.transactions.len()).all(|t| model.writers(t).len() < 2);
    if whole && !model.facts.transactions.is_empty() {
        found.push("R-05 what shares a fate shares a service");
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::cohesion::kept_together;
    use crate::design::{Architecture, PatternBook, Scenario};

    const FACTS: &str = "[scenario]\nid = 'shop'\n[entity.Order]\n[entity.Line]\n[entity.Stock]\n\
        [capability.buy]\nwrites = ['Order', 'Line']\n[capability.show]\nreads = ['Order']\n\
        [capability.count]\nwrites = ['Stock']\n";

    /// Cohesion, and what is kept together, of a cut.
    fn of(cut: &str) -> (f64, f64) {
        let (facts, _) = Scenario::read("facts.toml", FACTS);
        let (answer, found) = Architecture::read("answer.toml", cut);
        assert_eq!(found, []);
        let book = PatternBook::default();
        let model = Model::new(&facts, &answer, &book);
        (cohesion(&model), kept_together(&model))
    }

    #[test]
    fn an_entity_alone_coheres_and_keeps_nothing_together() {
        let two = "[answer]\nscenario = 'shop'\n[service.orders]\nowns = ['Order', 'Line']\n\
            [service.stock]\nowns = ['Stock']\n";
        assert_eq!(of(two), (0.875, 0.75));
        let each = "[answer]\nscenario = 'shop'\n[service.orders]\nowns = ['Order']\n\
            [service.lines]\nowns = ['Line']\n[service.stock]\nowns = ['Stock']\n";
        assert_eq!(of(each), (1.0, 0.0));
    }
}
