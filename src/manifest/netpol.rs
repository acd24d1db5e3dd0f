//! What NetworkPolicies let through: the union of those that select a pod for a direction.
//!
//! Source: <https://kubernetes.io/docs/concepts/services-networking/network-policies/>.

use super::{
    labels::{self, Labels},
    object::Object,
    workload::Workload,
    world::World,
    yaml::Node,
};

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    In,
    Out,
}

/// One end of a connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct End {
    /// Nothing for what is no pod.
    pub(crate) namespace: Option<String>,
    pub(crate) labels: Labels,
}

/// What is connected to, after the Service.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Port<'p> {
    pub(crate) number: i64,
    pub(crate) protocol: &'p str,
    /// Its names, for policies that name it.
    pub(crate) of: Option<&'p Workload<'p>>,
}

/// What the policies of one direction say.
#[derive(Debug)]
pub(crate) enum Passage<'w> {
    /// No policy selects the pod.
    Open,
    /// A rule lets it through.
    By(&'w Object, &'w Node),
    /// Policies select it, and none lets it through.
    Refused(Vec<&'w Object>),
}

/// The namespace in which names are answered.
const DNS_NAMESPACE: &str = "kube-system";
const DNS_PORT: i64 = 53;

/// Whether a policy speaks of a direction: without `policyTypes`, of what comes in, and of what goes out
/// where it has `egress`.
pub(crate) fn has_direction(policy: &Object, direction: Direction) -> bool {
    let types = policy.spec("policyTypes");
    let word = match direction {
        Direction::In => "Ingress",
        Direction::Out => "Egress",
    };
    match types.is_present() {
        true => types.texts().contains(&word),
        false => direction == Direction::In || policy.root.get("spec").has("egress"),
    }
}

/// Policies that select a pod for a direction.
pub(crate) fn selecting<'w>(world: &'w World, direction: Direction, end: &End) -> Vec<&'w Object> {
    let Some(namespace) = &end.namespace else { return Vec::new() };
    world
        .of_kind("NetworkPolicy")
        .filter(|policy| policy.group() == "networking.k8s.io" && policy.namespace == *namespace)
        .filter(|policy| has_direction(policy, direction))
        .filter(|policy| labels::is_matched(policy.spec("podSelector"), &end.labels))
        .collect()
}

/// Whether a pod may be reached by, or reach, the other end.
pub(crate) fn passage<'w>(
    world: &'w World,
    direction: Direction,
    pod: &End,
    other: &End,
    port: Port<'_>,
) -> Passage<'w> {
    let policies = selecting(world, direction, pod);
    if policies.is_empty() {
        return Passage::Open;
    }
    let (rules, peers) = match direction {
        Direction::In => ("ingress", "from"),
        Direction::Out => ("egress", "to"),
    };
    for policy in &policies {
        for rule in policy.spec(rules).items() {
            if fits_port(rule.get("ports"), port)
                && fits_peer(world, policy, rule.get(peers), other)
            {
                return Passage::By(policy, rule);
            }
        }
    }
    Passage::Refused(policies)
}

fn fits_port(ports: &Node, port: Port<'_>) -> bool {
    let items = ports.items();
    items.is_empty()
        || items.iter().any(|item| {
            let protocol = item.get("protocol").text().unwrap_or("TCP");
            let node = item.get("port");
            let number = match node.count() {
                Some(number) => Some(number),
                None => port.of.and_then(|workload| workload.named_port(node.str())),
            };
            let within = |low: i64| match item.get("endPort").int() {
                Some(high) => (low..=high).contains(&port.number),
                None => low == port.number,
            };
            protocol == port.protocol && (!node.is_present() || number.is_some_and(within))
        })
}

fn fits_peer(world: &World, policy: &Object, peers: &Node, other: &End) -> bool {
    let items = peers.items();
    items.is_empty() || items.iter().any(|item| fits(world, policy, item, other))
}

/// Whether one item of a list means somebody: its selectors together.
pub(crate) fn fits(world: &World, policy: &Object, item: &Node, other: &End) -> bool {
    if item.has("ipBlock") {
        return fits_block(item.get("ipBlock"), other);
    }
    let Some(namespace) = &other.namespace else { return false };
    let space = match item.has("namespaceSelector") {
        true => {
            labels::is_matched(item.get("namespaceSelector"), &world.namespace_labels(namespace))
        }
        false => policy.namespace == *namespace,
    };
    space && labels::is_matched(item.get("podSelector"), &other.labels)
}

/// Addresses are not known: everything means everybody, with holes only those outside.
fn fits_block(block: &Node, other: &End) -> bool {
    let everything = ["0.0.0.0/0", "::/0"].contains(&block.get("cidr").str());
    everything && (other.namespace.is_none() || block.get("except").items().is_empty())
}

/// Whether a pod may ask for names.
pub(crate) fn names_allowed(world: &World, namespace: &str, labels: &Labels) -> bool {
    let pod = End { namespace: Some(namespace.to_owned()), labels: labels.clone() };
    let server = End {
        namespace: Some(DNS_NAMESPACE.to_owned()),
        labels: Labels::from([("k8s-app".into(), "kube-dns".into())]),
    };
    ["UDP", "TCP"].into_iter().any(|protocol| {
        let port = Port { number: DNS_PORT, protocol, of: None };
        !matches!(passage(world, Direction::Out, &pod, &server, port), Passage::Refused(_))
    })
}
