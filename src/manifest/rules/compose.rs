//! Compose: networks, names, ports, and what services wait for.

use std::collections::BTreeMap;

use crate::{
    manifest::{
        address::addresses,
        check::{Check, Witness},
        compose::{Compose, Service},
        yaml::{Node, is_filled_in},
    },
    verdict::Severity::{Info, Major, Minor},
};

/// Images of databases and brokers, by what their name begins with.
pub(crate) const STORES: [&str; 22] = [
    "postgres",
    "postgis",
    "mysql",
    "mariadb",
    "mongo",
    "redis",
    "valkey",
    "memcached",
    "cassandra",
    "elasticsearch",
    "opensearch",
    "rabbitmq",
    "kafka",
    "nats",
    "influxdb",
    "couchdb",
    "neo4j",
    "clickhouse",
    "cockroach",
    "mssql",
    "etcd",
    "minio",
];
/// Those that lose what they hold without a volume.
const KEEPERS: [&str; 13] = [
    "postgres",
    "postgis",
    "mysql",
    "mariadb",
    "mongo",
    "cassandra",
    "elasticsearch",
    "influxdb",
    "couchdb",
    "neo4j",
    "clickhouse",
    "cockroach",
    "mssql",
];

pub(super) fn check(check: &mut Check<'_>) {
    let world = check.world;
    for compose in &world.composes {
        obsolete(check, compose);
        published(check, compose);
        cycles(check, compose);
        networks(check, compose);
        asked(check, compose);
        for service in compose.services() {
            modes(check, compose, &service);
            declared(check, compose, &service);
            waits(check, compose, &service);
            calls(check, compose, &service);
            store(check, compose, &service);
            copies(check, compose, &service);
            habits(check, compose, &service);
        }
    }
}

/// Whether an image is of a known database or broker.
pub(crate) fn is_store(image: &str, names: &[&str]) -> bool {
    let last =
        image.split(['@', ':']).next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
    names.iter().any(|name| {
        last == *name
            || last.starts_with(&format!("{name}-"))
            || (last.starts_with(name) && last.len() <= name.len() + 2)
    })
}

fn obsolete(check: &mut Check<'_>, compose: &Compose) {
    let version = compose.root.get("version");
    if version.is_present() {
        let message = "This line is read by nobody any more";
        check.raise_at("CO-02", Info, compose.file, version.span.clone(), "version", message).row(
            "version",
            version.str(),
            "nothing",
        );
    }
}

fn modes(check: &mut Check<'_>, compose: &Compose, service: &Service<'_>) {
    let mode = service.node.get("network_mode");
    let file = compose.file;
    if mode.is_present() && service.node.get("networks").is_present() {
        let message = "It has networks, or the network of another, not both";
        check.raise_at("CO-03", Major, file, mode.span.clone(), service.name, message).row(
            "network_mode",
            mode.str(),
            "one of the two",
        );
    }
    let Some(host) = service.shares_with() else { return };
    if is_filled_in(host) {
        return;
    }
    if compose.service(host).is_none() && !compose.is_partial() {
        let message = "The service whose network it shares is not there";
        check.raise_at("CO-04", Major, file, mode.span.clone(), service.name, message).row(
            "network_mode",
            mode.str(),
            "a service of this file",
        );
    }
    let ports = service.node.get("ports");
    if ports.is_present() {
        let message =
            "Its ports are those of the service whose network it shares: they are published there";
        check
            .raise_at("CO-04", Major, file, ports.span.clone(), service.name, message)
            .row("ports", "on the sharer", format!("on {host}"))
            .detail("ports");
    }
}

/// Names of a list or map.
fn names(node: &Node) -> Vec<(&str, &Node)> {
    let map = node.entries().iter().map(|(key, value)| (key.text.as_str(), value));
    let list = node
        .items()
        .iter()
        .map(|item| (item.text().unwrap_or_else(|| item.get("source").str()), item));
    map.chain(list).filter(|(name, _)| !name.is_empty()).collect()
}

