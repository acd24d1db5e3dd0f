//! I: how services talk. Rings, bare calls, retries, chatter, waiting, hubs, bursts.

use super::{
    Detail, Rule,
    Severity::{Info, Major, Minor},
    Sink, listed,
};
use crate::{
    catalog::obligation::{Values, Variable},
    design::{
        architecture::{NodeRole, Style, edit::Edit},
        fix::Fix,
        graph,
        limits::Limit,
        model::{Flow, Line, Model, Node, Spot, Why, sorted},
        remedy,
        scenario::{Consistency, Load, Part},
    },
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "I-01",
        name: "nobody waits in a ring",
        part: Part::Links,
        cites: &["async-messaging", "request-response"],
        check: sync_ring,
    },
    Rule {
        id: "I-02",
        name: "events run in a ring",
        part: Part::Links,
        cites: &["publish-subscribe"],
        check: event_ring,
    },
    Rule {
        id: "I-03",
        name: "a call is bounded",
        part: Part::Links,
        cites: &["timeout", "circuit-breaker", "bulkhead"],
        check: wobbly,
    },
    Rule {
        id: "I-04",
        name: "a flaky target is expected to fail",
        part: Part::Links,
        cites: &["circuit-breaker", "fallback"],
        check: flaky,
    },
    Rule {
        id: "I-05",
        name: "a retry is safe",
        part: Part::Links,
        cites: &["retry-with-backoff", "idempotency-key"],
        check: unsafe_retry,
    },
    Rule {
        id: "I-06",
        name: "two services do not chatter",
        part: Part::Links,
        cites: &["batch", "command-side-replica"],
        check: chatty,
    },
    Rule {
        id: "I-10",
        name: "nobody waits for what nobody waits for",
        part: Part::Links,
        cites: &["async-messaging", "queue-based-load-leveling"],
        check: needless_wait,
    },
    Rule {
        id: "I-11",
        name: "who waits gets an answer",
        part: Part::Links,
        cites: &["request-response", "async-request-reply"],
        check: no_answer,
    },
    Rule {
        id: "I-12",
        name: "no service stands in the middle of everything",
        part: Part::Links,
        cites: &["saga-choreography"],
        check: hub,
    },
    Rule {
        id: "I-13",
        name: "a choreography can be seen whole",
        part: Part::Patterns,
        cites: &["saga-orchestration"],
        check: opaque,
    },
    Rule {
        id: "I-14",
        name: "a burst is held back",
        part: Part::Links,
        cites: &["queue-based-load-leveling", "backpressure", "throttling"],
        check: burst,
    },
    Rule {
        id: "I-15",
        name: "clients know one door",
        part: Part::Patterns,
        cites: &["api-gateway"],
        check: doors,
    },
    Rule {
        id: "I-16",
        name: "each kind of client gets its own view",
        part: Part::Patterns,
        cites: &["backend-for-frontend"],
        check: client_needs,
    },
    Rule {
        id: "I-17",
        name: "nobody calls a fixed address",
        part: Part::Patterns,
        cites: &["service-registry", "proxy-based-discovery"],
        check: fixed_address,
    },
];

fn sync_ring(model: &Model<'_>, sink: &mut Sink<'_>) {
    for part in graph::rings(model.size(), model.waiting_lines().map(|(line, to)| (line.from, to)))
    {
        let edges: Vec<(usize, usize)> =
            model.waiting_lines().map(|(line, to)| (line.from, to)).collect();
        let ring = graph::ring_in(&part, &edges);
        let names: Vec<&str> = ring.iter().map(|service| model.name(*service)).collect();
        for (line, _) in model
            .waiting_lines()
            .filter(|(line, to)| part.contains(&line.from) && part.contains(to))
        {
            sink.owe("sync-cycle", Spot::Link(line.from, line.to), false);
        }
        let mut place: Vec<&str> = part.iter().map(|service| model.name(*service)).collect();
        place.sort_unstable();
        sink.raise(Major, place, || {
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
                let needed = model.flows.iter().any(|flow| flow.from == *from && flow.to == to);
                if !needed && line.views.is_empty() {
                    detail = detail.fix(remove_link(model, line));
                }
                if let Node::Service(other) = to
                    && reads_only(model, *from, other)
                {
                    let mut copy = remedy::replica(model, *from, other);
                    copy.edits.extend(remove_link(model, line).edits);
                    detail = detail.fix(copy);
                }
            }
            if let [one, two] = ring.as_slice() {
                detail = detail.fix(Fix::merge(model, *one, *two));
            }
            detail
        });
    }
}

