//! The system that files describe: entries, services, workloads, stores and what is outside, with the
//! ways between them.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    address::addresses,
    attach,
    compose::{Compose, Service},
    host, istio,
    netpol::{self, Direction, End, Passage},
    object::Object,
    rules,
    workload::Workload,
    world::World,
};

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct System {
    pub(crate) nodes: Vec<Node>,
    pub(crate) edges: Vec<Edge>,
}

/// Something of the system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Node {
    /// Namespace, kind and name.
    pub(crate) id: String,
    pub(crate) kind: Kind,
    pub(crate) name: String,
}

/// What it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Entry,
    Service,
    Workload,
    /// A database or broker, by its image.
    Store,
    External,
}

/// A way from one to another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Edge {
    pub(crate) from: String,
    pub(crate) to: String,
    /// How it is known: a route, a selector, a name.
    pub(crate) by: &'static str,
    /// Whether policies let it through.
    pub(crate) allowed: bool,
}

#[derive(Default)]
struct Found {
    nodes: BTreeSet<Node>,
    edges: BTreeSet<Edge>,
}

fn id(object: &Object) -> String {
    format!("{}/{}", object.namespace, object.id())
}

impl Found {
    fn node(&mut self, id: &str, kind: Kind, name: &str) {
        self.nodes.insert(Node { id: id.to_owned(), kind, name: name.to_owned() });
    }

    fn edge(&mut self, from: &str, to: &str, by: &'static str, allowed: bool) {
        self.edges.insert(Edge { from: from.to_owned(), to: to.to_owned(), by, allowed });
    }
}

impl System {
    /// The system of a world.
    pub(crate) fn of(world: &World) -> Self {
        let mut found = Found::default();
        for service in world.services() {
            found.node(&id(service), Kind::Service, &service.name);
            for workload in world.selected(service) {
                found.edge(&id(service), &id(workload.object), "selector", true);
            }
            if ["LoadBalancer", "NodePort"].contains(&service.spec("type").str()) {
                let entry = format!("{} open", id(service));
                found.node(&entry, Kind::Entry, service.spec("type").str());
                found.edge(&entry, &id(service), "route", true);
            }
        }
        for workload in world.workloads() {
            let images =
                || workload.containers().iter().map(|container| container.get("image").str());
            let store = images().any(|image| rules::is_store(image, &rules::STORES));
            found.node(
                &id(workload.object),
                if store { Kind::Store } else { Kind::Workload },
                workload.name(),
            );
            calls(world, &workload, &mut found);
        }
        entries(world, &mut found);
        for compose in &world.composes {
            composed(compose, &mut found);
        }
        let known: BTreeSet<String> = found.nodes.iter().map(|node| node.id.clone()).collect();
        found.edges.retain(|edge| known.contains(&edge.from) && known.contains(&edge.to));
        Self { nodes: found.nodes.into_iter().collect(), edges: found.edges.into_iter().collect() }
    }

    /// As a Mermaid drawing.
    pub(crate) fn mermaid(&self) -> String {
        let mut text = String::from("flowchart LR\n");
        let number =
            |id: &str| self.nodes.iter().position(|node| node.id == id).unwrap_or_default();
        for (at, node) in self.nodes.iter().enumerate() {
            let name = node.name.replace('"', "'");
            let shape = match node.kind {
                Kind::Entry => format!("([\"{name}\"])"),
                Kind::Service => format!("[\"{name}\"]"),
                Kind::Workload => format!("(\"{name}\")"),
                Kind::Store => format!("[(\"{name}\")]"),
                Kind::External => format!("{{{{\"{name}\"}}}}"),
            };
            text.push_str(&format!("  n{at}{shape}\n"));
        }
        for edge in &self.edges {
            let label = if edge.allowed {
                edge.by.to_owned()
            } else {
                format!("{}, refused by policy", edge.by)
            };
            let arrow = if edge.allowed { "-->" } else { "-.->" };
            text.push_str(&format!(
                "  n{} {arrow}|{label}| n{}\n",
                number(&edge.from),
                number(&edge.to)
            ));
        }
        text
    }
}

/// Names in environments and commands of a workload.
fn calls(world: &World, workload: &Workload<'_>, found: &mut Found) {
    let own = id(workload.object);
    for container in workload.all_containers() {
        let values =
            container.get("env").items().iter().map(|variable| variable.get("value").str());
        let words = ["command", "args"].into_iter().flat_map(|key| container.get(key).texts());
        for text in values.chain(words) {
            let mut hosts: Vec<String> =
                addresses(text).into_iter().map(|(host, _)| host).collect();
            if hosts.is_empty() && host::service(world, text, workload.namespace()).is_some() {
                hosts.push(text.to_owned());
            }
            for name in hosts {
                called(world, workload, &own, &name, found);
            }
        }
    }
}

