//! How routes of the Gateway API attach to listeners, and what references across namespaces need.
//!
//! Source: <https://gateway-api.sigs.k8s.io/>, release 1.6.

use super::{host, labels, object::Object, world::World, yaml::Node};

/// The API's group.
pub(crate) const GROUP: &str = "gateway.networking.k8s.io";

/// Why a route does not attach.
#[derive(Debug)]
pub(crate) enum Refusal<'w> {
    /// There is no parent of that kind and name.
    Missing(String),
    /// It has no such listener, but these.
    Section(Vec<String>),
    /// Its listeners do not admit the namespace.
    Namespace(&'w Object, String),
    /// Its listeners admit routes of these kinds only.
    Kind(&'w Object, Vec<String>),
    /// Its listeners have these hosts only.
    Hostname(Vec<String>),
}

/// A listener that a route attaches to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Listener<'w> {
    /// The Gateway or ListenerSet that has it.
    pub(crate) owner: &'w Object,
    pub(crate) node: &'w Node,
}

/// Routes of every kind.
pub(crate) fn routes(world: &World) -> impl Iterator<Item = &Object> {
    ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"]
        .into_iter()
        .flat_map(|kind| world.of_kind(kind))
        .filter(|object| object.group() == GROUP)
}

/// The listeners of a parent that take a route; none for a parent that is a Service.
///
/// # Errors
/// Where none does, with the nearest reason.
pub(crate) fn listeners<'w>(
    world: &'w World,
    route: &'w Object,
    parent: &'w Node,
) -> Result<Vec<Listener<'w>>, Refusal<'w>> {
    let kind = parent.get("kind").text().unwrap_or("Gateway");
    let space = parent.get("namespace").text().unwrap_or(&route.namespace);
    // What other products let a route be part of is theirs to judge.
    if !["Gateway", "Service", "ListenerSet"].contains(&kind) {
        return Ok(Vec::new());
    }
    let mut nearest = Err(Refusal::Missing(kind.to_owned()));
    // Files may be alternatives, with one name for several parents.
    for owner in world.all(kind, space, parent.get("name").str()) {
        nearest = of_owner(world, route, parent, owner);
        if nearest.is_ok() {
            break;
        }
    }
    nearest
}

fn of_owner<'w>(
    world: &'w World,
    route: &'w Object,
    parent: &Node,
    owner: &'w Object,
) -> Result<Vec<Listener<'w>>, Refusal<'w>> {
    let kind = owner.kind.as_str();
    if kind == "Service" {
        return Ok(Vec::new());
    }
    let all: Vec<Listener<'_>> =
        owner.spec("listeners").items().iter().map(|node| Listener { owner, node }).collect();
    let named = |listener: &&Listener<'_>| {
        let (section, port) = (parent.get("sectionName"), parent.get("port"));
        (!section.is_present() || section.str() == listener.node.get("name").str())
            && (!port.is_present() || port.count() == listener.node.get("port").count())
    };
    let named: Vec<Listener<'_>> = all.iter().filter(named).copied().collect();
    if named.is_empty() {
        return Err(Refusal::Section(
            all.iter().map(|listener| listener.node.get("name").str().to_owned()).collect(),
        ));
    }
    let of_kind: Vec<Listener<'_>> =
        named.iter().filter(|listener| takes(listener, route)).copied().collect();
    if of_kind.is_empty() {
        let kinds = named.iter().flat_map(|listener| kinds(listener.node));
        return Err(Refusal::Kind(owner, kinds.map(str::to_owned).collect()));
    }
    let admitted: Vec<Listener<'_>> =
        of_kind.iter().filter(|listener| admits(world, listener, route)).copied().collect();
    if admitted.is_empty() {
        let rule = of_kind.first().map(|listener| from(listener.node)).unwrap_or_default();
        return Err(Refusal::Namespace(owner, rule));
    }
    let hosts = route.spec("hostnames").texts();
    let meets = |listener: &Listener<'_>| {
        let own = listener.node.get("hostname").str();
        hosts.is_empty() || hosts.iter().any(|host| host::intersect(own, host))
    };
    let own: Vec<String> =
        admitted.iter().map(|listener| listener.node.get("hostname").str().to_owned()).collect();
    let met: Vec<Listener<'_>> = admitted.into_iter().filter(meets).collect();
    if met.is_empty() { Err(Refusal::Hostname(own)) } else { Ok(met) }
}

fn from(listener: &Node) -> String {
    listener.at("allowedRoutes.namespaces.from").text().unwrap_or("Same").to_owned()
}

/// The kinds of routes that a listener names.
fn kinds(listener: &Node) -> impl Iterator<Item = &str> {
    listener.at("allowedRoutes.kinds").items().iter().map(|kind| kind.get("kind").str())
}

/// Whether a listener takes routes of a kind: any where nothing is said.
fn takes(listener: &Listener<'_>, route: &Object) -> bool {
    let mut kinds = kinds(listener.node).peekable();
    kinds.peek().is_none() || kinds.any(|kind| kind == route.kind)
}

/// Whether a listener takes routes of a namespace: only its own where nothing is said.
fn admits(world: &World, listener: &Listener<'_>, route: &Object) -> bool {
    let allowed = listener.node.at("allowedRoutes.namespaces");
    match from(listener.node).as_str() {
        "All" => true,
        "Selector" => {
            labels::is_matched(allowed.get("selector"), &world.namespace_labels(&route.namespace))
        }
        "None" => false,
        _ => listener.owner.namespace == route.namespace,
    }
}

/// The Gateway behind a listener: itself, or the one that a ListenerSet adds to, if that lets it.
pub(crate) fn gateway<'w>(world: &'w World, owner: &'w Object) -> Option<&'w Object> {
    if owner.kind == "Gateway" {
        return Some(owner);
    }
    let parent = owner.spec("parentRef");
    let space = parent.get("namespace").text().unwrap_or(&owner.namespace);
    let gateway = world.find("Gateway", space, parent.get("name").str())?;
    let allowed = gateway.spec("allowedListeners.namespaces");
    let lets = match allowed.get("from").text().unwrap_or("None") {
        "All" => true,
        "Same" => gateway.namespace == owner.namespace,
        "Selector" => {
            labels::is_matched(allowed.get("selector"), &world.namespace_labels(&owner.namespace))
        }
        _ => false,
    };
    lets.then_some(gateway)
}

/// Whether a route is for calls inside a mesh: all of its parents are Services.
fn is_in_mesh(route: &Object) -> bool {
    let parents = route.spec("parentRefs").items();
    !parents.is_empty() && parents.iter().all(|parent| parent.get("kind").str() == "Service")
}

/// Whether a grant in the target's namespace allows the reference. Routes in a mesh need none (GEP-1294).
pub(crate) fn is_granted(
    world: &World,
    from: &Object,
    space: &str,
    group: &str,
    kind: &str,
    name: &str,
) -> bool {
    let granted = |grant: &&Object| {
        let lets = |item: &Node| {
            item.get("group").str() == from.group()
                && item.get("kind").str() == from.kind
                && item.get("namespace").str() == from.namespace
        };
        let means = |item: &Node| {
            item.get("group").str() == group
                && item.get("kind").str() == kind
                && (!item.get("name").is_present() || item.get("name").str() == name)
        };
        grant.spec("from").items().iter().any(lets) && grant.spec("to").items().iter().any(means)
    };
    let mut grants = world.of_kind("ReferenceGrant").filter(|grant| grant.namespace == space);
    is_in_mesh(from) || grants.any(|grant| granted(&grant))
}
