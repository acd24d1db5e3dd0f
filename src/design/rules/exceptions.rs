//! exceptions. A finding is lifted only where a fact of the scenario excuses it at that place and
//! the reason names a fact; everything else that is accepted lifts nothing and is said so.

use super::{Detail, Finding, Rule, Severity, Severity::Info, Sink};
use crate::design::{
    architecture::{Accept, edit::Edit},
    fix::Fix,
    forces::{self, Force},
    model::Model,
    scenario::{Change, Consistency, Load, Part, Secrecy},
};

pub(super) const RULES: &[Rule] = &[Rule {
    id: "A-01",
    name: "an exception excuses something",
    part: Part::Always,
    cites: &[],
    check: exceptions,
}];

/// Exceptions that may lift something; more of them are a design of their own.
const MOST_LIFTING: usize = 3;

/// Messages for the forces of a scenario, in which a reason may be given.
const FORCE_WORDS: [&str; 34] = [
    "zone",
    "zones",
    "team",
    "teams",
    "load",
    "loads",
    "batch",
    "stream",
    "bursty",
    "burst",
    "bursts",
    "cpu",
    "peak",
    "rate",
    "change",
    "changes",
    "criticality",
    "critical",
    "uncritical",
    "secrecy",
    "secret",
    "confidential",
    "personal",
    "pii",
    "public",
    "private",
    "strong",
    "atomic",
    "together",
    "fault",
    "faults",
    "fails",
    "availability",
    "latency",
];

fn exceptions(model: &Model<'_>, sink: &mut Sink<'_>) {
    for finding in &mut sink.findings {
        if matches!(finding.severity, Severity::Major | Severity::Minor) {
            finding.excusable = excusing_fact(model, finding);
        }
    }
    let mut accepts: Vec<&Accept> = model.answer.accepts.iter().collect();
    accepts.sort_by(|a, b| (&a.rule, &a.because).cmp(&(&b.rule, &b.because)));
    let mut lifting = 0;
    for accept in accepts {
        let what = match plea(model, &sink.findings, accept) {
            Ok(_) if lifting >= MOST_LIFTING => {
                format!("{MOST_LIFTING} exceptions lift already; {} is one too many", accept.rule)
            }
            Ok(facts) => {
                lifting += 1;
                for (at, fact) in facts {
                    if let Some(finding) = sink.findings.get_mut(at) {
                        finding.excused = Some(fact);
                    }
                }
                continue;
            }
            Err(what) => what,
        };
        sink.raise(Info, [accept.rule.clone()], || {
            let edits = vec![Edit::Withdraw { rule: accept.rule.clone() }];
            let what = crate::text::sanitize(&what).into_owned();
            Detail::new(what).fix(Fix::new("Take the exception back", edits))
        });
    }
}

/// The findings that an exception lifts, each with its fact; else why it lifts nothing.
fn plea(
    model: &Model<'_>,
    findings: &[Finding],
    accept: &Accept,
) -> Result<Vec<(usize, String)>, String> {
    let rule = &accept.rule;
    if super::rule(rule).is_none() {
        return Err(format!("there is no rule {rule}"));
    }
    let of_rule = findings.iter().enumerate().filter(|(_, finding)| finding.rule == rule);
    let of_rule: Vec<(usize, &Finding)> = of_rule.collect();
    if of_rule.is_empty() {
        return Err(format!("{rule} finds nothing that could be excused"));
    }
    if of_rule.iter().all(|(_, finding)| finding.severity == Severity::Blocker) {
        return Err(format!("{rule} is a blocker, which nothing excuses"));
    }
    let facts: Vec<(usize, String)> = of_rule
        .into_iter()
        .filter_map(|(at, finding)| Some((at, finding.excusable.clone()?)))
        .collect();
    if facts.is_empty() {
        return Err(format!("no fact of the scenario excuses what {rule} found"));
    }
    if !names_a_fact(model, &accept.because) {
        return Err(format!("the reason for {rule} names no fact of the scenario and no force"));
    }
    Ok(facts)
}

/// Whether a reason names something that the scenario says.
fn names_a_fact(model: &Model<'_>, because: &str) -> bool {
    let facts = model.facts;
    let text = because.to_lowercase();
    let words: Vec<&str> =
        text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).collect();
    let named = |name: &str| {
        let name = name.to_lowercase();
        words.contains(&name.as_str()) || (name.contains(' ') && text.contains(&name))
    };
    let names = facts.entity_names.keys().chain(facts.capability_names.keys());
    let names = names.chain(facts.transaction_names.keys()).chain(facts.view_names.keys());
    let names = names.chain(facts.team_names.keys()).chain(facts.external_names.keys());
    let mut names = names.chain(facts.zones.iter().map(|zone| &zone.name)).chain(&facts.clients);
    FORCE_WORDS.iter().any(|word| words.contains(word)) || names.any(|name| named(name))
}