fn remove_link(model: &Model<'_>, line: &Line) -> Fix {
    let (from, to) = (model.name(line.from).to_owned(), model.node_name(line.to).to_owned());
    let text = format!("Remove the {} link {from}->{to}", line.style.word());
    Fix::new(text, vec![Edit::RemoveLink { from, to, style: line.style }])
}

/// Whether something between two ends cannot go on without an answer.
fn needs_answer(model: &Model<'_>, from: usize, to: Node) -> bool {
    let here = model.flows.iter().filter(|flow| flow.from == from && flow.to == to);
    here.into_iter().any(|flow| super::ownership::must_wait(model, flow))
}

fn reads_only(model: &Model<'_>, from: usize, to: usize) -> bool {
    let mut flows =
        model.flows.iter().filter(|f| f.from == from && f.to == Node::Service(to)).peekable();
    flows.peek().is_some()
        && flows.all(|flow| match flow.why {
            Why::Access(at) => {
                let remote = &model.remotes[at];
                let stale = model.facts.capabilities[remote.capability].reads_stale_s > 0.0;
                !remote.writes && stale
            }
            _ => false,
        })
}

fn event_ring(model: &Model<'_>, sink: &mut Sink<'_>) {
    let ends = |line: &Line| match line.to {
        Node::Service(to) => Some((line.from, to)),
        Node::External(_) => None,
    };
    let edges: Vec<(usize, usize)> = model.lines.iter().filter_map(ends).collect();
    let waiting: Vec<(usize, usize)> =
        model.waiting_lines().map(|(line, to)| (line.from, to)).collect();
    for part in graph::rings(model.size(), edges.iter().copied()) {
        let inside = |edge: &&(usize, usize)| part.contains(&edge.0) && part.contains(&edge.1);
        if graph::rings(model.size(), waiting.iter().copied())
            .iter()
            .any(|ring| ring.iter().all(|service| part.contains(service)))
        {
            continue;
        }
        let ring = graph::ring_in(&part, &edges);
        let back = waiting.iter().filter(inside).any(|(from, to)| {
            let at = ring.iter().position(|service| service == from);
            at.is_some_and(|at| ring.get((at + 1) % ring.len()) == Some(to))
        });
        if back {
            continue;
        }
        let mut place: Vec<&str> = part.iter().map(|service| model.name(*service)).collect();
        place.sort_unstable();
        sink.raise(Info, place, || {
            let names: Vec<&str> = ring.iter().map(|service| model.name(*service)).collect();
            Detail::new("Messages can run in a ring; make sure that they come to rest")
                .evidence([names.join(" -> ")])
        });
    }
}

/// Whether the user waits for what passes over a link, and in which transactions.
fn waited_in(model: &Model<'_>, line: &Line) -> Vec<usize> {
    let serves = |step: usize| {
        model.home[step] == Some(line.from)
            || model.facts.capabilities[step]
                .access
                .iter()
                .any(|access| model.owner[access.entity] == Some(line.from))
    };
    let transactions = line.transactions.iter().copied();
    transactions
        .filter(|at| {
            let leads = model.sagas[*at].is_some_and(|saga| saga.leader == Some(line.from));
            let waits = &model.facts.transactions[*at].waits;
            waits.iter().any(|step| serves(*step)) || (leads && !waits.is_empty())
        })
        .collect()
}

fn wobbly(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (at, line) in model.lines.iter().enumerate() {
        let callee = match line.to {
            Node::Service(to) => model.answer.services[to].role,
            Node::External(_) => NodeRole::Service,
        };
        let caller = model.answer.services[line.from].role;
        let call =
            caller == NodeRole::Service && matches!(callee, NodeRole::Service | NodeRole::Router);
        if line.style != Style::Sync || !call {
            continue;
        }
        let spot = Spot::Link(line.from, line.to);
        let settled = model.settled("unprotected-sync-call", spot, Some(at), &Values::default());
        sink.owe("unprotected-sync-call", spot, settled);
        if settled {
            continue;
        }
        let waited = waited_in(model, line);
        let severity = if waited.is_empty() { Minor } else { Major };
        sink.raise(severity, [model.name(line.from), model.node_name(line.to)], || {
            let arrow = model.arrow(line.from, line.to);
            let risk = waited
                .iter()
                .map(|at| format!("{} waits on it", model.facts.transactions[*at].name));
            Detail::new(format!("The call {arrow} has neither a timeout nor a circuit breaker"))
                .evidence(risk)
                .fix(Fix::protect(model, line.from, line.to, line.style, &["timeout"]))
                .fix(Fix::protect(
                    model,
                    line.from,
                    line.to,
                    line.style,
                    &["timeout", "circuit-breaker"],
                ))
        });
    }
}

