//! Istio's routing objects, read.
//!
//! Source: <https://istio.io/latest/docs/reference/config/networking/>, release 1.31.

use super::{host, object::Object, world::World, yaml::Node};

/// Where a route of a VirtualService sends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Destination<'w> {
    pub(crate) host: &'w Node,
    pub(crate) subset: &'w Node,
    pub(crate) port: &'w Node,
    /// A share; 100 where it stands alone.
    pub(crate) weight: i64,
    /// Whether it says its share.
    pub(crate) weighted: bool,
}

impl<'w> Destination<'w> {
    /// The destination of one `route` item.
    pub(crate) fn of(route: &'w Node, alone: bool) -> Self {
        let destination = route.get("destination");
        let weight = route.get("weight");
        let otherwise = if alone { 100 } else { 0 };
        Self {
            host: destination.get("host"),
            subset: destination.get("subset"),
            port: destination.at("port.number"),
            weight: weight.int().unwrap_or(otherwise),
            weighted: weight.is_present(),
        }
    }
}

/// The destinations of one route of any protocol.
pub(crate) fn of_route(route: &Node) -> Vec<Destination<'_>> {
    let items = route.get("route").items();
    items.iter().map(|item| Destination::of(item, items.len() == 1)).collect()
}

/// Every destination of a VirtualService.
pub(crate) fn destinations(service: &Object) -> Vec<Destination<'_>> {
    let routes = ["http", "tcp", "tls"].into_iter().flat_map(|kind| service.spec(kind).items());
    routes.flat_map(of_route).collect()
}

/// Whether another VirtualService hands over to this one.
pub(crate) fn is_delegate(world: &World, service: &Object) -> bool {
    world.of_kind("VirtualService").any(|other| {
        other.spec("http").items().iter().any(|route| {
            let delegate = route.get("delegate");
            let space = delegate.get("namespace").text().unwrap_or(&other.namespace);
            delegate.get("name").str() == service.name && space == service.namespace
        })
    })
}

/// The Gateway that a VirtualService names: in its own namespace, or with another one before a slash.
pub(crate) fn gateway<'w>(world: &'w World, service: &Object, name: &str) -> Option<&'w Object> {
    let (space, name) = match name.split_once('/') {
        Some((".", name)) => (service.namespace.as_str(), name),
        Some((space, name)) => (space, name),
        None => (service.namespace.as_str(), name),
    };
    world.of_kind("Gateway").find(|object| {
        object.is_istio("Gateway") && object.name == name && object.namespace == space
    })
}

/// Hosts of a Gateway, without namespaces before them.
pub(crate) fn gateway_hosts(gateway: &Object) -> Vec<String> {
    let hosts =
        gateway.spec("servers").items().iter().flat_map(|server| server.get("hosts").texts());
    hosts.map(|host| host.rsplit('/').next().unwrap_or(host).to_owned()).collect()
}

/// Whether a ServiceEntry brings a host into the mesh.
pub(crate) fn is_entry(world: &World, name: &str) -> bool {
    let hosts = world.of_kind("ServiceEntry").flat_map(|entry| entry.spec("hosts").texts());
    hosts.into_iter().any(|known| host::is_meant(known, name))
}

/// The DestinationRules for a host, as an object of some namespace writes it.
pub(crate) fn rules_for<'w>(world: &'w World, from: &Object, name: &str) -> Vec<&'w Object> {
    let wanted = host::service_name(name, &from.namespace);
    let means = |rule: &&Object| {
        let own = rule.spec("host").str();
        own == name && host::service_name(name, "").is_none()
            || (wanted.is_some() && host::service_name(own, &rule.namespace) == wanted)
            || (own.contains('*') && host::is_meant(own, name))
    };
    world
        .of_kind("DestinationRule")
        .filter(|object| object.is_istio("DestinationRule"))
        .filter(means)
        .collect()
}

/// A subset of a rule.
pub(crate) fn subset<'w>(rule: &'w Object, name: &str) -> Option<&'w Node> {
    rule.spec("subsets").items().iter().find(|subset| subset.get("name").str() == name)
}
