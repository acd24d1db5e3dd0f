//! Compose files: services with their networks, ports and names.
//!
//! Source: <https://github.com/compose-spec/compose-spec/blob/main/spec.md>.

use super::yaml::{Key, Node};

/// A Compose file.
#[derive(Clone, Debug)]
pub(crate) struct Compose {
    /// Number of the file.
    pub(crate) file: usize,
    /// Path of the file.
    pub(crate) name: String,
    pub(crate) root: Node,
    /// Whether it is the file that is read when none is named.
    pub(crate) is_default: bool,
}

/// One of its services.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Service<'c> {
    pub(crate) name: &'c str,
    pub(crate) key: &'c Key,
    pub(crate) node: &'c Node,
}

/// A published or exposed port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Port {
    /// Address of the host; empty for all.
    pub(crate) address: String,
    /// The port of the host, if it is fixed.
    pub(crate) host: Option<i64>,
    pub(crate) container: i64,
    pub(crate) protocol: String,
}

impl Compose {
    pub(super) fn read(file: usize, name: &str, root: Node) -> Self {
        let last = name.rsplit('/').next().unwrap_or_default();
        let defaults = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];
        Self { file, name: name.to_owned(), root, is_default: defaults.contains(&last) }
    }

    /// Its folder, with `/` at the end; empty for the root.
    pub(crate) fn folder(&self) -> &str {
        self.name.rfind('/').map_or("", |at| self.name.get(..=at).unwrap_or_default())
    }

    pub(crate) fn services(&self) -> impl Iterator<Item = Service<'_>> {
        let entries = self.root.get("services").entries();
        entries.iter().map(|(key, node)| Service { name: &key.text, key, node })
    }

    /// A service by its own name.
    pub(crate) fn service(&self, name: &str) -> Option<Service<'_>> {
        self.services().find(|service| service.name == name)
    }

    /// The service that a caller reaches under a name: of those that share a network with it.
    pub(crate) fn resolve<'c>(&'c self, caller: &Service<'_>, host: &str) -> Vec<Service<'c>> {
        let shared = |service: &Service<'_>| self.share(caller, service);
        let all = || self.services().filter(move |service| service.answers(host));
        let near: Vec<Service<'_>> = all().filter(shared).collect();
        if near.is_empty() { all().collect() } else { near }
    }

    /// A network that both are on, or the namespace that they share.
    pub(crate) fn common<'c>(&self, one: &Service<'c>, other: &Service<'c>) -> Option<String> {
        let (one, other) = (self.host_of(*one), self.host_of(*other));
        if one.name == other.name {
            return Some("one network namespace".to_owned());
        }
        let theirs = other.networks();
        one.networks().into_iter().find(|network| theirs.contains(network))
    }

    fn share(&self, one: &Service<'_>, other: &Service<'_>) -> bool {
        let (one, other) = (self.service(one.name), self.service(other.name));
        one.zip(other).is_some_and(|(one, other)| self.common(&one, &other).is_some())
    }

    /// The service whose network namespace a service is in: itself, or the one that it names.
    pub(crate) fn host_of<'c>(&'c self, service: Service<'c>) -> Service<'c>
    where
        Self: 'c,
    {
        let mut at = service;
        // A ring of services ends somewhere.
        for _ in 0..self.root.get("services").entries().len() {
            let next = at.shares_with().and_then(|name| self.service(name));
            match next {
                Some(next) => at = next,
                None => break,
            }
        }
        at
    }

    /// Whether parts of it come from elsewhere.
    pub(crate) fn is_partial(&self) -> bool {
        self.root.has("include") || self.services().any(|service| service.node.has("extends"))
    }
}