fn flaky(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (at, line) in model.lines.iter().enumerate() {
        let Node::External(external) = line.to else { continue };
        let facts = &model.facts.externals[external];
        if !facts.flaky {
            continue;
        }
        let waited = !waited_in(model, line).is_empty();
        let spot = Spot::Link(line.from, line.to);
        let values = Values::default().truth(Variable::Waited, waited);
        let settled = model.settled("flaky-dependency", spot, Some(at), &values)
            || (line.style == Style::Async && !waited);
        sink.owe("flaky-dependency", spot, settled);
        if settled {
            continue;
        }
        sink.raise(Minor, [model.name(line.from), facts.name.as_str()], || {
            let known =
                facts.availability.map(|a| format!("{} is up {:.2} %", facts.name, a * 100.0));
            Detail::new(format!(
                "`{}` fails often, and {} has no plan for it",
                facts.name,
                model.arrow(line.from, line.to)
            ))
            .evidence(known)
            .fix(Fix::protect(
                model,
                line.from,
                line.to,
                line.style,
                &["timeout", "circuit-breaker", "fallback"],
            ))
        });
    }
}

/// The writes that a repeated request over a link would repeat.
fn repeated_writes(model: &Model<'_>, line: &Line) -> Vec<String> {
    let mut rows = Vec::new();
    for flow in model.flows.iter().filter(|flow| flow.from == line.from && flow.to == line.to) {
        let (capability, writes) = match flow.why {
            Why::Access(at) => (model.remotes[at].capability, model.remotes[at].writes),
            Why::Step { step, .. } => (step, model.facts.capabilities[step].writes_any()),
            Why::Call { capability } => {
                (capability, model.facts.capabilities[capability].writes_any())
            }
        };
        let facts = &model.facts.capabilities[capability];
        let row = format!("{} writes and is not idempotent", facts.name);
        if writes && !facts.idempotent && !rows.contains(&row) {
            rows.push(row);
        }
    }
    rows
}

fn unsafe_retry(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (at, line) in model.lines.iter().enumerate() {
        let again = line.with.iter().find(|p| model.book.introduces(**p, "unsafe-retry"));
        let Some(again) = again else { continue };
        let rows = repeated_writes(model, line);
        if rows.is_empty() {
            continue;
        }
        let spot = Spot::Link(line.from, line.to);
        let receiver = match line.to {
            Node::Service(to) => Spot::Service(to),
            Node::External(_) => spot,
        };
        let settled = model.settled("unsafe-retry", receiver, Some(at), &Values::default());
        sink.owe("unsafe-retry", spot, settled);
        if settled {
            continue;
        }
        sink.raise(Major, [model.name(line.from), model.node_name(line.to)], || {
            let pattern = &model.book.entry(*again).id;
            let (from, to) =
                (model.name(line.from).to_owned(), model.node_name(line.to).to_owned());
            let drop = Edit::Unprotect { from, to, style: line.style, with: pattern.clone() };
            Detail::new(format!(
                "`{pattern}` on {} may repeat a write",
                model.arrow(line.from, line.to)
            ))
            .evidence(rows)
            .fix(Fix::protect(model, line.from, line.to, line.style, &["idempotency-key"]))
            .fix(Fix::new(format!("Take `{pattern}` off the link"), vec![drop]))
        });
    }
}

/// Calls of one service to another: the most that one request makes, and the share of requests that
/// make any.
fn chatter(model: &Model<'_>, from: usize, to: usize) -> (usize, Option<usize>, f64) {
    let mut most = (0, None);
    let (mut calling, mut all) = (0.0, 0.0);
    for capability in &model.does[from] {
        let calls =
            model.travelling().filter(|r| r.capability == *capability && r.to == to).count();
        if calls > most.0 {
            most = (calls, Some(*capability));
        }
        let rate = model.facts.capabilities[*capability].rate;
        all += rate;
        calling += if calls > 0 { rate } else { 0.0 };
    }
    (most.0, most.1, if all > 0.0 { calling / all } else { 0.0 })
}

