//! Compose: networks, names, ports, and what services wait for.

mod calls;
mod doors;
mod networks;
mod start;
mod stores;

use crate::{
    manifest::{
        check::Check,
        compose::{Compose, Service},
        yaml::{Node, is_filled_in},
    },
    verdict::Severity::{Info, Major},
};
use calls::{asked, calls};
use doors::doors;
use networks::{networks, published};
use start::{cycles, declared, waits};
use stores::{copies, store};

pub(crate) use calls::called;
pub(crate) use stores::{STORES, is_store};

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
            doors(check, compose, &service);
            store(check, compose, &service);
            copies(check, compose, &service);
            habits(check, compose, &service);
        }
    }
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
