//! Ports of Services and of pods.

use std::collections::BTreeSet;

use crate::{
    manifest::{
        check::Check,
        facts::Facts,
        mesh,
        object::Object,
        workload::Workload,
        yaml::{Node, is_filled_in},
    },
    verdict::Severity::{Info, Major, Minor},
};

pub(super) fn check(check: &mut Check<'_>) {
    let world = check.world;
    for service in world.services() {
        doubled(check, service);
        for port in service.spec("ports").items() {
            target(check, service, port);
            protocol(check, service, port);
        }
    }
    for workload in world.workloads() {
        shared(check, &workload);
    }
}

/// Whether a Service's port arrives at a workload; nothing where it is not known.
pub(crate) fn resolves(facts: &Facts, workload: &Workload<'_>, port: &Node) -> Option<bool> {
    let target = port.get("targetPort");
    let node = if target.is_present() { target } else { port.get("port") };
    if node.text().is_some_and(is_filled_in) {
        return None;
    }
    let number = match node.count() {
        Some(number) => number,
        None => match workload.named_port(node.str()) {
            Some(number) => number,
            None => return Some(false),
        },
    };
    let known =
        facts.known(workload.name()).map(|known| known.listens.as_slice()).unwrap_or_default();
    if !known.is_empty() {
        return Some(known.contains(&number));
    }
    let declared: Vec<i64> =
        workload.ports().filter_map(|port| port.get("containerPort").count()).collect();
    if declared.is_empty() { None } else { Some(declared.contains(&number)) }
}

fn target(check: &mut Check<'_>, service: &Object, port: &Node) {
    let world = check.world;
    let workloads = world.selected(service);
    let target = port.get("targetPort");
    let node = if target.is_present() { target } else { port.get("port") };
    if workloads.is_empty() || node.text().is_none_or(is_filled_in) {
        return;
    }
    if node.count().is_none() {
        let parts = workloads.iter().flat_map(|workload| world.parts_of(workload));
        if parts.into_iter().any(|part| part.named_port(node.str()).is_some()) {
            return;
        }
        let names: Vec<&str> = workloads
            .iter()
            .flat_map(Workload::ports)
            .filter_map(|port| port.get("name").text())
            .collect();
        let edit = match names.as_slice() {
            [only] => Some(check.edit(service, node, only)),
            _ => None,
        };
        let message = "No port of the pods has this name";
        let raised = check.raise("K8-20", Major, service, node, message);
        let declared: Vec<String> = workloads.iter().flat_map(Workload::ports).map(shown).collect();
        let needed = if declared.is_empty() {
            "a named port in the pod".to_owned()
        } else {
            declared.join(", ")
        };
        raised.row("targetPort", node.str(), needed).detail(node.str());
        if let Some(edit) = edit {
            raised.fix("Name the pod's port", edit);
        }
        return;
    }
    if workloads.iter().any(|workload| resolves(check.facts, workload, port) != Some(false)) {
        return;
    }
    let Some(workload) = workloads.first() else { return };
    let listens =
        check.facts.known(workload.name()).map(|known| known.listens.clone()).unwrap_or_default();
    let severity = if listens.is_empty() { Info } else { Major };
    let right = listens.first().copied();
    let edit = right
        .filter(|_| listens.len() == 1 && target.is_present())
        .map(|right| check.edit(service, node, &right.to_string()));
    let needed = match listens.as_slice() {
        [] => workload.ports().map(shown).collect::<Vec<_>>().join(", "),
        ports => ports.iter().map(i64::to_string).collect::<Vec<_>>().join(", "),
    };
    let message = "Nothing in the pods listens on this port";
    let raised = check.raise("K8-21", severity, service, node, message);
    raised.row("targetPort", node.str(), needed).detail(node.str());
    if let Some(edit) = edit {
        raised.fix("Send to the port that is listened on", edit);
    }
}

fn shown(port: &Node) -> String {
    let number = port.get("containerPort").str();
    match port.get("name").text() {
        Some(name) => format!("{name} ({number})"),
        None => number.to_owned(),
    }
}

/// Several ports need names, and no two may be the same.
fn doubled(check: &mut Check<'_>, service: &Object) {
    let ports = service.spec("ports").items();
    let (mut names, mut numbers) = (BTreeSet::new(), BTreeSet::new());
    for port in ports {
        let name = port.get("name");
        let number = port.get("port");
        let protocol = port.get("protocol").text().unwrap_or("TCP");
        if ports.len() > 1 && !name.is_present() {
            let message = "Several ports must have names";
            check
                .raise("K8-22", Major, service, number, message)
                .row("port", number.str(), "a name")
                .detail(number.str());
        } else if name.is_present() && !names.insert(name.str()) {
            let message = "Two ports have one name";
            check
                .raise("K8-22", Major, service, name, message)
                .row("name", name.str(), "another")
                .detail(name.str());
        }
        if number.is_present() && !numbers.insert((number.str(), protocol)) {
            let message = "One port stands twice";
            check
                .raise("K8-22", Major, service, number, message)
                .row("port", number.str(), "another")
                .detail(number.str());
        }
    }
}

/// Names that tell a mesh what is spoken.
const PROTOCOLS: [&str; 14] = [
    "http", "http2", "https", "grpc", "grpc-web", "tcp", "tls", "udp", "mongo", "mysql", "redis",
    "auto", "thrift", "h2c",
];

fn protocol(check: &mut Check<'_>, service: &Object, port: &Node) {
    let world = check.world;
    if !world.selected(service).iter().any(|workload| mesh::is_member(world, check.facts, workload))
    {
        return;
    }
    let name = port.get("name").str();
    let prefix = name.split('-').next().unwrap_or_default();
    let known = PROTOCOLS.contains(&prefix) || PROTOCOLS.contains(&name);
    if known || port.get("appProtocol").is_present() || port.get("protocol").str() == "UDP" {
        return;
    }
    let node = if port.get("name").is_present() { port.get("name") } else { port.get("port") };
    let message = "The mesh has to guess what is spoken here";
    let raised = check.raise("K8-23", Minor, service, node, message);
    raised
        .row("the port's name", name, "http-…, grpc-…, tcp-… or appProtocol")
        .detail(port.get("port").str());
}

/// Two containers of a pod share its address, so they cannot share a port.
fn shared(check: &mut Check<'_>, workload: &Workload<'_>) {
    let mut seen: Vec<(i64, &str, &str)> = Vec::new();
    for container in workload.running() {
        let own = container.get("name").str();
        for port in container.get("ports").items() {
            let Some(number) = port.get("containerPort").count() else { continue };
            let protocol = port.get("protocol").text().unwrap_or("TCP");
            let other = seen.iter().find(|(known, spoken, name)| {
                *known == number && *spoken == protocol && *name != own
            });
            if let Some((.., other)) = other {
                let message = "Two containers of a pod listen on one port: the second cannot start";
                let raised = check.raise(
                    "K8-24",
                    Major,
                    workload.object,
                    port.get("containerPort"),
                    message,
                );
                raised
                    .row(format!("{other} and {own}"), number.to_string(), "two ports")
                    .detail(number.to_string());
            }
            seen.push((number, protocol, own));
        }
    }
}