fn chatty(model: &Model<'_>, sink: &mut Sink<'_>) {
    let pairs = sorted_pairs(model.travelling().map(|remote| (remote.from, remote.to)));
    let (calls_limit, share_limit) =
        (model.facts.limits.get(Limit::ChattyCalls), model.facts.limits.get(Limit::ChattyShare));
    for (from, to) in pairs {
        let (calls, who, share) = chatter(model, from, to);
        let many = calls as f64 > calls_limit;
        let often = share > share_limit;
        if !many && !often {
            continue;
        }
        let spot = Spot::Link(from, Node::Service(to));
        let reads = model.travelling().filter(|r| r.from == from && r.to == to).all(|r| !r.writes);
        let staleness = model
            .travelling()
            .filter(|r| r.from == from && r.to == to)
            .map(|r| model.facts.capabilities[r.capability].reads_stale_s)
            .fold(f64::MAX, f64::min);
        let values = Values::default()
            .truth(Variable::ReadOnly, reads)
            .number(Variable::StalenessS, staleness);
        let settled = model.settled("chatty-pair", spot, None, &values);
        sink.owe("chatty-pair", spot, settled);
        if settled {
            continue;
        }
        let back = chatter(model, to, from).2 > share_limit;
        let severity =
            if calls as f64 > 2.0 * calls_limit || (often && back) { Major } else { Minor };
        sink.raise(severity, [model.name(from), model.name(to)], || {
            let mut rows = vec![format!(
                "{:.0} % of requests must call (limit {:.0} %)",
                share * 100.0,
                share_limit * 100.0
            )];
            if let Some(who) = who {
                rows.push(format!("{} makes {calls} calls", model.capability(who)));
            }
            let mut detail = Detail::new(format!(
                "`{}` cannot do much without asking `{}`",
                model.name(from),
                model.name(to)
            ))
            .evidence(rows);
            if reads && staleness > 0.0 {
                detail = detail.fix(remedy::replica(model, from, to));
            }
            for line in model.between(from, Node::Service(to)).take(1) {
                detail = detail.fix(Fix::protect(
                    model,
                    from,
                    Node::Service(to),
                    line.style,
                    &["batch"],
                ));
            }
            detail.fix(Fix::merge(model, to, from))
        });
    }
}

fn sorted_pairs(pairs: impl Iterator<Item = (usize, usize)>) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(usize, usize)> = pairs.collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// The links that carry a flow, those meant for its transaction if there are such.
fn carriers<'m>(model: &'m Model<'_>, flow: &Flow) -> Vec<&'m Line> {
    let all: Vec<&Line> = model.between(flow.from, flow.to).collect();
    if let Why::Step { transaction, .. } = flow.why {
        let meant: Vec<&Line> =
            all.iter().copied().filter(|line| line.transactions.contains(&transaction)).collect();
        if !meant.is_empty() {
            return meant;
        }
    }
    all
}

fn needless_wait(model: &Model<'_>, sink: &mut Sink<'_>) {
    for flow in &model.flows {
        let Why::Step { transaction, step } = flow.why else { continue };
        let facts = &model.facts.transactions[transaction];
        let relevant = facts.consistency != Consistency::Strong && !facts.waits.is_empty();
        if !relevant || facts.waits_for(step) {
            continue;
        }
        let lines = carriers(model, flow);
        if lines.is_empty() || !lines.iter().all(|line| line.style.waits()) {
            continue;
        }
        if needs_answer(model, flow.from, flow.to) {
            continue;
        }
        sink.owe("needless-wait", Spot::Link(flow.from, flow.to), false);
        let name = model.capability(step);
        sink.raise(Minor, [facts.name.as_str(), name, model.node_name(flow.to)], || {
            let fixes = lines.iter().flat_map(|line| {
                let to = Fix::restyle(model, line.from, line.to, line.style, Style::Async);
                let safe = match flow.to {
                    Node::Service(to) => remedy::safe_delivery(model, to),
                    Node::External(_) => Vec::new(),
                };
                let sender = remedy::safe_delivery(model, flow.from).into_iter().take(1);
                let whole = to.clone().and(", delivered safely", safe.into_iter().chain(sender));
                [to, whole]
            });
            Detail::new(format!("Nobody waits for `{name}`, but {} does", model.name(flow.from)))
                .evidence([format!("{} is a waiting link", model.arrow(flow.from, flow.to))])
                .fixes(fixes)
        });
    }
}

