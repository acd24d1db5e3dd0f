//! Ports of the host that lead to what nobody may reach from there, under whatever number.

use crate::{
    manifest::{
        check::Check,
        compose::{Compose, Service},
    },
    verdict::Severity::{Major, Minor},
};

/// Looks at the ports of a service that an intent shuts; the intent itself tells of the port that it tries.
pub(super) fn doors(check: &mut Check<'_>, compose: &Compose, service: &Service<'_>) {
    let facts = check.facts;
    let listens = facts.known(service.name).map_or(&[][..], |known| &known.listens);
    let outside = |from: &str| ["host", "internet"].contains(&from);
    for intent in facts.nevers.iter().filter(|intent| outside(&intent.from.value)) {
        let is_meant = intent.reaches.as_deref() == Some(service.name);
        let Some(request) = intent.send.as_ref().filter(|_| is_meant) else { continue };
        let leads = |container: i64| listens.contains(&container) || container == request.port;
        for port in service.ports() {
            let local = ["127.0.0.1", "localhost", "::1"].contains(&port.address.as_str());
            let tried = port.host == Some(request.port);
            if !leads(port.container) || tried || local && intent.from.value == "internet" {
                continue;
            }
            let message = "Nobody may come here from outside, and this port lets everybody in";
            let severity = if local { Minor } else { Major };
            let span = service.node.get("ports").span.clone();
            let shown = port.host.map_or_else(|| "any port".to_owned(), |host| host.to_string());
            check
                .raise_at("CO-21", severity, compose.file, span, service.name, message)
                .row(
                    format!("{shown} of the host"),
                    format!("leads to {}", port.container),
                    "no port",
                )
                .detail(shown);
        }
    }
}