fn called(world: &World, workload: &Workload<'_>, own: &str, name: &str, found: &mut Found) {
    if let Some(service) = host::service(world, name, workload.namespace()) {
        found.edge(own, &id(service), "name", is_allowed(world, workload, service));
    } else if name.contains('.')
        && name.chars().any(char::is_alphabetic)
        && !name.ends_with(".local")
    {
        found.node(name, Kind::External, name);
        found.edge(own, name, "name", true);
    }
}

/// Whether policies let a workload through to a pod of a Service.
fn is_allowed(world: &World, from: &Workload<'_>, service: &Object) -> bool {
    let end = |workload: &Workload<'_>| End {
        namespace: Some(workload.namespace().to_owned()),
        labels: workload.labels(),
    };
    let port = |workload: &Workload<'_>| {
        let node = service
            .spec("ports")
            .items()
            .first()
            .map(|port| port.first_at(&["targetPort", "port"]));
        node.and_then(|node| node.count().or_else(|| workload.named_port(node.str()))).unwrap_or(0)
    };
    let pods = world.selected(service);
    pods.is_empty()
        || pods.iter().any(|pod| {
            let port = netpol::Port { number: port(pod), protocol: "TCP", of: Some(pod) };
            let (sender, receiver) = (end(from), end(pod));
            [(Direction::Out, &sender, &receiver), (Direction::In, &receiver, &sender)]
                .into_iter()
                .all(|(direction, one, other)| {
                    !matches!(
                        netpol::passage(world, direction, one, other, port),
                        Passage::Refused(_)
                    )
                })
        })
}

/// Gateways, Ingresses and what they send to.
fn entries(world: &World, found: &mut Found) {
    for ingress in world.of_kind("Ingress") {
        found.node(&id(ingress), Kind::Entry, &ingress.name);
        for path in
            ingress.spec("rules").items().iter().flat_map(|rule| rule.at("http.paths").items())
        {
            let name = path.at("backend.service.name").str();
            found.edge(
                &id(ingress),
                &format!("{}/Service/{name}", ingress.namespace),
                "route",
                true,
            );
        }
    }
    for route in attach::routes(world) {
        for parent in route.spec("parentRefs").items() {
            let space = parent.get("namespace").text().unwrap_or(&route.namespace);
            let Some(gateway) = world.find("Gateway", space, parent.get("name").str()) else {
                continue;
            };
            found.node(&id(gateway), Kind::Entry, &gateway.name);
            for backend in
                route.spec("rules").items().iter().flat_map(|rule| rule.get("backendRefs").items())
            {
                let space = backend.get("namespace").text().unwrap_or(&route.namespace);
                found.edge(
                    &id(gateway),
                    &format!("{space}/Service/{}", backend.get("name").str()),
                    "route",
                    true,
                );
            }
        }
    }
    for service in
        world.of_kind("VirtualService").filter(|object| object.is_istio("VirtualService"))
    {
        for name in service.spec("gateways").texts() {
            let Some(gateway) = istio::gateway(world, service, name) else { continue };
            found.node(&id(gateway), Kind::Entry, &gateway.name);
            for destination in istio::destinations(service) {
                if let Some(target) =
                    host::service(world, destination.host.str(), &service.namespace)
                {
                    found.edge(&id(gateway), &id(target), "route", true);
                }
            }
        }
    }
}

fn composed(compose: &Compose, found: &mut Found) {
    let id = |service: &Service<'_>| format!("{}#{}", compose.name, service.name);
    for service in compose.services() {
        let store = rules::is_store(service.image(), &rules::STORES);
        found.node(&id(&service), if store { Kind::Store } else { Kind::Workload }, service.name);
        for port in service.ports() {
            let Some(number) = port.host else { continue };
            let entry = format!("{}:{number}", compose.name);
            found.node(&entry, Kind::Entry, &format!("port {number}"));
            found.edge(&entry, &id(&service), "route", true);
        }
        for (name, ..) in rules::called(&service) {
            match compose
                .services()
                .find(|other| other.answers(&name) && other.name != service.name)
            {
                Some(other) => found.edge(
                    &id(&service),
                    &id(&other),
                    "name",
                    compose.common(&service, &other).is_some(),
                ),
                None if name.contains('.') && name.chars().any(char::is_alphabetic) => {
                    found.node(&name, Kind::External, &name);
                    found.edge(&id(&service), &name, "name", true);
                }
                None => {}
            }
        }
    }
}
