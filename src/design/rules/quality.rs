//! Q: what differs too much to share a service.

use super::{
    Detail, Rule,
    Severity::{Info, Major, Minor},
    Sink,
};
use crate::{
    catalog::obligation::Values,
    design::{
        fix::Fix,
        forces::{self, first_pair},
        limits::Limit,
        model::{Model, Spot},
        scenario::{Change, Load, Part, Secrecy},
    },
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "Q-01",
        name: "loads of different kinds stay apart",
        part: Part::Services,
        cites: &["horizontal-autoscaling"],
        check: load,
    },
    Rule {
        id: "Q-02",
        name: "what changes often stays apart from what never does",
        part: Part::Services,
        cites: &["bounded-context"],
        check: change,
    },
    Rule {
        id: "Q-03",
        name: "what fails stays apart from what may not",
        part: Part::Services,
        cites: &["bulkhead"],
        check: criticality,
    },
    Rule {
        id: "Q-04",
        name: "confidential data stays apart from public data",
        part: Part::Ownership,
        cites: &["zero-trust", "data-encryption"],
        check: secrecy,
    },
];

/// Splits a service so that everything that clashes with `fixed` moves out.
fn split_off(model: &Model<'_>, service: usize, clashes: impl Fn(usize) -> bool) -> Vec<Fix> {
    let out: Vec<usize> = model.does[service].iter().copied().filter(|c| clashes(*c)).collect();
    // What only the leaving capabilities write leaves with them.
    let owns: Vec<usize> = model.owns[service]
        .iter()
        .copied()
        .filter(|entity| {
            let mut writers =
                model.does[service].iter().filter(|c| model.facts.writes(**c, *entity)).peekable();
            writers.peek().is_some() && writers.all(|c| out.contains(c))
        })
        .collect();
    let single: Vec<usize> = out.iter().copied().take(1).collect();
    let mut fixes: Vec<Fix> = Fix::split(model, service, &out, &owns).into_iter().collect();
    if out.len() > 1 {
        fixes.extend(Fix::split(model, service, &single, &[]));
    }
    fixes
}

fn load(model: &Model<'_>, sink: &mut Sink<'_>) {
    for service in 0..model.size() {
        let clash = |one, two| forces::loads_clash(model.facts, one, two);
        let pair = first_pair(&model.does[service], clash);
        let pair = pair.and_then(|(one, two)| forces::clashing(model.facts, one, two));
        let Some((heavy, light)) = pair else { continue };
        let spot = Spot::Service(service);
        let settled = model.settled("mixed-load", spot, None, &Values::default());
        sink.owe("mixed-load", spot, settled);
        if settled {
            continue;
        }
        let name = model.name(service);
        let severity = if swept_along(model, service) { Major } else { Minor };
        sink.raise(severity, [name, model.capability(heavy), model.capability(light)], || {
            let row = |at: usize| {
                let facts = &model.facts.capabilities[at];
                let rate = facts.rate.map(|rate| format!(" at {rate} requests/s"));
                let work = facts.cpu_ms.map(|ms| format!(", {ms} ms each"));
                let [rate, work] = [rate, work].map(Option::unwrap_or_default);
                format!("{}: {}{rate}{work}", facts.name, facts.load.word())
            };
            let apart = [heavy, light]
                .into_iter()
                .flat_map(|fixed| split_off(model, service, |other| clash(fixed, other)));
            Detail::new(format!("Very different loads share `{name}`"))
                .evidence([row(heavy), row(light)])
                .fix(Fix::apply("bulkhead", Some(name), None))
                .fixes(apart)
        });
    }
}

/// Whether a stream with ten times the requests of all the rest together shares a service with steps of
/// another team that people wait for.
fn swept_along(model: &Model<'_>, service: usize) -> bool {
    let facts = model.facts;
    let does = &model.does[service];
    let rates: Option<Vec<f64>> = does.iter().map(|c| facts.capabilities[*c].rate).collect();
    let Some(rates) = rates else { return false };
    let all: f64 = rates.iter().sum();
    let ratio = facts.limits.get(Limit::LoadRatio);
    does.iter().zip(&rates).any(|(stream, rate)| {
        let foreign = |c: &usize| {
            let mut own = facts.teams_of(*stream);
            let waited = facts.transactions.iter().any(|t| t.waits_for(*c));
            waited
                && facts.teams_of(*c).next().is_some()
                && own.all(|team| !facts.teams_of(*c).any(|other| other == team))
        };
        facts.capabilities[*stream].load == Load::Stream
            && *rate >= ratio * (all - rate)
            && does.iter().any(|c| c != stream && foreign(c))
    })
}

