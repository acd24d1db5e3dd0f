//! Who is in the mesh, under which name, and what it asks of callers.
//!
//! Source: <https://istio.io/latest/docs/>, releases up to 1.31.

use super::{
    facts::Facts,
    labels::{self, Labels},
    object::Object,
    workload::Workload,
    world::World,
};

/// How a pod is in the mesh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Membership {
    Outside,
    /// With a proxy of its own.
    Sidecar,
    /// Through the node's proxy.
    Ambient,
}

/// Where policies hold for every namespace.
pub(crate) const ROOT: &str = "istio-system";
/// The account of Istio's own entry.
const ENTRY: &str = "istio-ingressgateway-service-account";

/// What a namespace says about its pods.
pub(crate) fn of_namespace(world: &World, namespace: &str) -> Membership {
    let labels = world.namespace_labels(namespace);
    let is = |key: &str, value: &str| labels.get(key).map(String::as_str) == Some(value);
    match () {
        () if is("istio-injection", "enabled") => Membership::Sidecar,
        () if is("istio-injection", "disabled") => Membership::Outside,
        () if labels.contains_key("istio.io/rev") => Membership::Sidecar,
        () if is("istio.io/dataplane-mode", "ambient") => Membership::Ambient,
        () => Membership::Outside,
    }
}

/// How a workload is in the mesh.
pub(crate) fn membership(world: &World, facts: &Facts, workload: &Workload<'_>) -> Membership {
    let space = of_namespace(world, workload.namespace());
    let said = facts.known(workload.name()).and_then(|known| known.in_mesh);
    let labels = workload.labels();
    let annotation = workload.template.at("metadata.annotations").get("sidecar.istio.io/inject");
    let inject = labels.get("sidecar.istio.io/inject").map(String::as_str).or(annotation.text());
    let mode = labels.get("istio.io/dataplane-mode").map(String::as_str);
    let proxied =
        workload.containers().iter().any(|container| container.get("name").str() == "istio-proxy");
    match (said, inject, mode) {
        (Some(false), ..) => Membership::Outside,
        (Some(true), ..) if space == Membership::Outside => Membership::Sidecar,
        (None, Some("false"), _) => Membership::Outside,
        (None, Some("true"), _) => Membership::Sidecar,
        (None, _, Some("none")) => Membership::Outside,
        (None, _, Some("ambient")) => Membership::Ambient,
        _ if proxied => Membership::Sidecar,
        _ => space,
    }
}

/// Whether a workload is in the mesh.
pub(crate) fn is_member(world: &World, facts: &Facts, workload: &Workload<'_>) -> bool {
    membership(world, facts, workload) != Membership::Outside
}

/// Namespace and account that a workload is known by.
pub(crate) fn identity(facts: &Facts, workload: &Workload<'_>) -> String {
    let said = facts.known(workload.name()).and_then(|known| known.identity.clone());
    said.unwrap_or_else(|| format!("{}/{}", workload.namespace(), workload.account()))
}

/// The principal of an identity.
pub(crate) fn principal(identity: &str) -> String {
    let (namespace, account) = identity.split_once('/').unwrap_or(("default", identity));
    format!("cluster.local/ns/{namespace}/sa/{account}")
}

/// The identity of the entry that an Istio Gateway opens.
pub(crate) fn entry_identity(world: &World, facts: &Facts, gateway: &Object) -> String {
    let found = entry_workload(world, gateway);
    found.map_or_else(|| format!("{ROOT}/{ENTRY}"), |workload| identity(facts, &workload))
}

/// The workload that an Istio Gateway selects.
pub(crate) fn entry_workload<'w>(world: &'w World, gateway: &Object) -> Option<Workload<'w>> {
    let selector = gateway.spec("selector");
    let chosen = !selector.entries().is_empty();
    world.workloads().find(|workload| chosen && labels::is_selected(selector, &workload.labels()))
}

/// Accounts that stand somewhere: declared, of sources, of workloads, or everybody's.
pub(crate) fn is_account(world: &World, facts: &Facts, namespace: &str, account: &str) -> bool {
    let name = format!("{namespace}/{account}");
    let said = facts.sources.values().filter_map(|source| source.identity.as_deref());
    let known = facts.workloads.values().filter_map(|known| known.identity.as_deref());
    let own = account == "default" && (world.has_namespace(namespace) || namespace == "default");
    world.find("ServiceAccount", namespace, account).is_some()
        || said.chain(known).any(|identity| identity == name)
        || (namespace == ROOT && account.starts_with("istio"))
        || own
        || account == format!("{}-istio", account.trim_end_matches("-istio"))
            && account.ends_with("-istio")
}

/// What callers must show.
#[derive(Clone, Debug)]
pub(crate) struct Asked<'w> {
    pub(crate) strict: bool,
    /// The policy that says so.
    pub(crate) by: Option<&'w Object>,
}

/// What a workload asks of callers at one of its ports: its own policy, else its namespace's, else the
/// root's.
pub(crate) fn asked<'w>(
    world: &'w World,
    namespace: &str,
    labels: &Labels,
    port: i64,
    member: Membership,
) -> Asked<'w> {
    let none = Asked { strict: false, by: None };
    if member == Membership::Outside {
        return none;
    }
    let all: Vec<&Object> = world
        .of_kind("PeerAuthentication")
        .filter(|object| object.is_istio("PeerAuthentication"))
        .collect();
    let own = all.iter().find(|policy| {
        let selector = policy.spec("selector");
        policy.namespace == namespace
            && selector.is_present()
            && labels::is_selected(selector.get("matchLabels"), labels)
    });
    let wide = |space: &str| {
        let space = space.to_owned();
        all.iter()
            .find(move |policy| policy.namespace == space && !policy.spec("selector").is_present())
    };
    let chain = [own, wide(namespace), wide(ROOT)];
    for policy in chain.into_iter().flatten() {
        let at_port = policy.spec("portLevelMtls").get(&port.to_string()).get("mode").str();
        let mode = if at_port.is_empty() || !policy.spec("selector").is_present() {
            policy.spec("mtls.mode").str()
        } else {
            at_port
        };
        match mode {
            "STRICT" => return Asked { strict: true, by: Some(policy) },
            // In ambient mode nobody can switch it off.
            "DISABLE" if member == Membership::Ambient => {}
            "PERMISSIVE" | "DISABLE" => return Asked { strict: false, by: Some(policy) },
            _ => {}
        }
    }
    none
}

/// Waypoints: Gateways of that class.
pub(crate) fn is_waypoint(gateway: &Object) -> bool {
    gateway.is_gateway_api("Gateway") && gateway.spec("gatewayClassName").str() == "istio-waypoint"
}

/// The waypoint that requests to a Service or workload of a namespace go through.
pub(crate) fn waypoint<'w>(
    world: &'w World,
    namespace: &str,
    labels: &Labels,
) -> Option<&'w Object> {
    let of_space = world.namespace_labels(namespace);
    let named = |labels: &Labels| labels.get("istio.io/use-waypoint").cloned();
    let name = named(labels).or_else(|| named(&of_space))?;
    let space = labels
        .get("istio.io/use-waypoint-namespace")
        .or_else(|| of_space.get("istio.io/use-waypoint-namespace"));
    let space = space.map_or(namespace, String::as_str);
    (name != "none").then(|| world.find("Gateway", space, &name)).flatten()
}
