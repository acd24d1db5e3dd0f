//! Seeding a fault: a good cut is broken in one place, in a way that one rule alone notices.

use std::collections::BTreeSet;

use super::Setting;
use crate::{
    chance::Chance,
    design::{Architecture, Edit, Finding, Link, Model, Style, assess, review, rules::Rule},
};

/// A cut with a fault in it, and what the grader says of that.
pub(super) struct Fault {
    pub(super) answer: Architecture,
    /// The service that is wrong.
    pub(super) service: String,
    /// Services that the findings name; none of them may pass for a sound one.
    pub(super) named: BTreeSet<String>,
    /// Every rule that says something about the cut.
    pub(super) fired: BTreeSet<&'static str>,
    /// What was not found before.
    pub(super) findings: Vec<Finding>,
}

/// One way to break a cut, and the service whose doing it is.
struct Slip {
    edits: Vec<Edit>,
    service: String,
}

/// A fault that breaks one rule, and what shows it; the first that can be shown, in an order of chance.
pub(super) fn seeded<S>(
    setting: &Setting<'_>,
    rule: &Rule,
    chance: &mut Chance,
    show: impl Fn(&Fault) -> Option<S>,
) -> Option<(Fault, S)> {
    let mut references: Vec<&Architecture> = setting.references.iter().collect();
    chance.shuffle(&mut references);
    references.into_iter().find_map(|reference| {
        let before = assess(setting.facts, reference, setting.book).findings;
        let mut slips = slips(reference);
        chance.shuffle(&mut slips);
        slips.into_iter().find_map(|slip| {
            let fault = fault(setting, rule, &before, reference.with(&slip.edits), slip.service)?;
            let shown = show(&fault)?;
            Some((fault, shown))
        })
    })
}

fn fault(
    setting: &Setting<'_>,
    rule: &Rule,
    before: &[Finding],
    answer: Architecture,
    service: String,
) -> Option<Fault> {
    let is_new = |finding: &Finding| {
        !before.iter().any(|old| old.rule == finding.rule && old.place == finding.place)
    };
    let quick = assess(setting.facts, &answer, setting.book).findings;
    let mut new = quick.iter().filter(|finding| is_new(finding)).peekable();
    new.peek()?;
    if new.any(|finding| finding.rule != rule.id) {
        return None;
    }
    let fired = quick.iter().map(|finding| finding.rule).collect();
    let found = review(&Model::new(setting.facts, &answer, setting.book)).findings;
    let findings: Vec<Finding> = found.into_iter().filter(is_new).collect();
    let named: BTreeSet<String> = findings.iter().flat_map(|one| named(one, &answer)).collect();
    named.contains(&service).then_some(Fault { answer, service, named, fired, findings })
}

/// The services that the place of a finding names; an arrow names two.
fn named(finding: &Finding, answer: &Architecture) -> Vec<String> {
    let names = finding.place.iter().flat_map(|place| place.split("->"));
    names.filter(|name| answer.service(name).is_some()).map(str::to_owned).collect()
}

/// Every way to break a link or to do without a pattern.
fn slips(answer: &Architecture) -> Vec<Slip> {
    let links = answer.links.iter().flat_map(|link| {
        let ways = broken_links(link, answer.service(&link.to).is_some());
        ways.into_iter().map(|edits| Slip { edits, service: link.from.clone() })
    });
    let applies = answer.applies.iter().filter_map(|apply| {
        let places = [&apply.at, &apply.on].into_iter().flatten();
        let service = places.into_iter().find(|name| answer.service(name).is_some())?;
        let gone = Edit::Unapply { pattern: apply.pattern.clone(), on: apply.on.clone() };
        Some(Slip { edits: vec![gone], service: service.clone() })
    });
    links.chain(applies).collect()
}

/// A link into the other's database, without its protections, repeated without care, gone, or protected
/// where nobody waits.
fn broken_links(link: &Link, between_services: bool) -> Vec<Vec<Edit>> {
    let (from, to, style) = (&link.from, &link.to, link.style);
    let protect = |with: &str| {
        let (from, to) = (from.clone(), to.clone());
        vec![Edit::Protect { from, to, style, with: with.to_owned() }]
    };
    let has = |with: &str| link.with.iter().any(|one| one == with);
    let mut ways = vec![vec![Edit::RemoveLink { from: from.clone(), to: to.clone(), style }]];
    if between_services && style != Style::Db {
        let (from, to) = (from.clone(), to.clone());
        ways.push(vec![Edit::Restyle { from, to, style, into: Style::Db }]);
    }
    if style == Style::Sync {
        let bare = link.with.iter().map(|with| Edit::Unprotect {
            from: from.clone(),
            to: to.clone(),
            style,
            with: with.clone(),
        });
        ways.push(bare.collect());
        if !has("idempotency-key") && !has("retry-with-backoff") {
            ways.push(protect("retry-with-backoff"));
        }
    }
    if style == Style::Event && !has("circuit-breaker") {
        ways.push(protect("circuit-breaker"));
    }
    ways.retain(|edits| !edits.is_empty());
    ways
}
