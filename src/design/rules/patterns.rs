//! P and A: patterns without a need, against each other, without what they need; exceptions.

use super::{
    Detail, Rule,
    Severity::{Info, Major, Minor},
    Sink,
};
use crate::{
    catalog::obligation::Scope,
    design::{
        architecture::{Style, edit::Edit},
        doors::{client_kinds_behind, exposed_by},
        fix::Fix,
        model::{Applied, Model, Node, Spot, Why},
        rules::Owed,
        scenario::Part,
    },
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "P-02",
        name: "patterns do not contradict each other",
        part: Part::Patterns,
        cites: &["two-phase-commit", "saga"],
        check: contradiction,
    },
    Rule {
        id: "P-03",
        name: "a pattern has what it needs",
        part: Part::Patterns,
        cites: &["sequential-convoy", "domain-event"],
        check: prerequisite,
    },
    Rule {
        id: "P-01",
        name: "a pattern has a need to meet",
        part: Part::Patterns,
        cites: &["modular-monolith"],
        check: gold_plating,
    },
    Rule {
        id: "A-01",
        name: "an exception excuses something",
        part: Part::Always,
        cites: &[],
        check: exceptions,
    },
];

/// P-01 is charged at most three times.
const MOST_GOLD: usize = 3;

fn where_it_stands(model: &Model<'_>, applied: &Applied) -> String {
    match applied.spot {
        Spot::Transaction(at) => model.facts.transactions[at].name.clone(),
        Spot::View(at) => model.facts.views[at].name.clone(),
        Spot::Service(at) | Spot::Store(at) => model.name(at).to_owned(),
        Spot::Link(from, to) => model.arrow(from, to),
        Spot::Client(at) => model.facts.clients[at].clone(),
        Spot::System => "the system".to_owned(),
    }
}

fn gold_plating(model: &Model<'_>, sink: &mut Sink<'_>) {
    if !model.has_facts {
        return;
    }
    let owed = std::mem::take(&mut sink.owed);
    let mut charged = 0;
    for applied in model.applied.iter().filter(|applied| applied.apply.is_some() && applied.written)
    {
        let entry = model.book.entry(applied.pattern);
        if charged >= MOST_GOLD || is_justified(model, applied, &owed) {
            continue;
        }
        // A read model at one owner is for D-09 to judge.
        if entry.id == "cqrs"
            && matches!(applied.spot, Spot::View(view) if model.view_owners(view).len() == 1)
        {
            continue;
        }
        let single_gateway = model.book.solves(applied.pattern, "many-clients-many-services");
        let severity = if single_gateway { Info } else { Minor };
        charged += usize::from(severity == Minor);
        let place = where_it_stands(model, applied);
        sink.raise(severity, [entry.id.as_str(), place.as_str()], || {
            let kinds: Vec<&str> =
                entry.grading.solves.iter().map(|effect| effect.kind.as_str()).collect();
            let on = applied.apply.and_then(|at| model.answer.applies.get(at));
            let on = on.and_then(|apply| apply.on.as_deref());
            Detail::new(format!("Nothing at {place} needs `{}`", entry.id))
                .evidence([format!("it would settle: {}", kinds.join(", "))])
                .fix(Fix::unapply(&entry.id, on))
        });
    }
    sink.owed = owed;
}

/// Whether a kind that the pattern settles stands in its scope, or another pattern needs it.
fn is_justified(model: &Model<'_>, applied: &Applied, owed: &[Owed]) -> bool {
    let book = model.book;
    let entry = book.entry(applied.pattern);
    let stands = entry.grading.solves.iter().any(|effect| {
        owed.iter().any(|owed| {
            let reach = book.obligations.reach(owed.spot.scope());
            owed.kind == effect.kind
                && reach.contains(&applied.spot.scope())
                && model.touches(applied.spot, applied.line, owed.spot)
        }) || brought_along(model, applied, &effect.kind)
            || asked_for(model, applied, &effect.kind)
    });
    let needed = model.applied.iter().any(|other| {
        let other = book.entry(other.pattern);
        other.requires.iter().any(|need| book.entry(*need).forms.contains(&applied.pattern))
            || other
                .grading
                .solves
                .iter()
                .any(|effect| effect.needs.iter().any(|need| need.as_str() == entry.id))
    });
    stands || needed
}

