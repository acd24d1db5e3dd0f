//! From a Service to its pods: ports, policies, identity, and whether somebody listens.

use super::{End, Outcome, Party, Replay, Way};
use crate::manifest::{
    authz::{self, Call, Ruling},
    facts::Request,
    labels,
    mesh::{self, Membership},
    netpol::{self, Direction, Passage},
    object::Object,
    rules,
    workload::Workload,
    yaml::Node,
};

/// Where a request goes next.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target<'t> {
    pub(crate) service: &'t Object,
    /// The Service's port that is dialled.
    pub(crate) port: i64,
    /// Labels that a subset adds.
    pub(crate) subset: Option<&'t Node>,
    /// What the client's rule says about TLS.
    pub(crate) tls: &'t str,
    /// One pod of a StatefulSet.
    pub(crate) pod: Option<&'t str>,
}

impl<'w> Replay<'w> {
    /// Sends to the pods of a Service; an outcome for each workload.
    pub(super) fn deliver(
        &self,
        way: Way,
        from: &Party,
        request: &Request,
        path: &str,
        target: Target<'_>,
    ) -> Vec<Outcome> {
        let service = target.service;
        let selector = service.spec("selector");
        if service.spec("type").str() == "ExternalName" || selector.entries().is_empty() {
            return vec![way.at(service, service.spec("type"), "leads outside").ends(End::Outside)];
        }
        let headless = service.spec("clusterIP").str() == "None";
        let ports = service.spec("ports").items();
        let port = ports.iter().find(|port| port.get("port").count() == Some(target.port));
        let Some(port) = port.or(ports.first().filter(|_| headless)) else {
            let known: Vec<&str> = ports.iter().map(|port| port.get("port").str()).collect();
            let text = format!("has no port {}, only {}", target.port, known.join(", "));
            return vec![
                way.at(service, service.spec("ports"), text.clone())
                    .refused(format!("{} {text}", service.id()), &[]),
            ];
        };
        let found = self.world.selected(service);
        let fits = |workload: &Workload<'_>| {
            let subset =
                target.subset.is_none_or(|subset| labels::is_selected(subset, &workload.labels()));
            subset && target.pod.is_none_or(|pod| pod.starts_with(&format!("{}-", workload.name())))
        };
        let pods: Vec<Workload<'_>> = found.into_iter().filter(fits).collect();
        if pods.is_empty() {
            let wanted = labels::shown(&labels::labels(target.subset.unwrap_or(selector)));
            let text = format!("no pod has {wanted}");
            return vec![
                way.at(service, selector, text.clone())
                    .refused(format!("{}: {text}", service.id()), &[]),
            ];
        }
        let way = way.at(
            service,
            port,
            format!("port {} to {}", target.port, port.first_at(&["targetPort", "port"]).str()),
        );
        pods.iter()
            .map(|workload| {
                self.to_pod(way.clone(), from, request, path, target, port, headless, workload)
            })
            .collect()
    }

    #[expect(clippy::too_many_arguments, reason = "a step has what it was handed")]
    fn to_pod(
        &self,
        way: Way,
        from: &Party,
        request: &Request,
        path: &str,
        target: Target<'_>,
        port: &Node,
        headless: bool,
        workload: &Workload<'_>,
    ) -> Outcome {
        let node = port.first_at(&["targetPort", "port"]);
        let number = match (headless, node.count()) {
            (true, _) => Some(target.port),
            (false, Some(number)) => Some(number),
            (false, None) => workload.named_port(node.str()),
        };
        let service = target.service;
        let Some(number) = number else {
            let text = format!("no port of {} is called {}", workload.object.id(), node.str());
            return way.at(service, node, text.clone()).refused(text, &[]);
        };
        let way = match self.passes(way, from, request, workload, number) {
            Ok(way) => way,
            Err(outcome) => return *outcome,
        };
        let way = match self.admits(way, from, request, path, target, port, workload, number) {
            Ok(way) => way,
            Err(outcome) => return *outcome,
        };
        self.listens(way, path, service, node, workload, number)
    }

    /// NetworkPolicies of both ends.
    fn passes(
        &self,
        way: Way,
        from: &Party,
        request: &Request,
        workload: &Workload<'_>,
        number: i64,
    ) -> Result<Way, Box<Outcome>> {
        let (sender, receiver) = (from.end(), self.of_workload(workload).end());
        let port = netpol::Port { number, protocol: request.protocol(), of: Some(workload) };
        let mut way = way;
        for (direction, pod, other) in
            [(Direction::Out, &sender, &receiver), (Direction::In, &receiver, &sender)]
        {
            match netpol::passage(self.world, direction, pod, other, port) {
                Passage::Open => {}
                Passage::By(policy, rule) => {
                    way = way.at(policy, rule, format!("lets port {number} through"))
                }
                Passage::Refused(policies) => {
                    let side = if direction == Direction::In {
                        "lets nobody like this in"
                    } else {
                        "lets this not out"
                    };
                    let names: Vec<String> = policies.iter().map(|policy| policy.id()).collect();
                    for policy in &policies {
                        way = way.at(
                            policy,
                            policy.spec("podSelector"),
                            format!("{side}: {} at port {number}", from.shown),
                        );
                    }
                    return Err(Box::new(
                        way.refused(format!("{} {side}", names.join(", ")), &["K8-65", "K8-66"]),
                    ));
                }
            }
        }
        Ok(way)
    }

    /// Mutual TLS and authorization.
    #[expect(clippy::too_many_arguments, reason = "a step has what it was handed")]
    fn admits(
        &self,
        way: Way,
        from: &Party,
        request: &Request,
        path: &str,
        target: Target<'_>,
        port: &Node,
        workload: &Workload<'_>,
        number: i64,
    ) -> Result<Way, Box<Outcome>> {
        let world = self.world;
        let member = mesh::membership(world, self.facts, workload);
        if member == Membership::Outside {
            return Ok(way);
        }
        let space = workload.namespace();
        let labels = workload.labels();
        let plain = ["DISABLE", "SIMPLE"].contains(&target.tls);
        let identity = from.identity.as_deref().filter(|_| from.in_mesh && !plain);
        let asked = mesh::asked(world, space, &labels, number, member);
        let mut way = way;
        if let Some(by) = asked.by {
            let mode = if asked.strict { "STRICT" } else { "lets plain callers in" };
            way = way.at(
                by,
                by.spec("mtls.mode"),
                format!("{mode}; the caller is {}", identity.unwrap_or("nobody")),
            );
        }
        if asked.strict && identity.is_none() {
            let rule = if plain { "IS-13" } else { "IS-30" };
            return Err(Box::new(
                way.refused("mutual TLS is asked for, and the caller has no identity", &[rule]),
            ));
        }
        let http = request.is_http() && !authz::is_bare(port);
        let call = Call { request, path, port: number, http, identity };
        let waypoint = (member == Membership::Ambient)
            .then(|| self.waypoint_of(target.service, workload))
            .flatten();
        let Some(gateway) = waypoint else {
            let http = http && member == Membership::Sidecar;
            let policies = authz::at_workload(world, space, &labels);
            return self.ruled(way, from, &policies, Call { http, ..call });
        };
        way = way.at(gateway, gateway.root.get("kind"), "the waypoint takes it");
        let policies = authz::at_gateway(world, gateway, Some(target.service));
        way = self.ruled(way, from, &policies, call)?;
        let own = format!("{}/{}", gateway.namespace, gateway.name);
        let policies = authz::at_workload(world, space, &labels);
        self.ruled(way, from, &policies, Call { http: false, identity: Some(&own), ..call })
    }

    fn waypoint_of(&self, service: &Object, workload: &Workload<'_>) -> Option<&'w Object> {
        let own = mesh::waypoint(self.world, &service.namespace, &service.labels());
        own.or_else(|| mesh::waypoint(self.world, workload.namespace(), &workload.labels()))
    }

    fn ruled(
        &self,
        way: Way,
        from: &Party,
        policies: &[&Object],
        call: Call<'_>,
    ) -> Result<Way, Box<Outcome>> {
        let mut way = way;
        for policy in policies.iter().filter(|policy| policy.spec("action").str() == "CUSTOM") {
            way =
                way.at(policy, policy.spec("action"), "asks somebody else, who is taken to agree");
        }
        let who = call.identity.unwrap_or(&from.shown);
        let method =
            if call.request.method.is_empty() { "connection" } else { &call.request.method };
        let shown = format!("{method} from {who}");
        match authz::rule(policies, call) {
            Ruling::Open => Ok(way),
            Ruling::Allowed(policy, at) => {
                let rule = policy.spec("rules").items().get(at - 1).unwrap_or_default();
                Ok(way.at(policy, rule, format!("{shown}: allowed by rule {at}")))
            }
            Ruling::Denied(policy, at) => {
                let rule = policy.spec("rules").items().get(at - 1).unwrap_or_default();
                let text = format!("{shown}: refused by rule {at}");
                Err(Box::new(
                    way.at(policy, rule, text.clone())
                        .refused(format!("{}: {text}", policy.id()), &["IS-23", "IS-26"]),
                ))
            }
            Ruling::Unmet(policies) => {
                let names: Vec<String> = policies.iter().map(|policy| policy.id()).collect();
                for policy in policies {
                    way =
                        way.at(policy, policy.spec("rules"), format!("{shown}: no rule allows it"));
                }
                let mut causes = vec!["IS-22", "IS-29"];
                causes.extend(call.identity.is_none().then_some("IS-23"));
                causes.extend(from.is_entry.then_some("IS-35"));
                Err(Box::new(
                    way.refused(
                        format!("{}: {shown}: no rule allows it", names.join(", ")),
                        &causes,
                    ),
                ))
            }
        }
    }

    fn listens(
        &self,
        way: Way,
        path: &str,
        service: &Object,
        node: &Node,
        workload: &Workload<'_>,
        number: i64,
    ) -> Outcome {
        let object = workload.object;
        let key = (object.namespace.clone(), object.id());
        if let Some((rule, why)) = self.broken.get(&key) {
            let way = way.at(object, object.at("metadata.name"), format!("never runs: {why}"));
            return way.refused(format!("{} never runs: {why}", object.id()), &[rule]);
        }
        let known = self
            .facts
            .known(workload.name())
            .map(|known| known.listens.as_slice())
            .unwrap_or_default();
        if !known.is_empty() && !known.contains(&number) {
            let ports: Vec<String> = known.iter().map(i64::to_string).collect();
            let text = format!("{} listens on {}, not on {number}", object.id(), ports.join(", "));
            return way.at(service, node, text.clone()).refused(text, &["K8-21"]);
        }
        if workload.serves() && rules::fewest_of(self.world, self.facts, workload) == 0 {
            let way = way.at(object, object.spec("replicas"), "runs no pod");
            return way.refused(format!("{} runs no pod", object.id()), &[]);
        }
        let way =
            way.at(object, object.at("metadata.name"), format!("takes {path} at port {number}"));
        way.ends(End::Arrived {
            workload: workload.name().to_owned(),
            service: service.name.clone(),
            path: path.to_owned(),
        })
    }
}
