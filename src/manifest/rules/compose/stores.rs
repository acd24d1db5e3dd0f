//! What keeps data: which images do, and what becomes of it when a container is replaced or copied.

use crate::{
    manifest::{
        check::Check,
        compose::{Compose, Service},
    },
    text::counted,
    verdict::Severity::{Major, Minor},
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

pub(super) fn store(check: &mut Check<'_>, compose: &Compose, service: &Service<'_>) {
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

pub(super) fn copies(check: &mut Check<'_>, compose: &Compose, service: &Service<'_>) {
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
        counted(service.replicas(), "copy"),
        yours,
        "neither",
    );
}