fn no_answer(model: &Model<'_>, sink: &mut Sink<'_>) {
    let mut seen = Vec::new();
    for flow in &model.flows {
        let (transaction, what) = match flow.why {
            Why::Step { transaction, step }
                if model.facts.transactions[transaction].waits_for(step) =>
            {
                (Some(transaction), step)
            }
            Why::Access(at) if model.remotes[at].reads && !model.remotes[at].copied => {
                (None, model.remotes[at].capability)
            }
            _ => continue,
        };
        let lines = carriers(model, flow);
        if lines.is_empty() {
            continue;
        }
        let spot = Spot::Link(flow.from, flow.to);
        let settled = lines.iter().any(|line| line.style.waits())
            || model.settled("answer-needed-now", spot, None, &Values::default());
        sink.owe("answer-needed-now", spot, settled);
        if settled || seen.contains(&(flow.from, flow.to, what)) {
            continue;
        }
        seen.push((flow.from, flow.to, what));
        let name = model.capability(what);
        let place = transaction.map(|at| model.facts.transactions[at].name.as_str());
        let place = place.into_iter().chain([name, model.node_name(flow.to)]);
        sink.raise(Major, place, || {
            let fixes = lines
                .iter()
                .map(|line| Fix::restyle(model, line.from, line.to, line.style, Style::Sync));
            let arrow = model.arrow(flow.from, flow.to);
            let message = match transaction {
                Some(_) => format!("The user waits for `{name}`, but {arrow} brings no answer"),
                None => format!("`{name}` needs an answer to go on, but {arrow} brings none"),
            };
            let reply = Fix::apply("async-request-reply", Some(&arrow), None);
            let carried = lines.iter().map(|line| format!("{arrow} is {}", line.style.word()));
            Detail::new(message).evidence(carried).fixes(fixes).fix(reply)
        });
    }
}

/// Groups of transactions that write something in common; unrelated ones stand in different groups.
fn unrelated(model: &Model<'_>, transactions: &[usize]) -> usize {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for transaction in transactions {
        let mut written = model.facts.written_by(&model.facts.transactions[*transaction]);
        let (joined, apart): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| group.iter().any(|e| written.contains(e)));
        written.extend(joined.into_iter().flatten());
        groups = apart;
        groups.push(sorted(written));
    }
    groups.len()
}

fn hub(model: &Model<'_>, sink: &mut Sink<'_>) {
    let limits = &model.facts.limits;
    let between: Vec<&Line> =
        model.lines.iter().filter(|line| matches!(line.to, Node::Service(_))).collect();
    for service in 0..model.size() {
        let led: Vec<usize> = (0..model.sagas.len())
            .filter(|t| model.sagas[*t].is_some_and(|saga| saga.leader == Some(service)))
            .collect();
        let touching =
            between.iter().filter(|line| line.from == service || line.to == Node::Service(service));
        // One saga may be led without being blamed for its commands.
        let excused = |line: &&&Line| {
            led.len() == 1
                && line.from == service
                && !line.transactions.is_empty()
                && line.transactions.iter().all(|t| led.contains(t))
        };
        let degree = touching.clone().filter(|line| !excused(line)).count();
        let share = degree as f64 / between.len().max(1) as f64;
        let crowded = model.size() as f64 >= limits.get(Limit::HubServices)
            && share > limits.get(Limit::HubShare);
        let through: Vec<usize> =
            (0..model.facts.transactions.len()).filter(|t| passes(model, *t, service)).collect();
        let most = limits.get(Limit::HubTransactions);
        let leads_many = unrelated(model, &led) as f64 > most;
        let passed_by_many = unrelated(model, &through) as f64 > most;
        for (fires, reason) in
            [(crowded, "links"), (leads_many, "sagas"), (passed_by_many, "steps")]
        {
            if !fires {
                continue;
            }
            sink.owe("hub-service", Spot::Service(service), false);
            let name = model.name(service);
            sink.raise(Major, [name, reason], || {
                let names = |of: &[usize]| {
                    let all = of.iter().map(|t| model.facts.transactions[*t].name.as_str());
                    all.collect::<Vec<_>>().join(", ")
                };
                let row = match reason {
                    "links" => format!("{degree} of {} links touch {name}", between.len()),
                    "sagas" => format!("{name} leads {}", names(&led)),
                    _ => format!("{name} stands in the middle of {}", names(&through)),
                };
                let mut fixes = Vec::new();
                for t in led.iter().take(3) {
                    fixes.push(lead_elsewhere(model, *t, service));
                }
                Detail::new(format!("`{name}` stands in the middle of everything"))
                    .evidence([row])
                    .fixes(fixes.into_iter().flatten())
            });
        }
    }
}

