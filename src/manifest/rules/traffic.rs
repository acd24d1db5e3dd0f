//! Istio: where requests go. VirtualServices, DestinationRules, Gateways, the mesh around them.

mod gateway;
mod route;
mod share;

use crate::{
    manifest::{
        check::{Check, listed},
        host,
        istio::{self, Destination},
        labels,
        mesh::{self},
        object::Object,
        yaml::is_filled_in,
    },
    verdict::Severity::Major,
};
use gateway::{around, gateways, selected};
use route::{doubled, order, retries, weights};
use share::shares;

pub(super) fn check(check: &mut Check<'_>) {
    let world = check.world;
    for service in
        world.of_kind("VirtualService").filter(|object| object.is_istio("VirtualService"))
    {
        hosts(check, service);
        gateways(check, service);
        for destination in istio::destinations(service) {
            target(check, service, &destination);
        }
        for route in service.spec("http").items() {
            weights(check, service, route);
            retries(check, service, route);
        }
        order(check, service);
        shares(check, service);
    }
    doubled(check);
    for rule in world.of_kind("DestinationRule").filter(|object| object.is_istio("DestinationRule"))
    {
        client(check, rule);
    }
    for gateway in world.of_kind("Gateway").filter(|object| object.is_istio("Gateway")) {
        selected(check, gateway);
    }
    around(check);
}

fn hosts(check: &mut Check<'_>, service: &Object) {
    let hosts = service.spec("hosts");
    if !hosts.texts().is_empty() || istio::is_delegate(check.world, service) {
        return;
    }
    let node = service.root.get("spec");
    let message = "It is for no host, so for no request";
    check.raise("IS-01", Major, service, node, message).row(
        "hosts",
        "none",
        "the names that are called",
    );
}

fn target(check: &mut Check<'_>, service: &Object, destination: &Destination<'_>) {
    let world = check.world;
    let name = destination.host;
    if !name.is_present() || is_filled_in(name.str()) {
        return;
    }
    let known = host::service(world, name.str(), &service.namespace);
    let outside = istio::is_entry(world, name.str());
    if known.is_none() && !outside && !world.may_be_lost("Service") && !name.str().contains('*') {
        let near: Vec<&str> = world.services().map(|service| service.name.as_str()).collect();
        let bare = name.str().split('.').next().unwrap_or_default();
        let elsewhere = world.services().find(|service| service.name == bare);
        let right = elsewhere
            .map(|service| format!("{}.{}", service.name, service.namespace))
            .or_else(|| crate::text::nearest(bare, near.iter().copied()).map(str::to_owned));
        let edit = right.as_ref().map(|right| check.edit(service, name, right));
        let message = "This name means nothing in the namespace of the object";
        let raised = check.raise("IS-02", Major, service, name, message);
        raised
            .row(
                "host",
                name.str(),
                right.clone().unwrap_or_else(|| "a Service, or a ServiceEntry".into()),
            )
            .near(bare, near)
            .detail(name.str());
        if let (Some(right), Some(edit)) = (right, edit) {
            raised.fix(format!("Name {right}"), edit);
        }
        return;
    }
    if let Some(target) = known {
        let port = destination.port;
        let ports = target.spec("ports").items();
        if port.is_present() && !ports.iter().any(|known| known.get("port").count() == port.count())
        {
            let message = "The Service has no such port";
            check
                .raise("IS-02", Major, service, port, message)
                .row(target.id(), port.str(), "a port of the Service")
                .sure()
                .detail(format!("{} {}", name.str(), port.str()));
        }
        if !destination.subset.is_present() {
            let empty =
                world.selected(target).is_empty() && !target.spec("selector").entries().is_empty();
            if destination.weight > 0
                && destination.weighted
                && empty
                && !world.workloads_may_be_lost()
                && !check.facts.open
            {
                let message = "A share of the requests goes to pods that are not there";
                check
                    .raise("IS-07", Major, service, name, message)
                    .row(name.str(), format!("weight {}", destination.weight), "pods")
                    .detail(name.str());
            }
            return;
        }
    }
    subset(check, service, destination);
}

/// The subsets that a VirtualService names for HTTP.
fn named(service: &Object) -> Vec<&str> {
    let routes = service.spec("http").items().iter();
    let routes = routes.flat_map(|http| http.get("route").items());
    routes.map(|route| route.get("destination").get("subset").str()).collect()
}

