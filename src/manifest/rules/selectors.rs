//! Who selects whom: controllers their pods, Services their workloads.

use crate::{
    manifest::{
        check::Check,
        labels::{self, Labels},
        object::Object,
        workload::Workload,
        yaml::{Node, is_filled_in},
    },
    verdict::Severity::{Blocker, Info, Major, Minor},
};

pub(super) fn check(check: &mut Check<'_>) {
    let world = check.world;
    for workload in world.workloads() {
        own(check, &workload);
    }
    overlap(check);
    for service in world.services() {
        if selects(service) {
            service_of(check, service);
        }
    }
}

/// Whether anything of a map is filled in by another program.
pub(super) fn is_open(node: &Node) -> bool {
    node.entries()
        .iter()
        .any(|(key, value)| is_filled_in(&key.text) || value.text().is_some_and(is_filled_in))
}

fn selects(service: &Object) -> bool {
    let selector = service.spec("selector");
    !selector.entries().is_empty()
        && !is_open(selector)
        && service.spec("type").str() != "ExternalName"
}

/// A controller's own selector.
fn own(check: &mut Check<'_>, workload: &Workload<'_>) {
    let object = workload.object;
    if !matches!(object.kind.as_str(), "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet") {
        return;
    }
    let selector = object.spec("selector");
    let labels = workload.labels();
    let open =
        is_open(selector.get("matchLabels")) || is_open(workload.template.at("metadata.labels"));
    if !selector.is_present() || open || labels::is_matched(selector, &labels) {
        return;
    }
    let wanted = labels::labels(selector.get("matchLabels"));
    let wrong = selector
        .get("matchLabels")
        .entries()
        .iter()
        .find(|(key, value)| labels.get(&key.text).map(String::as_str) != value.text());
    let node = wrong.map_or(selector, |(_, value)| value);
    let edit =
        wrong.and_then(|(key, value)| Some(check.edit(object, value, labels.get(&key.text)?)));
    let message = "The selector does not fit the labels of its own pods: the server refuses it";
    let raised = check.raise("K8-10", Blocker, object, node, message);
    raised.row("selector", labels::shown(&wanted), labels::shown(&labels));
    if let Some(edit) = edit {
        raised.fix("Select what the template bears", edit);
    }
}

/// Two controllers that want the same pods.
fn overlap(check: &mut Check<'_>) {
    let world = check.world;
    let controls = |workload: &Workload<'_>| {
        matches!(
            workload.object.kind.as_str(),
            "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet"
        ) && workload.object.spec("selector").is_present()
            && !is_open(workload.object.spec("selector.matchLabels"))
    };
    let all: Vec<(Workload<'_>, Labels)> =
        world.workloads().filter(controls).map(|workload| (workload, workload.labels())).collect();
    for (at, (one, mine)) in all.iter().enumerate() {
        for (other, theirs) in all.iter().skip(at + 1) {
            if one.namespace() != other.namespace() || one.object.name == other.object.name {
                continue;
            }
            let (first, second) = (one.object.spec("selector"), other.object.spec("selector"));
            if !(labels::is_matched(first, theirs) || labels::is_matched(second, mine)) {
                continue;
            }
            let same_file = one.object.file == other.object.file;
            let severity = if check.facts.open && !same_file { Info } else { Major };
            let message =
                "Two controllers select the same pods: each may take or remove the other's";
            let raised = check.raise("K8-13", severity, other.object, second, message);
            raised.row(one.object.id(), labels::shown(mine), "a label that tells them apart");
            raised.detail(one.object.id());
        }
    }
}

fn service_of(check: &mut Check<'_>, service: &Object) {
    let world = check.world;
    let found = world.selected(service);
    let selector = service.spec("selector");
    if found.is_empty() {
        if !world.workloads_may_be_lost() {
            nobody(check, service, selector);
        }
        return;
    }
    if found.len() < 2 {
        return;
    }
    let serves = |workload: &Workload<'_>| {
        let ports = service.spec("ports").items();
        ports.iter().any(|port| super::ports::resolves(check.facts, workload, port) != Some(false))
    };
    let (fit, other): (Vec<Workload<'_>>, Vec<Workload<'_>>) = found.into_iter().partition(serves);
    if fit.is_empty() {
        return;
    }
    for workload in other {
        let message = "Part of the requests goes to pods that listen on none of these ports";
        let raised = check.raise("K8-12", Minor, service, selector, message);
        raised.row(
            workload.object.id(),
            labels::shown(&workload.labels()),
            "a label that leaves it out",
        );
        raised.detail(workload.object.id());
    }
}

/// A Service whose selector meets no pod.
fn nobody(check: &mut Check<'_>, service: &Object, selector: &Node) {
    let world = check.world;
    let elsewhere =
        world.workloads().find(|workload| labels::is_selected(selector, &workload.labels()));
    if let Some(workload) = elsewhere {
        let namespace = service.at("metadata.namespace");
        let edit =
            namespace.is_present().then(|| check.edit(service, namespace, workload.namespace()));
        let message = "Its pods are in another namespace: a Service sees only its own";
        let raised = check.raise("K8-14", Major, service, selector, message);
        raised.row(workload.object.id(), workload.namespace(), service.namespace.as_str());
        if let Some(edit) = edit {
            raised.fix("Move the Service to its pods", edit);
        }
        return;
    }
    let near: Vec<(Workload<'_>, Labels)> = world
        .workloads_in(&service.namespace)
        .map(|workload| (workload, workload.labels()))
        .collect();
    let shared = |labels: &Labels| {
        selector
            .pairs()
            .filter(|(key, value)| labels.get(*key).map(String::as_str) == Some(*value))
            .count()
    };
    let best = near
        .iter()
        .max_by_key(|(workload, labels)| (shared(labels), workload.name() == service.name));
    let wrong = best.and_then(|(_, labels)| {
        let (key, value) = selector
            .entries()
            .iter()
            .find(|(key, value)| labels.get(&key.text).map(String::as_str) != value.text())?;
        Some((key, value, labels.get(&key.text)?))
    });
    let values: Vec<String> =
        near.iter().flat_map(|(_, labels)| labels.values().cloned()).collect();
    let bad = wrong.map_or("", |(_, value, _)| value.str());
    let fixable = selector.entries().len() == 1 && near.len() == 1;
    let edit = wrong.filter(|_| fixable).map(|(_, value, right)| check.edit(service, value, right));
    let message = "The selector meets no pod: every request is refused";
    let raised = check.raise("K8-11", Major, service, selector, message);
    let yours = labels::shown(&labels::labels(selector));
    let needed = best.map_or("a workload with these labels".to_owned(), |(workload, labels)| {
        format!("{} has {}", workload.object.id(), labels::shown(labels))
    });
    raised.row("selector", yours, needed).near(bad, values.iter().map(String::as_str));
    if let Some(edit) = edit {
        raised.fix("Select the labels of the pods", edit);
    }
}