fn lead_elsewhere(model: &Model<'_>, transaction: usize, hub: usize) -> Option<Fix> {
    let saga = model.sagas[transaction]?;
    let apply = model.answer.applies.get(model.applied[saga.applied].apply?)?;
    let others = model.participants(transaction);
    let to = others.into_iter().find(|service| *service != hub)?;
    let mut moved = apply.clone();
    moved.at = Some(model.name(to).to_owned());
    let edits = vec![
        Edit::Unapply { pattern: apply.pattern.clone(), on: apply.on.clone() },
        Edit::Apply(moved),
    ];
    let name = &model.facts.transactions[transaction].name;
    Some(Fix::new(format!("Let `{}` lead `{name}`", model.name(to)), edits).relinked())
}

/// Whether a transaction enters a service and leaves it again.
fn passes(model: &Model<'_>, transaction: usize, service: usize) -> bool {
    let steps = &model.facts.transactions[transaction].steps;
    let homes: Vec<Option<usize>> = steps.iter().map(|step| model.home[*step]).collect();
    let here = |home: &Option<usize>| *home == Some(service);
    let Some(first) = homes.iter().position(here) else { return false };
    let last = homes.iter().rposition(here).unwrap_or(first);
    let before = homes.iter().take(first).flatten().next().is_some();
    let after = homes.iter().skip(last + 1).flatten().next().is_some();
    before && after
}

fn opaque(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (at, transaction) in model.facts.transactions.iter().enumerate() {
        let Some(saga) = model.sagas[at] else { continue };
        let pattern = model.applied[saga.applied].pattern;
        if saga.leader.is_some() || !model.is_choreography(pattern) {
            continue;
        }
        let participants = model.participants(at);
        let most = model.facts.limits.get(Limit::ChoreographyParticipants);
        let branch = participants.iter().find(|service| {
            let out = model.lines.iter().filter(|line| {
                line.from == **service
                    && line.style == Style::Event
                    && line.transactions.contains(&at)
            });
            let ends = out.map(|line| line.to).filter(|to| match to {
                Node::Service(to) => participants.contains(to),
                Node::External(_) => false,
            });
            sorted_nodes(ends).len() > 1
        });
        let many = participants.len() as f64 > most;
        if !many && branch.is_none() {
            continue;
        }
        sink.owe("opaque-choreography", Spot::Transaction(at), false);
        sink.raise(Minor, [transaction.name.as_str()], || {
            let names: Vec<&str> = participants.iter().map(|p| model.name(*p)).collect();
            let row = match branch {
                Some(service) => format!("it branches at {}", model.name(*service)),
                None => format!("{} services follow each other's events", names.len()),
            };
            let id = model.book.entry(pattern).id.clone();
            let mut led = remedy::saga(model, at, true);
            led.edits.insert(0, Edit::Unapply { pattern: id, on: Some(transaction.name.clone()) });
            Detail::new(format!("Nobody can see `{}` whole", transaction.name))
                .evidence([row, names.join(", ")])
                .fix(led)
        });
    }
}

fn sorted_nodes(nodes: impl Iterator<Item = Node>) -> Vec<Node> {
    let mut nodes: Vec<Node> = nodes.collect();
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}

