//! The Gateway API: listener, route by precedence, filters, backends.
//!
//! Precedence of matches: host (exact, longer wildcard), path (exact, prefix, pattern), longer prefix,
//! method, number of headers, number of query parameters; then the route's namespace and name, then the
//! order in the file.
//!
//! Source: <https://gateway-api.sigs.k8s.io/reference/spec/#httprouterule>, release 1.6.

use super::{Outcome, Party, Replay, Way, deliver::Target, entry::Found};
use crate::manifest::{
    attach::{self, Listener},
    facts::Request,
    host,
    object::Object,
    pattern::Pattern,
    yaml::Node,
};

/// A rule that takes a request, with what ranks it.
struct Match<'w> {
    route: &'w Object,
    rule: &'w Node,
    /// The match that fits; absent where the rule has none.
    matched: &'w Node,
    rank: Rank,
}

/// Greater is first.
type Rank = ((u8, usize), u8, usize, bool, usize, usize);

impl<'w> Replay<'w> {
    pub(super) fn by_gateway(&self, way: Way, request: &Request, hops: usize) -> Found {
        let mut way = way;
        let mut best: Vec<(Listener<'w>, Match<'w>)> = Vec::new();
        let mut opened: Vec<(Listener<'w>, (u8, usize))> = Vec::new();
        for owner in
            ["Gateway", "ListenerSet"].into_iter().flat_map(|kind| self.world.of_kind(kind))
        {
            if owner.group() != attach::GROUP || attach::gateway(self.world, owner).is_none() {
                continue;
            }
            for node in owner.spec("listeners").items() {
                let own = node.get("hostname").str();
                if is_listening(node, request) && host::is_meant(own, &request.host) {
                    opened.push((Listener { owner, node }, host::rank(own)));
                }
            }
        }
        let Some(top) = opened.iter().map(|(_, rank)| *rank).max() else {
            return Found::Nothing(self.unattached(way, request));
        };
        for (listener, _) in opened.iter().filter(|(_, rank)| *rank == top) {
            way = way.at(
                listener.owner,
                listener.node,
                format!("listener {} opens", listener.node.get("name").str()),
            );
            for route in attach::routes(self.world) {
                let attached = route.spec("parentRefs").items().iter().any(|parent| {
                    attach::listeners(self.world, route, parent).is_ok_and(|all| {
                        all.iter().any(|known| std::ptr::eq(known.node, listener.node))
                    })
                });
                if !attached {
                    way = if is_for(route, request) {
                        way.at(route, route.spec("parentRefs"), "does not attach here")
                    } else {
                        way
                    };
                    continue;
                }
                best.extend(matches(route, request).map(|found| (*listener, found)));
            }
        }
        let order = |found: &(Listener<'_>, Match<'_>)| {
            (
                found.1.rank,
                std::cmp::Reverse((found.1.route.namespace.clone(), found.1.route.name.clone())),
            )
        };
        // The first of several equal ones stays.
        best.reverse();
        let Some((listener, found)) = best.into_iter().max_by_key(order) else {
            return Found::Nothing(self.near(way, request));
        };
        let entry = attach::gateway(self.world, listener.owner).unwrap_or(listener.owner);
        let party = self.gateway_entry(entry);
        Found::Outcomes(self.follow(way, &party, request, &found, hops))
    }

    /// Routes of the host that do not fit, as far as they came.
    fn near(&self, way: Way, request: &Request) -> Way {
        attach::routes(self.world).filter(|route| is_for(route, request)).fold(way, |way, route| {
            way.at(route, route.spec("rules"), "no rule takes this request")
        })
    }

    fn unattached(&self, way: Way, request: &Request) -> Way {
        let gateways =
            self.world.of_kind("Gateway").filter(|object| object.group() == attach::GROUP);
        let way = gateways.fold(way, |way, gateway| {
            way.at(
                gateway,
                gateway.spec("listeners"),
                format!("no listener for {}:{}", request.host, request.port),
            )
        });
        self.near(way, request)
    }

    /// Routes of the mesh: HTTPRoutes whose parent is the Service that is called.
    pub(super) fn by_service_route(
        &self,
        way: Way,
        party: &Party,
        request: &Request,
        service: &Object,
    ) -> Found {
        let means = |route: &&Object| {
            route.spec("parentRefs").items().iter().any(|parent| {
                let space = parent.get("namespace").text().unwrap_or(&route.namespace);
                parent.get("kind").str() == "Service"
                    && parent.get("name").str() == service.name
                    && space == service.namespace
            })
        };
        let routes: Vec<&Object> = attach::routes(self.world).filter(means).collect();
        if routes.is_empty() {
            return Found::Nothing(way);
        }
        let best = routes
            .iter()
            .flat_map(|route| matches_any_host(route, request))
            .max_by_key(|found| found.rank);
        match best {
            Some(found) => Found::Outcomes(self.follow(way, party, request, &found, 1)),
            None => {
                let way = routes.iter().fold(way, |way, route| {
                    way.at(route, route.spec("rules"), "no rule takes this request")
                });
                Found::Outcomes(vec![way.refused("404: no rule of the route takes it", &[])])
            }
        }
    }

    fn follow(
        &self,
        way: Way,
        party: &Party,
        request: &Request,
        found: &Match<'w>,
        hops: usize,
    ) -> Vec<Outcome> {
        let (route, rule) = (found.route, found.rule);
        let way = way.at(
            route,
            if found.matched.span.is_empty() { rule } else { found.matched },
            "takes it",
        );
        let filters = rule.get("filters").items();
        let of = |kind: &str| filters.iter().find(|filter| filter.get("type").str() == kind);
        let prefix = found.matched.at("path.value").text().unwrap_or("/");
        if let Some(redirect) = of("RequestRedirect").map(|filter| filter.get("requestRedirect")) {
            return self.redirected(
                way.at(route, redirect, "redirects"),
                request,
                redirect,
                prefix,
                hops,
            );
        }
        let rewrite =
            of("URLRewrite").map(|filter| filter.at("urlRewrite.path")).unwrap_or_default();
        let path = rewritten(rewrite, prefix, &request.path);
        let way = if path == request.path {
            way
        } else {
            way.at(route, rewrite, format!("becomes {path}"))
        };
        let backends = rule.get("backendRefs").items();
        let live: Vec<&Node> =
            backends.iter().filter(|backend| backend.get("weight").int() != Some(0)).collect();
        if live.is_empty() {
            return vec![way.refused("500: no backend gets anything", &["GW-10"])];
        }
        live.into_iter()
            .flat_map(|backend| self.backend(way.clone(), party, request, &path, route, backend))
            .collect()
    }

    fn backend(
        &self,
        way: Way,
        party: &Party,
        request: &Request,
        path: &str,
        route: &Object,
        backend: &Node,
    ) -> Vec<Outcome> {
        let space = backend.get("namespace").text().unwrap_or(&route.namespace);
        let name = backend.get("name").str();
        if space != route.namespace
            && !attach::is_granted(self.world, route, space, "", "Service", name)
        {
            let way = way.at(route, backend.get("namespace"), format!("no grant in {space}"));
            return vec![way.refused("500: the reference is not granted", &["GW-05"])];
        }
        let Some(service) = self.world.find("Service", space, name) else {
            let way = way.at(route, backend.get("name"), format!("{name} is not in {space}"));
            return vec![way.refused(format!("500: no Service {name} in {space}"), &["GW-04"])];
        };
        let port = backend.get("port").count().unwrap_or(request.port);
        let tls = self.client_tls(party, service, name);
        self.deliver(
            way,
            party,
            request,
            path,
            Target { service, port, subset: None, tls: &tls, pod: None },
        )
    }

    fn redirected(
        &self,
        way: Way,
        request: &Request,
        redirect: &Node,
        prefix: &str,
        hops: usize,
    ) -> Vec<Outcome> {
        if hops == 0 {
            return vec![way.refused("it is redirected in a ring", &[])];
        }
        let scheme = redirect.get("scheme").text().unwrap_or(&request.scheme).to_owned();
        let usual = if scheme == "https" { 443 } else { 80 };
        let mut next = request.clone();
        next.port = redirect.get("port").count().unwrap_or(usual);
        next.host = redirect.get("hostname").text().unwrap_or(&request.host).to_owned();
        next.path = rewritten(redirect.get("path"), prefix, &request.path);
        next.scheme = scheme;
        let mut outcomes = self.comes_from_outside(&next, hops - 1);
        for outcome in &mut outcomes {
            outcome.steps.splice(0..0, way.steps.clone());
        }
        outcomes
    }
}

/// Whether a listener hears a request: by its port, or by its protocol where the port is the usual one.
fn is_listening(listener: &Node, request: &Request) -> bool {
    let protocol = listener.get("protocol").str();
    let secure = ["HTTPS", "TLS"].contains(&protocol);
    let port = listener.get("port").count();
    let fits = match request.scheme.as_str() {
        "https" | "wss" => secure,
        "tcp" => protocol == "TCP" || secure,
        "udp" => protocol == "UDP",
        _ => protocol == "HTTP",
    };
    let usual = [80, 443].contains(&request.port);
    fits && (port == Some(request.port) || (usual && port.is_some_and(|port| port > 1024)))
}

/// Whether a route is for the host of a request.
fn is_for(route: &Object, request: &Request) -> bool {
    let hosts = route.spec("hostnames").texts();
    hosts.is_empty() || hosts.into_iter().any(|own| host::is_meant(own, &request.host))
}

fn matches<'w>(route: &'w Object, request: &Request) -> impl Iterator<Item = Match<'w>> {
    let hosts = route.spec("hostnames").texts();
    let rank = match hosts.is_empty() {
        true => Some((0, 0)),
        false => {
            hosts.into_iter().filter(|own| host::is_meant(own, &request.host)).map(host::rank).max()
        }
    };
    let request = request.clone();
    rank.into_iter().flat_map(move |rank| ranked(route, &request, rank))
}

