//! NetworkPolicies: whom they select, what they let in and out.

use crate::{
    manifest::{
        check::Check,
        labels,
        netpol::{self, Direction},
        object::Object,
        raised::Witness,
        workload::Workload,
        yaml::Node,
    },
    verdict::Severity::Major,
};

pub(super) fn check(check: &mut Check<'_>) {
    let world = check.world;
    for policy in
        world.of_kind("NetworkPolicy").filter(|object| object.group() == "networking.k8s.io")
    {
        nobody(check, policy);
        either(check, policy);
        silent(check, policy);
        ports(check, policy);
    }
}

fn selected<'w>(check: &Check<'w>, policy: &'w Object) -> Vec<Workload<'w>> {
    let selector = policy.spec("podSelector");
    let all = check.world.workloads_in(&policy.namespace);
    all.filter(|workload| labels::is_matched(selector, &workload.labels())).collect()
}

fn nobody(check: &mut Check<'_>, policy: &Object) {
    let selector = policy.spec("podSelector");
    let open = super::selectors::is_open(selector.get("matchLabels"));
    let empty = selector.entries().is_empty();
    if empty || open || !selected(check, policy).is_empty() || check.world.workloads_may_be_lost() {
        return;
    }
    let values: Vec<String> =
        check.world.workloads().flat_map(|workload| workload.labels().into_values()).collect();
    let wanted = labels::labels(selector.get("matchLabels"));
    let name = wanted.values().next().cloned().unwrap_or_default();
    let message = "The policy selects no pod: it protects nothing";
    let raised = check.raise("K8-64", Major, policy, selector, message);
    raised
        .row("podSelector", labels::shown(&wanted), "labels of pods in this namespace")
        .near(&name, values.iter().map(String::as_str));
}

/// Items of a list where one was meant: each lets in by itself.
fn either(check: &mut Check<'_>, policy: &Object) {
    for (rules, peers) in [("ingress", "from"), ("egress", "to")] {
        for rule in policy.spec(rules).items() {
            let items = rule.get(peers).items();
            let only = |item: &&Node, key: &str, other: &str| item.has(key) && !item.has(other);
            let pods = items.iter().find(|item| only(item, "podSelector", "namespaceSelector"));
            let spaces = items.iter().find(|item| only(item, "namespaceSelector", "podSelector"));
            let (Some(_), Some(space)) = (pods, spaces) else { continue };
            let message =
                "Two items are two doors: pods of this namespace, and everything in that one";
            let raised = check.raise("K8-65", Major, policy, space, message);
            raised
                .row(format!("{peers} items"), "OR", "both selectors in one item: AND")
                .needs(Witness::Never);
        }
    }
}

/// Nothing may go out, not even the question for a name.
fn silent(check: &mut Check<'_>, policy: &Object) {
    if !netpol::has_direction(policy, Direction::Out) {
        return;
    }
    let world = check.world;
    let cut = selected(check, policy).into_iter().find(|workload| {
        let labels = workload.labels();
        !netpol::names_allowed(world, workload.namespace(), &labels)
    });
    if let Some(workload) = cut {
        let node = policy.spec("podSelector");
        let message = "Nothing may ask for a name: every call by name fails before it starts";
        let raised = check.raise("K8-66", Major, policy, node, message);
        raised
            .row(workload.object.id(), "no egress to port 53", "UDP and TCP 53 to kube-system")
            .needs(Witness::Must);
    }
}

/// Policies see the pod's port, after the Service.
fn ports(check: &mut Check<'_>, policy: &Object) {
    let found = selected(check, policy);
    for rule in policy.spec("ingress").items() {
        for port in rule.get("ports").items() {
            let node = port.get("port");
            let Some(number) = node.int().filter(|_| !port.has("endPort")) else { continue };
            for workload in &found {
                mapped(check, policy, workload, node, number);
            }
        }
    }
}

fn mapped(
    check: &mut Check<'_>,
    policy: &Object,
    workload: &Workload<'_>,
    node: &Node,
    number: i64,
) {
    let listens =
        check.facts.known(workload.name()).map(|known| known.listens.clone()).unwrap_or_default();
    let declared: Vec<i64> =
        workload.ports().filter_map(|port| port.get("containerPort").count()).collect();
    if listens.contains(&number) || declared.contains(&number) {
        return;
    }
    let world = check.world;
    let mut ports =
        world.services_of(workload).into_iter().flat_map(|service| service.spec("ports").items());
    let Some(port) = ports.find(|port| port.get("port").int() == Some(number)) else { return };
    let target = port.get("targetPort");
    let right = target.count().or_else(|| workload.named_port(target.str()));
    if let Some(right) = right.filter(|right| *right != number) {
        let edit = check.edit(policy, node, &right.to_string());
        let message = "A policy sees the pod's port, not the Service's";
        let raised = check.raise("K8-67", Major, policy, node, message);
        raised
            .row("port", number.to_string(), right.to_string())
            .detail(number.to_string())
            .fix("Name the pod's port", edit);
    }
}