/// The bursty rate that arrives over a waiting link, and what its target can serve.
fn burst_over(model: &Model<'_>, line: &Line) -> Option<(usize, f64, f64)> {
    let Node::Service(to) = line.to else { return None };
    let mut worst: Option<(usize, f64, f64)> = None;
    let mut note = |producer: usize, served: f64| {
        let rate = model.facts.capabilities[producer].rate;
        let bursty = model.facts.capabilities[producer].load == Load::Bursty;
        if bursty && served > 0.0 && worst.is_none_or(|(_, r, s)| rate / served > r / s) {
            worst = Some((producer, rate, served));
        }
    };
    let serves = |c: usize| {
        let facts = &model.facts.capabilities[c];
        (facts.load == Load::Steady).then(|| facts.capacity.unwrap_or(facts.rate))
    };
    for flow in model.flows.iter().filter(|flow| flow.from == line.from && flow.to == line.to) {
        match flow.why {
            Why::Step { transaction, step } => {
                let steps = &model.facts.transactions[transaction].steps;
                let place = steps.iter().position(|s| *s == step).unwrap_or_default();
                let before = steps.iter().take(place).rev();
                let producer = before.into_iter().find(|s| model.home[**s] == Some(line.from));
                if let (Some(producer), Some(served)) = (producer, serves(step)) {
                    note(*producer, served);
                }
            }
            Why::Access(at) => {
                let remote = &model.remotes[at];
                if remote.copied && !remote.writes {
                    continue;
                }
                let touching = model.does[to].iter().filter(|c| {
                    let mut access = model.facts.capabilities[**c].access.iter();
                    access.any(|access| access.entity == remote.entity)
                });
                let served = touching.filter_map(|c| serves(*c)).fold(0.0, f64::max);
                note(remote.capability, served);
            }
            Why::Call { .. } => {}
        }
    }
    worst
}

fn burst(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (at, line) in model.lines.iter().enumerate().filter(|(_, line)| line.style.waits()) {
        let Some((producer, rate, served)) = burst_over(model, line) else { continue };
        if rate / served <= model.facts.limits.get(Limit::BurstRatio) {
            continue;
        }
        let spot = Spot::Link(line.from, line.to);
        let settled = model.settled("bursty-producer", spot, Some(at), &Values::default());
        sink.owe("bursty-producer", spot, settled);
        if settled {
            continue;
        }
        sink.raise(Minor, [model.name(line.from), model.node_name(line.to)], || {
            let name = model.capability(producer);
            Detail::new(format!(
                "Bursts of `{name}` reach `{}`, which serves far less",
                model.node_name(line.to)
            ))
            .evidence([format!("{rate} requests/s arrive, {served} are served")])
            .fix(Fix::protect(model, line.from, line.to, line.style, &["rate-limiting"]))
            .fix(Fix::protect(model, line.from, line.to, line.style, &["backpressure"]))
            .fix(Fix::restyle(model, line.from, line.to, line.style, Style::Async))
        });
    }
}

/// The services that a kind of client calls.
pub(in crate::design) fn facing(model: &Model<'_>, client: usize) -> Vec<usize> {
    let capabilities = model.facts.capabilities.iter().enumerate();
    let called = capabilities.filter(|(_, facts)| facts.clients.contains(&client));
    sorted(called.filter_map(|(c, _)| model.home[c]).collect())
}

/// The services that some entry of a kind of client exposes.
fn exposed_to(model: &Model<'_>, client: usize) -> Vec<usize> {
    let entries = model.applied.iter().filter(|applied| {
        model.book.solves(applied.pattern, "many-clients-many-services")
            && matches!(applied.spot, Spot::System | Spot::Client(_))
            && (applied.spot == Spot::System || applied.spot == Spot::Client(client))
    });
    let applies = entries.filter_map(|applied| model.answer.applies.get(applied.apply?));
    let names = applies.flat_map(|apply| &apply.exposes);
    let services = names
        .filter_map(|name| model.answer.services.iter().position(|service| service.name == *name));
    sorted(services.collect())
}

