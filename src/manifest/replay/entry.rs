//! How a request sets out: through the entry from outside, or by a Service's name from inside.

use super::{End, Outcome, Party, Replay, Way, deliver::Target};
use crate::manifest::{
    facts::Request,
    host,
    labels::Labels,
    netpol::{self, Direction, Passage},
    object::Object,
};

/// Hops that are followed: redirects and routes that lead to routes.
const HOPS: usize = 4;

impl Replay<'_> {
    /// Sends a request from a source.
    pub(super) fn send(&self, from: &str, request: &Request) -> Vec<Outcome> {
        if let Some(outcomes) = self.send_composed(from, request) {
            return outcomes;
        }
        if from == "internet" || from == "host" {
            return self.comes_from_outside(request, HOPS);
        }
        let party = self.party(from);
        self.comes_from_inside(&party, request)
    }

    /// Whether a never aims at something that is not there at all.
    pub(super) fn is_missing(&self, from: &str, name: &str) -> bool {
        if let Some((compose, _)) = self.composed(from) {
            return compose.services().all(|service| !service.answers(name)) && !name.contains('.');
        }
        if !self.world.composes.is_empty() && ["host", "internet"].contains(&from) {
            return false;
        }
        let party = self.party(from);
        let space = party.namespace.as_deref().unwrap_or("default");
        let is_public = from == "internet" || from == "host";
        let named = host::service_name(name, space).is_some();
        let public = self.opens_for(name);
        match is_public {
            true => !public && named && host::service(self.world, name, space).is_none(),
            false => !public && named && self.service(name, space).is_none(),
        }
    }

    /// Whether an entry of these objects has a host.
    fn opens_for(&self, name: &str) -> bool {
        let world = self.world;
        let routes =
            ["HTTPRoute", "GRPCRoute", "TLSRoute"].into_iter().flat_map(|kind| world.of_kind(kind));
        let mut hosts: Vec<&str> =
            routes.flat_map(|route| route.spec("hostnames").texts()).collect();
        hosts.extend(
            world.of_kind("VirtualService").flat_map(|service| service.spec("hosts").texts()),
        );
        let ingresses = world.of_kind("Ingress").flat_map(|ingress| ingress.spec("rules").items());
        hosts.extend(ingresses.map(|rule| rule.get("host").str()));
        hosts.into_iter().any(|host| host::is_meant(host, name))
    }

    /// The Service that a name means to a caller, of a pod's own name too.
    fn service(&self, name: &str, space: &str) -> Option<(&Object, Option<String>)> {
        if let Some(found) = host::service(self.world, name, space) {
            return Some((found, None));
        }
        let (pod, service, space) = host::pod_name(name, space)?;
        let found = self.world.find("Service", &space, &service)?;
        (found.spec("clusterIP").str() == "None").then_some((found, Some(pod)))
    }

    /// From outside: through whatever entry opens for the host.
    pub(super) fn comes_from_outside(&self, request: &Request, hops: usize) -> Vec<Outcome> {
        let way = Way::default().told(
            "internet",
            format!("{} {}:{}{}", request.method, request.host, request.port, request.path),
        );
        let mut seen = Vec::new();
        for entry in [Self::by_gateway, Self::by_istio, Self::by_ingress] {
            match entry(self, way.clone(), request, hops) {
                Found::Outcomes(outcomes) => return outcomes,
                Found::Nothing(steps) => seen.push(steps),
            }
        }
        if let Some(service) = self.published(&request.host) {
            let target = Target { service, port: request.port, subset: None, tls: "", pod: None };
            let party = Party { shown: "internet".to_owned(), ..Party::default() };
            return self.deliver(way, &party, request, &request.path, target);
        }
        // What came nearest tells more than that nobody took it.
        let nearest = seen.into_iter().max_by_key(|way| way.steps.len()).unwrap_or(way);
        vec![nearest.refused(format!("no entry opens for {}", request.host), &["GW-01", "IS-03"])]
    }

    /// A Service that is open to the outside under its own name.
    fn published(&self, name: &str) -> Option<&Object> {
        let open =
            |service: &&Object| ["LoadBalancer", "NodePort"].contains(&service.spec("type").str());
        let (wanted, space) = host::service_name(name, "")?;
        let meant = |service: &&Object| {
            service.name == wanted && (space.is_empty() || service.namespace == space)
        };
        self.world.services().filter(open).find(meant)
    }

    /// From a pod, or somebody who stands in the cluster.
    pub(super) fn comes_from_inside(&self, party: &Party, request: &Request) -> Vec<Outcome> {
        let way = Way::default().told(
            &party.shown,
            format!("{} {}:{}{}", request.method, request.host, request.port, request.path),
        );
        let space = party.namespace.as_deref().unwrap_or("default");
        let way = match self.asks_name(way, party) {
            Ok(way) => way,
            Err(outcome) => return vec![*outcome],
        };
        if party.in_mesh
            && let Found::Outcomes(outcomes) = self.by_mesh(way.clone(), party, request)
        {
            return outcomes;
        }
        match self.service(&request.host, space) {
            Some((service, pod)) => {
                let tls = self.client_tls(party, service, &request.host);
                let way = self.unrouted(way, party, service);
                let target = Target {
                    service,
                    port: request.port,
                    subset: None,
                    tls: &tls,
                    pod: pod.as_deref(),
                };
                self.deliver(way, party, request, &request.path, target)
            }
            None if self.opens_for(&request.host) => self.comes_from_outside(request, HOPS),
            None if host::service_name(&request.host, space)
                .is_some_and(|(_, space)| self.world.has_namespace(&space)) =>
            {
                vec![
                    way.refused(
                        format!("no Service is called {}", request.host),
                        &["IS-02", "K8-14"],
                    ),
                ]
            }
            None => self.leaves(way, party, request),
        }
    }

    /// A step for each VirtualService that would route this, were it for callers inside.
    fn unrouted(&self, way: Way, party: &Party, service: &Object) -> Way {
        let mut way = way;
        let means = |object: &&Object| {
            object.spec("hosts").texts().into_iter().any(|name| {
                host::service_name(name, &object.namespace)
                    == Some((service.name.clone(), service.namespace.clone()))
            })
        };
        for object in self.world.of_kind("VirtualService").filter(means).filter(|_| party.in_mesh) {
            way = way.at(object, object.spec("gateways"), "is not for callers inside");
        }
        way
    }

    /// Whether the caller's policies let it ask for the name.
    fn asks_name(&self, way: Way, party: &Party) -> Result<Way, Box<Outcome>> {
        let Some(space) = &party.namespace else { return Ok(way) };
        if netpol::names_allowed(self.world, space, &party.labels) {
            return Ok(way);
        }
        let mut way = way;
        for policy in netpol::selecting(self.world, Direction::Out, &party.end()) {
            way = way.at(policy, policy.spec("podSelector"), "lets no question for a name out");
        }
        Err(Box::new(
            way.refused("the name is not found: nothing may go out to port 53", &["K8-66"]),
        ))
    }

    /// Out of the cluster.
    fn leaves(&self, way: Way, party: &Party, request: &Request) -> Vec<Outcome> {
        let outside = netpol::End { namespace: None, labels: Labels::new() };
        let port = netpol::Port { number: request.port, protocol: request.protocol(), of: None };
        match netpol::passage(self.world, Direction::Out, &party.end(), &outside, port) {
            Passage::Refused(policies) => {
                let mut way = way;
                for policy in policies {
                    way = way.at(
                        policy,
                        policy.spec("podSelector"),
                        "lets nothing out of the cluster",
                    );
                }
                vec![way.refused("nothing may leave the cluster", &["K8-66"])]
            }
            Passage::By(policy, rule) => {
                vec![way.at(policy, rule, "lets it out").ends(End::Outside)]
            }
            Passage::Open => vec![way.ends(End::Outside)],
        }
    }
}

/// What one kind of entry says.
pub(super) enum Found {
    /// It took the request.
    Outcomes(Vec<Outcome>),
    /// It did not; how far it came.
    Nothing(Way),
}
