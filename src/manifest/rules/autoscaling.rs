//! Autoscalers and what they scale.

use crate::{
    manifest::{
        check::{Check, listed},
        object::Object,
        workload::Workload,
        yaml::{Node, is_filled_in},
    },
    verdict::Severity::{Major, Minor},
};

pub(super) fn check(check: &mut Check<'_>) {
    let world = check.world;
    for scaler in world.of_kind("HorizontalPodAutoscaler") {
        bounds(check, scaler);
        target(check, scaler);
    }
}

/// The object that an autoscaler scales.
pub(crate) fn scaled<'w>(check: &Check<'w>, scaler: &Object) -> Option<&'w Object> {
    let target = scaler.spec("scaleTargetRef");
    check.world.find(target.get("kind").str(), &scaler.namespace, target.get("name").str())
}

/// The smallest number of pods that a workload runs: an autoscaler's, else its own.
pub(crate) fn fewest(check: &Check<'_>, workload: &Workload<'_>) -> i64 {
    let scaler = check.world.of_kind("HorizontalPodAutoscaler").find(|scaler| {
        scaled(check, scaler).is_some_and(|object| std::ptr::eq(object, workload.object))
    });
    scaler.map_or_else(
        || workload.replicas(),
        |scaler| scaler.spec("minReplicas").count().unwrap_or(1),
    )
}

fn bounds(check: &mut Check<'_>, scaler: &Object) {
    let (least, most) = (scaler.spec("minReplicas"), scaler.spec("maxReplicas"));
    if let (Some(low), Some(high)) = (least.int(), most.int())
        && low > high
    {
        let message = "It wants more at least than at most";
        let raised = check.raise("K8-45", Major, scaler, least, message);
        raised
            .row("minReplicas", low.to_string(), format!("at most {high}"))
            .sure()
            .detail("minReplicas");
    }
}

fn target(check: &mut Check<'_>, scaler: &Object) {
    let world = check.world;
    let target = scaler.spec("scaleTargetRef");
    let (kind, name) = (target.get("kind").str(), target.get("name"));
    let builtin =
        ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"].contains(&kind);
    if !name.is_present() || is_filled_in(name.str()) || !builtin {
        return;
    }
    let Some(object) = scaled(check, scaler) else {
        if world.may_be_lost(kind) {
            return;
        }
        let elsewhere = world.of_kind(kind).find(|object| object.name == name.str());
        let rule = if elsewhere.is_some() { "K8-14" } else { "K8-45" };
        let message = "The autoscaler scales nothing: its target is not there";
        let known: Vec<&str> = world.of_kind(kind).map(|object| object.name.as_str()).collect();
        let needed = elsewhere
            .map_or_else(|| listed(&known), |object| format!("namespace {}", object.namespace));
        check
            .raise(rule, Major, scaler, name, message)
            .row("scaleTargetRef", format!("{kind}/{}", name.str()), needed)
            .near(name.str(), known);
        return;
    };
    if object.spec("replicas").is_present() {
        let message = "Each apply sets the number back that the autoscaler had chosen";
        let replicas = object.spec("replicas");
        check.raise("K8-46", Minor, object, replicas, message).row(
            "replicas",
            replicas.str(),
            "no number: the autoscaler has it",
        );
    }
    let Some(workload) = Workload::of(object) else { return };
    let kinds = metrics(scaler);
    for (kind, node) in &kinds {
        requests(check, scaler, &workload, kind, node);
    }
    vertical(check, scaler, object, &kinds);
}

/// Resources that it scales on by utilisation, with the place that says so.
fn metrics(scaler: &Object) -> Vec<(String, &Node)> {
    let old = scaler.spec("targetCPUUtilizationPercentage");
    let mut found = Vec::new();
    if old.is_present() {
        found.push(("cpu".to_owned(), old));
    }
    for metric in scaler.spec("metrics").items() {
        let resource = metric.get("resource");
        if metric.get("type").str() == "Resource"
            && resource.at("target.type").str() == "Utilization"
        {
            found.push((resource.get("name").str().to_owned(), resource));
        }
    }
    let speaks = old.is_present() || scaler.spec("metrics").is_present();
    if !speaks && scaler.spec("scaleTargetRef").is_present() {
        found.push(("cpu".to_owned(), scaler.spec("scaleTargetRef")));
    }
    found
}

fn requests(
    check: &mut Check<'_>,
    scaler: &Object,
    workload: &Workload<'_>,
    kind: &str,
    node: &Node,
) {
    for container in workload.running() {
        let resources = container.get("resources");
        if ["requests", "limits"].iter().any(|side| resources.get(side).get(kind).is_present()) {
            continue;
        }
        let name = container.get("name").str();
        let message = "A share of a request that is not made is no number: it never scales";
        let raised = check.raise("K8-44", Major, scaler, node, message);
        raised
            .row(
                format!("{} {name}", workload.object.id()),
                format!("no request of {kind}"),
                "a request",
            )
            .detail(format!("{name} {kind}"));
        raised.transformed |= workload.object.transformed;
    }
}

/// A vertical autoscaler on the same metric.
fn vertical(check: &mut Check<'_>, scaler: &Object, object: &Object, kinds: &[(String, &Node)]) {
    let world = check.world;
    for other in world.of_kind("VerticalPodAutoscaler") {
        let target = other.spec("targetRef");
        let same = target.get("name").str() == object.name && other.namespace == scaler.namespace;
        if !same || other.spec("updatePolicy.updateMode").str() == "Off" {
            continue;
        }
        let controlled = |kind: &str| {
            let policies = other.spec("resourcePolicy.containerPolicies").items();
            let lists = policies.iter().map(|policy| policy.get("controlledResources"));
            let named: Vec<&str> = lists.flat_map(Node::texts).collect();
            named.is_empty() || named.contains(&kind)
        };
        if let Some((kind, _)) = kinds.iter().find(|(kind, _)| controlled(kind)) {
            let message = "Two autoscalers follow one metric: each undoes what the other did";
            check.raise("K8-47", Major, other, target, message).row(
                scaler.id(),
                kind,
                "another metric for one of them",
            );
        }
    }
}
