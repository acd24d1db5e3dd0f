//! Istio's routing: the entry of a Gateway, then the first route that fits.
//!
//! Source: <https://istio.io/latest/docs/reference/config/networking/virtual-service/>, release 1.31.

use super::{Outcome, Party, Replay, Way, deliver::Target, entry::Found, gateway};
use crate::manifest::{
    facts::Request,
    host,
    istio::{self, Destination},
    object::Object,
    pattern::Pattern,
    yaml::Node,
};

/// How a request comes to a VirtualService.
#[derive(Clone, Copy)]
struct From<'f> {
    party: &'f Party,
    /// The Gateway's name; `mesh` for callers inside.
    gateway: &'f str,
    hops: usize,
}

impl Replay<'_> {
    fn virtual_services(&self) -> impl Iterator<Item = &Object> {
        self.world.of_kind("VirtualService").filter(|object| object.is_istio("VirtualService"))
    }

    pub(super) fn by_istio(&self, way: Way, request: &Request, hops: usize) -> Found {
        let mut way = way;
        let opens = |server: &Node| {
            let protocol = server.at("port.protocol").str().to_uppercase();
            let secure = ["HTTPS", "TLS"].contains(&protocol.as_str());
            let port = server.at("port.number").count();
            let fits =
                secure == ["https", "wss"].contains(&request.scheme.as_str()) || protocol == "TCP";
            let hosts = server.get("hosts").texts();
            let meant = hosts
                .into_iter()
                .any(|own| host::is_meant(own.rsplit('/').next().unwrap_or(own), &request.host));
            let usual = [80, 443].contains(&request.port);
            meant
                && fits
                && (port == Some(request.port) || (usual && port.is_some_and(|port| port > 1024)))
        };
        for gateway in self.world.of_kind("Gateway").filter(|object| object.is_istio("Gateway")) {
            let servers = gateway.spec("servers");
            let Some(server) = servers.items().iter().find(|server| opens(server)) else {
                way = way.at(
                    gateway,
                    servers,
                    format!("does not open for {}:{}", request.host, request.port),
                );
                continue;
            };
            let inner = way.clone().at(gateway, server, "opens");
            let party = self.istio_entry(gateway);
            let bound = |service: &&Object| {
                service.spec("gateways").texts().into_iter().any(|name| {
                    istio::gateway(self.world, service, name)
                        .is_some_and(|known| std::ptr::eq(known, gateway))
                })
            };
            let from = From { party: &party, gateway: &gateway.name, hops };
            let services: Vec<&Object> = self.virtual_services().filter(bound).collect();
            match self.best(inner, request, services, from) {
                Found::Outcomes(outcomes) => return Found::Outcomes(outcomes),
                Found::Nothing(inner) => way = inner,
            }
        }
        let may_mean = |service: &&Object| {
            let hosts = service.spec("hosts").texts();
            hosts.is_empty() || hosts.into_iter().any(|own| host::is_meant(own, &request.host))
        };
        let stray = self.virtual_services().filter(may_mean);
        Found::Nothing(stray.fold(way, |way, service| {
            way.at(service, service.spec("gateways"), "is at no Gateway that opens")
        }))
    }

    /// Callers of the mesh: VirtualServices without gateways, or with `mesh`.
    pub(super) fn by_mesh(&self, way: Way, party: &Party, request: &Request) -> Found {
        let space = party.namespace.as_deref().unwrap_or("default");
        let wanted = host::service_name(&request.host, space);
        let inner = |service: &&Object| {
            let gateways = service.spec("gateways").texts();
            gateways.is_empty() || gateways.contains(&"mesh")
        };
        let means = |service: &&Object| {
            service.spec("hosts").texts().into_iter().any(|own| {
                (wanted.is_some() && host::service_name(own, &service.namespace) == wanted)
                    || own == request.host
            })
        };
        let services: Vec<&Object> = self.virtual_services().filter(inner).filter(means).collect();
        if !services.is_empty() {
            return self.best(way, request, services, From { party, gateway: "mesh", hops: 1 });
        }
        match host::service(self.world, &request.host, space) {
            Some(service) => self.by_service_route(way, party, request, service),
            None => Found::Nothing(way),
        }
    }

    fn best(&self, way: Way, request: &Request, services: Vec<&Object>, from: From<'_>) -> Found {
        let rank = |service: &&Object| {
            let hosts = service.spec("hosts").texts().into_iter();
            hosts
                .filter(|own| from.gateway == "mesh" || host::is_meant(own, &request.host))
                .map(host::rank)
                .max()
        };
        let best = services
            .iter()
            .filter(|service| rank(service).is_some())
            .max_by_key(|service| rank(service));
        let Some(service) = best else {
            let way = services.iter().fold(way, |way, service| {
                way.at(service, service.spec("hosts"), format!("is not for {}", request.host))
            });
            return Found::Nothing(way);
        };
        Found::Outcomes(self.routed(way, request, service, from))
    }

    fn routed(
        &self,
        way: Way,
        request: &Request,
        service: &Object,
        from: From<'_>,
    ) -> Vec<Outcome> {
        let kind =
            if request.is_http() && service.spec("http").is_present() { "http" } else { "tcp" };
        for route in service.spec(kind).items() {
            let matches = route.get("match").items();
            let found = matches.iter().find(|one| fits(one, request, from));
            if !matches.is_empty() && found.is_none() {
                continue;
            }
            let matched = found.unwrap_or_default();
            let way = way.at(service, if found.is_some() { matched } else { route }, "takes it");
            return self.sent(way, request, service, route, matched, from);
        }
        if !service.spec("http").is_present() && service.spec("tls").is_present() {
            let routes = service.spec("tls").items();
            let found = routes.iter().find(|route| {
                let all =
                    route.get("match").items().iter().flat_map(|one| one.get("sniHosts").texts());
                all.into_iter().any(|own| host::is_meant(own, &request.host))
            });
            if let Some(route) = found {
                let way = way.at(service, route, "takes it");
                return self.sent(way, request, service, route, Default::default(), from);
            }
        }
        let way = way.at(service, service.spec(kind), "no route takes this request");
        vec![way.refused(format!("404: no route of {} takes it", service.id()), &["IS-06"])]
    }

    fn sent(
        &self,
        way: Way,
        request: &Request,
        service: &Object,
        route: &Node,
        matched: &Node,
        from: From<'_>,
    ) -> Vec<Outcome> {
        let delegate = route.get("delegate");
        if delegate.is_present() {
            let space = delegate.get("namespace").text().unwrap_or(&service.namespace);
            let next = self
                .virtual_services()
                .find(|other| other.name == delegate.get("name").str() && other.namespace == space);
            return match next.filter(|_| from.hops > 0) {
                Some(next) => self.routed(way, request, next, From { hops: from.hops - 1, ..from }),
                None => vec![
                    way.at(service, delegate, "the delegate is not there")
                        .refused("the delegate is not there", &[]),
                ],
            };
        }
        let redirect = route.get("redirect");
        if redirect.is_present() {
            if from.hops == 0 {
                return vec![way.refused("it is redirected in a ring", &[])];
            }
            let mut next = request.clone();
            next.scheme = redirect.get("scheme").text().unwrap_or(&request.scheme).to_owned();
            next.port = redirect.get("port").count().unwrap_or(if next.scheme == "https" {
                443
            } else {
                80
            });
            next.host = redirect.get("authority").text().unwrap_or(&request.host).to_owned();
            next.path = redirect.get("uri").text().unwrap_or(&request.path).to_owned();
            return self.comes_from_outside(&next, from.hops - 1);
        }
        if route.get("directResponse").is_present() {
            return vec![
                way.at(service, route.get("directResponse"), "answers by itself")
                    .refused("it is answered by the proxy", &[]),
            ];
        }
        let path = rewritten(route, matched, &request.path);
        let way = if path == request.path {
            way
        } else {
            way.at(service, route.get("rewrite"), format!("becomes {path}"))
        };
        let all = istio::of_route(route);
        let live: Vec<&Destination<'_>> =
            all.iter().filter(|destination| destination.weight > 0).collect();
        if live.is_empty() {
            return vec![
                way.at(service, route, "sends nowhere")
                    .refused("the route sends nowhere", &["IS-07"]),
            ];
        }
        live.into_iter()
            .flat_map(|destination| {
                self.destination(way.clone(), request, &path, service, destination, from)
            })
            .collect()
    }

    fn destination(
        &self,
        way: Way,
        request: &Request,
        path: &str,
        service: &Object,
        destination: &Destination<'_>,
        from: From<'_>,
    ) -> Vec<Outcome> {
        let name = destination.host.str();
        let Some(target) = host::service(self.world, name, &service.namespace) else {
            if istio::is_entry(self.world, name) {
                return vec![way.ends(super::End::Outside)];
            }
            let text = format!("{name} means nothing in {}", service.namespace);
            return vec![way.at(service, destination.host, text.clone()).refused(text, &["IS-02"])];
        };
        let rules = istio::rules_for(self.world, service, name);
        let mut way = way;
        let mut subset = None;
        if destination.subset.is_present() {
            let found = rules.iter().find_map(|rule| {
                istio::subset(rule, destination.subset.str()).map(|node| (*rule, node))
            });
            let Some((rule, node)) = found else {
                let text =
                    format!("503: the subset {} is defined nowhere", destination.subset.str());
                let stray = self
                    .world
                    .of_kind("DestinationRule")
                    .filter(|rule| istio::subset(rule, destination.subset.str()).is_some());
                way = stray
                    .fold(way, |way, rule| way.at(rule, rule.spec("host"), "is for another host"));
                return vec![
                    way.at(service, destination.subset, text.clone()).refused(text, &["IS-10"]),
                ];
            };
            way = way.at(rule, node, format!("subset {}", destination.subset.str()));
            subset = Some(node.get("labels"));
        }
        let ports = target.spec("ports").items();
        let asked = if from.gateway == "mesh" { Some(request.port) } else { None };
        let first = ports.first().and_then(|port| port.get("port").count());
        let port = destination.port.count().or(asked).or(first).unwrap_or(request.port);
        let tls = self.client_tls(from.party, target, name);
        self.deliver(
            way,
            from.party,
            request,
            path,
            Target { service: target, port, subset, tls: &tls, pod: None },
        )
    }

    /// What the client's DestinationRule says about TLS.
    pub(super) fn client_tls(&self, party: &Party, service: &Object, name: &str) -> String {
        if !party.in_mesh {
            return String::new();
        }
        let rules = istio::rules_for(self.world, service, name);
        let modes = rules.iter().map(|rule| rule.spec("trafficPolicy.tls.mode").str());
        modes.into_iter().find(|mode| !mode.is_empty()).unwrap_or_default().to_owned()
    }
}

