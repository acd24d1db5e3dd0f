//! Istio's authentication: what callers must show, and who cannot.

use crate::{
    manifest::{check::Check, labels, mesh, object::Object, raised::Witness},
    verdict::Severity::Major,
};

pub(super) fn check(check: &mut Check<'_>) {
    let world = check.world;
    for policy in
        world.of_kind("PeerAuthentication").filter(|object| object.is_istio("PeerAuthentication"))
    {
        strict(check, policy);
        ports(check, policy);
        meets(check, policy);
    }
    for policy in world
        .of_kind("RequestAuthentication")
        .filter(|object| object.is_istio("RequestAuthentication"))
    {
        alone(check, policy);
    }
}

fn strict(check: &mut Check<'_>, policy: &Object) {
    let mode = policy.spec("mtls.mode");
    if mode.str() == "STRICT" {
        let message = "Only callers of the mesh are let in, and a needed one is outside";
        check
            .raise("IS-30", Major, policy, mode, message)
            .row("mode", "STRICT", "the caller in the mesh, or PERMISSIVE for this workload")
            .needs(Witness::Must);
    }
}

fn ports(check: &mut Check<'_>, policy: &Object) {
    let node = policy.spec("portLevelMtls");
    if !node.is_present() {
        return;
    }
    let selector = policy.spec("selector.matchLabels");
    if selector.entries().is_empty() {
        let message = "Ports are those of workloads: without a selector this is not read";
        check.raise("IS-31", Major, policy, node, message).row(
            "selector",
            "none",
            "the workload that has the port",
        );
        return;
    }
    let world = check.world;
    let found = world
        .workloads_in(&policy.namespace)
        .filter(|workload| labels::is_selected(selector, &workload.labels()));
    for workload in found.collect::<Vec<_>>() {
        let listens = check
            .facts
            .known(workload.name())
            .map(|known| known.listens.clone())
            .unwrap_or_default();
        let declared: Vec<i64> = workload
            .ports()
            .filter_map(|port| port.get("containerPort").count())
            .chain(listens)
            .collect();
        for (key, value) in node.entries() {
            let Ok(number) = key.text.parse::<i64>() else { continue };
            let services = world.services_of(&workload);
            let of_service = services
                .iter()
                .flat_map(|service| service.spec("ports").items())
                .any(|port| port.get("port").count() == Some(number));
            if of_service && !declared.contains(&number) && !declared.is_empty() {
                let right: Vec<String> = declared.iter().map(i64::to_string).collect();
                let message = "This is the Service's port: the workload's is meant";
                check
                    .raise("IS-31", Major, policy, value, message)
                    .row("portLevelMtls", &key.text, right.join(", "))
                    .detail(&key.text);
            }
        }
    }
}

fn meets(check: &mut Check<'_>, policy: &Object) {
    let selector = policy.spec("selector.matchLabels");
    let world = check.world;
    let is_empty = selector.entries().is_empty() && policy.namespace != mesh::ROOT;
    let nobody = world.workloads_in(&policy.namespace).next().is_none();
    if is_empty && nobody && !world.workloads_may_be_lost() {
        let spaces: Vec<&str> = world.workloads().map(|workload| workload.namespace()).collect();
        let node = policy.at("metadata.namespace");
        let message = "The policy is for a namespace with nothing in it";
        let raised = check.raise("IS-25", Major, policy, node, message);
        raised.row("namespace", policy.namespace.as_str(), spaces.join(", "));
        raised.near(&policy.namespace, spaces);
        return;
    }
    let mut found = world
        .workloads_in(&policy.namespace)
        .filter(|workload| labels::is_selected(selector, &workload.labels()));
    let silent = selector.entries().is_empty()
        || super::selectors::is_open(selector)
        || policy.namespace == mesh::ROOT
        || world.workloads_may_be_lost();
    if silent || found.next().is_some() {
        return;
    }
    let values: Vec<String> =
        world.workloads().flat_map(|workload| workload.labels().into_values()).collect();
    let bad = selector.pairs().next().map_or("", |(_, value)| value).to_owned();
    let message = "The policy meets no workload";
    check
        .raise("IS-25", Major, policy, selector, message)
        .row(
            "selector",
            labels::shown(&labels::labels(selector)),
            "labels of pods in this namespace",
        )
        .near(&bad, values.iter().map(String::as_str));
}

/// It refuses wrong tokens, and lets in whoever has none.
fn alone(check: &mut Check<'_>, policy: &Object) {
    let world = check.world;
    let asks = |other: &Object| {
        let rules = other.spec("rules").items();
        let mut sources =
            rules.iter().flat_map(|rule| rule.get("from").items()).map(|from| from.get("source"));
        let of_claims = rules
            .iter()
            .flat_map(|rule| rule.get("when").items())
            .any(|when| when.get("key").str().starts_with("request.auth"));
        of_claims
            || sources
                .any(|source| source.has("requestPrincipals") || source.has("notRequestPrincipals"))
    };
    let near = |other: &Object| {
        other.namespace == policy.namespace
            || other.namespace == mesh::ROOT
            || policy.namespace == mesh::ROOT
    };
    if !world.of_kind("AuthorizationPolicy").any(|other| near(other) && asks(other)) {
        let node = policy.spec("jwtRules");
        let message = "It refuses a wrong token, and admits a request without any";
        check
            .raise("IS-28", Major, policy, node, message)
            .row("AuthorizationPolicy", "none asks for a token", "one with requestPrincipals")
            .detail("alone");
    }
}