/// A kind that no rule raises stands where a pattern brings it along.
fn brought_along(model: &Model<'_>, applied: &Applied, kind: &str) -> bool {
    let book = model.book;
    if book.obligations.get(kind).is_none_or(|kind| !kind.raised_by.is_empty()) {
        return false;
    }
    model.applied.iter().any(|other| {
        book.introduces(other.pattern, kind)
            && (model.touches(applied.spot, applied.line, other.spot)
                || model.touches(other.spot, other.line, applied.spot))
    })
}

/// Needs that stand in the facts and the cut although no rule has to complain about them.
fn asked_for(model: &Model<'_>, applied: &Applied, kind: &str) -> bool {
    let touches = |from: usize, to: usize| {
        model.touches(applied.spot, applied.line, Spot::Link(from, Node::Service(to)))
            || applied.spot == Spot::Service(to)
            || applied.spot == Spot::Service(from)
    };
    match kind {
        "shared-store" | "foreign-write" => {
            model.remotes.iter().any(|remote| touches(remote.from, remote.to))
        }
        // A copy takes the place of a call: the need is what it serves.
        "uncovered-flow" if model.book.is_copy(applied.pattern) => {
            model.remotes.iter().any(|remote| {
                remote.copied
                    && match applied.spot {
                        Spot::Service(service) => service == remote.from,
                        _ => touches(remote.from, remote.to),
                    }
            })
        }
        "bursty-producer" => model.facts.capabilities.iter().enumerate().any(|(c, facts)| {
            facts.load == crate::design::scenario::Load::Bursty
                && match applied.spot {
                    Spot::Service(service) => model.home[c] == Some(service),
                    Spot::Client(client) => facts.clients.contains(&client),
                    _ => false,
                }
        }),
        "dynamic-endpoints" => model.answer.services.iter().any(|service| service.replicas > 1),
        "answer-needed-now" | "chain-availability" | "chain-latency" => match applied.spot {
            Spot::Link(from, to) => model.flows.iter().any(|flow| {
                flow.from == from && flow.to == to && super::ownership::must_wait(model, flow)
            }),
            _ => false,
        },
        "needless-wait" => match applied.spot {
            Spot::Link(from, to) => model.flows.iter().any(|flow| {
                flow.from == from && flow.to == to && matches!(flow.why, Why::Step { .. })
            }),
            _ => false,
        },
        "many-clients-many-services" => {
            client_kinds_behind(model) >= 2 && !exposed_by(model, applied).is_empty()
        }
        _ => false,
    }
}

fn contradiction(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (at, one) in model.applied.iter().enumerate() {
        for two in model.applied.iter().skip(at + 1) {
            let clash = model.book.entry(one.pattern).conflicts_with.contains(&two.pattern)
                || model.book.entry(two.pattern).conflicts_with.contains(&one.pattern);
            if !clash || one.spot != two.spot || !same_purpose(model, one, two) {
                continue;
            }
            let (first, second) =
                (&model.book.entry(one.pattern).id, &model.book.entry(two.pattern).id);
            let place = where_it_stands(model, one);
            sink.raise(Major, [place.as_str(), first.as_str(), second.as_str()], || {
                let fixes = [one, two].into_iter().map(|applied| drop_it(model, applied));
                Detail::new(format!("`{first}` and `{second}` defeat each other on {place}"))
                    .evidence([format!("{first} conflicts with {second}")])
                    .fixes(fixes)
            });
        }
    }
}