fn doors(model: &Model<'_>, sink: &mut Sink<'_>) {
    if !model.has_facts {
        return edges(model, sink);
    }
    let all =
        sorted((0..model.facts.clients.len()).flat_map(|client| facing(model, client)).collect());
    if all.len() < 2 {
        return;
    }
    for (client, name) in model.facts.clients.iter().enumerate() {
        let called = facing(model, client);
        let exposed = exposed_to(model, client);
        let hidden: Vec<usize> =
            called.iter().copied().filter(|service| !exposed.contains(service)).collect();
        // One service of its own is no burden for a client.
        if called.len() < 2 && exposed.is_empty() {
            continue;
        }
        sink.owe("many-clients-many-services", Spot::Client(client), hidden.is_empty());
        if hidden.is_empty() {
            continue;
        }
        let names: Vec<&str> = hidden.iter().map(|service| model.name(*service)).collect();
        sink.raise(Major, std::iter::once(name.as_str()).chain(names.iter().copied()), || {
            let facing: Vec<String> = all.iter().map(|at| model.name(*at).to_owned()).collect();
            let fix = if exposed.is_empty() {
                let mut fix = Fix::apply("api-gateway", None, None);
                if let Some(Edit::Apply(apply)) = fix.edits.first_mut() {
                    apply.exposes = facing;
                }
                fix.text = "Put an API gateway in front of every service that clients call".into();
                fix
            } else {
                let edits = names.iter().map(|name| Edit::Expose { service: (*name).to_owned() });
                Fix::new(format!("Expose {} through the entry", listed(&names)), edits.collect())
            };
            Detail::new(format!("The {name} client has to find {} by itself", listed(&names)))
                .evidence([format!(
                    "{name} calls {}",
                    called.iter().map(|at| model.name(*at)).collect::<Vec<_>>().join(", ")
                )])
                .fix(fix)
        });
    }
}

/// In an imported graph the edge is named: what stands there and is no router is called directly.
fn edges(model: &Model<'_>, sink: &mut Sink<'_>) {
    for service in model.answer.services.iter().filter(|service| service.edge) {
        if service.role == NodeRole::Service {
            sink.raise(Major, [service.name.clone()], || {
                Detail::new(format!("`{}` stands at the edge without a gateway", service.name))
            });
        }
    }
}

/// The capabilities of a kind of client.
fn wanted(model: &Model<'_>, client: usize) -> Vec<usize> {
    let capabilities = model.facts.capabilities.iter().enumerate();
    capabilities.filter(|(_, facts)| facts.clients.contains(&client)).map(|(c, _)| c).collect()
}

/// Whether two kinds of clients need different things.
pub(super) fn differ(model: &Model<'_>, one: usize, two: usize) -> bool {
    let (one, two) = (wanted(model, one), wanted(model, two));
    let common = one.iter().filter(|c| two.contains(c)).count() as f64;
    let all = one.len() as f64 + two.len() as f64 - common;
    all > 0.0 && common / all < model.facts.limits.get(Limit::ClientOverlap)
}

fn client_needs(model: &Model<'_>, sink: &mut Sink<'_>) {
    let shared = model.applied.iter().filter(|applied| {
        applied.spot == Spot::System
            && model.book.introduces(applied.pattern, "client-specific-needs")
    });
    if shared.count() == 0 {
        return;
    }
    let kinds = model.facts.clients.len();
    let pairs = (0..kinds).flat_map(|one| (one + 1..kinds).map(move |two| (one, two)));
    for (one, two) in pairs.filter(|(one, two)| differ(model, *one, *two)) {
        let values = Values::default();
        let settled = [one, two].iter().all(|client| {
            model.settled("client-specific-needs", Spot::Client(*client), None, &values)
        });
        sink.owe("client-specific-needs", Spot::Client(one), settled);
        if settled {
            continue;
        }
        let names = [model.facts.clients[one].as_str(), model.facts.clients[two].as_str()];
        sink.raise(Info, names, || {
            Detail::new(format!("{} need different things of one API", listed(&names)))
        });
    }
}

fn fixed_address(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (at, line) in model.lines.iter().enumerate() {
        let Node::Service(to) = line.to else { continue };
        let services = &model.answer.services;
        let call = line.style == Style::Sync
            && services[line.from].role == NodeRole::Service
            && services[to].role == NodeRole::Service;
        let scales = services[to].replicas >= 2
            || model.applied.iter().any(|applied| {
                applied.spot == Spot::Service(to)
                    && model.book.introduces(applied.pattern, "dynamic-endpoints")
            });
        if !call || !scales {
            continue;
        }
        let spot = Spot::Link(line.from, line.to);
        let settled = model.settled("dynamic-endpoints", spot, Some(at), &Values::default());
        sink.owe("dynamic-endpoints", spot, settled);
        if settled {
            continue;
        }
        sink.raise(Minor, [model.name(line.from), model.name(to)], || {
            let arrow = model.arrow(line.from, line.to);
            Detail::new(format!("{arrow} calls a fixed address, but copies come and go"))
                .evidence([format!("{} runs {} copies", model.name(to), services[to].replicas)])
                .fix(Fix::apply("server-side-discovery", None, None))
                .fix(Fix::protect(model, line.from, line.to, line.style, &["load-balancing"]))
        });
    }
}
