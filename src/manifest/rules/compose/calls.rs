//! Who calls whom: addresses in the environment, and whether they lead to a service.

use crate::{
    manifest::{
        address::addresses,
        check::Check,
        compose::{Compose, Service},
        raised::Witness,
        yaml::Node,
    },
    verdict::Severity::{Major, Minor},
};

/// Addresses in a service's environment and command.
pub(crate) fn called<'c>(service: &Service<'c>) -> Vec<(String, Option<i64>, &'c Node)> {
    let mut found = Vec::new();
    for (_, text, node) in service.environment() {
        let all = addresses(text);
        found.extend(all.into_iter().map(|(host, port)| (host, port, node)));
    }
    for key in ["command", "entrypoint"] {
        let node = service.node.get(key);
        let all = node.texts().into_iter().flat_map(addresses).collect::<Vec<_>>();
        found.extend(all.into_iter().map(|(host, port)| (host, port, node)));
    }
    found
}

pub(super) fn calls(check: &mut Check<'_>, compose: &Compose, service: &Service<'_>) {
    for (host, port, node) in called(service) {
        if ["localhost", "127.0.0.1"].contains(&host.as_str()) {
            let here = compose.host_of(*service);
            let beside = |other: &Service<'_>| compose.host_of(*other).name == here.name;
            let owner = compose.services().find(|other| {
                port.is_some()
                    && !beside(other)
                    && other.ports().iter().any(|known| known.host == port)
            });
            let own = compose.services().filter(beside).any(|other| {
                other
                    .ports()
                    .iter()
                    .any(|known| Some(known.container) == port || known.host == port)
            });
            if let Some(owner) = owner.filter(|_| !own && !looks_public(node, service)) {
                let message = "In a container, localhost is the container itself";
                let severity = if check.facts.open { Minor } else { Major };
                let inner = owner
                    .ports()
                    .iter()
                    .find(|known| known.host == port)
                    .map_or(0, |known| known.container);
                check
                    .raise_at(
                        "CO-10",
                        severity,
                        compose.file,
                        node.span.clone(),
                        service.name,
                        message,
                    )
                    .row(
                        "address",
                        format!("{host}:{}", port.unwrap_or(0)),
                        format!("{}:{inner}", owner.name),
                    )
                    .detail(owner.name);
            }
            continue;
        }
        let Some(other) = compose.services().find(|other| other.answers(&host)) else { continue };
        if other.name == service.name {
            continue;
        }
        let ports = other.ports();
        let wrong = ports.iter().find(|known| {
            port.is_some() && known.host == port && known.host != Some(known.container)
        });
        let right = ports.iter().any(|known| Some(known.container) == port);
        if let Some(known) = wrong.filter(|_| !right) {
            let message = "Between containers the container's port counts, not the host's";
            check
                .raise_at("CO-10", Major, compose.file, node.span.clone(), service.name, message)
                .row(
                    "address",
                    format!("{host}:{}", port.unwrap_or(0)),
                    format!("{host}:{}", known.container),
                )
                .detail(other.name);
        }
        deaf(check, compose, service, (&other, &host, port, node));
        if compose.common(service, &other).is_none() {
            let message = "They share no network: the name means nothing to the caller";
            let raised = check.raise_at(
                "CO-01",
                Major,
                compose.file,
                node.span.clone(),
                service.name,
                message,
            );
            raised
                .row(
                    format!("{} to {}", service.name, other.name),
                    service.networks().join(", "),
                    other.networks().join(", "),
                )
                .detail(other.name)
                .needs(Witness::Must);
        }
    }
}

/// Where the facts name the ports that a service listens on, and an address names another.
fn deaf(
    check: &mut Check<'_>,
    compose: &Compose,
    service: &Service<'_>,
    (other, host, port, node): (&Service<'_>, &str, Option<i64>, &Node),
) {
    let listens = check.facts.known(other.name).map_or(&[][..], |known| &known.listens);
    let (Some(port), Some(right)) = (port, listens.first()) else { return };
    // That the port is one of the host's has been told.
    let published = other.ports().iter().any(|known| known.host == Some(port));
    if listens.contains(&port) || published {
        return;
    }
    let message = "Nobody listens on this port there";
    check
        .raise_at("CO-10", Major, compose.file, node.span.clone(), service.name, message)
        .row("address", format!("{host}:{port}"), format!("{host}:{right}"))
        .detail(other.name);
}

/// Calls that intents need between services that share no network.
pub(super) fn asked(check: &mut Check<'_>, compose: &Compose) {
    for intent in &check.facts.musts {
        let caller = intent.from.value.rsplit('/').next().and_then(|name| compose.service(name));
        let Some((caller, request)) = caller.zip(intent.send.as_ref()) else { continue };
        let known = called(&caller).into_iter().any(|(host, ..)| host == request.host);
        let found = compose
            .services()
            .find(|other| other.answers(&request.host) && other.name != caller.name);
        let Some(other) = found.filter(|other| !known && compose.common(&caller, other).is_none())
        else {
            continue;
        };
        let node = caller.node.get("networks");
        let span = if node.is_present() { node.span.clone() } else { caller.key.span.clone() };
        let message = "They share no network: the name means nothing to the caller";
        let raised = check.raise_at("CO-01", Major, compose.file, span, caller.name, message);
        raised.row(
            format!("{} to {}", caller.name, other.name),
            caller.networks().join(", "),
            other.networks().join(", "),
        );
        raised.detail(other.name).needs(Witness::Must);
    }
}

/// Whether an address is for a browser rather than for the service itself.
fn looks_public(node: &Node, service: &Service<'_>) -> bool {
    let name = service
        .environment()
        .into_iter()
        .find(|(_, _, known)| std::ptr::eq(*known, node))
        .map_or("", |(name, ..)| name);
    let folded = name.to_uppercase();
    [
        "PUBLIC",
        "EXTERNAL",
        "ADVERTISED",
        "ORIGIN",
        "CORS",
        "REDIRECT",
        "VITE",
        "REACT",
        "NEXT",
        "SITE",
        "BROWSER",
        "FRONTEND",
        "ROOT",
        "BASE",
        "LISTENERS",
        "HOSTNAME",
        "CALLBACK",
        "ISSUER",
    ]
    .iter()
    .any(|word| folded.contains(word))
}