impl<'c> Service<'c> {
    /// What it does not have a network of its own for: `service:NAME`.
    pub(crate) fn shares_with(&self) -> Option<&'c str> {
        self.node.get("network_mode").text()?.strip_prefix("service:")
    }

    /// Its networks; `default` where it names none.
    pub(crate) fn networks(&self) -> Vec<String> {
        match self.node.get("network_mode").text() {
            Some("host") => return vec!["the host's network".to_owned()],
            Some(_) => return Vec::new(),
            None => {}
        }
        let node = self.node.get("networks");
        if !node.is_present() {
            return vec!["default".to_owned()];
        }
        let named = node.entries().iter().map(|(key, _)| key.text.clone());
        named.chain(node.texts().into_iter().map(str::to_owned)).collect()
    }

    /// Whether it answers to a name: its own, an alias, its container's.
    pub(crate) fn answers(&self, host: &str) -> bool {
        let alias = |(_, network): &(Key, Node)| network.get("aliases").texts().contains(&host);
        self.name == host
            || self.node.get("container_name").text() == Some(host)
            || self.node.get("networks").entries().iter().any(alias)
    }

    /// Ports that it publishes on the host.
    pub(crate) fn ports(&self) -> Vec<Port> {
        self.node.get("ports").items().iter().flat_map(port).collect()
    }

    /// Its environment.
    pub(crate) fn environment(&self) -> Vec<(&'c str, &'c str, &'c Node)> {
        let node = self.node.get("environment");
        let map = node.entries().iter().map(|(key, value)| (key.text.as_str(), value.str(), value));
        let list = node.items().iter().filter_map(|item| {
            let (name, value) = item.text()?.split_once('=')?;
            Some((name, value, item))
        });
        map.chain(list).collect()
    }

    /// Services that it waits for.
    pub(crate) fn depends(&self) -> Vec<(&'c str, &'c Node)> {
        let node = self.node.get("depends_on");
        let map = node.entries().iter().map(|(key, value)| (key.text.as_str(), value));
        let list = node.items().iter().filter_map(|item| Some((item.text()?, item)));
        map.chain(list).collect()
    }

    /// Copies that it runs.
    pub(crate) fn replicas(&self) -> i64 {
        let node = self.node.first_at(&["deploy.replicas", "scale"]);
        node.count().unwrap_or(1)
    }

    /// Its image without tag.
    pub(crate) fn image(&self) -> &'c str {
        self.node.get("image").str()
    }
}

/// The ports of one entry, in both forms; a range is several.
fn port(node: &Node) -> Vec<Port> {
    if node.is_nested() {
        let Some(container) = node.get("target").count() else { return Vec::new() };
        let protocol = node.get("protocol").text().unwrap_or("tcp").to_owned();
        let address = node.get("host_ip").str().to_owned();
        return vec![Port { address, host: node.get("published").count(), container, protocol }];
    }
    let Some(text) = node.text() else { return Vec::new() };
    let (text, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let (before, container) = match text.rsplit_once(':') {
        Some((before, container)) => (Some(before), container),
        None => (None, text),
    };
    let (address, host) = match before.map(|before| before.rsplit_once(':').unwrap_or(("", before)))
    {
        Some((address, host)) => (address, Some(host)),
        None => ("", None),
    };
    let hosts: Vec<i64> = host.map(range).unwrap_or_default();
    let number = |(at, container): (usize, i64)| Port {
        address: address.to_owned(),
        host: hosts.get(at).copied(),
        container,
        protocol: protocol.to_owned(),
    };
    range(container).into_iter().enumerate().map(number).collect()
}

/// A number, or a range of at most a hundred.
fn range(text: &str) -> Vec<i64> {
    const MOST: i64 = 100;
    match text.split_once('-') {
        Some((low, high)) => match (low.parse::<i64>(), high.parse::<i64>()) {
            (Ok(low), Ok(high)) if (0..MOST).contains(&(high - low)) => (low..=high).collect(),
            _ => Vec::new(),
        },
        None => text.parse().into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::yaml::documents;

    #[test]
    fn ports_have_two_forms() {
        let text = "services:\n  a:\n    ports: [\"8080:80\", \"127.0.0.1:5432:5432/udp\", 3000, \"1-2:3-4\", {target: 80, published: 81}]\n";
        let root = documents(text).remove(0).root;
        let compose = Compose::read(0, "compose.yaml", root);
        let ports = compose.service("a").unwrap().ports();
        let shown: Vec<_> =
            ports.iter().map(|port| (port.address.as_str(), port.host, port.container)).collect();
        let expected = [
            ("", Some(8080), 80),
            ("127.0.0.1", Some(5432), 5432),
            ("", None, 3000),
            ("", Some(1), 3),
            ("", Some(2), 4),
            ("", Some(81), 80),
        ];
        assert_eq!(shown, expected);
    }
}