fn declared(check: &mut Check<'_>, compose: &Compose, service: &Service<'_>) {
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

fn waits(check: &mut Check<'_>, compose: &Compose, service: &Service<'_>) {
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

fn cycles(check: &mut Check<'_>, compose: &Compose) {
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

fn calls(check: &mut Check<'_>, compose: &Compose, service: &Service<'_>) {
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

/// Calls that intents need between services that share no network.
fn asked(check: &mut Check<'_>, compose: &Compose) {
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

fn published(check: &mut Check<'_>, compose: &Compose) {
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

fn store(check: &mut Check<'_>, compose: &Compose, service: &Service<'_>) {
    let image = service.node.get("image");
    if !is_store(image.str(), &STORES) {
        return;
    }
    let open = service.ports().into_iter().find(|port| {
        port.host.is_some() && !["127.0.0.1", "localhost", "::1"].contains(&port.address.as_str())
    });
    if let Some(port) = open {
        let node = service.node.get("ports");
        let message = "Whoever reaches the host reaches the data";
        check.raise_at("CO-12", Minor, compose.file, node.span.clone(), service.name, message).row(
            "ports",
            port.host.unwrap_or(0).to_string(),
            "no port, or 127.0.0.1 before it",
        );
    }
    let kept = service.node.get("volumes").is_present() || service.node.get("tmpfs").is_present();
    if is_store(image.str(), &KEEPERS) && !kept {
        let message = "Its data go with the container";
        check
            .raise_at("CO-14", Minor, compose.file, image.span.clone(), service.name, message)
            .row("volumes", "none", "a named volume");
    }
}

fn copies(check: &mut Check<'_>, compose: &Compose, service: &Service<'_>) {
    // A swarm has a port of its own for all copies.
    let swarm = compose.name.contains("stack")
        || ["placement", "update_config", "mode"]
            .iter()
            .any(|key| service.node.get("deploy").has(key));
    if service.replicas() < 2 || swarm {
        return;
    }
    let fixed = service.ports().into_iter().find(|port| port.host.is_some());
    let name = service.node.get("container_name");
    let (node, yours) = match fixed {
        _ if name.is_present() => (name, "container_name".to_owned()),
        Some(port) => (service.node.get("ports"), format!("port {}", port.host.unwrap_or(0))),
        None => return,
    };
    // A range has a port for each copy.
    if !name.is_present() && service.ports().len() as i64 >= service.replicas() {
        return;
    }
    let message = "Several copies cannot have one name or one port of the host";
    check.raise_at("CO-13", Major, compose.file, node.span.clone(), service.name, message).row(
        format!("{} copies", service.replicas()),
        yours,
        "neither",
    );
}

fn networks(check: &mut Check<'_>, compose: &Compose) {
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

fn habits(check: &mut Check<'_>, compose: &Compose, service: &Service<'_>) {
    let file = compose.file;
    if !service.node.has("restart") && !service.node.at("deploy.restart_policy").is_present() {
        let message = "After a crash or a restart of the host it stays away";
        check.raise_at("CO-15", Info, file, service.key.span.clone(), service.name, message).row(
            "restart",
            "none",
            "unless-stopped, or a reason",
        );
    }
    let links = service.node.get("links");
    if links.is_present() {
        let message = "Names are found without links";
        check.raise_at("CO-19", Info, file, links.span.clone(), service.name, message).row(
            "links",
            "written",
            "a network that both are on",
        );
    }
    sidecar(check, compose, service);
    files(check, compose, service);
}

/// A helper that is meant to stand beside a service shares its network.
fn sidecar(check: &mut Check<'_>, compose: &Compose, service: &Service<'_>) {
    let is_helper =
        ["-sidecar", "-proxy", "_sidecar", "-envoy"].iter().any(|end| service.name.ends_with(end));
    let main = service
        .name
        .rsplit_once(['-', '_'])
        .map(|(main, _)| main)
        .and_then(|main| compose.service(main));
    let Some(main) = main.filter(|_| is_helper) else { return };
    let apart = compose.host_of(main).name != compose.host_of(*service).name;
    let local = called(&main)
        .iter()
        .chain(&called(service))
        .any(|(host, ..)| ["localhost", "127.0.0.1"].contains(&host.as_str()));
    if apart && (local || !check.facts.open) {
        let message = "A sidecar shares the network of its service: localhost means both";
        check
            .raise_at("CO-05", Major, compose.file, service.key.span.clone(), service.name, message)
            .row("network_mode", "a network of its own", format!("service:{}", main.name))
            .detail(main.name);
    }
}

/// Files that are named and not there. In a closed world the files are all there is.
fn files(check: &mut Check<'_>, compose: &Compose, service: &Service<'_>) {
    let world = check.world;
    let there = |path: &str| {
        let full = format!("{}{}", compose.folder(), path.trim_start_matches("./"));
        world.files.iter().any(|file| file.name == full)
    };
    let env = service.node.get("env_file");
    let mut wanted: Vec<(&str, &Node)> = env.texts().into_iter().map(|path| (path, env)).collect();
    wanted.extend(
        env.items()
            .iter()
            .filter(|item| item.get("required").truth() != Some(false))
            .map(|item| (item.get("path").str(), item)),
    );
    for kind in ["secrets", "configs"] {
        for (_, node) in names(service.node.get(kind)) {
            let name = node.text().unwrap_or_else(|| node.get("source").str());
            let file = compose.root.get(kind).get(name).get("file");
            wanted.push((file.str(), file));
        }
    }
    for (path, node) in wanted {
        if path.is_empty()
            || is_filled_in(path)
            || path.contains("..")
            || path.starts_with('/')
            || there(path)
        {
            continue;
        }
        let message = "The file is not there";
        check
            .raise_at("CO-20", Major, compose.file, node.span.clone(), service.name, message)
            .row("file", path, "a file of that name")
            .detail(path);
    }
}