fn change(model: &Model<'_>, sink: &mut Sink<'_>) {
    for service in 0..model.size() {
        let of = |wanted: Change| {
            let does = model.does[service].iter().copied();
            let found = does.filter(|c| model.facts.capabilities[*c].change == Some(wanted));
            found.collect::<Vec<_>>()
        };
        let (often, rarely) = (of(Change::Often), of(Change::Rarely));
        let (Some(first), Some(last)) = (often.first(), rarely.first()) else { continue };
        let bound = often
            .iter()
            .any(|one| rarely.iter().any(|two| model.facts.share_transaction(*one, *two)));
        let name = model.name(service);
        let place = [name, model.capability(*first), model.capability(*last)];
        sink.raise(if bound { Info } else { Minor }, place, || {
            let rows = |of: &[usize], word: &str| {
                let names: Vec<&str> = of.iter().map(|c| model.capability(*c)).collect();
                format!("{word}: {}", names.join(", "))
            };
            let out =
                [&often, &rarely].map(|side| split_off(model, service, |c| side.contains(&c)));
            Detail::new(format!("Parts of `{name}` change at very different speeds"))
                .evidence([rows(&often, "often"), rows(&rarely, "rarely")])
                .fixes(out.into_iter().flatten())
        });
    }
}

fn criticality(model: &Model<'_>, sink: &mut Sink<'_>) {
    for service in 0..model.size() {
        let clash = |one, two| forces::criticality_clashes(model.facts, one, two);
        let Some((one, two)) = first_pair(&model.does[service], clash) else { continue };
        let spot = Spot::Service(service);
        let settled = model.settled("mixed-criticality", spot, None, &Values::default());
        sink.owe("mixed-criticality", spot, settled);
        if settled {
            continue;
        }
        let name = model.name(service);
        sink.raise(Minor, [name, model.capability(one), model.capability(two)], || {
            let apart = [one, two]
                .into_iter()
                .flat_map(|fixed| split_off(model, service, |other| clash(fixed, other)));
            Detail::new(format!(
                "`{}` and `{}` differ in criticality, and one of them fails often",
                model.capability(one),
                model.capability(two)
            ))
            .evidence([format!("both run in {name}")])
            .fix(Fix::apply("bulkhead", Some(name), None))
            .fixes(apart)
        });
    }
}

fn secrecy(model: &Model<'_>, sink: &mut Sink<'_>) {
    for service in 0..model.size() {
        let of = |wanted: fn(Secrecy) -> bool| {
            let owns = model.owns[service].iter().copied();
            let found = owns.filter(|e| model.facts.entities[*e].secrecy.is_some_and(wanted));
            found.collect::<Vec<_>>()
        };
        let hidden = of(|secrecy| secrecy >= Secrecy::Pii);
        let open = of(|secrecy| secrecy == Secrecy::Public);
        let (Some(first), Some(last)) = (hidden.first(), open.first()) else { continue };
        let spot = Spot::Service(service);
        let settled = model.settled("mixed-secrecy", spot, None, &Values::default());
        sink.owe("mixed-secrecy", spot, settled);
        if settled {
            continue;
        }
        let name = model.name(service);
        sink.raise(Minor, [name, model.entity(*first), model.entity(*last)], || {
            let rows = |of: &[usize], word: &str| {
                let names: Vec<&str> = of.iter().map(|e| model.entity(*e)).collect();
                format!("{word}: {}", names.join(", "))
            };
            Detail::new(format!("`{name}` keeps confidential data beside public data"))
                .evidence([rows(&hidden, "confidential"), rows(&open, "public")])
                .fix(Fix::apply("data-encryption", Some(name), None))
                .fixes(
                    [
                        Fix::split(model, service, &[], &hidden),
                        Fix::split(model, service, &[], &open),
                    ]
                    .into_iter()
                    .flatten(),
                )
        });
    }
}