fn matches_any_host<'w>(route: &'w Object, request: &Request) -> Vec<Match<'w>> {
    ranked(route, request, (0, 0))
}

/// The rules of a route that take a request.
fn ranked<'w>(route: &'w Object, request: &Request, rank: (u8, usize)) -> Vec<Match<'w>> {
    let mut found = Vec::new();
    for rule in route.spec("rules").items() {
        let all = rule.get("matches").items();
        if all.is_empty() {
            let rank = (rank, 1, 1, false, 0, 0);
            found.push(Match { route, rule, matched: Default::default(), rank });
        }
        for matched in all {
            if let Some((kind, length)) = takes(matched, request, &route.kind) {
                let headers = matched.get("headers").items().len();
                let queries = matched.get("queryParams").items().len();
                let rank =
                    (rank, kind, length, matched.get("method").is_present(), headers, queries);
                found.push(Match { route, rule, matched, rank });
            }
        }
    }
    found
}

/// How exactly a match takes a request's path, if it takes the request.
fn takes(matched: &Node, request: &Request, kind: &str) -> Option<(u8, usize)> {
    if kind == "GRPCRoute" {
        let (service, method) = (matched.at("method.service"), matched.at("method.method"));
        let mut parts = request.path.trim_start_matches('/').split('/');
        let (own, called) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let fits = |node: &Node, text: &str| !node.is_present() || node.str() == text;
        return (fits(service, own) && fits(method, called)).then_some((2, service.str().len()));
    }
    let path = matched.get("path");
    let value = path.get("value").text().unwrap_or("/");
    let rank = match path.get("type").text().unwrap_or("PathPrefix") {
        "Exact" => (value == request.path).then_some((3, value.len())),
        "RegularExpression" => pattern(value, &request.path).then_some((0, value.len())),
        _ => host::covers(value, &request.path).then_some((2, value.trim_end_matches('/').len())),
    }?;
    let method = matched.get("method");
    let headers = matched.get("headers").items().iter().all(|header| {
        let own = request.headers.get(&header.get("name").str().to_lowercase());
        own.is_some_and(|own| said(header, own))
    });
    let queries = matched.get("queryParams").items().iter().all(|query| {
        request.query.get(query.get("name").str()).is_some_and(|own| said(query, own))
    });
    let fits = (!method.is_present() || method.str() == request.method) && headers && queries;
    fits.then_some(rank)
}

fn said(node: &Node, own: &str) -> bool {
    match node.get("type").text() {
        Some("RegularExpression") => pattern(node.get("value").str(), own),
        _ => node.get("value").str() == own,
    }
}

/// Whether a pattern takes a whole text.
pub(super) fn pattern(pattern: &str, text: &str) -> bool {
    Pattern::parse(pattern).is_ok_and(|pattern| pattern.takes_whole(text))
}

/// A path after a rewriting: the prefix by whole segments.
pub(super) fn rewritten(rewrite: &Node, prefix: &str, path: &str) -> String {
    match rewrite.get("type").str() {
        "ReplaceFullPath" => rewrite.get("replaceFullPath").str().to_owned(),
        "ReplacePrefixMatch" => {
            let new = rewrite.get("replacePrefixMatch").str().trim_end_matches('/');
            let rest = path.strip_prefix(prefix.trim_end_matches('/')).unwrap_or(path);
            let joined = format!("{new}{rest}");
            if joined.is_empty() { "/".to_owned() } else { joined }
        }
        _ => path.to_owned(),
    }
}