/// Whether all conditions of a match fit; the first match that fits is taken.
fn fits(one: &Node, request: &Request, from: From<'_>) -> bool {
    let of = |key: &str, text: &str| {
        !one.get(key).is_present()
            || string(one.get(key), text, one.get("ignoreUriCase").is_true() && key == "uri")
    };
    let headers = one.get("headers").entries().iter().all(|(key, node)| {
        match request.headers.get(&key.text.to_lowercase()) {
            Some(own) => {
                !node.is_present() || node.entries().is_empty() || string(node, own, false)
            }
            None => false,
        }
    });
    let without = one.get("withoutHeaders").entries().iter().all(|(key, node)| {
        request
            .headers
            .get(&key.text.to_lowercase())
            .is_none_or(|own| node.entries().iter().len() > 0 && !string(node, own, false))
    });
    let queries = one.get("queryParams").entries().iter().all(|(key, node)| {
        request.query.get(&key.text).is_some_and(|own| string(node, own, false))
    });
    let port = one.get("port");
    let gateways = one.get("gateways").texts();
    let labels = crate::manifest::labels::is_selected(one.get("sourceLabels"), &from.party.labels);
    let space = one.get("sourceNamespace");
    of("uri", &request.path)
        && of("method", &request.method)
        && of("authority", &request.host)
        && of("scheme", &request.scheme)
        && headers
        && without
        && queries
        && labels
        && (!port.is_present() || port.count() == Some(request.port))
        && (!space.is_present() || from.party.namespace.as_deref() == Some(space.str()))
        && (gateways.is_empty()
            || gateways.into_iter().any(|name| name.rsplit('/').next() == Some(from.gateway)))
}

