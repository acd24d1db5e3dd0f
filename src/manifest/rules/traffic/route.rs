//! The routes of one service: order, weights, repetitions.

use std::collections::BTreeMap;

use crate::{
    manifest::{
        check::Check,
        duration, host,
        mesh::{self, Membership},
        object::Object,
        yaml::Node,
    },
    verdict::Severity::{Info, Major, Minor},
};

pub(super) fn weights(check: &mut Check<'_>, service: &Object, route: &Node) {
    let routes = route.get("route").items();
    let given: Vec<i64> = routes.iter().filter_map(|route| route.get("weight").int()).collect();
    let sum: i64 = given.iter().sum();
    if routes.len() > 1 && !given.is_empty() && sum != 100 {
        let message = "Weights are shares of their sum, which is not 100 here";
        let shown: Vec<String> = given.iter().map(i64::to_string).collect();
        check.raise("IS-07", Minor, service, route.get("route"), message).row(
            "weights",
            format!("{} = {sum}", shown.join(" + ")),
            "100 in all",
        );
    }
}

pub(super) fn retries(check: &mut Check<'_>, service: &Object, route: &Node) {
    let retries = route.get("retries");
    let (attempts, each) =
        (retries.get("attempts").int().unwrap_or(0), retries.get("perTryTimeout"));
    if let (Some(one), Some(all)) =
        (duration::seconds(each.str()), duration::seconds(route.get("timeout").str()))
    {
        let tries = (attempts + 1) as f64;
        if attempts > 0 && tries * one > all && all > 0.0 {
            let message = "The last tries never come: the whole is given up before";
            check.raise("IS-09", Minor, service, retries, message).row(
                "tries",
                format!("{tries} of {}", each.str()),
                format!("within {}", route.get("timeout").str()),
            );
        }
    }
    let writes =
        |node: &Node| ["POST", "PUT", "PATCH", "DELETE"].contains(&node.at("method.exact").str());
    let matched = route.get("match").items();
    let safe = ["connect-failure", "refused-stream", "connect-failure,refused-stream"]
        .contains(&retries.get("retryOn").str());
    if attempts > 0 && !safe && !matched.is_empty() && matched.iter().all(writes) {
        let message = "A write that is sent again may be done twice";
        check.raise("IS-14", Minor, service, retries, message).row(
            "retries",
            "on writes",
            "on failures to connect only",
        );
    }
}

/// Whether a route takes every request.
fn takes_all(route: &Node) -> bool {
    let matches = route.get("match").items();
    let all = |node: &Node| {
        let keys: Vec<&str> = node
            .entries()
            .iter()
            .map(|(key, _)| key.text.as_str())
            .filter(|key| *key != "name")
            .collect();
        keys.is_empty() || (keys == ["uri"] && node.at("uri.prefix").str() == "/")
    };
    matches.is_empty() || matches.iter().any(all)
}

pub(super) fn order(check: &mut Check<'_>, service: &Object) {
    let routes = service.spec("http").items();
    let Some(first) = routes.iter().position(takes_all) else { return };
    for (at, route) in routes.iter().enumerate().skip(first + 1) {
        let message = "A route above takes every request: this one gets none";
        check
            .raise("IS-06", Major, service, route, message)
            .row(
                format!("route {}", at + 1),
                "after a catch-all",
                format!("before route {}", first + 1),
            )
            .detail(format!("route {}", at + 1));
    }
}

/// Two VirtualServices for one name of the mesh.
pub(super) fn doubled(check: &mut Check<'_>) {
    let world = check.world;
    let mut seen: BTreeMap<(String, String), &Object> = BTreeMap::new();
    for service in world
        .of_kind("VirtualService")
        .filter(|object| object.is_istio("VirtualService") && !object.is_nameless())
    {
        let gateways = service.spec("gateways").texts();
        if !(gateways.is_empty() || gateways.contains(&"mesh")) {
            continue;
        }
        for node in service.spec("hosts").items() {
            let name = host::service_name(node.str(), &service.namespace);
            let key = name
                .filter(|_| !node.str().contains('*'))
                .unwrap_or((node.str().to_owned(), String::new()));
            match seen.get(&key) {
                Some(first) if first.name != service.name => {
                    let severity =
                        if check.facts.open && first.file != service.file { Info } else { Major };
                    let message =
                        "Two VirtualServices are for one host: which rules hold is not defined";
                    check
                        .raise("IS-08", severity, service, node, message)
                        .row(node.str(), first.id(), "one of them")
                        .detail(node.str());
                }
                Some(_) => {}
                None => drop(seen.insert(key, service)),
            }
        }
    }
}

/// A VirtualService and an HTTPRoute for one ambient service.
pub(super) fn twins(check: &mut Check<'_>, service: &Object) {
    let world = check.world;
    for node in service.spec("hosts").items() {
        let Some(target) = host::service(world, node.str(), &service.namespace) else { continue };
        if mesh::of_namespace(world, &target.namespace) != Membership::Ambient {
            continue;
        }
        let means = |route: &&Object| {
            route.spec("parentRefs").items().iter().any(|parent| {
                let space = parent.get("namespace").text().unwrap_or(&route.namespace);
                parent.get("kind").str() == "Service"
                    && parent.get("name").str() == target.name
                    && space == target.namespace
            })
        };
        if let Some(route) = world.of_kind("HTTPRoute").find(means) {
            let message = "Two APIs route one service: what they do together is not defined";
            check
                .raise("IS-33", Major, service, node, message)
                .row(node.str(), route.id(), "one of them")
                .detail(node.str());
        }
    }
}