/// The fact that excuses a finding at its place; a rule without one here is never excused.
fn excusing_fact(model: &Model<'_>, finding: &Finding) -> Option<String> {
    let place = |at: usize| finding.place.get(at).map(String::as_str);
    let service = |at: usize| {
        let name = place(at)?;
        model.answer.services.iter().position(|service| service.name == name)
    };
    match finding.rule {
        "S-01" => {
            let (own, other) = (service(1)?, service(2)?);
            match (model.facts.entity(place(0)?), model.facts.capability(place(0)?)) {
                (Some(entity), _) => force_on_entity(model, entity, own, other),
                (None, Some(capability)) => force_on_capability(model, capability, own, other),
                _ => None,
            }
        }
        "S-06" => worth_it(model, service(0)?, service(1)?),
        "Q-01" | "Q-02" | "Q-03" => bound_together(model, place(1)?, place(2)?),
        "I-06" => {
            let (one, two) = (service(0)?, service(1)?);
            let apart = forces::between(model, one, two).contains(&Force::Zone);
            apart.then(|| "their zones must be apart".to_owned())
        }
        _ => None,
    }
}

/// What keeps an entity from where its neighbors are.
fn force_on_entity(model: &Model<'_>, entity: usize, own: usize, other: usize) -> Option<String> {
    let facts = model.facts;
    let one = &facts.entities[entity];
    let there = model.owns[other].iter().map(|e| &facts.entities[*e]);
    let apart = one.zone.and_then(|zone| {
        let theirs = there.clone().filter_map(|entity| entity.zone);
        let apart = theirs.into_iter().find(|theirs| facts.apart(zone, *theirs))?;
        Some(format!(
            "{} is in the zone {}, apart from {}",
            one.name, facts.zones[zone].name, facts.zones[apart].name
        ))
    });
    let hides = |a: Option<Secrecy>, b: Option<Secrecy>| {
        a.is_some_and(|a| a >= Secrecy::Pii) && b == Some(Secrecy::Public)
    };
    let secret = || {
        let differs = there
            .clone()
            .find(|e| hides(one.secrecy, e.secrecy) || hides(e.secrecy, one.secrecy))?;
        Some(format!("{} and {} differ in secrecy", one.name, differs.name))
    };
    let change = || {
        let slow = there.clone().find(|e| e.change == Some(Change::Rarely))?;
        (one.change == Some(Change::Often))
            .then(|| format!("{} changes often, {} rarely", one.name, slow.name))
    };
    let team = || {
        forces::one_team(model, &facts.writers_of(entity), own, other)
            .map(|team| format!("only the team {team} writes {}", one.name))
    };
    apart.or_else(secret).or_else(change).or_else(team)
}

/// What keeps a capability from where its data is.
fn force_on_capability(
    model: &Model<'_>,
    capability: usize,
    own: usize,
    other: usize,
) -> Option<String> {
    let name = model.capability(capability);
    if let Some(team) = forces::one_team(model, &[capability], own, other) {
        return Some(format!("{name} belongs to the team {team}"));
    }
    let clash = model.does[other].iter().find(|c| {
        forces::loads_clash(model.facts, capability, **c)
            || forces::criticality_clashes(model.facts, capability, **c)
    })?;
    Some(format!("{name} and {} may not share a machine", model.capability(*clash)))
}

/// What makes a small service worth its price.
fn worth_it(model: &Model<'_>, service: usize, partner: usize) -> Option<String> {
    let facts = model.facts;
    let zone = |service: usize| {
        model.owns[service].iter().filter_map(|e| facts.entities[*e].zone).collect::<Vec<_>>()
    };
    let theirs = zone(partner);
    let zoned = zone(service).into_iter().find(|zone| !theirs.contains(zone));
    if let Some(zone) = zoned {
        return Some(format!("the zone {} is its own", facts.zones[zone].name));
    }
    let busy = model.does[service].iter().find(|c| facts.capabilities[**c].load != Load::Steady)?;
    let facts = &facts.capabilities[*busy];
    Some(format!("{} is a {} load", facts.name, facts.load.word()))
}

/// A transaction that needs both capabilities at once in one place.
fn bound_together(model: &Model<'_>, one: &str, two: &str) -> Option<String> {
    let (one, two) = (model.facts.capability(one)?, model.facts.capability(two)?);
    let binding = model.facts.transactions.iter().find(|transaction| {
        transaction.consistency == Consistency::Strong
            && transaction.steps.contains(&one)
            && transaction.steps.contains(&two)
    })?;
    Some(format!("{} must be atomic over both", binding.name))
}