/// A prefix is a plain one here: `/users` takes `/users-export`.
fn string(node: &Node, text: &str, fold: bool) -> bool {
    let folded = |text: &str| if fold { text.to_lowercase() } else { text.to_owned() };
    let text = folded(text);
    match () {
        () if node.get("exact").is_present() => folded(node.get("exact").str()) == text,
        () if node.get("prefix").is_present() => {
            text.starts_with(&folded(node.get("prefix").str()))
        }
        () if node.get("regex").is_present() => gateway::pattern(node.get("regex").str(), &text),
        () => true,
    }
}

fn rewritten(route: &Node, matched: &Node, path: &str) -> String {
    let rewrite = route.at("rewrite.uri");
    let regex = route.at("rewrite.uriRegexRewrite");
    if regex.is_present() {
        let found = Pattern::parse(regex.get("match").str());
        let found = found.ok().and_then(|pattern| pattern.groups(path));
        let mut new = regex.get("rewrite").str().to_owned();
        for (at, group) in found.unwrap_or_default().iter().enumerate() {
            new = new.replace(&format!("\\{}", at + 1), group);
        }
        return new;
    }
    let Some(new) = rewrite.text() else { return path.to_owned() };
    match matched.at("uri.prefix").text() {
        Some(prefix) => {
            let rest = path.strip_prefix(prefix).unwrap_or(path);
            let joined = format!("{new}{rest}");
            if joined.is_empty() { "/".to_owned() } else { joined }
        }
        None => new.to_owned(),
    }
}