/// Takes one application of a pattern back, whether it was applied or drawn as a link.
fn drop_it(model: &Model<'_>, applied: &Applied) -> Fix {
    let id = &model.book.entry(applied.pattern).id;
    if let Some(apply) = applied.apply.and_then(|at| model.answer.applies.get(at)) {
        return Fix::unapply(id, apply.on.as_deref());
    }
    let line = applied.line.map(|line| &model.lines[line]);
    let Some(line) = line else { return Fix::unapply(id, None) };
    let (from, to) = (model.name(line.from).to_owned(), model.node_name(line.to).to_owned());
    let text = format!("Remove the {} link {from}->{to}", line.style.word());
    Fix::new(text, vec![Edit::RemoveLink { from, to, style: line.style }])
}

/// Two links contradict each other only where they carry the same thing.
fn same_purpose(model: &Model<'_>, one: &Applied, two: &Applied) -> bool {
    let (Some(a), Some(b)) = (one.line, two.line) else {
        return one.line.is_none() && two.line.is_none();
    };
    let (a, b) = (&model.lines[a], &model.lines[b]);
    let shared = a.transactions.iter().any(|t| b.transactions.contains(t))
        || a.views.iter().any(|view| b.views.contains(view));
    // A copy's feed and a call for something else may well run side by side.
    a.number != b.number && !a.general && !b.general && shared
}

fn prerequisite(model: &Model<'_>, sink: &mut Sink<'_>) {
    if !model.has_facts {
        return;
    }
    for (at, applied) in model.applied.iter().enumerate() {
        if !applied.written {
            continue;
        }
        let entry = model.book.entry(applied.pattern);
        let reach: Vec<Scope> = Scope::WORDS.iter().map(|(_, scope)| *scope).collect();
        let missing = entry.requires.iter().find(|need| {
            model.book.entry(**need).grading.is_gradable()
                && !model.stands_in_any_form(**need, applied.spot, applied.line, &reach)
        });
        if let Some(missing) = missing {
            let need = model.book.entry(*missing).id.clone();
            let place = where_it_stands(model, applied);
            sink.raise(Minor, [entry.id.as_str(), place.as_str(), need.as_str()], || {
                let fix = match applied.line.map(|line| &model.lines[line]) {
                    Some(line) => Fix::protect(model, line.from, line.to, line.style, &[&need]),
                    None => {
                        let on = applied.apply.and_then(|at| model.answer.applies.get(at));
                        Fix::unapply(&entry.id, on.and_then(|apply| apply.on.as_deref()))
                    }
                };
                Detail::new(format!("`{}` on {place} does not work without `{need}`", entry.id))
                    .fix(fix)
            });
        }
        unfed_view(model, sink, applied);
        out_of_order(model, sink, at);
        exposes_nothing(model, sink, applied);
    }
}

/// A read model needs an event from every owner, a composition a call to every owner.
fn unfed_view(model: &Model<'_>, sink: &mut Sink<'_>, applied: &Applied) {
    let Spot::View(view) = applied.spot else { return };
    if !model.book.solves(applied.pattern, "cross-service-query") {
        return;
    }
    let copy = model.book.is_copy(applied.pattern);
    let Some(at) = applied.at.filter(|_| model.parts.asks(Part::Links)) else { return };
    let open: Vec<usize> = model
        .view_owners(view)
        .into_iter()
        .filter(|owner| *owner != at)
        .filter(|owner| {
            let (from, to) = if copy { (*owner, at) } else { (at, *owner) };
            let wanted = if copy { Style::Event } else { Style::Sync };
            !model.between(from, Node::Service(to)).any(|line| line.style == wanted)
        })
        .collect();
    for owner in open {
        let entry = model.book.entry(applied.pattern);
        let name = &model.facts.views[view].name;
        sink.raise(Minor, [entry.id.as_str(), name.as_str(), model.name(owner)], || {
            let (from, to, style, what) = if copy {
                (owner, at, Style::Event, "feeds")
            } else {
                (at, owner, Style::Sync, "asks")
            };
            let message = if copy {
                format!(
                    "Nothing {what} `{name}` at `{}` with what `{}` owns",
                    model.name(at),
                    model.name(owner)
                )
            } else {
                format!(
                    "`{name}` at `{}` has no link that {what} `{}`",
                    model.name(at),
                    model.name(owner)
                )
            };
            Detail::new(message).fix(Fix::link(model, from, Node::Service(to), style))
        });
    }
}

