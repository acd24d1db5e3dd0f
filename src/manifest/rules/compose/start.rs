//! What a service waits for before it starts.

use super::names;
use crate::{
    manifest::{
        check::Check,
        compose::{Compose, Service},
        yaml::{Node, is_filled_in},
    },
    verdict::Severity::{Info, Major, Minor},
};

pub(super) fn declared(check: &mut Check<'_>, compose: &Compose, service: &Service<'_>) {
    let whole = !check.facts.open || (compose.is_default && !compose.is_partial());
    let severity = if whole { Major } else { Info };
    let world = check.world;
    let beside: Vec<&Compose> =
        world.composes.iter().filter(|other| other.folder() == compose.folder()).collect();
    let known = |kind: &str, name: &str| beside.iter().any(|other| other.root.get(kind).has(name));
    let mut wanted: Vec<(&str, &str, &Node)> = Vec::new();
    for (name, node) in names(service.node.get("networks")) {
        wanted.push(("networks", name, node));
    }
    for kind in ["secrets", "configs"] {
        wanted.extend(
            names(service.node.get(kind)).into_iter().map(|(name, node)| (kind, name, node)),
        );
    }
    for item in service.node.get("volumes").items() {
        let text = item.text().map(|text| text.split(':').next().unwrap_or_default());
        let source = text.filter(|_| item.str().contains(':'));
        let long = item.get("source").text().filter(|_| item.get("type").str() == "volume");
        if let Some(name) = source
            .or(long)
            .filter(|name| !name.starts_with(['.', '/', '~']) && !name.contains('\\'))
        {
            wanted.push(("volumes", name, item));
        }
    }
    for (kind, name, node) in wanted {
        if name == "default" || is_filled_in(name) || name.contains('$') || known(kind, name) {
            continue;
        }
        let singular = kind.trim_end_matches('s');
        let span = if node.span.is_empty() { service.key.span.clone() } else { node.span.clone() };
        let message = format!("This {singular} is declared nowhere");
        let candidates: Vec<&str> =
            compose.root.get(kind).entries().iter().map(|(key, _)| key.text.as_str()).collect();
        let raised = check.raise_at("CO-06", severity, compose.file, span, service.name, message);
        raised
            .row(
                singular,
                name,
                if candidates.is_empty() {
                    format!("one under `{kind}`")
                } else {
                    candidates.join(", ")
                },
            )
            .detail(name);
    }
}

pub(super) fn waits(check: &mut Check<'_>, compose: &Compose, service: &Service<'_>) {
    for (name, node) in service.depends() {
        let Some(other) = compose.service(name) else {
            let optional = node.get("required").truth() == Some(false);
            let beside =
                check.world.composes.iter().any(|other| {
                    other.folder() == compose.folder() && other.service(name).is_some()
                });
            if !optional && !beside && !compose.is_partial() && !is_filled_in(name) {
                let known: Vec<&str> = compose.services().map(|service| service.name).collect();
                let severity = if check.facts.open && !compose.is_default { Info } else { Major };
                let message = "It waits for a service that is not there";
                check
                    .raise_at(
                        "CO-07",
                        severity,
                        compose.file,
                        node.span.clone(),
                        service.name,
                        message,
                    )
                    .row("depends_on", name, known.join(", "))
                    .detail(name);
            }
            continue;
        };
        let probe = other.node.get("healthcheck");
        let has = probe.is_present() && !probe.get("disable").is_true();
        let asks = node.get("condition").str() == "service_healthy";
        if asks && !has {
            let own = !other.image().is_empty() || other.node.has("build");
            let severity = if own && !probe.get("disable").is_true() { Info } else { Major };
            let severity =
                if !check.facts.open && !other.node.has("build") { Major } else { severity };
            let message = "It waits for a health that nobody checks";
            check
                .raise_at("CO-08", severity, compose.file, node.span.clone(), service.name, message)
                .row(name, "no healthcheck", "one in the file, or in the image")
                .detail(name);
        }
        if !asks && has && node.get("condition").str() != "service_completed_successfully" {
            let message = "It waits until the other has started, not until it can answer";
            check
                .raise_at("CO-09", Minor, compose.file, node.span.clone(), service.name, message)
                .row(name, "started", "condition: service_healthy")
                .detail(name);
        }
    }
}

pub(super) fn cycles(check: &mut Check<'_>, compose: &Compose) {
    let next =
        |name: &str| compose.service(name).map(|service| service.depends()).unwrap_or_default();
    for service in compose.services() {
        let (mut open, mut seen): (Vec<&str>, Vec<&str>) = (vec![service.name], Vec::new());
        while let Some(name) = open.pop() {
            for (other, _) in next(name) {
                if other == service.name {
                    // Said once, at the first of the ring.
                    let first = compose
                        .services()
                        .map(|service| service.name)
                        .find(|name| *name == service.name || seen.contains(name));
                    if first == Some(service.name) {
                        let message = "Services wait for each other in a ring: none starts";
                        check
                            .raise_at(
                                "CO-07",
                                Major,
                                compose.file,
                                service.key.span.clone(),
                                service.name,
                                message,
                            )
                            .row("depends_on", name, "no ring")
                            .detail("ring");
                    }
                    open.clear();
                    break;
                }
                if !seen.contains(&other) {
                    seen.push(other);
                    open.push(other);
                }
            }
        }
    }
}
