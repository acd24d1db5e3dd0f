//! Compose: names by shared networks, ports of containers, what the host publishes.

use super::{End, Outcome, Replay, Way};
use crate::manifest::{
    compose::{Compose, Service},
    facts::Request,
    yaml::Node,
};

impl Replay<'_> {
    /// Sends in a world of Compose files, if the source stands there.
    pub(super) fn send_composed(&self, from: &str, request: &Request) -> Option<Vec<Outcome>> {
        if let Some((compose, service)) = self.composed(from) {
            return Some(vec![self.service_sends(compose, service, request)]);
        }
        let outside = from == "host" || (from == "internet" && self.world.objects.is_empty());
        (outside && !self.world.composes.is_empty()).then(|| vec![self.host_sends(from, request)])
    }

    fn host_sends(&self, from: &str, request: &Request) -> Outcome {
        let mut way = Way::default()
            .told(from, format!("{} {}:{}", request.method, request.host, request.port));
        for compose in &self.world.composes {
            for service in compose.services() {
                let node = service.node.get("ports");
                let local = |address: &str| ["127.0.0.1", "localhost", "::1"].contains(&address);
                let ports = service.ports();
                let on_host = service.node.get("network_mode").str() == "host";
                let open = ports.iter().find(|port| {
                    port.host == Some(request.port) && (from == "host" || !local(&port.address))
                });
                let inner = match open {
                    Some(port) => port.container,
                    None if on_host && self.hears(&service, request.port) => request.port,
                    None => continue,
                };
                way = way.place(
                    service.name,
                    compose.file,
                    node,
                    format!("port {} of the host is its {inner}", request.port),
                );
                return self.heard(way, compose, service, request, inner);
            }
        }
        for compose in &self.world.composes {
            for service in compose.services() {
                let node = service.node.get("ports");
                if node.is_present() {
                    way = way.place(service.name, compose.file, node, "publishes other ports");
                }
            }
        }
        way.refused(format!("nothing publishes port {}", request.port), &[])
    }

    fn service_sends(&self, compose: &Compose, caller: Service<'_>, request: &Request) -> Outcome {
        let way = Way::default().place(
            caller.name,
            compose.file,
            caller.node.get("networks"),
            format!("{} {}:{}", request.method, request.host, request.port),
        );
        if ["localhost", "127.0.0.1"].contains(&request.host.as_str()) {
            let here = compose.host_of(caller);
            let beside: Vec<Service<'_>> = compose
                .services()
                .filter(|other| compose.host_of(*other).name == here.name)
                .collect();
            let heard = beside.iter().copied().find(|other| {
                self.hears(other, request.port) && (other.name != caller.name || beside.len() == 1)
            });
            return match heard {
                Some(other) => self.heard(way, compose, other, request, request.port),
                None => way
                    .refused("nobody in this network namespace listens there", &["CO-05", "CO-10"]),
            };
        }
        let found = compose.resolve(&caller, &request.host);
        let Some(other) = found.first().copied() else {
            return self.leaves_composed(way, compose, caller, request);
        };
        let Some(network) = compose.common(&caller, &other) else {
            let text = format!("{} and {} share no network", caller.name, other.name);
            let way = way.place(other.name, compose.file, network_place(&other), text.clone());
            return way.refused(text, &["CO-01"]);
        };
        let way = way.place(
            other.name,
            compose.file,
            network_place(&other),
            format!("is found on {network}"),
        );
        self.heard(way, compose, other, request, request.port)
    }

    fn leaves_composed(
        &self,
        way: Way,
        compose: &Compose,
        caller: Service<'_>,
        request: &Request,
    ) -> Outcome {
        if !request.host.contains('.') {
            return way.refused(format!("no service is called {}", request.host), &["CO-01"]);
        }
        let own = compose.host_of(caller).networks();
        let internal =
            |name: &String| compose.root.get("networks").get(name).get("internal").is_true();
        let way = way.place(
            caller.name,
            compose.file,
            network_place(&caller),
            format!("is on {}", own.join(", ")),
        );
        let here = compose.host_of(caller);
        let way = match here.name == caller.name {
            true => way,
            false => {
                way.place(here.name, compose.file, network_place(&here), "is whose network it uses")
            }
        };
        if own.is_empty() || own.iter().all(internal) {
            return way.refused("all its networks are internal", &["CO-17"]);
        }
        way.ends(End::Outside)
    }

    /// Whether a service listens on a port, as far as is known.
    fn hears(&self, service: &Service<'_>, port: i64) -> bool {
        let known = self
            .facts
            .known(service.name)
            .map(|known| known.listens.as_slice())
            .unwrap_or_default();
        known.is_empty() || known.contains(&port)
    }

    fn heard(
        &self,
        way: Way,
        compose: &Compose,
        service: Service<'_>,
        request: &Request,
        port: i64,
    ) -> Outcome {
        let here = compose.host_of(service);
        let mut beside =
            compose.services().filter(|other| compose.host_of(*other).name == here.name);
        // Those that share the namespace share its ports.
        let named =
            self.facts.known(service.name).is_some_and(|known| known.listens.contains(&port));
        let owner = if named {
            Some(service)
        } else {
            beside.find(|other| {
                self.facts.known(other.name).is_some_and(|known| known.listens.contains(&port))
            })
        };
        let taker = owner.or(Some(service).filter(|service| self.hears(service, port)));
        let Some(taker) = taker else {
            let known = self
                .facts
                .known(service.name)
                .map(|known| known.listens.clone())
                .unwrap_or_default();
            let ports: Vec<String> = known.iter().map(i64::to_string).collect();
            let text = format!("{} listens on {}, not on {port}", service.name, ports.join(", "));
            return way
                .place(service.name, compose.file, service.node.get("ports"), text.clone())
                .refused(text, &["CO-10"]);
        };
        let way = way.place(
            taker.name,
            compose.file,
            taker.node.get("image"),
            format!("takes it at port {port}"),
        );
        let (workload, path) = (taker.name.to_owned(), request.path.clone());
        way.ends(End::Arrived { service: workload.clone(), workload, path })
    }
}

/// Where a service says what it is connected to.
fn network_place<'c>(service: &Service<'c>) -> &'c Node {
    service.node.first_at(&["networks", "network_mode", "image"])
}