fn subset(check: &mut Check<'_>, service: &Object, destination: &Destination<'_>) {
    let world = check.world;
    let (name, subset) = (destination.host, destination.subset);
    if !subset.is_present() || is_filled_in(subset.str()) || world.may_be_lost("DestinationRule") {
        return;
    }
    let rules = istio::rules_for(world, service, name.str());
    let found =
        rules.iter().find_map(|rule| istio::subset(rule, subset.str()).map(|node| (*rule, node)));
    let Some((rule, node)) = found else {
        let stray = world.of_kind("DestinationRule").find(|rule| {
            !rules.iter().any(|known| std::ptr::eq(*known, *rule))
                && istio::subset(rule, subset.str()).is_some()
        });
        if let Some(stray) = stray.filter(|_| rules.is_empty()) {
            let node = stray.spec("host");
            let edit = check.edit(stray, node, name.str());
            let message = "It names another host than the route: its subsets are never used";
            check
                .raise("IS-12", Major, stray, node, message)
                .row("host", node.str(), name.str())
                .fix("Name the host of the route", edit);
            return;
        }
        let known: Vec<&str> = rules
            .iter()
            .flat_map(|rule| rule.spec("subsets").items())
            .map(|node| node.get("name").str())
            .collect();
        // A subset that the route names beside it is not the one that is meant.
        let named = named(service);
        let free = || known.iter().copied().filter(|known| !named.contains(known));
        let only = || free().next().filter(|_| free().count() == 1);
        let near = crate::text::nearest(subset.str(), free()).or_else(only);
        let edit = near.map(|near| check.edit(service, subset, near));
        let message = "The subset is defined nowhere: these requests are answered 503";
        let raised = check.raise("IS-10", Major, service, subset, message);
        raised.row(
            format!("subset of {}", name.str()),
            subset.str(),
            if known.is_empty() {
                "a DestinationRule that defines it".to_owned()
            } else {
                listed(&known)
            },
        );
        raised.near(subset.str(), known).detail(format!("{} {}", name.str(), subset.str()));
        if let Some(edit) = edit {
            raised.fix("Name the subset that is there", edit);
        }
        return;
    };
    let Some(target) = host::service(world, name.str(), &service.namespace) else { return };
    let wanted = node.get("labels");
    let pods = world.selected(target);
    if pods.is_empty()
        || pods.iter().any(|workload| labels::is_selected(wanted, &workload.labels()))
    {
        return;
    }
    let values: Vec<String> =
        pods.iter().flat_map(|workload| workload.labels().into_values()).collect();
    let bad = wanted.pairs().next().map_or("", |(_, value)| value).to_owned();
    let shown: Vec<String> =
        pods.iter().map(|workload| labels::shown(&workload.labels())).collect();
    let message = "No pod has these labels: a share of the requests is answered 503";
    let raised = check.raise("IS-11", Major, rule, wanted, message);
    raised
        .row(
            format!("subset {}", subset.str()),
            labels::shown(&labels::labels(wanted)),
            shown.join("; "),
        )
        .near(&bad, values.iter().map(String::as_str))
        .detail(subset.str());
}

/// What a client does against what the server asks.
fn client(check: &mut Check<'_>, rule: &Object) {
    let world = check.world;
    let node = rule.spec("host");
    let target = host::service(world, node.str(), &rule.namespace);
    let known = target.is_some()
        || istio::is_entry(world, node.str())
        || node.str().contains('*')
        || is_filled_in(node.str());
    let near: Vec<&str> = world.services().map(|service| service.name.as_str()).collect();
    if !known && !world.may_be_lost("Service") && node.is_present() {
        let bare = node.str().split('.').next().unwrap_or_default();
        let message = "This name means nothing in the namespace of the object";
        check
            .raise("IS-02", Major, rule, node, message)
            .row("host", node.str(), "a Service, or a ServiceEntry")
            .near(bare, near)
            .detail(node.str());
    }
    let mode = rule.spec("trafficPolicy.tls.mode");
    let Some(target) = target.filter(|_| ["DISABLE", "SIMPLE"].contains(&mode.str())) else {
        return;
    };
    for workload in world.selected(target) {
        let member = mesh::membership(world, check.facts, &workload);
        let ports = target.spec("ports").items();
        let port = ports
            .first()
            .and_then(|port| port.first_at(&["targetPort", "port"]).count())
            .unwrap_or(0);
        let asked = mesh::asked(world, workload.namespace(), &workload.labels(), port, member);
        if let Some(by) = asked.by.filter(|_| asked.strict) {
            let edit = check.edit(rule, mode, "ISTIO_MUTUAL");
            let message = "The caller does not speak what the server insists on";
            check
                .raise("IS-13", Major, rule, mode, message)
                .row(by.id(), mode.str(), "ISTIO_MUTUAL")
                .fix("Speak the mesh's TLS", edit);
        }
    }
}