/// Consumers that work side by side lose an order that the facts ask for.
fn out_of_order(model: &Model<'_>, sink: &mut Sink<'_>, at: usize) {
    let applied = &model.applied[at];
    let entry = model.book.entry(applied.pattern);
    let parallel = entry.id == "competing-consumers"
        || entry.id == "queue-driven-autoscaling"
        || entry.id == "priority-queue";
    if !parallel || !model.book.introduces(applied.pattern, "message-order") {
        return;
    }
    let lines = model.lines.iter().filter(|line| {
        line.style.is_message()
            && model.touches(applied.spot, applied.line, Spot::Link(line.from, line.to))
            && (!matches!(applied.spot, Spot::Service(_))
                || matches!((applied.spot, line.to), (Spot::Service(s), Node::Service(t)) if s == t))
    });
    for line in lines {
        let ordered =
            model.flows.iter().filter(|f| f.from == line.from && f.to == line.to).any(|f| {
                let capability = match f.why {
                    Why::Access(at) => model.remotes[at].capability,
                    Why::Step { step, .. } => step,
                    Why::Call { capability } => capability,
                };
                model.facts.capabilities[capability].ordered
            });
        if !ordered {
            continue;
        }
        let spot = Spot::Link(line.from, line.to);
        let settled = model.settled("message-order", spot, None, &Default::default());
        sink.owe("message-order", spot, settled);
        if !settled {
            let arrow = model.arrow(line.from, line.to);
            sink.raise(Minor, [entry.id.as_str(), arrow.as_str(), "order"], || {
                let with = ["sequential-convoy"];
                Detail::new(format!(
                    "`{}` may mix up messages that must keep their order",
                    entry.id
                ))
                .evidence([format!("{arrow} carries ordered work")])
                .fix(Fix::protect(model, line.from, line.to, line.style, &with))
            });
        }
    }
}

fn exposes_nothing(model: &Model<'_>, sink: &mut Sink<'_>, applied: &Applied) {
    let entry = model.book.entry(applied.pattern);
    let door = model.book.obligations.exposes.iter().any(|id| id.as_str() == entry.id);
    let Some(apply) = applied.apply.and_then(|at| model.answer.applies.get(at)) else { return };
    if !door || !apply.exposes.is_empty() {
        return;
    }
    sink.raise(Minor, [entry.id.as_str(), "exposes"], || {
        Detail::new(format!("`{}` exposes no service", entry.id))
            .fix(Fix::unapply(&entry.id, apply.on.as_deref()))
    });
}

fn exceptions(model: &Model<'_>, sink: &mut Sink<'_>) {
    let known: Vec<(&str, super::Severity)> =
        sink.findings.iter().map(|finding| (finding.rule, finding.severity)).collect();
    for accept in &model.answer.accepts {
        let of_rule = known.iter().filter(|(rule, _)| *rule == accept.rule);
        let severities: Vec<super::Severity> = of_rule.map(|(_, severity)| *severity).collect();
        let what = if super::rule(&accept.rule).is_none() {
            format!("there is no rule {}", accept.rule)
        } else if severities.is_empty() {
            format!("{} finds nothing that could be excused", accept.rule)
        } else if severities.iter().all(|severity| *severity == super::Severity::Blocker) {
            format!("{} is a blocker, which nothing excuses", accept.rule)
        } else {
            continue;
        };
        sink.raise(Info, [accept.rule.clone()], || {
            let what = crate::text::sanitize(&what).into_owned();
            let edits = vec![Edit::Withdraw { rule: accept.rule.clone() }];
            Detail::new(what).fix(Fix::new("Take the exception back", edits))
        });
    }
}
