//! Brings an answer to other facts: what names something that is gone is dropped, and told.

use crate::design::{Architecture, Scenario};

/// The answer without the names that the facts do not have, and those names.
pub(super) fn migrated(answer: &Architecture, facts: &Scenario) -> (Architecture, Vec<String>) {
    let mut answer = answer.clone();
    let mut dropped: Vec<String> = Vec::new();
    answer.scenario.clone_from(&facts.id);
    let mut keep = |there: bool, name: &str| {
        if !there && !dropped.iter().any(|known| known == name) {
            dropped.push(name.to_owned());
        }
        there
    };
    for service in &mut answer.services {
        service.does.retain(|name| keep(facts.capability(name).is_some(), name));
        service.owns.retain(|name| keep(facts.entity(name).is_some(), name));
        service.team = service.team.take().filter(|name| keep(facts.team(name).is_some(), name));
    }
    let services: Vec<String> =
        answer.services.iter().map(|service| service.name.clone()).collect();
    let is_service = |name: &str| services.iter().any(|known| known == name);
    let is_end = |name: &str| is_service(name) || facts.external(name).is_some();
    let is_served = |name: &str| facts.transaction(name).is_some() || facts.view(name).is_some();
    answer.links.retain_mut(|link| {
        link.serves.retain(|name| keep(is_served(name), name));
        let arrow = format!("{}->{}", link.from, link.to);
        keep(is_service(&link.from) && is_end(&link.to), &arrow)
    });
    answer.applies.retain_mut(|apply| {
        apply.compensate.retain(|(step, _)| keep(facts.capability(step).is_some(), step));
        apply.exposes.retain(|name| keep(is_service(name), name));
        apply.at = apply.at.take().filter(|name| keep(is_service(name), name));
        let Some(on) = &apply.on else { return true };
        let there = match on.split_once("->") {
            Some((from, to)) => is_service(from.trim()) && is_end(to.trim()),
            None => is_served(on) || is_service(on) || facts.client(on).is_some(),
        };
        keep(there, on)
    });
    (answer, dropped)
}
