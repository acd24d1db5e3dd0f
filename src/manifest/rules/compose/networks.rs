//! Networks: who shares one, and what is open to the outside.

use std::collections::BTreeMap;

use super::calls::called;
use super::stores::{STORES, is_store};
use crate::{
    manifest::{
        check::Check,
        compose::{Compose, Service},
        raised::Witness,
    },
    verdict::Severity::{Info, Major},
};

pub(super) fn published(check: &mut Check<'_>, compose: &Compose) {
    let mut seen: BTreeMap<(String, i64, String), String> = BTreeMap::new();
    for service in compose.services().filter(|service| !service.node.has("profiles")) {
        for port in service.ports() {
            let Some(host) = port.host else { continue };
            let clash = seen.iter().find(|((address, known, protocol), _)| {
                *known == host
                    && *protocol == port.protocol
                    && (address.is_empty() || port.address.is_empty() || *address == port.address)
            });
            let node = service.node.get("ports");
            if let Some((_, other)) = clash {
                let message = "One port of the host is published twice: the second does not start";
                check
                    .raise_at(
                        "CO-11",
                        Major,
                        compose.file,
                        node.span.clone(),
                        service.name,
                        message,
                    )
                    .row(host.to_string(), format!("{other} and {}", service.name), "two ports")
                    .detail(host.to_string());
            }
            seen.insert((port.address, host, port.protocol), service.name.to_owned());
        }
    }
}

pub(super) fn networks(check: &mut Check<'_>, compose: &Compose) {
    let whole = !check.facts.open || (compose.is_default && !compose.is_partial());
    for (key, node) in compose.root.get("networks").entries() {
        let external = node.get("external");
        let named = external.get("name").is_present() || node.get("name").is_present();
        if external.is_true() && !named && !check.facts.open {
            let message = "A network of another project has its name";
            check
                .raise_at(
                    "CO-16",
                    if whole { Major } else { Info },
                    compose.file,
                    key.span.clone(),
                    &key.text,
                    message,
                )
                .row(&key.text, "external", "a name");
        }
    }
    for service in compose.services() {
        let own = service.networks();
        let internal =
            |name: &String| compose.root.get("networks").get(name).get("internal").is_true();
        if !own.is_empty()
            && own.iter().all(internal)
            && !compose.root.get("networks").entries().is_empty()
        {
            let node = service.node.get("networks");
            let message = "All its networks are internal: it reaches nothing outside";
            let outside = called(&service).into_iter().any(|(host, ..)| {
                host.contains('.') && compose.services().all(|other| !other.answers(&host))
            });
            let published = service.ports().iter().any(|port| port.host.is_some());
            if outside || published || !check.facts.open {
                check
                    .raise_at(
                        "CO-17",
                        Major,
                        compose.file,
                        node.span.clone(),
                        service.name,
                        message,
                    )
                    .row("networks", own.join(", "), "one that is not internal")
                    .needs(Witness::Must);
            }
        }
        let store = is_store(service.image(), &STORES);
        let entry = |other: &Service<'_>| {
            other.ports().iter().any(|port| port.host.is_some())
                && !is_store(other.image(), &STORES)
        };
        let open = compose
            .services()
            .find(|other| store && entry(other) && compose.common(other, &service).is_some());
        if let Some(other) = open {
            let node = service.node.get("networks");
            let span = if node.is_present() { node.span.clone() } else { service.key.span.clone() };
            let message = "What is open to the outside stands in one network with the data";
            let raised = check.raise_at("CO-18", Major, compose.file, span, service.name, message);
            raised
                .row(
                    format!("{} and {}", other.name, service.name),
                    "one network",
                    "a network for each tier",
                )
                .detail(other.name)
                .needs(Witness::Never);
        }
    }
}
